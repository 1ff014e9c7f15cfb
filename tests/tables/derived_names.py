"""Names made from the patterns of crawler-user-agents, where a pattern is just a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailtrack_sdk.classification._clues import trade_word
from mailtrack_sdk.classification._known import Kind, KnownNames, Names
from mailtrack_sdk.classification.agents import fold
from tests.tables.agent_lists import Pattern

__all__ = ["Derived", "derive", "first_met"]

# The first tag that is there decides; all the others (seo, monitoring, search-engine ...) are crawlers.
_TAGS = {
    "social-preview": Kind.LINK_PREVIEWER,
    "http-library": Kind.HTTP_LIBRARY,
    "browser-automation": Kind.HTTP_LIBRARY,
    "scanner": Kind.SECURITY_SCANNER,
}
_WORD = re.compile(r"[A-Za-z0-9.]")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}")
_CHOICE = re.compile(r"[(|[]")
_LETTERS = 3
"""Letters in a row that a name has to have; less is a version or a build."""
_LONG = 12
"""Characters from which on one word is no ordinary word any more."""
_MORE_THAN_NAMES = (r"[\s\S]", r"\d")
_KEYS = 4
"""Keys of one row; a pattern with more spellings is not just a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The rows made from patterns, by kind, and why no row was made of the others."""

    rows: Mapping[Kind, Sequence[str]]
    left: Mapping[str, str]


def first_met(keys: str, agents: Iterable[str]) -> str | None:
    """Return the first of the agents that one of the keys of a row is in, or None."""
    names = KnownNames((Names(kind=Kind.CRAWLER, source="", read="", rows=f"{keys} | x"),))
    return next((agent for agent in agents if _found(names, agent) is not None), None)


def derive(
    patterns: Sequence[Pattern],
    *,
    by_hand: Sequence[Names],
    people: Mapping[str, str],
    skip: Mapping[str, str],
) -> Derived:
    """Make rows of patterns.

    Args:
        patterns: The patterns, in the order of the list.
        by_hand: The names kept by hand; what they find needs no row.
        people: Agents that no row may meet, and whose they are.
        skip: Patterns that are known to be people's, and why.
    """
    rows: dict[Kind, list[str]] = {}
    left: dict[str, str] = {}
    taken = KnownNames(by_hand)
    used = {
        key for table in by_hand for row in table.rows.splitlines() for key in row.split(" | ")[0].split(", ")
    }
    for pattern in patterns:
        agents = [agent for agent in pattern.agents if not _told(taken, agent, _kind(pattern))]
        if pattern.agents and not agents:
            continue  # all are named by hand
        keys = sorted(set(_keys(pattern, agents)) - used)
        met = first_met(", ".join(keys), people) if keys else None
        if pattern.text in skip:
            left[pattern.text] = skip[pattern.text]
        elif met is not None:
            left[pattern.text] = f"would meet {people[met]}"
        elif not 0 < len(keys) <= _KEYS:
            left[pattern.text] = "no plain name, or one of another row"
        else:
            used.update(keys)
            row = f"{', '.join(keys)} | {_label(pattern, agents)} | {pattern.since} | {pattern.page}"
            rows.setdefault(_kind(pattern), []).append(row.rstrip(" |"))
    return Derived(rows={kind: rows[kind] for kind in Kind if kind in rows}, left=left)


def _kind(pattern: Pattern) -> Kind:
    return next((kind for tag, kind in _TAGS.items() if tag in pattern.tags), Kind.CRAWLER)


def _told(taken: KnownNames, agent: str, kind: Kind) -> bool:
    # A program that also names its library is more than the library.
    found = _found(taken, agent)
    return found is not None and (found is not Kind.HTTP_LIBRARY or kind is Kind.HTTP_LIBRARY)


def _found(names: KnownNames, agent: str) -> Kind | None:
    text, words = _folded(agent)
    found = names.find(text, words) if words else None
    return None if found is None else found[0].kind


_folded = lru_cache(maxsize=8192)(fold)  # the same few thousand agents are asked for every row


def _label(pattern: Pattern, agents: Sequence[str]) -> str:
    # A pattern that leaves a choice is called what it found; the others are what they say, without escapes.
    match = re.search(pattern.text, agents[0]) if agents and _CHOICE.search(pattern.text) else None
    text = re.sub(r"[\\^$]", "", pattern.text) if match is None else match[0]
    return text.strip(" /;:,-_+") or pattern.text


def _keys(pattern: Pattern, agents: Sequence[str]) -> Iterator[str]:
    if any(part in pattern.text for part in _MORE_THAN_NAMES):
        return
    expression = re.compile(pattern.text)
    spellings = list(agents) or [_label(pattern, agents)]
    for agent in spellings:
        match = expression.search(agent)
        key = _key(agent, *((0, len(agent)) if match is None else match.span()))
        if key is not None:
            yield key


def _key(agent: str, start: int, end: int) -> str | None:
    # The whole words that a pattern was found in; with a version stuck to them they are no name.
    while start > 0 and _WORD.match(agent[start - 1]):
        start -= 1
    last = end + 1 if agent[end - 1] in "-_ " else end  # "Nitro-" is no name, but "Nitro-Optimizer" is
    while agent[last - 1] != "/" and last < len(agent) and _WORD.match(agent[last]):
        last += 1
    found = agent[start:last]
    if "://" in agent[:start].rpartition(" ")[2] or not re.search(f"[A-Za-z]{{{_LETTERS}}}", found):
        return None  # part of an address, or only a version
    words = fold(found)[0].strip().rstrip("/. ")
    if " " in words:
        return None if " / " in words else words  # a name with an address
    if any(character.isdigit() for character in agent[end:last]):
        return None
    product = found[-1] == "/"
    if _distinctive(words, found):
        return f"{words}/" if product else words
    if fold(agent)[1][0].rstrip("/") == words:
        return f"^{words}/" if product else f"^{words}"
    return f"{words}/" if product or agent[last : last + 1] == "/" else None


def _distinctive(word: str, written: str) -> bool:
    # Ordinary words are also telephones and apps (Odin, Notion), so they count only where the list saw them:
    # at the beginning, or as a product.
    if any(character in "0123456789." for character in word) or trade_word(f" {word} ") is not None:
        return True
    return len(word) >= _LONG or _INNER_CAPITAL.search(written) is not None
