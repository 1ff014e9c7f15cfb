"""Serve tracking URLs with any ASGI server: alone, or in front of your application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from mailtrack_sdk._responses import pixel
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.integrations._keeping import Keeper, is_foreign
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.recorder import AsyncRecorder, Recorder
from mailtrack_sdk.web import Request, Response

__all__ = ["ASGIApp", "ASGIApplication", "Receive", "Scope", "Send"]

Scope = Mapping[str, Any]
"""What a connection is about."""
Receive = Callable[[], Awaitable[Any]]
"""Gives the next message of the server."""
Send = Callable[[Any], Awaitable[None]]
"""Takes a message to the server."""
ASGIApplication = Callable[[Any, Receive, Send], Awaitable[object]]
"""An ASGI 3 application."""


class ASGIApp:
    """An ASGI application that answers for tracking URLs.

    The answer goes out first; then the event is stored, also when the client has gone and the server cancels
    the request. What is being stored when the server shuts down is waited for (`lifespan`). Mount it
    under a path (`root_path`) if you like, and give the tracker that path in its `base_url`.

    Args:
        recorder: Answers and stores. The store of a synchronous `Recorder` is called in threads.
        app: Gets every request that is not for a tracking URL, and every websocket. Without it, the former
            are answered with 404 and the latter refused.

    Raises:
        ConfigurationError: `recorder` is no recorder.

    Example:
        >>> import asyncio
        >>> from mailtrack_sdk import Recorder, Tracker
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
        >>> application = ASGIApp(Recorder(tracker, MemoryStore()))
        >>> async def send(message):
        ...     print(message.get("status", message["type"]))
        >>> asyncio.run(application({"type": "http", "path": "/about"}, None, send))
        404
        http.response.body
    """

    __slots__ = ("_app", "_keeper")

    def __init__(
        self, recorder: Recorder | BackgroundRecorder | AsyncRecorder, *, app: ASGIApplication | None = None
    ) -> None:
        """Remember both; nothing is called yet."""
        self._keeper = Keeper(recorder)
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})  # before it was accepted: 403
        else:
            raise ArgumentError(f"HTTP is served here, and not {scope['type']!r}")

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        outcome = self._keeper.tracker.answer_first(Request.from_asgi(scope))
        if self._app is not None and is_foreign(outcome):
            await self._app(scope, receive, send)
            return
        try:
            await send(_start(outcome.response))
            await send({"type": "http.response.body", "body": outcome.response.body})
        finally:  # a client that has gone has asked all the same
            saving = self._keeper.save(outcome)
            if saving is not None:
                await saving

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self._keeper.drain()
            await send({"type": "lifespan.shutdown.complete"})
            return

        async def send_late(message: Any) -> None:  # noqa: ANN401 - whatever the application says
            if message["type"].startswith("lifespan.shutdown."):
                await self._keeper.drain()
            await send(message)

        await self._app(scope, receive, send_late)


def _start(response: Response) -> dict[str, object]:
    # A list of its own for each answer: what stands around this application may add to it.
    headers = list(_PIXEL_HEADERS) if response.headers is _PIXEL.headers else _encoded(response)
    return {"type": "http.response.start", "status": response.status, "headers": headers}


def _encoded(response: Response) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in response.headers]


# Most answers are pixels, whose headers are always the same.
_PIXEL = pixel()
_PIXEL_HEADERS = tuple(_encoded(_PIXEL))
