"""Documents and rows on their way to an eval set: opened, measured, never read whole. Blocking; no network."""

from __future__ import annotations

import io
import mimetypes
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, BinaryIO, cast

from attrs import frozen

from pareta_core.arguments import iterates_keys
from pareta_core.encoding import to_json

SMALL = 5 * 1024 * 1024
"""From this size on a document goes to a signed URL; the API takes smaller ones directly (see `attachBlob`)."""
PIECE = 256 * 1024
_IN_MEMORY = 8 * 1024 * 1024


@frozen
class Document:
    """An open file with what is to be said of it."""

    file: BinaryIO
    filename: str
    media_type: str
    start: int
    size: int
    ours: bool

    def rewind(self) -> None:
        """Back to where the document begins."""
        self.file.seek(self.start)

    def read(self) -> bytes:
        """The next piece; empty at the end."""
        return self.file.read(PIECE)

    def close(self) -> None:
        """Closes the file if it was opened here."""
        if self.ours:
            self.file.close()


def open_document(source: object, mime: str | None) -> Document:
    """Opens a path, bytes or a binary file. The type is guessed from the name where it is not given.

    Raises `OSError` for a file that cannot be read, `TypeError` naming `file` for anything else.
    """
    if isinstance(source, (str, os.PathLike)):
        path = Path(cast("os.PathLike[str]", source))
        if source == "" or "\0" in str(path):
            raise ValueError(f"file must be the path of a file, not {str(path)!r}")
        file, name, ours = cast(BinaryIO, path.open("rb")), path.name, True
    elif isinstance(source, (bytes, bytearray, memoryview)):
        file, name, ours = io.BytesIO(bytes(cast("bytes", source))), "document", True
    elif getattr(source, "closed", False):
        raise ValueError("file is closed")
    elif hasattr(source, "read") and not isinstance(source, io.TextIOBase):
        file, ours = cast(BinaryIO, source), False
        name = Path(str(getattr(source, "name", "") or "document")).name
        seekable = getattr(file, "seekable", None)
        if seekable is None or not seekable():
            file, ours = _copied(file), True
    else:
        kind = (
            "a text file: open it with 'rb'" if isinstance(source, io.TextIOBase) else type(source).__name__
        )
        raise TypeError(f"file must be a path, bytes or a binary file, not {kind}")
    start = file.tell()
    size = file.seek(0, os.SEEK_END) - start
    file.seek(start)
    # A name that no text can be made of is not worth a failed upload.
    name = name.encode("utf-8", "replace").decode()
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Document(file, name, mime or guessed, start, size, ours)


def _copied(file: BinaryIO) -> BinaryIO:
    """What cannot be rewound goes to a temporary file: its size must be known, and it may have to be sent again."""
    copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  # closed with the document
    try:
        while piece := cast(object, file.read(PIECE)):
            if not isinstance(piece, bytes):
                raise TypeError(f"file must be a binary file: its read() gave {type(piece).__name__}")
            copy.write(piece)
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return copy


def rows_file(items: object) -> BinaryIO:
    """Rows as JSON lines, in memory while they are few and on disk beyond.

    Raises `TypeError` or `ValueError` naming the row (`items[3].score is nan`) before anything is sent.
    """
    kind = type(items).__name__
    if isinstance(items, (str, bytes, dict)) or iterates_keys(items) or not isinstance(items, Iterable):
        raise TypeError(f"items must be a list of rows, not {kind}")
    file: IO[bytes] = io.BytesIO()
    index = -1
    try:
        for index, item in enumerate(cast("Iterable[object]", items)):
            file.write(to_json(item, f"items[{index}]") + b"\n")
            if isinstance(file, io.BytesIO) and file.tell() > _IN_MEMORY:
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
