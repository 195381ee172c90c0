"""Where the time of a case goes: by package and by function, in the environment of the SDK that is looked at.

python -m bench.profile sync_get ours-pareta
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

from bench import machine
from bench.figures import CASE
from bench.peers import BY_ID


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Profile one case of one SDK.")
    parser.add_argument("case", choices=[case.id for case in CASE.values() if case.kind != "startup"])
    parser.add_argument("peer", choices=list(BY_ID))
    asked = parser.parse_args(arguments)
    case, peer = CASE[asked.case], BY_ID[asked.peer]
    if peer.ours:
        machine.install_ours()
    with machine.server() as url:
        options = json.dumps({**case.options, **case.quick})
        program = ["-m", "bench.cases.profiled", peer.adapter, url, case.name, options]
        return subprocess.run(
            [machine.python(peer), *program], cwd=machine.ROOT, env=machine.environment(), check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
