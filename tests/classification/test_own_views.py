"""Own views: who is taken for the sender of a mail, and that nothing of it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtrack_sdk import (
    Agent,
    ClickEvent,
    Delivery,
    Hit,
    Human,
    Mode,
    OpenEvent,
    Recorder,
    Request,
    Tracker,
    summarise,
    timeline,
)
from mailtrack_sdk.classification import Classifier, Finding, OwnViews, default_rules
from mailtrack_sdk.classification.own_views import own_view_rule
from mailtrack_sdk.engagement import Count, Counts, NoSignalCause, Status, Tally
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.models import Client
from mailtrack_sdk.stores import MemoryStore
from tests.classification._requests import AT, CHROME, HEADERS, LINK, OUTLOOK

SALES = Delivery("offer-7", "ada", sent_at=AT, sender="sales")
HERE, THERE = "192.0.2.7", "198.51.100.7"
OFFICE = OwnViews("sales", networks=["192.0.2.0/24", "2001:db8::/64"])
MONITOR = OwnViews("sales", agents=["sales-desk/3", OUTLOOK])
BOTH = OwnViews("sales", networks=["192.0.2.7"], agents=[OUTLOOK])


def opened(
    address: str | None = THERE,
    agent: str | None = CHROME,
    delivery: Delivery = SALES,
    *,
    verified: bool = True,
    own: bool = False,
) -> OpenEvent:
    """Make the event of an open from an address."""
    client = Client(
        agent=agent, address=address, address_is_verified=verified, headers=HEADERS, is_sender=own
    )
    return OpenEvent(id=UUID(int=1), at=AT, delivery=delivery, client=client)


def found(event: OpenEvent | ClickEvent, *senders: OwnViews) -> str | None:
    """Say by which evidence an event is the sender's; None when it is not."""
    finding = own_view_rule(senders)(event)
    if finding is None:
        return None
    assert (finding.agent, finding.human, finding.signal) == (Agent.SENDER, Human.YES, "self")
    return finding.evidence.name


def test_the_cookie_decides() -> None:
    """An event that came with the self cookie is the sender's, registered or not."""
    assert found(opened(own=True)) == "self.cookie"
    assert found(opened(own=True), OFFICE) == "self.cookie"
    assert found(opened()) is None
    finding = own_view_rule(())(opened(own=True))
    assert finding is not None
    assert finding.weight == 0.99


def test_an_event_that_was_cut_down_says_that_it_was_the_senders() -> None:
    """Without its address it cannot be told any more how the sender was recognised."""
    for client in (Client(is_sender=True), opened(own=True).client.without_address()):
        assert found(replace(opened(), client=client), OFFICE) == "self.known"


@pytest.mark.parametrize(
    ("views", "address", "agent", "evidence"),
    [
        (OFFICE, HERE, CHROME, "self.network"),
        (OFFICE, "192.0.2.255", None, "self.network"),
        (OFFICE, "2001:db8::9", CHROME, "self.network"),
        (OFFICE, "::ffff:192.0.2.7", CHROME, "self.network"),
        (OFFICE, THERE, CHROME, None),
        (OFFICE, "2001:db8:0:1::9", CHROME, None),
        (OFFICE, None, CHROME, None),
        (OFFICE, "not an address", CHROME, None),
        (MONITOR, THERE, "sales-desk/3", "self.agent"),
        (MONITOR, None, OUTLOOK, "self.agent"),
        (MONITOR, THERE, "sales-desk/33", None),
        (MONITOR, THERE, "Sales-Desk/3", None),
        (MONITOR, THERE, None, None),
        (BOTH, HERE, OUTLOOK, "self.network"),
        (BOTH, HERE, CHROME, None),
        (BOTH, THERE, OUTLOOK, None),
        (BOTH, None, OUTLOOK, None),
    ],
)
def test_what_matches(views: OwnViews, address: str | None, agent: str | None, evidence: str | None) -> None:
    """Any of the networks, any of the agents to the letter, and both where both are given."""
    assert found(opened(address, agent), views) == evidence
    finding = views.finding(opened(address, agent).client)
    assert (finding is None) == (evidence is None)
    assert finding is None or finding.weight == 0.95


