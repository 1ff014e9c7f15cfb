"""Serve tracking URLs with any WSGI server (PEP 3333): alone, or in front of your application."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from mailtrack_sdk.integrations._keeping import is_foreign, sync_recorder
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.outcomes import Answered
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.web import Request

__all__ = ["Environ", "WSGIApp", "WSGIApplication"]

Environ = dict[str, Any]
"""A WSGI environment."""
WSGIApplication = Callable[[Environ, Any], Iterable[bytes]]
"""A WSGI application: called with an environment and `start_response`, gives the body."""

# Asking the enum takes a microsecond.
_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class WSGIApp:
    """A WSGI application that answers for tracking URLs.

    The answer goes out first; the event is stored when the server closes the iterable. Mount it under a path
    (`SCRIPT_NAME`) if you like, and give the tracker that path in its `base_url`.

    Args:
        recorder: Answers and stores.
        app: Gets every request that is not for a tracking URL. Without it, those are answered with 404.

    Raises:
        ConfigurationError: `recorder` is neither a `Recorder` nor a `BackgroundRecorder`.

    Example:
        >>> from mailtrack_sdk import Recorder, Tracker
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
        >>> application = WSGIApp(Recorder(tracker, MemoryStore()))
        >>> application({"PATH_INFO": "/about"}, lambda status, headers: print(status)).close()
        404 Not Found
    """

    __slots__ = ("_app", "_recorder")

    def __init__(
        self, recorder: Recorder | BackgroundRecorder, *, app: WSGIApplication | None = None
    ) -> None:
        """Remember both; nothing is called yet."""
        self._recorder = sync_recorder(recorder)
        self._app = app

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer one request, or pass it on."""
        outcome = self._recorder.tracker.answer_first(Request.from_wsgi(environ))
        if self._app is not None and is_foreign(outcome):
            return self._app(environ, start_response)
        start_response(_STATUS_LINES[outcome.response.status], list(outcome.response.headers))
        return _Answer(self._recorder, outcome)


class _Answer:
    """The body of an answer; the server calls `close` when it is out, or when the client has gone."""

    __slots__ = ("_outcome", "_recorder")

    def __init__(self, recorder: Recorder | BackgroundRecorder, outcome: Answered) -> None:
        self._recorder = recorder
        self._outcome = outcome

    def __iter__(self) -> Iterator[bytes]:
        return iter((self._outcome.response.body,))

    def close(self) -> None:
        self._recorder.save(self._outcome)
