"""Group commit: threads share a commit, and each gets its own answer."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mailtrack_sdk.errors import StoreClosedError, StoreError
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.stores._commits import CommitQueue, Ticket, Tickets, Work
from mailtrack_sdk.testing._samples import event_id, number_of, opened


class Desk:
    """A commit that can be held up, and that remembers how many it served at once."""

    def __init__(self) -> None:
        self.served: list[int] = []
        self.begun = threading.Event()
        self.may_go_on = threading.Event()
        self.queue = CommitQueue(self.commit)

    def commit(self, tickets: Tickets) -> None:
        """Answer all, once it is allowed."""
        self.served.append(len(tickets))
        self.begun.set()
        self.may_go_on.wait(10)
        with closing(sqlite3.connect(":memory:")) as connection:
            for ticket in tickets:
                ticket.succeed(ticket.work(connection))

    def wait_for(self, count: int) -> None:
        """Wait until so many threads are in the queue."""
        while len(self.queue._waiting) < count:
            time.sleep(0.001)


def _say(number: int) -> Work[int]:
    return lambda _: number


def test_those_who_come_during_a_commit_share_the_next() -> None:
    """One thread commits at once, all that come meanwhile are committed together, each has its answer."""
    desk = Desk()
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(desk.queue.submit, _say(0))
        desk.begun.wait(10)
        others = [pool.submit(desk.queue.submit, _say(number)) for number in range(1, 9)]
        desk.wait_for(8)
        desk.may_go_on.set()
        assert [future.result() for future in (first, *others)] == list(range(9))
    assert desk.served == [1, 8]
    assert desk.queue.submit(_say(9)) == 9, "the queue goes on"


def test_a_leader_who_is_interrupted_leaves_the_work_to_others() -> None:
    """After Ctrl-C in the thread that commits for all, the others are served, without it."""
    desk = Desk()

    def interrupted(_: sqlite3.Connection) -> int:
        raise KeyboardInterrupt

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(desk.queue.submit, _say(0))
        desk.begun.wait(10)
        leader = pool.submit(desk.queue.submit, interrupted)
        desk.wait_for(1)
        others = [pool.submit(desk.queue.submit, _say(number)) for number in (1, 2)]
        desk.wait_for(3)
        desk.may_go_on.set()
        with pytest.raises(KeyboardInterrupt):
            leader.result()
        assert [future.result() for future in (first, *others)] == [0, 1, 2]
    assert desk.served == [1, 3, 2]


class _Interrupted(Ticket[object]):
    """A ticket whose thread is interrupted while it waits."""

    def wait(self) -> None:
        """Be interrupted."""
        raise KeyboardInterrupt


def test_who_is_interrupted_while_waiting_stands_in_nobodys_way() -> None:
    """It leaves the queue; if it was to lead, the next one does; if it is being served, so be it."""
    queue = Desk().queue
    leaving, following = _Interrupted(_say(1)), Ticket[object](_say(2))
    queue._waiting, queue._busy = [leaving, following], True
    with pytest.raises(KeyboardInterrupt):
        queue._wait(leaving)
    assert queue._waiting == [following]
    assert [ticket.leads for ticket in queue._waiting] == [False]
    queue._waiting, leaving.leads = [leaving, following], True
    with pytest.raises(KeyboardInterrupt):
        queue._wait(leaving)
    assert queue._waiting == [following]
    assert [ticket.leads for ticket in queue._waiting] == [True]
    with pytest.raises(KeyboardInterrupt):
        queue._wait(leaving)
    assert queue._waiting == [following]


def test_a_child_begins_with_an_empty_queue() -> None:
    """Those who wait at a fork belong to the parent, where nothing changes."""
    queue = Desk().queue
    waiting = Ticket[object](_say(1))
    queue._waiting, queue._busy = [waiting], True
    queue.pause()
    queue.resume()
    queue.resume()  # as for a queue that another thread made during the fork
    assert queue._waiting == [waiting]
    queue.pause()
    queue._pid = -1  # what a child finds
    queue.resume()
    assert (queue._waiting, queue._busy) == ([], False)
    assert queue._mutex.acquire(blocking=False)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    """Make a store that refuses the event with the number 13."""
    path = tmp_path / "events.db"
    SQLiteStore(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            f"CREATE TRIGGER t BEFORE INSERT ON events WHEN NEW.id = x'{event_id(13).hex}'"
            " BEGIN SELECT RAISE(ABORT, 'unlucky'); END"
        )
    with SQLiteStore(path, busy_timeout=timedelta(milliseconds=200)) as made:
        yield made


def _append_together(store: SQLiteStore, numbers: Iterable[int]) -> list[Future[int]]:
    """Append from one thread each, so that all of them are served by one commit."""
    wanted = list(numbers)
    with ThreadPoolExecutor(len(wanted)) as pool, store._db._writer._lock:
        futures = [pool.submit(store.append, [opened(wanted[0])])]
        while not store._db._queue._busy or store._db._queue._waiting:
            time.sleep(0.001)
        futures += [pool.submit(store.append, [opened(number)]) for number in wanted[1:]]
        while len(store._db._queue._waiting) < len(wanted) - 1:
            time.sleep(0.001)
    return futures


def test_each_thread_has_its_own_error(store: SQLiteStore) -> None:
    """When the work of one thread is refused, the others of the same commit succeed."""
    futures = _append_together(store, [1, 12, 13, 14])
    failures = [future.exception() for future in futures]
    assert [future.result() for future in futures if future.exception() is None] == [1, 1, 1]
    assert [failure is not None for failure in failures] == [False, False, True, False]
    assert isinstance(failures[2], StoreError)
    assert [number_of(event) for event in store.events()] == [1, 12, 14]


def test_an_id_is_new_for_one_of_those_who_share_a_commit(store: SQLiteStore) -> None:
    """The same event from several threads of one commit counts once."""
    futures = _append_together(store, [1, 2, 2, 2])
    assert sum(future.result() for future in futures) == 2


def test_a_file_that_stays_locked_fails_all_who_wait(store: SQLiteStore) -> None:
    """Nobody waits for the file once more after the first of them has waited in vain."""
    with closing(sqlite3.connect(store._db.path, isolation_level=None)) as rival:
        rival.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        futures = _append_together(store, range(1, 41))
        failures = [future.exception() for future in futures]
        assert time.monotonic() - start < 6  # one after the other they would wait 8 seconds
        rival.execute("ROLLBACK")
    assert all(isinstance(failure, StoreError) and "locked" in str(failure) for failure in failures)
    assert len({id(failure) for failure in failures}) == len(failures), "each error belongs to one thread"
    assert store.append([opened(1)]) == 1


def test_writing_from_a_closed_store_is_refused_to_all(store: SQLiteStore) -> None:
    """Who waits while the store is closed is told so."""
    with ThreadPoolExecutor(1) as pool, store._db._writer._lock:
        future = pool.submit(store.append, [opened(1)])
        while not store._db._queue._busy:
            time.sleep(0.001)
        store._db._writer._closed = True
    with pytest.raises(StoreClosedError):
        future.result()
