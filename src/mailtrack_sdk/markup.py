"""Find the links of an HTML mail, and the places for a pixel, by position in its source.

The source is scanned as a browser would read it (WHATWG tokenization, raw text, SVG and MathML), but
no tree is built and nothing is re-serialised: every result is an index into the text that was given.
Bytes in any ASCII-compatible charset can be scanned after decoding them as latin-1, because all
characters with a meaning in HTML are ASCII; only the value of a link then needs the real charset.

Links are ``<a href>`` and ``<area href>``, and what Outlook for Windows follows besides: the same, and
VML (``<v:roundrect href>``), inside ``<!--[if mso]> ... <![endif]-->`` comments.

Scanning never raises and takes time proportional to the input, whatever the input.

See https://html.spec.whatwg.org/multipage/parsing.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mailtrack_sdk._grammar import CONDITIONAL, RAW_TEXT, Unterminated, raw_text_end
from mailtrack_sdk._references import decode_attribute, decode_text
from mailtrack_sdk._tags import Attribute, Tag
from mailtrack_sdk._tokenizer import Kind, Reading, Token, tokens

__all__ = [
    "Attribute",
    "LinkTag",
    "Markup",
    "Tag",
    "Unterminated",
    "decode_attribute",
    "scan",
    "start_tags",
    "text_of",
]

# Elements that begin a new line, so that the words around them are not one word.
_LINE_BREAKS: Final = frozenset(
    "address article aside blockquote br center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol option p pre section summary table tbody td "
    "tfoot th thead tr ul".split()
)
# Characters that take no room: soft hyphen, joiners, direction marks, zero-width spaces; and NUL, which
# browsers drop. Left in, "exam\u200bple.com" would not read as the host name that people see.
_INVISIBLE: Final = dict.fromkeys(
    (
        0,
        0xAD,
        0x34F,
        0x61C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTag:
    """One link of the source.

    Attributes:
        tag: Its start tag.
        href: The attribute with the target; its value may be empty.
        text_start: Index of the first character after the start tag.
        text_stop: Index of the ``</a``, ``<a`` or ``</body`` that follows, else the end of the document or
            of the conditional comment. Equal to ``text_start`` for elements without text (area, VML).
        hidden: Whether a browser does not see the link: it is in a conditional comment, or VML.
    """

    tag: Tag
    href: Attribute
    text_start: int
    text_stop: int
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What one document holds that matters to tracking; all positions are indexes into its source.

    Attributes:
        links: Links in the order of the source, hidden ones in their place.
        images: The ``<img>`` tags a browser sees.
        hidden_images: The ``<img>`` tags inside conditional comments.
        body_open: Index after the first ``<body>`` tag, or None.
        body_close: Index of the last ``</body>`` tag, or None. Those in comments or raw text do not count.
        html_close: Index of the last ``</html>`` tag, or None.
        open_end: Where markup can be appended and be alive: the end of the source, or the start of the
            construct that never closes.
        unterminated: What the document ends inside of, or None.
        has_frameset: Whether there is a ``<frameset>`` tag: such a document shows no body.
    """

    links: tuple[LinkTag, ...]
    images: tuple[Tag, ...]
    hidden_images: tuple[Tag, ...]
    body_open: int | None
    body_close: int | None
    html_close: int | None
    open_end: int
    unterminated: Unterminated | None
    has_frameset: bool


def scan(html: str) -> Markup:
    """Find the links, images and body tags of a document or fragment.

    Args:
        html: The source, of any size and in any state. It is not changed or normalised: CR LF, NUL and
            undecodable bytes (as latin-1) keep their places.

    Returns:
        The findings, see `Markup`.

    Example:
        >>> [link.href.value for link in scan('<p><A HREF = "/a?x&amp;y">text</A>').links]
        ['/a?x&y']
    """
    survey = _Survey(html)
    survey.walk(0, len(html), hidden=False)
    return survey.result()


def start_tags(html: str, *, raw_text: bool = True, inside: str = "") -> Iterator[Tag]:
    """Read every start tag of a source, foreign ones included.

    This is the tokenizer by itself; the conformance tests of the standard are run against it.

    Args:
        html: The source.
        raw_text: Whether ``<style>`` and its like switch to raw text and ``<svg>`` to foreign content, as
            in a browser. False gives the bare tokenizer, which knows no elements.
        inside: Name of the raw text element whose text the source begins with (``"title"``,
            ``"script"``, ...; ``"plaintext"`` never ends), or nothing.

    Yields:
        The tags in the order of the source.
    """
    start = 0
    if inside:
        start = raw_text_end(html, inside, 0, len(html)) if inside in RAW_TEXT else -1
        if start < 0:
            return
    for token in tokens(html, start, len(html), reading=Reading.FULL if raw_text else Reading.BARE):
        if token.kind is Kind.START:
            yield Tag(name=token.name, start=token.start, stop=token.stop, html=html)


