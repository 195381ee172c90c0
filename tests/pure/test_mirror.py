"""What the mirror makes of a source, and what it refuses: the rules in one example, the command on a tree."""

from __future__ import annotations

from collections import Counter
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from codegen import mirror

if TYPE_CHECKING:
    from pathlib import Path

EVERY_RULE = '''\
"""An async reader: an asynchronous source is read to its end. Async on purpose, see tests/_async."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from pareta_core._async.transport import AsyncTransport

pytestmark = pytest.mark.anyio


class AsyncReader:
    wire: AsyncTransport
    seen: Iterator[int]

    async def __aenter__(self) -> "AsyncReader":
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.aclose()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._raw.aiter_bytes()

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration

    async def aclose(self) -> None:
        await self._raw.aclose()

    async def handle_async_request(self, request: object) -> AsyncByteStream:
        return await self.wire.handle_async_request(request)


async def reading(reader: AsyncReader, begun: Callable[[int], Awaitable[int | None]]) -> dict[str, int]:
    async with reader as source:
        return {"seen": len([chunk async for chunk in source])}


@pytest.mark.anyio
async def test_the_async_reader_ends(pareta: object) -> None:
    first = await anext(aiter(AsyncReader()))
    async for chunk in first:
        print(await chunk)
'''

EVERY_MIRRORED = '''\
# Mirrored from src/x/_async/reader.py by codegen/mirror.py; do not edit.
"""A sync reader: a synchronous source is read to its end. Sync on purpose, see tests/_sync."""

from collections.abc import Callable, Iterator

from pareta_core._sync.transport import Transport


class Reader:
    wire: Transport
    seen: Iterator[int]

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        return self._raw.iter_bytes()

    def __next__(self) -> bytes:
        raise StopIteration

    def close(self) -> None:
        self._raw.close()

    def handle_request(self, request: object) -> SyncByteStream:
        return self.wire.handle_request(request)


def reading(reader: Reader, begun: Callable[[int], int | None]) -> dict[str, int]:
    with reader as source:
        return {"seen": len([chunk for chunk in source])}


def test_the_sync_reader_ends(pareta: object) -> None:
    first = next(iter(Reader()))
    for chunk in first:
        print(chunk)
'''


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a root with one package whose only source needs every rule."""
    source = tmp_path / "src/x/_async/reader.py"
    source.parent.mkdir(parents=True)
    source.write_text(EVERY_RULE)
    return tmp_path


def test_every_rule_does_what_it_says_and_the_result_is_formatted(tree: Path) -> None:
    assert mirror.main([], tree) == 0
    assert (tree / "src/x/_sync/reader.py").read_text() == EVERY_MIRRORED


def test_mirroring_a_mirror_changes_nothing_but_the_first_line() -> None:
    again = mirror.mirror(EVERY_MIRRORED, "src/x/_sync/reader.py")
    assert again.split("\n")[2:] == EVERY_MIRRORED.split("\n")[1:]


def test_the_example_uses_every_rule_so_the_table_above_is_complete() -> None:
    used: Counter[str] = Counter()
    mirror.mirror(EVERY_RULE, "reader.py", used)
    assert mirror.unused_rules(used) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1\nawait pause()  # async-only\n", "x = 1\n"),
        ("# sync-only: x = 1\n", "x = 1\n"),
        (
            "if y:\n    # sync-only: for x in y:\n    # sync-only:     z(x)\n",
            "if y:\n    for x in y:\n        z(x)\n",
        ),
        ("a\n# async-only: begin\nimport asyncio\n\n# async-only: end\nb\n", "a\nb\n"),
        ("an_asyncless_word = 'asynchrony'  # says async-only twice\n", None),
    ],
)
def test_markers_say_what_rules_cannot(source: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(mirror.MirrorError, match="an_asyncless_word"):
            mirror.mirror(source, "source.py")
    else:
        assert mirror.mirror(source, "source.py").partition("\n")[2] == expected


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("x\n# async-only: begin\ny\n", r"source\.py:2: .*begin` without its counterpart"),
        ("x\n# async-only: end\n", r"source\.py:2: .*end` without its counterpart"),
        ("# async-only: begin\n# async-only: begin\n", r"source\.py:2: .*begin` without its counterpart"),
        ("import asyncio\n", "`asyncio` is left in"),
        ("import anyio\n", "`anyio` is left in"),
        ("x = (\n", "is not valid Python"),
    ],
)
def test_a_source_that_has_no_mirror_is_refused_by_name(source: str, complaint: str) -> None:
    with pytest.raises(mirror.MirrorError, match=complaint):
        mirror.mirror(source, "source.py")


def test_the_check_is_content_with_what_was_just_written(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mirror.main([], tree) == 0
    assert capsys.readouterr().out == "wrote src/x/_sync/reader.py\n"
    assert mirror.main(["--check"], tree) == 0
    assert mirror.main([], tree) == 0
    assert capsys.readouterr().out == ""


def test_the_check_names_what_differs_is_missing_and_is_a_stray(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mirror.main([], tree)
    (tree / "src/x/_async/other.py").write_text('"""Other."""\n')
    twin = tree / "src/x/_sync/reader.py"
    twin.write_text(twin.read_text() + "\n")
    (tree / "src/x/_sync/left.py").write_text("x = 1\n")
    capsys.readouterr()
    assert mirror.main(["--check"], tree) == 1
    assert capsys.readouterr().out.splitlines() == [
        "missing: src/x/_sync/other.py",
        "differs: src/x/_sync/reader.py",
        "stray:   src/x/_sync/left.py",
        "run `make mirror`",
    ]


def test_a_mirror_whose_source_is_gone_is_removed(tree: Path) -> None:
    mirror.main([], tree)
    (tree / "src/x/_async/reader.py").unlink()
    (tree / "src/x/_async/other.py").write_text('"""Other."""\n')
    assert mirror.main([], tree) == 0
    assert [path.name for path in mirror.mirrors_in(tree)] == ["other.py"]


def test_a_file_that_somebody_wrote_by_hand_is_never_removed(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    precious = tree / "src/x/_sync/precious.py"
    precious.parent.mkdir()
    precious.write_text("x = 1\n")
    assert mirror.main([], tree) == 1
    assert "precious.py is not a mirror" in capsys.readouterr().err
    assert precious.exists()


def test_a_rule_that_nothing_needs_fails_the_check(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "src/x/_async/reader.py").write_text(
        dedent('''\
            """Needs one rule."""


            async def run() -> None:
                """Does nothing."""
        ''')
    )
    assert mirror.main([], tree) == 0
    assert mirror.main(["--check"], tree) == 1
    assert "unused:  the rule for await" in capsys.readouterr().out


def test_a_tree_without_async_sources_needs_nothing(tmp_path: Path) -> None:
    assert mirror.main(["--check"], tmp_path) == 0


def test_the_tests_of_the_tree_are_mirrored_like_its_sources(tmp_path: Path) -> None:
    source = tmp_path / "tests/_async/deep/test_x.py"
    assert mirror.twin_of(source, tmp_path) == tmp_path / "tests/_sync/deep/test_x.py"
