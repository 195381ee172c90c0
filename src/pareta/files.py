"""Documents and rows to upload to an eval set: opened and measured, never read whole. Blocking; no network."""

from __future__ import annotations

import io
import mimetypes
import os
import tempfile
from inspect import iscoroutinefunction
from pathlib import Path
from typing import IO, BinaryIO, cast

from attrs import frozen

from pareta_core.encoding import to_json
from pareta_core.rows import rows_of

_CHUNK_SIZE = 256 * 1024
_MAX_IN_MEMORY = 8 * 1024 * 1024


@frozen
class Document:
    """An open file with its name, media type and size in bytes."""

    file: BinaryIO
    filename: str
    media_type: str
    start: int
    size: int
    owned: bool
    """Whether the file was opened here and is closed here."""

    def rewind(self) -> None:
        """Go back to the beginning of the document."""
        self.file.seek(self.start)

    def read(self) -> bytes:
        """Return the next chunk; empty at the end."""
        return self.file.read(_CHUNK_SIZE)

    def close(self) -> None:
        """Close the file if it was opened here."""
        if self.owned:
            self.file.close()


def open_document(source: object, mime: str | None) -> Document:
    """Open a document.

    Args:
        source: A path, bytes, or a binary file.
        mime: The media type; guessed from the name if None.

    Returns:
        The open document. The caller closes it.

    Raises:
        OSError: The file cannot be read.
        TypeError, ValueError: `source` is not a path, bytes or an open binary file.
    """
    if isinstance(source, (str, os.PathLike)):
        path = Path(cast("os.PathLike[str]", source))
        try:
            os.fsencode(path)
            valid = source != "" and "\0" not in str(path)
        except UnicodeEncodeError:
            valid = False
        if not valid:
            raise ValueError(f"file must be the path of a file, not {str(path)!r}")
        file, name, owned = cast(BinaryIO, path.open("rb")), path.name, True
    elif isinstance(source, (bytes, bytearray, memoryview)):
        file, name, owned = io.BytesIO(bytes(cast("bytes", source))), "document", True
    elif not callable(getattr(source, "read", None)):
        raise TypeError(f"file must be a path, bytes or a binary file, not {type(source).__name__}")
    else:
        file, name, owned = _readable(cast(BinaryIO, source))
    try:
        start = file.tell()
        size = file.seek(0, os.SEEK_END) - start
        file.seek(start)
        if size <= 0 and start > 0:
            raise ValueError(f"file {name!r} is at its end, at byte {start}: rewind it with seek(0)")
    except BaseException:
        if owned:
            file.close()
        raise
    # A file name that is not valid text must not fail the upload.
    name = name.encode("utf-8", "replace").decode()
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Document(file, name, mime or guessed, start, size, owned)


def _readable(file: BinaryIO) -> tuple[BinaryIO, str, bool]:
    """Check that an open file gives bytes. Return a file that can be rewound, its name, and whether to close it."""
    given: object = getattr(file, "name", None)  # a number, if the file was opened by its descriptor
    name = Path(os.fsdecode(given) if given and isinstance(given, (str, bytes)) else "document").name
    if iscoroutinefunction(file.read):
        raise TypeError(
            f"file must be a binary file, and {name!r} is asynchronous: pass the bytes, await file.read()"
        )
    if getattr(file, "closed", False):
        raise ValueError(f"file is closed: {name!r}")
    readable = getattr(file, "readable", None)
    if readable is not None and not readable():
        raise ValueError(f"file {name!r} is not open for reading: open it with 'rb'")
    seekable = getattr(file, "seekable", None)
    # Reading nothing shows what the file gives, without taking anything from a pipe.
    if seekable is not None and isinstance(cast(object, file.read(0)), str):
        raise TypeError(f"file must be a binary file, and {name!r} is a text file: open it with 'rb'")
    if seekable is not None and seekable():
        return file, name, False
    copy = _temporary_copy(file)
    if not copy.seek(0, os.SEEK_END):
        copy.close()
        raise ValueError(
            f"file {name!r} cannot be rewound and has no bytes left: it was read before. "
            "For an empty document pass b''"
        )
    copy.seek(0)
    return copy, name, True


def _temporary_copy(file: BinaryIO) -> BinaryIO:
    """Copy a file that cannot be rewound to a temporary one: the upload needs its size and may have to be retried."""
    copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  # closed with the document
    try:
        while (chunk := cast(object, file.read(_CHUNK_SIZE))) != b"":
            if chunk is None:
                raise ValueError(
                    "file does not block and has nothing to read yet: pass the bytes once it is complete"
                )
            if not isinstance(chunk, bytes):
                raise TypeError(f"file must be a binary file: its read() returned {type(chunk).__name__}")
            copy.write(chunk)
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return copy


def rows_file(items: object) -> BinaryIO:
    """Encode rows as JSON lines, in memory up to 8 MiB and on disk beyond.

    Args:
        items: The rows: any iterable of objects, a frame, or an open file of JSON lines.

    Returns:
        A file at its beginning. The caller closes it.

    Raises:
        TypeError, ValueError: A row is not an object or cannot be encoded; the message names it: `items[3].score`.
    """
    file: IO[bytes] = io.BytesIO()
    index = -1
    try:
        for index, row in enumerate(rows_of("items", items)):
            file.write(to_json(row, f"items[{index}]") + b"\n")
            if isinstance(file, io.BytesIO) and file.tell() > _MAX_IN_MEMORY:
                spilled = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
                spilled.write(file.getvalue())
                file = spilled
    except BaseException:
        file.close()
        raise
    if index < 0:
        raise ValueError("items must not be empty")
    file.seek(0)
    return cast(BinaryIO, file)
