"""Decide whether a link may be wrapped: each reason to leave one alone, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from mailtrack_sdk.markup import Attribute
from mailtrack_sdk.rewriting.rules import RewriteRules, Skip
from mailtrack_sdk.rewriting.unsubscribing import HINTS, is_unsubscribe
from mailtrack_sdk.urls import is_ordinary_url, is_web_url

__all__ = ["Suspects", "has_placeholder", "opted_out", "skip_of", "skip_of_shape"]

# Template syntax nobody writes into a URL for any other reason ... (ruling 15; as substrings
# the short forms below hit 828 of 5,595 real links, so those count as a whole value only)
_PLACEHOLDER_PART = re.compile(r"\{\{|\{%|\*\||\|\*|%%|\[\[|<%|\$\{|#\{|@TrackLink")
_PLACEHOLDER_WHOLE = re.compile(r"%[^%\s]+%|\[[^\[\]\s]+\]|-[A-Za-z_][\w.]*-|\{[^{}\s]+\}")

# Opt-out attributes of other senders, so that a mail prepared for them behaves the same here:
# SendGrid, kannon, ahoy_email, Campaign Monitor, Amazon SES, Postmark, Mautic, SparkPost
# (facts collected 2026-10). None stands for "whatever its value".
_OPT_OUT: Mapping[str, frozenset[str] | None] = {
    "cm_dontconvertlink": None,
    "clicktracking": frozenset({"off", "false", "0", "no"}),
    "data-mailtrack": frozenset({"off", "false", "0", "no"}),
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
    r"[?&;](?:[\w.-]*(?:token|jwt|otp|passw(?:or)?d|secret|api[-_]?key|magic|sesame)|pwd)=[^&#]",
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
        said = "\n".join([f"{target}\n{text}" for target, text in links]).lower()
        plain = f"{said}\n{unquote(said).lower()}" if "%" in said else said
        hints = _ASCII_HINTS if plain.isascii() else HINTS
        return cls(
            tuple([hint for hint in hints if hint in plain]),
            tuple([hint for hint in _SECRET_HINTS if hint in said]),
        )


def has_placeholder(value: str) -> bool:
    """Tell whether a link value still waits for a template engine."""
    return _PLACEHOLDER_PART.search(value) is not None or _PLACEHOLDER_WHOLE.fullmatch(value) is not None


def opted_out(attributes: Mapping[str, Attribute], rules: RewriteRules) -> bool:
    """Tell whether the author opted this link out of tracking."""
    if not rules.opt_out.isdisjoint(attributes):
        return True
    for name in attributes.keys() & _OPT_OUT.keys():
        values, said = _OPT_OUT[name], attributes[name].value.strip().lower()
        if said in values if values is not None else said not in _NOT_MEANT:
            return True
    return False


def skip_of(
    target: str, text: str, *, rules: RewriteRules, hosts: Sequence[str], suspects: Suspects
) -> Skip | None:
    """Say why a link must be left alone, or None when it may be wrapped.

    Args:
        target: The link value after `clean_target`.
        text: What the reader sees of the link.
        rules: The choices in force.
        hosts: The hosts tracked links lead through.
        suspects: The hints among a number of links, this one among them.
    """
    shape = None if is_ordinary_url(target) else skip_of_shape(target)
    if shape is not None:
        return shape
    if len(target) > rules.max_url:
        return Skip.TOO_LONG
    if target in rules.never:
        return Skip.UNSUBSCRIBE
    skips = rules.skips
    if suspects.unsubscribe and Skip.UNSUBSCRIBE in skips:
        said = f"{target}\n{text}".lower()
        if ("%" in target or _has_any(suspects.unsubscribe, said)) and is_unsubscribe(target, text):
            return Skip.UNSUBSCRIBE
    if suspects.secret and Skip.CREDENTIALS in skips and _has_secret(target):
        return Skip.CREDENTIALS
    if Skip.TEXT_IS_URL in skips and _text_names_other_host(text, hosts):
        return Skip.TEXT_IS_URL
    return None


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
    if not _has_any(_SECRET_HINTS, target.lower()):
        return False
    return _SECRET_PATH.search(target) is not None or _SECRET_QUERY.search(target) is not None


def _text_names_other_host(text: str, hosts: Sequence[str]) -> bool:
    """Tell whether the text reads as a URL or host that no tracking host belongs to."""
    if "." not in text and ":" not in text:
        return False
    match = _TEXT_URL.match(text)
    if match is not None:
        named = match.group(1)
    elif len(text) <= _MAX_HOST and _TEXT_HOST.fullmatch(text):
        named = text.rstrip("/")
    else:
        return False
    named = named.lower()
    return not any(host == named or host.endswith(f".{named}") for host in hosts)
