"""A recorder that works behind the back of a web server."""

from __future__ import annotations

import gc
import multiprocessing.util
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from queue import Queue
from typing import Any, cast

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.classification import Finding, Verdict
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import Event, RequestEvent, SentEvent
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.outcomes import Answered, Hit, Outcome, Pending
from mailtrack_sdk.stores import MemoryStore, to_async
from tests._recorders import GatedStore

TRACKER = mt.Tracker("a long and random secret", base_url="https://t.example.com")
SENT = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
PATIENCE = 10.0


class TellingStore(MemoryStore):
    """A store that tells how many events each transaction had."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: Queue[int] = Queue()

    def append(self, events: Iterable[Event]) -> int:
        """Add events, and tell how many."""
        batch = list(events)
        self.batches.put(len(batch))
        return super().append(batch)


def outcome(number: int = 1) -> Outcome:
    """Make the outcome of an open."""
    delivery = mt.Delivery("news", f"u-{number}", sent_at=SENT)
    return TRACKER.handle(mt.Request("GET", TRACKER.pixel_url(delivery)))


def _asking(recipient: str, *, cookie: str = "") -> mt.Request:
    """Make a request for somebody's pixel."""
    delivery = mt.Delivery("news", recipient, sent_at=SENT)
    return mt.Request("GET", TRACKER.pixel_url(delivery), {"Cookie": cookie})


def _leaving(recipient: str) -> mt.Tracker:
    """Make a tracker with a rule that exits where it is asked about somebody."""

    def leave(event: RequestEvent) -> Finding | None:
        if event.delivery.recipient == recipient:
            sys.exit(1)
        return None

    classifier = mt.Classifier((leave,))
    return mt.Tracker("a long and random secret", base_url="https://t.example.com", classifier=classifier)


def _alive(cookie: str) -> list[mt.Request]:
    """List the requests in memory that came with a cookie."""
    # Not `isinstance`, which some lazy objects of other libraries take as a question for what they stand for.
    objects: list[object] = gc.get_objects()
    found = [each for each in objects if type(each) is mt.Request]
    return [request for request in found if request.header("cookie") == cookie]


FORGETFUL = """
from datetime import datetime, timezone
import mailtrack_sdk as mt
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.stores import MemoryStore

class Store(MemoryStore):
    def append(self, events):
        print("stored")
        return super().append(events)

tracker = mt.Tracker("a long and random secret", base_url="https://t.example.com")
recorder = BackgroundRecorder(mt.Recorder(tracker, Store()))
delivery = mt.Delivery("news", "u-1", sent_at=datetime.now(timezone.utc))
for _ in range(3):
    recorder.record(mt.Request("GET", tracker.pixel_url(delivery)))
"""

FORK = """
import os
import threading
from datetime import datetime, timezone
import mailtrack_sdk as mt
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.stores import MemoryStore

who = "parent"
gate = threading.Event()

class Store(MemoryStore):
    def append(self, events):
        gate.wait(10)
        print(who, "stored", *(event.delivery.recipient for event in events), flush=True)
        return super().append(events)

tracker = mt.Tracker("a long and random secret", base_url="https://t.example.com")
recorder = BackgroundRecorder(mt.Recorder(tracker, Store()))

def save(recipient):
    delivery = mt.Delivery("news", recipient, sent_at=datetime.now(timezone.utc))
    recorder.record(mt.Request("GET", tracker.pixel_url(delivery)))

save("u-1")
child = os.fork()
if child == 0:
    who = "child"
    gate = threading.Event()
    gate.set()
    save("u-2")
    recorder.close()
    os._exit(0)
os.waitpid(child, 0)
gate.set()
"""


PRELUDE = """
import os, signal, sys, threading, time
from datetime import datetime, timezone
import mailtrack_sdk as mt
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.stores import MemoryStore

class Store(MemoryStore):
    def append(self, events):
        time.sleep(0.2)
        print("stored", flush=True)
        return super().append(events)

tracker = mt.Tracker("a long and random secret", base_url="https://t.example.com")
recorder = BackgroundRecorder(mt.Recorder(tracker, Store()))
delivery = mt.Delivery("news", "u-1", sent_at=datetime.now(timezone.utc))
request = mt.Request("GET", tracker.pixel_url(delivery))
"""

FORK_WITHOUT_SAVE = """
recorder.record(request)
if (child := os.fork()) == 0:
    recorder.flush()
    print("child waits for", recorder.waiting, flush=True)
    os._exit(0)
os.waitpid(child, 0)
"""

