"""Sets of networks: read from text, merged, and taken out of one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    collapse_addresses,
    ip_network,
    summarize_address_range,
)

from mailtrack_sdk.errors import ArgumentError

_MAPPED_NETWORK = IPv6Network("::ffff:0:0/96")
_MAPPED_BITS = 96

Nets = tuple[list[IPv4Network], list[IPv6Network]]
"""Networks of both kinds, sorted and without overlaps."""


def read_networks(networks: Iterable[str]) -> Nets:
    """Read networks, sort them and merge what overlaps or touches.

    Args:
        networks: Networks or single addresses; IPv4-mapped ones become IPv4.

    Raises:
        ArgumentError: Something is no network, or together they are every address there is.
    """
    v4: list[IPv4Network] = []
    v6: list[IPv6Network] = []
    for text in networks:
        try:
            network = ip_network(str(text), strict=False)  # an int would be an address
        except ValueError:
            raise ArgumentError(f"not a network such as 192.0.2.0/24: {str(text)[:80]!r}") from None
        if isinstance(network, IPv4Network):
            v4.append(network)
        elif network.subnet_of(_MAPPED_NETWORK):
            inner = int(network.network_address) & 0xFFFFFFFF
            v4.append(IPv4Network((inner, network.prefixlen - _MAPPED_BITS)))
        else:
            v6.append(network)
    merged4, merged6 = list(collapse_addresses(v4)), list(collapse_addresses(v6))
    if (merged4 and merged4[0].prefixlen == 0) or (merged6 and merged6[0].prefixlen == 0):
        raise ArgumentError("a table of networks may not hold every address there is")
    return merged4, merged6


def without(networks: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Take networks out of networks.

    Args:
        networks: What to take from.
        others: What to take out; parts of a network are cut out of it.

    Raises:
        ArgumentError: Something is no network.
    """
    return subtract(read_networks(networks), read_networks(others))


def subtract(nets: Nets, others: Nets) -> tuple[str, ...]:
    """Take networks out of networks that were read already."""
    left: list[IPv4Network | IPv6Network] = []
    for first, last in _left(_spans(nets[0]), _spans(others[0])):
        left += summarize_address_range(IPv4Address(first), IPv4Address(last))
    for first, last in _left(_spans(nets[1]), _spans(others[1])):
        left += summarize_address_range(IPv6Address(first), IPv6Address(last))
    return tuple(map(str, left))


def _spans(networks: Iterable[IPv4Network | IPv6Network]) -> list[tuple[int, int]]:
    return [(int(net.network_address), int(net.broadcast_address)) for net in networks]


def _left(spans: Iterable[tuple[int, int]], holes: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    # Both are sorted and without overlaps, so one walk through each is enough.
    position = 0
    for begin, last in spans:
        while position < len(holes) and holes[position][1] < begin:
            position += 1
        first, hole = begin, position
        while hole < len(holes) and holes[hole][0] <= last:
            if holes[hole][0] > first:
                yield first, holes[hole][0] - 1
            first = holes[hole][1] + 1
            hole += 1
        if first <= last:
            yield first, last
