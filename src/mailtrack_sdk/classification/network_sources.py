"""Reading lists of networks as their owners publish them; what they are is told by their content.

Known are Apple's CSV of relay egresses, Google's and other robots' JSON of prefixes, Amazon's JSON, the
JSON of Microsoft 365's endpoints and of Azure's service tags, MISP warning lists, and plain lists of
networks. Nothing here is needed to look an address up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from ipaddress import IPv4Network
from typing import cast

from mailtrack_sdk.classification._network_codec import MAX_NETWORKS
from mailtrack_sdk.classification._network_sets import read_networks, without
from mailtrack_sdk.classification._special_networks import public_part
from mailtrack_sdk.classification.network_catalogue import FIXED
from mailtrack_sdk.errors import ArgumentError

__all__ = ["MAX_LIST_BYTES", "PublishedList", "read_lists"]

MAX_LIST_BYTES = 50 * 2**20
"""Most that is read of one list; Azure's, the largest, has 5 MB."""

_EOP_IDS = (9, 10)
"""Endpoint sets of Microsoft 365 that filter mail (*.protection.outlook.com)."""
_GOOGLEBOT = IPv4Network("66.249.64.0/19")
_BINGBOT = IPv4Network("157.55.39.0/24")
_WIDE = 24
"""Lists of robots hold no IPv4 network as wide as this; goog.json holds many that are wider."""
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_MISP_NAMES = (
    ("icloud private relay", "apple_relay"),
    ("zscaler", "zscaler"),
    ("office 365", "microsoft365"),
)
_APPLE_COLUMNS = 4

_Object = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """The networks of one table, as somebody published them.

    Args:
        name: The table they belong to; None when the content does not tell.
        networks: The networks, merged, IPv4 first; without those that no owner can have.
        date: The day the list itself says it is of, or None.
        left_out: How many networks were left out or cut, because no owner can have them.
    """

    name: str | None
    networks: tuple[str, ...]
    date: date | None
    left_out: int = 0


def read_lists(data: bytes) -> tuple[PublishedList, ...]:
    """Read one published file.

    Private networks, those for documentation, 6to4, multicast and other special purposes are left out.

    Args:
        data: Its content; it need not be trusted.

    Returns:
        One list, or several: the endpoints of Microsoft 365 hold two.

    Raises:
        ArgumentError: It is none of the known forms, too large, holds no network, or holds one that is
            wider than /8 for IPv4 or /16 for IPv6.
    """
    if len(data) > MAX_LIST_BYTES:
        raise ArgumentError(f"a list of networks has at most {MAX_LIST_BYTES:,} bytes, and this one has more")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ArgumentError("it is no text, so it is no list of networks") from None
    lists = tuple(_of_json(text) if text.lstrip()[:1] in ("{", "[") else _of_lines(text))
    found = tuple(one for one in lists if one.networks)
    if not found:
        raise ArgumentError("it holds no network that is recognised")
    for one in found:
        if len(one.networks) > MAX_NETWORKS:
            raise ArgumentError(f"it holds more than {MAX_NETWORKS:,} networks")
    left = tuple(one for one in map(_public, found) if one.networks)
    if not left:
        raise ArgumentError(
            "it holds only networks that no owner can have: private, for documentation, multicast or the like"
        )
    return left


def _public(one: PublishedList) -> PublishedList:
    networks, left_out = public_part(one.networks)
    return replace(one, networks=networks, left_out=left_out)


def _of_json(text: str) -> Iterator[PublishedList]:
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError):
        raise ArgumentError("it looks like JSON and is broken") from None
    if isinstance(document, list):
        yield from _microsoft_365(_objects(cast("list[object]", document)))
        return
    facts = cast("_Object", document)  # JSON that begins with a brace
    if isinstance(facts.get("values"), list):
        yield _service_tags(facts)
    elif isinstance(facts.get("prefixes"), list):
        yield _prefixes(facts)
    elif isinstance(facts.get("list"), list):
        yield from _misp(facts)
    else:
        raise ArgumentError("it is JSON of a form that is not known")


