"""How findings add up: what one rule says about one event, and the verdict all of them make.

A **rule** looks at one event and either says nothing or returns a **finding**: which software it was
(or None), which way that leans (a person, no person, unknown), and one `Evidence` with a weight.

Findings add up by the theory of evidence of Dempster and Shafer, because it has room for "nobody
knows", which two-sided odds do not have. A finding of weight w puts w on its answer and 1 - w on
"unknown", never on the opposite.

1. *One signal, one say.* The part of the evidence's name before the dot is the signal (`agent`,
   `header`, `method`). Of several findings of one signal only the first counts, in the order of the
   rules: the second reading of the same string is not a second witness. That is why mail programs
   come before robots.
2. The **agent** is that of the first finding that names one.
3. Signals are taken as independent. With P = 1 - prod(1 - w) over the findings that lean to a person
   and M likewise for the machine, Dempster's rule gives

       person  = P (1 - M) / (1 - P M)
       machine = M (1 - P) / (1 - P M)

   and what is left is "unknown". A single finding of weight 0.8 gives exactly 0.8.
4. The answer is the side above one half, with its share as the confidence; else it is
   `Human.UNKNOWN`, and the confidence is the larger share, which says how far it leans.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from mailtrack_sdk.classification.verdict import Agent, Evidence, Human
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import RequestEvent

__all__ = ["Finding", "Rule", "SequenceRule", "combine"]

_CERTAIN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says about one event.

    Args:
        human: Which way it leans. `Human.UNKNOWN` adds no weight to either side: it only explains.
        evidence: The reason; its name begins with the signal and a dot, its weight is in [0, 1].
        agent: What kind of software it was, or None when the signal does not tell.

    Raises:
        ArgumentError: The weight is not in [0, 1].

    Example:
        >>> from mailtrack_sdk.classification import Evidence, Finding, Human
        >>> Finding(
        ...     human=Human.NO,
        ...     evidence=Evidence(
        ...         name="header.foo", weight=0.7, text="The header Foo is only sent by robots"
        ...     ),
        ... ).signal
        'header'
    """

    human: Human
    evidence: Evidence
    agent: Agent | None = None

    def __post_init__(self) -> None:
        """Refuse a weight that cannot be added up."""
        if not 0.0 <= self.evidence.weight <= 1.0:
            raise ArgumentError(
                f"the weight of {self.evidence.name!r} must be from 0 to 1, not {self.evidence.weight!r}"
            )

    @classmethod
    def of(cls, agent: Agent | None, human: Human, weight: float, name: str, text: str) -> Finding:
        """Make a finding and its evidence in one line."""
        return cls(agent=agent, human=human, evidence=Evidence(name=name, weight=weight, text=text))

    @property
    def weight(self) -> float:
        """How strongly the finding speaks for its lean, from 0 to 1."""
        return self.evidence.weight

    @property
    def signal(self) -> str:
        """What the finding is about: the part of the evidence's name before the dot."""
        return self.evidence.name.partition(".")[0]


class Rule(Protocol):
    """A rule is any callable that takes an event and returns a finding or None.

    It must be a pure function of the event and must not raise: events hold whatever came over the
    network. Put your own before or after the ones of `default_rules()`.

    Example:
        >>> from mailtrack_sdk.classification import Agent, Evidence, Finding, Human, default_rules
        >>> from mailtrack_sdk.events import RequestEvent
        >>> def own_monitor(event: RequestEvent, /) -> Finding | None:
        ...     if event.client.agent != "our-uptime-check/1":
        ...         return None
        ...     evidence = Evidence(name="agent.own_monitor", weight=1.0, text="It is our own monitor")
        ...     return Finding(agent=Agent.CRAWLER, human=Human.NO, evidence=evidence)
        >>> rules = (own_monitor, *default_rules())
    """

    def __call__(self, event: RequestEvent, /) -> Finding | None:
        """Say what the event shows, or None when it shows nothing to this rule."""
        ...


class SequenceRule(Protocol):
    """A sequence rule is given all requests of one delivery and says what their order shows.

    The events come in the order (at, id), each once. It returns findings by event id, about any of them;
    it must be a pure function of the events, linear in their number, and must not raise. Findings of
    sequence rules are heard before those of rules, except about the sender's own views.

    Example:
        >>> from collections.abc import Mapping, Sequence
        >>> from uuid import UUID
        >>> from mailtrack_sdk.classification import Evidence, Finding, Human
        >>> from mailtrack_sdk.events import RequestEvent
        >>> def too_many(events: Sequence[RequestEvent], /) -> Mapping[UUID, Finding]:
        ...     if len(events) < 100:
        ...         return {}
        ...     evidence = Evidence(name="volume.too_many", weight=0.8, text="There were 100 requests")
        ...     return {event.id: Finding(human=Human.NO, evidence=evidence) for event in events}
    """

    def __call__(self, events: Sequence[RequestEvent], /) -> Mapping[UUID, Finding]:
        """Say what the order of the events shows about which of them."""
        ...


def combine(findings: Iterable[Finding]) -> tuple[Agent, Human, float, tuple[Evidence, ...]]:
    """Add findings up, as the module describes.

    Args:
        findings: In the order of the rules.

    Returns:
        The agent, the answer, its confidence in [0, 1], and the evidence that counted, strongest first.
    """
    agent: Agent | None = None
    not_person = not_machine = 1.0
    heard: list[str] = []
    evidence: list[Evidence] = []
    for finding in findings:
        signal = finding.signal
        if signal in heard:
            continue
        heard.append(signal)
        evidence.append(finding.evidence)
        if agent is None:
            agent = finding.agent
        doubt = 1.0 - finding.weight
        if finding.human is Human.YES:
            not_person *= doubt
        elif finding.human is Human.NO:
            not_machine *= doubt
    human, confidence = _weigh(1.0 - not_person, 1.0 - not_machine)
    if len(evidence) > 1:
        evidence.sort(key=lambda item: -item.weight)
    return agent or Agent.UNKNOWN, human, confidence, tuple(evidence)


def _weigh(person: float, machine: float) -> tuple[Human, float]:
    # Total contradiction (both sides certain) leaves nothing to divide by, and nothing known.
    agreement = 1.0 - person * machine
    if agreement <= 0.0:
        return Human.UNKNOWN, 0.0
    person, machine = person * (1.0 - machine) / agreement, machine * (1.0 - person) / agreement
    larger = round(max(person, machine), 4)
    if larger <= _CERTAIN:
        return Human.UNKNOWN, larger
    return (Human.YES if person > machine else Human.NO), larger
