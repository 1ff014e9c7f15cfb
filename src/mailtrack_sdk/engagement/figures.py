"""Numbers over many deliveries: people, machines and unknown apart, unique and total.

*Total* counts requests after repeats are folded. *Unique* counts deliveries that have had at least one.
The three groups are counted apart and overlap: a delivery that a scanner loaded and a person opened is
in the unique count of machines and in that of people, and what machines do never changes the figures
of people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mailtrack_sdk.classification.device import Device, describe
from mailtrack_sdk.engagement.deliveries import DeliveryStatus, Tally
from mailtrack_sdk.engagement.status import Status
from mailtrack_sdk.models import Link

__all__ = ["AgentFigures", "Count", "Counts", "Figures", "LinkFigures"]

_LinkKey = tuple[str, str, int, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of requests.

    Args:
        unique: Deliveries that have had at least one.
        total: All of them, repeats folded.
    """

    unique: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Requests of one kind, by who caused them.

    Args:
        people: Those that a person caused: the head figure.
        machines: Those that software made on its own.
        unknown: Those of which it cannot be told.
    """

    people: Count = Count()
    machines: Count = Count()
    unknown: Count = Count()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFigures(Counts):
    """Clicks on one link of one message, by who caused them.

    Args:
        message_key: The message.
        tenant: Its tenant, or None.
        index: Place among the visible links, or None when the token does not say.
        name: The author's name for the link, or None.
        url: The target; None when copies of the message lead to different targets.
    """

    message_key: str
    tenant: str | None = None
    index: int | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFigures:
    """What came from one mail program, browser or kind of device.

    Args:
        name: Its name; None when it is not known.
        opens: Opens, by who caused them.
        clicks: Clicks, by who caused them.
    """

    name: str | None
    opens: Counts
    clicks: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Numbers over a group of deliveries.

    Args:
        known: Deliveries that any event tells of.
        sent: Those recorded as sent.
        sent_unknown: The others: known from requests only, because no sent event was recorded or
            because it is not among the events that were asked for.
        silent: Deliveries from which nothing that counts has come back, neither from people nor
            from machines: whether they arrived is not known, and still less whether they were read.
        statuses: Number of deliveries in each status; every status is there.
        opens: Opens, by who caused them.
        clicks: Clicks, by who caused them.
        opens_inferred: Deliveries in which a person clicked but no open by a person was seen. They
            were opened, but are in no count of opens.
        links: Clicks per link, for the links that were requested at all.
    """

    known: int
    sent: int
    sent_unknown: int
    silent: int
    statuses: Mapping[Status, int] = field(hash=False)
    opens: Counts
    clicks: Counts
    opens_inferred: int
    links: tuple[LinkFigures, ...]


def figures_of(deliveries: Sequence[DeliveryStatus]) -> Figures:
    """Add a group of deliveries up."""
    statuses = dict.fromkeys(Status, 0)
    for delivery in deliveries:
        statuses[delivery.status] += 1
    sent = sum(delivery.sent_at is not None for delivery in deliveries)
    return Figures(
        known=len(deliveries),
        sent=sent,
        sent_unknown=len(deliveries) - sent,
        silent=sum(delivery.silent for delivery in deliveries),
        statuses=statuses,
        opens=counts_of(delivery.opens for delivery in deliveries),
        clicks=counts_of(delivery.clicks for delivery in deliveries),
        opens_inferred=sum(delivery.open_inferred for delivery in deliveries),
        links=_links_of(deliveries),
    )


def counts_of(tallies: Iterable[Tally]) -> Counts:
    """Add tallies up; each must come from another delivery, because each counts once as unique."""
    total = [0, 0, 0]
    unique = [0, 0, 0]
    for tally in tallies:
        for place, number in enumerate((tally.people, tally.machines, tally.unknown)):
            total[place] += number
            unique[place] += number > 0
    people, machines, unknown = (
        Count(unique=one, total=all_) for one, all_ in zip(unique, total, strict=True)
    )
    return Counts(people=people, machines=machines, unknown=unknown)


def add_tallies(tallies: Iterable[Tally]) -> Tally:
    """Add tallies of one delivery up to one."""
    people = machines = unknown = repeats = 0
    for tally in tallies:
        people += tally.people
        machines += tally.machines
        unknown += tally.unknown
        repeats += tally.repeats
    return Tally(people=people, machines=machines, unknown=unknown, repeats=repeats)


@dataclass(slots=True)
class _LinkGroup:
    """One link of one message: where it leads and the clicks of each delivery."""

    message_key: str
    tenant: str | None
    link: Link
    urls: set[str] = field(default_factory=set[str])
    tallies: list[Tally] = field(default_factory=list[Tally])

    def figures(self) -> LinkFigures:
        counts = counts_of(self.tallies)
        return LinkFigures(
            message_key=self.message_key,
            tenant=self.tenant,
            index=self.link.index,
            name=self.link.name,
            url=self.link.url if len(self.urls) == 1 else None,
            people=counts.people,
            machines=counts.machines,
            unknown=counts.unknown,
        )


def _links_of(deliveries: Iterable[DeliveryStatus]) -> tuple[LinkFigures, ...]:
    """Add clicks up per link, ordered by message and place."""
    groups: dict[_LinkKey, _LinkGroup] = {}
    for status in deliveries:
        message_key, tenant = status.delivery.message_key, status.delivery.tenant
        own: dict[_LinkKey, list[Tally]] = {}
        for found in status.links:
            key = _link_key(tenant, message_key, found.link)
            group = groups.setdefault(key, _LinkGroup(message_key, tenant, found.link))
            group.urls.add(found.link.url)
            own.setdefault(key, []).append(found.clicks)
        for key, tallies in own.items():
            groups[key].tallies.append(add_tallies(tallies))
    return tuple(groups[key].figures() for key in sorted(groups))


def _link_key(tenant: str | None, message_key: str, link: Link) -> _LinkKey:
    """Tell links of a message apart by place and name, because a filled-in target differs per copy."""
    index = -1 if link.index is None else link.index
    url = link.url if link.index is None and link.name is None else ""
    return (tenant or "", message_key, index, link.name or "", url)


def agents_of(
    deliveries: Sequence[DeliveryStatus], name_of: Callable[[Device], str | None]
) -> tuple[AgentFigures, ...]:
    """Add opens and clicks up per name, which is looked up once per User-Agent."""
    agents = {tally.agent for delivery in deliveries for tally in delivery.agents}
    names = {agent: name_of(describe(agent)) for agent in agents}
    opens: dict[str | None, list[Tally]] = {}
    clicks: dict[str | None, list[Tally]] = {}
    for delivery in deliveries:
        for name in {names[found.agent]: None for found in delivery.agents}:
            own = [found for found in delivery.agents if names[found.agent] == name]
            opens.setdefault(name, []).append(add_tallies(found.opens for found in own))
            clicks.setdefault(name, []).append(add_tallies(found.clicks for found in own))
    figures = [
        AgentFigures(name=name, opens=counts_of(opens[name]), clicks=counts_of(clicks[name]))
        for name in opens
    ]
    return tuple(sorted(figures, key=_by_people))


def _by_people(figures: AgentFigures) -> tuple[int, bool, str]:
    """Sort what most people use first, and what has no name last among equals."""
    most = figures.opens.people.total + figures.clicks.people.total
    return (-most, figures.name is None, figures.name or "")
