"""What networks say about opens and clicks: scanners decide, people's networks explain, clouds hint."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from mailtrack_sdk.classification import Agent, Classifier, Finding, Human, Networks, Verdict
from mailtrack_sdk.classification.network_rules import network_rule
from mailtrack_sdk.classification.networks import NetworkKind, NetworkScope, NetworkStrength
from mailtrack_sdk.events import ClickEvent, OpenEvent, RequestEvent
from mailtrack_sdk.models import Client, Mode
from tests.classification._requests import (
    AT,
    BARE_WEBKIT,
    CHROME,
    GMAIL_PREFETCH,
    GMAIL_PROXY,
    OUTLOOK,
    UKRNET_PROXY,
    clicked,
    opened,
)
from tests.classification._tables import DAY, known, table

SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Safari/605.1.15"
)
FACEBOOK = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"
# Of the network for benchmarks (RFC 2544), because addresses for documents are nobody's to these rules.
NETWORKS = known(
    microsoft_eop=["198.18.2.0/28"],
    apple_relay=["198.18.2.16/28"],
    exchange_online=["198.18.2.32/28"],
    zscaler=["198.18.2.48/28"],
    google=["198.18.2.64/28"],
    googlebot=["198.18.2.64/30"],
    facebook=["198.18.2.80/28"],
    amazon=["198.18.2.96/28", "198.18.2.48/30", "198.18.2.80/30"],
    azure=["198.18.2.0/24"],
)
EOP, RELAY, EXCHANGE, ZSCALER = "198.18.2.1", "198.18.2.17", "198.18.2.33", "198.18.2.49"
GOOGLE, FACEBOOKS, AMAZON, AZURE = "198.18.2.70", "198.18.2.81", "198.18.2.97", "198.18.2.200"
GOOGLEBOT, NOWHERE = "198.18.2.65", "198.18.9.1"
RULE = network_rule(NETWORKS)
CLASSIFIER = Classifier(networks=NETWORKS)


def at_address(event: RequestEvent, address: str, *, after: timedelta = timedelta(hours=2)) -> RequestEvent:
    """Let an event come from an address, some time after the send."""
    return replace(event, client=replace(event.client, address=address), at=AT + after)


def click(agent: str | None, address: str, *, after: timedelta = timedelta(hours=2)) -> RequestEvent:
    """Make a click from an address."""
    return at_address(clicked(agent), address, after=after)


def view(agent: str | None, address: str) -> RequestEvent:
    """Make an open from an address."""
    return at_address(opened(agent), address)


def said(finding: Finding | None) -> tuple[str, Human, float, Agent | None] | None:
    """Return what a finding amounts to."""
    if finding is None:
        return None
    return finding.evidence.name, finding.human, finding.weight, finding.agent


def judged(event: RequestEvent) -> Verdict:
    """Judge an event by all rules."""
    return CLASSIFIER.classify(event)


@pytest.mark.parametrize("agent", [CHROME, OUTLOOK, SAFARI, BARE_WEBKIT, "Mozilla/5.0", "curl/8.5.0", None])
def test_a_mail_filter_is_a_scanner_whatever_it_calls_itself(agent: str | None) -> None:
    """On opens and on clicks: nobody reads mail from there."""
    for event in (view(agent, EOP), click(agent, EOP)):
        assert said(RULE(event)) == ("network.scanner", Human.NO, 0.95, Agent.SECURITY_SCANNER)
        verdict = judged(event)
        assert (verdict.agent, verdict.human) == (Agent.SECURITY_SCANNER, Human.NO)
        assert "Exchange Online Protection" in verdict.explain()


def test_apples_relay_makes_its_agent_certain() -> None:
    """The bare Mozilla/5.0 on an image from the relay is Mail Privacy Protection, at 0.99."""
    assert said(RULE(view("Mozilla/5.0", RELAY))) == ("network.apple_privacy", Human.NO, 0.9, Agent.APPLE_MPP)
    verdict = judged(view("Mozilla/5.0", RELAY))
    assert (verdict.agent, verdict.human, verdict.confidence) == (Agent.APPLE_MPP, Human.NO, 0.99)


def test_a_person_behind_the_relay_stays_a_person() -> None:
    """Safari browses over Private Relay; the network explains and weighs nothing."""
    for event in (click(SAFARI, RELAY), view(SAFARI, RELAY), click(CHROME, RELAY)):
        assert said(RULE(event)) == ("network.relay", Human.UNKNOWN, 0.0, None)
        verdict = judged(event)
        assert (verdict.agent, verdict.human, verdict.confidence) == (Agent.BROWSER, Human.YES, 0.7)
        assert "iCloud Private Relay" in verdict.explain()
    assert said(RULE(click("Mozilla/5.0", RELAY))) == ("network.relay", Human.UNKNOWN, 0.0, None)


def test_google_confirms_who_comes_from_its_networks() -> None:
    """Its image proxy a little, its prefetch a lot."""
    assert said(RULE(view(GMAIL_PROXY, GOOGLE))) == ("network.google_image_proxy", Human.YES, 0.3, None)
    assert said(RULE(view(GMAIL_PREFETCH, GOOGLE))) == ("network.gmail_prefetch", Human.NO, 0.9, None)
    proxy, prefetch = judged(view(GMAIL_PROXY, GOOGLE)), judged(view(GMAIL_PREFETCH, GOOGLE))
    assert (proxy.agent, proxy.human, proxy.confidence) == (Agent.IMAGE_PROXY, Human.YES, 0.86)
    assert (prefetch.agent, prefetch.human) == (Agent.PREFETCH, Human.NO)
    assert said(RULE(view(CHROME, GOOGLE))) is None


@pytest.mark.parametrize("address", [NOWHERE, AMAZON, EXCHANGE])
def test_an_image_proxy_from_elsewhere_may_be_a_copy(address: str) -> None:
    """The agent of Google's image proxy outside Google's networks: a person still, at 0.67."""
    event = view(GMAIL_PROXY, address)
    assert said(RULE(event)) == ("network.copied_agent", Human.NO, 0.5, None)
    verdict = judged(event)
    assert (verdict.agent, verdict.human, verdict.confidence) == (Agent.IMAGE_PROXY, Human.YES, 0.6667)


@pytest.mark.parametrize(
    "address",
    ["192.0.2.7", "198.51.100.2", "203.0.113.255", "2001:DB8::7", "3fff::1", "::ffff:192.0.2.7"],
)
def test_a_simulated_image_proxy_is_no_copy(address: str) -> None:
    """An address for documents cannot be Google's, and what comes from there is judged by the rest."""
    assert RULE(view(GMAIL_PROXY, address)) is None
    verdict = judged(view(GMAIL_PROXY, address))
    assert (verdict.agent, verdict.human, verdict.confidence) == (Agent.IMAGE_PROXY, Human.YES, 0.8)
    own = NETWORKS.with_table(
        table(), ["192.0.0.0/8", "198.0.0.0/8", "203.0.0.0/8", "2001::/16", "3fff::/16"]
    )
    finding = network_rule(own)(view(GMAIL_PROXY, address))
    assert said(finding) == ("network.other", Human.UNKNOWN, 0.0, None)


