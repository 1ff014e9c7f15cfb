"""Which parts of a mail are its body: the HTML that people see, and the plain text beside it."""

from __future__ import annotations

from collections.abc import Iterator

from mailtrack_sdk._mime import Part, PartSkip

__all__ = ["NO_HTML", "bodies", "boundaries", "leaves", "plain_text", "texts"]

NO_HTML = frozenset(
    {PartSkip.NOT_HTML, PartSkip.ATTACHMENT, PartSkip.ENCLOSED, PartSkip.AMP, PartSkip.CALENDAR}
)
"""Reasons of parts that are no HTML body, and hide none."""


def leaves(part: Part) -> Iterator[tuple[Part, PartSkip | None]]:
    """Yield every part that is not looked into, in order, with the reason it may not be tracked."""
    skip = part.skip
    if skip is not None or not part.children:
        yield part, skip
        return
    for child in part.children:
        yield from leaves(child)


def bodies(part: Part) -> Iterator[Part]:
    """Yield the HTML texts that mail programs show, the one they show first or only in front."""
    if part.skip is not None:
        return
    if not part.children:
        yield part
    for child in _by_preference(part):
        yield from bodies(child)


def texts(part: Part) -> Iterator[Part]:
    """Yield the plain texts that mail programs show, in the same order."""
    if part.is_plain_text:
        yield part
    elif part.skip is None:
        for child in _by_preference(part):
            yield from texts(child)


def plain_text(root: Part, html: Part | None) -> Part | None:
    """Return the plain text that says the same as the HTML body, or is the whole of the mail.

    Args:
        root: The mail.
        html: Its HTML body, None when it has none.

    Returns:
        The text among the alternatives of the HTML; without HTML the text of the mail. None where
        there is no such text, or where a part that could not be read may hold the real body.
    """
    if html is None:
        hides_none = all(skip in NO_HTML for _, skip in leaves(root))
        return next(texts(root), None) if hides_none else None
    around: list[tuple[Part, int]] = []
    part = root
    for number in html.path:
        around.append((part, number))
        part = part.children[number]
    for outer, number in reversed(around):
        if outer.content_type == "multipart/alternative":
            others = (child for child in outer.children if child.path[-1] != number)
            found = next((text for child in others for text in texts(child)), None)
            if found is not None:
                return found
    return None


def boundaries(root: Part, path: tuple[int, ...]) -> tuple[str, ...]:
    """Return the boundaries of the multiparts around a part; one that is yet to be chosen is left out."""
    found: list[str] = []
    part = root
    for number in path:
        if part.boundary is not None:
            found.append(part.boundary)
        part = part.children[number]
    return tuple(found)


def _by_preference(part: Part) -> list[Part]:
    if part.content_type == "multipart/alternative":
        # The last that a program understands is the richest (RFC 2046, 5.1.4).
        return part.children[::-1]
    if part.content_type == "multipart/related":
        # The others are what the root refers to (RFC 2387, 3.2).
        start = part.parameters.get("start")
        return sorted(
            part.children, key=lambda child: start is None or child.headers.first("content-id") != start
        )
    return part.children
