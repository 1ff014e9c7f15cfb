"""Decide whether a link may be wrapped: each reason to leave one alone, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from mailtrack_sdk.markup import Attribute
from mailtrack_sdk.rewriting.rules import RewriteRules, Skip
from mailtrack_sdk.rewriting.unsubscribing import HINTS, is_unsubscribe, same_letters
from mailtrack_sdk.urls import is_web_url

__all__ = ["Policy", "Suspects", "has_placeholder", "is_off", "opted_out", "skip_of_shape"]

# Template syntax nobody writes into a URL for any other reason ... (ruling 15; as substrings
# the short forms below hit 828 of 5,595 real links, so those count as a whole value only)
_PLACEHOLDER_PART = re.compile(r"\{\{|\{%|\*\||\|\*|%%|\[\[|<%|\$\{|#\{|@TrackLink")
_PLACEHOLDER_WHOLE = re.compile(r"%[^%\s]+%|\[[^\[\]\s]+\]|-[A-Za-z_][\w.]*-|\{[^{}\s]+\}")

_OFF = frozenset({"off", "false", "0", "no"})
# Opt-out attributes of other senders, so that a mail prepared for them behaves the same here:
# SendGrid, kannon, ahoy_email, Campaign Monitor, Amazon SES, Postmark, Mautic, SparkPost
# (facts collected 2026-10). None stands for "whatever its value".
_OPT_OUT: Mapping[str, frozenset[str] | None] = {
    "cm_dontconvertlink": None,
    "clicktracking": _OFF,
    "data-mailtrack": _OFF,
    "data-mautic-disable-tracking": None,
    "data-msys-clicktrack": frozenset({"0", "off", "false"}),
    "data-no-track": None,
    "data-pm-no-track": None,
    "data-skip-click": None,
    "disable-tracking": None,
    "mautic:disable-tracking": None,
    "ses:no-track": None,
}
_NOT_MEANT = frozenset({"false", "0", "no"})

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CREDENTIALS_IN_AUTHORITY = re.compile(r"https?://[^/?#]*@", re.IGNORECASE)

_SECRET_PATH = re.compile(
    r"(?:^|[/_.-])(?:(?:re)?set[-_]?(?:your[-_]?)?passw(?:or)?d|passw(?:or)?d[-_/](?:re)?set"
    r"|(?:forgot|recover)[-_]?passw(?:or)?d"
    r"|passw(?:or)?d[-_]?recovery|magic[-_]?(?:link|login)|one[-_]?time[-_]?(?:login|link|password)"
    r"|(?:verify|confirm)[-_]?(?:your[-_]?)?e?-?mail|activate[-_]?account)(?:\Z|[/?&=_.-])",
    re.IGNORECASE,
)
_SECRET_QUERY = re.compile(
    r"[?&;#](?:[\w.-]*(?:token|jwt|otp|passw(?:or)?d|secret|api[-_]?key|magic|sesame)|pwd)=[^&#]",
    re.IGNORECASE,
)

_ASCII_HINTS = tuple(hint for hint in HINTS if hint.isascii())
# One of these is in whatever the two expressions above find.
_SECRET_HINTS = (
    "activate", "api", "confirm", "jwt", "magic", "otp", "passw", "pwd", "secret", "sesame", "time", "token",
    "verify",
)  # fmt: skip

_TEXT_URL = re.compile(r"(?:https?://|(?=www\.))([^\s/?#:]+)", re.IGNORECASE)
_MAX_HOST = 253  # longest host name in text form (RFC 1035 section 2.3.4: 255 octets on the wire)
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_TEXT_HOST = re.compile(
    rf"{_LABEL}(?:\.{_LABEL}){{0,8}}\.(?:[^\W\d_]{{2,24}}|xn--[a-z0-9-]{{1,59}})/?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Suspects:
    """Which hints of an unsubscribe link and of a secret occur among the links of a body at all.

    Asked once for all of them, because to look two hundred words up for every link would take
    longer than all the rest.
    """

    unsubscribe: tuple[str, ...]
    secret: tuple[str, ...]

    @classmethod
    def among(cls, links: Iterable[tuple[str, str]]) -> Suspects:
        """Look through cleaned targets and texts."""
        targets: list[str] = []
        # Kept apart, because text with one letter beyond ASCII takes several times as long to search.
        ascii_texts: list[str] = []
        other_texts: list[str] = []
        for target, text in links:
            targets.append(target)
            (ascii_texts if text.isascii() else other_texts).append(text)
        plain = "\n".join(targets)
        said = "\n".join([plain, *ascii_texts]).lower()
        foreign = same_letters("\n".join(other_texts))
        if "%" in plain:
            foreign = f"{foreign}\n{same_letters(unquote(plain))}"
        unsubscribe = [hint for hint in _ASCII_HINTS if hint in said]
        if foreign:
            unsubscribe += [hint for hint in HINTS if hint in foreign]
        return cls(tuple(unsubscribe), tuple([hint for hint in _SECRET_HINTS if hint in said]))


def has_placeholder(value: str) -> bool:
    """Tell whether a link value still waits for a template engine."""
    return _PLACEHOLDER_PART.search(value) is not None or _PLACEHOLDER_WHOLE.fullmatch(value) is not None


def is_off(attribute: Attribute | None) -> bool:
    """Tell whether an attribute of ours says that something is not wanted."""
    return attribute is not None and attribute.value.strip().lower() in _OFF


def opted_out(attributes: Mapping[str, Attribute], rules: RewriteRules) -> bool:
    """Tell whether the author opted this link out of tracking."""
    if not rules.opt_out.isdisjoint(attributes):
        return True
    for name in attributes.keys() & _OPT_OUT.keys():
        values, said = _OPT_OUT[name], attributes[name].value.strip().lower()
        if said in values if values is not None else said not in _NOT_MEANT:
            return True
    return False


class Policy:
    """Says of web URLs whether the rules leave them alone.

    Args:
        rules: The choices in force.
        hosts: The hosts tracked links lead through.
        suspects: The hints among the links that will be asked about.
    """

    __slots__ = ("_by_text", "_hosts", "_longest", "_never", "_secret", "_unsubscribe")

    def __init__(self, rules: RewriteRules, hosts: Sequence[str], suspects: Suspects) -> None:
        """Sort out which questions have to be asked at all."""
        self._hosts = hosts
        self._longest = rules.max_url
        self._never = rules.never
        self._unsubscribe = suspects.unsubscribe if Skip.UNSUBSCRIBE in rules.skips else ()
        self._secret = suspects.secret if Skip.CREDENTIALS in rules.skips else ()
        self._by_text = Skip.TEXT_IS_URL in rules.skips

    def skip(self, target: str, text: str) -> Skip | None:
        """Say why a link must be left alone, or None when it may be wrapped.

        Args:
            target: The link value after `clean_target`, a web URL.
            text: What the reader sees of the link.
        """
        if len(target) > self._longest:
            return Skip.TOO_LONG
        if target in self._never:
            return Skip.UNSUBSCRIBE
        if self._unsubscribe and _may_unsubscribe(self._unsubscribe, target, text):
            return Skip.UNSUBSCRIBE
        if self._secret and _has_any(self._secret, target.lower()) and _has_secret(target):
            return Skip.CREDENTIALS
        if self._by_text and ("." in text or ":" in text) and _text_names_other_host(text, self._hosts):
            return Skip.TEXT_IS_URL
        return None


def _may_unsubscribe(hints: Iterable[str], target: str, text: str) -> bool:
    said = same_letters(f"{target}\n{text}")
    return ("%" in target or _has_any(hints, said)) and is_unsubscribe(target, text)


def _has_any(hints: Iterable[str], text: str) -> bool:
    for hint in hints:  # noqa: SIM110 - any() and its generator would double the time
        if hint in text:
            return True
    return False


def skip_of_shape(target: str) -> Skip | None:
    """Say why a cleaned target is no plain http(s) URL with a host, or None."""
    if not target:
        return Skip.EMPTY
    if target.startswith("#"):
        return Skip.FRAGMENT
    scheme = _SCHEME.match(target)
    if scheme is None:
        return Skip.RELATIVE
    name = scheme.group().lower()
    if name in ("https+notrack:", "http+notrack:"):
        return Skip.OPT_OUT
    if name not in ("http:", "https:"):
        return Skip.SCHEME
    if _CREDENTIALS_IN_AUTHORITY.match(target):
        return Skip.CREDENTIALS
    return None if is_web_url(target) else Skip.AMBIGUOUS


def _has_secret(target: str) -> bool:
    return _SECRET_PATH.search(target) is not None or _SECRET_QUERY.search(target) is not None


def _text_names_other_host(text: str, hosts: Sequence[str]) -> bool:
    """Tell whether the text reads as a URL or host that no tracking host belongs to."""
    match = _TEXT_URL.match(text)
    if match is not None:
        named = match.group(1)
    elif len(text) <= _MAX_HOST and _TEXT_HOST.fullmatch(text):
        named = text.rstrip("/")
    else:
        return False
    named = named.lower()
    return not any(host == named or host.endswith(f".{named}") for host in hosts)
