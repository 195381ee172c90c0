"""Documents to upload: what can be opened, and that a handle without anything to read is refused by its name."""

from __future__ import annotations

import codecs
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pareta.files import open_document

CONTENT = b"%PDF-1.7 small"


class Pipe(io.RawIOBase):
    """A file that can only be read forward."""

    name = "pipe.pdf"

    def __init__(self, content: bytes) -> None:
        self._inner = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        return self._inner.readinto(buffer)


class Plain:
    """A file with `read` alone, as many libraries return."""

    def __init__(self, content: Any) -> None:
        self._chunks = [content]

    def read(self, size: int = -1) -> Any:
        return self._chunks.pop() if self._chunks else b""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def opened() -> Iterator[Callable[[Any], Any]]:
    with ExitStack() as stack:

        def enter(file: Any) -> Any:
            return stack.enter_context(file) if hasattr(file, "__exit__") else file

        yield enter


def written(file: Any) -> Any:
    """Write as PIL's `image.save(buffer)` does, and stay at the end."""
    file.write(CONTENT)
    return file


def read(file: Any) -> Any:
    file.read()
    return file


def beyond(file: Any) -> Any:
    file.seek(100)
    return file


def closed(file: Any) -> Any:
    file.close()
    return file


AT_THE_END: dict[str, Callable[[Path], Any]] = {
    "a file that was hashed": lambda path: read(path.open("rb")),
    "a file beyond its end": lambda path: beyond(path.open("rb")),
    "a buffer that was written": lambda _: written(io.BytesIO()),
    "a buffer that was read": lambda _: read(io.BytesIO(CONTENT)),
    "a temporary file that was written": lambda _: written(tempfile.TemporaryFile()),  # noqa: SIM115  # closed by the fixture
    "a spooled file that was written": lambda _: written(tempfile.SpooledTemporaryFile()),  # noqa: SIM115  # closed by the fixture
    "a file for reading and writing": lambda path: read(path.open("r+b")),
    "a file for appending": lambda path: path.open("a+b"),
}


@pytest.mark.parametrize("name", AT_THE_END)
def test_a_handle_at_its_end_is_refused_with_advice(name: str, path: Path, opened: Any) -> None:
    file = opened(AT_THE_END[name](path))
    with pytest.raises(ValueError, match=r"^file '.*' is at its end, at byte \d+: rewind it with seek\(0\)"):
        open_document(file, None)
    assert not file.closed


def test_the_message_names_the_file(path: Path, opened: Any) -> None:
    with pytest.raises(ValueError, match=r"^file 'receipt\.pdf' is at its end, at byte 14"):
        open_document(opened(read(path.open("rb"))), None)


