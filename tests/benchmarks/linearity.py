"""Rewriting of input made to hurt: twice the input may take twice the time, and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from mailtrack_sdk.models import Delivery
from tests.benchmarks._candidates import NOON, TRACKER
from tests.benchmarks._page import Check, Section, table
from tests.benchmarks._timing import quickest

__all__ = ["measure"]

_MEGABYTE = 1_000_000
_LIMIT = 2.6
"""Growth per doubling that counts as linear: 2, and room for caches and noise."""
_CLEAR = 0.001
"""Seconds from which one doubling can be told from noise."""
_TRIES = 3
_DELIVERY = Delivery("m", "r", sent_at=NOON)
_PIXEL = f'<img src="{TRACKER.pixel_url(_DELIVERY)}">'


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda size: piece * (size // len(piece) + 1)


def _attributes(number: int) -> str:
    return " ".join(f"a{ordinal}=1" for ordinal in range(number))


_CASES: tuple[tuple[str, Callable[[int], str]], ...] = (
    *(
        (f"`{piece}` over and over", _repeated(piece))
        for piece in (
            "<",
            "&",
            "<a ",
            '<a href="x',
            "<a href='",
            "<a href=x>",
            '<a href="https://example.com/">x</a>',
            '"',
            "'",
            "=",
            "&amp",
            "</",
            "</a",
            "<!--",
            "<!-- -",
            "<!--[if mso]>",
            "<!--[if mso]><a href=x>",
            "<!--[if mso]>-->",
            "<!--[if mso-->",
            '<!--[if mso]><a href="https://e.com/">x</a><![endif]-->',
            "<![CDATA[",
            "<svg><![CDATA[",
            "<script>",
            "<script><!--",
            "<svg>",
            "<svg><g>",
            "<math><mi>",
            "<table><tr>",
            "<div>",
            "<b><p>",
            "<a>",
            "<select><a href=x>",
            "<textarea>",
            "{{",
            "<body>",
            "</body>",
            "<img src=x>",
            "<a a=1 b=2 ",
        )
    ),
    ("`<svg><g>` once, then `</x>`", lambda size: "<svg><g>" + "</x>" * (size // 4)),
    ("`<svg>` a quarter, then `</g>`", lambda size: "<svg>" * (size // 20) + "</g>" * (size * 3 // 16)),
    ("`<div>` half, then `</div>`", lambda size: "<div>" * (size // 11) + "</div>" * (size // 11)),
    ("`<b><p>` half, then `</b></p>`", lambda size: "<b><p>" * (size // 14) + "</b></p>" * (size // 14)),
    ("`&` and letters", lambda size: "&" + "a" * size),
    ("a link value of `&` and letters", lambda size: f'<a href="https://e/?{"&ampx" * (size // 5)}">x</a>'),
    ("one long http link", lambda size: f'<a href="https://example.com/{"x" * size}">x</a>'),
    ("one long link of blanks", lambda size: f'<a href="https://example.com/{" " * size}">x</a>'),
    ("one link with a long text", lambda size: f'<a href="https://example.com/">{"x.y " * (size // 4)}</a>'),
    ("one tag of many attributes", lambda size: f"<a {_attributes(size // 10)} href=x>"),
    ("a name of one letter each", lambda size: "<" + "a" * size),
    ("pixels of this very copy", lambda size: _PIXEL * (size // len(_PIXEL))),
    (
        "links, 100,000 in 4 MB",
        lambda size: "".join(f'<a href="https://e.com/{n:08}">x</a>\n' for n in range(size // 40)),
    ),
)


def measure() -> list[Section]:
    """Rewrite every case at 1, 2 and 4 MB; the report is asked for too."""
    rows: list[list[str]] = []
    worst = 0.0
    for name, make in _CASES:
        sources = [make(_MEGABYTE * factor) for factor in (1, 2, 4)]
        times, growth = _grown(sources)
        worst = max(worst, growth)
        rows.append(
            [
                name,
                *(f"{seconds:.3f}" for seconds in times),
                f"{times[1] / times[0]:.2f}",
                f"{times[2] / times[1]:.2f}",
                "" if growth <= _LIMIT else "not linear",
            ]
        )
    head = ("input", "1 MB, s", "2 MB, s", "4 MB, s", "2/1", "4/2", "")
    check = Check(what="largest growth per doubling of any input", value=worst, limit=_LIMIT)
    return [Section(key="linearity", body=table(head, rows), checks=(check,))]


def _grown(sources: Sequence[str]) -> tuple[list[float], float]:
    """Time every size and find the larger growth; again when it looks bad, which may be noise."""
    times = [float("inf")] * len(sources)
    growth = 0.0
    for _ in range(_TRIES):
        for place, source in enumerate(sources):
            times[place] = min(times[place], quickest(partial(_rewritten, source)))
        # From 1 MB to 4 MB as well, by the doubling: below a millisecond one doubling is mostly noise.
        growth = (times[2] / times[0]) ** 0.5
        if times[0] >= _CLEAR:
            growth = max(growth, times[1] / times[0], times[2] / times[1])
        if growth <= _LIMIT:
            break
    return times, growth


def _rewritten(source: str) -> None:
    copy = TRACKER.rewrite(source, _DELIVERY)
    _ = copy.report
