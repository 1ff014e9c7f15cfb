"""What `mailtrack networks` has to say: for people, and for a program."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from textwrap import fill

from mailtrack_sdk.classification.network_tables import MAX_AGE_DAYS
from mailtrack_sdk.classification.networks import Networks, NetworkScope, NetworkStrength, NetworkTable
from mailtrack_sdk.command.networks_refresh import Change, Refresh
from mailtrack_sdk.command.terminal import Paint, harmless, short

__all__ = [
    "found_as_json",
    "found_as_text",
    "refresh_as_json",
    "refresh_as_text",
    "tables_as_json",
    "tables_as_text",
]

_NARROWEST = 20
_STRENGTHS: Mapping[NetworkStrength, str] = {
    NetworkStrength.WEAK: "a weak sign",
    NetworkStrength.PROBABLE: "a sign",
    NetworkStrength.CERTAIN: "decides",
}
_SCOPES: Mapping[NetworkScope, str] = {
    NetworkScope.OPENS: "opens",
    NetworkScope.CLICKS: "clicks",
    NetworkScope.EARLY_CLICKS: "clicks soon after the send",
    NetworkScope.BOTH: "opens and clicks",
}
_HEAD = ("Table", "Networks", "Scope", "Strength", "Date", "Source")


def tables_as_text(networks: Networks, stale: Collection[str], *, paint: Paint, width: int) -> str:
    """Show the tables, one a line.

    Args:
        networks: The tables.
        stale: The names of those that are old.
        paint: Colours.
        width: How long a line may be.
    """
    rows = [
        (table.name, f"{table.size:,}", table.scope.value, table.strength.value, table.date.isoformat())
        for table in networks.tables
    ]
    widths = [max(map(len, column)) for column in zip(_HEAD[:5], *rows, strict=True)]
    rest = max(_NARROWEST, width - sum(widths) - 2 * len(widths))
    lines = [paint.strong(_line(_HEAD[:5], _HEAD[5], widths))]
    for row, table in zip(rows, networks.tables, strict=True):
        is_old = table.name in stale
        source = f"old; {table.source}" if is_old else table.source
        line = _line(row, short(source, rest), widths)
        lines.append(paint.warning(line) if is_old else line)
    if stale:
        lines.append("")
        lines.append(
            paint.warning(
                f"{_count(len(stale), 'table')} older than {MAX_AGE_DAYS} days: "
                "make them new with `mailtrack networks refresh`"
            )
        )
    return "".join(f"{line}\n" for line in lines)


def _line(cells: Sequence[str], last: str, widths: Sequence[int]) -> str:
    fitted = [
        cell.rjust(size) if number == 1 else cell.ljust(size)
        for number, (cell, size) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join((*fitted, last))


def tables_as_json(networks: Networks, stale: Collection[str]) -> str:
    """Return the tables as JSON."""
    return _as_json([{**_facts(table), "stale": table.name in stale} for table in networks.tables])


def found_as_text(networks: Networks, addresses: Sequence[str], *, paint: Paint, width: int) -> str:
    """Show for each address the tables it lies in.

    Args:
        networks: The tables.
        addresses: The addresses.
        paint: Colours.
        width: How long a line may be.
    """
    lines: list[str] = []
    for address in addresses:
        lines.append(paint.strong(harmless(address)))
        names = networks.names(address)
        if not names:
            lines.append("  in no known network")
        for table in networks.tables:
            if table.name in names:
                what = f"{table.name}: {table.label}; {_says(table)}; list of {table.date.isoformat()}"
                lines.append(_wrapped(harmless(what), width))
    return "".join(f"{line}\n" for line in lines)


def _wrapped(text: str, width: int) -> str:
    # A date is not broken at its hyphens.
    return fill(text, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _says(table: NetworkTable) -> str:
    if table.strength is NetworkStrength.NONE or table.scope is NetworkScope.NONE:
        return "no sign against a person"
    return f"{_STRENGTHS[table.strength]} against a person on {_SCOPES[table.scope]}"


def found_as_json(networks: Networks, addresses: Sequence[str]) -> str:
    """Return for each address the tables it lies in, as JSON."""
    found: list[dict[str, object]] = []
    for address in addresses:
        names, as_of = networks.find(address)
        found.append(
            {
                "address": address,
                "networks": [_facts(table) for table in networks.tables if table.name in names],
                "as_of": None if as_of is None else as_of.isoformat(),
            }
        )
    return _as_json(found)


def refresh_as_text(refresh: Refresh, *, is_written: bool, paint: Paint) -> str:
    """Say what a refresh has changed, or would change."""
    lines = [_change(change, paint) for change in refresh.changes]
    lines.append(f"{_count(refresh.kept, 'other table')} kept")
    if is_written:
        lines.append(f"Written to {refresh.output!r} ({len(refresh.data):,} bytes)")
    else:
        lines.append("Nothing was written")
    return "".join(f"{line}\n" for line in lines)


def _change(change: Change, paint: Paint) -> str:
    before, after = change.before, change.after
    now = f"{_count(after.size, 'network')} of {after.date.isoformat()}"
    special = f"; {_count(change.left_out, 'network')} left out or cut, which no owner can have"
    left_out = special if change.left_out else ""
    if before is None:
        return f"{paint.good(after.name)}: new, {now}{left_out}"
    counted = f"{change.added:,} added, {change.removed:,} removed"
    older = "; the list is older than that before" if after.date < before.date else ""
    return (
        f"{paint.good(after.name)}: {now} ({counted}); before, {before.size:,} of "
        f"{before.date.isoformat()}{older}{left_out}"
    )


def refresh_as_json(refresh: Refresh, *, is_written: bool) -> str:
    """Return what a refresh has changed, or would change, as JSON."""
    return _as_json(
        {
            "written_to": refresh.output if is_written else None,
            "bytes": len(refresh.data),
            "kept": refresh.kept,
            "tables": [
                {
                    **_facts(change.after),
                    "added": change.added,
                    "removed": change.removed,
                    "left_out": change.left_out,
                    "before": None if change.before is None else _facts(change.before),
                }
                for change in refresh.changes
            ],
        }
    )


def _facts(table: NetworkTable) -> dict[str, object]:
    return {
        "name": table.name,
        "label": table.label,
        "kind": table.kind.value,
        "scope": table.scope.value,
        "strength": table.strength.value,
        "networks": table.size,
        "date": table.date.isoformat(),
        "source": table.source,
    }


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _as_json(value: object) -> str:
    return f"{json.dumps(value, indent=2)}\n"
