"""Judging requests: which software made them, and whether a person caused them.

`Classifier` asks a list of rules and adds up their findings (see `findings` for how). The user agent is
read by `agents` with the tables beside it; names for reports come from `device`, which is the only
module here that needs the user-agent libraries and loads them when it is first asked.
"""

from __future__ import annotations

from mailtrack_sdk.classification.classifier import Classifier
from mailtrack_sdk.classification.findings import Finding, Rule, SequenceRule
from mailtrack_sdk.classification.networks import Networks
from mailtrack_sdk.classification.own_views import OwnViews
from mailtrack_sdk.classification.rules import RULES_VERSION, default_rules, default_sequence_rules
from mailtrack_sdk.classification.verdict import Agent, Evidence, Human, Verdict
from mailtrack_sdk.classification.windows import Windows

__all__ = [
    "RULES_VERSION",
    "Agent",
    "Classifier",
    "Evidence",
    "Finding",
    "Human",
    "Networks",
    "OwnViews",
    "Rule",
    "SequenceRule",
    "Verdict",
    "Windows",
    "default_rules",
    "default_sequence_rules",
]
