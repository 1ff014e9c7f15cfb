"""Everything whose rewriting is compared: this library, and what people use or would build instead."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib import import_module
from itertools import count
from types import ModuleType
from typing import Any

from mailtrack_sdk.markup import scan
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.rewriting import RewriteRules
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.urls import clean_target
from mailtrack_sdk.web import Request
from tests.benchmarks._page import version_of
from tests.benchmarks._splicing import TargetOf, by_html_parser, by_regex, by_turbohtml

__all__ = [
    "BASE",
    "LXML",
    "NOON",
    "SCAN",
    "STANDARD",
    "TRACKER",
    "Candidate",
    "Missing",
    "candidates",
    "optional",
]

BASE = "https://t.example.com"
CONSTANT = f"{BASE}/c/constant"
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
TRACKER = Tracker("a key for benchmarks, 32 bytes..", base_url=BASE)

LXML = "lxml.html, parse + serialise"
STANDARD = "html.parser, getpos + splice"
SCAN = "mailtrack, scan only"

Rewrite = Callable[[str], object]
Make = Callable[[TargetOf], Callable[[str], str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to rewrite a document.

    Args:
        name: What the tables call it.
        timed: The call that is timed.
        judged: The same with targets that can be led back, None when it writes no document.
        leads_to: Where a link of the judged document leads.
        excused: Links of a document that it leaves alone by documented rules.
        ours: Whether it is this library, and so has targets to meet.
    """

    name: str
    timed: Rewrite
    judged: Callable[[str], str] | None = None
    leads_to: Callable[[str], str]
    excused: Callable[[str], frozenset[str]] = lambda _: frozenset()
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A candidate that is not installed here."""

    name: str


def candidates() -> list[Candidate | Missing]:
    """List all, in the order of the tables."""
    return [
        _mailtrack("mailtrack, rewrite + report", RewriteRules()),
        _mailtrack("the same, no optional skips", RewriteRules(skips=frozenset())),
        Candidate(name=SCAN, timed=scan, leads_to=str, ours=True),
        _lxml(),
        _lxml_rewrite_links(),
        _plain(STANDARD, by_html_parser),
        _turbohtml("turbohtml, parse + splice", "turbohtml", by_turbohtml),
        _turbohtml("turbohtml.rewrite", "turbohtml.rewrite", _turbohtml_rewrite),
        _pytracking(),
        _plain("a regular expression", by_regex),
    ]


def optional(module: str) -> ModuleType | None:
    """Import what need not be installed."""
    try:
        return import_module(module)
    except ImportError:
        return None


def _mailtrack(name: str, rules: RewriteRules) -> Candidate:
    """Make a candidate of this library; every timed copy is of a message and recipient of its own."""
    numbers = count()

    def delivery() -> Delivery:
        number = next(numbers)
        return Delivery(f"message-{number}", f"recipient-{number}", sent_at=NOON)

    def timed(html: str) -> object:
        copy = TRACKER.rewrite(html, delivery(), rules=rules)
        return copy.html, copy.report

    def leads_to(url: str) -> str:
        if not url.startswith(f"{BASE}/c/"):
            return url
        # Not what the report says: what a browser that clicks is told.
        response = TRACKER.handle(Request("GET", url), now=NOON).response
        return response.header("Location") or f"status {response.status}"

    def excused(html: str) -> frozenset[str]:
        links = TRACKER.rewrite(html, delivery(), rules=rules).links
        return frozenset(clean_target(link.url) for link in links if link.skipped is not None)

    return Candidate(
        name=name,
        timed=timed,
        judged=lambda html: TRACKER.rewrite(html, delivery(), rules=rules).html,
        leads_to=leads_to,
        excused=excused,
        ours=True,
    )


def _plain(name: str, make: Make, timed: Rewrite | None = None) -> Candidate:
    """Make a candidate that writes whatever target it is told to; one and the same when it is timed."""

    def readable(value: str) -> str:
        return f"{BASE}/c/{urlsafe_b64encode(value.encode('utf-8', 'surrogatepass')).decode()}"

    def leads_to(url: str) -> str:
        token = url.removeprefix(f"{BASE}/c/")
        return url if token == url else urlsafe_b64decode(token).decode("utf-8", "surrogatepass")

    return Candidate(
        name=name, timed=timed or make(lambda _: CONSTANT), judged=make(readable), leads_to=leads_to
    )


def _turbohtml(name: str, module: str, make: Callable[[ModuleType], Make]) -> Candidate | Missing:
    found = optional(module)
    if found is None:
        return Missing(name)
    return _plain(f"{name} ({version_of(module.partition('.')[0])})", make(found))


def _lxml_tree(module: ModuleType) -> Callable[[str], Any]:
    # lxml has no type information of its own.
    parse: Any = module.document_fromstring
    of_bytes: Any = module.HTMLParser(encoding="utf-8")

    def tree(html: str) -> Any:  # noqa: ANN401 - as above
        try:
            return parse(html)
        except ValueError:
            # It takes no text that begins with an XML declaration; bytes it does.
            return parse(html.encode("utf-8", "surrogatepass"), parser=of_bytes)

    return tree


def _lxml_rewrite_links() -> Candidate | Missing:
    """Make the candidate that uses the method lxml documents for the purpose; every kind of link changes."""
    name = "lxml.html, rewrite_links"
    module = optional("lxml.html")
    if module is None:
        return Missing(name)
    tree = _lxml_tree(module)
    serialise: Any = module.tostring

    def timed(html: str) -> object:
        root = tree(html)
        root.rewrite_links(CONSTANT.format)
        return serialise(root.getroottree(), encoding="unicode")

    return Candidate(name=f"{name} ({version_of('lxml')})", timed=timed, leads_to=str)


def _lxml() -> Candidate | Missing:
    """Make the candidate that every target is about; timed without the look at each value."""
    module = optional("lxml.html")
    if module is None:
        return Missing(LXML)
    tree = _lxml_tree(module)
    serialise: Any = module.tostring
    links: Any = module.etree.XPath("//a[@href] | //area[@href]")

    def timed(html: str) -> object:
        root = tree(html)
        for element in links(root):
            element.set("href", CONSTANT)
        return serialise(root.getroottree(), encoding="unicode")

    def make(target_of: TargetOf) -> Callable[[str], str]:
        def rewrite(html: str) -> str:
            root = tree(html)
            for element in links(root):
                value: str = element.get("href")
                if value:
                    element.set("href", target_of(value))
            text: str = serialise(root.getroottree(), encoding="unicode")
            return text

        return rewrite

    return _plain(f"{LXML} ({version_of('lxml')})", make, timed)


def _turbohtml_rewrite(module: ModuleType) -> Make:
    run: Any = module.rewrite

    def make(target_of: TargetOf) -> Callable[[str], str]:
        def change(element: Any) -> None:  # noqa: ANN401 - a handle of a package without known types
            value: str | None = element.get("href")
            if value:
                element.set_attribute("href", target_of(value))

        handlers: Sequence[object] = (("a[href]", change), ("area[href]", change))

        def rewrite(html: str) -> str:
            text: str = run(html, elements=handlers)
            return text

        return rewrite

    return make


def _pytracking() -> Candidate | Missing:
    name = "pytracking.html.adapt_html"
    package, of_html = optional("pytracking"), optional("pytracking.html")
    if package is None or of_html is None:
        return Missing(name)
    # Neither module has type information.
    adapt: Any = of_html.adapt_html
    result_of: Any = package.get_click_tracking_result
    configuration: Any = package.Configuration(
        base_open_tracking_url=f"{BASE}/o/", base_click_tracking_url=f"{BASE}/c/"
    )
    numbers = count()

    def rewrite(html: str) -> str:
        metadata = {"recipient": f"recipient-{next(numbers)}"}
        text: str = adapt(html, metadata, configuration=configuration)
        return text

    def leads_to(url: str) -> str:
        if not url.startswith(f"{BASE}/c/"):
            return url
        target: str = result_of(url, configuration=configuration).tracked_url
        return target

    return Candidate(
        name=f"{name} ({version_of('pytracking')})", timed=rewrite, judged=rewrite, leads_to=leads_to
    )
