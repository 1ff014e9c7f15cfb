"""Rewriting of real mail and real templates, compared with a browser-grade parser."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes

import pytest
from selectolax.lexbor import LexborHTMLParser

from mailtrack_sdk.models import Delivery
from mailtrack_sdk.rewriting import Rewritten
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.urls import clean_target
from tests._data import data_path
from tests.rewriting._edits import edited
from tests.rewriting.conftest import SENT

TRACKER = Tracker("a long and random secret", base_url="https://t.example.com")
DELIVERY = Delivery("m", "r", sent_at=SENT)


@dataclass(frozen=True)
class Sample:
    """One file, and its tracked copy."""

    name: str
    body: bytes
    copy: Rewritten[bytes]

    @property
    def text(self) -> str:
        """The body as text, so that the other parser need not guess a charset."""
        try:
            return self.body.decode()
        except UnicodeDecodeError:
            return self.body.decode("windows-1252", "replace")


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    """Rewrite every file once; no file may raise."""
    found: list[Sample] = []
    for folder in (data_path("html", "templates"), data_path("html", "mail-html")):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            body = path.read_bytes()
            found.append(Sample(path.name, body, TRACKER.rewrite(body, DELIVERY)))
    for path in sorted(data_path("html", "eml").glob("*.eml")):
        bodies = html_parts(path.read_bytes())
        found += [Sample(path.name, body, TRACKER.rewrite(body, DELIVERY)) for body in bodies]
    return found


def html_parts(mail: bytes) -> list[bytes]:
    """Take the HTML parts out of a mail, wherever they are, by the standard parser."""
    parts = [part for part in message_from_bytes(mail).walk() if part.get_content_type() == "text/html"]
    payloads = [part.get_payload(decode=True) for part in parts]
    return [payload for payload in payloads if isinstance(payload, bytes)]


def test_the_edits_alone_make_the_copy_of_the_source(samples: list[Sample]) -> None:
    """Outside of values that were rewritten and the pixel not a byte differs."""
    wrong = [sample.name for sample in samples if edited(sample.body, sample.copy.edits) != sample.copy.html]
    assert wrong == []
    assert sum(link.tracked_url is not None for sample in samples for link in sample.copy.links) > 1000


def test_a_second_run_returns_the_same_object(samples: list[Sample]) -> None:
    """What is tracked for the delivery already is left as it is."""
    wrong = [
        sample.name
        for sample in samples
        if TRACKER.rewrite(sample.copy.html, DELIVERY).html is not sample.copy.html
    ]
    assert wrong == []


def test_the_links_are_those_a_browser_finds(samples: list[Sample]) -> None:
    """The visible links, as a set, are the `a[href]` and `area[href]` of a DOM.

    As a set, because the DOM may hold an element twice that stands in the source once.
    """
    wrong: list[tuple[str, set[str]]] = []
    for sample in samples:
        links = TRACKER.rewrite(sample.text, DELIVERY).links
        ours = {clean_target(link.url) for link in links if not link.hidden}
        nodes = LexborHTMLParser(sample.text).css("a[href], area[href]")
        theirs = {clean_target(node.attributes.get("href") or "") for node in nodes}
        if ours != theirs:
            wrong.append((sample.name, ours ^ theirs))
    assert wrong == []


def test_untracking_leads_every_link_back(samples: list[Sample]) -> None:
    """After `untrack` every link, in order, has the target it had, and nothing of ours is left."""
    wrong: list[str] = []
    for sample in samples:
        back = TRACKER.untrack(sample.copy.html)
        targets = [link.url for link in TRACKER.rewrite(back, DELIVERY).links]
        if targets != [link.url for link in sample.copy.links] or b"//t.example.com" in back:
            wrong.append(sample.name)
    assert wrong == []
