"""Simulated clients: the requests that mail programs, browsers and machines send.

Each client is a value with `open(url)`, which asks for an image as that software does when it shows
a mail, and `click(url)`, which follows a link as a person who uses it does, or as a machine does by
itself. Both return a `Request` to hand to `Tracker.handle` or `Recorder.record`, or let an `Inbox`
find the URLs in a mail. What a machine does `unasked`, with its timing, `InboxMail.sweep` does.

Every user agent and every header was read at the source that stands beside it; those of browsers
are in the order in which they are sent. What no source told is left out, so most mail programs and
machines have no `Accept` header here, and Outlook for Android is missing. Real ones may send more.
Addresses are those reserved for documentation (RFC 5737): 192.0.2.0/24 for people,
198.51.100.0/24 for the proxies and relays of mailbox providers, 203.0.113.0/24 for machines.

Example:
    >>> from mailtrack_sdk.testing import clients
    >>> request = clients.apple_mail_privacy.open("https://t.example.com/o/token")
    >>> request.header("User-Agent"), request.client_address
    ('Mozilla/5.0', '198.51.100.1')
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailtrack_sdk.classification.agents import APPLE_PRIVACY_AGENT, GMAIL_PREFETCH_AGENT
from mailtrack_sdk.testing._browsers import (
    CHROME,
    CHROME_ANDROID,
    EDGE,
    FIREFOX,
    MAIL_PROGRAM,
    SAFARI,
    SAFARI_IPHONE,
    WEBMAIL,
    Browser,
    Headers,
)
from mailtrack_sdk.testing._simulated import SimulatedClient, Sweep

__all__ = [
    "ALL",
    "SimulatedClient",
    "Sweep",
    "apple_mail",
    "apple_mail_privacy",
    "barracuda",
    "bingbot",
    "chrome",
    "curl",
    "firefox",
    "gmail_android",
    "gmail_ios",
    "gmail_prefetch",
    "gmail_web",
    "googlebot",
    "link_scanner",
    "outlook_desktop",
    "outlook_ios",
    "outlook_mac",
    "outlook_web",
    "python_requests",
    "safari",
    "safe_links",
    "slack_preview",
    "teams_preview",
    "thunderbird",
    "yahoo_mail",
]


def _agent(agent: str, *more: tuple[str, str]) -> Headers:
    return (("User-Agent", agent), *more)


def _machine(name: str, address: str, headers: Headers, unasked: Sweep | None = None) -> SimulatedClient:
    """Make a client that asks for whatever it finds, in the same way."""
    return SimulatedClient(
        name=name, address=address, image_headers=headers, link_headers=headers, unasked=unasked
    )


def _webmail(name: str, address: str, browser: Browser, accept: str) -> SimulatedClient:
    """Make a browser with webmail that loads images in the browser; `accept` is its Accept for those."""
    return SimulatedClient(
        name=name, address=address, image_headers=browser.image(accept), link_headers=browser.page(WEBMAIL)
    )


def _program(name: str, address: str, browser: Browser, agent: str) -> SimulatedClient:
    """Make a mail program that loads images itself, with the browser that it opens for links."""
    links = browser.page(MAIL_PROGRAM)
    return SimulatedClient(name=name, address=address, image_headers=_agent(agent), link_headers=links)


# What browsers accept as an image: developer.mozilla.org/docs/Web/HTTP/Guides/Content_negotiation/
# List_of_default_Accept_values, mdn/content@376cb9d; read 2026-11-22. In Chrome's row that page leaves
# image/svg+xml out, which requests copied from its developer tools have.
chrome: SimulatedClient = _webmail(
    "chrome", "192.0.2.1", CHROME, "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
)
"""Chrome on a Mac, with webmail that loads images in the browser."""

firefox: SimulatedClient = _webmail("firefox", "192.0.2.2", FIREFOX, "image/avif,image/webp,*/*")
"""Firefox on Windows, with webmail that loads images in the browser."""

safari: SimulatedClient = _webmail(
    "safari", "192.0.2.3", SAFARI, "image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5"
)
"""Safari on a Mac, with webmail that loads images in the browser."""

# github.com/warmbly/warmbly/pull/569; read 2026-11-22. Outlook for Mac and other web views send the same.
apple_mail: SimulatedClient = _program(
    "apple_mail",
    "192.0.2.4",
    SAFARI,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
)
"""Apple Mail on a Mac without Mail Privacy Protection; its agent names no program."""

# ua-parser/uap-core issue 509, and no Referer (Groundhogg's rule). It changes nothing about clicks:
# bird.com/guides/apple-mail-privacy-protection-s-impact-on-email. It comes when the device syncs, seconds to
# hours after delivery (help.socketlabs.com, identifying Apple MPP opens): no delay is given. Read 2026-11-22.
apple_mail_privacy: SimulatedClient = SimulatedClient(
    name="apple_mail_privacy",
    address="192.0.2.5",
    image_headers=_agent(APPLE_PRIVACY_AGENT),
    link_headers=SAFARI_IPHONE.page(MAIL_PROGRAM),
    proxy_address="198.51.100.1",
    unasked=Sweep(images=True, links=0),
)
"""Apple Mail on an iPhone with Mail Privacy Protection: its relay loads images, read or not."""

# browscap/browscap issue 533; device-detector bots.yml; read 2026-11-22.
gmail_web: SimulatedClient = SimulatedClient(
    name="gmail_web",
    address="192.0.2.6",
    image_headers=_agent(
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
    ),
    link_headers=CHROME.page(WEBMAIL),
    proxy_address="198.51.100.2",
)
"""Gmail in Chrome: Google's proxy loads images when the mail is shown."""

