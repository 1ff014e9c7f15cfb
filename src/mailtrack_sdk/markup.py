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

import re
from collections.abc import Iterator
from typing import Final

from mailtrack_sdk._findings import LinkTag, Markup
from mailtrack_sdk._grammar import BLANK, LOOKS, RAW_TEXT, Unterminated, raw_text_end
from mailtrack_sdk._references import decode_attribute, decode_text
from mailtrack_sdk._survey import survey
from mailtrack_sdk._tags import Attribute, Tag
from mailtrack_sdk._tokenizer import Kind, Reading, tokens

__all__ = [
    "LOOKS",
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
_GAP: Final = "\1"
# No value with a "<", so that an attempt never passes the next tag.
# Nor with a gap: a tag that stood in a value was none.
_SIMPLE: Final = (
    rf"(?:[{BLANK}]+[a-z-]+=(?:\"[^\"<{_GAP}]*\"|[^{BLANK}\"'<>{_GAP}]+(?=[{BLANK}>])))*[{BLANK}]*/?>"
)
_INLINE_TAG: Final = re.compile(rf"(?ai)</?(?:img|font|span|b|strong|i|em|u|small|big|su[bp]){_SIMPLE}")
_BREAKING_TAG: Final = re.compile(rf"(?ai)</?(?:br|div|p|table|tbody|t[rd]|center|h[1-6]|li){_SIMPLE}")
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
    return survey(html)


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


def text_of(source: str) -> str:
    """Read the text a person sees of a piece of source.

    Tags, comments and the content of raw text elements are dropped; elements that begin a line count as
    a blank; references are decoded; characters without width are removed; white space is collapsed.

    Args:
        source: The piece, as real text: bytes decoded as latin-1 have to be decoded properly first. The
            time taken is proportional to its length.

    Returns:
        The text, without blanks at its ends.

    Example:
        >>> text_of("<b>exam</b>&shy;ple.com<br>now")
        'example.com now'
    """
    quick = _quick_text(source)
    if quick is not None:
        return quick
    pieces: list[str] = []
    position = 0
    dropping = False
    for token in tokens(source, 0, len(source), reading=Reading.FULL):
        if not dropping:
            # Browsers drop NUL from text.
            pieces.append(decode_text(source[position : token.start].replace("\0", "")))
        if token.name in _LINE_BREAKS:
            pieces.append(" ")
        position = token.stop
        dropping = token.kind is Kind.START and token.name in RAW_TEXT and not token.foreign
    pieces.append(decode_text(source[position:].replace("\0", "")))
    return _collapsed("".join(pieces))


def _quick_text(source: str) -> str | None:
    """Read a text with tags as most links have them, None where one takes a closer look."""
    if _GAP in source:
        return None
    # A reference ends where a tag stands, as it does at the end of a piece of text.
    text = _BREAKING_TAG.sub(" ", _INLINE_TAG.sub(_GAP, source)) if "<" in source else source
    if "<" in text:
        return None
    text = text.replace("\0", "")
    if "&" in text:
        return _collapsed("".join(map(decode_text, text.split(_GAP))))
    return _collapsed(text.replace(_GAP, ""))


def _collapsed(text: str) -> str:
    if not text.isascii():
        text = text.translate(_INVISIBLE)
    return " ".join(text.split())
