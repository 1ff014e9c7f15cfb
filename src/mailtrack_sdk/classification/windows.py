"""How long things take: the spans of time that the rules about timing and sequence go by."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta

from mailtrack_sdk.errors import ConfigurationError

__all__ = ["Windows"]

_LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The spans of time that tell machines from people.

    None of them decides by itself: a request inside a window is a sign beside others. The values are
    those that mail services publish; set your own when your mail waits in a queue between `sent_at` and
    the send (then the first two should be longer), or when your readers are quicker than most.

    Args:
        at_once: A click so soon after the send is hardly a person's.
        early_click: A click so soon after the send may be a gateway's.
        early_open: A load of the pixel so soon after the send may be one ahead of the reader.
        same_second: Two different links within this are not one hand's.
        burst: Three different links within this are not one reader's.
        every_link: All links of a mail, at least three, within this are not one reader's.
        pause: What follows such a burst within this, by the same client, belongs to it.
        second_client: Another client on the same link within this may be a scanner at the reader's heels.
        prefetch: An image proxy that asks within this after a prefetch shows that somebody looked.

    Raises:
        ConfigurationError: A window is no timedelta from 0 to one day; 0 switches its rule off.

    Example:
        >>> from datetime import timedelta
        >>> from mailtrack_sdk.classification import Classifier, Windows
        >>> slow_queue = Classifier(windows=Windows(early_click=timedelta(minutes=10)))
    """

    # Mautic's BotRatioHelper and Acquia: 2 s; Value Builder: 2 s.
    at_once: timedelta = timedelta(seconds=2)
    # Warmbly: click 30 s, open 60 s from dispatch; GMass: opens within 1 minute.
    early_click: timedelta = timedelta(seconds=30)
    early_open: timedelta = timedelta(seconds=60)
    # Marketo's proximity pattern: two activities in the same second.
    same_second: timedelta = timedelta(seconds=1)
    # Paminga: every link in 3 s; scanners walk about one link a second (mautic 9798). 4 leaves room for
    # slow targets; at 5, a third of generated people who open three tabs were taken for scanners.
    burst: timedelta = timedelta(seconds=4)
    # CustomerMinds: clicked links are all links, of at least 3.
    every_link: timedelta = timedelta(seconds=10)
    pause: timedelta = timedelta(seconds=2)
    # Resend 901: a person, and a scanner on the same link 12 s later.
    second_client: timedelta = timedelta(seconds=15)
    # Real mail of 2026-07-29: prefetch 25 s, image proxy 30 s after the send.
    prefetch: timedelta = timedelta(days=1)

    @property
    def settled_after(self) -> timedelta:
        """How long after a request a later one can still change its verdict; for `Recorder(settle=...)`."""
        return max(self.same_second, self.burst, self.every_link, self.pause, self.second_client)

    def __post_init__(self) -> None:
        """Refuse what is no window."""
        for window in fields(self):
            value = getattr(self, window.name)
            if not isinstance(value, timedelta) or not timedelta(0) <= value <= _LONGEST:
                raise ConfigurationError(
                    f"the window {window.name} must be a timedelta from 0 to 1 day, not {value!r}"
                )
