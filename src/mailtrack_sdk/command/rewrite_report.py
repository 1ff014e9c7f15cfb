"""What `mailtrack rewrite` has to say about a copy: for people, and for a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import fill

from mailtrack_sdk.command.advice import in_options
from mailtrack_sdk.command.identity import Identity
from mailtrack_sdk.command.reasons import WHY_A_LINK, WHY_A_PART
from mailtrack_sdk.command.terminal import Paint, harmless, short
from mailtrack_sdk.message import MessageReport, PartReport
from mailtrack_sdk.models import Delivery
from mailtrack_sdk.rewriting import LinkReport, Rewritten, Skip

__all__ = ["Copy", "as_json", "as_text"]

_MOST_ROWS = 500
"""Most links and parts that people are shown; all of them are in the JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy that was made.

    Args:
        name: The file it was made of, "-" for standard input.
        label: The same for people.
        kind: "mail" or "html".
        bytes_before: Size of the original.
        bytes_after: Size of the copy.
        is_changed: False when the copy is the original.
        identity: Whose URLs are in it.
        delivery: Who it is for.
        report: What was done.
        written_to: The file it was written to, "-" for standard output, None for nowhere.
    """

    name: str
    label: str
    kind: str
    bytes_before: int
    bytes_after: int
    is_changed: bool
    identity: Identity
    delivery: Delivery
    report: MessageReport | Rewritten[bytes]
    written_to: str | None

    @property
    def parts(self) -> tuple[PartReport, ...]:
        """The parts of a mail."""
        return self.report.parts if isinstance(self.report, MessageReport) else ()


def as_json(copy: Copy, *, urls: bool) -> str:
    """Return everything as one JSON object, in ASCII without control characters.

    Args:
        copy: The copy.
        urls: Whether with the tracked URLs.
    """
    delivery, report = copy.delivery, copy.report
    whole = {
        "source": copy.name,
        "type": copy.kind,
        "written_to": copy.written_to,
        "changed": copy.is_changed,
        "rehearsal": copy.identity.is_rehearsal,
        "base_url": copy.identity.base_url,
        "delivery": {
            "message_key": delivery.message_key,
            "recipient": delivery.recipient,
            "sent_at": delivery.sent_at.isoformat(),
            "opens": delivery.opens.value,
            "clicks": delivery.clicks.value,
            "preview": delivery.is_preview,
        },
        "bytes": {
            "before": copy.bytes_before,
            "after": copy.bytes_after,
            "difference": copy.bytes_after - copy.bytes_before,
        },
        "pixel": {
            "position": report.pixel.position.value,
            "reason": report.pixel.reason,
            **({"url": report.pixel.url} if urls else {}),
        },
        "tracked": sum(link.tracked_url is not None for link in report.links),
        "left_alone": {skip.value: number for skip, number in _left_alone(report.links)},
        "links": [_link_as_json(link, urls=urls) for link in report.links],
        "parts": [
            {
                "position": part.position,
                "content_type": part.content_type,
                "skipped": None if part.skipped is None else part.skipped.value,
                "why": None if part.skipped is None else WHY_A_PART[part.skipped],
            }
            for part in copy.parts
        ],
        "warnings": list(map(in_options, report.warnings)),
    }
    return json.dumps(whole, indent=2).replace("\x7f", "\\u007f") + "\n"


def _link_as_json(link: LinkReport, *, urls: bool) -> dict[str, object]:
    return {
        "index": link.index,
        "name": link.name,
        "text": link.text,
        "url": link.url,
        "hidden": link.hidden,
        "tracked": link.tracked_url is not None,
        "skipped": None if link.skipped is None else link.skipped.value,
        "why": None if link.skipped is None else WHY_A_LINK[link.skipped],
        **({"tracked_url": link.tracked_url} if urls else {}),
    }


def as_text(copy: Copy, *, urls: bool, paint: Paint, width: int) -> str:
    """Return everything for people.

    Args:
        copy: The copy.
        urls: Whether with the tracked URLs.
        paint: Colours, or none.
        width: Most characters of a line, where its content allows.
    """
    links, warnings = copy.report.links, map(in_options, copy.report.warnings)
    blocks = (
        _summary(copy, urls=urls, paint=paint),
        _headed("Parts", _parts(copy.parts, paint), paint),
        _headed("Links", _links(links, urls=urls, paint=paint, width=width), paint),
        _headed("Warnings", (paint.warning(_wrapped(text, width)) for text in warnings), paint),
        _ending(copy, paint=paint),
    )
    return "\n".join("".join(f"{line}\n" for line in lines) for lines in map(list, blocks) if lines)


def _headed(title: str, rows: Iterable[str], paint: Paint) -> Iterator[str]:
    """Put a heading above rows, if there are any."""
    for number, row in enumerate(rows):
        if number == 0:
            yield paint.strong(title)
        yield row


def _summary(copy: Copy, *, urls: bool, paint: Paint) -> Iterator[str]:
    delivery, report = copy.delivery, copy.report
    reader = "an anonymous reader" if delivery.recipient is None else short(str(delivery.recipient), 64)
    kind = "a mail" if copy.kind == "mail" else "an HTML body"
    yield paint.strong(
        f"{harmless(copy.label)}, {kind}: message {harmless(delivery.message_key)} for {reader}"
    )
    if copy.identity.is_rehearsal:
        yield paint.warning("A rehearsal, without key and base URL: the links of this copy lead nowhere.")
    elif delivery.is_preview:
        yield "A preview: its links work, and nothing is counted."
    difference = copy.bytes_after - copy.bytes_before
    yield f"Size    {copy.bytes_before:,} bytes before, {copy.bytes_after:,} after ({difference:+,})"
    reason = "" if report.pixel.reason is None else f" ({harmless(report.pixel.reason)})"
    yield f"Pixel   {report.pixel.position.value}{reason}"
    if urls and report.pixel.url is not None:
        yield f"        {harmless(report.pixel.url)}"
    left = _left_alone(report.links)
    tracked = len(report.links) - sum(number for _, number in left)
    if not report.links:
        yield "Links   none"
        return
    host = f" through {harmless(copy.identity.base_url)}" if tracked else ""
    yield f"Links   {paint.good(f'{tracked} tracked')}{host}, {len(report.links) - tracked} left alone"
    for skip, number in left:
        yield f"        {number} {skip.value}: {WHY_A_LINK[skip]}"


def _left_alone(links: Iterable[LinkReport]) -> list[tuple[Skip, int]]:
    """Count the links that were left alone by reason, the most frequent first."""
    return Counter(link.skipped for link in links if link.skipped is not None).most_common()


def _parts(parts: Sequence[PartReport], paint: Paint) -> Iterator[str]:
    rows = [(part.position or "-", short(part.content_type or "the whole mail", 40), part) for part in parts]
    shown = rows[:_MOST_ROWS]
    first = max((len(position) for position, _, _ in shown), default=0)
    second = max((len(kind) for _, kind, _ in shown), default=0)
    for position, kind, part in shown:
        if part.skipped is None:
            outcome = paint.good("tracked")
        else:
            outcome = f"{part.skipped.value}: {WHY_A_PART[part.skipped]}"
        yield f"  {position:<{first}}  {kind:<{second}}  {outcome}"
    yield from _more(len(rows))


def _links(links: Sequence[LinkReport], *, urls: bool, paint: Paint, width: int) -> Iterator[str]:
    """Give each link one line; the reason comes last, and only the target gives way to it."""
    shown = links[:_MOST_ROWS]
    kinds = ["tracked" if link.skipped is None else link.skipped.value for link in shown]
    names = [short(link.name or "", 20) for link in shown]
    texts = [short(link.text, 28) or "-" for link in shown]
    widths = [max(map(len, column), default=0) for column in (kinds, names, texts)]
    for link, *row in zip(shown, kinds, names, texts, strict=True):
        cells = [f"{cell:<{most}}" for cell, most in zip(row, widths, strict=True) if most]
        if link.skipped is None:
            cells[0] = paint.good(cells[0])
        why = [] if link.skipped is None else [WHY_A_LINK[link.skipped]]
        if link.hidden:
            why.append("seen by Outlook only")
        notes = f"  ({', '.join(why)})" if why else ""
        room = width - 5 - 2 * len(cells) - sum(widths) - len(notes)
        yield f"  {link.index:3}  {'  '.join(cells)}  {short(link.url, max(room, 24)) or '-'}{notes}"
        if urls and link.tracked_url is not None:
            yield f"       {harmless(link.tracked_url)}"
    yield from _more(len(links))


def _more(number: int) -> Iterator[str]:
    if number > _MOST_ROWS:
        yield f"  ... and {number - _MOST_ROWS:,} more; --json has them all"


def _wrapped(text: str, width: int) -> str:
    return fill(harmless(text), width, initial_indent="  ", subsequent_indent="  ")


def _ending(copy: Copy, *, paint: Paint) -> Iterator[str]:
    if not copy.is_changed:
        yield "Nothing had to change: the copy is the original, byte for byte."
    if copy.written_to not in (None, "-"):
        yield paint.strong(f"Written to {harmless(repr(copy.written_to))}")
