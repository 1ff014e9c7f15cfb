"""Making tables of networks new: reads published lists, replaces their tables, says what changed."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from mailtrack_sdk.classification.network_catalogue import CATALOGUE
from mailtrack_sdk.classification.network_sources import MAX_LIST_BYTES, read_lists
from mailtrack_sdk.classification.networks import (
    NetworkKind,
    Networks,
    NetworkScope,
    NetworkStrength,
    NetworkTable,
)
from mailtrack_sdk.command.files import Source, Target, read_source
from mailtrack_sdk.errors import ArgumentError, MailtrackError

__all__ = ["Change", "Refresh", "Terms", "refreshed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was said about the lists beside the lists themselves.

    Args:
        name: The table they are for, or None to go by their content.
        label: What to call the owner, or None for what is known.
        source: Where they are from, or None.
        kind: Whose requests come from there, or None for what is known.
        scope: About which requests they say something, or None for what is known.
        strength: How strongly, or None for what is known.
        day: When those without a date were published, or None for when the file was written.
        today: The day of the refresh: no list is younger.
        force: Whether to take also what looks cut off, or like another table's.
    """

    name: str | None
    label: str | None
    source: str | None
    kind: NetworkKind | None
    scope: NetworkScope | None
    strength: NetworkStrength | None
    day: date | None
    today: date
    force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one table.

    Args:
        before: The table as it was, None for a new one.
        after: The table as it is now.
        added: Networks that were not in it.
        removed: Networks that are not in it any more.
        left_out: Networks of the lists that no owner can have.
    """

    before: NetworkTable | None
    after: NetworkTable
    added: int
    removed: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """New tables, before they are written.

    Args:
        output: The file they go to.
        data: What will be in it.
        changes: The tables that the lists were for.
        kept: How many others there are.
        target: Writes the file.
    """

    output: str
    data: bytes
    changes: tuple[Change, ...]
    kept: int
    target: Target

    def write(self) -> None:
        """Write the tables; raises `ArgumentError` when that fails."""
        self.target.write(self.data)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one file says about one table."""

    networks: tuple[str, ...]
    date: date
    file: str
    left_out: int
    looks_like: str | None


def refreshed(files: Sequence[str], output: str, terms: Terms) -> Refresh:
    """Read lists and make new tables of them and of what is there already.

    Args:
        files: The lists; "-" for standard input.
        output: The file for the tables. If it exists, its other tables are kept.
        terms: What was said about the lists.

    Raises:
        ArgumentError: A file cannot be read or is no such list, a table would make no sense, the output
            is something else than tables; or, unless forced, a list looks cut off or another table's.
    """
    _check(files, output, terms)
    sources = [read_source(file, longest=MAX_LIST_BYTES) for file in files]
    parts: dict[str, list[_Part]] = {}
    for source in sources:
        _read(source, terms, parts)
    target = Target(Path(output), source=sources[0], force=True)
    before = _present(output)
    if not terms.force:
        _check_name(parts, terms.name, before)
    after = before
    for name, read in parts.items():
        table = _table(name, read, terms, before)
        try:
            after = after.with_table(table, [network for part in read for network in part.networks])
        except ArgumentError as error:
            raise ArgumentError(f"{_files(read)}: {error}") from error
        if not terms.force:
            _check_loss(name, read, before, after)
    changes = tuple(_change(name, read, before, after) for name, read in parts.items())
    return Refresh(
        output=output,
        data=after.to_bytes(),
        changes=changes,
        kept=len(after.tables) - len(changes),
        target=target,
    )


def _check(files: Sequence[str], output: str, terms: Terms) -> None:
    if output in ("", "-"):
        raise ArgumentError("--output: name a file for the tables")
    if list(files).count("-") > 1:
        raise ArgumentError("standard input can be read only once: give - once")
    if terms.day is not None and terms.day > terms.today:
        raise ArgumentError(f"--date: {terms.day} has yet to come")
    own = (terms.label, terms.source, terms.kind, terms.scope, terms.strength)
    if terms.name is None and any(value is not None for value in own):
        raise ArgumentError("--label, --source, --kind, --scope and --strength go with a --name: add it")


