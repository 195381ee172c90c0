"""`pareta-mcp` and `python -m pareta_mcp`: serve over stdin and stdout. Logs go to stderr."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pareta

if TYPE_CHECKING:
    from pareta_mcp.calls import Session
    from pareta_mcp.server import ToolServer

MISSING_EXTRA = 'pareta-mcp needs its extra: pip install "pareta-sdk[mcp]"'
MISSING_SANDBOX = '--sandbox needs two extras: pip install "pareta-sdk[mcp,sandbox]"'
CLOSED = "pareta-mcp speaks to an MCP client over stdin and stdout, and one of them is closed"
INTERRUPTED = 130
# The sandbox takes any key of this form.
SANDBOX_KEY = "pareta_sk_sandbox"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pareta-mcp",
        description="Serve the Pareta API and the Task API as tools over the Model Context Protocol (stdio).",
        epilog="Keys come from PARETA_API_KEY and PARALLEL_API_KEY; one of them is enough for the tools of its API.",
    )
    parser.add_argument(
        "--sandbox",
        action="store_true",
        help="serve a sandbox on this machine instead of the services: no account, no costs",
    )
    parser.add_argument(
        "--sandbox-speed",
        type=float,
        default=10.0,
        metavar="N",
        help="sandbox seconds in a real second (default: 10)",
    )
    parser.add_argument(
        "--read-only", action="store_true", help="leave out the tools that cost money or change something"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="log every request to stderr, and not only started work"
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {pareta.__version__}")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: The arguments; None for those of the process.

    Returns:
        The exit status: 0 after the client has closed the connection, 1 if it broke, 2 if something is not installed or
        an option is wrong, 130 after Ctrl-C or SIGTERM.
    """
    parser = _parser()
    options = parser.parse_args(argv)
    _log_to_stderr(verbose=options.verbose)
    # SIGTERM ends the server as Ctrl-C does: what continues at the services is logged.
    signal.signal(signal.SIGTERM, lambda _number, _frame: signal.raise_signal(signal.SIGINT))
    try:
        return _serve(options)
    except ValueError as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED


def _serve(options: argparse.Namespace) -> int:
    try:
        from mcp import MCPDeprecationWarning

        from pareta_mcp.server import ToolServer
    except ModuleNotFoundError as missing:
        print(f"{MISSING_EXTRA} ({missing.name} is missing)", file=sys.stderr)
        return 2
    # Clients with an older protocol still read logs.
    warnings.simplefilter("ignore", MCPDeprecationWarning)
    if sys.stdin is None or sys.stdout is None:  # pyright: ignore[reportUnnecessaryComparison]  # closed before the start
        print(CLOSED, file=sys.stderr)
        return 2
    if sys.stdin.isatty():
        print(
            "pareta-mcp is started by MCP clients. It waits for one on stdin; Ctrl-C ends it.",
            file=sys.stderr,
        )
    try:
        with _session(sandbox=options.sandbox, speed=options.sandbox_speed) as session:
            return _run(ToolServer(session, read_only=options.read_only))
    except ModuleNotFoundError as missing:
        print(f"{MISSING_SANDBOX} ({missing.name} is missing)", file=sys.stderr)
        return 2


def _run(server: ToolServer) -> int:
    status = 0
    try:
        server.run("stdio")
    except* BrokenPipeError:
        logging.getLogger("pareta_mcp").warning("the client reads no more")
        status = 1
    except* OSError as group:
        logging.getLogger("pareta_mcp").warning("stdin or stdout failed: %s", group.exceptions[0])
        status = 1
    return status


def _log_to_stderr(*, verbose: bool) -> None:
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in ("pareta_mcp", "pareta", "parallel") if verbose else ("pareta_mcp",):
        logging.getLogger(name).setLevel(logging.INFO)


@contextmanager
def _session(*, sandbox: bool, speed: float) -> Generator[Session]:
    from pareta_mcp.calls import Session

    if not sandbox:
        yield Session()
        return
    from pareta_sandbox import Sandbox

    with Sandbox(speed=speed) as box:
        yield Session(base_url=box.url, key=SANDBOX_KEY)


if __name__ == "__main__":
    sys.exit(main())
