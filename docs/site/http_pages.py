"""The reference of the HTTP APIs, from openapi.yaml and conformance/spec.json: a page for each API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import parallel.errors
import pareta.errors

ROOT = Path(__file__).resolve().parents[2]
TITLES = {"pareta": "HTTP: Pareta", "parallel": "HTTP: the Task API"}
IDEMPOTENCY = {
    "natural": "It may be repeated as it is: it changes nothing twice.",
    "key": "The service honors `Idempotency-Key`: attempts with the same key count once.",
    "unconfirmed-key": "`Idempotency-Key` is sent, but the service does not promise to recognize it.",
}


def write(folder: Path, class_of: dict[str, str]) -> None:
    """Write the pages.

    Args:
        folder: The folder that Sphinx reads.
        class_of: For each schema of the spec the name under which the Python reference describes it.
    """
    spec = json.loads((ROOT / "conformance/spec.json").read_text(encoding="utf-8"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load((ROOT / "openapi.yaml").read_text(encoding="utf-8"), loader)  # noqa: S506
    for api in TITLES:
        page = Api(api, spec, raw, class_of)
        (folder / f"reference/http-{api}.md").write_text("\n".join(page.lines()) + "\n", encoding="utf-8")
    index = [
        "# HTTP reference",
        "",
        "Each operation of the two APIs, as `openapi.yaml` states it.",
        "",
        "```{toctree}",
        ":maxdepth: 2",
        "",
        *(f"http-{api}" for api in TITLES),
        "```",
    ]
    (folder / "reference/http.md").write_text("\n".join(index) + "\n", encoding="utf-8")


class Api:
    """The page of one API."""

    def __init__(
        self, name: str, spec: dict[str, Any], raw: dict[str, Any], class_of: dict[str, str]
    ) -> None:
        self.name = name
        self.spec = spec
        self.raw = raw
        self.class_of = class_of
        self.api = spec["apis"][name]
        self.tags = {tag["name"]: tag["description"] for tag in raw["tags"]}
        self.errors = {"pareta": pareta.errors, "parallel": parallel.errors}[name].ERRORS

    def lines(self) -> Iterator[str]:
        """Yield the page."""
        yield f"# {TITLES[self.name]}"
        yield ""
        yield "Each operation of the API, with its parameters, responses, errors and retries."
        yield f"Base URL: `{self.api['server']}`, or `{self.api['env']['baseUrl']}`."
        yield (
            f"Each request carries the key of `{self.api['env']['key']}` in the header `{self.api['keyHeader']}`"
            + (f", as `{self.api['keyPrefix']}…`. " if self.api["keyPrefix"] else ". ")
            + f"Each response has a request id in `{self.api['requestId']}`."
        )
        last = None
        for operation in self.spec["operations"]:
            if operation["api"] != self.name:
                continue
            if operation["tag"] != last:
                last = operation["tag"]
                yield from ("", f"## {last.replace('_', ' ').capitalize()}", "", self.tags[last])
            yield from self.operation(operation)
        yield from self.webhooks()
        yield from self.retry_classes()

    def operation(self, one: dict[str, Any]) -> Iterator[str]:
        """Yield the section of an operation."""
        raw = self.raw["paths"][one["path"]][one["method"].lower()]
        yield from ("", f"({one['id']})=", f"### {one['summary']}", "")
        yield from ("```text", f"{one['method']} {one['path']}", "```", "")
        yield from (raw["description"].strip(), "", self.names(one), "")
        yield from self.parameters(one["parameters"])
        yield from self.body(one["body"])
        yield from self.responses(one, raw)
        yield from self.behavior(one)

    def names(self, one: dict[str, Any]) -> str:
        """Return what the operation is called in the SDK."""
        wire = "".join(f"_{char.lower()}" if char.isupper() else char for char in one["id"])
        parts = [f"Operation `{one['id']}`", f"low level {python(f'pareta_wire.{wire}')}"]
        if one["sdk"]:
            parts.insert(1, f"method `{one['sdk']['namespace']}.{one['sdk']['method']}`")
        return " · ".join(parts)

    def parameters(self, parameters: list[dict[str, Any]]) -> Iterator[str]:
        """Yield the table of the parameters."""
        if parameters:
            yield from ("| parameter | in | type | |", "|---|---|---|---|")
            for one in parameters:
                required = "Required. " if one["required"] and one["in"] != "path" else ""
                yield f"| `{one['name']}` | {one['in']} | {self.type(one['type'])} | {required}{cell(one['doc'])} |"
            yield ""

    def body(self, body: dict[str, Any] | None) -> Iterator[str]:
        """Yield what the body is, and the table of its fields."""
        if not body:
            return
        if "form" in body:
            schema = {"ref": body["form"]}
            yield from ("Body: `multipart/form-data`.", "")
        else:
            schema = body["json"]
            yield from (f"Body: JSON, {self.type(schema)}.", "")
        yield from self.fields(self.spec["schemas"].get(schema.get("ref"), {}).get("fields", []))

    def fields(self, fields: list[dict[str, Any]]) -> Iterator[str]:
        """Yield the table of the fields of a body."""
        if fields:
            yield from ("| field | type | |", "|---|---|---|")
            for one in fields:
                required = "Required. " if one["required"] else ""
                yield f"| `{one['name']}` | {self.type(one['type'])} | {required}{cell(one['doc'])} |"
            yield ""

    def responses(self, one: dict[str, Any], raw: dict[str, Any]) -> Iterator[str]:
        """Yield the table of the responses: first the successes, then each error with its class."""
        yield from ("| status | response | |", "|---|---|---|")
        for status, response in one["responses"].items():
            names = {"json": "", "event": "events of "}
            shown = " or ".join(names[kind] + self.type(value) for kind, value in response.items())
            yield f"| {status} | {shown or 'no body'} | {self.described(raw, status)} |"
        for status, response in one["errors"].items():
            error = self.errors.for_status(int(status)).__name__
            body = " or ".join(self.type(value) for value in response.values())
            about = f"{self.described(raw, status)} [`{error}`](errors.md#{error.lower()})"
            yield f"| {status} | {body} | {about} |"
        yield ""

    def behavior(self, one: dict[str, Any]) -> Iterator[str]:
        """Yield what a client does with the operation: retries, waits, streams, receipts."""
        yield f"- **Retries:** [`{one['retry']}`](#{self.name}-retry-{one['retry']}). {IDEMPOTENCY[one['idempotent']]}"
        if wait := one["wait"]:
            grace = f", with {wait['grace']} s more for the last request" if "grace" in wait else ""
            yield (
                f"- **Wait:** `{wait['method']}` polls `{wait['operation']}` every {wait['interval']} s, "
                f"for up to {wait['timeout']} s{grace}."
            )
        if poll := one["longPoll"]:
            yield (
                f"- **Long poll:** the server waits for up to `{poll['parameter']}` seconds. "
                f"{poll['stillRunning']} says that the work continues; a client asks for {poll['slice']} s at a time."
            )
        if one["stream"] is not None:
            yield f"- **Stream:** server-sent events{self.stream(one['stream'])}."
        for receipt in one["receipts"]:
            yield f"- **Receipt:** `{receipt['header']}` has the amount `{receipt['amount']}`, in {receipt['unit']}."
        if upload := one["signedUpload"]:
            yield (
                f"- **Upload:** send the bytes with {upload['method']} to `{upload['field']}`, without the API key. "
                f"Success is {' or '.join(map(str, upload['statuses']))}."
            )
        yield ""

    def stream(self, stream: dict[str, Any]) -> str:
        """Return how a stream begins, ends and resumes."""
        said = ""
        if when := stream.get("when"):
            said += f", if `{when.get('body') or when.get('query')}` is `{json.dumps(when['equals'])}`"
        if events := stream.get("events"):
            said += ": " + ", ".join(
                f"`{name}` with {self.type({'ref': ref})}" for name, ref in events.items()
            )
        if end := stream.get("end"):
            names = [f"`{name}`" for name in end.get("events", [])] or [f"`{end['data']}`"]
            said += f". It ends with {' or '.join(names)}"
        if cursor := stream.get("cursor"):
            said += f". It resumes after an event: `{cursor['parameter']}` takes its `{cursor['field']}`"
        return said

    def webhooks(self) -> Iterator[str]:
        """Yield the webhooks that the API sends."""
        for one in self.spec["webhooks"]:
            if one["api"] == self.name:
                signature = one["signature"]
                yield from (
                    "",
                    f"({one['id']})=",
                    f"## Webhook: {one['summary'].lower()}",
                    "",
                    one["doc"],
                    "",
                )
                payload = self.type({"ref": one["payload"]})
                yield f"Payload: {payload}. Signed by `{signature['scheme']}`, with the headers"
                yield ", ".join(f"`{header}`" for header in signature["headers"].values())
                yield f"; requests older than {signature['tolerance']} s are refused."

    def retry_classes(self) -> Iterator[str]:
        """Yield what each retry class means."""
        yield from ("", "## Retry classes", "")
        defaults = self.spec["defaults"]
        yield (
            f"A client repeats a failed attempt up to {defaults['maxRetries']} times. The pause is random: up to "
            f"{defaults['backoff']['first']} s before the first retry, twice as long before each further one, and at "
            f"most {defaults['backoff']['longest']} s. `Retry-After` is obeyed up to {defaults['longestRetryAfter']} s."
        )
        for name, one in self.spec["retryClasses"].items():
            yield from ("", f"({self.name}-retry-{name})=", f"### {name}", "")
            yield self.raw["x-retry-classes"][name]["description"].strip()
            yield from ("", f"- **Retried:** {', '.join(map(str, one['statuses']))}.")
            lost = "retried" if one["lostConnection"] == "retry" else "not retried: the outcome is unknown"
            yield f"- **A lost connection** is {lost}."
            if one["ambiguous"]:
                yield f"- **Outcome unknown:** any other {one['ambiguous']}, raised as `OutcomeUnknownError`."
            if one["permanent"]:
                yield f"- **Ends a wait:** {', '.join(map(str, one['permanent']))}."

    def described(self, operation: dict[str, Any], status: str) -> str:
        """Return the description of a response."""
        response = operation["responses"][status]
        if "$ref" in response:
            response = self.raw["components"]["responses"][response["$ref"].rpartition("/")[2]]
        return cell(response["description"])

    def type(self, one: dict[str, Any]) -> str:
        """Return a type in words, with a link to the class of a schema."""
        found = self.plain(one)
        return f"{found} or null" if one.get("nullable") else found

    def plain(self, one: dict[str, Any]) -> str:
        """Return a type, without whether it may be null."""
        if "ref" in one:
            name = one["ref"]
            return python(self.class_of[name], name) if name in self.class_of else f"`{name}`"
        if "enum" in one:
            return (
                "one of "
                + ", ".join(f"`{value}`" for value in one["enum"])
                + (", …" if one.get("open") else "")
            )
        if "const" in one:
            return f"`{json.dumps(one['const'])}`"
        if "array" in one:
            return f"list of {self.type(one['array'])}"
        if "map" in one:
            return f"object of {self.type(one['map'])}"
        if "union" in one:
            return " or ".join(self.type(each) for each in one["union"])
        return one.get("scalar", "any") + (f" ({one['format']})" if one.get("format") else "")


def python(target: str, text: str | None = None) -> str:
    """Return a link into the Python reference."""
    return f"{{py:obj}}`{text or target} <{target}>`"


def cell(text: str) -> str:
    """Return a text that fits into a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
