"""Rendering of a compiled template, beside other ways to make one recipient's copy of a mail."""

from __future__ import annotations

import gc
import hmac
import os
import re
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from mailtrack_sdk.models import Delivery
from mailtrack_sdk.rewriting import Template
from tests.benchmarks._candidates import BASE, NOON, TRACKER, optional
from tests.benchmarks._newsletter import newsletter
from tests.benchmarks._page import Check, Section, table, version_of
from tests.benchmarks._timing import Entrant, each, race, ratio

__all__ = ["measure"]

MESSAGE = "newsletter-2026a"
LINKS = 50
SIZE = 30_000
_CALLS = 400
_SLOW_CALLS = 4
_KEY = b"k" * 32
_RENDERS = 100_000

RENDER = "mailtrack, render"
FLOOR = "floor: the MACs and one join"


def measure(*, rounds: int) -> list[Section]:
    """Measure time per copy, what it depends on, and memory.

    Args:
        rounds: How often every entrant runs.
    """
    html = newsletter(links=LINKS, size=SIZE)
    entrants, missing = _field(html)
    laps = race(entrants, rounds=rounds)
    render = laps[RENDER]
    rows = [[name, f"{median(lap) * 1e6:,.2f}", f"{ratio(lap, render):,.2f}"] for name, lap in laps.items()]
    rows += [[name, "missing", ""] for name in missing]
    checks = [Check(what="render beside the floor", value=ratio(render, laps[FLOOR]), limit=2.0)]
    theirs = next((lap for name, lap in laps.items() if name.startswith("pytracking")), None)
    faster = None if theirs is None else ratio(theirs, render)
    checks.append(Check(what="pytracking's adapt_html beside render", value=faster, limit=100, at_least=True))
    memory, growth = _memory(TRACKER.compile(html, MESSAGE))
    checks.append(
        Check(what=f"growth of memory over {_RENDERS:,} renders", value=growth, limit=1.0, unit=" MB")
    )
    copy = TRACKER.compile(html, MESSAGE).render(_deliveries(1)[0]).html
    about = f"A mail of {len(html):,} bytes with {LINKS} links; each copy has {len(copy):,} bytes."
    times = table(("one copy", "us", "x render"), rows)
    return [
        Section(key="template-speed", body=f"{about}\n\n{times}\n\n{memory}", checks=tuple(checks)),
        Section(key="template-growth", body=_growth(rounds=rounds)),
    ]


_numbers = count()


def _deliveries(number: int) -> list[Delivery]:
    """Make deliveries that no measurement has seen before."""
    return [Delivery(MESSAGE, f"user-{next(_numbers):09}", sent_at=NOON) for _ in range(number)]


def _field(html: str) -> tuple[list[Entrant], list[str]]:
    """List who takes part, and who is missing."""
    template = TRACKER.compile(html, MESSAGE)
    missing: list[str] = []
    entrants = [
        Entrant(name=RENDER, calls=_CALLS, prepare=each(template.render, lambda _: _deliveries(_CALLS))),
        Entrant(
            name="the same, Delivery(...) included",
            calls=_CALLS,
            prepare=each(
                lambda recipient: template.render(Delivery(MESSAGE, recipient, sent_at=NOON)),
                lambda _: [delivery.recipient for delivery in _deliveries(_CALLS)],
            ),
        ),
        Entrant(name=FLOOR, calls=_CALLS, prepare=_floor(template)),
        Entrant(name="str.replace of two marks, URLs given", calls=_CALLS, prepare=_replacing(template)),
    ]
    jinja = _jinja(template)
    pytracking = _pytracking(html)
    for entrant in (jinja, pytracking):
        if isinstance(entrant, Entrant):
            entrants.append(entrant)
        else:
            missing.append(entrant)
    return entrants, missing


def _signed_texts(html: str, delivery: Delivery) -> tuple[str, str | None]:
    """Take the signed delivery parts out of a copy: of the pixel, and of the links if it has any."""
    pixel = TRACKER.pixel_url(delivery)
    _, found, rest = html.partition(f"{BASE}/c/")
    return pixel.rpartition("/")[2], rest.partition(".")[0] if found else None


def _floor(template: Template[str]) -> Callable[[int], Callable[[], None]]:
    """Do what nobody can leave out: a MAC for the pixel, one for the links, one join of the output."""
    first = _deliveries(1)[0]
    html = template.render(first).html
    of_pixel, of_links = _signed_texts(html, first)
    cut = re.split(f"({re.escape(of_pixel)}|{re.escape(of_links or of_pixel)})", html)

    def prepare(_: int) -> Callable[[], None]:
        jobs: list[tuple[bytes, bytes | None, Sequence[str]]] = []
        for delivery in _deliveries(_CALLS):
            pixel = TRACKER.pixel_url(delivery).rpartition("/")[2]
            links = None
            if of_links is not None:
                url = TRACKER.link_url(delivery, "https://example.com/")
                links = url.rpartition("/")[2].partition(".")[0]
            # The pieces between are the same objects for all, as in the template.
            own = {of_pixel: pixel, of_links: links}
            pieces = [own.get(piece) or piece for piece in cut]
            jobs.append((_to_sign(pixel), None if links is None else _to_sign(links), pieces))

        def stretch() -> None:
            for pixel, links, pieces in jobs:
                hmac.digest(_KEY, pixel, "sha256")
                if links is not None:
                    hmac.digest(_KEY, links, "sha256")
                "".join(pieces)

        return stretch

    return prepare


