"""Plausible strings: from a format, from a description, from a field's name. Knows no schema beyond these words."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from pareta_sandbox.dice import Dice

_FIRST = ("Ada", "Edgar", "Grace", "Katherine", "Alan", "Barbara", "Donald", "Hedy")
_LAST = ("Lovelace", "Codd", "Hopper", "Johnson", "Turing", "Liskov", "Knuth", "Lamarr")
_CITIES = ("Lisbon", "Nairobi", "Kyoto", "Montevideo", "Tallinn", "Wellington")
_COUNTRIES = ("Portugal", "Kenya", "Japan", "Uruguay", "Estonia", "New Zealand")
_GOODS = (
    "Machinery",
    "Vehicles",
    "Pharmaceuticals",
    "Electronics",
    "Refined oil",
    "Textiles",
    "Grain",
    "Steel",
)
_COMPANIES = ("Northwind Labs", "Blue Heron Works", "Fjord Analytics", "Copperfield Systems")

_MASK = re.compile(r"\b(?:YYYY|MM|DD|HH|mm|SS|ss)(?:[-/.: T](?:YYYY|MM|DD|HH|mm|SS|ss))*\b")
_SAMPLE = re.compile(
    r"(?:like|as|e\.g\.,?|such as|for example,?|formatted)\s+(?:'([^']{2,60})'|\"([^\"]{2,60})\"|`([^`]{2,60})`)"
)


def _moment(dice: Dice) -> datetime:
    start = datetime(1945, 1, 1, tzinfo=UTC)
    return start + timedelta(seconds=dice.integer(0, 80 * 365 * 86_400, "moment"))


def _day(dice: Dice) -> date:
    return _moment(dice).date()


def _slug(dice: Dice) -> str:
    return dice.choice(_LAST, "slug").lower() + dice.hex(4, "slug")


_FORMATS: dict[str, Callable[[Dice], str]] = {
    "date": lambda dice: _day(dice).isoformat(),
    "date-time": lambda dice: _moment(dice).isoformat().replace("+00:00", "Z"),
    "time": lambda dice: _moment(dice).strftime("%H:%M:%SZ"),
    "duration": lambda dice: f"P{dice.integer(1, 30)}DT{dice.integer(0, 23, 'h')}H",
    "email": lambda dice: f"{_slug(dice)}@example.org",
    "idn-email": lambda dice: f"{_slug(dice)}@example.org",
    "hostname": lambda dice: f"{_slug(dice)}.example.org",
    "idn-hostname": lambda dice: f"{_slug(dice)}.example.org",
    "ipv4": lambda dice: f"192.0.2.{dice.integer(1, 254)}",
    "ipv6": lambda dice: f"2001:db8::{dice.integer(1, 65_535):x}",
    "uri": lambda dice: f"https://www.example.org/{_slug(dice)}",
    "url": lambda dice: f"https://www.example.org/{_slug(dice)}",
    "iri": lambda dice: f"https://www.example.org/{_slug(dice)}",
    "uri-reference": lambda dice: f"/{_slug(dice)}",
    "iri-reference": lambda dice: f"/{_slug(dice)}",
    "uri-template": lambda dice: f"https://www.example.org/{_slug(dice)}/{{id}}",
    "uuid": lambda dice: str(uuid.UUID(dice.hex(32), version=4)),
    "json-pointer": lambda dice: f"/{_slug(dice)}",
    "relative-json-pointer": lambda dice: f"1/{_slug(dice)}",
    "regex": lambda dice: f"^{_slug(dice)}$",
    "byte": lambda dice: base64.b64encode(dice.hex(12).encode()).decode(),
    "base64": lambda dice: base64.b64encode(dice.hex(12).encode()).decode(),
    "decimal": lambda dice: f"{dice.integer(1, 9_999)}.{dice.integer(10, 99, 'cents')}",
    "phone": lambda dice: f"+1-202-555-{dice.integer(100, 199):04d}",
}

_BY_NAME: tuple[tuple[str, Callable[[Dice], str]], ...] = (
    (r"e-?mail", _FORMATS["email"]),
    (r"url|uri|website|homepage|link", _FORMATS["uri"]),
    (r"phone|fax", _FORMATS["phone"]),
    (r"date|_at$|_on$|birthday", _FORMATS["date"]),
    (r"year", lambda dice: str(_moment(dice).year)),
    (r"uuid|guid", _FORMATS["uuid"]),
    (r"country|nation", lambda dice: dice.choice(_COUNTRIES)),
    (r"city|town|headquarters|location", lambda dice: dice.choice(_CITIES)),
    (r"currency", lambda dice: dice.choice(("USD", "EUR", "JPY", "GBP"))),
    (r"export|import|product|goods", lambda dice: dice.choice(_GOODS)),
    (r"company|vendor|supplier|employer|organi[sz]ation", lambda dice: dice.choice(_COMPANIES)),
    (r"name|author|founder|ceo|person|signatory|part(?:y|ies)", lambda dice: full_name(dice)),
    (r"(?:^|_)id$|number|code|reference", lambda dice: f"SBX-{dice.integer(1_000, 9_999)}"),
    (
        r"price|amount|total|cost|revenue|gdp",
        lambda dice: f"${dice.integer(1, 999)}.{dice.integer(10, 99, 'c')}",
    ),
)


def full_name(dice: Dice) -> str:
    return f"{dice.choice(_FIRST, 'first')} {dice.choice(_LAST, 'last')}"


def of_format(name: str, dice: Dice) -> str | None:
    make = _FORMATS.get(name)
    return make(dice) if make else None


def of_description(description: str, dice: Dice) -> str | None:
    """A date after a mask in the description (`MM-YYYY`), or the sample it quotes, with its single digits rolled."""
    mask = _MASK.search(description)
    if mask and len(mask.group()) > 2:
        return _fill(mask.group(), _moment(dice))
    sample = _SAMPLE.search(description)
    if sample is None:
        return None
    quoted = next(group for group in sample.groups() if group)
    return re.sub(r"\b\d\b", lambda one: str(dice.integer(1, 9, "digit", one.start())), quoted)


def of_name(field: str, dice: Dice) -> str | None:
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", field).lower()
    for words, make in _BY_NAME:
        if re.search(words, plain):
            return make(dice)
    return None


def sentence(field: str, subject: str, dice: Dice) -> str:
    """A sentence that names what it is about, for a string of which nothing else is known."""
    topic = f" about {subject}" if subject else ""
    told = (
        "Several public sources agree",
        "The likeliest reading of the sources",
        "One primary source says so",
    )
    return f"{dice.choice(told)}: sandbox text for {field or 'the answer'}{topic}."


def _fill(mask: str, moment: datetime) -> str:
    for part, directive in (("YYYY", "%Y"), ("MM", "%m"), ("DD", "%d"), ("HH", "%H"), ("mm", "%M")):
        mask = mask.replace(part, moment.strftime(directive))
    return mask.replace("SS", moment.strftime("%S")).replace("ss", moment.strftime("%S"))
