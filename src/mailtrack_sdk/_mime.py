"""What the parts of a mail say about themselves, and why some of them must stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from mailtrack_sdk._transfer import ENCODINGS

__all__ = [
    "MAX_DEPTH",
    "MAX_PARTS",
    "Change",
    "Headers",
    "Part",
    "PartSkip",
    "Payload",
]

MAX_DEPTH = 20
"""Deepest nesting that is looked at: ten times what mail programs make."""
MAX_PARTS = 1000
"""Most parts that are looked at."""

_READ = frozenset(
    {
        "content-disposition",
        "content-id",
        "content-transfer-encoding",
        "content-type",
        "dkim-signature",
        "list-unsubscribe",
    }
)
_SINGLE = ("content-type", "content-transfer-encoding")
# RFC 2045, 5.1: name=value, name="value"; a quote that never ends is taken as it stands.
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}")


class PartSkip(str, Enum):
    """Why a part of a mail was left as it is."""

    NOT_HTML = "not_html"
    """Plain text, an image, a report: nothing in it is tracked (text only with `plain_text=True`)."""
    ATTACHMENT = "attachment"
    """An attachment, or it has a file name: a file of its own, not the text of the mail."""
    ENCLOSED = "enclosed"
    """Another mail inside this one, as in a forward or a bounce."""
    SIGNED = "signed"
    """Signed (S/MIME or OpenPGP): a change would break the signature. Track first, then sign."""
    ENCRYPTED = "encrypted"
    """Encrypted: nobody but the recipient can read it. Track first, then encrypt."""
    AMP = "amp"
    """AMP for Email: it allows neither the pixel nor the changes."""
    CALENDAR = "calendar"
    """An invitation: calendar programs read it."""
    SECOND_BODY = "second_body"
    """Another HTML text than the one that is tracked: an alternative, or a later piece."""
    EMPTY = "empty"
    """There is nothing in it."""
    CHARSET = "charset"
    """It is not text of the charset it declares, and could not be written back byte for byte."""
    ENCODING = "encoding"
    """Its Content-Transfer-Encoding is unknown, or it is not what that says."""
    BROKEN = "broken"
    """Its own structure is wrong: no boundary, no parts, or headers that contradict each other."""
    AMBIGUOUS = "ambiguous"
    """Mail programs would not agree where it begins and ends."""
    COMPLEX = "complex"
    """The mail has more parts, or deeper ones, than any that people send."""


class Headers:
    """The few header fields that say what a part is."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        """Keep what is read; names in any case, values as they stand, folded or not."""
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            key = name.lower()
            if key in _READ:
                unfolded = value.replace("\r", "").replace("\n", "").strip()
                self._fields.setdefault(key, []).append(unfolded)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field, first to last."""
        return tuple(self._fields.get(name, ()))

    def first(self, name: str) -> str:
        """Return the first value of a field, or an empty text."""
        return self._fields.get(name, [""])[0]

    @property
    def contradict(self) -> bool:
        """Whether a field that belongs there once says two things; programs differ in whom they trust."""
        return any(len(set(self.all(name))) > 1 for name in _SINGLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a mail: the mail itself, a multipart in it, or a leaf.

    Args:
        path: Where it is: the number of each ancestor among its siblings, from 0.
        headers: What it says about itself.
        default_type: Its content type when it names none.
        children: The parts of a multipart, filled while the mail is read; empty for a leaf.
        content_type: In lower case; `text/plain` when it is no type at all (RFC 2045, 5.2).
        parameters: The parameters of the content type.
    """

    path: tuple[int, ...]
    headers: Headers
    default_type: str = "text/plain"
    children: list[Part] = field(default_factory=list)
    content_type: str = field(init=False)
    parameters: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Read the content type once."""
        value = self.headers.first("content-type")
        kind = value.partition(";")[0].strip().lower()
        if kind and kind.count("/") != 1:
            kind = "text/plain"
        object.__setattr__(self, "content_type", kind or self.default_type)
        object.__setattr__(self, "parameters", _parameters(value))

    @property
    def is_multipart(self) -> bool:
        """Whether it says that it is made of parts."""
        return self.content_type.startswith("multipart/")

    @property
    def boundary(self) -> str | None:
        """The text that parts the parts, None without one."""
        boundary = self.parameters.get("boundary")
        return None if boundary is None else boundary.rstrip()

    @property
    def encoding(self) -> str:
        """The Content-Transfer-Encoding in lower case."""
        return self.headers.first("content-transfer-encoding").lower()

    @property
    def charset(self) -> str | None:
        """The charset it declares, None when that is nothing a mail can be written in."""
        name = self.parameters.get("charset", "")
        return name if _CHARSET.fullmatch(name) else None

    @property
    def position(self) -> str:
        """Its section number as in IMAP (RFC 9051, 6.4.5): "1.2"; empty for a whole multipart mail."""
        if not self.path and not self.children:
            return "1"
        return ".".join(str(number + 1) for number in self.path)

    @property
    def child_type(self) -> str:
        """The content type of its parts that name none."""
        return "message/rfc822" if self.content_type == "multipart/digest" else "text/plain"

    @property
    def skip(self) -> PartSkip | None:
        """Why nothing in it may be tracked, or None."""
        kind = self.content_type
        if self.headers.contradict or (self.is_multipart and not self.children):
            return PartSkip.BROKEN
        if kind == "multipart/signed":
            return PartSkip.SIGNED
        if kind == "multipart/encrypted":
            return PartSkip.ENCRYPTED
        if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            signed = self.parameters.get("smime-type", "").lower() == "signed-data"
            return PartSkip.SIGNED if signed else PartSkip.ENCRYPTED
        if kind.startswith("message/"):
            return PartSkip.ENCLOSED
        if self._is_attached:
            return PartSkip.ATTACHMENT
        if kind in _OTHER_TEXTS:
            return _OTHER_TEXTS[kind]
        if self.is_multipart:
            return None
        if kind != "text/html":
            return PartSkip.NOT_HTML
        return None if self.encoding in ENCODINGS else PartSkip.ENCODING

    @property
    def is_plain_text(self) -> bool:
        """Whether it is a text people read that is no HTML."""
        is_text = self.content_type == "text/plain" and self.encoding in ENCODINGS
        return is_text and self.skip is PartSkip.NOT_HTML

    @property
    def _is_attached(self) -> bool:
        """A disposition that is not known counts as an attachment (RFC 2183, 2.8)."""
        disposition = self.headers.first("content-disposition")
        kind, _, _ = disposition.partition(";")
        if kind.strip().lower() not in ("", "inline"):
            return True
        names = (*_parameters(disposition), *(name for name in self.parameters if name.startswith("name")))
        return any(name.partition("*")[0] in ("filename", "name") for name in names)


_OTHER_TEXTS = {"text/x-amp-html": PartSkip.AMP, "text/calendar": PartSkip.CALENDAR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A new body for a part, as it is to travel.

    Args:
        part: The part.
        raw: The body.
        encoding: Its Content-Transfer-Encoding where that is another than before, or None.
    """

    part: Part
    raw: bytes
    encoding: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The body of a leaf as it travels, and the line end around it, CRLF or LF."""

    raw: bytes
    newline: bytes


def _parameters(value: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for name, text in _PARAMETER.findall(value):
        is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
        parameters.setdefault(name.lower(), _ESCAPED.sub(r"\1", text[1:-1]) if is_quoted else text.strip())
    return parameters
