"""Runs one peer's tests, in the peer's own environment, against a sandbox started from this one.

    .venv/bin/python tests/peers/run.py openai .venvs/peer-openai/bin/python [pytest options]
    .venv/bin/python tests/peers/run.py typescript node [options of node --test]

The tests read the sandbox's address from the variable PARETA_SANDBOX_URL, and what starts another one from
PARETA_SANDBOX_PYTHON. No assertion lives here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
SANDBOX = (sys.executable, "-m", "pareta_sandbox", "--port", "0", "--speed", "100")
START_TIMEOUT = 30.0  # seconds until the sandbox prints where it listens
SECRETS = ("API_KEY", "BASE_URL")


def first_line(process: subprocess.Popen[str]) -> str:
    """Return what the sandbox prints first, or an empty string if it ends or stays silent."""
    alarm = threading.Timer(START_TIMEOUT, process.kill)
    alarm.start()
    try:
        assert process.stdout is not None
        return process.stdout.readline().strip()
    finally:
        alarm.cancel()


def environment(url: str) -> dict[str, str]:
    """Return the environment in which a peer sees the sandbox, and no key or path of who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith(SECRETS)}
    for name in (
        "PYTHONPATH",
        "PYTHONHOME",
        "VIRTUAL_ENV",
        "PYTEST_ADDOPTS",
        "PYTEST_PLUGINS",
        "NODE_OPTIONS",
    ):
        kept.pop(name, None)
    return {
        **kept,
        "PARETA_SANDBOX_URL": url,
        "PARETA_SANDBOX_PYTHON": sys.executable,
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


def test_command(peer: str, program: str, options: list[str]) -> list[str]:
    """Return the command that runs a peer's tests: pytest on its module, or node on the modules in its folder."""
    if (HERE / peer).is_dir():
        return [program, "--test", *options, *map(str, sorted((HERE / peer).glob("*.test.mjs")))]
    # Not `.resolve()`: an environment's python is a link to one that knows none of its packages.
    return [os.path.abspath(program), "-m", "pytest", str(HERE / f"test_{peer}.py"), *options]  # noqa: PTH100


def main(peer: str, program: str, options: list[str]) -> int:
    """Run the command. Return the exit status of the tests."""
    command = test_command(peer, program, options)
    missing = [name for name in command if name.startswith(str(HERE)) and not Path(name).exists()]
    if missing or str(HERE) not in " ".join(command):
        print(f"tests/peers has none that prove that {peer} runs on the sandbox", file=sys.stderr)
        return 1
    with subprocess.Popen(SANDBOX, stdout=subprocess.PIPE, text=True) as sandbox:
        try:
            url = first_line(sandbox)
            if not url.startswith("http"):
                print("the sandbox did not start: " + " ".join(SANDBOX[1:]), file=sys.stderr)
                return 1
            # Whatever the sandbox prints later is read away, so that its pipe never fills.
            threading.Thread(target=sandbox.communicate, daemon=True).start()
            return subprocess.run(command, cwd=HERE, env=environment(url), check=False).returncode
        finally:
            sandbox.terminate()
            try:
                sandbox.wait(timeout=5)
            except subprocess.TimeoutExpired:
                sandbox.kill()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: run.py PEER PROGRAM [options of the tests]")
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
