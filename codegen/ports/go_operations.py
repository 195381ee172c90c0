"""Emits the facts of the Go port: defaults, kinds of errors, APIs, retry classes, operations."""

from __future__ import annotations

import json

from codegen.limits import limits
from codegen.ports.go import aligned, source
from codegen.ports.go_names import (
    INTERNAL,
    KEY_HEADER,
    Json,
    Types,
    comment,
    duration,
    exported,
    integers,
    quoted,
    strings,
)

# The types of the facts, which the functions below write.
_TYPES = """
// api is an API of the spec.
type api struct {
	name, server, keyHeader, keyPrefix, requestID, keyEnv, baseURLEnv string
	errors                                                            explain.Paths
}

// errorRule states the statuses and words of a kind of error.
type errorRule struct {
	kind     Kind
	statuses []int
	hundreds int
	words    []string
	advice   string
}

// retryClass says which failures of an operation may be retried.
type retryClass struct {
	statuses         []int
	ambiguous        int
	ambiguousTimeout []int
	permanent        []int
	retryLost        bool
}

// operation has the facts of the spec about an operation.
type operation struct {
	id, method, path, api, retry, body, sdk, started string
	keyed                                            bool
	parameters                                       []parameter
	partTypes                                        map[string]string
	stream                                           *streamRules
	longPoll                                         *longPoll
	wait                                             *waitRule
	receipts                                         []receipt
	upload                                           *signedUpload
}

type parameter struct {
	name, in         string
	spread, required bool
}

type streamRules struct {
	only                                            bool
	flag, value                                     string
	endData, errorKey, cursorField, cursorParameter string
	endEvents, failures                             []string
}

type longPoll struct {
	parameter           string
	slice, stillRunning int
}

type waitRule struct{ interval, timeout, grace time.Duration }

type receipt struct{ amount, header, comment string }

type signedUpload struct {
	method   string
	statuses []int
}"""


def operations(spec: Json) -> str:
    """Return operations_gen.go: the facts of the spec as data.

    Args:
        spec: The content of conformance/spec.json.
    """
    lines = [
        *_TYPES.split("\n"),
        *_defaults(spec),
        *_limits(spec),
        *_names(spec),
        *_webhooks(spec),
        *_errors(spec),
        *_apis(spec),
        *_retry_classes(spec),
    ]
    types = Types(spec)
    names = [exported(one["id"]) for one in spec["operations"]]
    ids = {each["name"] for one in spec["operations"] for each in one["parameters"] if each["in"] == "path"}
    for one in spec["operations"]:
        lines += _operation(types, one, ids)
    lines += ["", "// Operations has every operation by its id, for programs that choose one when they run."]
    rows = [
        (f"{quoted(one['id'])}:", f"dynamic[{body(types, one)}](Op{name}),")
        for one, name in zip(spec["operations"], names, strict=True)
    ]
    lines += ["var Operations = map[string]Dynamic{", *aligned(rows), "}"]
    return source(['"time"', "", quoted(f"{INTERNAL}/explain")], lines)


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
        ("defaultMaxEventBytes", str(found["maxEventBytes"])),
        ("defaultMaxBodyBytes", str(found["maxBodyBytes"])),
        ("maxErrorBytes", str(found["maxErrorBytes"])),
    ]
    rows = [(name, f"= {value}") for name, value in rows]
    return [
        "",
        f"// SpecVersion is the version of the spec.\nconst SpecVersion = {quoted(spec['version'])}",
        "",
        "const (",
        *aligned(rows),
        ")",
    ]


def _limits(spec: Json) -> list[str]:
    """Return the limits and defaults of what a program sends. The size of a file is an int64."""
    lines: list[str] = []
    for one in limits(spec):
        name = exported("_".join(one.words))
        value = quoted(one.value) if isinstance(one.value, str) else json.dumps(one.value)
        lines += ["", *comment(f"{name}: {one.doc[:1].lower()}{one.doc[1:]}"), f"const {name} = {value}"]
    return lines


def _names(spec: Json) -> list[str]:
    """Return the version with which base URLs of other SDKs end, and the header that makes a request one with its
    repetitions."""
    version = spec["operations"][0]["path"].split("/")[1]
    return [
        "",
        "const (",
        *aligned([("versionPath", f'= "/{version}"'), ("idempotencyKeyHeader", f"= {quoted(KEY_HEADER)}")]),
        ")",
    ]


def _webhooks(spec: Json) -> list[str]:
    lines: list[str] = []
    for one in spec["webhooks"][:1]:
        signature = one["signature"]
        rows = [
            ("webhookVersion", signature["version"]),
            ("webhookSecretPrefix", signature["secretPrefix"]),
            ("webhookIDHeader", signature["headers"]["id"]),
            ("webhookTimestampHeader", signature["headers"]["timestamp"]),
            ("webhookSignatureHeader", signature["headers"]["signature"]),
        ]
        lines += [
            "",
            "// WebhookTolerance is the longest distance between the timestamp of a webhook and the clock.",
            f"const WebhookTolerance = {duration(signature['tolerance'])}",
            "",
            "const (",
            *aligned([(name, f"= {quoted(value)}") for name, value in rows]),
            ")",
        ]
    return lines