def _of_lines(text: str) -> Iterator[PublishedList]:
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    rows = [line for line in lines if line]
    is_apple = bool(rows) and all(row.count(",") >= _APPLE_COLUMNS - 1 for row in rows)
    yield PublishedList(
        name="apple_relay" if is_apple else None,
        networks=tuple(row.partition(",")[0].strip() if is_apple else row for row in rows),
        date=None,
    )


def _microsoft_365(sets: Iterable[_Object]) -> Iterator[PublishedList]:
    # https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service
    filtering: list[str] = []
    mailboxes: list[str] = []
    for endpoints in sets:
        ips = _texts(endpoints.get("ips"))
        if endpoints.get("id") in _EOP_IDS:
            filtering += ips
        elif endpoints.get("serviceArea") == "Exchange":
            mailboxes += ips
    yield PublishedList(name="microsoft_eop", networks=tuple(filtering), date=None)
    yield PublishedList(name="exchange_online", networks=without(mailboxes, filtering), date=None)


def _service_tags(facts: _Object) -> PublishedList:
    # The tag AzureCloud holds all the others; without it they are taken together.
    tags = _objects(facts["values"])
    all_of_it = [tag for tag in tags if tag.get("name") == "AzureCloud"] or tags
    networks: dict[str, None] = {}
    for tag in all_of_it:
        properties = tag.get("properties")
        if isinstance(properties, dict):
            prefixes = cast("_Object", properties).get("addressPrefixes")
            networks.update(dict.fromkeys(_texts(prefixes)))
    return PublishedList(name="azure", networks=tuple(networks), date=None)


def _prefixes(facts: _Object) -> PublishedList:
    rows = _objects(facts["prefixes"])
    keys = ("ipv4Prefix", "ipv6Prefix", "ip_prefix", "ipv6_prefix")
    both = [*rows, *_objects(facts.get("ipv6_prefixes"))]
    networks = tuple(value for row in both for key in keys if isinstance(value := row.get(key), str))
    is_amazon = any("ip_prefix" in row for row in rows)
    name = "amazon" if is_amazon else _owner(rows, networks)
    if name is None and "syncToken" in facts:
        name = "google"  # the lists of robots have no such token
    return PublishedList(
        name=name, networks=networks, date=_day(facts.get("createDate" if is_amazon else "creationTime"))
    )


def _owner(rows: Iterable[_Object], networks: Iterable[str]) -> str | None:
    """Tell Google's list, its cloud's, Googlebot's and Bing's apart, which have one form."""
    if any(row.get("service") == "Google Cloud" for row in rows):
        return "google_cloud"
    v4 = read_networks(networks)[0]
    if any(net.prefixlen < _WIDE for net in v4):
        return "google" if any(net.overlaps(_GOOGLEBOT) for net in v4) else None
    if any(net.overlaps(_GOOGLEBOT) for net in v4):
        return "googlebot"
    return "bing" if any(net.overlaps(_BINGBOT) for net in v4) else None


def _misp(facts: _Object) -> Iterator[PublishedList]:
    # https://github.com/MISP/misp-warninglists; the version is a day in most of them.
    if facts.get("type") != "cidr":
        raise ArgumentError("it is a warning list, but not one of networks")
    title = str(facts.get("name")).lower()
    name = next((name for part, name in _MISP_NAMES if part in title), None)
    networks, day = _texts(facts["list"]), _day(facts.get("version"))
    if name == "microsoft365":
        # It does not say which networks filter mail; those are known from elsewhere.
        networks, name = without(networks, FIXED["microsoft_eop"].networks), "exchange_online"
    yield PublishedList(name=name, networks=networks, date=day)


def _objects(value: object) -> list[_Object]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("_Object", item) for item in items if isinstance(item, dict)]


def _texts(value: object) -> tuple[str, ...]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str))


def _day(value: object) -> date | None:
    """Read the day at the beginning of a time, in any of the three spellings of the lists."""
    match = _DAY.match(str(value))
    try:
        return None if match is None else date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
