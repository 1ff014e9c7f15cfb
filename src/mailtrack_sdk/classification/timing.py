"""What the time since the send shows: hardly anything alone, something beside other signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mailtrack_sdk.classification.agents import Kind, read_agent
from mailtrack_sdk.classification.findings import Finding
from mailtrack_sdk.classification.verdict import Human
from mailtrack_sdk.classification.windows import Windows
from mailtrack_sdk.events import ClickEvent, RequestEvent
from mailtrack_sdk.models import Mode

__all__ = ["EarlyRequest", "keeps_time"]

_AT_THE_SEND = timedelta(0)

# What mail programs and proxies do early they do because somebody looks at new mail, and what robots
# do is known already. Left are agents that can be anybody's.
_ANYBODY = frozenset((Kind.BROWSER, Kind.APP))
_AT_ONCE = Finding.of(
    None,
    Human.NO,
    0.55,
    "timing.at_once",
    "The link was followed in the moment the mail was sent, before anybody could have read it",
)
_EARLY_CLICK = Finding.of(
    None,
    Human.NO,
    0.4,
    "timing.early_click",
    "The link was followed within seconds of the send, when mail gateways test links",
)
# On bare WebKit the time is what is left to go by (github.com/warmbly/warmbly/pull/569).
_EARLY_BARE_OPEN = Finding.of(
    None,
    Human.NO,
    0.7,
    "timing.early_open",
    "The pixel was loaded within a minute of the send, when images are fetched ahead of the reader, "
    "and the agent names no program",
)
_EARLY_OPEN = Finding.of(
    None,
    Human.NO,
    0.3,
    "timing.early_open",
    "The pixel was loaded within a minute of the send, when gateways fetch images ahead of the reader",
)


def keeps_time(event: RequestEvent) -> bool:
    """Say whether an event has its true time and belongs to one reader.

    Events of anonymous and aggregated copies belong to a crowd, and those of `Mode.LAST_OPEN_DAY` have
    only their day: neither time nor sequence shows anything about them.
    """
    delivery = event.delivery
    mode = delivery.clicks if isinstance(event, ClickEvent) else delivery.opens
    return delivery.recipient is not None and (mode is Mode.FULL or mode is Mode.PSEUDONYMOUS)


@dataclass(frozen=True, slots=True)
class EarlyRequest:
    """The rule about requests that come soon after the send.

    Weights are kept below what overrules an ordinary browser. A time at or before the send says nothing:
    the send was scheduled, or clocks differ.

    Args:
        windows: What counts as soon.
    """

    windows: Windows

    def __call__(self, event: RequestEvent, /) -> Finding | None:
        """Say whether the request came suspiciously soon."""
        elapsed = event.at - event.delivery.sent_at
        if elapsed <= _AT_THE_SEND or not keeps_time(event):
            return None
        if isinstance(event, ClickEvent):
            return self._click(elapsed)
        if elapsed >= self.windows.early_open:
            return None
        kind = read_agent(event.client.agent).kind
        if kind is Kind.BARE_WEBKIT:
            return _EARLY_BARE_OPEN
        return _EARLY_OPEN if kind in _ANYBODY else None

    def _click(self, elapsed: timedelta) -> Finding | None:
        if elapsed < self.windows.at_once:
            return _AT_ONCE
        return _EARLY_CLICK if elapsed < self.windows.early_click else None
