"""Tracking URLs over ASGI."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any
from uuid import UUID

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import Event
from mailtrack_sdk.integrations._keeping import Keeper
from mailtrack_sdk.integrations.asgi import ASGIApp, Receive, Scope, Send
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.stores import MemoryStore, to_async
from mailtrack_sdk.testing._exchange import JournalStore
from mailtrack_sdk.testing.adapters import Exchange
from tests.integrations._later import LookingLater

TRACKER = mt.Tracker("a long and random secret", base_url="https://t.example.com")
SENT = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
PIXEL = TRACKER.pixel_url(mt.Delivery("news", "u-1", sent_at=SENT)).removeprefix("https://t.example.com")
OPEN: Scope = {"type": "http", "method": "GET", "path": PIXEL, "headers": []}


class TestASGIApp(LookingLater):
    """The application alone, mounted by the server."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory."""
        app = ASGIApp(mt.Recorder(exchange.tracker, exchange.store))
        exchange.through_asgi(app, root_path=exchange.mount)


class TestASGIAppAwaited(LookingLater):
    """The same in front of another application, with a recorder that is awaited."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory."""
        app = ASGIApp(mt.AsyncRecorder(exchange.tracker, to_async(exchange.store)), app=site)
        exchange.through_asgi(app, root_path=exchange.mount)


class TestASGIAppInBackground(LookingLater):
    """The same with threads that save."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory, where the mount prefix stays in the path."""
        with BackgroundRecorder(mt.Recorder(exchange.tracker, exchange.store)) as recorder:
            exchange.through_asgi(ASGIApp(recorder))


class SlowStore(MemoryStore):
    """A store that takes its time, and tells of it."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def append(self, events: Iterable[Event]) -> int:
        """Add events, later."""
        asyncio.run(asyncio.sleep(0.05))
        self._told.append("stored")
        return super().append(events)


async def site(scope: Scope, receive: Receive, send: Send) -> None:
    """Be the rest of the application, with a lifespan."""
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404, "headers": [(b"x-site", b"yes")]})
        await send({"type": "http.response.body"})
    else:
        await send({"type": "websocket.close"})


def talk(app: ASGIApp, scope: Scope, *messages: str) -> list[str]:
    """Have one conversation, and return the types of what the application says."""
    said: list[str] = []
    incoming = iter(messages)

    async def receive() -> dict[str, str]:
        return {"type": next(incoming)}

    async def send(message: dict[str, Any]) -> None:
        said.append(message["type"])

    asyncio.run(app(scope, receive, send))
    return said


@pytest.fixture
def recorder() -> mt.Recorder:
    """Make a recorder with an empty store."""
    return mt.Recorder(TRACKER, MemoryStore())


def test_what_is_added_to_one_answer_is_not_in_the_next(recorder: mt.Recorder) -> None:
    """An application around it may change the headers of an answer, as Starlette's middleware does."""
    seen: list[int] = []

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            seen.append(len(message["headers"]))
            message["headers"].append((b"x-request-id", b"1"))

    async def receive() -> dict[str, str]:
        return {"type": "http.request"}

    app = ASGIApp(recorder)
    for _ in range(2):
        asyncio.run(app(OPEN, receive, send))
    assert seen == [9, 9]


def test_what_is_not_ours_is_passed_on(recorder: mt.Recorder) -> None:
    """Other paths and websockets are the application's."""
    app = ASGIApp(recorder, app=site)
    answers = {path: Exchange(TRACKER, JournalStore(), mt.Request("GET", path)) for path in ("/about", PIXEL)}
    for exchange in answers.values():
        exchange.through_asgi(app)
    assert answers["/about"].answer.header("X-Site") == "yes"
    assert answers[PIXEL].answer.status == 200
    assert talk(app, {"type": "websocket", "path": PIXEL}) == ["websocket.close"]


def test_a_websocket_is_refused_without_an_application(recorder: mt.Recorder) -> None:
    """It is closed before it was accepted, which a server answers with 403."""
    said = talk(ASGIApp(recorder), {"type": "websocket", "path": PIXEL}, "websocket.connect")
    assert said == ["websocket.close"]


def test_an_unknown_protocol_is_refused(recorder: mt.Recorder) -> None:
    """ASGI wants an error for what an application does not speak."""
    with pytest.raises(ArgumentError, match="not 'smtp'"):
        talk(ASGIApp(recorder), {"type": "smtp"})


