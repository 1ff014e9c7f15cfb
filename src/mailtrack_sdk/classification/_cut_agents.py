"""What is left of a user agent that was cut: one of a few texts, which names no version, build or model.

A text such as `mailtrack-cut/1 browser; shape; -; Chrome; Windows; PC` stands in the place of the agent: what
kind of software it was, by what it was recognised, its name if the tables know it, and the families of
browser, system and device. All words are of closed lists, so that nothing of the agent itself remains.

Anybody can send such a text as an agent, and says no more by it than by sending the agent it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailtrack_sdk.classification._clues import Clue
from mailtrack_sdk.classification._known import Kind

MARK = "mailtrack-cut/1 "
"""What the agents of events begin with whose client was cut."""

UNLISTED = "(unlisted)"
"""The name of software that the tables do not know."""

_NONE = "-"
_PARTS = 6
_EXACT = frozenset((Clue.EXACT,))
_NAMED = frozenset((Clue.NAME,))
_SHAPE = frozenset((Clue.SHAPE,))
_MACHINE = frozenset((Clue.NAME, Clue.WORD, Clue.CONTACT, Clue.COMPATIBLE, Clue.SHAPE))
_CLUES = {
    Kind.MAIL_CLIENT: _NAMED | {Clue.WORD},
    **dict.fromkeys((Kind.MAILBOX_PROXY, Kind.ASSET_PROXY, Kind.REPLACED), _NAMED),
    **dict.fromkeys((Kind.LINK_PREVIEWER, Kind.SECURITY_SCANNER, Kind.CRAWLER, Kind.HTTP_LIBRARY), _MACHINE),
    **dict.fromkeys((Kind.APPLE_PRIVACY, Kind.GMAIL_PREFETCH), _EXACT),
    **dict.fromkeys((Kind.BARE_WEBKIT, Kind.BROWSER, Kind.APP), _SHAPE),
    **dict.fromkeys((Kind.EMPTY, Kind.UNREADABLE), frozenset((None,))),
}
"""By what each kind can have been recognised."""

ON_A_DEVICE = frozenset((Kind.MAIL_CLIENT, Kind.BROWSER, Kind.APP, Kind.BARE_WEBKIT))
"""What runs on somebody's device; the agents of proxies and robots say nothing about one."""

# The names are those of ua-parser, so that reports have one row for a browser, cut or not.
_BROWSERS = (
    ("Edge Mobile", ("edga/", "edgios/")),
    ("Edge", ("edg/", "edge/")),
    ("Opera", ("opr/", "opera/", "opera")),
    ("Samsung Internet", ("samsungbrowser/",)),
    ("Yandex Browser", ("yabrowser/",)),
    ("Chrome Mobile iOS", ("crios/",)),
    ("Firefox iOS", ("fxios/",)),
    ("Firefox", ("firefox/",)),
    ("IE", ("msie", "trident/")),
    ("Chrome", ("chrome/",)),
    ("Safari", ("safari/",)),
)
_ON_ANDROID = {"Chrome": "Chrome Mobile", "Firefox": "Firefox Mobile"}
_ON_IOS = {"Safari": "Mobile Safari"}
_CLIENTS = frozenset((*(name for name, _ in _BROWSERS), *_ON_ANDROID.values(), *_ON_IOS.values()))

_SYSTEMS = (
    (("iphone",), "iOS", "iPhone"),
    (("ipad",), "iOS", "iPad"),
    (("ipod",), "iOS", "iPod"),
    ((" ios ", " ios/ "), "iOS", None),
    (("windows phone",), "Windows Phone", "phone"),
    (("android",), "Android", None),
    (("windows", " win32 ", " win64 "), "Windows", "PC"),
    ((" cros ",), "Chrome OS", "PC"),
    (("macintosh", "macoutlook", " mac os x", " macos"), "Mac OS X", "Mac"),
    (("linux", " x11 "), "Linux", "PC"),
)
_ANDROID_FORMS = ("phone", "tablet")
_OSES = frozenset(system for _, system, _ in _SYSTEMS)
_DEVICES = frozenset((*(device for _, _, device in _SYSTEMS if device is not None), *_ANDROID_FORMS))


@dataclass(frozen=True, slots=True, kw_only=True)
class CutAgent:
    """What is left of a user agent.

    Args:
        kind: What kind of software it names or looks like.
        clue: By what it was recognised.
        name: Its name in the tables, `UNLISTED`, or None where a kind has no names.
        client: The family of the browser.
        os: The family of the operating system.
        device: The form of the device.
    """

    kind: Kind
    clue: Clue | None
    name: str | None = None
    client: str | None = None
    os: str | None = None
    device: str | None = None

    def spelled(self) -> str:
        """Write it down as the text that takes the place of the agent."""
        clue = None if self.clue is None else self.clue.value
        parts = (self.kind.value, clue, self.name, self.client, self.os, self.device)
        return MARK + "; ".join(_NONE if part is None else part for part in parts)


def read_cut(agent: str, is_known: Callable[[Kind, str], bool]) -> CutAgent | None:
    """Undo `CutAgent.spelled`; None for any other text.

    Args:
        agent: The text.
        is_known: Says whether the tables have a name for a kind.
    """
    parts = agent.removeprefix(MARK).split("; ")
    if not agent.startswith(MARK) or len(parts) != _PARTS:
        return None
    kind, clue, name, client, system, device = (None if part == _NONE else part for part in parts)
    try:
        found = CutAgent(
            kind=Kind(kind),
            clue=None if clue is None else Clue(clue),
            name=name,
            client=_one_of(_CLIENTS, client),
            os=_one_of(_OSES, system),
            device=_one_of(_DEVICES, device),
        )
    except ValueError:
        return None
    return found if _is_possible(found, is_known) else None


def _one_of(words: frozenset[str], word: str | None) -> str | None:
    if word is None or word in words:
        return word
    raise ValueError


def _is_possible(found: CutAgent, is_known: Callable[[Kind, str], bool]) -> bool:
    if found.clue not in _CLUES.get(found.kind, ()):
        return False
    if found.clue is Clue.NAME:
        return found.name is not None and is_known(found.kind, found.name)
    return found.name == (UNLISTED if found.clue is Clue.WORD else None)


def family_of(kind: Kind, text: str, words: Sequence[str]) -> tuple[str | None, str | None, str | None]:
    """Name the families of browser, system and device in a folded agent; None for what it does not tell.

    `device.describe` tells more, and takes a hundred times as long.
    """
    if kind not in ON_A_DEVICE:
        return None, None, None
    system, device = _system_of(text)
    if system == "Android":
        device = _ANDROID_FORMS["mobile" not in words]
    return (_browser_of(words, system) if kind is Kind.BROWSER else None), system, device


def _system_of(text: str) -> tuple[str | None, str | None]:
    for marks, system, device in _SYSTEMS:
        if any(mark in text for mark in marks):
            return system, device
    return None, None


def _browser_of(words: Sequence[str], system: str | None) -> str | None:
    named = frozenset(words)
    for name, products in _BROWSERS:
        if not named.isdisjoint(products):
            if system == "Android" and "mobile" in named:
                return _ON_ANDROID.get(name, name)
            return _ON_IOS.get(name, name) if system == "iOS" else name
    return None
