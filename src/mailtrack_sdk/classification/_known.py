"""The index of known user agents: which name belongs to what, and where that was read.

The names themselves stand in `_readers` (mail programs and the proxies of mailbox providers) and in
`_machines` (everything that asks without a person). Only names are taken from the sources, never
patterns, and every `KnownAgent` keeps its source and the day it was read, so that it can be checked.

How a key is written decides where it counts. Agents are compared in the folded form of
`agents.fold`: lower case, only letters, digits, dots and slashes, one space between words.

* `name`: the word, anywhere.
* `name/`: the word as a product, with a slash directly behind it. Names that are also ordinary words
  or telephones (Evolution, Spark, Lotus) are only written so.
* `^name`, `^name/`: only as the first word of the agent.
* `two words`: the beginning of that sequence of words, anywhere.

Looking up is a set intersection over the words of the agent, so it costs the same for ten names and
for ten thousand. One regular expression over all names took 690 us per agent (measured, CPython 3.11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    APPLE_PRIVACY = "apple_privacy"
    GMAIL_PREFETCH = "gmail_prefetch"
    BARE_WEBKIT = "bare_webkit"
    BROWSER = "browser"
    APP = "app"
    ABSENT = "absent"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Names of one kind that were read at one place; the keys are written as described above."""

    kind: Kind
    source: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAgent:
    """One known name: its kind, what people call the program, and the source with the day of reading."""

    kind: Kind
    label: str
    source: str


_RANK = {kind: rank for rank, kind in enumerate(Kind)}


class KnownNames:
    """Finds the known name in a folded agent that takes precedence."""

    __slots__ = ("_keys", "_phrases", "_words")

    def __init__(self, blocks: Iterable[Block]) -> None:
        """Index the blocks by the first word of every key."""
        self._words: dict[str, KnownAgent] = {}
        phrases: dict[str, list[tuple[str, KnownAgent]]] = {}
        for block in blocks:
            for key, label in block.names.items():
                known = KnownAgent(kind=block.kind, label=label, source=block.source)
                first, gap, _ = key.partition(" ")
                if gap:
                    phrases.setdefault(first, []).append((f" {key.lstrip('^')}", known))
                else:
                    self._words[key] = known
                    if not key.endswith("/"):
                        self._words[f"{key}/"] = known
        self._phrases = {  # the longest first: "microsoft office existence" before "microsoft office"
            first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in phrases.items()
        }
        self._keys = frozenset(self._words) | frozenset(self._phrases)

    def find(self, text: str, words: Sequence[str]) -> tuple[KnownAgent, str] | None:
        """Return the known agent of highest precedence and the text it was found by, or None.

        Args:
            text: The folded agent, with a space at either end.
            words: The words of it; at least one.
        """
        best: tuple[KnownAgent, str] | None = None
        for key in (*sorted(self._keys.intersection(words)), f"^{words[0]}"):
            known = self._words.get(key)
            if known is not None:
                best = _better(best, (known, f" {key.lstrip('^')}"))
            for phrase, named in self._phrases.get(key, ()):
                if text.startswith(phrase) if key[0] == "^" else phrase in text:
                    best = _better(best, (named, phrase))
                    break
        return best


def _better(best: tuple[KnownAgent, str] | None, found: tuple[KnownAgent, str]) -> tuple[KnownAgent, str]:
    # Of the same kind the longer text is the more exact one: "outlook ios" over "outlook".
    if best is None or (_RANK[found[0].kind], -len(found[1])) < (_RANK[best[0].kind], -len(best[1])):
        return found
    return best
