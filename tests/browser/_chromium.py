"""Drive the Chromium of this machine over its debugging pipe, without a driver or a websocket.

Chromium started with `--remote-debugging-pipe` reads DevTools commands from its descriptor 3 and writes
answers and events to 4: JSON texts, a NUL behind each (https://chromedevtools.github.io/devtools-protocol/).
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Any

from typing_extensions import Self

__all__ = ["VARIABLE", "Answer", "Chromium", "ChromiumError", "find_chromium"]

Fields = dict[str, Any]
"""An object of JSON: parameters of a command, its result, an event."""
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]
"""What a server says: status, headers, body."""

VARIABLE = "MAILTRACK_CHROMIUM"
_NAMES = ("chromium", "chromium-browser", "google-chrome")

# `subprocess` hands descriptors on under the numbers they have; this small program gives them others.
_MOVE = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD_CLOEXEC, 10) for end in sys.argv[1:3]]
for place, end in enumerate(ends, 3):
    os.dup2(end, place)
os.execvp(sys.argv[3], sys.argv[3:])
"""
_CHUNK = 1 << 16

_SWITCHES = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",  # it wants rights that root and containers lack; the pages are our own
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-site-isolation-trials",  # with the next one: no new process for each site, twice as fast
    "--renderer-process-limit=1",
    "--disable-sync",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    "--mute-audio",
    # An http link stays one, and nothing is asked of the maker's servers.
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,NetworkTimeServiceQuerying",
)


class ChromiumError(Exception):
    """Chromium did not start, refused a command, ended, or took too long."""


def find_chromium() -> str | None:
    """Find the browser: what MAILTRACK_CHROMIUM says if it is set, else the first on the path, else None."""
    names = (os.environ[VARIABLE],) if VARIABLE in os.environ else _NAMES
    return next((found for name in names if (found := shutil.which(name))), None)


class Chromium:
    """A headless browser with one tab, for which every host is one port of this machine.

    Args:
        program: The executable.
        port: Where on the loopback address connections to all hosts go.
        answer: Answers requests for https URLs, which stop inside the browser.
    """

    def __init__(self, program: str, *, port: int, answer: Callable[[str], Answer]) -> None:
        """Start the browser and open its tab."""
        self.patience = 20.0
        """Seconds to wait for any one thing; most take a few hundredths."""
        self._answer = answer
        self._buffer = b""
        self._results: dict[int, Fields] = {}
        self._events: list[Fields] = []
        self._asked = 0
        self._session: str | None = None
        self._profile = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        self._read, self._write, self._process = _started(
            [
                program,
                *_SWITCHES,
                f"--user-data-dir={self._profile.name}",
                f"--host-resolver-rules=MAP * 127.0.0.1:{port}",
            ]
        )
        try:
            target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
            attached = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
            self._session = attached["sessionId"]
            self.call("Page.enable")
            self.call("Page.setLifecycleEventsEnabled", {"enabled": True})
            self.call("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})
            # As in a mail program, where <noscript> counts. What `evaluate` runs is not concerned.
            self.call("Emulation.setScriptExecutionDisabled", {"value": True})
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Return the browser, which runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the browser, whatever has happened."""
        self.close()

    def close(self) -> None:
        """End every process of the browser and remove its files."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._read)
        os.close(self._write)
        self._profile.cleanup()

    def open(self, url: str) -> str:
        """Load a page with all its images as if its URL had been typed; return where that led."""
        self._events.clear()
        answer = self.call("Page.navigate", {"url": url})
        if "errorText" in answer:
            raise ChromiumError(f"{url}: {answer['errorText']}")
        return self._loaded(answer["loaderId"])

    def click(self, x: float, y: float) -> str:
        """Click with the mouse on something that leads elsewhere; return where that was."""
        self._events.clear()
        for kind in ("mousePressed", "mouseReleased"):
            self.call(
                "Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
            )
        return self._loaded(self._wait_for("Page.frameNavigated", {})["frame"]["loaderId"])

    def evaluate(self, script: str) -> Any:  # noqa: ANN401 - whatever JSON the script gives
        """Run a script in the page, and return its value."""
        answer = self.call("Runtime.evaluate", {"expression": script, "returnByValue": True})
        if "exceptionDetails" in answer:
            raise ChromiumError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def resize(self, width: int, height: int) -> None:
        """Set the size of the viewport."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", size)

    def screenshot(self) -> bytes:
        """Return what the viewport shows, as a PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", {"format": "png"})["data"])

    def call(self, method: str, parameters: Mapping[str, object] | None = None) -> Fields:
        """Send one command and wait for its result."""
        number = self._send(method, parameters or {})
        until = monotonic() + self.patience
        while number not in self._results:
            self._pump(until, method)
        message = self._results.pop(number)
        if "error" in message:
            raise ChromiumError(f"{method}: {message['error']}")
        result: Fields = message["result"]
        return result

    def _loaded(self, loader: str) -> str:
        """Wait until a page and its images are there, and return its URL."""
        self._wait_for("Page.lifecycleEvent", {"loaderId": loader, "name": "load"})
        return str(self.evaluate("location.href"))

    def _wait_for(self, method: str, like: Mapping[str, object]) -> Fields:
        """Wait for an event of the page, which may have come already."""
        until = monotonic() + self.patience
        seen = 0
        while True:
            for event in self._events[seen:]:
                fields: Fields = event["params"]
                if event["method"] == method and like.items() <= fields.items():
                    return fields
            seen = len(self._events)
            self._pump(until, method)

    def _send(self, method: str, parameters: Mapping[str, object]) -> int:
        self._asked += 1
        command: Fields = {"id": self._asked, "method": method, "params": parameters}
        if self._session is not None:
            command["sessionId"] = self._session
        data = json.dumps(command).encode() + b"\0"
        try:
            while data:
                data = data[os.write(self._write, data) :]
        except BrokenPipeError as error:
            raise ChromiumError(f"Chromium ended, or never started: sent {method}") from error
        return self._asked

    def _pump(self, until: float, awaited: str) -> None:
        """Wait for what the browser says next, and sort it."""
        if not select.select([self._read], [], [], max(0.0, until - monotonic()))[0]:
            self.patience = 0.0  # what hung once is not waited for again
            raise ChromiumError(f"Chromium took too long: waited for {awaited}")
        chunk = os.read(self._read, _CHUNK)
        if not chunk:
            raise ChromiumError(f"Chromium ended, or never started: waited for {awaited}")
        *texts, self._buffer = (self._buffer + chunk).split(b"\0")
        for text in texts:
            self._sort(json.loads(text))

    def _sort(self, message: Fields) -> None:
        if message.get("method") == "Fetch.requestPaused":
            self._fulfil(message["params"])
        elif "id" in message:
            self._results[message["id"]] = message
        else:
            self._events.append(message)

    def _fulfil(self, paused: Fields) -> None:
        """Answer a request that stopped inside the browser; its result stays unread."""
        status, headers, body = self._answer(paused["request"]["url"])
        self._send(
            "Fetch.fulfillRequest",
            {
                "requestId": paused["requestId"],
                "responseCode": status,
                "responseHeaders": [{"name": name, "value": value} for name, value in headers],
                "body": base64.b64encode(body).decode(),
            },
        )


def _started(command: list[str]) -> tuple[int, int, subprocess.Popen[bytes]]:
    """Start a program with pipes at its descriptors 3 and 4, in a process group of its own."""
    commands, write = os.pipe()
    read, events = os.pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-S", "-c", _MOVE, str(commands), str(events), *command],
            pass_fds=(commands, events),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    finally:
        os.close(commands)
        os.close(events)
    return read, write, process
