"""Headless Chromium for tests of pages, over its debugging pipe. Standard library only."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
# Chromium reads from the descriptor 3 and writes to 4.
_START = """
import fcntl, os, sys
reads, writes = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(reads, 3), os.dup2(writes, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe")


class Page:
    """One page of a running Chromium."""

    def __init__(self, writes: int, reads: int) -> None:
        self._writes = writes
        self._reads = reads
        self._pending = b""
        self._count = 0
        self.requests: list[str] = []
        """The addresses of all that the page has asked for, since it was last opened."""
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        self._session: str | None = self._send("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        self._send("Runtime.enable")
        self._send("Network.enable")

    _session: str | None = None

    def open(self, url: str, *, width: int = 1200, height: int = 900, dark: bool = False) -> None:
        """Open a page in a window of this size."""
        self._send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._send("Emulation.setEmulatedMedia", features=[scheme])
        self.requests.clear()
        self._send("Page.navigate", url=url)

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression; of a promise, what it resolves to."""
        done = self._send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            raise AssertionError(done["exceptionDetails"])
        return done["result"].get("value")

    def wait_for(self, condition: str) -> None:
        """Wait until a JavaScript expression is true, which is looked at after each change of the document."""
        self.evaluate(
            f"""new Promise((resolve) => {{
                const look = () => {{ if ({condition}) {{ resolve(); return true; }} }};
                look() || new MutationObserver((_, observer) => look() && observer.disconnect())
                    .observe(document, {{subtree: true, childList: true, characterData: true, attributes: true}});
            }})"""
        )

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writes, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._pending:
                chunk = os.read(self._reads, 1 << 16)
                assert chunk, "Chromium has ended"
                self._pending += chunk
            line, _, self._pending = self._pending.partition(b"\0")
            answer = json.loads(line)
            if answer.get("method") == "Network.requestWillBeSent":
                self.requests.append(answer["params"]["request"]["url"])
            if answer.get("id") == self._count:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result


@contextmanager
def chromium() -> Iterator[Page]:
    """Run Chromium, without a network but loopback, and yield a page."""
    assert CHROMIUM
    reads, child_writes = os.pipe()
    child_reads, writes = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        pipes = (str(child_reads), str(child_writes))
        arguments = (CHROMIUM, *_ARGUMENTS, f"--user-data-dir={profile}", "about:blank")
        process = subprocess.Popen(
            [sys.executable, "-c", _START, *pipes, *arguments],
            pass_fds=(child_reads, child_writes),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(child_reads)
        os.close(child_writes)
        try:
            yield Page(writes, reads)
        finally:
            process.kill()
            process.wait()
            os.close(writes)
            os.close(reads)
