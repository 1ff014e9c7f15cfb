"""What the network of a request shows: mail gateways, relays, proxies that are who they say, clouds.

The tables say how strongly a network speaks against a person (see `NetworkTable`). Here that is weighed
with what was asked for and by which agent. A network where people are known to be mutes every weaker
sign, because the tables overlap: Exchange Online lies in Microsoft's cloud.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from mailtrack_sdk.classification.agents import Kind, read_agent
from mailtrack_sdk.classification.findings import Finding, Rule
from mailtrack_sdk.classification.networks import (
    MAX_AGE_DAYS,
    NetworkKind,
    Networks,
    NetworkScope,
    NetworkStrength,
    NetworkTable,
)
from mailtrack_sdk.classification.timing import keeps_time
from mailtrack_sdk.classification.verdict import Agent, Human
from mailtrack_sdk.events import ClickEvent, RequestEvent
from mailtrack_sdk.forwarding import is_documentation

__all__ = ["network_rule"]

# Starting weights: facts on machine traffic, section 3 (EOP and EGD 0.95, a data centre on a click 0.5,
# Apple's agent with its egress 0.99 together, which is 0.9 for each).
_WEIGHTS: Mapping[NetworkStrength, float] = MappingProxyType(
    {NetworkStrength.CERTAIN: 0.95, NetworkStrength.PROBABLE: 0.6, NetworkStrength.WEAK: 0.5}
)
_GOOGLE = "google"
_GOOGLES_READERS = "Gmail"
_COPIED_DETAIL = "copied_agent"
_COPIED_NAME = f"network.{_COPIED_DETAIL}"
_COPIED = 0.5  # leaves about 0.67 of the 0.8 that the agent of an image proxy is worth
_MAX_AGE = timedelta(days=MAX_AGE_DAYS)
# Warmbly's longest window for networks that carry people as well: 900 s.
_EARLY = timedelta(minutes=15)
_NEVER = timedelta(0)
_REMEMBERED = 1024
"""Situations whose finding is remembered; real traffic has a few dozen."""
# What robots look like that do not say that they are robots.
_DISGUISES = frozenset((Kind.BROWSER, Kind.APP, Kind.BARE_WEBKIT))
_ROBOTS = frozenset((NetworkKind.CRAWLER, NetworkKind.PREVIEWER))

_WHY: Mapping[NetworkKind, str] = MappingProxyType(
    {
        NetworkKind.SCANNER: "which tests links and images for a mail gateway: nobody reads mail from there",
        NetworkKind.RELAY: "through which people browse as well: the address says neither who nor where",
        NetworkKind.MAILBOX_PROVIDER: "which fetches for people who read their mail in a browser, and also "
        "on its own",
        NetworkKind.GATEWAY: "through which people of many companies reach the web",
        NetworkKind.CRAWLER: "whose robots also come with the agents of browsers",
        NetworkKind.PREVIEWER: "which looks at links that somebody shared, also with the agents of browsers",
        NetworkKind.CLOUD: "where programs run, but also people's VPNs and remote desktops",
        NetworkKind.OTHER: "which is on a list that does not say what asks from there",
    }
)


@dataclass(frozen=True, slots=True)
class _Situation:
    """All about a request that counts beside its networks."""

    kind: Kind
    is_click: bool
    is_early: bool = False
    is_google_proxy: bool = False
    may_be_copied: bool = False


@dataclass(frozen=True, slots=True)
class _About:
    """What a table shows about one request."""

    table: NetworkTable
    human: Human
    weight: float
    detail: str
    text: str
    agent: Agent | None = None


class _NetworkRule:
    """The rule, with the tables it looks things up in, and what it found lately."""

    __slots__ = ("_about", "_networks")

    def __init__(self, networks: Networks) -> None:
        def about(names: tuple[str, ...], situation: _Situation) -> tuple[Finding, date] | None:
            return _found(networks.tables, names, situation)

        self._networks = networks
        # A sentence takes longer to write than all the rest, and there are few different ones.
        self._about = lru_cache(maxsize=_REMEMBERED)(about)

    def __call__(self, event: RequestEvent, /) -> Finding | None:
        """Say what the network shows, or None when it is not known or cannot be relied on."""
        client = event.client
        if client.address is not None and client.address_is_verified:
            names, as_of = self._networks.names(client.address), None
        elif client.networks is not None:
            # The address is gone; what was known at the time was kept.
            names, as_of = client.networks, client.networks_as_of
        else:
            return None
        if not names and read_agent(client.agent).kind is not Kind.MAILBOX_PROXY:
            return None
        found = self._about(names, _situation(event, names))
        if found is None:
            return None
        finding, day = found
        if as_of is not None and finding.evidence.name != _COPIED_NAME:
            day = as_of
        return finding if event.at.date() - day <= _MAX_AGE else _aged(finding, day)

    def __reduce__(self) -> tuple[Callable[[Networks], Rule], tuple[Networks]]:
        """Leave what is remembered behind when a classifier is copied or pickled."""
        return network_rule, (self._networks,)


def network_rule(networks: Networks) -> Rule:
    """Make the rule about networks.

    It goes by the address when the event has one that is verified, else by the names that were kept
    with the event, and abstains when there is neither.

    Args:
        networks: The tables to look addresses and names up in.
    """
    return _NetworkRule(networks)


def _situation(event: RequestEvent, names: tuple[str, ...]) -> _Situation:
    client = event.client
    reading = read_agent(client.agent)
    if isinstance(event, ClickEvent):
        is_early = _NEVER < event.at - event.delivery.sent_at <= _EARLY and keeps_time(event)
        return _Situation(reading.kind, is_click=True, is_early=is_early)
    if reading.kind is not Kind.MAILBOX_PROXY or reading.name != _GOOGLES_READERS:
        return _Situation(reading.kind, is_click=False)
    # A simulated client cannot come from Google, and no list knows where it does come from.
    is_simulated = client.address is not None and is_documentation(client.address)
    may_be_copied = _GOOGLE not in names and not is_simulated
    return _Situation(reading.kind, is_click=False, is_google_proxy=True, may_be_copied=may_be_copied)


def _found(
    tables: Sequence[NetworkTable], names: tuple[str, ...], situation: _Situation
) -> tuple[Finding, date] | None:
    holding = [table for table in tables if table.name in names]
    about = _of_provider(holding, situation) or _of_tables(holding, situation)
    if situation.may_be_copied and (about is None or about.weight < _COPIED):
        about = _copied(tables) or about
    if about is None:
        return None
    finding = Finding.of(about.agent, about.human, about.weight, f"network.{about.detail}", about.text)
    return finding, about.table.date


def _aged(finding: Finding, day: date) -> Finding:
    """Say that the list was old already at the time of the request."""
    text = (
        f"{finding.evidence.text} (the list is of {day.isoformat()}, older than {MAX_AGE_DAYS} days: "
        "refresh it with `mailtrack networks refresh`)"
    )
    return Finding.of(finding.agent, finding.human, finding.weight, finding.evidence.name, text)


def _copied(tables: Sequence[NetworkTable]) -> _About | None:
    # Google's image proxies lie in Google's networks (66.249.93.73 and .84: pastebin qupFDWg8, 2019).
    for table in tables:
        if table.name == _GOOGLE:
            text = (
                "The user agent is that of Google's image proxy, but the address is none of Google's: "
                "an agent can be copied"
            )
            return _About(table, Human.NO, _COPIED, _COPIED_DETAIL, text)
    return None


def _of_provider(tables: Sequence[NetworkTable], situation: _Situation) -> _About | None:
    """Say whether somebody who is known by agent comes from the right network."""
    if situation.is_click:
        return None
    for table in tables:
        if table.name == "apple_relay" and situation.kind is Kind.APPLE_PRIVACY:
            text = "The address is an egress of Apple's relay, from which Mail Privacy Protection fetches"
            return _About(table, Human.NO, 0.9, "apple_privacy", text, Agent.APPLE_MPP)
        if table.name == _GOOGLE and situation.kind is Kind.GMAIL_PREFETCH:
            text = "The address is Google's, from which Gmail loads images ahead of the reader"
            return _About(table, Human.NO, 0.9, "gmail_prefetch", text)
        if table.name == _GOOGLE and situation.is_google_proxy:
            text = "The address is Google's, as that of its image proxy must be"
            return _About(table, Human.YES, 0.3, "google_image_proxy", text)
    return None


def _of_tables(tables: Sequence[NetworkTable], situation: _Situation) -> _About | None:
    chosen = _deciding(tables, situation)
    if chosen is None:
        return None
    weight = _WEIGHTS.get(chosen.strength, 0.0)
    text = f"The address belongs to {chosen.label}, {_WHY[chosen.kind]}"
    is_scanner = chosen.kind is NetworkKind.SCANNER and chosen.strength is NetworkStrength.CERTAIN
    agent = Agent.SECURITY_SCANNER if is_scanner else None
    human = Human.NO if weight else Human.UNKNOWN
    return _About(chosen, human, weight, chosen.kind.value, text, agent)


def _deciding(tables: Sequence[NetworkTable], situation: _Situation) -> NetworkTable | None:
    """Choose the table to go by: a certain one, else one with people in it, else the strongest."""
    best: NetworkTable | None = None
    for table in tables:
        if table.strength is NetworkStrength.NONE:
            best = table
        elif not _applies(table, situation):
            continue
        elif table.strength is NetworkStrength.CERTAIN:
            return table
        elif best is None or (
            best.strength is not NetworkStrength.NONE and _WEIGHTS[table.strength] > _WEIGHTS[best.strength]
        ):
            best = table
    return best


def _applies(table: NetworkTable, situation: _Situation) -> bool:
    if table.kind in _ROBOTS and situation.kind not in _DISGUISES:
        return False  # a robot that says so needs no network to be known
    scope = table.scope
    if not situation.is_click:
        return scope is NetworkScope.OPENS or scope is NetworkScope.BOTH
    if scope is NetworkScope.EARLY_CLICKS:
        return situation.is_early
    return scope is NetworkScope.CLICKS or scope is NetworkScope.BOTH
