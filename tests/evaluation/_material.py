"""What the evaluation reads: labelled requests and lists of agents, from a folder beside the repository."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from mailtrack_sdk.classification import Agent
from mailtrack_sdk.events import ClickEvent, OpenEvent, RequestEvent
from mailtrack_sdk.models import Client, Delivery, Link

__all__ = ["Corpus", "Material", "Row", "click_of", "material", "parse_row", "yaml_agents"]

SENT = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
DELIVERY = Delivery("evaluation", "u-1", sent_at=SENT)
LINK = Link(url="https://shop.example/offer", index=0)

_LATER = 3600.0
"""Seconds after the send for rows that do not say: long after every window of the rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One labelled request.

    Args:
        agent: The User-Agent header.
        address: The client's address, if it was told.
        method: GET unless told otherwise.
        kind: "open", "click", or None for either.
        headers: Lower-case names; None when none were recorded.
        seconds: Since the send, if that was told.
        label: What it was.
        sublabel: More exactly.
        accept: Which agents of a verdict count as right.
        person: Whether a person caused it; None when nobody knows.
        source: Where the row comes from.
    """

    agent: str | None
    address: str | None = None
    method: str = "GET"
    kind: str | None = None
    headers: Mapping[str, str] | None = None
    seconds: float | None = None
    label: str
    sublabel: str = ""
    accept: frozenset[Agent] = frozenset()
    person: bool | None = None
    source: str = ""

    @property
    def is_mail_client(self) -> bool:
        """Whether a person's mail program sent it."""
        return self.label == "human" and "mail" in self.sublabel

    @property
    def events(self) -> tuple[RequestEvent, ...]:
        """The request as an event: one, or an open and a click when it may have been either."""
        client = Client(agent=self.agent, address=self.address, headers=self.headers)
        at = SENT + timedelta(seconds=_LATER if self.seconds is None else self.seconds)
        opened = OpenEvent(id=UUID(int=1), at=at, delivery=DELIVERY, client=client, method=self.method)
        clicked = ClickEvent(
            id=UUID(int=2), at=at, delivery=DELIVERY, client=client, method=self.method, link=LINK
        )
        if self.kind == "open":
            return (opened,)
        return (clicked,) if self.kind == "click" else (clicked, opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A list of agents that are all the same sort of thing.

    Args:
        name: What the tables call it.
        robots: Whether they are robots; otherwise browsers and apps of people.
        agents: The section of the list that an agent stands in, and the agent.
    """

    name: str
    robots: bool
    agents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that was found.

    Args:
        rows: Labelled requests, of all files together.
        files: The files they come from, with the number of rows.
        strangers: How many lines had another form.
        corpora: Lists of agents; those that are missing are left out.
    """

    rows: tuple[Row, ...]
    files: tuple[tuple[str, int], ...]
    strangers: int
    corpora: tuple[Corpus, ...]


def material(folder: Path | None = None) -> Material:
    """Read what lies in a folder.

    Args:
        folder: Holds `requests/*.jsonl` and `ua/`; None for the folder that the environment variable
            MAILTRACK_DATA names, or else `../shared/data` beside the repository.
    """
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = folder or Path(os.environ.get("MAILTRACK_DATA") or beside)
    rows: list[Row] = []
    files: list[tuple[str, int]] = []
    strangers = 0
    for path in sorted((folder / "requests").glob("*.jsonl")):
        found = [parse_row(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        known = [row for row in found if row is not None]
        rows += known
        strangers += len(found) - len(known)
        files.append((path.name, len(known)))
    return Material(
        rows=tuple(rows), files=tuple(files), strangers=strangers, corpora=tuple(_corpora(folder / "ua"))
    )


def parse_row(line: str) -> Row | None:
    """Read one line of JSON; None when it is not a labelled request."""
    try:
        value: object = json.loads(line)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    row = cast("dict[str, Any]", value)
    if not {"ua", "label", "accept"} <= row.keys():
        return None
    recorded = cast("dict[str, Any]", row.get("headers") or {})
    headers = {name.lower(): str(text) for name, text in recorded.items()}
    return Row(
        agent=row["ua"],
        address=row.get("ip") or None,
        method=row.get("method") or "GET",
        kind=row.get("kind"),
        headers=headers or None,
        seconds=row.get("seconds_since_send"),
        label=row["label"],
        sublabel=row.get("sublabel") or "",
        accept=frozenset(Agent[name] for name in row["accept"] if name in Agent.__members__),
        person=row.get("human_action"),
        source=row.get("source") or "",
    )


def _corpora(folder: Path) -> Iterator[Corpus]:
    crawlers = folder / "crawler-user-agents.json"
    if crawlers.is_file():
        patterns = cast("list[dict[str, Any]]", json.loads(crawlers.read_bytes()))
        agents = tuple(
            (", ".join(row.get("tags") or ["none"]), agent) for row in patterns for agent in row["instances"]
        )
        yield Corpus(name="crawler-user-agents, instances", robots=True, agents=agents)
    for name, robots in (("isbot-crawlers", True), ("isbot-browsers", False)):
        path = folder / f"{name}.yml"
        if path.is_file():
            yield Corpus(name=name, robots=robots, agents=tuple(yaml_agents(path.read_text("utf-8"))))


def yaml_agents(text: str) -> Iterator[tuple[str, str]]:
    """Read isbot's lists, which use little of YAML: sections, and one quoted or plain agent a line."""
    section = ""
    for line in text.splitlines():
        if line.startswith("  - "):
            agent = line[4:]
            yield section, agent[1:-1] if agent[0] == agent[-1] in "\"'" else agent
        else:
            section = line.strip("\":'")


def click_of(agent: str) -> ClickEvent:
    """Make the event of a link that was followed by an agent about which nothing else is known."""
    at = SENT + timedelta(seconds=_LATER)
    return ClickEvent(id=UUID(int=2), at=at, delivery=DELIVERY, client=Client(agent=agent), link=LINK)
