"""Verdicts of a whole store made again: by newer rules, newer tables, or with more events to go by."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from mailtrack_sdk.accounts.ledger import Key, key_of
from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.classification.cutting import is_cut
from mailtrack_sdk.classification.traces import keeps_traces
from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.models import utc
from mailtrack_sdk.stores.base import GroupedStore, VerdictStore

__all__ = ["Answer", "JudgedAgain", "judge_store"]

Answer = tuple[Human, Agent]
"""What a verdict comes to: whether it was a person, and by which software."""

_BATCH = 1_000
"""Events looked up, and verdicts recorded, at once: a transaction per event would take a hundred times
as long, and one for all would lose everything when it is interrupted."""


class _JudgingStore(VerdictStore, GroupedStore, Protocol):
    """A store that keeps verdicts and can be read delivery by delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAgain:
    """What judging a store again came to; every event is in one of the counts.

    Args:
        events: Opens and clicks that were looked at.
        deliveries: The copies they belong to; a test copy is one of its own.
        new: Verdicts on events that had none, by answer.
        changed: Verdicts with another answer than before: the number of each change, from and to.
        renewed: Verdicts with the same answer that were replaced: other evidence or confidence, newer
            rules, or more events to go by.
        same: Verdicts that came out as they were.
        first: Verdicts that hold because the event has kept nothing to judge it by again, or less than
            there was at first.
        newer: Verdicts that hold because newer rules made them.
        better: Verdicts that hold because the same rules made them with more events to go by.
        senders: Verdicts that hold because they say that the sender looked, of which the classifier does
            not know: it may have been made without the networks and agents of the senders.
    """

    events: int = 0
    deliveries: int = 0
    new: Mapping[Answer, int] = field(default_factory=dict[Answer, int])
    changed: Mapping[tuple[Answer, Answer], int] = field(default_factory=dict[tuple[Answer, Answer], int])
    renewed: int = 0
    same: int = 0
    first: int = 0
    newer: int = 0
    better: int = 0
    senders: int = 0

    @property
    def recorded(self) -> int:
        """How many verdicts were recorded: the new, the changed and the renewed."""
        return sum(self.new.values()) + sum(self.changed.values()) + self.renewed


def judge_store(
    store: _JudgingStore,
    classifier: Classifier,
    *,
    judged_at: datetime,
    progress: Callable[[int], object] | None = None,
    dry_run: bool = False,
) -> JudgedAgain:
    """Judge every delivery of a store again, and record what came out different.

    Memory is constant: requests are read delivery by delivery, and verdicts recorded a thousand at a
    time. Recorders may go on meanwhile; what they judge later, with more events to go by, wins. When it
    is interrupted, what was recorded stays. A second run with the same rules records nothing.

    A verdict that says `Agent.SENDER` is overruled by newer rules only, for the classifier at hand may not
    know the senders. To take back what was registered by mistake, count `rules_version` up.

    Args:
        store: Keeps events and verdicts.
        classifier: Judges.
        judged_at: Now, an aware datetime.
        progress: Called now and then with the number of events done so far.
        dry_run: Only count what would change.

    Returns:
        What was, or with `dry_run` would be, recorded.

    Raises:
        ArgumentError: The store is an async one or lacks a capability, or `judged_at` is naive.
        StoreError: The store could not do it.

    Example:
        >>> from datetime import timezone
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> judge_store(
        ...     MemoryStore(), Classifier(), judged_at=datetime(2026, 3, 1, tzinfo=timezone.utc)
        ... ).events
        0
    """
    now = utc("judged_at", judged_at)
    _check_store(store)
    tally = _Tally()
    for deliveries in _batches(store.by_delivery()):
        known = store.verdicts([event.id for events in deliveries for event in events])
        wanted: dict[UUID, Verdict] = {}
        for events in deliveries:
            tally.meet(events)
            fresh = classifier.judge(events)
            for event in events:
                if tally.prefers(event, known.get(event.id), fresh[event.id]):
                    wanted[event.id] = fresh[event.id]
        if wanted and not dry_run:
            store.record_verdicts(wanted, judged_at=now)
        if progress is not None:
            progress(tally.events)
    return tally.drawn_up()


