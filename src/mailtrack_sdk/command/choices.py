"""The choices about rewriting that a shell can make: `RewriteRules` as options."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.rewriting import PixelPosition, RewriteRules, Utm

__all__ = ["declare_choices", "rules_of"]


def declare_choices(parser: ArgumentParser) -> None:
    """Add the arguments that `rules_of` reads."""
    group = parser.add_argument_group("rewriting")
    group.add_argument(
        "--pixel",
        type=str.lower,
        choices=[position.value for position in PixelPosition],
        default=PixelPosition.BOTTOM.value,
        help="where the pixel goes (default: %(default)s)",
    )
    group.add_argument(
        "--plain-text",
        action="store_true",
        help="also track the links of a mail's plain text; its reader sees the long URLs",
    )
    group.add_argument(
        "--utm-source", metavar="NAME", help="give tracked links this utm_source (default: no UTM parameters)"
    )
    group.add_argument("--utm-medium", metavar="NAME", help="and this utm_medium (default: email)")
    group.add_argument("--utm-campaign", metavar="NAME", help="and this utm_campaign (default: none)")


def rules_of(asked: Namespace, *, kind: str) -> RewriteRules:
    """Make the rules that were asked for.

    Args:
        asked: What was asked for.
        kind: "mail" or "html".

    Raises:
        ArgumentError: A choice makes no sense by itself, or not for this kind.
    """
    if asked.plain_text and kind != "mail":
        raise ArgumentError("--plain-text is for a mail: an HTML body has no other text beside it")
    return RewriteRules(pixel=PixelPosition(asked.pixel), plain_text=asked.plain_text, utm=_utm_of(asked))


def _utm_of(asked: Namespace) -> Utm | None:
    if asked.utm_source is None:
        if asked.utm_medium is not None or asked.utm_campaign is not None:
            raise ArgumentError("--utm-medium and --utm-campaign go with a --utm-source: add it")
        return None
    medium = "email" if asked.utm_medium is None else asked.utm_medium
    return Utm(source=asked.utm_source, medium=medium, campaign=asked.utm_campaign)
