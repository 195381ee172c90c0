"""What `pareta run` and `pareta group` share: the output that is asked for, events, and how a result is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import parallel
from pareta_cli.failures import UsageError
from pareta_cli.input_files import read_object
from pareta_cli.output import Output, to_plain
from pareta_cli.output_fields import schema_of_fields
from pareta_cli.progress import Progress
from pareta_cli.records import as_list, as_object, member
from pareta_cli.safe_text import clean_line, json_text, plural

DEFAULT_PROCESSOR = "base"


def wanted_output(schema: Path | None, fields: list[str] | None, text: str | None) -> Any:
    """Return what a run is to return: a JSON schema, a description in words, or None for the service's choice.

    Args:
        schema: The path of a file with a JSON schema.
        fields: The texts of `--field`.
        text: A description.

    Raises:
        UsageError: More than one of them is given, or one is invalid.
    """
    if sum(given is not None for given in (schema, fields, text)) > 1:
        raise UsageError("pass only one of --schema, --field and --text")
    if schema is not None:
        return read_object(schema)
    return schema_of_fields(fields) if fields is not None else text


def schema_object(wanted: Any) -> dict[str, Any]:
    """Return what `wanted_output` returns as the `output_schema` of the API."""
    if isinstance(wanted, str):
        return {"type": "text", "description": wanted}
    return {"type": "json", "json_schema": wanted}


def source_policy(include: list[str] | None, exclude: list[str] | None) -> Any:
    """Return which web sources may be used, or None for any."""
    policy = {"include_domains": include, "exclude_domains": exclude}
    return {name: value for name, value in policy.items() if value} or None


def show_event(progress: Progress, event: object) -> None:
    """Show an event of a run.

    Args:
        progress: Where to show it.
        event: An event of `parallel.TaskRuns.events`.
    """
    if isinstance(event, parallel.TaskRunProgressMessageEvent):
        progress.message(event.message)
    elif isinstance(event, parallel.TaskRunProgressStatsEvent):
        read = member(event, "source_stats", "num_sources_read")
        considered = member(event, "source_stats", "num_sources_considered")
        progress.update(f"{plural(read, 'source')} read of {clean_line(considered)}", event.progress_meter)
    elif isinstance(event, parallel.TaskRunEvent):
        run: Any = event.run
        progress.update(member(run, "status"))


def show_result(output: Output, result: Any) -> None:
    """Write the output of a run for people: each field with what it rests on, or the text with its sources.

    Args:
        output: The streams.
        result: A `parallel.TaskRunResult`, or the dict of one.
    """
    record: dict[str, Any] = to_plain(result)
    found = as_object(record.get("output"))
    content: object = found.get("content")
    basis = [as_object(one) for one in as_list(found.get("basis"))]
    members = as_object(content)
    if isinstance(content, dict):
        for name, value in members.items():
            output.pair(name, json_text(value) if type(value) in (dict, list) else value)
            for one in (one for one in basis if one.get("field") == name):
                _show_basis(output, one)
    else:
        output.text(content)
    # (A field may be anything that JSON has, so it is not looked up in the dict.)
    for one in (one for one in basis if one.get("field") not in list(members)):
        output.heading(f"basis of {clean_line(one.get('field'))}")
        _show_basis(output, one)


def _show_basis(output: Output, basis: dict[str, Any]) -> None:
    reasoning, confidence = basis.get("reasoning"), basis.get("confidence")
    if reasoning:
        suffix = f" ({clean_line(confidence)} confidence)" if confidence else ""
        output.text(f"  {clean_line(reasoning, 2000)}{suffix}")
    for citation in map(as_object, as_list(basis.get("citations"))):
        title, url = citation.get("title"), clean_line(citation.get("url"), 2000)
        output.text(f"  [{clean_line(title)}] {url}" if title else f"  {url}")
