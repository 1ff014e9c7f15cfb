"""Measure the pixel endpoint over the loopback address, beside the same framework giving the same bytes.

    python -m tests.benchmarks.endpoints [--write]

Every server is a process of its own, and those of one framework take turns. Each request is for the pixel
of another delivery; timed is until the last answer has come, and until the last event is stored. Missing a
target makes the exit status 1.
"""

from __future__ import annotations

import gc
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from importlib.metadata import version
from itertools import count
from pathlib import Path
from statistics import median

from mailtrack_sdk.models import Delivery
from mailtrack_sdk.tracker import Tracker
from tests.benchmarks._endpoint_server import BASE_URL, KEY, THREADS
from tests.benchmarks._page import Check, Section, machine, table, write
from tests.benchmarks._timing import Lap, ratio

__all__ = ["figures"]

FRAMEWORKS = {
    "WSGI": ("waitress",),
    "Flask": ("flask", "waitress"),
    "Django": ("django", "waitress"),
    "ASGI": ("uvicorn",),
    "Starlette": ("starlette", "uvicorn"),
    "FastAPI": ("fastapi", "uvicorn"),
    "Django async": ("django", "uvicorn"),
    "aiohttp": ("aiohttp",),
}
KINDS = ("bare", "memory", "sqlite")
CONNECTIONS = 16
REQUESTS = 1_000
ROUNDS = 9
PATIENCE = 30.0

HEAD = (
    "Host: t.example.com\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.1\r\n"
    "Accept: image/avif,image/webp,*/*\r\nAccept-Language: en-GB,en;q=0.5\r\n"
    "Accept-Encoding: gzip, deflate\r\n"
    "Connection: keep-alive\r\n\r\n"
)
ROOT = Path(__file__).resolve().parents[2]
SENT = datetime.now(timezone.utc)
LIMITS = {"memory": 60, "sqlite": 30}
RAW = ("WSGI", "ASGI")
"""What does nearly nothing itself."""
RAW_LIMIT = {"memory": 40, "sqlite": 30}
NAMES = {"memory": "MemoryStore", "sqlite": "SQLiteStore"}


class Client:
    """Several connections to one server, each with one request under way at a time."""

    def __init__(self, port: int) -> None:
        self._connections = [
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(CONNECTIONS)
        ]
        for connection in self._connections:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, requests: Sequence[bytes]) -> None:
        """Send all requests and wait for their answers."""
        waiting = iter(requests)
        buffers: dict[socket.socket, bytes] = {}
        with selectors.DefaultSelector() as selector:
            for each in self._connections:
                each.sendall(next(waiting))
                buffers[each] = b""
                selector.register(each, selectors.EVENT_READ, each)
            left = len(requests)
            while left:
                for key, _ in selector.select(PATIENCE):
                    connection: socket.socket = key.data
                    buffers[connection] += connection.recv(65_536)
                    if not buffers[connection].endswith(b"\x02\x02D\x01\x00;"):
                        continue
                    if not buffers[connection].startswith(b"HTTP/1.1 200 "):
                        raise ValueError(buffers[connection][:200])
                    buffers[connection] = b""
                    left -= 1
                    request = next(waiting, None)
                    if request is not None:
                        connection.sendall(request)

    def close(self) -> None:
        """Hang up."""
        for connection in self._connections:
            connection.close()


