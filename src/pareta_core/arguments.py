"""Validate arguments of the public methods, before anything is sent or billed. Pure.

Every check takes the name of the argument for its message. It raises `TypeError` for a wrong type and `ValueError` for
a wrong value.
"""

from __future__ import annotations

import operator
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

import attrs

from pareta_core.encoding import as_object
from pareta_core.redaction import MaskedHeaders
from pareta_core.tabular import is_frame
from pareta_wire.model import WIRE_NAME, Model, NamedEvent, encode
from pareta_wire.operation import fill


def string(name: str, value: object) -> str:
    """Return the value if it is a string that is not blank."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty or blank")
    return value


def optional_string(name: str, value: object) -> str | None:
    """Return the value if it is None or a string that is not blank."""
    return None if value is None else string(name, value)


def limited_string(name: str, value: object, limit: int) -> str:
    """Return the value if it is a string that is not blank and has at most so many characters."""
    text = string(name, value)
    if len(text) > limit:
        raise ValueError(f"{name} has {len(text)} characters; the API takes at most {limit}")
    return text


def identifier(name: str, value: object) -> str:
    """Return the id: the value itself if it is a string, or the `id` of a model."""
    return string(name, value.get("id") if isinstance(value, Model) else value)


def is_valid_id(value: object) -> bool:
    """Return whether an id from a response can be used in a request."""
    if not isinstance(value, str) or not value.strip():
        return False
    if value.isascii() and value.replace("_", "").replace("-", "").isalnum():
        return True  # as nearly all are: of a large group, each is checked
    try:
        fill("{id}", id=value)
    except ValueError:
        return False
    return True


def is_http_url(value: object) -> bool:
    """Return whether a URL from a response is a valid http or https URL."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        return False
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


def upload_url_problem(value: object, base_url: str) -> str | None:
    """Return why no document may be sent to an upload URL, as a clause, or None.

    Args:
        value: The URL, from a response.
        base_url: The base URL of the API. What is sent to it encrypted must not be sent on in clear text.
    """
    if not is_http_url(value):
        return "it has no valid upload URL"
    parts = urlsplit(str(value))
    if parts.scheme == "http" and base_url.lower().startswith("https://"):
        return "its upload URL is not https: the document would be sent in clear text"
    if parts.username is not None or parts.password is not None:
        return "its upload URL has a user name or password"
    return None


def non_empty_list(name: str, values: object) -> list[Any]:
    """Return the values as a list of at least one. A string or a mapping is refused: its items are not the values."""
    type_name = type(values).__name__
    iterator = iterator_over(values)
    if iterator is None:
        hint = ", whose items are the names of its columns: pass a column" if is_frame(values) else ""
        raise TypeError(f"{name} must be a list, not {type_name}{hint}")
    items = list(iterator)
    if not items:
        raise ValueError(f"{name} must not be empty")
    return items


def iterator_over(values: object) -> Iterator[Any] | None:
    """Return an iterator over the items of a list or the like; None for anything else, such as a string."""
    if isinstance(values, (str, bytes, bytearray)) or iterates_keys(values):
        return None
    try:
        return iter(cast("Iterable[Any]", values))
    except TypeError:  # also for an array without a dimension, which has an `__iter__`
        return None


def iterates_keys(value: object) -> bool:
    """Return whether iterating over a value yields keys, as for a mapping, a model, an event or a frame."""
    if isinstance(value, Model):  # a list of models yields its models instead
        return type(value).__iter__ is Model.__iter__
    # (An array of pyarrow looks like a frame without columns.)
    return isinstance(value, (Mapping, NamedEvent)) or (is_frame(value) and hasattr(value, "columns"))


def strings(name: str, values: object) -> list[str]:
    """Return the values as a list of at least one string, none of them blank."""
    return [string(f"{name}[{index}]", value) for index, value in enumerate(non_empty_list(name, values))]


def strings_if_any(name: str, values: object) -> list[str]:
    """Return the values as a list of strings, none of them blank. None and an empty list mean that there are none."""
    sized: Any = values
    if sized is None or (is_sized(sized) and not sized):
        return []
    return strings(name, sized)


