"""The ports to other languages, and to agents: what is generated for them from conformance/spec.json."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from codegen.ports import go, go_methods, go_operations, tools, typescript, typescript_api

PORTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "ports/go/methods_gen.go": go_methods.methods,
    "ports/go/operations_gen.go": go_operations.operations,
    "ports/go/types_gen.go": go.models,
    "ports/typescript/src/api.ts": typescript_api.emit,
    "ports/typescript/src/spec.ts": typescript.emit,
    "src/pareta_mcp/operations.json": tools.emit,
}
"""The path of each generated file, and what returns its text for the spec as one JSON object."""
