"""The judge: asks the rules about the requests of a delivery and adds up what they say."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from mailtrack_sdk.classification.findings import Finding, Rule, SequenceRule, combine
from mailtrack_sdk.classification.networks import MAX_AGE_DAYS, Networks
from mailtrack_sdk.classification.own_views import OwnViews
from mailtrack_sdk.classification.rules import RULES_VERSION, default_rules, default_sequence_rules
from mailtrack_sdk.classification.verdict import Agent, Verdict
from mailtrack_sdk.classification.windows import Windows
from mailtrack_sdk.errors import ArgumentError, ConfigurationError
from mailtrack_sdk.events import Event, RequestEvent
from mailtrack_sdk.models import RecipientId

__all__ = ["Classifier"]

_LOG = logging.getLogger("mailtrack_sdk")
_AT_ONCE = datetime.min.replace(tzinfo=timezone.utc)
_NEVER = datetime.max.replace(tzinfo=timezone.utc)
_LAST_LOOK = _NEVER - timedelta(days=1)
_RuleT = TypeVar("_RuleT", Rule, SequenceRule)
_IN_ORDER = attrgetter("at", "id")

_MOST_SAID = 512
"""Verdicts that are kept to be given again; traffic of a day gives some dozens of different ones."""

_Copy = tuple[str | None, str, RecipientId | None, int, bool]
"""What tells deliveries apart; a test copy from the copy it tests, too."""


class Classifier:
    """Judges opens and clicks: which software asked, and whether a person caused it.

    A classifier's rules cannot be changed after it is made, and threads may share it. It reads no clock and
    asks nobody over the network. Whatever an event holds, the rules of this release do not raise.

    Args:
        rules: What to ask about each request, in order; None for `default_rules()`. An own rule goes
            before or after them.
        sequence_rules: What to ask about all requests of a delivery; None for `default_sequence_rules()`.
        networks: The tables of known networks; None for those of this release.
        windows: The spans of time of the rules of this release; None for the usual ones.
        senders: How senders are recognised when they look at their own mail.
        rules_version: Goes into every verdict; a newer one replaces older verdicts. Give your own
            number, counted up at every change, when you give your own rules.

    Raises:
        ConfigurationError: A rule is not callable, the version is not a positive int, or `windows` or
            `senders` come with own rules, which would not know of them.

    Example:
        >>> from mailtrack_sdk.classification import Classifier
        >>> from datetime import datetime, timezone
        >>> from uuid import UUID
        >>> from mailtrack_sdk.events import OpenEvent
        >>> from mailtrack_sdk.models import Client, Delivery
        >>> at = datetime(2026, 3, 1, 9, 30, tzinfo=timezone.utc)
        >>> event = OpenEvent(
        ...     id=UUID(int=1),
        ...     at=at,
        ...     delivery=Delivery("news-7", "u-1001", sent_at=at),
        ...     client=Client(agent="Mozilla/5.0"),
        ... )
        >>> verdict = Classifier().classify(event)
        >>> verdict.agent.value, verdict.human.value, verdict.confidence
        ('apple_mpp', 'no', 0.9)
    """

    __slots__ = ("_networks", "_next_look", "_rules", "_rules_version", "_said", "_sequence_rules")

    def __init__(
        self,
        rules: Sequence[Rule] | None = None,
        *,
        sequence_rules: Sequence[SequenceRule] | None = None,
        networks: Networks | None = None,
        windows: Windows | None = None,
        senders: Sequence[OwnViews] = (),
        rules_version: int = RULES_VERSION,
    ) -> None:
        """Check the rules and keep them as they are now."""
        if rules is not None and senders:
            raise ConfigurationError(
                "own rules do not know of senders: give them to default_rules(senders=...) instead"
            )
        if rules is not None and sequence_rules is not None and windows is not None:
            raise ConfigurationError(
                "own rules do not know of windows: give them to default_rules(windows=...) and "
                "default_sequence_rules(windows=...) instead"
            )
        if type(rules_version) is not int or rules_version < 1:
            raise ConfigurationError(f"rules_version must be an int from 1, not {rules_version!r}")
        self._networks = Networks.bundled() if networks is None else networks
        self._rules = _callables(
            "rule(event) -> Finding | None",
            default_rules(networks=self._networks, windows=windows, senders=senders)
            if rules is None
            else rules,
        )
        self._sequence_rules = _callables(
            "rule(events) -> Mapping[UUID, Finding]",
            default_sequence_rules(windows=windows) if sequence_rules is None else sequence_rules,
        )
        self._rules_version = rules_version
        self._next_look = _AT_ONCE
        self._said: dict[tuple[int, ...], tuple[list[Finding], Verdict]] = {}

    def __repr__(self) -> str:
        """Name the number of rules and their version."""
        count = len(self._rules) + len(self._sequence_rules)
        return f"{type(self).__name__}(<{count} rules>, rules_version={self._rules_version})"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules about single requests, in the order they are asked."""
        return self._rules

    @property
    def sequence_rules(self) -> tuple[SequenceRule, ...]:
        """The rules about all requests of a delivery, in the order they are asked."""
        return self._sequence_rules

    @property
    def networks(self) -> Networks:
        """The tables of known networks, by which `Tracker.handle` names the network of a request."""
        return self._networks

    @property
    def rules_version(self) -> int:
        """The version that goes into every verdict."""
        return self._rules_version

    def classify(self, event: RequestEvent, history: Sequence[RequestEvent] = ()) -> Verdict:
        """Judge one event, in the light of the other events of its delivery as far as they are known.

        This is `judge` for a delivery, looked at for one event. Without a history the verdict is
        provisional, because later events may show a pattern.

        Args:
            event: The open or click to judge.
            history: Other events of the same delivery, in any order; the event itself may be among
                them. Events of other deliveries are passed over.

        Returns:
            The verdict; `provisional` when there was no history.

        Raises:
            ArgumentError: The event is neither an open nor a click.
        """
        if not isinstance(event, RequestEvent):
            raise ArgumentError(f"opens and clicks can be judged, not {type(event).__name__}")
        if not history:
            if event.at >= self._next_look:
                self._look_at_tables(event.at)
            return self._verdict(event, (), seen=1, provisional=True)
        events = _together(event, history)
        about = [said[event.id] for said in self._sequences(events) if event.id in said]
        return self._verdict(event, about, seen=len(events), provisional=False)

    def judge(self, events: Iterable[Event | RequestEvent]) -> dict[UUID, Verdict]:
        """Judge all events of one delivery together.

        Args:
            events: The opens and clicks of one delivery, in any order. One that is given twice counts
                once. Events of several deliveries are told apart, and judged each with its own; what
                is neither an open nor a click is passed over.

        Returns:
            The verdict for every event id, in the order the events came.
        """
        by_id = {event.id: event for event in events if isinstance(event, RequestEvent)}
        copies: dict[_Copy, list[RequestEvent]] = {}
        for event in by_id.values():
            copies.setdefault(_copy_of(event), []).append(event)
        verdicts: dict[UUID, Verdict] = {}
        for copy in copies.values():
            said = self._sequences(sorted(copy, key=_IN_ORDER))
            for event in copy:
                about = [findings[event.id] for findings in said if event.id in findings]
                verdicts[event.id] = self._verdict(event, about, seen=len(copy), provisional=False)
        return {event_id: verdicts[event_id] for event_id in by_id}

    def revise(self, event: RequestEvent, history: Sequence[RequestEvent]) -> dict[UUID, Verdict]:
        """Judge a new event, and again those earlier ones on which it throws new light.

        This is what a recorder asks when an event arrives: most of the time one verdict comes back, and
        when the event completes a burst, one for each event of the burst.

        Args:
            event: The newest event.
            history: Earlier events of the same delivery; none is known to be missing.

        Returns:
            The verdict for the event and for each earlier one of which a sequence rule now says
            something else than without it. That for the first event of a delivery is provisional.
        """
        events = _together(event, history)
        before = self._sequences([earlier for earlier in events if earlier.id != event.id])
        now = self._sequences(events)
        verdicts: dict[UUID, Verdict] = {}
        for other in events:
            about = [said[other.id] for said in now if other.id in said]
            if other.id == event.id or about != [said[other.id] for said in before if other.id in said]:
                verdicts[other.id] = self._verdict(
                    other, about, seen=len(events), provisional=len(events) == 1
                )
        return verdicts

    def _look_at_tables(self, now: datetime) -> None:
        """Log once, and look only once a day, whether tables of networks have become old.

        A line in the log and never a warning: that would be an error, one day, where warnings are.
        """
        stale = self._networks.stale(now)
        if stale:
            names = ", ".join(table.name for table in stale)
            _LOG.warning(
                "tables of networks older than %d days: %s; see mailtrack networks refresh",
                MAX_AGE_DAYS,
                names,
            )
        self._next_look = _NEVER if stale or now >= _LAST_LOOK else now + timedelta(days=1)

    def _sequences(self, events: Sequence[RequestEvent]) -> list[Mapping[UUID, Finding]]:
        if events and events[0].delivery.sender is not None:
            # What senders do with their own mail makes no pattern: they try every link.
            events = [event for event in events if not self._is_own_view(event)]
        return [rule(events) for rule in self._sequence_rules]

    def _is_own_view(self, event: RequestEvent) -> bool:
        for rule in self._rules:
            finding = rule(event)
            if finding is not None:
                return finding.agent is Agent.SENDER
        return False

    def _verdict(
        self, event: RequestEvent, sequences: Sequence[Finding], *, seen: int, provisional: bool
    ) -> Verdict:
        findings: list[Finding] = []
        for rule in self._rules:
            finding = rule(event)
            if finding is not None:
                findings.append(finding)
        findings[:0] = sequences
        # Most requests give the same few findings, and those are the same objects. In a copy of this
        # classifier, in another process, their numbers are others': the comparison says so.
        place = (seen, provisional, *map(id, findings))
        said = self._said.get(place)
        if said is not None and said[0] == findings:
            return said[1]
        agent, human, confidence, evidence = combine(findings)
        verdict = Verdict(
            agent=agent,
            human=human,
            confidence=confidence,
            evidence=evidence,
            rules_version=self._rules_version,
            provisional=provisional,
            events_seen=seen,
        )
        if all(type(finding) is Finding for finding in findings):  # which stay as they are
            if len(self._said) >= _MOST_SAID:
                self._said.clear()
            self._said[place] = (findings, verdict)
        return verdict


def _callables(form: str, rules: Sequence[_RuleT]) -> tuple[_RuleT, ...]:
    chosen = tuple(rules)
    for rule in chosen:
        if not callable(rule):
            raise ConfigurationError(f"a rule must be callable as {form}; {rule!r} is not")
    return chosen


def _copy_of(event: RequestEvent) -> _Copy:
    delivery = event.delivery
    return (delivery.tenant, delivery.message_key, delivery.recipient, delivery.attempt, delivery.test)


def _together(event: RequestEvent, history: Iterable[RequestEvent]) -> list[RequestEvent]:
    """Return an event and its history in order, each once."""
    copy = _copy_of(event)
    by_id = {
        other.id: other for other in history if isinstance(other, RequestEvent) and _copy_of(other) == copy
    }
    by_id[event.id] = event
    return sorted(by_id.values(), key=_IN_ORDER)
