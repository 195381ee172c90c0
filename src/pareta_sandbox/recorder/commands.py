"""The command line of the recorder: `python -m pareta_sandbox proxy` and `python -m pareta_sandbox replay`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from pareta_sandbox.foreground import positive_number, run_until_signal
from pareta_sandbox.http_server import Handler, HttpServer, listen, url_of

from . import spec_places
from .cassette import Cassette, CassetteError, read
from .proxy import MAX_BODY_BYTES, Proxy
from .refusals import refusing_pages
from .replay import Replay
from .report import Finding, Report
from .upstream import Upstream


def _proxy_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pareta_sandbox proxy",
        description="Stand between any client and a service, change nothing, record what passes, and report where it "
        "departs from openapi.yaml. The first line of stdout is the URL for clients. Stop it with Ctrl-C.",
    )
    parser.add_argument(
        "--upstream", required=True, metavar="URL", help="the service, such as https://api.parallel.ai"
    )
    parser.add_argument(
        "--record", type=Path, metavar="FOLDER", help="record every exchange into this folder, without keys"
    )
    parser.add_argument(
        "--port", type=_port_number, default=0, help="port of 127.0.0.1 to listen on (default: a free one)"
    )
    parser.add_argument(
        "--strict",
        nargs="?",
        const="new",
        choices=("new", "broken"),
        help="end with status 1 after any departure; with =broken only if one breaks what the spec promises",
    )
    parser.add_argument(
        "--json", action="store_true", help="write findings as JSON lines, and the report as the last line"
    )
    parser.add_argument(
        "--max-body-bytes",
        type=_byte_count,
        default=MAX_BODY_BYTES,
        metavar="N",
        help="pass larger bodies on without recording or comparing them (default: %(default)s)",
    )
    return parser


def _replay_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pareta_sandbox replay",
        description="Serve what the proxy recorded, without a network. The first line of stdout is the URL.",
    )
    parser.add_argument(
        "folders", nargs="+", type=Path, metavar="FOLDER", help="a recording; several are joined"
    )
    parser.add_argument(
        "--port", type=_port_number, default=0, help="port of 127.0.0.1 to listen on (default: a free one)"
    )
    parser.add_argument(
        "--speed",
        type=positive_number,
        help="keep the pauses of the recording, at so many recorded seconds per real second (default: no pauses)",
    )
    return parser


def _port_number(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError("must be a port from 0 (a free one) to 65535")
    return int(text)


def _byte_count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("must be a number of bytes")
    return int(text)


def proxy(argv: Sequence[str]) -> int:
    """Run `proxy`, and return its exit status."""
    parser = _proxy_parser()
    arguments = parser.parse_args(argv)
    try:
        upstream = Upstream.parse(arguments.upstream)
        cassette = Cassette(arguments.record) if arguments.record is not None else None
    except ValueError as error:
        parser.error(str(error))

    def announce(finding: Finding) -> None:
        if arguments.json:
            _write(sys.stdout, json.dumps(finding.as_json(), ensure_ascii=False))
        else:
            _write(sys.stderr, finding.as_text())

    places = spec_places.load()
    report = Report(places, announce)
    relay = Proxy(upstream, places, report, cassette, max_body_bytes=arguments.max_body_bytes)
    status = _run(lambda _: relay.handle, arguments.port)
    if status == 0:
        text = json.dumps(report.as_json(), ensure_ascii=False) if arguments.json else report.as_text()
        _write(sys.stdout, text)
    return max(status, _strict_status(report, arguments.strict))


def _strict_status(report: Report, strict: str | None) -> int:
    if strict is None:
        return 0
    if not report.exchanges:
        _write(sys.stderr, "nothing passed through the proxy, so nothing was compared")
        return 1
    count = report.count("broken") if strict == "broken" else report.count("broken", "new", "uncompared")
    return 1 if count or report.unrecorded else 0


def replay(argv: Sequence[str]) -> int:
    """Run `replay`, and return its exit status."""
    parser = _replay_parser()
    arguments = parser.parse_args(argv)
    try:
        exchanges = [exchange for folder in arguments.folders for exchange in read(folder)]
    except CassetteError as error:
        parser.error(str(error))
    places = spec_places.load()
    return _run(lambda url: Replay(exchanges, places, arguments.speed, url).handle, arguments.port)


def _run(make_handler: Callable[[str], Handler], port: int) -> int:
    try:
        listener = listen("127.0.0.1", port)
    except OSError as error:
        _write(sys.stderr, f"cannot listen on 127.0.0.1:{port}: {error}")
        return 1
    server = HttpServer(refusing_pages(make_handler(url_of(listener))), listener)
    run_until_signal(lambda stop: server.serve(lambda url: _write(sys.stdout, url), stop))
    return 0


def _write(stream: TextIO, line: str) -> None:
    print(line, file=stream, flush=True)
