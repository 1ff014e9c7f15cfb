"""Simulated clients: the requests that mail programs, browsers and machines send.

Each client is a value with `open(url)`, which asks for an image as that software does when it shows
a mail, and `click(url)`, which follows a link as a person who uses it does, or as a machine does by
itself. Both return a `Request` to hand to `Tracker.handle` or `Recorder.record`, or let an `Inbox`
find the URLs in a mail.

Every user agent and every header was read at the source that stands beside it. What no source told
is left out, so most mail programs and machines have no `Accept` header here; real ones may send
more. Addresses are those reserved for documentation (RFC 5737): 192.0.2.0/24 for people,
198.51.100.0/24 for the proxies and relays of mailbox providers, 203.0.113.0/24 for machines.

Example:
    >>> from mailtrack_sdk.testing import clients
    >>> request = clients.apple_mail_privacy.open("https://t.example.com/o/token")
    >>> request.header("User-Agent"), request.client_address
    ('Mozilla/5.0', '198.51.100.1')
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailtrack_sdk.classification.agents import APPLE_PRIVACY_AGENT, GMAIL_PREFETCH_AGENT
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.testing._browsers import (
    CHROME,
    CHROME_ANDROID,
    EDGE,
    FIREFOX,
    MAIL_PROGRAM,
    SAFARI,
    SAFARI_IPHONE,
    WEBMAIL,
    Headers,
)
from mailtrack_sdk.web import Request

__all__ = [
    "ALL",
    "SimulatedClient",
    "apple_mail",
    "apple_mail_privacy",
    "chrome",
    "curl",
    "firefox",
    "gmail_android",
    "gmail_prefetch",
    "gmail_web",
    "googlebot",
    "link_scanner",
    "outlook_desktop",
    "outlook_ios",
    "outlook_mac",
    "safari",
    "slack_preview",
    "teams_preview",
    "thunderbird",
    "yahoo_mail",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedClient:
    """Software that asks for the URLs of a mail.

    Args:
        name: What it is called in this module.
        address: Where it asks from; for a mail program that is the reader's own address.
        image_headers: What it sends when it loads an image.
        link_headers: What it, or the browser it opens, sends when a link is followed; None for
            software that never follows links.
        proxy_address: Where images are asked for, when a mailbox provider loads them for the reader.
    """

    name: str
    address: str
    image_headers: Headers
    link_headers: Headers | None
    proxy_address: str | None = None

    def open(self, url: str) -> Request:
        """Return the request for an image of a mail that is shown.

        Args:
            url: The absolute URL of the image.
        """
        return Request("GET", url, self.image_headers, self.proxy_address or self.address)

    def click(self, url: str) -> Request:
        """Return the request for a link of a mail that is followed.

        Args:
            url: The absolute URL of the link, as it stands in the mail.

        Raises:
            ArgumentError: This software never follows links.
        """
        if self.link_headers is None:
            raise ArgumentError(f"{self.name} loads images and never follows links; click with a browser")
        return Request("GET", url, self.link_headers, self.address)

    def at(self, address: str) -> SimulatedClient:
        """Return the same software in the hands of somebody at another network address.

        A provider's proxy stays where it is: it has one address for all readers.

        Args:
            address: The reader's address.
        """
        return replace(self, address=address)


def _agent(agent: str, *more: tuple[str, str]) -> Headers:
    return (("User-Agent", agent), *more)


def _machine(name: str, address: str, headers: Headers) -> SimulatedClient:
    """Make a client that asks for whatever it finds, in the same way."""
    return SimulatedClient(name=name, address=address, image_headers=headers, link_headers=headers)


# What browsers accept as an image: developer.mozilla.org/docs/Web/HTTP/Guides/Content_negotiation/
# List_of_default_Accept_values, mdn/content@376cb9d; read 2026-11-22. In Chrome's row that page leaves
# image/svg+xml out, which requests copied from its developer tools have.
chrome = SimulatedClient(
    name="chrome",
    address="192.0.2.1",
    image_headers=CHROME.image("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"),
    link_headers=CHROME.page(WEBMAIL),
)
"""Chrome on a Mac, with webmail that loads images in the browser."""

firefox = SimulatedClient(
    name="firefox",
    address="192.0.2.2",
    image_headers=FIREFOX.image("image/avif,image/webp,*/*"),
    link_headers=FIREFOX.page(WEBMAIL),
)
"""Firefox on Windows, with webmail that loads images in the browser."""

safari = SimulatedClient(
    name="safari",
    address="192.0.2.3",
    image_headers=SAFARI.image("image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5"),
    link_headers=SAFARI.page(WEBMAIL),
)
"""Safari on a Mac, with webmail that loads images in the browser."""

# github.com/warmbly/warmbly/pull/569; read 2026-11-22. Outlook for Mac and other web views send the same.
apple_mail = SimulatedClient(
    name="apple_mail",
    address="192.0.2.4",
    image_headers=_agent(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    ),
    link_headers=SAFARI.page(MAIL_PROGRAM),
)
"""Apple Mail on a Mac without Mail Privacy Protection; its agent names no program."""

# ua-parser/uap-core issue 509, and no Referer (Groundhogg's rule). It changes nothing about clicks:
# bird.com/guides/apple-mail-privacy-protection-s-impact-on-email. Read 2026-11-22.
apple_mail_privacy = SimulatedClient(
    name="apple_mail_privacy",
    address="192.0.2.5",
    image_headers=_agent(APPLE_PRIVACY_AGENT),
    link_headers=SAFARI_IPHONE.page(MAIL_PROGRAM),
    proxy_address="198.51.100.1",
)
"""Apple Mail on an iPhone with Mail Privacy Protection: its relay loads images, read or not."""

# browscap/browscap issue 533; device-detector bots.yml; read 2026-11-22.
gmail_web = SimulatedClient(
    name="gmail_web",
    address="192.0.2.6",
    image_headers=_agent(
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
    ),
    link_headers=CHROME.page(WEBMAIL),
    proxy_address="198.51.100.2",
)
"""Gmail in Chrome: Google's proxy loads images when the mail is shown."""

