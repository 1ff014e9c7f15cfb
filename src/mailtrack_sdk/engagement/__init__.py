"""What events mean: status per delivery, honest numbers, and a timeline in plain sentences."""

from __future__ import annotations

from mailtrack_sdk.engagement.deliveries import AgentTally, DeliveryStatus, LinkTally, Tally
from mailtrack_sdk.engagement.figures import AgentFigures, Count, Counts, Figures, LinkFigures
from mailtrack_sdk.engagement.status import NoSignalCause, Status
from mailtrack_sdk.engagement.summary import Summary, summarise, summarise_events
from mailtrack_sdk.engagement.timeline import TimelineEntry, timeline

__all__ = [
    "AgentFigures",
    "AgentTally",
    "Count",
    "Counts",
    "DeliveryStatus",
    "Figures",
    "LinkFigures",
    "LinkTally",
    "NoSignalCause",
    "Status",
    "Summary",
    "Tally",
    "TimelineEntry",
    "summarise",
    "summarise_events",
    "timeline",
]
