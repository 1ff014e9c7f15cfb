"""Who the copies of a mail go to: a delivery for each address, an anonymous one for a shared copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from mailtrack_sdk._mailing import MailTemplate
from mailtrack_sdk.errors import ArgumentError, RecipientError
from mailtrack_sdk.message import Mail, TrackedMessage
from mailtrack_sdk.models import Delivery

__all__ = ["Address", "checked_addresses", "each_copy"]

Address = TypeVar("Address", bound="str | tuple[str, ...]")

_MAX_REASONS = 5


def checked_addresses(addresses: Iterable[Address]) -> Iterator[Address]:
    """Begin to iterate, without taking anything yet; a single address is an `ArgumentError`."""
    if isinstance(addresses, (str, bytes)):
        raise ArgumentError(f"addresses must be a list or another iterable of addresses: use [{addresses!r}]")
    try:
        return iter(addresses)
    except TypeError:
        raise ArgumentError(
            f"addresses must be an iterable of addresses, not {type(addresses).__name__}"
        ) from None


def each_copy(
    template: MailTemplate[Mail],
    addresses: Iterator[Address],
    *,
    recipient_id: Callable[[str], str],
    delivery_to: Callable[[str | None], Delivery],
) -> Iterator[tuple[Address, TrackedMessage[Mail]]]:
    """Yield the copy of each address in turn.

    Args:
        template: What copies are made of.
        addresses: Addresses, and tuples of those that share a copy.
        recipient_id: Makes the id of an address; raises `RecipientError` for one it refuses.
        delivery_to: Makes the delivery to an id, or to nobody in particular.

    Raises:
        ArgumentError: Neither an address nor a tuple of addresses.
    """
    nobody = delivery_to(None)
    for address in addresses:
        recipients, reasons = _recipients(address, recipient_id)
        if isinstance(address, tuple):
            notes = tuple(f"not a candidate of the shared copy: {reason}" for reason in reasons)
            yield address, template.copy(nobody, notes=notes, candidates=recipients)
        elif recipients:
            yield address, template.copy(delivery_to(recipients[0]))
        else:
            notes = tuple(f"the delivery is anonymous: {reason}" for reason in reasons)
            yield address, template.copy(nobody, notes=notes)


def _recipients(
    address: str | tuple[str, ...], recipient_id: Callable[[str], str]
) -> tuple[tuple[str, ...], Sequence[str]]:
    """Return the ids of one or several addresses, each once, and why some have none."""
    members = address if isinstance(address, tuple) else (address,)
    if not members or not all(isinstance(member, str) for member in members):
        raise ArgumentError(
            "addresses must hold texts, or tuples of texts for a shared copy; "
            f"{type(address).__name__} {address!r:.80} is neither"
        )
    recipients: dict[str, None] = {}
    reasons: list[str] = []
    for member in members:
        try:
            recipients[recipient_id(member)] = None
        except RecipientError as error:
            reasons.append(f"{member!r:.80} is {error}")
    if len(reasons) > _MAX_REASONS:
        reasons[_MAX_REASONS:] = [f"nor are {len(reasons) - _MAX_REASONS} more"]
    return tuple(recipients), reasons
