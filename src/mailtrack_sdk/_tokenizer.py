"""Walk over HTML source and report its tags by position, as a browser's tokenizer would.

Nothing is decoded, built or changed. What a tree builder tells the tokenizer - that the text of a
``<style>`` is no markup, that SVG is foreign - is followed without a tree.

See https://html.spec.whatwg.org/multipage/parsing.html (read 2026-07).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final, NamedTuple

from mailtrack_sdk._foreign import OpenElements
from mailtrack_sdk._grammar import (
    CONDITIONAL,
    PATTERNS,
    RAW_TEXT,
    Patterns,
    after_other,
    after_raw_text,
)
from mailtrack_sdk._tags import Tag, fold

_TEXT_ONLY: Final = RAW_TEXT | {"plaintext"}
_FOREIGN_ROOTS: Final = frozenset({"math", "svg"})
_HTML_ENCODINGS: Final = frozenset({"text/html", "application/xhtml+xml"})


class Kind(Enum):
    """What a token is."""

    START = 1
    END = 2
    COMMENT = 3
    """A comment, or another construct that shows nothing."""
    UNTERMINATED = 4
    """The last token: nothing after ``start`` is alive."""


class Token(NamedTuple):
    """One construct: where it is in the source, and for a tag its name."""

    kind: Kind
    name: str
    start: int
    stop: int
    foreign: bool = False


class Reading(Enum):
    """How closely a walk looks."""

    FULL = 1
    """As a browser does."""
    HIDDEN = 2
    """The same in the body of a conditional comment, where another one inside is transparent."""
    BARE = 3
    """As the tokenizer by itself, without what a tree builder adds: no raw text, no foreign content."""


def tokens(
    html: str, start: int, stop: int, *, reading: Reading, patterns: Patterns = PATTERNS
) -> Iterator[Token]:
    """Walk over ``html[start:stop]`` as over a document of its own.

    Args:
        html: The source; bytes decoded as latin-1 do as well as real text.
        start: Where to begin.
        stop: Where the document ends.
        reading: How closely to look.
        patterns: The grammar, see `compile_patterns`.

    Yields:
        Tokens in the order of the source.
    """
    walk = _Walk(html, start, stop, reading, patterns)
    position = start
    while position < stop:
        opening = html.find("<", position, stop)
        if opening < 0:
            return
        match = patterns.tag.match(html, opening, stop)
        if match is None:
            token, position = walk.other(opening)
            if token is None:
                continue
        else:
            token = walk.tag(match)
            position = token.stop
        yield token
        if token.kind is Kind.START and token.name in _TEXT_ONLY and not token.foreign:
            position, dead = walk.text_end(token)
            if dead is not None:
                yield dead


class _Walk:
    """What is known at one point of a walk: where the document lies, and its foreign content."""

    __slots__ = ("_html", "_patterns", "_reading", "_start", "_stop", "tree")

    def __init__(self, html: str, start: int, stop: int, reading: Reading, patterns: Patterns) -> None:
        self._html = html
        self._start = start
        self._stop = stop
        self._reading = reading
        self._patterns = patterns
        self.tree: OpenElements | None = None

    def tag(self, match: re.Match[str]) -> Token:
        """Take a complete tag."""
        slash, name = match.groups()
        name = fold(name)
        start, stop = match.span()
        if slash:
            if self.tree is not None:
                self.tree.end(name)
            return Token(Kind.END, name, start, stop)
        if self.tree is None and name in _FOREIGN_ROOTS and self._reading is not Reading.BARE:
            self.tree = self._tree_before(start)
        foreign = self.tree is not None and not _open(self.tree, self._html, name, start, stop)
        return Token(Kind.START, name, start, stop, foreign)

    def other(self, start: int) -> tuple[Token | None, int]:
        """Take what begins with "<" and is no complete tag; give the token, if any, and where to go on."""
        html, stop = self._html, self._stop
        if self._reading is Reading.HIDDEN and CONDITIONAL.match(html, start, stop):
            body = html.find("]>", start, stop) + 2
            if body > 1:
                return None, body
        cdata = self.tree is not None and self.tree.foreign
        end, reason = after_other(html, start, stop, cdata=cdata)
        if reason is not None:
            return Token(Kind.UNTERMINATED, reason.value, start, stop), stop
        return (Token(Kind.COMMENT, "", start, end) if end > start + 1 else None), end

    def text_end(self, token: Token) -> tuple[int, Token | None]:
        """Find the end tag of a raw text element; without one, all that follows is dead."""
        html, stop = self._html, self._stop
        if self._reading is Reading.BARE:
            return token.stop, None
        end, reason = after_raw_text(html, token.name, token.stop, stop)
        return end, None if reason is None else Token(Kind.UNTERMINATED, reason.value, token.start, stop)

    def _tree_before(self, stop: int) -> OpenElements:
        """Count the elements open before the first foreign one; they decide where it ends."""
        tree = OpenElements()
        before = tokens(self._html, self._start, stop, reading=Reading.FULL, patterns=self._patterns)
        for token in before:
            if token.kind is Kind.START:
                _open(tree, self._html, token.name, token.start, token.stop)
            elif token.kind is Kind.END:
                tree.end(token.name)
        return tree


def _open(tree: OpenElements, html: str, name: str, start: int, stop: int) -> bool:
    """Hand a start tag to the tree, and tell whether it makes an HTML element."""
    tag = Tag(name=name, start=start, stop=stop, html=html)
    leads_to_html = False
    if name == "font":
        leads_to_html = any(tag.get(attribute) is not None for attribute in ("color", "face", "size"))
    elif name == "annotation-xml":
        encoding = tag.get("encoding")
        leads_to_html = encoding is not None and fold(encoding.value) in _HTML_ENCODINGS
    return tree.start(name, self_closing=tag.self_closing, leads_to_html=leads_to_html)
