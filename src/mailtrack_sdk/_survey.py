"""Survey HTML source for what matters to tracking: links, images, and where the body begins and ends.

Nearly every document is surveyed in steps: one expression passes over all that does not matter and
takes the next tag that may. A document with a drawing (SVG or MathML) is walked token by token, because
there the meaning of a tag depends on all that is open around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, cast

from mailtrack_sdk._findings import LinkTag, Markup
from mailtrack_sdk._grammar import (
    CONDITIONAL,
    PATTERNS,
    RAW_TEXT,
    Patterns,
    Unterminated,
    after_other,
    after_raw_text,
)
from mailtrack_sdk._tags import Tag, fold
from mailtrack_sdk._tokenizer import Kind, Reading, tokens

__all__ = ["survey"]

_DRAWINGS: Final = frozenset({"math", "svg"})
_NAMES: Final = {spelt: spelt.lower() for spelt in "a A style STYLE body BODY html HTML".split()}
"""Names as they mostly come, which need no closer look."""
_PLAIN: Final = True
_IMAGE: Final = 4
"""The group of a step that holds an image."""


def survey(html: str, *, patterns: Patterns = PATTERNS) -> Markup:
    """Survey a document; see `mailtrack_sdk.markup.scan`."""
    found = _Survey(html, patterns, drawn=False)
    found.walk(0, len(html), hidden=False)
    if found.has_drawing:
        found = _Survey(html, patterns, drawn=True)
        found.walk(0, len(html), hidden=False)
    return found.result()


class _Survey:
    """Collects the findings of one document."""

    __slots__ = (
        "_body_close",
        "_body_open",
        "_drawn",
        "_has_frameset",
        "_hidden_images",
        "_html",
        "_html_close",
        "_images",
        "_links",
        "_patterns",
        "_unterminated",
        "has_drawing",
    )

    def __init__(self, html: str, patterns: Patterns, *, drawn: bool) -> None:
        self._html = html
        self._patterns = patterns
        self._drawn = drawn
        self._links: list[LinkTag] = []
        self._images: list[tuple[int, int]] = []
        self._hidden_images: list[tuple[int, int]] = []
        self._body_open: int | None = None
        self._body_close: int | None = None
        self._html_close: int | None = None
        self._unterminated: tuple[Unterminated, int] | None = None
        self._has_frameset = False
        self.has_drawing = drawn

    def walk(self, start: int, stop: int, *, hidden: bool) -> None:
        """Collect from a document, or from the body of one conditional comment."""
        if self._drawn:
            self._by_token(start, stop, hidden=hidden)
        else:
            self._by_step(start, stop, hidden=hidden)

    def result(self) -> Markup:
        """Freeze what was collected."""
        reason, open_end = self._unterminated or (None, len(self._html))
        return Markup(
            html=self._html,
            links=tuple(self._links),
            image_places=tuple(self._images),
            hidden_image_places=tuple(self._hidden_images),
            body_open=self._body_open,
            body_close=self._body_close,
            html_close=self._html_close,
            open_end=open_end,
            unterminated=reason,
            has_frameset=self._has_frameset,
            has_drawing=self.has_drawing,
        )

    def _by_step(self, start: int, stop: int, *, hidden: bool) -> None:  # noqa: C901 - the one hot loop
        """Walk from one tag that may matter to the next; give up at a drawing."""
        html, links, images = self._html, self._links, self._hidden_images if hidden else self._images
        # A step matches everywhere, if only nothing.
        step = cast("Callable[[str, int, int], re.Match[str]]", self._patterns.step.match)
        # Place in the list of the <a> whose text is going on; conditional comments inside it have their own.
        opened = -1
        position = start
        while position < stop:
            match = step(html, position, stop)
            position = match.end()
            if match.lastindex == _IMAGE:
                images.append(match.span(_IMAGE))
                continue
            _, address, text, _, slash, name = match.groups()
            if address is not None:
                at = match.start(1)
                if opened >= 0:
                    self._close(opened, at)
                opened = -1 if text is not None else len(links)
                text_start, text_stop = (position, stop) if text is None else match.span(3)
                links.append(LinkTag(html, "a", at, text_start, *match.span(2), hidden, _PLAIN, text_stop))
            elif name is None:
                if position < stop:
                    position = self._other(position, stop, hidden=hidden)
            else:
                at = match.start(5) - 1
                name = _NAMES.get(name) or fold(name)
                if opened >= 0 and (name == "a" or (slash and name == "body")):
                    self._close(opened, at)
                    opened = -1
                if slash:
                    self._end(name, at, hidden=hidden)
                elif name in RAW_TEXT or name == "plaintext":
                    position = self._raw_text(name, at, position, stop, hidden=hidden)
                elif name in _DRAWINGS:
                    self.has_drawing = True
                    return
                elif self._start(name, at, position, stop, hidden=hidden):
                    opened = len(links) - 1

    def _by_token(self, start: int, stop: int, *, hidden: bool) -> None:
        """Walk over every token; those of drawings are marked as foreign."""
        opened = -1
        for token in tokens(self._html, start, stop, reading=Reading.HIDDEN if hidden else Reading.FULL):
            kind, name = token.kind, token.name
            if kind is Kind.UNTERMINATED:
                if not hidden:
                    self._unterminated = (Unterminated(name), token.start)
            elif kind is Kind.COMMENT:
                if not hidden and CONDITIONAL.match(self._html, token.start):
                    self._conditional_comment(token.start, token.stop)
            else:
                if opened >= 0 and (name == "a" or (name == "body" and kind is Kind.END)):
                    self._close(opened, token.start)
                    opened = -1
                if kind is Kind.END:
                    self._end(name, token.start, hidden=hidden)
                elif not token.foreign and self._start(name, token.start, token.stop, stop, hidden=hidden):
                    opened = len(self._links) - 1

    def _start(self, name: str, at: int, position: int, stop: int, *, hidden: bool) -> bool:
        """Take a start tag, and tell whether it is a link whose text begins."""
        vml = name.startswith("v:")
        if vml or name in {"a", "area"}:
            href = Tag(name=name, start=at, stop=position, html=self._html).get("href")
            if href is None:
                return False
            text_stop = stop if name == "a" else position
            place = (at, position, href.start, href.stop)
            self._links.append(LinkTag(self._html, name, *place, hidden or vml, not _PLAIN, text_stop))
            return name == "a"
        if name == "img":
            (self._hidden_images if hidden else self._images).append((at, position))
        elif hidden:
            return False
        elif name == "body":
            if self._body_open is None:
                self._body_open = position
        elif name == "frameset":
            self._has_frameset = True
        return False

    def _end(self, name: str, at: int, *, hidden: bool) -> None:
        if hidden:
            return
        if name == "body":
            self._body_close = at
        elif name == "html":
            self._html_close = at

    def _close(self, opened: int, at: int) -> None:
        """End the text of a link."""
        self._links[opened] = LinkTag(*self._links[opened][:-1], at)

    def _raw_text(self, name: str, at: int, position: int, stop: int, *, hidden: bool) -> int:
        """Pass over the content of an element that holds text only."""
        end, reason = after_raw_text(self._html, name, position, stop)
        if reason is not None and not hidden:
            self._unterminated = (reason, at)
        return end

    def _other(self, at: int, stop: int, *, hidden: bool) -> int:
        """Pass over what begins with "<" and is no complete tag."""
        html = self._html
        conditional = CONDITIONAL.match(html, at, stop) is not None
        if conditional and hidden:
            # Inside another one it is transparent.
            body = html.find("]>", at, stop) + 2
            if body > 1:
                return body
        end, reason = after_other(html, at, stop, cdata=False)
        if reason is not None:
            if not hidden:
                self._unterminated = (reason, at)
        elif conditional and not hidden:
            self._conditional_comment(at, end)
        return end

    def _conditional_comment(self, at: int, end: int) -> None:
        """Collect what Outlook shows: from after the condition to the last endif, or all there is."""
        html = self._html
        start = html.find("]>", at, end) + 2
        if start > 1:
            stop = html.rfind("<![endif]", start, end)
            self.walk(start, stop if stop >= 0 else html.rfind("--", start, end), hidden=True)
