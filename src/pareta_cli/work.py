"""Work that a command has started at a service, and the command that waits for it again. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from typing import cast

from attrs import define

from pareta_cli.safe_text import clean_line

# What the SDK adds to an exception that ends a wait: "task_run.result('trun_1') waits for it."
_ID_IN_NOTE = re.compile(r"\('([^']+)'\)")


def command_line(*words: object) -> str:
    """Return a command of `pareta` that is safe to paste into a shell, whatever a server has sent as an id.

    Args:
        words: The arguments.
    """
    return shlex.join(["pareta", *(clean_line(word) for word in words)])


def option_words(**options: object) -> list[str]:
    """Return the words of these options, as a user types them. An option that is None or False is left out.

    Args:
        options: The value of each option; a list has one option for each item, and True stands for a flag.
    """
    words: list[str] = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            words.append(option)
        elif value is not None and value is not False:
            for text in map(str, cast("list[object]", value) if isinstance(value, list) else [value]):
                words += [f"{option}={text}"] if text.startswith("-") else [option, text]
    return words


@define
class Work:
    """What a command starts. The service performs and bills it, whether or not the command waits."""

    kind: str
    """What it is, such as `task run`."""
    resume: Callable[[str], Sequence[str]]
    """Its id → the arguments of `pareta` that continue it."""
    id: str | None = None
    """Its id, once the service has sent it."""
    idempotency_key: str | None = None
    """The key under which the service performs it only once."""
    next_step: str = "Wait for it"
    """What these arguments do, for people."""
    is_confirmed: bool = False
    """Whether the service has sent the id. One that the user passed may be wrong."""
    has_ended: bool = False
    """Whether it has ended. Its result may still be unwritten."""

    def started(self, id: str) -> None:
        """Record the id that the service has sent."""
        self.id, self.is_confirmed = id, True

    def learn_from(self, error: BaseException) -> None:
        """Take the id from a note of the SDK, if the command was interrupted before it got the id."""
        for note in getattr(error, "__notes__", ()):
            if note.startswith("If "):
                continue  # it is not known whether anything was started
            if self.id is None and (found := _ID_IN_NOTE.search(note)):
                self.started(found[1])

    @property
    def command(self) -> str | None:
        """The command that continues the work, ready to be pasted into a shell."""
        # (The other words are the user's, who needs them unchanged.)
        return None if self.id is None else shlex.join(["pareta", *self.resume(clean_line(self.id))])

    def describe(self) -> list[str]:
        """Return sentences that say what continues, and how to resume it; or how to see the result."""
        if self.id is None:
            key = self.idempotency_key
            known = f" Its idempotency key is {key}." if key else ""
            return [f"No response has arrived: the {self.kind} may have been started.{known}"]
        if self.has_ended:
            return [
                f"The {self.kind} {clean_line(self.id)} has ended.",
                f"Show its result with: {self.command}",
            ]
        return [
            f"The {self.kind} {clean_line(self.id)} continues at the service.",
            f"{self.next_step} with: {self.command}",
        ]

    def to_dict(self) -> dict[str, str | None]:
        """Return what `--json` shows of it."""
        return {
            "kind": self.kind,
            "id": self.id,
            "command": self.command,
            "idempotency_key": self.idempotency_key,
        }
