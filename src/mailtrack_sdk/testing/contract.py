"""The suite that every store of events has to pass: import it, and say how your store is made."""

# ruff: noqa: PLR2004, S101 - a suite asserts, and the expected number is the point of it

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast

from mailtrack_sdk.errors import StoreClosedError
from mailtrack_sdk.events import Event, EventKind
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.testing._capabilities import CapabilityContract
from mailtrack_sdk.testing._clients import ClientContract
from mailtrack_sdk.testing._outlets import OutletContract
from mailtrack_sdk.testing._retention import RetentionContract
from mailtrack_sdk.testing._samples import (
    NOON,
    SECOND,
    SOMEBODY,
    clicked,
    composed,
    delivery,
    event_id,
    every_kind,
    mixed_log,
    number_of,
    opened,
    sent,
)
from mailtrack_sdk.testing._sums import SumContract
from mailtrack_sdk.testing._trial import Trial, failure_of, on_fresh_store

__all__ = ["StoreContract"]

_MANY = 2_300
"""More events than any sensible store reads at once, and not a round number."""


class StoreContract(CapabilityContract, RetentionContract, ClientContract, OutletContract, SumContract):
    """Checks of what `EventStore` and its capabilities promise.

    Subclass it, and make an empty store; sync and async stores pass the same checks. Checks of
    capabilities that your store does not have are skipped. It needs no pytest: with unittest, name
    `unittest.TestCase` as a second base.

    Example:
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> class TestMemoryStore(StoreContract):
        ...     def make_store(self) -> MemoryStore:
        ...         return MemoryStore()
        >>> TestMemoryStore().test_append_counts_what_is_new()
    """

    @on_fresh_store
    async def test_a_new_store_is_empty(self, trial: Trial) -> None:
        """Nothing comes out before anything went in."""
        assert await trial.read() == []

    @on_fresh_store
    async def test_append_counts_what_is_new(self, trial: Trial) -> None:
        """An event is kept and counted once, in one batch and over several."""
        first, second, third = opened(1), opened(2), opened(3)
        assert await trial.append(first, second, first) == 2, "an event twice in a batch counts once"
        assert await trial.append(first, second) == 0, "a repeated batch adds nothing"
        assert await trial.append(second, third) == 1, "only one of these was new"
        assert await trial.append() == 0, "an empty batch is fine"
        assert await trial.numbers() == [1, 2, 3], "every event is kept once"

    @on_fresh_store
    async def test_append_takes_an_iterator(self, trial: Trial) -> None:
        """A generator of events does as well as a list."""
        assert await trial.store.append(opened(number) for number in (1, 2)) == 2
        assert await trial.numbers() == [1, 2]

    @on_fresh_store
    async def test_an_event_never_changes(self, trial: Trial) -> None:
        """Another event with an id that is in the log already is passed over."""
        kept = opened(1)
        await trial.append(kept)
        assert await trial.append(replace(kept, at=kept.at + SECOND), replace(kept, method="HEAD")) == 0
        assert await trial.read() == [kept], "the first event with an id stays"

    @on_fresh_store
    async def test_a_bad_event_keeps_the_whole_batch_out(self, trial: Trial) -> None:
        """A batch is kept as a whole or not at all, and the store goes on working."""
        refusal = await failure_of(trial.append(opened(1), opened(2), cast("Event", object()), opened(3)))
        assert refusal is not None, "what is no event must be refused"
        assert await trial.read() == [], "nothing of a refused batch may be kept"
        assert await trial.append(opened(1)) == 1, "the store must work after a refusal"

    @on_fresh_store
    async def test_a_broken_iterator_keeps_the_whole_batch_out(self, trial: Trial) -> None:
        """When the caller's own iterator fails, its error comes out and nothing is kept."""

        def broken() -> Iterator[Event]:
            yield opened(1)
            raise LookupError("the caller's own")

        failure = await failure_of(trial.store.append(broken()))
        assert isinstance(failure, LookupError), "the caller's error must reach the caller"
        assert await trial.read() == [], "nothing of an interrupted batch may be kept"

    @on_fresh_store
    async def test_events_come_in_order(self, trial: Trial) -> None:
        """Events are ordered by time, however they were appended."""
        await trial.append(opened(3), opened(1))
        await trial.append(opened(4), opened(2))
        assert await trial.numbers() == [1, 2, 3, 4]

    @on_fresh_store
    async def test_equal_times_are_ordered_by_id(self, trial: Trial) -> None:
        """Events of one moment are ordered by id, so that a cursor has a place to point at."""
        await trial.append(*(opened(number, at=NOON) for number in (5, 1, 4)))
        await trial.append(*(opened(number, at=NOON) for number in (3, 2)))
        assert await trial.numbers() == [1, 2, 3, 4, 5]

    @on_fresh_store
    async def test_times_keep_their_microseconds(self, trial: Trial) -> None:
        """A microsecond is enough to order events, and comes back as it went in."""
        later = opened(1, at=NOON + timedelta(microseconds=1))
        await trial.append(later, opened(2, at=NOON))
        assert await trial.numbers() == [2, 1]
        assert (await trial.read())[1].at == later.at

    @on_fresh_store
    async def test_every_kind_of_event_comes_back_equal(self, trial: Trial) -> None:
        """Whatever an event holds, nothing is lost or changed: types, absences, text of any script."""
        for event in every_kind():
            assert await trial.append(event) == 1
            (back,) = [kept for kept in await trial.read() if kept.id == event.id]
            assert back == event
            assert type(back) is type(event)
            assert back.at.utcoffset() == timedelta(0), "times come back as aware datetimes in UTC"

    @on_fresh_store
    async def test_odd_and_huge_values_come_back_equal(self, trial: Trial) -> None:
        """Quotes, controls, undecodable bytes of an agent and a megabyte of subject are kept."""
        subject = "'; DROP TABLE events; --\x00\r\n\u202e\U0001f4a9" * 30_000
        agent = b"Mozilla/5.0 \xff".decode("ascii", "surrogateescape")
        copy = delivery("\u00e4" * 32, "k" * 64)
        seen = opened(2, copy)
        events: list[Event] = [
            replace(sent(1, copy), subject=subject),
            replace(seen, client=replace(seen.client, agent=agent, headers={"x": agent})),
        ]
        await trial.append(*events)
        assert await trial.read() == events
        assert await trial.read(EventQuery(recipient="\u00e4" * 32, message_key="k" * 64)) == events

    @on_fresh_store
    async def test_each_restriction_selects(self, trial: Trial) -> None:
        """Every field of a query selects exactly the events it describes."""
        log = mixed_log()
        await trial.append(*reversed(log))
        ann, bob = delivery("ann", "news-1", tenant="t1"), delivery("bob", "news-1", tenant="t1")
        expected = {
            EventQuery(): list(range(1, 18)),
            EventQuery(message_key="news-1"): [1, 2, 6, 7, 8, 9, 11, 12, 14, 15, 17],
            EventQuery(tenant="t1"): [1, 3, 6, 7, 8, 10, 11, 14, 15, 16, 17],
            EventQuery(recipient="ann"): [7, 9, 10, 11, 12, 14, 16, 17],
            EventQuery(sender="s-2"): [8, 15],
            EventQuery(delivery=ann.id): [7, 11, 14, 17],
            EventQuery(kinds=(EventKind.COMPOSED,)): [1, 2, 3, 4, 5, 6],
            EventQuery(kinds=(EventKind.CLICK, EventKind.SENT)): [7, 8, 9, 10, 14, 15, 16],
            EventQuery(kinds=()): [],
            EventQuery(since=NOON + 15 * SECOND): [15, 16, 17],
            EventQuery(until=NOON + 3 * SECOND): [1, 2],
            EventQuery(since=NOON + 3 * SECOND, until=NOON + 3 * SECOND): [],
            EventQuery(after=log[14]): [16, 17],
            EventQuery(limit=2): [1, 2],
            EventQuery(limit=0): [],
            EventQuery(message_key="news-1", tenant="t2"): [2, 9, 12],
            EventQuery(message_key="news-1", kinds=(EventKind.OPEN,), limit=2): [11, 12],
            EventQuery(recipient="ann", sender="s-1", since=NOON + 12 * SECOND): [12, 14, 17],
            EventQuery(delivery=bob.id, recipient="ann"): [],
            EventQuery(message_key="unheard of"): [],
        }
        for query, numbers in expected.items():
            assert await trial.numbers(query) == numbers, f"wrong events for {query}"

    @on_fresh_store
    async def test_a_campaign_selects_the_events_of_its_messages(self, trial: Trial) -> None:
        """A campaign is looked up in composed events, and stays within its tenant."""
        log = mixed_log()
        await trial.append(*log)
        ann = delivery("ann", "news-1", tenant="t1")
        expected = {
            EventQuery(campaign="spring"): [1, 3, 4, 6, 7, 8, 10, 11, 13, 14, 15, 16, 17],
            EventQuery(campaign="summer"): [2, 9, 12],
            EventQuery(campaign="winter"): [],
            EventQuery(campaign="spring", tenant="t1", kinds=(EventKind.CLICK,)): [14, 15, 16],
            EventQuery(campaign="spring", tenant="t2"): [],
            EventQuery(campaign="spring", message_key="news-2"): [3, 10, 16],
            EventQuery(campaign="spring", recipient="ann"): [7, 10, 11, 14, 16, 17],
            EventQuery(campaign="summer", delivery=ann.id): [],
            EventQuery(campaign="spring", sender="s-2"): [8, 15],
            EventQuery(campaign="spring", after=log[13], limit=2): [15, 16],
            EventQuery(campaign="spring", since=NOON + 4 * SECOND, until=NOON + 8 * SECOND): [4, 6, 7],
            EventQuery(campaign="spring", limit=0): [],
        }
        for query, numbers in expected.items():
            assert await trial.numbers(query) == numbers, f"wrong events for {query}"

    @on_fresh_store
    async def test_recipients_of_different_types_are_different(self, trial: Trial) -> None:
        """The text "42" and the number 42 are two recipients, and so are a UUID and its text."""
        recipients: tuple[RecipientId, ...] = ("42", 42, SOMEBODY, str(SOMEBODY), -1, 2**63 - 1)
        await trial.append(*(opened(n, delivery(recipient)) for n, recipient in enumerate(recipients)))
        for number, recipient in enumerate(recipients):
            assert await trial.numbers(EventQuery(recipient=recipient)) == [number]

    @on_fresh_store
    async def test_a_cursor_neither_skips_nor_repeats(self, trial: Trial) -> None:
        """Portions of any size, each after the last event of the one before, make up the log."""
        same_time = [opened(number, at=NOON) for number in range(20, 30)]
        await trial.append(*mixed_log(), *same_time)
        for query in (EventQuery(), EventQuery(message_key="news-1"), EventQuery(campaign="spring")):
            whole = await trial.read(query)
            for size in (1, 3, 7, len(whole), len(whole) + 1):
                portions: list[Event] = []
                step = replace(query, limit=size)
                while portion := await trial.read(step):
                    portions += portion
                    step = replace(step, after=portion[-1])
                assert portions == whole, f"portions of {size} differ for {query}"

    @on_fresh_store
    async def test_a_cursor_needs_no_event(self, trial: Trial) -> None:
        """A pair of time and id is a place in the log even if no event is there."""
        await trial.append(opened(1, at=NOON), opened(3, at=NOON), opened(4))
        assert await trial.numbers(EventQuery(after=(NOON, event_id(2)))) == [3, 4]
        assert await trial.numbers(EventQuery(after=(NOON + SECOND, event_id(9)))) == [4]

    @on_fresh_store
    async def test_a_long_log_is_read_to_its_end(self, trial: Trial) -> None:
        """However many events there are, they come once and in order, also at one and the same time."""
        copy = delivery("u-1", "news-1", tenant="t1", sender="s-1")
        start = composed(0, "news-1", campaign="spring", tenant="t1")
        crowd = [replace(clicked(number, copy), at=NOON + SECOND) for number in range(1, _MANY)]
        await trial.append(start, *crowd)
        everything = list(range(_MANY))
        assert await trial.numbers() == everything
        assert await trial.numbers(EventQuery(message_key="news-1")) == everything
        assert await trial.numbers(EventQuery(tenant="t1")) == everything
        assert await trial.numbers(EventQuery(campaign="spring")) == everything
        assert await trial.numbers(EventQuery(sender="s-1")) == everything[1:]
        assert await trial.numbers(EventQuery(delivery=copy.id)) == everything[1:]
        assert await trial.numbers(EventQuery(recipient="u-1", limit=_MANY - 2)) == everything[1:-1]

    @on_fresh_store
    async def test_one_of_many_writers_wins(self, trial: Trial) -> None:
        """Many who append the same events at once are told, taken together, that each was new once."""
        shared = [opened(number) for number in range(1, 51)]
        batches = [[*shared, opened(100 + writer)] for writer in range(8)]
        counts = await trial.race(batches)
        assert sum(counts) == len(shared) + len(batches), "an id must be new for exactly one writer"
        assert [number_of(event) for event in await trial.read()] == [*range(1, 51), *range(100, 108)]

    @on_fresh_store
    async def test_a_closed_store_says_so(self, trial: Trial) -> None:
        """After `close` every use raises `StoreClosedError`, and closing again does nothing."""
        await trial.append(opened(1))
        await trial.store.close()
        await trial.store.close()
        for use in (lambda: trial.append(opened(2)), trial.append, trial.read):
            failure = await failure_of(use())
            assert isinstance(failure, StoreClosedError), f"StoreClosedError expected, not {failure!r}"
