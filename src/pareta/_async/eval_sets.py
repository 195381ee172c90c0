"""`evals.sets`: your own rows and documents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, BinaryIO, TypedDict

from attrs import evolve

from pareta.decoding import list_in
from pareta.errors import ERRORS
from pareta.files import Document, open_document, rows_file
from pareta.types import Array, BlobReference, Empty, EvalContract, EvalSet
from pareta_core import arguments
from pareta_core._async.transport import AsyncTransport
from pareta_core.annotations import httpx
from pareta_core.config import CallOptions, check_header, request_options
from pareta_core.errors import SDKError, malformed_response
from pareta_core.redaction import masked_headers
from pareta_core.started import Started, add_note, replace_note
from pareta_wire import (
    BlobUploadCompletionRequest,
    BlobUploadRequest,
    attach_blob,
    complete_blob_upload,
    create_blob_upload_url,
    create_eval_set,
    delete_eval_set,
    get_eval_set,
    list_eval_sets,
    propose_eval_contract,
)
from pareta_wire.limits import (
    CREATE_BLOB_UPLOAD_URL_MIN_BYTES,
    EVAL_CONTRACT_UPLOAD_PROMPT_MAX_LENGTH,
    EVAL_SET_UPLOAD_PROMPT_MAX_LENGTH,
)
from pareta_wire.operation import FilePart


class SetFields(TypedDict):
    """The fields of a new set, beside its rows."""

    prompt: str | None
    task_id: str | None
    name: str | None


def set_fields(prompt: object, task: object, name: object) -> SetFields:
    """Return the fields of a new set, checked; None means "not given"."""
    return SetFields(
        prompt=None
        if prompt is None
        else arguments.limited_string("prompt", prompt, EVAL_SET_UPLOAD_PROMPT_MAX_LENGTH),
        task_id=None if task is None else arguments.identifier("task", task),
        name=arguments.optional_string("name", name),
    )


def interruption_note(eval_set_id: str, idx: int, field_name: str) -> str:
    """Return what to do when the upload of a document was interrupted."""
    return (
        f"The document of row {idx} may not be attached to eval set {eval_set_id} yet. To continue, repeat "
        f"evals.sets.upload_document({eval_set_id!r}, …, idx={idx}, field_name={field_name!r})."
    )


def _rows_part(rows: BinaryIO) -> FilePart:
    return FilePart(filename="items.jsonl", content=rows, media_type="application/jsonl")


class AsyncEvalSets:
    """`evals.sets`: upload rows and documents to evaluate models on.

    Example:
        ```python
        rows = [{"input": {"text": "…"}, "expected_output": {"parties": ["A", "B"]}}]
        eval_set = await pa.evals.sets.create(prompt="Extract the parties of each contract.", items=rows)
        ```
    """

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self,
        *,
        items: Iterable[Any],
        prompt: str | None = None,
        task: str | None = None,
        name: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> EvalSet:
        """Upload rows to evaluate models on.

        The service needs a prompt; older servers need a task and take rows of any form. Pass what yours needs, or both.

        Args:
            items: The rows, each an object such as `{"input": {…}, "expected_output": {…}}`: any iterable of mappings
                or instances, a frame (pandas, polars, pyarrow), or an open file of JSON lines. Rows are encoded one
                by one, and more than 8 MiB go through a temporary file.
            prompt: What the models are to do with a row, in one sentence of at most 500 characters.
            task: The id of the catalog task that the rows belong to; the service finds one for the prompt if not given.
            name: A name to find the set by.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            The new set.

        Raises:
            TypeError, ValueError: A row is not an object or cannot be encoded, or another argument is invalid; the
                message names it. Nothing was sent.
            BadRequestError: The server rejected the rows, or needs a prompt or a task.

        Example:
            ```python
            rows = [{"input": {"text": "…"}, "expected_output": {"parties": ["A", "B"]}}]
            eval_set = await pa.evals.sets.create(prompt="Extract the parties of each contract.", items=rows)
            ```

        API: POST /v1/eval-sets
        """
        extra_headers = masked_headers(extra_headers)
        fields = set_fields(prompt, task, name)
        checked = request_options(
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            idempotency_key=idempotency_key,
        )
        with rows_file(items) as rows:
            return await self._create(rows, fields, checked)

    async def _create(self, rows: BinaryIO, fields: SetFields, options: CallOptions) -> EvalSet:
        request = create_eval_set(items=_rows_part(rows), **fields)
        started = Started(
            "Eval set {id} was created: evals.sets.retrieve('{id}') returns it.", envelope="eval_set"
        )
        try:
            return await self._transport.send(request, options, decode=started.decoder(EvalSet.from_envelope))
        except BaseException as error:
            started.add_note(error)
            raise

    async def propose_contract(
        self,
        items: Iterable[Any],
        *,
        prompt: str,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> EvalContract:
        """Propose the catalog tasks that rows and a prompt may belong to. Nothing is stored.

        Args:
            items: The rows, as in `create`.
            prompt: What the models are to do with a row, in one sentence of at most 500 characters.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            The `proposals`, best first, whether the rows are `homogeneous`, and a `conflict` between rows and prompt.

        Raises:
            TypeError, ValueError: A row cannot be encoded as JSON, or the prompt is invalid. Nothing was sent.
            ParetaError: The request failed.

        Example:
            ```python
            contract = await pa.evals.sets.propose_contract(rows, prompt="Extract the parties of each contract.")
            for proposal in contract.proposals or []:
                print(proposal.task_id, proposal.confidence, proposal.evidence)
            ```

        API: POST /v1/eval-sets/propose-contract
        """
        extra_headers = masked_headers(extra_headers)
        prompt = arguments.limited_string("prompt", prompt, EVAL_CONTRACT_UPLOAD_PROMPT_MAX_LENGTH)
        checked = request_options(
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            idempotency_key=idempotency_key,
        )
        with rows_file(items) as rows:
            request = propose_eval_contract(items=_rows_part(rows), prompt=prompt)
            return await self._transport.send(request, checked)

    async def list(
        self,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Array[EvalSet]:
        """List every eval set of the account.

        Args:
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The sets.

        Raises:
            ParetaError: The request failed.

        Example:
            ```python
            for eval_set in await pa.evals.sets.list():
                print(eval_set.id, eval_set.name)
            ```

        API: GET /v1/eval-sets
        """
        extra_headers = masked_headers(extra_headers)
        decode = list_in("EvalSetList", "eval_sets", EvalSet.from_dict)
        return await self._transport.send(
            list_eval_sets(),
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
            decode=decode,
        )

    async def retrieve(
        self,
        eval_set_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> EvalSet:
        """Retrieve one eval set.

        Args:
            eval_set_id: The id of the set.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            The set.

        Raises:
            NotFoundError: There is no such set.

        Example:
            ```python
            eval_set = await pa.evals.sets.retrieve("es_1")
            ```

        API: GET /v1/eval-sets/{eval_set_id}
        """
        extra_headers = masked_headers(extra_headers)
        request = get_eval_set(arguments.identifier("eval_set_id", eval_set_id))
        return await self._transport.send(
            request,
            request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query),
            decode=EvalSet.from_envelope,
        )

    async def delete(
        self,
        eval_set_id: str,
        *,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
    ) -> Empty:
        """Delete an eval set with its rows and documents.

        Args:
            eval_set_id: The id of the set.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.

        Returns:
            An object with the `response` and no fields.

        Raises:
            NotFoundError: There is no such set.

        Example:
            ```python
            await pa.evals.sets.delete("es_1")
            ```

        API: DELETE /v1/eval-sets/{eval_set_id}
        """
        extra_headers = masked_headers(extra_headers)
        request = delete_eval_set(arguments.identifier("eval_set_id", eval_set_id))
        return await self._transport.send(
            request, request_options(timeout=timeout, extra_headers=extra_headers, extra_query=extra_query)
        )

    async def upload_document(
        self,
        eval_set_id: str,
        file: Any,
        *,
        idx: int,
        field_name: str,
        mime: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        extra_headers: Mapping[str, str] | None = None,
        extra_query: Mapping[str, object] | None = None,
        extra_body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> BlobReference:
        """Attach a document to a field of a row.

        Args:
            eval_set_id: The id of the set.
            file: A path, bytes, or a binary file of any size, read from where it stands. A document of 5 MiB or more
                is streamed from the disk to a signed URL of a storage host, which never receives the API key.
            idx: The index of the row, from 0.
            field_name: The field of the row that the document belongs to.
            mime: The media type; guessed from the file's name if not given.
            timeout: Timeout of each request of this call in seconds, or an `httpx.Timeout`. The client's if not given.
            extra_headers: Headers to add. They replace the SDK's own.
            extra_query: Query parameters to add.
            extra_body: Fields to add to the body. They replace those of the other arguments.
            idempotency_key: A key under which the service performs a repeated call only once. A new one if not given.

        Returns:
            The server's reference to the document (`uri`, `mime`, …).

        Raises:
            OSError: The file cannot be read.
            TypeError, ValueError: An argument is invalid; the message names it. Nothing was sent.
            APIStatusError: The API or the storage host rejected the document.

        Example:
            ```python
            blob = await pa.evals.sets.upload_document("es_1", "receipt.pdf", idx=0, field_name="input")
            print(blob.uri)
            ```

        API: POST /v1/eval-sets/{eval_set_id}/attach-blob, or blob-upload-url and blob-upload-complete
        """
        extra_headers = masked_headers(extra_headers)
        eval_set_id = arguments.identifier("eval_set_id", eval_set_id)
        arguments.string("field_name", field_name)
        idx = arguments.count("idx", idx)
        if mime is not None:
            check_header("mime", mime)
        checked = request_options(
            timeout=timeout,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            idempotency_key=idempotency_key,
        )
        clock = self._transport.clock
        document = await clock.run_blocking(lambda: open_document(file, mime))
        try:
            if document.size < CREATE_BLOB_UPLOAD_URL_MIN_BYTES:
                return await self._attach(eval_set_id, document, idx, field_name, checked)
            return await self._upload(eval_set_id, document, idx, field_name, checked)
        except BaseException as error:
            # (An error of the SDK says by itself what is known.)
            if not isinstance(error, SDKError):
                note = interruption_note(eval_set_id, idx, field_name)
                if document.size < CREATE_BLOB_UPLOAD_URL_MIN_BYTES:
                    add_note(error, note)
                else:
                    # Each of the three requests has a key of its own, which no call can be repeated with.
                    replace_note(error, "idempotency_key=", note)
            raise
        finally:
            document.close()

    async def _attach(
        self, eval_set_id: str, document: Document, idx: int, field_name: str, options: CallOptions
    ) -> BlobReference:
        """Upload a small document in one request."""
        clock, mime = self._transport.clock, document.media_type
        content = await clock.run_blocking(lambda: document.file.read(document.size))
        part = FilePart(filename=document.filename, content=content, media_type=mime)
        request = attach_blob(eval_set_id, file=part, idx=idx, field_name=field_name, mime=mime)
        return await self._transport.send(request, options)

    async def _upload(
        self, eval_set_id: str, document: Document, idx: int, field_name: str, options: CallOptions
    ) -> BlobReference:
        """Upload a large document in three steps: request a URL, send the bytes to it, confirm."""
        # Three separate requests: with one key for all, the server would take the second for a repeat of the first.
        options = evolve(options, idempotency_key=None)
        mime = document.media_type
        body = BlobUploadRequest(idx=idx, field_name=field_name, mime=mime, file_size=document.size)
        request = create_blob_upload_url(eval_set_id, body=body)
        target = await self._transport.send(request, options)
        upload = request.operation.signed_upload
        url, uri = target.upload_url, target.storage_uri
        problem = arguments.upload_url_problem(url, self._transport.settings.base_url)
        if problem or not isinstance(uri, str) or upload is None:
            problem = problem or "it has no valid upload URL"
            raise malformed_response(ERRORS, request.operation.id, target, problem)
        clock = self._transport.clock

        async def chunks() -> AsyncIterator[bytes]:
            await clock.run_blocking(document.rewind)
            while chunk := await clock.run_blocking(document.read):
                yield chunk

        await self._transport.upload(
            upload,
            request.operation.retry,
            str(url),
            chunks,
            size=document.size,
            media_type=mime,
            options=CallOptions(timeout=options.timeout),
        )
        confirmation = BlobUploadCompletionRequest(idx=idx, field_name=field_name, storage_uri=uri, mime=mime)
        return await self._transport.send(
            complete_blob_upload(eval_set_id, body=confirmation), options, decode=BlobReference.from_dict
        )
