"""The tests that `make quick` runs are those named after what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.changed import BY_FOLDER, ROOT, related_to

KNOWN = [
    "tests/pure/test_retry.py",
    "tests/pure/test_docs.py",
    "tests/_async/test_chat.py",
    "tests/_sync/test_chat.py",
    "tests/_async/test_bad_input.py",
    "tests/_sync/test_bad_input.py",
]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (["src/pareta_core/retry.py"], ["tests/pure/test_retry.py"]),
        (["src/pareta/_async/chat.py"], ["tests/_async/test_chat.py", "tests/_sync/test_chat.py"]),
        (["tests/_async/test_chat.py"], ["tests/_async/test_chat.py"]),
        (["src/pareta/money.py"], ["tests/_async/test_bad_input.py", "tests/_sync/test_bad_input.py"]),
        (["docs/index.md", "README.md"], ["tests/pure/test_docs.py"]),
        (["tests/pure/test_deleted.py"], []),
        (["LICENSE"], []),
        ([], []),
    ],
)
def test_a_change_has_the_tests_of_its_name_or_of_its_folder(changed: list[str], expected: list[str]) -> None:
    assert related_to(changed, KNOWN) == expected


@pytest.mark.parametrize("name", sorted({name for names in BY_FOLDER.values() for name in names}))
def test_the_tests_of_a_folder_exist(name: str) -> None:
    assert list((ROOT / "tests").rglob(name))


@pytest.mark.parametrize("prefix", BY_FOLDER)
def test_the_folders_exist(prefix: str) -> None:
    assert (ROOT / Path(prefix)).exists()
