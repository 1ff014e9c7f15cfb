"""Group commit: threads that arrive while a commit is running share the next one.

A commit waits for the disk, and costs nearly the same for one row as for fifty. So the first thread that
comes does its work and commits it; those that come meanwhile queue, and when it is done, one of them does
the work of all of them and commits it once. Nobody waits for company: a lone thread commits at once, in
its own thread. Nobody is answered before the commit that holds its work is on the disk.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, cast

from mailtrack_sdk.stores._connection import watch_forks

AnswerT = TypeVar("AnswerT")

Work = Callable[[sqlite3.Connection], AnswerT]
"""What is done within a transaction; it may be done again after a rollback."""


class Ticket(Generic[AnswerT]):
    """The work of one thread, which gets its own answer or its own error.

    Attributes:
        work: What to do.
        answer: What came of it, once it is committed.
        error: Or why not.
    """

    __slots__ = ("_bell", "answer", "done", "error", "leads", "work")

    def __init__(self, work: Work[AnswerT]) -> None:
        self.work = work
        self.answer: AnswerT | None = None
        self.error: Exception | None = None
        self.done = False
        self.leads = False
        self._bell = threading.Lock()
        self._bell.acquire()

    def wait(self) -> None:
        """Wait for `wake`."""
        self._bell.acquire()

    def wake(self) -> None:
        """End the waiting of the thread."""
        self._bell.release()

    def succeed(self, answer: object) -> None:
        """Note the answer."""
        self.answer, self.done = cast("AnswerT", answer), True

    def fail(self, error: Exception) -> None:
        """Note the error."""
        self.error, self.done = error, True

    def result(self) -> AnswerT:
        """Return the answer, or raise the error."""
        if self.error is not None:
            raise self.error
        return cast("AnswerT", self.answer)


Tickets = Sequence[Ticket[object]]


class CommitQueue:
    """The threads that wait for a commit, and the one that does it.

    Args:
        commit: Does the work of some tickets in one transaction, and notes in each what came of it.
    """

    def __init__(self, commit: Callable[[Tickets], None]) -> None:
        self._commit = commit
        self._busy = False
        self._begin()
        watch_forks(self)

    def submit(self, work: Work[AnswerT]) -> AnswerT:
        """Do some work in a transaction, shared or not, and return its answer once it is committed."""
        ticket = Ticket(work)
        with self._mutex:
            self._waiting.append(cast("Ticket[object]", ticket))
            ticket.leads = not self._busy
            self._busy = True
        if not ticket.leads:
            self._wait(cast("Ticket[object]", ticket))
        if ticket.leads:
            self._lead()
        return ticket.result()

    def pause(self) -> None:
        """Let nobody come or go, so that a fork finds the queue in order."""
        self._mutex.acquire()
        self._paused = True

    def resume(self) -> None:
        """Undo `pause`; in a child, those who wait belong to the parent."""
        if self._pid != os.getpid():
            self._begin()
        elif self._paused:  # not so for a queue that another thread made during the fork
            self._paused = False
            self._mutex.release()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._mutex = threading.Lock()
        self._waiting: list[Ticket[object]] = []
        self._busy = False
        self._paused = False

    def _lead(self) -> None:
        """Commit for all who wait, and hand over to one of those who came meanwhile."""
        with self._mutex:
            taken, self._waiting = self._waiting, []
        try:
            self._commit(taken)
        finally:
            # When this thread is interrupted, as by Ctrl-C, the others' work is still to be done.
            others = taken[1:]  # the first is this thread's own
            with self._mutex:
                self._waiting[:0] = [ticket for ticket in others if not ticket.done]
                self._appoint()
            for ticket in others:
                if ticket.done:
                    ticket.wake()

    def _appoint(self) -> None:
        """Let the first who waits lead; the mutex is held."""
        self._busy = bool(self._waiting)
        if self._waiting:
            self._waiting[0].leads = True
            self._waiting[0].wake()

    def _wait(self, ticket: Ticket[object]) -> None:
        try:
            ticket.wait()
        except BaseException:
            with self._mutex:
                if ticket in self._waiting:  # else it is being committed, and nobody hears the answer
                    self._waiting.remove(ticket)
                    if ticket.leads:
                        self._appoint()
            raise