def test_an_address_that_nobody_vouches_for_matches_nothing() -> None:
    """Anybody can write a forwarding header, so networks are compared with verified addresses only."""
    assert found(opened(HERE, verified=False), OFFICE) is None
    assert found(opened(HERE, OUTLOOK, verified=False), BOTH) is None
    assert found(opened(HERE, OUTLOOK, verified=False), MONITOR) == "self.agent"


@pytest.mark.parametrize(
    "delivery",
    [
        replace(SALES, sender="support"),
        replace(SALES, sender=None),
        replace(SALES, sender="support", recipient="sales"),
        replace(SALES, tenant="acme"),
    ],
)
def test_only_the_senders_own_mail_is_matched(delivery: Delivery) -> None:
    """In mail of others the sender is a recipient; and another tenant's sender is another sender."""
    assert found(opened(HERE, OUTLOOK, delivery), OFFICE, MONITOR, BOTH) is None


def test_senders_of_a_tenant() -> None:
    """Two tenants may have senders of one name, each with networks of its own."""
    acme = OwnViews("sales", networks=[THERE], tenant="acme")
    for delivery, address in ((SALES, HERE), (replace(SALES, tenant="acme"), THERE)):
        assert found(opened(address, delivery=delivery), OFFICE, acme) == "self.network"
        other = THERE if address == HERE else HERE
        assert found(opened(other, delivery=delivery), OFFICE, acme) is None


def test_several_views_of_one_sender_are_alternatives() -> None:
    """A sender with an office and a program of the own is recognised by either."""
    for views in ((OFFICE, MONITOR), (MONITOR, OFFICE)):
        assert found(opened(HERE), *views) == "self.network"
        assert found(opened(THERE, "sales-desk/3"), *views) == "self.agent"
        assert found(opened(THERE), *views) is None


def test_what_is_kept_is_what_was_given() -> None:
    """Lists become tuples, and what is equal is one."""
    views = OwnViews("sales", networks=["192.0.2.0/24"], agents=iter_of("x"), tenant="acme")
    assert (views.sender, views.networks, views.agents) == ("sales", ("192.0.2.0/24",), ("x",))
    assert len({views, OwnViews("sales", networks=("192.0.2.0/24",), agents=("x",), tenant="acme")}) == 1
    assert repr(OFFICE) == (
        "OwnViews(sender='sales', networks=('192.0.2.0/24', '2001:db8::/64'), agents=(), tenant=None)"
    )


def iter_of(*texts: str) -> Any:  # noqa: ANN401 - an iterator where a sequence is asked for
    """Hand texts out one by one."""
    return iter(texts)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "needs networks or agents"),
        ({"networks": []}, "needs networks or agents"),
        ({"networks": "10.0.0.0/8"}, "list of texts"),
        ({"networks": 7}, "list of texts"),
        ({"networks": [7]}, "must hold texts, not int"),
        ({"networks": ["office"]}, "neither a network"),
        ({"networks": ["192.0.2.0/33"]}, "neither a network"),
        ({"networks": ["unix"]}, "neither a network"),
        ({"networks": ["0.0.0.0/0"]}, "every address"),
        ({"networks": [HERE, "::/0"]}, "every address"),
        ({"agents": "curl"}, "list of texts"),
        ({"agents": [b"curl"]}, "must hold texts, not bytes"),
        ({"agents": [""]}, "1 to 512"),
        ({"agents": ["x" * 513]}, "1 to 512"),
        ({"agents": ["\u20ac" * 171]}, "1 to 512"),
        ({"agents": ["x"], "sender": ""}, "1 to 64"),
        ({"agents": ["x"], "sender": "ada@example.com"}, "e-mail address"),
        ({"agents": ["x"], "sender": None}, "sender must be a str"),
        ({"agents": ["x"], "tenant": "a/b"}, "tenant must be"),
    ],
)
def test_what_cannot_work_is_refused(settings: dict[str, Any], message: str) -> None:
    """What would match nothing, or everything, is a mistake that shows at start-up."""
    with pytest.raises(ConfigurationError, match=message):
        OwnViews(**{"sender": "sales", **settings})


