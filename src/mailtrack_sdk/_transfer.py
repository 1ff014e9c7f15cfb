"""Content-Transfer-Encodings: a part's body as it travels, the bytes it stands for, and back."""

from __future__ import annotations

import re
from binascii import a2b_base64, a2b_qp, b2a_base64

__all__ = ["ENCODINGS", "Transfer", "decoded"]

ENCODINGS = frozenset({"", "7bit", "8bit", "binary", "quoted-printable", "base64"})
"""Encodings that are understood; a part without the header is 7bit (RFC 2045, 6.1)."""

_QUOTED = "quoted-printable"
_LINE = 76
"""Longest line of base64 and quoted-printable, without its end (RFC 2045, 6.7 and 6.8)."""
_LONGEST = 998
"""Longest line that every mail server has to take, without its end (RFC 5322, 2.1.1)."""

# A sign that introduces nothing stands for itself (RFC 2045, 6.7, note 2). The C decoder reads `==` as
# one sign and drops text after `=` CR, so it is only given what is beyond doubt.
_STRAY_SIGN = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n|\Z)")
_BARE_LF = re.compile(rb"(?<!\r)\n")
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


class Transfer:
    """Encodes the copies of one body the way the original travelled.

    Most lines are the same in every copy, and to spell one out in quoted-printable costs a hundred
    times as much as to find it in a table. So the lines of the original are spelt out once.

    Args:
        source: What the original stands for.
        encoding: Its encoding, one of `ENCODINGS`.
        like: The original as it travelled.
        newline: The line end of the mail, CRLF or LF.
    """

    __slots__ = ("_encoding", "_head", "_known", "_newline", "_source", "_tail")

    def __init__(self, source: bytes, encoding: str, *, like: bytes, newline: bytes) -> None:
        """Keep what every copy needs."""
        self._source = source
        self._encoding = encoding
        self._newline = newline
        self._head = like[: len(like) - len(like.lstrip())]
        self._tail = like[len(like.rstrip()) :]
        self._known: dict[bytes, bytes] | None = None

    def encoded(self, data: bytes) -> tuple[bytes, str]:
        """Encode a copy.

        Args:
            data: What it is to stand for.

        Returns:
            The copy as it travels and its encoding: that of the original, but quoted-printable
            where a line would be longer than 998 bytes.
        """
        encoding, newline = self._encoding, self._newline
        if encoding == "base64":
            text = b2a_base64(data, newline=False)
            lines = newline.join(text[at : at + _LINE] for at in range(0, len(text), _LINE))
            return self._head + lines + self._tail, encoding
        if encoding == _QUOTED or (encoding != "binary" and _is_too_long(data)):
            return self._quoted(data), _QUOTED
        return data, encoding

    def _quoted(self, data: bytes) -> bytes:
        newline = self._newline
        if self._known is None:
            self._known = {line: _spelt_out(line, newline) for line in _lines(self._source, newline)}
        known = self._known
        return newline.join(
            [known[line] if line in known else _spelt_out(line, newline) for line in _lines(data, newline)]
        )


def _is_too_long(data: bytes) -> bool:
    """Tell whether a line has more than 998 bytes, from the last line end of each 999 to the next."""
    at = 0
    while len(data) - at > _LONGEST:
        reach = at + _LONGEST + 1
        end = max(data.rfind(b"\n", at, reach), data.rfind(b"\r", at, reach))
        if end < 0:
            return True
        at = end + 1
    return False


def _lines(data: bytes, newline: bytes) -> list[bytes]:
    """Cut at the mail's own line ends; any other is text, and is spelt out so that it survives."""
    # In a mail of LF a CRLF is spelt out as a whole: `=0D` and a line end would be sent as CR CR LF.
    return _BARE_LF.split(data) if newline == b"\n" and b"\r" in data else data.split(newline)


def _spelt_out(line: bytes, newline: bytes) -> bytes:
    """Write what is not plain as `=XX`; `binascii.b2a_qp` would do, but folds at 77 now and then."""
    text = _NOT_PLAIN.sub(_signs, line)
    if text.endswith((b" ", b"\t")):
        text = text[:-1] + b"=%02X" % text[-1]
    return text if len(text) <= _LINE else _folded(text, newline)


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
