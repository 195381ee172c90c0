"""Names that generated code has already: a schema, an operation or an argument of such a name would hide it."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from openapi_python_client.strings import PythonIdentifier

from codegen.problems import Problem
from codegen.spec import Spec

# What the modules of models import and define beside the model itself.
MODELS = frozenset(
    {
        *(
            "Any",
            "Array",
            "Callable",
            "ClassVar",
            "DecodeError",
            "Empty",
            "Generic",
            "JsonObject",
            "JsonValue",
        ),
        *("Literal", "Mapping", "Model", "NamedEvent", "Nested", "Never", "Self", "Sequence", "TypeAlias"),
        *("TypeVar", "Unknown", "FilePart", "E", "T", "WIRE_NAME", "TYPE_CHECKING"),
    }
)
# What the generated TypeScript declares beside the schemas.
TYPESCRIPT = frozenset(
    {
        "Api",
        "ApiName",
        "ErrorFacts",
        "ErrorStatusKind",
        "OperationFacts",
        "OperationId",
        "Operations",
        "Outcome",
        "ReceiptFacts",
        "RetryClass",
        "Shape",
        "StatusRange",
        "StreamFacts",
        "UnionFacts",
        "Unions",
        "WaitFacts",
        *("Blob", "Record"),  # of the language
    }
)
# Names that both APIs claim, or that mean something else in most languages.
AMBIGUOUS = frozenset({"Client", "Error", "Exception", "File", "Object", "Response", "Task", "Warning"})
# What the modules of operations import and define.
BUILDERS = frozenset(
    {
        *("annotations", "cache", "fill", "form_fields", "form_files", "header_fields", "json_body", "query"),
        *(
            "unknown_event",
            "models",
            "api",
            "apis",
            "model",
            "notebook",
            "printable",
            "record",
            "records",
            "list_proxy",
            "columns",
            "frames",
            "terminal",
            "operation",
            "operations",
        ),
        "webhooks",
    }
)
# What a builder calls, and what clients of other languages call their own arguments.
ARGUMENTS = frozenset(
    {
        *(
            "body",
            "client",
            "cookies",
            "fill",
            "form_fields",
            "form_files",
            "header_fields",
            "headers",
            "json_body",
        ),
        *("more", "params", "query", "template", "url"),
    }
)


def taken_names(spec: Spec) -> Iterator[Problem]:
    """Yield a problem for each name that is taken, and for two that become the same one."""
    names: dict[str, str] = {}
    for name in spec.schemas:
        place = ("components", "schemas", name)
        if name in (MODELS | TYPESCRIPT | AMBIGUOUS) - {"JsonObject"}:
            yield Problem(f"the name {name} is taken by the generated code; choose another", place)
        module = PythonIdentifier(name, "field_")
        if module in names:
            yield Problem(f"{name} and {names[module]} become the same module {module} in Python", place)
        names[module] = name
    yield from _operations(spec)


def _operations(spec: Spec) -> Iterator[Problem]:
    names: dict[str, str] = {}
    for operation in spec.operations():
        place = (*operation.place, "operationId")
        name = PythonIdentifier(operation.id, "field_")
        if name in BUILDERS:
            yield Problem(f"the name {name} is taken by the generated code; choose another", place)
        if name in names:
            yield Problem(f"{operation.id} and {names[name]} become the same name {name} in Python", place)
        names[name] = operation.id
        tag: str = operation.raw["tags"][0]
        if keyword.iskeyword(tag):
            yield Problem(f"the tag {tag} is a keyword of Python", (*operation.place, "tags", 0))
        for parameter in operation.parameters:
            if PythonIdentifier(parameter["name"], "field_") in ARGUMENTS:
                text = f"the name {parameter['name']} is taken by the generated code; choose another"
                yield Problem(text, (*spec.parameter_place(operation, parameter), "name"))
