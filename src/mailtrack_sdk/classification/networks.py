"""Known networks: whose network an address lies in, and what that says about a request.

The tables of this release stand in one file beside this module, which is read when the first address
is looked up. Where they come from, and how to renew them, is told in docs/howto/networks.md.
"""

from __future__ import annotations

import pkgutil
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from socket import AF_INET, AF_INET6, AddressFamily, inet_ntop, inet_pton

from mailtrack_sdk.classification._network_codec import MAX_TABLES, Net, Section, decode, encode, section_of
from mailtrack_sdk.classification._network_sets import read_networks
from mailtrack_sdk.classification.network_tables import (
    MAX_AGE_DAYS,
    NetworkKind,
    NetworkScope,
    NetworkStrength,
    NetworkTable,
)
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.forwarding import parse_address

__all__ = [
    "MAX_AGE_DAYS",
    "NetworkKind",
    "NetworkScope",
    "NetworkStrength",
    "NetworkTable",
    "Networks",
]

Found = tuple[tuple[str, ...], "date | None"]
"""The names of the tables an address lies in, and the date of the oldest of them."""

_Index = tuple[list[bytes], list[Found], list[bytes], list[Found]]
"""For IPv4 and IPv6: where something else begins to hold, and what holds before, between and behind."""

_NOTHING: Found = ((), None)
_MAPPED = bytes(10) + b"\xff\xff"


class Networks:
    """Tables of networks, and the quickest way to find an address in them.

    Cannot be changed; may be shared by threads. `Networks()` knows no network at all.

    Example:
        >>> from mailtrack_sdk.classification import Networks
        >>> networks = Networks.bundled()
        >>> networks.names("3.24.133.129")
        ('barracuda', 'amazon')
        >>> networks.names("17.58.1.1")  # Apple's own network is not its relay
        ()
    """

    __slots__ = ("_index", "_sections")

    def __init__(self) -> None:
        """Know nothing."""
        self._sections: tuple[Section, ...] | None = ()
        self._index: _Index | None = None

    @classmethod
    @lru_cache(maxsize=1)
    def bundled(cls) -> Networks:
        """Return the tables of this release; they are read when they are first used."""
        return Networks._of(None)

    @classmethod
    def from_bytes(cls, data: bytes) -> Networks:
        """Read tables that `to_bytes` or `mailtrack networks refresh` has written.

        Args:
            data: The content of the file; it need not be trusted.

        Raises:
            ConfigurationError: It is no such file, it is broken, or it is too large.
        """
        return cls._of(decode(data))

    def to_bytes(self) -> bytes:
        """Write all tables down, for `from_bytes`."""
        return encode(self._held())

    def __repr__(self) -> str:
        """Name the number of tables, if that is known without reading them."""
        known = "not read yet" if self._sections is None else f"{len(self._sections)} tables"
        return f"{type(self).__name__}(<{known}>)"

    @property
    def tables(self) -> tuple[NetworkTable, ...]:
        """What is known about each table."""
        return tuple(section.table for section in self._held())

    def networks_of(self, name: str) -> tuple[str, ...]:
        """List the networks of one table, such as `192.0.2.0/24`, IPv4 first, in order.

        Raises:
            ArgumentError: There is no such table.
        """
        for section in self._held():
            if section.table.name == name:
                return (*_spelled(section.v4, AF_INET, 32), *_spelled(section.v6, AF_INET6, 128))
        raise ArgumentError(f"there is no table {name!r} among: {', '.join(t.name for t in self.tables)}")

    def with_table(self, table: NetworkTable, networks: Iterable[str]) -> Networks:
        """Return a copy with one more table, or with one replaced that has the same name.

        Args:
            table: What is known about the networks; its size is counted here.
            networks: Networks or single addresses; overlaps and neighbours are merged.

        Raises:
            ArgumentError: Something is no network, or there are too many networks or tables.

        Example:
            >>> from datetime import date
            >>> own = NetworkTable(
            ...     name="our_gateway",
            ...     label="our own gateway",
            ...     kind=NetworkKind.SCANNER,
            ...     scope=NetworkScope.BOTH,
            ...     strength=NetworkStrength.CERTAIN,
            ...     source="our network plan",
            ...     date=date(2026, 11, 2),
            ... )
            >>> Networks.bundled().with_table(own, ["192.0.2.0/25"]).names("192.0.2.7")
            ('our_gateway',)
        """
        v4, v6 = read_networks(networks)
        new = section_of(
            table,
            ((int(net.network_address), net.prefixlen) for net in v4),
            ((int(net.network_address), net.prefixlen) for net in v6),
        )
        sections = {section.table.name: section for section in self._held()}
        sections[table.name] = new
        if len(sections) > MAX_TABLES:
            raise ArgumentError(f"there can be {MAX_TABLES} tables and no more")
        return Networks._of(tuple(sections.values()))

    def names(self, address: str) -> tuple[str, ...]:
        """Name the tables an address lies in.

        Args:
            address: An IPv4 or IPv6 address as text. An IPv4-mapped one is looked up as IPv4; brackets, a
                port and a zone are passed over. Anything else, of any type, lies in no network.

        Returns:
            The names, in the order of `tables`.
        """
        return self.find(address)[0]

    def find(self, address: str) -> Found:
        """Name the tables an address lies in, with the date of the oldest of them.

        Args:
            address: As for `names`.

        Returns:
            The names, and the date; None without a name.
        """
        v4, found4, v6, found6 = self._index or self._indexed()
        try:
            if ":" in address:
                packed = inet_pton(AF_INET6, address)
                if not packed.startswith(_MAPPED):
                    return found6[bisect_right(v6, packed)]
                packed = packed[12:]
            else:
                packed = inet_pton(AF_INET, address)
        except (OSError, TypeError, ValueError):
            # With brackets, a port or a zone, or no address at all.
            odd = parse_address(address) if isinstance(address, str) else None
            return _NOTHING if odd is None else self.find(_text(odd))
        return found4[bisect_right(v4, packed)]

    def stale(
        self, now: datetime, *, max_age: timedelta = timedelta(days=MAX_AGE_DAYS)
    ) -> tuple[NetworkTable, ...]:
        """List the tables that are older than they should be.

        Args:
            now: The moment to compare with, an aware UTC datetime.
            max_age: How old a table may be.
        """
        return tuple(table for table in self.tables if now.date() - table.date > max_age)

    @classmethod
    def _of(cls, sections: tuple[Section, ...] | None) -> Networks:
        networks = cls()
        networks._sections = sections
        return networks

    def _held(self) -> tuple[Section, ...]:
        # Two threads may both read; they get the same.
        if self._sections is None:
            self._sections = _read_bundled()
        return self._sections

    def _indexed(self) -> _Index:
        sections = self._held()
        v4, found4 = _segments([section.v4 for section in sections], self.tables, 32)
        v6, found6 = _segments([section.v6 for section in sections], self.tables, 128)
        self._index = index = (v4, found4, v6, found6)
        return index


