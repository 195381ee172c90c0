"""What a journal keeps of the events of runs: the text that was received, without credentials."""

from __future__ import annotations

import json

import pytest

from parallel.bulk.journal_records import Result, Status
from parallel.bulk.requests import ReceivedEvent, row_result
from pareta_core.redaction import Redactor

SECRET = "key/of-mine"
COMPLETED = '{"run":{"run_id":"trun_1","status":"completed"},"output":{"content":%s,"basis":[%s]}}'


def result_of(text: str) -> Result:
    found = row_result(7, ReceivedEvent(text), None, Redactor([SECRET]))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "basis",
    ["1.50", "12345678901234567890123", '"\\n – 🎉"', r'"\ud83d"', r'"\u2013"', ' { "a" : 1e2 }\n'],
)
def test_the_text_of_an_event_is_kept_as_it_was_received(basis: str) -> None:
    text = COMPLETED % ('"fine"', basis)
    assert result_of(text) == (7, Status.COMPLETED, '"fine"', text)


@pytest.mark.parametrize(
    "shown",
    [SECRET, r"\u006bey/of-mine", r"key\u002Fof\u002Dmine \ud83d", r"key\/of-mine", f"\\u0000{SECRET}"],
)
def test_a_credential_in_an_event_is_not_kept_however_the_service_escapes_it(shown: str) -> None:
    text = COMPLETED % (f'"{shown}"', f'"é {shown}"')
    found = result_of(text)
    kept = json.loads(str(found.event))["output"]
    assert kept["content"] == json.loads(found.data) == json.loads(f'"{shown}"').replace(SECRET, "***")
    assert kept["basis"] == [f"é {kept['content']}"]
    assert kept["content"] != json.loads(text)["output"]["content"]


def test_an_event_that_is_no_object_has_no_members() -> None:
    assert ReceivedEvent("[1]") == {}