class _Tally:
    """The counts while deliveries are judged."""

    def __init__(self) -> None:
        self.events = 0
        self._deliveries = 0
        self._copies: set[Key] = set()
        self._delivery_id = ""
        self._new: Counter[Answer] = Counter()
        self._changed: Counter[tuple[Answer, Answer]] = Counter()
        self._kept: Counter[str] = Counter()

    def meet(self, events: Sequence[OpenEvent | ClickEvent]) -> None:
        """Count a portion of a delivery, which is a new delivery unless it goes on with the last."""
        delivery_id = events[0].delivery.id
        if delivery_id != self._delivery_id:
            self._delivery_id = delivery_id
            self._deliveries += len(self._copies)
            self._copies.clear()
        self._copies.update(key_of(event.delivery) for event in events)
        self.events += len(events)

    def prefers(self, event: OpenEvent | ClickEvent, known: Verdict | None, fresh: Verdict) -> bool:
        """Say whether a fresh verdict is to be recorded, and count why."""
        if known is None:
            self._new[_answer(fresh)] += 1
            return True
        if not keeps_traces(event):
            self._kept["first"] += 1
        elif known.rules_version > fresh.rules_version:
            self._kept["newer"] += 1
        elif known.rules_version == fresh.rules_version and known.events_seen > fresh.events_seen:
            self._kept["better"] += 1
        elif known.rules_version == fresh.rules_version and _saw_more(known, fresh, event):
            self._kept["first"] += 1
        elif known == fresh:
            self._kept["same"] += 1
        elif known.rules_version == fresh.rules_version and _forgets_sender(known, fresh):
            self._kept["senders"] += 1
        else:
            before, after = _answer(known), _answer(fresh)
            if before == after:
                self._kept["renewed"] += 1
            else:
                self._changed[before, after] += 1
            return True
        return False

    def drawn_up(self) -> JudgedAgain:
        """Return the counts."""
        return JudgedAgain(
            events=self.events,
            deliveries=self._deliveries + len(self._copies),
            new=dict(self._new),
            changed=dict(self._changed),
            renewed=self._kept["renewed"],
            same=self._kept["same"],
            first=self._kept["first"],
            newer=self._kept["newer"],
            better=self._kept["better"],
            senders=self._kept["senders"],
        )


def _answer(verdict: Verdict) -> Answer:
    return (verdict.human, verdict.agent)


def _saw_more(known: Verdict, fresh: Verdict, event: OpenEvent | ClickEvent) -> bool:
    """Say whether a verdict was, or may have been, made before address and agent were cut."""
    return known.events_seen == fresh.events_seen and known != fresh and is_cut(event.client)


def _forgets_sender(known: Verdict, fresh: Verdict) -> bool:
    return known.agent is Agent.SENDER and fresh.agent is not Agent.SENDER


def _batches(
    portions: Iterable[tuple[OpenEvent | ClickEvent, ...]],
) -> Iterator[list[tuple[OpenEvent | ClickEvent, ...]]]:
    """Gather deliveries, most of which have few requests, until they are worth a look-up."""
    batch: list[tuple[OpenEvent | ClickEvent, ...]] = []
    count = 0
    for portion in portions:
        batch.append(portion)
        count += len(portion)
        if count >= _BATCH:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _check_store(store: object) -> None:
    if not isinstance(store, VerdictStore) or not isinstance(store, GroupedStore):
        raise ArgumentError(
            f"{store!r} cannot be judged again: it must be a VerdictStore and a GroupedStore, "
            "as SQLiteStore and MemoryStore are"
        )
    if inspect.iscoroutinefunction(store.verdicts):
        raise ArgumentError("judge_store takes sync stores: give it the one that is behind the async one")
