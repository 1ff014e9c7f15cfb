"""What the method and the headers of a request show."""

from __future__ import annotations

import re

from mailtrack_sdk.classification.findings import Finding
from mailtrack_sdk.classification.verdict import Agent, Human
from mailtrack_sdk.events import RequestEvent

__all__ = ["no_fetch_metadata", "not_get", "prefetch_header"]

_PREFETCH_HEADERS = ("sec-purpose", "purpose", "x-purpose", "x-moz")
_PREFETCH_VALUES = ("prefetch", "preview", "prerender")
_PREFETCH_HEADER = Finding.of(
    Agent.PREFETCH,
    Human.NO,
    0.97,
    "header.prefetch",
    "A header says that the browser loaded this ahead of time, before anybody asked for it",
)


def prefetch_header(event: RequestEvent, /) -> Finding | None:
    """Recognise loading ahead of time by the header that browsers send with it.

    `Sec-Purpose` (Chrome 110, Firefox 115), `Purpose`, `X-Purpose`, `X-moz`. The absence of these headers
    means nothing. See https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Purpose.
    """
    headers = event.client.headers
    if not headers:
        return None
    for name in _PREFETCH_HEADERS:
        value = headers.get(name)
        if value and any(word in value[:64].lower() for word in _PREFETCH_VALUES):
            return _PREFETCH_HEADER
    return None


_NOT_GET = Finding.of(
    None,
    Human.NO,
    0.99,
    "method.not_get",
    "The request was not a GET but asked about the address only, as software that checks links does",
)


def not_get(event: RequestEvent, /) -> Finding | None:
    """Recognise HEAD requests: no browser shows a page or an image that way."""
    return None if event.method == "GET" else _NOT_GET


# 80 is the first Chrome with Fetch Metadata (MDN, browser-compat-data; read 2026-11-22). Safari has it
# since 16.4 and Firefox since 90, but their versions are easily mistaken: only Chrome is held to it.
_CHROME = re.compile(r" Chrome/([0-9]{1,4})\.")
_FIRST_WITH_METADATA = 80
_METADATA = frozenset(("sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"))
_NO_METADATA = Finding.of(
    None,
    Human.NO,
    0.3,
    "header.no_fetch_metadata",
    "The user agent is that of a Chrome that always sends Sec-Fetch headers over HTTPS, and there were none",
)


def no_fetch_metadata(event: RequestEvent, /) -> Finding | None:
    """Notice a Chrome that lacks what every Chrome since version 80 sends with a request over HTTPS.

    Weak, because a proxy can strip headers, and plain HTTP has none of these. Says nothing when headers
    were not recorded, or so few that not even `Accept` is among them. See
    https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Dest.
    """
    headers, agent = event.client.headers, event.client.agent
    if not headers or agent is None or "accept" not in headers or not _METADATA.isdisjoint(headers):
        return None
    version = _CHROME.search(agent[:512])
    return _NO_METADATA if version is not None and int(version[1]) >= _FIRST_WITH_METADATA else None
