"""What an exception of the HTTP library means for a request: whether it may have been sent, and what to say. Pure.

The library is httpx, one with the same interface, or a transport of the user's, on top of httpcore, h11 and h2. None of
them is imported here: exceptions are recognized by the names that those libraries document.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from types import CodeType, FrameType
from typing import Any, TypeVar, cast

from pareta_core.call import ConnectionFailure

E = TypeVar("E", bound=BaseException)

# RFC 9113, 7: the stream was refused before any processing.
_REFUSED_STREAM = 7
# The exceptions of h2 for a request that did not get a stream, so that no byte of it was written.
_NO_STREAM = frozenset({"TooManyStreamsError", "NoAvailableStreamIDError"})
# The exceptions of httpx (and httpcore) that are raised before a request is written.
_BEFORE_SENDING = ("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol")
# What a proxy will refuse again. Of a tunnel that an HTTP proxy refused, the libraries report only the status line
# (407: RFC 9110, 15.5.8); of SOCKS, a sentence for the method of authentication (RFC 1928, 3), for the password
# (RFC 1929, 2), and for the reply (RFC 1928, 6).
_PERMANENT_REFUSAL = re.compile(
    r"(?:^|: )407\b"
    r"|Invalid username/password|Requested .{1,40} from proxy server, but got "
    r"|Connection not allowed by ruleset|Command not supported|Address type not supported"
)
# Where an `assert` that fails is a fault of the HTTP library. Anywhere else it is a test's mock that objects.
_LIBRARIES = frozenset(
    {
        "httpx",
        "httpx2",
        "httpcore",
        "httpcore2",
        "h11",
        "h2",
        "hpack",
        "hyperframe",
        "anyio",
        "trio",
        "socksio",
    }
)


class RequestProgress:
    """How far a request came, according to the `trace` extension of httpx.

    Attributes:
        sent: Whether it may have reached the server. None if there was no trace.
        stream_id: The HTTP/2 stream that carried it.
    """

    def __init__(self, *, sent: bool | None = None) -> None:
        self.sent: bool | None = sent
        self.stream_id: int | None = None

    def record(self, event: str, info: Mapping[str, Any]) -> None:
        """Record an event of the trace.

        Args:
            event: The name of the event, such as `http11.send_request_headers.started`.
            info: What the HTTP library says about it.
        """
        # (A proxy's CONNECT is a separate request.)
        if getattr(info.get("request"), "method", None) == b"CONNECT":
            return
        if event.endswith(("connect_tcp.started", "connect_unix_socket.started")):
            self.sent = bool(self.sent)
        elif event.endswith("send_request_headers.started"):
            self.sent, self.stream_id = True, info.get("stream_id")
        elif event.endswith(".failed"):
            error = info.get("exception")
            if isinstance(error, Exception) and (
                was_not_processed(error, self.stream_id)
                or (event.endswith("send_request_headers.failed") and _is_protocol_error(error))
            ):
                self.sent = False


def connection_failure(library: Any, error: Exception, progress: RequestProgress) -> ConnectionFailure:
    """Return the failure that an exception stands for. It becomes the cause of the failure.

    Args:
        library: The HTTP library that the client belongs to.
        error: The exception.
        progress: How far the request came.
    """
    if was_not_processed(error, progress.stream_id):
        sent = False
    elif progress.sent is None:
        sent = not isinstance(error, tuple(getattr(library, name) for name in _BEFORE_SENDING))
    else:
        sent = progress.sent
    reason, of_proxy = _describe(error), isinstance(error, library.ProxyError)
    failure = ConnectionFailure(
        reason,
        sent=sent,
        timed_out=isinstance(error, (library.TimeoutException, TimeoutError)),
        permanent=is_untrusted(error) or (of_proxy and bool(_PERMANENT_REFUSAL.search(reason))),
        of_proxy=of_proxy,
    )
    failure.__cause__ = error
    return failure


def _describe(error: Exception) -> str:
    try:
        text = str(error)
    except Exception:  # noqa: BLE001  # a user's exception may not be printable
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def raised_by_program(error: Exception) -> BaseException | None:
    """Return the exception behind this one that the program raised, not the HTTP library, or None.

    That is an assertion of a mock or a test that did not expect the request, or what a signal handler raised during
    the request: the time limits of Celery and RQ are such exceptions. It is raised in place of the others, so it is no
    longer the cause of any of them: programs that follow `__cause__` would never come to an end.

    Args:
        error: The exception.
    """
    if isinstance(error, AssertionError):
        frames = [*_frames(error)]
        module = str(frames[-1].f_globals.get("__name__")) if frames else ""
        if module.partition(".")[0] not in _LIBRARIES:
            return error
    handlers = _signal_handlers()
    chain = [found for found in _chain(error) if isinstance(found, BaseException)]
    for found in chain:
        if any(frame.f_code in handlers for frame in _frames(found)):
            for each in chain:
                if each.__cause__ is found:
                    each.__cause__ = None
            return found
    return None


def _signal_handlers() -> set[CodeType]:
    """Return the code of the program's functions that handle signals."""
    signal: Any = sys.modules.get("signal")
    handlers = () if signal is None else map(signal.getsignal, signal.valid_signals())
    return {handler.__code__ for handler in handlers if hasattr(handler, "__code__")}


def _frames(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames that an exception has passed through, the one that raised it last."""
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def was_not_processed(error: Exception, stream_id: int | None) -> bool:
    """Return whether HTTP/2 proves that the server did not process the request (RFC 9113, 8.7).

    Args:
        error: The exception.
        stream_id: The stream of the request, if it is known.
    """
    for found in _chain(error):
        name = type(found).__name__
        if name in _NO_STREAM and _is_of(found, "h2"):
            return True
        if name == "ConnectionNotAvailable" and _is_of(found, "httpcore", "httpcore2"):
            return True
        if name == "StreamReset" and getattr(found, "error_code", None) == _REFUSED_STREAM:
            return True
        if name == "ConnectionTerminated":
            last = getattr(found, "last_stream_id", None)
            # (Stream ids begin at 1.)
            if isinstance(last, int) and (last == 0 if stream_id is None else stream_id > last):
                return True
    return False


def find_cause(error: BaseException, kind: type[E]) -> E | None:
    """Return the exception itself or a cause of it that is of this class, or None."""
    return next((found for found in _chain(error) if isinstance(found, kind)), None)


def is_untrusted(error: BaseException) -> bool:
    """Return whether a connection failed because the server's certificate is not trusted."""
    ssl: Any = sys.modules.get("ssl")
    return ssl is not None and any(isinstance(found, ssl.SSLCertVerificationError) for found in _chain(error))


def _is_protocol_error(error: Exception) -> bool:
    """Return whether h2, h11 or httpcore refused to write a request."""
    names = {ancestor.__name__ for ancestor in type(error).__mro__}
    return "LocalProtocolError" in names or ("ProtocolError" in names and _is_of(error, "h2"))


def _is_of(found: object, *libraries: str) -> bool:
    return type(found).__module__.partition(".")[0] in libraries


def _chain(error: BaseException) -> Iterator[object]:
    """Yield an exception, its causes, and what they carry: events of h2, the exceptions of a group.

    Not the exceptions that were being handled meanwhile: those may belong to an earlier request.
    """
    pending: list[object] = [error]
    seen: set[int] = set()
    while pending:
        found = pending.pop()
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        if isinstance(found, BaseExceptionGroup):
            pending += cast("BaseExceptionGroup[BaseException]", found).exceptions
        if isinstance(found, BaseException):
            pending += found.args
            if found.__cause__ is not None:
                pending.append(found.__cause__)
