"""Tracking URLs with Starlette and FastAPI."""

from __future__ import annotations

import pytest

from mailtrack_sdk.integrations.asgi import ASGIApp
from mailtrack_sdk.recorder import AsyncRecorder, Recorder
from mailtrack_sdk.stores import to_async
from mailtrack_sdk.testing.adapters import Exchange

pytest.importorskip("starlette", reason="not installed: starlette")

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from mailtrack_sdk.integrations.starlette import tracking_routes
from tests.integrations._later import LookingLater


class TestStarlette(LookingLater):
    """The routes in an application, below a mount if there is one."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory."""
        routes = tracking_routes(Recorder(exchange.tracker, exchange.store))
        app = Starlette(routes=[Mount(exchange.mount, routes=routes)] if exchange.mount else routes)
        exchange.through_asgi(app)


async def _pass_on(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Do what most middleware of applications does."""
    return await call_next(request)


class TestStarletteBehindMiddleware(LookingLater):
    """The application itself, mounted, behind middleware that runs it in a task of its own."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory."""
        inner = ASGIApp(AsyncRecorder(exchange.tracker, to_async(exchange.store)))
        middleware = [Middleware(BaseHTTPMiddleware, dispatch=_pass_on)]
        exchange.through_asgi(Starlette(routes=[Mount(exchange.mount, inner)], middleware=middleware))


class TestFastAPI(LookingLater):
    """The routes in FastAPI."""

    def send(self, exchange: Exchange) -> None:
        """Ask it in memory."""
        fastapi = pytest.importorskip("fastapi", reason="not installed: fastapi")
        app = fastapi.FastAPI()
        recorder = Recorder(exchange.tracker, exchange.store)
        if exchange.mount:
            app.mount(exchange.mount, ASGIApp(recorder))
        else:
            app.router.routes.extend(tracking_routes(recorder))
        exchange.through_asgi(app)
