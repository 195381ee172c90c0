"""Named scenarios: failures as they happen in production, each a name, a description and its rules.

```python
Sandbox(scenario="502-for-half-a-minute")
box.play("502-for-half-a-minute")
```

On the command line: `python -m pareta_sandbox --scenario 502-for-half-a-minute`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .faults.fault import EVER, Fault, FaultRule


@dataclass(frozen=True, slots=True)
class Scenario:
    """A failure that consists of one or more faults.

    Args:
        name: What `Sandbox.play` and `--scenario` call it.
        description: One sentence about it.
        rules: Its rules, in the order in which they are added.

    Example:
        ```python
        flaky = Scenario("flaky", "Every request fails once.", (FaultRule(fault=Fault(status=503)),))
        box.play(flaky)
        ```
    """

    name: str
    description: str
    rules: tuple[FaultRule, ...]


def find_scenario(name: object) -> Scenario:
    """Return the scenario of this name.

    Raises:
        ValueError: There is none. The message lists the names.
    """
    found = SCENARIOS.get(name) if isinstance(name, str) else None
    if found is None:
        raise ValueError(f"no scenario is called {name!r}; the scenarios are {', '.join(SCENARIOS)}")
    return found


_BAD_GATEWAY = Fault(status=502, garbage="html")

_ALL = (
    Scenario(
        "proxy-restarts-during-deploy",
        "The proxy restarts during a deploy: the stream is reset, then connections are closed, then there are 502s.",
        (
            FaultRule(operation="deployEndpoint", fault=Fault(after_events=3, lost="reset")),
            FaultRule(fault=Fault(lost="close"), times=2, in_turn=True),
            FaultRule(fault=_BAD_GATEWAY, times=2, in_turn=True),
        ),
    ),
    Scenario(
        "reset-after-run-accepted",
        "The connection is reset right after a task run was accepted and billed, before any byte of the response.",
        (FaultRule(operation="createTaskRun", fault=Fault(accepted=True, lost="reset")),),
    ),
    Scenario(
        "reset-after-runs-added",
        "The connection is reset right after runs were added to a group and billed.",
        (FaultRule(operation="addTaskGroupRuns", fault=Fault(accepted=True, lost="reset")),),
    ),
    Scenario(
        "reset-after-chat",
        "The connection is reset right after a chat was completed and billed, before any byte of the response.",
        (FaultRule(operation="createChatCompletion", fault=Fault(accepted=True, lost="reset")),),
    ),
    Scenario(
        "502-after-run-accepted",
        "A task run is accepted and billed, but the proxy loses the response and returns 502.",
        (FaultRule(operation="createTaskRun", fault=Fault(accepted=True, status=502, garbage="html")),),
    ),
    Scenario(
        "502-for-half-a-minute",
        "The load balancer returns 502 to every request for thirty seconds, starting with the first.",
        (FaultRule(fault=_BAD_GATEWAY, times=None, seconds=30.0),),
    ),
    Scenario(
        "rate-limit-of-30-seconds",
        "The rate limiter rejects the next request and asks for a pause of thirty seconds.",
        (FaultRule(fault=Fault(status=429, retry_after=30)),),
    ),
    Scenario(
        "overloaded-until-a-date",
        "The service is overloaded, twice. It says until when, by a clock that is an hour slow.",
        (FaultRule(fault=Fault(status=503, retry_after_date=1, clock=-3600.0), times=2),),
    ),
    Scenario(
        "clock-jumps-back",
        "After the first response the server's clock jumps back by a day.",
        (FaultRule(fault=Fault(clock=-86_400.0), times=None, after=1),),
    ),
    Scenario(
        "idle-connection-closed",
        "The server closes an idle connection just when the second request is sent on it.",
        (FaultRule(fault=Fault(lost="reset"), after=1),),
    ),
    Scenario(
        "long-poll-behind-a-proxy",
        "A proxy waits thirty seconds for the response to each long poll, then returns 504.",
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
        "The connection is closed before the last bytes of a run's result, although it has a Content-Length.",
        (FaultRule(operation="getTaskRunResult", fault=Fault(after_bytes=-20, lost="close")),),
    ),
    Scenario(
        "login-page",
        "Something on the network responds to every request with a login page in HTML and status 200.",
        (FaultRule(fault=Fault(status=200, garbage="html"), times=None),),
    ),
    Scenario(
        "silent-server",
        "The next request is read and dropped: nothing is done, and no response ever comes.",
        (FaultRule(fault=Fault(status=504, stall=EVER)),),
    ),
    Scenario(
        "only-pings",
        "After its first event a stream sends nothing but a ping every fifteen seconds.",
        (FaultRule(fault=Fault(after_events=1, stall=EVER, pings=15.0)),),
    ),
    Scenario(
        "group-stream-cut-in-an-event",
        "A group's event stream is cut in the middle of the third event, twice.",
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
        "A run's event stream is closed after two events, twice.",
        (FaultRule(operation="streamTaskRunEvents", fault=Fault(after_events=2, lost="close"), times=2),),
    ),
    Scenario(
        "chat-stream-without-end",
        "A chat stream ends properly, but without its end marker.",
        (FaultRule(operation="createChatCompletion", fault=Fault(after_events=-1, lost="end")),),
    ),
    Scenario(
        "chat-stream-fails",
        "A chat stream ends with an error object after three tokens.",
        (FaultRule(operation="createChatCompletion", fault=Fault(after_events=3, inject="error")),),
    ),
    Scenario(
        "upload-reset",
        "The storage host resets the connection during the upload of a document.",
        (FaultRule(operation="putSignedUpload", fault=Fault(lost="reset")),),
    ),
    Scenario(
        "byte-by-byte",
        "Every response is sent in chunks of one byte.",
        (FaultRule(fault=Fault(split=1), times=None),),
    ),
    Scenario(
        "slow-connection",
        "Every response is sent at two thousand bytes per second.",
        (FaultRule(fault=Fault(drip=2_000.0), times=None),),
    ),
)

SCENARIOS: Mapping[str, Scenario] = {scenario.name: scenario for scenario in _ALL}
