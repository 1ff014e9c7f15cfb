"""The example on PostgreSQL: a real server, a real process, a mail that is read, and the report about it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.testing import clients
from tests.stores._postgres import POSTGRESQL, shared_server

pytestmark = POSTGRESQL

ROOT = Path(__file__).parents[2]
KEY = "a key for this test, long enough"
START_LIMIT = 20.0


def free_port() -> int:
    """Find a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, str, str | None]:
    """Ask the program, and give status, body and Location."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("latin-1"), answer.getheader("Location")


@pytest.fixture
def port() -> Iterator[int]:
    """Run the program on an empty database."""
    server = shared_server()
    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "MAILTRACK_KEY": KEY,
        "DATABASE_URL": server.url("psycopg", server.new_database()),
    }
    program = [sys.executable, str(ROOT / "examples" / "postgresql_app.py")]
    subprocess.run([*program, "create"], env=environment, check=True, timeout=START_LIMIT)
    with subprocess.Popen(program, env=environment, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(ConnectionError):
                get(port, "/")
                break
            time.sleep(0.02)
        yield port
        process.terminate()


def test_events_are_kept_in_postgresql(port: int) -> None:
    """An open and a click of a copy come in over HTTP, and the report counts the copy."""
    tracker = mt.Tracker(KEY, base_url=f"http://127.0.0.1:{port}")
    delivery = mt.Delivery("news-7", "u-1001", sent_at=datetime(2026, 11, 1, tzinfo=timezone.utc))
    pixel = clients.thunderbird.open(tracker.pixel_url(delivery))
    click = clients.firefox.click(tracker.link_url(delivery, "https://example.com/spring"))
    status, _, _ = get(port, urlsplit(pixel.url).path, dict(pixel.headers))
    assert status == 200
    status, _, location = get(port, urlsplit(click.url).path, dict(click.headers))
    assert (status, location) == (302, "https://example.com/spring")
    assert get(port, "/")[1] == "news-7: 1 copies, 0 opened, 1 clicked"
