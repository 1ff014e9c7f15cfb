"""One request to an adapter under test: what is asked, what was answered, and what came first."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from threading import Event as Signal
from threading import Lock
from typing import Any
from urllib.parse import unquote_to_bytes

from mailtrack_sdk.errors import StoreError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores.memory import MemoryStore
from mailtrack_sdk.stores.query import EventQuery
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

__all__ = ["Exchange", "JournalStore"]

_PATIENCE = 2.0
"""Seconds that a store waits for an answer which should have been given before it was asked."""

Environ = dict[str, Any]
Start = Callable[..., Callable[[bytes], object]]
Fields = MutableMapping[str, Any]
WSGI = Callable[[Environ, Any], Iterable[bytes]]
ASGI = Callable[
    [Any, Callable[[], Awaitable[Fields]], Callable[[Fields], Awaitable[None]]], Awaitable[object]
]


class JournalStore(MemoryStore):
    """A store in memory that notes whether it was asked to write before the answer was out.

    Args:
        is_down: Whether every use of it fails.
    """

    def __init__(self, *, is_down: bool = False) -> None:
        super().__init__()
        self.answered: Signal = Signal()
        self.was_early: bool = False
        self._is_down = is_down

    def append(self, events: Iterable[Event]) -> int:
        """Add events once the answer is out, or when that takes too long."""
        if not self.answered.wait(_PATIENCE):
            self.was_early = True
        self._try()
        return super().append(events)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read events."""
        self._try()
        return super().events(query)

    def _try(self) -> None:
        if self._is_down:
            raise StoreError("the disk is full")


class Exchange:
    """One request for an adapter, and its answer.

    Attributes:
        tracker: The tracker that answers.
        store: The store to record in, a synchronous one.
        request: What the client sends: `url` is the raw path with the query, as it stands in the request
            line; a repeated header stands twice.
        body: The body of the request; empty but for methods that have one.
        mount: The path the adapter is mounted under, such as "/mail", or "".
        hangs_up: The client goes away as soon as it has the answer; an asynchronous server that then
            cancels what is at work should do so here. Others have nothing to do.
    """

    def __init__(
        self,
        tracker: Tracker,
        store: JournalStore,
        request: Request,
        *,
        body: bytes = b"",
        mount: str = "",
        hangs_up: bool = False,
    ) -> None:
        self.tracker = tracker
        self.store = store
        self.request = request
        self.body = body
        self.mount = mount
        self.hangs_up = hangs_up
        self._answer: Response | None = None
        self._lock = Lock()

    @property
    def answer(self) -> Response:
        """What the adapter answered.

        Raises:
            AssertionError: It has not answered.
        """
        if self._answer is None:
            raise AssertionError(f"no answer to {self.request.method} {self.request.url}")
        return self._answer

    def answered(self, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        """Note the answer; call it as soon as its last byte is out, before anything is closed.

        Args:
            status: The status code.
            headers: Pairs of names and values.
            body: All of the body.
        """
        with self._lock:
            self._answer = Response(status, tuple(headers), body)
        self.store.answered.set()

    def through_wsgi(self, app: WSGI, *, script_name: str = "") -> None:
        """Send the request to a WSGI application in memory, as a server would (PEP 3333).

        Args:
            app: The application.
            script_name: Where the server has mounted it; cut off from the path.
        """
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _: object = None
        ) -> Callable[..., Any]:
            started.append((status, headers))
            return _write

        environ = _environ(self.request, self.body, script_name)
        chunks = app(environ, start_response)
        try:
            body = b"".join(chunks)
            status, headers = started[-1]
            self.answered(int(status.split(" ", 1)[0]), headers, body)
        finally:
            close: Callable[[], object] | None = getattr(chunks, "close", None)
            if close is not None:
                close()

    def through_asgi(self, app: ASGI, *, root_path: str = "") -> None:
        """Send the request to an ASGI application in memory, as a server would (ASGI 3, HTTP 2.4).

        When the client hangs up, the task of the application is cancelled as some servers do.

        Args:
            app: The application.
            root_path: Where the server has mounted it; the path keeps it.
        """
        asyncio.run(self._through_asgi(app, root_path))

    async def _through_asgi(self, app: ASGI, root_path: str) -> None:
        asked = False
        gone = asyncio.Event()
        begin: Fields = {}
        body = bytearray()

        async def receive() -> Fields:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": self.body, "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Fields) -> None:
            if message["type"] == "http.response.start":
                begin.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in begin["headers"]]
            self.answered(begin["status"], pairs, bytes(body))
            gone.set()
            if self.hangs_up:
                task.cancel()

        task = asyncio.ensure_future(app(_scope(self.request, root_path), receive, send))
        with suppress(asyncio.CancelledError):
            await task
        # What an application shields from the end of its request goes on, as it does in a server.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)


def _write(_: bytes) -> object:
    raise AssertionError("write() is for programs from before WSGI; give an iterable back")


def _environ(request: Request, body: bytes, script_name: str) -> Environ:
    path, _, query = request.url.partition("?")
    environ: Environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": script_name,
        "PATH_INFO": unquote_to_bytes(path[len(script_name) :]).decode("latin-1"),
        "QUERY_STRING": query,
        "REMOTE_ADDR": request.client_address or "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, values in _gathered(request).items():
        environ["HTTP_" + name.upper().replace("-", "_")] = ", ".join(values)
    return environ


def _gathered(request: Request) -> Mapping[str, list[str]]:
    """Collect the values of each header, as servers do that have one place for a name."""
    found: dict[str, list[str]] = {}
    for name, value in request.headers:
        found.setdefault(name, []).append(value)
    return found


def _scope(request: Request, root_path: str) -> Fields:
    path, _, query = request.url.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": root_path,
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in request.headers],
        "client": (request.client_address or "", 40_000),
        "server": ("127.0.0.1", 80),
        "extensions": {},
    }
