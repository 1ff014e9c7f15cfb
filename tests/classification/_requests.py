"""Opens and clicks for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from uuid import UUID

from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.models import Client, Delivery, Link

AT = datetime(2026, 3, 1, 9, 30, tzinfo=timezone.utc)
DELIVERY = Delivery("news-7", "u-1001", sent_at=AT)
LINK = Link(url="https://shop.example/offer", index=0)
HEADERS = {"accept": "*/*"}

# The agents come from the sources named in src/mailtrack_sdk/classification/_readers.py and _machines.py.
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/120.0.0.0 Safari/537.36"
FAKE_EDGE = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/42.0.2311.135 Safari/537.36 Edge/12.246"
)
GMAIL_PREFETCH = f"{FAKE_EDGE} Mozilla/5.0"
GMAIL_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
OLD_GMAIL_PROXY = (
    "Mozilla/5.0 (Windows; U; Windows NT 5.1; de; rv:1.9.0.7) Gecko/2009021910 Firefox/3.0.7 "
    "(via ggpht.com GoogleImageProxy)"
)
UKRNET_PROXY = (
    f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/55.0.2883.87 Safari/537.36 "
    "(via secureurl.fwdcdn.com - mail.ukr.net proxy)"
)
OUTLOOK = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.10827; Pro)"
BARE_WEBKIT = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"


def opened(
    agent: str | None,
    *,
    headers: Mapping[str, str] | None = None,
    method: str = "GET",
    number: int = 1,
) -> OpenEvent:
    """Make the event of a pixel that was requested."""
    client = Client(agent=agent, headers=headers)
    return OpenEvent(id=UUID(int=number), at=AT, delivery=DELIVERY, client=client, method=method)


def clicked(
    agent: str | None,
    *,
    headers: Mapping[str, str] | None = None,
    method: str = "GET",
    number: int = 2,
) -> ClickEvent:
    """Make the event of a link that was requested."""
    client = Client(agent=agent, headers=headers)
    return ClickEvent(id=UUID(int=number), at=AT, delivery=DELIVERY, client=client, method=method, link=LINK)
