"""One judge for every candidate: did it change the links, all of them, and nothing else?

What a document's links are is lexbor's word, the parser behind selectolax, not this library's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from mailtrack_sdk.urls import clean_target
from tests.benchmarks._candidates import BASE, Candidate
from tests.benchmarks._corpus import Corpus

__all__ = ["Score", "judge"]

_TRACKED = re.compile(rf"{re.escape(BASE)}/c/[\w.=-]*(?:&#45;)?", re.ASCII)
_PIXEL = re.compile(rf'<img src="{re.escape(BASE)}/o/[^>]*>')
_UNQUOTED_END = re.compile(r"[\t\n\f\r >]|\Z")
# What Outlook shows and a browser does not: from behind the condition to the last endif.
_FOR_OUTLOOK = re.compile(r"<!--\[if[^\]]*\]>((?:(?!-->).)*)<!\[endif\]-->", re.DOTALL)
_LINK_FOR_OUTLOOK = re.compile(
    r"""(<(?:a|area|v:\w+)\s[^<>]*?\bhref\s*=\s*(["'])).*?(?=\2)""", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Score:
    """How a candidate did on a corpus.

    Args:
        files: Files that have links.
        raised: Of these, where it raised an error.
        exact: Of these, where nothing but values of links changed.
        right: Of these, where every link leads where it led, and every web link through the tracker.
        hidden: Links in comments for Outlook.
        hidden_right: Of these, which lead where they led, through the tracker.
        excused: Web links that were left alone by a documented rule.
    """

    files: int
    raised: int
    exact: int
    right: int
    hidden: int
    hidden_right: int
    excused: int


def judge(candidate: Candidate, corpus: Corpus) -> Score | None:
    """Rewrite every file and look at it closely; None for a candidate that writes no document."""
    if candidate.judged is None:
        return None
    counts: Counter[str] = Counter()
    for source in corpus.documents:
        before = _targets(source)
        if not before:
            continue
        excused = candidate.excused(source)
        counts["files"] += 1
        counts["excused"] += sum(_is_web(target) and target in excused for target in before)
        try:
            copy = candidate.judged(source)
        except Exception:  # noqa: BLE001 - whatever a library raises for a mail, it has no copy of it
            counts["raised"] += 1
            continue
        counts["exact"] += _is_exact(source, copy)
        after = _hrefs(copy)
        counts["right"] += len(before) == len(after) and all(_kept(candidate, before, after, excused))
    for source in corpus.documents:
        number, right = _outlook(candidate, source)
        counts["hidden"] += number
        counts["hidden_right"] += right
    return Score(
        files=counts["files"],
        raised=counts["raised"],
        exact=counts["exact"],
        right=counts["right"],
        hidden=counts["hidden"],
        hidden_right=counts["hidden_right"],
        excused=counts["excused"],
    )


def _outlook(candidate: Candidate, source: str) -> tuple[int, int]:
    """Count the links in comments for Outlook, and those that lead where they led, through the tracker.

    The templates have `#` and `http://` there, to be filled in; each gets a real target first.
    """
    real = r"\1https://www.example.com/"
    source = _FOR_OUTLOOK.sub(lambda match: _LINK_FOR_OUTLOOK.sub(real, match.group()), source)
    before = [_targets(comment, vml=True) for comment in _FOR_OUTLOOK.findall(source)]
    number = sum(map(len, before))
    if not number or candidate.judged is None:
        return number, 0
    try:
        copy = candidate.judged(source)
    except Exception:  # noqa: BLE001 - as in `judge`
        return number, 0
    after = [_hrefs(comment, vml=True) for comment in _FOR_OUTLOOK.findall(copy)]
    if list(map(len, before)) != list(map(len, after)):
        return number, 0
    pairs = zip(before, after, strict=True)
    return number, sum(sum(_kept(candidate, old, new, frozenset())) for old, new in pairs)


def _hrefs(html: str, *, vml: bool = False) -> list[str]:
    """List the values of the links of a document, as lexbor reads them."""
    nodes = LexborHTMLParser(html).css("[href]" if vml else "a[href], area[href]")
    return [
        node.attributes.get("href") or ""
        for node in nodes
        if not vml or node.tag in {"a", "area"} or (node.tag or "").startswith("v:")
    ]


def _targets(html: str, *, vml: bool = False) -> list[str]:
    return [clean_target(href) for href in _hrefs(html, vml=vml)]


def _is_web(target: str) -> bool:
    return target[:8].lower().startswith(("http://", "https://"))


def _must_change(target: str, excused: frozenset[str]) -> bool:
    return _is_web(target) and target not in excused


def _kept(
    candidate: Candidate, before: Sequence[str], after: Sequence[str], excused: frozenset[str]
) -> list[bool]:
    """Tell for each link whether it leads where it led, through the tracker if it must."""
    return [
        clean_target(candidate.leads_to(new)) == old
        and (_TRACKED.match(new) is not None or not _must_change(old, excused))
        for old, new in zip(before, after, strict=False)
    ]


def _is_exact(source: str, copy: str) -> bool:
    """Tell whether a copy is the source but for whole values that became tracked URLs, and one pixel."""
    pieces = _TRACKED.split(_PIXEL.sub("", copy, count=1))
    at = 0
    for piece in pieces[:-1]:
        if not source.startswith(piece, at):
            return False
        end = _value_end(source, at + len(piece))
        if end is None:
            return False
        at = end
    return source[at:] == pieces[-1]


def _value_end(source: str, start: int) -> int | None:
    """Find where a value ends that begins at a place: at its quote, or else where a bare one does."""
    quote = source[start - 1 : start]
    if quote in {'"', "'"}:
        end = source.find(quote, start)
        return None if end < 0 else end
    if source[start : start + 1] in {'"', "'"}:
        return None  # the value begins behind that quote: the copy has lost it
    match = _UNQUOTED_END.search(source, start)
    return None if match is None else match.start()
