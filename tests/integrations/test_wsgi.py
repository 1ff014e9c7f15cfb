"""Tracking URLs over WSGI."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timezone

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.integrations.wsgi import Environ, WSGIApp
from mailtrack_sdk.stores import MemoryStore, to_async
from mailtrack_sdk.testing.adapters import Exchange
from tests.integrations._later import LookingLater

TRACKER = mt.Tracker("a long and random secret", base_url="https://t.example.com")
SENT = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


def site(_: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
    """Be the rest of the application."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"the site"]


class TestWSGIApp(LookingLater):
    """The application alone, mounted by the server."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory."""
        app = WSGIApp(mt.Recorder(exchange.tracker, exchange.store))
        exchange.through_wsgi(app, script_name=exchange.mount)


class TestWSGIAppInFront(LookingLater):
    """The application in front of another one, with threads that save."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory, where the mount prefix stays in the path."""
        with BackgroundRecorder(mt.Recorder(exchange.tracker, exchange.store)) as recorder:
            exchange.through_wsgi(WSGIApp(recorder, app=site))


def ask(app: WSGIApp, path: str) -> tuple[str, bytes]:
    """Return status and body of an answer, closed as a server closes it."""
    started: list[str] = []

    def start_response(status: str, _: object) -> None:
        started.append(status)

    body = app({"PATH_INFO": path}, start_response)
    try:
        return started[0], b"".join(body)
    finally:
        close: Callable[[], None] = getattr(body, "close", lambda: None)
        close()


def test_what_is_not_ours_is_passed_on() -> None:
    """Another path is the application's; without one it is not found."""
    recorder = mt.Recorder(TRACKER, MemoryStore())
    assert ask(WSGIApp(recorder, app=site), "/about") == ("200 OK", b"the site")
    assert ask(WSGIApp(recorder), "/about")[0] == "404 Not Found"
    assert ask(WSGIApp(recorder, app=site), "/o/forged")[1].startswith(b"GIF89a")


def test_an_answer_nobody_reads_is_recorded() -> None:
    """A server that lost its client closes the answer without reading it, and the open counts."""
    store = MemoryStore()
    path = TRACKER.pixel_url(mt.Delivery("news", "u-1", sent_at=SENT)).removeprefix("https://t.example.com")
    answer = WSGIApp(mt.Recorder(TRACKER, store))({"PATH_INFO": path}, lambda *_: None)
    assert list(store.events()) == []
    answer.close()  # type: ignore[attr-defined]  # a server asks whether it is there
    assert len(list(store.events())) == 1


def test_a_recorder_that_is_awaited_is_refused() -> None:
    """Nobody awaits in WSGI, so the mistake is told at once."""

    async def make() -> mt.AsyncRecorder:
        return mt.AsyncRecorder(TRACKER, to_async(MemoryStore()))

    with pytest.raises(ConfigurationError, match="nothing can be awaited here"):
        WSGIApp(asyncio.run(make()))  # type: ignore[arg-type]
