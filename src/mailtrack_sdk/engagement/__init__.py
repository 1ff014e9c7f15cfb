"""What events mean: status per delivery, honest numbers, and a timeline in plain sentences."""

from __future__ import annotations

from mailtrack_sdk.accounts.deliveries import AgentTally, DeliveryStatus, HourTally, LinkTally, Tally, Trace
from mailtrack_sdk.accounts.figures import AgentFigures, Count, Counts, Figures, LinkFigures
from mailtrack_sdk.accounts.hiding import Hidden
from mailtrack_sdk.accounts.status import NoSignalCause, Status
from mailtrack_sdk.engagement.activity import ActivityPage, activity
from mailtrack_sdk.engagement.comparison import Better, Comparison, compare
from mailtrack_sdk.engagement.contacts import Contact, contacts_of
from mailtrack_sdk.engagement.forwards import Forwarding, Likelihood, forwarding_of
from mailtrack_sdk.engagement.hints import Hint, HintKind, hint_for
from mailtrack_sdk.engagement.hours import HourFigures
from mailtrack_sdk.engagement.intervals import Interval
from mailtrack_sdk.engagement.names import NameFigures
from mailtrack_sdk.engagement.rates import Rate, click_rate, open_rate
from mailtrack_sdk.engagement.rejudging import JudgedAgain, judge_store
from mailtrack_sdk.engagement.summarising import summarise, summarise_events
from mailtrack_sdk.engagement.summary import Summary
from mailtrack_sdk.engagement.timeline import TimelineEntry, timeline

__all__ = [
    "ActivityPage",
    "AgentFigures",
    "AgentTally",
    "Better",
    "Comparison",
    "Contact",
    "Count",
    "Counts",
    "DeliveryStatus",
    "Figures",
    "Forwarding",
    "Hidden",
    "Hint",
    "HintKind",
    "HourFigures",
    "HourTally",
    "Interval",
    "JudgedAgain",
    "Likelihood",
    "LinkFigures",
    "LinkTally",
    "NameFigures",
    "NoSignalCause",
    "Rate",
    "Status",
    "Summary",
    "Tally",
    "TimelineEntry",
    "Trace",
    "activity",
    "click_rate",
    "compare",
    "contacts_of",
    "forwarding_of",
    "hint_for",
    "judge_store",
    "open_rate",
    "summarise",
    "summarise_events",
    "timeline",
]
