"""Compares the tour of a port with examples/plain_tour.py, each on a sandbox of its own.

python -m tests.port_tour PROGRAM…
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from pareta_sandbox import Sandbox

REFERENCE = Path(__file__).parent.parent / "examples" / "plain_tour.py"
SPEED = 100


def output(program: Sequence[str]) -> str:
    """Return what a program prints on a new sandbox.

    Args:
        program: The program and its arguments.
    """
    with Sandbox(speed=SPEED) as box:
        variables = {
            "PARETA_BASE_URL": box.url,
            "PARALLEL_BASE_URL": box.url,
            "PARETA_API_KEY": "pareta_sk_tour_0123456789",
            "PARALLEL_API_KEY": "tour_key_0123456789",
        }
        done = subprocess.run(
            [*program], env={**os.environ, **variables}, capture_output=True, text=True, check=False
        )
    if done.returncode:
        sys.exit(f"{program[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def main(program: Sequence[str]) -> int:
    """Run both tours and return the exit status: 1 if they differ."""
    wanted, got = output([sys.executable, str(REFERENCE)]), output(program)
    difference = difflib.unified_diff(
        wanted.splitlines(), got.splitlines(), "python", program[0], lineterm=""
    )
    for line in difference:
        print(line)
    return int(wanted != got)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
