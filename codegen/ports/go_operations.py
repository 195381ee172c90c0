"""Emits the facts and the methods of the Go port: APIs, retry classes, errors, defaults, operations, namespaces."""

from __future__ import annotations

from codegen.ports.go import aligned, source
from codegen.ports.go_names import (
    Json,
    Types,
    comment,
    duration,
    exported,
    integers,
    quoted,
    strings,
    unexported,
)

# Methods that a handwritten file of the port has: what waits, reconnects in its own way, or takes several requests.
HANDWRITTEN = frozenset(
    {"task_run.result", "task_run.events", "task_group.events", "evals.sets.upload_document"}
)


def operations(spec: Json) -> str:
    """Return operations_gen.go: the facts of the spec as data.

    Args:
        spec: The content of conformance/spec.json.
    """
    lines = [*_defaults(spec), *_errors(spec), *_apis(spec), *_retry_classes(spec)]
    types = Types(spec)
    names = [exported(one["id"]) for one in spec["operations"]]
    ids = {each["name"] for one in spec["operations"] for each in one["parameters"] if each["in"] == "path"}
    for one in spec["operations"]:
        lines += _operation(types, one, ids)
    lines += ["", "// Operations has every operation by its id, for programs that choose one when they run."]
    lines += ["var Operations = index("]
    lines += [f"\tdynamic[{_body(types, one)}](Op{name})," for one, name in zip(spec["operations"], names, strict=True)]
    lines += [")"]
    return source(['"time"'], lines)


def _defaults(spec: Json) -> list[str]:
    found = spec["defaults"]
    rows = [
        ("defaultMaxRetries", str(found["maxRetries"])),
        ("firstBackoff", duration(found["backoff"]["first"])),
        ("longestBackoff", duration(found["backoff"]["longest"])),
        ("longestRetryAfter", duration(found["longestRetryAfter"])),
        ("defaultTimeout", duration(found["timeout"])),
        ("defaultConnectTimeout", duration(found["connectTimeout"])),
        ("defaultStallTimeout", duration(found["stallTimeout"])),
    ]
    rows = [(name, f"= {value}") for name, value in rows]
    return ["", f"// SpecVersion is the version of the spec.\nconst SpecVersion = {quoted(spec['version'])}", "", "const (", *aligned(rows), ")"]


def _errors(spec: Json) -> list[str]:
    rows = [(f"Err{exported(kind)}", f"Kind = {quoted(kind)}") for kind in spec["errors"]]
    rules: list[str] = []
    for kind, one in spec["errors"].items():
        statuses = one["statuses"]
        listed = integers(statuses) if isinstance(statuses, list) else "nil"
        hundreds = int(statuses[0]) if isinstance(statuses, str) and statuses.endswith("XX") else 0
        words = strings(one["words"]) if one.get("words") else "nil"
        rules.append(f"\t{{Err{exported(kind)}, {listed}, {hundreds}, {words}, {quoted(one.get('advice', ''))}}},")
    return ["", "// The kinds of errors that a status means.", "const (", *aligned(rows), ")", "", "var errorRules = []errorRule{", *rules, "}"]


def _apis(spec: Json) -> list[str]:
    lines = ["", "var apis = map[string]api{"]
    for name, one in spec["apis"].items():
        fields = one["errorFields"]
        lines.append(
            f"\t{quoted(name)}: {{name: {quoted(name)}, server: {quoted(one['server'])}, "
            f"keyHeader: {quoted(one['keyHeader'])}, keyPrefix: {quoted(one['keyPrefix'])}, "
            f"requestID: {quoted(one['requestId'])}, keyEnv: {quoted(one['env']['key'])}, "
            f"baseURLEnv: {quoted(one['env']['baseUrl'])}, message: {strings(fields['message'])}, "
            f"detail: {strings(fields['detail'])}, reference: {strings(fields['reference'])}}},"
        )
        lines.append("")
    return [*lines[:-1], "}"]


def _retry_classes(spec: Json) -> list[str]:
    lines = ["", "var retryClasses = map[string]retryClass{"]
    for name, one in spec["retryClasses"].items():
        ambiguous = int(one["ambiguous"][0]) if one["ambiguous"] else 0
        lines.append(
            f"\t{quoted(name)}: {{statuses: {integers(one['statuses'])}, ambiguous: {ambiguous}, "
            f"ambiguousTimeout: {integers(one['ambiguousTimeout'])}, permanent: {integers(one['permanent'])}, "
            f"retryLost: {_bool(one['lostConnection'] == 'retry')}}},"
        )
        lines.append("")
    return [*lines[:-1], "}"]


