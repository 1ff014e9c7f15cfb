"""The truth about who read what, over any choice of deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from mailtrack_sdk.accounts.deliveries import DeliveryStatus
from mailtrack_sdk.accounts.figures import AgentFigures, Figures, agents_of, figures_of
from mailtrack_sdk.accounts.sums import ANONYMOUS, KNOWN, TESTS, MessageSums, Sums, add, settled
from mailtrack_sdk.classification.device import Device
from mailtrack_sdk.engagement._later import Later
from mailtrack_sdk.engagement._plain import plain
from mailtrack_sdk.engagement.hours import HourFigures, hours_of
from mailtrack_sdk.engagement.names import NameFigures, names_of
from mailtrack_sdk.engagement.rates import Rate, rate_from
from mailtrack_sdk.errors import ArgumentError

__all__ = ["Summary", "draw_up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(Figures):
    """What happened to the deliveries that a query selected.

    Its own numbers (`sent`, `opens`, `clicks` ...) are over deliveries to a known recipient, and
    `opens.people` and `clicks.people` are the head figures. Anonymous copies and test sends have
    numbers of their own, so that nothing has to be subtracted from anything.

    Args:
        composed: Messages with a composed event.
        anonymous: Numbers over copies without a recipient. All copies of one message are one
            delivery, so `unique` tells in how many messages at least one was opened, `sent` how
            many messages were sent, and nothing is folded.
        anonymous_copies: Sent events of anonymous deliveries, that is copies.
        tests: Numbers over test sends.
        variants: Variant to numbers, for deliveries to a known recipient whose message was composed
            with a variant. A query by recipient, sender or delivery selects no composed events,
            so it has no variants.
    """

    composed: int
    anonymous: Figures
    anonymous_copies: int
    tests: Figures
    variants: Mapping[str, Figures] = field(hash=False)
    _messages: tuple[MessageSums, ...] = field(hash=False, repr=False, compare=False)
    _statuses: Later[tuple[DeliveryStatus, ...]] = field(repr=False)

    @property
    def deliveries(self) -> tuple[DeliveryStatus, ...]:
        """One status per delivery, in the order in which they were first heard of.

        Anonymous ones ("someone") are among them, tests not. Where a store keeps sums, the events are
        read when you first ask for this, or for anything that is counted from it (`clients`, `devices`,
        `hours`): what was appended since the summary was made is then in it, and the store must be open.
        """
        return self._statuses.value

    @property
    def only(self) -> DeliveryStatus | None:
        """The one delivery that the summary is about, tests aside; None when there are more, or none."""
        return self.deliveries[0] if self.known + self.anonymous.known == 1 else None

    def of_variant(self, variant: str | None) -> tuple[DeliveryStatus, ...]:
        """Return the deliveries to a known recipient, of one variant or (None) of all.

        Raises:
            ArgumentError: No delivery has this variant.
        """
        self._check_variant(variant)
        return tuple(
            status
            for status in self.deliveries
            if status.delivery.recipient is not None and variant in (None, status.variant)
        )

    def clients(self, *, variant: str | None = None) -> tuple[AgentFigures, ...]:
        """Add up per mail program or browser without its version, the one most people use first.

        Names are looked up when you ask, once per User-Agent, because that is slow for one not seen
        before. Anonymous copies and tests are not in it.
        """
        return agents_of(self.of_variant(variant), _client)

    def devices(self, *, variant: str | None = None) -> tuple[AgentFigures, ...]:
        """Add up per device, the one most people use first; see `clients`."""
        return agents_of(self.of_variant(variant), _device)

    def hours(self, *, variant: str | None = None) -> tuple[HourFigures, ...]:
        """Add up what people did per hour of the day; see `HourFigures`."""
        return hours_of(self.of_variant(variant))

    def link_names(self, *, variant: str | None = None) -> tuple[NameFigures, ...]:
        """Add up clicks per name of the link, over all messages; see `NameFigures`."""
        return names_of(self._of_variant(variant))

    def open_rate(self, *, variant: str | None = None, confidence: float = 0.95) -> Rate:
        """Tell how many people opened, with what cannot be known; see `engagement.open_rate`."""
        return rate_from(self._sums(variant), by="opens", confidence=confidence)

    def click_rate(self, *, variant: str | None = None, confidence: float = 0.95) -> Rate:
        """Tell how many people clicked, with what cannot be known; see `engagement.click_rate`."""
        return rate_from(self._sums(variant), by="clicks", confidence=confidence)

    def as_dict(self) -> dict[str, object]:
        """Return everything as dicts, lists, texts and numbers, ready for `json.dumps`.

        Times are ISO 8601 texts. What the methods above add up over all variants is among the keys, so
        names are looked up.
        """
        own = cast("dict[str, object]", plain(self))
        return {
            **own,
            "deliveries": plain(self.deliveries),
            "clients": plain(self.clients()),
            "devices": plain(self.devices()),
            "hours": plain(self.hours()),
            "link_names": plain(self.link_names()),
            "open_rate": self.open_rate().as_dict(),
            "click_rate": self.click_rate().as_dict(),
        }

    def _check_variant(self, variant: str | None) -> None:
        if variant is not None and variant not in self.variants:
            raise ArgumentError(
                f"there is no variant {variant!r} among: {', '.join(self.variants) or 'none'}"
            )

    def _of_variant(self, variant: str | None) -> list[MessageSums]:
        self._check_variant(variant)
        return [message for message in self._messages if variant in (None, message.variant)]

    def _sums(self, variant: str | None) -> Sums:
        whole: Sums = {}
        for message in self._of_variant(variant):
            add(whole, message.sums)
        return whole


def draw_up(messages: Iterable[MessageSums], statuses: Later[tuple[DeliveryStatus, ...]]) -> Summary:
    """Make a summary of the sums of messages: those with a recipient, anonymous ones and tests apart."""
    whole = tuple(replace(message, sums=settled(message.sums)) for message in messages)
    head = figures_of(whole, KNOWN)
    # A variant of which no delivery is known is no variant.
    heard = [message for message in whole if message.sums.get(f"{KNOWN} deliveries")]
    variants = sorted({message.variant for message in heard if message.variant is not None})
    return Summary(
        known=head.known,
        sent=head.sent,
        sent_unknown=head.sent_unknown,
        silent=head.silent,
        statuses=head.statuses,
        opens=head.opens,
        clicks=head.clicks,
        opens_inferred=head.opens_inferred,
        links=head.links,
        composed=sum(message.composed for message in whole),
        anonymous=figures_of(whole, ANONYMOUS),
        anonymous_copies=sum(message.sums.get(f"{ANONYMOUS} copies", 0) for message in whole),
        tests=figures_of(whole, TESTS),
        variants={
            variant: figures_of([message for message in whole if message.variant == variant], KNOWN)
            for variant in variants
        },
        _messages=whole,
        _statuses=statuses,
    )


def _client(device: Device) -> str | None:
    """Drop the version: browsers have a new one every month, which would tear one program apart."""
    if device.client is None:
        return None
    name, _, version = device.client.rpartition(" ")
    return name if name and version.isdigit() else device.client


def _device(device: Device) -> str | None:
    return device.device
