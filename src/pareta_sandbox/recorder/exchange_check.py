"""Compare a request and its response with an operation of openapi.yaml: parameters, headers, bodies, statuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from pareta_sandbox.json_numbers import parse_number
from pareta_sandbox.json_values import is_object, parse_json
from pareta_sandbox.spec import Operation, Parameter, pointer_step
from pareta_sandbox.spec_validation import header_list

from .content_codings import is_readable
from .departures import Departure, Level
from .placeholders import placeholder, safe_path, safe_word
from .schema_check import check_schema
from .spec_places import SpecPlaces, key_header
from .standard_headers import is_standard

JSON, SSE, FORM = "application/json", "text/event-stream", "multipart/form-data"
RawHeaders = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Message:
    """What is compared: the headers, and the whole body; None for one that cannot be read, because of `problem`."""

    headers: RawHeaders
    body: bytes | None
    problem: str = ""

    def get(self, name: str) -> str | None:
        """Return the value of a header; repeated ones are joined."""
        wanted = name.lower().encode()
        values = [value.decode("latin-1") for key, value in self.headers if key.lower() == wanted]
        return ", ".join(values) if values else None

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return (self.get("content-type") or "").partition(";")[0].strip().lower()


class Route:
    """The operation of a method and a target, and where it is in the file."""

    def __init__(self, places: SpecPlaces, method: str, target: str) -> None:
        self.places = places
        self.method = method
        self.path, _, self.query = target.partition("?")
        match = places.spec.match(method, self.path)
        self.operation = match.operation
        self.values = match.path
        self.allowed = match.allowed
        self.pointer = "#/paths"
        if self.operation is not None:
            self.pointer += pointer_step(self.operation.path) + pointer_step(method.lower())

    @property
    def raw(self) -> Mapping[str, Any]:
        """The operation as the file has it."""
        raw = self.places.spec.resolve(self.pointer)
        return raw if is_object(raw) and self.operation is not None else {}


def check_request(route: Route, message: Message, status: int) -> Iterator[Departure]:
    """Yield where a request departs from the spec. Those of a refused request have the level `refused`.

    Args:
        route: The operation.
        message: The request.
        status: The status of the response.
    """
    found = _check_operation(route, message) if route.operation is not None else _unknown_route(route)
    for one in found:
        yield replace(one, level="refused") if status >= 400 else one
    if route.operation is not None and status < 400:
        yield from _check_authentication(route, message)


def _unknown_route(route: Route) -> Iterator[Departure]:
    shown = f"{route.method} {safe_path(route.path)}"
    more = f"; at this path it has {', '.join(route.allowed)}" if route.allowed else ""
    yield Departure("new", "unknown-route", "#/paths", shown, f"the spec has no {shown}{more}", (), shown)


def _check_operation(route: Route, message: Message) -> Iterator[Departure]:
    assert route.operation is not None
    declared = {(one.location, one.name.lower()): one for one in route.operation.parameters}
    for name, value in route.values.items():
        if ("path", name.lower()) in declared:
            yield from _check_parameter(route, declared["path", name.lower()], value)
    yield from _check_query(route)
    for one in route.operation.parameters:
        text = message.get(one.name) if one.location == "header" else None
        if text is not None:
            yield from _check_parameter(route, one, text)
        elif one.location == "header" and one.required:
            yield _missing(one)
    for name in {key.decode("latin-1").lower() for key, _ in message.headers}:
        # Servers ignore headers that they do not know; those with the name of a service are meant for it.
        is_meant = any(api in name for api in route.places.document["x-apis"])
        if is_meant and ("header", name) not in declared:
            shown = safe_word(name)
            note = f"the spec has no header {shown!r} for this operation"
            yield Departure(
                "new",
                "unknown-parameter",
                f"{route.pointer}/parameters",
                f"header {shown}",
                note,
                ("header",),
            )
    yield from _check_request_body(route, message)


def _check_query(route: Route) -> Iterator[Departure]:
    assert route.operation is not None
    declared = {one.name: one for one in route.operation.parameters if one.location == "query"}
    is_open = any(one.free_form for one in declared.values())
    pairs = parse_qsl(route.query, keep_blank_values=True)
    for name, value in pairs:
        if name in declared and not declared[name].free_form:
            yield from _check_parameter(route, declared[name], value)
        elif not is_open:
            shown = safe_word(name)
            note = f"the spec has no query parameter {shown!r}"
            pointer = f"{route.pointer}/parameters"
            yield Departure(
                "new",
                "unknown-parameter",
                pointer,
                f"query {shown}",
                note,
                ("query", shown),
                placeholder(value),
            )
    names = {name for name, _ in pairs}
    for one in declared.values():
        if one.required and one.name not in names:
            yield _missing(one)


def _check_parameter(route: Route, parameter: Parameter, text: str) -> Iterator[Departure]:
    value = convert(parameter.type, text)
    yield from check_schema(route.places, parameter.pointer, value, (parameter.location, parameter.name))


def _missing(parameter: Parameter) -> Departure:
    note = f"the {parameter.location} parameter {parameter.name!r} is missing"
    return Departure(
        "broken", "missing-parameter", parameter.pointer, parameter.name, note, (parameter.location,)
    )


def convert(type_name: object, text: str) -> object:
    """Return a text as the type of its schema. A text that is not of that type stays as it is."""
    if type_name in ("integer", "number"):
        value = parse_number(text)
        return text if value is None else value
    if type_name == "boolean" and text in ("true", "false"):
        return text == "true"
    if type_name == "array":  # of texts, separated by commas
        return header_list(text)
    return text


def _check_authentication(route: Route, message: Message) -> Iterator[Departure]:
    schemes = route.places.document["components"]["securitySchemes"]
    names = [key_header(schemes[name]) for one in route.raw.get("security", ()) for name in one]
    if names and not any(message.get(name) for name in names):
        note = f"the service accepted a request without the header {' or '.join(names)}"
        yield Departure("broken", "authentication", f"{route.pointer}/security", "", note, ("header",))


def _check_request_body(route: Route, message: Message) -> Iterator[Departure]:
    raw = route.raw.get("requestBody")
    if raw is None:
        if message.body:
            note = "the spec has no body for this request"
            yield Departure("new", "unknown-field", route.pointer, "body", note, ("request body",))
        return
    pointer, declared = route.places.follow(f"{route.pointer}/requestBody")
    if not message.body:
        if declared.get("required") and message.body is not None:
            note = "the body of the request is missing"
            yield Departure("broken", "missing-field", pointer, "body", note, ("request body",))
        return
    yield from check_content(route, pointer, declared["content"], message, "request body")


def check_content(
    route: Route, pointer: str, content: Mapping[str, Any], message: Message, name: str
) -> Iterator[Departure]:
    """Yield where a body departs from the `content` of a request or a response at `pointer`."""
    media_type = message.media_type
    declared = next((one for one in content if one == media_type), None)
    if declared is None:
        shown = media_type or "none"
        note = f"the {name} has the content type {shown!r}, not {' or '.join(content)}"
        yield Departure("broken", "content-type", f"{pointer}/content", shown, note, (name,), shown)
        return
    schema = f"{pointer}/content{pointer_step(declared)}/schema"
    if not route.places.has(schema):
        return
    if message.body is None:
        coding = message.get("content-encoding") or ""
        place = f"{pointer}/content{pointer_step(declared)}"
        yield unread(place, name, message.problem) if is_readable(coding) else uncompared(place, name, coding)
    elif declared == FORM:
        fields = read_form(message, _properties(route.places, schema))
        yield from check_schema(route.places, schema, fields, (name,))
    elif declared == JSON or declared.endswith("+json"):
        yield from check_json(route.places, schema, message.body, name)


def check_json(places: SpecPlaces, schema: str, body: bytes | str, name: str) -> Iterator[Departure]:
    """Yield where a JSON text departs from a schema."""
    try:
        value = parse_json(body)
    except (ValueError, RecursionError):
        yield Departure("broken", "not-json", schema, name, f"the {name} is not valid JSON", (name,))
        return
    yield from check_schema(places, schema, value, (name,))


def unread(pointer: str, name: str, problem: str) -> Departure:
    """Return the departure of a body that could not be compared."""
    return Departure(
        "broken", "unread-body", pointer, name, f"the {name} could not be compared: {problem}", (name,)
    )


def uncompared(pointer: str, name: str, coding: str) -> Departure:
    """Return the departure of a body that passed in a coding which cannot be read here."""
    note = f"the {name} was not compared: its content coding is {coding}"
    return Departure("uncompared", "unread-body", pointer, f"{name} {coding}", note, (name,))


def _properties(places: SpecPlaces, schema: str) -> Mapping[str, Any]:
    _, raw = places.follow(schema)
    properties = raw.get("properties", {})
    return properties if is_object(properties) else {}


def read_form(message: Message, properties: Mapping[str, Any]) -> dict[str, object]:
    """Return the fields of a multipart form, converted to the types of their schemas. A file becomes a text."""
    fields: dict[str, object] = {}
    for name, is_file, content in form_parts(message):
        kind = properties[name].get("type") if name in properties else None
        fields[name] = "file" if is_file else convert(kind, content.decode("utf-8", "replace"))
    return fields


def form_parts(message: Message) -> Iterator[tuple[str, bool, bytes]]:
    """Yield the name of each field of a multipart form, whether it is a file, and its content."""
    head = b"Content-Type: " + (message.get("content-type") or "").encode("latin-1") + b"\r\n\r\n"
    form = BytesParser(policy=HTTP).parsebytes(head + (message.body or b""))
    for part in form.iter_parts() if form.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        is_file = part.get_filename() is not None
        yield str(name), is_file, content if isinstance(content, bytes) else b""


def find_response(route: Route, status: int) -> str | None:
    """Return the pointer of the response that the operation declares for a status; None if it declares none."""
    responses = f"{route.pointer}/responses"
    declared: Mapping[str, Any] = route.raw.get("responses", {})
    for name in (str(status), f"{status // 100}XX", "default"):
        if name in declared:
            return route.places.follow(responses + pointer_step(name))[0]
    return None


def check_response(route: Route, message: Message, status: int) -> Iterator[Departure]:
    """Yield where a response departs from the spec, except the events of a stream."""
    if route.operation is None:
        return
    pointer = find_response(route, status)
    if pointer is None:
        level: Level = "broken" if status < 400 else "new"
        note = f"the service responded with the status {status}, which the spec does not list"
        yield Departure(level, "unknown-status", f"{route.pointer}/responses", str(status), note, (), status)
    yield from _check_response_headers(route, pointer, message)
    if pointer is None:
        yield from _check_unknown_error(route, route.operation, message, status)
        return
    content: Mapping[str, Any] = route.places.spec.resolve(pointer).get("content", {})
    if content and route.method != "HEAD":
        yield from check_content(route, pointer, content, message, "response body")
    elif message.body and not content:
        note = f"the spec has no body for the status {status}"
        yield Departure("new", "unknown-field", pointer, "body", note, ("response body",))


def _check_unknown_error(
    route: Route, operation: Operation, message: Message, status: int
) -> Iterator[Departure]:
    """Compare the body of an error whose status is not listed with the errors of the API."""
    if status >= 400 and message.body and message.media_type == JSON:
        name = route.places.document["x-apis"][operation.api]["error"]
        yield from check_json(route.places, f"#/components/schemas/{name}", message.body, "response body")


def _check_response_headers(route: Route, pointer: str | None, message: Message) -> Iterator[Departure]:
    assert route.operation is not None
    response: Mapping[str, Any] = route.places.spec.resolve(pointer) if pointer is not None else {}
    declared: Mapping[str, Any] = response.get("headers", {})
    names = {name.lower(): name for name in declared}
    for name in dict.fromkeys(key.decode("latin-1").lower() for key, _ in message.headers):
        if name not in names:
            if not is_standard(name) and pointer is not None:
                shown = safe_word(name)
                note = f"the spec has no header {shown!r} for this response"
                example = {shown: placeholder(message.get(name))}
                yield Departure(
                    "new", "unknown-header", _header_place(route), shown, note, ("header", shown), example
                )
            continue
        place, header = route.places.follow(f"{pointer}/headers{pointer_step(names[name])}")
        value = convert(header["schema"].get("type"), message.get(name) or "")
        yield from check_schema(route.places, f"{place}/schema", value, ("header", name))
    request_id = str(route.places.document["x-apis"][route.operation.api]["request-id"]).lower()
    for name, declared_name in names.items():
        place, header = route.places.follow(f"{pointer}/headers{pointer_step(declared_name)}")
        if message.get(name) is None and (header.get("required") or name == request_id):
            note = f"the response has no header {name!r}"
            yield Departure("broken", "missing-header", place, name, note, ("header", name))


def _header_place(route: Route) -> str:
    return "#/components/headers" if route.places.has("#/components/headers") else route.pointer
