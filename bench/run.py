"""`make bench`: measures every peer in the same run, round by round, and writes the table.

    python -m bench.run [--quick] [--only CASE …] [--peers PEER …] [--rounds N] [--no-scale]

Interleaved: within a round every peer does the same case, one after the other, so that what disturbs the machine
disturbs all of them. One process works at a time, the server apart.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from typing import Any

from bench import machine, profile, report, scale
from bench.figures import CASE, CASES, Case
from bench.peers import BY_ID, PEERS, QUICK, Peer

# peer → case → the numbers of each round
Measured = dict[str, dict[str, list[dict[str, float]]]]


class Run:
    """One run: the server's URL, the workers, what was measured."""

    def __init__(self, peers: list[Peer], url: str, quick: bool) -> None:
        self.peers = peers
        self.url = url
        self.quick = quick
        self.measured: Measured = {peer.id: {} for peer in peers}
        self.left_out: dict[str, str] = {}
        self._workers: dict[str, machine.Worker] = {}

    def worker(self, peer: Peer) -> machine.Worker:
        """The peer's process for the cases that are measured warm."""
        if peer.id not in self._workers:
            self._workers[peer.id] = machine.Worker(peer, self.url)
        return self._workers[peer.id]

    def close(self) -> None:
        """Ends the workers."""
        for worker in self._workers.values():
            worker.close()

    def measure(self, case: Case, rounds: int) -> None:
        """All rounds of a case. A peer that cannot do it is left out, with the reason noted."""
        peers = [peer for peer in self.peers if not peer.cases or case.id in peer.cases]
        for number in range(rounds):
            # Each round begins with another peer: none is always the one after the greediest.
            turned = peers[number % len(peers) :] + peers[: number % len(peers)]
            for peer in turned:
                place = f"{peer.id} {case.id}"
                if place in self.left_out:
                    continue
                answer = self._once(peer, case)
                if "error" in answer or "missing" in answer:
                    self.left_out[place] = answer.get("error", "")
                    self.measured[peer.id].pop(case.id, None)
                else:
                    self.measured[peer.id].setdefault(case.id, []).append(answer)

    def _once(self, peer: Peer, case: Case) -> dict[str, Any]:
        if case.kind == "startup":
            return machine.start_up(peer, self.url + "/small", case.name)
        options = {**case.options, **(case.quick if self.quick else {})}
        if case.kind == "warm":
            return self.worker(peer).run(case.name, options)
        worker = machine.Worker(peer, self.url)
        try:
            return worker.run(case.name, options)
        finally:
            worker.close()


def main(arguments: list[str]) -> int:
    """The command."""
    asked = _parsed(arguments)
    chosen = asked.peers or (list(QUICK) if asked.quick else [peer.id for peer in PEERS])
    wanted = {*chosen, *(BY_ID[name].baseline for name in chosen)}
    peers = [peer for peer in PEERS if peer.id in wanted]
    cases = [case for case in CASES if not asked.only or case.id in asked.only]
    machine.install_ours()
    with ExitStack() as stack:
        run = Run(peers, stack.enter_context(machine.server()), asked.quick)
        stack.callback(run.close)
        for case in cases:
            begun = time.monotonic()
            rounds = case.quick_rounds if asked.quick else case.rounds
            run.measure(case, min(rounds, asked.rounds or rounds))
            print(f"  {case.id:<14} {time.monotonic() - begun:6.1f} s", file=sys.stderr, flush=True)
        whole = not (asked.quick or asked.only or asked.peers)
        curves = scale.measure(run.url) if whole and not asked.no_scale else None
        missed = [] if asked.quick else report.missed(run.measured)
        profiles = {
            report.profile_name(figure, peer): profile.text(CASE[figure.case], peer, run.url)
            for figure, peer in missed
        }
    for place, error in run.left_out.items():
        if error:
            print(f"  {place}: {error.strip().splitlines()[-1]}", file=sys.stderr)
    print(report.ratios(run.measured, peers))
    if asked.quick:
        print(
            "(200 executes in place of 1,000, 30,000 events in place of 200,000: make bench judges these goals)"
        )
    else:
        print("\n" + "\n\n".join(report.hindrances(run.measured, profiles)))
    if whole:
        versions = {peer.id: machine.version(peer) for peer in peers}
        report.write(run.measured, versions, machine.description(), curves, profiles)
    return 0


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure this SDK beside its peers.")
    parser.add_argument(
        "--quick", action="store_true", help="fewer rounds, ours beside bare httpx; ratios only"
    )
    parser.add_argument("--only", nargs="+", choices=[case.id for case in CASES], help="these cases")
    parser.add_argument(
        "--peers", nargs="+", choices=list(BY_ID), help="these, and what they are compared to"
    )
    parser.add_argument("--rounds", type=int, help="so many at most")
    parser.add_argument("--no-scale", action="store_true", help="leave out the scale curves")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
