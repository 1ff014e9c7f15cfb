"""What users of the web adapters write, for the type checkers; never run."""

from __future__ import annotations

from aiohttp import web
from fastapi import FastAPI
from flask import Flask
from starlette.applications import Starlette
from starlette.routing import Mount
from typing_extensions import assert_type

import mailtrack_sdk as mt
from mailtrack_sdk.integrations.aiohttp import setup_tracking
from mailtrack_sdk.integrations.asgi import ASGIApp
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.integrations.flask import tracking_blueprint
from mailtrack_sdk.integrations.starlette import tracking_routes
from mailtrack_sdk.integrations.wsgi import WSGIApp
from mailtrack_sdk.stores import MemoryStore, to_async
from mailtrack_sdk.testing import AdapterContract
from mailtrack_sdk.testing.adapters import Exchange

tracker = mt.Tracker("a secret of at least 16 bytes", base_url="https://t.example.com/mail")
recorder = mt.Recorder(tracker, MemoryStore())
awaited = mt.AsyncRecorder(tracker, to_async(MemoryStore()))
background = BackgroundRecorder(recorder, capacity=1_000)
assert_type(background.waiting, int)
assert_type(background.record(mt.Request("GET", "/o/token")), mt.Response)


def flask_application() -> Flask:
    """Register the blueprint, and put the adapter for WSGI in front of the same application."""
    app = Flask(__name__)
    app.register_blueprint(tracking_blueprint(background, name="mail"), url_prefix="/mail")
    app.wsgi_app = WSGIApp(recorder, app=app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
    return app


def starlette_application() -> ASGIApp:
    """Mount the routes, and put the adapter for ASGI in front of an application."""
    app = Starlette(routes=[Mount("/mail", routes=tracking_routes(awaited)), Mount("/t", ASGIApp(recorder))])
    return ASGIApp(background, app=app)


def fastapi_application() -> FastAPI:
    """Add the routes, and mount the adapter."""
    app = FastAPI(routes=tracking_routes(recorder))
    app.router.routes.extend(tracking_routes(awaited))
    app.mount("/mail", ASGIApp(awaited))
    return app


def aiohttp_application() -> web.Application:
    """Set it up."""
    app = web.Application()
    setup_tracking(app, awaited, prefix="/mail")
    return app


class TestOfAnAdapter(AdapterContract):
    """An adapter of one's own under test."""

    def send(self, exchange: Exchange) -> None:
        """Ask it."""
        app = flask_application()
        if exchange.hangs_up:
            exchange.through_asgi(starlette_application(), root_path=exchange.mount)
        exchange.through_wsgi(app, script_name=exchange.mount)
        assert_type(exchange.answer, mt.Response)
