"""Find the web addresses in a plain text, and agree with mail programs about where each one ends.

Nothing marks a link in plain text: programs guess. A URL is taken only where they guess alike;
where they would not, the report names it and the text stays.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

__all__ = ["Flow", "FoundUrl", "find_urls"]

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_HTTP = r"[Hh][Tt][Tt][Pp][Ss]?://"
# RFC 3986, appendix C: in angle brackets (also with "URL:" in front) a URL ends at the bracket. A bare
# one ends at a blank, a quote, a backtick or a bracket, and does not begin in the middle of something else.
_URL = re.compile(
    rf'<(?:[Uu][Rr][Ll]:)?({_HTTP}[^<>"]*)>'
    rf'|(?<![A-Za-z0-9_+.=&?%/@#~-])({_HTTP}[^\s<>"`\x00-\x1f\x7f]+)'
)
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_BRACKET = re.compile(r"[()\[\]{}]")
_OPENING = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,;:!?'\"*|"
# Two URLs with something else than a URL's own grammar between them: lists, Markdown.
_GLUED = re.compile(rf"[^/=?&:#]{_HTTP}")
# Thai, Lao, Myanmar, Khmer, Chinese, Japanese, Korean: what follows a URL there need not be parted from it.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class Flow:
    """How a text is wrapped (RFC 3676).

    Args:
        flowed: A line that ends in a blank goes on in the next (`format=flowed`).
        delsp: That blank is not part of the text (`delsp=yes`).
    """

    flowed: bool = False
    delsp: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUrl:
    """One URL in a text.

    Args:
        start: Where it begins.
        stop: Where it ends, behind soft line breaks if it has any.
        value: The URL without them.
        is_clear: Whether mail programs agree about where it ends.
        is_quoted: It stands in a quoted line: somebody else's text.
        words: What is said around it: its line, or paragraph, without URLs; for one that stands
            alone the line before.
    """

    start: int
    stop: int
    value: str
    is_clear: bool
    is_quoted: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paragraph:
    """What reads as one line: lines that flow together, without their soft breaks.

    Args:
        text: The text; where `delsp` does not say so, the blank of a soft break stays, with a line feed.
        inner: For each line where it begins in `text`.
        outer: For each line where it begins in the whole.
        is_quoted: Whether it begins with a quote mark.
    """

    text: str
    inner: list[int]
    outer: list[int]
    is_quoted: bool

    def place(self, at: int) -> int:
        """Return where a character of the paragraph is in the whole."""
        line = bisect_right(self.inner, at) - 1
        return self.outer[line] + at - self.inner[line]


def find_urls(text: str, flow: Flow) -> Iterator[FoundUrl]:
    """Yield every http(s) URL of a text in order, in time linear to its length."""
    if "://" not in text:
        return
    before = ""
    for paragraph in _paragraphs(text, flow):
        spans: list[tuple[int, int, str, bool]] = []
        words: list[str] = []
        at = 0
        for match in _URL.finditer(paragraph.text) if "://" in paragraph.text else ():
            start, stop, value, is_clear = _read(match, paragraph.text, flow)
            spans.append((start, stop, value, is_clear))
            words.append(paragraph.text[at:start])
            at = stop
        words.append(paragraph.text[at:])
        around = "".join(words)
        has_words = any(map(str.isalpha, around))
        for start, stop, value, is_clear in spans:
            yield FoundUrl(
                start=paragraph.place(start),
                stop=paragraph.place(stop - 1) + 1,
                value=value,
                is_clear=is_clear,
                is_quoted=paragraph.is_quoted,
                words=around if has_words else before,
            )
        if spans or has_words:
            before = "" if spans else around


def _paragraphs(text: str, flow: Flow) -> Iterator[_Paragraph]:
    """Join lines that flow together; without `format=flowed` each stands alone."""
    pieces: list[str] = []
    inner: list[int] = []
    outer: list[int] = []
    size = 0

    def joined(*, is_quoted: bool = False) -> _Paragraph:
        nonlocal pieces, inner, outer, size
        made = _Paragraph(text="".join(pieces), inner=inner, outer=outer, is_quoted=is_quoted)
        pieces, inner, outer, size = [], [], [], 0
        return made

    for match in _LINE.finditer(text):  # the last line is empty, so nothing is ever left over
        line, start = match[1], match.start()
        is_quoted = line.startswith(">")
        if flow.flowed and line.startswith(" "):
            # Space-stuffing (RFC 3676, 4.4): the first blank of a line is not part of the text.
            line, start = line[1:], start + 1
        is_fixed = is_quoted or line == "-- "
        if pieces and is_fixed:
            yield joined()
        is_soft = flow.flowed and not is_fixed and line.endswith(" ")
        inner.append(size)
        outer.append(start)
        if is_soft:
            line = line[:-1] if flow.delsp else f"{line}\n"
        pieces.append(line)
        size += len(line)
        if not is_soft:
            yield joined(is_quoted=is_quoted)


def _read(match: re.Match[str], text: str, flow: Flow) -> tuple[int, int, str, bool]:
    """Return where a URL begins and ends, the URL, and whether that is beyond doubt."""
    if match[1] is not None:
        # The break of a line is no part of a URL in brackets (RFC 3986, appendix C).
        value = match[1].replace(" \n", "") if flow.flowed else match[1]
        return match.start(1), match.end(1), value, _BLANK.search(value) is None
    start, stop = match.span(2)
    length = _length(match[2])
    value = match[2][:length]
    # An opening bracket that is never closed, where the line ends as well: more may follow below.
    is_cut = text.startswith("<", max(start - 1, 0)) and not text[stop : stop + 2].strip()
    is_clear = not is_cut and not text.startswith("<%", stop) and _is_clear(value)
    return start, start + length, value, is_clear


def _length(run: str) -> int:
    """Return how long a bare URL is without the punctuation behind it; a bracket it has opened stays."""
    surplus = {close: run.count(close) - run.count(opened) for close, opened in _OPENING.items()}
    stop = len(run)
    while _is_behind(run[stop - 1], surplus):
        stop -= 1
    return stop


def _is_behind(last: str, surplus: dict[str, int]) -> bool:
    """Tell whether the last character is no part of the URL; `surplus` counts brackets it has not opened."""
    if last in _OPENING:
        surplus[last] -= 1
        return surplus[last] >= 0
    return last in _TRAILING or (not last.isascii() and category(last)[0] == "P")


def _is_clear(value: str) -> bool:
    """Tell whether mail programs agree that all of this is the URL."""
    depths = dict.fromkeys("([{", 0)
    for match in _BRACKET.finditer(value):
        bracket = match[0]
        if bracket in depths:
            depths[bracket] += 1
        elif depths[_OPENING[bracket]]:
            depths[_OPENING[bracket]] -= 1
        else:
            return False
    if _GLUED.search(value) is not None:
        return False
    if value.isascii():
        return True
    return _UNSPACED.search(value) is None and all(
        category(match[0])[0] in "LMN" for match in _BEYOND_ASCII.finditer(value)
    )
