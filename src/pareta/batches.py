"""A batch of chats: what people pass → the bodies of its requests, and what comes back for each. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import attrs

from pareta.completion import ChatCompletion
from pareta.errors import ParetaError
from pareta_core import arguments
from pareta_core.composed import Composed
from pareta_core.encoding import to_json


@attrs.frozen
class BatchResult(Composed):
    """One chat of a batch.

    Example:
        ```python
        for row in pa.chat.completions.batch(questions, model="ep_1"):
            print(row.index, row.content if row.error is None else row.error)
        ```
    """

    index: int
    """Its place in the batch, from 0."""
    completion: ChatCompletion | None = None
    """The completion, with its price as `.cost`. None if the chat failed."""
    error: ParetaError | None = None
    """Why there is no completion."""

    @property
    def content(self) -> str | None:
        """The text of the first choice. None if the chat failed or the model said nothing."""
        choices = self.completion.choices if self.completion else None
        return choices[0].message.content if choices else None


def batch_bodies(
    requests: object, parameters: Mapping[str, Any], known: frozenset[str]
) -> list[dict[str, Any]]:
    """Return the body of each request, checked completely: each is billed by itself.

    Args:
        requests: The chats: each a text, a list of messages, or a mapping with `messages` and parameters of its own.
        parameters: The parameters of all chats.
        known: The names of parameters, which are not taken for misspelled ones.

    Raises:
        TypeError, ValueError: A chat is invalid; the message names it, as in `requests[3]`.
    """
    shared = arguments.json_object("body", parameters)
    return [
        _body(f"requests[{index}]", one, shared, known)
        for index, one in enumerate(arguments.non_empty_list("requests", requests))
    ]


def _body(place: str, one: Any, parameters: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    own: dict[str, Any] = {}
    if isinstance(one, str):
        if not one.strip():
            raise ValueError(f"{place} must not be blank")
        messages: Any = [{"role": "user", "content": one}]
    elif arguments.is_mapping(one):
        own = arguments.drop_none(**arguments.json_object(place, one))
        if "messages" not in own:
            raise ValueError(
                f"{place} has no messages: pass a text, a list of messages, or a mapping with them"
            )
        if own.get("stream"):
            raise ValueError(f"{place}.stream: a batch returns whole completions")
        arguments.check_names({name: own[name] for name in own}, known)
        messages = own.pop("messages")
    else:
        messages = one
    body = {**parameters, **own, "messages": arguments.json_objects(f"{place}.messages", messages)}
    arguments.string(f"{place}.model" if "model" in own else "model", body.get("model"))
    return body


def batch_keys(bodies: list[dict[str, Any]], key: str) -> list[str]:
    """Return an idempotency key for each request: of the batch's key, of the content, and of its occurrence.

    A batch that is repeated with the same key gets the responses of the first time, also if rows were added or moved.

    Args:
        bodies: The bodies of the requests.
        key: The idempotency key of the batch.

    Raises:
        TypeError, ValueError: A value cannot be sent as JSON; the message names its place.
    """
    seen = Counter[str]()
    keys: list[str] = []
    for index, body in enumerate(bodies):
        text = to_json(dict(sorted(body.items())), f"requests[{index}]")
        content = hashlib.sha256(text).hexdigest()
        keys.append(str(uuid5(NAMESPACE_OID, f"{key}-{content}-{seen[content]}")))
        seen[content] += 1
    return keys
