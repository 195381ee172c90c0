"""What each operation's module says, as plain data for the template. What plans.py is for the schemas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openapi_python_client.parser.openapi import Endpoint

from codegen.contract import Contract, Raw, RawOperation, RefusedError
from codegen.plans import Import, decoders, doc, types
from codegen.services import constant
from codegen.shapes import Shape, Shapes, literal

JSON = "application/json"
EVENTS = "text/event-stream"
FORM = "multipart/form-data"
KEY_HEADER = "idempotency-key"


@dataclass(frozen=True)
class Argument:
    """One argument of a builder."""

    name: str
    wire_name: str
    annotation: str
    required: bool
    doc: str
    filters: bool = False
    """Whether its members are query parameters of their own."""


@dataclass(frozen=True)
class Decoding:
    """A function that decodes what JSON said, as an expression, and the type of what it gives."""

    annotation: str
    function: str
    imports: list[Import]


@dataclass(frozen=True)
class StreamPlan:
    """The rules of a stream."""

    event: Decoding | None
    """How the data of any event is decoded; None where events go by name."""
    named: dict[str, Decoding]
    options: list[tuple[str, str]]
    """The rest, as keyword arguments of StreamRules."""


@dataclass
class RoutePlan:
    """An operation and its builder."""

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
    answers: dict[int, Decoding]
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
        """The arguments that are given by name, those without a default first."""
        found = [*([self.body] if self.body else []), *self.files, *self.form, *self.query, *self.headers]
        return sorted(found, key=lambda one: not one.required)

    @property
    def answer_type(self) -> str:
        """T of Operation[T, E]."""
        kinds = [one.annotation for one in self.answers.values()] + (["Empty"] if self.empty else [])
        return " | ".join(dict.fromkeys(kinds)) or "Never"

    @property
    def event_type(self) -> str:
        """E of Operation[T, E]."""
        if self.stream is None:
            return "Never"
        if self.stream.event:
            return self.stream.event.annotation
        return " | ".join(f"NamedEvent[{one}]" for one in (*self.event_classes, "Unknown"))

    @property
    def event_classes(self) -> list[str]:
        """The classes of the named events."""
        named = self.stream.named if self.stream else {}
        return list(dict.fromkeys(one.annotation for one in named.values()))


class Routes:
    """Plans the operations of a contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.shapes = Shapes(contract)
        self.raw = {operation.id: operation for operation in contract.operations()}

    def plan(self, endpoint: Endpoint, operation_id: str) -> RoutePlan:
        """Plan one operation: names and ids as the parser found them, everything else from the contract."""
        operation = self.raw[operation_id]
        raw = operation.raw
        route = RoutePlan(
            id=operation.id,
            name=str(endpoint.name),
            tag=str(endpoint.tags[0]),
            method=operation.method.upper(),
            path=endpoint.path.get_untrusted_value(),
            summary=" ".join(str(raw.get("summary", "")).split()).rstrip("."),
            doc=doc(raw),
            api=constant(raw["x-api"]),
            retry=constant(raw["x-retry"]),
            idempotency=raw["x-idempotent"],
            answers={},
            empty=[],
            errors=[],
            stream=None,
            stream_only="x-stream" in raw and "when" not in raw["x-stream"],
            options=[],
        )
        self._responses(route, operation)
        self._arguments(route, endpoint, operation)
        self._body(route, operation)
        self._options(route, operation)
        self._check(route, operation)
        return route

    def _responses(self, route: RoutePlan, operation: RawOperation) -> None:
        events: Shape | None = None
        mentions: set[str] = set()
        for status, reference in operation.raw["responses"].items():
            if not str(status).isdigit():
                raise RefusedError(f"{operation.where}: every status must be explicit, not {status}")
            code, response = int(status), self.contract.resolve(reference)
            if code >= 300:
                route.errors.append(code)
                continue
            content: Raw = response.get("content", {})
            if strange := set(content) - {JSON, EVENTS}:
                raise RefusedError(
                    f"{operation.where}: nothing reads an answer of {', '.join(sorted(strange))}"
                )
            if JSON in content:
                shape = self.shapes.of(content[JSON]["schema"], f"{operation.id}.{code}")
                route.answers[code] = self._answer(shape, content[JSON]["schema"], operation)
                mentions |= shape.mentions
            if EVENTS in content:
                events = self.shapes.of(content[EVENTS]["schema"], f"{operation.id}.event")
            if not content:
                route.empty.append(code)
        if "x-stream" in operation.raw:
            if events is None:
                raise RefusedError(f"{operation.where}: x-stream without an answer of {EVENTS}")
            route.stream = self._stream(operation, events, mentions)
        elif events is not None:
            raise RefusedError(f"{operation.where}: an answer of {EVENTS} without x-stream")
        route.typing_imports += types(frozenset(mentions))

    def _answer(self, shape: Shape, schema: Raw, operation: RawOperation) -> Decoding:
        imports = decoders(shape.decodes, self.shapes)
        if shape.helper == "one":
            return Decoding(shape.annotation, shape.inner, imports)
        if shape.helper == "many" and schema.get("type") == "array":
            item = self.shapes.of(schema["items"], operation.id)
            return Decoding(
                f"Array[{item.annotation}]",
                f"lambda data: Array[{item.annotation}].decode(data, {item.function})",
                imports,
            )
        raise RefusedError(
            f"{operation.where}: an answer must be an object with a schema of its own, or an array of such"
        )

    def _stream(self, operation: RawOperation, events: Shape, mentions: set[str]) -> StreamPlan:
        facts: dict[str, Any] = operation.raw["x-stream"]
        named: dict[str, Decoding] = {}
        for event, schema in facts.get("events", {}).items():
            shape = self.shapes.of({"$ref": f"#/components/schemas/{schema}"}, operation.id)
            named[event] = Decoding(shape.annotation, shape.inner, decoders(shape.decodes, self.shapes))
            mentions |= shape.mentions
        event = None
        if not named:
            if events.helper != "one":
                raise RefusedError(f"{operation.where}: an event must be an object with a schema of its own")
            imports = decoders(events.decodes, self.shapes)
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

    def _arguments(self, route: RoutePlan, endpoint: Endpoint, operation: RawOperation) -> None:
        places = {"path": route.ids, "query": route.query, "header": route.headers}
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
                # The sender mints it, one for each logical request.
                route.options.append(("idempotency_header", literal(wire_name)))
                continue
            if place not in places:
                raise RefusedError(f"{operation.where}: nothing sends a {place} parameter")
            shape = self.shapes.of(raw["schema"], f"{operation.id}.{wire_name}")
            filters = place == "query" and shape.annotation == "JsonObject"
            annotation = "Mapping[str, object]" if filters else shape.annotation
            required = bool(raw.get("required"))
            name = parsed[place, wire_name]
            places[place].append(Argument(name, wire_name, annotation, required, doc(raw), filters))
            route.typing_imports += types(shape.mentions)
        order = [str(one.python_name) for one in endpoint.path_parameters]
        route.ids.sort(key=lambda one: order.index(one.name))

    def _body(self, route: RoutePlan, operation: RawOperation) -> None:
        content = self.contract.body(operation)
        required = bool(self.contract.resolve(operation.raw.get("requestBody", {})).get("required"))
        if strange := set(content) - {JSON, FORM}:
            raise RefusedError(f"{operation.where}: nothing sends a body of {', '.join(sorted(strange))}")
        if len(content) > 1:
            raise RefusedError(f"{operation.where}: one kind of body is known, not a choice")
        if JSON in content:
            shape = self.shapes.of(content[JSON]["schema"], f"{operation.id}.body")
            if shape.helper != "one" and shape.annotation != "JsonObject":
                raise RefusedError(f"{operation.where}: a body must be an object with a schema of its own")
            text = doc(self.contract.resolve(content[JSON]["schema"]))
            route.body = Argument("body", "body", shape.annotation, required, text)
            route.typing_imports += types(shape.mentions)
        if FORM in content:
            self._form(route, operation, content[FORM])

    def _form(self, route: RoutePlan, operation: RawOperation, content: Raw) -> None:
        schema = self.contract.resolve(content["schema"])
        for wire_name, raw in schema.get("properties", {}).items():
            shape = self.shapes.of(raw, f"{operation.id}.{wire_name}")
            if (
                shape.annotation not in {"FilePart", "str", "int", "float", "bool"}
                or not wire_name.isidentifier()
            ):
                raise RefusedError(
                    f"{operation.where}: a form has files and scalars only; {wire_name} is neither"
                )
            where = route.files if shape.annotation == "FilePart" else route.form
            required = wire_name in schema.get("required", ())
            where.append(Argument(wire_name, wire_name, shape.annotation, required, doc(raw)))
        media = {
            name: one["contentType"]
            for name, one in content.get("encoding", {}).items()
            if "contentType" in one
        }
        if media:
            pairs = ", ".join(f"{literal(name)}: {literal(value)}" for name, value in media.items())
            route.options.append(("part_types", f"{{{pairs}}}"))

    def _options(self, route: RoutePlan, operation: RawOperation) -> None:
        poll = operation.raw.get("x-long-poll")
        if poll:
            times = f"default={poll['default']:d}, slice={poll['slice']:d}, still_running={poll['still-running']:d}"
            route.options.append(("long_poll", f"LongPoll({literal(poll['parameter'])}, {times})"))
        for reference in operation.raw["responses"].values():
            for name, header in self.contract.resolve(reference).get("headers", {}).items():
                if "x-receipt" in self.contract.resolve(header):
                    route.options.append(("receipt_header", literal(name)))
        for answer in route.answers.values():
            properties: Raw = self.contract.schemas.get(answer.annotation, {}).get("properties", {})
            for name, schema in properties.items():
                if upload := schema.get("x-signed-upload"):
                    statuses = ", ".join(str(int(status)) for status in upload["statuses"])
                    facts = f"{literal(name)}, {literal(upload['method'])}, frozenset({{{statuses}}})"
                    code = f"SignedUpload({facts})"
                    route.options.append(("signed_upload", code))
        route.options = list(dict.fromkeys(route.options))

    def _check(self, route: RoutePlan, operation: RawOperation) -> None:
        names = [one.name for one in (*route.ids, *route.keywords)]
        if len(set(names)) != len(names):
            raise RefusedError(
                f"{operation.where}: two arguments would have one name: {', '.join(sorted(names))}"
            )
        known = {one.wire_name for one in route.query}
        raw, nothing = operation.raw, dict[str, Any]()
        for facts in (raw.get("x-stream", nothing).get("cursor", nothing), raw.get("x-long-poll", nothing)):
            if facts and facts["parameter"] not in known:
                raise RefusedError(f"{operation.where}: no query parameter is called {facts['parameter']}")
        if route.idempotency != "natural" and "idempotency_header" not in dict(route.options):
            raise RefusedError(f"{operation.where}: {route.idempotency} needs the header Idempotency-Key")
        if route.stream_only and route.answers:
            raise RefusedError(f"{operation.where}: x-stream must say when it answers JSON and when a stream")
        if not (route.answers or route.empty or route.stream):
            raise RefusedError(f"{operation.where}: it has no success")