def _to_sign(part: str) -> bytes:
    """Take the tag off a signed part."""
    return part[:-16].encode()


def _replacing(template: Template[str]) -> Callable[[int], Callable[[], None]]:
    """Put given values for two marks, the least a sender without this library does."""
    first = _deliveries(1)[0]
    html = template.render(first).html
    of_pixel, of_links = _signed_texts(html, first)
    marked = html.replace(of_pixel, "@@PIXEL@@").replace(of_links or "@@", "@@LINKS@@")

    wide, width = len(of_pixel), len(of_links or "")

    def values(_: int) -> list[tuple[str, str]]:
        return [(f"{number:0{wide}}", f"{number:0{width}}") for number in range(_CALLS)]

    return each(lambda pair: marked.replace("@@PIXEL@@", pair[0]).replace("@@LINKS@@", pair[1]), values)


def _jinja(template: Template[str]) -> Entrant | str:
    name = "Jinja2, URLs given"
    package = optional("jinja2")
    if package is None:
        return name
    # Imported by name, because it is optional.
    compiled: Any = package.Template(template.source(pixel="{{ pixel }}", link="{{ %s }}"))

    def urls(_: int) -> list[Mapping[str, str]]:
        return [template.urls(delivery).as_dict() for delivery in _deliveries(_CALLS // 4)]

    return Entrant(
        name=f"{name} ({version_of('jinja2')})", calls=_CALLS // 4, prepare=each(compiled.render, urls)
    )


def _pytracking(html: str) -> Entrant | str:
    name = "pytracking, adapt_html"
    package, of_html = optional("pytracking"), optional("pytracking.html")
    if package is None or of_html is None:
        return name
    adapt: Any = of_html.adapt_html  # no type information
    configuration: Any = package.Configuration(
        base_open_tracking_url=f"{BASE}/o/", base_click_tracking_url=f"{BASE}/c/"
    )

    def metadata(_: int) -> list[dict[str, object]]:
        return [{"message": MESSAGE, "recipient": one.recipient} for one in _deliveries(_SLOW_CALLS)]

    return Entrant(
        name=f"{name} ({version_of('pytracking')})",
        calls=_SLOW_CALLS,
        prepare=each(lambda facts: adapt(html, facts, configuration=configuration), metadata),
    )


def _growth(*, rounds: int) -> str:
    """Lay out what the time of a copy depends on: links at one size, and sizes at one number of links."""
    templates: dict[str, tuple[Template[str], int, int]] = {}
    for links in (0, 10, LINKS, 200):
        templates[f"{links} links, 90 KB"] = _sized(links, 90_000)
    for size in (30_000, 60_000):
        templates[f"{LINKS} links, {size // 1000} KB"] = _sized(LINKS, size)
    entrants: list[Entrant] = []
    for name, (template, _, _) in templates.items():
        entrants.append(
            Entrant(
                name=name,
                calls=_CALLS,
                prepare=each(template.render, lambda _: _deliveries(_CALLS)),
            )
        )
        entrants.append(Entrant(name=f"{name} floor", calls=_CALLS, prepare=_floor(template)))
    laps = race(entrants, rounds=rounds)

    def row(name: str, links: int, size: int) -> list[str]:
        mine, floor = laps[name], laps[f"{name} floor"]
        micro, least = median(mine) * 1e6, median(floor) * 1e6
        return [str(links), f"{size:,}", f"{micro:.2f}", f"{least:.2f}", f"{ratio(mine, floor):.2f}"]

    rows = [row(name, links, size) for name, (_, links, size) in templates.items()]
    return table(("links", "bytes of a copy", "render, us", "floor, us", "x floor"), rows, texts=0)


def _sized(links: int, size: int) -> tuple[Template[str], int, int]:
    """Compile a mail whose copies have a size; tracked URLs are longer than what they replace."""
    source = size
    for _ in range(3):
        template = TRACKER.compile(newsletter(links=links, size=source), MESSAGE)
        found = len(template.render(_deliveries(1)[0]).html)
        source -= found - size
    template = TRACKER.compile(newsletter(links=links, size=source), MESSAGE)
    return template, links, len(template.render(_deliveries(1)[0]).html)


def _memory(template: Template[str]) -> tuple[str, float]:
    """Render for many recipients, and compare the memory of the process before and after, in MB."""
    for delivery in _deliveries(1000):
        template.render(delivery)
    gc.collect()
    resident = _resident()
    for delivery in _endless(_RENDERS):
        template.render(delivery)
    gc.collect()
    process = _resident() - resident
    tracemalloc.start()
    for delivery in _endless(1000):
        template.render(delivery)
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    for delivery in _endless(_RENDERS):
        template.render(delivery)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    objects = (after - before) / 1e6
    text = (
        f"{_RENDERS:,} renders for as many recipients: objects of Python {objects:+.3f} MB (tracemalloc), "
        f"the process {process:+.2f} MB (resident)."
    )
    return text, max(objects, process)


def _endless(number: int) -> Iterator[Delivery]:
    for _ in range(number):
        yield from _deliveries(1)


def _resident() -> float:
    """Return the resident memory of this process in MB; 0 where the system does not say."""
    facts = Path("/proc/self/statm")
    if not facts.is_file():
        return 0.0
    pages = int(facts.read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
