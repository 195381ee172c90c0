"""`pareta chat`: a prompt, a file, stdin, or a conversation."""

from __future__ import annotations

import contextlib
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from attrs import define, field
from cyclopts import Parameter

from pareta_cli.command_app import new_command_app
from pareta_cli.failures import UsageError, failure_of
from pareta_cli.input_files import STDIN, read_text
from pareta_cli.records import member
from pareta_cli.safe_text import StreamRedactor, clean, clean_line, money
from pareta_cli.session import Session, SessionArgument

if TYPE_CHECKING:
    from pareta import Pareta

app = new_command_app(name="chat")
DEFAULT_MODEL = "auto"


@app.default
def chat(
    prompt: str | None = None,
    /,
    *,
    model: Annotated[str, Parameter(name=("--model", "-m"), show_default=True)] = DEFAULT_MODEL,
    system: Annotated[str | None, Parameter(name=("--system", "-s"))] = None,
    file: Annotated[Path | None, Parameter(name=("--file", "-f"))] = None,
    temperature: float | None = None,
    max_tokens: int | None = None,
    session: SessionArgument,
) -> None:
    """Send a prompt to a model and print its text as it arrives. Billed by tokens.

    Without a prompt, text that is piped in is the prompt; on a terminal a conversation begins, which Ctrl-D ends.
    The cost is printed to stderr at the end.

    Args:
        prompt: What to say; `-` reads it from stdin.
        model: The id of an endpoint; with `auto` the service chooses a model.
        system: Instructions that hold for the whole conversation.
        file: A file whose text follows the prompt; `-` for stdin.
        temperature: How freely to choose words; 0 keeps to the likeliest.
        max_tokens: The largest number of tokens of each response.
    """
    text = _prompt(prompt, file)
    settings = {"temperature": temperature, "max_completion_tokens": max_tokens}
    conversation = Conversation(session, session.pareta(), model, settings)
    if system:
        conversation.messages.append({"role": "system", "content": system})
    if text is None:
        if session.output.is_json:
            raise UsageError("--json and --jsonl need a prompt")
        _converse(session, conversation)
    elif session.output.format == "json":
        _print_completion(session, conversation, text)
    else:
        conversation.say(text)
        conversation.report_cost()


def _prompt(prompt: str | None, file: Path | None) -> str | None:
    """Return the text of the first message, or None for a conversation."""
    parts = [read_text(STDIN) if prompt == STDIN else prompt, None if file is None else read_text(file)]
    if parts == [None, None]:
        if sys.stdin is not None and sys.stdin.isatty():
            return None
        parts = [read_text(STDIN)]
    text = "\n\n".join(part for part in parts if part)
    if not text.strip():
        raise UsageError("the prompt is empty")
    return text


@define
class Conversation:
    """Messages, and what they have cost."""

    session: Session
    client: Pareta
    model: str
    settings: dict[str, Any]
    messages: list[dict[str, Any]] = field(factory=list[dict[str, Any]])
    micro_usd: int = 0
    priced: bool = False

    def say(self, text: str) -> None:
        """Send a message and print the response as it arrives. If it fails, the conversation is as before."""
        output = self.session.output
        self.messages.append({"role": "user", "content": text})
        said: list[str] = []
        # (A key must not be shown, also if it arrives in several chunks.)
        redactor = StreamRedactor(output.secrets)
        try:
            stream = self.client.chat.completions.create(
                model=self.model, messages=self.messages, stream=True, **self.settings
            )
            with stream:
                for chunk in stream:
                    if output.is_json:
                        output.line(chunk)
                        continue
                    text = _text_of(chunk)
                    said.append(text)
                    output.write(redactor.feed(clean(text)))
            self._add_cost(stream.response.billed_micro_usd if stream.response else None)
        except BaseException:
            self.messages.pop()
            raise
        finally:
            if said:
                output.write(redactor.flush() + ("" if "".join(said).endswith("\n") else "\n"))
        self.messages.append({"role": "assistant", "content": "".join(said)})

    def _add_cost(self, micro_usd: int | None) -> None:
        if micro_usd is not None:
            self.micro_usd += micro_usd
            self.priced = True

    def report_cost(self) -> None:
        """Write what the conversation has cost to stderr."""
        if self.priced:
            self.session.output.note(f"cost: {money(self.micro_usd)}", style="dim")


def _text_of(chunk: Any) -> str:
    """Return the text that a chunk adds to the first choice."""
    for choice in chunk.choices or ():
        content = member(choice, "delta", "content")
        if isinstance(content, str) and not (isinstance(choice.index, int) and choice.index):
            return content
    return ""


def _print_completion(session: Session, conversation: Conversation, text: str) -> None:
    """Print one completion as a JSON document, with its cost."""
    messages = [*conversation.messages, {"role": "user", "content": text}]
    completion = conversation.client.chat.completions.create(
        model=conversation.model, messages=messages, stream=False, **conversation.settings
    )
    record = {**completion.to_dict(), "cost_micro_usd": completion.cost_micro_usd}
    session.output.result(record, lambda: None)


def _converse(session: Session, conversation: Conversation) -> None:
    """Talk until Ctrl-D. Ctrl-C ends a response, or at the prompt the conversation."""
    output = session.output
    output.note(f"Chatting with {clean_line(conversation.model)}. Ctrl-D ends the conversation.")
    try:
        while (line := _read_line(session)) is not None:
            if not line.strip():
                continue
            try:
                conversation.say(line)
            except KeyboardInterrupt:
                output.note("\ninterrupted")
            except Exception as error:
                failure = failure_of(error)
                if failure is None or isinstance(error, OSError):
                    raise
                output.failure(failure.kind, failure.message, failure.exit_code, failure.details, None)
    finally:
        conversation.report_cost()


def _read_line(session: Session) -> str | None:
    """Return the next line of the user, or None at the end."""
    with contextlib.suppress(ImportError):
        import_module("readline")  # gives `input` history and editing
    prompt = "> "
    if not session.output.is_terminal:
        session.output.err.print(prompt, end="")
        prompt = ""
    try:
        return input(prompt)
    except EOFError:
        session.output.err.print()
        return None
    except UnicodeDecodeError as error:
        raise UsageError(f"the terminal sent text that is not {error.encoding}") from error
