"""`evals`: score models on your own data. Sets hold the rows, runs score candidates on them. Metered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any, BinaryIO, Unpack
from uuid import uuid4

from attrs import evolve

from pareta.errors import ERRORS, WaitTimeoutError
from pareta.files import SMALL, Document, open_document, rows_file
from pareta.types import Array, BlobReference, Empty, EvalRun, EvalSet, FrontierModel, as_type, with_response
from pareta_core import arguments
from pareta_core._async.polling import wait_for
from pareta_core.config import CallOptions, RequestOptions, WaitOptions, call_options, check_header
from pareta_core.deadline import Deadline, seconds_argument
from pareta_core.encoding import as_array, as_object
from pareta_core.errors import SDKError, malformed_response, response_dict
from pareta_wire import (
    BlobUploadCompletionRequest,
    BlobUploadRequest,
    EvalRunRequest,
    attach_blob,
    complete_blob_upload,
    create_blob_upload_url,
    create_eval_run,
    create_eval_set,
    delete_eval_set,
    get_eval_run,
    get_eval_set,
    list_eval_sets,
    list_frontier_models,
)
from pareta_wire.model import Model
from pareta_wire.operation import FilePart

if TYPE_CHECKING:
    from pareta_core._async.transport import AsyncTransport
    from pareta_wire import models as wire

_SHORTEST_INTERVAL = 0.05
_FRONTIER_KEYWORDS = ("none", "all", "benchmarked")


class AsyncEvalSets:
    """`evals.sets`: your own rows and documents."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self,
        *,
        task: str,
        items: Iterable[Any],
        name: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> EvalSet:
        """Uploads rows to evaluate on.

        Args:
            task: The catalog task that the rows belong to.
            items: The rows, each JSON, such as `{"input": …, "expected": …}`. A generator is fine: rows are written
                out one by one and beyond 8 MiB go through a temporary file.
            name: A name to find it by.

        Raises:
            TypeError, ValueError: A row is no JSON; the message names it. Nothing was sent.

        API: POST /v1/eval-sets
        """
        task = arguments.identifier("task", task)
        name = arguments.optional_string("name", name)
        checked = call_options(options)
        with rows_file(items) as rows:
            return await self._create(task, rows, name, checked)

    async def _create(self, task: str, rows: BinaryIO, name: str | None, options: CallOptions) -> EvalSet:
        part = FilePart(filename="items.jsonl", content=rows, media_type="application/jsonl")
        answer = await self._transport.send(create_eval_set(items=part, task_id=task, name=name), options)
        return _eval_set(answer.eval_set, answer, "createEvalSet")

    async def list(self, **options: Unpack[RequestOptions]) -> Array[EvalSet]:
        """Every eval set of the account.

        API: GET /v1/eval-sets
        """
        answer = await self._transport.send(list_eval_sets(), call_options(options))
        return with_response(
            [as_type(EvalSet, found, response=answer) for found in answer.eval_sets or []], answer
        )

    async def retrieve(self, eval_set_id: str, **options: Unpack[RequestOptions]) -> EvalSet:
        """One eval set.

        API: GET /v1/eval-sets/{eval_set_id}
        """
        request = get_eval_set(arguments.identifier("eval_set_id", eval_set_id))
        answer = await self._transport.send(request, call_options(options))
        return _eval_set(answer.eval_set, answer, "getEvalSet")

    async def delete(self, eval_set_id: str, **options: Unpack[RequestOptions]) -> Empty:
        """Deletes an eval set with its rows and documents.

        API: DELETE /v1/eval-sets/{eval_set_id}
        """
        request = delete_eval_set(arguments.identifier("eval_set_id", eval_set_id))
        return await self._transport.send(request, call_options(options))

    async def upload_document(
        self,
        eval_set_id: str,
        file: Any,
        *,
        idx: int,
        field_name: str,
        mime: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> BlobReference:
        """Attaches a document to a field of a row.

        Args:
            eval_set_id: The set.
            file: A path, bytes, or a binary file. It may be of any size: from 5 MiB on it is streamed from the disk
                to a storage host's signed URL, where the API key does not go.
            idx: The row, counted from 0.
            field_name: The row's field that the document belongs to.
            mime: Its media type; guessed from the file's name where not given.

        Returns:
            Where the document is, as the server says it (`uri`, `mime`, …).

        Raises:
            OSError: The file cannot be read.

        API: POST /v1/eval-sets/{eval_set_id}/attach-blob, or blob-upload-url and blob-upload-complete
        """
        eval_set_id = arguments.identifier("eval_set_id", eval_set_id)
        arguments.string("field_name", field_name)
        arguments.count("idx", idx)
        if mime is not None:
            check_header("mime", mime)
        checked = call_options(options)
        document = await self._transport.clock.run_blocking(lambda: open_document(file, mime))
        try:
            if document.size >= SMALL:
                return await self._upload(eval_set_id, document, idx, field_name, checked)
            content = await self._transport.clock.run_blocking(lambda: document.file.read(document.size))
            part = FilePart(filename=document.filename, content=content, media_type=document.media_type)
            request = attach_blob(
                eval_set_id, file=part, idx=idx, field_name=field_name, mime=document.media_type
            )
            return await self._transport.send(request, checked)
        finally:
            document.close()

    async def _upload(
        self, eval_set_id: str, document: Document, idx: int, field_name: str, options: CallOptions
    ) -> BlobReference:
        """The three steps of a large document: ask for a URL, put the bytes there, say that it is done."""
        # The three are requests of their own: one key for them all would make the second a repetition of the first.
        steps = evolve(options, idempotency_key=None)
        asked = create_blob_upload_url(
            eval_set_id,
            body=BlobUploadRequest(
                idx=idx, field_name=field_name, mime=document.media_type, file_size=document.size
            ),
        )
        target = await self._transport.send(asked, steps)
        rule = asked.operation.signed_upload
        url = target.upload_url
        if not arguments.is_http_url(url) or not isinstance(target.storage_uri, str) or rule is None:
            raise malformed_response(ERRORS, asked.operation.id, target, "it names no URL to upload to")
        clock = self._transport.clock

        async def pieces() -> AsyncIterator[bytes]:
            await clock.run_blocking(document.rewind)
            while piece := await clock.run_blocking(document.read):
                yield piece

        await self._transport.upload(
            rule,
            asked.operation.retry,
            str(url),
            pieces,
            size=document.size,
            media_type=document.media_type,
            options=CallOptions(timeout=options.timeout),
        )
        done = complete_blob_upload(
            eval_set_id,
            body=BlobUploadCompletionRequest(
                idx=idx,
                field_name=field_name,
                storage_uri=target.storage_uri,
                mime=document.media_type,
            ),
        )
        return as_type(BlobReference, await self._transport.send(done, steps))


class AsyncEvalRuns:
    """`evals.runs`: score candidates on an eval set."""

    def __init__(self, transport: AsyncTransport, sets: AsyncEvalSets) -> None:
        self._transport = transport
        self._sets = sets

    async def create(
        self,
        *,
        eval_set: str | EvalSet | None = None,
        task: str | None = None,
        items: Iterable[Any] | None = None,
        models: Iterable[str] | None = None,
        frontier: str | Iterable[str] | None = None,
        name: str | None = None,
        wait: bool = False,
        poll_interval: float = 3.0,
        timeout: float = 900.0,
        **options: Unpack[WaitOptions],
    ) -> EvalRun:
        """Starts an evaluation and, if told to, waits for its results. Bills both open and frontier compute.

        Args:
            eval_set: A set that exists already. Or else:
            task, items, name: What a new set is made of, as in `evals.sets.create`.
            models: The open candidates, as per-task aliases.
            frontier: The frontier candidates: their ids, or "all" (the task's whole roster), "benchmarked" (those
                with a benchmark for the task), "none".
            wait: True waits until the run has ended.
            poll_interval: Seconds between looks, while waiting.
            timeout: Seconds that the wait may take.

        Returns:
            The run. One that ended as `failed` is returned too, with its `error_detail`.

        Raises:
            WaitTimeoutError: The wait ran past `timeout`; the run goes on, and its id is in the error's `id`.

        API: POST /v1/eval-runs
        """
        interval = seconds_argument("poll_interval", poll_interval, zero=True)
        seconds_argument("timeout", timeout)
        checked = call_options(options)
        open_models = [] if models is None or models == [] else arguments.strings("models", models)
        name = arguments.optional_string("name", name)
        if eval_set is not None:
            if items is not None:
                raise ValueError(
                    "items goes with task and makes a new set: pass either eval_set or task and items"
                )
            if name is not None:
                raise ValueError("name is that of a new set: eval_set has one")
            set_id = arguments.identifier("eval_set", eval_set)
            task = arguments.optional_string("task", task)
            candidates = [*open_models, *await self._frontier(frontier, task, set_id, checked)]
        else:
            if task is None or items is None:
                raise ValueError(
                    "eval_set, or task and items, must be given: there is nothing to evaluate on"
                )
            task = arguments.identifier("task", task)
            with rows_file(items) as rows:
                candidates = [*open_models, *await self._frontier(frontier, task, None, checked)]
                _check_candidates(candidates)
                # The extras and the key stand for the run, which is what is billed; the set's key follows from it,
                # so that a call that is repeated with the key of its error is the same set and the same run.
                key = checked.idempotency_key or str(uuid4())
                checked = evolve(checked, idempotency_key=key)
                of_the_set = evolve(_lookup(checked), idempotency_key=f"{key}-set")
                created = await self._sets._create(task, rows, name, of_the_set)
            set_id = created.id
        _check_candidates(candidates)
        # One that was named twice, perhaps by frontier="all", is measured and billed once.
        candidates = list(dict.fromkeys(candidates))
        body = EvalRunRequest(eval_set_id=set_id, candidate_model_ids=candidates)
        try:
            accepted = await self._transport.send(create_eval_run(body=body), checked)
        except SDKError as error:
            error.add_note(
                f"the run was to be made on eval set {set_id}, which is there: pass eval_set={set_id!r}"
            )
            raise
        if not arguments.is_valid_id(accepted.run_id):
            raise malformed_response(
                ERRORS, "createEvalRun", accepted, "it accepted the run and names no run_id"
            )
        record = {
            **response_dict(ERRORS, "createEvalRun", accepted),
            "id": accepted.run_id,
            "eval_set_id": set_id,
            "candidate_model_ids": candidates,
            "results": [],
        }
        run = as_type(EvalRun, accepted, record)
        if not wait:
            return run
        try:
            headers = checked.extra_headers
            return await self.wait(run.id, poll_interval=interval, timeout=timeout, extra_headers=headers)
        except SDKError as error:
            # The run is paid for: whatever went wrong with the wait, the way back to it is not lost.
            error.partial = run
            error.add_note(f"eval run {run.id} was started; evals.runs.wait({run.id!r}) waits for it")
            raise

    async def retrieve(self, run_id: str, **options: Unpack[RequestOptions]) -> EvalRun:
        """A run as it is now, with the results that there are.

        API: GET /v1/eval-runs/{run_id}
        """
        return await self._retrieve(arguments.identifier("run_id", run_id), call_options(options))

    async def _retrieve(self, run_id: str, options: CallOptions) -> EvalRun:
        answer = await self._transport.send(get_eval_run(run_id), options)
        if answer.run is None:
            raise malformed_response(ERRORS, "getEvalRun", answer, "it holds no run")
        whole = response_dict(ERRORS, "getEvalRun", answer)
        run, results = as_object(whole["run"]) or {}, as_array(whole.get("results")) or []
        record = {**run, "id": answer.run.id or run_id, "results": results}
        return as_type(EvalRun, answer, record)

    async def wait(
        self,
        run_id: str,
        *,
        poll_interval: float = 3.0,
        timeout: float = 900.0,
        **options: Unpack[WaitOptions],
    ) -> EvalRun:
        """Looks at a run until it has ended.

        Args:
            run_id: As in `evals.runs.create(…).id`.
            poll_interval: Seconds between looks.
            timeout: Seconds that the whole wait may take, failed attempts included.

        Returns:
            The run that ended, as `completed` or `failed`.

        Raises:
            WaitTimeoutError: It has not ended by then. It goes on at the server: call `wait` again.
        """
        run_id = arguments.identifier("run_id", run_id)
        interval = seconds_argument("poll_interval", poll_interval, zero=True)
        deadline = Deadline.after(seconds_argument("timeout", timeout), self._transport.clock.monotonic())
        checked = call_options(options).until(deadline)
        status: str | None = None

        async def ended(_: float) -> EvalRun | None:
            nonlocal status
            run = await self._retrieve(run_id, checked)
            status = run.status
            return run if run.is_terminal else None

        def on_timeout(_: SDKError | None) -> SDKError:
            return WaitTimeoutError(
                f"eval run {run_id} is still {status or 'out of reach'} after {timeout:g} s. It goes on at the "
                f"server: evals.runs.wait({run_id!r}) waits on",
                id=run_id,
            )

        return await wait_for(
            ended,
            transport=self._transport,
            retry_class=get_eval_run(run_id).operation.retry,
            deadline=deadline,
            # Even with an interval of zero the service is not asked in a tight loop.
            interval=interval or _SHORTEST_INTERVAL,
            on_timeout=on_timeout,
        )

    async def _frontier(
        self, frontier: object, task: str | None, eval_set_id: str | None, options: CallOptions
    ) -> list[str]:
        """The frontier candidates that a keyword or a list stands for."""
        if frontier is None or frontier == "none":
            return []
        if not isinstance(frontier, str):
            return [] if frontier in ([], (), set()) else arguments.strings("frontier", frontier)
        if frontier not in _FRONTIER_KEYWORDS:
            raise ValueError(
                f"frontier must be a list of ids or one of {_FRONTIER_KEYWORDS}, not {frontier!r}"
            )
        if task is None and eval_set_id is not None:
            found = await self._transport.send(get_eval_set(eval_set_id), _lookup(options))
            task = found.eval_set.task_id if found.eval_set else None
        if not task:
            raise ValueError(
                f"frontier={frontier!r} needs to know the task, and the eval set names none: pass task="
            )
        roster = await self._transport.send(list_frontier_models(task=task), _lookup(options))
        return [
            model.id
            for model in roster.frontier_models or []
            if model.id and (frontier == "all" or model.benchmarked)
        ]


class AsyncEvals:
    """`evals`: sets, runs, and the roster of frontier models."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport
        self.sets: AsyncEvalSets = AsyncEvalSets(transport)
        self.runs: AsyncEvalRuns = AsyncEvalRuns(transport, self.sets)

    async def frontier_models(
        self, task: str | None = None, **options: Unpack[RequestOptions]
    ) -> Array[FrontierModel]:
        """The vendors' models that can be candidates.

        Args:
            task: With it, `benchmarked` says which of them have a benchmark for this task.

        API: GET /v1/eval/frontier-models
        """
        request = list_frontier_models(task=arguments.optional_string("task", task))
        answer = await self._transport.send(request, call_options(options))
        return with_response(answer.frontier_models, answer)


def _lookup(options: CallOptions) -> CallOptions:
    """The options of a call for the look-ups made on its way: the extras belong to the call itself."""
    return CallOptions(timeout=options.timeout, extra_headers=options.extra_headers)


def _check_candidates(candidates: list[str]) -> None:
    if not candidates:
        raise ValueError("models is empty and frontier names none: there is nothing to evaluate")


def _eval_set(found: wire.EvalSet | None, answer: Model, call: str) -> EvalSet:
    """What an envelope holds, with the envelope's response behind it."""
    if found is None or not arguments.is_valid_id(found.id):
        raise malformed_response(ERRORS, call, answer, "it names no eval_set")
    return as_type(EvalSet, found, response=answer)
