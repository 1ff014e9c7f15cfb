"""Measure what one request and one copy of a mail cost, and print the medians.

    python -m tests.benchmarks.handle [--write]

The targets of the design are printed beside the figures; missing one makes the exit status 1.
`--write` puts the table into docs/explanation/performance.md.
"""

# ruff: noqa: T201 - a program for a terminal

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import cycle
from pathlib import Path
from statistics import median

from mailtrack_sdk.models import Delivery
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request
from tests.benchmarks._page import Section, machine, table, write

__all__ = ["measure"]

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
NEWSLETTER = Path(__file__).resolve().parents[2] / "examples" / "newsletter.html"
TARGET = "https://www.example.com/blog/articles/spring?utm_source=newsletter&utm_medium=email"
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0",
    "Mozilla/5.0",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126 Safari/537.36",
    "curl/8.5.0",
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table: microseconds, and how many there may be."""

    name: str
    median: float
    target: float | None = None


def measure(call: Callable[[], object], *, calls: int, rounds: int = 101) -> float:
    """Return the median over the rounds of the mean time of a call, in microseconds."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        for _ in range(calls):
            call()
        times.append((time.perf_counter_ns() - start) / calls / 1000)
    return median(times)


def each(values: Sequence[Request], tracker: Tracker) -> Callable[[], object]:
    """Return a call that handles the next request of an endless row."""
    endless = cycle(values)
    return lambda: tracker.handle(next(endless), now=NOON)


def figures() -> list[Figure]:
    """Measure everything."""
    tracker = Tracker("a key for benchmarks, 32 bytes..", base_url="https://track.mail.example.com")
    mail = [Delivery("newsletter-2026a", f"user-{number:07}", sent_at=NOON) for number in range(1000)]
    pixels = [tracker.pixel_url(delivery) for delivery in mail]
    links = [tracker.link_url(delivery, TARGET, index=number % 40) for number, delivery in enumerate(mail)]

    def requests(urls: Sequence[str], agents: Sequence[str] = AGENTS) -> list[Request]:
        return [
            Request(
                "GET",
                url.removeprefix("https://track.mail.example.com"),
                {
                    "Host": "track.mail.example.com",
                    "User-Agent": agents[number % len(agents)],
                    "Accept": "*/*",
                },
                "192.0.2.1",
            )
            for number, url in enumerate(urls)
        ]

    changed = [url[:-1] + ("A" if url[-1] != "A" else "B") for url in pixels]
    changed_links = [url[:-1] + ("A" if url[-1] != "A" else "B") for url in links]
    # More agents than are cached, so that each is new when its turn comes again.
    strange = [f"Program-{number * 7919 % 10_000} ({number})" for number in range(10_000)]
    varied = [pixels[number % len(pixels)] for number in range(len(strange))]
    html = NEWSLETTER.read_text("utf-8")
    template = tracker.compile(html, "newsletter-2026a")
    copies = cycle(mail)
    return [
        Figure(
            name="handle, good pixel, known agent",
            median=measure(each(requests(pixels), tracker), calls=500),
            target=50,
        ),
        Figure(
            name="handle, good link, known agent",
            median=measure(each(requests(links), tracker), calls=500),
            target=50,
        ),
        Figure(
            name="handle, good pixel, new agents",
            median=measure(each(requests(varied, strange), tracker), calls=500),
        ),
        Figure(
            name="handle, refused pixel",
            median=measure(each(requests(changed), tracker), calls=500),
            target=30,
        ),
        Figure(
            name="handle, refused link",
            median=measure(each(requests(changed_links), tracker), calls=500),
            target=30,
        ),
        Figure(name="pixel_url", median=measure(lambda: tracker.pixel_url(next(copies)), calls=500)),
        Figure(name="link_url", median=measure(lambda: tracker.link_url(next(copies), TARGET), calls=500)),
        Figure(
            name=f"rewrite, newsletter of {len(html) // 1024} KiB",
            median=measure(lambda: tracker.rewrite(html, next(copies)), calls=3, rounds=31),
        ),
        Figure(
            name="compile, the same", median=measure(lambda: tracker.compile(html, "m"), calls=3, rounds=31)
        ),
        Figure(
            name=f"render, the same ({len(template.link_table)} links)",
            median=measure(lambda: template.render(next(copies)), calls=200),
        ),
    ]


def main() -> int:
    """Print the table, and write it when asked to; 1 when a target was missed."""
    found = figures()
    rows = [
        (figure.name, f"{figure.median:,.1f}", "" if figure.target is None else f"<= {figure.target:.0f}")
        for figure in found
    ]
    text = table(("one call", "microseconds", "target"), rows)
    print(text)
    if "--write" in sys.argv[1:]:
        write([Section(key="handle", body=f"Measured {machine()}; medians of 31 to 101 rounds.\n\n{text}")])
    return int(any(figure.target is not None and figure.median > figure.target for figure in found))


if __name__ == "__main__":
    sys.exit(main())
