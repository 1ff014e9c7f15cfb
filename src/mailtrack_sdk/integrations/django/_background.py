"""A thread that saves behind the views, and has connections of Django's that no request opens or closes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from django.db import close_old_connections, connections

from mailtrack_sdk._logs import log_failure
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.outcomes import Answered

__all__ = ["ConnectingRecorder"]


class ConnectingRecorder(BackgroundRecorder):
    """A recorder in the background whose thread keeps to `CONN_MAX_AGE` and leaves no connection behind."""

    def _next(self) -> list[Answered] | None:
        """Do what Django does at both ends of a request; this is where a save ends and the next begins."""
        _tend(close_old_connections)
        portion = super()._next()
        _tend(connections.close_all if portion is None else close_old_connections)
        return portion

    def _save_here(self) -> None:
        """Save in the thread of the caller, or near it: in an event loop Django refuses to."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            super()._save_here()
            return
        if self._queue:
            self._saving = loop.run_in_executor(None, self._save_apart)

    def _save_apart(self) -> None:
        _tend(close_old_connections)
        super()._save_here()
        _tend(close_old_connections)


def _tend(work: Callable[[], None]) -> None:
    """See to the connections of this thread; one that cannot even be closed must not end it."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whatever a driver raises
        log_failure("a database connection could not be closed", error)