gmail_android = SimulatedClient(
    name="gmail_android",
    address="192.0.2.7",
    image_headers=gmail_web.image_headers,
    link_headers=CHROME_ANDROID.page(MAIL_PROGRAM),
    proxy_address="198.51.100.2",
)
"""The Gmail app on an Android telephone: the same proxy, and links open in Chrome."""

# The agent: gmass.co/blog/false-opens-in-gmail, bird.com/en-us/blog/gmail-prefetching-images, mautic issue
# 10245. The Referer: Groundhogg's rule. Read 2026-11-22.
gmail_prefetch = SimulatedClient(
    name="gmail_prefetch",
    address="198.51.100.3",
    image_headers=_agent(GMAIL_PREFETCH_AGENT, ("Referer", "http://mail.google.com/")),
    link_headers=None,
)
"""Gmail loading images seconds after delivery, before anybody has opened the mail."""

# ua-parser/uap-core test agents, device-detector bots.yml, browscap issue 1957; read 2026-11-22.
yahoo_mail = SimulatedClient(
    name="yahoo_mail",
    address="192.0.2.8",
    image_headers=_agent("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"),
    link_headers=FIREFOX.page(WEBMAIL),
    proxy_address="198.51.100.4",
)
"""Yahoo Mail in Firefox: Yahoo's proxy loads images when the mail is shown."""

# nielsbasjes/yauaa@eb28d67 UserAgents/EMailClients.yaml, as for the next three; read 2026-11-22.
outlook_desktop = SimulatedClient(
    name="outlook_desktop",
    address="192.0.2.9",
    image_headers=_agent(
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 10.0; Win64; x64; Trident/7.0; "
        "Microsoft Outlook 16.0.10364; ms-office; MSOffice 16)"
    ),
    link_headers=EDGE.page(MAIL_PROGRAM),
)
"""Outlook for Windows; links open in Edge."""

outlook_ios = SimulatedClient(
    name="outlook_ios",
    address="192.0.2.10",
    image_headers=_agent("Outlook-iOS/711.2587062.prod.iphone (3.33.0)"),
    link_headers=SAFARI_IPHONE.page(MAIL_PROGRAM),
)
"""Outlook on an iPhone; links open in Safari."""

outlook_mac = SimulatedClient(
    name="outlook_mac",
    address="192.0.2.11",
    image_headers=_agent("MacOutlook/16.38.20061401 (Intelx64 Mac OS X 10.15.6 (19G2021))"),
    link_headers=SAFARI.page(MAIL_PROGRAM),
)
"""Outlook for Mac; links open in Safari."""

thunderbird = SimulatedClient(
    name="thunderbird",
    address="192.0.2.12",
    image_headers=_agent(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0 Thunderbird/115.8.0"
    ),
    link_headers=FIREFOX.page(MAIL_PROGRAM),
)
"""Thunderbird on Windows; links open in Firefox."""

# matomo-org/device-detector@3856a28 Tests/fixtures/bots.yml; braze.com docs, bot click filtering;
# read 2026-11-22.
link_scanner = _machine("link_scanner", "203.0.113.1", _agent("Barracuda Sentinel (EE)"))
"""A mail gateway that tests links and says so: Barracuda Sentinel."""

# monperrus/crawler-user-agents@7c7f9f2; omrilotan/isbot@344052d; read 2026-11-22.
slack_preview = _machine(
    "slack_preview", "203.0.113.2", _agent("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")
)
"""Slack making a preview of a link that somebody has shared."""

# monperrus/crawler-user-agents@7c7f9f2; device-detector; read 2026-11-22.
teams_preview = _machine(
    "teams_preview", "203.0.113.3", _agent("Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5")
)
"""Microsoft Teams making a preview of a link that somebody has shared."""

# developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Accept (the example there); read 2026-11-22.
curl = _machine("curl", "203.0.113.4", _agent("curl/8.7.1", ("Accept", "*/*")))
"""A script that uses curl."""

# monperrus/crawler-user-agents@7c7f9f2; read 2026-11-22.
googlebot = _machine(
    "googlebot",
    "203.0.113.5",
    _agent("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
)
"""Google's crawler, which comes when a mail was put on a web page."""

ALL: tuple[SimulatedClient, ...] = (
    apple_mail,
    apple_mail_privacy,
    chrome,
    curl,
    firefox,
    gmail_android,
    gmail_prefetch,
    gmail_web,
    googlebot,
    link_scanner,
    outlook_desktop,
    outlook_ios,
    outlook_mac,
    safari,
    slack_preview,
    teams_preview,
    thunderbird,
    yahoo_mail,
)
"""Every client of this module, in the order of their names."""
