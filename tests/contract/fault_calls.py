"""Calls for the fault matrix: the resources that they need, and summaries of what they return."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol, cast

import attrs

from parallel import Parallel, TaskRunEvent, TaskRunResult
from pareta import Pareta
from pareta_sandbox import Sandbox
from pareta_wire.model import Model
from pareta_wire.operations import BUILDERS
from pareta_wire.records import Array
from tests.support import MESSAGES

ENDPOINT = "ep_a1b2c3"
TASK = "contract-key-fields"
CHAT: dict[str, Any] = {"model": ENDPOINT, "messages": MESSAGES, "max_tokens": 6}
RUN = {"input": "United Nations", "processor": "lite"}
ROWS = [{"input": "a"}, {"input": "b"}]
TYPED_ROWS = [{"input": {"text": "a"}, "expected_output": {"parties": []}}]
PROMPT = "Extract the parties of each contract."
FRONTIER_CHAT: dict[str, Any] = {"model": "claude-opus-4-5", "messages": MESSAGES}
ADDED = [{"input": "a", "processor": "lite"}, {"input": "b", "processor": "lite"}]
PDF = b"%PDF-1.7"
LARGE = PDF * 200  # larger than `LARGE_FROM`
LARGE_FROM = 1_000
# Seconds: longer than the work and any fault that ends,
LONG_TIMEOUT = 600.0
# and long enough to see that a fault does not end, without a hundred polls.
SHORT_TIMEOUT = 12.0


@attrs.define
class Resources:
    """The ids of resources that exist before any fault. `fresh` is created for one call, which uses it up."""

    run: str
    group: str
    group_run: str
    eval_set: str
    eval_run: str
    blob: str
    spare: str
    fresh: str = ""
    timeout: float = LONG_TIMEOUT


@attrs.define
class ResourceFactory:
    """Creates resources with a sandbox and a sync client of each API, before any fault."""

    box: Sandbox
    pa: Pareta
    client: Parallel
    made: int = 0

    def endpoint(self) -> str:
        """Add a live endpoint to the sandbox's state: a deploy would take longer than the call under test."""
        self.made += 1
        assert self.box._app is not None
        self.box._app.state.endpoints.add_live(f"ep_made_{self.made}", task=TASK, model="qwen-vl-2")
        return f"ep_made_{self.made}"

    def run(self) -> str:
        return self.client.task_run.create(input="United Nations", processor="pro").run_id

    def group(self) -> str:
        return self.client.task_group.create().taskgroup_id

    def active_group(self) -> str:
        group = self.group()
        self.client.task_group.add_runs(group, inputs=ADDED)
        return group

    def eval_set(self) -> str:
        return self.pa.evals.sets.create(task=TASK, items=ROWS).id

    def blob(self, eval_set: str) -> str:
        """Upload a document that is not confirmed yet."""
        asked = BUILDERS["createBlobUploadUrl"](eval_set, body=blob_fields())
        target = self.pa.wire.send(asked)
        rule = asked.operation.signed_upload
        assert rule is not None
        self.pa.wire.upload(
            rule,
            asked.operation.retry,
            target.upload_url,
            lambda: iter([PDF]),
            size=len(PDF),
            media_type="application/pdf",
        )
        return str(target.storage_uri)

    def resources(self) -> Resources:
        group, eval_set = self.active_group(), self.eval_set()
        with self.client.task_group.get_runs(group) as events:
            runs = [event.run.run_id for event in events if isinstance(event, TaskRunEvent)]
        return Resources(
            run=self.run(),
            group=group,
            group_run=runs[0],
            eval_set=eval_set,
            eval_run=self.pa.evals.runs.create(eval_set=eval_set, models=["qwen-vl-2"]).id,
            blob=self.blob(eval_set),
            spare=self.endpoint(),
        )


def blob_fields(**more: Any) -> dict[str, Any]:
    return {"idx": 0, "field_name": "doc", "mime": "application/pdf", **(more or {"file_size": len(PDF)})}


class MakeCall(Protocol):
    """Makes a call. The result is awaited if the client is async."""

    def __call__(self, c: Any, t: Resources, **options: Any) -> Any: ...


@attrs.frozen
class ApiCall:
    """One call of a client.

    `make` takes a client, the resources and an option `idempotency_key`. `operations` are the operations that it may
    request. `summarize` gives what must be the same with a fault as without one. `fresh` creates the resource that the
    call uses up. A `core` call is billed, waits, streams or needs several requests; any other is one plain request.
    """

    name: str
    api: str
    operations: tuple[str, ...]
    make: MakeCall
    summarize: Callable[[Any], object]
    fresh: Callable[[ResourceFactory], str] | None = None
    streams: bool = False
    core: bool = False
    no_end_marker: bool = False

    def __str__(self) -> str:
        return self.name


class StreamedServiceError(Exception):
    """The service itself reported a failure in the stream, with an event. Not an error of the SDK."""


# --- summaries of responses


def shape(value: Any) -> object:
    """Return the type and the fields of a response, without ids and times."""
    if isinstance(value, Model):
        return type(value).__name__, sorted(value.to_dict())
    if isinstance(value, Array | list):
        return "list", [shape(item) for item in cast("Any", value)[:1]]
    if isinstance(value, TaskRunResult):
        result = cast("Any", value)
        return type(result.output).__name__, result.run.status, result.output.parsed is not None
    return value


def chat_text(chunks: list[Any]) -> object:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def deploy_stages(events: list[Any]) -> object:
    if events and events[-1].event == "error":
        raise StreamedServiceError(events[-1].data["message"])
    return [(event.event, event.data.get("pct")) for event in events]


def progress(events: list[Any]) -> object:
    """Return the messages in order, and how the run ended. Of states and statistics only the last matter."""
    _check_last(events)
    messages = [event.message for event in events if "progress_msg" in str(event.type)]
    ended = [event for event in events if isinstance(event, TaskRunEvent) and not event.run.is_active]
    return messages, [(event.run.status, event.output is not None) for event in ended[-1:]]


def run_states(events: list[Any]) -> object:
    """Return how often each run status was sent, and whether the last group status is inactive."""
    _check_last(events)
    states = Counter(event.run.status for event in events if event.type == "task_run.state")
    statuses = [event.status.is_active for event in events if event.type == "task_group_status"]
    return states, statuses[-1:]


def _check_last(events: list[Any]) -> None:
    if events and events[-1].type == "error":
        raise StreamedServiceError(events[-1].error.message)