def _bool(value: object) -> str:
    return "true" if value else "false"


def result(types: Types, operation: Json) -> str:
    """Return the Go type of an operation's result."""
    for response in operation["responses"].values():
        if "json" in response:
            return types.plain(response["json"])
    return "None"


def event(types: Types, operation: Json) -> str:
    """Return the Go type of an operation's events."""
    if operation["stream"] is None:
        return "None"
    if operation["stream"].get("events"):
        return exported(operation["id"]) + "Event"
    return next(types.plain(one["event"]) for one in operation["responses"].values() if "event" in one)


def _body(types: Types, operation: Json) -> str:
    body = operation["body"]
    if body is None:
        return "None"
    return types.plain(body["json"]) if "json" in body else exported(body["form"])


def _started_id(types: Types, one: Json, ids: set[str]) -> str:
    """Return the required member of a result that holds the id of what the operation started, or an empty string."""
    refs = [each["json"]["ref"] for each in one["responses"].values() if "ref" in each.get("json", {})]
    fields = types.schemas[refs[0]].get("fields", []) if refs else []
    return next((each["name"] for each in fields if each["required"] and each["name"] in ids), "")


def _operation(types: Types, one: Json, ids: set[str]) -> list[str]:
    name = exported(one["id"])
    key = next((each["name"] for each in one["parameters"] if each["name"] == "Idempotency-Key"), "")
    parameters = [
        f"{{{quoted(each['name'])}, {quoted(each['in'])}, {_bool(each['required'])}, {_bool(each.get('spread'))}}}"
        for each in one["parameters"]
        if each["name"] != key
    ]
    empty = [int(status) for status, each in one["responses"].items() if not each]
    facts = [
        f"id: {quoted(one['id'])}, method: {quoted(one['method'])}, path: {quoted(one['path'])}",
        f"api: {quoted(one['api'])}, retry: {quoted(one['retry'])}",
    ]
    if one["sdk"]:
        facts.append(f"sdk: {quoted(one['sdk']['namespace'] + '.' + one['sdk']['method'])}")
    if key:
        facts.append(f"key: {quoted(key)}")
        if started := _started_id(types, one, ids):
            facts.append(f"started: {quoted(started)}")
    if parameters:
        facts.append(f"parameters: []parameter{{{', '.join(parameters)}}}")
    if empty:
        facts.append(f"empty: {integers(empty)}")
    facts += _body_facts(one)
    facts += _stream_facts(one)
    facts += _other_facts(one)
    return [
        "",
        *comment(f"Op{name} is {one['method']} {one['path']}: {one['summary']}."),
        f"var Op{name} = Op[{result(types, one)}, {event(types, one)}]{{&operation{{{', '.join(facts)}}}}}",
    ]


def _body_facts(one: Json) -> list[str]:
    body = one["body"]
    if body is None:
        return []
    if "json" in body:
        return ['body: "json"']
    types = [f"{quoted(name)}: {quoted(each['contentType'])}" for name, each in body["encoding"].items()]
    return ['body: "form"'] + ([f"partTypes: map[string]string{{{', '.join(types)}}}"] if types else [])


def _stream_facts(one: Json) -> list[str]:
    stream = one["stream"]
    if stream is None:
        return []
    facts = [f"only: {_bool(not any('json' in each for each in one['responses'].values()))}"]
    if when := stream.get("when"):
        facts.append(f"flag: {quoted(when['body'])}, value: {_bool(when['equals'])}")
    end = stream.get("end") or {}
    if "data" in end:
        facts.append(f"endData: {quoted(end['data'])}")
    if "events" in end:
        facts.append(f"endEvents: {strings(end['events'])}, failures: {strings(end.get('failure', []))}")
    if "errorKey" in stream:
        facts.append(f"errorKey: {quoted(stream['errorKey'])}")
    if cursor := stream.get("cursor"):
        facts.append(f"cursorField: {quoted(cursor['field'])}, cursorParameter: {quoted(cursor['parameter'])}")
    return [f"stream: &streamRules{{{', '.join(facts)}}}"]


