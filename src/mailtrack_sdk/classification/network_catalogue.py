"""What is known about the networks that are published: the tables without their networks.

Every row says where its list is published; the date of a list comes with the list. Two networks are not
here on purpose. Apple's own 17.0.0.0/8 is not the egress of its relay (17.58.1.1 is not on Apple's list).
Those of content delivery networks carry the relays of others, which have tables of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from mailtrack_sdk.classification.network_tables import (
    NetworkKind,
    NetworkScope,
    NetworkStrength,
    NetworkTable,
)

__all__ = ["CATALOGUE", "FIXED", "Entry", "Fixed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """All about a table but its name, its date and its networks."""

    label: str
    kind: NetworkKind
    scope: NetworkScope
    strength: NetworkStrength
    source: str

    def table(self, name: str, day: date) -> NetworkTable:
        """Return the table for a list of a given day."""
        return NetworkTable(
            name=name,
            label=self.label,
            kind=self.kind,
            scope=self.scope,
            strength=self.strength,
            source=self.source,
            date=day,
        )


def _scanner(label: str, source: str) -> Entry:
    return Entry(label, NetworkKind.SCANNER, NetworkScope.BOTH, NetworkStrength.CERTAIN, source)


def _people(label: str, kind: NetworkKind, source: str) -> Entry:
    return Entry(label, kind, NetworkScope.NONE, NetworkStrength.NONE, source)


def _robots(label: str, kind: NetworkKind, source: str) -> Entry:
    return Entry(label, kind, NetworkScope.CLICKS, NetworkStrength.PROBABLE, source)


def _cloud(label: str, source: str, scope: NetworkScope = NetworkScope.CLICKS) -> Entry:
    return Entry(label, NetworkKind.CLOUD, scope, NetworkStrength.WEAK, source)


CATALOGUE: Mapping[str, Entry] = MappingProxyType(
    {
        # Mail filtering only; no mailbox is read from there (warmbly/warmbly, tracking/scanner-networks.txt
        # at 0b624e7, pull requests 412 and 438).
        "microsoft_eop": _scanner(
            "Exchange Online Protection",
            "endpoint sets 9 and 10 of https://endpoints.office.com/endpoints/worldwide; "
            "warmbly/warmbly pull request 412",
        ),
        "barracuda": _scanner(
            "Barracuda Email Gateway Defense",
            "https://campus.barracuda.com/product/emailgatewaydefense; warmbly/warmbly pull request 438",
        ),
        # Safari browses through the same addresses from which Mail Privacy Protection fetches.
        "apple_relay": _people(
            "iCloud Private Relay",
            NetworkKind.RELAY,
            "https://mask-api.icloud.com/egress-ip-ranges.csv",
        ),
        # Outlook on the web fetches images through Microsoft's own proxy when somebody opens a mail.
        "exchange_online": _people(
            "Microsoft 365 (Exchange Online and its neighbours)",
            NetworkKind.MAILBOX_PROVIDER,
            "https://endpoints.office.com/endpoints/worldwide without its mail filtering",
        ),
        "zscaler": _people(
            "Zscaler",
            NetworkKind.GATEWAY,
            "https://config.zscaler.com/api/zscaler.net/hubs/cidr/json/recommended",
        ),
        # Google publishes no list of its image proxies; they lie in the list of all that is Google's,
        # and so do its cloud and the VPN of its telephones.
        "google": Entry(
            "Google",
            NetworkKind.MAILBOX_PROVIDER,
            NetworkScope.EARLY_CLICKS,
            NetworkStrength.WEAK,
            "https://www.gstatic.com/ipranges/goog.json and Google's SPF records",
        ),
        "googlebot": _robots(
            "Googlebot",
            NetworkKind.CRAWLER,
            "https://developers.google.com/search/apis/ipranges/googlebot.json",
        ),
        "bing": _robots("Bingbot", NetworkKind.CRAWLER, "https://www.bing.com/toolbox/bingbot.json"),
        "duckduckgo": _robots(
            "DuckDuckGo's robots", NetworkKind.CRAWLER, "https://duckduckgo.com/duckduckbot.json"
        ),
        "openai": _robots("OpenAI's robots", NetworkKind.CRAWLER, "https://openai.com/gptbot.json"),
        "facebook": _robots("Facebook", NetworkKind.PREVIEWER, "routes of AS32934"),
        "telegram": _robots(
            "Telegram", NetworkKind.PREVIEWER, "https://core.telegram.org/resources/cidr.txt"
        ),
        "twitter": _robots("X (Twitter)", NetworkKind.PREVIEWER, "routes of AS13414"),
        "amazon": _cloud("Amazon Web Services", "https://ip-ranges.amazonaws.com/ip-ranges.json"),
        # All of Microsoft, so late clicks from there may be people's (warmbly leaves AS8075 out for that).
        "azure": _cloud(
            "Microsoft Azure",
            "https://www.microsoft.com/en-us/download/details.aspx?id=56519 (service tags) "
            "and id=53602 (public IPs)",
            NetworkScope.EARLY_CLICKS,
        ),
        "google_cloud": _cloud("Google Cloud", "https://www.gstatic.com/ipranges/cloud.json"),
        "digitalocean": _cloud("DigitalOcean", "https://digitalocean.com/geo/google.csv"),
        # Its runners are rented from Azure, in networks that others rent as well.
        "github": _cloud("GitHub", "https://api.github.com/meta", NetworkScope.EARLY_CLICKS),
        "linode": _cloud("Linode", "https://geoip.linode.com/"),
        "oracle": _cloud("Oracle Cloud", "https://docs.oracle.com/en-us/iaas/tools/public_ip_ranges.json"),
        "vultr": _cloud("Vultr", "https://geofeed.constant.com/?json"),
    }
)
"""By name, in the order in which addresses are named."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Networks that are few, are published on pages rather than in files, and hardly change."""

    date: date
    networks: tuple[str, ...]


FIXED: Mapping[str, Fixed] = MappingProxyType(
    {
        # warmbly/warmbly pull request 412 of that day; MISP's list of Office 365 (version 20260811) has all
        # but 52.100.0.0/14.
        "microsoft_eop": Fixed(
            date(2026, 9, 10),
            (
                *("40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "52.238.78.88/32", "104.47.0.0/17"),
                *("2a01:111:f400::/48", "2a01:111:f403::/48"),
            ),
        ),
        # warmbly/warmbly pull request 438 of that day: the ranges that Barracuda publishes, one a region.
        "barracuda": Fixed(
            date(2026, 9, 11),
            (
                *("3.24.133.128/25", "15.222.16.128/25", "35.157.190.224/27", "18.185.115.192/26"),
                *("18.184.203.224/27", "13.200.136.128/25", "35.176.92.96/27", "18.133.136.128/26"),
                *("18.133.136.96/27", "209.222.82.0/24"),
            ),
        ),
    }
)
