"""`pareta-mcp` and `python -m pareta_mcp`: serve over stdin and stdout. Logs go to stderr."""

from __future__ import annotations

import argparse
import logging
import sys
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pareta

if TYPE_CHECKING:
    from pareta_mcp.calls import Session

MISSING_EXTRA = 'pareta-mcp needs its extra: pip install "pareta-sdk[mcp]"'
MISSING_SANDBOX = '--sandbox needs two extras: pip install "pareta-sdk[mcp,sandbox]"'
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
    parser.add_argument("--verbose", action="store_true", help="log every started work and request to stderr")
    parser.add_argument("--version", action="version", version=f"%(prog)s {pareta.__version__}")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: The arguments; None for those of the process.

    Returns:
        The exit status: 0 after the client has closed the connection, 2 if something is not installed.
    """
    parser = _parser()
    options = parser.parse_args(argv)
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    if options.verbose:
        for name in ("pareta", "parallel", "pareta_mcp"):
            logging.getLogger(name).setLevel(logging.INFO)
    try:
        from mcp import MCPDeprecationWarning

        from pareta_mcp.server import ToolServer
    except ModuleNotFoundError as missing:
        print(f"{MISSING_EXTRA} ({missing.name} is missing)", file=sys.stderr)
        return 2
    # Clients with an older protocol still read logs.
    warnings.simplefilter("ignore", MCPDeprecationWarning)
    try:
        with _session(sandbox=options.sandbox, speed=options.sandbox_speed) as session:
            ToolServer(session).run("stdio")
    except ModuleNotFoundError as missing:
        print(f"{MISSING_SANDBOX} ({missing.name} is missing)", file=sys.stderr)
        return 2
    except ValueError as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        return 130
    return 0


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
