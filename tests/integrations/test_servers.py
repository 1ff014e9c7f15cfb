"""Real server processes, a real HTTP client and a browser: the store holds what they did."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pytest

import mailtrack_sdk as mt
from mailtrack_sdk.stores import SQLiteStore
from mailtrack_sdk.web import Response
from tests.browser._chromium import VARIABLE, Chromium, find_chromium
from tests.integrations._loopback import ask

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.1"

UVICORN = ("-m", "uvicorn", "--port={port}", "--log-level=warning")
SERVERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "WSGI, wsgiref": (("examples/wsgi_app.py",), ()),
    "WSGI, waitress": (
        ("-m", "waitress", "--listen=127.0.0.1:{port}", "examples.wsgi_app:application"),
        ("waitress",),
    ),
    "Flask, waitress": (("examples/flask_app.py",), ("flask", "waitress")),
    "ASGI, uvicorn": ((*UVICORN, "tests.integrations._serve:asgi"), ("uvicorn",)),
    "Starlette, uvicorn": (
        (*UVICORN, "--factory", "tests.integrations._serve:make_starlette"),
        ("starlette", "uvicorn"),
    ),
    "FastAPI, uvicorn": (("examples/fastapi_app.py",), ("fastapi", "uvicorn")),
    "aiohttp": (("examples/aiohttp_app.py",), ("aiohttp",)),
}
"""What each server is started with, and which packages that needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server process that is up."""

    port: int
    database: Path
    tells: bool

    def ask(self, url: str, *, method: str = "GET") -> Response:
        """Send a request for an absolute URL of the server, or a path."""
        path = url.removeprefix(f"http://127.0.0.1:{self.port}")
        headers = [("Host", f"127.0.0.1:{self.port}"), ("User-Agent", READER), ("Accept", "*/*")]
        return ask(self.port, path, method=method, headers=headers)

    def events(self, count: int) -> list[mt.OpenEvent | mt.ClickEvent]:
        """Wait until so many requests are stored, which may be a little later than their answers."""
        until = time.monotonic() + PATIENCE
        while True:
            with SQLiteStore(self.database) as store:
                found = [e for e in store.events() if isinstance(e, (mt.OpenEvent, mt.ClickEvent))]
            if len(found) >= count or time.monotonic() > until:
                return found
            time.sleep(0.02)


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start one server for the tests of this module."""
    arguments, needed = SERVERS[request.param]
    absent = [package for package in needed if find_spec(package) is None]
    if absent:
        pytest.skip(f"not installed: {', '.join(absent)}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    process = _start(arguments, port, folder)
    try:
        _wait_for(port, process)
        yield Server(port=port, database=folder / "mailtrack.db", tells="examples" in " ".join(arguments))
        assert process.poll() is None, "the server has ended by itself"
    finally:
        process.send_signal(signal.SIGINT)
        try:
            printed, _ = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
            process.communicate()
    # What interrupts them makes some servers say goodbye with a traceback; anything else is an error.
    assert printed.count("Traceback") <= printed.count("KeyboardInterrupt"), printed


def _start(arguments: Sequence[str], port: int, folder: Path) -> subprocess.Popen[str]:
    command = [
        str(ROOT / argument) if argument.startswith("examples/") else argument.format(port=port)
        for argument in arguments
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    paths = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env={**environment, "PORT": str(port), "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    process.kill()
    pytest.fail(f"the server did not come up: {process.communicate()[0]}")


def test_a_mail_is_opened_and_clicked(server: Server) -> None:
    """A mail made by the server is opened and clicked with a real client, and its store tells so."""
    before = len(server.events(0))
    mail = server.ask("/").body.decode()
    (link,) = re.findall(r'href="([^"]+)"', mail)
    (pixel,) = re.findall(r'src="([^"]+)"', mail)
    opened = server.ask(unescape(pixel))
    assert (opened.status, opened.header("Content-Type"), len(opened.body)) == (200, "image/gif", 43)
    clicked = server.ask(unescape(link))
    assert (clicked.status, clicked.header("Location")) == (302, "https://example.com/spring")
    assert clicked.header("Set-Cookie") is None
    events = server.events(before + 2)[before:]
    assert [event.kind.value for event in events] == ["open", "click"]
    assert {event.delivery.recipient for event in events} == {"u-1001"}
    assert {event.client.agent for event in events} == {READER}
    assert {event.client.address for event in events} == {"127.0.0.1"}
    if server.tells:
        told = server.ask("/log").body.decode()
        assert "u-1001: " in told
        assert "A person caused this request" in told


def test_what_is_not_recorded_is_answered(server: Server) -> None:
    """A forged link, another method and a HEAD request get what the tracker says."""
    before = len(server.events(0))
    (pixel,) = re.findall(r'src="([^"]+)"', server.ask("/").body.decode())
    pixel = unescape(pixel)
    refused = server.ask(pixel, method="POST")
    assert (refused.status, refused.header("Allow")) == (405, "GET, HEAD")
    assert server.ask(pixel.replace("/o/", "/c/")).status == 404
    head = server.ask(pixel, method="HEAD")
    assert (head.status, head.header("Content-Length"), head.body) == (200, "43", b"")
    assert [event.method for event in server.events(before + 1)[before:]] == ["HEAD"]


@pytest.mark.skipif(
    find_chromium() is None,
    reason=f"no chromium, chromium-browser or google-chrome on the path; {VARIABLE} can name one",
)
def test_a_browser_opens_and_clicks(server: Server) -> None:
    """A browser shows the mail with its pixel, follows the link, and arrives at the target."""
    before = len(server.events(0))
    target = (200, (("Content-Type", "text/html"),), b"<p>Here you are.</p>")
    with Chromium(find_chromium() or "", port=server.port, answer=lambda _: target) as browser:
        browser.open(f"http://127.0.0.1:{server.port}/")
        server.events(before + 1)
        x, y = browser.evaluate("(box => [box.x + 3, box.y + 3])(document.links[0].getClientRects()[0])")
        assert browser.click(x, y) == "https://example.com/spring"
    events = server.events(before + 2)[before:]
    assert [event.kind.value for event in events] == ["open", "click"]
    assert all("HeadlessChrome" in (event.client.agent or "") for event in events)
