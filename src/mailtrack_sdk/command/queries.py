"""Which events of a store a command is about: `EventQuery` as options."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timezone, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo

from mailtrack_sdk.command.classify_input import moment_of
from mailtrack_sdk.command.database import declare_store
from mailtrack_sdk.command.terminal import short
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import EventKind
from mailtrack_sdk.models import RecipientId, parse_recipient, recipient_text
from mailtrack_sdk.stores import EventQuery

__all__ = [
    "ABOUT_TIMES_AND_RECIPIENTS",
    "asked_for",
    "count_of",
    "declare_queries",
    "moment_asked",
    "moment_text",
    "other_types_of",
    "query_of",
    "recipient_of",
    "recipient_typed",
    "zone_of",
]

ABOUT_TIMES_AND_RECIPIENTS = """\
All filters hold at once. A TIME is a moment with its UTC offset, such as 2026-03-01T09:00:00Z, or
a day, 2026-03-01, which begins at midnight of --zone.
The id of a recipient has a type, which counts: `--recipient ada` and `--recipient 42` are texts,
`i:42` is the number 42, `u:` stands before a UUID, and `s:` before a text that begins like those."""
"""What the help of a command says of the options."""

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TYPED = re.compile("[siu]:")
_COUNT = re.compile("[1-9][0-9]{0,8}", re.ASCII)
_WHOLE = re.compile("-?[0-9]{1,19}", re.ASCII)


def declare_queries(parser: ArgumentParser, *, has_kinds: bool) -> None:
    """Add the arguments that `query_of` reads, and the file and the time zone.

    Args:
        parser: The parser of the command.
        has_kinds: Whether some kinds of events can be asked for without the others.
    """
    declare_store(parser)
    group = parser.add_argument_group("which events", "Left out, a filter lets everything through.")
    group.add_argument("--message", metavar="KEY", help="of this message")
    group.add_argument("--campaign", metavar="NAME", help="of the messages of this campaign")
    group.add_argument("--recipient", metavar="ID", type=recipient_of, help="of this recipient (see below)")
    group.add_argument("--tenant", metavar="ID", help="of this tenant")
    group.add_argument("--sender", metavar="ID", help="of deliveries by this sender")
    group.add_argument("--delivery", metavar="ID", help="of the delivery with this Delivery.id")
    if has_kinds:
        group.add_argument(
            "--kind",
            dest="kinds",
            action="append",
            type=str.lower,
            choices=[kind.value for kind in EventKind],
            help="of this kind; may be repeated",
        )
    else:
        parser.set_defaults(kinds=None)
    group.add_argument("--since", metavar="TIME", help="at this time or later")
    group.add_argument("--until", metavar="TIME", help="before this time")
    parser.add_argument(
        "--zone",
        metavar="NAME",
        type=zone_of,
        default="UTC",
        help="whose clock to go by, such as Europe/Paris (default: %(default)s)",
    )


def query_of(asked: Namespace) -> EventQuery:
    """Make the query that was asked for.

    Raises:
        ArgumentError: A filter makes no sense.
    """
    return EventQuery(
        message_key=asked.message,
        campaign=asked.campaign,
        recipient=asked.recipient,
        tenant=asked.tenant,
        sender=asked.sender,
        delivery=asked.delivery,
        kinds=None if asked.kinds is None else tuple(map(EventKind, asked.kinds)),
        since=moment_asked("--since", asked.since, asked.zone),
        until=moment_asked("--until", asked.until, asked.zone),
    )


def asked_for(query: EventQuery, *, zone: tzinfo) -> Iterator[tuple[str, str]]:
    """Say what a query restricts: the option and its value."""
    recipient = None if query.recipient is None else recipient_typed(query.recipient)
    for name, value in (
        ("message", query.message_key),
        ("campaign", query.campaign),
        ("recipient", recipient),
        ("tenant", query.tenant),
        ("sender", query.sender),
        ("delivery", query.delivery),
        ("since", None if query.since is None else moment_text(query.since, zone)),
        ("until", None if query.until is None else moment_text(query.until, zone)),
    ):
        if value is not None:
            yield name, value


def moment_text(moment: datetime, zone: tzinfo) -> str:
    """Write a time to the second by the clock of a zone, with its offset.

    Example:
        >>> moment_text(datetime(2026, 3, 1, 9, tzinfo=timezone.utc), timezone.utc)
        '2026-03-01 09:00:00Z'
    """
    with suppress(OverflowError):  # on the first and the last day of the calendar
        moment = moment.astimezone(zone)
    return moment.isoformat(" ", "seconds").replace("+00:00", "Z")


def recipient_typed(recipient: RecipientId) -> str:
    """Write a recipient as `--recipient` takes it.

    Example:
        >>> recipient_typed("ada"), recipient_typed(42)
        ('ada', 'i:42')
    """
    if isinstance(recipient, str) and _TYPED.match(recipient) is None:
        return recipient
    return recipient_text(recipient) or ""


def other_types_of(recipient: RecipientId | None) -> str | None:
    """Return how to ask for the number or UUID that a text looks like, if it looks like one."""
    if not isinstance(recipient, str):
        return None
    if _WHOLE.fullmatch(recipient) is not None:
        return f"i:{int(recipient)}"
    try:
        return f"u:{UUID(recipient)}"
    except ValueError:
        return None


def count_of(text: str) -> int:
    """Read a number of lines, 1 or more; for `add_argument`.

    Raises:
        ArgumentTypeError: It is none.
    """
    if _COUNT.fullmatch(text) is None:
        raise ArgumentTypeError(f"not a whole number from 1 to 999,999,999: {short(text, 60)!r}")
    return int(text)


def recipient_of(text: str) -> RecipientId | None:
    """Read the id of a recipient, as `recipient_typed` writes it; for `add_argument`.

    Raises:
        ArgumentTypeError: It is none.
    """
    try:
        return parse_recipient(text if _TYPED.match(text) is not None else f"s:{text}")
    except ValueError:
        raise ArgumentTypeError(
            f"i: stands before a whole number and u: before a UUID, not {short(text, 60)!r}; "
            f"if it is a text, write {short(f's:{text}', 60)!r}"
        ) from None


def zone_of(name: str) -> tzinfo:
    """Look up a time zone; for `add_argument`.

    Raises:
        ArgumentTypeError: There is none of that name.
    """
    if name.upper() in ("UTC", "Z"):
        return timezone.utc  # known everywhere, also where there is no list of time zones
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):  # also a folder of zones, and a name that leaves it
        raise ArgumentTypeError(f"no time zone of this system: {short(name, 60)!r}") from None


def moment_asked(option: str, text: str | None, zone: tzinfo) -> datetime | None:
    """Read a moment, or a day that begins at midnight of a zone.

    Raises:
        ArgumentError: It is neither.
    """
    if text is None:
        return None
    is_day = _DAY.fullmatch(text) is not None
    try:
        moment = moment_of(f"{text}T00:00:00Z" if is_day else text)
    except ArgumentError:
        raise ArgumentError(
            f"{option} must be a time such as 2026-03-01T09:00:00Z, or a day such as 2026-03-01, "
            f"not {short(text, 60)!r}"
        ) from None
    return moment.replace(tzinfo=zone) if is_day else moment
