"""Web applications answer in memory as they do behind a server, and what they do afterwards is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any
from wsgiref.validate import validator

import pytest

from mailtrack_sdk import AsyncRecorder, Delivery, Ignored, Recorder, Request
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import RequestEvent
from mailtrack_sdk.stores import MemoryStore, to_async
from mailtrack_sdk.testing import (
    AsyncInbox,
    FrozenClock,
    Inbox,
    asgi_server,
    assert_events,
    clients,
    make_tracker,
    wsgi_server,
)

HTML = '<a href="https://example.com/a">Read</a><a href="https://example.com/b">More</a>'
CLOCK = FrozenClock()
TRACKER = make_tracker(clock=CLOCK)
COPY = TRACKER.rewrite(HTML, Delivery("news-7", "u-1", sent_at=CLOCK()))
Environ = dict[str, Any]
Message = dict[str, Any]


class Answer:
    """The body of an answer, which saves when the server closes it."""

    def __init__(self, body: bytes, close: Callable[[], None]) -> None:
        self._body = body
        self.close = close

    def __iter__(self) -> Iterator[bytes]:
        yield self._body


def wsgi_app(recorder: Recorder) -> Callable[[Environ, Any], Iterable[bytes]]:
    """Make an application that answers first and saves afterwards."""

    def app(environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        outcome = recorder.tracker.handle(Request.from_wsgi(environ))
        status = HTTPStatus(outcome.response.status)
        headers = list(outcome.response.headers)
        if outcome.response.header("Content-Type") is None:
            headers.append(("Content-Type", "text/plain"))  # the validator wants one in a redirect, too
        start_response(f"{status.value} {status.phrase}", headers)
        return Answer(outcome.response.body, lambda: recorder.save(outcome))

    return app


def asgi_app(recorder: AsyncRecorder) -> Callable[..., Awaitable[None]]:
    """Make an application that answers first and saves afterwards, and waits for the end in between."""

    async def app(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        assert (await receive())["type"] == "http.request"
        outcome = recorder.tracker.handle(Request.from_asgi(scope))
        headers = [(name.lower().encode(), value.encode()) for name, value in outcome.response.headers]
        await send({"type": "http.response.start", "status": outcome.response.status, "headers": headers})
        await send({"type": "http.response.body", "body": outcome.response.body, "more_body": True})
        await send({"type": "http.response.body"})
        assert (await receive())["type"] == "http.disconnect"
        await recorder.save(outcome)

    return app


def test_a_mail_is_read_through_a_wsgi_application() -> None:
    """Opens and clicks go through the application, with the reader's address and headers."""
    store = MemoryStore()
    server = wsgi_server(validator(wsgi_app(Recorder(TRACKER, store))))
    mail = Inbox(server, tracker=TRACKER).deliver(COPY)
    assert mail.open(clients.thunderbird).body.startswith(b"GIF89a")
    assert mail.click(clients.thunderbird, "More").header("Location") == "https://example.com/b"
    assert_events(store, "open", "click")
    reader = {event.client.address for event in store.events() if isinstance(event, RequestEvent)}
    assert reader == {"192.0.2.12"}


