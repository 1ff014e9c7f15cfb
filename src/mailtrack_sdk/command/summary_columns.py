"""The tables of `mailtrack summary --by ...`, column by column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TypeVar

from mailtrack_sdk.command.queries import moment_text, recipient_typed
from mailtrack_sdk.command.summary_groups import GROUPINGS, Campaigns, Group, groups_of
from mailtrack_sdk.command.summary_tables import Column
from mailtrack_sdk.engagement import AgentFigures, DeliveryStatus, Interval, Summary

__all__ = ["CHOICES", "columns_of", "deliveries_of", "link_columns"]

CHOICES = (*GROUPINGS, "delivery", "link", "client", "device", "hour")
"""What figures can be told by."""

_RowT = TypeVar("_RowT")


def columns_of(summary: Summary, by: str, *, campaigns: Campaigns, zone: tzinfo) -> list[Column]:
    """Make the columns of one table.

    Args:
        summary: The figures.
        by: One of `CHOICES`.
        campaigns: Which message belongs to which campaign.
        zone: Whose clock to go by.
    """
    if by == "delivery":
        return _delivery_columns(deliveries_of(summary), zone)
    if by == "link":
        return link_columns(summary)
    if by == "client":
        return _agent_columns("Client", summary.clients())
    if by == "device":
        return _agent_columns("Device", summary.devices())
    if by == "hour":
        return _hour_columns(summary)
    groups = groups_of(summary.of_variant(None), by, campaigns=campaigns)
    return _recipient_columns(groups, zone) if by == "recipient" else _rate_columns(by, groups)


def deliveries_of(summary: Summary) -> list[DeliveryStatus]:
    """Return the deliveries to known recipients, the furthest first, and of these the latest."""
    found = sorted(summary.of_variant(None), key=_furthest, reverse=True)
    return list(found)


def link_columns(summary: Summary) -> list[Column]:
    """Make the table of links, in the order of messages and places."""
    links = summary.links
    has_messages = len({(link.tenant, link.message_key) for link in links}) > 1
    columns = [
        _texts("Link", links, lambda link: link.name or link.url or "(its target differs from copy to copy)"),
        _numbers("People", links, lambda link: link.people.unique),
        _numbers("Times", links, lambda link: link.people.total, leaves=1),
        _numbers("Machines", links, lambda link: link.machines.total, leaves=2),
        _numbers("Unknown", links, lambda link: link.unknown.total, leaves=3),
    ]
    if has_messages:
        columns.insert(1, _texts("Message", links, lambda link: link.message_key, leaves=4))
    return columns


def _rate_columns(by: str, groups: Sequence[Group]) -> list[Column]:
    opens = [group.open_rate() for group in groups]
    clicks = [group.click_rate() for group in groups]
    return [
        _texts(by.capitalize(), groups, lambda group: group.label),
        _numbers("Sent", opens, lambda rate: rate.sent),
        _numbers("Opened", groups, lambda group: group.opened),
        _texts("Open rate", opens, lambda rate: _share(rate.rate), is_number=True),
        _texts("95% range", opens, lambda rate: _range(rate.interval), is_number=True, leaves=3),
        _texts("Hidden", opens, lambda rate: _share(rate.unknowable_share), is_number=True, leaves=2),
        _numbers("Clicked", groups, lambda group: group.clicked, leaves=1),
        _texts("Click rate", clicks, lambda rate: _share(rate.rate), is_number=True),
    ]


def _recipient_columns(groups: Sequence[Group], zone: tzinfo) -> list[Column]:
    return [
        _texts("Recipient", groups, lambda group: group.label),
        _numbers("Copies", groups, lambda group: len(group.deliveries)),
        _numbers("Opened", groups, lambda group: group.opened),
        _numbers("Clicked", groups, lambda group: group.clicked),
        _texts("Last open", groups, lambda group: _moment(group.last_open, zone), leaves=1),
        _texts("Last click", groups, lambda group: _moment(group.last_click, zone), leaves=2),
    ]


def _delivery_columns(found: Sequence[DeliveryStatus], zone: tzinfo) -> list[Column]:
    return [
        _texts("Recipient", found, _recipient),
        _texts("Message", found, lambda status: status.delivery.message_key, leaves=4),
        _texts("Status", found, lambda status: status.status.label),
        _numbers("Opens", found, lambda status: status.opens.people, leaves=2),
        _numbers("Clicks", found, lambda status: status.clicks.people, leaves=3),
        _texts("Last sign", found, lambda status: _moment(status.last_human, zone), leaves=1),
    ]


def _agent_columns(title: str, found: Sequence[AgentFigures]) -> list[Column]:
    return [
        _texts(title, found, lambda row: row.name or "(not known)"),
        _numbers("Opened", found, lambda row: row.opens.people.unique),
        _numbers("Clicked", found, lambda row: row.clicks.people.unique),
        _numbers("Machines", found, lambda row: row.opens.machines.total + row.clicks.machines.total),
        _numbers("Unknown", found, lambda row: row.opens.unknown.total + row.clicks.unknown.total, leaves=1),
    ]


def _hour_columns(summary: Summary) -> list[Column]:
    hours = summary.hours()
    return [
        _texts("Hour", hours, lambda row: "day only" if row.hour is None else f"{row.hour:02}:00"),
        _numbers("Opened", hours, lambda row: row.opens.unique),
        _numbers("Times", hours, lambda row: row.opens.total, leaves=2),
        _numbers("Clicked", hours, lambda row: row.clicks.unique),
        _numbers("Times", hours, lambda row: row.clicks.total, leaves=1),
    ]


def _texts(
    title: str,
    rows: Sequence[_RowT],
    text: Callable[[_RowT], str],
    *,
    is_number: bool = False,
    leaves: int = 0,
) -> Column:
    return Column(title=title, cells=list(map(text, rows)), is_number=is_number, leaves=leaves)


def _numbers(title: str, rows: Sequence[_RowT], number: Callable[[_RowT], int], *, leaves: int = 0) -> Column:
    return Column(title=title, cells=[f"{number(row):,}" for row in rows], leaves=leaves)


def _recipient(status: DeliveryStatus) -> str:
    """Name whom a copy was for; "someone" has its status when several people share it."""
    recipient = status.delivery.recipient
    name = "" if recipient is None else recipient_typed(recipient)
    return f"{name} (shared)" if status.is_shared else name


def _furthest(status: DeliveryStatus) -> tuple[int, float]:
    latest = status.last_human or status.sent_at
    return (status.status.rank, 0.0 if latest is None else latest.timestamp())


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _range(interval: Interval | None) -> str:
    return "-" if interval is None else f"{interval.low * 100:.1f}-{interval.high:.1%}"


def _moment(moment: datetime | None, zone: tzinfo) -> str:
    return "-" if moment is None else moment_text(moment, zone)