def test_other_proxies_are_not_held_to_googles_networks() -> None:
    """Nor are clicks, nor anything when there is no list of Google's."""
    assert RULE(view(UKRNET_PROXY, NOWHERE)) is None
    assert RULE(click(GMAIL_PROXY, NOWHERE)) is None
    assert network_rule(Networks())(view(GMAIL_PROXY, NOWHERE)) is None
    without_google = known(exchange_online=["198.18.2.32/28"])
    finding = network_rule(without_google)(view(GMAIL_PROXY, EXCHANGE))
    assert said(finding) == ("network.mailbox_provider", Human.UNKNOWN, 0.0, None)
    assert said(RULE(view(GMAIL_PROXY, EOP))) == ("network.scanner", Human.NO, 0.95, Agent.SECURITY_SCANNER)


def test_a_cloud_is_no_reason_to_doubt_a_browser() -> None:
    """On clicks a weak sign, for VPNs end there too; on opens nothing."""
    assert said(RULE(click(CHROME, AMAZON))) == ("network.cloud", Human.NO, 0.5, None)
    verdict = judged(click(CHROME, AMAZON))
    assert (verdict.agent, verdict.human) == (Agent.BROWSER, Human.YES)
    assert RULE(view(CHROME, AMAZON)) is None


def test_a_cloud_that_people_work_in_counts_early_only() -> None:
    """All of Microsoft and all of Google: in the first 15 minutes, when gateways test links."""
    for address, name in ((AZURE, "network.cloud"), (GOOGLE, "network.mailbox_provider")):
        for after in (timedelta(seconds=1), timedelta(minutes=15)):
            assert said(RULE(click(CHROME, address, after=after))) == (name, Human.NO, 0.5, None)
        for after in (timedelta(0), timedelta(seconds=-9), timedelta(minutes=15, seconds=1)):
            assert RULE(click(CHROME, address, after=after)) is None
    early = click(CHROME, AZURE, after=timedelta(minutes=1))
    assert RULE(replace(early, delivery=replace(early.delivery, clicks=Mode.LAST_OPEN_DAY))) is None


