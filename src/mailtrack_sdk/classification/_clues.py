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

A bare domain or mail address is in apps that are called like their site (`Raindrop.io/5.2.0`) or say whom
to ask for help, so it counts only where neither an engine nor a device is named.
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

# Logs of IIS write a plus for every blank, so only a plus before a domain or an address is a contact.
# Compiled when the first agent needs it, which keeps the import fast.
_PLUS = r"\+ ?(?:[A-Za-z0-9_.-]+@)?[A-Za-z0-9-]+\.[A-Za-z]{2}"
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
    mosaic/ antgalio/ opr/ obigo/ maple charon seamonkey seamonkey/ iceape/
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

# Apps are identified by a domain turned round: com.fsck.k9, eu.faircode.email, ru.mail.mailapp.
_TURNED = frozenset({"com", "org", "net"})
_APP_STARTS = _TURNED | {"app", "dev"}
_APP_PARTS = 3
_SITE_ENDS = _TURNED | {"info"}
_COUNTRY = 2
"""Letters of the domain of a country."""

_MAIL = ("mail", "outlook")
# Gatherers of addresses are called EmailSiphon or EmailWolf; mail programs FooMail, MailFoo or one of these.
_EMAIL_PROGRAMS = frozenset({"email", "emails", "emailapp", "emailclient"})


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
    """Say whether an agent gives a page or address to ask about it, marked as such, as robots should."""
    if "://" in agent or " www." in text or " mailto " in text or ("+" in agent and re.search(_PLUS, agent)):
        return not any(site in text for site in _OWN_SITE)
    return False


def gives_address(agent: str, text: str, words: Sequence[str]) -> bool:
    """Say whether an agent that names neither an engine nor a device holds a domain or a mail address."""
    given = any(mark in text for mark in _DOMAINS) or ("@" in agent and _EMAIL.search(agent) is not None)
    return given and looks_like(text, words) not in {Kind.BROWSER, Kind.APP}


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
    if _has_engine(text, words):
        return Kind.BROWSER
    beginning = text[:_BEGINNING]
    if _has_platform(beginning, words) or any(_is_app_id(word) for word in words):
        return Kind.APP
    if not _LIBRARY_WORDS.isdisjoint(words) or any(part in beginning for part in _LIBRARY_PARTS):
        return Kind.HTTP_LIBRARY
    return Kind.CRAWLER


def _has_engine(text: str, words: Sequence[str]) -> bool:
    beginning = text[:_BEGINNING]
    return not _ENGINE_WORDS.isdisjoint(words) or any(part in beginning for part in _ENGINE_PARTS)


def _has_platform(text: str, words: Sequence[str]) -> bool:
    return not _PLATFORM_WORDS.isdisjoint(words) or any(part in text[:_BEGINNING] for part in _PLATFORM_PARTS)


def _is_app_id(word: str) -> bool:
    # www.foo.co.uk and go.mail.ru are sites, com.foo.android.gm only ends like one, org.apache.http is none.
    parts = word.rstrip("/").split(".")
    first = parts[0]
    if len(parts) < _APP_PARTS or "http" in word or not all("a" <= part[:1] <= "z" for part in parts):
        return False
    if first in _TURNED:
        return parts[-1] not in _SITE_ENDS
    return (first in _APP_STARTS or len(first) == _COUNTRY) and not _ends_like_site(word)


def _ends_like_site(word: str) -> bool:
    last = word.rstrip("/").rpartition(".")[2]
    return last in _SITE_ENDS or (len(last) == _COUNTRY and last.isalpha())


def mail_product(agent: str, text: str, words: Sequence[str]) -> str | None:
    """Return the name that says that it is a mail program (`FooMail/1.0`, `Foo Mail`), or None.

    A word without a version counts at the beginning, else only where no browser is named and no address
    is given: it may be a word of a sentence, or of the address.
    """
    if not any(stem in text for stem in _MAIL):
        return None
    anywhere = "@" not in agent and not _has_engine(text, words)
    first = anywhere or "@" not in agent.partition(" ")[0]
    for index, word in enumerate(words):
        if (anywhere or word[-1] == "/" or (first and index == 0)) and _names_mail(word):
            name = word.rstrip("0123456789./")
            before = words[index - 1] if index else ""
            return f"{before} {name}" if name in {"mail", "email"} and before.isalnum() else name
    return None


def _names_mail(word: str) -> bool:
    name = word.rstrip("0123456789./")
    if not any(stem in name for stem in _MAIL) or "proxy" in name:
        return False
    if name.startswith("email") and name not in _EMAIL_PROGRAMS:
        return False
    return "." not in name or not _ends_like_site(name) or _is_app_id(word)