gmail_android: SimulatedClient = replace(
    gmail_web, name="gmail_android", address="192.0.2.7", link_headers=CHROME_ANDROID.page(MAIL_PROGRAM)
)
"""The Gmail app on an Android telephone: the same proxy, and links open in Chrome."""

gmail_ios: SimulatedClient = replace(
    gmail_web, name="gmail_ios", address="192.0.2.13", link_headers=SAFARI_IPHONE.page(MAIL_PROGRAM)
)
"""The Gmail app on an iPhone: the same proxy, and links open in Safari."""

# The agent: gmass.co/blog/false-opens-in-gmail, bird.com/en-us/blog/gmail-prefetching-images, mautic issue
# 10245. The Referer: Groundhogg's rule. The delay: a real mail of 2026-07-29. Read 2026-11-22.
gmail_prefetch: SimulatedClient = SimulatedClient(
    name="gmail_prefetch",
    address="198.51.100.3",
    image_headers=_agent(GMAIL_PREFETCH_AGENT, ("Referer", "http://mail.google.com/")),
    link_headers=None,
    unasked=Sweep(delay=timedelta(seconds=25), images=True, links=0),
)
"""Gmail loading images seconds after delivery, before anybody has opened the mail."""

# ua-parser/uap-core test agents, device-detector bots.yml, browscap issue 1957; read 2026-11-22.
yahoo_mail: SimulatedClient = SimulatedClient(
    name="yahoo_mail",
    address="192.0.2.8",
    image_headers=_agent("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"),
    link_headers=FIREFOX.page(WEBMAIL),
    proxy_address="198.51.100.4",
)
"""Yahoo Mail in Firefox: Yahoo's proxy loads images when the mail is shown."""

# nielsbasjes/yauaa@eb28d67 UserAgents/EMailClients.yaml, as for the next three; read 2026-11-22.
outlook_desktop: SimulatedClient = _program(
    "outlook_desktop",
    "192.0.2.9",
    EDGE,
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 10.0; Win64; x64; Trident/7.0; "
    "Microsoft Outlook 16.0.10364; ms-office; MSOffice 16)",
)
"""Outlook for Windows; links open in Edge."""

outlook_ios: SimulatedClient = _program(
    "outlook_ios", "192.0.2.10", SAFARI_IPHONE, "Outlook-iOS/711.2587062.prod.iphone (3.33.0)"
)
"""Outlook on an iPhone; links open in Safari."""

outlook_mac: SimulatedClient = _program(
    "outlook_mac", "192.0.2.11", SAFARI, "MacOutlook/16.38.20061401 (Intelx64 Mac OS X 10.15.6 (19G2021))"
)
"""Outlook for Mac; links open in Safari."""

outlook_web: SimulatedClient = _webmail(
    "outlook_web", "192.0.2.14", EDGE, "image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
)
"""Outlook on the web in Edge, on an Exchange server of one's own: images load in the browser.

Exchange Online loads them through a proxy; what that sends, no source tells."""

