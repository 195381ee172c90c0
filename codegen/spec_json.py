"""Writes the spec as JSON for any language: conformance/spec.json.

References are resolved to names, and each schema is one of three kinds: an object with fields, a union with
a tag, or an alias of a type. A type is one of

    {"ref": schema} | {"scalar": name, "format"?} | {"const": value} | {"enum": values, "open": bool}
    | {"array": type} | {"map": type} | {"union": types} | {"any": true}

and has `"nullable": true` if null is allowed too, and `"limits"`: keywords of JSON schema and their values, such as
`{"maxLength": 255}`. `conformance/spec.schema.json` states the whole form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from codegen.spec import Raw, RawOperation, RawWebhook, Spec, SpecError, description

LIMITS = ("minLength", "maxLength", "pattern", "minItems", "maxItems", "minimum", "maximum")
JSON, SSE, FORM = "application/json", "text/event-stream", "multipart/form-data"
Json = dict[str, Any]


def text(spec: Spec) -> bytes:
    """Return the content of spec.json."""
    return (json.dumps(portable(spec), indent=1, ensure_ascii=False) + "\n").encode()


def portable(spec: Spec) -> Json:
    """Return the spec as one JSON object."""
    raw = spec.raw
    return {
        "version": raw["info"]["version"],
        "defaults": _camel(raw["x-defaults"]),
        "errors": raw["x-errors"],
        "apis": {name: _api(spec, name, api) for name, api in raw["x-apis"].items()},
        "retryClasses": {name: _retry_class(one) for name, one in raw["x-retry-classes"].items()},
        "operations": [_operation(spec, operation) for operation in spec.operations()],
        "webhooks": [_webhook(one) for one in spec.webhooks()],
        "schemas": {name: _schema(spec, schema) for name, schema in spec.schemas.items()},
    }


def _camel(node: Raw) -> Json:
    """Return an extension with its keys in camelCase, as the rest of the file has them."""
    return {_camel_name(key): value for key, value in node.items() if key != "description"}


def _camel_name(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)


def _api(spec: Spec, name: str, api: Raw) -> Json:
    scheme: Raw = spec.raw["components"]["securitySchemes"][api["auth"]]
    is_bearer = scheme["type"] == "http"
    servers = (one.raw["servers"][0]["url"] for one in spec.operations() if one.raw["x-api"] == name)
    return {
        "server": next(servers, None),  # (rules.py refuses an API without operations)
        "keyHeader": "authorization" if is_bearer else scheme["name"],
        "keyPrefix": "Bearer " if is_bearer else "",
        "requestId": api["request-id"],
        "env": _camel(api["env"]),
        "error": api["error"],
        "errorFields": api["error-fields"],
    }


def _retry_class(one: Raw) -> Json:
    ambiguous, timeouts, permanent = None, list[int](), list[int]()
    return {"ambiguous": ambiguous, "ambiguousTimeout": timeouts, "permanent": permanent, **_camel(one)}


def _operation(spec: Spec, operation: RawOperation) -> Json:
    raw = operation.raw
    successes, errors, receipts, upload = Json(), Json(), list[Json](), None
    for status, one in raw["responses"].items():
        response = spec.resolve(one)
        content: Raw = response.get("content", {})
        described = {
            kind: _type(spec, content[media_type]["schema"])
            for kind, media_type in (("json", JSON), ("event", SSE))
            if media_type in content
        }
        (errors if int(status) >= 300 else successes)[str(status)] = described
        if int(status) < 300:
            receipts.extend(_receipts(spec, response))
            upload = upload or _signed_upload(spec, content)
    return {
        "id": operation.id,
        "method": operation.method.upper(),
        "path": operation.path,
        "api": raw["x-api"],
        "tag": raw["tags"][0],
        "summary": raw.get("summary", ""),
        "retry": raw["x-retry"],
        "idempotent": raw["x-idempotent"],
        "sdk": raw.get("x-sdk"),
        "wait": raw.get("x-wait"),
        "parameters": [_parameter(spec, one) for one in operation.parameters],
        "body": _body(spec, operation),
        "responses": successes,
        "errors": errors,
        "stream": _camel(raw["x-stream"]) if "x-stream" in raw else None,
        "longPoll": _camel(raw["x-long-poll"]) if "x-long-poll" in raw else None,
        "receipts": receipts,
        "signedUpload": upload,
        **({"genAi": raw["x-gen-ai"]} if "x-gen-ai" in raw else {}),
        **({"deprecated": True} if raw.get("deprecated") else {}),
    }


def _webhook(webhook: RawWebhook) -> Json:
    raw = webhook.raw
    return {
        "name": webhook.name,
        "id": raw["operationId"],
        "api": raw["x-api"],
        "summary": raw["summary"],
        "doc": description(raw),
        "payload": webhook.payload,
        "signature": _camel(raw["x-webhook-signature"]),
    }


def _parameter(spec: Spec, raw: Raw) -> Json:
    schema = raw["schema"]
    found: Json = {
        "in": raw["in"],
        "name": raw["name"],
        "required": bool(raw.get("required")),
        "type": _type(spec, schema),
        "doc": description(raw),
    }
    if raw["in"] == "query" and schema.get("$ref", "").endswith("/JsonObject"):
        found["spread"] = True  # each member becomes a parameter
    if "array" in found["type"]:
        found["list"] = "repeat" if raw["in"] == "query" else "comma"
    return found


def _body(spec: Spec, operation: RawOperation) -> Json | None:
    content = spec.body(operation)
    if JSON in content:
        return {"json": _type(spec, content[JSON]["schema"])}
    if FORM in content:
        form = content[FORM]
        return {"form": spec.schema_name(form["schema"]["$ref"]), "encoding": form.get("encoding", {})}
    return None


def _receipts(spec: Spec, response: Raw) -> Iterator[Json]:
    for name, one in response.get("headers", {}).items():
        header = spec.resolve(one)
        if "x-receipt" in header:
            yield {"header": name.lower(), **header["x-receipt"]}


def _signed_upload(spec: Spec, content: Raw) -> Json | None:
    schema = spec.resolve(content.get(JSON, {}).get("schema", {}))
    for name, one in schema.get("properties", {}).items():
        if "x-signed-upload" in one:
            return {"field": name, **_camel(one["x-signed-upload"])}
    return None


def _schema(spec: Spec, schema: Raw) -> Json:
    doc = description(schema)
    if "discriminator" in schema:
        mapping: Raw = schema["discriminator"]["mapping"]
        return {
            "kind": "union",
            "doc": doc,
            "tag": schema["discriminator"]["propertyName"],
            "tags": {tag: spec.schema_name(ref) for tag, ref in mapping.items()},
            "prefixes": dict(schema.get("x-tag-prefixes", {})),
        }
    if "properties" in schema:
        required = schema.get("required", ())
        found: Json = {
            "kind": "object",
            "doc": doc,
            "fields": [
                _field(spec, name, one, required=name in required)
                for name, one in schema["properties"].items()
            ],
        }
        if "x-outcome" in schema:
            found["outcome"] = schema["x-outcome"]
        return found
    return {"kind": "alias", "doc": doc, "type": _type(spec, schema)}


def _field(spec: Spec, name: str, schema: Raw, *, required: bool) -> Json:
    found: Json = {
        "name": name,
        "type": _type(spec, schema),
        "required": required,
        "doc": description(schema),
    }
    if schema.get("x-secret"):
        found["secret"] = True
    if schema.get("deprecated"):
        found["deprecated"] = True
    if "x-alias" in schema:
        found["alias"] = schema["x-alias"]
    if "default" in schema:
        found["default"] = schema["default"]
    return found


def _type(spec: Spec, schema: Raw) -> Json:
    if "$ref" in schema:
        return {"ref": spec.schema_name(schema["$ref"])}
    branches: list[Raw] = schema.get("anyOf") or schema.get("oneOf") or []
    if branches:
        types = [_type(spec, one) for one in branches if one.get("type") != "null"]
        found = types[0] if len(types) == 1 else {"union": types}
        return {**found, "nullable": True} if len(types) < len(branches) else found
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else list(names)
    nullable = {"nullable": True} if "null" in names else {}
    names = [name for name in names if name != "null"]
    if len(names) > 1:
        raise SpecError(f"a schema has several types: {', '.join(names)}")
    limits = {key: schema[key] for key in LIMITS if key in schema}
    found = {**_plain_type(spec, schema, names[0] if names else None), **nullable}
    return {**found, "limits": limits} if limits else found


def _plain_type(spec: Spec, schema: Raw, name: str | None) -> Json:
    if "const" in schema:
        return {"const": schema["const"]}
    if "enum" in schema:
        return {"enum": list(schema["enum"]), "open": bool(schema.get("x-open-enum"))}
    if name == "array":
        return {"array": _type(spec, schema.get("items", {}))}
    if name == "object":
        values = schema.get("additionalProperties", True)
        return {"map": {"any": True} if isinstance(values, bool) else _type(spec, values)}
    if name is None:
        return {"any": True}
    return {"scalar": name, **({"format": schema["format"]} if "format" in schema else {})}
