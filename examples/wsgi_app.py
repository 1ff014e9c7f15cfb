"""Plain WSGI, behind nginx: a tracked mail at /, and at /log what became of it.

python examples/wsgi_app.py                                          # to try it
waitress-serve --listen=127.0.0.1:8000 examples.wsgi_app:application  # in earnest
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from wsgiref.simple_server import make_server

import mailtrack_sdk as mt
from mailtrack_sdk.engagement import TimelineEntry
from mailtrack_sdk.integrations.wsgi import Environ, WSGIApp
from mailtrack_sdk.stores import SQLiteStore

PORT = int(os.environ.get("PORT", "8000"))
BASE_URL = os.environ.get("MAILTRACK_BASE_URL", f"http://127.0.0.1:{PORT}")  # what readers see: nginx
KEY = os.environ.get("MAILTRACK_KEY", "for this example only; see secrets.token_urlsafe(32)")
MAIL = '<h1>Spring</h1> <p>It is here. <a href="https://example.com/spring">Read on</a></p>'

tracker = mt.Tracker(
    KEY, base_url=BASE_URL, trusted_proxies=["127.0.0.1"]
)  # nginx tells the reader's address
store = SQLiteStore("mailtrack.db")


def tell(entry: TimelineEntry) -> str:
    """Tell who did what, and why we think so."""
    who = entry.delivery.recipient if entry.delivery else None
    why = entry.verdict.explain() if entry.verdict else ""
    return f"{entry.at:%H:%M:%S}  {who}: {entry.text}. {why}"


def site(environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
    """Show the copy that one reader would get, or tell who did what."""
    if environ["PATH_INFO"] == "/log":
        content_type = "text/plain; charset=utf-8"
        body = "\n".join(map(tell, mt.timeline(store.events())))
    else:
        content_type = "text/html; charset=utf-8"
        delivery = mt.Delivery("news-7", "u-1001", sent_at=datetime.now(timezone.utc))
        body = tracker.rewrite(MAIL, delivery).html
    start_response("200 OK", [("Content-Type", content_type)])
    return [body.encode()]


application = WSGIApp(mt.Recorder(tracker, store), app=site)

if __name__ == "__main__":
    make_server("127.0.0.1", PORT, application).serve_forever()