def is_sized(value: object) -> bool:
    """Return whether the value is a list, a tuple or a set, without narrowing its type to one of unknown items."""
    return isinstance(value, (list, tuple, AbstractSet))


def flag(name: str, value: object) -> bool:
    """Return the value if it is True or False. None means False, and a bool of numpy is one."""
    if value is None or isinstance(value, bool):
        return bool(value)
    if type(value).__name__ in ("bool", "bool_") and hasattr(value, "dtype"):
        return bool(value)
    raise TypeError(f"{name} must be True or False, not {type(value).__name__}")


def json_objects(name: str, values: object) -> list[dict[str, Any]]:
    """Return the values, which are models or mappings, as a list of at least one dict."""
    return [
        json_object(f"{name}[{index}]", value) for index, value in enumerate(non_empty_list(name, values))
    ]


def json_object(name: str, value: Any) -> dict[str, Any]:
    """Return a model, a mapping or an instance of a class with fields as a dict of JSON types."""
    try:
        if isinstance(value, Model) or is_mapping(value):
            plain: dict[str, Any] = encode(value, name)
            return plain
    except TypeError:
        pass  # It contains a date or another value that has to be converted, which takes longer.
    except RecursionError as error:
        raise ValueError(f"{name} is nested too deeply or contains itself") from error
    from pareta_core.json_values import to_json_object

    found = to_json_object(value, name)
    if found is None:
        raise TypeError(f"{name} must be a mapping, not {type(value).__name__}")
    return found


def is_mapping(value: object) -> bool:
    """Return whether the value is a mapping, without narrowing its type to one of unknown members."""
    return isinstance(value, Mapping)


def count(name: str, value: object) -> int:
    """Return the value if it is an integer, of Python or numpy, of at least 0 and of a size that an index can have."""
    try:
        number = operator.index(cast("Any", value))
    except TypeError:
        number = None
    if number is None or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}")
    if number < 0:
        raise ValueError(f"{name} must not be negative{f': {number}' if number > -sys.maxsize else ''}")
    if number > sys.maxsize:
        raise ValueError(f"{name} is too large")
    return number


def drop_none(**values: object) -> dict[str, Any]:
    """Return the arguments that are not None: None means "not passed"."""
    return {name: value for name, value in values.items() if value is not None}


