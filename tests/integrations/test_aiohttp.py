"""Tracking URLs with aiohttp."""

from __future__ import annotations

import asyncio

import pytest

from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.recorder import AsyncRecorder, Recorder
from mailtrack_sdk.stores import MemoryStore, to_async
from mailtrack_sdk.testing import make_tracker
from mailtrack_sdk.testing.adapters import Exchange
from tests.integrations._loopback import carry_out

pytest.importorskip("aiohttp", reason="not installed: aiohttp")

from aiohttp import web

from mailtrack_sdk.integrations.aiohttp import setup_tracking
from tests.integrations._later import LookingLater


async def _serve(app: web.Application, exchange: Exchange) -> None:
    """Start a server that cancels what it does for clients that have gone, and ask it."""
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port: int = runner.addresses[0][1]
        await asyncio.to_thread(carry_out, exchange, port)
    finally:
        await runner.cleanup()


class TestAiohttp(LookingLater):
    """The routes in an application, with a prefix."""

    def send(self, exchange: Exchange) -> None:
        """Ask it over the loopback address."""
        app = web.Application()
        setup_tracking(app, Recorder(exchange.tracker, exchange.store), prefix=exchange.mount)
        asyncio.run(_serve(app, exchange))


class TestAiohttpSubApplication(LookingLater):
    """The routes in a sub-application, with a recorder that is awaited."""

    def send(self, exchange: Exchange) -> None:
        """Ask it over the loopback address."""
        app = web.Application()
        recorder = AsyncRecorder(exchange.tracker, to_async(exchange.store))
        if exchange.mount:
            inner = web.Application()
            setup_tracking(inner, recorder)
            app.add_subapp(exchange.mount, inner)
        else:
            setup_tracking(app, recorder)
        asyncio.run(_serve(app, exchange))


def test_something_else_than_a_recorder_is_refused() -> None:
    """The mistake is told when the routes are made, not with the first request."""
    with pytest.raises(ConfigurationError, match="Recorder or an AsyncRecorder"):
        setup_tracking(web.Application(), "recorder")  # type: ignore[arg-type]


def test_a_prefix_has_a_slash_in_front_and_may_have_one_behind() -> None:
    """The prefix "/mail/" is "/mail"; "mail" is a mistake that is told at once."""
    recorder = Recorder(make_tracker(), MemoryStore())
    app = web.Application()
    setup_tracking(app, recorder, prefix="/mail/")
    paths = [resource.canonical for resource in app.router.resources()]
    assert paths == ["/mail/o/{rest}", "/mail/c/{rest}"]
    with pytest.raises(ConfigurationError, match="must begin with a slash: '/mail', not 'mail'"):
        setup_tracking(web.Application(), recorder, prefix="mail")


def test_an_application_is_set_up_once() -> None:
    """The second recorder would never be asked, so it is refused."""
    recorder = Recorder(make_tracker(), MemoryStore())
    app = web.Application()
    setup_tracking(app, recorder)
    with pytest.raises(ConfigurationError, match="already"):
        setup_tracking(app, recorder)
