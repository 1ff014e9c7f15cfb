"""How sums follow the log: what is to be done to them when events come, are judged, or go.

Each function is called within the transaction that changes the log, and does its reading and writing
through a `Shelf`, so that it is the same for every database.

Deliveries to a recipient are reckoned as a whole, from all their events, because requests fold into each
other. What a delivery has added to the sums of its message is kept (its *share*), so that it can be taken
away again. A delivery with a request without a verdict, with very many events, or of which more is about to
be deleted is *unsettled*: its share stays as it was, and who reads the sums reckons it anew. Copies that
name nobody may have millions of requests, but nothing in them folds: there every event counts by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from mailtrack_sdk.accounts.reckoning import reckon, reckon_one, reckon_sent
from mailtrack_sdk.accounts.sums import Sums, add
from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.events import ClickEvent, ComposedEvent, Event, OpenEvent, RequestEvent, SentEvent
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.stores._shares import dump_share, load_share

_Delivered = SentEvent | OpenEvent | ClickEvent

MOST = 200
"""Events of a delivery that are reckoned while a writer waits; one with more is left unsettled."""


class Place(NamedTuple):
    """Where the share of a delivery is kept."""

    message: int
    delivery: str


class Shelf(Protocol):
    """What folding needs of a database, within a transaction."""

    def message_of(self, event: Event) -> int:
        """Give the number of a message, which it gets when it is first asked for."""
        ...

    def shares(self, places: Collection[Place]) -> dict[Place, str]:
        """Read the shares of those deliveries that have one."""
        ...

    def put_shares(self, shares: Mapping[Place, str]) -> None:
        """Write shares, over older ones."""
        ...

    def drop_shares(self, places: Collection[Place]) -> None:
        """Delete shares."""
        ...

    def settle(self, places: Collection[Place]) -> None:
        """Note that the shares of some deliveries are what their events, read just now, come to."""
        ...

    def unsettle(self, places: Collection[Place]) -> None:
        """Note that whoever reads the sums has to reckon some deliveries from their events."""
        ...

    def await_verdicts(self, requests: Sequence[tuple[int, Place]]) -> None:
        """Unsettle the deliveries of new requests; the number tells which of the new events each is."""
        ...

    def add_sums(self, changes: Mapping[int, Mapping[str, int]]) -> None:
        """Add numbers to the sums of messages; what becomes 0 is deleted."""
        ...

    def logs_of(self, delivery_ids: Collection[str], limit: int) -> Mapping[str, Sequence[Event]]:
        """Read the first events of each of some deliveries in the order (at, id)."""
        ...

    def find(self, ids: Sequence[UUID]) -> list[Event]:
        """Read those of some events that are in the log."""
        ...

    def winners(self, ids: Sequence[UUID]) -> dict[UUID, Verdict]:
        """Read the winning verdicts of some events."""
        ...

    def compose(self, message: int, event: ComposedEvent) -> None:
        """Note that a message was composed."""
        ...

    def forget_composed(self, message: int, event: ComposedEvent) -> None:
        """Note that an event which said so is gone."""
        ...


def appended(
    shelf: Shelf, events: Sequence[Event], ids: Sequence[str], *, known: set[UUID], count: int
) -> None:
    """Fold events in that were appended just now.

    Args:
        shelf: The database.
        events: All that were to be appended.
        ids: The `Delivery.id` of each, which takes a while to make; of a composed event, anything.
        known: Those that were in the log before: all of them, or at least those that count one by one.
        count: How many were new.
    """
    new = list(zip(events, ids, strict=True))
    if count < len(new):
        once: dict[UUID, tuple[Event, str]] = {}
        for event, delivery_id in new:
            once.setdefault(event.id, (event, delivery_id))
        new = [pair for event_id, pair in once.items() if event_id not in known]
    is_exact = len(new) == count
    changes: dict[int, Sums] = {}
    alone: list[_Delivered] = []
    sent: dict[Place, list[SentEvent]] = {}
    requests: list[tuple[int, Place]] = []
    for number, (event, delivery_id) in enumerate(new):
        if isinstance(event, ComposedEvent):
            shelf.compose(shelf.message_of(event), event)
        elif event.delivery.is_preview:
            continue
        elif event.delivery.recipient is None:
            alone.append(event)
        elif isinstance(event, SentEvent):
            sent.setdefault(Place(shelf.message_of(event), delivery_id), []).append(event)
        else:
            requests.append((number, Place(shelf.message_of(event), delivery_id)))
    _count_alone(shelf, alone, changes)
    if is_exact:
        _add_sent(shelf, sent, changes)
        shelf.await_verdicts(requests)
    else:  # which were there before is not known, so look at all deliveries
        _reckon_anew(shelf, {*sent, *(place for _, place in requests)}, changes)
    shelf.add_sums(changes)


def judged(shelf: Shelf, before: Mapping[UUID, Verdict], after: Mapping[UUID, Verdict]) -> None:
    """Fold verdicts in.

    Args:
        shelf: The database.
        before: The winning verdicts that events had.
        after: Those they have now.
    """
    changed = [
        event_id for event_id, verdict in after.items() if _says(verdict) != _says(before.get(event_id))
    ]
    changes: dict[int, Sums] = {}
    places: set[Place] = set()
    for event in shelf.find(changed):
        if isinstance(event, (ComposedEvent, SentEvent)) or event.delivery.is_preview:
            continue
        if event.delivery.recipient is not None:
            places.add(_place(shelf, event))
            continue
        message = shelf.message_of(event)
        _add(changes, message, _one(event, before), times=-1)
        _add(changes, message, _one(event, after))
    _reckon_anew(shelf, places, changes)
    shelf.add_sums(changes)


def deleted(
    shelf: Shelf,
    events: Iterable[Event],
    verdicts: Mapping[UUID, Verdict],
    *,
    settling: Literal["now", "later"] = "now",
) -> None:
    """Take events out that were deleted just now.

    Args:
        shelf: The database.
        events: The events.
        verdicts: Those they had.
        settling: Whether to reckon their deliveries at once, or to leave them unsettled because more of
            their events are going to be deleted; then `reckoned_anew` has to come at the end.
    """
    changes: dict[int, Sums] = {}
    places: set[Place] = set()
    for event in events:
        if isinstance(event, ComposedEvent):
            shelf.forget_composed(shelf.message_of(event), event)
        elif event.delivery.is_preview:
            continue
        elif event.delivery.recipient is None:
            _add(changes, shelf.message_of(event), _one(event, verdicts), times=-1)
        else:
            places.add(_place(shelf, event))
    if settling == "now":
        _reckon_anew(shelf, places, changes)
    else:
        shelf.unsettle(places)
    shelf.add_sums(changes)


def reckoned_anew(shelf: Shelf, places: Collection[Place]) -> None:
    """Reckon some deliveries from their events, whatever their shares say."""
    changes: dict[int, Sums] = {}
    _reckon_anew(shelf, places, changes)
    shelf.add_sums(changes)


def _count_alone(shelf: Shelf, events: Sequence[_Delivered], changes: dict[int, Sums]) -> None:
    """Fold new events in that count one by one."""
    verdicts = shelf.winners([event.id for event in events if isinstance(event, RequestEvent)])
    for event in events:
        _add(changes, shelf.message_of(event), _one(event, verdicts))


def _add_sent(shelf: Shelf, sent: Mapping[Place, list[SentEvent]], changes: dict[int, Sums]) -> None:
    """Fold sent events in; nearly always each is all that is known of its delivery."""
    found = shelf.shares(sent)
    again = {place for place in sent if place in found}
    _reckon_anew(shelf, again, changes)
    shares: dict[Place, str] = {}
    texts: dict[tuple[object, ...], tuple[Sums, str]] = {}
    for place, events in sent.items():
        if place in found:
            continue
        delivery = events[0].delivery
        if len(events) > 1:
            sums = reckon(sorted(events, key=lambda event: (event.at, event.id)), {})
            text = dump_share(sums)
        else:
            sums, text = _of_sent(delivery, texts)
        shares[place] = text
        _add(changes, place.message, sums)
    shelf.put_shares(shares)


def _of_sent(delivery: Delivery, texts: dict[tuple[object, ...], tuple[Sums, str]]) -> tuple[Sums, str]:
    key = (delivery.opens, delivery.clicks, delivery.test)
    if key not in texts:
        sums = reckon_sent(delivery)
        texts[key] = (sums, dump_share(sums))
    return texts[key]


def _reckon_anew(shelf: Shelf, places: Collection[Place], changes: dict[int, Sums]) -> None:
    """Reckon deliveries from all their events, and note by how much their shares change."""
    logs, too_long = _logs_of(shelf, places)
    requests = [event.id for log in logs.values() for event in log if isinstance(event, RequestEvent)]
    verdicts = shelf.winners(requests)
    old = shelf.shares(places)
    new: dict[Place, str] = {}
    unsettled: set[Place] = set()
    for place, log in logs.items():
        if place in too_long or any(isinstance(e, RequestEvent) and e.id not in verdicts for e in log):
            unsettled.add(place)
        elif log:
            sums = reckon(log, verdicts)
            new[place] = dump_share(sums)
            _add(changes, place.message, sums)
    settled = [place for place in places if place not in unsettled]
    for place in settled:
        if place in old:
            _add(changes, place.message, load_share(old[place]), times=-1)
    shelf.put_shares(new)
    shelf.drop_shares([place for place in settled if place in old and place not in new])
    shelf.settle(settled)
    shelf.unsettle(unsettled)


def _logs_of(shelf: Shelf, places: Collection[Place]) -> tuple[dict[Place, Sequence[_Delivered]], set[Place]]:
    """Read the events of deliveries, previews left out, and tell which have too many."""
    if not places:
        return {}, set()
    logs = shelf.logs_of({place.delivery for place in places}, MOST + 1)
    too_long = {place for place in places if len(logs.get(place.delivery, ())) > MOST}
    read: dict[Place, Sequence[_Delivered]] = {
        place: [
            event
            for event in logs.get(place.delivery, ())
            if not isinstance(event, ComposedEvent) and not event.delivery.is_preview
        ]
        for place in places
    }
    return read, too_long


def _place(shelf: Shelf, event: _Delivered) -> Place:
    return Place(shelf.message_of(event), event.delivery.id)


def _one(event: _Delivered, verdicts: Mapping[UUID, Verdict]) -> Sums:
    return reckon_one(event, verdicts.get(event.id))


def _says(verdict: Verdict | None) -> tuple[object, ...]:
    """Give what of a verdict is counted."""
    return () if verdict is None else (verdict.agent, verdict.human)


def _add(changes: dict[int, Sums], message: int, sums: Mapping[str, int], *, times: int = 1) -> None:
    add(changes.setdefault(message, {}), sums, times=times)
