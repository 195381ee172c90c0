"""Where the subject of a change stands in openapi.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from codegen.changes import Change
from codegen.spec import METHODS, Raw


class Positions:
    """The lines of a spec. The file is read when the first is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def line(self, change: Change) -> str:
        """Return a change with the place where it was made, or with the file alone if its subject is gone."""
        subject = change.subject
        while subject not in self._lines and "." in subject:
            subject = subject.rpartition(".")[0]
        place = f":{self._lines[subject]}" if subject in self._lines else ""
        return f"{self._path.name}{place}: {change}"

    @cached_property
    def _lines(self) -> dict[str, int]:
        # (This loader keeps the positions; it is untyped.)
        raw: Any = YAML().load(self._path.read_bytes())  # pyright: ignore[reportUnknownMemberType]
        return dict(self._find(raw))

    @staticmethod
    def _find(raw: Any) -> Iterator[tuple[str, int]]:
        def keys(node: Any, prefix: str = "") -> Iterator[tuple[str, int]]:
            for key in node:
                yield f"{prefix}{key}", node.lc.key(key)[0] + 1

        yield from keys(raw)
        for extension in ("x-apis", "x-retry-classes", "x-defaults", "x-errors"):
            yield from keys(raw.get(extension, {}), f"{extension}.")
        for item in raw["paths"].values():
            for method, operation in item.items():
                if method in METHODS:
                    yield operation["operationId"], item.lc.key(method)[0] + 1
                    for one in operation:
                        yield f"{operation['operationId']}.{one}", operation.lc.key(one)[0] + 1
        schemas: Raw = raw["components"]["schemas"]
        yield from keys(schemas)
        for name, schema in schemas.items():
            if "properties" in schema:
                yield from keys(schema["properties"], f"{name}.")
