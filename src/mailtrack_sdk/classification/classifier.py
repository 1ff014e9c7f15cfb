"""The judge: asks the rules about every event of a delivery and adds up what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from mailtrack_sdk.classification.findings import Finding, Rule, combine
from mailtrack_sdk.classification.rules import RULES_VERSION, default_rules
from mailtrack_sdk.classification.verdict import Verdict
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.events import RequestEvent

__all__ = ["Classifier"]


class Classifier:
    """Judges opens and clicks: which software asked, and whether a person caused it.

    A classifier cannot be changed after it is made and may be shared by threads. It reads no clock and
    no network. Whatever an event holds, the default rules do not raise.

    Args:
        rules: What to ask, in order; None for `default_rules()`. An own rule goes before or after them.
        rules_version: Goes into every verdict; a newer one replaces older verdicts. Give your own
            number, counted up at every change, when you give your own rules.

    Raises:
        ConfigurationError: A rule is not callable, or the version is not a positive int.

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

    __slots__ = ("_rules", "_rules_version")

    def __init__(self, rules: Sequence[Rule] | None = None, *, rules_version: int = RULES_VERSION) -> None:
        """Check the rules and keep them as they are now."""
        chosen = default_rules() if rules is None else tuple(rules)
        for rule in chosen:
            if not callable(rule):
                raise ConfigurationError(
                    f"a rule must be callable as rule(event) -> Finding | None; {rule!r} is not"
                )
        if type(rules_version) is not int or rules_version < 1:
            raise ConfigurationError(f"rules_version must be an int from 1, not {rules_version!r}")
        self._rules = chosen
        self._rules_version = rules_version

    def __repr__(self) -> str:
        """Name the number of rules and their version."""
        return f"{type(self).__name__}(<{len(self._rules)} rules>, rules_version={self._rules_version})"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, in the order they are asked."""
        return self._rules

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
            history: Other events of the same delivery, in any order; the event itself may be among them.

        Returns:
            The verdict; `provisional` when there was no history.
        """
        if not history:
            return self._verdict(event, seen=1, provisional=True)
        ids = {other.id for other in history}
        ids.add(event.id)
        return self._verdict(event, seen=len(ids), provisional=False)

    def judge(self, events: Iterable[RequestEvent]) -> dict[UUID, Verdict]:
        """Judge all events of one delivery together.

        Args:
            events: The opens and clicks of one delivery. One that is given twice counts once.

        Returns:
            The verdict for every event id, in the order the events came.
        """
        by_id = {event.id: event for event in events}
        return {
            event_id: self._verdict(event, seen=len(by_id), provisional=False)
            for event_id, event in by_id.items()
        }

    def _verdict(self, event: RequestEvent, *, seen: int, provisional: bool) -> Verdict:
        findings: list[Finding] = []
        for rule in self._rules:
            finding = rule(event)
            if finding is not None:
                findings.append(finding)
        agent, human, confidence, evidence = combine(findings)
        return Verdict(
            agent=agent,
            human=human,
            confidence=confidence,
            evidence=evidence,
            rules_version=self._rules_version,
            provisional=provisional,
            events_seen=seen,
        )
