"""JSON of every model, with all that a server may send beside it, through the generated classes and back again.

The records are made from openapi.yaml: right ones, and ones with missing and null members, unknown words, unknown tags
and unknown members, at every level. `PARETA_FUZZ_EXAMPLES=5000` tries more, others each time.
"""

from __future__ import annotations

import copy
import json
import pickle
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pareta_wire
from pareta_wire import Array, DecodeError, Model, NamedEvent
from pareta_wire.operations import OPERATIONS
from tests.spec_values import SCHEMAS, Maker, contents, named_events, resolve, thorough

MODELS: dict[str, type[Model]] = {
    name: kind
    for name in SCHEMAS
    if isinstance(kind := getattr(pareta_wire, name, None), type) and issubclass(kind, Model)
}
# Hypothesis's own chance: it makes small what fails.
chances = st.randoms(use_true_random=False)
REFERENCE = "#/components/schemas/"


def record(chance: Random, name: str, **how: Any) -> Any:
    return Maker(chance, **how).make({"$ref": REFERENCE + name})


def fields(kind: type[Model]) -> list[str]:
    return list(SCHEMAS[kind.__name__].get("properties", {}))


def same(one: Any, other: Any) -> bool:
    """Equal as JSON is: `True` is not 1, and 1.0 is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@pytest.mark.parametrize("tolerant", [False, True], ids=["as promised", "tolerated"])
@pytest.mark.parametrize("name", MODELS)
@thorough(6)
@given(chance=chances)
def test_a_record_comes_back_from_its_model_as_it_was(name: str, tolerant: bool, chance: Random) -> None:
    data = record(chance, name, tolerant=tolerant)
    before = copy.deepcopy(data)
    value = MODELS[name].from_dict(data)
    assert same(value.to_dict(), before)
    assert same(data, before), "decoding changed what it was given"
    again = MODELS[name].from_dict(json.loads(json.dumps(value.to_dict())))
    assert again == value
    assert same(again.to_dict(), before)


@pytest.mark.parametrize("name", MODELS)
@thorough(6)
@given(chance=chances)
def test_every_member_known_or_not_is_reachable_and_says_what_was_sent(name: str, chance: Random) -> None:
    data = record(chance, name, tolerant=True)
    value = MODELS[name].from_dict(copy.deepcopy(data))
    for member in fields(MODELS[name]):
        read = pareta_wire.encode(getattr(value, member))
        assert same(read, data.get(member)) or (read == [] and data.get(member) is None)
    for member, sent in data.items():
        assert same(value[member], sent)
        assert same(value.get(member), sent)
        assert member in value
        if not member.startswith("_") and not hasattr(Model, member) and member not in fields(MODELS[name]):
            assert same(getattr(value, member), sent)


@pytest.mark.parametrize("name", MODELS)
@thorough(6)
@given(chance=chances)
def test_a_model_can_be_shown_compared_copied_and_pickled(name: str, chance: Random) -> None:
    value = MODELS[name].from_dict(record(chance, name, tolerant=True))
    assert repr(value).startswith(f"{name}(")
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert twin is not value
        assert twin == value
        assert repr(twin) == repr(value)
        assert same(twin.to_dict(), value.to_dict())
    assert value != object()
    assert value.response is None


@pytest.mark.parametrize("name", MODELS)
@thorough(6)
@given(chance=chances)
def test_what_is_changed_or_taken_away_is_sent_so_and_the_rest_as_it_came(name: str, chance: Random) -> None:
    data = record(chance, name)
    value = MODELS[name].from_dict(copy.deepcopy(data))
    for member in fields(MODELS[name])[:3]:
        setattr(value, member, None)
        data[member] = None
    assert same(value.to_dict(), data)


@pytest.mark.parametrize("name", MODELS)
@thorough(8)
@given(chance=chances)
def test_a_record_of_any_other_shape_is_decoded_or_refused_with_its_place(name: str, chance: Random) -> None:
    data = record(chance, name, odd=8)
    before = copy.deepcopy(data)
    try:
        value = MODELS[name].from_dict(data)
    except DecodeError as error:
        problem = error
    else:
        assert same(value.to_dict(), before)
        repr(value)
        return
    assert problem.path
    assert str(problem).startswith(f"{problem.path}: expected ")


def decoders() -> list[Any]:
    """(title, the function that decodes, the schema of what it decodes) of every response and every event."""
    found: list[Any] = []
    for operation_id, operation in OPERATIONS.items():
        bodies = contents(operation_id)
        for status, decode in operation.responses.items():
            found.append((f"{operation_id} {status}", decode, bodies[status]["application/json"]))
        if operation.stream is not None:
            schema = bodies[200]["text/event-stream"]
            for name, inner in (named_events(operation_id) or {"": schema}).items():

                def decode_event(data: object, name: str = name, rules: Any = operation.stream) -> Any:
                    return rules.decode(name, data)

                found.append((f"{operation_id} event {name}", decode_event, inner))
    return found


@pytest.mark.parametrize(("title", "decode", "schema"), decoders(), ids=[title for title, _, _ in decoders()])
@thorough(6)
@given(chance=chances)
def test_every_response_and_event_survives_a_round_trip(
    title: str, decode: Any, schema: Any, chance: Random
) -> None:
    data = Maker(chance, tolerant=True).make(schema)
    before = copy.deepcopy(data)
    value = decode(data)
    plain = value["data"] if isinstance(value, NamedEvent) else pareta_wire.encode(value)
    assert same(plain, before)
    assert isinstance(value, (Model, Array, NamedEvent))
    repr(value)
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert twin == value
        assert type(twin) is type(value)


def test_no_model_of_the_spec_is_left_out() -> None:
    objects = {name for name, schema in SCHEMAS.items() if resolve(schema).get("properties")}
    assert objects - set(MODELS) == {"EvalSetUpload", "EvalContractUpload", "BlobAttachment"}, (
        "only forms have no class"
    )
