"""How far a delivery has got, as far as anybody can know, and why nothing may be known.

The steps are a ladder: composed, sent, loaded by a machine only, perhaps opened, opened, clicked.
A delivery stands on the highest step that its events reach, so it has exactly one status. No step is
called "not opened" or "not read": that nothing came back is no proof that nobody read the mail, and
`NoSignalCause` names the reasons for which nothing may come back.
"""

from __future__ import annotations

from enum import Enum

from mailtrack_sdk.models import Delivery, Mode

__all__ = ["NoSignalCause", "Status"]


class Status(str, Enum):
    """How far one delivery has got; members are in order, the furthest one last."""

    NO_SIGNAL = "no_signal"
    """Sent without any tracking of its own, so nothing about this copy can ever be known."""
    COMPOSED = "composed"
    """Made, but not recorded as sent, and nothing that counts has come back."""
    SENT = "sent"
    """Recorded as sent; nothing that counts has come back so far."""
    MACHINE_ONLY = "machine_only"
    """Only software has loaded it; a person may have read it without a trace."""
    MAYBE_OPENED = "maybe_opened"
    """Something loaded it, and it cannot be told whether a person did."""
    OPENED = "opened"
    """A person opened it."""
    CLICKED = "clicked"
    """A person followed a link, which implies that the mail was opened."""

    @property
    def rank(self) -> int:
        """Place on the ladder, from 0; the values themselves are texts and sort as texts."""
        return _RANKS[self]

    @property
    def label(self) -> str:
        """The status in words for a report."""
        return _LABELS[self]


_RANKS = {status: rank for rank, status in enumerate(Status)}

_LABELS = {
    Status.NO_SIGNAL: "no signal possible",
    Status.COMPOSED: "composed",
    Status.SENT: "sent, no signal",
    Status.MACHINE_ONLY: "opened by a machine only",
    Status.MAYBE_OPENED: "maybe opened",
    Status.OPENED: "opened",
    Status.CLICKED: "clicked",
}


class NoSignalCause(str, Enum):
    """Why no sign of a person may have come back from a copy that was read all the same."""

    OPENS_OFF = "opens_off"
    """Opens of this copy are not tracked."""
    CLICKS_OFF = "clicks_off"
    """Clicks of this copy are not tracked."""
    AGGREGATED = "aggregated"
    """Opens or clicks are counted for the message, not for the recipient."""
    PLAIN_TEXT = "plain_text"
    """The mail program shows the plain text."""
    IMAGES_BLOCKED = "images_blocked"
    """The mail program does not load remote images."""
    PRIVACY_PROXY = "privacy_proxy"
    """A proxy stands between the reader and the images."""
    NOT_ARRIVED = "not_arrived"
    """The copy may not have reached the mailbox."""

    @property
    def text(self) -> str:
        """One sentence for people, without a trailing full stop."""
        return _CAUSE_TEXTS[self]


_CAUSE_TEXTS = {
    NoSignalCause.OPENS_OFF: "Opens are switched off for this copy, so reading it leaves no trace",
    NoSignalCause.CLICKS_OFF: "Clicks are switched off for this copy, so following a link leaves no trace",
    NoSignalCause.AGGREGATED: "Opens or clicks are counted for the whole message, not for this recipient",
    NoSignalCause.PLAIN_TEXT: "The mail program may show the plain text, which loads nothing",
    NoSignalCause.IMAGES_BLOCKED: "The mail program may block remote images, the tracking pixel among them",
    NoSignalCause.PRIVACY_PROXY: "A privacy proxy may load or remove images whether or not anybody reads",
    NoSignalCause.NOT_ARRIVED: "The copy may have been rejected or filtered out on its way to the mailbox",
}


def can_signal(delivery: Delivery) -> bool:
    """Whether a request for a URL of this copy can be told from requests of other copies."""
    return any(_tells(mode, delivery) for mode in (delivery.opens, delivery.clicks))


def causes_of(delivery: Delivery, *, heard: bool, loaded_by_proxy: bool) -> tuple[NoSignalCause, ...]:
    """List why no person's sign may have come back from a copy that was read.

    A proxy that is known to have loaded the pixel proves that images are shown, so it is then the
    only cause among those of the mail program; and any request at all proves that the copy arrived.
    """
    modes = (delivery.opens, delivery.clicks)
    causes: list[NoSignalCause] = []
    if delivery.opens is Mode.OFF:
        causes.append(NoSignalCause.OPENS_OFF)
    if delivery.clicks is Mode.OFF:
        causes.append(NoSignalCause.CLICKS_OFF)
    if delivery.recipient is not None and Mode.AGGREGATE in modes:
        causes.append(NoSignalCause.AGGREGATED)
    if _tells(delivery.opens, delivery):
        if not loaded_by_proxy:
            causes += (NoSignalCause.PLAIN_TEXT, NoSignalCause.IMAGES_BLOCKED)
        causes.append(NoSignalCause.PRIVACY_PROXY)
    if not heard:
        causes.append(NoSignalCause.NOT_ARRIVED)
    return tuple(causes)


def _tells(mode: Mode, delivery: Delivery) -> bool:
    """Whether a URL of this mode leads back to this delivery: an aggregate one names no recipient."""
    return mode is not Mode.OFF and (mode is not Mode.AGGREGATE or delivery.recipient is None)
