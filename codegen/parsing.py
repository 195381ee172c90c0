"""Parses the spec with openapi-python-client, which forms the names of arguments and renders the package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from codegen.problems import SpecError
from codegen.spec import Raw, Spec

# The parser wraps strings of the spec, and writes the address of the wrapper into its messages.
_OBJECT = re.compile(r"<[\w.]+ object at 0x[0-9a-f]+>")


def parse(spec: Spec, path: Path, package: Path) -> tuple[GeneratorData, Config]:
    """Return what the parser makes of the spec, and its configuration.

    Args:
        spec: The spec.
        path: The file that it was read from.
        package: The folder of the package to render.

    Raises:
        SpecError: The parser refuses something, or warns of it.
    """
    config = Config.from_sources(
        ConfigFile(post_hooks=[], literal_enums=True, package_name_override=package.name),
        MetaType.NONE,
        path,
        "utf-8",
        overwrite=True,
        output_path=package,
    )
    parsed = GeneratorData.from_dict(_parsable(spec.raw), config=config)
    if isinstance(parsed, GeneratorError):
        raise SpecError(_sentence(parsed))
    warnings = [
        *parsed.errors,
        *(error for one in parsed.endpoint_collections_by_tag.values() for error in one.parse_errors),
    ]
    if warnings:
        raise SpecError(_sentence(warnings[0]))  # the others may follow from it
    return parsed, config


def _sentence(error: GeneratorError) -> str:
    """Return an error of the parser as one line."""
    text = " ".join(f"{error.header} {error.detail or ''}".split())
    return _OBJECT.sub("…", text)


def _parsable(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the spec with every header parameter a string: the parser refuses lists, and gives only their names."""
    paths, components = raw["paths"], raw["components"]
    return {
        **raw,
        "paths": {
            path: {
                key: _with_text_headers(one) if key == "parameters" else _operation_of_texts(one)
                for key, one in item.items()
            }
            for path, item in paths.items()
        },
        "components": {
            **components,
            "parameters": {name: _text_header(one) for name, one in components.get("parameters", {}).items()},
        },
    }


def _operation_of_texts(operation: Raw) -> Raw:
    return {**operation, "parameters": _with_text_headers(operation.get("parameters", []))}


def _with_text_headers(parameters: list[Raw]) -> list[Raw]:
    return [_text_header(one) for one in parameters]


def _text_header(parameter: Raw) -> Raw:
    return {**parameter, "schema": {"type": "string"}} if parameter.get("in") == "header" else parameter