TERMINATED = """
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
recorder.record(request)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(10)
"""

CLOSED_BY_A_SIGNAL = """
def close(*_):
    recorder.close()
    print("closed", flush=True)

signal.signal(signal.SIGTERM, close)
recorder.record(request)
with recorder._changed:  # as if the signal came in the middle of a save
    os.kill(os.getpid(), signal.SIGTERM)
recorder.record(request)
"""

WORKERS = """
import multiprocessing, os, tempfile
from datetime import datetime, timezone
import mailtrack_sdk as mt
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.stores import SQLiteStore

tracker = mt.Tracker("a long and random secret", base_url="https://t.example.com")
folder = tempfile.TemporaryDirectory()
path = os.path.join(folder.name, "mailtrack.db")
store = SQLiteStore(path)
shared = BackgroundRecorder(mt.Recorder(tracker, store))

def save(recorder, first):
    for number in range(first, first + 10):
        delivery = mt.Delivery("news", f"u-{number}", sent_at=datetime.now(timezone.utc))
        recorder.record(mt.Request("GET", tracker.pixel_url(delivery)))

def with_the_parents(first):
    save(shared, first)

def with_its_own(first):
    save(BackgroundRecorder(mt.Recorder(tracker, SQLiteStore(path))), first)

fork = multiprocessing.get_context("fork")
tasks = ((with_the_parents, 0), (with_the_parents, 10), (with_its_own, 20), (with_its_own, 30))
workers = [fork.Process(target=task, args=(first,)) for task, first in tasks]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(len(list(store.events())))
"""


def run(program: str) -> str:
    """Run a program of this Python, and return what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    answer = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program],
        env={**environment, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return answer.stdout


def test_everything_is_stored_once() -> None:
    """Many threads hand over, one saves, and nothing is lost or doubled."""
    store = MemoryStore()
    with BackgroundRecorder(mt.Recorder(TRACKER, store)) as recorder:

        def hand_over(first: int) -> None:
            for number in range(first, first + 100):
                recorder.save(outcome(number))

        threads = [threading.Thread(target=hand_over, args=(first,)) for first in (0, 100, 200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {event.delivery.recipient for event in store.events() if isinstance(event, mt.OpenEvent)} == {
        f"u-{number}" for number in range(300)
    }
    assert len(list(store.events())) == 300


def test_saving_returns_at_once_and_a_flush_waits() -> None:
    """What waits is counted, until it is saved."""
    store = GatedStore()
    with BackgroundRecorder(mt.Recorder(TRACKER, store)) as recorder:
        for number in range(20):
            recorder.save(outcome(number))
        assert recorder.waiting == 20
        assert list(store.events()) == []
        threading.Timer(0.05, store.gate.set).start()
        recorder.flush()
        assert recorder.waiting == 0
        assert len(list(store.events())) == 20


def test_outcomes_wait_for_others_and_share_a_transaction() -> None:
    """Nothing is stored before the time is up, but for a flush; and then all at once."""
    store = TellingStore()
    with BackgroundRecorder(mt.Recorder(TRACKER, store), linger=timedelta(minutes=1)) as recorder:
        for number in range(20):
            recorder.save(outcome(number))
        assert recorder.waiting == 20
        recorder.flush()
        assert store.batches.get_nowait() == 20
        recorder.save(outcome(20))
        assert recorder.waiting == 1
    assert store.batches.get_nowait() == 1, "closing does not wait"


@pytest.mark.parametrize(
    ("settings", "count"), [({"linger": timedelta(milliseconds=1)}, 1), ({"capacity": 4}, 2), ({}, 1)]
)
def test_waiting_for_others_has_an_end(settings: dict[str, Any], count: int) -> None:
    """Outcomes are stored after a while, and as soon as half of those are there for which there is room."""
    store = TellingStore()
    chosen: dict[str, Any] = {"linger": timedelta(minutes=1), **settings} if settings else {}
    with BackgroundRecorder(mt.Recorder(TRACKER, store), **chosen) as recorder:
        for number in range(count):
            recorder.save(outcome(number))
        assert store.batches.get(timeout=PATIENCE) == count


def test_closing_waits_for_a_thread_that_has_only_just_begun() -> None:
    """It may have taken what it saves before anybody saw it."""

    class SlowStore(MemoryStore):
        def append(self, events: Iterable[Event]) -> int:
            time.sleep(0.002)
            return super().append(events)

    outcomes = [outcome(number) for number in range(70)]
    for _ in range(30):
        store = SlowStore()
        with BackgroundRecorder(mt.Recorder(TRACKER, store)) as recorder:
            for each in outcomes:
                recorder.save(each)
        assert recorder.waiting == 0
        assert len(list(store.events())) == len(outcomes)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are not forked")
def test_a_worker_that_multiprocessing_forked_saves_what_waits() -> None:
    """It ends without `atexit`, and all the same nothing is lost, whoever made the recorder."""
    assert run(WORKERS) == "40\n"


def test_a_worker_of_multiprocessing_has_its_end_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What such a process calls at its end saves what waits; in any other it does not."""
    for parent, waiting in ((None, 1), (object(), 0)):
        monkeypatch.setattr("multiprocessing.parent_process", lambda parent=parent: parent)
        with BackgroundRecorder(mt.Recorder(TRACKER, MemoryStore()), linger=timedelta(minutes=1)) as recorder:
            recorder.save(outcome())
            cast("Any", multiprocessing.util)._run_finalizers(100)
            assert recorder.waiting == waiting


