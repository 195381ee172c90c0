"""The journal of a bulk job, and how the rows of a source find theirs in it."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import pytest

from parallel.bulk.errors import CostLimitError, JournalError
from parallel.bulk.journal import Journal
from parallel.bulk.journal_records import NewRow, Result, State, Status
from parallel.bulk.matching import RowMatcher
from parallel.bulk.settings import JobSettings, Limits, job_settings, money


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "it.bulk"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = Journal(path)
    yield opened
    opened.close()


def digest(text: str) -> bytes:
    return text.encode().rjust(16)


def feed(journal: Journal, rows: str, *, unique: bool = False, page: int = 3) -> list[int]:
    """Match a source of one-letter rows page by page, and add those that are new, as a driver does."""
    matcher, ids = RowMatcher(journal, unique=unique, name="run"), list[int]()
    for start in range(0, len(rows), page):
        letters = rows[start : start + page]
        found, first_new = matcher.match([digest(letter) for letter in letters])
        new = {row: letter for row, letter in zip(found, letters, strict=True) if row >= first_new}
        journal.add_rows(1, [NewRow(row, digest(letter), f'"{letter}"', None) for row, letter in new.items()])
        ids += found
    return ids


@pytest.mark.parametrize(
    ("first", "then", "ids"),
    [
        ("", "abc", [1, 2, 3]),
        ("abcd", "abcd", [1, 2, 3, 4]),
        ("abcd", "abcdef", [1, 2, 3, 4, 5, 6]),
        ("abcd", "dcba", [4, 3, 2, 1]),
        ("abcd", "xabcd", [5, 1, 2, 3, 4]),
        ("abcd", "abxcd", [1, 2, 5, 3, 4]),
        ("abcd", "bd", [2, 4]),
        ("aaa", "aaaaa", [1, 2, 3, 4, 5]),
        ("aaab", "baaaa", [4, 1, 2, 3, 5]),
        ("abab", "aabbc", [1, 3, 2, 4, 5]),
    ],
)
def test_each_row_of_a_changed_source_is_its_own_row_of_the_journal(
    journal: Journal, first: str, then: str, ids: list[int]
) -> None:
    feed(journal, first)
    assert feed(journal, then) == ids


@pytest.mark.parametrize("seed", range(20))
def test_any_change_of_a_source_adds_exactly_the_rows_that_are_more_than_before(
    journal: Journal, seed: int
) -> None:
    chance = random.Random(seed)
    known = Counter[str]()
    for _ in range(4):
        rows = "".join(chance.choices("abcde", k=chance.randrange(20)))
        ids = feed(journal, rows, page=chance.randrange(1, 6))
        assert len(set(ids)) == len(rows)
        assert [record.input[1] for record in journal.records(ids)] == list(rows)
        known |= Counter(rows)
        assert journal.last_row() == known.total()


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="lists the open files of the process")
def test_a_journal_that_was_closed_leaves_no_file_open(path: Path) -> None:
    before = len([*Path("/dev/fd").iterdir()])
    Journal(path).close()
    assert len([*Path("/dev/fd").iterdir()]) <= before


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="lists the open files of the process")
def test_a_file_that_is_refused_is_closed_while_its_error_is_kept(path: Path) -> None:
    path.write_bytes(b"not a journal" * 100)
    before = len([*Path("/dev/fd").iterdir()])
    with pytest.raises(JournalError) as refused:
        Journal(path)
    assert len([*Path("/dev/fd").iterdir()]) <= before, refused


@pytest.mark.parametrize("rows", [[], [2], [1, 2, 3], [1, 1, 3], [3, 2, 1], [1, 3], [2, 2]])
def test_rows_are_read_in_the_order_in_which_they_are_asked_for(journal: Journal, rows: list[int]) -> None:
    feed(journal, "abc")
    assert [record.id for record in journal.records(rows)] == rows


def test_with_dedupe_equal_rows_are_one_row(journal: Journal) -> None:
    feed(journal, "aab")
    assert feed(journal, "bacac", unique=True) == [3, 1, 4, 1, 4]


def test_the_file_is_for_its_owner_alone(journal: Journal, path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    feed(journal, "abc")
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_a_journal_that_is_open_cannot_be_opened_again(journal: Journal, path: Path) -> None:
    with pytest.raises(JournalError, match="in use by another process"):
        Journal(path)
    journal.close()
    Journal(path).close()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not a journal" * 100, "damaged, or not a journal"),
        (b"id,name\n1,a\n", "damaged, or not a journal"),
    ],
)
def test_a_file_that_is_no_journal_is_refused_and_not_changed(path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(JournalError, match=says):
        Journal(path)
    assert path.read_bytes() == content


def test_another_sqlite_file_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("create table people (name text)")
    other.close()
    with pytest.raises(JournalError, match="not the journal of a bulk job"):
        Journal(path)


def test_a_journal_of_another_version_is_refused(path: Path) -> None:
    Journal(path).close()
    with sqlite3.connect(path) as other:
        other.execute("pragma user_version = 7")
    other.close()
    with pytest.raises(JournalError, match="has version 7, and this SDK reads version 2"):
        Journal(path)


def test_a_journal_that_was_emptied_is_damaged_and_not_new(path: Path) -> None:
    path.touch(0o600)
    with pytest.raises(JournalError, match=r"is empty\. Do not start again without it"):
        Journal(path)


def test_a_new_journal_leaves_no_other_file(journal: Journal, path: Path) -> None:
    assert [*path.parent.iterdir()] == [path]
    assert journal.counts() == {}


def test_the_name_of_a_new_journal_is_on_the_disk_before_it_is_used(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[os.stat_result] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append(os.fstat(descriptor)))
    Journal(path).close()
    assert [os.path.samestat(each, path.parent.stat()) for each in flushed] == [True]


def test_a_journal_is_made_where_a_file_system_has_no_links(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(old: Path, new: Path) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", link)
    with closing(Journal(path)) as journal:
        assert feed(journal, "ab") == [1, 2]
    assert [*path.parent.iterdir()] == [path]


def test_of_two_processes_that_make_a_journal_the_second_opens_that_of_the_first(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def be_slower(old: Path, new: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        with closing(Journal(path)) as first:
            feed(first, "ab")
        link(old, new)

    monkeypatch.setattr(os, "link", be_slower)
    with closing(Journal(path)) as second:
        assert second.last_row() == 2
    assert [*path.parent.iterdir()] == [path]


@pytest.mark.parametrize("place", ["", "missing/it.bulk", "."])
def test_a_place_where_no_file_can_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(JournalError, match=r"cannot be|damaged"):
        Journal(place if place == "." else tmp_path / place)


def test_a_journal_for_which_the_disk_has_no_space_says_so_and_keeps_what_it_has(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def in_little_space(*arguments: Any, **options: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(*arguments, **options)
        if path.name in str(arguments[0]):  # not the database of coverage.py, which may measure this test
            db.execute("pragma max_page_count = 40")
        return db

    monkeypatch.setattr(sqlite3, "connect", in_little_space)
    with closing(Journal(path)) as journal:
        feed(journal, "abc")
        large = [NewRow(4, digest("d"), "d" * 1_000_000, None)]
        with pytest.raises(JournalError, match=r"it\.bulk cannot grow: the disk is full\. Make space"):
            journal.add_rows(1, large)
        assert feed(journal, "abc") == [1, 2, 3]


def test_a_commit_is_on_the_disk_and_large_indexes_are_not_in_memory_whatever_the_default_is(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, opened = sqlite3.connect, list[sqlite3.Connection]()

    def with_other_defaults(*arguments: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **options))
        opened[-1].execute("pragma synchronous = off")
        opened[-1].execute("pragma temp_store = memory")
        return opened[-1]

    Journal(path).close()
    monkeypatch.setattr(sqlite3, "connect", with_other_defaults)
    with closing(Journal(path)):
        found = [opened[-1].execute(f"pragma {name}").fetchone()[0] for name in ("synchronous", "temp_store")]
    full, file = 2, 1
    assert found == [full, file]


def test_a_journal_without_the_id_of_its_job_is_damaged(journal: Journal) -> None:
    with pytest.raises(JournalError, match="lacks the id of its job"):
        journal.job_id()


def test_a_process_that_was_forked_is_refused(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(JournalError, match="open it after a fork"):
        journal.counts()


def test_the_counts_follow_each_step(journal: Journal) -> None:
    rows = [NewRow(number, digest(str(number)), "{}", None) for number in range(1, 6)]
    journal.add_rows(1, [*rows[:4], rows[4]._replace(problem="rows[4] is empty")])
    assert journal.counts() == {"rows": 5, "waiting": 4, "invalid": 1}
    journal.set_state(1, State.GROUPED, group_id="tgrp_1")
    journal.set_state(1, State.SENT, sent_at=7.0)
    assert journal.unfinished_parts() == [(1, State.SENT, "tgrp_1", 7.0, 4)]
    journal.refuse(1, {4: "input: too long"}, last=False)
    journal.accept(1, {1: "trun_1", 2: "trun_2", 3: "trun_3"}, complete=True)
    assert journal.counts() == {"rows": 5, "waiting": 0, "invalid": 2, "running": 3}
    journal.finish(1, [Result(1, Status.COMPLETED, "{}"), Result(2, Status.FAILED, "{}")], complete=False)
    journal.finish(1, [Result(3, Status.MISMATCH, "{}")], complete=True)
    assert journal.counts() == {
        "rows": 5,
        "waiting": 0,
        "invalid": 2,
        "running": 0,
        "completed": 1,
        "failed": 2,
    }
    assert journal.unfinished_parts() == []
    assert journal.retry_failed(1000) == 2
    assert journal.counts() | {"waiting": 2, "failed": 0, "retried": 2} == journal.counts()
    assert [(row.id, row.attempt, row.run_id) for row in journal.rows_of(2)] == [(2, 1, None), (3, 1, None)]


def test_a_step_that_fails_leaves_nothing_behind(journal: Journal) -> None:
    feed(journal, "ab")
    with pytest.raises(JournalError):
        journal.add_rows(2, [NewRow(3, b"", "{}", None), NewRow(1, b"", "{}", None)])
    assert (journal.last_row(), journal.counts()["rows"]) == (2, 2)


@pytest.mark.parametrize(
    ("columns", "kept"), [([b"x", b"x"], b"x"), ([b"x", b"y"], None), ([None, b"x"], None)]
)
def test_the_types_of_columns_are_kept_as_long_as_all_sources_have_the_same(
    journal: Journal, columns: list[bytes | None], kept: bytes | None
) -> None:
    for each in columns:
        journal.set_columns(each)
    assert journal.columns() == kept


def test_the_types_of_columns_are_not_those_of_rows_that_came_before_them(journal: Journal) -> None:
    feed(journal, "a")
    journal.set_columns(b"x")
    assert journal.columns() is None


def asked(**changes: object) -> JobSettings:
    arguments = {
        "server": "https://api.example",
        "processor": "base",
        "output": None,
        "input_schema": None,
        "options": {},
        "betas": None,
        **changes,
    }
    return job_settings(**arguments)[0]  # type: ignore[arg-type]


SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
OTHER_SCHEMA = {"type": "object", "properties": {"name": {"type": "number"}, "year": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        ({}, {"processor": "core"}, "its processor is 'base', not 'core'"),
        ({}, {"server": "https://b.example"}, "its server is 'https://api.example', not 'https://b.example'"),
        (
            {"output": SCHEMA},
            {"output": OTHER_SCHEMA},
            "its output type differs (it has no year, another name)",
        ),
        ({"output": SCHEMA}, {"output": "a text"}, "its output type differs (it has another form)"),
        ({"output": "one"}, {"output": "other"}, "its output type differs (it has another form)"),
        ({"options": {"metadata": {"a": 1}}}, {"options": {}}, "its metadata was given"),
        ({}, {"options": {"metadata": {"a": 1}}}, "its metadata was not given"),
        ({"options": {"metadata": {"a": 1}}}, {"options": {"metadata": {"a": 2}}}, "its metadata differs"),
        ({"betas": ["a"]}, {"betas": None}, "its betas is 'a', not None"),
    ],
)
def test_a_journal_of_another_job_is_refused_with_what_differs(
    before: dict[str, object], now: dict[str, object], says: str
) -> None:
    with pytest.raises(JournalError) as refused:
        asked(**now).resumed({**asked(**before).record(), "job": "1"}, "it.bulk")
    assert says in str(refused.value)


def test_what_is_not_given_is_taken_from_the_journal() -> None:
    kept = {**asked(output=SCHEMA, processor="core").record(), "job": "1"}
    found = asked(processor=None).resumed(kept, "it.bulk")
    assert (found.processor, found.task_spec) == ("core", kept["task_spec"])


@pytest.mark.parametrize("schema", [SCHEMA, {"type": "json", "json_schema": SCHEMA}], ids=["bare", "wrapped"])
def test_an_input_schema_without_an_output_type_comes_with_an_output_of_the_service_s_choice(
    schema: dict[str, Any],
) -> None:
    assert asked(input_schema=schema).task_spec == {
        "output_schema": {"type": "auto"},
        "input_schema": {"type": "json", "json_schema": SCHEMA},
    }


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"options": {"metadata": {"a": float("nan")}}}, "bulk.metadata.a is nan"),
        ({"options": {"metadata": {"a": "\ud800"}}}, "bulk.metadata.a contains an unpaired surrogate"),
    ],
)
def test_a_setting_that_cannot_be_sent_is_refused_by_name(changes: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        asked(**changes)


@pytest.mark.parametrize(
    ("price", "max_cost", "allowed"),
    [("0.1", None, True), (None, "0.1", True), ("0.1", "0.6", True), ("0.1", "0.59", False)],
)
def test_rows_are_repeated_as_far_as_max_cost_allows_all_runs_together(
    price: str | None, max_cost: str | None, allowed: bool
) -> None:
    limits = Limits(
        part_rows=5,
        max_parts=2,
        settle=120.0,
        poll_interval=1.0,
        resume_timeout=300.0,
        price=money("price", price),
        max_cost=money("max_cost", max_cost),
    )
    with nullcontext() if allowed else pytest.raises(CostLimitError, match=r"would cost 0\.6"):
        limits.check_retry({"rows": 5, "invalid": 2, "retried": 1}, 2)


def test_the_journal_keeps_no_secret_of_the_options() -> None:
    servers = [
        {"url": "https://tools.example", "name": "t", "headers": {"authorization": "Bearer secret-of-mine"}}
    ]
    found = asked(options={"mcp_servers": servers})
    assert "secret-of-mine" not in repr(found.record())
    assert "secret-of-mine" not in repr(found)
