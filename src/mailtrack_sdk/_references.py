r"""Decode HTML character references as a browser does, in attribute values and in text.

``html.unescape`` is not used: it decodes text, which corrupts real links (``?a=1&sectionid=2``
becomes ``?a=1\xa7ionid=2``), and it raises on a numeric reference of several thousand digits.

Grammar: https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state (read 2026-07).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.entities import html5
from typing import Final

_REFERENCE: Final = re.compile(r"&(?:#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));?|([A-Za-z][A-Za-z0-9]*)(;?)(=?))")
_NAMED: Final = html5
_REPLACEMENT: Final = "\ufffd"
# The longest name in the table; a longer run of letters is cut before it is looked up, which keeps
# the search for the longest known prefix linear.
_LONGEST_NAME: Final = 32
_SHORTEST_NAME: Final = 2
_LAST_CODE_POINT: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)
_MOST_DIGITS: Final = 7
# Numbers that the standard reads as windows-1252; the five bytes cp1252 leaves open stay controls.
_C1_CONTROLS: Final = {
    0x80 + offset: char
    for offset, char in enumerate(
        "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f"
        "\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178"
    )
}


def decode_attribute(raw: str) -> str:
    """Decode the source text of an attribute value as a browser does.

    Newlines are normalised first (CR LF and CR become LF), NUL becomes U+FFFD, then references are
    decoded. A name without its semicolon counts only if neither ``=`` nor a letter or digit follows.

    Args:
        raw: The text between the quotes, or the whole unquoted value, of any length.

    Returns:
        The value the browser's tree would hold. URL clean-up (blanks, tabs) is the caller's.

    Example:
        >>> decode_attribute("?a=1&amp;b=2&copy=3")
        '?a=1&b=2&copy=3'

    See https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state
    """
    return _decode(raw, _named_in_attribute)


def decode_text(raw: str) -> str:
    r"""Decode source text outside tags as a browser does.

    Unlike in attributes, a known name that lost its semicolon counts wherever it stands, and the
    longest known beginning of a word is taken: ``&notit;`` is ``\xacit;``.

    Args:
        raw: Source text without tags, of any length.

    Returns:
        The decoded text.
    """
    return _decode(raw, _named_in_text)


def _decode(raw: str, named: Callable[[str, str, str], str]) -> str:
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in raw:
        raw = raw.replace("\0", _REPLACEMENT)
    if "&" not in raw:
        return raw

    def replace(match: re.Match[str]) -> str:
        hexadecimal, decimal, name, semicolon, equals = match.groups()
        if name is not None:
            return named(name, semicolon, equals)
        return _numeric(hexadecimal, 16) if decimal is None else _numeric(decimal, 10)

    return _REFERENCE.sub(replace, raw)


def _numeric(digits: str, base: int) -> str:
    digits = digits.lstrip("0")
    # int() of a long string is slow and, past 4,300 digits, an error; such a number is out of range.
    code = int(digits, base) if 0 < len(digits) <= _MOST_DIGITS else 0
    if code in _C1_CONTROLS:
        return _C1_CONTROLS[code]
    # Zero, a surrogate and anything past Unicode are all the replacement character.
    if code == 0 or code in _SURROGATES or code > _LAST_CODE_POINT:
        return _REPLACEMENT
    return chr(code)


def _named_in_attribute(name: str, semicolon: str, equals: str) -> str:
    if semicolon:
        # A name is never followed by ";" in vain: if the longer spelling is unknown, so is the prefix
        # that the rule about a following letter or digit would have allowed.
        return _NAMED.get(name + ";", f"&{name};") + equals
    if equals:
        return f"&{name}="
    return _NAMED.get(name, f"&{name}")


def _named_in_text(name: str, semicolon: str, equals: str) -> str:
    word = name + semicolon
    for length in range(min(len(word), _LONGEST_NAME), _SHORTEST_NAME - 1, -1):
        found = _NAMED.get(word[:length])
        if found is not None:
            return found + word[length:] + equals
    return f"&{word}{equals}"
