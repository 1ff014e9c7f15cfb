"""What `mailtrack classify` has to say about a request: for people, and for a program."""

from __future__ import annotations

import json
from textwrap import fill

from mailtrack_sdk.classification import Verdict
from mailtrack_sdk.command.terminal import Paint, harmless, short

__all__ = ["as_json", "as_sentence", "as_text"]


def as_json(verdict: Verdict, *, kind: str, line: int | None = None, delivery: str | None = None) -> str:
    """Return a verdict as one line of JSON, in ASCII without control characters.

    Args:
        verdict: The verdict.
        kind: "open" or "click".
        line: The number of the line that describes the request, if it came as one.
        delivery: The name of the delivery it was judged with, if there is one.
    """
    whole = {
        **({} if line is None else {"line": line}),
        **({} if delivery is None else {"delivery": delivery}),
        "kind": kind,
        "agent": verdict.agent.value,
        "human": verdict.human.value,
        "confidence": verdict.confidence,
        "evidence": [
            {"name": reason.name, "weight": reason.weight, "text": reason.text} for reason in verdict.evidence
        ],
        "provisional": verdict.provisional,
        "events_seen": verdict.events_seen,
        "rules_version": verdict.rules_version,
        "explanation": verdict.explain(),
    }
    return json.dumps(whole).replace("\x7f", "\\u007f") + "\n"


def as_text(verdict: Verdict, *, paint: Paint, width: int) -> str:
    """Return a verdict for people: in sentences, and the evidence by name and weight.

    Args:
        verdict: The verdict.
        paint: Colours, or none.
        width: Most characters of a line.
    """
    lines = [fill(harmless(verdict.explain()), width), "", paint.strong("Evidence")]
    lines += [f"  {reason.weight:.2f}  {harmless(reason.name)}" for reason in verdict.evidence] or ["  none"]
    return "".join(f"{line}\n" for line in lines)


def as_sentence(verdict: Verdict, *, line: int, delivery: str | None, paint: Paint) -> str:
    """Return a verdict as one line for people.

    Args:
        verdict: The verdict.
        line: The number of the line that describes the request.
        delivery: The name of the delivery it was judged with, if there is one.
        paint: Colours, or none.
    """
    where = f"Line {line}" if delivery is None else f"Line {line} ({short(delivery, 40)})"
    return f"{paint.strong(f'{where}:')} {harmless(verdict.explain())}\n"
