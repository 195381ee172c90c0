"""What each module under api/ says, as plain data for its template. Does not know files or templates."""

from __future__ import annotations

import keyword
from dataclasses import dataclass, field
from typing import Any

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.strings import PythonIdentifier

from codegen.spec import Raw, RawOperation, Spec, SpecError, description
from codegen.types import PREFIX, Import, PythonType, Types, constant, decoder_imports, literal, type_imports

JSON = "application/json"
EVENTS = "text/event-stream"
FORM = "multipart/form-data"
KEY_HEADER = "idempotency-key"
RECEIPT_FIELDS = frozenset({"billed_micro_usd", "frontier_cost_micro_usd"})
"""The attributes of `ResponseInfo` that hold amounts."""


@dataclass(frozen=True)
class Argument:
    """One argument of a builder."""

    name: str
    wire_name: str
    annotation: str
    required: bool
    doc: str
    spread: bool = False
    """Whether each of its members is a query parameter."""


@dataclass(frozen=True)
class Decoding:
    """A function that decodes JSON, as an expression, and the type of its result."""

    annotation: str
    function: str
    imports: list[Import]


@dataclass(frozen=True)
class StreamPlan:
    """How a stream is read."""

    event: Decoding | None
    """How the data of any event is decoded. None if that depends on the name of the event."""
    named: dict[str, Decoding]
    """How the data of each named event is decoded."""
    options: list[tuple[str, str]]
    """Further keyword arguments of StreamRules."""


@dataclass
class OperationPlan:
    """An operation and the function that builds its request."""

    id: str
    name: str
    tag: str
    method: str
    path: str
    summary: str
    doc: str
    api: str
    retry: str
    idempotency: str
    responses: dict[int, Decoding]
    empty: list[int]
    errors: list[int]
    stream: StreamPlan | None
    stream_only: bool
    options: list[tuple[str, str]]
    """Further keyword arguments of Operation."""
    ids: list[Argument] = field(default_factory=list[Argument])
    query: list[Argument] = field(default_factory=list[Argument])
    headers: list[Argument] = field(default_factory=list[Argument])
    body: Argument | None = None
    form: list[Argument] = field(default_factory=list[Argument])
    files: list[Argument] = field(default_factory=list[Argument])
    typing_imports: list[Import] = field(default_factory=list[Import])

    @property
    def keywords(self) -> list[Argument]:
        """Return the keyword arguments, required ones first."""
        arguments = [*([self.body] if self.body else []), *self.files, *self.form, *self.query, *self.headers]
        return sorted(arguments, key=lambda one: not one.required)

    @property
    def result_type(self) -> str:
        """Return T of Operation[T, E]."""
        kinds = [one.annotation for one in self.responses.values()] + (["Empty"] if self.empty else [])
        return " | ".join(dict.fromkeys(kinds)) or "Never"

    @property
    def event_type(self) -> str:
        """Return E of Operation[T, E]."""
        if self.stream is None:
            return "Never"
        if self.stream.event:
            return self.stream.event.annotation
        return " | ".join(f"NamedEvent[{one}]" for one in (*self.event_classes, "Unknown"))

    @property
    def event_classes(self) -> list[str]:
        """Return the classes of the named events."""
        named = self.stream.named if self.stream else {}
        return list(dict.fromkeys(one.annotation for one in named.values()))


