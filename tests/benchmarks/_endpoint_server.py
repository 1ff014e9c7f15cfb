"""One server with a pixel endpoint, for `endpoints.py`: FRAMEWORK STORE PORT DATABASE.

STORE is `bare` for an endpoint that gives the same bytes and nothing else, `memory` or `sqlite`.
"""

# ruff: noqa: ANN401, ARG001, PLC0415 - only the framework that is asked for is loaded

from __future__ import annotations

import logging
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from mailtrack_sdk._responses import pixel
from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.stores import EventStore, MemoryStore, SQLiteStore
from mailtrack_sdk.tracker import Tracker

__all__ = ["BASE_URL", "KEY", "THREADS"]

KEY = "a key for benchmarks, 32 bytes.."
BASE_URL = "https://t.example.com"
THREADS = 8
"""Of waitress."""

PIXEL = pixel()
RAW = [(name.lower().encode(), value.encode()) for name, value in PIXEL.headers]
BODY_MESSAGE = {"type": "http.response.body", "body": PIXEL.body}


def _wsgi(recorder: BackgroundRecorder | None) -> Any:
    if recorder is not None:
        from mailtrack_sdk.integrations.wsgi import WSGIApp

        return WSGIApp(recorder)

    def bare(_: object, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", list(PIXEL.headers))
        return [PIXEL.body]

    return bare


def _flask(recorder: BackgroundRecorder | None) -> Any:
    from flask import Flask, Response

    app = Flask("endpoint")
    if recorder is not None:
        from mailtrack_sdk.integrations.flask import tracking_blueprint

        app.register_blueprint(tracking_blueprint(recorder))
    else:

        @app.get("/o/<path:rest>")
        def bare(rest: str) -> Response:
            return Response(PIXEL.body, 200, PIXEL.headers)

    return app


def _asgi(recorder: BackgroundRecorder | None) -> Any:
    if recorder is not None:
        from mailtrack_sdk.integrations.asgi import ASGIApp

        return ASGIApp(recorder)

    async def bare(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": RAW})
            await send(BODY_MESSAGE)

    return bare


def _starlette(recorder: BackgroundRecorder | None) -> Any:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    if recorder is not None:
        from mailtrack_sdk.integrations.starlette import tracking_routes

        return Starlette(routes=tracking_routes(recorder))

    async def bare(_: Request) -> Response:
        return Response(PIXEL.body, 200, dict(PIXEL.headers))

    return Starlette(routes=[Route("/o/{rest:path}", bare)])


def _fastapi(recorder: BackgroundRecorder | None) -> Any:
    from fastapi import FastAPI, Response

    app = FastAPI()
    if recorder is not None:
        from mailtrack_sdk.integrations.starlette import tracking_routes

        app.router.routes.extend(tracking_routes(recorder))
    else:

        @app.get("/o/{rest:path}")
        async def bare(rest: str) -> Response:
            return Response(PIXEL.body, 200, dict(PIXEL.headers))

    return app


def _aiohttp(recorder: BackgroundRecorder | None) -> Any:
    from aiohttp import web

    app = web.Application()
    if recorder is not None:
        from mailtrack_sdk.integrations.aiohttp import setup_tracking

        setup_tracking(app, recorder)
    else:

        async def bare(_: web.Request) -> web.Response:
            return web.Response(body=PIXEL.body, headers=dict(PIXEL.headers))

        app.router.add_get("/o/{rest:.*}", bare)
    return app


def _django(store: EventStore | None, *, in_loop: bool) -> Any:
    """Make a project without middleware, whose views save in the background."""
    from django.conf import settings
    from django.core.asgi import get_asgi_application
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import include, path, re_path

    settings.configure(
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=["mailtrack_sdk.integrations.django"],
        MIDDLEWARE=[],
        MAILTRACK={"KEYS": [KEY], "BASE_URL": BASE_URL, "STORE": lambda: store, "BACKGROUND": True},
    )
    app = get_asgi_application() if in_loop else get_wsgi_application()

    def bare(_: object, rest: str) -> HttpResponse:
        return HttpResponse(PIXEL.body, headers=dict(PIXEL.headers))

    async def bare_in_loop(_: object, rest: str) -> HttpResponse:
        return bare(_, rest)

    urls: Any = [re_path(r"^(?P<rest>[oc]/[\s\S]*)\Z", bare_in_loop if in_loop else bare)]
    if store is not None:
        urls = f"mailtrack_sdk.integrations.django.{'async_urls' if in_loop else 'urls'}"
    settings.ROOT_URLCONF = (path("", include(urls)),)
    return app


class Done:
    """How many events are stored, told to whoever connects."""

    def __init__(self) -> None:
        self.count = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._tell, daemon=True).start()

    def _tell(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                connection.sendall(str(self.count).encode())


class CountingMemoryStore(MemoryStore):
    """Counts the events it is done with."""

    def __init__(self, done: Done) -> None:
        super().__init__()
        self._done = done
        self._counting = threading.Lock()

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep verdicts, which is the last thing that happens to an event."""
        super().record_verdicts(verdicts, judged_at=judged_at)
        with self._counting:
            self._done.count += len(verdicts)


class CountingSQLiteStore(SQLiteStore):
    """Counts the events it is done with."""

    def __init__(self, done: Done, path: str) -> None:
        super().__init__(path)
        self._done = done
        self._counting = threading.Lock()

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        """Keep verdicts, which is the last thing that happens to an event."""
        super().record_verdicts(verdicts, judged_at=judged_at)
        with self._counting:
            self._done.count += len(verdicts)


def _made(framework: str, store: EventStore | None) -> Any:
    """Make the application, with a `BackgroundRecorder`, which Django makes by itself."""
    if framework.startswith("Django"):
        return _django(store, in_loop=framework == "Django async")
    recorder = None
    if store is not None:
        recorder = BackgroundRecorder(Recorder(Tracker(KEY, base_url=BASE_URL), store))
    make = {
        "WSGI": _wsgi,
        "Flask": _flask,
        "ASGI": _asgi,
        "Starlette": _starlette,
        "FastAPI": _fastapi,
        "aiohttp": _aiohttp,
    }
    return make[framework](recorder)


def main(framework: str, kind: str, port: int, database: str) -> None:
    """Say where the count is, and serve until killed."""
    done = Done()
    store: EventStore | None = None
    if kind != "bare":
        store = CountingMemoryStore(done) if kind == "memory" else CountingSQLiteStore(done, database)
    app = _made(framework, store)
    sys.stdout.write(f"{done.port}\n")
    sys.stdout.flush()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if framework in ("WSGI", "Flask", "Django"):
        import waitress

        waitress.serve(app, host="127.0.0.1", port=port, threads=THREADS, _quiet=True)
    elif framework == "aiohttp":
        from aiohttp import web

        web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)
    else:
        import uvicorn

        # Connections are idle while the other servers take their turns; waitress gives them two minutes.
        uvicorn.run(
            app,
            host="127.0.0.1",
            port=port,
            log_level="error",
            access_log=False,
            timeout_keep_alive=120,
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
