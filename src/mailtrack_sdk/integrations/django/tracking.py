"""What a Django message says about its tracking: `message.tracking = Delivery(...)` or `Tracking(...)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field

from django.core.mail import EmailMessage

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import MetadataValue
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.rewriting import RewriteRules

__all__ = ["Tracking", "set_tracking"]


@dataclass(frozen=True, slots=True)
class Tracking:
    """A delivery, with all that can be noted about its message besides.

    Args:
        delivery: Who the copy is for, and how far it may be followed.
        campaign: A grouping word of the message.
        variant: The arm of a comparison.
        tags: More grouping words, besides those of `message.tags`.
        thread: Your id of the conversation.
        candidates: For a mail to several people: the ids of those who may read it.
        metadata: Small facts of your own, besides those of `message.metadata`.
        rules: How the mail is rewritten; the tracker's rules when left out.

    Raises:
        ArgumentError: `delivery` is no `Delivery`, or `tags` or `candidates` are one string.

    Example:
        >>> from datetime import datetime, timezone
        >>> delivery = Delivery("news-7", "u-1001", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc))
        >>> Tracking(delivery, campaign="spring").campaign
        'spring'
    """

    delivery: Delivery
    _: KW_ONLY
    campaign: str | None = None
    variant: str | None = None
    tags: tuple[str, ...] = ()
    thread: str | None = None
    candidates: tuple[str, ...] = ()
    metadata: Mapping[str, MetadataValue] | None = field(default=None, hash=False)
    rules: RewriteRules | None = None

    def __post_init__(self) -> None:
        """Find the likely mistake where it is made: sending would only log it."""
        if not isinstance(self.delivery, Delivery):
            raise ArgumentError(f"delivery must be a Delivery, not {type(self.delivery).__name__}")
        check_words("tags", self.tags)
        check_words("candidates", self.candidates)


def check_words(name: str, words: Sequence[str]) -> None:
    """Refuse a string in place of several, as it would be taken for its letters.

    Args:
        name: What they are, for the message.
        words: What was given.

    Raises:
        ArgumentError: It is one string.
    """
    if isinstance(words, (str, bytes)):
        raise ArgumentError(f'{name} must be several words, such as ["spring"], not one string')


def set_tracking(message: EmailMessage, tracking: Delivery | Tracking) -> None:
    """Set `message.tracking`, for programs whose type checker does not let them.

    Args:
        message: A message that our `EmailBackend` will send.
        tracking: How it is to be tracked.

    Raises:
        ArgumentError: `tracking` is neither a `Delivery` nor a `Tracking`.
    """
    vars(message)["tracking"] = tracking if isinstance(tracking, Tracking) else Tracking(tracking)
