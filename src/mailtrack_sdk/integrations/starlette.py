"""Serve tracking URLs with Starlette or FastAPI: `Starlette(routes=[*tracking_routes(recorder), ...])`."""

from __future__ import annotations

from mailtrack_sdk._extras import missing_extra
from mailtrack_sdk.integrations.asgi import ASGIApp
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.recorder import AsyncRecorder, Recorder

try:
    from starlette.routing import BaseRoute, Route
except ImportError as _error:
    raise missing_extra(__name__, "starlette", _error) from _error

__all__ = ["tracking_routes"]


def tracking_routes(recorder: Recorder | BackgroundRecorder | AsyncRecorder) -> list[BaseRoute]:
    """Make the routes that answer for tracking URLs: `/o/...` and `/c/...`.

    They answer first and store afterwards, as `ASGIApp` does. With FastAPI write
    `app.router.routes.extend(tracking_routes(recorder))`. Below a `Mount` give the tracker that path in its
    `base_url`.

    Args:
        recorder: Answers and stores. The store of a synchronous `Recorder` is called in threads.

    Raises:
        ConfigurationError: `recorder` is no recorder.
    """
    app = ASGIApp(recorder)
    return [
        Route("/o/{rest:path}", app, name="mailtrack_opens", include_in_schema=False),
        Route("/c/{rest:path}", app, name="mailtrack_clicks", include_in_schema=False),
    ]
