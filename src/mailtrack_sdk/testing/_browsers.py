"""The headers that browsers send, as captured from them, in the order in which they send them.

A captured request is the one for a page whose address was typed in; for a link in a mail program it
is the same, because the browser is handed the address from outside (`Sec-Fetch-Site: none`). For a
link in webmail only `Sec-Fetch-Site` differs, and for an image the values of MDN take the place of
`Accept` and `Sec-Fetch-*`, and what only pages have is left out
(developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Dest; read 2026-11-22).

`Host`, `Connection` and cookies are not here: they belong to the connection and to the site.
"""

from __future__ import annotations

from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]
"""Names and values of headers, in the order in which they are sent."""

MAIL_PROGRAM, WEBMAIL = "none", "cross-site"
"""Where a followed link stood, as `Sec-Fetch-Site` says it."""

_PAGE_ONLY = frozenset({"Upgrade-Insecure-Requests", "Sec-Fetch-User", "Priority", "TE"})
_NEW_WINDOW: Headers = (
    ("Sec-Fetch-Site", MAIL_PROGRAM),
    ("Sec-Fetch-Mode", "navigate"),
    ("Sec-Fetch-User", "?1"),
    ("Sec-Fetch-Dest", "document"),
)


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser, as far as its requests show it.

    Args:
        headers: What it sends for a page whose address was typed in, in order.
    """

    headers: Headers

    def page(self, site: str) -> Headers:
        """Return the headers for a link that a person follows."""
        return self._with({"Sec-Fetch-Site": site})

    def image(self, accept: str) -> Headers:
        """Return the headers for an image that webmail shows."""
        changed = {
            "Accept": accept,
            "Sec-Fetch-Site": WEBMAIL,
            "Sec-Fetch-Mode": "no-cors",
            "Sec-Fetch-Dest": "image",
        }
        return tuple(header for header in self._with(changed) if header[0] not in _PAGE_ONLY)

    def _with(self, changed: dict[str, str]) -> Headers:
        return tuple((name, changed.get(name, value)) for name, value in self.headers)


# Captured: lexiforest/curl-impersonate@77fa77f tests/signatures/chrome_150.0.7871.127_macOS.yaml;
# read 2026-11-22.
CHROME = Browser(
    (
        ("Sec-CH-UA", '"Not;A=Brand";v="8", "Chromium";v="150", "Google Chrome";v="150"'),
        ("Sec-CH-UA-Mobile", "?0"),
        ("Sec-CH-UA-Platform", '"macOS"'),
        ("Upgrade-Insecure-Requests", "1"),
        (
            "User-Agent",
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/150.0.0.0 Safari/537.36"
            ),
        ),
        (
            "Accept",
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
                "application/signed-exchange;v=b3;q=0.7"
            ),
        ),
        *_NEW_WINDOW,
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Accept-Language", "en-US,en;q=0.9"),
        ("Priority", "u=0, i"),
    )
)

# Captured: lwthiker/curl-impersonate@b7a4036 tests/signatures/chrome_99.0.4844.73_android12-pixel6.yaml;
# read 2026-11-22.
CHROME_ANDROID = Browser(
    (
        ("Sec-CH-UA", '" Not A;Brand";v="99", "Chromium";v="99", "Google Chrome";v="99"'),
        ("Sec-CH-UA-Mobile", "?1"),
        ("Sec-CH-UA-Platform", '"Android"'),
        ("Upgrade-Insecure-Requests", "1"),
        (
            "User-Agent",
            (
                "Mozilla/5.0 (Linux; Android 12; Pixel 6) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/99.0.4844.58 Mobile Safari/537.36"
            ),
        ),
        (
            "Accept",
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
                "application/signed-exchange;v=b3;q=0.9"
            ),
        ),
        *_NEW_WINDOW,
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Accept-Language", "en-US,en;q=0.9"),
    )
)

# Captured: lwthiker/curl-impersonate@b7a4036 tests/signatures/edge_101.0.1210.47_win10.yaml; read 2026-11-22.
EDGE = Browser(
    (
        ("Sec-CH-UA", '" Not A;Brand";v="99", "Chromium";v="101", "Microsoft Edge";v="101"'),
        ("Sec-CH-UA-Mobile", "?0"),
        ("Sec-CH-UA-Platform", '"Windows"'),
        ("Upgrade-Insecure-Requests", "1"),
        (
            "User-Agent",
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/101.0.4951.64 Safari/537.36 Edg/101.0.1210.47"
            ),
        ),
        (
            "Accept",
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,image/apng,*/*;q=0.8,"
                "application/signed-exchange;v=b3;q=0.9"
            ),
        ),
        *_NEW_WINDOW,
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Accept-Language", "en-US,en;q=0.9"),
    )
)

# Captured: lwthiker/curl-impersonate@b7a4036 tests/signatures/firefox_117.0.1_win10.yaml; read 2026-11-22.
FIREFOX = Browser(
    (
        ("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/117.0"),
        ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"),
        ("Accept-Language", "en-US,en;q=0.5"),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Upgrade-Insecure-Requests", "1"),
        ("Sec-Fetch-Dest", "document"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-Site", MAIL_PROGRAM),
        ("Sec-Fetch-User", "?1"),
        ("TE", "trailers"),
    )
)


def _safari(agent: str) -> Browser:
    """Make a Safari 26: on a Mac and on an iPhone it sends the same but for its agent."""
    return Browser(
        (
            ("Sec-Fetch-Dest", "document"),
            ("User-Agent", agent),
            ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            ("Sec-Fetch-Site", MAIL_PROGRAM),
            ("Sec-Fetch-Mode", "navigate"),
            ("Accept-Language", "en-US,en;q=0.9"),
            ("Priority", "u=0, i"),
            ("Accept-Encoding", "gzip, deflate, br, zstd"),
        )
    )


# Captured: lexiforest/curl-impersonate@1f4c382 tests/signatures/safari_26.0_macOS.yaml; read 2026-11-22.
SAFARI = _safari(
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.0 Safari/605.1.15"
)

# Captured: lexiforest/curl-impersonate@1f4c382 tests/signatures/safari_26.0_iOS.yaml; read 2026-11-22.
SAFARI_IPHONE = _safari(
    "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.0 Mobile/15E148 Safari/604.1"
)
