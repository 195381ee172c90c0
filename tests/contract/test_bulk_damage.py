"""Journals that are damaged, of another job, or cannot be written: an error says so, and nothing is paid twice."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parallel import InsufficientCreditsError, ParallelError
from parallel.bulk.errors import JournalError
from pareta_sandbox import Fault
from tests.contract.bulk_killing import run_in_little_space
from tests.contract.bulk_world import World, rows

ROWS = 12
PAGE = 16_384


def begin(world: World, path: Path) -> None:
    """Begin a job that ends before its last two rows are sent."""
    world.fail("addTaskGroupRuns", Fault(status=402), after=2)
    with world.job(path) as job, pytest.raises(InsufficientCreditsError):
        list(job.run(rows(ROWS)))
    world.check_billed(rows(10))


def use(world: World, path: Path) -> None:
    """Do with a journal all that reads it."""
    with world.job(path) as job:
        job.status()
        job.plan(rows(ROWS))
        for row in job.results():
            assert row.status
            assert (row.input, row.output, row.error) is not None
        world.check_rows(list(job.run(rows(ROWS))), rows(ROWS))


# --- damaged


@pytest.mark.parametrize("size", [15, 16, 99, 100, 511, 2_048, 4_096, PAGE - 1, PAGE, -PAGE])
def test_a_truncated_journal_is_an_error_that_pays_for_nothing(world: World, path: Path, size: int) -> None:
    begin(world, path)
    os.truncate(path, size if size > 0 else path.stat().st_size + size)
    with pytest.raises(JournalError, match=r"damaged, or not a journal.* Do not start again"):
        use(world, path)
    world.check_billed(rows(10))


@pytest.mark.parametrize(
    "content", [b"\0" * 8_192, b"company,n\nUN,1\n" * 1_000, random.Random(1).randbytes(9_000)]
)
def test_a_file_that_is_no_journal_is_an_error_and_stays_as_it_is(
    world: World, path: Path, content: bytes
) -> None:
    path.write_bytes(content)
    with pytest.raises(JournalError, match="damaged, or not a journal"):
        use(world, path)
    assert path.read_bytes() == content


def test_a_journal_with_a_page_of_random_bytes_pays_for_no_row_again(world: World, path: Path) -> None:
    begin(world, path)
    copy = path.with_name("copy.bulk")
    paid, before = {str(each) for each in rows(10)}, {*world.runs}
    found: list[str] = []
    for page in range(path.stat().st_size // PAGE):
        for seed in range(2):
            shutil.copy(path, copy)
            with copy.open("r+b") as file:
                file.seek(page * PAGE)
                file.write(random.Random(seed).randbytes(PAGE))
            try:
                use(world, copy)
            except JournalError:
                found.append("noticed")
            else:
                found.append("right")
            sent = {str(each) for run_id, each in world.runs.items() if run_id not in before}
            assert not paid & sent, page
    assert found.count("noticed") > len(found) / 2


def test_a_journal_whose_inputs_are_no_json_sends_nothing(world: World, path: Path) -> None:
    begin(world, path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("update rows set input = '{\"company\": ' where id = ?", (ROWS,))
        db.commit()
    with (
        world.job(path) as job,
        pytest.raises(JournalError, match="damaged: it has a text that is not valid"),
    ):
        job.submit(rows(ROWS))
    world.check_billed(rows(10))


def test_a_journal_with_single_wrong_bytes_raises_no_error_of_another_library(
    world: World, path: Path
) -> None:
    begin(world, path)
    copy = path.with_name("copy.bulk")
    chance = random.Random(5)
    for _ in range(60):
        content = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 200)):
            content[chance.randrange(100, len(content))] = chance.randrange(256)
        copy.write_bytes(content)
        with contextlib.suppress(
            ParallelError, AssertionError
        ):  # (A value that was changed is another value.)
            use(world, copy)


def test_another_sqlite_file_is_not_a_journal(world: World, path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("create table settings (name text, value text)")
    db.close()
    with pytest.raises(JournalError, match="an SQLite file, but not the journal of a bulk job"):
        use(world, path)


def test_a_journal_of_another_version_names_both(world: World, path: Path) -> None:
    begin(world, path)
    with sqlite3.connect(path) as db:
        db.execute("pragma user_version = 7")
    db.close()
    with pytest.raises(JournalError, match=r"has version 7, and this SDK reads version 2"):
        use(world, path)


# --- of another job


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"processor": "core"}, "its processor is 'lite', not 'core'"),
        ({"output": "a year"}, "its output type differs"),
        (
            {"output": {"type": "object", "properties": {"year": {"type": "integer"}}}},
            "its output type differs",
        ),
        ({"base_url": "http://127.0.0.1:9"}, "its server is 'http://127.0.0.1:"),
        ({"metadata": {"team": "b"}}, "its metadata"),
        ({"betas": ["new-1"]}, "its betas"),
        ({"input_schema": {"type": "object", "required": ["n"]}}, "its input schema differs"),
        ({"source_policy": {"include_domains": ["example.org"]}}, "its source_policy"),
        (
            {
                "mcp_servers": [
                    {"type": "url", "url": "https://example.org", "name": "x", "headers": {"a": "secret-2"}}
                ]
            },
            "its mcp_servers",
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_journal_of_another_job_says_what_differs(
    world: World, path: Path, options: dict[str, Any], said: str
) -> None:
    begin(world, path)
    before = path.read_bytes()
    with pytest.raises(JournalError) as caught, world.job(path, **options):
        pass
    assert said in str(caught.value)
    assert "is of another job" in str(caught.value)
    assert "secret-2" not in str(caught.value)
    assert path.read_bytes() == before
    use(world, path)
    world.check_billed(rows(ROWS))


def test_the_journal_has_no_secret(world: World, path: Path) -> None:
    servers = [
        {"type": "url", "url": "https://example.org", "name": "x", "headers": {"a": "secret-2-of-a-server"}}
    ]
    with world.job(path, mcp_servers=servers) as job:
        list(job.run(rows(ROWS)))
        assert all(b"secret-2-of" not in each.read_bytes() for each in path.parent.iterdir())


# --- that cannot be written


def a_folder(path: Path) -> Path:
    path.mkdir()
    return path


def a_missing_folder(path: Path) -> Path:
    return path / "missing" / "x.bulk"


def in_a_file(path: Path) -> Path:
    path.write_text("")
    return path / "x.bulk"


def a_read_only_folder(path: Path) -> Path:
    path.mkdir(mode=0o500)
    if os.access(path, os.W_OK):
        pytest.skip("the user may write anywhere")
    return path / "x.bulk"


def a_read_only_file(path: Path) -> Path:
    path.touch(mode=0o400)
    if os.access(path, os.W_OK):
        pytest.skip("the user may write anywhere")
    return path


def a_name_that_is_too_long(path: Path) -> Path:
    return path.with_name("x" * 300)


@pytest.mark.parametrize(
    "make",
    [a_folder, a_missing_folder, in_a_file, a_read_only_folder, a_read_only_file, a_name_that_is_too_long],
)
def test_a_path_that_cannot_be_a_journal_is_an_error_that_names_it(
    world: World, path: Path, make: Callable[[Path], Path]
) -> None:
    place = make(path)
    with pytest.raises(JournalError) as caught:
        use(world, place)
    assert str(place) in str(caught.value)
    assert world.sent("createTaskGroup") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit for files")
def test_a_disk_that_is_full_ends_the_call_and_nothing_is_paid_twice(path: Path) -> None:
    errors: list[str] = []
    with World(speed=1_000.0) as world:
        while "" not in errors:
            world.forget()
            size = (2 + len(errors)) * PAGE
            journal = path.with_name(f"{size}.bulk")
            errors.append(run_in_little_space(world.url, journal, ROWS, size))
            use(world, journal)
            world.check_billed(rows(ROWS))
    assert len(errors) > 5
    assert {error.partition(":")[0] for error in errors[:-1]} == {"JournalError"}, errors


# --- a journal that is no longer at its place

ABSENT: dict[str, Callable[[Path], object]] = {
    "deleted": lambda path: path.unlink(),
    "moved": lambda path: path.rename(path.with_name("moved.bulk")),
    "replaced": lambda path: path.with_name("other").rename(path),
}


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open keeps its place")
@pytest.mark.parametrize("lose", ABSENT.values(), ids=list(ABSENT))
def test_a_job_whose_journal_is_not_at_its_place_pays_for_nothing_more_and_can_write_what_it_knew(
    world: World, path: Path, lose: Callable[[Path], object]
) -> None:
    path.with_name("other").write_text("another file")
    with world.job(path, max_parts=1) as job:
        found = job.run(rows(ROWS))
        next(found)
        sent = world.sent()
        lose(path)
        with pytest.raises(
            JournalError, match=r"moved, replaced or deleted .*nothing more is sent"
        ) as caught:
            list(found)
        assert str(path) in str(caught.value)
        assert world.sent() == sent < 3
        assert job.to_jsonl(path.with_name("known.jsonl")) == len(world.runs)


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open keeps its place")
def test_a_job_whose_journal_is_put_back_resumes(world: World, path: Path) -> None:
    with world.job(path, max_parts=1) as job:
        found = job.run(rows(ROWS))
        next(found)
        path.rename(path.with_name("moved.bulk"))
        with pytest.raises(JournalError, match="moved"):
            list(found)
    path.with_name("moved.bulk").rename(path)
    use(world, path)
    world.check_billed(rows(ROWS))


def test_a_job_whose_process_changes_its_folder_keeps_its_journal(
    world: World, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    with world.job(Path(path.name)) as job:
        monkeypatch.chdir("/")
        world.check_rows([*job.run(rows(ROWS))], rows(ROWS))


@pytest.mark.parametrize("name", ["itself", "another name", "link", "hard link"])
def test_results_do_not_replace_the_journal(
    world: World, path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(path.parent)
    use(world, path)
    before = path.read_bytes()
    target = {"itself": path, "another name": Path(path.name)}.get(name, path.with_name("x.jsonl"))
    if name == "link":
        target.symlink_to(path)
    elif name == "hard link":
        target.hardlink_to(path)
    with (
        world.job(path) as job,
        pytest.raises(ValueError, match="is the journal, which knows what was paid for"),
    ):
        job.to_jsonl(target)
    assert path.read_bytes() == before