class OperationPlanner:
    """Plans the operations of a spec."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.types = Types(spec)
        self.raw = {operation.id: operation for operation in spec.operations()}

    def plan(self, endpoint: Endpoint, operation_id: str) -> OperationPlan:
        """Plan one operation.

        Args:
            endpoint: The operation as openapi-python-client parsed it. Gives the names in Python.
            operation_id: Its id in the spec, which gives everything else.

        Raises:
            SpecError: The spec asks for something that is not supported.
        """
        operation = self.raw[operation_id]
        raw = operation.raw
        plan = OperationPlan(
            id=operation.id,
            name=str(endpoint.name),
            tag=str(endpoint.tags[0]),
            method=operation.method.upper(),
            path=endpoint.path.get_untrusted_value(),
            summary=" ".join(str(raw.get("summary", "")).split()).rstrip("."),
            doc=description(raw),
            api=constant(raw["x-api"]),
            retry=constant(raw["x-retry"]),
            idempotency=raw["x-idempotent"],
            responses={},
            empty=[],
            errors=[],
            stream=None,
            stream_only="x-stream" in raw and "when" not in raw["x-stream"],
            options=[],
        )
        self._responses(plan, operation)
        self._arguments(plan, endpoint, operation)
        self._body(plan, operation)
        self._options(plan, operation)
        self._check(plan, operation)
        return plan

    def _responses(self, plan: OperationPlan, operation: RawOperation) -> None:
        events: PythonType | None = None
        mentions: set[str] = set()
        for status, reference in operation.raw["responses"].items():
            if not str(status).isdigit():
                raise SpecError(f"{operation.where}: every status must be explicit, not {status}")
            code, response = int(status), self.spec.resolve(reference)
            if code >= 300:
                plan.errors.append(code)
                continue
            content: Raw = response.get("content", {})
            if unknown := set(content) - {JSON, EVENTS}:
                raise SpecError(
                    f"{operation.where}: a response of {', '.join(sorted(unknown))} is not supported"
                )
            if JSON in content:
                found = self.types.of(content[JSON]["schema"], f"{operation.id}.{code}")
                plan.responses[code] = self._response(found, content[JSON]["schema"], operation)
                mentions |= found.mentions
            if EVENTS in content:
                events = self.types.of(content[EVENTS]["schema"], f"{operation.id}.event")
            if not content:
                plan.empty.append(code)
        if "x-stream" in operation.raw:
            if events is None:
                raise SpecError(f"{operation.where}: x-stream needs a response of {EVENTS}")
            plan.stream = self._stream(operation, events, mentions)
        elif events is not None:
            raise SpecError(f"{operation.where}: a response of {EVENTS} needs x-stream")
        plan.typing_imports += type_imports(frozenset(mentions))

    def _response(self, found: PythonType, schema: Raw, operation: RawOperation) -> Decoding:
        imports = decoder_imports(found.decodes)
        if found.decoder == "object":
            return Decoding(found.annotation, found.inner, imports)
        if found.decoder == "decode_list" and schema.get("type") == "array":
            item = self.types.of(schema["items"], operation.id)
            return Decoding(
                f"Array[{item.annotation}]",
                f"lambda data: Array[{item.annotation}].decode(data, {item.function})",
                [*imports, *type_imports(item.mentions)],
            )
        raise SpecError(
            f"{operation.where}: a response must be an object with a schema of its own, or an array of such"
        )

    def _stream(self, operation: RawOperation, events: PythonType, mentions: set[str]) -> StreamPlan:
        facts: dict[str, Any] = operation.raw["x-stream"]
        named: dict[str, Decoding] = {}
        for event, schema in facts.get("events", {}).items():
            found = self.types.of({"$ref": f"#/components/schemas/{schema}"}, operation.id)
            named[event] = Decoding(found.annotation, found.inner, decoder_imports(found.decodes))
            mentions |= found.mentions
        event = None
        if not named:
            if events.decoder != "object":
                raise SpecError(f"{operation.where}: an event must be an object with a schema of its own")
            imports = decoder_imports(events.decodes)
            event = Decoding(events.annotation, events.inner, imports)
            mentions |= events.mentions
        nothing: dict[str, Any] = {}
        when, end, cursor = (facts.get(key, nothing) for key in ("when", "end", "cursor"))
        options = [
            ("named", "True" if named else ""),
            ("flag", f"({literal(when['body'])}, {literal(when['equals'])})" if when else ""),
            ("end_data", literal(end["data"]) if "data" in end else ""),
            (
                "end_events",
                f"frozenset({{{', '.join(map(literal, end['events']))}}})" if "events" in end else "",
            ),
            ("error_key", literal(facts["error-key"]) if "error-key" in facts else ""),
            ("cursor_field", literal(cursor["field"]) if cursor else ""),
            ("cursor_parameter", literal(cursor["parameter"]) if cursor else ""),
        ]
        return StreamPlan(event, named, [(name, value) for name, value in options if value])

    def _arguments(self, plan: OperationPlan, endpoint: Endpoint, operation: RawOperation) -> None:
        places = {"path": plan.ids, "query": plan.query, "header": plan.headers}
        parsed = {
            (
                "path"
                if one in endpoint.path_parameters
                else "query"
                if one in endpoint.query_parameters
                else "header",
                one.name.get_untrusted_value(),
            ): str(one.python_name)
            for one in (*endpoint.path_parameters, *endpoint.query_parameters, *endpoint.header_parameters)
        }
        for raw in operation.parameters:
            place, wire_name = raw["in"], raw["name"]
            if place == "header" and wire_name.lower() == KEY_HEADER:
                # The transport creates the key, one for each logical request.
                plan.options.append(("idempotency_header", literal(wire_name)))
                continue
            if place not in places:
                raise SpecError(f"{operation.where}: a {place} parameter is not supported")
            found = self.types.of(raw["schema"], f"{operation.id}.{wire_name}")
            spread = place == "query" and found.annotation == "JsonObject"
            annotation = "Mapping[str, object]" if spread else found.annotation
            if place == "header" and annotation.startswith("list["):
                annotation = f"str | {annotation}"  # the list, or the header as it is sent
            required = bool(raw.get("required"))
            name = parsed[place, wire_name]
            places[place].append(Argument(name, wire_name, annotation, required, description(raw), spread))
            plan.typing_imports += type_imports(found.mentions)
        order = [str(one.python_name) for one in endpoint.path_parameters]
        plan.ids.sort(key=lambda one: order.index(one.name))

    def _body(self, plan: OperationPlan, operation: RawOperation) -> None:
        content = self.spec.body(operation)
        required = bool(self.spec.resolve(operation.raw.get("requestBody", {})).get("required"))
        if unknown := set(content) - {JSON, FORM}:
            raise SpecError(f"{operation.where}: a body of {', '.join(sorted(unknown))} is not supported")
        if len(content) > 1:
            raise SpecError(f"{operation.where}: only one kind of body is supported")
        if JSON in content:
            found = self.types.of(content[JSON]["schema"], f"{operation.id}.body")
            if found.decoder != "object" and found.annotation != "JsonObject":
                raise SpecError(f"{operation.where}: a body must be an object with a schema of its own")
            text = description(self.spec.resolve(content[JSON]["schema"]))
            plan.body = Argument("body", "body", found.annotation, required, text)
            plan.typing_imports += type_imports(found.mentions)
        if FORM in content:
            self._form(plan, operation, content[FORM])

    def _form(self, plan: OperationPlan, operation: RawOperation, content: Raw) -> None:
        schema = self.spec.resolve(content["schema"])
        for wire_name, raw in schema.get("properties", {}).items():
            found = self.types.of(raw, f"{operation.id}.{wire_name}")
            if found.annotation not in {"FilePart", "str", "int", "float", "bool", "str | date"}:
                raise SpecError(
                    f"{operation.where}: a form may contain files and scalars only; {wire_name} is neither"
                )
            where = plan.files if found.annotation == "FilePart" else plan.form
            required = wire_name in schema.get("required", ())
            name = wire_name
            if not name.isidentifier() or keyword.iskeyword(name):
                name = str(PythonIdentifier(wire_name, PREFIX))
            where.append(Argument(name, wire_name, found.annotation, required, description(raw)))
        media = {
            name: one["contentType"]
            for name, one in content.get("encoding", {}).items()
            if "contentType" in one
        }
        if media:
            pairs = ", ".join(f"{literal(name)}: {literal(value)}" for name, value in media.items())
            plan.options.append(("part_types", f"{{{pairs}}}"))

    def _options(self, plan: OperationPlan, operation: RawOperation) -> None:
        poll = operation.raw.get("x-long-poll")
        if poll:
            times = f"default={poll['default']:d}, slice={poll['slice']:d}, still_running={poll['still-running']:d}"
            plan.options.append(("long_poll", f"LongPoll({literal(poll['parameter'])}, {times})"))
        if gen_ai := operation.raw.get("x-gen-ai"):
            plan.options.append(("gen_ai", literal(gen_ai)))
        if receipts := self._receipts(operation):
            plan.options.append(("receipts", f"({', '.join(receipts)},)"))
        for response in plan.responses.values():
            properties: Raw = self.spec.schemas.get(response.annotation, {}).get("properties", {})
            for name, schema in properties.items():
                if upload := schema.get("x-signed-upload"):
                    statuses = ", ".join(str(int(status)) for status in upload["statuses"])
                    facts = f"{literal(name)}, {literal(upload['method'])}, frozenset({{{statuses}}})"
                    code = f"SignedUpload({facts}, min_bytes={upload['min-bytes']:d})"
                    plan.options.append(("signed_upload", code))
        plan.options = list(dict.fromkeys(plan.options))

    def _receipts(self, operation: RawOperation) -> list[str]:
        found: dict[str, str] = {}
        for reference in operation.raw["responses"].values():
            for name, header in self.spec.resolve(reference).get("headers", {}).items():
                if facts := self.spec.resolve(header).get("x-receipt"):
                    field = f"{facts['amount']}-{facts['unit']}".replace("-", "_")
                    if field not in RECEIPT_FIELDS:
                        raise SpecError(f"{operation.where}: the receipt {name} has no place for {field}")
                    arguments = (field, name, facts["comment"])
                    found[name] = f"Receipt({', '.join(map(literal, arguments))})"
        return list(found.values())

    def _check(self, plan: OperationPlan, operation: RawOperation) -> None:
        names = [one.name for one in (*plan.ids, *plan.keywords)]
        if len(set(names)) != len(names):
            raise SpecError(
                f"{operation.where}: two arguments have the same name: {', '.join(sorted(names))}"
            )
        known = {one.wire_name for one in plan.query}
        raw, nothing = operation.raw, dict[str, Any]()
        for facts in (raw.get("x-stream", nothing).get("cursor", nothing), raw.get("x-long-poll", nothing)):
            if facts and facts["parameter"] not in known:
                raise SpecError(f"{operation.where}: it has no query parameter {facts['parameter']}")
        if plan.idempotency != "natural" and "idempotency_header" not in dict(plan.options):
            raise SpecError(f"{operation.where}: {plan.idempotency} needs the header Idempotency-Key")
        if plan.stream_only and plan.responses:
            raise SpecError(
                f"{operation.where}: x-stream must say when the response is JSON and when a stream"
            )
        if not (plan.responses or plan.empty or plan.stream):
            raise SpecError(f"{operation.where}: it has no successful response")
