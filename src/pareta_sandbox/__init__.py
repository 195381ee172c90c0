"""A local server that behaves as the Pareta API and the Task API do. Shares no code with the clients it tests.

    with Sandbox() as box:
        Pareta(api_key="pareta_sk_test", base_url=box.url)

It keeps state, bills into a ledger and checks every request against openapi.yaml. Answers follow from the seed and
from the request, never from time or chance. One sandbox second is `1 / speed` wall seconds, for everything.

Marks in what a caller sends steer it; they are ordinary text, so that no field is invented:

- `[sandbox:fail]` in a task run's input: the run ends `failed`, its result is a 404; in a string of a deploy other
  than its task, model and name (`region`, say): the deploy ends with an `error` event; in an eval set's name: its
  runs end `failed`; in a chat's last message: a streamed answer breaks with an error chunk, any other is a 500.
- `[sandbox:slow]` in a task run's input: the run takes 600 sandbox seconds.

Idempotency keys are honoured on every POST of both APIs (with `task_idempotency=False` on Pareta's only), per API
key and operation: the first successful answer is given again and nothing is billed. The same key with another request
is a 422. Errors are not remembered.

Faults come on demand: `Sandbox(faults=["createTaskRun:status=503,times=2"])`, `box.fail("deployEndpoint",
Fault(after_events=3, lost="reset"))`, `Sandbox(scenario="502-for-half-a-minute")`. `Fault` says what there is.

The endpoint `ep_a1b2c3` (task `contract-key-fields`, model `qwen-vl-2`) is live from the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .faults.fault import EVER, AppliedFault, Fault, FaultRule
    from .server import Sandbox
    from .state.ledger import Ledger, LedgerEntry

__all__ = ["EVER", "AppliedFault", "Fault", "FaultRule", "Ledger", "LedgerEntry", "Sandbox"]

_HOMES = {
    "EVER": "faults.fault",
    "AppliedFault": "faults.fault",
    "Fault": "faults.fault",
    "FaultRule": "faults.fault",
    "Sandbox": "server",
    "Ledger": "state.ledger",
    "LedgerEntry": "state.ledger",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"the sandbox needs its extra: pip install 'pareta-sdk[sandbox]' ({missing})", name=missing.name
        ) from missing


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
