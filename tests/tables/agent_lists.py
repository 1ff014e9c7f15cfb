"""The public lists of agents in the folder of test data, read for the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

__all__ = ["Corpora", "Pattern", "yaml_agents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One pattern of crawler-user-agents, with the agents it was made for."""

    text: str
    agents: tuple[str, ...]
    tags: frozenset[str]
    since: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpora:
    """What the folder holds: robots to take names from, and people who must not be met by any name."""

    patterns: tuple[Pattern, ...]
    crawlers: tuple[str, ...]
    isbot: tuple[str, ...]
    people: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Corpora | None:
        """Read the lists below a folder; None when they are not there."""
        listed = folder / "ua" / "crawler-user-agents.json"
        if not listed.is_file():
            return None
        rows = cast("list[dict[str, Any]]", json.loads(listed.read_bytes()))
        patterns = tuple(
            Pattern(
                text=row["pattern"],
                agents=tuple(row["instances"]),
                tags=frozenset(row["tags"]),
                since=row.get("addition_date", "").replace("/", "-"),
                page=row.get("url", "").strip(),
            )
            for row in rows
        )
        people = {
            agent: f"a browser ({section}, isbot)"
            for section, agent in yaml_agents(folder / "ua" / "isbot-browsers.yml")
            if not section.startswith("ZZZ")
        }
        requests = folder / "requests" / "labelled_requests.jsonl"
        for line in requests.read_text(encoding="utf-8").splitlines():
            request = cast("dict[str, Any]", json.loads(line))
            if request["label"] in {"human", "undecidable_by_agent"} and request["ua"]:
                people[request["ua"]] = f"a person ({request['source']})"
        return cls(
            patterns=patterns,
            crawlers=tuple(agent for pattern in patterns for agent in pattern.agents),
            isbot=tuple(agent for _, agent in yaml_agents(folder / "ua" / "isbot-crawlers.yml")),
            people=people,
        )


def yaml_agents(path: Path) -> list[tuple[str, str]]:
    """Read isbot's lists, which use little of YAML: sections, and one quoted or plain agent a line."""
    rows: list[tuple[str, str]] = []
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("  - "):
            agent = line[4:]
            rows.append((section, agent[1:-1] if agent[0] == agent[-1] in "\"'" else agent))
        else:
            section = line.strip("\":'")
    return rows