@pytest.mark.parametrize(
    ("address", "name"), [(EXCHANGE, "network.mailbox_provider"), (ZSCALER, "network.gateway")]
)
def test_networks_of_people_explain_and_mute_the_cloud_around_them(address: str, name: str) -> None:
    """Exchange Online's proxy and Zscaler's customers are people, though the machines are a cloud's."""
    for event in (click(CHROME, address, after=timedelta(minutes=1)), click(CHROME, address)):
        assert said(RULE(event)) == (name, Human.UNKNOWN, 0.0, None)
        assert judged(event).human is not Human.NO
    assert said(RULE(view(CHROME, address))) == (name, Human.UNKNOWN, 0.0, None)


def test_robots_in_disguise_are_doubted() -> None:
    """A click by a browser from a robot's own network cannot be told to be a person's."""
    for address, name in ((FACEBOOKS, "network.previewer"), (GOOGLEBOT, "network.crawler")):
        for agent in (CHROME, SAFARI, BARE_WEBKIT):
            assert said(RULE(click(agent, address))) == (name, Human.NO, 0.6, None)
        verdict = judged(click(CHROME, address))
        assert (verdict.agent, verdict.human) == (Agent.BROWSER, Human.UNKNOWN)
        assert RULE(view(CHROME, address)) is None
    assert said(RULE(click(FACEBOOK, FACEBOOKS))) == ("network.cloud", Human.NO, 0.5, None)
    assert RULE(click(FACEBOOK, "198.18.2.90")) is None


def test_an_address_that_nobody_vouches_for_says_nothing() -> None:
    """Without a verified address and without kept names the rule abstains."""
    for client in (
        Client(agent=CHROME),
        Client(agent=CHROME, address=EOP, address_is_verified=False),
        Client(agent=CHROME, address=NOWHERE),
        Client(agent=CHROME, address="not an address"),
        Client(agent=CHROME, networks=()),
        Client(agent=CHROME, networks=("some_table_of_yesterday",)),
    ):
        assert RULE(replace(clicked(CHROME), client=client)) is None


def test_kept_names_are_as_good_as_the_address() -> None:
    """An event whose address was cut off is judged as it was with it; a fresh look goes first."""
    kept = Client(agent=CHROME, address_is_verified=False, networks=("microsoft_eop", "azure"))
    event = replace(clicked(CHROME), client=kept)
    assert said(RULE(event)) == ("network.scanner", Human.NO, 0.95, Agent.SECURITY_SCANNER)
    fresh = replace(event, client=replace(kept, address=NOWHERE, address_is_verified=True))
    assert RULE(fresh) is None
    proxy = Client(agent=GMAIL_PROXY, networks=())
    assert said(RULE(replace(opened(GMAIL_PROXY), client=proxy))) == (
        "network.copied_agent",
        Human.NO,
        0.5,
        None,
    )


@pytest.mark.parametrize(
    ("scope", "on_open", "on_click"),
    [
        (NetworkScope.NONE, False, False),
        (NetworkScope.OPENS, True, False),
        (NetworkScope.CLICKS, False, True),
        (NetworkScope.EARLY_CLICKS, False, False),
        (NetworkScope.BOTH, True, True),
    ],
)
def test_a_table_of_ones_own_says_what_it_was_told_to(
    scope: NetworkScope, *, on_open: bool, on_click: bool
) -> None:
    """Its scope decides where it speaks, its strength how loud; only a certain scanner names the agent."""
    own = table(kind=NetworkKind.SCANNER, scope=scope, strength=NetworkStrength.PROBABLE)
    rule = network_rule(Networks().with_table(own, ["198.18.2.0/24"]))
    speaks = ("network.scanner", Human.NO, 0.6, None)
    assert said(rule(view(CHROME, EOP))) == (speaks if on_open else None)
    assert said(rule(click(CHROME, EOP))) == (speaks if on_click else None)


