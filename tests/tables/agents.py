"""Make the tables of user agents: `python -m tests.tables.agents [--from DIR] [--check | --write]`.

The list kept by hand (`agent_names`) and the public lists in DIR become `_readers.py` and `_machines.py` of
the package. DIR is the folder of test data, as for the tests: MAILTRACK_DATA, else ../shared/data beside the
repository. Without an option the script says which patterns of the lists it leaves, and why.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mailtrack_sdk.classification._known import KnownNames, Names
from mailtrack_sdk.classification._machines import MACHINES as WRITTEN_MACHINES
from mailtrack_sdk.classification._readers import READERS as WRITTEN_READERS
from mailtrack_sdk.classification.agents import fold
from tests.tables.agent_lists import Corpora, Pattern
from tests.tables.agent_names import (
    CRAWLER_LIST,
    ISBOT,
    MACHINES,
    PEOPLES,
    READ,
    READERS,
)
from tests.tables.derived_names import derive, first_met

__all__ = ["MODULES", "main", "missing", "modules", "problems", "stale", "unfound"]

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = _ROOT / "src" / "mailtrack_sdk" / "classification"
MODULES = {"READERS": _PACKAGE / "_readers.py", "MACHINES": _PACKAGE / "_machines.py"}
_PURPOSE = {
    "READERS": "Names of software that acts for a reader: mail programs, and proxies that fetch for one.",
    "MACHINES": "Names of software that asks without a person: previewers, scanners, crawlers, libraries.",
}
_HEAD = '''"""{purpose}

Written by `python -m tests.tables.agents --write`; do not edit. Only names, days and pages are taken from the
sources, which every table names. crawler-user-agents is (c) Martin Monperrus and contributors, MIT licence.
"""
# fmt: off

from __future__ import annotations

from mailtrack_sdk.classification._known import Kind, Names

{name} = (
{tables})
'''
_TABLE = '''    Names(
        kind=Kind.{kind},
        source="{source}",
        read="{read}",
        rows="""\\
{rows}
""",
    ),
'''


def modules(corpora: Corpora) -> tuple[dict[str, str], Mapping[str, str]]:
    """Return the text of each module, and why no row was made of the other patterns of the crawler list."""
    by_hand = (*READERS, *MACHINES)
    derived = derive(corpora.patterns, by_hand=by_hand, people=corpora.people, skip=PEOPLES)
    made = (
        Names(kind=kind, source=CRAWLER_LIST, read=READ, rows="\n".join(rows))
        for kind, rows in derived.rows.items()
    )
    return {
        "READERS": _module("READERS", READERS, corpora.patterns),
        "MACHINES": _module("MACHINES", (*MACHINES, *made), corpora.patterns),
    }, derived.left


def _module(name: str, tables: Iterable[Names], patterns: Sequence[Pattern]) -> str:
    written: list[str] = []
    for table in tables:
        rows = table.rows.splitlines()
        if table.source == CRAWLER_LIST:
            rows = [_dated(row, patterns) for row in rows]
        rows.sort(key=lambda row: row.lstrip("^"))
        text = "\n".join(rows)
        written.append(_TABLE.format(kind=table.kind.name, source=table.source, read=table.read, rows=text))
    return _HEAD.format(purpose=_PURPOSE[name], name=name, tables="".join(written))


def _dated(row: str, patterns: Sequence[Pattern]) -> str:
    # A row by hand takes its day and page from the first pattern of the list that it stands for.
    keys, label, *rest = row.split(" | ")
    if rest:
        return row
    found = [pattern for pattern in patterns if first_met(keys, pattern.agents) is not None]
    if not found:
        return row
    first = min(found, key=lambda pattern: (pattern.since or "9999", pattern.text))
    return f"{keys} | {label} | {first.since} | {first.page}".rstrip(" |")


def unfound(tables: Iterable[Names], corpora: Corpora) -> list[str]:
    """Name the rows whose source is there and does not hold them."""
    held = {CRAWLER_LIST: corpora.crawlers, ISBOT: corpora.isbot}
    return [
        f"{keys}: not in {table.source}"
        for table in tables
        if table.source in held
        for keys in (row.partition(" | ")[0] for row in table.rows.splitlines())
        if first_met(keys, held[table.source]) is None
    ]


def problems(tables: Iterable[Names], people: Mapping[str, str] | None = None) -> list[str]:
    """Name what is wrong with tables: keys that no agent can meet or that stand twice, people who are met."""
    wrong: list[str] = []
    seen: Counter[str] = Counter()
    machines: list[Names] = []
    for table in tables:
        if not table.kind.value.endswith(("client", "proxy")):
            machines.append(table)
        for row in table.rows.splitlines():
            keys, _, label = row.partition(" | ")
            for key in keys.split(", "):
                bare = key.removeprefix("^").removesuffix("$")
                if fold(bare)[0].strip() != bare or not label:
                    wrong.append(f"{key!r} of {table.source}: not in the folded form, or without a name")
                seen[key] += 1
    wrong += [f"{key!r}: stands {times} times" for key, times in seen.items() if times > 1]
    names = KnownNames(machines)
    for agent, who in (people or {}).items():
        text, words = fold(agent)
        found = names.find(text, words) if words else None
        if found is not None:
            wrong.append(f"{found[0].label}: is in {agent!r}, which is {who}")
    return wrong


def missing(tables: Iterable[Names], written: Iterable[Names]) -> list[str]:
    """Name the rows kept by hand that are not in the modules, or not as they are kept."""
    there = {
        (table.kind, table.source, table.read, *row.split(" | ")[:2])
        for table in written
        for row in table.rows.splitlines()
    }
    return [
        f"{row}: not in the modules"
        for table in tables
        for row in table.rows.splitlines()
        if (table.kind, table.source, table.read, *row.split(" | ")) not in there
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare or write the modules; return 1 when something is wrong with them or with the list."""
    chosen = _arguments().parse_args(arguments)
    folder = chosen.folder or Path(os.environ.get("MAILTRACK_DATA") or _ROOT.parent / "shared" / "data")
    corpora = Corpora.read(folder)
    by_hand = (*READERS, *MACHINES)
    if corpora is None:
        sys.stdout.write(f"{folder / 'ua'} is not there: only the list kept by hand is looked at\n")
        if chosen.write:
            return 1
        wrong = problems(by_hand)
    else:
        texts, left = modules(corpora)
        wrong = [*problems(by_hand, corpora.people), *unfound(by_hand, corpora)]
        if chosen.write and not wrong:
            for name, text in texts.items():
                MODULES[name].write_text(text, encoding="utf-8")
        elif chosen.check:
            wrong += [f"{MODULES[name].name}: not what the script makes" for name in stale(texts)]
        else:
            sys.stdout.writelines(f"{pattern}: {why}\n" for pattern, why in left.items())
    if chosen.check:
        wrong += missing(by_hand, (*WRITTEN_READERS, *WRITTEN_MACHINES))
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


def stale(made: Mapping[str, str]) -> list[str]:
    """Name the modules that are not what the script makes."""
    return [name for name, text in made.items() if MODULES[name].read_text(encoding="utf-8") != text]


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.tables.agents", description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, default=None, help="the folder of test data")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="say what is wrong with the modules")
    what.add_argument("--write", action="store_true", help="write the modules")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
