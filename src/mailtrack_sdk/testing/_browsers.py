"""The headers that browsers send, as captured from them.

A captured request is the one for a page whose address was typed in; for a link in a mail program it
is the same, because the browser is handed the address from outside (`Sec-Fetch-Site: none`). For a
link in webmail only `Sec-Fetch-Site` differs, and for an image the values of MDN take the place of
`Accept` and `Sec-Fetch-*` (developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Dest;
read 2026-11-22).
"""

from __future__ import annotations

from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]
"""Names and values of headers, in the order in which they are sent."""

MAIL_PROGRAM, WEBMAIL = "none", "cross-site"
"""Where a followed link stood, as `Sec-Fetch-Site` says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One browser, as far as its requests show it.

    Args:
        agent: Its User-Agent.
        accept: What it accepts as a page.
        language: Its Accept-Language.
        encoding: Its Accept-Encoding.
        hints: The client hints that it sends with every request.
        page_only: What else it sends when a person goes to a page.
    """

    agent: str
    accept: str
    language: str
    encoding: str
    hints: Headers = ()
    page_only: Headers = ()

    def page(self, site: str) -> Headers:
        """Return the headers for a link that a person follows."""
        return (*self._common(self.accept, site, "navigate", "document"), *self.page_only)

    def image(self, accept: str) -> Headers:
        """Return the headers for an image that webmail shows."""
        return self._common(accept, WEBMAIL, "no-cors", "image")

    def _common(self, accept: str, site: str, mode: str, destination: str) -> Headers:
        return (
            *self.hints,
            ("User-Agent", self.agent),
            ("Accept", accept),
            ("Sec-Fetch-Site", site),
            ("Sec-Fetch-Mode", mode),
            ("Sec-Fetch-Dest", destination),
            ("Accept-Encoding", self.encoding),
            ("Accept-Language", self.language),
        )


_USER: Headers = (("Upgrade-Insecure-Requests", "1"), ("Sec-Fetch-User", "?1"))

# Captured: lexiforest/curl-impersonate@77fa77f tests/signatures/chrome_150.0.7871.127_macOS.yaml;
# read 2026-11-22.
CHROME = Browser(
    agent=(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/150.0.0.0 Safari/537.36"
    ),
    accept=(
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.7"
    ),
    language="en-US,en;q=0.9",
    encoding="gzip, deflate, br, zstd",
    hints=(
        ("Sec-CH-UA", '"Not;A=Brand";v="8", "Chromium";v="150", "Google Chrome";v="150"'),
        ("Sec-CH-UA-Mobile", "?0"),
        ("Sec-CH-UA-Platform", '"macOS"'),
    ),
    page_only=(*_USER, ("Priority", "u=0, i")),
)

# Captured: lwthiker/curl-impersonate@b7a4036 tests/signatures/chrome_99.0.4844.73_android12-pixel6.yaml;
# read 2026-11-22.
CHROME_ANDROID = Browser(
    agent=(
        "Mozilla/5.0 (Linux; Android 12; Pixel 6) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/99.0.4844.58 Mobile Safari/537.36"
    ),
    accept=(
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.9"
    ),
    language="en-US,en;q=0.9",
    encoding="gzip, deflate, br",
    hints=(
        ("Sec-CH-UA", '" Not A;Brand";v="99", "Chromium";v="99", "Google Chrome";v="99"'),
        ("Sec-CH-UA-Mobile", "?1"),
        ("Sec-CH-UA-Platform", '"Android"'),
    ),
    page_only=_USER,
)

# Captured: lwthiker/curl-impersonate@b7a4036 tests/signatures/edge_101.0.1210.47_win10.yaml; read 2026-11-22.
EDGE = Browser(
    agent=(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/101.0.4951.64 Safari/537.36 Edg/101.0.1210.47"
    ),
    accept=(
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,image/apng,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.9"
    ),
    language="en-US,en;q=0.9",
    encoding="gzip, deflate, br",
    hints=(
        ("Sec-CH-UA", '" Not A;Brand";v="99", "Chromium";v="101", "Microsoft Edge";v="101"'),
        ("Sec-CH-UA-Mobile", "?0"),
        ("Sec-CH-UA-Platform", '"Windows"'),
    ),
    page_only=_USER,
)

# Captured: lwthiker/curl-impersonate@b7a4036 tests/signatures/firefox_117.0.1_win10.yaml; read 2026-11-22.
FIREFOX = Browser(
    agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/117.0",
    accept="text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    language="en-US,en;q=0.5",
    encoding="gzip, deflate, br",
    page_only=(*_USER, ("TE", "trailers")),
)

# Captured: lexiforest/curl-impersonate@1f4c382 tests/signatures/safari_26.0_macOS.yaml; read 2026-11-22.
SAFARI = Browser(
    agent=(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.0 Safari/605.1.15"
    ),
    accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    language="en-US,en;q=0.9",
    encoding="gzip, deflate, br, zstd",
    page_only=(("Priority", "u=0, i"),),
)

# Captured: lexiforest/curl-impersonate@1f4c382 tests/signatures/safari_26.0_iOS.yaml; read 2026-11-22.
SAFARI_IPHONE = Browser(
    agent=(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/26.0 Mobile/15E148 Safari/604.1"
    ),
    accept=SAFARI.accept,
    language=SAFARI.language,
    encoding=SAFARI.encoding,
    page_only=SAFARI.page_only,
)
