"""Generate plausible strings from a format, a description or a field name."""

from __future__ import annotations

import base64
import functools
import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from pareta_sandbox.random_source import SeededRandom

_FIRST_NAMES = ("Ada", "Edgar", "Grace", "Katherine", "Alan", "Barbara", "Donald", "Hedy")
_LAST_NAMES = ("Lovelace", "Codd", "Hopper", "Johnson", "Turing", "Liskov", "Knuth", "Lamarr")
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

_DATE_MASK = re.compile(r"\b(?:YYYY|MM|DD|HH|mm|SS|ss)(?:[-/.: T](?:YYYY|MM|DD|HH|mm|SS|ss))*\b")
_QUOTED_EXAMPLE = re.compile(
    r"(?:like|as|e\.g\.,?|such as|for example,?|formatted)\s+(?:'([^']{2,60})'|\"([^\"]{2,60})\"|`([^`]{2,60})`)"
)


def _random_datetime(rng: SeededRandom) -> datetime:
    start = datetime(1945, 1, 1, tzinfo=UTC)
    return start + timedelta(seconds=rng.integer(0, 80 * 365 * 86_400, "moment"))


def _random_date(rng: SeededRandom) -> date:
    return _random_datetime(rng).date()


def _slug(rng: SeededRandom) -> str:
    return rng.choice(_LAST_NAMES, "slug").lower() + rng.hex(4, "slug")


def _uuid(rng: SeededRandom, version: int = 4) -> str:
    digits = rng.hex(32)
    variant = "89ab"[int(digits[16], 16) % 4]
    return str(uuid.UUID(f"{digits[:12]}{version}{digits[13:16]}{variant}{digits[17:]}"))


_GENERATORS_BY_FORMAT: dict[str, Callable[[SeededRandom], str]] = {
    "date": lambda rng: _random_date(rng).isoformat(),
    "date-time": lambda rng: _random_datetime(rng).isoformat().replace("+00:00", "Z"),
    "time": lambda rng: _random_datetime(rng).strftime("%H:%M:%SZ"),
    "duration": lambda rng: f"P{rng.integer(1, 30)}DT{rng.integer(0, 23, 'h')}H",
    "email": lambda rng: f"{_slug(rng)}@example.org",
    "idn-email": lambda rng: f"{_slug(rng)}@example.org",
    "hostname": lambda rng: f"{_slug(rng)}.example.org",
    "idn-hostname": lambda rng: f"{_slug(rng)}.example.org",
    "ipv4": lambda rng: f"192.0.2.{rng.integer(1, 254)}",
    "ipv6": lambda rng: f"2001:db8::{rng.integer(1, 65_535):x}",
    "uri": lambda rng: f"https://www.example.org/{_slug(rng)}",
    "url": lambda rng: f"https://www.example.org/{_slug(rng)}",
    "iri": lambda rng: f"https://www.example.org/{_slug(rng)}",
    "uri-reference": lambda rng: f"/{_slug(rng)}",
    "iri-reference": lambda rng: f"/{_slug(rng)}",
    "uri-template": lambda rng: f"https://www.example.org/{_slug(rng)}/{{id}}",
    "uuid": _uuid,
    # The names that pydantic gives to its own types.
    **{f"uuid{version}": functools.partial(_uuid, version=version) for version in range(1, 9)},
    "ipvanyaddress": lambda rng: f"192.0.2.{rng.integer(1, 254)}",
    **dict.fromkeys(("ipvanyinterface", "ipv4interface"), lambda rng: f"192.0.2.{rng.integer(1, 254)}/24"),
    **dict.fromkeys(("ipvanynetwork", "ipv4network"), lambda rng: f"198.51.{rng.integer(0, 255)}.0/24"),
    "ipv6interface": lambda rng: f"2001:db8::{rng.integer(1, 65_535):x}/64",
    "ipv6network": lambda rng: f"2001:db8:{rng.integer(1, 65_535):x}::/48",
    "multi-host-uri": lambda rng: f"postgres://user:secret@db.example.org:5432/{_slug(rng)}",
    "fraction": lambda rng: f"{rng.integer(1, 99)}/{rng.integer(1, 99, 'denominator')}",
    "json-pointer": lambda rng: f"/{_slug(rng)}",
    "relative-json-pointer": lambda rng: f"1/{_slug(rng)}",
    "regex": lambda rng: f"^{_slug(rng)}$",
    **dict.fromkeys(
        ("byte", "base64", "base64url"), lambda rng: base64.urlsafe_b64encode(rng.hex(12).encode()).decode()
    ),
    "decimal": lambda rng: f"{rng.integer(1, 9_999)}.{rng.integer(10, 99, 'cents')}",
    "phone": lambda rng: f"+1-202-555-{rng.integer(100, 199):04d}",
}

