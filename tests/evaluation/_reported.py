"""Reported deliveries: how one is written down, judged, and laid out in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from uuid import UUID

from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict
from mailtrack_sdk.events import ClickEvent, OpenEvent, RequestEvent
from mailtrack_sdk.models import Client, Delivery, Link
from tests.benchmarks._page import Check, Section, table

__all__ = ["HOME", "Fixture", "Step", "judged", "report", "wrong"]

SENT = datetime(2026, 7, 29, 9, tzinfo=timezone.utc)

HOME = "203.0.113.20"
"""An address for documentation (RFC 5737), as a reader's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request of a delivery, and what is right to say about it.

    Args:
        seconds: After the send.
        link: The number of the link; None for the pixel.
        agent: The User-Agent header.
        address: Where it came from.
        agents: Which agents of the verdict are right.
        human: Which answers of the verdict are right.
        method: GET or HEAD.
        headers: Recorded headers, None for none recorded.
        is_verified: Whether the address can be relied on.
        is_sender: Whether the sender's own cookie came with it.
    """

    seconds: float
    link: int | None = None
    agent: str
    address: str = HOME
    agents: frozenset[Agent] = frozenset(Agent)
    human: frozenset[Human]
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] | None = None
    is_verified: bool = True
    is_sender: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """A delivery.

    Args:
        name: What happened.
        source: Who reported it.
        steps: The requests, in order.
        links: How many links the message has, 0 when nobody said.
    """

    name: str
    source: str
    steps: tuple[Step, ...]
    links: int = 0

    @property
    def events(self) -> tuple[RequestEvent, ...]:
        """The requests as events."""
        return tuple(self._event(number, step) for number, step in enumerate(self.steps, 1))

    def _event(self, number: int, step: Step) -> RequestEvent:
        delivery = Delivery("fixture", "u-1", sent_at=SENT, sender="s-1")
        client = Client(
            agent=step.agent,
            address=step.address,
            address_is_verified=step.is_verified,
            headers=None if step.headers is None else dict(step.headers),
            is_sender=step.is_sender,
        )
        at = SENT + timedelta(seconds=step.seconds)
        if step.link is None:
            return OpenEvent(id=UUID(int=number), at=at, delivery=delivery, client=client, method=step.method)
        return ClickEvent(
            id=UUID(int=number),
            at=at,
            delivery=delivery,
            client=client,
            method=step.method,
            link=Link(url=f"https://shop.example/{step.link}", index=step.link),
            link_count=self.links,
        )


def judged(fixture: Fixture, classifier: Classifier) -> list[tuple[Step, Verdict]]:
    """Judge a delivery as a whole."""
    verdicts = classifier.judge(fixture.events)
    return [(step, verdicts[event.id]) for step, event in zip(fixture.steps, fixture.events, strict=True)]


def wrong(fixture: Fixture, classifier: Classifier) -> list[str]:
    """Return what is wrong about the verdicts on a delivery, one sentence for each request."""
    return [
        f"{fixture.name}, after {step.seconds:g} s: {verdict.agent.value}, {verdict.human.value} "
        f"({', '.join(evidence.name for evidence in verdict.evidence)})"
        for step, verdict in judged(fixture, classifier)
        if verdict.agent not in step.agents or verdict.human not in step.human
    ]


def report(fixtures: Sequence[Fixture], classifier: Classifier) -> Section:
    """Lay out every delivery with its source and the verdicts."""
    rows: list[tuple[str, ...]] = []
    failures = 0
    for fixture in fixtures:
        errors = wrong(fixture, classifier)
        failures += bool(errors)
        rows.append(
            (
                fixture.name,
                _verdicts([verdict for _, verdict in judged(fixture, classifier)]),
                "; ".join(errors) or "right",
                fixture.source,
            )
        )
    head = ("what happened", "verdicts", "", "source")
    check = Check(what="deliveries with a wrong verdict", value=float(failures), limit=0, unit="")
    return Section(key="fixtures", body=table(head, rows, texts=4), checks=(check,))


def _verdicts(verdicts: Sequence[Verdict]) -> str:
    texts = [f"{verdict.agent.value}: {verdict.human.value} {verdict.confidence:.2f}" for verdict in verdicts]
    counts = [(text, texts.count(text)) for text in dict.fromkeys(texts)]
    return ", ".join(text if count == 1 else f"{count} x {text}" for text, count in counts)
