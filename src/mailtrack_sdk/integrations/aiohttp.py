"""Serve tracking URLs with aiohttp: `setup_tracking(app, recorder)`."""

from __future__ import annotations

from mailtrack_sdk._extras import missing_extra
from mailtrack_sdk._responses import pixel
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.integrations._keeping import Keeper
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.recorder import AsyncRecorder, Recorder
from mailtrack_sdk.web import Request

try:
    from aiohttp import web
    from multidict import CIMultiDict
except ImportError as _error:
    raise missing_extra(__name__, "aiohttp", _error) from _error

__all__ = ["setup_tracking"]

# Most answers are pixels, whose headers are always the same.
_PIXEL = pixel()
_PIXEL_HEADERS: CIMultiDict[str] = CIMultiDict(_PIXEL.headers)
_KEEPER = web.AppKey("mailtrack_keeper", Keeper)


def setup_tracking(
    app: web.Application, recorder: Recorder | BackgroundRecorder | AsyncRecorder, *, prefix: str = ""
) -> None:
    """Add the routes that answer for tracking URLs: `/o/...` and `/c/...`.

    The answer goes out first; then the event is stored, also when the client has gone. What is being
    stored when the application ends is waited for.

    Args:
        app: The application, or a sub-application.
        recorder: Answers and stores. The store of a synchronous `Recorder` is called in threads.
        prefix: A path before the routes, such as "/mail". Give the tracker that path, or the one of the
            sub-application, in its `base_url`.

    Raises:
        ConfigurationError: `recorder` is no recorder, `prefix` has no slash in front, or the application
            answers for tracking URLs already.
    """
    keeper = Keeper(recorder)
    if prefix and not prefix.startswith("/"):
        raise ConfigurationError(f"prefix must begin with a slash: {'/' + prefix!r}, not {prefix!r}")
    if _KEEPER in app:
        raise ConfigurationError(
            "this application answers for tracking URLs already; give another recorder a sub-application"
        )
    app[_KEEPER] = keeper
    answer_first = keeper.tracker.answer_first

    async def answer(request: web.Request) -> web.StreamResponse:
        asked = Request(request.method, request.raw_path, request.headers.items(), request.remote)
        outcome = answer_first(asked)
        given = outcome.response
        # A copy, because aiohttp and what stands around this application add to it.
        headers = CIMultiDict(_PIXEL_HEADERS) if given.headers is _PIXEL.headers else given.headers
        response = web.Response(status=given.status, headers=headers, body=given.body)
        try:
            await response.prepare(request)
            await response.write_eof()
        finally:  # a client that has gone has asked all the same
            saving = keeper.save(outcome)
            if saving is not None:
                await saving
        return response

    async def drain(_: web.Application) -> None:
        await keeper.drain()

    for letter in "oc":
        app.router.add_route("*", f"{prefix.rstrip('/')}/{letter}/{{rest:.*}}", answer)
    app.on_cleanup.append(drain)
