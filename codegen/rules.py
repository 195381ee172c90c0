"""The rules of the spec beyond its form: what clients could not keep, or what would differ between languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codegen.problems import Place, Problem
from codegen.schema_rules import broken_schemas
from codegen.spec import Raw, RawOperation, Spec

JSON, EVENTS = "application/json", "text/event-stream"
KEY_HEADER = "idempotency-key"
SCALARS = ("string", "integer", "number", "boolean")
HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# How each kind of parameter is written. A list in a query repeats its parameter, in a header it is separated by commas.
STYLES = {"path": ("simple", False), "query": ("form", True), "header": ("simple", False)}


def broken_rules(spec: Spec) -> Iterator[Problem]:
    """Yield a problem for each rule that the spec breaks. Its names must exist."""
    ids: dict[str, RawOperation] = {}
    for operation in spec.operations():
        if operation.id in ids:
            yield Problem(f"the operationId {operation.id} is taken", (*operation.place, "operationId"))
        ids[operation.id] = operation
        yield from _of_operation(spec, operation)
        yield from _of_parameters(spec, operation)
        yield from _of_responses(spec, operation)
    yield from _servers(spec)
    yield from _of_webhooks(spec, ids)
    yield from broken_schemas(spec)


def _of_operation(spec: Spec, operation: RawOperation) -> Iterator[Problem]:
    raw, place = operation.raw, operation.place
    apis: Raw = spec.raw["x-apis"]
    classes: Raw = spec.raw["x-retry-classes"]
    if raw.get("x-api") not in apis:
        yield Problem(f"x-api must be one of {', '.join(apis)}", place)
    elif [list(one) for one in raw["security"]] != [[apis[raw["x-api"]]["auth"]]]:
        text = f"its security must be {apis[raw['x-api']]['auth']}, as x-api {raw['x-api']} says"
        yield Problem(text, (*place, "security"))
    if raw.get("x-retry") not in classes:
        yield Problem(f"x-retry must be one of {', '.join(classes)}", place)
        return
    if "x-idempotent" not in raw:
        yield Problem("x-idempotent must be one of key, natural, unconfirmed-key", place)
        return
    yield from _idempotency(operation, classes[raw["x-retry"]])
    if JSON in (content := spec.body(operation)):
        schema: Raw = content[JSON]["schema"]
        if "$ref" not in schema or spec.resolve(schema).get("type") != "object":
            yield Problem("a body must be an object with a schema of its own", (*place, "requestBody"))
    poll = raw.get("x-long-poll")
    if poll and poll["still-running"] in classes[raw["x-retry"]]["statuses"]:
        text = f"{poll['still-running']} says that the work continues, so {raw['x-retry']} must not retry it"
        yield Problem(text, (*place, "x-long-poll", "still-running"))
    if poll and not 0 < poll["slice"] <= poll["default"]:
        yield Problem("slice must be above 0 and at most default", (*place, "x-long-poll", "slice"))


def _idempotency(operation: RawOperation, retry: Raw) -> Iterator[Problem]:
    raw, place = operation.raw, (*operation.place, "x-idempotent")
    kind = raw["x-idempotent"]
    has_key = any(one["in"] == "header" and one["name"].lower() == KEY_HEADER for one in operation.parameters)
    if kind != "natural" and not has_key:
        yield Problem(f"{kind} needs the header Idempotency-Key", place)
    elif kind == "natural" and has_key:
        yield Problem("natural needs no header Idempotency-Key; write key or unconfirmed-key", place)
    elif kind == "natural" and operation.method in {"post", "patch"}:
        text = f"a {operation.method.upper()} must not be repeated as it is; write key or unconfirmed-key"
        yield Problem(text, place)
    elif (kind == "unconfirmed-key") != (retry["lost-connection"] == "raise"):
        text = (
            f"{kind} and the retry class {raw['x-retry']} do not fit: what starts work under a key that the service "
            "may ignore must not be repeated after a lost connection, and anything else may"
        )
        yield Problem(text, place)


def _of_parameters(spec: Spec, operation: RawOperation) -> Iterator[Problem]:
    named = re.findall(r"{(\w+)}", operation.path)
    for one in sorted({*named}):
        if named.count(one) > 1:
            yield Problem(f"the path has two parameters {one}", operation.place)
    in_path = {one["name"] for one in operation.parameters if one["in"] == "path"}
    if {*named} != in_path:
        odd = ", ".join(sorted({*named} ^ in_path))
        yield Problem(f"the parameters of the path do not match its {{…}}: {odd}", operation.place)
    for parameter in operation.parameters:
        place = spec.parameter_place(operation, parameter)
        for text, *step in _of_parameter(spec, parameter):
            yield Problem(text, (*place, *step))
    if sum(_is_object(spec, one["schema"]) for one in operation.parameters) > 1:
        yield Problem("only one parameter may be an object, whose members are parameters", operation.place)


def _of_parameter(spec: Spec, parameter: Raw) -> Iterator[tuple[str, ...]]:
    where: str = parameter["in"]
    if isinstance(spec.resolve(parameter["schema"]).get("type"), list):
        yield "a parameter cannot be null: it is left out", "schema"
        return
    if where == "header" and not HEADER.fullmatch(parameter["name"]):
        yield "it must be the name of a header", "name"
    style, explode = STYLES[where]
    schema = spec.resolve(parameter["schema"])
    if parameter.get("style", style) != style:
        yield f"a {where} parameter must have the style {style}, not {parameter['style']}", "style"
    kind = schema.get("type")
    if kind in {"array", "object"} and parameter.get("explode", explode) is not explode:
        yield f"a {where} parameter is sent with explode: {str(explode).lower()}", "explode"
    if where == "path":
        if not parameter.get("required"):
            yield ("a path parameter must be required: true",)
        if kind != "string":
            yield f"a path parameter must be a string, not {kind}", "schema"
    elif _is_object(spec, parameter["schema"]):
        if where != "query" or parameter["schema"] != {"$ref": "#/components/schemas/JsonObject"}:
            yield (
                "only a query parameter may be an object, of the schema JsonObject: each member becomes a parameter",
                "schema",
            )
    elif kind == "array":
        if spec.resolve(schema.get("items", {})).get("type") not in SCALARS:
            yield "the items of a list in a parameter must be strings, numbers or booleans", "schema"
    elif kind not in SCALARS:
        yield f"a {where} parameter must be a string, a number, a boolean or a list of them", "schema"
    if schema.get("format") == "binary":
        yield "a parameter cannot be a file", "schema"


def _is_object(spec: Spec, schema: Raw) -> bool:
    return spec.resolve(schema).get("type") == "object"


def _of_responses(spec: Spec, operation: RawOperation) -> Iterator[Problem]:
    raw, place = operation.raw, (*operation.place, "responses")
    api: Raw = spec.raw["x-apis"].get(raw.get("x-api"), {})
    results: list[Raw] = []
    for status, reference in raw["responses"].items():
        response = spec.resolve(reference)
        content: Raw = response.get("content", {})
        if int(status) < 300:
            yield from _of_success(spec, operation, content, (*place, status))
            results.append({media_type: one["schema"] for media_type, one in content.items()})
            if results[-1] != results[0]:
                text = "all successes must have the same content: a call has one type of result in most languages"
                yield Problem(text, (*place, status))
        elif {*content} - {JSON}:
            yield Problem("an error must be JSON", (*place, status))
        elif content and content[JSON]["schema"] != {"$ref": f"#/components/schemas/{api.get('error')}"}:
            text = f"the schema of an error must be {api.get('error')}, as x-api {raw.get('x-api')} says"
            yield Problem(text, (*place, status))
    if not any(int(status) < 300 for status in raw["responses"]):
        yield Problem(f"{operation.where}: it has no successful response", place)


def _of_success(spec: Spec, operation: RawOperation, content: Raw, place: Place) -> Iterator[Problem]:
    for media_type, media in content.items():
        schema: Raw = media["schema"]
        if _may_be_null(spec, schema) or _may_be_null(spec, spec.resolve(schema).get("items", {})):
            text = "neither a response nor an item of a response that is a list can be null"
            yield Problem(text, (*place, "content", media_type, "schema"))
    stream: Raw | None = operation.raw.get("x-stream")
    if EVENTS in content and stream is None:
        yield Problem(f"a response of {EVENTS} needs x-stream", place)
    if EVENTS in content and JSON in content and "when" not in (stream or {}):
        yield Problem("x-stream must say when the response is JSON and when a stream", place)
    if list(content) == [EVENTS, JSON]:
        yield Problem("JSON must come before the stream, because most tools take the first", place)


def _may_be_null(spec: Spec, schema: Raw) -> bool:
    branches = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return any("null" in spec.resolve(one).get("type", ()) for one in branches)


def _servers(spec: Spec) -> Iterator[Problem]:
    named = {one.raw["servers"][0]["url"] for one in spec.operations()}
    for index, server in enumerate(spec.raw.get("servers", ())):
        if server["url"] not in named:
            yield Problem(f"no operation names the server {server['url']}", ("servers", index, "url"))
    servers: dict[str, str] = {}
    for operation in spec.operations():
        url: str = operation.raw["servers"][0]["url"]
        api = operation.raw.get("x-api", "")
        if servers.setdefault(api, url) != url:
            text = f"all operations of {api} must name the same server, {servers[api]}, not {url}"
            yield Problem(text, (*operation.place, "servers", 0, "url"))
    for api in spec.raw["x-apis"]:
        if api not in servers:
            yield Problem("no operation belongs to it", ("x-apis", api))


def _of_webhooks(spec: Spec, ids: dict[str, RawOperation]) -> Iterator[Problem]:
    signature: Raw | None = None
    for webhook in spec.webhooks():
        place = ("webhooks", webhook.name, "post")
        signature = signature or webhook.raw["x-webhook-signature"]
        if webhook.raw["x-webhook-signature"] != signature:
            text = "all webhooks are signed in the same way: clients verify them before they know which one it is"
            yield Problem(text, (*place, "x-webhook-signature"))
        if webhook.raw["x-api"] not in spec.raw["x-apis"]:
            text = f"x-api must be one of {', '.join(spec.raw['x-apis'])}"
            yield Problem(text, (*place, "x-api"))
        if webhook.raw["operationId"] in ids:
            yield Problem(f"the operationId {webhook.raw['operationId']} is taken", place)
        kind: Raw = spec.schemas[webhook.payload].get("properties", {}).get("type", {})
        if kind.get("const") != webhook.name:
            text = f"the type of {webhook.payload} must be the constant {webhook.name}, which identifies it"
            yield Problem(text, place)