def test_multiprocessing_is_not_loaded_for_its_sake(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longer than a recorder."""
    monkeypatch.delitem(sys.modules, "multiprocessing")
    BackgroundRecorder(mt.Recorder(TRACKER, MemoryStore())).close()
    assert "multiprocessing" not in sys.modules


def test_a_full_queue_makes_the_caller_wait() -> None:
    """Nothing is dropped: an offer is declined, and a save waits for room."""
    store = GatedStore()
    with BackgroundRecorder(mt.Recorder(TRACKER, store), capacity=2) as recorder:
        assert recorder.offer(outcome(1))
        assert recorder.offer(outcome(2))
        assert not recorder.offer(outcome(3))
        threading.Timer(0.05, store.gate.set).start()
        recorder.save(outcome(3))
        recorder.flush()
        assert len(list(store.events())) == 3


def test_closing_saves_what_waits_and_tells_subscribers() -> None:
    """After a close, which may be repeated, a save is done by the caller."""
    store = MemoryStore()
    heard: list[str] = []
    inner = mt.Recorder(
        TRACKER,
        store,
        subscribers=[lambda event, _verdict, _sent: heard.append(str(event.delivery.recipient))],
        settle=timedelta(hours=1),
    )
    recorder = BackgroundRecorder(inner)
    recorder.save(outcome(1))
    recorder.close()
    assert heard == ["u-1"]
    recorder.close()
    recorder.save(outcome(2))
    assert len(list(store.events())) == 2


def test_it_answers_as_the_recorder_does() -> None:
    """The answer does not wait for the store, and is the tracker's."""
    store = MemoryStore()
    delivery = mt.Delivery("news", "u-1", sent_at=SENT)
    with BackgroundRecorder(mt.Recorder(TRACKER, store)) as recorder:
        assert recorder.tracker is TRACKER
        response = recorder.record(mt.Request("GET", TRACKER.pixel_url(delivery)), now=SENT)
    assert response.status == 200
    assert len(list(store.events())) == 1


def test_closing_what_was_never_used_does_nothing() -> None:
    """No thread is started before the first save."""
    before = set(threading.enumerate())
    recorder = BackgroundRecorder(mt.Recorder(TRACKER, MemoryStore()))
    assert before.issuperset(threading.enumerate())
    recorder.flush()
    recorder.close()


def test_the_end_of_the_program_saves_what_waits() -> None:
    """A program that forgets to close loses nothing."""
    assert run(FORGETFUL) == "stored\n" * 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_begins_anew() -> None:
    """What waits in the parent stays the parent's, and the child has threads of its own."""
    assert run(FORK) == "child stored u-2\nparent stored u-1\n"


@pytest.mark.parametrize("end", ["save", "close"])
def test_a_fork_before_the_first_save_is_noticed(end: str) -> None:
    """Under another process id than it was made with, everything is made anew."""
    store = MemoryStore()
    recorder = BackgroundRecorder(mt.Recorder(TRACKER, store))
    recorder._pid = -1
    if end == "save":
        recorder.save(outcome())
    recorder.close()
    assert len(list(store.events())) == (end == "save")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_waits_for_nothing_of_its_parent() -> None:
    """A flush in the child returns at once, and nothing waits there."""
    assert run(PRELUDE + FORK_WITHOUT_SAVE) == "child waits for 0\nstored\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that can be handled")
