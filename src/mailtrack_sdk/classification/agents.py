"""Reading a user agent: what it says about the software, in one word and with the reason.

This is a closed world of one string. Whether a person caused the request is decided by `rules`, which
also see the method, the headers and whether an image or a link was asked for.

The order is what keeps people from being called machines: exact strings, then known names with mail
programs first, then the clues by which robots describe themselves, then the shape. Libraries that
look for robots first call mail programs robots: is-bot 13 %, crawlerdetect 22 %, is-crawler 29 % of 353
agents of mail programs (measured in 2026).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mailtrack_sdk.classification._clues import (
    Clue,
    gives_address,
    gives_contact,
    looks_like,
    mail_product,
    names_itself,
    trade_word,
)
from mailtrack_sdk.classification._cut_agents import MARK, CutAgent, read_cut
from mailtrack_sdk.classification._known import Kind, KnownAgent, KnownNames
from mailtrack_sdk.classification._machines import MACHINES
from mailtrack_sdk.classification._readers import READERS

__all__ = ["MAX_AGENT", "Clue", "Kind", "Reading", "find_cut", "find_known", "fold", "read_agent"]

MAX_AGENT = 512
"""Characters of an agent that are read; the rest is ignored."""

_CACHED_AGENTS = 2048
"""Agents remembered; at most about 2 MB. Real traffic repeats a few hundred."""

APPLE_PRIVACY_AGENT = "Mozilla/5.0"
"""All that Apple Mail Privacy Protection sends, since 2021-09-20.

Source: ua-parser/uap-core issue 509, mailgun.com/blog/product/bot-detection; read 2026-11-22."""

GMAIL_PREFETCH_AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0"
)
"""What Gmail loads images with ahead of the reader. Without the last word it is a common fake browser.

Source: gmass.co/blog/false-opens-in-gmail, bird.com/en-us/blog/gmail-prefetching-images,
mautic issue 10245; read 2026-11-22."""

_EXACT = {APPLE_PRIVACY_AGENT: Kind.APPLE_PRIVACY, GMAIL_PREFETCH_AGENT: Kind.GMAIL_PREFETCH}
_WEBKIT_END = "(KHTML, like Gecko)"
_APP_LIBRARY = " okhttp"
_TELEPHONES = (" android ", " android/ ", " iphone", " ipad", " ios ", " ios/ ")
_APPLE_DEVICES = frozenset({"macintosh", "iphone", "ipad", "ipod"})
_KEPT = "abcdefghijklmnopqrstuvwxyz0123456789./"
_FOLDED = "".join(_low if (_low := chr(code).lower()) in _KEPT else " " for code in range(128)).encode() * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one user agent says.

    Args:
        kind: What kind of software it names or looks like.
        clue: By what it was recognised; None for an agent that says nothing.
        name: The name of the software, for people; or the word that gave it away; or None.
    """

    kind: Kind
    clue: Clue | None = None
    name: str | None = None


_ABSENT = Reading(kind=Kind.ABSENT)
_EMPTY = Reading(kind=Kind.EMPTY)
_UNREADABLE = Reading(kind=Kind.UNREADABLE)


def read_agent(agent: object) -> Reading:
    """Say what a user agent tells about the software that sent it.

    Any object is accepted, because agents come from requests, logs and stores; what is not text is
    `Kind.UNREADABLE`. Only the first 512 characters are read. Time is linear and an agent that was seen
    lately is answered from a bounded cache.

    Args:
        agent: The User-Agent header, or None when there was none or it was not kept.

    Returns:
        The kind of software, by what it was recognised, and its name.

    Example:
        >>> from mailtrack_sdk.classification.agents import read_agent
        >>> read_agent("Mozilla/5.0 (X11; Linux x86_64; rv:45.0) Gecko/20100101 Thunderbird/45.8.0").name
        'Thunderbird'
    """
    if agent is None:
        return _ABSENT
    if not isinstance(agent, str):
        return _UNREADABLE
    return _read(agent if len(agent) <= MAX_AGENT else agent[:MAX_AGENT])


