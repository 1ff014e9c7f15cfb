"""The tracker's answer as a Django response, which saves what happened when it is out."""

from __future__ import annotations

import asyncio
from threading import Lock

from django.db import close_old_connections
from django.http import HttpResponse
from django.http.response import ResponseHeaders

from mailtrack_sdk._looking import known
from mailtrack_sdk._responses import pixel
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.outcomes import Answered, Hit
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.web import Response

__all__ = ["Answer"]


# What middleware adds that would tell readers apart, or says that answers differ, or changes the body.
_REFUSED = frozenset({"content-encoding", "etag", "last-modified", "set-cookie", "vary"})


# Most answers are pixels, whose headers are always the same.
_PIXEL = pixel()


class _Headers(ResponseHeaders):
    """Headers that take all but those that no tracking answer has."""

    def __init__(self, response: Response) -> None:
        if response.headers is _PIXEL.headers:
            # Past the checks that Django makes of each name and value: these are constants of ours.
            super(ResponseHeaders, self).__init__(response.headers)
        else:
            super().__init__(dict(response.headers))

    def __setitem__(self, key: str, value: str | bytes | int) -> None:
        if key.lower() not in _REFUSED:
            super().__setitem__(key, value)


class Answer(HttpResponse):
    """A response with the tracker's headers, to which middleware adds no cookie and nothing like one.

    Args:
        outcome: What the tracker made of the request.
        recorder: Saves it, once.
    """

    xframe_options_exempt = True
    _has_been_logged = True  # or Django writes the path of a refused request, a working URL, into its log

    def __init__(self, outcome: Answered, recorder: Recorder | BackgroundRecorder) -> None:
        response = outcome.response
        # With a type, so that Django does not look for one; a redirect has none.
        super().__init__(response.body, content_type="", status=response.status)
        self.headers: ResponseHeaders = _Headers(response)
        self._outcome: Answered | None = outcome
        self._recorder = recorder
        self._lock = Lock()

    def set_cookie(self, *_: object, **__: object) -> None:
        """Set none: who loads a pixel gets no cookie, whatever the middleware of the project thinks."""

    def close(self) -> None:
        """Save; servers call this when the reader has the answer."""
        self._save()
        super().close()

    def save_meanwhile(self) -> None:
        """Save in a thread while the answer goes out.

        Under ASGI `close` is not called when the client has gone away. Where it is, it waits for this, but
        not for a `BackgroundRecorder` that has room.
        """
        outcome = self._outcome
        if outcome is None:
            return
        if isinstance(self._recorder, BackgroundRecorder) and self._recorder.offer(outcome):
            self._outcome = None
        elif isinstance(known(outcome), Hit):  # what is only counted can wait for `close`
            self._saving = asyncio.get_running_loop().run_in_executor(None, self._save_apart)

    def _save_apart(self) -> None:
        close_old_connections()  # as Django does at both ends of a request, and of no other work
        self._save()
        close_old_connections()

    def _save(self) -> None:
        """Save if nobody else has; who comes second waits for the first."""
        with self._lock:
            outcome, self._outcome = self._outcome, None
            if outcome is not None:
                self._recorder.save(outcome)
