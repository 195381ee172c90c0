"""The page of a task run's result: each field with value, confidence, reasoning and citations. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from pareta_core.encoding import as_array, as_object
from pareta_core.html_page import facts, is_web_address, link, page, plain_text, text
from pareta_wire.apis import TASK_RUN_OUTCOME
from pareta_wire.model import DecodeError
from pareta_wire.models import FieldBasis, TaskRun

if TYPE_CHECKING:
    from parallel.outputs import TaskRunOutput, TaskRunResult

_MAX_CITATIONS = 50
_ABSENT = object()


def result_report(result: TaskRunResult[Any], title: str | None = None) -> str:
    """Return the page.

    Args:
        result: The result.
        title: The heading. The id of the run if not given.
    """
    output = result.output
    run = result.run or TaskRun.from_dict({})  # a server may leave out both
    basis = _basis(output.basis) if output else []
    content: object = output.content if output else None
    about = facts(
        [
            ("Run", run.run_id),
            ("Status", run.status),
            ("Processor", run.processor),
            ("Created", run.created_at),
            ("Changed", run.modified_at),
            ("Group", run.taskgroup_id),
            ("Error", run.error.message if run.error else None),
        ]
    )
    warnings = [f"<li>{text(each.message)}</li>" for each in run.warnings or []]
    parts = [
        f'<p class="verdict">{text(verdict(run, output, basis))}</p>',
        about,
        f"<h2>Warnings</h2><ul>{''.join(warnings)}</ul>" if warnings else "",
        "<h2>Output</h2>",
        *(_fields(content, basis) if output else ['<p class="soft">The run has no output.</p>']),
    ]
    return page(f"Task run {plain_text(run.run_id)}" if title is None else title, "\n".join(parts))


def _basis(items: object) -> list[FieldBasis]:
    """Return what the fields rest on. An output of an unknown kind has it undecoded."""
    found: list[FieldBasis] = []
    for item in as_array(items) or []:
        with suppress(DecodeError):
            found.append(FieldBasis.from_dict(item) if isinstance(item, dict) else item)
    return found


def verdict(run: TaskRun, output: TaskRunOutput[Any] | None, basis: list[FieldBasis]) -> str:
    """Return the outcome of a run in a sentence.

    Args:
        run: The run.
        output: Its output.
        basis: What the output's fields rest on.
    """
    state = f"the state {plain_text(run.status)}" if run.status else "an unknown state"
    ended = TASK_RUN_OUTCOME.ended(run.status)
    sentence = f"The run ended as {plain_text(run.status)}" if ended else f"The run is in {state}"
    if run.processor:
        sentence += f" on the processor {plain_text(run.processor)}"
    if output is None:
        return f"{sentence}: {plain_text(run.error.message)}" if run.error else f"{sentence}."
    content = as_object(output.content)
    made = "text" if content is None else _count(len(content), "field")
    pages = {each.url for one in basis for each in one.citations or [] if is_web_address(each.url)}
    levels = [str(one.confidence) for one in basis if one.confidence]
    sure = ", ".join(
        f"{levels.count(level)} with {plain_text(level)} confidence" for level in dict.fromkeys(levels)
    )
    return f"{sentence} with {made}{f' ({sure})' if sure else ''}, from {_count(len(pages), 'page')}."


def _count(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"


def _fields(content: object, basis: list[FieldBasis]) -> Iterator[str]:
    """Yield each member of the content with what it rests on, then what rests on none of them."""
    members = as_object(content)
    used: set[int] = set()
    if members is None:
        yield _field("output", content, basis)
        return
    for name, value in members.items():
        own = [
            one for one in basis if one.field == name or str(one.field).startswith((f"{name}.", f"{name}["))
        ]
        used.update(map(id, own))
        yield _field(name, value, own)
    for one in basis:
        if id(one) not in used:
            yield _field(one.field, _ABSENT, [one])
    if not members and not basis:
        yield '<p class="soft">The output has no fields.</p>'


def _field(name: object, value: object, basis: list[FieldBasis]) -> str:
    levels = dict.fromkeys(str(one.confidence) for one in basis if one.confidence)
    chips = "".join(f'<span class="chip">{text(plain_text(level))} confidence</span>' for level in levels)
    shown = "" if value is _ABSENT else _value(value)
    return (
        f'<section class="field"><header><h3>{text(plain_text(name))}</h3>{chips}</header>{shown}'
        f"{''.join(_reasons(name, basis))}</section>"
    )


def _value(value: object) -> str:
    if isinstance(value, str):
        return f"<pre>{text(value)}</pre>" if value else '<p class="soft">empty text</p>'
    if value is None:
        return '<p class="soft">null</p>'
    if isinstance(value, (Mapping, list)):
        return f"<pre>{text(_json(cast('object', value)))}</pre>"
    return f"<pre>{text(_json(value))}</pre>"


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, indent=2, default=str)
    except (TypeError, ValueError, RecursionError):
        return "(cannot be shown)"


def _reasons(name: object, basis: list[FieldBasis]) -> Iterator[str]:
    for one in basis:
        if one.field != name:
            yield f'<p class="soft">{text(plain_text(one.field))}</p>'
        if one.reasoning:
            yield f"<p>{text(one.reasoning)}</p>"
        if one.citations:
            yield f"<ol>{''.join(_citations(one.citations))}</ol>"


def _citations(citations: Iterable[Any]) -> Iterator[str]:
    known = list(citations)
    for each in known[:_MAX_CITATIONS]:
        label = each.title or each.url or "(no address)"
        excerpts = as_array(each.excerpts) or []
        quotes = "".join(f"<blockquote>{text(quote)}</blockquote>" for quote in excerpts)
        address = "" if not each.title or not each.url else f' <span class="soft">{text(each.url)}</span>'
        yield f"<li>{link(each.url, label)}{address}{quotes}</li>"
    if len(known) > _MAX_CITATIONS:
        yield f'<li class="soft">and {len(known) - _MAX_CITATIONS:,} more</li>'
