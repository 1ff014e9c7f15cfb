"""A tracker that gives the same URLs and events on every run, for golden files and exact tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from itertools import count
from uuid import UUID

from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.rewriting import RewriteRules
from mailtrack_sdk.testing.clock import FrozenClock
from mailtrack_sdk.tracker import Tracker

__all__ = ["CountedIds", "make_tracker"]

_KEY = "a key that everybody knows, for tests only"
_PSEUDONYM_KEY = "another key that everybody knows, for tests only"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_VERSION_AND_VARIANT = 0x7 << 76 | 0b10 << 62


class CountedIds:
    """Event ids that count up: UUIDv7 with the moment of a clock and then 1, 2, 3 ...

    They sort as the events do, and the same run makes the same ones. For `Tracker(new_id=...)`;
    threads may share it.

    Args:
        clock: Tells the moment; give the one of the tracker.

    Example:
        >>> ids = CountedIds(FrozenClock())
        >>> str(ids()), str(ids())
        ('019b76da-a800-7000-8000-000000000001', '019b76da-a800-7000-8000-000000000002')
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._numbers = count(1)

    def __call__(self) -> UUID:
        """Return the next id."""
        milliseconds = (self._clock() - _EPOCH) // timedelta(milliseconds=1)
        return UUID(int=milliseconds << 80 | _VERSION_AND_VARIANT | next(self._numbers))


def make_tracker(
    *,
    clock: Callable[[], datetime] | None = None,
    base_url: str = "https://t.example.com",
    pixel_base_url: str | None = None,
    trusted_proxies: Iterable[str] = (),
    forwarded_header: str | None = None,
    fallback_url: str | None = None,
    link_lifetime: timedelta | None = None,
    expired: str = "redirect",
    may_wrap: Callable[[str], bool] | None = None,
    may_redirect: Callable[[str], bool] | None = None,
    rules: RewriteRules = RewriteRules(),  # noqa: B008 - frozen, and the documented default
    classifier: Classifier | None = None,
) -> Tracker:
    """Make a tracker for tests: its keys are fixed, its clock stands still, its event ids count.

    The same deliveries get the same URLs, and the same requests the same events, on every run of one
    release. The keys are in this file, so never use it for mail that is sent.

    Args:
        clock: Tells the time; a `FrozenClock` at the beginning of 2026 when left out. Give one of your
            own when time has to pass, and give it to the `Inbox` too.
        base_url: Where links lead, as for `Tracker`; all other arguments as well.
        pixel_base_url: As for `Tracker`.
        trusted_proxies: As for `Tracker`.
        forwarded_header: As for `Tracker`.
        fallback_url: As for `Tracker`.
        link_lifetime: As for `Tracker`.
        expired: As for `Tracker`.
        may_wrap: As for `Tracker`.
        may_redirect: As for `Tracker`.
        rules: As for `Tracker`.
        classifier: As for `Tracker`.

    Raises:
        ConfigurationError: An argument that `Tracker` refuses.

    Example:
        >>> from mailtrack_sdk import Delivery, Request
        >>> clock = FrozenClock()
        >>> tracker = make_tracker(clock=clock)
        >>> pixel = tracker.pixel_url(Delivery("news-7", "u-1", sent_at=clock()))
        >>> event = tracker.handle(Request("GET", pixel)).event
        >>> str(event.id), event.at.isoformat()
        ('019b76da-a800-7000-8000-000000000001', '2026-01-01T00:00:00+00:00')
    """
    if clock is None:
        clock = FrozenClock()
    return Tracker(
        _KEY,
        base_url=base_url,
        pixel_base_url=pixel_base_url,
        pseudonym_key=_PSEUDONYM_KEY,
        trusted_proxies=trusted_proxies,
        forwarded_header=forwarded_header,
        fallback_url=fallback_url,
        link_lifetime=link_lifetime,
        expired=expired,
        may_wrap=may_wrap,
        may_redirect=may_redirect,
        rules=rules,
        classifier=classifier,
        clock=clock,
        new_id=CountedIds(clock),
    )