def _other_facts(one: Json) -> list[str]:
    facts: list[str] = []
    if poll := one["longPoll"]:
        facts.append(
            f"longPoll: &longPoll{{parameter: {quoted(poll['parameter'])}, slice: {poll['slice']}, "
            f"stillRunning: {poll['stillRunning']}}}"
        )
    if wait := one["wait"]:
        facts.append(
            f"wait: &waitRule{{interval: {duration(wait['interval'])}, timeout: {duration(wait['timeout'])}, "
            f"grace: {duration(wait.get('grace', 0))}}}"
        )
    if one["receipts"]:
        receipts = ", ".join(
            f"{{{quoted(each['amount'])}, {quoted(each['header'])}, {quoted(each['comment'])}}}" for each in one["receipts"]
        )
        facts.append(f"receipts: []receipt{{{receipts}}}")
    if upload := one["signedUpload"]:
        facts.append(f"upload: &signedUpload{{{quoted(upload['method'])}, {integers(upload['statuses'])}}}")
    return facts


def methods(spec: Json) -> str:
    """Return methods_gen.go: the clients, their namespaces, and a method for each operation.

    Args:
        spec: The content of conformance/spec.json.
    """
    types = Types(spec)
    lines: list[str] = []
    for name in spec["apis"]:
        mine = [one for one in spec["operations"] if one["api"] == name and one["sdk"]]
        lines += _client(name, sorted({one["sdk"]["namespace"] for one in mine}))
        for one in mine:
            handwritten = f"{one['sdk']['namespace']}.{one['sdk']['method']}" in HANDWRITTEN
            lines += _handwritten(types, one) if handwritten else _method(types, one)
    for header in dict.fromkeys(_headers(spec)):
        lines += _header_option(*header)
    return source(['"context"', '"iter"'], lines)


def _headers(spec: Json) -> list[tuple[str, str]]:
    return [
        (each["name"], each["doc"])
        for one in spec["operations"]
        for each in one["parameters"]
        if each["in"] == "header" and each["name"] != "Idempotency-Key"
    ]


def _header_option(name: str, doc: str) -> list[str]:
    go = f"With{exported(name)}"
    return [
        "",
        *comment(f"{go} sets the header {name}. {doc}"),
        f"func {go}(value string) Option {{",
        f"\treturn WithHeader({quoted(name)}, value)",
        "}",
    ]


def _service(namespace: str) -> str:
    return exported(namespace.replace(".", "_")) + "Service"


def _client(api: str, namespaces: list[str]) -> list[str]:
    go = exported(api)
    every = sorted({".".join(one.split(".")[:depth]) for one in namespaces for depth in range(1, len(one.split(".")) + 1)})
    top = [one for one in every if "." not in one]
    lines = ["", *comment(f"{go} is a client of the {api} API. It is safe for concurrent use."), f"type {go} struct {{", "\tcore *client"]
    for one in top:
        lines += [f"\t// {exported(one)} has the operations of {one}.", f"\t{exported(one)} *{_service(one)}"]
    lines += ["}", "", *comment(f"New{go} returns a client with an API key."), f"func New{go}(apiKey string, opts ...Option) (*{go}, error) {{", f"\tcore, err := newClient({quoted(api)}, apiKey, opts)"]
    lines += ["\tif err != nil {", "\t\treturn nil, err", "\t}", f"\treturn new{go}(core), nil", "}", ""]
    lines += comment(f"{go}FromEnv returns a client whose API key and base URL come from the environment. An option takes precedence.")
    lines += [f"func {go}FromEnv(opts ...Option) (*{go}, error) {{", f"\tcore, err := clientFromEnv({quoted(api)}, opts)"]
    lines += ["\tif err != nil {", "\t\treturn nil, err", "\t}", f"\treturn new{go}(core), nil", "}", ""]
    lines += ["// With returns a client with other options that shares the connections of this one.", f"func (c *{go}) With(opts ...Option) (*{go}, error) {{", "\tcore, err := c.core.with(opts)"]
    lines += ["\tif err != nil {", "\t\treturn nil, err", "\t}", f"\treturn new{go}(core), nil", "}", ""]
    lines += [f"func (c *{go}) client() *client {{", "\treturn c.core", "}", "", f"func new{go}(core *client) *{go} {{", f"\tc := &{go}{{core: core}}"]
    for one in every:
        path = ".".join(exported(part) for part in one.split("."))
        lines.append(f"\tc.{path} = &{_service(one)}{{core: core}}")
    lines += ["\treturn c", "}"]
    for one in every:
        lines += ["", f"// {_service(one)} has the operations of {one}.", f"type {_service(one)} struct {{", "\tcore *client"]
        for each in every:
            if each.rpartition(".")[0] == one:
                last = each.rpartition(".")[2]
                lines += [f"\t// {exported(last)} has the operations of {each}.", f"\t{exported(last)} *{_service(each)}"]
        lines += ["}", "", f"func (s *{_service(one)}) client() *client {{", "\treturn s.core", "}"]
    return lines