@pytest.mark.parametrize("app", [None, site], ids=["alone", "in front"])
@pytest.mark.parametrize("kind", ["sync", "async", "background"])
def test_a_shutdown_waits_for_what_is_being_stored(kind: str, app: Any) -> None:  # noqa: ANN401 - or None
    """A request is cancelled while its event is stored, and the server shuts down: it is stored first."""
    told: list[str] = []
    store = SlowStore(told)
    recorder: mt.Recorder | mt.AsyncRecorder | BackgroundRecorder = mt.Recorder(TRACKER, store)
    if kind == "async":
        recorder = mt.AsyncRecorder(TRACKER, to_async(store))
    elif kind == "background":
        recorder = BackgroundRecorder(mt.Recorder(TRACKER, store))
    messages = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> dict[str, str]:
        return {"type": next(messages)}

    async def send(message: dict[str, Any]) -> None:
        told.append(message["type"])

    async def serve() -> None:
        application = ASGIApp(recorder, app=app)
        request = asyncio.ensure_future(application(OPEN, receive, send))
        await asyncio.sleep(0.01)
        request.cancel()
        await asyncio.wait([request])
        await application({"type": "lifespan"}, receive, send)

    asyncio.run(serve())
    assert told == [
        "http.response.start",
        "http.response.body",
        "lifespan.startup.complete",
        "stored",
        "lifespan.shutdown.complete",
    ]
    if isinstance(recorder, BackgroundRecorder):
        recorder.close()


def test_a_client_that_has_gone_is_recorded() -> None:
    """The server says so with an error when the answer is sent; the open counts, the error goes on."""
    store = MemoryStore()
    app = ASGIApp(mt.Recorder(TRACKER, store))

    async def send(_: object) -> None:
        raise OSError("the client has gone")

    with pytest.raises(OSError, match="has gone"):
        asyncio.run(app(OPEN, _never, send))
    assert len(list(store.events())) == 1


async def _never() -> None:
    """Give nothing."""


def test_no_room_in_the_background_makes_the_request_wait_in_a_thread() -> None:
    """The event loop goes on while a queue is full, and nothing is lost."""
    told: list[str] = []
    store = SlowStore(told)

    async def send(_: object) -> None:
        """Take the answer."""

    async def serve(recorder: BackgroundRecorder) -> None:
        app = ASGIApp(recorder)
        await asyncio.gather(*(app(OPEN, _never, send) for _ in range(4)))

    with BackgroundRecorder(mt.Recorder(TRACKER, store), capacity=1) as recorder:
        asyncio.run(serve(recorder))
    assert len(list(store.events())) == 4


def test_a_forged_link_waits_for_room_in_a_thread_too() -> None:
    """Whatever has to be noted, the event loop does not stand still for it."""
    store = SlowStore([])

    async def serve(recorder: BackgroundRecorder) -> None:
        keeper = Keeper(recorder)
        forged = TRACKER.handle(mt.Request("GET", "/o/forged"))
        assert keeper.save(TRACKER.handle(mt.Request("GET", PIXEL))) is None
        waiting = keeper.save(forged)
        assert waiting is not None
        await waiting
        await keeper.drain()

    with BackgroundRecorder(mt.Recorder(TRACKER, store), capacity=1) as recorder:
        asyncio.run(serve(recorder))
    assert len(list(store.events())) == 1


def test_a_pixel_that_cannot_be_looked_into_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Its reader has it; that the source of ids has failed is in the log."""

    def fail() -> UUID:
        raise LookupError

    store = MemoryStore()
    failing = mt.Tracker("a long and random secret", base_url="https://t.example.com", new_id=fail)
    url = failing.pixel_url(mt.Delivery("news-7", "u-1001", sent_at=SENT))

    async def serve() -> None:
        keeper = Keeper(mt.Recorder(failing, store))
        assert keeper.save(failing.answer_first(mt.Request("GET", url))) is None

    asyncio.run(serve())
    assert caplog.messages == ["a request was answered and could not be looked into"]
    assert list(store.events()) == []


def test_something_else_than_a_recorder_is_refused() -> None:
    """The mistake is told when the application is made, not with the first request."""
    with pytest.raises(ConfigurationError, match="Recorder or an AsyncRecorder"):
        ASGIApp(TRACKER)  # type: ignore[arg-type]
