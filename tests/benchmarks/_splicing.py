"""Four ways to rewrite links without rebuilding the document: each finds the values its own way."""

from __future__ import annotations

import html as entities
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from types import ModuleType
from typing import Any

from typing_extensions import override

__all__ = ["TargetOf", "by_html_parser", "by_regex", "by_turbohtml"]

TargetOf = Callable[[str], str]
"""Given the decoded value of a link, what goes in its place."""

# An attribute of a start tag: name, then a value in either quote or in none.
_ATTRIBUTE = re.compile(
    r"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?""",
)
_NAIVE = re.compile(r'(<a [^>]*href=")([^"]*)', re.IGNORECASE)


def by_regex(target_of: TargetOf) -> Callable[[str], str]:
    """Rewrite with the regular expression that everybody writes first."""

    def replaced(match: re.Match[str]) -> str:
        return match.group(1) + target_of(entities.unescape(match.group(2)))

    return lambda html: _NAIVE.sub(replaced, html)


def by_html_parser(target_of: TargetOf) -> Callable[[str], str]:
    """Rewrite where the standard library's parser finds the tags; its `getpos` gives line and column."""

    def rewrite(html: str) -> str:
        parser = _Finder(target_of)
        parser.feed(html)
        parser.close()
        starts = [0]
        starts += [match.end() for match in re.finditer("\n", html)]
        changes = [
            (starts[line - 1] + column + start, starts[line - 1] + column + stop, new)
            for line, column, start, stop, new in parser.found
        ]
        return _spliced(html, changes)

    return rewrite


class _Finder(HTMLParser):
    """Collects line, column, span in the tag and new value of every link."""

    def __init__(self, target_of: TargetOf) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, int, int, int, str]] = []
        self._target_of = target_of

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"a", "area"}:
            return
        value = next((value for name, value in attrs if name == "href"), None)
        if not value:
            return
        source = self.get_starttag_text() or ""
        span = _value_span(source, 1 + len(tag), len(source))
        if span is not None:
            line, column = self.getpos()
            self.found.append((line, column, *span, self._target_of(value)))


def by_turbohtml(turbohtml: ModuleType) -> Callable[[TargetOf], Callable[[str], str]]:
    """Return a way to rewrite where turbohtml's tree builder found the attributes."""
    # No stubs that every checker finds: the package is optional.
    parse: Any = turbohtml.parse

    def make(target_of: TargetOf) -> Callable[[str], str]:
        def rewrite(html: str) -> str:
            # Its offsets count CR LF as one.
            breaks = [match.start() for match in re.finditer("\r\n", html)]
            places = [place - number for number, place in enumerate(breaks)]
            changes: list[tuple[int, int, str]] = []
            for element in parse(html, source_locations=True).select("a[href], area[href]"):
                value: str | None = element.attrs["href"]
                location = element.source_location
                if not value or location is None:
                    continue
                where = location.attrs["href"]
                start = where.start_offset + bisect_left(places, where.start_offset)
                stop = where.end_offset + bisect_left(places, where.end_offset)
                span = _value_span(html, start, stop)
                if span is not None:
                    changes.append((*span, target_of(value)))
            return _spliced(html, changes)

        return rewrite

    return make


def _value_span(source: str, start: int, stop: int) -> tuple[int, int] | None:
    """Find the value of the first href between two places of a start tag."""
    for match in _ATTRIBUTE.finditer(source, start, stop):
        if match.lastindex is not None and match.group(1).lower() == "href":
            return match.span(match.lastindex) if match.lastindex > 1 else None
    return None


def _spliced(html: str, changes: Iterable[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    at = 0
    # A tree may hold an element twice that stands in the source once.
    for start, stop, new in sorted(set(changes)):
        pieces += (html[at:start], new)
        at = stop
    pieces.append(html[at:])
    return "".join(pieces)
