"""What is known about each delivery: its status, first and last times, and counted requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailtrack_sdk.accounts.status import NoSignalCause, Status
from mailtrack_sdk.classification.device import Device, describe
from mailtrack_sdk.models import Delivery, Link

__all__ = ["AgentTally", "DeliveryStatus", "HourTally", "LinkTally", "Tally", "Trace"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many requests of one kind a delivery has had, by who caused them.

    Repeats are folded first (see `mailtrack_sdk.accounts.repeats`); HEAD requests and the sender's
    own views are not in it.

    Args:
        people: Requests that a person caused.
        machines: Requests that software made on its own.
        unknown: Requests of which it cannot be told.
        repeats: Requests that were folded into one of those.
    """

    people: int = 0
    machines: int = 0
    unknown: int = 0
    repeats: int = 0

    @property
    def total(self) -> int:
        """All counted requests, whoever caused them."""
        return self.people + self.machines + self.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTally:
    """The clicks of one delivery on one link.

    Args:
        link: The link, as the token says.
        clicks: How many, by who caused them.
    """

    link: Link
    clicks: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTally:
    """The requests of one delivery that came with one User-Agent.

    Args:
        agent: The User-Agent header; None when it was absent or is no longer kept.
        opens: Opens, by who caused them.
        clicks: Clicks, by who caused them.
    """

    agent: str | None
    opens: Tally
    clicks: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class HourTally:
    """What people did with one delivery in one hour of the day, all days together.

    Args:
        hour: From 0 to 23, by the clock that the summary was asked for; None when only the day was
            kept (`Mode.LAST_OPEN_DAY`).
        opens: Opens by people, repeats folded.
        clicks: Clicks by people, repeats folded.
    """

    hour: int | None
    opens: int
    clicks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One way in which requests by people came: the material for telling that a mail was passed on.

    Networks are numbered within the delivery, so that no address leaves the log.

    Args:
        agent: The User-Agent header; None when it was absent or is no longer kept.
        network: 1 for the first network seen (/24 of IPv4, /48 of IPv6), 2 for the next ...; None when it
            is hidden or was not kept.
        proxied: True when a mailbox provider's proxy stood between, which hides client and network.
        first: When a person first came in this way.
        pause: For how long no person had done anything before `first`; 0 for the first of all.
    """

    agent: str | None
    network: int | None
    proxied: bool
    first: datetime
    pause: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStatus:
    """What is known about one delivery.

    Args:
        delivery: The copy, as its earliest sent event says, or else its earliest request.
        status: The furthest step it has reached.
        sent_at: When it was first recorded as sent; None when no sent event is among the events.
        sent_events: How many sent events there are; for an anonymous delivery, whose copies are
            one delivery, that is the number of copies.
        opens: Opens, by who caused them.
        clicks: Clicks, by who caused them.
        first_open: When a person first opened it; None when no such open was seen.
        last_open: When a person last opened it.
        first_click: When a person first followed a link.
        last_click: When a person last followed a link.
        open_inferred: True when a person clicked without an open by a person having been seen. The
            mail was opened, then, but the pixel did not say so; it is in no count of opens.
        first_agent: The User-Agent of the first open or click by a person; None when there is
            none, or when it was absent or is no longer kept.
        no_signal_causes: Why no sign of a person may have come back although somebody read the
            mail; empty from `Status.MAYBE_OPENED` on.
        links: Clicks per link, in the order of first clicks.
        agents: Requests per User-Agent, in the order of first requests.
        variant: The variant its message was composed with, when the composed event is among the events.
        candidates: Who may have read a shared or anonymous copy, as its sent events say. Requests for
            such a copy are by "someone": no candidate has a status of its own.
        loaded_by_proxy: Whether Apple Mail Privacy Protection has loaded it. A person's opens are then
            shown from its cache, and cannot be seen.
        hours: What people did per hour of the day.
        traces: The ways in which requests by people came, at most 32, in the order of first requests.
    """

    delivery: Delivery
    status: Status
    sent_at: datetime | None = None
    sent_events: int = 0
    opens: Tally = Tally()
    clicks: Tally = Tally()
    first_open: datetime | None = None
    last_open: datetime | None = None
    first_click: datetime | None = None
    last_click: datetime | None = None
    open_inferred: bool = False
    first_agent: str | None = None
    no_signal_causes: tuple[NoSignalCause, ...] = ()
    links: tuple[LinkTally, ...] = ()
    agents: tuple[AgentTally, ...] = ()
    variant: str | None = None
    candidates: tuple[str, ...] = ()
    loaded_by_proxy: bool = False
    hours: tuple[HourTally, ...] = ()
    traces: tuple[Trace, ...] = ()

    @property
    def is_shared(self) -> bool:
        """Whether its requests may be by any of several people, so that "someone" is all one can say.

        True for a copy that names nobody, and for one whose recipient is itself one of several
        candidates (an addressee with others in Cc). A recipient that is not among the candidates is
        what they share, such as a mailbox: its status is that of the mailbox.
        """
        return is_shared(self.delivery, self.candidates)

    @property
    def last_human(self) -> datetime | None:
        """When a person last opened the mail or followed a link, whichever came last."""
        return max((at for at in (self.last_open, self.last_click) if at is not None), default=None)

    @property
    def first_human(self) -> datetime | None:
        """When a person first opened the mail or followed a link, whichever came first."""
        return min((at for at in (self.first_open, self.first_click) if at is not None), default=None)

    @property
    def silent(self) -> bool:
        """Whether nothing that counts has come back, from people or from machines."""
        return self.opens.total == 0 and self.clicks.total == 0

    def device(self) -> Device:
        """Name the client, operating system and device of the person's first open or click.

        Names are looked up when you ask, because the look-up is slow for an agent not seen before.
        All of them are None when no person's agent is known.
        """
        return describe(self.first_agent)


def add_tallies(tallies: Iterable[Tally]) -> Tally:
    """Add tallies of one delivery up to one."""
    people = machines = unknown = repeats = 0
    for tally in tallies:
        people += tally.people
        machines += tally.machines
        unknown += tally.unknown
        repeats += tally.repeats
    return Tally(people=people, machines=machines, unknown=unknown, repeats=repeats)


def status_of(opens: Tally, clicks: Tally, *, is_sent: bool, signals: bool) -> Status:
    """Find the furthest step of the ladder that the counts of a delivery reach.

    Args:
        opens: Its opens.
        clicks: Its clicks.
        is_sent: Whether it is recorded as sent.
        signals: Whether anything could come back from it.
    """
    if clicks.people:
        return Status.CLICKED
    if opens.people:
        return Status.OPENED
    if opens.unknown or clicks.unknown:
        return Status.MAYBE_OPENED
    if opens.machines or clicks.machines:
        return Status.MACHINE_ONLY
    if not is_sent:
        return Status.COMPOSED
    return Status.SENT if signals else Status.NO_SIGNAL


def is_shared(delivery: Delivery, candidates: Sequence[str]) -> bool:
    """Whether a copy is one that several people share; see `DeliveryStatus.is_shared`."""
    recipient = delivery.recipient
    return recipient is None or (str(recipient) in candidates and len(candidates) > 1)
