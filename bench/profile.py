"""Show where the time of a case goes: by package and function, or by module for an import.

python -m bench.profile sync_get ours-pareta
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys

from bench import machine
from bench.figures import CASE, Case
from bench.peers import BY_ID, EARLIER, EARLIER_IDS, Peer


def text(case: Case, peer: Peer, url: str) -> str:
    """Return the profile, as it is shown: a command, and what it prints."""
    shown = _imports(case, peer, url) if case.kind == "startup" else _functions(case, peer, url)
    return f"$ python -m bench.profile {case.id} {peer.id}\n{shown}"


def _functions(case: Case, peer: Peer, url: str) -> str:
    options = json.dumps(case.options if case.kind == "fresh" else {**case.options, **case.quick})
    done = _run(peer, "-m", "bench.cases.profiled", peer.adapter, url, case.name, options)
    return done.stdout.strip()


def _imports(case: Case, peer: Peer, url: str) -> str:
    """Return what was imported, the slowest modules first."""
    steps = {"import": 1, "client": 2, "response": 3}[case.name]
    lines = [peer.imports, peer.client.replace("URL", f"{url}/small"), peer.call]
    done = _run(peer, "-X", "importtime", "-c", "\n".join(lines[:steps]))
    found = re.findall(r"import time:\s*(\d+) \|\s*(\d+) \| +(\S+)", done.stderr)
    rows = sorted(((int(own), int(both), module) for own, both, module in found), reverse=True)
    whole = sum(own for own, _, _ in rows)
    head = f"{len(rows)} modules, {whole / 1000:.0f} ms under this profile\n{'own %':>6} {'with imports %':>15}  module"
    return "\n".join(
        [head, *(f"{own / whole:>6.1%} {both / whole:>15.1%}  {name}" for own, both, name in rows[:12])]
    )


def _run(peer: Peer, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [machine.python(peer), *arguments],
        cwd=machine.ROOT,
        env=machine.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the profile failed:\n{done.stdout}{done.stderr}")
    return done


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Profile one case of one SDK.")
    parser.add_argument("case", choices=list(CASE))
    parser.add_argument("peer", choices=list(BY_ID))
    options = parser.parse_args(arguments)
    peer = BY_ID[options.peer]
    if peer.ours:
        machine.install_ours()
    elif peer.id in EARLIER_IDS and not machine.install_earlier():
        print(f"git does not have {EARLIER} here", file=sys.stderr)
        return 1
    with machine.server() as url:
        print(text(CASE[options.case], peer, url))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
