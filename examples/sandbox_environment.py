"""Run a program that reads the environment, here a child process, against a sandbox."""

import os
import subprocess
import sys

from pareta_sandbox import Sandbox

PROGRAM = """
from pareta import Pareta

with Pareta.from_env() as pa:
    print("first model:", pa.models.list()[0].id)
"""

with Sandbox() as box:
    environment = {**os.environ, **box.environment(), "NO_PROXY": "127.0.0.1"}
    subprocess.run([sys.executable, "-c", PROGRAM], env=environment, check=True)  # noqa: S603 (its own program)
    print([request.operation_id for request in box.requests])
