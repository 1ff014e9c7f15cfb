"""The hosts that unsigned links may lead to: a list kept by the user, and nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.urls import clean_target, is_web_url

__all__ = ["HostList", "authority_of"]

# What may stand before a wildcard's domain. No percent-encoding: browsers decode it and map what they find.
_LABELS = re.compile(r"[a-z0-9._-]+")
_PORTS = {"http": ":80", "https": ":443"}
_WILDCARD = "*."


class HostList:
    """An allow-list of hosts.

    Args:
        hosts: Hosts as they stand in a URL, with the port unless it is the usual one. `*.example.com` is
            every host below example.com, and not example.com itself.

    Raises:
        ConfigurationError: Not a list, or an entry that is no host.
    """

    __slots__ = ("_below", "_exact")

    def __init__(self, hosts: Iterable[str]) -> None:
        """Bring the entries into the spelling that targets are compared in."""
        if isinstance(hosts, (str, bytes)) or not isinstance(hosts, Iterable):
            raise ConfigurationError(
                f"redirect_hosts must be a list of hosts, such as ['example.com']: {hosts!r}"
            )
        entries = tuple(hosts)
        self._exact = frozenset(_entry(entry) for entry in entries if not _is_wildcard(entry))
        self._below = tuple("." + _domain(entry) for entry in entries if _is_wildcard(entry))

    def allows(self, target: str) -> bool:
        """Tell whether a cleaned web URL leads to one of the hosts."""
        authority = authority_of(target)
        if authority in self._exact:
            return True
        return any(
            authority.endswith(domain) and _LABELS.fullmatch(authority.removesuffix(domain)) is not None
            for domain in self._below
        )


def authority_of(target: str) -> str:
    """Return host and port of a web URL in lower case, without the port that its scheme has anyway."""
    scheme, _, rest = target.partition("://")
    authority = re.split("[/?#]", rest, maxsplit=1)[0].lower()
    return authority.removesuffix(_PORTS[scheme.lower()]).removesuffix(":")


def _is_wildcard(entry: str) -> bool:
    return isinstance(entry, str) and entry.startswith(_WILDCARD)


def _entry(entry: str) -> str:
    target = clean_target(f"https://{entry}/") if isinstance(entry, str) else ""
    if not is_web_url(target) or target.count("/") != len("///") or any(mark in target for mark in "*?#"):
        raise ConfigurationError(
            f"redirect_hosts holds {entry!r}, which is no host: write 'example.com' or '*.example.com', "
            "without a scheme and a path"
        )
    return authority_of(target)


def _domain(entry: str) -> str:
    domain = _entry(entry.removeprefix(_WILDCARD))
    if "." not in domain or _LABELS.fullmatch(domain.partition(":")[0]) is None:
        raise ConfigurationError(
            f"redirect_hosts holds {entry!r}: behind '*.' there must be a domain of two labels or more"
        )
    return domain
