"""The part of the suite for clients that are cut in time."""

# ruff: noqa: PLR2004, S101 - a suite asserts, and the expected number is the point of it

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast
from unittest import SkipTest
from uuid import UUID

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.errors import ArgumentError, StoreClosedError
from mailtrack_sdk.events import Event
from mailtrack_sdk.models import Client
from mailtrack_sdk.stores.base import AsyncClientStore, AsyncCursorStore, AsyncVerdictStore
from mailtrack_sdk.stores.clients import cut_event
from mailtrack_sdk.testing._samples import NOON, clicked, delivery, event_id, every_kind, mixed_log, opened
from mailtrack_sdk.testing._trial import Contract, Trial, failure_of, on_fresh_store

_CROWD = 1_300
"""More events than any sensible store changes at once, and not a round number."""

_WHOLE = Client(
    agent='Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0 "address":"x"',
    address="66.249.93.84",
    headers={"accept": "image/*", "referer": "https://mail.example.com/"},
)
_DAY = timedelta(days=1)


class ClientContract(Contract):
    """Checks of what `ClientStore` promises."""

    @on_fresh_store
    async def test_old_clients_are_cut(self, trial: Trial) -> None:
        """Opens and clicks before the day lose address and agent, once, and keep all else."""
        store = _cutting(trial)
        log: list[Event] = [replace(opened(number), client=_WHOLE) for number in (1, 2, 3)]
        log.append(replace(clicked(4, delivery("ann", tenant="t1")), client=_WHOLE, method="HEAD"))
        await trial.append(*log)
        now = NOON + 30 * _DAY + timedelta(seconds=3)
        assert await store.cut_clients(now=now) == 2, "those of the moment itself stay"
        assert await trial.read() == [*map(cut_event, log[:2]), *log[2:]]
        assert await store.cut_clients(now=now) == 0, "they are cut already"
        assert await store.cut_clients(now=NOON + _DAY, client_days=0) == 2
        assert await trial.read() == [cut_event(event) for event in log]

    @on_fresh_store
    async def test_what_has_no_client_stays(self, trial: Trial) -> None:
        """Other kinds of events, and requests that kept nothing, are as they were, and not counted."""
        store = _cutting(trial)
        log = [*mixed_log(), replace(opened(18), client=Client(networks=(), headers={}))]
        await trial.append(*log)
        assert await store.cut_clients(now=NOON + 99 * _DAY) == 0
        assert await trial.read() == log

    @on_fresh_store
    async def test_every_event_can_be_cut(self, trial: Trial) -> None:
        """Whatever an event holds, the rest of it comes back as it went in."""
        store = _cutting(trial)
        log = every_kind()
        await trial.append(*log)
        changed = [event for event in log if cut_event(event) is not event]
        assert await store.cut_clients(now=NOON + 99 * _DAY) == len(changed)
        assert sorted(await trial.read(), key=_by_id) == [cut_event(event) for event in log]

    @on_fresh_store
    async def test_late_events_are_cut_as_well(self, trial: Trial) -> None:
        """An old event that is appended after a run is cut by the next one."""
        store = _cutting(trial)
        await trial.append(replace(opened(5), client=_WHOLE))
        assert await store.cut_clients(now=NOON + 31 * _DAY) == 1
        late = replace(opened(2), client=_WHOLE)
        await trial.append(late)
        assert await store.cut_clients(now=NOON + 31 * _DAY) == 1
        assert (await trial.read())[0] == cut_event(late)

    @on_fresh_store
    async def test_a_crowd_of_clients_is_cut(self, trial: Trial) -> None:
        """However many there are, also at one moment, all of them are cut."""
        store = _cutting(trial)
        await trial.append(*(replace(opened(number, at=NOON), client=_WHOLE) for number in range(_CROWD)))
        await trial.append(*(opened(_CROWD + number, at=NOON) for number in range(7)))
        assert await store.cut_clients(now=NOON + 31 * _DAY) == _CROWD
        assert await trial.numbers() == list(range(_CROWD + 7))

    @on_fresh_store
    async def test_cutting_leaves_verdicts_and_the_order_of_the_log(self, trial: Trial) -> None:
        """What was judged stays judged, and who follows the log misses and repeats nothing."""
        store = _cutting(trial)
        log = [replace(opened(number), client=_WHOLE) for number in (3, 1, 2)]
        for event in log:
            await trial.append(event)
        said = {event_id(1): Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=1, rules_version=1)}
        if isinstance(trial.store, AsyncVerdictStore):  # pragma: no branch - stores of others may lack it
            await trial.store.record_verdicts(said, judged_at=NOON)
        assert await store.cut_clients(now=NOON + 31 * _DAY) == 3
        if isinstance(trial.store, AsyncVerdictStore):  # pragma: no branch - stores of others may lack it
            assert await trial.store.verdicts(said) == said
        if isinstance(trial.store, AsyncCursorStore):  # pragma: no branch - same
            assert list((await trial.store.read()).events) == [cut_event(event) for event in log]

    @on_fresh_store
    async def test_when_to_cut_is_checked(self, trial: Trial) -> None:
        """A naive time, or what is no number of days, is refused before anything is cut."""
        store = _cutting(trial)
        whole = replace(opened(1), client=_WHOLE)
        await trial.append(whole)
        uses = [store.cut_clients(now=moment) for moment in (datetime(2030, 1, 1), cast("datetime", 7))]  # noqa: DTZ001 - what is tried
        uses += [store.cut_clients(now=NOON, client_days=days) for days in (-1, cast("int", 0.5), 10**9)]
        refusals = await asyncio.gather(*map(failure_of, uses))
        assert all(isinstance(refusal, ArgumentError) for refusal in refusals)
        assert await trial.read() == [whole]

    @on_fresh_store
    async def test_a_closed_store_cuts_nothing(self, trial: Trial) -> None:
        """After `close` there is nothing to cut."""
        store = _cutting(trial)
        await trial.store.close()
        assert isinstance(await failure_of(store.cut_clients(now=NOON)), StoreClosedError)


def _by_id(event: Event) -> UUID:
    return event.id


def _cutting(trial: Trial) -> AsyncClientStore:
    if isinstance(trial.store, AsyncClientStore):
        return trial.store
    raise SkipTest("the store is no ClientStore")