def text_of(html: str, start: int, stop: int) -> str:
    """Read the text a person sees in a span of the source.

    Tags, comments and the content of raw text elements are dropped; elements that begin a line count as
    a blank; references are decoded; characters without width are removed; white space is collapsed.

    Args:
        html: The source, as real text: bytes decoded as latin-1 have to be decoded properly first.
        start: Index of the first character.
        stop: Index after the last; the time taken is proportional to the length.

    Returns:
        The text, without blanks at its ends.

    Example:
        >>> text_of("<b>exam</b>&shy;ple.com<br>now", 0, 30)
        'example.com now'
    """
    pieces: list[str] = []
    position = start
    dropping = False
    for token in tokens(html, start, stop, reading=Reading.FULL):
        if not dropping:
            # Browsers drop NUL from text.
            pieces.append(decode_text(html[position : token.start].replace("\0", "")))
        if token.name in _LINE_BREAKS:
            pieces.append(" ")
        position = token.stop
        dropping = token.kind is Kind.START and token.name in RAW_TEXT and not token.foreign
    pieces.append(decode_text(html[position:stop].replace("\0", "")))
    return " ".join("".join(pieces).translate(_INVISIBLE).split())


class _Survey:
    """Collects the findings of one scan."""

    __slots__ = (
        "_body_close",
        "_body_open",
        "_found",
        "_has_frameset",
        "_hidden_images",
        "_html",
        "_html_close",
        "_images",
        "_text_stops",
        "_unterminated",
    )

    def __init__(self, html: str) -> None:
        self._html = html
        self._found: list[tuple[Tag, Attribute, bool]] = []
        self._text_stops: list[int] = []
        self._images: list[Tag] = []
        self._hidden_images: list[Tag] = []
        self._body_open: int | None = None
        self._body_close: int | None = None
        self._html_close: int | None = None
        self._unterminated: Token | None = None
        self._has_frameset = False

    def walk(self, start: int, stop: int, *, hidden: bool) -> None:
        """Collect from a document, or from the body of one conditional comment."""
        html = self._html
        # Place in the list of the <a> whose text is going on; conditional comments inside it have their own.
        open_link = -1
        for token in tokens(html, start, stop, reading=Reading.HIDDEN if hidden else Reading.SKIM):
            kind, name = token.kind, token.name
            if kind is Kind.UNTERMINATED:
                if not hidden:
                    self._unterminated = token
            elif kind is Kind.COMMENT:
                if not hidden and CONDITIONAL.match(html, token.start):
                    self._conditional_comment(token)
            else:
                if open_link >= 0 and (name == "a" or (name == "body" and kind is Kind.END)):
                    self._text_stops[open_link] = token.start
                    open_link = -1
                if kind is Kind.START and self._start(token, hidden=hidden) and name == "a":
                    open_link = len(self._found) - 1
                    self._text_stops[open_link] = stop
                elif kind is Kind.END and not hidden:
                    self._end(token)

    def result(self) -> Markup:
        """Freeze what was collected."""
        broken = self._unterminated
        return Markup(
            links=tuple(
                LinkTag(tag=tag, href=href, text_start=tag.stop, text_stop=text_stop, hidden=hidden)
                for (tag, href, hidden), text_stop in zip(self._found, self._text_stops, strict=True)
            ),
            images=tuple(self._images),
            hidden_images=tuple(self._hidden_images),
            body_open=self._body_open,
            body_close=self._body_close,
            html_close=self._html_close,
            open_end=len(self._html) if broken is None else broken.start,
            unterminated=None if broken is None else Unterminated(broken.name),
            has_frameset=self._has_frameset,
        )

    def _start(self, token: Token, *, hidden: bool) -> bool:
        """Take a start tag, and tell whether it is a link."""
        name = token.name
        if token.foreign:
            return False
        tag = Tag(name=name, start=token.start, stop=token.stop, html=self._html)
        vml = name.startswith("v:")
        if vml or name in {"a", "area"}:
            href = tag.get("href")
            if href is not None:
                self._found.append((tag, href, hidden or vml))
                self._text_stops.append(tag.stop)
                return True
        elif name == "img":
            (self._hidden_images if hidden else self._images).append(tag)
        elif not hidden and name == "body":
            if self._body_open is None:
                self._body_open = token.stop
        elif not hidden and name == "frameset":
            self._has_frameset = True
        return False

    def _end(self, token: Token) -> None:
        if token.name == "body":
            self._body_close = token.start
        elif token.name == "html":
            self._html_close = token.start

    def _conditional_comment(self, token: Token) -> None:
        """Scan what Outlook shows: from after the condition to the last endif, or all there is."""
        html = self._html
        start = html.find("]>", token.start, token.stop) + 2
        if start > 1:
            stop = html.rfind("<![endif]", start, token.stop)
            self.walk(start, stop if stop >= 0 else html.rfind("--", start, token.stop), hidden=True)
