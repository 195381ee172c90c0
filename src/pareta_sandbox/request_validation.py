"""Authenticate a request, read it, and validate it against the spec.

The files of a multipart form stay on disk, where Starlette spools them. Its fields are converted to the types of their
schemas.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from .errors import ApiError, Issue, invalid, invalid_at
from .json_numbers import parse_number
from .json_values import canonical_json, parse_json
from .spec import Body, Operation
from .spec_validation import SpecValidator

PARETA_KEY_PREFIX = "pareta_sk_"


@dataclass(frozen=True, slots=True)
class ValidRequest:
    """A request that fits the spec. `fingerprint` is equal for equal requests, however they were encoded."""

    path: Mapping[str, str]
    query: Mapping[str, object]
    body: Any
    files: Mapping[str, UploadFile]
    fingerprint: str


def get_header(request: Request, name: str) -> str | None:
    """Return a header, decoded as UTF-8 if possible and as Latin-1 otherwise. Some clients send keys in UTF-8."""
    wanted = name.encode("ascii")
    for key, value in request.scope["headers"]:
        if key == wanted:
            raw = bytes(value)
            try:
                return raw.decode("utf-8")
            except UnicodeDecodeError:
                return raw.decode("latin-1")
    return None


async def drain(request: Request) -> None:
    """Read the rest of a rejected request. Closing a connection with unread bytes would lose the response."""
    with contextlib.suppress(ClientDisconnect, RuntimeError):  # disconnected, or already read
        async for _ in request.stream():
            pass


def authenticate(operation: Operation, request: Request, keys: Collection[str] | None) -> str:
    """Return a name for the caller that does not reveal its API key.

    Args:
        operation: The operation that is called.
        request: The request.
        keys: The only valid keys, or None if every well-formed key is valid.

    Raises:
        ApiError: The key is missing or not valid (401).
    """
    if operation.api == "parallel":
        key = (get_header(request, "x-api-key") or "").strip()
        is_valid = bool(key)
        hint = "an x-api-key header with your key"
    else:
        scheme, _, key = (get_header(request, "authorization") or "").partition(" ")
        key = key.strip()
        is_valid = scheme.lower() == "bearer" and key.startswith(PARETA_KEY_PREFIX)
        hint = f"an Authorization header 'Bearer {PARETA_KEY_PREFIX}…'"
    if keys is not None:
        is_valid = key in keys and (operation.api == "parallel" or is_valid)
    if not is_valid:
        raise ApiError(401, f"missing or invalid API key; send {hint}")
    return f"acct_{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


async def read_request(
    operation: Operation, path: Mapping[str, str], request: Request, validator: SpecValidator
) -> ValidRequest:
    """Read the whole request and validate it.

    Raises:
        ApiError: The request does not fit the spec (422, with every issue).
    """
    query, issues = validator.query(operation, request.query_params.multi_items())
    issues += validator.path(operation, path)
    declared = {one.name.lower() for one in operation.parameters if one.location == "header"}
    headers = {name: value for name in declared if (value := get_header(request, name)) is not None}
    issues += validator.headers(operation, headers)
    body: Any = None
    files: dict[str, UploadFile] = {}
    content: Any = None
    if operation.body is None:
        await request.body()  # read and discarded, so that the connection can be reused
    elif operation.body.media_type == "multipart/form-data":
        body, files, form_issues = await _read_form(operation.body, request, validator)
        issues += form_issues
        content = [body, {name: await _file_digest(upload) for name, upload in files.items()}]
    else:
        content = body = await _read_json(operation.body, request)
        issues += validator.issues(operation.body.pointer, body, ("body",))
    if issues:
        raise invalid(*issues)
    fingerprint = hashlib.sha256(canonical_json([path, query, content]).encode("utf-8")).hexdigest()
    return ValidRequest(path, query, body, files, fingerprint)


async def _read_json(body: Body, request: Request) -> Any:
    raw = await request.body()
    if not raw:
        if body.required:
            raise invalid_at(("body",), "Field required", "missing")
        return {}
    media_type = (get_header(request, "content-type") or "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise invalid_at(("header", "content-type"), "must be application/json", "content_type")
    try:
        return parse_json(raw)
    except (ValueError, RecursionError) as error:
        raise invalid_at(("body",), f"not valid JSON: {error}", "json_invalid") from None


async def _read_form(
    body: Body, request: Request, validator: SpecValidator
) -> tuple[dict[str, object], dict[str, UploadFile], list[Issue]]:
    """Return the fields and the files of a multipart form, and its issues."""
    if not (get_header(request, "content-type") or "").lower().startswith("multipart/form-data"):
        raise invalid_at(("header", "content-type"), "must be multipart/form-data", "content_type")
    try:
        form = await request.form()
    except MultiPartException as error:
        raise invalid_at(("body",), f"not a valid multipart form: {error.message}", "multipart") from None
    request.state.form = form  # for `close_files`
    properties: Mapping[str, Any] = body.schema.get("properties", {})
    fields: dict[str, object] = {}
    files: dict[str, UploadFile] = {}
    checked: dict[str, object] = {}
    issues: list[Issue] = []
    for name, value in form.multi_items():
        is_file = properties.get(name, {}).get("format") == "binary"
        if isinstance(value, UploadFile):
            if is_file:
                files[name] = value
                checked[name] = ""
            elif name in properties:
                issues.append(Issue(("body", name), "must be a field, not a file", "string_type"))
        elif is_file:
            issues.append(Issue(("body", name), "must be a file part with a filename", "file_type"))
        else:
            fields[name] = checked[name] = _convert_field(properties.get(name, {}), value)
    already_reported = {issue.loc[1] for issue in issues if len(issue.loc) > 1}
    found = validator.issues(body.pointer, checked, ("body",))
    issues += [issue for issue in found if len(issue.loc) < 2 or issue.loc[1] not in already_reported]
    return fields, files, issues


def _convert_field(schema: Mapping[str, Any], text: str) -> object:
    value = parse_number(text) if schema.get("type") == "integer" else None
    return text if value is None else value


def close_files(request: Request) -> None:
    """Close the files of the request's form, if it has one.

    Not awaited: a task that is being cancelled cannot wait for the thread that Starlette would use.
    """
    form: FormData | None = getattr(request.state, "form", None)
    for _, value in form.multi_items() if form is not None else ():
        if isinstance(value, UploadFile):
            value.file.close()


async def _file_digest(upload: UploadFile) -> str:
    """Return the SHA-256 of a file, and rewind it."""
    digest = hashlib.sha256()
    while chunk := await upload.read(1 << 16):
        digest.update(chunk)
    await upload.seek(0)
    return digest.hexdigest()
