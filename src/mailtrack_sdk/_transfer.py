"""Content-Transfer-Encodings: a part's body as it travels, the bytes it stands for, and back."""

from __future__ import annotations

import re
from binascii import a2b_base64, a2b_qp, b2a_base64

__all__ = ["ENCODINGS", "decoded", "encoded"]

ENCODINGS = frozenset({"", "7bit", "8bit", "binary", "quoted-printable", "base64"})
"""Encodings that are understood; a part without the header is 7bit (RFC 2045, 6.1)."""

_QUOTED = "quoted-printable"
_LINE = 76
"""Longest line of base64 and quoted-printable, without its end (RFC 2045, 6.7 and 6.8)."""
_TOO_LONG = re.compile(rb"[^\r\n]{999}")
"""A line that no mail server has to take (RFC 5322, 2.1.1)."""

# A sign that introduces nothing stands for itself (RFC 2045, 6.7, note 2). The C decoder reads `==` as
# one sign and drops text after `=` CR, so it is only given what is beyond doubt.
_STRAY_SIGN = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n|\Z)")
_NOT_PLAIN = re.compile(rb"[^\t -<>-~]+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")


def decoded(raw: bytes, encoding: str) -> bytes | None:
    """Return what a body stands for, or None when decoders would not agree about it.

    Args:
        raw: The body as it travels.
        encoding: One of `ENCODINGS`.
    """
    if encoding == _QUOTED:
        # Blanks at the end of a line came with the transport and are no text (RFC 2045, 6.7, rule 3).
        lines = [
            line[:-1].rstrip(b" \t") + b"\r" if line.endswith(b"\r") else line.rstrip(b" \t")
            for line in raw.split(b"\n")
        ]
        return a2b_qp(_STRAY_SIGN.sub(b"=3D", b"\n".join(lines)))
    if encoding == "base64":
        compact = b"".join(raw.split())
        if len(compact) % 4 or not _BASE64.fullmatch(compact):
            return None
        return a2b_base64(compact)
    return raw


def encoded(data: bytes, encoding: str, *, like: bytes, newline: bytes) -> tuple[bytes, str]:
    """Encode a body the way its original was.

    Args:
        data: What the body is to stand for.
        encoding: The encoding of the original, one of `ENCODINGS`.
        like: The original as it travelled.
        newline: The line end of the mail, CRLF or LF.

    Returns:
        The body as it travels and its encoding: that of the original, but quoted-printable where
        a line of it would be longer than 998 bytes.
    """
    if encoding == "base64":
        text = b2a_base64(data, newline=False)
        lines = newline.join(text[at : at + _LINE] for at in range(0, len(text), _LINE))
        head = like[: len(like) - len(like.lstrip())]
        tail = like[len(like.rstrip()) :]
        return head + lines + tail, encoding
    if encoding == _QUOTED or (encoding != "binary" and _TOO_LONG.search(data)):
        return _quoted(data, newline), _QUOTED
    return data, encoding


def _quoted(data: bytes, newline: bytes) -> bytes:
    """Encode line by line; an end of line that is not the mail's own is spelt out, so that it survives."""
    # In a mail of LF a CRLF is spelt out as a whole: `=0D` and a line end would be sent as CR CR LF.
    lines = re.split(rb"(?<!\r)\n", data) if newline == b"\n" else data.split(newline)
    return newline.join(_folded(_spelt_out(line), newline) for line in lines)


def _spelt_out(line: bytes) -> bytes:
    """Write what is not plain as `=XX`; `binascii.b2a_qp` would do, but folds at 77 now and then."""
    text = _NOT_PLAIN.sub(_signs, line)
    return text[:-1] + b"=%02X" % text[-1] if text.endswith((b" ", b"\t")) else text


def _signs(run: re.Match[bytes]) -> bytes:
    return b"=" + run[0].hex("=").upper().encode("ascii")


def _folded(text: bytes, newline: bytes) -> bytes:
    """Break a line softly, never inside `=XX`."""
    pieces: list[bytes] = []
    at = 0
    while len(text) - at > _LINE:
        stop = at + _LINE - 1
        sign = text.rfind(b"=", stop - 2, stop)
        stop = stop if sign < 0 else sign
        pieces.append(text[at:stop])
        at = stop
    pieces.append(text[at:])
    return (b"=" + newline).join(pieces)
