"""Whether somebody else read a copy too: signs that it was passed on, and how little they prove.

A mail that is forwarded takes its pixel and links along, so what the second reader does is recorded as done
by the first. The sign is a request from another system (iOS after Windows) *and* another network, after a
pause. Each alone is everyday life: a telephone changes from the mobile network to Wi-Fi, and one program
shows the mail while another opens its links.

Nothing here is ever certain, and nothing was measured on labelled data: there is none. One person with a
computer at work and a telephone on the way home looks exactly like two people, so a second system of
another form counts as possible only. Image proxies hide system and network, and Apple Mail Privacy
Protection hides later opens: then it cannot be told. A mail passed on within an office stays within one
network, and is never found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from mailtrack_sdk.accounts.deliveries import DeliveryStatus, Trace
from mailtrack_sdk.classification.device import Device, describe
from mailtrack_sdk.engagement._words import span

__all__ = ["PAUSE", "Forwarding", "Likelihood", "forwarding_of"]

PAUSE = timedelta(minutes=10)
"""How long nobody did anything before the other reader came.

A security product that is taken for a person comes soon: of 836 bursts by scanners 97.4 % began within 5
minutes of the send (putyourlightson/craft-campaign issue 546, read 2026-11-22). Who puts the telephone down
to go on at the desk does so within minutes as well. A mail that is passed on has to travel, and to be found.
That it is twice the five minutes is our choice."""

_MANY = 3
"""Systems, each in a network of its own, from which one person is the less likely explanation."""

_SYSTEMS = {
    **{name: name for name in ("Android", "Chrome OS", "Linux", "Mac OS X", "Windows", "iOS")},
    **dict.fromkeys(("Ubuntu", "Fedora", "Debian"), "Linux"),  # browsers of one computer name either
}
_HANDHELD = frozenset({"Android", "iOS"})
_UNCLEAR_DEVICE = "iOS-Device"  # Apple Mail names neither iPhone nor Mac, and the library guesses iOS


class Likelihood(str, Enum):
    """How likely it is that somebody else read the copy too."""

    CANNOT_TELL = "cannot_tell"
    """Too little is known of who asked from where."""
    NO_SIGN = "no_sign"
    """All requests by people may well be one person's; it may have been passed on without a trace."""
    POSSIBLE = "possible"
    """Another system in another network after a pause: another person, or the other device of this one."""
    LIKELY = "likely"
    """More than one person with two devices usually shows; still no proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """What speaks for and against a copy having been passed on.

    Args:
        likelihood: The conclusion.
        reasons: What it is drawn from, one sentence each without a trailing full stop.
    """

    likelihood: Likelihood
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    """A system in a network: as near to a person as requests come."""

    system: str
    network: int
    pause: timedelta


def forwarding_of(status: DeliveryStatus) -> Forwarding:
    """Tell whether a copy was likely passed on to somebody else.

    Only requests by people count. Names of systems are looked up when you ask, which is slow for a
    User-Agent not seen before.

    Args:
        status: One delivery of a summary.

    Returns:
        A word of likelihood with its reasons.

    Example:
        >>> from datetime import datetime, timezone
        >>> from mailtrack_sdk.engagement import Status
        >>> from mailtrack_sdk.models import Delivery
        >>> ada = Delivery("news-7", "ada", sent_at=datetime(2026, 3, 2, tzinfo=timezone.utc))
        >>> forwarding_of(DeliveryStatus(delivery=ada, status=Status.SENT)).likelihood
        <Likelihood.CANNOT_TELL: 'cannot_tell'>
    """
    if status.is_shared:
        return _told(Likelihood.CANNOT_TELL, "Several people share this copy, so a second one proves nothing")
    if not status.traces:
        return _told(Likelihood.CANNOT_TELL, "No person's request was seen")
    readers = _readers_of(status.traces)
    others = _others(readers)
    if others:
        return _judged(readers[0], others)
    hidden = _hidden(status, clear=len(readers))
    if hidden:
        return Forwarding(likelihood=Likelihood.CANNOT_TELL, reasons=hidden)
    return _told(Likelihood.NO_SIGN, "All requests by people fit one person")


def _told(likelihood: Likelihood, reason: str) -> Forwarding:
    return Forwarding(likelihood=likelihood, reasons=(reason,))


def _readers_of(traces: Sequence[Trace]) -> list[_Reader]:
    """Return the clear traces in order of time: those whose system and network are both known."""
    found: list[_Reader] = []
    for trace in traces:
        system = None if trace.proxied else _system(describe(trace.agent))
        if system is not None and trace.network is not None:
            found.append(_Reader(system, trace.network, trace.pause))
    return found


def _others(readers: Sequence[_Reader]) -> list[_Reader]:
    """Find those who came from a new system and a new network after a pause."""
    found: list[_Reader] = []
    systems: set[str] = set()
    networks: set[int] = set()
    for reader in readers:
        is_new = reader.system not in systems and reader.network not in networks
        if systems and is_new and reader.pause >= PAUSE:
            found.append(reader)
        systems.add(reader.system)
        networks.add(reader.network)
    return found


def _judged(first: _Reader, others: Sequence[_Reader]) -> Forwarding:
    reasons = [
        f"{reader.system} in another network, {span(reader.pause)} after the last request before it"
        for reader in others
    ]
    systems = {first.system, *(reader.system for reader in others)}
    twice = max(len(systems & _HANDHELD), len(systems - _HANDHELD)) > 1
    if len(systems) >= _MANY:
        reasons.append(f"{len(systems)} systems, each in a network of its own, are many for one person")
    elif twice:
        reasons.append("Two telephones or two computers with different systems are rarely one person's")
    else:
        reasons.append("A computer and a telephone of one person look the same")
        return Forwarding(likelihood=Likelihood.POSSIBLE, reasons=tuple(reasons))
    return Forwarding(likelihood=Likelihood.LIKELY, reasons=tuple(reasons))


def _hidden(status: DeliveryStatus, *, clear: int) -> tuple[str, ...]:
    """Say what hides a second reader, if anything does."""
    reasons: list[str] = []
    if any(trace.proxied for trace in status.traces):
        reasons.append("An image proxy hides with what and from where people read")
    if status.loaded_by_proxy:
        reasons.append("Apple Mail Privacy Protection has loaded the images, and hides every later open")
    if not reasons and clear < len(status.traces):
        reasons.append("System or network of a request is not known or not kept")
    return tuple(reasons)


def _system(device: Device) -> str | None:
    """Name the operating system without its version, which changes under one person's hands."""
    if device.os is None or device.device == _UNCLEAR_DEVICE:
        return None
    return next((system for name, system in _SYSTEMS.items() if device.os.startswith(name)), None)
