"""Store behind the back of a web server: a queue, and a thread that empties it."""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType

from typing_extensions import Self

from mailtrack_sdk._logs import log_failure
from mailtrack_sdk._looking import check_answered
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.integrations._ending import end_with_worker
from mailtrack_sdk.integrations._savers import Savers
from mailtrack_sdk.outcomes import Answered
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

__all__ = ["BackgroundRecorder"]

_LINGER = timedelta(seconds=1)
_LONGEST_LINGER = timedelta(minutes=1)
_PAUSE = 0.02
"""Seconds without a request after which a burst is over; in more than that, few sites have none."""
_ENOUGH = 1_000
"""How many outcomes are saved without waiting for more; or half of the capacity, where that is less."""
_PORTION = 64
"""How many are saved at once, at most: so few that others wait for the interpreter a few milliseconds."""


class BackgroundRecorder:
    """A recorder whose `save` returns at once: a thread saves, several outcomes in one transaction.

    For busy sites: no thread of the server and no reader waits for the disk. A burst is answered first, and
    afterwards its pixels are looked into and all is saved, in few transactions: outcomes wait until no others
    have come for 20 milliseconds, for `linger` at the longest, and until 1,000 wait, or half of `capacity`.
    Nothing is dropped. When `capacity` outcomes wait, because the store is slower than the readers, `save`
    waits for room, and with it the server. The thread is started by the first `save`, so a server may fork
    before; where none can be started, `save` does the work, and the next one tries again.

    `close` saves what waits, and so does the end of the program, by `atexit`, and of a worker that
    `multiprocessing` made. SIGKILL leaves no time for either. **Nor does SIGTERM**, by which most systems
    stop a server: unless somebody handles it, Python ends at once and skips `atexit`, and uvicorn raises it
    anew when it is done. Close the recorder in the lifespan of the application, or in a handler of the
    signal, and before its store.

    Args:
        recorder: Does the work, by `Recorder.save_all`.
        capacity: How many outcomes may wait, from 1; each takes some 2 kilobytes, and 15 at the most.
        linger: How long outcomes may wait while others come, from 0 to 1 minute; `flush` and `close` do
            not wait. A process that is killed loses what waits.

    Raises:
        ConfigurationError: An argument cannot be used.

    Example:
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
        >>> with BackgroundRecorder(Recorder(tracker, MemoryStore())) as recorder:
        ...     recorder.record(Request("GET", "/o/token")).status
        200
    """

    def __init__(self, recorder: Recorder, *, capacity: int = 10_000, linger: timedelta = _LINGER) -> None:
        """Check the arguments; no thread is started yet."""
        if not isinstance(recorder, Recorder):
            raise ConfigurationError(
                f"recorder must be a Recorder, not {type(recorder).__name__}: "
                "BackgroundRecorder(Recorder(tracker, store)); an AsyncRecorder needs no thread"
            )
        if type(capacity) is not int or capacity < 1:
            raise ConfigurationError(f"capacity must be a whole number from 1, not {capacity!r}")
        if not isinstance(linger, timedelta) or not timedelta(0) <= linger <= _LONGEST_LINGER:
            raise ConfigurationError(f"linger must be a timedelta from 0 to 1 minute, not {linger!r}")
        self._recorder = recorder
        self._capacity = capacity
        self._enough = min(_ENOUGH, (capacity + 1) // 2)
        self._linger = linger.total_seconds()
        self._closed = False
        self._begin()
        atexit.register(self.close)

    @property
    def tracker(self) -> Tracker:
        """What answers."""
        return self._recorder.tracker

    @property
    def waiting(self) -> int:
        """How many outcomes are not saved yet; worth a look when a store is slow."""
        self._notice_fork()
        return self._taken - self._saved

    def record(self, request: Request, *, now: datetime | None = None) -> Response:
        """Answer a request, and have it stored soon.

        Args:
            request: What the web server received.
            now: When, an aware datetime; the tracker's clock when left out.
        """
        answered = self.tracker.answer_first(request, now=now)
        self.save(answered)
        return answered.response

    def save(self, outcome: Answered) -> None:
        """Have an outcome stored soon; waits only while `capacity` others do. No store makes it raise.

        After `close` it is stored before this returns. What is no outcome is an `ArgumentError`.
        """
        check_answered(outcome)  # not in `offer`: adapters call that with what the tracker gave them
        while not self.offer(outcome):
            self._wait_until(self._has_room)

    def offer(self, outcome: Answered) -> bool:
        """Have an outcome stored soon, or return False when there is no room; for event loops."""
        self._notice_fork()
        with self._lock:  # that of `_changed`, which is slower to take
            if not self._has_room():
                return False
            self._queue.append(outcome)
            self._taken += 1
            # Asked when it is in the queue: a signal handler may have closed meanwhile.
            if self._has_worker():
                # Not for each of them: waking a thread takes as long as saving one.
                if self._idle or len(self._queue) == self._enough:
                    self._changed.notify_all()
                return True
        self._save_here()
        return True

    def flush(self) -> None:
        """Wait until everything that was handed over before is saved."""
        self._notice_fork()
        with self._changed:
            taken = self._wanted = self._taken
            self._changed.notify_all()
        self._wait_until(lambda: self._saved >= taken)

    def close(self) -> None:
        """Save what waits, end the thread, and tell subscribers of what is still held.

        The store stays open: it is yours. The end of the program calls this if you have not; a second
        call does nothing. A signal handler may call it.
        """
        atexit.unregister(self.close)
        self._notice_fork()
        with self._changed:
            was_closed, self._closed = self._closed, True
            self._changed.notify_all()
        # Not `join`: the caller may be a signal handler that interrupted `offer`, and this lets go of what
        # that one holds.
        self._wait_for_others()
        try:
            self._save_here()
        finally:
            # Once more: another thread may have taken some before those here were.
            self._wait_for_others()
            if not was_closed:
                self._recorder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._queue: deque[Answered] = deque()
        self._thread: threading.Thread | None = None
        self._taken = 0
        self._saved = 0
        self._savers = Savers(self._changed)
        self._idle = False
        self._lingered = False
        self._wanted = 0
        end_with_worker(self.close)

    def _notice_fork(self) -> None:
        """Begin anew in a forked process: what waits in the parent is the parent's."""
        if self._pid != os.getpid():
            self._begin()

    def _wait_until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; asked again and again, because a signal handler may have made it so.

        One that comes between the question and the waiting has told nobody.
        """
        with self._changed:
            while not self._changed.wait_for(is_so, _PAUSE):
                pass

    def _wait_for_others(self) -> None:
        others = self._savers.others()
        self._wait_until(lambda: self._savers.are_done_with(others))

    def _has_room(self) -> bool:
        return self._closed or self._taken - self._saved < self._capacity

    def _has_worker(self) -> bool:
        """Tell whether a thread will save, and start it when there is none yet."""
        if self._closed:
            return False
        if self._thread is None:
            thread = threading.Thread(target=self._work, name="mailtrack", daemon=True)
            try:
                thread.start()
            except Exception as error:  # noqa: BLE001 - too many threads, or no memory: the next save tries again
                log_failure("no thread could be started to save in the background", error)
                return False
            self._thread = thread
        return True

    def _work(self) -> None:
        with self._savers.saving():
            while (portion := self._next()) is not None:
                try:
                    self._recorder.save_all(portion)
                except BaseException as error:  # noqa: BLE001 - a subscriber that exits must not end this thread
                    log_failure("saving in the background was broken off, and goes on one by one", error)
                    self._save_each(portion)
                self._count(portion)

    def _save_each(self, portion: list[Answered]) -> None:
        for outcome in portion:
            try:
                self._recorder.save(outcome)  # once more does no harm
            except BaseException as error:  # noqa: BLE001 - as above
                log_failure("saving in the background was broken off", error)

    def _save_here(self) -> None:
        """Save what waits in the thread of the caller, for want of another."""
        exiting: SystemExit | None = None
        with self._savers.saving():
            while portion := self._take():
                try:
                    self._recorder.save_all(portion)
                except SystemExit as error:  # of a rule or a subscriber, or of a signal that ends the program
                    exiting = error
                    self._save_each(portion)
                finally:
                    self._count(portion)
        if exiting is not None:
            raise exiting

    def _count(self, portion: list[Answered]) -> None:
        with self._changed:
            self._saved += len(portion)
            self._changed.notify_all()

    def _next(self) -> list[Answered] | None:
        """Wait for outcomes, and let others join them; None when the recorder is closed and all is saved."""
        with self._changed:
            if not self._queue:
                self._idle = True
                self._changed.wait_for(lambda: self._queue or self._closed)
                self._idle = self._lingered = False
            if not self._lingered:  # what comes while others are saved does not wait once more
                self._await_pause()
                self._lingered = True
            # The queue may be empty: a caller who could start no thread saves what waits.
            return None if self._closed and not self._queue else self._take()

    def _await_pause(self) -> None:
        """Wait while others come, but not for too long, nor for too many."""
        until = time.monotonic() + self._linger
        before = 0
        while before < self._taken and (left := until - time.monotonic()) > 0:
            before = self._taken
            if self._changed.wait_for(self._is_time, min(left, _PAUSE)):
                return

    def _is_time(self) -> bool:
        """Tell whether what waits is to be saved without waiting for more."""
        return self._closed or self._wanted > self._saved or len(self._queue) >= self._enough

    def _take(self) -> list[Answered]:
        with self._changed:
            return [self._queue.popleft() for _ in range(min(len(self._queue), _PORTION))]
