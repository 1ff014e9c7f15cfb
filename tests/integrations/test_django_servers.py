"""Real servers with a Django project, and a real HTTP client: the store holds what it did."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.web import Response
from tests.browser._chromium import VARIABLE, Chromium, find_chromium
from tests.integrations._loopback import ask

pytest.importorskip("django", reason="not installed: django")

from django.db import connections

from mailtrack_sdk.integrations.django import get_store, get_tracker
from tests.integrations import _django_settings
from tests.integrations._django import closed_connections, empty

__all__ = ["closed_connections"]  # a fixture

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.1"


@contextmanager
def _running(
    command: Sequence[str],
    port: int,
    folder: Path,
    more: Mapping[str, str],
    *,
    end: signal.Signals = signal.SIGINT,
) -> Generator[None]:
    """Start a server, wait until it listens, and stop it at the end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    environment |= {"PORT": str(port), "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    said = folder / "server.log"  # not a pipe, which would be full at some time
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env={**environment, **more},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, said.read_text("utf-8", "replace")
                assert time.monotonic() < until, "the server did not come up"
                time.sleep(0.02)
        yield
        assert process.poll() is None, "the server has ended by itself"
    finally:
        process.send_signal(end)
        try:
            process.wait(timeout=PATIENCE)
        finally:
            process.kill()
            process.wait()
    assert "Traceback" not in said.read_text("utf-8", "replace").partition("KeyboardInterrupt")[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ask(port: int, url: str, *, method: str = "GET") -> Response:
    headers = [("Host", f"127.0.0.1:{port}"), ("User-Agent", READER), ("Accept", "*/*")]
    return ask(port, url.removeprefix(f"http://127.0.0.1:{port}"), method=method, headers=headers)


@pytest.mark.parametrize("name", ["waitress", "uvicorn", "uvicorn, async"])
def test_a_real_server_records(name: str, tmp_path: Path) -> None:
    """Opens and clicks of a real client, under WSGI and under ASGI, are in the database of the project."""
    module = name.partition(",")[0]
    if find_spec(module) is None:
        pytest.skip(f"not installed: {module}")
    empty()
    port = _free_port()
    delivery = mt.Delivery("news-7", "u-1001", sent_at=datetime.now(timezone.utc))
    commands = {
        "waitress": ["-m", "waitress", f"--listen=127.0.0.1:{port}", "tests.integrations._django_serve:wsgi"],
        "uvicorn": ["-m", "uvicorn", f"--port={port}", "tests.integrations._django_serve:asgi"],
    }
    more = {"MAILTRACK_TEST_FOLDER": str(_django_settings.FOLDER)}
    if "async" in name:
        more["MAILTRACK_TEST_ASYNC"] = "yes"
    pixel = get_tracker().pixel_url(delivery).removeprefix("https://t.example.com")
    link = (
        get_tracker()
        .link_url(delivery, "https://example.com/?a=1&b=%2F")
        .removeprefix("https://t.example.com")
    )
    with _running(commands[module], port, tmp_path, more):
        opened = _ask(port, pixel)
        assert (opened.status, opened.header("Content-Type"), len(opened.body)) == (200, "image/gif", 43)
        clicked = _ask(port, link)
        assert (clicked.status, clicked.header("Location")) == (302, "https://example.com/?a=1&b=%2F")
        assert clicked.header("Set-Cookie") is None
        assert _ask(port, "/mail" + pixel, method="HEAD").body == b""
        assert _ask(port, pixel, method="POST").status == 405
        events = _events(3)
    connections.close_all()
    assert sorted((event.kind.value, event.method) for event in events) == [
        ("click", "GET"),
        ("open", "GET"),
        ("open", "HEAD"),
    ]
    assert {event.delivery for event in events} == {delivery}
    assert {event.client.agent for event in events} == {READER}
    assert {event.client.address for event in events} == {"127.0.0.1"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that can be handled")
@pytest.mark.parametrize("name", ["waitress", "uvicorn"])
def test_a_server_that_is_stopped_saves_what_waits(name: str, tmp_path: Path) -> None:
    """With `BACKGROUND`, a SIGTERM right after the last answer loses no event."""
    if find_spec(name) is None:
        pytest.skip(f"not installed: {name}")
    empty()
    port = _free_port()
    module = "tests.integrations._django_serve"
    commands = {
        "waitress": ["-m", "waitress", f"--listen=127.0.0.1:{port}", "--call", f"{module}:waitress"],
        "uvicorn": ["-m", "uvicorn", f"--port={port}", f"{module}:asgi"],
    }
    more = {"MAILTRACK_TEST_FOLDER": str(_django_settings.FOLDER), "MAILTRACK_TEST_BACKGROUND": "yes"}
    if name == "uvicorn":
        more["MAILTRACK_TEST_ASYNC"] = "yes"
    sent_at = datetime.now(timezone.utc)
    readers = {f"u-{number}" for number in range(20)}
    with _running(commands[name], port, tmp_path, more, end=signal.SIGTERM):
        for reader in readers:
            pixel = get_tracker().pixel_url(mt.Delivery("news-7", reader, sent_at=sent_at))
            assert _ask(port, pixel.removeprefix("https://t.example.com")).status == 200
    found = [event.delivery.recipient for event in get_store().events() if isinstance(event, mt.OpenEvent)]
    connections.close_all()
    assert sorted(map(str, found)) == sorted(readers)


def _events(count: int) -> list[mt.OpenEvent | mt.ClickEvent]:
    """Wait until so many requests are stored, which may be a little later than their answers."""
    until = time.monotonic() + PATIENCE
    while True:
        found = [e for e in get_store().events() if isinstance(e, (mt.OpenEvent, mt.ClickEvent))]
        if len(found) >= count or time.monotonic() > until:
            return found
        time.sleep(0.02)


def test_the_example_runs(tmp_path: Path) -> None:
    """The example sends a tracked mail, serves its URLs with Django's own server, and tells what happened."""
    port = _free_port()
    with _running([str(ROOT / "examples" / "django_app.py")], port, tmp_path, {}):
        mail = _ask(port, "/").body.decode()
        (link,) = re.findall(r'href="([^"]+)"', mail)
        (pixel,) = re.findall(r'src="([^"]+)"', mail)
        assert _ask(port, unescape(pixel)).header("Content-Type") == "image/gif"
        assert _ask(port, unescape(link)).header("Location") == "https://example.com/spring"
        told = _log(port, lines=4)
    assert [line.split()[1] for line in told.splitlines()] == ["Composed", "Sent", "Opened", "Link"], told


@pytest.mark.skipif(
    find_chromium() is None,
    reason=f"no chromium, chromium-browser or google-chrome on the path; {VARIABLE} can name one",
)
def test_a_browser_opens_and_clicks(tmp_path: Path) -> None:
    """A browser shows the mail of the example with its pixel, follows the link, and arrives at the target."""
    port = _free_port()
    target = (200, (("Content-Type", "text/html"),), b"<p>Here you are.</p>")
    with (
        _running([str(ROOT / "examples" / "django_app.py")], port, tmp_path, {}),
        Chromium(find_chromium() or "", port=port, answer=lambda _: target) as browser,
    ):
        browser.open(f"http://127.0.0.1:{port}/")
        _log(port, lines=3)
        x, y = browser.evaluate("(box => [box.x + 3, box.y + 3])(document.links[0].getClientRects()[0])")
        assert browser.click(x, y) == "https://example.com/spring"
        told = _log(port, lines=4)
    # A browser without a window calls itself so, and counts as a script.
    assert [line.split()[1] for line in told.splitlines()] == ["Composed", "Sent", "Loaded", "Link"], told


def _log(port: int, *, lines: int) -> str:
    """Read what the example tells, as soon as it has so many lines."""
    until = time.monotonic() + PATIENCE
    while len((told := _ask(port, "/log").body.decode()).splitlines()) < lines and time.monotonic() < until:
        time.sleep(0.02)
    return told
