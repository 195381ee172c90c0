"""What calls under faults are made of: what they need, and what their answers come down to. No faults here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol, cast

import attrs

from parallel import Parallel, TaskRunEvent, TaskRunResult
from pareta import Pareta
from pareta_sandbox import Sandbox
from pareta_wire.model import Array, Model
from pareta_wire.operations import BUILDERS
from tests.support import MESSAGES

ENDPOINT = "ep_a1b2c3"
TASK = "contract-key-fields"
CHAT: dict[str, Any] = {"model": ENDPOINT, "messages": MESSAGES, "max_tokens": 6}
RUN = {"input": "United Nations", "processor": "lite"}
ROWS = [{"input": "a"}, {"input": "b"}]
ADDED = [{"input": "a", "processor": "lite"}, {"input": "b", "processor": "lite"}]
PDF = b"%PDF-1.7"
LARGE = PDF * 200  # larger than `LARGE_FROM`
LARGE_FROM = 1_000
# Seconds that a wait may take, and that a stream may be in trouble: longer than the work and any fault that ends…
PATIENCE = 600.0
# …and what is enough to see that one does not, without asking a hundred times.
LITTLE_PATIENCE = 12.0


@attrs.define
class Things:
    """What there is before any fault, by its id; `fresh` was made for this one call, which uses it up."""

    run: str
    group: str
    group_run: str
    eval_set: str
    eval_run: str
    blob: str
    spare: str
    fresh: str = ""
    patience: float = PATIENCE


@attrs.define
class Hands:
    """What makes things: a sandbox and a sync client of each API, on which no fault falls yet."""

    box: Sandbox
    pa: Pareta
    client: Parallel
    made: int = 0

    def endpoint(self) -> str:
        """A live endpoint, put into the sandbox by hand: a deploy takes longer than what is done with it."""
        self.made += 1
        assert self.box._app is not None
        self.box._app.state.endpoints.add_live(f"ep_made_{self.made}", task=TASK, model="qwen-vl-2")
        return f"ep_made_{self.made}"

    def run(self) -> str:
        return self.client.task_run.create(input="United Nations", processor="pro").run_id

    def group(self) -> str:
        return self.client.task_group.create().taskgroup_id

    def busy_group(self) -> str:
        group = self.group()
        self.client.task_group.add_runs(group, inputs=ADDED)
        return group

    def eval_set(self) -> str:
        return self.pa.evals.sets.create(task=TASK, items=ROWS).id

    def blob(self, eval_set: str) -> str:
        """A document that was announced and has arrived, and is yet to be confirmed."""
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

    def things(self) -> Things:
        group, eval_set = self.busy_group(), self.eval_set()
        with self.client.task_group.get_runs(group) as events:
            runs = [event.run.run_id for event in events if isinstance(event, TaskRunEvent)]
        return Things(
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


class Make(Protocol):
    """Makes a call; what comes of it is awaited where the client is async."""

    def __call__(self, c: Any, t: Things, **options: Any) -> Any: ...


@attrs.frozen
class Call:
    """`make` takes a client, the things, and an option `idempotency_key`; `operations` are what it may ask for.

    Its `digest` is what must be the same with a fault as without one. `fresh` makes the thing that it uses up. `core`
    are the calls that are paid for, wait, stream, or take several requests; any other is one plain request.
    """

    name: str
    api: str
    operations: tuple[str, ...]
    make: Make
    digest: Callable[[Any], object]
    fresh: Callable[[Hands], str] | None = None
    streams: bool = False
    core: bool = False
    no_end_marker: bool = False

    def __str__(self) -> str:
        return self.name


class Told(Exception):
    """The service itself said in the stream that it failed: an event, not an error of the SDK."""


# --- what an answer comes down to


def form(value: Any) -> object:
    """What kind of answer it is and which members it has, but no ids and no times."""
    if isinstance(value, Model):
        return type(value).__name__, sorted(value.to_dict())
    if isinstance(value, Array | list):
        return "list", [form(item) for item in cast("Any", value)[:1]]
    if isinstance(value, TaskRunResult):
        result = cast("Any", value)
        return type(result.output).__name__, result.run.status, result.output.parsed is not None
    return value


def text(chunks: list[Any]) -> object:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def stages(events: list[Any]) -> object:
    if events and events[-1].event == "error":
        raise Told(events[-1].data["message"])
    return [(event.event, event.data.get("pct")) for event in events]


def trace(events: list[Any]) -> object:
    """Messages in their order, each once, and how the run ended. Of states and figures only the last matters."""
    _check_last(events)
    messages = [event.message for event in events if "progress_msg" in str(event.type)]
    ended = [event for event in events if isinstance(event, TaskRunEvent) and not event.run.is_active]
    return messages, [(event.run.status, event.output is not None) for event in ended[-1:]]


def states(events: list[Any]) -> object:
    """How often each state of a run was told, and whether the last word is that none is active."""
    _check_last(events)
    told = Counter(event.run.status for event in events if event.type == "task_run.state")
    statuses = [event.status.is_active for event in events if event.type == "task_group_status"]
    return told, statuses[-1:]


def _check_last(events: list[Any]) -> None:
    if events and events[-1].type == "error":
        raise Told(events[-1].error.message)