def fold(agent: str) -> tuple[str, list[str]]:
    """Bring an agent into the form the tables are written in, and split it into words.

    Lower case; letters, digits, dots and slashes stay, all else becomes one space; a slash stays with
    the word before it, so that products can be told from other words. The text begins and ends with a
    space.
    """
    folded = agent[:MAX_AGENT].encode("ascii", "replace").translate(_FOLDED).replace(b"/", b"/ ")
    words = folded.decode("ascii").split()
    return f" {' '.join(words)} ", words


@lru_cache(maxsize=1)
def _names() -> KnownNames:
    # Not while the module is loaded: indexing takes a few milliseconds, which only a reader of agents needs.
    return KnownNames((*READERS, *MACHINES))


def find_known(agent: str) -> tuple[KnownAgent, str] | None:
    """Return the row of the tables for an agent and the folded text behind the name, or None."""
    text, words = fold(agent)
    found = _names().find(text, words) if words else None
    if found is None:
        return None
    known, phrase = found
    return known, text[text.find(phrase) + len(phrase) :]


def find_cut(agent: str) -> CutAgent | None:
    """Return what is left of an agent that was cut (see `cutting`), or None for any other."""
    return read_cut(agent, _is_label) if agent.startswith(MARK) else None


def _is_label(kind: Kind, label: str) -> bool:
    return (kind, label) in _labels()


@lru_cache(maxsize=1)
def _labels() -> frozenset[tuple[Kind, str]]:
    rows = ((table.kind, line) for table in (*READERS, *MACHINES) for line in table.rows.splitlines())
    return frozenset((kind, line.split(" | ")[1]) for kind, line in rows)


@lru_cache(maxsize=_CACHED_AGENTS)
def _read(agent: str) -> Reading:
    agent = agent.strip()  # servers take the blanks around a header away, logs do not
    cut = find_cut(agent)
    if cut is not None:
        return Reading(kind=cut.kind, clue=cut.clue, name=cut.name)
    exact = _EXACT.get(agent)
    if exact is not None:
        return Reading(kind=exact, clue=Clue.EXACT)
    if not agent.strip(" \t\r\n\0-"):
        return _EMPTY
    text, words = fold(agent)
    if not any("a" <= word[0] <= "z" for word in words):
        return _UNREADABLE
    found = _names().find_row(text, words)
    if found is None:
        return _deduced(agent, text, words)
    (table, rest), phrase = found
    if _copied(table.kind, agent, text) or _in_app(text, phrase):
        return _deduced(agent, text, words)
    return Reading(kind=table.kind, clue=Clue.NAME, name=rest.partition(" | ")[0])


def _copied(kind: Kind, agent: str, text: str) -> bool:
    # Robots also wear the strings of mail programs; these name neither a trade nor a page about themselves.
    return kind is Kind.MAIL_CLIENT and "://" in agent and trade_word(text) is not None


def _in_app(text: str, phrase: str) -> bool:
    # An app's own name, a telephone, and behind them the library that Android's apps ask with.
    if not phrase.startswith(_APP_LIBRARY) or text.startswith(" mozilla/ "):
        return False
    front = text[: text.find(phrase) + 1]
    return any(device in front for device in _TELEPHONES)


def _deduced(agent: str, text: str, words: list[str]) -> Reading:
    # What no table knows; the clues of robots before the shape, because robots also wear browsers' strings.
    trade = trade_word(text)
    if trade is not None:
        return Reading(kind=trade[0], clue=Clue.WORD, name=trade[1])
    if gives_contact(agent, text):
        return Reading(kind=Kind.CRAWLER, clue=Clue.CONTACT)
    product = mail_product(agent, text, words)
    if product is not None:
        return Reading(kind=Kind.MAIL_CLIENT, clue=Clue.WORD, name=product)
    if gives_address(agent, text, words):
        return Reading(kind=Kind.CRAWLER, clue=Clue.CONTACT)
    if names_itself(agent, text, words):
        return Reading(kind=Kind.CRAWLER, clue=Clue.COMPATIBLE)
    if agent.endswith(_WEBKIT_END) and not _APPLE_DEVICES.isdisjoint(words):
        return Reading(kind=Kind.BARE_WEBKIT, clue=Clue.SHAPE)
    return Reading(kind=looks_like(text, words), clue=Clue.SHAPE)
