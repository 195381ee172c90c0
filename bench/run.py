"""`make bench`: measure every peer in one run, round by round, and write the tables.

    python -m bench.run [--quick] [--only CASE …] [--peers PEER …] [--rounds N] [--no-scale]

Interleaved: within a round every peer does the same case, one after the other, so what disturbs the machine disturbs
all of them. One process works at a time, beside the server.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import ExitStack
from typing import Any

from bench import machine, profile, report, scale
from bench.figures import CASE, CASES, Case
from bench.peers import BY_ID, EARLIER, EARLIER_IDS, PEERS, QUICK, Peer
from bench.report import Measured

QUIET = 0.5
"""Load of the machine up to which a run is worth keeping."""


class Run:
    """One run: the server's URL, the workers, the measurements."""

    def __init__(self, peers: list[Peer], url: str, quick: bool) -> None:
        self.peers = peers
        self.url = url
        self.quick = quick
        self.measured: Measured = {peer.id: {} for peer in peers}
        self.left_out: dict[str, str] = {}
        """Why a peer was not measured in a case: an error, or nothing where the SDK has no such call."""
        self._workers: dict[str, machine.Worker] = {}

    def worker(self, peer: Peer) -> machine.Worker:
        """Return the peer's process for warm cases."""
        if peer.id not in self._workers:
            self._workers[peer.id] = machine.Worker(peer, self.url)
        return self._workers[peer.id]

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers.values():
            worker.close()

    def measure(self, case: Case, rounds: int) -> None:
        """Measure all rounds of a case. A peer that cannot do it is left out, with the reason noted."""
        peers = [peer for peer in self.peers if not peer.cases or case.id in peer.cases]
        for number in range(rounds):
            # Each round begins with another peer, so that none always follows the slowest.
            for peer in peers[number % len(peers) :] + peers[: number % len(peers)]:
                name = f"{peer.id} {case.id}"
                if name in self.left_out:
                    continue
                numbers = self._once(peer, case)
                if "error" in numbers or "missing" in numbers:
                    self.left_out[name] = numbers.get("error", "")
                    self.measured[peer.id].pop(case.id, None)
                    if "error" in numbers and peer.id in self._workers:
                        self._workers.pop(peer.id).close()
                else:
                    self.measured[peer.id].setdefault(case.id, []).append(numbers)

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
    """Run the command."""
    options = _parsed(arguments)
    whole = not (options.quick or options.only or options.peers or options.rounds)
    peers = _chosen(options)
    cases = [case for case in CASES if not options.only or case.id in options.only]
    measured_on = machine.description()
    if float(measured_on["load"]) > QUIET:
        print(f"  the machine is busy (load {measured_on['load']}): ratios will vary", file=sys.stderr)
    machine.install_ours()
    if any(peer.id in EARLIER_IDS for peer in peers) and not machine.install_earlier():
        peers = [peer for peer in peers if peer.id not in EARLIER_IDS]
        print(f"  git does not have {EARLIER}: its figures are those of bench/earlier.json", file=sys.stderr)
    with ExitStack() as stack:
        run = Run(peers, stack.enter_context(machine.server()), options.quick)
        stack.callback(run.close)
        for case in cases:
            started = time.monotonic()
            rounds = case.quick_rounds if options.quick else case.rounds
            if not rounds:
                continue
            run.measure(case, min(rounds, options.rounds or rounds))
            print(f"  {case.id:<18} {time.monotonic() - started:6.1f} s", file=sys.stderr, flush=True)
        curves = scale.measure(run.url) if whole and not options.no_scale else None
        profiles = {} if options.quick else _profiles(run)
    for name, error in run.left_out.items():
        if error:
            print(f"  {name}: {error.strip().splitlines()[-1]}", file=sys.stderr)
    shown = [*peers, *(BY_ID[peer.earlier] for peer in peers if peer.ours)]
    print(report.ratios(run.measured, [peer for peer in PEERS if peer in shown]))
    if not options.quick:
        print("\n" + "\n\n".join(report.obstacles(run.measured, profiles)))
    if whole:
        versions = {peer.id: machine.version(peer) for peer in peers}
        report.write(run.measured, versions, measured_on, curves, profiles)
    return 0


def _chosen(options: argparse.Namespace) -> list[Peer]:
    """Return the peers to measure, each with the one it is compared to."""
    chosen = options.peers or (list(QUICK) if options.quick else [peer.id for peer in PEERS])
    wanted = {*chosen, *(BY_ID[name].baseline for name in chosen)}
    return [peer for peer in PEERS if peer.id in wanted]


def _profiles(run: Run) -> dict[str, str]:
    """Return the profile of each case in which a goal is not reached."""
    profiles: dict[str, str] = {}
    for figure, peer in report.missed(run.measured):
        name = report.profile_name(figure, peer)
        if name not in profiles:
            try:
                profiles[name] = profile.text(CASE[figure.case], peer, run.url)
            except RuntimeError as error:
                profiles[name] = str(error)
    return profiles


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure this SDK beside its peers.")
    parser.add_argument(
        "--quick", action="store_true", help="few rounds, ours beside bare httpx; writes nothing"
    )
    parser.add_argument("--only", nargs="+", choices=[case.id for case in CASES], help="these cases")
    parser.add_argument(
        "--peers", nargs="+", choices=list(BY_ID), help="these, and what they are compared to"
    )
    parser.add_argument("--rounds", type=int, help="at most this many rounds; writes nothing")
    parser.add_argument("--no-scale", action="store_true", help="leave out the scale curves")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
