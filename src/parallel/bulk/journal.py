"""The journal of a bulk job: one SQLite file with its rows, its parts, and what became of each row. No network.

A part is up to 1,000 rows that are sent in one request, into a group of their own. Its state is the last step that is
known to be done; each step is a commit. `synchronous=FULL`: a commit is on the disk before the next step begins. The
file is locked for as long as it is open.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

from parallel.bulk.errors import JournalError
from parallel.bulk.journal_records import NewRow, PartRecord, PartRow, Result, RowRecord, State, Status
from parallel.bulk.json_text import kept_json

VERSION = 2
_APPLICATION_ID = 0x70_62_6C_6B  # "pblk": how SQLite files tell what they are (PRAGMA application_id)
_PAGE_BYTES = 16_384  # the default of 4 KB has room for two results
_KEEP = "Do not start again without it: the rows that it knew as accepted would be paid for again"
_TABLES = """
create table settings (name text primary key, value text not null) without rowid;
create table counts (name text primary key, value integer not null) without rowid;
create table parts (id integer primary key, state integer not null, group_id text, sent_at real);
create table rows (id integer primary key, digest blob not null, part integer, attempt integer not null, input text);
create table runs (row integer primary key, run_id text not null);
create table results (row integer primary key, status integer not null, data text not null, event text);
create view records as
    select rows.id as id, input, part, run_id, status, data, event
    from rows left join runs on runs.row = rows.id left join results on results.row = rows.id;