thunderbird: SimulatedClient = _program(
    "thunderbird",
    "192.0.2.12",
    FIREFOX,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0 Thunderbird/115.8.0",
)
"""Thunderbird on Windows; links open in Firefox."""

# About one second for each link: mautic issue 9798, comment of 2021-03-19. All links of a mail within ten
# seconds of its arrival: mautic issue 8692. Read 2026-11-22.
_ALL_LINKS = Sweep(delay=timedelta(seconds=5), pause=timedelta(seconds=1))

# matomo-org/device-detector@3856a28 Tests/fixtures/bots.yml; braze.com docs, bot click filtering;
# read 2026-11-22.
link_scanner: SimulatedClient = _machine(
    "link_scanner", "203.0.113.1", _agent("Barracuda Sentinel (EE)"), _ALL_LINKS
)
"""A mail gateway that tests links and says so: Barracuda Sentinel."""

# opencollective/opencollective issue 3656 (2020-11-02): the agent of an ordinary browser, and that scripts
# are run. It comes from no published network. Read 2026-11-22.
safe_links: SimulatedClient = _machine(
    "safe_links",
    "203.0.113.6",
    _agent(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/72.0.3626.109 Safari/537.36"
    ),
    _ALL_LINKS,
)
"""Microsoft's Safe Links, which follows every link of a mail in a full browser and never says so.

One request of it looks like a person's; that it walks through the links gives it away."""

# connect.act-on.com 360023757754: it follows the first link and does not identify itself, so the agent here
# is Chrome's. campus.barracuda.com lists its networks. Read 2026-11-22.
barracuda: SimulatedClient = _machine(
    "barracuda",
    "203.0.113.7",
    tuple(header for header in CHROME.headers if header[0] == "User-Agent"),
    Sweep(delay=timedelta(seconds=5), links=1),
)
"""Barracuda's e-mail gateway, which follows the first link of a mail and never says so.

Nothing but its network tells it from a person: `barracuda.at("209.222.82.1")` is in one of them."""

# monperrus/crawler-user-agents@7c7f9f2; omrilotan/isbot@344052d; read 2026-11-22.
slack_preview: SimulatedClient = _machine(
    "slack_preview", "203.0.113.2", _agent("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")
)
"""Slack making a preview of a link that somebody has shared."""

# monperrus/crawler-user-agents@7c7f9f2; device-detector; read 2026-11-22.
teams_preview: SimulatedClient = _machine(
    "teams_preview", "203.0.113.3", _agent("Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5")
)
"""Microsoft Teams making a preview of a link that somebody has shared."""

# developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Accept (the example there); read 2026-11-22.
curl: SimulatedClient = _machine("curl", "203.0.113.4", _agent("curl/8.7.1", ("Accept", "*/*")))
"""A script that uses curl."""

# The agent: braze.com docs, bot click filtering; the other headers: `requests.utils.default_headers`. Read
# 2026-11-22.
python_requests: SimulatedClient = _machine(
    "python_requests",
    "203.0.113.8",
    _agent("python-requests/2.32.3", ("Accept-Encoding", "gzip, deflate"), ("Accept", "*/*")),
)
"""A script that uses requests."""

# monperrus/crawler-user-agents@7c7f9f2; read 2026-11-22.
googlebot: SimulatedClient = _machine(
    "googlebot",
    "203.0.113.5",
    _agent("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
)
"""Google's crawler, which comes when a mail was put on a web page."""

bingbot: SimulatedClient = _machine(
    "bingbot",
    "203.0.113.9",
    _agent(
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; "
        "+http://www.bing.com/bingbot.htm) Chrome/103.0.5060.134 Safari/537.36"
    ),
)
"""Bing's crawler."""

ALL: tuple[SimulatedClient, ...] = (
    *(apple_mail, apple_mail_privacy, barracuda, bingbot, chrome, curl, firefox, gmail_android, gmail_ios),
    *(gmail_prefetch, gmail_web, googlebot, link_scanner, outlook_desktop, outlook_ios, outlook_mac),
    *(outlook_web, python_requests, safari, safe_links, slack_preview, teams_preview, thunderbird),
    yahoo_mail,
)
"""Every client of this module, in the order of their names."""
