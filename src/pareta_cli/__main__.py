"""`python -m pareta_cli`, and the command `pareta`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

MISSING_EXTRA = 'the command line needs its extra: pip install "pareta-sdk[cli]"'
_EXTRA = ("cyclopts", "rich")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: The arguments, without the name of the program; None for those of the process.

    Returns:
        The exit status.
    """
    try:
        from pareta_cli.program import run

        return run(argv)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        sys.stderr.write(f"{MISSING_EXTRA} ({error.name} is missing)\n")
        return 2
    except KeyboardInterrupt:  # before or after the command itself
        return 130


if __name__ == "__main__":
    sys.exit(main())