def test_the_longest_agent_there_is() -> None:
    """An event keeps 512 bytes of an agent, and an agent of that size is found."""
    agent = "x" * 512
    tracker = Tracker(
        "a secret of 16 bytes",
        base_url="https://t.example.com",
        classifier=Classifier(senders=[OwnViews("sales", agents=[agent])]),
    )
    outcome = tracker.handle(Request("GET", tracker.pixel_url(SALES), {"User-Agent": agent}, THERE), now=AT)
    assert isinstance(outcome, Hit)
    assert outcome.verdict.agent is Agent.SENDER


@pytest.mark.parametrize("senders", [OFFICE, ["sales"], [None], 7])
def test_senders_that_are_none(senders: Any) -> None:  # noqa: ANN401 - wrong on purpose
    """The rule takes a list of own views and nothing else."""
    with pytest.raises(ConfigurationError, match="OwnViews"):
        own_view_rule(senders)


@given(
    network=st.ip_addresses().flatmap(
        lambda address: st.integers(1, address.max_prefixlen).map(lambda bits: f"{address}/{bits}")
    ),
    address=st.ip_addresses(),
    place=st.integers(0),
)
def test_a_network_holds_what_it_holds(network: str, address: IPv4Address | IPv6Address, place: int) -> None:
    """The rule agrees with the standard library about every address."""
    views, expected = OwnViews("sales", networks=[network]), ip_network(network, strict=False)
    for each in (address, expected[place % expected.num_addresses]):
        if str(each).startswith("::ffff:"):  # an IPv4 address in disguise
            continue
        assert (views.finding(opened(str(each)).client) is not None) == (each in expected)


def judged(*senders: OwnViews) -> Classifier:
    """Make a classifier that knows senders."""
    return Classifier(senders=senders)


def test_it_is_asked_first() -> None:
    """Whatever else a request looks like, the sender's own view is the sender's."""
    for agent in (CHROME, OUTLOOK, "Mozilla/5.0", "curl/8.5.0", None, "Barracuda Sentinel (EE)"):
        for event in (opened(HERE, agent), opened(THERE, agent, own=True)):
            assert judged(OFFICE).classify(event).agent is Agent.SENDER
    rules = default_rules(senders=[OFFICE])
    assert [isinstance(rule(opened(HERE)), Finding) for rule in rules[:1]] == [True]


def test_a_sender_who_tests_all_links_is_no_scanner() -> None:
    """Links followed one after another within a second make a pattern, but not the sender's."""
    clicks = [
        ClickEvent(
            id=UUID(int=number),
            at=AT + timedelta(milliseconds=100 * number),
            delivery=SALES,
            client=opened(HERE).client,
            link=replace(LINK, index=number, url=f"https://shop.example/{number}"),
            link_count=5,
        )
        for number in range(5)
    ]
    for verdict in judged(OFFICE).judge(clicks).values():
        assert (verdict.agent, verdict.human) == (Agent.SENDER, Human.YES)
    assert {verdict.human for verdict in judged().judge(clicks).values()} == {Human.NO}


