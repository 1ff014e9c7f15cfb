"""Why it may be unknown whether a person opened or clicked, told from what is known of a delivery."""

from __future__ import annotations

from enum import Enum

from mailtrack_sdk.accounts.deliveries import DeliveryStatus
from mailtrack_sdk.models import Mode

__all__ = ["Hidden"]


class Hidden(str, Enum):
    """Why it cannot be known whether a person opened a copy, or clicked in it."""

    OFF = "off"
    """It is not tracked."""
    AGGREGATED = "aggregated"
    """It is counted for the message, not for the recipient."""
    PRIVACY_PROXY = "privacy_proxy"
    """Apple Mail Privacy Protection loaded it, read or not, and shows later opens from its cache."""
    UNSURE = "unsure"
    """Something asked for it, and it cannot be told whether a person caused that."""


def hides_open(status: DeliveryStatus) -> Hidden | None:
    """Tell why it cannot be known whether a copy was opened; None when it can be."""
    if (hidden := _hides_mode(status.delivery.opens)) is not None:
        return hidden
    if status.loaded_by_proxy:
        return Hidden.PRIVACY_PROXY
    return Hidden.UNSURE if status.opens.unknown or status.clicks.unknown else None


def hides_click(status: DeliveryStatus) -> Hidden | None:
    """Tell why it cannot be known whether a link of a copy was followed; None when it can be."""
    if (hidden := _hides_mode(status.delivery.clicks)) is not None:
        return hidden
    return Hidden.UNSURE if status.clicks.unknown else None


def _hides_mode(mode: Mode) -> Hidden | None:
    if mode is Mode.OFF:
        return Hidden.OFF
    return Hidden.AGGREGATED if mode is Mode.AGGREGATE else None
