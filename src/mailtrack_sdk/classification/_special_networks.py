"""Networks that no owner can have, and what is left of a published list without them.

Lists hold some all the same: Vultr's of August 2026 has 2002::/16, in which everybody with an IPv4 address
has an IPv6 one, so that strangers would be taken for rented machines.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network

from mailtrack_sdk.classification._network_sets import Nets, read_networks, subtract
from mailtrack_sdk.errors import ArgumentError

# The special-purpose registries of IANA (https://www.iana.org/assignments/iana-ipv4-special-registry and
# iana-ipv6-special-registry), with multicast (RFC 5771, RFC 4291 2.7), which stands in other registries, and
# fec0::/10, which was site-local (RFC 3879). They hold all that `ipaddress` of Python 3.13.0 calls private.
SPECIAL: Nets = read_networks(
    (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
        *("::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23"),
        *("2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7"),
        *("fe80::/10", "fec0::/10", "ff00::/8"),
    )
)
"""What is for private use, documentation, benchmarks, groups, translation between IPv4 and IPv6 ..."""

_WIDEST4, _WIDEST6 = 8, 16
"""Prefix lengths of the widest network that a list may hold: nobody was ever given a wider one."""


def public_part(networks: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Merge the networks of a list, and leave out what no owner can have.

    Args:
        networks: Networks or single addresses.

    Returns:
        What is left, and how many networks were left out or cut.

    Raises:
        ArgumentError: Something is no network, or is wider than any owner's.
    """
    listed = tuple(networks)
    nets = read_networks(listed)
    merged = _together(nets)
    if any(map(_is_too_wide, merged)):  # or neighbours are together
        for text in listed:
            _check_width(text)
    left = subtract(nets, SPECIAL)
    return left, len({str(net) for net in merged}.difference(left))


def _together(nets: Nets) -> list[IPv4Network | IPv6Network]:
    return [*nets[0], *nets[1]]


def _is_too_wide(net: IPv4Network | IPv6Network) -> bool:
    return net.prefixlen < (_WIDEST4 if isinstance(net, IPv4Network) else _WIDEST6)


def _check_width(text: str) -> None:
    one = read_networks([text])
    for net in _together(one):
        if _is_too_wide(net) and subtract(one, SPECIAL):
            raise ArgumentError(
                f"it holds {net}, which is wider than any owner's network: at most /{_WIDEST4} for IPv4 and "
                f"/{_WIDEST6} for IPv6; see whether the list is damaged"
            )
