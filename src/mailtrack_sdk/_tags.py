"""A start tag and its attributes, as spans of the source with their decoded values.

Grammar: https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state (read 2026-07).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from mailtrack_sdk._grammar import BLANK
from mailtrack_sdk._references import decode_attribute

# Only for the inside of a complete tag, where taking all it can is always right. The blanks between
# attributes are left to the search, so that no run of them is read twice.
_ATTRIBUTE: Final = re.compile(
    rf"([^{BLANK}/>][^{BLANK}/=>]*)"
    rf"(?:[{BLANK}]*=[{BLANK}]*(?:\"([^\"]*)\"|'([^']*)'|([^{BLANK}>\"'][^{BLANK}>]*)|(?=>)))?"
)
_QUOTES: Final = ("", "", '"', "'", "")
_UNQUOTED: Final = 4
_FOLD: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)} | {0: 0xFFFD}


def fold(name: str) -> str:
    """Lower-case ASCII letters only, as HTML does (the Kelvin sign is no k), and replace NUL."""
    if name.isascii() and "\0" not in name:
        return name.lower()
    return name.translate(_FOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a start tag: its name, and where its value stands in the source.

    Attributes:
        name: The name in lower case (ASCII letters only).
        raw: The source text of the value, exactly ``html[start:stop]``, without quotes.
        start: Index of the first character of the value; the end of the attribute if it has none.
        stop: Index after its last character.
        quote: The quote character around it, or nothing.
    """

    name: str
    raw: str
    start: int
    stop: int
    quote: str

    @property
    def value(self) -> str:
        """The value as a browser decodes it; see `mailtrack_sdk.markup.decode_attribute`."""
        return decode_attribute(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One start tag of the source.

    Attributes are read from the source when they are asked for: most tags are never asked.

    Attributes:
        name: The name in lower case (ASCII letters only).
        start: Index of its ``<``.
        stop: Index after its ``>``.
        html: The source all positions refer to.
    """

    name: str
    start: int
    stop: int
    html: str = field(repr=False)

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The attributes in the order of the source; of those with the same name only the first."""
        first: dict[str, Attribute] = {}
        for match in self._matches():
            attribute = _attribute(match)
            first.setdefault(attribute.name, attribute)
        return tuple(first.values())

    @property
    def self_closing(self) -> bool:
        """Whether the tag ends in a solidus of its own, not of an unquoted value (``<a href=x/>``)."""
        if self.html[self.stop - 2] != "/":
            return False
        return all(match.end(_UNQUOTED) != self.stop - 1 for match in self._matches())

    def get(self, name: str) -> Attribute | None:
        """Find an attribute by its name.

        Args:
            name: The name in lower case.

        Returns:
            The first attribute of that name, or None.
        """
        for match in self._matches():
            if fold(match[1]) == name:
                return _attribute(match)
        return None

    def _matches(self) -> Iterator[re.Match[str]]:
        return _ATTRIBUTE.finditer(self.html, self.start + 1 + len(self.name), self.stop)


def _attribute(match: re.Match[str]) -> Attribute:
    name, group = fold(match[1]), match.lastindex
    if group == 1:
        return Attribute(name=name, raw="", start=match.end(), stop=match.end(), quote="")
    # lastindex is None only where no group took part, and the name always does.
    group = group or 1
    return Attribute(
        name=name, raw=match[group], start=match.start(group), stop=match.end(group), quote=_QUOTES[group]
    )
