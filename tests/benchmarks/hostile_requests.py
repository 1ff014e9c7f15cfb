"""Throw hostile requests at a tracker, and check that none raises and none is led to a target nobody signed.

    python tests/benchmarks/hostile_requests.py [COUNT] [SEED]

Without arguments 200,000 requests are sent. The suite runs the same storm with fewer.
"""

# ruff: noqa: S311, T201 - random requests are no secrets; a program for a terminal

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from mailtrack_sdk.events import OpenEvent
from mailtrack_sdk.models import Delivery, Mode
from mailtrack_sdk.outcomes import Hit, Outcome
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request

__all__ = ["Storm"]

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
BASE = "https://track.example.com/mail"
KEYS = ("an older key of a test, 32 bytes", "a newer key of a test, 32 bytes.")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TARGETS = [
    "https://example.com/",
    "https://example.com/spring?utm_source=newsletter&utm_medium=email",
    "http://shop.example.org:8080/a/b?c=d#e",
    "https://www.example.net/" + "long/" * 100,
]
EVIL = [
    "https://evil.example/",
    "//evil.example/",
    "https:%2f%2fevil.example",
    "\r\nLocation: https://evil.example/",
    "%0d%0aSet-Cookie:%20a=b",
    "javascript:alert(1)",
    "../../etc/passwd",
    "%2e%2e/%2e%2e/",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\x00",
    "\ud800\udfff",
    "\u202e\u0130\u0131\ufb01",
    "A" * 5000,
    "=" * 5000,
    "%3E" * 2000,
    "." * 5000,
    "[" * 300,
]
AGENTS = [
    "Mozilla/5.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0",
    "curl/8.5.0",
    "",
    "(" * 400,
    "Mozilla/5.0 " + "(compatible; " * 200,
    "\ud800bot",
    "x" * 10_000,
]
HEADERS = [
    "User-Agent", "Host", "X-Forwarded-For", "Forwarded", "Referer", "Accept", "Sec-Purpose", "X-Moz",
    "Sec-Fetch-Mode", "Cookie", "X-Real-IP", "", "\r\n", "\ud800",
]  # fmt: skip
METHODS = [
    "GET",
    "GET",
    "GET",
    "GET",
    "get",
    "HEAD",
    "HEAD",
    "POST",
    "OPTIONS",
    "",
    "G\u0130T",
    "GET\r\n",
    "A" * 500,
]
PLACES = [
    "/o/",
    "/c/",
    "/mail/o/",
    "/mail/c/",
    "/o/acme/",
    "/c/acme/",
    "/mail/c/acme/",
    "/",
    "/c/../o/",
    "//",
]
ADDRESSES = [
    None,
    "",
    "192.0.2.1",
    "10.0.0.1",
    "10.0.0.1:80",
    "::ffff:10.0.0.1",
    "[::1]:80",
    "junk",
    "\x00",
    "1" * 999,
]
_PART = re.compile(r"[A-Za-z0-9_-]*")


