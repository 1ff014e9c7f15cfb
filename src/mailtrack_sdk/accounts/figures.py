"""Numbers over many deliveries: people, machines and unknown apart, unique and total.

*Total* counts requests after repeats are folded. *Unique* counts deliveries that have had at least one.
The three groups are counted apart and overlap: a delivery that a scanner loaded and a person opened is
in the unique count of machines and in that of people, and what machines do never changes the figures
of people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mailtrack_sdk.accounts.deliveries import DeliveryStatus, Tally, add_tallies
from mailtrack_sdk.accounts.status import Status
from mailtrack_sdk.accounts.sums import WHO, MessageSums, Sums, add, read_link, split_target
from mailtrack_sdk.classification.device import Device, describe

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


def figures_of(messages: Iterable[MessageSums], group: str) -> Figures:
    """Draw up the numbers of a group of deliveries from the settled sums of their messages."""
    whole: Sums = {}
    links: dict[_LinkKey, LinkFigures] = {}
    for message in messages:
        own: dict[str, Sums] = {}
        targets: dict[str, list[str]] = {}
        for name, number in message.sums.items():
            words = name.split(" ", 3)
            if words[0] != group or not number:
                continue
            if words[1] == "link":
                unique, _, key = words[3].partition(" ")
                own.setdefault(key, {})[f"link {words[2]} {unique}"] = number
            elif words[1] == "target":
                key, target = split_target(name)
                targets.setdefault(key, []).append(target)
            elif words[1] not in ("name", "rate"):
                add(whole, {name.partition(" ")[2]: number})
        links.update(_link_figures(message, key, sums, targets[key]) for key, sums in own.items())
    known, sent = whole.get("deliveries", 0), whole.get("sent", 0)
    return Figures(
        known=known,
        sent=sent,
        sent_unknown=known - sent,
        silent=whole.get("silent", 0),
        statuses={status: whole.get(f"status {status.value}", 0) for status in Status},
        opens=counts_in(whole, "opens"),
        clicks=counts_in(whole, "clicks"),
        opens_inferred=whole.get("inferred", 0),
        links=tuple(links[key] for key in sorted(links)),
    )


def counts_in(sums: Mapping[str, int], kind: str) -> Counts:
    """Read the requests of one kind from sums."""
    people, machines, unknown = (
        Count(unique=sums.get(f"{kind} {who} unique", 0), total=sums.get(f"{kind} {who} total", 0))
        for who in WHO
    )
    return Counts(people=people, machines=machines, unknown=unknown)


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


def _link_figures(
    message: MessageSums, key: str, sums: Mapping[str, int], targets: Sequence[str]
) -> tuple[_LinkKey, LinkFigures]:
    """Draw up one link of a message; it is sorted by message and place."""
    index, name, url = read_link(key)
    counts = counts_in(sums, "link")
    figures = LinkFigures(
        message_key=message.message_key,
        tenant=message.tenant,
        index=index,
        name=name,
        url=targets[0] if len(targets) == 1 else None,
        people=counts.people,
        machines=counts.machines,
        unknown=counts.unknown,
    )
    place = -1 if index is None else index
    return (message.tenant or "", message.message_key, place, name or "", url), figures


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
