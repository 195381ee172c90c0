"""Count the instructions of a call or an event with valgrind, where timing is too noisy.

    python -m bench.instructions [--peers PEER …] [--cases CASE …]
    python -m bench.instructions --write     this SDK, now and at an earlier commit, and others where this one is to
                                             be ahead of them, into counted.json and README.md (half an hour)

Each case is run twice, with few and with many repetitions; the difference, over the difference of the repetitions, is
the cost of one. Counts are the same on a busy machine as on a quiet one, so a change of one per cent can be seen.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from bench import machine, report
from bench.counts import Counts
from bench.figures import FIGURES
from bench.peers import BY_ID, EARLIER, PEERS, QUICK, Peer


class Case(NamedTuple):
    """What is repeated: its title, the call that an adapter must have, few and many repetitions."""

    title: str
    needed: str
    few: int
    many: int


CASES = {
    "import": Case("import", "", 0, 1),
    "client": Case("first client", "", 0, 1),
    "response": Case("first response", "", 0, 1),
    "further": Case("further client", "", 2, 6),
    "further_response": Case("further client, first response", "get", 2, 6),
    "get": Case("sync GET", "get", 10, 60),
    "post": Case("sync POST", "post", 10, 60),
    "aget": Case("async GET", "aget", 10, 60),
    "apost": Case("async POST", "apost", 10, 60),
    "models": Case("models, 100 KB", "models", 1, 5),
    "leaderboard": Case("leaderboard, 100 KB", "leaderboard", 1, 5),
    "eval_run": Case("eval run, 100 KB", "eval_run", 1, 5),
    "result": Case("result, 100 KB", "result", 1, 5),
    "models_2m": Case("models, 2 MB", "models", 1, 3),
    "eval_run_2m": Case("eval run, 2 MB", "eval_run", 1, 3),
    "result_2m": Case("result, 2 MB", "result", 1, 3),
    "stream_1": Case("SSE, sync, 1", "stream", 320, 3_520),
    "astream_1": Case("SSE, async, 1", "astream", 320, 3_520),
    "stream_64": Case("SSE, sync, 64", "stream", 320, 3_520),
    "astream_64": Case("SSE, async, 64", "astream", 320, 3_520),
    "deploy_1": Case("named, sync, 1", "deploy", 320, 3_520),
    "adeploy_1": Case("named, async, 1", "adeploy", 320, 3_520),
    "deploy_64": Case("named, sync, 64", "deploy", 320, 3_520),
    "adeploy_64": Case("named, async, 64", "adeploy", 320, 3_520),
}
"""Of the streams: one event, and the events in each chunk. `import`, `client` and `response` begin in a new process."""
FAR = ("openai", "anthropic")
"""Not counted: they cost so many times more that times are enough to tell."""
SCRIPT = machine.ROOT / "bench/cases/repeated.py"
_COUNT = re.compile(r"I +refs: +([\d,]+)")


def first_lines(peer: Peer, url: str, case: str) -> str:
    """Return the statements of a case that begins in a new process; "" for any other case."""
    if case == "import":
        return peer.imports
    lines = (peer.imports, peer.client.replace("URL", f"{url}/small"), peer.call)
    return "\n".join({"client": lines[:2], "response": lines}.get(case, ()))


def count(peer: Peer, url: str, case: str, times: int) -> int | None:
    """Return the instructions of a process that runs the case `times` times; None where the SDK cannot."""
    statements = first_lines(peer, url, case)
    # (cachegrind without its cache counts as callgrind does, in half the time.)
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    program = [machine.python(peer), str(SCRIPT), peer.adapter, url, case, str(times), statements]
    done = subprocess.run(
        [*command, *program],
        cwd=machine.ROOT,
        env=machine.environment(PYTHONPATH=str(machine.ROOT)),
        capture_output=True,
        text=True,
        check=False,
    )
    found = _COUNT.search(done.stderr)
    if done.returncode or not found:
        print(f"  {peer.id} {case}: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return None
    return int(found[1].replace(",", ""))


def cost(peer: Peer, url: str, case: str) -> float | None:
    """Return the instructions of running the case once."""
    wanted = CASES[case]
    adapter = (machine.ROOT / f"bench/adapters/{peer.adapter}.py").read_text(encoding="utf-8")
    if wanted.needed and not re.search(
        rf"^(?:(?:async )?def {wanted.needed}\b|{wanted.needed} =)", adapter, re.MULTILINE
    ):
        return None
    # Both at once: no other process changes a count.
    with ThreadPoolExecutor(2) as pool:
        counts = [pool.submit(count, peer, url, case, times) for times in (wanted.few, wanted.many)]
        low, high = (each.result() for each in counts)
    return None if low is None or high is None else (high - low) / (wanted.many - wanted.few)


def main(arguments: list[str]) -> int:
    """The command."""
    if not shutil.which("valgrind"):
        print("valgrind is not installed here", file=sys.stderr)
        return 1
    parser = argparse.ArgumentParser(description="Count instructions.")
    parser.add_argument("--peers", nargs="+", choices=list(BY_ID), default=list(QUICK))
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument(
        "--write", action="store_true", help="compare with an earlier commit in bench/README.md"
    )
    options = parser.parse_args(arguments)
    machine.install_ours()
    if options.write and not machine.install_earlier():
        print(f"git does not have {EARLIER}", file=sys.stderr)
        return 1
    found: Counts = {}
    print(f"{'case':<32}{'SDK':<22}{'instructions':>14}{'ratio':>8}")
    with machine.server() as url:
        for case in options.cases:
            wanted = compared(case) if options.write else options.peers
            wanted = {*wanted, *(BY_ID[name].baseline for name in wanted)}
            for peer in (peer for peer in BY_ID.values() if peer.id in wanted):
                one = cost(peer, url, case)
                if one is None:
                    continue
                counts = found.setdefault(case, {})
                counts[peer.id] = one
                ratio = one / counts[peer.baseline]
                print(f"{CASES[case].title:<32}{peer.id:<22}{one:>14,.0f}{ratio:>8.2f}", flush=True)
    if options.write:
        report.write_counts(found, {name: case.title for name, case in CASES.items()})
    return 0


def compared(case: str) -> list[str]:
    """Return the peers whose counts the goals of a case need: this SDK now and then; others, if it is to be ahead."""
    figures = [figure for figure in FIGURES if figure.counted == case]
    ours = [
        peer
        for peer in PEERS
        if peer.ours and (not peer.cases or any(figure.case in peer.cases for figure in figures))
    ]
    others = [peer.id for peer in PEERS if peer.rival and peer.id not in FAR]
    then = [peer.earlier for peer in ours]
    return [peer.id for peer in ours] + then + (others if any(figure.ahead for figure in figures) else [])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
