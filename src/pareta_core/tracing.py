"""One OpenTelemetry span for each call, by OpenTelemetry's API alone (extra `otel`). Only clients that trace load it.

The names of attributes are those of OpenTelemetry's semantic conventions 1.44: HTTP client spans, which are stable, and
generative AI, which is in development. What is specific to these services begins with `pareta.` or `parallel.`.
Prompts, completions, headers and bodies are never recorded.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.propagate import inject
from opentelemetry.trace import SpanKind, Status, StatusCode

from pareta_core.call import Call
from pareta_core.config import __version__
from pareta_core.observation import RequestEvent, RetryEvent, TracerProvider
from pareta_wire.operation import Request, ResponseInfo

P = ParamSpec("P")

SCHEMA_URL = "https://opentelemetry.io/schemas/1.44.0"
HTTP_METHOD = "http.request.method"
HTTP_STATUS = "http.response.status_code"
HTTP_RESEND_COUNT = "http.request.resend_count"
URL = "url.full"
URL_TEMPLATE = "url.template"
SERVER_ADDRESS = "server.address"
SERVER_PORT = "server.port"
ERROR_TYPE = "error.type"
OPERATION_NAME = "gen_ai.operation.name"
PROVIDER_NAME = "gen_ai.provider.name"
REQUEST_MODEL = "gen_ai.request.model"
RESPONSE_ID = "gen_ai.response.id"
RESPONSE_MODEL = "gen_ai.response.model"
FINISH_REASONS = "gen_ai.response.finish_reasons"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
# Members of the request of a chat → attributes. A value of another type is left out.
_REQUEST: Mapping[str, tuple[str, type | tuple[type, ...]]] = {
    "model": (REQUEST_MODEL, str),
    "max_tokens": ("gen_ai.request.max_tokens", int),
    "temperature": ("gen_ai.request.temperature", (int, float)),
    "top_p": ("gen_ai.request.top_p", (int, float)),
    "frequency_penalty": ("gen_ai.request.frequency_penalty", (int, float)),
    "presence_penalty": ("gen_ai.request.presence_penalty", (int, float)),
    "seed": ("gen_ai.request.seed", int),
    "n": ("gen_ai.request.choice.count", int),
}
_DEFAULT_PORTS = {"http": 80, "https": 443}


def _guarded(method: Callable[Concatenate[CallSpan, P], None]) -> Callable[Concatenate[CallSpan, P], None]:
    """Return a method whose errors are logged: those of a program's tracing must not lose a response."""

    @wraps(method)
    def guarded(self: CallSpan, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(self, *args, **kwargs)
        except Exception:
            self.log.exception("%s: OpenTelemetry raised", self.call.name)

    return guarded


class CallSpan:
    """The span of one call, with an event for each attempt and for each retry."""

    def __init__(
        self, provider: TracerProvider | bool, api: str, call: Call, request: Request[Any, Any] | None
    ) -> None:
        """Start the span, as a child of the present one.

        Args:
            provider: Makes the tracer. True for the global provider.
            api: The name of the API: `pareta` or `parallel`.
            call: The call.
            request: The request of the call. None for an upload.
        """
        self.log = logging.getLogger(api)
        self.call = call
        self._api = api
        self._gen_ai = request.operation.gen_ai if request else None
        self._finish_reasons: dict[int, str] = {}
        self._ended = False
        self._span: trace.Span = trace.INVALID_SPAN
        self._start(None if isinstance(provider, bool) else provider, request)

    @_guarded
    def _start(self, provider: TracerProvider | None, request: Request[Any, Any] | None) -> None:
        found = cast("trace.TracerProvider | None", provider)
        tracer = trace.get_tracer("pareta-sdk", __version__, found, SCHEMA_URL)
        attributes = self._attributes(request)
        name = f"{self.call.method} {attributes.get(URL_TEMPLATE, '')}"
        if self._gen_ai:
            name = f"{self._gen_ai} {attributes.get(REQUEST_MODEL, '')}"
        self._span = tracer.start_span(name.rstrip(), kind=SpanKind.CLIENT, attributes=attributes)

    def _attributes(self, request: Request[Any, Any] | None) -> dict[str, Any]:
        call = self.call
        parts = urlsplit(call.url)
        found: dict[str, Any] = {
            HTTP_METHOD: call.method,
            URL: call.redact(parts._replace(query="", fragment="").geturl()),
            SERVER_ADDRESS: parts.hostname or "",
            SERVER_PORT: parts.port or _DEFAULT_PORTS.get(parts.scheme, 0),
            f"{self._api}.operation": call.operation,
        }
        if request:
            found[URL_TEMPLATE] = request.operation.path
        if request and self._gen_ai:
            found[OPERATION_NAME], found[PROVIDER_NAME] = self._gen_ai, self._api
            for member, (attribute, kind) in _REQUEST.items():
                value = (request.body or {}).get(member)
                if isinstance(value, kind) and not isinstance(value, bool):
                    found[attribute] = call.redact(value) if isinstance(value, str) else value
        return found

    @contextmanager
    def current(self) -> Generator[None, None, None]:
        """Make the span the present one. httpx's instrumentation makes none then: it would be of the same call."""
        with ExitStack() as stack:
            stack.enter_context(
                trace.use_span(self._span, record_exception=False, set_status_on_exception=False)
            )
            instrumentation = sys.modules.get("opentelemetry.instrumentation.utils")
            suppress = getattr(instrumentation, "suppress_http_instrumentation", None)
            if suppress is not None:
                stack.enter_context(suppress())
            if not self.call.without_credentials:
                self._propagate()
            yield

    @_guarded
    def _propagate(self) -> None:
        headers: dict[str, str] = {}
        inject(headers)
        present = {name.lower() for name in self.call.headers}
        self.call.headers.update(
            {name: value.encode() for name, value in headers.items() if name.lower() not in present}
        )

    @_guarded
    def sending(self, event: RequestEvent) -> None:
        """Record an attempt."""
        self._span.add_event("attempt", {"attempt": event.attempt})
        if event.attempt > 1:
            self._span.set_attribute(HTTP_RESEND_COUNT, event.attempt - 1)

    @_guarded
    def received(self, info: ResponseInfo) -> None:
        """Record the head of a response."""
        self._span.set_attribute(HTTP_STATUS, info.status_code)
        self._receipt(info)

    def _receipt(self, info: ResponseInfo) -> None:
        if info.request_id is not None:
            self._span.set_attribute(f"{self._api}.request_id", info.request_id)
        if info.billed_micro_usd is not None:
            self._span.set_attribute(f"{self._api}.billed_micro_usd", info.billed_micro_usd)

    @_guarded
    def retrying(self, event: RetryEvent) -> None:
        """Record why an attempt failed, and the pause before the next one."""
        self._span.add_event(
            "retry",
            {
                "attempt": event.attempt,
                ERROR_TYPE: type(event.error).__name__,
                "reason": str(event.error),
                "pause": event.pause,
            },
        )

    @_guarded
    def decoded(self, result: object) -> None:
        """Record what a response, or an event of a stream, says of the model's work."""
        if not self._gen_ai or not self._span.is_recording():
            return
        usage = getattr(result, "usage", None)
        for attribute, value, kind in (
            (RESPONSE_ID, getattr(result, "id", None), str),
            (RESPONSE_MODEL, getattr(result, "model", None), str),
            (INPUT_TOKENS, getattr(usage, "prompt_tokens", None), int),
            (OUTPUT_TOKENS, getattr(usage, "completion_tokens", None), int),
        ):
            if isinstance(value, kind):
                self._span.set_attribute(
                    attribute, self.call.redact(value) if isinstance(value, str) else value
                )
        for choice in getattr(result, "choices", None) or ():
            if isinstance(reason := getattr(choice, "finish_reason", None), str):
                self._finish_reasons[getattr(choice, "index", 0)] = self.call.redact(reason)

    def follow(self, events: Iterator[Any]) -> Iterator[Any]:
        """Return the events of a stream, and record what they say."""
        for event in events:
            self.decoded(event)
            yield event

    @_guarded
    def end(self, error: BaseException | None = None, info: ResponseInfo | None = None) -> None:
        """End the span. Ending it again has no effect.

        Args:
            error: What leaves the call.
            info: What is known of the response at the end of a stream.
        """
        if self._ended:
            return
        self._ended = True
        if info is not None:
            self._receipt(info)
        if self._finish_reasons:
            self._span.set_attribute(FINISH_REASONS, list(self._finish_reasons.values()))
        if error is not None:
            self._span.set_attribute(ERROR_TYPE, type(error).__name__)
            self._span.set_status(Status(StatusCode.ERROR, self.call.redact(str(error))))
        self._span.end()