_GENERATORS_BY_FIELD_NAME: tuple[tuple[str, Callable[[SeededRandom], str]], ...] = (
    (r"e-?mail", _GENERATORS_BY_FORMAT["email"]),
    (r"url|uri|website|homepage|link", _GENERATORS_BY_FORMAT["uri"]),
    (r"phone|fax", _GENERATORS_BY_FORMAT["phone"]),
    (r"date|_at$|_on$|birthday", _GENERATORS_BY_FORMAT["date"]),
    (r"year", lambda rng: str(_random_datetime(rng).year)),
    (r"uuid|guid", _GENERATORS_BY_FORMAT["uuid"]),
    (r"country|nation", lambda rng: rng.choice(_COUNTRIES)),
    (r"city|town|headquarters|location", lambda rng: rng.choice(_CITIES)),
    (r"currency", lambda rng: rng.choice(("USD", "EUR", "JPY", "GBP"))),
    (r"export|import|product|goods", lambda rng: rng.choice(_GOODS)),
    (r"company|vendor|supplier|employer|organi[sz]ation", lambda rng: rng.choice(_COMPANIES)),
    (r"name|author|founder|ceo|person|signatory|part(?:y|ies)", lambda rng: full_name(rng)),
    (r"(?:^|_)id$|number|code|reference", lambda rng: f"SBX-{rng.integer(1_000, 9_999)}"),
    (
        r"price|amount|total|cost|revenue|gdp",
        lambda rng: f"${rng.integer(1, 999)}.{rng.integer(10, 99, 'c')}",
    ),
)


def full_name(rng: SeededRandom) -> str:
    """Return a person's first and last name."""
    return f"{rng.choice(_FIRST_NAMES, 'first')} {rng.choice(_LAST_NAMES, 'last')}"


def from_format(name: str, rng: SeededRandom) -> str | None:
    """Return a string in a JSON Schema format, or None if the format is unknown."""
    generate = _GENERATORS_BY_FORMAT.get(name)
    return generate(rng) if generate else None


def from_description(description: str, rng: SeededRandom) -> str | None:
    """Return a date for a mask in the description (`MM-YYYY`), or its quoted example with other digits.

    Returns:
        None if the description has neither.
    """
    mask = _DATE_MASK.search(description)
    if mask and len(mask.group()) > 2:
        return _format_datetime(mask.group(), _random_datetime(rng))
    example = _QUOTED_EXAMPLE.search(description)
    if example is None:
        return None
    quoted = next(group for group in example.groups() if group)
    return re.sub(r"\b\d\b", lambda one: str(rng.integer(1, 9, "digit", one.start())), quoted)


def from_field_name(field: str, rng: SeededRandom) -> str | None:
    """Return a string that suits a field of this name, or None if the name says nothing."""
    generate = _generator_for_field(field)
    return generate(rng) if generate else None


@functools.lru_cache(maxsize=1024)
def _generator_for_field(field: str) -> Callable[[SeededRandom], str] | None:
    snake_case = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", field).lower()
    return next(
        (generate for pattern, generate in _GENERATORS_BY_FIELD_NAME if re.search(pattern, snake_case)), None
    )


def sentence(field: str, subject: str, rng: SeededRandom) -> str:
    """Return a sentence about the subject, for a string of which nothing else is known."""
    topic = f" about {subject}" if subject else ""
    openings = (
        "Several public sources agree",
        "The likeliest reading of the sources",
        "One primary source says so",
    )
    return f"{rng.choice(openings)}: sandbox text for {field or 'the answer'}{topic}."


def _format_datetime(mask: str, moment: datetime) -> str:
    for part, directive in (("YYYY", "%Y"), ("MM", "%m"), ("DD", "%d"), ("HH", "%H"), ("mm", "%M")):
        mask = mask.replace(part, moment.strftime(directive))
    return mask.replace("SS", moment.strftime("%S")).replace("ss", moment.strftime("%S"))
