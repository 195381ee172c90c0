"""What the generator refuses in a spec, each in one sentence with its place: whatever a client could not keep."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from codegen import check
from codegen.problems import Place, SpecError, pointer
from tests.spec_values import SPEC

ROOT = Path(__file__).parents[2]
RUN: Place = ("paths", "/v1/tasks/runs/{run_id}", "get")
CREATE: Place = ("paths", "/v1/tasks/runs", "post")
RESULT: Place = ("paths", "/v1/tasks/runs/{run_id}/result", "get")
DEPLOY: Place = ("paths", "/v1/endpoints", "post")
CHAT: Place = ("paths", "/v1/chat/completions", "post")
GROUP: Place = ("paths", "/v1/tasks/groups/{taskgroup_id}/events", "get")
SCHEMAS: Place = ("components", "schemas")
ENDPOINT: Place = (*SCHEMAS, "Endpoint")
NAME: Place = (*ENDPOINT, "properties", "name")
QUERY = {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}


def parameters(**more: Any) -> list[Any]:
    return [{"$ref": "#/components/parameters/TaskRunId"}, QUERY | more]


def header(**more: Any) -> list[Any]:
    return [{"$ref": "#/components/parameters/TaskRunId"}, {"name": "x-a", "in": "header"} | more]


# What a maintainer writes: the place of the change, its new value (... removes it), the place of the problem if it is
# another one, and the words that the sentence must have.
REFUSALS: dict[str, tuple[Place, Any, Place, str]] = {
    # Parameters
    "a list in a query, separated by commas": (
        (*RUN, "parameters"),
        parameters(style="form", explode=False),
        (*RUN, "parameters", 1, "explode"),
        "explode: true",
    ),
    "a list in a query, separated by pipes": (
        (*RUN, "parameters"),
        parameters(style="pipeDelimited"),
        (*RUN, "parameters", 1, "style"),
        "must be one of form, simple, not 'pipeDelimited'",
    ),
    "a deep object": (
        (*RUN, "parameters"),
        parameters(style="deepObject"),
        (*RUN, "parameters", 1, "style"),
        "not 'deepObject'",
    ),
    "a label in a path": (
        ("components", "parameters", "TaskRunId", "style"),
        "label",
        ("components", "parameters", "TaskRunId", "style"),
        "not 'label'",
    ),
    "an object in a query": (
        (*RUN, "parameters"),
        parameters(schema={"$ref": "#/components/schemas/Webhook"}),
        (*RUN, "parameters", 1, "schema"),
        "of the schema JsonObject",
    ),
    "an integer in a path": (
        ("components", "parameters", "TaskRunId", "schema"),
        {"type": "integer"},
        ("components", "parameters", "TaskRunId", "schema"),
        "a path parameter must be a string, not integer",
    ),
    "a path parameter that may be left out": (
        ("components", "parameters", "TaskRunId", "required"),
        ...,
        ("components", "parameters", "TaskRunId"),
        "must be required: true",
    ),
    "a parameter with content": (
        (*RUN, "parameters"),
        parameters(content={"application/json": {}}),
        (*RUN, "parameters", 1, "content"),
        "content is not supported here: a parameter has a schema",
    ),
    "a cookie": (
        (*RUN, "parameters"),
        parameters(**{"in": "cookie"}),
        (*RUN, "parameters", 1, "in"),
        "must be one of path, query, header, not 'cookie'",
    ),
    "reserved characters": (
        (*RUN, "parameters"),
        parameters(allowReserved=True),
        (*RUN, "parameters", 1, "allowReserved"),
        "always escaped",
    ),
    "a list in a header that repeats it": (
        (*RUN, "parameters"),
        header(explode=True, schema=QUERY["schema"]),
        (*RUN, "parameters", 1, "explode"),
        "explode: false",
    ),
    "a parameter that the path lacks": (
        ("paths", "/v1/tasks/other"),
        SPEC["paths"]["/v1/tasks/runs/{run_id}"]
        | {"get": SPEC["paths"]["/v1/tasks/runs/{run_id}"]["get"] | {"operationId": "other"}},
        ("paths", "/v1/tasks/other", "get"),
        "the parameters of the path do not match its {…}: run_id",
    ),
    # The rest of an operation
    "servers with variables": (
        (*RUN, "servers"),
        [{"url": "https://{region}.pareta.ai", "variables": {"region": {"default": "eu"}}}],
        (*RUN, "servers", 0, "variables"),
        "choose another with base_url",
    ),
    "a server with a placeholder": (
        (*RUN, "servers"),
        [{"url": "https://{region}.pareta.ai"}],
        (*RUN, "servers", 0, "url"),
        "without variables",
    ),
    "another server than the API's": (
        (*RUN, "servers"),
        [{"url": "https://api.pareta.ai"}],
        (*RUN, "servers", 0, "url"),
        "all operations of parallel must name the same server",
    ),
    "callbacks": ((*RUN, "callbacks"), {}, (*RUN, "callbacks"), "list under webhooks what a service sends"),
    "links": (
        (*RUN, "responses", "200", "links"),
        {},
        (*RUN, "responses", "200", "links"),
        "links is not supported",
    ),
    "a range of statuses": (
        (*RUN, "responses", "4XX"),
        {"description": "No."},
        (*RUN, "responses", "4XX"),
        "every status must be explicit, not 4XX",
    ),
    "a default response": (
        (*RUN, "responses", "default"),
        {"description": "No."},
        (*RUN, "responses", "default"),
        "every status must be explicit, not default",
    ),
    "a body in XML": (
        (*CREATE, "requestBody", "content"),
        {"application/xml": {}},
        (*CREATE, "requestBody", "content", "application/xml"),
        "supported: application/json, multipart/form-data",
    ),
    "two bodies": (
        (*CREATE, "requestBody", "content", "multipart/form-data"),
        {"schema": {"$ref": "#/components/schemas/TaskRunInput"}},
        (*CREATE, "requestBody", "content"),
        "must have exactly one media type",
    ),
    "another schema of an error": (
        (*RUN, "responses", "404"),
        {
            "description": "No.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ParetaApiError"}}},
        },
        (*RUN, "responses", "404"),
        "the schema of an error must be TaskApiError",
    ),
    "a paid create that may be repeated": (
        (*CREATE, "x-retry"),
        "safe",
        (*CREATE, "x-idempotent"),
        "must not be repeated after a lost connection",
    ),
    "a POST that may be repeated as it is": (
        (*CREATE, "x-idempotent"),
        "natural",
        (*CREATE, "x-idempotent"),
        "write key or unconfirmed-key",
    ),
    "one operationId twice": ((*RUN, "operationId"), "createTaskRun", (*RUN, "operationId"), "is taken"),
    # Schemas
    "nullable": (
        NAME,
        {"type": "string", "nullable": True},
        (*NAME, "nullable"),
        "OpenAPI 3.0; write type: [string, 'null']",
    ),
    "an exclusive minimum of 3.0": (
        NAME,
        {"type": "integer", "minimum": 0, "exclusiveMinimum": True},
        (*NAME, "exclusiveMinimum"),
        "write minimum",
    ),
    "several types": (
        NAME,
        {"type": ["string", "integer"]},
        (*NAME, "type", 1),
        "must be 'null', not 'integer'",
    ),
    "allOf": (
        NAME,
        {"allOf": [{"$ref": "#/components/schemas/Webhook"}, {"$ref": "#/components/schemas/TaskRun"}]},
        (*NAME, "allOf"),
        "list the properties in one schema",
    ),
    "not": (NAME, {"not": {"type": "string"}}, (*NAME, "not"), "not is not supported here"),
    "if and then": (
        NAME,
        {"type": "string", "if": {}, "then": {}},
        (*NAME, "if"),
        "if is not supported here",
    ),
    "names that follow a pattern": (
        NAME,
        {"type": "object", "patternProperties": {}},
        (*NAME, "patternProperties"),
        "use additionalProperties",
    ),
    "a default of another type": (
        NAME,
        {"type": "string", "default": 5},
        (*NAME, "default"),
        "the default does not fit its own schema",
    ),
    "a default beyond a limit": (
        NAME,
        {"type": "integer", "minimum": 1, "default": 0},
        (*NAME, "default"),
        "the default does not fit its own schema",
    ),
    "a default of a required property": (
        (*SCHEMAS, "DeployRequest", "properties", "task", "default"),
        "a",
        (*SCHEMAS, "DeployRequest", "properties", "task", "default"),
        "a required property has no default",
    ),
    "a default of a parameter": (
        (*RUN, "parameters"),
        parameters(schema={"type": "string", "default": "a"}),
        (*RUN, "parameters", 1, "schema", "default"),
        "default belongs to a property",
    ),
    "a limit of another type": (
        NAME,
        {"type": "string", "maxItems": 3},
        (*NAME, "maxItems"),
        "maxItems needs type: array",
    ),
    "a limit without a type": (NAME, {"maxLength": 3}, (*NAME, "maxLength"), "maxLength needs type: string"),
    "a limit of a constant": (
        NAME,
        {"type": "string", "const": "a", "minLength": 1},
        (*NAME, "minLength"),
        "minLength and const exclude each other",
    ),
    "limits that nothing fits": (
        NAME,
        {"type": "number", "minimum": 2, "maximum": 1},
        (*NAME, "maximum"),
        "maximum is below minimum",
    ),
    "a signed upload without a least size": (
        (*SCHEMAS, "BlobUpload", "properties", "upload_url", "x-signed-upload", "min-bytes"),
        ...,
        (*SCHEMAS, "BlobUpload", "properties", "upload_url", "x-signed-upload"),
        "has no min-bytes",
    ),
    "a limit of zero bytes": (
        ("x-defaults", "max-body-bytes"),
        0,
        ("x-defaults", "max-body-bytes"),
        "must be a whole number of bytes, 1 or more, not 0",
    ),
    "a version of two numbers": (
        ("info", "version"),
        "1.0",
        ("info", "version"),
        "must be a version, such as 1.4.2",
    ),
    "a parameter that may be null": (
        (*RUN, "parameters"),
        parameters(schema={"type": ["string", "null"]}),
        (*RUN, "parameters", 1, "schema"),
        "a parameter cannot be null",
    ),
    "a stream flag of another type than its member": (
        (*CHAT, "x-stream", "when", "equals"),
        "yes",
        (*CHAT, "x-stream", "when", "equals"),
        '"yes" is not a value of stream',
    ),
    "a stream that ends in two ways": (
        (*CHAT, "x-stream"),
        {
            "when": {"body": "stream", "equals": True},
            "events": {"done": "ChatCompletionChunk"},
            "end": {"data": "[DONE]", "events": ["done"]},
        },
        (*CHAT, "x-stream", "end"),
        "it ends with data or with events, not with both",
    ),
    "a header that clients set": (
        (*RUN, "parameters"),
        header(name="Authorization", schema={"type": "string"}),
        (*RUN, "parameters", 1),
        "clients set the header Authorization themselves",
    ),
    "the header of the key": (
        (*RUN, "parameters"),
        header(name="X-Api-Key", schema={"type": "string"}),
        (*RUN, "parameters", 1),
        "clients set the header X-Api-Key themselves",
    ),
    "nothing but null": (NAME, {"type": "null"}, (*NAME, "type"), "null needs a type beside it"),
    "a constant of another type": (
        NAME,
        {"type": "integer", "const": "a"},
        (*NAME, "const"),
        "the constant is not of type integer",
    ),
    "a pause that begins above its longest": (
        ("x-defaults", "backoff", "first"),
        9,
        ("x-defaults", "backoff", "first"),
        "first is above longest",
    ),
    "a success among the errors": (
        ("x-errors", "conflict", "statuses"),
        [200],
        ("x-errors", "conflict", "statuses", 0),
        "200 is not an error",
    ),
    "a retry after a success": (
        ("x-retry-classes", "safe", "statuses"),
        [202, 409],
        ("x-retry-classes", "safe", "statuses", 0),
        "202 is not an error",
    ),
    "one variable for two things": (
        ("x-apis", "pareta", "env", "key"),
        "PARETA_BASE_URL",
        ("x-apis",),
        "the variable PARETA_BASE_URL occurs twice",
    ),
    "a list of items that may be null in a query": (
        (*RUN, "parameters"),
        parameters(schema={"type": "array", "items": {"type": ["string", "null"]}}),
        (*RUN, "parameters", 1, "schema"),
        "the items of a list in a parameter must be strings",
    ),
    "a header with a line break": (
        (*RUN, "parameters"),
        header(name="a\r\nb", schema={"type": "string"}),
        (*RUN, "parameters", 1, "name"),
        "it must be the name of a header",
    ),
    "a body that is a union": (
        (*CREATE, "requestBody", "content", "application/json", "schema"),
        {"$ref": "#/components/schemas/TaskRunStreamEvent"},
        (*CREATE, "requestBody"),
        "a body must be an object",
    ),
    "a body that may be null": (
        (*CREATE, "requestBody", "content", "application/json", "schema"),
        {"anyOf": [{"$ref": "#/components/schemas/TaskRunInput"}, {"type": "null"}]},
        (*CREATE, "requestBody"),
        "a body must be an object",
    ),
    "a list that contains itself": (
        (*SCHEMAS, "Tree"),
        {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        (*SCHEMAS, "Tree"),
        "it contains itself",
    ),
    "a path that climbs": (
        ("paths", "/v1/../models"),
        SPEC["paths"]["/v1/models"],
        ("paths", "/v1/../models"),
        "is not a path",
    ),
    "a schema with a name of the TypeScript port": (
        (*SCHEMAS, "Shape"),
        {"type": "object", "properties": {"sides": {"type": "integer"}}},
        (*SCHEMAS, "Shape"),
        "the name Shape is taken",
    ),
    "an API without operations": (
        ("x-apis", "other"),
        {
            **SPEC["x-apis"]["pareta"],
            "env": {"key": "OTHER_API_KEY", "base-url": "OTHER_BASE_URL"},
        },
        ("x-apis", "other"),
        "no operation belongs to it",
    ),
    "an outcome that is both": (
        (*SCHEMAS, "TaskRun", "x-outcome", "failure"),
        ["completed"],
        (*SCHEMAS, "TaskRun", "x-outcome"),
        "completed is a success and a failure",
    ),
    "an outcome whose member is not a boolean": (
        (*SCHEMAS, "TaskRun", "x-outcome", "active"),
        "status",
        (*SCHEMAS, "TaskRun", "x-outcome", "active"),
        "status is not a boolean",
    ),
    "a wait without an end": (
        (*CREATE, "x-wait", "operation"),
        "listModels",
        (*CREATE, "x-wait", "operation"),
        "the response of listModels has no x-outcome",
    ),
    "a wait without a pause": (
        (*CREATE, "x-wait", "interval"),
        0,
        (*CREATE, "x-wait", "interval"),
        "must be above 0",
    ),
    "a wait with the name of a method": (
        (*CREATE, "x-wait", "method"),
        "retrieve",
        (*CREATE, "x-wait", "method"),
        "getTaskRun has the name retrieve",
    ),
    "the name of another method": (
        (*CREATE, "x-sdk", "method"),
        "retrieve",
        (*RUN, "x-sdk"),
        "createTaskRun has this name",
    ),
    "a keyword as a method": (
        (*CREATE, "x-sdk", "method"),
        "import",
        (*CREATE, "x-sdk", "method"),
        "import is a keyword of Python",
    ),
    "another name that a field has": (
        (*NAME, "x-alias"),
        "status",
        ENDPOINT,
        "the name status occurs twice",
    ),
    "an amount in words": (
        ("components", "headers", "Billed", "schema"),
        {"type": "string"},
        (*CHAT, "responses", "200"),
        "the amount of a receipt must be an integer",
    ),
    "a signed address that is a number": (
        (*SCHEMAS, "BlobUpload", "properties", "upload_url", "type"),
        "integer",
        (*SCHEMAS, "BlobUpload", "properties", "upload_url"),
        "a signed address must be a string",
    ),
    "one header for two parts of a signature": (
        ("webhooks", "task_run.status", "post", "x-webhook-signature", "headers", "id"),
        "webhook-signature",
        ("webhooks", "task_run.status", "post", "x-webhook-signature", "headers"),
        "the header webhook-signature occurs twice",
    ),
    "a server that no operation names": (
        ("servers", 0, "url"),
        "https://eu.parallel.ai",
        ("servers", 0, "url"),
        "no operation names the server https://eu.parallel.ai",
    ),
    "a body that may be left out": (
        (*CREATE, "requestBody", "required"),
        False,
        (*CREATE, "requestBody", "required"),
        "must be true, not false",
    ),
    "a body that does not say that it is required": (
        (*CREATE, "requestBody", "required"),
        ...,
        (*CREATE, "requestBody"),
        "has no required",
    ),
    "a title": (NAME, {"type": "string", "title": "a"}, (*NAME, "title"), "title is not supported"),
    "a closed object": (
        (*ENDPOINT, "additionalProperties"),
        False,
        (*ENDPOINT, "additionalProperties"),
        "must be true, not false",
    ),
    "a format that nobody knows": (
        NAME,
        {"type": "string", "format": "byte"},
        (*NAME, "format"),
        "not 'byte'",
    ),
    "a format of another type": (
        NAME,
        {"type": "string", "format": "int64"},
        (*NAME, "format"),
        "not a format of type string",
    ),
    "a reference to another file": (
        NAME,
        {"$ref": "other.yaml#/Name"},
        (*NAME, "$ref"),
        "must refer to a whole schema under components",
    ),
    "a reference to nowhere": (
        NAME,
        {"$ref": "#/components/schemas/Nowhere"},
        (*NAME, "$ref"),
        "#/components/schemas/Nowhere does not exist",
    ),
    "a reference to a property": (
        NAME,
        {"$ref": "#/components/schemas/Endpoint/properties/id"},
        (*NAME, "$ref"),
        "whole schema",
    ),
    "a reference with a type beside it": (
        NAME,
        {"$ref": "#/components/schemas/JsonObject", "type": "object"},
        (*NAME, "type"),
        "type is not supported here",
    ),
    "a reference in a circle": (
        (*SCHEMAS, "Loop"),
        {"$ref": "#/components/schemas/Loop"},
        (*SCHEMAS, "Loop", "$ref"),
        "refers to itself",
    ),
    "a required member that nothing has": (
        (*ENDPOINT, "required"),
        ["nope"],
        (*ENDPOINT, "required", 0),
        "there is no property nope",
    ),
    "an array without items": (NAME, {"type": "array"}, NAME, "type array must have items"),
    "an enum of numbers": (NAME, {"type": "integer", "enum": [1, 2]}, (*NAME, "enum", 0), "must be text"),
    "a closed enum in a response": (
        (*SCHEMAS, "EndpointStatus", "x-open-enum"),
        ...,
        (*SCHEMAS, "EndpointStatus", "enum"),
        "x-open-enum: true",
    ),
    "a union whose tag is optional": (
        (*SCHEMAS, "TaskRunTextOutput", "required"),
        ["content", "basis"],
        (*SCHEMAS, "TaskRunTextOutput"),
        "its tag type must be required",
    ),
    "a union with another constant": (
        (*SCHEMAS, "TaskRunTextOutput", "properties", "type", "const"),
        "txt",
        (*SCHEMAS, "TaskRunTextOutput", "properties", "type"),
        "must be the constant text",
    ),
    "a union that leaves a tag out": (
        (*SCHEMAS, "TaskRunOutput", "discriminator", "mapping"),
        {"json": "#/components/schemas/TaskRunJsonOutput"},
        (*SCHEMAS, "TaskRunOutput", "oneOf", 1),
        "no tag of its discriminator maps to TaskRunTextOutput",
    ),
    # Extensions
    "a misspelt extension": ((*RUN, "x-retyr"), "safe", (*RUN, "x-retyr"), "unknown extension x-retyr"),
    "an extension where nobody reads it": (
        (*RUN, "x-secret"),
        True,
        (*RUN, "x-secret"),
        "unknown extension x-secret",
    ),
    "a misspelt member of x-stream": (
        (*CHAT, "x-stream", "error_key"),
        "error",
        (*CHAT, "x-stream", "error_key"),
        "error_key is not supported here; supported: when, events, end, error-key, cursor",
    ),
    "a misspelt member of x-long-poll": (
        (*RESULT, "x-long-poll", "still_running"),
        408,
        (*RESULT, "x-long-poll", "still_running"),
        "not supported here",
    ),
    "a misspelt member of a retry class": (
        ("x-retry-classes", "safe", "permanant"),
        [409],
        ("x-retry-classes", "safe", "permanant"),
        "not supported here",
    ),
    "a misspelt default": (("x-defaults", "max-retry"), 2, ("x-defaults", "max-retry"), "not supported here"),
    "no default": (("x-defaults", "timeout"), ..., ("x-defaults",), "has no timeout"),
    "a default that is not a number": (
        ("x-defaults", "timeout"),
        "60",
        ("x-defaults", "timeout"),
        "must be a number of seconds above 0, not '60'",
    ),
    "an end event that does not exist": (
        (*DEPLOY, "x-stream", "end", "events"),
        ["complet", "error"],
        (*DEPLOY, "x-stream", "end", "events", 0),
        "there is no event complet",
    ),
    "a failure that is not an end": (
        (*DEPLOY, "x-stream", "end", "failure"),
        ["progress"],
        (*DEPLOY, "x-stream", "end", "failure", 0),
        "progress is not one of end.events",
    ),
    "an event without a schema": (
        (*DEPLOY, "x-stream", "events", "progress"),
        "Nope",
        (*DEPLOY, "x-stream", "events", "progress"),
        "there is no schema Nope",
    ),
    "a member that asks for a stream and does not exist": (
        (*CHAT, "x-stream", "when", "body"),
        "streem",
        (*CHAT, "x-stream", "when", "body"),
        "the request body has no member streem",
    ),
    "a cursor that no event has": (
        (*GROUP, "x-stream", "cursor", "field"),
        "evnt_id",
        (*GROUP, "x-stream", "cursor", "field"),
        "no event has a member evnt_id",
    ),
    "a cursor without its parameter": (
        (*GROUP, "x-stream", "cursor", "parameter"),
        "after",
        (*GROUP, "x-stream", "cursor", "parameter"),
        "it has no query parameter after",
    ),
    "a wait for an operation that does not exist": (
        (*CREATE, "x-wait", "operation"),
        "getTaskRn",
        (*CREATE, "x-wait", "operation"),
        "there is no operation getTaskRn",
    ),
    "an outcome of a member that does not exist": (
        (*ENDPOINT, "x-outcome", "field"),
        "state",
        (*ENDPOINT, "x-outcome", "field"),
        "there is no property state",
    ),
    "an outcome that its enum does not have": (
        (*ENDPOINT, "x-outcome", "success"),
        ["alive"],
        (*ENDPOINT, "x-outcome", "success", 0),
        "alive is not one of the values of status",
    ),
    "an error schema that does not exist": (
        ("x-apis", "pareta", "error"),
        "Fault",
        ("x-apis", "pareta", "error"),
        "there is no schema Fault",
    ),
    "an error field that no error has": (
        ("x-apis", "pareta", "error-fields", "message"),
        ["error.mesage"],
        ("x-apis", "pareta", "error-fields", "message", 0),
        "no schema of an error has a member error.mesage",
    ),
    "a security scheme that does not exist": (
        ("x-apis", "pareta", "auth"),
        "key",
        ("x-apis", "pareta", "auth"),
        "there is no security scheme key",
    ),
    "a status of two kinds": (
        ("x-errors", "conflict", "statuses"),
        [404],
        ("x-errors", "conflict", "statuses"),
        "404 belongs to not-found already",
    ),
    "a long poll that goes on with a status that is retried": (
        (*RESULT, "x-retry"),
        "safe",
        (*RESULT, "x-long-poll", "still-running"),
        "safe must not retry it",
    ),
    "a webhook signed in another way": (
        ("webhooks", "task_run.status", "post", "x-webhook-signature", "scheme"),
        "md5",
        ("webhooks", "task_run.status", "post", "x-webhook-signature", "scheme"),
        "must be 'standard-webhooks', not 'md5'",
    ),
    "a webhook of another type": (
        (*SCHEMAS, "TaskRunStatusWebhook", "properties", "type", "const"),
        "other",
        ("webhooks", "task_run.status", "post"),
        "must be the constant task_run.status",
    ),
}

REFUSALS |= {
    # Results
    "a response that may be null": (
        (*RUN, "responses", "200", "content", "application/json", "schema"),
        {"anyOf": [{"$ref": "#/components/schemas/TaskRun"}, {"type": "null"}]},
        (*RUN, "responses", "200", "content", "application/json", "schema"),
        "can be null",
    ),
    "a list as a response, of items that may be null": (
        (
            "paths",
            "/v1/endpoints",
            "get",
            "responses",
            "200",
            "content",
            "application/json",
            "schema",
            "items",
        ),
        {"anyOf": [{"$ref": "#/components/schemas/Endpoint"}, {"type": "null"}]},
        ("paths", "/v1/endpoints", "get", "responses", "200", "content", "application/json", "schema"),
        "can be null",
    ),
    "two successes with different results": (
        (*RUN, "responses", "204"),
        {"description": "There is none."},
        (*RUN, "responses", "204"),
        "all successes must have the same content",
    ),
    "a constant that is a fraction": (
        NAME,
        {"const": 1.5},
        (*NAME, "const"),
        "a number that is constant must be an integer",
    ),
    "a time limit that is over at once": (
        ("x-defaults", "timeout"),
        0,
        ("x-defaults", "timeout"),
        "must be a number of seconds above 0",
    ),
    # Names that two things would have in a port
    "two properties that differ in underscores": (
        (*SCHEMAS, "TaskRun", "properties", "runId"),
        {"type": "string"},
        (*SCHEMAS, "TaskRun", "properties", "runId"),
        "TaskRun.runId and TaskRun.run_id become the same name RunID in Go",
    ),
    "a property without a letter that all languages have": (
        (*ENDPOINT, "properties", "\N{GREEK SMALL LETTER LAMDA}"),
        {"type": "string"},
        (*ENDPOINT, "properties", "\N{GREEK SMALL LETTER LAMDA}"),
        "has no letter or digit for a name in Go",
    ),
    "a schema of a name that the Go port has": (
        (*SCHEMAS, "Kind"),
        {"type": "object", "properties": {"a": {"type": "string"}}},
        (*SCHEMAS, "Kind"),
        "Kind and the port itself become the same name Kind in Go",
    ),
    "a schema of a name that the Go port derives": (
        (*SCHEMAS, "EndpointsService"),
        {"type": "object", "properties": {"a": {"type": "string"}}},
        (*DEPLOY, "x-sdk", "namespace"),
        "the namespace endpoints and EndpointsService become the same name EndpointsService in Go",
    ),
    "a schema of the name of another one's value": (
        (*SCHEMAS, "TaskRunStatusQueued"),
        {"type": "object", "properties": {"a": {"type": "string"}}},
        (*SCHEMAS, "TaskRunStatusQueued"),
        "TaskRunStatusQueued and the values of TaskRunStatus become the same name",
    ),
    "a header of the name of an option": (
        (*RUN, "parameters"),
        header(name="timeout", schema={"type": "string"}),
        RUN,
        "the header timeout and the port itself become the same name WithTimeout in Go",
    ),
    "a namespace of the name of a method": (
        (*DEPLOY, "x-sdk"),
        {"namespace": "endpoints.start", "method": "deploy"},
        ("paths", "/v1/endpoints/{endpoint_id}/start", "post", "x-sdk", "method"),
        "the method endpoints.start and the namespace endpoints.start become the same name Start in the clients",
    ),
    "a namespace of the name of a member of every client": (
        (*DEPLOY, "x-sdk", "namespace"),
        "wire",
        (*DEPLOY, "x-sdk", "namespace"),
        "the namespace wire and the client become the same name",
    ),
    "a method of the name of another one's stream": (
        ("paths", "/v1/models", "get", "x-sdk"),
        {"namespace": "chat.completions", "method": "create_stream"},
        ("paths", "/v1/models", "get", "x-sdk", "method"),
        "become the same name CreateStream in the clients",
    ),
    "a parameter in a query and in a path": (
        (*RUN, "parameters"),
        parameters(name="run_id", schema={"type": "string"}),
        (*RUN, "parameters", 1),
        "two parameters of getTaskRun are called run_id",
    ),
    "a parameter and a member of the body": (
        (*CREATE, "parameters"),
        [*SPEC["paths"]["/v1/tasks/runs"]["post"]["parameters"], QUERY | {"name": "processor"}],
        (*CREATE, "parameters", len(SPEC["paths"]["/v1/tasks/runs"]["post"]["parameters"])),
        "a parameter of createTaskRun and a member of its body are called processor",
    ),
}


def changed(place: Place, value: Any) -> dict[str, Any]:
    spec = copy.deepcopy(SPEC)
    node: Any = spec
    for step in place[:-1]:
        node = node[step]
    if value is ...:
        del node[place[-1]]
    else:
        node[place[-1]] = value
    return spec


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Check a spec that is given as an object. Reading YAML takes longer than all checks."""

    def refused(spec: dict[str, Any]) -> SpecError:
        monkeypatch.setattr("codegen.strict._yaml", lambda _: spec)
        with pytest.raises(SpecError) as caught:
            check.load(tmp_path / "openapi.yaml")
        return caught.value

    return refused