REFUSED: list[tuple[str, Callable[[Path], Any], type[Exception], str]] = [
    ("a text file", lambda path: path.open(), TypeError, "'receipt.pdf' is a text file: open it with 'rb'"),
    ("a text buffer", lambda _: io.StringIO("x"), TypeError, "is a text file: open it with 'rb'"),
    ("a temporary text file", lambda _: tempfile.NamedTemporaryFile("w+"), TypeError, "is a text file"),  # noqa: SIM115
    ("a spooled text file", lambda _: tempfile.SpooledTemporaryFile(mode="w+"), TypeError, "is a text file"),  # noqa: SIM115
    ("codecs.open", lambda path: codecs.open(str(path), "r", "utf-8"), TypeError, "is a text file"),  # noqa: SIM115
    ("a reader of text", lambda _: Plain("text"), TypeError, "file must be a binary file"),
    ("a file for writing", lambda path: path.open("wb"), ValueError, "'receipt.pdf' is not open for reading"),
    ("a file for appending", lambda path: path.open("ab"), ValueError, "'receipt.pdf' is not open for reading"),
    ("a text file for writing", lambda path: path.open("w"), ValueError, "is not open for reading"),
    ("a closed file", lambda path: closed(path.open("rb")), ValueError, "file is closed: 'receipt.pdf'"),
    ("a closed buffer", lambda _: closed(io.BytesIO(CONTENT)), ValueError, "file is closed"),
    ("a pipe that was read", lambda _: read(Pipe(CONTENT)), ValueError, "'pipe.pdf' cannot be rewound and has no"),
    ("an empty reader", lambda _: Plain(b""), ValueError, "'document' cannot be rewound and has no bytes left"),
    ("a list", lambda _: ["a"], TypeError, "file must be a path, bytes or a binary file, not list"),
    ("nothing", lambda _: None, TypeError, "file must be a path, bytes or a binary file, not NoneType"),
    ("an empty path", lambda _: "", ValueError, "file must be the path of a file"),
    ("a path that no system has", lambda _: "a\ud800", ValueError, r"must be the path of a file, not 'a\ud800'"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:codecs.open:DeprecationWarning")
@pytest.mark.parametrize(("name", "make", "kind", "message"), REFUSED, ids=[each[0] for each in REFUSED])
def test_a_handle_that_gives_no_bytes_is_refused(
    name: str, make: Any, kind: Any, message: str, path: Path, opened: Any
) -> None:
    file = make(path)
    if not getattr(file, "closed", False):
        opened(file)
    with pytest.raises(kind) as caught:
        open_document(file, None)
    assert message in str(caught.value)


EMPTY: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda _: b"",
    "a path": lambda path: path,
    "a file": lambda path: path.open("rb"),
    "a buffer": lambda _: io.BytesIO(),
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_document_is_allowed(name: str, path: Path, opened: Any) -> None:
    path.write_bytes(b"")
    document = open_document(opened(EMPTY[name](path)) if name != "a path" else path, None)
    assert (document.size, document.read()) == (0, b"")
    document.close()


SOURCES: dict[str, Callable[[Path], Any]] = {
    "a path": lambda path: path,
    "a text path": str,
    "bytes": lambda _: CONTENT,
    "a bytearray": lambda _: bytearray(CONTENT),
    "a memoryview": lambda _: memoryview(CONTENT),
    "a file": lambda path: path.open("rb"),
    "a file for reading and writing": lambda path: path.open("r+b"),
    "an unbuffered file": lambda path: path.open("rb", buffering=0),
    "a buffer": lambda _: io.BytesIO(CONTENT),
    "a pipe": lambda _: Pipe(CONTENT),
    "a reader": lambda _: Plain(CONTENT),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_document_is_read_from_where_its_handle_stands(name: str, path: Path, opened: Any) -> None:
    source = SOURCES[name](path)
    document = open_document(source if isinstance(source, os.PathLike) else opened(source), "text/x-own")
    assert (document.size, document.read(), document.read()) == (len(CONTENT), CONTENT, b"")
    document.rewind()
    assert document.read() == CONTENT
    assert document.media_type == "text/x-own"
    document.close()


def test_a_handle_in_the_middle_of_a_file_uploads_the_rest(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(9)
        document = open_document(file, None)
        assert (document.size, document.read()) == (5, b"small")
        document.close()
        assert not file.closed


class Unblocked(Pipe):
    """A pipe whose other end has written a part."""

    def readinto(self, buffer: Any, /) -> Any:
        return super().readinto(buffer) or None


def test_a_file_that_does_not_block_is_not_cut_where_it_has_nothing_yet() -> None:
    with pytest.raises(ValueError, match="does not block and has nothing to read yet"):
        open_document(Unblocked(CONTENT), None)


def test_an_asynchronous_file_is_refused_with_what_to_pass() -> None:
    class Upload:
        """As starlette's `UploadFile`, or a file of aiofiles or anyio."""

        filename = name = "receipt.pdf"

        async def read(self, size: int = -1) -> bytes:
            return CONTENT

    with pytest.raises(
        TypeError, match=r"'receipt\.pdf' is asynchronous: pass the bytes, await file\.read\(\)"
    ):
        open_document(Upload(), None)


@pytest.mark.parametrize(
    ("name", "shown"), [(b"/tmp/receipt.pdf", "receipt.pdf"), (4, "document"), (None, "document")]
)
def test_a_file_that_was_opened_by_bytes_or_a_descriptor_has_a_readable_name(name: Any, shown: str) -> None:
    file = io.BytesIO(CONTENT)
    file.name = name  # type: ignore[attr-defined]
    document = open_document(file, None)
    assert (document.filename, document.read()) == (shown, CONTENT)