def split_options(
    keywords: Mapping[str, Any], names: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split the keyword arguments into those with one of the names, and the others. Mask headers among them."""
    mask_headers(keywords)
    return (
        {name: value for name, value in keywords.items() if name in names},
        {name: value for name, value in keywords.items() if name not in names},
    )


def check_callback(name: str, value: object, *, awaited: bool) -> None:
    """Raise `TypeError` if the value is neither None nor a function of one argument that does its work when called.

    Args:
        name: The name of the argument.
        value: The value.
        awaited: Whether the caller awaits what the function returns.
    """
    if value is None:
        return
    if not callable(value):
        raise TypeError(f"{name} must be a function, not {type(value).__name__}")
    import inspect  # loaded late: it takes longer than most of the SDK's own modules

    for function in (value, getattr(value, "__call__", None)):  # noqa: B004  # an object may have an async one
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise TypeError(
                f"{name} must be a function without yield: a generator does nothing when it is called"
            )
        if not awaited and inspect.iscoroutinefunction(function):
            raise TypeError(f"{name} must not be an async function: this client does not await it")
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return  # Python does not know how some of its own functions are called.
    try:
        signature.bind(None)
    except TypeError:
        raise TypeError(f"{name} must be a function of one argument: it cannot be called with one") from None


def mask_headers(keywords: Mapping[str, Any]) -> None:
    """Replace headers among the keyword arguments of a method by ones whose values tracebacks do not show.

    The dict of the keyword arguments is a local variable of the method that was called, so it is changed itself.

    Args:
        keywords: The keyword arguments: `extra_headers`, and lists of objects with `headers`, such as tool servers.
    """
    if not isinstance(keywords, dict):
        return
    for name, value in keywords.items():
        if name.endswith("_headers") and isinstance(value, Mapping):
            keywords[name] = MaskedHeaders(cast("Mapping[str, str]", value))
        elif isinstance(value, (list, tuple)):
            items = [_with_masked_headers(item) for item in cast("Iterable[Any]", value)]
            keywords[name] = items if isinstance(value, list) else tuple(items)


def _with_masked_headers(item: Any) -> Any:
    members = as_object(item)
    if members is None or not isinstance(members.get("headers"), Mapping):
        return item
    return {**members, "headers": MaskedHeaders(members["headers"])}


# --- misspelled names

# What other clients take as arguments of a call.
_CLIENT_SETTINGS = frozenset({"api_key", "base_url", "max_retries", "default_headers"})


def check_names(names: Iterable[object], known: Collection[str], kind: str = "keyword argument") -> None:
    """Refuse names that are misspelled known ones, and settings of a client: they would be sent as fields.

    Other unknown names are fields that the service may know.

    Args:
        names: The names that the caller passed.
        known: The names of the spec and of the SDK.
        kind: What the names are, for the message.

    Raises:
        TypeError: A name is a misspelling, or a setting of a client. The message has what was meant.
    """
    for name in names:
        if name in _CLIENT_SETTINGS:
            raise TypeError(
                f"unexpected {kind} {name!r}: pass it to the client, or to its with_options({name}=…)"
            )
        if isinstance(name, str) and name not in known and (meant := near_miss(name, known)) is not None:
            raise TypeError(f"unexpected {kind} {name!r}: did you mean {meant!r}?")


@cache
def field_names(model: type[Model]) -> frozenset[str]:
    """Return the names on the wire of a model's fields."""
    return frozenset(field.metadata.get(WIRE_NAME, field.name) for field in attrs.fields(model) if field.init)


def near_miss(name: str, known: Iterable[str]) -> str | None:
    """Return the known name of which a name is a misspelling, or None.

    Short words must differ by what fingers do (two letters swapped, one doubled or left out), because `seed` and
    `speed` or `top_p` and `top_k` are both names. In long words any slip counts. A plural may be a new name.

    Args:
        name: The name that the caller wrote.
        known: The names it may be a misspelling of.
    """
    return next((each for each in sorted(known) if each != name and _is_misspelling(name, each)), None)


def _is_misspelling(name: str, known: str) -> bool:
    if name.replace("_", "").replace("-", "").lower() == known.replace("_", "").lower():
        return True  # maxTokens, max-tokens
    words, known_words = name.lower().split("_"), known.lower().split("_")
    if len(words) != len(known_words):
        return False
    pairs = [(word, other) for word, other in zip(words, known_words, strict=True) if word != other]
    return all(_is_slip(word, other) for word, other in pairs)


_LONG_WORD = 6
_VERY_LONG_WORD = 10
_SIMILARITY = 0.88


def _is_slip(word: str, known: str) -> bool:
    """Return whether a word is a misspelling of a known one."""
    if min(len(word), len(known)) < 3 or word == f"{known}s":
        return False
    # What is left between the letters that both begin and end with.
    start = next(
        (at for at, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
    )
    left, right = word[start:], known[start:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    if len(left) == 2 and left == right[::-1]:  # swapped: wiat
        return True
    if len(left) + len(right) == 1:
        if max(len(word), len(known)) >= _LONG_WORD:
            return True
        if left:  # one too many: waitt
            return left in word[:start][-1:]
        # One left out: inpt. At an end only the s of a plural: mode is a name besides model.
        return 0 < start < len(word) or known == f"{word}s"
    if len(left) == len(right) == 1:  # another letter: temperatura
        return len(word) >= _LONG_WORD
    from difflib import SequenceMatcher

    long = min(len(word), len(known)) >= _VERY_LONG_WORD - 1
    return long and SequenceMatcher(None, word, known).ratio() >= _SIMILARITY


def path(name: str, value: Any) -> str:
    """Return the path of a file or a folder."""
    text = cast("object", os.fspath(value) if hasattr(value, "__fspath__") else value)
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a path, not {type(value).__name__}")
    if not text or "\0" in text:
        raise ValueError(f"{name} must be a path, not {text!r}")
    return text