create index rows_of_part on rows (part);
create index parts_to_do on parts (id) where state < 5;
create index failed_rows on results (row) where status in (2, 3);
"""


class Journal:
    """An open journal, locked against other processes."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open a journal, or make a new one that only its owner can read.

        Raises:
            JournalError: It is locked, damaged, or not a journal of this version.
        """
        self.path: str = os.fspath(path)
        self._lock = threading.RLock()
        self._process = os.getpid()
        _create(Path(self.path))
        try:
            self._db = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise JournalError(f"journal {self.path} cannot be opened: {error}") from error
        self._place = Path(self.path).absolute()
        self._file = _identity(self._place)
        try:
            with self._reported():
                self._db.execute("pragma locking_mode = exclusive")
                self._db.execute("pragma synchronous = full")
                # The temporary tables may be large, and shall not be kept in memory.
                self._db.execute("pragma temp_store = file")
                self._db.execute("begin exclusive")
                self._check_version()
                self._db.execute("commit")
        except BaseException:
            self._db.close()
            raise

    def _check_version(self) -> None:
        pragma = {
            name: self._db.execute(f"pragma {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        }
        if not Path(self.path).stat().st_size:
            raise JournalError(f"journal {self.path} is damaged: it is empty. {_KEEP}")
        if pragma["application_id"] != _APPLICATION_ID:
            raise JournalError(f"{self.path} is an SQLite file, but not the journal of a bulk job")
        if pragma["user_version"] != VERSION:
            raise JournalError(
                f"journal {self.path} has version {pragma['user_version']}, and this SDK reads version {VERSION}: "
                "finish the job with the version of the SDK that began it"
            )

    def close(self) -> None:
        """Close the file and release its lock."""
        with self._lock:
            self._db.close()

    def is_at(self, path: str | os.PathLike[str]) -> bool:
        """Return whether a path, by whatever name, is that of the file.

        Args:
            path: The path.
        """
        return _identity(path) == self._file is not None

    # --- settings

    def settings(self) -> dict[str, Any]:
        """Return what the journal keeps of its job. Nothing if it is new."""
        return {name: kept_json(value) for name, value in self._all("select name, value from settings")}

    def job_id(self) -> str:
        """Return the id of the job.

        Raises:
            JournalError: The journal is damaged.
        """
        found = self.settings().get("job")
        if not isinstance(found, str):
            raise JournalError(f"journal {self.path} is damaged: it lacks the id of its job")
        return found

    def set_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the settings of a job that has no rows, and return all that the journal keeps of it.

        Args:
            settings: The settings.
        """
        known = {"job": uuid4().hex, **self.settings(), **settings}
        with self._commit() as db:
            db.executemany(
                "insert or replace into settings values (?, ?)",
                [(name, json.dumps(value)) for name, value in known.items()],
            )
        return known

    def set_columns(self, columns: bytes | None) -> None:
        """Keep the names and types of the columns of the rows. Those of different sources are not kept.

        Args:
            columns: The serialized Arrow schema of a source. None if it has none.
        """
        new = json.dumps(columns.hex() if columns else "")
        with self._commit() as db:
            known = db.execute("select value from settings where name = 'columns'").fetchone()
            if known is None and db.execute("select 1 from rows limit 1").fetchone():
                new = json.dumps("")
            if known is None or known[0] != new:
                value = new if known is None else json.dumps("")
                db.execute("insert or replace into settings values ('columns', ?)", (value,))

    def columns(self) -> bytes | None:
        """Return the serialized Arrow schema of the rows. None if their sources had none, or different ones."""
        return bytes.fromhex(self.settings().get("columns", "")) or None

    # --- step 1: rows

    def last_row(self) -> int:
        """Return the id of the last row, 0 if there is none."""
        found = self._one("select max(id) from rows")
        return found or 0

    def digests(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Return ids and digests of rows in their order.

        Args:
            after: The id of the row before.
            limit: How many to return at most.
        """
        return self._all("select id, digest from rows where id > ? order by id limit ?", (after, limit))

    def index_digests(self, name: str, after: int) -> None:
        """Make the temporary index in which `match` looks.

        Args:
            name: The name of the pass over a source: each has an index of its own.
            after: Rows up to this id are left out.
        """
        with self._commit() as db:
            db.execute(
                "create temp table if not exists unmatched "
                "(name text, digest blob, id integer, primary key (name, digest, id)) without rowid"
            )
            db.execute("delete from unmatched where name = ?", (name,))
            db.execute("insert into unmatched select ?, digest, id from rows where id > ?", (name, after))

    def match(self, name: str, digests: Sequence[bytes], next_row: int, *, unique: bool) -> list[int]:
        """Return for each digest the id of the first row that has it, or a new id.

        Args:
            name: The name of the pass.
            digests: The digests of rows, in order.
            next_row: The first id that is new. The others follow it.
            unique: Whether equal rows are one row. Otherwise a row is found only once.
        """
        found: list[int] = []
        with self._commit() as db:
            for digest in digests:
                query = "select id from unmatched where name = ? and digest = ? order by id limit 1"
                known = db.execute(query, (name, digest)).fetchone()
                if known is None:
                    found.append(next_row)
                    if unique:
                        db.execute("insert into unmatched values (?, ?, ?)", (name, digest, next_row))
                    next_row += 1
                    continue
                found.append(known[0])
                if not unique:
                    query = "delete from unmatched where name = ? and digest = ? and id = ?"
                    db.execute(query, (name, digest, known[0]))
        return found

    def add_rows(self, part: int, rows: Sequence[NewRow]) -> None:
        """Add rows to a part, which is made if it is new. Those that cannot be sent belong to none.

        Args:
            part: The id of the part.
            rows: The rows, with ids that follow the last one.
        """
        with self._commit() as db:
            valid = sum(row.problem is None for row in rows)
            if valid:
                db.execute("insert or ignore into parts (id, state) values (?, ?)", (part, State.PLANNED))
            db.executemany(
                "insert into rows values (?, ?, ?, 0, ?)",
                [(row.id, row.digest, part if row.problem is None else None, row.input) for row in rows],
            )
            invalid = [(row.id, Status.INVALID, row.problem) for row in rows if row.problem is not None]
            db.executemany("insert into results values (?, ?, ?, null)", invalid)
            _count(db, rows=len(rows), waiting=valid, invalid=len(invalid))

    # --- steps 2 to 5: groups and runs

    def next_part(self) -> int:
        """Return the id for a new part."""
        return (self._one("select max(id) from parts") or 0) + 1

    def unfinished_parts(self) -> list[PartRecord]:
        """Return the parts that have not every result, in order."""
        found = self._all(
            "select id, state, group_id, sent_at, (select count(*) from rows where part = parts.id) from parts "
            "where state < 5 order by id"
        )
        return [PartRecord(part, State(state), *rest) for part, state, *rest in found]

    def rows_of(self, part: int) -> list[PartRow]:
        """Return the rows of a part that have no result.

        Args:
            part: The id of the part.
        """
        return [
            PartRow(*row)
            for row in self._all(
                "select id, attempt, input, run_id from rows left join runs on runs.row = id "
                "where part = ? and not exists (select 1 from results where row = id) order by id",
                (part,),
            )
        ]

    def running(self, part: int) -> dict[str | None, int]:
        """Return the rows of a part that have no result, by the ids of their runs.

        Args:
            part: The id of the part.
        """
        query = (
            "select run_id, id from rows left join runs on runs.row = id "
            "where part = ? and not exists (select 1 from results where row = id)"
        )
        return dict(self._all(query, (part,)))

    def parts_of(self, rows: Sequence[int]) -> set[int]:
        """Return the parts that rows belong to.

        Args:
            rows: The ids of the rows.
        """
        query = (
            "select distinct part from rows where id in (select value from json_each(?)) and part is not null"
        )
        return {part for (part,) in self._all(query, (json.dumps([*rows]),))}

    def set_state(
        self, part: int, state: State, *, group_id: str | None = None, sent_at: float | None = None
    ) -> None:
        """Commit how far a part has come.

        Args:
            part: The id of the part.
            state: Its state.
            group_id: The id of its group. The one it has if not given.
            sent_at: When its rows were sent, in seconds since the epoch. The time it has if not given.
        """
        with self._commit() as db:
            db.execute(
                "update parts set state = ?, group_id = coalesce(?, group_id), sent_at = coalesce(?, sent_at) "
                "where id = ?",
                (state, group_id, sent_at, part),
            )

    def accept(self, part: int, runs: Mapping[int, str], *, complete: bool) -> None:
        """Commit the runs of a part's rows.

        Args:
            part: The id of the part.
            runs: The run id of each row that is known to be accepted.
            complete: Whether these are all rows of the part.
        """
        with self._commit() as db:
            db.executemany("insert into runs values (?, ?)", runs.items())
            db.execute(
                "update parts set state = ? where id = ?",
                (State.ACCEPTED if complete else State.GROUPED, part),
            )
            _count(db, waiting=-len(runs), running=len(runs))

    def refuse(self, part: int, problems: Mapping[int, str], *, last: bool) -> None:
        """Commit that the service refuses rows of a part. The others can be sent.

        Args:
            part: The id of the part.
            problems: Why each row is refused.
            last: Whether the part has no other row.
        """
        with self._commit() as db:
            db.executemany(
                "insert into results values (?, ?, ?, null)",
                [(row, Status.INVALID, problem) for row, problem in problems.items()],
            )
            db.execute(
                "update parts set state = ? where id = ?", (State.DONE if last else State.GROUPED, part)
            )
            _count(db, waiting=-len(problems), invalid=len(problems))

    def move(self, rows: Sequence[int], part: int) -> None:
        """Move rows that were not accepted into a new part.

        Args:
            rows: The ids of the rows.
            part: The id of the new part.
        """
        with self._commit() as db:
            _move(db, rows, part)

    # --- step 6: results

    def finish(self, part: int, results: Sequence[Result], *, complete: bool) -> None:
        """Commit what became of rows of a part.

        Args:
            part: The id of the part.
            results: What became of each.
            complete: Whether the part has no other row to wait for.
        """
        with self._commit() as db:
            db.executemany("insert into results values (?, ?, ?, ?)", results)
            if complete:
                db.execute("update parts set state = ? where id = ?", (State.DONE, part))
            completed = sum(result.status == Status.COMPLETED for result in results)
            _count(db, running=-len(results), completed=completed, failed=len(results) - completed)

    def retry_failed(self, limit: int) -> int:
        """Put failed rows into a new part, and return how many.

        Args:
            limit: How many at most.
        """
        with self._commit() as db:
            found = db.execute(
                "select row from results where status in (2, 3) order by row limit ?", (limit,)
            ).fetchall()
            if found:
                _move(db, [row for (row,) in found], self.next_part())
                db.executemany("update rows set attempt = attempt + 1 where id = ?", found)
                db.executemany("delete from results where row = ?", found)
                db.executemany("delete from runs where row = ?", found)
                _count(db, failed=-len(found), waiting=len(found), retried=len(found))
            return len(found)

    # --- reading

    def counts(self) -> dict[str, int]:
        """Return how many rows there are in each state, and how many runs were repeated."""
        return dict(self._all("select name, value from counts"))

    def records(self, rows: Sequence[int]) -> list[RowRecord]:
        """Return rows with all that is known of them, in this order.

        Args:
            rows: The ids of the rows.
        """
        if not rows:
            return []
        first, last = rows[0], rows[-1]
        if last - first == len(rows) - 1 and all(one < other for one, other in pairwise(rows)):
            return self._records("select * from records where id between ? and ? order by id", (first, last))
        found = self._records(
            "select * from records where id in (select value from json_each(?))", (json.dumps([*rows]),)
        )
        by_id = {record.id: record for record in found}
        return [by_id[row] for row in rows]

    def records_after(self, row: int, limit: int, *, events: bool = True) -> list[RowRecord]:
        """Return rows in their order, with all that is known of them.

        Args:
            row: The id of the row before.
            limit: How many at most.
            events: Whether to read what the service says of the runs, which is most of a journal.
        """
        query = (
            "select id, input, part, run_id, status, data, case when ? then event end from records "
            "where id > ? order by id limit ?"
        )
        return self._records(query, (events, row, limit))

    def _records(self, query: str, parameters: Sequence[object]) -> list[RowRecord]:
        return [RowRecord(*row) for row in self._all(query, parameters)]

    # --- SQLite

    def _one(self, query: str) -> Any:
        with self._reported():
            return self._db.execute(query).fetchone()[0]

    def _all(self, query: str, parameters: Sequence[object] = ()) -> list[Any]:
        with self._reported():
            return self._db.execute(query, parameters).fetchall()

    @contextmanager
    def _commit(self) -> Generator[sqlite3.Connection]:
        """Run statements as one commit: all of them, or none."""
        with self._reported():
            if not self.is_at(self._place):  # what is kept there, nobody would find
                raise JournalError(
                    f"journal {self.path} was moved, replaced or deleted while the job has it open: nothing more is "
                    "sent. Put it back before the job is run again. If it is lost, write what it knew, such as with "
                    "to_jsonl, before the job is closed"
                )
            try:
                self._db.execute("begin immediate")
                yield self._db
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise

    @contextmanager
    def _reported(self) -> Generator[None]:
        """Report what SQLite raises as an error that says what to do."""
        if os.getpid() != self._process:
            raise JournalError(
                f"journal {self.path} belongs to the process that opened it: open it after a fork"
            )
        with self._lock:
            try:
                yield
            except (sqlite3.Error, UnicodeDecodeError) as error:
                raise JournalError(_problem(self.path, error)) from error


def _create(path: Path) -> None:
    """Make a journal without a job, for its owner alone, unless there is a file.

    It appears with all of its tables, or not at all: an empty file is one that was damaged.
    """
    if os.path.lexists(path):
        return
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(temporary, isolation_level=None)) as db:
            db.execute(f"pragma page_size = {_PAGE_BYTES}")
            for statement in _TABLES.split(";"):
                db.execute(statement)
            db.execute(f"pragma application_id = {_APPLICATION_ID}")
            db.execute(f"pragma user_version = {VERSION}")
        try:
            os.link(
                temporary, path
            )  # (Unlike a rename, it replaces no journal of a process that was faster.)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            temporary.rename(path)
        _flush_folder(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise JournalError(f"journal {path} cannot be created: {error}") from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def _identity(path: str | os.PathLike[str]) -> tuple[int, int] | None:
    """Return what identifies a file, whatever its name is. None if there is no file."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _flush_folder(folder: Path) -> None:
    """Let the name of a new file outlast a power failure, where folders can be opened."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _problem(path: str, error: Exception) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"journal {path} is in use by another process, or by another job of this one: a job has one at a time"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or isinstance(error, UnicodeDecodeError):
        return f"journal {path} is damaged, or not a journal ({error}). Nothing was sent. {_KEEP}"
    if name.startswith("SQLITE_FULL"):
        return f"journal {path} cannot grow: the disk is full. Make space and run the job again"
    return f"journal {path} cannot be used: {error}"


def _move(db: sqlite3.Connection, rows: Sequence[int], part: int) -> None:
    db.execute("insert into parts (id, state) values (?, ?)", (part, State.PLANNED))
    db.executemany("update rows set part = ? where id = ?", [(part, row) for row in rows])


def _count(db: sqlite3.Connection, **changes: int) -> None:
    db.executemany(
        "insert into counts values (?, ?) on conflict (name) do update set value = value + excluded.value",
        [(name, change) for name, change in changes.items() if change],
    )
