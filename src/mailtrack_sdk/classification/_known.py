"""The index of known user agents: which name belongs to what, and where that was read.

The names themselves stand in `_readers` (mail programs and the proxies of mailbox providers) and in
`_machines` (everything that asks without a person). Both are written by a script, `tests/tables/agents.py`,
from a list kept by hand and from public lists. Only names are taken from the sources, never patterns, and
every row keeps its source and the day it was read, so that it can be checked.

How a key is written decides where it counts. Agents are compared in the folded form of
`agents.fold`: lower case, only letters, digits, dots and slashes, one space between words.

* `name`: the word, anywhere.
* `name/`: the word as a product, with a slash directly behind it. Names that are also ordinary words
  or telephones (Evolution, Spark, Lotus) are only written so.
* `^name`, `^name/`: only as the first word of the agent.
* `^name$`: only as the whole agent.
* `two words`: the beginning of that sequence of words, anywhere.

The tables are texts, because Python loads a text at once: 1,500 rows written as objects would add
milliseconds to every `import mailtrack_sdk`. They are indexed when the first agent is read.
Looking up is a set intersection over the words of the agent, so it costs the same for ten names and
for ten thousand. One regular expression over all names took 690 us per agent (measured, CPython 3.11).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """What the user agent alone says; finer than `Agent`, because the rules need more.

    The order is the precedence when one agent carries several names: a mail program that runs in
    Chrome is a mail program, a previewer that is built on an HTTP library is a previewer.
    """

    MAIL_CLIENT = "mail_client"
    MAILBOX_PROXY = "mailbox_proxy"
    ASSET_PROXY = "asset_proxy"
    LINK_PREVIEWER = "link_previewer"
    SECURITY_SCANNER = "security_scanner"
    CRAWLER = "crawler"
    HTTP_LIBRARY = "http_library"
    REPLACED = "replaced"
    APPLE_PRIVACY = "apple_privacy"
    GMAIL_PREFETCH = "gmail_prefetch"
    BARE_WEBKIT = "bare_webkit"
    BROWSER = "browser"
    APP = "app"
    ABSENT = "absent"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of one kind that were read at one place on one day.

    Args:
        kind: What the software of all these names is.
        source: Where they were read: repository, file, commit.
        read: The day they were read, `YYYY-MM-DD`.
        rows: One row a line, columns apart by ` | `: the keys apart by commas, the name for people, and
            where the source has them the day on which it added the name and the page that tells of it.
    """

    kind: Kind
    source: str
    read: str
    rows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAgent:
    """One row of the tables.

    Args:
        kind: What kind of software it is.
        label: What people call it.
        source: Where the name was read.
        read: The day it was read, `YYYY-MM-DD`.
        since: The day on which the source added it; None where the source does not say.
        reference: The page about the software; None where the source names none.
    """

    kind: Kind
    label: str
    source: str
    read: str
    since: str | None = None
    reference: str | None = None


_RANK = {kind: rank for rank, kind in enumerate(Kind)}
_Row = tuple[Names, str]
_Found = tuple[_Row, str]


class KnownNames:
    """Finds the known name in a folded agent that takes precedence."""

    __slots__ = ("_keys", "_phrases", "_words")

    def __init__(self, tables: Iterable[Names]) -> None:
        """Index the tables by the first word of every key; a row is taken apart when it is found."""
        self._words: dict[str, _Row] = {}
        phrases: dict[str, list[tuple[str, _Row]]] = {}
        for table in tables:
            for line in table.rows.splitlines():
                keys, _, rest = line.partition(" | ")
                row = (table, rest)
                for key in keys.split(", "):
                    first, gap, _ = key.partition(" ")
                    if gap:
                        phrases.setdefault(first, []).append((f" {key.lstrip('^')}", row))
                    else:
                        self._words[key] = row
                        if key[-1] not in "/$":
                            self._words[f"{key}/"] = row
        self._phrases = {  # the longest first: "microsoft office existence" before "microsoft office"
            first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in phrases.items()
        }
        self._keys = frozenset(self._words) | frozenset(self._phrases)

    def find(self, text: str, words: Sequence[str]) -> tuple[KnownAgent, str] | None:
        """Return the known agent of highest precedence and the text it was found by, or None."""
        found = self.find_row(text, words)
        if found is None:
            return None
        (table, rest), name = found
        label, since, reference = (*rest.split(" | "), "", "")[:3]
        known = KnownAgent(
            kind=table.kind,
            label=label,
            source=table.source,
            read=table.read,
            since=since or None,
            reference=reference or None,
        )
        return known, name

    def find_row(self, text: str, words: Sequence[str]) -> tuple[tuple[Names, str], str] | None:
        """Return the row of highest precedence as it stands, and the text it was found by, or None.

        Args:
            text: The folded agent, with a space at either end.
            words: The words of it; at least one.
        """
        found: list[_Found] = []
        whole = (f"^{words[0]}$",) if len(words) == 1 else ()
        for key in (*sorted(self._keys.intersection(words)), f"^{words[0]}", *whole):
            row = self._words.get(key)
            if row is not None:
                found.append((row, f" {key.strip('^$')}"))
            for phrase, named in self._phrases.get(key, ()):
                if text.startswith(phrase) if key[0] == "^" else phrase in text:
                    found.append((named, phrase))
                    break
        if not found:
            return None
        return found[0] if len(found) == 1 else _best(found)


def _best(found: list[_Found]) -> _Found:
    # A name within another one is not meant: "fetch/" in "node fetch". Of the others the kind decides, and of
    # the same kind the longer name, which is the more exact one: "outlook ios" over "outlook".
    names = [name.rstrip("/") for _, name in found]
    whole = [one for one, name in zip(found, names, strict=True) if not _within(name, names)]
    return min(whole, key=lambda one: (_RANK[one[0][0].kind], -len(one[1])))


def _within(name: str, names: list[str]) -> bool:
    return any(name != other and name in other for other in names)
