"""aiohttp: a tracked mail at /, and at /log what became of it.

pip install "mailtrack-sdk[aiohttp]"
python examples/aiohttp_app.py
"""

from __future__ import annotations

import os
from datetime import datetime, timezone

from aiohttp import web

import mailtrack_sdk as mt
from mailtrack_sdk.engagement import TimelineEntry
from mailtrack_sdk.integrations.aiohttp import setup_tracking
from mailtrack_sdk.stores import SQLiteStore, to_async

PORT = int(os.environ.get("PORT", "8000"))
KEY = os.environ.get("MAILTRACK_KEY", "for this example only; see secrets.token_urlsafe(32)")
MAIL = '<h1>Spring</h1> <p>It is here. <a href="https://example.com/spring">Read on</a></p>'

tracker = mt.Tracker(KEY, base_url=f"http://127.0.0.1:{PORT}")
store = to_async(SQLiteStore("mailtrack.db"))  # in threads, so that the event loop never waits for the disk

app = web.Application()
setup_tracking(app, mt.AsyncRecorder(tracker, store))
routes = web.RouteTableDef()


def tell(entry: TimelineEntry) -> str:
    """Tell who did what, and why we think so."""
    who = entry.delivery.recipient if entry.delivery else None
    why = entry.verdict.explain() if entry.verdict else ""
    return f"{entry.at:%H:%M:%S}  {who}: {entry.text}. {why}"


@routes.get("/")
async def mail(_: web.Request) -> web.Response:
    """Show the copy that one reader would get."""
    delivery = mt.Delivery("news-7", "u-1001", sent_at=datetime.now(timezone.utc))
    return web.Response(text=tracker.rewrite(MAIL, delivery).html, content_type="text/html")


@routes.get("/log")
async def log(_: web.Request) -> web.Response:
    """Tell who did what."""
    events = [event async for event in store.events()]
    lines = [tell(entry) for entry in mt.timeline(events)]
    return web.Response(text="\n".join(lines))


app.add_routes(routes)

if __name__ == "__main__":
    web.run_app(app, host="127.0.0.1", port=PORT)
