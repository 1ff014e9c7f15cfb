"""What an application without a framework writes, as two strict type checkers see it; nothing here runs."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from wsgiref.simple_server import make_server

import uvicorn
import waitress
from typing_extensions import assert_type

import mailtrack_sdk as mt
from mailtrack_sdk.integrations.asgi import ASGIApp, Receive, Scope, Send
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.integrations.wsgi import WSGIApp
from mailtrack_sdk.stores import SQLiteStore, to_async

tracker = mt.Tracker(
    ["a newer secret of 16 bytes", "an older secret of 16 bytes"], base_url="https://t.example.com"
)


def tell(event: mt.OpenEvent | mt.ClickEvent, verdict: mt.Verdict, sent: mt.SentEvent | None) -> None:
    """Hear of what happened."""
    if isinstance(event, mt.ClickEvent) and verdict.human is mt.Human.YES:
        assert_type(event.link.url, str)
    assert_type(event.delivery, mt.Delivery)
    assert_type(sent, mt.SentEvent | None)


def wsgi() -> None:
    """Serve with the standard library, and with waitress, and store in the background."""
    with ExitStack() as stack:
        store = stack.enter_context(SQLiteStore("mailtrack.db"))
        recorder = mt.Recorder(tracker, store, subscribers=[tell], settle=timedelta(seconds=15))
        background = stack.enter_context(BackgroundRecorder(recorder, linger=timedelta(milliseconds=50)))
        waitress.serve(WSGIApp(background), listen="127.0.0.1:8080")
        make_server("127.0.0.1", 8080, WSGIApp(recorder)).serve_forever()


async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
    """Ask the adapter by hand, for what is its own."""
    awaited = mt.AsyncRecorder(tracker, to_async(SQLiteStore("mailtrack.db")), subscribers=[tell])
    await ASGIApp(awaited)(scope, receive, send)


if __name__ == "__main__":
    uvicorn.run(asgi, port=8080)
    uvicorn.run(ASGIApp(mt.Recorder(tracker, SQLiteStore("mailtrack.db"))), port=8080)
