"""Names for reports: which program, operating system and device an agent stands for.

Nothing here is used while a request is answered. The libraries behind it are loaded by the first call
of `describe` and take tens of milliseconds for that, and then up to a millisecond for every agent they
have not seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

from mailtrack_sdk.classification._cut_agents import ON_A_DEVICE, UNLISTED, CutAgent
from mailtrack_sdk.classification.agents import MAX_AGENT, Clue, Kind, find_cut, find_known, read_agent

__all__ = ["Device", "describe"]

_CACHED_AGENTS = 2048
"""Agents remembered; at most about 2 MB."""

_VERSION = re.compile(r"/? v?([0-9]{1,9})\b")
_HIGHEST_VERSION = 400
"""Larger numbers behind a name are builds (`Mail/3731`, `Outlook-iOS/711`), which tell nobody anything."""

_SILENT = frozenset({Kind.ABSENT, Kind.EMPTY, Kind.UNREADABLE})
_EXACT_NAMES = {
    Kind.APPLE_PRIVACY: "Apple Mail (privacy protection)",
    Kind.GMAIL_PREFETCH: "Gmail (prefetch)",
}
_WEBKIT = "WebKit"
_COMPUTERS = frozenset({"Windows", "Linux", "Ubuntu", "Fedora", "Debian", "FreeBSD", "OpenBSD", "Chrome OS"})
_UNVERSIONED_SYSTEMS = frozenset({"Chrome OS", "Linux"})  # the number is a build or a kernel
# Chrome on Android calls every device K (chromium.org/updates/ua-reduction, 2023-02).
_NAMELESS_DEVICES = frozenset({"K", "Other", "Generic Smartphone", "Generic Tablet", "Spider"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What made a request, in words for a report; None where the agent does not tell.

    Args:
        client: The program with its version: `Outlook 16`, `Mobile Safari 17`; for an image
            proxy the provider (`Gmail`).
        os: The operating system: `Windows 10`, `iOS 17`.
        device: The device: `PC`, `Mac`, `iPhone`, `Samsung SM-S901B`, `phone`, `tablet`.
    """

    client: str | None = None
    os: str | None = None
    device: str | None = None

    @property
    def label(self) -> str:
        """All that is known in one line: `Outlook 16 · Windows 10 · PC`; empty when nothing is."""
        return " · ".join(part for part in (self.client, self.os, self.device) if part is not None)


def describe(agent: str | None) -> Device:
    """Name the program, operating system and device behind a user agent.

    * Mail programs, proxies, previewers, scanners and libraries are named by the tables of this
      package, because user-agent libraries do not know them or take them for robots. A proxy says
      nothing about the reader's device, whatever else its agent claims.
    * Browsers, operating systems and devices are named by `ua_parser.parse`, the library's new
      interface: about 0.4 ms per new agent, and 0.02 ms with `pip install mailtrack-sdk[fast]`, which
      brings its compiled matcher.
    * `user_agents.parse` is asked only whether a device without a name is a phone, a tablet or a
      computer. It always takes ua-parser's old pure Python path (about 0.5 ms, never faster with the
      extra), so it is asked last and rarely.

    An agent that was described lately comes from a bounded cache; only its first 512 characters count.

    Args:
        agent: The user agent as it was recorded, or None.

    Returns:
        The names; all None for an agent that says nothing.

    Example:
        >>> from mailtrack_sdk.classification.device import describe
        >>> describe("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.10827; Pro)").label
        'Outlook 16 · Windows 10 · PC'
    """
    return Device() if agent is None else _describe(agent[:MAX_AGENT])


@lru_cache(maxsize=_CACHED_AGENTS)
def _describe(agent: str) -> Device:
    reading = read_agent(agent)
    if reading.kind in _SILENT:
        return Device()
    if reading.kind in _EXACT_NAMES:
        return Device(client=_EXACT_NAMES[reading.kind])
    cut = find_cut(agent)
    if cut is not None:
        return Device(client=_cut_name(cut), os=cut.os, device=cut.device)
    if reading.kind not in ON_A_DEVICE:
        return Device(client=reading.name if reading.clue is Clue.NAME else _parse(agent).client)
    parsed = _parse(agent)
    if reading.kind is Kind.BARE_WEBKIT:  # the library would say "Apple Mail", which is only likely
        return Device(client=_WEBKIT, os=parsed.os, device=parsed.device)
    if reading.kind is Kind.MAIL_CLIENT:
        return Device(client=_mail_client(agent, reading.name), os=parsed.os, device=parsed.device)
    return parsed


def _cut_name(cut: CutAgent) -> str | None:
    if cut.kind is Kind.BARE_WEBKIT:
        return _WEBKIT
    return cut.client if cut.name in (None, UNLISTED) else cut.name


def _mail_client(agent: str, name: str | None) -> str | None:
    known = find_known(agent)
    if known is None:
        return name
    row, behind = known
    version = _VERSION.match(behind)
    if version is None or not 0 < int(version[1]) < _HIGHEST_VERSION:
        return row.label
    return f"{row.label} {version[1]}"


def _parse(agent: str) -> Device:
    from ua_parser import parse  # noqa: PLC0415 - tens of milliseconds, which no request should wait for

    # The compiled matcher takes only text that can be encoded, which a header need not be.
    plain = agent.encode("ascii", "replace").decode("ascii")
    result = parse(plain)
    client, system, device = result.user_agent, result.os, result.device
    family = None if system is None else system.family
    name = None if device is None or device.family in _NAMELESS_DEVICES else device.family
    if name is None:
        name = "PC" if family in _COMPUTERS else _form(plain)
    return Device(
        client=None if client is None else _versioned(client.family, client.major),
        os=None if system is None else _system(system.family, system.major, system.minor),
        device=name,
    )


def _versioned(family: str, major: str | None) -> str:
    return family if major is None else f"{family} {major}"


def _system(family: str, major: str | None, minor: str | None) -> str:
    if family in _UNVERSIONED_SYSTEMS:
        return family
    if major == "10" and minor is not None and family == "Mac OS X":  # sixteen systems were called 10
        return f"{family} {major}.{minor}"
    return _versioned(family, major)


class _Form(Protocol):
    """The part of the untyped library's answer that is read."""

    is_mobile: bool
    is_tablet: bool
    is_pc: bool


def _form(agent: str) -> str | None:
    # The only place that touches the library without annotations; the Protocol is the wall around it.
    import user_agents  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs] - see _parse

    form = cast("_Form", user_agents.parse(agent))  # pyright: ignore[reportUnknownMemberType] - untyped
    if form.is_tablet:
        return "tablet"
    if form.is_mobile:
        return "phone"
    return "PC" if form.is_pc else None
