"""An HTML body as text that can be scanned, whatever it came as, and back without losing a byte."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from mailtrack_sdk.errors import ArgumentError

__all__ = ["Body", "Html", "body_of", "body_of_bytes", "body_of_plain_text", "body_of_text"]

Html = TypeVar("Html", str, bytes)

# Browsers look for it in the first 1,024 bytes; real mail has it further down behind style sheets.
_META_CHARSET = re.compile(
    rb"<meta[^<>]{0,200}charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE
)
_HEAD_BYTES = 8192
# That of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PROBE = "<>\"'=/&#;- \t\r\n!?[]" + "abcxyzABCXYZ0189"
# Codecs that pass the probe and still are not ASCII-compatible: they shift with escape sequences.
_STATEFUL = ("utf_7", "utf-7", "iso2022", "hz", "johab")
# Codecs of Python that no mail can mean; some raise or warn about input that is not theirs.
_NO_CHARSETS = frozenset({"idna", "mbcs", "oem", "punycode", "raw-unicode-escape", "unicode-escape"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Generic[Html]):
    """One body: what was given, and the text to scan.

    Args:
        source: What the caller gave; returned as it is when nothing changes.
        text: The text to scan; bytes of an ASCII-compatible charset appear as latin-1.
        size: Size of the body in bytes, as it will be sent.
        real: Reads a piece of `text` as the real characters.
        restore: Turns scanned text back into what the caller uses.
        aligned: Whether positions in `text` are positions in `source`.
        problem: Why the body cannot be touched, or None.
    """

    source: Html
    text: str
    size: int
    real: Callable[[str], str]
    restore: Callable[[str], Html]
    aligned: bool = True
    problem: str | None = None

    def size_of(self, piece: str) -> int:
        """Return how many bytes a piece of `text` takes when it is sent."""
        if not self.aligned:
            # Some charsets begin every text with a mark of their own.
            return len(_bytes(self.restore(piece))) - len(_bytes(self.restore("")))
        return len(piece) if piece.isascii() else len(_bytes(self.restore(piece)))


def body_of(html: Html, charset: str | None) -> Body[Html]:
    """Take a body of either type; `charset` is that of bytes."""
    if isinstance(html, str):
        return body_of_text(html)
    if isinstance(html, bytes):
        return body_of_bytes(html, charset)
    raise ArgumentError(f"html must be str or bytes, not {type(html).__name__}")


def body_of_text(html: str) -> Body[str]:
    """Take a body that is text already."""
    size = len(html) if html.isascii() else len(_bytes(html))
    return Body(source=html, text=html, size=size, real=str, restore=str)


def body_of_bytes(html: bytes, charset: str | None) -> Body[bytes]:
    """Take a body of bytes; only the values of links are ever decoded, where the charset allows.

    Every character that means something in HTML is ASCII, and no ASCII-compatible charset uses
    the bytes of `<`, `>`, quotes, `&`, `=` or `/` for anything else, so undecodable bytes and
    wrong declarations do no harm.

    Args:
        html: The bytes.
        charset: What the mail declares. Without it, or with an unknown name, a value is read as
            UTF-8, else as the charset of the `<meta>` tag, else as windows-1252. A byte order mark
            of UTF-16 or UTF-32 outranks it.
    """
    codec = _codec(charset)
    if codec is None or not codec.startswith(("utf-16", "utf-32")):
        # A mark outranks every declaration (WHATWG Encoding, 6).
        codec = next((known for mark, known in _MARKS if html.startswith(mark)), codec)
    if codec is None or _is_ascii_compatible(codec):
        charsets = (codec, "utf-8") if codec is not None else ("utf-8", _meta_charset(html))

        def real(piece: str) -> str:
            if piece.isascii():
                return piece
            data = piece.encode("latin-1")
            for name in charsets:
                try:
                    return data.decode(name)
                except UnicodeDecodeError:
                    continue
            return data.decode("windows-1252", "replace")

        def restore(text: str) -> bytes:
            return text.encode("latin-1")

        return Body(source=html, text=html.decode("latin-1"), size=len(html), real=real, restore=restore)

    return _body_in(html, codec)


def _body_in(html: bytes, codec: str) -> Body[bytes]:
    """Decode a body as a whole; it has a problem when it could not be written back byte for byte."""

    def encode(text: str) -> bytes:
        return text.encode(codec)

    try:
        text = html.decode(codec)
        intact = text.encode(codec) == html
    except (UnicodeError, ValueError):
        text, intact = "", False
    problem = None if intact else f"the body is not {codec} text that could be written back byte for byte"
    return Body(
        source=html, text=text, size=len(html), real=str, restore=encode, aligned=False, problem=problem
    )


def body_of_plain_text(text: bytes, charset: str | None) -> Body[bytes]:
    """Take a plain text of bytes; it is read as characters wherever it can be written back.

    Where a URL ends there depends on the characters around it, which latin-1 would not show.

    Args:
        text: The bytes.
        charset: What the mail declares; UTF-8 when that is unknown or wrong.
    """
    body = body_of_bytes(text, charset)
    for codec in (_codec(charset), "utf-8") if body.aligned else ():
        read = None if codec is None else _body_in(text, codec)
        if read is not None and read.problem is None:
            return read
    return body


def _codec(charset: str | None) -> str | None:
    if charset is None:
        return None
    if not isinstance(charset, str):
        raise ArgumentError(f"charset must be a str such as 'iso-8859-1', not {type(charset).__name__}")
    try:
        info = codecs.lookup(charset)
        "".encode(info.name)
    except (LookupError, ValueError):
        return None
    return None if info.name in _NO_CHARSETS else info.name


def _meta_charset(html: bytes) -> str:
    """Return the charset that the head declares, windows-1252 when there is none that is usable."""
    match = _META_CHARSET.search(html, 0, _HEAD_BYTES)
    codec = None if match is None else _codec(match.group(1).decode("ascii"))
    return codec if codec is not None and _is_ascii_compatible(codec) else "windows-1252"


def _is_ascii_compatible(codec: str) -> bool:
    return not codec.startswith(_STATEFUL) and _PROBE.encode(codec, "replace") == _PROBE.encode("ascii")


def _bytes(html: str | bytes) -> bytes:
    return html if isinstance(html, bytes) else html.encode("utf-8", "surrogatepass")
