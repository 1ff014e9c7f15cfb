"""Clues for agents that no table knows: how robots describe themselves, and how browsers look.

Software that is meant to be recognised says so in one of four ways: a word of its trade (`FooBot`,
`BarCrawler`), an address to complain to (`+https://foo.example/bot`), a name where a browser has none
(`compatible; Foo/1.0`, or more behind `KHTML, like Gecko`), or it simply does not claim to be a
browser on a device at all (`foo/1.0`).

How far each clue is to be trusted was measured on 2026-11-22 on the agents of crawler-user-agents and
isbot (2,580 robots) and on those of isbot's browsers, Crawler-Detect's devices.txt, device-detector's
fixtures and the npm package user-agents (201,850 browsers and apps). `://` is in 1,419 robots and 35
of the others; `crawl` in 262 and none, `check` in 69 and 1, `monitor` in 43 and none. `compatible;`
behind the engine is in one of the others, which is a robot too. Words that people's software carries as well
(`search`, `link`, `web`, `agent`, `service`) are not used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from mailtrack_sdk.classification._known import Kind


class Clue(str, Enum):
    """By what an agent was recognised."""

    EXACT = "exact"
    NAME = "name"
    WORD = "word"
    CONTACT = "contact"
    COMPATIBLE = "compatible"
    SHAPE = "shape"


# The first stem that is found decides, so the narrower trades come first.
_STEMS: tuple[tuple[str, Kind], ...] = (
    # Addresses that tell an attacker that his payload was carried out.
    *((stem, Kind.SECURITY_SCANNER) for stem in ("scan", "burpcollaborator", "oastify", "jndi")),
    ("preview", Kind.LINK_PREVIEWER),
    *(
        (stem, Kind.CRAWLER)
        for stem in (
            *("bot", "spider", "crawl", "archiv", "monitor", "check", "verif", "fetch", "scrap", "feed"),
            *("parser", "analy", "synthetic", "lighthouse", "favicon", "extract", "rss", "seo"),
            *("tester", "diagnostic", "screenshot"),
        )
    ),
)

# Words of people's software that hold a stem: telephones, apps, a Firefox component, a town.
_INNOCENT = frozenset("cubot camscanner mozacfetch checkout 20preview seoul seon".split())

_BEGINNING = 100
"""Characters in which an agent has named its device and engine; the rest is not searched for parts."""

_MAX_HITS = 8
"""Words looked at per stem; an agent with more of them is a joke, not a browser."""

# Letters behind the @ keep "android@62.0.3202.101" (Ecosia) out.
_EMAIL = re.compile(r"@[A-Za-z][A-Za-z0-9-]*\.[A-Za-z]")
_DOMAINS = (".com ", ".com/", ".org/", ".io/")
# Browsers and a browser component (bsalsa.com, for Delphi programs) that name their own web site.
_OWN_SITE = ("browser.com", "bsalsa.com", "qtweb.net", "xbmc.org")
_BEHIND_GECKO = re.compile(r"\(KHTML, like Gecko(?:[;,] *| +)(?! |Safari|HEVC)[^)]", re.IGNORECASE)

# Browsers of the time when everybody was "compatible" with Netscape.
_COMPATIBLE_BROWSERS = (
    *(" msie ", " mspie ", " msid ", "konqueror", "browse", "positive", "icab", "omniweb", "opera"),
    *("offbyone", "polaris", "netfront", "amiga"),
)
# Words of the folded agent that only browsers, apps and devices use; parts are looked for inside words.
_ENGINE_WORDS = frozenset(
    """
    gecko/ trident/ opera/ opera msie khtml khtml/ presto/ netscape lynx/ links elinks/ w3m/ dillo/
    mosaic/ antgalio/ opr/ obigo/ maple charon
    """.split()
)
_ENGINE_PARTS = ("webkit", "firefox", "chrome", "safari", "browser", "netfront", "ucweb")
_PLATFORM_WORDS = frozenset(
    """
    windows windows/ linux linux/ android android/ iphone ipad ipod ios mac macos macintosh darwin darwin/
    cfnetwork/ dalvik/ x11 osx/ tvos watchos win32 win64 win95 win98 win10 symbian symbianos/ series60
    series60/ midp mot brew brew/ palm playstation ps4 nintendo beos risc freebsd openvms tizen hbbtv/
    smarttv viera kreatv/ crkey/ brightsign/ up.browser/ googleapp/ pinterest/ goggalaxyclient/ vlc/ libvlc/
    """.split()
)
_PLATFORM_PARTS = (
    *("nokia", "samsung", "sonyericsson", "blackberry", "huawei", "amiga", "roku", "windows", "android"),
    *("iphone", "ipad", "appletv", "os/ ", "player", "palm", "fban/", "mozacfetch"),
)
_LIBRARY_WORDS = frozenset(
    "java java/ php php/ ruby ruby/ perl perl/ python python/ lib lib/ api api/ sdk sdk/".split()
)
_LIBRARY_PARTS = ("http", "client", "curl")


def trade_word(text: str) -> tuple[Kind, str] | None:
    """Return the kind and the word by which a folded agent names its trade, or None."""
    for stem, kind in _STEMS:
        if stem in text:
            word = _word_of_trade(stem, text)
            if word is not None:
                return kind, word
    return None


def _word_of_trade(stem: str, text: str) -> str | None:
    last = 0
    for _ in range(_MAX_HITS):
        start = text.find(stem, last)
        if start < 0:
            return None
        last = text.find(" ", start)
        word = text[text.rfind(" ", 0, start) + 1 : last]
        if _means_trade(stem, word, text):
            return word.rstrip("/")
    return None


def _means_trade(stem: str, word: str, text: str) -> bool:
    # "bot", "rss" and "seo" are short enough to sit inside other words, so they must end or begin one.
    bare = word.rstrip("0123456789./")
    if bare in _INNOCENT:
        return False
    if stem == "bot":
        if not bare.endswith(("bot", "bots")):
            return False
        # Telephones are called "M bot 60" or "XBot Senior"; robots write Name/1.0 or (compatible; Name.
        return word.endswith("/") or " android " not in text or " compatible " in text
    if stem == "spider":
        return bare != "spider" or " android " not in text
    if stem == "rss":
        return bare.endswith("rss") and bare.isalpha()
    return stem != "seo" or bare.startswith("seo")


def gives_contact(agent: str, text: str) -> bool:
    """Say whether an agent gives an address to ask about it, as robots should and browsers do not."""
    given = "://" in agent or any(mark in text for mark in _DOMAINS)
    if given or ("@" in agent and _EMAIL.search(agent) is not None):
        return not any(site in text for site in _OWN_SITE)
    return False


def names_itself(agent: str, text: str, words: Sequence[str]) -> bool:
    """Say whether a name stands where a browser has none.

    That is `(compatible; Name` behind the engine, or where neither a browser on a device nor a browser of
    the last century is named; or something more inside `(KHTML, like Gecko)`.
    """
    engine = agent.find("Gecko")
    if engine >= 0 and (agent.find("compatible;", engine) > 0 or _BEHIND_GECKO.search(agent) is not None):
        return True
    if " compatible " not in text or any(mark in text for mark in _COMPATIBLE_BROWSERS):
        return False
    return looks_like(text, words) is not Kind.BROWSER or not _has_platform(text, words)


def looks_like(text: str, words: Sequence[str]) -> Kind:
    """Say what the shape of an agent speaks for: browser, app on a device, library or other program."""
    beginning = text[:_BEGINNING]
    if not _ENGINE_WORDS.isdisjoint(words) or any(part in beginning for part in _ENGINE_PARTS):
        return Kind.BROWSER
    if _has_platform(beginning, words):
        return Kind.APP
    if not _LIBRARY_WORDS.isdisjoint(words) or any(part in beginning for part in _LIBRARY_PARTS):
        return Kind.HTTP_LIBRARY
    return Kind.CRAWLER


def _has_platform(text: str, words: Sequence[str]) -> bool:
    return not _PLATFORM_WORDS.isdisjoint(words) or any(part in text[:_BEGINNING] for part in _PLATFORM_PARTS)


def mail_product(text: str) -> str | None:
    """Return the product whose name says that it is a mail program (`FooMail/1.0`), or None."""
    last = text.find("mail/ ")
    if last < 0:
        return None
    name = text[text.rfind(" ", 0, last) + 1 : last]
    return f"{name}mail" if name else None
