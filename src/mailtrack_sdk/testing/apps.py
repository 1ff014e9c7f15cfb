"""Whole web applications under test: requests go into them in memory, without a server or a socket."""

from __future__ import annotations

import inspect
import io
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable, MutableMapping
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.web import Request, Response

__all__ = ["ASGIApplication", "WSGIApplication", "asgi_server", "wsgi_server"]

Message = MutableMapping[str, Any]

# The arguments are those of PEP 3333 and of ASGI 3; frameworks annotate them in ways of their own.
WSGIApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]
"""A WSGI application."""
ASGIApplication = Callable[
    [Any, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[object]
]
"""An ASGI application."""

_PORTS = {"http": 80, "https": 443}
_PEER_PORT = 49_152


def wsgi_server(app: WSGIApplication) -> Callable[[Request], Response]:
    """Make a function that answers requests with a WSGI application (PEP 3333), for an `Inbox`.

    The iterable of the application is closed after each answer, so what it saves then is saved. What
    the application raises comes out.

    Args:
        app: The application: that of Flask or Django, or any other.

    Raises:
        ArgumentError: Not a WSGI application.

    Example:
        >>> def app(environ, start_response):
        ...     start_response("200 OK", [("Content-Type", "text/plain")])
        ...     return [environ["PATH_INFO"].encode("latin-1")]
        >>> wsgi_server(app)(Request("GET", "https://t.example.com/a%20b?c")).body
        b'/a b'
    """
    if not _takes(app, 2):
        raise ArgumentError(f"{type(app).__name__} is no WSGI application: for ASGI use asgi_server")

    def answer(request: Request) -> Response:
        began: list[tuple[str, list[tuple[str, str]]]] = []
        written: list[bytes] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _: object = None
        ) -> Callable[[bytes], None]:
            began.append((status, headers))
            return written.append

        chunks = app(_environ(request), start_response)
        try:
            body = b"".join(chunks)
        finally:
            close: Callable[[], object] | None = getattr(chunks, "close", None)
            if close is not None:
                close()
        status, headers = began[-1]
        return Response(int(status[:3]), tuple(headers), b"".join(written) + body)

    return answer


def asgi_server(app: ASGIApplication) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """Make a coroutine function that answers requests with an ASGI application, for an `AsyncInbox`.

    The application runs to its end before the answer is given, so what it does after it has answered
    is done. What it raises comes out. There is no lifespan: what starts with the application, start
    in the test.

    Args:
        app: The application: that of FastAPI, Starlette or Django, or any other.

    Raises:
        ArgumentError: Not an ASGI application.

    Example:
        >>> import asyncio
        >>> async def app(scope, receive, send):
        ...     await send({"type": "http.response.start", "status": 200, "headers": []})
        ...     await send({"type": "http.response.body", "body": scope["raw_path"]})
        >>> asyncio.run(asgi_server(app)(Request("GET", "https://t.example.com/a%20b?c"))).body
        b'/a%20b'
    """
    if not _takes(app, 3):
        raise ArgumentError(f"{type(app).__name__} is no ASGI application: for WSGI use wsgi_server")

    async def answer(request: Request) -> Response:
        import asyncio  # noqa: PLC0415 - slow to load, and not needed by who tests without it

        begun: Message = {}
        body = bytearray()
        is_out = asyncio.Event()
        incoming: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Message:
            if incoming:
                return incoming.pop()
            await is_out.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.update(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                is_out.set()

        await app(_scope(request), receive, send)
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in begun["headers"])
        return Response(begun["status"], headers, bytes(body))

    return answer


def _takes(app: Callable[..., object], count: int) -> bool:
    """Tell whether something can be called with so many arguments: WSGI passes two, ASGI three."""
    try:
        inspect.signature(app).bind(*range(count))
    except TypeError:
        return False
    return True


def _environ(request: Request) -> dict[str, Any]:
    url = urlsplit(request.url)
    scheme = url.scheme or "http"
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(url.path or "/").decode("latin-1"),
        "QUERY_STRING": url.query,
        "SERVER_NAME": url.hostname or "localhost",
        "SERVER_PORT": str(url.port or _PORTS[scheme]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": request.client_address or "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in _sent(request):
        key = "HTTP_" + name.upper().replace("-", "_")
        # One place for a name, so servers join the values of a repeated header.
        environ[key] = f"{environ[key]}, {value}" if key in environ else value
    return environ


def _scope(request: Request) -> Message:
    url = urlsplit(request.url)
    scheme = url.scheme or "http"
    path = url.path or "/"
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": scheme,
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path.encode("utf-8"),
        "query_string": url.query.encode("utf-8"),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in _sent(request)],
        "client": (request.client_address or "", _PEER_PORT),
        "server": (url.hostname or "localhost", url.port or _PORTS[scheme]),
        "extensions": {},
    }


def _sent(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the headers with the Host that the URL implies, which HTTP/1.1 puts first."""
    host = urlsplit(request.url).netloc.rpartition("@")[2] or "localhost"
    return request.headers if request.header("Host") is not None else (("host", host), *request.headers)
