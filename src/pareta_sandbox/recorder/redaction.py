"""Remove keys and other secrets from what is recorded: in headers, targets and bodies, however they are escaped."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from urllib.parse import unquote

REDACTED = "[redacted]"
_REDACTED = REDACTED.encode()
# A shorter key is replaced only where it stands alone; a very short one would replace half of what it is not.
MIN_ANYWHERE, MIN_ALONE = 8, 4
Span = tuple[int, int]

# Names of what is secret.
_SENSITIVE = (
    r"api[_-]?keys?|x-api-key|(?:access|refresh|id|auth|session|bearer|security)[_-]?token|client[_-]?secret"
    r"|(?:webhook|signing|shared)[_-]?secret|secret(?:[_-]?(?:access[_-]?)?key)?|private[_-]?key|passw(?:or)?d"
    r"|passphrase|authorization|proxy-authorization|cookie|set-cookie|credentials?"
)
_SECRET_HEADER = re.compile(rf"(?i)(?:.*[_-])?(?:{_SENSITIVE}|token|secret|signature|jwt)")
# What signs a URL: of AWS, Google, Azure and others.
_SIGNED_QUERY = re.compile(
    rb"(?i)(?<=[?&;])(?:amp;)?(?:[a-z0-9_.-]*(?:signature|credential|token|secret|api[_-]?key|password)|sig|key|auth)=(?P<secret>[^&#\s\"'<>\\]+)"
)
_USERINFO = re.compile(rb"(?i)\b[a-z][a-z0-9+.-]*:(?:\\?/){2}(?P<secret>[^/\s\"'@\\?#]+)@")
_BEARER = re.compile(
    rb"(?i)\bbearer(?:\s|%20|\+)+(?P<secret>(?=[a-z._~+/=%-]*[0-9]|[a-z._~+/=%-]{20})[a-z0-9._~+/=%-]{6,})"
)
_MEDIA_TYPE = re.compile(r"(?:application|audio|image|multipart|text|video)/|\*/\*")
_OWN_KEY = re.compile(rb"\b(?:pareta_[a-z]{2,8}|sk|pk|whsec)[_-][A-Za-z0-9_\-+/=]{6,}")


class Redactor:
    """Replaces secrets by `[redacted]`. It remembers every credential that it has seen.

    Args:
        secret_members: Names of members of JSON objects whose values are secrets: texts, or objects of texts.
        key_headers: Names of the headers that carry API keys, in lower case.
    """

    def __init__(self, secret_members: Collection[str], key_headers: Collection[str]) -> None:
        self._key_headers = frozenset(key_headers)
        names = "|".join(re.escape(name) for name in sorted(secret_members))
        either = f"(?:{names}|(?i:{_SENSITIVE}))" if names else f"(?i:{_SENSITIVE})"
        # `\\*"` is a quotation mark in JSON, or in JSON inside a text of JSON. The closing one is like the opening one.
        name = rf'\\*"{either}\\*"\s*:\s*'
        text = r'(?P<quote>\\*")(?P<secret>(?:[^"\\]|\\.)*?)(?P=quote)'
        self._member = re.compile((name + text).encode())
        self._object = re.compile((name + r"(?P<object>[{\[][^{}\[\]]*[}\]])").encode())
        self._member_text = re.compile((r"(?:[:\[,]\s*)" + text + r"(?!\s*:)").encode())
        self._form = re.compile(
            rf'name="{either}"[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n(?P<secret>[^\r\n]*)'.encode()
        )
        self._learned: dict[str, re.Pattern[bytes]] = {}

    def learn(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Remember the credentials of a request or a response."""
        for raw_name, raw_value in headers:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("utf-8", "surrogateescape")
            if not self._is_secret(name):
                continue
            for secret in _credentials(name, value):
                if len(secret) >= MIN_ALONE and secret not in self._learned:
                    self._learned[secret] = _pattern(secret)

    def learn_body(self, body: bytes) -> None:
        """Remember the values of secret members, which other texts may repeat."""
        for begin, end in self._member_spans(body):
            secret = body[begin:end].decode("utf-8", "replace")
            for one in {secret, secret.rpartition(" ")[2]}:
                if _is_distinctive(one) and one not in self._learned:
                    self._learned[one] = _pattern(one)

    def headers(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
        """Return headers as text, without secrets, which a server may use even as a name."""
        result: list[tuple[str, str]] = []
        for raw_name, value in headers:
            name = self.content(raw_name).decode("latin-1").replace(REDACTED, "redacted")
            is_secret = self._is_secret(raw_name.decode("latin-1").lower())
            result.append((name, REDACTED if is_secret else self.content(value).decode("latin-1")))
        return result

    def content(self, data: bytes) -> bytes:
        """Return the bytes without secrets."""
        return self.chunks([data])[0]

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        return self.content(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")

    def chunks(self, chunks: Sequence[bytes]) -> list[bytes]:
        """Return the chunks of one body without secrets, also without those that are split between two chunks."""
        data = b"".join(chunks)
        spans = _merged(self._spans(data))
        if not spans:
            return list(chunks)
        result, position, offset = list[bytes](), 0, 0
        for chunk in chunks:
            offset += len(chunk)
            result.append(b"")
            while position < offset:
                span = next((one for one in spans if one[1] > position), None)
                if span is None or span[0] >= offset:
                    result[-1] += data[position:offset]
                    position = offset
                else:
                    result[-1] += data[position : span[0]] + _REDACTED
                    position = span[1]
        return result

    def _is_secret(self, name: str) -> bool:
        return name in self._key_headers or (
            _SECRET_HEADER.fullmatch(name) is not None and not name.startswith("access-control-")
        )

    def _spans(self, data: bytes) -> Iterator[Span]:
        for pattern in self._learned.values():
            yield from (match.span() for match in pattern.finditer(data))
        yield from self._member_spans(data)
        for pattern in (_SIGNED_QUERY, _USERINFO, _BEARER, self._form):
            yield from _secret_spans(pattern, data)
        yield from (match.span() for match in _OWN_KEY.finditer(data))

    def _member_spans(self, data: bytes) -> Iterator[Span]:
        yield from _secret_spans(self._member, data)
        for match in self._object.finditer(data):
            begin = match.start("object")
            for first, last in _secret_spans(self._member_text, match.group("object")):
                yield begin + first, begin + last


def _secret_spans(pattern: re.Pattern[bytes], data: bytes) -> Iterator[Span]:
    for match in pattern.finditer(data):
        begin, end = match.span("secret")
        if begin < end:
            yield begin, end


def _is_distinctive(secret: str) -> bool:
    """Return whether a text is so peculiar that it can be replaced wherever it stands."""
    has_sign = any(not character.isalpha() for character in secret)
    return (
        len(secret) >= MIN_ANYWHERE and has_sign and REDACTED not in secret and not _MEDIA_TYPE.match(secret)
    )


def _merged(spans: Iterable[Span]) -> list[Span]:
    result: list[Span] = []
    for begin, end in sorted(spans):
        if result and begin < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((begin, end))
    return result


def _credentials(name: str, value: str) -> Iterator[str]:
    """Yield the secrets inside the value of a header."""
    if name in ("cookie", "set-cookie"):
        for crumb in value.split(";") if name == "cookie" else [value.partition(";")[0]]:
            yield crumb.partition("=")[2].strip()
        return
    value = value.strip()
    scheme, _, token = value.partition(" ")
    yield token.strip() or value
    if scheme.lower() == "basic":
        try:
            yield from base64.b64decode(token, validate=True).decode("utf-8", "replace").split(":", 1)
        except (binascii.Error, ValueError):
            return
    if "%" in value:
        yield unquote(token.strip() or value)


def _pattern(secret: str) -> re.Pattern[bytes]:
    """Return a pattern of a secret in any mixture of escapes: of JSON, also nested, of URLs, and in base64."""
    escaped = b"".join(_character(character) for character in secret)
    if len(secret) < MIN_ANYWHERE:
        return re.compile(rb"(?<![A-Za-z0-9_])" + escaped + rb"(?![A-Za-z0-9_])")
    raw = secret.encode("utf-8", "surrogateescape")
    return re.compile(b"|".join([escaped, *(re.escape(one) for one in _base64_forms(raw))]))


def _character(character: str) -> bytes:
    raw = character.encode("utf-8", "surrogateescape")
    forms = [re.escape(raw), b"".join(b"%%(?:25)*(?i:%02x)" % byte for byte in raw)]
    units = character.encode("utf-16-be", "surrogatepass")
    codes = [units[index : index + 2].hex().encode() for index in range(0, len(units), 2)]
    forms.append(b"".join(rb"\\+u(?i:" + code + b")" for code in codes))
    if character in '"\\/':
        forms.append(rb"\\+" + re.escape(raw))
    if character == " ":
        forms.append(rb"\+")
    return b"(?:" + b"|".join(forms) + b")"


def _base64_forms(raw: bytes) -> Iterator[bytes]:
    """Yield what stays the same of a secret in base64, wherever in a longer text it begins."""
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + raw)
        begin = (shift * 8 + 5) // 6
        end = (shift + len(raw)) * 8 // 6
        kept = encoded[begin:end]
        yield kept
        yield kept.replace(b"+", b"-").replace(b"/", b"_")