def test_a_handled_sigterm_saves_what_waits() -> None:
    """A handler that exits makes an ordinary end of the signal."""
    assert run(PRELUDE + TERMINATED) == "stored\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that can be handled")
def test_a_signal_handler_may_close() -> None:
    """Even when it interrupts a save, which holds the lock, a close waits for the thread and no longer."""
    assert run(PRELUDE + CLOSED_BY_A_SIGNAL) == "stored\nclosed\nstored\n"


def test_a_subscriber_that_exits_does_not_end_the_thread(caplog: pytest.LogCaptureFixture) -> None:
    """What it was told with is stored all the same, and so is what comes later."""
    store = MemoryStore()
    calls: list[str] = []
    secret = "said to nobody"

    def leave(event: mt.OpenEvent | mt.ClickEvent, *_: object) -> None:
        calls.append(str(event.delivery.recipient))
        sys.exit(secret)

    with BackgroundRecorder(mt.Recorder(TRACKER, store, subscribers=[leave])) as recorder:
        for number in range(4):
            recorder.save(outcome(number))
        recorder.flush()
        recorder.save(outcome(5))
        recorder.flush()
    assert len(list(store.events())) == 5
    assert "u-5" in calls
    assert "SystemExit" in caplog.text
    assert secret not in caplog.text


def test_a_pixel_is_looked_into_in_the_background() -> None:
    """The thread of the server verifies nothing and judges nobody; the time is that of the request."""
    threads: list[str] = []

    def note(_: RequestEvent) -> Finding | None:
        threads.append(threading.current_thread().name)
        return None

    tracker = mt.Tracker(
        "a long and random secret", base_url="https://t.example.com", classifier=mt.Classifier((note,))
    )
    store = MemoryStore()
    genuine = tracker.pixel_url(mt.Delivery("news", "u-1", sent_at=SENT))
    with BackgroundRecorder(mt.Recorder(tracker, store)) as recorder:
        for url in (genuine, genuine[:-1]):
            response = recorder.record(mt.Request("GET", url), now=SENT)
            assert (response.status, response.header("Content-Type")) == (200, "image/gif")
        recorder.flush()
    assert set(threads) == {"mailtrack"}
    assert [(event.kind, event.at) for event in store.events()] == [("open", SENT)]


@pytest.mark.parametrize("is_waited_for", [True, False])
def test_a_rule_that_exits_loses_its_own_event_only(is_waited_for: bool) -> None:  # noqa: FBT001 - both ways
    """Whatever a classifier of the caller's own does, the others are stored, whoever saves them."""
    store = MemoryStore()
    recorder = BackgroundRecorder(mt.Recorder(_leaving("u-30"), store))
    for number in range(60):
        recorder.record(_asking(f"u-{number}"))
    if is_waited_for:
        recorder.flush()
        assert recorder.waiting == 0
    with suppress(SystemExit):  # where nobody but the caller of `close` was there to save
        recorder.close()
    assert len(list(store.events())) == 59


def test_who_saves_for_want_of_a_thread_loses_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end that a rule asked for comes when the others are saved, and subscribers are told."""
    store, told = MemoryStore(), list[object]()

    def tell(event: RequestEvent, _: Verdict, __: SentEvent | None) -> None:
        told.append(event)

    inner = mt.Recorder(_leaving("u-1"), store, subscribers=[tell], settle=timedelta(days=1))
    recorder = BackgroundRecorder(inner)
    monkeypatch.setattr(recorder, "_has_worker", lambda: True)
    for number in range(3):
        recorder.record(_asking(f"u-{number}"))
    with pytest.raises(SystemExit):
        recorder.close()
    assert recorder.waiting == 0
    assert len(list(store.events())) == len(told) == 2


def test_what_is_no_outcome_is_refused_by_the_caller() -> None:
    """And not by the thread, where nobody would hear of it."""
    wrong: Any = outcome(1).response
    with (
        BackgroundRecorder(mt.Recorder(TRACKER, MemoryStore())) as recorder,
        pytest.raises(ArgumentError, match="not Response"),
    ):
        recorder.save(wrong)


def test_close_waits_for_what_another_thread_saves_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The threads of a server may save themselves at its end, and die with it: nothing is lost."""
    store = GatedStore()
    recorder = BackgroundRecorder(mt.Recorder(TRACKER, store))
    monkeypatch.setattr(recorder, "_has_worker", lambda: False)
    saving = threading.Thread(target=recorder.save, args=(outcome(1),))
    saving.start()
    until = time.monotonic() + PATIENCE
    while not recorder._savers.others() and time.monotonic() < until:
        time.sleep(0.001)
    threading.Timer(0.05, store.gate.set).start()
    recorder.close()
    assert len(list(store.events())) == 1
    saving.join()


