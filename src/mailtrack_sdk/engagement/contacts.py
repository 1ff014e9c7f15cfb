"""When each recipient last opened and last clicked, over all mails: who is still there.

Only what a person did with a copy of one's own counts. Anonymous copies, test sends, the sender's own views
and machines never change it, and neither does a copy that several people share: "someone" is nobody's open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mailtrack_sdk.accounts.deliveries import DeliveryStatus
from mailtrack_sdk.models import RecipientId

__all__ = ["Contact", "contacts_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What is known about one recipient over many deliveries.

    Args:
        recipient: The id; `"42"` and `42` are two recipients.
        tenant: The tenant; the same id at two tenants is two contacts.
        deliveries: Copies sent to the recipient alone, as far as any event tells of them.
        opened: Those of them that the recipient opened, as a pixel or a click shows.
        clicked: Those of them in which the recipient followed a link.
        last_sent: When one was last recorded as sent.
        last_open: When a person last opened one; clicks are not in it. A day of
            `Mode.LAST_OPEN_DAY` is its midnight, UTC.
        last_click: When a person last followed a link.
    """

    recipient: RecipientId
    tenant: str | None
    deliveries: int
    opened: int
    clicked: int
    last_sent: datetime | None
    last_open: datetime | None
    last_click: datetime | None

    @property
    def last_human(self) -> datetime | None:
        """When the recipient last gave any sign, an open or a click."""
        return _later(self.last_open, self.last_click)


@dataclass(slots=True)
class _Account:
    """A `Contact` in the making."""

    deliveries: int = 0
    opened: int = 0
    clicked: int = 0
    last_sent: datetime | None = None
    last_open: datetime | None = None
    last_click: datetime | None = None

    def add(self, status: DeliveryStatus) -> None:
        self.deliveries += 1
        self.opened += status.first_human is not None
        self.clicked += status.clicks.people > 0
        self.last_sent = _later(self.last_sent, status.sent_at)
        self.last_open = _later(self.last_open, status.last_open)
        self.last_click = _later(self.last_click, status.last_click)


def contacts_of(deliveries: Iterable[DeliveryStatus]) -> tuple[Contact, ...]:
    """Add deliveries up per recipient.

    Args:
        deliveries: Statuses from a summary, e.g. of all messages of a tenant.

    Returns:
        One contact per tenant and recipient, in the order in which they come among the deliveries.

    Example:
        >>> contacts_of([])
        ()
    """
    accounts: dict[tuple[str | None, RecipientId], _Account] = {}
    for status in deliveries:
        delivery = status.delivery
        if delivery.test or delivery.recipient is None or status.is_shared:
            continue
        accounts.setdefault((delivery.tenant, delivery.recipient), _Account()).add(status)
    return tuple(
        Contact(
            recipient=recipient,
            tenant=tenant,
            deliveries=account.deliveries,
            opened=account.opened,
            clicked=account.clicked,
            last_sent=account.last_sent,
            last_open=account.last_open,
            last_click=account.last_click,
        )
        for (tenant, recipient), account in accounts.items()
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