class Server:
    """A server process, and a client that keeps it busy.

    Args:
        framework: Which.
        kind: What it does with a request.
        folder: Where its database is.
    """

    def __init__(self, framework: str, kind: str, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        database = folder / f"{framework}-{kind}.db"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks._endpoint_server", framework, kind, str(port), database],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        self._count_port = int(self._process.stdout.readline())
        self._stores = kind != "bare"
        self._expected = 0
        _wait_for(port)
        self._client = Client(port)

    def work(self, requests: Sequence[bytes]) -> tuple[float, float]:
        """Send all requests; return the seconds until all are answered, and until all events are stored."""
        start = time.perf_counter()
        self._client.send(requests)
        answered = time.perf_counter() - start
        if self._stores:
            self._expected += len(requests)
            while self._stored() < self._expected:
                if time.perf_counter() - start > PATIENCE:
                    raise TimeoutError(f"{self._stored()} of {self._expected} events are stored")
                time.sleep(0.001)
        return answered, time.perf_counter() - start

    def close(self) -> None:
        """End it."""
        self._client.close()
        self._process.kill()
        self._process.communicate()

    def _stored(self) -> int:
        with socket.create_connection(("127.0.0.1", self._count_port)) as connection:
            return int(connection.recv(64))


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError("a server did not come up")


def _requests(numbers: Iterator[int]) -> list[bytes]:
    """Make requests, each for the pixel of another delivery."""
    tracker = Tracker(KEY, base_url=BASE_URL)
    deliveries = (
        Delivery("newsletter-2026a", f"user-{next(numbers):08}", sent_at=SENT) for _ in range(REQUESTS)
    )
    paths = (tracker.pixel_url(delivery).removeprefix(BASE_URL) for delivery in deliveries)
    return [f"GET {path} HTTP/1.1\r\n{HEAD}".encode() for path in paths]


def _race(framework: str, folder: Path, numbers: Iterator[int]) -> Mapping[tuple[str, str], Lap]:
    """Let the servers of one framework take turns, after one round that does not count."""
    laps: dict[tuple[str, str], list[float]] = {}
    servers: dict[str, Server] = {}
    try:
        for kind in KINDS:
            servers[kind] = Server(framework, kind, folder)
        for number in range(-1, ROUNDS):
            for kind, server in servers.items():
                requests = _requests(numbers)
                gc.collect()
                answered, stored = server.work(requests)
                if number >= 0:
                    laps.setdefault((kind, "answered"), []).append(answered / REQUESTS)
                    laps.setdefault((kind, "stored"), []).append(stored / REQUESTS)
    finally:
        for server in servers.values():
            server.close()
    return {name: tuple(times) for name, times in laps.items()}


def figures(frameworks: Sequence[str] = tuple(FRAMEWORKS)) -> Section:
    """Measure everything."""
    numbers = count()
    with tempfile.TemporaryDirectory() as name:
        laps = {framework: _race(framework, Path(name), numbers) for framework in frameworks}
    rows: list[tuple[str, ...]] = []
    checks: list[Check] = []
    for framework, lap in laps.items():
        bare = lap["bare", "answered"]
        for (kind, until), times in lap.items():
            if (kind, until) == ("bare", "stored"):
                continue
            share = 100 * ratio(bare, times)
            what = "the same bytes" if kind == "bare" else f"{NAMES[kind]}, {until}"
            rows.append((framework, what, f"{1 / median(times):,.0f}", f"{share:.0f} %"))
            if until == "answered" and kind != "bare":
                limit = LIMITS[kind] if framework not in RAW else RAW_LIMIT[kind]
                what = f"{framework}, {NAMES[kind]}: answers / the same bytes"
                checks.append(Check(what=what, value=share, limit=limit, at_least=True, unit=" %"))
    packages = sorted({package for framework in frameworks for package in FRAMEWORKS[framework]})
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    body = (
        f"Measured {machine()}; {versions}; medians of {ROUNDS} rounds of {REQUESTS:,} requests over "
        f"{CONNECTIONS} connections; waitress with {THREADS} threads.\n\n"
        f"{table(('framework', 'what', 'requests/s', 'of the same bytes'), rows, texts=2)}"
    )
    return Section(key="endpoints", body=body, checks=tuple(checks))


def main() -> int:
    """Print the table, and write it when asked to; 1 when a target was missed."""
    wanted = [name for name in sys.argv[1:] if name in FRAMEWORKS]
    section = figures(wanted or tuple(FRAMEWORKS))
    sys.stdout.write(f"{section.text}\n")
    if "--write" in sys.argv[1:]:
        write([section])
    return int(any(check.missed for check in section.checks))


if __name__ == "__main__":
    sys.exit(main())