@pytest.mark.parametrize("kind", list(NetworkKind))
def test_every_kind_of_network_is_explained(kind: NetworkKind) -> None:
    """In a sentence without a full stop, whose first words say whose address it is."""
    own = table(kind=kind, strength=NetworkStrength.NONE)
    finding = network_rule(Networks().with_table(own, ["198.18.2.0/24"]))(click(CHROME, EOP))
    assert finding is not None
    assert finding.evidence.name == f"network.{kind.value}"
    assert finding.evidence.text.startswith("The address belongs to <own>, ")
    assert not finding.evidence.text.endswith(".")


def test_the_strongest_table_speaks() -> None:
    """A certain one before all, then one with people in it, then the stronger of the others."""
    weak = table("weak", scope=NetworkScope.BOTH, strength=NetworkStrength.WEAK)
    probable = table("probable", scope=NetworkScope.BOTH, strength=NetworkStrength.PROBABLE)
    certain = table("certain", scope=NetworkScope.BOTH, strength=NetworkStrength.CERTAIN)
    people = table("people")
    for order, weight in (
        ((weak, probable), 0.6),
        ((probable, weak), 0.6),
        ((weak, people), 0.0),
        ((people, probable), 0.0),
        ((people, weak, certain), 0.95),
        ((certain, people), 0.95),
    ):
        networks = Networks()
        for one in order:
            networks = networks.with_table(one, ["198.18.2.0/24"])
        finding = network_rule(networks)(click(CHROME, EOP))
        assert finding is not None
        assert finding.weight == weight


def test_the_rule_can_be_copied_and_pickled() -> None:
    """As the other rules can, for programs that judge in several processes."""
    for again in (pickle.loads(pickle.dumps(RULE)), copy.deepcopy(RULE)):  # noqa: S301 - just made
        assert again(click(CHROME, EOP)) == RULE(click(CHROME, EOP)) is not None


def test_an_old_list_is_named_with_its_date() -> None:
    """The moment of the event is what counts, and for kept names the date that was kept."""
    last = datetime(2026, 7, 31, 23, 59, tzinfo=timezone.utc)  # 180 days after DAY
    note = " (the list is of 2026-02-01, older than 180 days: refresh it with `mailtrack networks refresh`)"
    for event in (click(CHROME, EOP), view("Mozilla/5.0", RELAY), view(GMAIL_PROXY, NOWHERE)):
        fresh, old = RULE(replace(event, at=last)), RULE(replace(event, at=last + timedelta(minutes=1)))
        assert fresh is not None
        assert old is not None
        assert old.evidence.text == fresh.evidence.text + note
        assert (old.weight, old.human) == (fresh.weight, fresh.human)
    kept = replace(clicked(CHROME), at=last)
    kept = replace(
        kept, client=Client(agent=CHROME, networks=("microsoft_eop",), networks_as_of=date(2025, 1, 2))
    )
    finding = RULE(kept)
    assert finding is not None
    assert "(the list is of 2025-01-02, older" in finding.evidence.text


def test_the_tables_of_the_release_show_what_they_must() -> None:
    """Chrome from a mail filter is a scanner, Safari over the relay is a person; the traps are none."""
    classifier = Classifier()
    at = datetime(2026, 11, 22, 9, tzinfo=timezone.utc)

    def verdict(event: OpenEvent | ClickEvent, address: str) -> tuple[Agent, Human]:
        judged = classifier.classify(replace(at_address(event, address), at=at))
        return judged.agent, judged.human

    for address in ("40.107.223.7", "2a01:111:f400:7e0d::7", "209.222.82.7", "18.133.136.97"):
        assert verdict(clicked(CHROME), address) == (Agent.SECURITY_SCANNER, Human.NO)
        assert verdict(opened(CHROME), address) == (Agent.SECURITY_SCANNER, Human.NO)
    assert verdict(clicked(SAFARI), "104.28.28.1") == (Agent.BROWSER, Human.YES)
    assert verdict(opened("Mozilla/5.0"), "2a02:26f7:b00a:4000::7") == (Agent.APPLE_MPP, Human.NO)
    assert verdict(opened("Mozilla/5.0"), "17.58.1.1") == (Agent.APPLE_MPP, Human.NO)
    assert verdict(clicked(CHROME), "52.97.1.1") == (Agent.BROWSER, Human.YES)
    assert verdict(opened(GMAIL_PROXY), "66.249.93.84") == (Agent.IMAGE_PROXY, Human.YES)
    assert verdict(opened(GMAIL_PREFETCH), "108.177.2.32") == (Agent.PREFETCH, Human.NO)
    assert verdict(clicked(CHROME), "40.94.29.84") == (Agent.BROWSER, Human.YES)
    assert at.date() > DAY