def _read(source: Source, terms: Terms, parts: dict[str, list[_Part]]) -> None:
    try:
        lists = read_lists(source.data)
    except ArgumentError as error:
        raise ArgumentError(f"{source.label}: {error}") from error
    if terms.name is not None and len(lists) > 1:
        raise ArgumentError(f"{source.label} holds lists for several tables: leave out --name")
    for one in lists:
        name = terms.name or one.name
        if name is None:
            raise ArgumentError(f"{source.label} does not say whose networks these are: add --name")
        day = one.date or terms.day or _written(source, terms.today)
        # A day more, because the owner's may have begun earlier than ours.
        if day > terms.today + timedelta(days=1):
            raise ArgumentError(f"{source.label} is dated {day}, which has yet to come: check the clock")
        parts.setdefault(name, []).append(_Part(one.networks, day, source.label, one.left_out, one.name))


def _written(source: Source, today: date) -> date:
    if not stat.S_ISREG(source.facts.st_mode):
        return today
    return min(today, datetime.fromtimestamp(source.facts.st_mtime, timezone.utc).date())


def _present(output: str) -> Networks:
    path = Path(output)
    if not path.is_file():
        return Networks.bundled()
    source = read_source(output)
    try:
        return Networks.from_bytes(source.data)
    except MailtrackError as error:
        raise ArgumentError(f"{source.label} is no file of tables, and is left alone: {error}") from error


def _check_name(parts: Mapping[str, Sequence[_Part]], name: str | None, before: Networks) -> None:
    """Refuse the list of one table for another: a table of one's own may be made of any list."""
    if name is None or not (name in CATALOGUE or any(table.name == name for table in before.tables)):
        return
    for part in parts[name]:
        if part.looks_like not in (None, name):
            raise ArgumentError(
                f"{part.file} looks like the list of {part.looks_like}, and --name says {name}: leave --name "
                "out, or add --force if it is meant"
            )


def _check_loss(name: str, parts: Sequence[_Part], before: Networks, after: Networks) -> None:
    """Refuse a list that was cut off on its way.

    A network counts as lost when its first address is in the table no more: one that was only merged or
    split is not lost.
    """
    if all(table.name != name for table in before.tables):
        return
    known = before.networks_of(name)
    lost = sum(name not in after.names(network.partition("/")[0]) for network in known)
    if lost * 2 > len(known):
        raise ArgumentError(
            f"{_files(parts)}: the table {name} would lose {lost:,} of its {len(known):,} networks, as if "
            "the list were cut off or another's: see whether it is whole, or add --force if it is"
        )


def _table(name: str, parts: Sequence[_Part], terms: Terms, before: Networks) -> NetworkTable:
    day = min(part.date for part in parts)
    known = next((table for table in before.tables if table.name == name), None)
    if known is None and name in CATALOGUE:
        known = CATALOGUE[name].table(name, day)
    if known is None:
        known = NetworkTable(
            name=name,
            label=name,
            kind=NetworkKind.OTHER,
            scope=NetworkScope.NONE,
            strength=NetworkStrength.NONE,
            source=_files(parts)[:300],
            date=day,
        )
    return replace(
        known,
        date=day,
        label=terms.label or known.label,
        source=terms.source or known.source,
        kind=terms.kind or known.kind,
        scope=terms.scope or known.scope,
        strength=terms.strength or known.strength,
    )


def _files(parts: Sequence[_Part]) -> str:
    return ", ".join(part.file for part in parts)


def _change(name: str, parts: Sequence[_Part], before: Networks, after: Networks) -> Change:
    old = next((table for table in before.tables if table.name == name), None)
    new = next(table for table in after.tables if table.name == name)
    was = frozenset(before.networks_of(name) if old is not None else ())
    now = frozenset(after.networks_of(name))
    return Change(
        before=old,
        after=new,
        added=len(now - was),
        removed=len(was - now),
        left_out=sum(part.left_out for part in parts),
    )