class Storm:
    """Hostile requests and the tracker they are sent to; the same seed gives the same storm.

    Args:
        seed: Of the random numbers.
    """

    def __init__(self, seed: int = 1) -> None:
        """Make a tracker with tenants, and some mail."""
        self.random = random.Random(seed)
        self.tracker = Tracker(
            KEYS,
            base_url=BASE,
            trusted_proxies=("10.0.0.0/8", "unix"),
            link_lifetime=timedelta(days=400),
            clock=lambda: NOON,
        )
        self.shop = self.tracker.for_tenant("shop", base_url="https://shop.example.com")
        self.urls: list[str] = []
        self._messages: dict[str, tuple[str, str | None]] = {}
        self._targets: dict[tuple[str, str | None, str], str] = {}
        for number in range(40):
            self._mint(number)
        self.kinds: list[Callable[[], str]] = [
            self._genuine,
            self._mutated,
            self._mutated,
            self._extended,
            self._swapped,
            self._forged,
            self._redirected,
            self._random_path,
        ]

    def run(self, count: int) -> Counter[str]:
        """Send requests, check every answer, and count what became of them."""
        counts: Counter[str] = Counter()
        for _ in range(count):
            request = self.request()
            tracker = self.shop if self.random.random() < 0.1 else self.tracker
            counts[self._checked(request, tracker.handle(request))] += 1
        return counts

    def request(self) -> Request:
        """Make the next request."""
        choose = self.random.choice
        url = choose(self.kinds)()
        headers = [(choose(HEADERS), self._value()) for _ in range(self.random.randrange(6))]
        method, address = choose(METHODS), choose(ADDRESSES)
        way = self.random.random()
        path = re.sub(r"\Ahttps?://[^/]*", "", url)
        if way < 0.1:
            environ: dict[str, object] = {
                f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers
            }
            environ |= {"REQUEST_METHOD": method, "PATH_INFO": path, "REMOTE_ADDR": address}
            return Request.from_wsgi(environ)
        if way < 0.2:
            raw = [
                (name.encode("utf-8", "replace"), text.encode("utf-8", "replace")) for name, text in headers
            ]
            scope: dict[str, object] = {
                "method": method,
                "path": path,
                "headers": raw,
                "client": (address, 1),
            }
            if way < 0.15:
                scope["raw_path"] = path.encode("utf-8", "replace")
            return Request.from_asgi(scope)
        return Request(method, choose([url, path]), headers, address)

    def _mint(self, number: int) -> None:
        """Make the URLs of one delivery, and remember what each part stands for."""
        delivery = Delivery(
            f"news-{number % 5}",
            None if number % 7 == 0 else f"u-{number}",
            sent_at=NOON - timedelta(days=number * 15),
            opens=list(Mode)[1 + number % 4],
            clicks=list(Mode)[1 + number % 3],
            tenant=(None, "acme", "shop")[number % 3],
            is_preview=number % 11 == 0,
        )
        self.urls.append(self.tracker.pixel_url(delivery))
        for index, target in enumerate(TARGETS):
            url = self.tracker.link_url(delivery, target, index=index)
            self.urls.append(url)
            delivery_part, _, link_part = url.rpartition("/")[2].partition(".")
            self._messages[delivery_part] = (delivery.message_key, delivery.tenant)
            self._targets[delivery.message_key, delivery.tenant, link_part] = target

    def _checked(self, request: Request, outcome: Outcome) -> str:
        """Check one answer, and name what it was."""
        response = outcome.response
        assert response.status in (200, 302, 404, 405, 410), response
        assert not any(set("\r\n") & set(name + value) for name, value in response.headers), response
        assert request.method != "HEAD" or not response.body
        location = response.header("Location")
        if location is not None:
            segment = request.url.partition("#")[0].partition("?")[0].rpartition("/")[2]
            delivery_part, _, rest = segment.partition(".")
            match = _PART.match(rest)
            message_key, tenant = self._messages[delivery_part]
            assert self._targets[message_key, tenant, match.group() if match else ""] == location
        if isinstance(outcome, Hit):
            kind = "open" if isinstance(outcome.event, OpenEvent) else "click"
            assert outcome.event.message_key.startswith("news-")
            assert kind == "open" or location is not None
            for text in (outcome.event.client.agent, *(outcome.event.client.headers or {}).values()):
                assert len((text or "").encode()) <= 512
            return kind
        return outcome.reason.value

    def _value(self) -> str:
        choose = self.random.choice
        return choose(
            [
                choose(AGENTS),
                choose(EVIL),
                "192.0.2.7, 10.0.0.2",
                "for=192.0.2.7",
                "shop.example.com",
                "prefetch",
            ]
        )

    def _genuine(self) -> str:
        return self.random.choice(self.urls)

    def _mutated(self) -> str:
        url = self._genuine()
        for _ in range(self.random.randrange(1, 4)):
            at = self.random.randrange(len(url) + 1)
            put = self.random.choice(["", "", self.random.choice(ALPHABET), self.random.choice(EVIL)[:9]])
            url = url[:at] + put + url[at + self.random.randrange(3) :]
        return url

    def _extended(self) -> str:
        tail = self.random.choice(
            [*EVIL, ".", ")", "%3E", "=", "?url=https://evil.example/", "#x", "A", ".A"]
        )
        return self._genuine() + tail

    def _swapped(self) -> str:
        pieces = [re.split(r"(?<=/)|[.](?=[^.]*\Z)", self._genuine()) for _ in range(2)]
        return "".join([*pieces[0][:-1], ".", pieces[1][-1]])

    def _forged(self) -> str:
        text = "AQ" + "".join(self.random.choices(ALPHABET, k=self.random.randrange(80)))
        second = "".join(self.random.choices(ALPHABET, k=self.random.randrange(80)))
        return self.random.choice(PLACES) + self.random.choice([text, f"{text}.AQ{second}"])

    def _redirected(self) -> str:
        return (
            self.random.choice(PLACES) + self.random.choice(["", "?url=", "?to="]) + self.random.choice(EVIL)
        )

    def _random_path(self) -> str:
        size = self.random.randrange(60)
        return "".join(
            chr(self.random.choice([self.random.randrange(128), 0x2F, 0x25, 0xE9])) for _ in range(size)
        )


def main() -> None:
    """Run a storm and print what became of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    storm = Storm(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    start = time.perf_counter()
    counts = storm.run(count)
    seconds = time.perf_counter() - start
    assert counts.total() == count
    for name, number in counts.most_common():
        print(f"{number:>9,}  {name}")
    print(f"{count:>9,}  requests in {seconds:.1f} s, no exception, every redirect to a signed target")


if __name__ == "__main__":
    main()
