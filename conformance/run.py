"""Plays the conformance cases with an adapter: `python -m conformance.run [options] -- PROGRAM…`.

The exit status is 1 if a case fails, an adapter dies, hangs or prints what it must not, or a skip is not allowed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from conformance import report
from conformance.adapter import Adapter, AdapterError, call_line
from conformance.cases import Case, CaseError, load
from conformance.json_values import Json, is_array
from conformance.judge import Variables, judge_outcome, same, shown
from conformance.report import Result
from conformance.server import SINGLE_BYTES, WHOLE, Play, cuts_of, joined, stream_items

KEY = "key_for_conformance_0123456789"
# 2027-01-15 08:00:00 UTC, a Friday; and the middle of every random choice.
NOW, RANDOM = 1_800_000_000, 0.5
LIMIT = 10.0
_WARM_UP = "requests/getTaskRun"


class Run:
    """One adapter program and the cases that it plays, with a few copies of it side by side."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start nothing yet.

        Args:
            command: The program and its arguments.
            folder: A folder for the files of virtual time.
            environment: Variables of the program. Its standard error is dropped then; by default it is shown, and the
                variables are those of this process.
        """
        self._command, self._folder, self._environment = command, folder, environment
        self._ended = False
        self.results: dict[str, Result] = {}
        self.name = ""

    async def play(self, cases: Sequence[Case], jobs: int, *, fail_fast: bool = False) -> list[Result]:
        """Return the results of the cases that the adapter's level has, in their order.

        Args:
            cases: The cases.
            jobs: How many copies of the adapter run.
            fail_fast: Play no more cases after one that failed.

        Raises:
            AdapterError: The adapter cannot be started.
        """
        adapters = [Adapter(self._command, self._environment) for _ in range(max(1, min(jobs, len(cases))))]
        try:
            await asyncio.gather(*(adapter.start() for adapter in adapters))
            self.name = f"{adapters[0].name} {adapters[0].level}"
            here = [case for case in cases if adapters[0].level in case.levels]
            queue = iter(here)
            works = (self._work(adapter, queue, n, fail_fast) for n, adapter in enumerate(adapters))
            await asyncio.gather(*works)
        finally:
            await asyncio.gather(*(adapter.stop() for adapter in adapters))
        return [self.results[case.id] for case in here if case.id in self.results]

    async def _work(self, adapter: Adapter, queue: Iterator[Case], number: int, fail_fast: bool) -> None:
        clock_file = self._folder / f"clock-{number}"
        await asyncio.to_thread(clock_file.write_text, "0")
        warm = False
        for case in queue:
            if self._ended:
                break
            if case.slow and not warm:
                warm = True
                await self._warm_up(adapter, clock_file)
            started = time.monotonic()
            missing = case.needs - adapter.capabilities
            faults: list[str] = []
            if not missing:
                try:
                    faults = await self._play_case(adapter, case, clock_file)
                except AdapterError as error:
                    faults = [str(error)]
            self.results[case.id] = Result(case.id, faults, missing, time.monotonic() - started)
            self._ended |= fail_fast and bool(faults)

    async def _warm_up(self, adapter: Adapter, clock_file: Path) -> None:
        """Make one call, so that loading the client is not part of the time that a case measures."""
        for case in load(_WARM_UP):
            with contextlib.suppress(AdapterError):
                await self._play_case(adapter, case, clock_file)

    async def _play_case(self, adapter: Adapter, case: Case, clock_file: Path) -> list[str]:
        if "decode" in case.raw:
            return await _decode(adapter, case)
        if "verify" in case.raw:
            variables = Variables(key=KEY)
            got = await adapter.play({"case": case.id, "verify": case.raw["verify"]}, LIMIT)
            return judge_outcome(case.outcome(adapter.level), got, variables)
        for cut in cuts_of(case.raw):
            faults = await _call(adapter, case, Play(case.raw, _key(case), clock_file, cut), clock_file)
            if faults:
                return faults if cut == WHOLE else [f"{_cut_name(cut)}: {fault}" for fault in faults]
        return []


def _key(case: Case) -> str:
    return str(case.raw["client"].get("key", KEY))


def _cut_name(cut: int) -> str:
    return "in single bytes" if cut == SINGLE_BYTES else f"cut at byte {cut}"


async def _call(adapter: Adapter, case: Case, play: Play, clock_file: Path) -> list[str]:
    client: Json = case.raw["client"]
    base, other = await play.start()
    line: Json = {
        "case": case.id,
        "api": client["api"],
        "base": base,
        "other": other,
        "key": _key(case),
        "client": {name: value for name, value in client.items() if name not in {"api", "base_path", "key"}},
        "call": play.variables.insert(call_line(case, adapter.level)),
        "clock": None if case.slow else {"now": NOW, "random": RANDOM, "file": str(clock_file)},
    }
    try:
        got = await adapter.play(line, LIMIT)
    except AdapterError as error:
        return [*await play.finish(), str(error)]
    ended = time.monotonic()
    faults = await play.finish()
    elapsed, expected = ended - (play.first_request_at or ended), case.outcome(adapter.level)
    if "elapsed" in expected and not expected["elapsed"][0] <= elapsed <= expected["elapsed"][1]:
        faults.append(f"the call took {elapsed:.2f} s, not {shown(expected['elapsed'])}")
    return faults + judge_outcome(expected, got, play.variables)


async def _decode(adapter: Adapter, case: Case) -> list[str]:
    """Play a stream without a connection: in every way in which its bytes can be cut once, in one request."""
    content = joined(list(stream_items(case.raw["decode"]["sse"])))
    whole = [[content], [content[at : at + 1] for at in range(len(content))]]
    ways = [*whole, *([content[:at], content[at:]] for at in range(1, len(content)))]
    line = {"case": case.id, "decode": {"streams": [[chunk.hex() for chunk in way] for way in ways]}}
    got = await adapter.play(line, LIMIT)
    if "broken" in got:
        return [f"the adapter failed: {got['broken']}"]
    results = got.get("streams")
    if not is_array(results) or len(results) != len(ways):
        return [f"there is not one result for each of the {len(ways)} streams: {shown(results)}"]
    for number, result in enumerate(results):
        faults = _judge_decoded(case.raw["then"], result)
        if faults:
            return [
                f"{_cut_name(number - 1) if number > 1 else ('whole', 'in single bytes')[number]}: {faults[0]}"
            ]
    return []


def _judge_decoded(expected: Json, got: Json) -> list[str]:
    variables = Variables()
    if "events" in expected and not same(expected["events"], got.get("events")):
        return [f"events are {shown(got.get('events'))}, not {shown(expected['events'])}"]
    only_error = {name: value for name, value in expected.items() if name == "error"}
    return judge_outcome(only_error, got, variables)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m conformance.run", description="Plays the conformance cases."
    )
    parser.add_argument(
        "--cases",
        action="append",
        default=[],
        metavar="GLOB",
        help="only cases whose id matches, such as 'retry/*'; repeatable",
    )
    parser.add_argument("--slow", action="store_true", help="also the cases that measure real time")
    parser.add_argument("--jobs", type=int, default=1, help="copies of the adapter that run side by side")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write a JUnit file")
    parser.add_argument(
        "--allow-skips", type=Path, metavar="FILE", help="patterns of the only ids that may be skipped"
    )
    parser.add_argument("--quiet", action="store_true", help="print only what fails, and the summary")
    parser.add_argument("--fail-fast", action="store_true", help="end with the first case that fails")
    parser.add_argument("--list", action="store_true", help="print the ids of the cases and end")
    parser.add_argument(
        "program", nargs="*", metavar="PROGRAM", help="the adapter and its arguments, after --"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit status.

    Args:
        arguments: The arguments of the command line; those of this process if not given.
    """
    options = _parse(arguments)
    try:
        cases = [case for case in load(*options.cases) if options.slow or not case.slow]
        if options.list:
            print("\n".join(case.id for case in cases))
            return 0
        if not cases or not options.program:
            raise CaseError("no case matches" if options.program else "name the adapter's program after --")
        with tempfile.TemporaryDirectory() as folder:
            run = Run(options.program, Path(folder))
            results = asyncio.run(run.play(cases, options.jobs, fail_fast=options.fail_fast))
    except (CaseError, AdapterError) as error:
        print(f"Bail out! {error}")
        return 1
    problems = report.unexpected_skips(results, options.allow_skips) if options.allow_skips else []
    shown_results = [result for result in results if result.faults] if options.quiet else results
    print(
        "\n".join(
            [f"1..{len(shown_results)}", *report.lines(shown_results), *(f"# {one}" for one in problems)]
        )
    )
    print(f"# {run.name}: {report.summary(results)}")
    if options.junit:
        report.write_junit(results, run.name, options.junit)
    return 1 if problems or any(result.faults for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
