"""The part of the suite for what a store hands out: all about one person, and the log as it grows."""

# ruff: noqa: PLR2004, S101 - a suite asserts, and the expected number is the point of it

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import cast
from unittest import SkipTest

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.errors import ArgumentError, StoreClosedError
from mailtrack_sdk.events import Event
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores.base import AsyncCursorStore, AsyncExportStore, AsyncPurgeStore, AsyncVerdictStore
from mailtrack_sdk.testing._samples import (
    NOON,
    SECOND,
    delivery,
    event_id,
    mixed_log,
    number_of,
    opened,
    sent,
)
from mailtrack_sdk.testing._trial import Contract, Trial, failure_of, on_fresh_store

_CROWD = 1_300
"""More events than any sensible store reads at once, and not a round number."""

_VERDICT = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=1, rules_version=1)


class OutletContract(Contract):
    """Checks of what `ExportStore` and `CursorStore` promise."""

    @on_fresh_store
    async def test_an_export_is_all_that_is_known(self, trial: Trial) -> None:
        """Events of a recipient come in order as JSON-ready values, with their verdicts."""
        store = _exporting(trial)
        await trial.append(*reversed(mixed_log()))
        copy = replace(sent(30, delivery("bob")), candidates=("ann", "bob", "cid"))
        await trial.append(copy, replace(sent(0, delivery(None)), candidates=("ann", "cid")))
        rows = [fields async for fields in store.export("ann")]
        assert json.loads(json.dumps(rows)) == rows, "plain values only"
        assert [_number(fields) for fields in rows] == [0, 7, 9, 10, 11, 12, 14, 16, 17, 30]
        assert rows[1]["time"] == "2026-03-01T12:00:07+00:00"
        assert rows[0]["candidates"] == rows[-1]["candidates"] == ["ann"], "nothing about other candidates"

    @on_fresh_store
    async def test_an_export_tells_the_verdicts(self, trial: Trial) -> None:
        """The winning verdict of an event stands beside it, and nothing where nobody judged."""
        store = _exporting(trial)
        if not isinstance(trial.store, AsyncVerdictStore):
            raise SkipTest("the store is no VerdictStore")
        await trial.append(opened(1), opened(2))
        await trial.store.record_verdicts({event_id(1): _VERDICT}, judged_at=NOON)
        rows = [fields async for fields in store.export("u-1")]
        assert json.loads(json.dumps(rows)) == rows
        assert ["verdict" in fields for fields in rows] == [True, False]
        verdict = cast("dict[str, object]", rows[0]["verdict"])
        assert (verdict["agent"], verdict["human"], verdict["confidence"]) == ("browser", "yes", 1)

    @on_fresh_store
    async def test_an_export_keeps_to_its_recipient_and_tenant(self, trial: Trial) -> None:
        """The type of the id and the tenant count, and somebody unknown has nothing."""
        store = _exporting(trial)
        await trial.append(*mixed_log(), opened(20, delivery("7")), opened(21, delivery(7)))
        await trial.append(replace(sent(22, delivery("bob", tenant="t2")), candidates=("ann", "bob")))
        for recipient, tenant, expected in (
            ("ann", "t1", [7, 10, 11, 14, 16, 17]),
            ("ann", "t2", [9, 12, 22]),
            ("ann", "t3", []),
            ("nobody", None, []),
            ("7", None, [20]),
            (7, None, [21]),
        ):
            rows = [fields async for fields in store.export(recipient, tenant=tenant)]
            assert [_number(fields) for fields in rows] == expected, f"wrong export of {recipient!r}"

    @on_fresh_store
    async def test_a_long_export_is_read_to_its_end(self, trial: Trial) -> None:
        """However much is known, it comes once and in order."""
        store = _exporting(trial)
        copy = replace(sent(0, delivery(None)), candidates=("u-1", "u-2"))
        await trial.append(*(opened(2 * number, at=NOON) for number in range(_CROWD)))
        await trial.append(*(replace(copy, id=event_id(2 * number + 1)) for number in range(_CROWD)))
        rows = [_number(fields) async for fields in store.export("u-1")]
        assert rows == list(range(2 * _CROWD))

    @on_fresh_store
    async def test_whom_to_export_is_checked(self, trial: Trial) -> None:
        """Nobody, an address, or a word that is no tenant, is refused."""
        store = _exporting(trial)
        bad = (cast("RecipientId", None), "ann@example.com", "", cast("RecipientId", 1.5))
        uses = [*(_export(store, recipient) for recipient in bad), _export(store, "ann", tenant="a b")]
        refusals = await asyncio.gather(*map(failure_of, uses))
        assert all(isinstance(refusal, ArgumentError) for refusal in refusals)

    @on_fresh_store
    async def test_the_log_is_followed_in_the_order_it_grew(self, trial: Trial) -> None:
        """Pages of any size make up the log as it was appended, whatever the times are."""
        store = _followed(trial)
        assert (await store.read()).events == ()
        log = list(reversed(mixed_log()))
        for event in log:
            await trial.append(event)
        for size in (1, 4, 17, 100):
            assert await _follow(store, limit=size) == log, f"pages of {size} differ"

    @on_fresh_store
    async def test_following_finds_what_comes_late(self, trial: Trial) -> None:
        """An event that is older than all that was read comes next, and a repeat does not come."""
        store = _followed(trial)
        await trial.append(opened(5), opened(6))
        page = await store.read()
        assert [number_of(event) for event in page.events] == [5, 6]
        nothing = await store.read(page.cursor)
        assert nothing.events == ()
        await trial.append(opened(1), opened(5))
        for cursor in (page.cursor, nothing.cursor):
            assert [number_of(event) for event in (await store.read(cursor)).events] == [1]
        assert [number_of(event) for event in (await store.read(limit=2)).events] == [5, 6]

    @on_fresh_store
    async def test_following_survives_deletion(self, trial: Trial) -> None:
        """When the events at a cursor, or at the end, were deleted, what comes later is not skipped."""
        store = _followed(trial)
        if not isinstance(trial.store, AsyncPurgeStore):
            raise SkipTest("the store is no PurgeStore")
        await trial.append(opened(1), opened(2), opened(3))
        page = await store.read(limit=2)
        end = await store.read(page.cursor)
        assert await trial.store.purge(before=NOON + 60 * SECOND) == 3
        assert (await store.read()).events == ()
        assert (await store.read(end.cursor)).events == ()
        await trial.append(opened(4), opened(5))
        for cursor in (None, page.cursor, end.cursor):
            assert [number_of(event) for event in (await store.read(cursor)).events] == [4, 5]

    @on_fresh_store
    async def test_following_many_writers_skips_nothing(self, trial: Trial) -> None:
        """Who follows while many append gets every event once."""
        store = _followed(trial)
        batches = [[opened(100 * writer + number) for number in range(20)] for writer in range(8)]
        race = asyncio.create_task(trial.race(batches))
        seen: list[Event] = []
        cursor: str | None = None
        while True:
            ended = race.done()
            page = await store.read(cursor, limit=7)
            seen += page.events
            cursor = page.cursor
            if ended and not page.events:
                break
            await asyncio.sleep(0)
        assert sum(await race) == 160
        assert sorted(map(number_of, seen)) == sorted(
            number_of(event) for batch in batches for event in batch
        )

    @on_fresh_store
    async def test_following_checks_its_arguments(self, trial: Trial) -> None:
        """A text that is no cursor, or a page of nothing, is refused."""
        store = _followed(trial)
        await trial.append(opened(1))
        uses = [store.read(cast("str", cursor)) for cursor in ("nonsense", "", "-1", 7, b"x")]
        uses += [store.read(limit=limit) for limit in (0, -1, cast("int", None), cast("int", "7"))]
        refusals = await asyncio.gather(*map(failure_of, uses))
        assert all(isinstance(refusal, ArgumentError) for refusal in refusals)

    @on_fresh_store
    async def test_a_closed_store_is_not_followed(self, trial: Trial) -> None:
        """After `close` there is no log to read."""
        store = _followed(trial)
        await trial.store.close()
        assert isinstance(await failure_of(store.read()), StoreClosedError)

    @on_fresh_store
    async def test_a_closed_store_tells_nothing(self, trial: Trial) -> None:
        """After `close` nothing is known about anybody."""
        store = _exporting(trial)
        await trial.store.close()
        assert isinstance(await failure_of(_export(store, "ann")), StoreClosedError)


async def _follow(store: AsyncCursorStore, *, limit: int) -> list[Event]:
    """Read page after page until there is nothing new."""
    page = await store.read(limit=limit)
    events = list(page.events)
    while page.events:
        assert len(page.events) <= limit
        page = await store.read(page.cursor, limit=limit)
        events += page.events
    return events


async def _export(store: AsyncExportStore, recipient: RecipientId, *, tenant: str | None = None) -> object:
    return [fields async for fields in store.export(recipient, tenant=tenant)]


def _number(fields: dict[str, object]) -> int:
    return int(str(fields["id"]), 16) & 0xFFFF_FFFF


def _exporting(trial: Trial) -> AsyncExportStore:
    if isinstance(trial.store, AsyncExportStore):
        return trial.store
    raise SkipTest("the store is no ExportStore")


def _followed(trial: Trial) -> AsyncCursorStore:
    if isinstance(trial.store, AsyncCursorStore):
        return trial.store
    raise SkipTest("the store is no CursorStore")
