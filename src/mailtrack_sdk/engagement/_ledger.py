"""The running account of every delivery while events are read, in order of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.engagement.deliveries import AgentTally, DeliveryStatus, LinkTally, Tally
from mailtrack_sdk.engagement.repeats import window_of
from mailtrack_sdk.engagement.status import Status, can_signal, causes_of
from mailtrack_sdk.events import ClickEvent, ComposedEvent, RequestEvent, SentEvent
from mailtrack_sdk.models import Delivery, Link, RecipientId

Key = tuple[str | None, str, RecipientId | None, int, bool]
"""What tells deliveries apart: that of `Delivery.id`, and the test bit, because a test send of a mail
may go to the same recipient as the mail itself."""

Message = tuple[str | None, str]
"""A message: tenant and message key."""

_T = TypeVar("_T", bound=str | Link)


def key_of(delivery: Delivery) -> Key:
    """Return the key under which events of a delivery are gathered."""
    return (delivery.tenant, delivery.message_key, delivery.recipient, delivery.attempt, delivery.test)


@dataclass(slots=True)
class _Counter:
    """A `Tally` in the making."""

    people: int = 0
    machines: int = 0
    unknown: int = 0
    repeats: int = 0

    def add(self, human: Human, *, repeat: bool) -> None:
        if repeat:
            self.repeats += 1
        elif human is Human.YES:
            self.people += 1
        elif human is Human.NO:
            self.machines += 1
        else:
            self.unknown += 1

    def tally(self) -> Tally:
        return Tally(people=self.people, machines=self.machines, unknown=self.unknown, repeats=self.repeats)


@dataclass(slots=True)
class _AgentCounter:
    opens: _Counter = field(default_factory=_Counter)
    clicks: _Counter = field(default_factory=_Counter)


@dataclass(slots=True)
class _Span:
    """The first and the last moment of something."""

    first: datetime | None = None
    last: datetime | None = None

    def add(self, at: datetime) -> None:
        if self.first is None:
            self.first = at
        self.last = at


@dataclass(slots=True)
class _Activity:
    """The requests of one delivery, as far as they count."""

    opens: _Counter = field(default_factory=_Counter)
    clicks: _Counter = field(default_factory=_Counter)
    opened: _Span = field(default_factory=_Span)
    clicked: _Span = field(default_factory=_Span)
    links: dict[Link, _Counter] = field(default_factory=dict[Link, _Counter])
    agents: dict[str | None, _AgentCounter] = field(default_factory=dict[str | None, _AgentCounter])
    counted: dict[tuple[Link | None, Agent, Human], datetime] = field(
        default_factory=dict[tuple[Link | None, Agent, Human], datetime]
    )
    person_seen: bool = False
    first_agent: str | None = None
    loaded_by_proxy: bool = False

    def add(self, event: RequestEvent, link: Link | None, agent: str | None, verdict: Verdict) -> None:
        """Count one request; `link` is that of a click, None for an open."""
        repeat = self._is_repeat(event, link, verdict)
        by_agent = self.agents.setdefault(agent, _AgentCounter())
        if link is None:
            counters = [self.opens, by_agent.opens]
            self.loaded_by_proxy |= verdict.agent is Agent.APPLE_MPP
        else:
            counters = [self.clicks, by_agent.clicks, self.links.setdefault(link, _Counter())]
        for counter in counters:
            counter.add(verdict.human, repeat=repeat)
        if verdict.human is Human.YES and not repeat:
            (self.opened if link is None else self.clicked).add(event.at)
            if not self.person_seen:
                self.person_seen, self.first_agent = True, agent

    def _is_repeat(self, event: RequestEvent, link: Link | None, verdict: Verdict) -> bool:
        """Whether the request is to be folded; if not, a new window begins with it."""
        if event.delivery.recipient is None:
            return False
        key = (link, verdict.agent, verdict.human)
        before = self.counted.get(key)
        if before is not None and event.at - before < window_of(verdict.agent):
            return True
        self.counted[key] = event.at
        return False


@dataclass(slots=True)
class _Account:
    """All that is known about one delivery so far."""

    delivery: Delivery
    first_seen: datetime
    sent_at: datetime | None = None
    sent_events: int = 0
    activity: _Activity = field(default_factory=_Activity)

    def send(self, event: SentEvent) -> None:
        """Note a sent event; the earliest one knows the delivery best."""
        if self.sent_at is None:
            self.sent_at, self.delivery = event.at, event.delivery
        self.sent_events += 1

    def status(self) -> DeliveryStatus:
        """Draw the account up."""
        seen = self.activity
        opens, clicks = seen.opens.tally(), seen.clicks.tally()
        status = self._step(opens, clicks)
        heard = bool(opens.total or clicks.total)
        causes = causes_of(self.delivery, heard=heard, loaded_by_proxy=seen.loaded_by_proxy)
        return DeliveryStatus(
            delivery=self.delivery,
            status=status,
            sent_at=self.sent_at,
            sent_events=self.sent_events,
            opens=opens,
            clicks=clicks,
            first_open=seen.opened.first,
            last_open=seen.opened.last,
            first_click=seen.clicked.first,
            last_click=seen.clicked.last,
            open_inferred=clicks.people > 0 and opens.people == 0,
            first_agent=seen.first_agent,
            no_signal_causes=causes if status.rank < Status.MAYBE_OPENED.rank else (),
            links=tuple(LinkTally(link=link, clicks=counter.tally()) for link, counter in seen.links.items()),
            agents=tuple(
                AgentTally(agent=agent, opens=counter.opens.tally(), clicks=counter.clicks.tally())
                for agent, counter in seen.agents.items()
            ),
        )

    def _step(self, opens: Tally, clicks: Tally) -> Status:
        """Find the furthest step of the ladder that the counts reach."""
        if clicks.people:
            return Status.CLICKED
        if opens.people:
            return Status.OPENED
        if opens.unknown or clicks.unknown:
            return Status.MAYBE_OPENED
        if opens.machines or clicks.machines:
            return Status.MACHINE_ONLY
        if self.sent_at is None:
            return Status.COMPOSED
        return Status.SENT if can_signal(self.delivery) else Status.NO_SIGNAL


class Ledger:
    """The accounts of all deliveries; events are to be fed in the order (at, id).

    What it holds grows with the number of deliveries, not of events: texts and links that come
    again and again are kept once.
    """

    def __init__(self) -> None:
        self.variants: dict[Message, str | None] = {}
        """The variant of every composed message; what was composed last holds."""
        self._accounts: dict[Key, _Account] = {}
        self._agents: dict[str, str] = {}
        self._links: dict[Link, Link] = {}

    def note(self, event: ComposedEvent | SentEvent | RequestEvent) -> None:
        """Take an event down; a request is not counted by that."""
        if isinstance(event, ComposedEvent):
            self.variants[event.tenant, event.message_key] = event.variant
            return
        key = key_of(event.delivery)
        account = self._accounts.get(key)
        if account is None:
            account = self._accounts[key] = _Account(event.delivery, event.at)
        if isinstance(event, SentEvent):
            account.send(event)

    def count(self, event: RequestEvent, verdict: Verdict) -> None:
        """Count a request that was noted, unless it is one of those that never count.

        A HEAD loads nothing, and the sender's own view says nothing about the recipient.
        """
        if event.method == "HEAD" or verdict.agent is Agent.SENDER:
            return
        link = _kept_once(self._links, event.link) if isinstance(event, ClickEvent) else None
        agent = event.client.agent
        agent = None if agent is None else _kept_once(self._agents, agent)
        self._accounts[key_of(event.delivery)].activity.add(event, link, agent, verdict)

    def recount(self, key: Key) -> None:
        """Forget what was counted for a delivery, because all of it is going to be counted anew."""
        self._accounts[key].activity = _Activity()

    def deliveries(self) -> tuple[DeliveryStatus, ...]:
        """Draw up every account, in the order in which deliveries were first heard of."""
        accounts = sorted(
            self._accounts.values(), key=lambda account: (account.first_seen, account.delivery.id)
        )
        return tuple(account.status() for account in accounts)


def _kept_once(known: dict[_T, _T], value: _T) -> _T:
    """Return the equal object that is kept already, so that a million events share one text."""
    return known.setdefault(value, value)
