"""The project of the tests for real servers: `python -m uvicorn tests.integrations._django_serve:asgi`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterable
from typing import Any

from mailtrack_sdk.events import Event
from tests.integrations import _django_settings

if os.environ.get("MAILTRACK_TEST_ASYNC"):
    _django_settings.ROOT_URLCONF = "tests.integrations._django_async_urls"
if os.environ.get("MAILTRACK_TEST_BACKGROUND"):
    _django_settings.MAILTRACK |= {"BACKGROUND": True, "STORE": f"{__name__}.make_slow_store"}
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.integrations._django_settings"

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

_asgi = get_asgi_application()
wsgi = get_wsgi_application()

from mailtrack_sdk.integrations.django import DjangoStore, get_saver  # noqa: E402 - has models


def make_slow_store() -> DjangoStore:
    """Make a store that is not done before a server that nobody holds up has ended."""

    class SlowStore(DjangoStore):
        """The store of the project, on a slow disk."""

        def append(self, events: Iterable[Event]) -> int:
            """Add events, later."""
            time.sleep(0.5)
            return super().append(events)

    return SlowStore()


async def asgi(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has them
    """Serve, and save what waits before the server ends."""
    if scope["type"] != "lifespan":
        await _asgi(scope, receive, send)
        return
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.to_thread(get_saver().close)
    await send({"type": "lifespan.shutdown.complete"})


def waitress() -> Any:  # noqa: ANN401 - as WSGI has them
    """Make an ordinary end of SIGTERM, which waitress does not handle."""

    def end(*_: object) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    return wsgi
