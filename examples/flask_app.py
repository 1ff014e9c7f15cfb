"""Flask: a tracked mail at /, and at /log what became of it.

pip install "mailtrack-sdk[flask]" waitress
python examples/flask_app.py
"""

from __future__ import annotations

import os
from datetime import datetime, timezone

import waitress
from flask import Flask, Response

import mailtrack_sdk as mt
from mailtrack_sdk.engagement import TimelineEntry
from mailtrack_sdk.integrations.flask import tracking_blueprint
from mailtrack_sdk.stores import SQLiteStore

PORT = int(os.environ.get("PORT", "8000"))
KEY = os.environ.get("MAILTRACK_KEY", "for this example only; see secrets.token_urlsafe(32)")
MAIL = '<h1>Spring</h1> <p>It is here. <a href="https://example.com/spring">Read on</a></p>'

tracker = mt.Tracker(KEY, base_url=f"http://127.0.0.1:{PORT}")
store = SQLiteStore("mailtrack.db")

app = Flask(__name__)
app.register_blueprint(tracking_blueprint(mt.Recorder(tracker, store)))


def tell(entry: TimelineEntry) -> str:
    """Tell who did what, and why we think so."""
    who = entry.delivery.recipient if entry.delivery else None
    why = entry.verdict.explain() if entry.verdict else ""
    return f"{entry.at:%H:%M:%S}  {who}: {entry.text}. {why}"


@app.get("/")
def mail() -> str:
    """Show the copy that one reader would get."""
    delivery = mt.Delivery("news-7", "u-1001", sent_at=datetime.now(timezone.utc))
    return tracker.rewrite(MAIL, delivery).html


@app.get("/log")
def log() -> Response:
    """Tell who did what."""
    lines = [tell(entry) for entry in mt.timeline(store.events())]
    return Response("\n".join(lines), mimetype="text/plain")


if __name__ == "__main__":
    waitress.serve(app, host="127.0.0.1", port=PORT)
