"""Applications for a real ASGI server, such as `python -m uvicorn tests.integrations._serve:asgi`."""

from __future__ import annotations

import os
from datetime import datetime, timezone

import mailtrack_sdk as mt
from mailtrack_sdk.integrations.asgi import ASGIApp, Receive, Scope, Send
from mailtrack_sdk.stores import SQLiteStore, to_async

tracker = mt.Tracker(
    "a key for tests, in two processes", base_url=f"http://127.0.0.1:{os.environ['PORT']}/mail"
)
recorder = mt.AsyncRecorder(tracker, to_async(SQLiteStore("mailtrack.db")))


async def site(scope: Scope, _: Receive, send: Send) -> None:
    """Show a tracked mail at every path."""
    assert scope["type"] == "http"
    delivery = mt.Delivery("news-7", "u-1001", sent_at=datetime.now(timezone.utc))
    body = tracker.rewrite('<a href="https://example.com/spring">Read on</a>', delivery).html
    headers = [(b"content-type", b"text/html; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})


asgi = ASGIApp(recorder, app=site)


def make_starlette() -> object:
    """Make the same with Starlette's routes, below a mount."""
    from starlette.applications import Starlette  # noqa: PLC0415 - an extra
    from starlette.routing import Mount  # noqa: PLC0415 - an extra

    from mailtrack_sdk.integrations.starlette import tracking_routes  # noqa: PLC0415 - needs Starlette

    return Starlette(routes=[Mount("/mail", routes=tracking_routes(recorder)), Mount("/", app=site)])
