"""The part of the suite for deleting: what is old, and what is about one person."""

# ruff: noqa: PLR2004, S101 - a suite asserts, and the expected number is the point of it

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast
from unittest import SkipTest

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.errors import ArgumentError, StoreClosedError
from mailtrack_sdk.events import EventKind, SentEvent
from mailtrack_sdk.models import RecipientId
from mailtrack_sdk.stores.base import AsyncErasureStore, AsyncPurgeStore, AsyncVerdictStore
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.testing._samples import NOON, SECOND, SOMEBODY, delivery, event_id, mixed_log, opened, sent
from mailtrack_sdk.testing._trial import Contract, Trial, failure_of, on_fresh_store

_CROWD = 1_300
"""More events than any sensible store deletes at once, and not a round number."""

_VERDICT = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=1, rules_version=1)


class RetentionContract(Contract):
    """Checks of what `PurgeStore` and `ErasureStore` promise."""

    @on_fresh_store
    async def test_a_purge_deletes_what_is_older(self, trial: Trial) -> None:
        """Events before the moment go, those of the moment stay, and the number is told."""
        store = _purging(trial)
        await trial.append(*mixed_log())
        assert await store.purge(before=NOON) == 0
        assert await store.purge(before=NOON + 11 * SECOND) == 10
        assert await trial.numbers() == list(range(11, 18))
        assert await store.purge(before=NOON + 11 * SECOND) == 0, "they are gone"
        assert await trial.append(*mixed_log()[:2]) == 2, "what was purged is new again"

    @on_fresh_store
    async def test_a_purge_keeps_to_its_kinds(self, trial: Trial) -> None:
        """Kinds that were not named stay, and what is computed from them too."""
        store = _purging(trial)
        await trial.append(*mixed_log())
        later = NOON + 60 * SECOND
        assert await store.purge(before=later, kinds=()) == 0
        assert await store.purge(before=NOON + 15 * SECOND, kinds=[EventKind.OPEN, EventKind.CLICK]) == 4
        assert await trial.numbers() == [*range(1, 11), 15, 16, 17]
        assert await trial.numbers(EventQuery(campaign="spring", sender="s-2")) == [8, 15]
        assert await store.purge(before=later, kinds=iter((EventKind.COMPOSED,))) == 6
        assert await trial.numbers(EventQuery(campaign="spring")) == [], (
            "their messages are not known any more"
        )
        assert await trial.numbers() == [*range(7, 11), 15, 16, 17]

    @on_fresh_store
    async def test_a_purge_takes_the_verdicts_along(self, trial: Trial) -> None:
        """The verdict on a purged event goes with it, and no other."""
        store, judged = _purging(trial), _judged(trial)
        await trial.append(*(opened(number) for number in (1, 2, 3)))
        said = {event_id(number): _VERDICT for number in (1, 2, 3)}
        await judged.record_verdicts(said, judged_at=NOON)
        assert await store.purge(before=NOON + 3 * SECOND) == 2
        assert await judged.verdicts(said) == {event_id(3): _VERDICT}

    @on_fresh_store
    async def test_a_long_purge_comes_to_its_end(self, trial: Trial) -> None:
        """However much there is to delete, also at one moment, all of it goes and nothing else."""
        store = _purging(trial)
        await trial.append(*(opened(number, at=NOON) for number in range(_CROWD)))
        await trial.append(*(sent(_CROWD + number, delivery()) for number in range(7)))
        later = NOON + 10_000 * SECOND
        assert await store.purge(before=later, kinds=(EventKind.OPEN,)) == _CROWD
        assert await trial.numbers() == list(range(_CROWD, _CROWD + 7))

    @on_fresh_store
    async def test_a_purge_checks_its_arguments(self, trial: Trial) -> None:
        """A naive time, or a word that is no kind, is refused before anything is deleted."""
        store = _purging(trial)
        await trial.append(opened(1))
        kinds = cast("Sequence[EventKind]", ("opens",))
        uses = [store.purge(before=moment) for moment in (NOON.replace(tzinfo=None), cast("datetime", 7))]
        refusals = await asyncio.gather(*map(failure_of, [*uses, store.purge(before=NOON, kinds=kinds)]))
        assert all(isinstance(refusal, ArgumentError) for refusal in refusals)
        assert await trial.numbers() == [1]

    @on_fresh_store
    async def test_an_erased_recipient_is_gone(self, trial: Trial) -> None:
        """All events of a recipient go, and nobody else's."""
        store = _erasing(trial)
        await trial.append(*mixed_log())
        assert await store.erase("ann") == 8
        assert await trial.numbers() == [1, 2, 3, 4, 5, 6, 8, 13, 15]
        assert await trial.numbers(EventQuery(recipient="ann")) == []
        assert await store.erase("ann") == 0, "erasing again is fine"
        assert await store.erase("nobody") == 0, "erasing somebody unknown is fine"

    @on_fresh_store
    async def test_verdicts_on_the_erased_are_gone(self, trial: Trial) -> None:
        """The verdicts on the events of an erased recipient go with them, and no others."""
        store, judged = _erasing(trial), _judged(trial)
        await trial.append(*mixed_log())
        said = {event_id(number): _VERDICT for number in range(1, 18)}
        await judged.record_verdicts(said, judged_at=NOON)
        await store.erase("ann")
        left = {event_id(number): _VERDICT for number in (1, 2, 3, 4, 5, 6, 8, 13, 15)}
        assert await judged.verdicts(said) == left

    @on_fresh_store
    async def test_an_erased_recipient_stays_away(self, trial: Trial) -> None:
        """Later events of the recipient are passed over in silence, those of others are kept."""
        store = _erasing(trial)
        await store.erase("ann")
        log = mixed_log()
        assert await trial.append(*log) == 9, "events of the erased are not new"
        assert await trial.append(log[6]) == 0
        assert await trial.numbers() == [1, 2, 3, 4, 5, 6, 8, 13, 15]

    @on_fresh_store
    async def test_recipients_are_erased_by_id_and_type(self, trial: Trial) -> None:
        """The text "42" is not the number 42, and a UUID is not its text."""
        store = _erasing(trial)
        recipients: tuple[RecipientId, ...] = ("42", 42, SOMEBODY, str(SOMEBODY), "ä", "a")
        for number, recipient in enumerate(recipients):
            await trial.append(opened(number, delivery(recipient)))
        for number, recipient in enumerate(recipients):
            assert await store.erase(recipient) == 1
            assert await trial.numbers() == list(range(number + 1, len(recipients)))
            assert await trial.append(opened(100 + number, delivery(recipient))) == 0

    @on_fresh_store
    async def test_a_recipient_is_erased_in_its_tenant(self, trial: Trial) -> None:
        """With a tenant, the same id in other tenants stays and may go on; without one, all go."""
        store = _erasing(trial)
        await trial.append(*mixed_log())
        assert await store.erase("ann", tenant="t1") == 6
        assert await trial.numbers(EventQuery(recipient="ann")) == [9, 12]
        again = [
            opened(number, delivery("ann", tenant=tenant)) for number, tenant in ((20, "t1"), (21, None))
        ]
        assert await trial.append(*again, opened(22, delivery("ann", tenant="t2"))) == 2
        assert await store.erase("ann") == 4
        assert await trial.append(opened(23, delivery("ann", tenant="t2"))) == 0

    @on_fresh_store
    async def test_an_erased_recipient_is_no_candidate(self, trial: Trial) -> None:
        """Where others' copies name it among their candidates, "[erased]" stands for it, also later."""
        store = _erasing(trial)
        shared = replace(sent(1, delivery(None)), candidates=("7", "bob"), metadata={"room": "7"})
        copy = replace(sent(2, delivery("bob", tenant="t1")), candidates=("bob", "7", "77"))
        other = replace(sent(3, delivery("bob", tenant="t2")), candidates=("7", "bob"))
        await trial.append(shared, copy, other, replace(sent(4, delivery(7)), candidates=("7", "bob")))
        assert await store.erase(7, tenant="t1") == 0
        assert await _candidates(trial) == [
            ("7", "bob"),
            ("bob", "[erased]", "77"),
            ("7", "bob"),
            ("7", "bob"),
        ]
        assert await store.erase(7) == 1, "the copy to the recipient itself goes"
        erased = ("[erased]", "bob")
        assert await _candidates(trial) == [erased, ("bob", "[erased]", "77"), erased]
        assert await trial.append(replace(shared, id=event_id(5)), replace(copy, id=event_id(6))) == 2
        assert await _candidates(trial) == [
            erased,
            erased,
            ("bob", "[erased]", "77"),
            ("bob", "[erased]", "77"),
            erased,
        ]

    @on_fresh_store
    async def test_only_candidates_are_replaced(self, trial: Trial) -> None:
        """The same text in another place of an event is the caller's, and stays."""
        store = _erasing(trial)
        copy = replace(sent(1, delivery(None)), candidates=("bob",), subject="7", metadata={"room": "7"})
        await trial.append(copy)
        await store.erase("7")
        assert await trial.read() == [copy]

    @on_fresh_store
    async def test_a_crowd_of_events_is_erased(self, trial: Trial) -> None:
        """However many events a recipient has, all of them go, and all candidates are replaced."""
        store = _erasing(trial)
        copy = replace(sent(0, delivery(None)), candidates=("u-1", "u-2"))
        await trial.append(*(opened(number) for number in range(1, _CROWD)))
        await trial.append(*(replace(copy, id=event_id(_CROWD + number)) for number in range(_CROWD)))
        assert await store.erase("u-1") == _CROWD - 1
        assert await _candidates(trial) == [("[erased]", "u-2")] * _CROWD

    @on_fresh_store
    async def test_whom_to_erase_is_checked(self, trial: Trial) -> None:
        """Nobody, an address, or a word that is no tenant, is refused."""
        store = _erasing(trial)
        bad = (cast("RecipientId", None), "ann@example.com", "", cast("RecipientId", 1.5))
        uses = [*(store.erase(recipient) for recipient in bad), store.erase("ann", tenant="a b")]
        refusals = await asyncio.gather(*map(failure_of, uses))
        assert all(isinstance(refusal, ArgumentError) for refusal in refusals)

    @on_fresh_store
    async def test_a_closed_store_does_not_purge(self, trial: Trial) -> None:
        """After `close` there is nothing to delete from."""
        store = _purging(trial)
        await trial.store.close()
        assert isinstance(await failure_of(store.purge(before=NOON)), StoreClosedError)

    @on_fresh_store
    async def test_a_closed_store_does_not_erase(self, trial: Trial) -> None:
        """After `close` there is nobody to forget."""
        store = _erasing(trial)
        await trial.store.close()
        assert isinstance(await failure_of(store.erase("ann")), StoreClosedError)


async def _candidates(trial: Trial) -> list[tuple[str, ...]]:
    """Read the candidates of all sent events."""
    events = await trial.read(EventQuery(kinds=(EventKind.SENT,)))
    return [event.candidates for event in events if isinstance(event, SentEvent)]


def _purging(trial: Trial) -> AsyncPurgeStore:
    if isinstance(trial.store, AsyncPurgeStore):
        return trial.store
    raise SkipTest("the store is no PurgeStore")


def _erasing(trial: Trial) -> AsyncErasureStore:
    if isinstance(trial.store, AsyncErasureStore):
        return trial.store
    raise SkipTest("the store is no ErasureStore")


def _judged(trial: Trial) -> AsyncVerdictStore:
    if isinstance(trial.store, AsyncVerdictStore):
        return trial.store
    raise SkipTest("the store is no VerdictStore")
