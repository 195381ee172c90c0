# Mirrored from src/pareta/_async/eval_runs.py by codegen/mirror.py; do not edit.
"""`evals.runs`: score candidates on an eval set, and wait for the results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from attrs import evolve

from pareta._sync.eval_sets import set_fields
from pareta.errors import WaitTimeoutError
from pareta.files import rows_file
from pareta.types import EvalRun, EvalSet
from pareta_core import arguments
from pareta_core._sync.callbacks import check_callback, notify
from pareta_core._sync.polling import wait_for
from pareta_core._sync.transport import Transport
from pareta_core.annotations import httpx
from pareta_core.config import CallOptions, request_options
from pareta_core.deadline import Deadline, seconds_argument
from pareta_core.encoding import tolerant
from pareta_core.errors import SDKError
from pareta_core.following import following
from pareta_core.redaction import masked_headers
from pareta_core.started import Started, WaitNote, add_note, replace_key
from pareta_wire import EvalRunRequest, create_eval_run, get_eval_run, get_eval_set, list_frontier_models

if TYPE_CHECKING:
    from pareta._sync.eval_sets import EvalSets, SetFields

# The interval of polls for `poll_interval=0`, to avoid a busy loop.
_MIN_POLL_INTERVAL = 0.05
_STARTED = "Eval run {id} was started: evals.runs.wait('{id}') waits for it."
_FRONTIER_KEYWORDS = ("none", "all", "benchmarked")


class EvalRuns:
    """`evals.runs`: score candidates on an eval set.

    Example:
        ```python
        run = pa.evals.runs.create(eval_set="es_1", models=["qwen-vl-2"], wait=True)
        for result in run.results:
            print(result.model_id, result.quality_mean)
        ```
    """

    def __init__(self, transport: Transport, sets: EvalSets) -> None:
        self._transport = transport
        self._sets = sets

    def create(
        self,
        *,
        eval_set: str | EvalSet | None = None,
        prompt: str | None = None,
        task: str | None = None,
        items: Iterable[Any] | None = None,
        models: Iterable[str] | None = None,
        frontier: Literal["all", "benchmarked", "none"] | Iterable[str] | None = None,
        name: str | None = None,
        wait: bool = False,
        poll_interval: float = 3.0,
        timeout: float = 900.0,
        on_start: Callable[[str], object] | None = None,
        on_event: Callable[[EvalRun], object] | None = None,
        progress: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> EvalRun:
        """Start an evaluation and optionally wait for its results. Bills the work of open and frontier models.

        Args:
            eval_set: An existing set or its id. Without it, `items` make a new set, with `prompt`, `task` or both:
            prompt: What the models are to do with a row of a new set, in one sentence of at most 500 characters.
            task: The id of the catalog task.
            items: The rows of a new set, as in `evals.sets.create`.
            models: The open candidates, as aliases within the task.
            frontier: The frontier candidates: their ids, or "all" (every frontier model), "benchmarked" (those with a
                benchmark for the task), or "none".
            name: The name of a new set.
            wait: True waits until the run has ended.
            poll_interval: Seconds between polls while waiting.
            timeout: Limit of the wait in seconds.
            on_start: A function that is called with the run's id as soon as it is known, before the wait.
            on_event: A function that is called with the run after each poll of the wait: its status, results and cost
                so far. Needs `wait=True`.
            progress: Whether to show the wait: on stderr, or in the cell of a notebook.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            The run. A run that ended as `failed` is returned too, with its `error_detail`.

        Raises:
            WaitTimeoutError: The run has not ended by the deadline. It continues, and the error's `id` is its id.
            InsufficientCreditsError: The balance is used up.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was billed.

        Example:
            ```python
            run = pa.evals.runs.create(
                task="contract-key-fields", items=rows, models=["qwen-vl-2"], frontier="benchmarked", wait=True
            )
            print(run.status, run.cost)
            ```

        API: POST /v1/eval-runs
        """
        extra_headers = masked_headers(extra_headers)
        interval = seconds_argument("poll_interval", poll_interval, zero=True)
        seconds_argument("timeout", timeout)
        check_callback("on_start", on_start)
        check_callback("on_event", on_event)
        wait = arguments.flag("wait", wait)
        progress = arguments.flag("progress", progress)
        if (on_event is not None or progress) and not wait:
            called = "progress is shown" if on_event is None else "on_event is called"
            raise TypeError(f"{called} during the wait: pass wait=True as well")
        checked = request_options(
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            idempotency_key=idempotency_key,
        )
        chosen = arguments.strings_if_any("models", models)
        fields = set_fields(prompt, task, name)
        if eval_set is not None:
            _refuse_new_set(items, prompt, name)
            set_id = arguments.identifier("eval_set", eval_set)
            found = _frontier_ids(self._transport, frontier, fields["task_id"], set_id, checked)
            candidates = _candidates(chosen, found)
        else:
            # The options and the key belong to the run, which is billed.
            checked = evolve(checked, idempotency_key=checked.idempotency_key or str(uuid4()))
            set_id, candidates = self._create_set(items, fields, chosen, frontier, checked)
        started = Started(_STARTED, "run_id")
        run: EvalRun | None = None
        try:
            run = self._start(set_id, candidates, checked, started)
            notify(on_start, run.id)
            if wait:
                run = self.wait(
                    run.id,
                    poll_interval=interval,
                    timeout=timeout,
                    on_event=on_event,
                    progress=progress,
                    extra_headers=checked.extra_headers,
                )
            return run
        except BaseException as error:
            # The run is billed, whatever happened to the wait: the exception has its id.
            if isinstance(error, SDKError) and run is not None:
                error.partial = run
            if started.id is None:
                add_note(error, f"The eval set of the run exists: pass eval_set={set_id!r} to use it again.")
            started.add_note(error)
            raise

    def _create_set(
        self,
        items: Iterable[Any] | None,
        fields: SetFields,
        chosen: list[str],
        frontier: object,
        options: CallOptions,
    ) -> tuple[str, list[str]]:
        """Create the set of a run. Return its id and the candidates of the run."""
        task = fields["task_id"]
        if items is None or (task is None and fields["prompt"] is None):
            raise ValueError(
                "pass either eval_set, or items with a prompt or a task: there is nothing to evaluate on"
            )
        # A keyword stands for models of a task. If only the server knows the task, the set is created first.
        task_is_unknown = task is None and isinstance(frontier, str) and frontier in ("all", "benchmarked")
        candidates: list[str] = []
        with rows_file(items) as rows:
            if not task_is_unknown:
                candidates = _candidates(
                    chosen, _frontier_ids(self._transport, frontier, task, None, options)
                )
            # The key of the set is derived from the key of the run, so that a call repeated with the key of its error
            # finds the same set and the same run.
            set_key = f"{options.idempotency_key}-set"
            try:
                made = self._sets._create(rows, fields, evolve(_lookup(options), idempotency_key=set_key))
            except BaseException as error:
                replace_key(error, set_key, str(options.idempotency_key))
                raise
        if task_is_unknown:
            try:
                found = _frontier_ids(self._transport, frontier, _text(made.task_id), None, options)
                candidates = _candidates(chosen, found)
            except BaseException as error:
                add_note(error, f"The eval set of the run exists: pass eval_set={made.id!r} to use it again.")
                raise
        return made.id, candidates

    def _start(self, set_id: str, candidates: list[str], options: CallOptions, started: Started) -> EvalRun:
        body = EvalRunRequest(eval_set_id=set_id, candidate_model_ids=candidates)

        def decode(data: object) -> EvalRun:
            return EvalRun.from_accepted(data, eval_set_id=set_id, candidates=candidates)

        request = create_eval_run(body=body)
        return self._transport.send(request, options, decode=started.decoder(decode))

    def retrieve(
        self,
        run_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> EvalRun:
        """Retrieve a run as it is now, with the results so far.

        Args:
            run_id: The id of the run.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The run.

        Raises:
            NotFoundError: There is no such run.

        Example:
            ```python
            run = pa.evals.runs.retrieve("er_1")
            print(run.status, len(run.results))
            ```

        API: GET /v1/eval-runs/{run_id}
        """
        extra_headers = masked_headers(extra_headers)
        return self._retrieve(
            arguments.identifier("run_id", run_id),
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
        )

    def _retrieve(self, run_id: str, options: CallOptions) -> EvalRun:
        def decode(data: object) -> EvalRun:
            return EvalRun.from_envelope(data, run_id)

        return self._transport.send(
            get_eval_run(run_id), options, decode=tolerant(decode, essential={"run", "results"})
        )

    def wait(
        self,
        run_id: str,
        *,
        poll_interval: float = 3.0,
        timeout: float = 900.0,
        on_event: Callable[[EvalRun], object] | None = None,
        progress: bool = False,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> EvalRun:
        """Wait until a run has ended.

        Args:
            run_id: The id of the run, such as `evals.runs.create(…).id`.
            poll_interval: Seconds between polls.
            timeout: Limit of the whole wait in seconds, including failed attempts.
            on_event: A function that is called with the run after each poll: its status, results and cost so far.
            progress: Whether to show the wait: on stderr, or in the cell of a notebook.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The run, `completed` or `failed`.

        Raises:
            WaitTimeoutError: The run has not ended by the deadline. It continues: call `wait` again.
            NotFoundError: There is no such run.

        Example:
            ```python
            run = pa.evals.runs.wait("er_1", timeout=300.0)
            print(run.status, run.cost)
            ```

        API: GET /v1/eval-runs/{run_id}
        """
        extra_headers = masked_headers(extra_headers)
        run_id = arguments.identifier("run_id", run_id)
        interval = seconds_argument("poll_interval", poll_interval, zero=True)
        check_callback("on_event", on_event)
        progress = arguments.flag("progress", progress)
        deadline = Deadline.after(seconds_argument("timeout", timeout), self._transport.clock.monotonic())
        checked = request_options(extra_headers=extra_headers, extra_query=extra_query).until(deadline)
        status: str | None = None

        def poll(_: float) -> EvalRun | None:
            nonlocal status
            run = self._retrieve(run_id, checked)
            status = run.status
            notify(notify_all, run)
            return run if run.is_terminal else None

        def on_timeout(_: SDKError | None) -> SDKError:
            state = f"is still {status}" if status else "could not be retrieved"
            return WaitTimeoutError(
                f"eval run {run_id} {state} after {timeout:g} s. It continues at the server: "
                f"call evals.runs.wait({run_id!r}) to continue waiting.",
                id=run_id,
            )

        shown = following(progress, f"eval run {run_id}", "pareta.progress", on_event)
        with WaitNote(_STARTED.format(id=run_id)), shown as notify_all:
            return wait_for(
                poll,
                transport=self._transport,
                retry_class=get_eval_run(run_id).operation.retry,
                deadline=deadline,
                interval=interval or _MIN_POLL_INTERVAL,
                on_timeout=on_timeout,
            )


def _frontier_ids(
    transport: Transport,
    frontier: object,
    task: str | None,
    eval_set_id: str | None,
    options: CallOptions,
) -> list[str]:
    """Return the frontier candidates that a keyword or a list stands for."""
    if not isinstance(frontier, str):
        return arguments.strings_if_any("frontier", frontier)
    if frontier == "none":
        return []
    if frontier not in _FRONTIER_KEYWORDS:
        raise ValueError(f"frontier must be a list of ids or one of {_FRONTIER_KEYWORDS}, not {frontier!r}")
    if task is None and eval_set_id is not None:
        found = transport.send(get_eval_set(eval_set_id), _lookup(options))
        task = _text(found.eval_set.task_id) if found.eval_set else None
    if not task:
        raise ValueError(f"frontier={frontier!r} needs a task, and the eval set has none: pass task=")
    roster = transport.send(list_frontier_models(task=task), _lookup(options))
    models = [model for model in roster.frontier_models if frontier == "all" or model.benchmarked]
    return [name for model in models if (name := _text(model.id))]


def _text(member: object) -> str | None:
    """Return a member of a response if it is a text, as the spec says."""
    return member if isinstance(member, str) else None


def _refuse_new_set(items: object, prompt: object, name: object) -> None:
    """Refuse the arguments that describe a new set: there is one already."""
    if items is not None:
        raise ValueError("items makes a new set: pass either eval_set, or items with a prompt or a task")
    for argument, value in (("prompt", prompt), ("name", name)):
        if value is not None:
            raise ValueError(f"{argument} belongs to a new set: eval_set already has one")


def _lookup(options: CallOptions) -> CallOptions:
    """Return the options for the requests that prepare a run: the extras and the key belong to the run itself."""
    return CallOptions(timeout=options.timeout, extra_headers=options.extra_headers)


def _candidates(models: list[str], frontier: list[str]) -> list[str]:
    """Return all candidates, each once: one that is named twice would be billed twice."""
    if not models and not frontier:
        raise ValueError("models is empty and frontier names no model: there is nothing to evaluate")
    return list(dict.fromkeys([*models, *frontier]))
