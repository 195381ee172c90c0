"""Named scenarios: mishaps as they happen in the world, each a name, a sentence and its faults. Data only.

Sandbox(scenario="502-for-half-a-minute")
box.play("502-for-half-a-minute")
python -m pareta_sandbox --scenario 502-for-half-a-minute
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .faults.fault import EVER, Fault, FaultRule


@dataclass(frozen=True, slots=True)
class Scenario:
    """A mishap. `tells` is a sentence about it, `rules` are played in this order."""

    name: str
    tells: str
    rules: tuple[FaultRule, ...]


def named(name: object) -> Scenario:
    """The scenario of this name; a ValueError lists the names that there are."""
    found = SCENARIOS.get(name) if isinstance(name, str) else None
    if found is None:
        raise ValueError(f"no scenario is called {name!r}; there are {', '.join(SCENARIOS)}")
    return found


_BAD_GATEWAY = Fault(status=502, garbage="html")

_ALL = (
    Scenario(
        "proxy-restarts-during-deploy",
        "While a deploy is being told the proxy restarts: the stream is reset, then connections are closed, then "
        "there are 502s.",
        (
            FaultRule(operation="deployEndpoint", fault=Fault(after_events=3, lost="reset")),
            FaultRule(fault=Fault(lost="close"), times=2, in_turn=True),
            FaultRule(fault=_BAD_GATEWAY, times=2, in_turn=True),
        ),
    ),
    Scenario(
        "line-drops-after-run-accepted",
        "The line drops right after a task run was accepted and billed; no byte of the answer comes.",
        (FaultRule(operation="createTaskRun", fault=Fault(accepted=True, lost="reset")),),
    ),
    Scenario(
        "line-drops-after-runs-added",
        "The line drops right after runs were added to a group and billed.",
        (FaultRule(operation="addTaskGroupRuns", fault=Fault(accepted=True, lost="reset")),),
    ),
    Scenario(
        "line-drops-after-chat",
        "A chat is answered and billed, and the line drops before the answer is out.",
        (FaultRule(operation="createChatCompletion", fault=Fault(accepted=True, lost="reset")),),
    ),
    Scenario(
        "502-after-run-accepted",
        "A task run is accepted and billed, but the proxy loses the answer and says 502.",
        (FaultRule(operation="createTaskRun", fault=Fault(accepted=True, status=502, garbage="html")),),
    ),
    Scenario(
        "502-for-half-a-minute",
        "The load balancer answers every request with 502 for thirty seconds, beginning with the first.",
        (FaultRule(fault=_BAD_GATEWAY, times=None, seconds=30.0),),
    ),
    Scenario(
        "rate-limit-of-30-seconds",
        "The rate limiter refuses the next request and asks for thirty seconds.",
        (FaultRule(fault=Fault(status=429, retry_after=30)),),
    ),
    Scenario(
        "overloaded-until-a-date",
        "The service is overloaded, twice; it says until when, by a clock that is an hour slow.",
        (FaultRule(fault=Fault(status=503, retry_after_date=1, clock=-3600.0), times=2),),
    ),
    Scenario(
        "clock-jumps-back",
        "After the first answer the server's clock falls back by a day.",
        (FaultRule(fault=Fault(clock=-86_400.0), times=None, after=1),),
    ),
    Scenario(
        "idle-connection-closed",
        "The server closes a connection that was kept open, just when the second request comes over it.",
        (FaultRule(fault=Fault(lost="reset"), after=1),),
    ),
    Scenario(
        "long-poll-behind-a-proxy",
        "A proxy waits thirty seconds for the answer to a long poll, each time, then says 504.",
        (
            FaultRule(
                operation="getTaskRunResult",
                fault=Fault(after_seconds=30.0, status=504, garbage="html"),
                times=None,
            ),
        ),
    ),
    Scenario(
        "result-cut-in-half",
        "The result of a run comes with its Content-Length, and the connection is closed before its last bytes.",
        (FaultRule(operation="getTaskRunResult", fault=Fault(after_bytes=-20, lost="close")),),
    ),
    Scenario(
        "login-page",
        "Something on the way answers every request with the HTML page of a login, and with status 200.",
        (FaultRule(fault=Fault(status=200, garbage="html"), times=None),),
    ),
    Scenario(
        "silent-server",
        "The next request is taken and forgotten: nothing is done, and no answer ever comes.",
        (FaultRule(fault=Fault(status=504, stall=EVER)),),
    ),
    Scenario(
        "only-pings",
        "After its first event a stream says nothing more, but for a ping each fifteen seconds.",
        (FaultRule(fault=Fault(after_events=1, stall=EVER, pings=15.0)),),
    ),
    Scenario(
        "group-stream-cut-in-an-event",
        "A group's stream of events is cut in the middle of the third one, twice.",
        (
            FaultRule(
                operation="streamTaskGroupEvents",
                fault=Fault(after_events=2, after_bytes=25, lost="reset"),
                times=2,
            ),
        ),
    ),
    Scenario(
        "run-events-cut",
        "A run's stream of events is closed after two events, twice.",
        (FaultRule(operation="streamTaskRunEvents", fault=Fault(after_events=2, lost="close"), times=2),),
    ),
    Scenario(
        "chat-stream-without-end",
        "A streamed chat ends in good order, but without its end marker.",
        (FaultRule(operation="createChatCompletion", fault=Fault(after_events=-1, lost="end")),),
    ),
    Scenario(
        "chat-stream-fails",
        "A streamed chat breaks off with an error object after three tokens.",
        (FaultRule(operation="createChatCompletion", fault=Fault(after_events=3, inject="error")),),
    ),
    Scenario(
        "upload-reset",
        "The storage host resets the connection over which a document is being uploaded.",
        (FaultRule(operation="putSignedUpload", fault=Fault(lost="reset")),),
    ),
    Scenario(
        "byte-by-byte",
        "Every answer comes in pieces of one byte.",
        (FaultRule(fault=Fault(split=1), times=None),),
    ),
    Scenario(
        "bad-line",
        "Every answer drips in at two thousand bytes a second.",
        (FaultRule(fault=Fault(drip=2_000.0), times=None),),
    ),
)

SCENARIOS: Mapping[str, Scenario] = {scenario.name: scenario for scenario in _ALL}
