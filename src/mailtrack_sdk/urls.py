"""Tracking URLs: how they are built and found again, and which targets may be wrapped in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from mailtrack_sdk._wire import MAX_TARGET
from mailtrack_sdk.errors import ArgumentError, ConfigurationError, TargetError
from mailtrack_sdk.models import check_tenant
from mailtrack_sdk.tokens import Purpose

__all__ = [
    "LONG_URL",
    "MAX_URL",
    "Base",
    "Route",
    "Site",
    "check_target",
    "clean_target",
    "is_ordinary_url",
    "is_web_url",
]

MAX_URL = 2000
"""Longest tracked URL; Outlook for Windows used to cut links at about 2,080 characters."""
LONG_URL = 1000
"""From this length on the report warns: very long links trouble some filters."""

_PORTS = (("http", "80"), ("https", "443"))
_LETTERS = {"o": Purpose.OPEN, "c": Purpose.CLICK}
_PATHS = {purpose: letter for letter, purpose in _LETTERS.items()}

# WHATWG URL parsing: these are removed around, and these inside, before anything is looked at.
_AROUND = "".join(map(chr, range(0x21)))
_INSIDE = str.maketrans("", "", "\t\n\r")
# A host that every URL parser reads alike, then at once / ? # or the end. Backslashes, credentials,
# blanks and brackets in the authority are where parsers disagree, so such links are left alone; so
# are percent-encodings of anything but letters, digits, "-._" and characters beyond ASCII.
_ENCODED = r"%(?:2[DEde]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|[89A-Fa-f][0-9A-Fa-f])"
_PLAIN = r"[^/?#\\@\s\[\]<>^|\"%:]"
_HOST = rf"(?:(?=[^:/?#]){_PLAIN}*(?:{_ENCODED}{_PLAIN}*)*|\[[0-9A-Fa-f:.]{{2,45}}\])"
_PORT = r"(?::(?:[0-5]?[0-9]{1,4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])?)?"
_WEB_URL = re.compile(rf"https?://{_HOST}{_PORT}(?:[/?#]|\Z)", re.IGNORECASE)
# What nearly all links are: clean as they stand, with a host nobody can doubt, and without characters
# that template languages use.
_PATH = r"[A-Za-z0-9/?#=&._~:;,!'()+-]*"
_ORDINARY = re.compile(
    rf"https?://[A-Za-z0-9.-]+(?::[0-9]{{1,4}})?(?:[/?#]{_PATH}(?:%[0-9A-Fa-f]{{2}}{_PATH})*)?"
)
_UNRESERVED = re.compile(r"%(2[DEde]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSAFE = re.compile(r"[^\x21-\x7e]+")


def clean_target(value: str) -> str:
    r"""Do to a link value what a browser does before it follows it.

    Blanks and controls around it are dropped, tabs and newlines inside it removed; blanks and
    characters beyond ASCII are percent-encoded as UTF-8 (WHATWG URL, section 4.4).

    Example:
        >>> clean_target(" https://example.com/a b\n/caf\u00e9 ")
        'https://example.com/a%20b/caf%C3%A9'
    """
    if _UNSAFE.search(value) is None:
        return value
    text = value.strip(_AROUND).translate(_INSIDE)
    return _UNSAFE.sub(lambda match: quote(_SURROGATE.sub("\ufffd", match.group()), safe=_KEPT), text)


# quote() would encode controls too; they stay, so that check_target refuses them by name.
_KEPT = "".join(chr(code) for code in (*range(0x20), 0x7F))


def is_ordinary_url(value: str) -> bool:
    """Tell by one look whether a value is a cleaned web URL without placeholders; False says nothing."""
    return _ORDINARY.fullmatch(value) is not None


def is_web_url(target: str) -> bool:
    """Tell whether a cleaned target is http(s) with a host every URL parser agrees on."""
    return _WEB_URL.match(target) is not None and _CONTROL.search(target) is None


def check_target(url: str) -> str:
    """Return the cleaned target, or raise `TargetError` saying why it may not be wrapped."""
    if not isinstance(url, str):
        raise TargetError(f"url must be a str, not {type(url).__name__}")
    is_ordinary = is_ordinary_url(url)
    target = url if is_ordinary else clean_target(url)
    if len(target) > MAX_TARGET:
        raise TargetError(f"the target has {len(target)} characters; at most {MAX_TARGET} can be wrapped")
    if not is_ordinary and not is_web_url(target):
        raise TargetError(
            "only http and https targets with a plain host, without credentials, backslashes or "
            f"control characters, can be wrapped; got {target[:80]!r}"
        )
    return target


@dataclass(frozen=True, slots=True)
class Base:
    """An absolute URL that tracking URLs begin with, without a slash at its end."""

    text: str
    host: str
    path: str

    @classmethod
    def parse(cls, what: str, url: str) -> Base:
        """Check a base URL of the configuration; raises `ConfigurationError` naming the argument."""
        if not isinstance(url, str):
            raise ConfigurationError(f"{what} must be a str such as 'https://t.example.com'")
        text = url.rstrip("/")
        plain = text.isascii() and is_web_url(text) and not any(mark in text for mark in " \\?#\"'<>%")
        if not plain:
            raise ConfigurationError(
                f"{what} must be an http(s) URL in ASCII without blanks, backslashes, credentials, query or "
                f"fragment, such as 'https://t.example.com'; got {url!r}"
            )
        try:
            parts = urlsplit(text)
            host = parts.hostname or ""
            if "[" in parts.netloc:
                # Python 3.10 takes anything in brackets for a host.
                IPv6Address(host)
        except ValueError as error:
            raise ConfigurationError(f"{what} is not a URL: {url!r}") from error
        return cls(text, host.lower(), parts.path)


class Route(NamedTuple):
    """What the path of a request says: the purpose, the tenant segment if any, the token."""

    purpose: Purpose
    tenant: str | None
    token: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where the tracking URLs of one tenant (or of none) live.

    Args:
        base: What link URLs begin with.
        pixel_base: What pixel URLs begin with.
        tenant: The tenant, or None.
        segment: Whether the tenant is a segment of the path; False when it has a host of its own.
    """

    base: Base
    pixel_base: Base
    tenant: str | None = None
    segment: bool = False
    _prefixes: Mapping[Purpose, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Spell out once what every URL of the site begins with."""
        behind = f"{self.tenant}/" if self.segment else ""
        prefixes = {
            purpose: f"{(self.pixel_base if purpose is Purpose.OPEN else self.base).text}/{letter}/{behind}"
            for purpose, letter in _PATHS.items()
        }
        object.__setattr__(self, "_prefixes", prefixes)

    def prefix(self, purpose: Purpose) -> str:
        """Return what stands before the token in URLs of this purpose."""
        return self._prefixes[purpose]

    def prefixes(self) -> frozenset[str]:
        """List what the site's tracking URLs begin with, in lower case, as anybody may have written them.

        With either scheme, its port written out, or a dot behind the host: all lead here, or would if
        somebody listened there.
        """
        found: set[str] = set()
        for prefix in self._prefixes.values():
            _, _, rest = prefix.lower().partition("://")
            authority, _, path = rest.partition("/")
            host, colon, port = (authority, "", "") if "[" in authority else authority.partition(":")
            for scheme, default in _PORTS:
                ports = (":" + port,) if colon and (scheme, port) not in _PORTS else ("", ":", ":" + default)
                found |= {f"{scheme}://{host}{dot}{end}/{path}" for dot in ("", ".") for end in ports}
        return frozenset(found)

    def mount_points(self) -> frozenset[str]:
        """List the path prefixes a request may show: a proxy in front may have cut some off."""
        found: set[str] = set()
        for path in (self.base.path, self.pixel_base.path):
            segments = path.split("/")
            found.update("/".join(["", *segments[cut:]]) for cut in range(1, len(segments) + 1))
        return frozenset(found)


def plain_spelling(url: str) -> str:
    """Decode what needs no encoding (RFC 3986, 6.2.2.2): letters, digits and -._~."""
    if "%" not in url:
        return url
    return _UNRESERVED.sub(lambda match: chr(int(match.group(1), 16)), url)


def split_url(url: str) -> tuple[str | None, str]:
    """Cut a request's URL into host (None for a bare path) and raw path, without the query."""
    text = plain_spelling(url.partition("#")[0].partition("?")[0])
    if text.startswith("/"):
        return None, text
    scheme, found, rest = text.partition("://")
    if not found or scheme.lower() not in ("http", "https"):
        return None, text
    authority, slash, path = rest.partition("/")
    return authority.rpartition("@")[2], slash + path


def host_name(authority: str) -> str:
    """Return the lower-case host of an authority or Host header, without the port."""
    if authority.startswith("["):
        return authority[1:].partition("]")[0].lower()
    return authority.partition(":")[0].lower()


def heads_at(mount_points: frozenset[str]) -> Mapping[str, Purpose]:
    """Tell what is asked for by a path that begins so and goes on with a slash and a token."""
    return {f"{mount}/{letter}": purpose for mount in mount_points for letter, purpose in _LETTERS.items()}


def find_route(path: str, mount_points: frozenset[str]) -> Route | None:
    """Find purpose, tenant and token in a raw path; None when the path is not one of ours."""
    head, _, token = path.rpartition("/")
    mount, _, letter = head.rpartition("/")
    if letter in _LETTERS and mount in mount_points:
        return Route(_LETTERS[letter], None, token)
    mount, _, outer = mount.rpartition("/")
    if outer not in _LETTERS or mount not in mount_points:
        return None
    try:
        check_tenant(letter)
    except ArgumentError:
        return None
    return Route(_LETTERS[outer], letter, token)
