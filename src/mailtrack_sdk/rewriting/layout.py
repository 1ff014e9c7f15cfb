"""The fast way to a delivery's copy: everything joined beforehand but its two signatures.

All link URLs of a copy share one delivery part, so a body with its links rewritten is a list of
pieces with that part between them, and rendering is `part.join(pieces)`. The pixel splits the
list in two (or three, with one at each end).
"""

from __future__ import annotations

from dataclasses import dataclass

from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.copy import written_url
from mailtrack_sdk.rewriting.plan import Plan

__all__ = ["Layout", "make_layout"]


@dataclass(frozen=True, slots=True)
class Layout:
    """A body cut up where something of the delivery goes in.

    Args:
        groups: Pieces to be joined by the signed delivery part; the groups by the pixel.
        size: Size in bytes of all pieces.
        parts: How often the delivery part occurs.
    """

    groups: tuple[tuple[str, ...], ...]
    size: int
    parts: int

    def join(self, part: str, pixel: str) -> str:
        """Put a delivery's part and pixel in."""
        return pixel.join([part.join(group) for group in self.groups])


def make_layout(body: Body[Html], plan: Plan, *, prefix: str | None, pixels: tuple[int, ...]) -> Layout:
    """Cut a body up.

    Args:
        body: The body.
        plan: What was planned for it; it must not hold tracking markup already.
        prefix: What stands before the delivery part in link URLs, None to leave links alone.
        pixels: Where pixels go, in order.
    """
    text = body.text
    tracked = [link for link in plan.links if link.token is not None] if prefix is not None else []
    cuts = [(link.start, link.stop, link) for link in tracked] + [(place, place, None) for place in pixels]
    cuts.sort(key=lambda cut: cut[0])
    groups: list[tuple[str, ...]] = []
    pieces: list[str] = []
    piece, at, size = "", 0, body.size
    for start, stop, link in cuts:
        piece += text[at:start]
        at = stop
        if link is None:
            groups.append((*pieces, piece))
            pieces, piece = [], ""
            continue
        after = written_url(f".{link.token}", bare_in_comment=link.bare_in_comment)
        size += len(prefix or "") + len(after) - body.size_of(text[start:stop])
        pieces.append(f"{piece}{prefix}")
        piece = after
    groups.append((*pieces, piece + text[at:]))
    return Layout(tuple(groups), size, len(tracked))
