"""What is left of a client that was cut: nothing that names anybody, and enough to judge by."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk.classification import Agent, Classifier, Human, Networks
from mailtrack_sdk.classification._cut_agents import MARK
from mailtrack_sdk.classification.agents import Clue, Kind, read_agent
from mailtrack_sdk.classification.cutting import cut_agent, cut_client, is_cut
from mailtrack_sdk.classification.device import Device, describe
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.models import Client, Delivery
from mailtrack_sdk.testing import clients
from mailtrack_sdk.testing.clients import SimulatedClient
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request
from tests.classification._requests import (
    AT,
    BARE_WEBKIT,
    CHROME,
    DELIVERY,
    GMAIL_PREFETCH,
    GMAIL_PROXY,
    LINK,
    OUTLOOK,
)
from tests.classification._tables import DAY, known

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID = f"Mozilla/5.0 (Linux; Android 12; SM-X906C) {WEBKIT}"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
TRACKER = Tracker("a secret of at least 16 bytes", base_url="https://t.example.com")
NAMED = st.sampled_from(
    (
        "Chrome/120.0.0.0",
        "Windows NT 10.0",
        "Gecko",
        "Outlook",
        "Android 12",
        "Mobile",
        "bot",
        "(",
        ";",
        "X11",
    )
)
AGENTS = st.one_of(st.text(), st.lists(NAMED).map(" ".join), st.text().map(MARK.__add__))


def every_request() -> list[tuple[str, Request]]:
    """Make what each simulated client asks for, as opens and clicks."""
    delivery = Delivery("news", "u-1", sent_at=AT - timedelta(hours=2))
    pixel, link = TRACKER.pixel_url(delivery), TRACKER.link_url(delivery, LINK.url)
    opens = [(f"{client.name} opens", client.open(pixel)) for client in clients.ALL]
    return opens + [
        (f"{client.name} follows", client.click(link))
        for client in clients.ALL
        if isinstance(client, SimulatedClient) and client.link_headers is not None
    ]


@pytest.mark.parametrize(
    ("agent", "cut"),
    [
        (CHROME, "browser; shape; -; Chrome; Windows; PC"),
        (
            f"{ANDROID} Chrome/99.0.1.2 Mobile Safari/537.36",
            "browser; shape; -; Chrome Mobile; Android; phone",
        ),
        (f"{ANDROID} Chrome/99.0.1.2 Safari/537.36", "browser; shape; -; Chrome; Android; tablet"),
        (f"{MAC} {WEBKIT} Chrome/99.0.1.2 Safari/537.36 Edg/99.1", "browser; shape; -; Edge; Mac OS X; Mac"),
        (f"{IPHONE} Version/17.4 Safari/604.1", "browser; shape; -; Mobile Safari; iOS; iPhone"),
        (f"{MAC} {WEBKIT} Version/17.4 Safari/605.1", "browser; shape; -; Safari; Mac OS X; Mac"),
        (f"{WINDOWS} Gecko/20100101 SomethingOfMine/7.7", "browser; shape; -; -; Windows; PC"),
        (OUTLOOK, "mail_client; name; Outlook; -; Windows; PC"),
        (
            "Outlook-iOS/711.2587062.prod.iphone (3.33.0)",
            "mail_client; name; Outlook for iOS; -; iOS; iPhone",
        ),
        ("BobsOwnMail/1.0 (X11; Linux x86_64)", "mail_client; word; (unlisted); -; Linux; PC"),
        (GMAIL_PROXY, "mailbox_proxy; name; Gmail; -; -; -"),
        (GMAIL_PREFETCH, "gmail_prefetch; exact; -; -; -; -"),
        ("Mozilla/5.0", "apple_privacy; exact; -; -; -; -"),
        (BARE_WEBKIT, "bare_webkit; shape; -; -; Mac OS X; Mac"),
        ("com.example.ours/3.1 (Android 14; Pixel 8)", "app; shape; -; -; Android; tablet"),
        ("curl/8.5.0", "http_library; name; curl; -; -; -"),
        ("acme-checker of the third floor/1", "crawler; word; (unlisted); -; -; -"),
        (" ", "empty; -; -; -; -; -"),
        ("\x00\xff 77", "unreadable; -; -; -; -; -"),
    ],
)
def test_what_is_left_of_an_agent(agent: str, cut: str) -> None:
    """Its kind, its name if the tables know it, and the families of browser, system and device."""
    assert cut_agent(agent) == f"{MARK}{cut}"


@given(agent=AGENTS)
def test_a_cut_agent_holds_words_of_our_own_only(agent: str) -> None:
    """Whatever an agent is, what is left is as short as a line, is of the same kind, and stays as it is."""
    cut = cut_agent(agent)
    assert cut is not None
    assert re.fullmatch(r"mailtrack-cut/1 [a-z_]+; [a-z-]+; [^;]{1,40}(; [A-Za-z -]{1,20}){3}", cut)
    assert cut_agent(cut) == cut
    before, after = read_agent(agent), read_agent(cut)
    assert (after.kind, after.clue) == (before.kind, before.clue)
    assert cut_agent(None) is None


@pytest.mark.parametrize(("name", "request_"), every_request(), ids=lambda value: str(value)[:40])
def test_a_cut_event_is_judged_as_before(name: str, request_: Request) -> None:
    """Software and answer are the same without address, version and most of the headers."""
    outcome = TRACKER.handle(request_, now=AT)
    event = getattr(outcome, "event")  # noqa: B009 - a Hit, as every URL is our own
    cut = replace(event, client=cut_client(event.client))
    assert is_cut(cut.client), name
    before, after = TRACKER.classifier.classify(event), TRACKER.classifier.classify(cut)
    assert (after.agent, after.human) == (before.agent, before.human)
    assert after.confidence >= before.confidence - 0.1


@pytest.mark.parametrize(("name", "request_"), every_request(), ids=lambda value: str(value)[:40])
def test_a_report_keeps_its_rows(name: str, request_: Request) -> None:
    """A cut agent is described by the same names, without versions and models."""
    before = describe(request_.header("user-agent"))
    after = describe(cut_agent(request_.header("user-agent")))
    for full, family in ((before.client, after.client), (before.os, after.os)):
        assert full == family or (full is not None and family is not None and full.startswith(family)), name
    assert (before.device is None) == (after.device is None)


def test_devices_that_are_described_without_a_name() -> None:
    """Web views and programs of no list are called as little as before."""
    assert describe(cut_agent(BARE_WEBKIT)) == Device(client="WebKit", os="Mac OS X", device="Mac")
    assert describe(cut_agent("BobsOwnMail/1.0 (X11; Linux x86_64)")) == Device(os="Linux", device="PC")
    assert describe(cut_agent("\x00\xff 77")) == Device()


def test_a_client_is_cut() -> None:
    """The address goes, its networks are looked up if nobody has, and headers keep words of the standards."""
    networks = known(google=["198.18.0.0/24"])
    client = Client(
        agent=CHROME,
        address="198.18.0.7",
        headers={
            "accept": "image/avif,image/x-of-mine",
            "referer": "https://mail.tiny-company.example/",
            "sec-ch-ua": '"Chromium";v="120"',
            "sec-fetch-dest": "image",
            "sec-fetch-mode": "of my own",
            "sec-purpose": "Prefetch;anonymous-client-ip",
            "purpose": "private",
        },
        is_sender=True,
    )
    cut = cut_client(client, networks=networks)
    assert cut == Client(
        agent=f"{MARK}browser; shape; -; Chrome; Windows; PC",
        address_is_verified=False,
        headers={
            "accept": "*/*",
            "sec-fetch-dest": "image",
            "sec-fetch-mode": "other",
            "sec-purpose": "prefetch",
            "purpose": "",
        },
        networks=("google",),
        networks_as_of=DAY,
        is_sender=True,
    )
    assert cut_client(cut) is cut
    assert (is_cut(client), is_cut(cut), is_cut(replace(client, agent=cut.agent))) == (False, True, False)
    assert not is_cut(Client(networks=()))


def test_only_what_is_known_of_networks_is_kept() -> None:
    """Names that were noted stay; an address that nobody vouches for, or one for documents, has none."""
    noted = Client(address="66.249.93.84", networks=("old_name",), networks_as_of=date(2025, 1, 2))
    assert cut_client(noted).networks == ("old_name",)
    assert cut_client(noted).networks_as_of == date(2025, 1, 2)
    assert cut_client(Client(address="66.249.93.84")).networks == ("google",)
    assert cut_client(Client(address="66.249.93.84", address_is_verified=False)).networks is None
    assert cut_client(Client(address="192.0.2.7")).networks is None
    assert cut_client(Client(address="192.0.2.7"), networks=Networks()).headers is None
    nothing = Client()
    assert cut_client(nothing) is nothing


def test_what_only_looks_like_a_cut_agent_is_none() -> None:
    """A text with a word that is not of our lists, or that never stand together, is read as any agent is."""
    for text in (
        "browser; shape; -; Chrome; Windows",
        "browser; shape; -; Chrome; Windows; PC; -",
        "browser; shape; -; Netscape; Windows; PC",
        "browser; shape; Bob; Chrome; Windows; PC",
        "browser; exact; -; Chrome; Windows; PC",
        "crawler; exact; -; -; -; -",
        "mail_client; name; -; -; -; -",
        "mail_client; name; Bob; -; -; -",
        "mail_client; word; Bob; -; -; -",
        "absent; -; -; -; -; -",
        "nonsense; -; -; -; -; -",
    ):
        assert read_agent(f"{MARK}{text}").name not in ("Bob", "-")
        cut = cut_agent(f"{MARK}{text}")
        assert cut != f"{MARK}{text}"


def test_no_forged_text_upsets_a_rule() -> None:
    """Every mixture of kinds, clues and names is judged without an error."""
    classifier = Classifier()
    kinds, clues = [kind.value for kind in Kind], [*(clue.value for clue in Clue), "-"]
    for kind, clue, name in itertools.product(kinds, clues, ("-", "(unlisted)", "Gmail", "curl")):
        client = Client(agent=f"{MARK}{kind}; {clue}; {name}; -; -; -")
        for event in (
            OpenEvent(id=UUID(int=1), at=AT, delivery=DELIVERY, client=client),
            ClickEvent(id=UUID(int=2), at=AT, delivery=DELIVERY, client=client, link=LINK),
        ):
            assert classifier.classify(event).explain()


def test_gmails_proxy_is_known_without_its_agent() -> None:
    """A cut event from Google's networks is confirmed, one from elsewhere is a copy still."""
    classifier = Classifier(networks=known(google=["198.18.0.0/24"], amazon=["198.18.1.0/24"]))
    event = OpenEvent(id=UUID(int=1), at=AT, delivery=DELIVERY)
    for address, confidence in (("198.18.0.7", 0.86), ("198.18.1.7", 0.6667)):
        client = Client(agent=GMAIL_PROXY, address=address)
        for seen in (client, cut_client(client, networks=classifier.networks)):
            verdict = classifier.classify(replace(event, client=seen))
            assert (verdict.agent, verdict.human) == (Agent.IMAGE_PROXY, Human.YES)
            assert verdict.confidence == confidence
