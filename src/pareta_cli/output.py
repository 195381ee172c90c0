"""What a command writes: results to stdout, everything else to stderr. Text of a server never controls the terminal."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from attrs import define, field
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pareta_cli.safe_text import clean, clean_line, json_text, redact

if TYPE_CHECKING:
    from pareta_cli.work import Work

# The most characters of a cell on a terminal.
_MAX_CELL = 500
# The width of a terminal that does not say how wide it is, in columns.
_UNKNOWN_WIDTH = 80
# The widest cell that is never broken into several lines.
_MAX_UNBROKEN = 32


class _Console(Console):
    """A console that raises the error of a broken pipe, as other files do. That of rich ends the process."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class _OptionalStream(io.TextIOBase):
    """A stream that cannot fail: paid work and its result do not end because nobody can read the notes on stderr."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a plain attribute in the stubs
        return self._stream.encoding

    def write(self, text: str, /) -> int:
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()


def new_error_console(*, color: bool) -> Console:
    """Return the console of stderr, which loses what it cannot write.

    Args:
        color: Whether colors are wanted.
    """
    return new_console(cast("TextIO", _OptionalStream(sys.stderr)), color=color)


def new_console(file: TextIO, *, color: bool) -> Console:
    """Return a console that interprets no markup and writes colors to a terminal only.

    Args:
        file: Where it writes.
        color: Whether colors are wanted.
    """
    is_terminal = file.isatty()
    wants_color = color and is_terminal and not os.environ.get("NO_COLOR")
    console = _Console(
        file=file,
        color_system="auto" if wants_color else None,
        force_terminal=is_terminal,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=not is_terminal,
    )
    if console.width < 1:  # COLUMNS=0, as some programs set it for "unknown": nothing at all would be written
        console.width = _UNKNOWN_WIDTH
    return console


@define
class Output:
    """The two streams of a command."""

    out: Console
    err: Console
    format: str = "text"
    """`text`, `json` or `jsonl`."""
    quiet: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Texts that are never written: the API keys."""

    @property
    def is_json(self) -> bool:
        """Whether the output is for programs."""
        return self.format != "text"

    @property
    def is_terminal(self) -> bool:
        """Whether the results go to a terminal."""
        return self.out.is_terminal

    # Results

    def result(self, value: Any, render: Callable[[], object]) -> None:
        """Write the result of a command.

        Args:
            value: The result: a record of the SDK, a list of records, or plain JSON. With `--json` it is one document,
                with `--jsonl` each item of a list is a line.
            render: Writes it for people.
        """
        plain = to_plain(value)
        if self.format == "json":
            self.write(self._json(plain, self.out, indent=2))
        elif self.format == "jsonl":
            items = cast("list[object]", plain) if isinstance(plain, list) else [plain]
            for item in items:
                self.line(item)
        else:
            render()

    def line(self, value: object) -> None:
        """Write a value as one line of JSON."""
        self.write(self._json(to_plain(value), self.out))

    def write(self, text: str) -> None:
        """Write text to stdout as it is, without the API keys. It has been made safe."""
        self.out.file.write(redact(text, self.secrets))
        self.out.file.flush()

    def text(self, value: object) -> None:
        """Write a text of one or more lines."""
        self.write(clean(value) + "\n")

    def heading(self, value: object) -> None:
        """Write a heading: bold on a terminal."""
        self.out.print(Text(self._safe_line(value), style="bold"))

    def pair(self, name: object, value: object) -> None:
        """Write a name, bold on a terminal, and its value: on the same line if it has one line."""
        text, label = redact(clean(value), self.secrets), f"{self._safe_line(name)}:"
        if "\n" in text:
            self.heading(label)
            self.write(text + "\n")
        else:
            self.out.print(Text.assemble((label, "bold"), f" {text}"))

    def table(self, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write a table: with aligned columns and headers on a terminal, else one line for each row, tabs between.

        Args:
            headers: The headers.
            rows: The cells of each row.
        """
        limit = _MAX_CELL if self.is_terminal else sys.maxsize
        cells = [[self._safe_line(cell, limit) for cell in row] for row in rows]
        if not self.is_terminal:
            for row in cells:
                self.write("\t".join(row) + "\n")
            return
        if not cells:
            self.out.print(Text("(nothing)", style="dim"))
            return
        widths = [max(map(cell_len, column)) for column in zip(headers, *cells, strict=True)]
        if sum(min(width, _MAX_UNBROKEN) + 1 for width in widths) > self.out.width:
            self._stack(headers, cells)
            return
        from rich.table import Table

        table = Table(box=None, pad_edge=False, header_style="bold")
        for header, width in zip(headers, widths, strict=True):
            table.add_column(header, no_wrap=width <= _MAX_UNBROKEN, overflow="fold")
        for row in cells:
            table.add_row(*map(Text, row))
        self.out.print(table)

    def _stack(self, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a table that is too wide for the terminal: each row as a block with a line for each cell."""
        label_width = max(map(len, headers))
        for number, row in enumerate(rows):
            if number:
                self.out.print()
            for header, cell in zip(headers, row, strict=True):
                if cell:
                    self.out.print(Text.assemble((header.ljust(label_width), "bold"), " ", cell))

    def fields(self, pairs: Iterable[tuple[str, object]]) -> None:
        """Write names and values, one pair on each line. A value without content is left out."""
        # (A name may come from a server as well, such as the status of a run.)
        shown = [(self._safe_line(name), value) for name, value in pairs if value not in (None, "", [], {})]
        if not self.is_terminal:
            for name, value in shown:
                self.write(f"{name}\t{self._safe_line(value, sys.maxsize)}\n")
            return
        if max((cell_len(name) for name, _ in shown), default=0) > self.out.width // 2:
            for name, value in shown:
                self.pair(name, value)
            return
        from rich.table import Table

        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in shown:
            table.add_row(Text(name), Text(redact(clean(value), self.secrets)))
        self.out.print(table)

    # Everything else

    def note(self, value: object, *, style: str = "") -> None:
        """Write a line for people to stderr, unless the output is for programs or `--quiet` is given."""
        if not self.quiet and (not self.is_json or self.err.is_terminal):
            # (Not wrapped: paths and commands are to be copied.)
            self.err.print(Text(redact(clean(value), self.secrets), style=style), soft_wrap=True)

    def warning(self, value: object) -> None:
        """Write a warning to stderr; with `--json` as one JSON object."""
        text = redact(clean(value), self.secrets)
        if self.is_json:
            self._error_line({"warning": text})
        else:
            self.err.print(Text(f"warning: {text}", style="yellow"), soft_wrap=True)

    def failure(
        self, kind: str, message: str, exit_code: int, details: dict[str, Any], work: Work | None
    ) -> None:
        """Write why a command ended to stderr; with `--json` as one JSON object.

        Args:
            kind: The kind of failure.
            message: What happened, and what to do next.
            exit_code: The exit status.
            details: Ids and the like.
            work: The work that continues.
        """
        if self.is_json:
            error: dict[str, Any] = {"kind": kind, "message": message, "exit_code": exit_code, **details}
            if work is not None:
                error["work"] = work.to_dict()
            self._error_line({"error": error})
            return
        label = "" if kind in ("interrupted", "terminated") else "error: "
        if label or not self.quiet or work is not None:
            self.err.print(Text(redact(label + clean(message), self.secrets), style="red"), soft_wrap=True)
        request_id = details.get("request_id")
        if request_id and str(request_id) not in message:
            self.err.print(Text(f"request id: {self._safe_line(request_id)}"))
        for sentence in work.describe() if work is not None else ():
            # (Not wrapped: the command is to be copied.)
            self.err.print(Text(redact(sentence, self.secrets)), soft_wrap=True)

    def _error_line(self, value: object) -> None:
        self.err.file.write(redact(self._json(value, self.err), self.secrets))
        self.err.file.flush()

    @staticmethod
    def _json(value: object, console: Console, indent: int | None = None) -> str:
        """Return a JSON document. JSON is UTF-8 (RFC 8259, 8.1): in another encoding it has ASCII characters only."""
        is_utf8 = codecs.lookup(console.encoding).name == "utf-8"
        return json_text(value, indent=indent, ascii_only=not is_utf8) + "\n"

    def _safe_line(self, value: object, limit: int = _MAX_CELL) -> str:
        return redact(clean_line(value, limit), self.secrets)


def to_plain(value: Any) -> Any:
    """Return records of the SDK as dicts of JSON types; other values as they are."""
    if isinstance(value, dict):
        return {key: to_plain(member) for key, member in cast("dict[str, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in cast("list[Any]", value)]
    to_dict = getattr(value, "to_dict", None)
    if callable(to_dict):
        return to_dict()
    return value


def safe_streams() -> None:
    """Make the standard streams write every text: what their encoding lacks is written as an escape."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed before the start
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  # until the process ends
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
