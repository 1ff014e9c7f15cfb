"""The pixel's markup, and where it goes in a body of a given size."""

from __future__ import annotations

from mailtrack_sdk.rewriting.rules import PixelPosition, RewriteRules

__all__ = ["OPENS_OFF", "insertions", "markup", "placed"]

OPENS_OFF = "the delivery's mode for opens is OFF"

# alt="": screen readers skip it and nothing shows when images are blocked. No display:none (Gmail
# does not load such images, Mautic #2193) and no loading="lazy" (one at the bottom may never load).
# position:absolute takes it out of the text: in a line of its own it moves the mail by the height of
# that line, measured in Chromium. A program that drops the property shows that line.
_HEAD = '<img src="'
_TAIL = (
    '" alt="" width="1" height="1" border="0" '
    'style="position:absolute;width:1px;height:1px;border:0;margin:0;padding:0">'
)


def markup(url: str) -> str:
    """Return the image tag for a pixel URL."""
    return f"{_HEAD}{url}{_TAIL}"


def placed(
    size: int, *, rules: RewriteRules, top: int | None, bottom: int | None
) -> tuple[PixelPosition, str | None]:
    """Decide where the pixel goes.

    Args:
        size: Size of the body in bytes with links and one pixel rewritten.
        rules: The choices in force.
        top: Where a pixel at the top would go, None when there is no place.
        bottom: Where one at the bottom would go, None when there is no place.

    Returns:
        The position, and why it is not the one of the rules, or None.
    """
    wanted = rules.pixel
    if wanted is PixelPosition.NONE:
        return wanted, "the rules ask for none"
    if bottom is None:
        return (
            PixelPosition.NONE,
            "there is no place for one: a frameset, a drawing that never closes, or an unreadable body",
        )
    if top is None:
        reason = None if wanted is PixelPosition.BOTTOM else "there is no <body> to put it right after"
        return PixelPosition.BOTTOM, reason
    if wanted is PixelPosition.BOTTOM and size > rules.clip_at:
        return PixelPosition.TOP, f"Gmail clips a body of {size} bytes, and a pixel at its bottom with it"
    return wanted, None


def insertions(position: PixelPosition, *, top: int | None, bottom: int | None) -> tuple[int, ...]:
    """List the places in the source where a pixel is inserted, in order."""
    places = {
        PixelPosition.NONE: (),
        PixelPosition.TOP: (top,),
        PixelPosition.BOTTOM: (bottom,),
        PixelPosition.BOTH: (top, bottom),
    }[position]
    # In a broken document the body may end before it begins.
    return tuple(sorted(place for place in places if place is not None))
