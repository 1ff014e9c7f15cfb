"""The running account of every delivery while events are read, in order of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone, tzinfo
from typing import TypeVar

from mailtrack_sdk.accounts._activity import Activity
from mailtrack_sdk.accounts.deliveries import DeliveryStatus, status_of
from mailtrack_sdk.accounts.status import Status, can_signal, causes_of
from mailtrack_sdk.classification.verdict import Agent, Verdict
from mailtrack_sdk.errors import ArgumentError
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
class _Account:
    """All that is known about one delivery so far."""

    delivery: Delivery
    first_seen: datetime
    sent_at: datetime | None = None
    sent_events: int = 0
    candidates: dict[str, None] = field(default_factory=dict[str, None])
    activity: Activity = field(default_factory=Activity)

    def send(self, event: SentEvent) -> None:
        """Note a sent event; the earliest one knows the delivery best."""
        if self.sent_at is None:
            self.sent_at, self.delivery = event.at, event.delivery
        self.sent_events += 1
        self.candidates.update(dict.fromkeys(event.candidates))

    def status(self, variant: str | None) -> DeliveryStatus:
        """Draw the account up."""
        seen = self.activity
        opens, clicks = seen.opens.tally(), seen.clicks.tally()
        signals = can_signal(self.delivery)
        status = status_of(opens, clicks, is_sent=self.sent_at is not None, signals=signals)
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
            links=seen.links(),
            agents=seen.agents(),
            variant=variant,
            candidates=tuple(self.candidates),
            loaded_by_proxy=seen.loaded_by_proxy,
            hours=seen.hours(),
            traces=seen.traces(),
        )


class Ledger:
    """The accounts of all deliveries; events are to be fed in the order (at, id).

    What it holds grows with the number of deliveries, not of events: texts and links that come
    again and again are kept once.

    Args:
        zone: Whose clock the hours of the day are told by.

    Raises:
        ArgumentError: `zone` is no time zone.
    """

    def __init__(self, zone: tzinfo = timezone.utc) -> None:
        if not isinstance(zone, tzinfo):
            raise ArgumentError(f'zone must be a tzinfo, e.g. ZoneInfo("Europe/Paris"), not {zone!r}')
        self._zone = zone
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
        self._accounts[key_of(event.delivery)].activity.add(event, link, agent, verdict, zone=self._zone)

    def recount(self, key: Key) -> None:
        """Forget what was counted for a delivery, because all of it is going to be counted anew."""
        self._accounts[key].activity = Activity()

    def deliveries(self) -> tuple[DeliveryStatus, ...]:
        """Draw up every account, in the order in which deliveries were first heard of."""
        accounts = sorted(
            self._accounts.values(), key=lambda account: (account.first_seen, account.delivery.id)
        )
        return tuple(account.status(self._variant_of(account.delivery)) for account in accounts)

    def _variant_of(self, delivery: Delivery) -> str | None:
        return self.variants.get((delivery.tenant, delivery.message_key))


def _kept_once(known: dict[_T, _T], value: _T) -> _T:
    """Return the equal object that is kept already, so that a million events share one text."""
    return known.setdefault(value, value)