def test_a_mail_is_read_through_an_asgi_application() -> None:
    """The application runs to its end, so that what it saves after its answer is saved."""
    store = MemoryStore()
    server = asgi_server(asgi_app(AsyncRecorder(TRACKER, to_async(store))))
    mail = AsyncInbox(server).deliver(COPY)

    async def read() -> list[str | None]:
        opened, *clicked = [await mail.open(clients.chrome), *await mail.click_all(clients.chrome)]
        assert opened.body.startswith(b"GIF89a")
        return [answer.header("Location") for answer in clicked]

    assert asyncio.run(read()) == ["https://example.com/a", "https://example.com/b"]
    assert_events(store, "open", "click", "click")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://t.example.com:8443/o/a%2Fb%C3%BC?x=1",
            ("https", "t.example.com", 8443, "/o/a/b\u00fc", "x=1"),
        ),
        ("http://t.example.com", ("http", "t.example.com", 80, "/", "")),
        ("/o/token", ("http", "localhost", 80, "/o/token", "")),
    ],
)
def test_an_application_sees_the_url_in_its_parts(url: str, expected: tuple[str, str, int, str, str]) -> None:
    """Scheme, host, port, decoded path and query are where the standards put them."""
    seen: list[tuple[object, ...]] = []

    def wsgi(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode()
        seen.append(
            (
                environ["wsgi.url_scheme"],
                environ["SERVER_NAME"],
                int(environ["SERVER_PORT"]),
                path,
                environ["QUERY_STRING"],
            )
        )
        seen.append((environ["HTTP_HOST"], environ["HTTP_X_TWICE"]))
        start_response("204 No Content", [])(b"written")
        return [b" and returned"]

    async def asgi(scope: Message, _: object, send: Callable[[Message], Awaitable[None]]) -> None:
        host, port = scope["server"]
        seen.append((scope["scheme"], host, port, scope["path"], scope["query_string"].decode()))
        seen.append(
            (
                dict(scope["headers"])[b"host"].decode(),
                ", ".join(value.decode() for name, value in scope["headers"] if name == b"x-twice"),
            )
        )
        await send({"type": "http.response.start", "status": 204, "headers": [(b"a", b"b")]})
        await send({"type": "http.response.body", "body": b"written"})

    request = Request("GET", url, [("X-Twice", "1"), ("x-twice", "2")])
    answered = wsgi_server(wsgi)(request)
    assert (answered.status, answered.body) == (204, b"written and returned")
    answered = asyncio.run(asgi_server(asgi)(request))
    assert (answered.status, answered.body, answered.header("A")) == (204, b"written", "b")
    host = url.partition("://")[2].partition("/")[0] or "localhost"
    assert seen == [expected, (host, "1, 2")] * 2


def test_a_host_of_the_request_stays() -> None:
    """A Host header that was given is sent as it is."""

    def app(environ: Environ, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [])
        return [environ["HTTP_HOST"].encode()]

    assert wsgi_server(app)(Request("GET", "/", {"Host": "tenant.example.com"})).body == b"tenant.example.com"


def test_what_an_application_raises_comes_out() -> None:
    """An error in the application fails the test that caused it."""

    def app(_: Environ, __: object) -> list[bytes]:
        raise LookupError("the application's own")

    with pytest.raises(LookupError, match="the application's own"):
        wsgi_server(app)(Request("GET", "/"))


def test_other_paths_are_the_applications() -> None:
    """A path that is not the tracker's is answered like any other."""
    server = wsgi_server(wsgi_app(Recorder(TRACKER, MemoryStore())))
    assert server(Request("GET", "https://t.example.com/about")).status == 404
    assert isinstance(TRACKER.handle(Request("GET", "/about")), Ignored)


def test_a_flask_application_is_reached_whole() -> None:
    """Requests go through the routes of Flask, and the tracker's are told from the application's."""
    flask = pytest.importorskip("flask", reason="not installed: flask")
    from mailtrack_sdk.integrations.flask import tracking_blueprint  # noqa: PLC0415 - needs the extra

    store = MemoryStore()
    app = flask.Flask("shop")
    app.register_blueprint(tracking_blueprint(Recorder(TRACKER, store)))
    app.add_url_rule("/about", "about", lambda: "about us")
    server = wsgi_server(app)
    mail = Inbox(server, tracker=TRACKER).deliver(COPY)
    assert mail.open(clients.outlook_ios).status == 200
    assert [answer.status for answer in mail.click_all(clients.outlook_ios)] == [302, 302]
    assert server(Request("GET", "https://t.example.com/about")).body == b"about us"
    assert_events(store, "open", "click", "click")


def test_a_starlette_application_is_reached_whole() -> None:
    """Requests go through the middleware of Starlette, which listens for the end of the connection."""
    pytest.importorskip("starlette", reason="not installed: starlette")
    from starlette.applications import Starlette  # noqa: PLC0415 - needs the extra
    from starlette.middleware import Middleware  # noqa: PLC0415 - same
    from starlette.middleware.gzip import GZipMiddleware  # noqa: PLC0415 - same

    from mailtrack_sdk.integrations.starlette import tracking_routes  # noqa: PLC0415 - same

    store = MemoryStore()
    recorder = AsyncRecorder(TRACKER, to_async(store))
    app = Starlette(routes=tracking_routes(recorder), middleware=[Middleware(GZipMiddleware)])
    mail = AsyncInbox(asgi_server(app), tracker=TRACKER).deliver(COPY)

    async def read() -> list[int]:
        opened = await mail.open(clients.outlook_mac)
        return [opened.status, *(answer.status for answer in await mail.click_all(clients.outlook_mac))]

    assert asyncio.run(read()) == [200, 302, 302]
    assert_events(store, "open", "click", "click")


def test_an_application_of_the_other_kind_is_refused() -> None:
    """WSGI and ASGI are told apart by their arguments, before anything is asked."""

    async def asynchronous(_scope: object, _receive: object, _send: object) -> None:
        """Be an ASGI application."""

    with pytest.raises(ArgumentError, match="function is no WSGI application: for ASGI use asgi_server"):
        wsgi_server(asynchronous)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(ArgumentError, match="function is no ASGI application: for WSGI use wsgi_server"):
        asgi_server(wsgi_app(Recorder(TRACKER, MemoryStore())))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_what_has_to_be_awaited_is_not_for_an_inbox() -> None:
    """An answer that nobody awaits would be no request at all, so an Inbox refuses it."""

    async def app(_scope: object, _receive: object, _send: object) -> None:
        """Be an ASGI application."""

    with pytest.raises(ArgumentError, match="use AsyncInbox"):
        _ = Inbox(asgi_server(app)).deliver(COPY).open(clients.chrome)
    loop = asyncio.new_event_loop()
    with pytest.raises(ArgumentError, match="use AsyncInbox"):
        _ = Inbox(lambda _: loop.create_future()).deliver(COPY).open(clients.chrome)
    loop.close()
