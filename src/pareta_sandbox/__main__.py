"""`python -m pareta_sandbox`: serve until Ctrl-C. The first line of stdout is the URL and nothing else.

`proxy` and `replay` as the first argument are commands of their own: see `recorder.commands`.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .faults.fault import FaultRule
from .faults.parsing import parse_rule
from .foreground import positive_number, run_until_signal
from .scenarios import SCENARIOS

if TYPE_CHECKING:
    from .server import Sandbox

MISSING_EXTRA = 'the sandbox needs its extra: pip install "pareta-sdk[sandbox]"'


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pareta_sandbox",
        description="Serve the Pareta API and the Task API on this machine, with responses that follow from a seed.",
        epilog="Two commands record a real service and replay it: `proxy --help`, `replay --help`.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    parser.add_argument("--seed", type=int, default=0, help="what every response follows from (default: 0)")
    parser.add_argument(
        "--speed", type=positive_number, default=1.0, help="sandbox seconds per real second (default: 1)"
    )
    parser.add_argument(
        "--keys", help="the only valid API keys, separated by commas (default: any well-formed one)"
    )
    parser.add_argument(
        "--balance-micro-usd", type=int, help="the balance in micro-USD (default: a large one)"
    )
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        type=_fault_rule,
        metavar="RULE",
        help="apply a fault: createTaskRun:status=503,retry_after=2,times=2 (may be repeated)",
    )
    parser.add_argument("--scenario", choices=SCENARIOS, metavar="NAME", help="add the faults of a scenario")
    parser.add_argument("--list-scenarios", action="store_true", help="list the scenarios and exit")
    parser.add_argument(
        "--no-task-idempotency",
        dest="task_idempotency",
        action="store_false",
        help="let the Task API ignore idempotency keys",
    )
    parser.add_argument(
        "--sse-pings",
        type=positive_number,
        metavar="SECONDS",
        help="send a comment over each stream that was silent for this many sandbox seconds",
    )
    return parser


def _fault_rule(text: str) -> FaultRule:
    try:
        return parse_rule(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _create_sandbox(arguments: argparse.Namespace) -> Sandbox:
    from .server import Sandbox
    from .state.ledger import AMPLE_BALANCE_MICRO_USD

    balance = arguments.balance_micro_usd
    return Sandbox(
        arguments.port,
        host=arguments.host,
        seed=arguments.seed,
        speed=arguments.speed,
        keys=[key for key in arguments.keys.split(",") if key] if arguments.keys is not None else None,
        balance_micro_usd=AMPLE_BALANCE_MICRO_USD if balance is None else balance,
        faults=arguments.fault,
        scenario=arguments.scenario,
        task_idempotency=arguments.task_idempotency,
        sse_pings=arguments.sse_pings,
    )


def _record_or_replay(command: str, argv: Sequence[str]) -> int:
    try:
        from .recorder import commands
    except ModuleNotFoundError as missing:
        print(f"{MISSING_EXTRA} ({missing})", file=sys.stderr)
        return 1
    return commands.proxy(argv) if command == "proxy" else commands.replay(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: The arguments; None for those of the process.

    Returns:
        The exit status.
    """
    argv = sys.argv[1:] if argv is None else argv
    if argv and argv[0] in ("proxy", "replay"):
        return _record_or_replay(argv[0], argv[1:])
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.list_scenarios:
        for scenario in SCENARIOS.values():
            print(f"{scenario.name:<30} {scenario.description}")
        return 0
    try:
        sandbox = _create_sandbox(arguments)
    except ModuleNotFoundError as missing:
        print(f"{MISSING_EXTRA} ({missing})", file=sys.stderr)
        return 1
    except ValueError as error:
        parser.error(str(error))
    step = f"listen on {arguments.host}:{arguments.port}"

    def announce(url: str) -> None:
        nonlocal step
        step = f"write the address {url} to stdout"
        print(url, flush=True)

    try:
        run_until_signal(lambda stop: sandbox.serve(announce, stop))
    except OSError as error:
        print(f"cannot {step}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))  # until the loop handles it
    sys.exit(main())
