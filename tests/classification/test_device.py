"""Names of programs, systems and devices for reports."""

from __future__ import annotations

import pytest

from mailtrack_sdk.classification.device import Device, describe
from tests.classification._requests import BARE_WEBKIT, CHROME, GMAIL_PREFETCH, GMAIL_PROXY, OUTLOOK, WEBKIT

ANDROID = f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/117.0.0.0"


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (OUTLOOK, "Outlook 16 · Windows 10 · PC"),
        ("Outlook-iOS/711.2587062.prod.iphone (3.33.0)", "Outlook for iOS · iOS · iPhone"),
        ("Mozilla/4.0 (compatible; ms-office; MSOffice 16)", "Outlook 16"),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:24.0) Gecko/20100101 Thunderbird/115.8.0",
            "Thunderbird 115 · Ubuntu · PC",
        ),
        ("FooMail/2.1", "foomail"),
        (CHROME, "Chrome 120 · Windows 10 · PC"),
        (f"{ANDROID} Mobile Safari/537.36", "Chrome Mobile 117 · Android 10 · phone"),
        (f"{ANDROID} Safari/537.36", "Chrome 117 · Android 10 · tablet"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) Version/17.4.1 Mobile Safari/604.1",
            "Mobile Safari 17 · iOS 17 · iPhone",
        ),
        (
            f"Mozilla/5.0 (X11; CrOS x86_64 13904.97.0) {WEBKIT} Chrome/91.0.4472.167",
            "Chrome 91 · Chrome OS · PC",
        ),
        ("Mozilla/5.0 (X11; SunOS sun4u; rv:10.0) Gecko/20100101 Firefox/10.0", "Firefox 10 · Solaris · PC"),
        (BARE_WEBKIT, "WebKit · Mac OS X 10.15 · Mac"),
        (GMAIL_PROXY, "Gmail"),
        (GMAIL_PREFETCH, "Gmail (prefetch)"),
        ("Mozilla/5.0", "Apple Mail (privacy protection)"),
        ("curl/8.5.0", "curl"),
        ("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "AhrefsBot"),
        ("Zappa", ""),
        ("", ""),
        ("\N{SNOWMAN}", ""),
        (None, ""),
    ],
)
def test_names_are_readable(agent: str | None, label: str) -> None:
    """Mail programs and proxies are named by the tables, the rest by the libraries."""
    assert describe(agent).label == label


def test_a_proxy_says_nothing_about_the_device() -> None:
    """Gmail's proxy claims Windows XP, which is nobody's system."""
    assert describe(GMAIL_PROXY) == Device(client="Gmail")


@pytest.mark.parametrize(
    "agent", ["a" * 1_000_000, "Mozilla/5.0 (\ud800 " + "Android 1;" * 5000, "\0" * 1000]
)
def test_hostile_agents_are_described_too(agent: str) -> None:
    """Long agents are cut, and what cannot be encoded is replaced before the libraries see it."""
    assert describe(agent) == describe(agent[:512])
