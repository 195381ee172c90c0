"""What comes in: the key of a request, its query and its body, read and checked against the spec. No state, no answers.

A multipart body's files stay on disk (Starlette spools them); its fields are turned into the types of their schema.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from .dice import canonical
from .errors import Issue, Refusal, invalid, invalid_at
from .numerals import number, whole_if_it_can_be
from .spec import Body, Operation
from .validation import Validators

PARETA_PREFIX = "pareta_sk_"


@dataclass(frozen=True, slots=True)
class Intake:
    """A request that fits the spec. `fingerprint` is the same for the same request, however it was encoded."""

    path: Mapping[str, str]
    query: Mapping[str, object]
    body: Any
    files: Mapping[str, UploadFile]
    fingerprint: str


def header(request: Request, name: str) -> str | None:
    """A header as text: UTF-8 where it is, Latin-1 otherwise. (Keys with an ellipsis in them are sent as UTF-8.)"""
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
    """Read what is left of a refused request: a connection closed on unread bytes loses the answer too."""
    with contextlib.suppress(ClientDisconnect, RuntimeError):  # gone, or read already
        async for _ in request.stream():
            pass


def account_of(operation: Operation, request: Request, keys: Collection[str] | None) -> str:
    """Who asks, as a name that does not give the key away; a 401 for a missing or wrong key."""
    if operation.api == "parallel":
        key = (header(request, "x-api-key") or "").strip()
        good = bool(key)
        hint = "an x-api-key header with your key"
    else:
        scheme, _, key = (header(request, "authorization") or "").partition(" ")
        key = key.strip()
        good = scheme.lower() == "bearer" and key.startswith(PARETA_PREFIX)
        hint = f"an Authorization header 'Bearer {PARETA_PREFIX}…'"
    if keys is not None:
        good = key in keys and (operation.api == "parallel" or good)
    if not good:
        raise Refusal(401, f"missing or invalid API key; send {hint}")
    return f"acct_{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


async def read_intake(
    operation: Operation, path: Mapping[str, str], request: Request, validators: Validators
) -> Intake:
    """The whole request, or a 422 that names every place where it does not fit."""
    query, issues = validators.query(operation, request.query_params.multi_items())
    issues += validators.path(operation, path)
    declared = {one.name.lower() for one in operation.parameters if one.place == "header"}
    headers = {name: value for name in declared if (value := header(request, name)) is not None}
    issues += validators.headers(operation, headers)
    body: Any = None
    files: dict[str, UploadFile] = {}
    print_of: Any = None
    if operation.body is None:
        await request.body()  # read and dropped, so that the connection can be used again
    elif operation.body.media_type == "multipart/form-data":
        body, files, found = await _form(operation.body, request, validators)
        issues += found
        print_of = [body, {name: await _digest(upload) for name, upload in files.items()}]
    else:
        print_of = body = await _json(operation.body, request)
        issues += validators.issues(operation.body.pointer, body, ("body",))
    if issues:
        raise invalid(*issues)
    fingerprint = hashlib.sha256(canonical([path, query, print_of]).encode("utf-8")).hexdigest()
    return Intake(path, query, body, files, fingerprint)


async def _json(body: Body, request: Request) -> Any:
    raw = await request.body()
    if not raw:
        if body.required:
            raise invalid_at(("body",), "Field required", "missing")
        return {}
    media_type = (header(request, "content-type") or "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise invalid_at(("header", "content-type"), "must be application/json", "content_type")
    try:
        return json.loads(raw, parse_constant=_no_constant, parse_float=whole_if_it_can_be)
    except (ValueError, RecursionError) as problem:
        raise invalid_at(("body",), f"is no JSON: {problem}", "json_invalid") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


async def _form(
    body: Body, request: Request, validators: Validators
) -> tuple[dict[str, object], dict[str, UploadFile], list[Issue]]:
    if not (header(request, "content-type") or "").lower().startswith("multipart/form-data"):
        raise invalid_at(("header", "content-type"), "must be multipart/form-data", "content_type")
    try:
        form = await request.form()
    except MultiPartException as problem:
        raise invalid_at(("body",), f"is no multipart form: {problem.message}", "multipart") from None
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
            fields[name] = checked[name] = _field(properties.get(name, {}), value)
    named = {issue.loc[1] for issue in issues if len(issue.loc) > 1}
    found = validators.issues(body.pointer, checked, ("body",))
    issues += [issue for issue in found if len(issue.loc) < 2 or issue.loc[1] not in named]
    return fields, files, issues


def _field(schema: Mapping[str, Any], text: str) -> object:
    value = number(text) if schema.get("type") == "integer" else None
    return text if value is None else value


def close_files(request: Request) -> None:
    """Close the files of a form, if there was one: at once, for who is being cancelled cannot wait for a thread."""
    form: FormData | None = getattr(request, "_form", None)
    for _, value in form.multi_items() if form is not None else ():
        if isinstance(value, UploadFile):
            value.file.close()


async def _digest(upload: UploadFile) -> str:
    """The hash of a file's bytes; the file stands at its beginning again afterwards."""
    digest = hashlib.sha256()
    while chunk := await upload.read(1 << 16):
        digest.update(chunk)
    await upload.seek(0)
    return digest.hexdigest()
