"""Save outcomes behind their answers in an event loop, whatever becomes of the request meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from functools import partial

from mailtrack_sdk._looking import known
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.outcomes import Answered, Hit, Ignored, IgnoredReason
from mailtrack_sdk.recorder import AsyncRecorder, Recorder

__all__ = ["Keeper", "is_foreign", "sync_recorder"]


class Keeper:
    """Saves with any recorder; what may wait for a disk does so in a thread.

    Args:
        recorder: Saves.

    Raises:
        ConfigurationError: Not a recorder.
    """

    __slots__ = ("_pending", "_recorder", "tracker")

    def __init__(self, recorder: Recorder | BackgroundRecorder | AsyncRecorder) -> None:
        if not isinstance(recorder, (Recorder, BackgroundRecorder, AsyncRecorder)):
            raise ConfigurationError(
                f"recorder must be a Recorder or an AsyncRecorder, not {type(recorder).__name__}"
            )
        self._recorder = recorder
        self._pending: set[asyncio.Future[None]] = set()
        self.tracker = recorder.tracker

    def save(self, outcome: Answered) -> Awaitable[None] | None:
        """Save, and return what is left to wait for; when the request is cancelled meanwhile, that goes on.

        No coroutine, because mostly a `BackgroundRecorder` has room, and there is nothing to wait for.
        """
        recorder = self._recorder
        if isinstance(recorder, BackgroundRecorder):
            if recorder.offer(outcome):
                return None
        elif isinstance(recorder, AsyncRecorder):
            return self._shielded(asyncio.ensure_future(recorder.save(outcome)))
        else:
            found = known(outcome)
            if not isinstance(found, Hit):
                if found is not None:
                    recorder.save(found)  # it is counted, if anything, and needs no thread
                return None
        return self._shielded(_in_thread(partial(recorder.save, outcome)))

    async def drain(self) -> None:
        """Wait for everything that was begun."""
        await asyncio.gather(*self._pending, return_exceptions=True)
        if isinstance(self._recorder, BackgroundRecorder):
            await _in_thread(self._recorder.flush)

    def _shielded(self, saving: asyncio.Future[None]) -> Awaitable[None]:
        self._pending.add(saving)
        saving.add_done_callback(self._pending.discard)
        return asyncio.shield(saving)


def _in_thread(call: Callable[[], None]) -> asyncio.Future[None]:
    # Not `to_thread`, which is a coroutine and would need a task to go on when nobody waits.
    context = copy_context()
    return asyncio.get_running_loop().run_in_executor(None, lambda: context.run(call))


def is_foreign(outcome: Answered) -> bool:
    """Tell whether a request was for something that is not the tracker's."""
    return isinstance(outcome, Ignored) and outcome.reason is IgnoredReason.NOT_OURS


def sync_recorder(recorder: Recorder | BackgroundRecorder) -> Recorder | BackgroundRecorder:
    """Return a recorder that can be called without an event loop.

    Raises:
        ConfigurationError: It is another one.
    """
    if not isinstance(recorder, (Recorder, BackgroundRecorder)):
        raise ConfigurationError(
            f"recorder must be a Recorder, not {type(recorder).__name__}: give Recorder(tracker, store), or "
            "a BackgroundRecorder around it; nothing can be awaited here"
        )
    return recorder
