"""Tracking URLs with Flask."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from mailtrack_sdk.models import Delivery
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.stores import MemoryStore
from mailtrack_sdk.testing.adapters import Exchange
from mailtrack_sdk.tracker import Tracker

pytest.importorskip("flask", reason="not installed: flask")

from flask import Blueprint, Flask, session

from mailtrack_sdk.integrations.flask import tracking_blueprint
from tests.integrations._later import LookingLater

TRACKER = Tracker("a long and random secret", base_url="https://t.example.com")
DELIVERY = Delivery("news", "u-1", sent_at=datetime(2026, 3, 2, tzinfo=timezone.utc))


class TestBlueprint(LookingLater):
    """The blueprint in an application, with the mount prefix as its own."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory."""
        app = Flask("app")
        recorder = Recorder(exchange.tracker, exchange.store)
        app.register_blueprint(tracking_blueprint(recorder), url_prefix=exchange.mount or None)
        exchange.through_wsgi(app)


class TestNestedBlueprint(LookingLater):
    """The blueprint in another blueprint, with the prefix of that one and a slash behind it."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory."""
        app = Flask("app")
        outer = Blueprint("outer", __name__, url_prefix=f"{exchange.mount}/")
        outer.register_blueprint(tracking_blueprint(Recorder(exchange.tracker, exchange.store)))
        app.register_blueprint(outer)
        exchange.through_wsgi(app)


def test_one_application_takes_several() -> None:
    """Two blueprints of different names live side by side."""
    app = Flask("app")
    recorder = Recorder(TRACKER, MemoryStore())
    app.register_blueprint(tracking_blueprint(recorder))
    app.register_blueprint(tracking_blueprint(recorder, name="second"), url_prefix="/second")
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"}
    assert rules == {f"{prefix}/{letter}/<path:rest>" for prefix in ("", "/second") for letter in "oc"}


def test_the_rest_of_the_application_is_left_alone() -> None:
    """What is neither /o/ nor /c/ is Flask's, and so is a hook of the application."""
    app = Flask("app")
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(app.name))
    app.register_blueprint(tracking_blueprint(Recorder(TRACKER, MemoryStore())))
    client = app.test_client()
    assert client.get("/about").status_code == 404
    assert client.get("/o/forged").data.startswith(b"GIF89a")
    assert len(seen) == 2


def test_a_session_puts_no_cookie_on_tracking_answers() -> None:
    """A session that a hook of the application changes is saved with its own pages only."""
    app = Flask("app")
    app.secret_key = "for this test only"
    app.register_blueprint(tracking_blueprint(Recorder(TRACKER, MemoryStore())))

    app.before_request(lambda: session.update(seen=True))
    app.add_url_rule("/page", view_func=lambda: "page", endpoint="page")
    link = TRACKER.link_url(DELIVERY, "https://example.com/").removeprefix("https://t.example.com")
    client = app.test_client()
    assert "Set-Cookie" in client.get("/page").headers
    answer = client.get(link)
    assert answer.status_code == 302
    assert {"Set-Cookie", "Vary", "Content-Type"}.isdisjoint(answer.headers.keys())
