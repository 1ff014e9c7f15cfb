"""The URLs of one delivery by key, for template engines and for an ESP's own substitutions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.rewriting.report import LinkReport

__all__ = ["TemplateUrls", "check_fill", "link_key"]

_INLINE_PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="
"""Stands in where a delivery has no pixel: the source is shared, and nothing remote is loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateUrls:
    """The URLs of one delivery.

    Args:
        pixel: The pixel URL; an inline transparent image when the delivery has none.
        links: For each link the number, the name or None, and the URL that belongs into the mail.
    """

    pixel: str
    links: tuple[tuple[int, str | None, str], ...]

    @classmethod
    def of(cls, pixel: str | None, links: Iterable[LinkReport]) -> TemplateUrls:
        """Collect the URLs of a report: tracked where they are, else the target."""
        seen: dict[int, tuple[int, str | None, str]] = {}
        for link in sorted(links, key=lambda link: (link.index, link.hidden)):
            seen.setdefault(link.index, (link.index, link.name, link.tracked_url or link.url))
        return cls(pixel=pixel or _INLINE_PIXEL, links=tuple(seen.values()))

    def link(self, *, index: int | None = None, name: str | None = None) -> str:
        """Return the URL of one link by its number or its name.

        Raises:
            ArgumentError: Not exactly one of the two, or no such link.
        """
        if (index is None) == (name is None):
            raise ArgumentError("give exactly one of index and name")
        for number, called, url in self.links:
            if number == index or (name is not None and called == name):
                return url
        raise ArgumentError(
            f"no link with {'index' if name is None else 'name'} {index if name is None else name!r}"
        )

    def as_dict(self) -> dict[str, str]:
        """Return `pixel`, `link_0`, `link_1` ... as `Template.source` names them."""
        return {"pixel": self.pixel} | {link_key(index): url for index, _, url in self.links}


def link_key(index: int) -> str:
    """Return the key of a link in `TemplateUrls.as_dict`."""
    return f"link_{index}"


def check_fill(fill: Mapping[str, str] | None) -> None:
    """Raise `ArgumentError` unless `fill` maps placeholders to texts."""
    if fill is None:
        return
    if not isinstance(fill, Mapping):
        raise ArgumentError('fill must be a mapping such as {"{{action_url}}": "https://..."}')
    for key, value in fill.items():
        if not isinstance(key, str) or not isinstance(value, str) or not key:
            raise ArgumentError(f"fill must map placeholders to str values; {key!r} does not")
