"""The form in which tables of networks are kept: 64 kB would hold three times as many as there are.

A line that names the format, then one zlib stream. In it: the length of a JSON text as a varint, the
JSON text with what is known about each table, and for each table four columns, first of IPv4, then of
IPv6: the prefix lengths, one byte each, and the gaps. A gap is the number of networks of the same size
that would fit between the end of the network before and the beginning of this one, as a varint. Networks
are sorted and merged, so most gaps are 0 or 1 and compress well.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from mailtrack_sdk.classification.network_tables import (
    NetworkKind,
    NetworkScope,
    NetworkStrength,
    NetworkTable,
)
from mailtrack_sdk.errors import ArgumentError, ConfigurationError

MAX_NETWORKS = 500_000
"""Most networks of all tables together; those of this release are 23,000."""

MAX_TABLES = 64

_MAGIC = b"mailtrack networks 1\n"
_MAX_INFLATED = 16 * 2**20
_MAX_HEADER = 2**18
_LONGEST_NUMBER = 19
"""Bytes of a varint of 128 bits."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Net = tuple[int, int]
"""The first address of a network as a number, and its prefix length."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its networks, sorted and without overlaps."""

    table: NetworkTable
    v4: tuple[Net, ...]
    v6: tuple[Net, ...]


def encode(sections: Sequence[Section]) -> bytes:
    """Write tables down; the same tables always give the same bytes."""
    header = json.dumps([_described(section) for section in sections], separators=(",", ":")).encode()
    body = bytearray(_number(len(header)) + header)
    for section in sections:
        for nets, bits in ((section.v4, 32), (section.v6, 128)):
            body += bytes(length for _, length in nets)
            end = 0
            for first, length in nets:
                host = bits - length
                body += _number((first >> host) - _next(end, host))
                end = first + (1 << host)
    return _MAGIC + zlib.compress(bytes(body), 9)


def decode(data: bytes) -> tuple[Section, ...]:
    """Read tables, and believe nothing.

    Raises:
        ConfigurationError: It is no table file, a broken one, or one that is too large.
    """
    try:
        return _decoded(data)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, zlib.error) as error:
        raise ConfigurationError(
            f"not a usable file of network tables ({error}): make one with `mailtrack networks refresh`"
        ) from error


def _described(section: Section) -> dict[str, object]:
    table = section.table
    return {
        "name": table.name,
        "label": table.label,
        "kind": table.kind.value,
        "scope": table.scope.value,
        "strength": table.strength.value,
        "source": table.source,
        "date": table.date.isoformat(),
        "v4": len(section.v4),
        "v6": len(section.v6),
    }


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 127:  # noqa: PLR2004 - seven bits a byte, the eighth says that more follow
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _next(end: int, host: int) -> int:
    # The first network of this size that begins at `end` or behind it.
    return (end + (1 << host) - 1) >> host


def _decoded(data: bytes) -> tuple[Section, ...]:
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"bytes are needed, not {type(data).__name__}")
    if bytes(data[: len(_MAGIC)]) != _MAGIC:
        raise ValueError("it does not begin as one")
    inflating = zlib.decompressobj()
    body = inflating.decompress(data[len(_MAGIC) :], _MAX_INFLATED)
    if not inflating.eof or inflating.unused_data:
        raise ValueError("it is cut off, too large, or has something behind its end")
    reader = _Reader(body)
    rows = _rows(reader)
    sections = tuple(
        Section(table, reader.nets(v4, bits=32), reader.nets(v6, bits=128)) for table, v4, v6 in rows
    )
    if reader.position != len(body):
        raise ValueError("it has something behind its last table")
    return sections


def _rows(reader: _Reader) -> list[tuple[NetworkTable, int, int]]:
    size = reader.number()
    if size > _MAX_HEADER:
        raise ValueError("its head is too large")
    described = json.loads(reader.take(size))
    if not isinstance(described, list):
        raise TypeError("its head is no list")
    items = cast("list[object]", described)
    rows = [_row(item) for item in items]
    if len(rows) > MAX_TABLES or len({table.name for table, _, _ in rows}) != len(rows):
        raise ValueError("it has too many tables, or two of one name")
    if sum(v4 + v6 for _, v4, v6 in rows) > MAX_NETWORKS:
        raise ValueError(f"it has more than {MAX_NETWORKS:,} networks")
    return rows


def _row(item: object) -> tuple[NetworkTable, int, int]:
    if not isinstance(item, dict):
        raise TypeError("a table is described by something else than an object")
    facts = cast("dict[str, object]", item)
    day, v4, v6 = facts["date"], facts["v4"], facts["v6"]
    if not isinstance(day, str) or _DAY.fullmatch(day) is None:
        raise ValueError("the date of a table is none")
    if type(v4) is not int or type(v6) is not int or v4 < 0 or v6 < 0:
        raise ValueError("the size of a table is none")
    table = NetworkTable(
        name=cast("str", facts["name"]),
        label=cast("str", facts["label"]),
        kind=NetworkKind(facts["kind"]),
        scope=NetworkScope(facts["scope"]),
        strength=NetworkStrength(facts["strength"]),
        source=cast("str", facts["source"]),
        date=date.fromisoformat(day),
        size=v4 + v6,
    )
    return table, v4, v6


class _Reader:
    """Walks through the inflated bytes."""

    __slots__ = ("_data", "position")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.position = 0

    def take(self, size: int) -> bytes:
        taken = self._data[self.position : self.position + size]
        if len(taken) != size:
            raise ValueError("it ends too early")
        self.position += size
        return taken

    def number(self) -> int:
        value, start, data = 0, self.position, self._data
        for position in range(start, start + _LONGEST_NUMBER):
            byte = data[position]
            value |= (byte & 127) << 7 * (position - start)
            if byte < 128:  # noqa: PLR2004 - the last byte of the number
                self.position = position + 1
                return value
        raise ValueError("it holds a number without an end")

    def nets(self, count: int, *, bits: int) -> tuple[Net, ...]:
        nets: list[Net] = []
        end = 0
        for length in self.take(count):
            if not 1 <= length <= bits:
                raise ValueError("it holds a network of an impossible size")
            host = bits - length
            first = (_next(end, host) + self.number()) << host
            end = first + (1 << host)
            nets.append((first, length))
        if end > 1 << bits:
            raise ValueError("it holds a network that lies outside of all addresses")
        return tuple(nets)


def section_of(table: NetworkTable, v4: Iterable[Net], v6: Iterable[Net]) -> Section:
    """Make a section of networks that are sorted and merged; raises `ArgumentError` for too many."""
    fours, sixes = tuple(v4), tuple(v6)
    if len(fours) + len(sixes) > MAX_NETWORKS:
        raise ArgumentError(f"the table {table.name} has more than {MAX_NETWORKS:,} networks")
    return Section(replace(table, size=len(fours) + len(sixes)), fours, sixes)