@pytest.mark.parametrize("case", REFUSALS)
def test_what_no_client_could_keep_is_refused_in_one_sentence_with_its_place(case: str, load: Any) -> None:
    place, value, where, words = REFUSALS[case]
    error: SpecError = load(changed(place, value))
    [problem] = error.problems
    assert words in problem.text
    assert problem.place == where, pointer(problem.place or ())
    assert "\n" not in problem.text
    assert " object at 0x" not in problem.text


def test_the_line_of_a_problem_is_that_of_its_place_in_the_file(tmp_path: Path) -> None:
    text = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    old = "      x-retry: safe\n"
    path = tmp_path / "openapi.yaml"
    path.write_text(text.replace(old, "      x-retyr: safe\n", 1), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        check.load(path)
    [line] = caught.value.lines(path)
    number = text[: text.index(old)].count("\n") + 1
    assert line.startswith(
        f"openapi.yaml:{number}: #/paths/~1v1~1tasks~1runs~1{{run_id}}/get/x-retyr: unknown "
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "is not valid YAML: "),
        ("a: 1\na: 2\n", "is not valid YAML: found duplicate key"),
        ("200: {}\n", "the key 200 must be text: put it into quotes"),
        ("a: 2024-01-01\n", "is a date in YAML: put it into quotes"),
        ("a: .nan\n", "JSON has no nan"),
        ("a: &b {c: *b}\n", "an alias leads to an object that contains it"),
        ("\x00", "is not valid YAML: "),
        ("- a\n", "must contain an object"),
    ],
)
def test_what_json_cannot_say_is_refused_in_one_line(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        check.load(path)
    [problem] = caught.value.problems
    assert words in problem.text
    assert "\n" not in problem.text


@pytest.mark.parametrize(
    "name", ["Literal", "Mapping", "Any", "Self", "ClassVar", "Nested", "Never", "Model"]
)
def test_a_schema_of_a_name_that_generated_code_has_is_refused(name: str, load: Any) -> None:
    error: SpecError = load(changed((*SCHEMAS, name), {"type": "object", "additionalProperties": True}))
    assert (
        str(error)
        == f"#/components/schemas/{name}: the name {name} is taken by the generated code; choose another"
    )


@pytest.mark.parametrize("name", ["query", "body", "headers", "fill"])
def test_a_parameter_of_a_name_that_generated_code_has_is_refused(name: str, load: Any) -> None:
    error: SpecError = load(changed((*RUN, "parameters"), parameters(name=name)))
    assert f"the name {name} is taken by the generated code" in str(error)


def test_two_operations_that_become_one_name_in_python_are_refused(load: Any) -> None:
    error: SpecError = load(changed((*RUN, "operationId"), "createTASKRun"))
    assert "createTaskRun and createTASKRun" in str(error) or "createTASKRun and createTaskRun" in str(error)


def test_webhooks_that_are_signed_differently_are_refused(load: Any) -> None:
    item = copy.deepcopy(SPEC["webhooks"]["task_run.status"])
    item["post"] |= {"operationId": "onTaskRunDone"}
    item["post"]["x-webhook-signature"]["tolerance"] = 60
    error: SpecError = load(changed(("webhooks", "task_run.done"), item))
    assert "all webhooks are signed in the same way" in str(error)
    assert error.problems[0].place == ("webhooks", "task_run.done", "post", "x-webhook-signature")
