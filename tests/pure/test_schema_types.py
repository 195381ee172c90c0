"""The scalars that schemas are built from, one table."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from pareta_core.schema_types import SCALARS, OutputMismatch

ID = uuid.UUID(int=7)


# Scalars

# hint: (value, what it is loaded as, also in strict mode)
LOADED: list[tuple[Any, Any, Any, bool]] = [
    (str, "a", "a", True),
    (int, 3, 3, True),
    (int, 3.0, 3, False),
    (float, 1.5, 1.5, True),
    (float, 3, 3.0, False),
    (bool, True, True, True),
    (type(None), None, None, True),
    (dt.date, "2024-01-02", dt.date(2024, 1, 2), True),
    (dt.time, "03:04", dt.time(3, 4), True),
    (dt.datetime, "2024-01-02T03:04:05+00:00", dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC), True),
    (uuid.UUID, str(ID), ID, True),
    (Decimal, "1.10", Decimal("1.10"), True),
    (Decimal, 2, Decimal(2), True),
]


@pytest.mark.parametrize(("hint", "value", "loaded", "exact"), LOADED)
def test_a_scalar_is_loaded_and_in_strict_mode_only_from_its_own_type(hint, value, loaded, exact):
    read = SCALARS[hint][2]
    assert (read(value, False), type(read(value, False))) == (loaded, type(loaded))
    if exact:
        assert read(value, True) == loaded
    else:
        with pytest.raises(ValueError):
            read(value, True)


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (str, 1),
        (str, None),
        (int, "1"),
        (int, 1.5),
        (int, True),
        (float, True),
        (float, "1.5"),
        (bool, 1),
        (type(None), 0),
        (dt.date, "02.01.2024"),
        (dt.date, 20240102),
        (uuid.UUID, "7"),
        (Decimal, "a"),
        (Decimal, "NaN"),
        (Decimal, True),
    ],
)
def test_a_value_of_another_type_is_not_a_scalar(hint, value):
    with pytest.raises((ValueError, ArithmeticError)):
        SCALARS[hint][2](value, False)


def test_a_mismatch_says_where_and_what():
    error = OutputMismatch("Out.a[1]", "expected integer")
    assert (error.path, error.problem, str(error)) == (
        "Out.a[1]",
        "expected integer",
        "Out.a[1]: expected integer",
    )
