"""Keep events in PostgreSQL, for web processes on several machines: a report at /, tracking URLs beside it.

pip install "mailtrack-sdk[sqlalchemy]" "psycopg[binary]"
export DATABASE_URL=postgresql+psycopg://user:password@host/database
python examples/postgresql_app.py create     # once
python examples/postgresql_app.py            # to try it
waitress-serve --listen=127.0.0.1:8000 examples.postgresql_app:application  # in earnest
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from wsgiref.simple_server import make_server

import mailtrack_sdk as mt
from mailtrack_sdk.integrations.wsgi import Environ, WSGIApp
from mailtrack_sdk.stores import SQLAlchemyStore

PORT = int(os.environ.get("PORT", "8000"))
KEY = os.environ.get("MAILTRACK_KEY", "for this example only; see secrets.token_urlsafe(32)")
BASE_URL = os.environ.get("MAILTRACK_BASE_URL", f"http://127.0.0.1:{PORT}")
DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///mailtrack.db")

tracker = mt.Tracker(KEY, base_url=BASE_URL)
store = SQLAlchemyStore(DATABASE_URL)


def site(environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
    """Report on the messages of the last week, one line each."""
    del environ
    week = mt.EventQuery(since=datetime.now(timezone.utc) - timedelta(days=7))
    lines: dict[str, list[str]] = {}
    for row in mt.summarise(store, week).deliveries:
        lines.setdefault(row.delivery.message_key, []).append(row.status.value)
    text = "\n".join(
        f"{key}: {len(states)} copies, {states.count('opened')} opened, {states.count('clicked')} clicked"
        for key, states in lines.items()
    )
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [text.encode()]


application = WSGIApp(mt.Recorder(tracker, store), app=site)

if __name__ == "__main__":
    if sys.argv[1:] == ["create"]:
        store.create(partitions=DATABASE_URL.startswith("postgresql"))
    else:
        make_server("127.0.0.1", PORT, application).serve_forever()
