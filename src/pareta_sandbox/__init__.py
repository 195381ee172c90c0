"""A local server that behaves like the Pareta API and the Task API. It shares no code with the clients that it tests.

```python
with Sandbox() as box, Pareta(api_key="pareta_sk_test", base_url=box.url) as pa:
    pa.models.list()
```

It keeps state, bills into a ledger and validates every request against openapi.yaml. Responses follow from the seed and
the request, never from the time or from chance. One sandbox second lasts `1 / speed` real seconds.

Markers in ordinary text make the services fail:

- `[sandbox:fail]` in a task run's input: the run ends as `failed`, and its result is a 404.
- `[sandbox:fail]` in a deploy's strings other than task, model and name: the deploy ends with an `error` event.
- `[sandbox:fail]` in an eval set's name: its runs end as `failed`.
- `[sandbox:fail]` in a chat's last message: a stream breaks with an error chunk, any other response is a 500.
- `[sandbox:slow]` in a task run's input: the run takes 600 sandbox seconds.

Idempotency keys are honored on every POST, per API key and operation (with `task_idempotency=False` on Pareta's only):
the first successful response is returned again and nothing is billed. The same key with another request is a 422.

Faults make everything in front of the services fail: `Sandbox(faults=["createTaskRun:status=503,times=2"])`,
`box.fail("deployEndpoint", Fault(after_events=3, lost="reset"))`, `Sandbox(scenario="502-for-half-a-minute")`.

The endpoint `ep_a1b2c3` (task `contract-key-fields`, model `qwen-vl-2`) is live from the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .faults.fault import EVER, AppliedFault, Fault, FaultRule
    from .recorded_requests import RecordedRequest
    from .scripting import ScriptedResponse
    from .server import Sandbox
    from .state.ledger import Ledger, LedgerEntry

__all__ = [
    "EVER",
    "AppliedFault",
    "Fault",
    "FaultRule",
    "Ledger",
    "LedgerEntry",
    "RecordedRequest",
    "Sandbox",
    "ScriptedResponse",
]

# Where each public name is defined. Names are imported on first use, so that the package can be imported without the
# extra `sandbox`.
_MODULES = {
    "EVER": "faults.fault",
    "AppliedFault": "faults.fault",
    "Fault": "faults.fault",
    "FaultRule": "faults.fault",
    "RecordedRequest": "recorded_requests",
    "Sandbox": "server",
    "ScriptedResponse": "scripting",
    "Ledger": "state.ledger",
    "LedgerEntry": "state.ledger",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f'the sandbox needs its extra: pip install "pareta-sdk[sandbox]" ({missing})', name=missing.name
        ) from missing


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
