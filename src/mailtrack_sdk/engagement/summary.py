"""The truth about who read what, over any choice of deliveries.

From a store that keeps verdicts, `summarise` reads the log once and keeps one small account per delivery, so
its memory grows with the number of deliveries, not of events. Deliveries with a request that has no verdict
there are judged as a whole: the log is read a second time, and their requests are held in memory. From a
store that keeps no verdicts, all events are held in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timezone, tzinfo
from typing import cast
from uuid import UUID

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.device import Device
from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.engagement._ledger import Key, Ledger, key_of
from mailtrack_sdk.engagement._plain import plain
from mailtrack_sdk.engagement._reading import portions, read
from mailtrack_sdk.engagement.deliveries import DeliveryStatus
from mailtrack_sdk.engagement.figures import AgentFigures, Figures, agents_of, figures_of
from mailtrack_sdk.engagement.hours import HourFigures, hours_of
from mailtrack_sdk.engagement.judging import in_order, judge_all, without_previews
from mailtrack_sdk.engagement.names import NameFigures, names_of
from mailtrack_sdk.engagement.rates import Rate, click_rate, open_rate
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import Event, RequestEvent
from mailtrack_sdk.stores import EventQuery, EventStore, VerdictStore

__all__ = ["Summary", "summarise", "summarise_events"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(Figures):
    """What happened to the deliveries that a query selected.

    Its own numbers (`sent`, `opens`, `clicks` ...) are over deliveries to a known recipient, and
    `opens.people` and `clicks.people` are the head figures. Anonymous copies and test sends have
    numbers of their own, so that nothing has to be subtracted from anything.

    Args:
        composed: Messages with a composed event.
        deliveries: One status per delivery, in the order in which they were first heard of;
            anonymous ones ("someone") among them, tests not.
        anonymous: Numbers over copies without a recipient. All copies of one message are one
            delivery, so `unique` tells in how many messages at least one was opened, `sent` how
            many messages were sent, and nothing is folded.
        anonymous_copies: Sent events of anonymous deliveries, that is copies.
        tests: Numbers over test sends.
        variants: Variant to numbers, for deliveries to a known recipient whose message was composed
            with a variant. A query by recipient, sender or delivery selects no composed events,
            so it has no variants.
    """

    composed: int
    deliveries: tuple[DeliveryStatus, ...]
    anonymous: Figures
    anonymous_copies: int
    tests: Figures
    variants: Mapping[str, Figures] = field(hash=False)

    def of_variant(self, variant: str | None) -> tuple[DeliveryStatus, ...]:
        """Return the deliveries to a known recipient, of one variant or (None) of all.

        Raises:
            ArgumentError: No delivery has this variant.
        """
        if variant is not None and variant not in self.variants:
            raise ArgumentError(
                f"there is no variant {variant!r} among: {', '.join(self.variants) or 'none'}"
            )
        return tuple(
            status
            for status in self.deliveries
            if status.delivery.recipient is not None and variant in (None, status.variant)
        )

    def clients(self, *, variant: str | None = None) -> tuple[AgentFigures, ...]:
        """Add up per mail program or browser without its version, the one most people use first.

        Names are looked up when you ask, once per User-Agent, because that is slow for one not seen
        before. Anonymous copies and tests are not in it.
        """
        return agents_of(self.of_variant(variant), _client)

    def devices(self, *, variant: str | None = None) -> tuple[AgentFigures, ...]:
        """Add up per device, the one most people use first; see `clients`."""
        return agents_of(self.of_variant(variant), _device)

    def hours(self, *, variant: str | None = None) -> tuple[HourFigures, ...]:
        """Add up what people did per hour of the day; see `HourFigures`."""
        return hours_of(self.of_variant(variant))

    def link_names(self, *, variant: str | None = None) -> tuple[NameFigures, ...]:
        """Add up clicks per name of the link, over all messages; see `NameFigures`."""
        return names_of(self.of_variant(variant))

    def open_rate(self, *, variant: str | None = None, confidence: float = 0.95) -> Rate:
        """Tell how many people opened, with what cannot be known; see `engagement.open_rate`."""
        return open_rate(self.of_variant(variant), confidence=confidence)

    def click_rate(self, *, variant: str | None = None, confidence: float = 0.95) -> Rate:
        """Tell how many people clicked, with what cannot be known; see `engagement.click_rate`."""
        return click_rate(self.of_variant(variant), confidence=confidence)

    def as_dict(self) -> dict[str, object]:
        """Return everything as dicts, lists, texts and numbers, ready for `json.dumps`.

        Times are ISO 8601 texts. What the methods above add up over all variants is among the keys, so
        names are looked up.
        """
        own = cast("dict[str, object]", plain(self))
        return {
            **own,
            "clients": plain(self.clients()),
            "devices": plain(self.devices()),
            "hours": plain(self.hours()),
            "link_names": plain(self.link_names()),
            "open_rate": self.open_rate().as_dict(),
            "click_rate": self.click_rate().as_dict(),
        }


def summarise(
    store: EventStore,
    query: EventQuery | None = None,
    *,
    classifier: Classifier | None = None,
    zone: tzinfo = timezone.utc,
) -> Summary:
    """Summarise the events of a store that a query selects.

    Works for a delivery, a message, a campaign, a recipient, a sender, or whatever else the query
    says. A query for a message or a campaign brings its composed and sent events with it; one with
    `since` or `kinds` may leave them out, and the deliveries then count as `sent_unknown`.

    Args:
        store: Any `EventStore`; when it is a `VerdictStore` too, the verdicts it keeps are used.
        query: Which events; None for all of them.
        classifier: Judges what has no verdict in the store; None for the standard rules.
        zone: Whose clock `Summary.hours` goes by.

    Returns:
        The summary.

    Raises:
        ArgumentError: The store is an async one, or `zone` is no time zone.
        StoreError: The store could not do it.

    Example:
        >>> from mailtrack_sdk.stores import EventQuery, MemoryStore
        >>> summarise(MemoryStore(), EventQuery(message_key="news-7")).opens.people.unique
        0
    """
    judge = Classifier() if classifier is None else classifier
    if not isinstance(store, VerdictStore):
        return summarise_events(_read(store, query), classifier=judge, zone=zone)
    ledger = Ledger(zone)
    unjudged: set[Key] = set()
    for portion in portions(_read(store, query)):
        verdicts = store.verdicts([event.id for event in portion if isinstance(event, RequestEvent)])
        for event in portion:
            ledger.note(event)
            if isinstance(event, RequestEvent):
                verdict = verdicts.get(event.id)
                if verdict is None:
                    unjudged.add(key_of(event.delivery))
                else:
                    ledger.count(event, verdict)
    if unjudged:
        _count_anew(ledger, unjudged, _read(store, query), stored=store, classifier=judge)
    return _draw_up(ledger)


def summarise_events(
    events: Iterable[Event],
    verdicts: Mapping[UUID, Verdict] | None = None,
    *,
    classifier: Classifier | None = None,
    zone: tzinfo = timezone.utc,
) -> Summary:
    """Summarise events that are at hand: from an async store, a test, or another log.

    All events are held in memory meanwhile.

    Args:
        events: The events, in any order; of several with one id, one is kept.
        verdicts: Event id to verdict, as far as known; other requests are judged here.
        classifier: Judges what has no verdict; None for the standard rules.
        zone: Whose clock `Summary.hours` goes by.

    Returns:
        The summary.

    Raises:
        ArgumentError: `zone` is no time zone.

    Example:
        >>> summarise_events([]).sent
        0
    """
    ordered = in_order(events)
    requests = [event for event in ordered if isinstance(event, RequestEvent)]
    judge = Classifier() if classifier is None else classifier
    judged = judge_all(requests, known={} if verdicts is None else verdicts, classifier=judge)
    ledger = Ledger(zone)
    for event in ordered:
        ledger.note(event)
        if isinstance(event, RequestEvent):
            ledger.count(event, judged[event.id])
    return _draw_up(ledger)


def _read(store: EventStore, query: EventQuery | None) -> Iterator[Event]:
    return without_previews(read(store, query, reader="summarise", instead="summarise_events"))


def _count_anew(
    ledger: Ledger, keys: set[Key], events: Iterator[Event], *, stored: VerdictStore, classifier: Classifier
) -> None:
    """Judge deliveries as a whole that have a request without a verdict, and count them from the start."""
    requests = [
        event for event in events if isinstance(event, RequestEvent) and key_of(event.delivery) in keys
    ]
    known: dict[UUID, Verdict] = {}
    for portion in portions(iter(requests)):
        known.update(stored.verdicts([event.id for event in portion]))
    verdicts = judge_all(requests, known=known, classifier=classifier)
    for key in keys:
        ledger.recount(key)
    for event in requests:
        ledger.count(event, verdicts[event.id])


def _draw_up(ledger: Ledger) -> Summary:
    """Sort deliveries into those with a recipient, anonymous ones and tests, and add each up."""
    statuses = ledger.deliveries()
    tests = [status for status in statuses if status.delivery.test]
    shown = tuple(status for status in statuses if not status.delivery.test)
    anonymous = [status for status in shown if status.delivery.recipient is None]
    known = [status for status in shown if status.delivery.recipient is not None]
    arms: dict[str, list[DeliveryStatus]] = {}
    for status in known:
        if status.variant is not None:
            arms.setdefault(status.variant, []).append(status)
    head = figures_of(known)
    return Summary(
        known=head.known,
        sent=head.sent,
        sent_unknown=head.sent_unknown,
        silent=head.silent,
        statuses=head.statuses,
        opens=head.opens,
        clicks=head.clicks,
        opens_inferred=head.opens_inferred,
        links=head.links,
        composed=len(ledger.variants),
        deliveries=shown,
        anonymous=figures_of(anonymous),
        anonymous_copies=sum(status.sent_events for status in anonymous),
        tests=figures_of(tests),
        variants={variant: figures_of(arms[variant]) for variant in sorted(arms)},
    )


def _client(device: Device) -> str | None:
    """Drop the version: browsers have a new one every month, which would tear one program apart."""
    if device.client is None:
        return None
    name, _, version = device.client.rpartition(" ")
    return name if name and version.isdigit() else device.client


def _device(device: Device) -> str | None:
    return device.device
