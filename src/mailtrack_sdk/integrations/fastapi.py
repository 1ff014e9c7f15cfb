"""Serve tracking URLs with FastAPI: `app.router.routes.extend(tracking_routes(recorder))`."""

from __future__ import annotations

from mailtrack_sdk._extras import missing_extra

try:
    import starlette.routing as _  # noqa: F401 - FastAPI's routes are those of Starlette
except ImportError as _error:
    raise missing_extra(__name__, "fastapi", _error) from _error

from mailtrack_sdk.integrations.starlette import tracking_routes

__all__ = ["tracking_routes"]
