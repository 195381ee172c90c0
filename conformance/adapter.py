"""One adapter: a program that reads calls as JSON lines from stdin, makes them, and reports on stdout."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence

from conformance.cases import Case, operations
from conformance.json_values import Json, is_object

PROTOCOL = 1
LEVELS = ("wire", "facade")
_MAX_LINE = 1 << 26
_START_TIMEOUT = 60.0
# What an operation's header parameters are called as arguments.
_HEADER_ARGUMENTS = {"Idempotency-Key": "idempotency_key", "parallel-beta": "betas"}


class AdapterError(Exception):
    """An adapter died, hung, or printed what it must not."""


class Adapter:
    """A running adapter. It plays one case after the other."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Start nothing yet.

        Args:
            command: The program and its arguments.
            environment: Variables of the program. Its standard error is dropped then; by default it is shown, and the
                variables are those of this process.
        """
        self._command, self._environment = command, environment
        self._process: asyncio.subprocess.Process | None = None
        self._count = 0
        self.name, self.level = "", ""
        self.capabilities: frozenset[str] = frozenset()

    async def start(self) -> None:
        """Start the program and read what it can do.

        Raises:
            AdapterError: It cannot be started, or does not introduce itself.
        """
        pipe = asyncio.subprocess.PIPE
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=pipe,
                stdout=pipe,
                stderr=None if self._environment is None else asyncio.subprocess.DEVNULL,
                env=self._environment,
                limit=_MAX_LINE,
            )
        except OSError as error:
            raise AdapterError(f"{self._command[0]} cannot be started: {error}") from None
        hello = await self._read(_START_TIMEOUT)
        try:
            if hello["protocol"] != PROTOCOL or hello["level"] not in LEVELS:
                raise AdapterError(f"the adapter speaks another protocol than {PROTOCOL}: {hello}")
            self.name, self.level = str(hello["adapter"]), str(hello["level"])
            self.capabilities = frozenset(hello["capabilities"])
        except (KeyError, TypeError):
            raise AdapterError(f"the adapter's first line lacks a member: {hello}") from None

    async def play(self, line: Json, limit: float) -> Json:
        """Send one request, and return the result.

        Args:
            line: The request without its id.
            limit: Seconds after which the adapter counts as hung.

        Raises:
            AdapterError: There is no result.
        """
        if self._process is None or self._process.returncode is not None:
            await self.start()
        assert self._process is not None
        assert self._process.stdin is not None
        self._count += 1
        self._process.stdin.write(json.dumps({"id": self._count, **line}).encode() + b"\n")
        try:
            await self._process.stdin.drain()
            result = await self._read(limit)
        except (AdapterError, ConnectionError) as error:
            await self.stop()
            raise AdapterError(str(error)) from None
        if result.get("id") != self._count:
            await self.stop()
            raise AdapterError(f"the result has the id {result.get('id')!r}, not {self._count}")
        return result

    async def _read(self, limit: float) -> Json:
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(limit):
                line = await self._process.stdout.readline()
        except TimeoutError:
            raise AdapterError(f"the adapter did not respond within {limit:g} s") from None
        except ValueError:
            raise AdapterError("the adapter printed a line that is too long") from None
        if not line:
            raise AdapterError(f"the adapter ended with status {await self._process.wait()}")
        try:
            found = json.loads(line)
        except ValueError:
            raise AdapterError(f"the adapter printed a line that is not valid JSON: {line[:200]!r}") from None
        if not is_object(found):
            raise AdapterError(f"the adapter printed a line that is not a JSON object: {line[:200]!r}")
        return found

    async def stop(self) -> None:
        """End the program, by force if it does not end by itself."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            async with asyncio.timeout(2):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def call_line(case: Case, level: str) -> Json:
    """Return the call of a case as an adapter of this level makes it.

    Args:
        case: A case with a `call`.
        level: `wire` or `facade`.
    """
    call: Json = dict(case.raw["call"])
    if level == "wire":
        return {name: value for name, value in call.items() if name not in {"args", "method"}}
    operation = operations().get(call.pop("op", ""))
    params, body = call.pop("params", {}), call.pop("body", {})
    if operation is not None:
        call.setdefault("method", f"{operation['sdk']['namespace']}.{operation['sdk']['method']}")
        call.setdefault("args", {**_arguments(params), **(body if is_object(body) else {})})
    call.setdefault("args", {})
    return call


def _arguments(params: Json) -> Json:
    found = {_HEADER_ARGUMENTS.get(name, name): value for name, value in params.items()}
    if "betas" in found:
        found["betas"] = str(found["betas"]).split(",")
    return found
