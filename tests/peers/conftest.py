"""What the peers' tests share: where the sandbox is, and two more of them for what the common one cannot show.

No peer is imported here, nor anything of this project: each peer's environment has only that peer and pytest in it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENDPOINT = "ep_a1b2c3"  # live in every sandbox from its first second


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def url() -> str:
    """Return the sandbox that run.py started: full speed, a full balance."""
    return os.environ["PARETA_SANDBOX_URL"]


@pytest.fixture(scope="session")
def endpoint() -> str:
    return ENDPOINT


@pytest.fixture(scope="session")
def out_of_credit() -> Iterator[str]:
    """Yield a sandbox with an empty balance."""
    with started("--balance-micro-usd", "0") as address:
        yield address


@pytest.fixture(scope="session")
def nearly_still() -> Iterator[str]:
    """Yield a sandbox where a second takes a quarter of an hour: what arrives here arrived before the rest was sent."""
    with started("--speed", "0.001") as address:
        yield address


@contextmanager
def started(*options: str) -> Iterator[str]:
    """Yield a sandbox of the project's own environment; a peer's has none to offer."""
    python = shutil.which(
        "python", path=os.pathsep.join(str(ROOT / ".venv" / folder) for folder in ("bin", "Scripts"))
    )
    if python is None:
        pytest.skip("needs the project's .venv: run `make test-peers`")
    command = [python, "-m", "pareta_sandbox", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sandbox:
        try:
            address = sandbox.stdout.readline().strip()
            assert address.startswith("http"), "the sandbox did not start"
            yield address
        finally:
            sandbox.terminate()