def test_a_long_request_does_not_wait() -> None:
    """Whoever sends megabytes of headers fills nothing: what waits is an outcome, which keeps few of them."""
    store = GatedStore()
    with BackgroundRecorder(mt.Recorder(TRACKER, store)) as recorder:
        for number in range(50):
            request = _asking(f"u-{number}")
            for pairs in ([("Cookie", "x" * 60_000)], [(f"x-{count}", "") for count in range(65)]):
                long = mt.Request(request.method, request.url, pairs)
                assert isinstance(TRACKER.answer_first(long), Hit)
                recorder.record(long)
        assert TRACKER.answer_first(mt.Request("GET", "/o/" + "x" * 5_000)).response.status == 200
        store.gate.set()
    assert len(list(store.events())) == 100


def test_no_request_is_kept_when_its_event_is_saved() -> None:
    """It says more than an event may keep: not even the thread that waits for others has it."""
    pending = TRACKER.answer_first(_asking("u-1", cookie="kept=1"))
    with BackgroundRecorder(mt.Recorder(TRACKER, MemoryStore())) as recorder:
        recorder.save(pending)
        for number in range(3):
            recorder.record(_asking(f"u-{number}", cookie="kept=1"))
        assert _alive("kept=1")
        recorder.flush()
        until = time.monotonic() + PATIENCE
        while _alive("kept=1") and time.monotonic() < until:
            time.sleep(0.01)
        assert _alive("kept=1") == []
    assert isinstance(pending, Pending)
    assert isinstance(pending.outcome(), Hit)


def test_after_an_exit_each_outcome_is_tried_alone() -> None:
    """Of a portion that is broken off time and again, every event is stored."""
    store = MemoryStore()

    class Leaving(mt.Recorder):
        """A recorder that is broken off whatever it saves."""

        __slots__ = ()

        def save_all(self, outcomes: Iterable[Answered]) -> None:
            """Save one, and no more."""
            given = list(outcomes)
            super().save_all(given if len(given) == 1 else ())
            sys.exit(1)

    with BackgroundRecorder(Leaving(TRACKER, store)) as recorder:
        for number in range(3):
            recorder.save(outcome(number))
        recorder.flush()
        assert recorder.waiting == 0
    assert len(list(store.events())) == 3


def test_where_no_thread_can_be_started_the_caller_saves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Saving goes on without a thread, and a later save tries to start one again."""
    store = MemoryStore()
    names: list[str] = []
    start = threading.Thread.start

    def fail_once(thread: threading.Thread) -> None:
        names.append(thread.name)
        if len(names) == 1:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", fail_once)
    with BackgroundRecorder(mt.Recorder(TRACKER, store)) as recorder:
        recorder.save(outcome(1))
        assert len(list(store.events())) == 1
        assert recorder.waiting == 0
        recorder.save(outcome(2))
        recorder.flush()
        assert names == ["mailtrack", "mailtrack"]
    assert len(list(store.events())) == 2


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"capacity": 0}, "capacity must be"),
        ({"capacity": True}, "capacity must be"),
        ({"capacity": 1.5}, "capacity must be"),
        ({"linger": 0.1}, "linger must be a timedelta"),
        ({"linger": timedelta(seconds=-1)}, "from 0 to 1 minute"),
        ({"linger": timedelta(minutes=2)}, "from 0 to 1 minute"),
    ],
)
def test_a_bad_setting_is_refused(arguments: dict[str, Any], complaint: str) -> None:
    """The error says what would do."""
    with pytest.raises(ConfigurationError, match=complaint):
        BackgroundRecorder(mt.Recorder(TRACKER, MemoryStore()), **arguments)


def test_a_recorder_that_is_awaited_is_refused() -> None:
    """It needs no thread."""
    awaited = mt.AsyncRecorder(TRACKER, to_async(MemoryStore()))
    with pytest.raises(ConfigurationError, match="needs no thread"):
        BackgroundRecorder(awaited)  # type: ignore[arg-type]
