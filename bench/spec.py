"""Write a larger spec, made of copies of openapi.yaml, to measure how the generator scales."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
_SCHEMA = re.compile(r"#/components/schemas/(?!JsonObject\b)(\w+)")
# Copies of the operations share copies of the schemas: 1,000 operations come with 2,000 schemas.
_MOST_SCHEMA_COPIES = 20


def _copied(value: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the value with every schema reference changed to that schema's copy."""
    text = _SCHEMA.sub(lambda found: f"#/components/schemas/{found[1]}Copy{number}", json.dumps(value))
    copy: dict[str, Any] = json.loads(text)
    # The one place of the spec that names schemas without a reference.
    prefixes: dict[str, str] = copy.get("x-tag-prefixes", {})
    copy.update(
        {"x-tag-prefixes": {tag: f"{name}Copy{number}" for tag, name in prefixes.items()}} if prefixes else {}
    )
    return copy


def write(place: Path, copies: int) -> int:
    """Write the spec with `copies` copies of everything; return the number of operations."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    spec: dict[str, Any] = yaml.load((ROOT / "openapi.yaml").read_bytes(), Loader=loader)  # noqa: S506 (safe)
    paths, schemas = dict(spec["paths"]), dict(spec["components"]["schemas"])
    for number in range(1, copies):
        of_schemas = number % _MOST_SCHEMA_COPIES
        if number < _MOST_SCHEMA_COPIES:
            for name, schema in spec["components"]["schemas"].items():
                schemas[f"{name}Copy{number}"] = _copied(schema, number)
        for path, operations in spec["paths"].items():
            copy = _copied(operations, of_schemas) if of_schemas else json.loads(json.dumps(operations))
            for operation in copy.values():
                if isinstance(operation, dict) and "operationId" in operation:
                    operation["operationId"] += f"Copy{number}"
            paths[path.replace("/v1/", f"/v1/copy{number}/", 1)] = copy
    spec["paths"] = paths
    spec.pop("webhooks", None)
    spec["components"]["schemas"] = schemas
    # JSON is YAML, and json writes thousands of schemas in a moment.
    place.write_text(json.dumps(spec, ensure_ascii=False, indent=1), encoding="utf-8")
    return sum(
        "operationId" in each for path in paths.values() for each in path.values() if isinstance(each, dict)
    )