def _handwritten(types: Types, one: Json) -> list[str]:
    query = [each for each in one["parameters"] if each["in"] == "query"]
    return _query_type(types, exported(one["id"]), query) if query and one["stream"] is not None else []


def _method(types: Types, one: Json) -> list[str]:
    op, method, service = exported(one["id"]), exported(one["sdk"]["method"]), _service(one["sdk"]["namespace"])
    arguments, values, query, lines = ["ctx context.Context"], list[str](), list[Json](), list[str]()
    for each in one["parameters"]:
        if each["in"] == "path":
            arguments.append(f"{unexported(each['name'])} {types.plain(each['type'])}")
            values.append(f"{quoted(each['name'])}: {unexported(each['name'])}")
        elif each["in"] == "query":
            query.append(each)
    body = ""
    if one["body"] is not None:
        arguments.append(f"body {_body(types, one)}")
        body = ", Body: &body"
    if query:
        lines += _query_type(types, op, query)
        arguments.append(f"params *{op}Params")
    arguments.append("opts ...Option")
    given = f"Args{{Params: Params{{{', '.join(values)}}}{body}}}"
    if query:
        given += ".with(params)"
    summary = one["summary"][0].lower() + one["summary"][1:]
    head = f"func (s *{service}) {{}}({', '.join(arguments)}) "
    about = f"{one['method']} {one['path']}: {summary}."
    if result(types, one) != "None" or event(types, one) == "None":
        lines += ["", *comment(f"{method} sends {about}")]
        lines += _send(types, one, head.format(method), op, given)
    if one["stream"] is not None:
        name = method if result(types, one) == "None" else f"{method}Stream"
        told = "yields the events of"
        resumes = " The stream reconnects when it breaks." if one["stream"].get("cursor") else ""
        lines += ["", *comment(f"{name} {told} {about} The request is sent when the iteration begins.{resumes}")]
        function = "resumeByCursor" if one["stream"].get("cursor") else "Events"
        lines += [
            f"{head.format(name)}iter.Seq2[{event(types, one)}, error] {{",
            f"\treturn {function}(ctx, s, Op{op}, {given}, opts...)",
            "}",
        ]
    return lines


def _send(types: Types, one: Json, head: str, op: str, given: str) -> list[str]:
    found = result(types, one)
    if found == "None":
        return [f"{head}error {{", f"\t_, err := Send(ctx, s, Op{op}, {given}, opts...)", "\treturn err", "}"]
    if found.startswith(("[]", "map[")) or not types.is_record(_schema_of(one)):
        return [f"{head}({found}, error) {{", f"\treturn value(Send(ctx, s, Op{op}, {given}, opts...))", "}"]
    return [f"{head}(*{found}, error) {{", f"\treturn Send(ctx, s, Op{op}, {given}, opts...)", "}"]


def _schema_of(one: Json) -> str:
    return next(str(each["json"]["ref"]) for each in one["responses"].values() if "json" in each)


def _query_type(types: Types, op: str, query: list[Json]) -> list[str]:
    name = f"{op}Params"
    lines = ["", f"// {name} has the query parameters of {op}.", f"type {name} struct {{"]
    for each in query:
        lines += [*(comment(each["doc"], "\t") or [""] * (not lines[-1].endswith("{"))), f"\t{exported(each['name'])} {types.field(each['type'], required=each['required'])}"]
    pairs = ", ".join(f"{quoted(each['name'])}: v.{exported(each['name'])}" for each in query)
    return [*lines, "}", "", f"func (v *{name}) params() Params {{", "\tif v == nil {", "\t\treturn nil", "\t}", f"\treturn Params{{{pairs}}}", "}"]
