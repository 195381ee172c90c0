"""Writes conformance/models/examples.yaml: each example of the spec, sent or received and given back unchanged.

`python -m conformance.examples` writes the file; with `--check` it only compares.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from conformance.json_values import Json, is_object

ROOT = Path(__file__).resolve().parent
TARGET = ROOT / "models" / "examples.yaml"
JSON = "application/json"
METHODS = ("get", "post", "put", "patch", "delete")
HEAD = """\
# Written from the examples of openapi.yaml by conformance/examples.py. Do not edit.
version: 1
about: Each example of the spec, sent or received and given back unchanged, with members that no version knows.
cases:
"""


class Examples:
    """The examples of one spec."""

    def __init__(self, spec: Json) -> None:
        """Take the spec as decoded from YAML."""
        self._spec = spec

    def cases(self) -> Iterator[Json]:
        """Yield a case for each example, in the order of the spec."""
        for path, item in self._spec["paths"].items():
            for method in METHODS:
                if method in item:
                    yield from self._of_operation(path, item[method], item.get("parameters", []))

    def _of_operation(self, path: str, operation: Json, shared: list[Json]) -> Iterator[Json]:
        parameters = [self._resolve(one) for one in [*shared, *operation.get("parameters", [])]]
        params = {one["name"]: self._value(one) for one in parameters if one["in"] == "path"}
        bodies = self._resolve(operation.get("requestBody", {})).get("content", {})
        if bodies and JSON not in bodies:
            return  # a form: its file is not an example
        sent = self._values(bodies[JSON]) if bodies else {}
        first = next(iter(sent.values()), None)
        status, response = next(
            (int(code), self._resolve(one)) for code, one in operation["responses"].items() if int(code) < 300
        )
        content = response.get("content", {})
        received = self._values(content[JSON]) if JSON in content else {}
        for name, value in received.items():
            yield self._case(
                operation, name, path, params, first, {"status": status, "json": with_news(value)}
            )
        for name, value in sent.items() if received else ():
            if not _asks_for_a_stream(operation, value):
                respond = {"status": status, "json": next(iter(received.values()))}
                yield self._case(operation, f"{name}-sent", path, params, value, respond)

    def _case(self, operation: Json, name: str, path: str, params: Json, body: Any, respond: Json) -> Json:
        call: Json = {"op": operation["operationId"]}
        expect: Json = {}
        if params:
            call["params"] = params
        if body is not None:
            call["body"], expect["json"] = body, body
        for parameter, value in params.items():
            path = path.replace(f"{{{parameter}}}", value)
        return {
            "id": f"models/example-{operation['operationId']}-{name.replace('_', '-')}",
            "why": f"openapi.yaml, an example of {operation['operationId']}.",
            "level": "wire",
            "client": {"api": operation["x-api"]},
            "call": call,
            "wire": [{"expect": {"path": path, **expect}, "respond": respond}],
            "then": {"value": respond["json"]},
        }

    def _values(self, media: Json) -> dict[str, Any]:
        """Return the examples of a body by name."""
        found = {name: self._resolve(one)["value"] for name, one in media.get("examples", {}).items()}
        return found or ({"example": media["example"]} if "example" in media else {})

    def _value(self, parameter: Json) -> str:
        schema = self._resolve(parameter.get("schema", {}))
        return str(parameter.get("example") or next(iter(schema.get("enum", ())), "id_1"))

    def _resolve(self, node: Json) -> Json:
        while "$ref" in node:
            found: Any = self._spec
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            node = found
        return node


def _asks_for_a_stream(operation: Json, body: Json) -> bool:
    when: Json = operation.get("x-stream", {}).get("when", {})
    return bool(when) and body.get(when["body"]) == when["equals"]


def with_news(value: Any) -> Any:
    """Return a response with one more member in it, as a newer server might send it.

    Args:
        value: An example; only an object at the top gets the member, so that maps keep their meaning.
    """
    return {**value, "x_news": [{"deep": None}]} if is_object(value) else value


def text(spec: Path) -> str:
    """Return the content of the file.

    Args:
        spec: openapi.yaml.
    """
    raw: Json = YAML(typ="safe").load(spec.read_bytes())  # pyright: ignore[reportUnknownMemberType]  # untyped
    cases = Examples(raw).cases()
    return HEAD + "".join(f"  - {json.dumps(case, ensure_ascii=False)}\n" for case in cases)


def main(arguments: list[str]) -> int:
    """Write the file, or compare it, and return the exit status.

    Args:
        arguments: `--check`, or nothing.
    """
    current = text(ROOT.parent / "openapi.yaml")
    if "--check" not in arguments:
        TARGET.write_text(current, "utf-8")
    elif TARGET.read_text("utf-8") != current:
        print(f"{TARGET.name} is out of date: make generate")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