def _read_bundled() -> tuple[Section, ...]:
    # Not `open`: the package may be in a zip file.
    return decode(pkgutil.get_data(__name__, "_networks.bin") or b"")


def _segments(
    columns: Sequence[Sequence[Net]], tables: Sequence[NetworkTable], bits: int
) -> tuple[list[bytes], list[Found]]:
    """Cut all addresses where a network begins or ends, and say for each piece which tables hold.

    A set of tables is a number with a bit for each; a network flips its bit at its beginning and again
    behind its end, so neighbours in one table leave no cut between them.
    """
    flips: dict[int, int] = {}
    for bit, nets in enumerate(columns):
        for first, length in nets:
            flips[first] = flips.get(first, 0) ^ 1 << bit
            end = first + (1 << bits - length)
            flips[end] = flips.get(end, 0) ^ 1 << bit
    flips.pop(1 << bits, None)  # behind the last address of all
    cuts: list[bytes] = []
    found: list[Found] = [_NOTHING]
    known: dict[int, Found] = {0: _NOTHING}
    holding = 0
    for cut in sorted(flips):
        if flips[cut]:
            holding ^= flips[cut]
            if holding not in known:
                known[holding] = _named([table for bit, table in enumerate(tables) if holding >> bit & 1])
            cuts.append(cut.to_bytes(bits // 8, "big"))
            found.append(known[holding])
    return cuts, found


def _named(tables: Sequence[NetworkTable]) -> Found:
    return tuple(table.name for table in tables), min(table.date for table in tables)


def _text(packed: bytes) -> str:
    return inet_ntop(AF_INET if len(packed) == 4 else AF_INET6, packed)  # noqa: PLR2004 - bytes of IPv4


def _spelled(nets: Iterable[Net], family: AddressFamily, bits: int) -> Iterator[str]:
    for first, length in nets:
        yield f"{inet_ntop(family, first.to_bytes(bits // 8, 'big'))}/{length}"
