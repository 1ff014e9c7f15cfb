"""What `mailtrack judge` has to say about a store: for people, and for a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from mailtrack_sdk.classification import Agent, Human
from mailtrack_sdk.command.terminal import Paint, harmless
from mailtrack_sdk.engagement import JudgedAgain

__all__ = ["as_json", "as_text", "warnings_about"]

_Answer = tuple[Human, Agent]
_KeyT = TypeVar("_KeyT")

_WHO = {Human.YES: "a person", Human.NO: "software", Human.UNKNOWN: "unknown"}


def as_json(name: str, result: JudgedAgain, *, rules_version: int, dry_run: bool) -> str:
    """Return everything as one JSON object, in ASCII without control characters.

    Args:
        name: What the store is called.
        result: What was done.
        rules_version: By which rules.
        dry_run: Whether nothing was recorded.
    """
    changes: list[tuple[_Answer | None, _Answer, int]] = [
        *((None, answer, number) for answer, number in _most_first(result.new)),
        *((before, after, number) for (before, after), number in _most_first(result.changed)),
    ]
    whole = {
        "store": name,
        "dry_run": dry_run,
        "rules_version": rules_version,
        "events": result.events,
        "deliveries": result.deliveries,
        "recorded": 0 if dry_run else result.recorded,
        "new": sum(result.new.values()),
        "changed": sum(result.changed.values()),
        "renewed": result.renewed,
        "same": result.same,
        "first": result.first,
        "newer": result.newer,
        "better": result.better,
        "senders": result.senders,
        "changes": [
            {
                "from": None if before is None else _answer_as_json(before),
                "to": _answer_as_json(after),
                "events": number,
            }
            for before, after, number in changes
        ],
    }
    return json.dumps(whole, indent=2).replace("\x7f", "\\u007f") + "\n"


def _answer_as_json(answer: _Answer) -> dict[str, str]:
    human, agent = answer
    return {"human": human.value, "agent": agent.value}


def as_text(name: str, result: JudgedAgain, *, rules_version: int, dry_run: bool, paint: Paint) -> str:
    """Return everything for people.

    Args:
        name: What the store is called.
        result: What was done.
        rules_version: By which rules.
        dry_run: Whether nothing was recorded.
        paint: Colours, or none.
    """
    requests = _counted(result.events, "open or click", "opens and clicks")
    copies = _counted(result.deliveries, "delivery", "deliveries")
    lines = [paint.strong(f"{harmless(repr(name))}: {requests} of {copies}, rules version {rules_version}")]
    verb = "To be recorded" if dry_run else "Recorded"
    lines += _block(f"{verb}: {_counted(result.recorded, 'verdict', 'verdicts')}", _changes(result), paint)
    kept = result.same + result.first + result.newer + result.better + result.senders
    lines += _block(f"Left as they were: {_counted(kept, 'verdict', 'verdicts')}", _kept(result), paint)
    if dry_run:
        lines += ["", paint.warning("A dry run: nothing was recorded.")]
    return "".join(f"{line}\n" for line in lines)


def warnings_about(result: JudgedAgain, *, rules_version: int) -> Iterator[str]:
    """Say what looks as if another classifier than that of this release should have judged.

    Args:
        result: What was done by the rules of this release.
        rules_version: Their version.
    """
    name_it = "if your tracker has a Classifier of its own, name it: --classifier MODULE:NAME"
    if result.newer:
        yield (
            f"{_counted(result.newer, 'verdict is', 'verdicts are')} of newer rules than version "
            f"{rules_version}, which this release has; {name_it}"
        )
    lost = sum(
        number
        for (before, after), number in result.changed.items()
        if before[1] is Agent.SENDER and after[1] is not Agent.SENDER
    )
    if lost:
        yield (
            f"{_counted(lost, 'request', 'requests')} of senders by older rules: these rules take them for "
            f"others'; {name_it}"
        )


def _block(heading: str, rows: Iterable[tuple[int, str]], paint: Paint) -> Iterator[str]:
    yield ""
    yield paint.strong(heading)
    shown = [(f"{number:,}", text) for number, text in rows if number]
    width = max((len(number) for number, _ in shown), default=0)
    for number, text in shown:
        yield f"  {number:>{width}}  {text}"


def _changes(result: JudgedAgain) -> Iterator[tuple[int, str]]:
    for answer, number in _most_first(result.new):
        yield number, f"had none: {_spoken(answer)}"
    for (before, after), number in _most_first(result.changed):
        yield number, f"{_spoken(before)} -> {_spoken(after)}"
    yield result.renewed, "the same answer, by newer rules, for other reasons or with more events to go by"


def _kept(result: JudgedAgain) -> Iterator[tuple[int, str]]:
    yield result.same, "came out the same"
    yield result.first, "cannot be judged again: the copy's mode kept nothing of the client"
    yield result.newer, "made by newer rules"
    yield result.better, "made with more events to go by"
    yield result.senders, "say that the sender looked, which the classifier at hand does not know"


def _spoken(answer: _Answer) -> str:
    human, agent = answer
    return f"{_WHO[human]} ({agent.value.replace('_', ' ')})"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _most_first(counts: Mapping[_KeyT, int]) -> list[tuple[_KeyT, int]]:
    return sorted(counts.items(), key=lambda item: -item[1])
