"""Deliveries of a summary put together by what they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mailtrack_sdk.command.queries import recipient_typed
from mailtrack_sdk.engagement import DeliveryStatus, Rate, click_rate, open_rate

__all__ = ["GROUPINGS", "Campaigns", "Group", "groups_of"]

Campaigns = Mapping[tuple[str | None, str], str | None]
"""Tenant and key of a message to its campaign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Deliveries to known recipients that have something in common.

    Args:
        facts: What they have in common, by name.
        deliveries: The deliveries.
    """

    facts: Mapping[str, str | None]
    deliveries: tuple[DeliveryStatus, ...]

    @property
    def label(self) -> str:
        """What they have in common, in one text."""
        return "/".join(value for value in self.facts.values() if value is not None) or "(none)"

    @property
    def opened(self) -> int:
        """Deliveries that a person opened, as an open or a click shows."""
        return sum(status.first_human is not None for status in self.deliveries)

    @property
    def clicked(self) -> int:
        """Deliveries in which a person followed a link."""
        return sum(status.clicks.people > 0 for status in self.deliveries)

    @property
    def last_open(self) -> datetime | None:
        """When a person last opened one of them."""
        return _latest(status.last_open for status in self.deliveries)

    @property
    def last_click(self) -> datetime | None:
        """When a person last followed a link in one of them."""
        return _latest(status.last_click for status in self.deliveries)

    def open_rate(self) -> Rate:
        """Tell how many people opened, with what cannot be known."""
        return open_rate(self.deliveries)

    def click_rate(self) -> Rate:
        """Tell how many people clicked, with what cannot be known."""
        return click_rate(self.deliveries)


_Common = Callable[[DeliveryStatus, Campaigns], dict[str, str | None]]


def _message(status: DeliveryStatus, _: Campaigns) -> dict[str, str | None]:
    return {"tenant": status.delivery.tenant, "message": status.delivery.message_key}


def _campaign(status: DeliveryStatus, campaigns: Campaigns) -> dict[str, str | None]:
    delivery = status.delivery
    campaign = campaigns.get((delivery.tenant, delivery.message_key))
    return {"tenant": delivery.tenant, "campaign": campaign}


def _recipient(status: DeliveryStatus, _: Campaigns) -> dict[str, str | None]:
    delivery = status.delivery
    recipient = None if delivery.recipient is None else recipient_typed(delivery.recipient)
    return {"tenant": delivery.tenant, "recipient": recipient}


def _sender(status: DeliveryStatus, _: Campaigns) -> dict[str, str | None]:
    return {"tenant": status.delivery.tenant, "sender": status.delivery.sender}


def _variant(status: DeliveryStatus, _: Campaigns) -> dict[str, str | None]:
    return {"variant": status.variant}


def _tenant(status: DeliveryStatus, _: Campaigns) -> dict[str, str | None]:
    return {"tenant": status.delivery.tenant}


GROUPINGS: Mapping[str, _Common] = {
    "message": _message,
    "campaign": _campaign,
    "recipient": _recipient,
    "sender": _sender,
    "variant": _variant,
    "tenant": _tenant,
}
"""What deliveries can be put together by."""


def groups_of(deliveries: Iterable[DeliveryStatus], by: str, *, campaigns: Campaigns) -> list[Group]:
    """Put deliveries together.

    Recipients come with the latest sign of a person first, the others with most deliveries first. A copy
    that several people share is in no group of a recipient: "someone" is nobody's open.

    Args:
        deliveries: Deliveries to known recipients.
        by: A key of `GROUPINGS`.
        campaigns: Which message belongs to which campaign.
    """
    common = GROUPINGS[by]
    found: dict[tuple[str | None, ...], tuple[dict[str, str | None], list[DeliveryStatus]]] = {}
    for status in deliveries:
        if by == "recipient" and status.is_shared:
            continue
        facts = common(status, campaigns)
        found.setdefault(tuple(facts.values()), (facts, []))[1].append(status)
    groups = [Group(facts=facts, deliveries=tuple(statuses)) for facts, statuses in found.values()]
    return sorted(groups, key=_by_latest_sign if by == "recipient" else _by_size)


def _by_size(group: Group) -> tuple[bool, float, str]:
    return (False, -len(group.deliveries), group.label)


def _by_latest_sign(group: Group) -> tuple[bool, float, str]:
    latest = _latest(status.last_human for status in group.deliveries)
    return (latest is None, 0.0 if latest is None else -latest.timestamp(), group.label)


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