def _errors(spec: Json) -> list[str]:
    rows = [(f"Err{exported(kind)}", f"Kind = {quoted(kind)}") for kind in spec["errors"]]
    rules: list[str] = []
    for kind, one in spec["errors"].items():
        statuses: list[int] | str = one["statuses"]
        listed = "nil" if isinstance(statuses, str) else integers(statuses)
        hundreds = int(statuses[0]) if isinstance(statuses, str) and statuses.endswith("XX") else 0
        words = strings(one["words"]) if one.get("words") else "nil"
        rules.append(
            f"\t{{Err{exported(kind)}, {listed}, {hundreds}, {words}, {quoted(one.get('advice', ''))}}},"
        )
    return [
        "",
        "// The kinds of errors that a status means.",
        "const (",
        *aligned(rows),
        ")",
        "",
        "var errorRules = []errorRule{",
        *rules,
        "}",
    ]


def _apis(spec: Json) -> list[str]:
    lines = ["", "var apis = map[string]api{"]
    for name, one in spec["apis"].items():
        fields = one["errorFields"]
        lines.append(
            f"\t{quoted(name)}: {{name: {quoted(name)}, server: {quoted(one['server'])}, "
            f"keyHeader: {quoted(one['keyHeader'])}, keyPrefix: {quoted(one['keyPrefix'])}, "
            f"requestID: {quoted(one['requestId'])}, keyEnv: {quoted(one['env']['key'])}, "
            f"baseURLEnv: {quoted(one['env']['baseUrl'])}, errors: explain.Paths{{"
            f"Message: {strings(fields['message'])}, Detail: {strings(fields['detail'])}, "
            f"Reference: {strings(fields['reference'])}}}}},"
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


def body(types: Types, operation: Json) -> str:
    """Return the Go type of an operation's body."""
    found = operation["body"]
    if found is None:
        return "None"
    return types.plain(found["json"]) if "json" in found else exported(found["form"])


def _started_id(types: Types, one: Json, ids: set[str]) -> str:
    """Return the member of a result that holds the id of what the operation started, or an empty string."""
    refs = [each["json"]["ref"] for each in one["responses"].values() if "ref" in each.get("json", {})]
    fields: list[Json] = types.schemas[refs[0]].get("fields", []) if refs else []
    found = [each for each in fields if each["name"] in ids and (each["required"] or one["wait"])]
    return found[0]["name"] if found else ""


def _operation(types: Types, one: Json, ids: set[str]) -> list[str]:
    name = exported(one["id"])
    sent = [each for each in one["parameters"] if each["name"].lower() != KEY_HEADER.lower()]
    key = len(sent) < len(one["parameters"])
    parameters = [
        f"{{{quoted(each['name'])}, {quoted(each['in'])}, {_bool('spread' in each)}, {_bool(each['required'])}}}"
        for each in sent
    ]
    facts = [
        f"id: {quoted(one['id'])}, method: {quoted(one['method'])}, path: {quoted(one['path'])}",
        f"api: {quoted(one['api'])}, retry: {quoted(one['retry'])}",
    ]
    if one["sdk"]:
        facts.append(f"sdk: {quoted(one['sdk']['namespace'] + '.' + one['sdk']['method'])}")
    if key:
        facts.append("keyed: true")
        if started := _started_id(types, one, ids):
            facts.append(f"started: {quoted(started)}")
    if parameters:
        facts.append(f"parameters: []parameter{{{', '.join(parameters)}}}")
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
        facts.append(f"flag: {quoted(when['body'])}, value: {quoted(json.dumps(when['equals']))}")
    end: Json = stream.get("end") or {}
    if "data" in end:
        facts.append(f"endData: {quoted(end['data'])}")
    if "events" in end:
        facts.append(f"endEvents: {strings(end['events'])}, failures: {strings(end.get('failure', []))}")
    if "errorKey" in stream:
        facts.append(f"errorKey: {quoted(stream['errorKey'])}")
    if cursor := stream.get("cursor"):
        facts.append(
            f"cursorField: {quoted(cursor['field'])}, cursorParameter: {quoted(cursor['parameter'])}"
        )
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
            f"{{{quoted(each['amount'])}, {quoted(each['header'])}, {quoted(each['comment'])}}}"
            for each in one["receipts"]
        )
        facts.append(f"receipts: []receipt{{{receipts}}}")
    if upload := one["signedUpload"]:
        facts.append(f"upload: &signedUpload{{{quoted(upload['method'])}, {integers(upload['statuses'])}}}")
    return facts