class Desk:
    """A tracker with a store, and what the sender and the recipient do."""

    def __init__(self, *senders: OwnViews) -> None:
        self.now = AT
        self.tracker = Tracker(
            "a secret of 16 bytes",
            base_url="https://t.example.com",
            clock=lambda: self.now,
            classifier=Classifier(senders=senders),
        )
        self.store = MemoryStore()
        self.recorder = Recorder(self.tracker, self.store)
        self.cookie = self.tracker.self_cookie("sales").partition(";")[0]

    def send(self, delivery: Delivery) -> None:
        """Record a send."""
        self.store.append([self.tracker.sent(delivery)])

    def look(self, delivery: Delivery, *, cookie: str = "", address: str = THERE, minutes: int = 1) -> None:
        """Open a mail and follow a link of it, some minutes later."""
        self.now += timedelta(minutes=minutes)
        headers = {"User-Agent": CHROME, "Accept": "*/*", "Cookie": cookie}
        for url in (
            self.tracker.pixel_url(delivery),
            self.tracker.link_url(delivery, "https://example.com/offer", name="offer"),
        ):
            self.now += timedelta(minutes=1)
            self.recorder.record(Request("GET", url, headers, address))


MODES = [Mode.FULL, Mode.PSEUDONYMOUS, Mode.LAST_OPEN_DAY]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("by_cookie", [True, False], ids=["cookie", "network"])
def test_own_views_are_recorded_and_not_counted(mode: Mode, by_cookie: bool) -> None:  # noqa: FBT001 - a parameter
    """The events are in the store, and no count, time, agent or link of a summary knows of them."""
    delivery = replace(SALES, opens=mode, clicks=mode)
    desk = Desk(OFFICE)
    desk.send(delivery)
    before = summarise(desk.store)
    for _ in range(3):
        desk.look(delivery, cookie=desk.cookie if by_cookie else "", address=THERE if by_cookie else HERE)
    assert len(list(desk.store.events())) == (3 if mode is Mode.LAST_OPEN_DAY else 7)
    summary = summarise(desk.store)
    assert summary == before
    assert (summary.opens, summary.clicks, summary.silent) == (Counts(), Counts(), 1)
    assert (summary.clients(), summary.devices(), summary.links) == ((), (), ())
    (status,) = summary.deliveries
    assert (status.status, status.opens, status.clicks) == (Status.SENT, Tally(), Tally())
    assert (status.first_open, status.last_open, status.first_click, status.last_click) == (None,) * 4
    assert (status.first_agent, status.agents, status.links, status.open_inferred) == (None, (), (), False)
    assert NoSignalCause.NOT_ARRIVED in status.no_signal_causes


@pytest.mark.parametrize("mode", MODES)
def test_the_recipient_is_counted_beside_the_sender(mode: Mode) -> None:
    """The reader's open and click have their own times and counts, whatever the sender did around them."""
    delivery = replace(SALES, opens=mode, clicks=mode)
    alone, watched = Desk(OFFICE), Desk(OFFICE)
    for desk in (alone, watched):
        desk.send(delivery)
        if desk is watched:
            desk.look(delivery, cookie=desk.cookie)
        desk.now = AT + timedelta(hours=1)
        desk.look(delivery)
        if desk is watched:
            desk.look(delivery, address=HERE)
    one = Count(unique=1, total=1)
    assert (summarise(watched.store).opens.people, summarise(watched.store).clicks.people) == (one, one)
    assert summarise(watched.store) == summarise(alone.store)


def test_another_senders_cookie_does_nothing() -> None:
    """In mail of a colleague one is a reader like any other."""
    desk = Desk()
    desk.look(replace(SALES, sender="support"), cookie=desk.cookie)
    assert summarise(desk.store).clicks.people == Count(unique=1, total=1)


def test_a_timeline_shows_own_views() -> None:
    """One can see that one has looked oneself, and that it does not count."""
    desk = Desk()
    desk.look(SALES, cookie=desk.cookie)
    assert texts(desk) == [
        "Viewed by the sender, which does not count",
        'Link "offer" followed by the sender, which does not count',
    ]


def texts(desk: Desk) -> Sequence[str]:
    """Tell what is in a store."""
    return [entry.text for entry in timeline(desk.store.events())]


def test_the_verdict_says_why() -> None:
    """The explanation names the cookie and not its content."""
    verdict = Classifier().classify(opened(own=True))
    assert verdict.evidence[0].name == "self.cookie"
    assert "cookie that only this mail's own sender has" in verdict.explain()
