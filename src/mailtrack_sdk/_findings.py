"""What a survey of HTML source finds: links, images, and where the body begins and ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from mailtrack_sdk._grammar import Unterminated
from mailtrack_sdk._tags import Attribute, Tag

__all__ = ["LinkTag", "Markup"]


class LinkTag(NamedTuple):
    """One link of the source.

    Attributes:
        html: The source all positions refer to.
        name: Name of its element in lower case: ``a``, ``area``, or one of VML such as ``v:rect``.
        start: Index of its ``<``.
        text_start: Index of the first character after its start tag.
        value_start: Index of the first character of its target; it may be empty.
        value_stop: Index after the last.
        hidden: Whether a browser does not see the link: it is in a conditional comment, or VML.
        plain: Whether it is known to have no attributes but its target and looks (`LOOKS`).
        text_stop: Index of the ``</a``, ``<a`` or ``</body`` that follows, else the end of the document or
            of the conditional comment. Equal to ``text_start`` for elements without text (area, VML).
    """

    html: str
    name: str
    start: int
    text_start: int
    value_start: int
    value_stop: int
    hidden: bool
    plain: bool
    text_stop: int

    @property
    def tag(self) -> Tag:
        """Its start tag."""
        return Tag(name=self.name, start=self.start, stop=self.text_start, html=self.html)

    @property
    def raw(self) -> str:
        """The source text of its target."""
        return self.html[self.value_start : self.value_stop]

    @property
    def quote(self) -> str:
        """The quote character around its target, or nothing."""
        before = self.html[self.value_start - 1]
        return before if before in "\"'" else ""

    @property
    def href(self) -> Attribute:
        """The attribute with the target."""
        return Attribute(
            name="href", raw=self.raw, start=self.value_start, stop=self.value_stop, quote=self.quote
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """What one document holds that matters to tracking; all positions are indexes into its source.

    Attributes:
        html: The source.
        links: Links in the order of the source, hidden ones in their place.
        image_places: Start and stop of each ``<img>`` tag, in the order of the source.
        hidden_image_places: Those of the ``<img>`` tags that are inside conditional comments.
        body_open: Index after the first ``<body>`` tag, or None.
        body_close: Index of the last ``</body>`` tag, or None. Those in comments or raw text do not count.
        html_close: Index of the last ``</html>`` tag, or None.
        open_end: Where markup can be appended and be alive: the end of the source, or the start of the
            construct that never closes.
        unterminated: What the document ends inside of, or None.
        has_frameset: Whether there is a ``<frameset>`` tag: such a document shows no body.
        has_drawing: Whether there is an ``<svg>`` or ``<math>`` tag.
    """

    html: str
    links: tuple[LinkTag, ...]
    image_places: tuple[tuple[int, int], ...]
    hidden_image_places: tuple[tuple[int, int], ...]
    body_open: int | None
    body_close: int | None
    html_close: int | None
    open_end: int
    unterminated: Unterminated | None
    has_frameset: bool
    has_drawing: bool

    @property
    def images(self) -> tuple[Tag, ...]:
        """The ``<img>`` tags a browser sees."""
        return tuple(Tag(name="img", start=at, stop=stop, html=self.html) for at, stop in self.image_places)

    @property
    def hidden_images(self) -> tuple[Tag, ...]:
        """The ``<img>`` tags inside conditional comments."""
        places = self.hidden_image_places
        return tuple(Tag(name="img", start=at, stop=stop, html=self.html) for at, stop in places)
