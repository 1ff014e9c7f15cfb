"""The rules of this release, in the order they are asked.

Every rule is a callable that is given an event (see `findings` for what it may return and how findings
add up), or all events of a delivery (see `sequences`). How the weights were set, and what they are
worth, stands in docs/explanation/accuracy.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailtrack_sdk.classification.agent_rules import known_reader, other_agent
from mailtrack_sdk.classification.findings import Rule, SequenceRule
from mailtrack_sdk.classification.network_rules import network_rule
from mailtrack_sdk.classification.networks import Networks
from mailtrack_sdk.classification.own_views import OwnViews, own_view_rule
from mailtrack_sdk.classification.request_rules import no_fetch_metadata, not_get, prefetch_header
from mailtrack_sdk.classification.sequences import FirstClick, LinkBursts, SecondClient, ShownAfterPrefetch
from mailtrack_sdk.classification.timing import EarlyRequest
from mailtrack_sdk.classification.windows import Windows

__all__ = ["RULES_VERSION", "default_rules", "default_sequence_rules"]

RULES_VERSION = 2
"""Counts up with every change of a rule, a weight or a table; verdicts carry it."""


def default_rules(
    *,
    networks: Networks | None = None,
    windows: Windows | None = None,
    senders: Sequence[OwnViews] = (),
) -> tuple[Rule, ...]:
    """Return the rules about single requests, in the order they are asked.

    The sender's own view comes first, because it explains whatever else looks odd; then networks that
    decide by themselves; then mail programs, because general signs of robots fit them too; then agents
    that are known exactly; then headers and method, which outrank what the agent claims; then robots
    that declare themselves; and last what is left: web views, browsers, silence, and the time.

    Args:
        networks: The tables of known networks; None for those of this release.
        windows: The spans of time; None for the usual ones.
        senders: How senders are recognised when they look at their own mail, beside the self cookie.
    """
    return (
        own_view_rule(senders),
        network_rule(Networks.bundled() if networks is None else networks),
        known_reader,
        prefetch_header,
        not_get,
        other_agent,
        no_fetch_metadata,
        EarlyRequest(Windows() if windows is None else windows),
    )


def default_sequence_rules(*, windows: Windows | None = None) -> tuple[SequenceRule, ...]:
    """Return the rules about all requests of a delivery, in the order they are asked.

    Args:
        windows: The spans of time; None for the usual ones.
    """
    chosen = Windows() if windows is None else windows
    bursts = LinkBursts(chosen)
    return (bursts, SecondClient(chosen, bursts), ShownAfterPrefetch(chosen), FirstClick())
