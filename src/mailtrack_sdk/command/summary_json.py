"""What `mailtrack summary` has to say, for a program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import cast

from mailtrack_sdk.command.queries import asked_for, recipient_typed
from mailtrack_sdk.command.summary_columns import deliveries_of
from mailtrack_sdk.command.summary_groups import Campaigns, Group, groups_of
from mailtrack_sdk.command.summary_notes import Duel, duels_of, notes_on
from mailtrack_sdk.engagement import DeliveryStatus, Summary, hint_for
from mailtrack_sdk.engagement._plain import plain
from mailtrack_sdk.stores import EventQuery

__all__ = ["as_json"]


def as_json(
    name: str,
    query: EventQuery,
    summary: Summary,
    *,
    by: Sequence[str],
    campaigns: Campaigns,
    zone: tzinfo,
    now: datetime,
) -> str:
    """Return everything as one JSON object, in ASCII without control characters.

    Args:
        name: What the store is called.
        query: What the figures are over.
        summary: The figures.
        by: By what they are to be told besides; all rows of it.
        campaigns: Which message belongs to which campaign.
        zone: Whose clock to go by.
        now: The present moment.
    """
    figures = cast("dict[str, object]", plain(summary))
    whole = {
        "store": name,
        "query": dict(asked_for(query, zone=zone)),
        **figures,
        "open_rate": summary.open_rate().as_dict(),
        "click_rate": summary.click_rate().as_dict(),
        "by": {choice: _rows(summary, choice, campaigns) for choice in by},
        "comparisons": list(map(_duel, duels_of(summary))),
        "hint": None if summary.only is None else asdict(hint_for(summary.only, now=now)),
        "notes": list(notes_on(summary, query, by=by)),
    }
    return json.dumps(whole, indent=2).replace("\x7f", "\\u007f") + "\n"


def _rows(summary: Summary, by: str, campaigns: Campaigns) -> list[dict[str, object]]:
    if by == "delivery":
        return list(map(_delivery, deliveries_of(summary)))
    if by == "link":
        return list(map(asdict, summary.links))
    if by == "client":
        return list(map(asdict, summary.clients()))
    if by == "device":
        return list(map(asdict, summary.devices()))
    if by == "hour":
        return list(map(asdict, summary.hours()))
    return [
        _group(group, has_rates=by != "recipient")
        for group in groups_of(summary.of_variant(None), by, campaigns=campaigns)
    ]


def _group(group: Group, *, has_rates: bool) -> dict[str, object]:
    rates = {"open_rate": group.open_rate().as_dict(), "click_rate": group.click_rate().as_dict()}
    return {
        **group.facts,
        "deliveries": len(group.deliveries),
        "opened": group.opened,
        "clicked": group.clicked,
        "last_open": _moment(group.last_open),
        "last_click": _moment(group.last_click),
        **(rates if has_rates else {}),
    }


def _delivery(status: DeliveryStatus) -> dict[str, object]:
    delivery = status.delivery
    return {
        "id": delivery.id,
        "tenant": delivery.tenant,
        "message": delivery.message_key,
        "recipient": None if delivery.recipient is None else recipient_typed(delivery.recipient),
        "sender": delivery.sender,
        "attempt": delivery.attempt,
        "variant": status.variant,
        "shared": status.is_shared,
        "status": status.status.value,
        "sent_at": _moment(status.sent_at),
        "opens": asdict(status.opens),
        "clicks": asdict(status.clicks),
        "first_open": _moment(status.first_open),
        "last_open": _moment(status.last_open),
        "first_click": _moment(status.first_click),
        "last_click": _moment(status.last_click),
        "open_inferred": status.open_inferred,
        "no_signal_causes": [cause.value for cause in status.no_signal_causes],
    }


def _duel(duel: Duel) -> dict[str, object]:
    found = duel.comparison
    return {
        "by": duel.by,
        "a": {"variant": duel.names[0], **found.a.as_dict()},
        "b": {"variant": duel.names[1], **found.b.as_dict()},
        "verdict": found.verdict.value,
        "difference": found.difference,
        "interval": None if found.interval is None else asdict(found.interval),
        "needed": found.needed,
        "caveats": list(found.caveats),
        "text": found.text,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
