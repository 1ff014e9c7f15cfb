"""Tell SVG and MathML elements from HTML ones while scanning, without building a tree.

Only documents that contain ``<svg`` or ``<math`` need this: inside them ``<style>`` is markup,
``<![CDATA[`` is text, and ``<a href>`` is not the HTML link. Whether a tag is inside depends on the
stack of open elements, so this module keeps one: names and positions, nothing else. Each question
("is a ``<td>`` open above the nearest table?") is answered from lists of positions, so a tag costs
constant time on average, however deep or broken the document is.

It follows the tree construction of https://html.spec.whatwg.org/multipage/parsing.html (read 2026-07)
except for implied end tags and the reopening of formatting elements, which decide in rare soup only.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

_HTML: Final = "html"
# Void elements, and those that never matter for what is foreign: their end tags close nothing.
_UNSTACKED: Final = frozenset(
    "area base basefont bgsound body br col embed frame frameset head hr html image img input keygen link "
    "meta param source track wbr".split()
)
# Start tags that end foreign content.
_BREAKOUT: Final = frozenset(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing "
    "menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var".split()
)
_FORMATTING: Final = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_SPECIAL: Final = frozenset(
    "address applet article aside blockquote button caption center colgroup dd details dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup li listing main marquee menu nav "
    "noscript object ol p pre search section select summary table tbody td template tfoot th thead "
    "tr ul".split()
)
_SCOPE: Final = frozenset("applet caption marquee object select table td template th".split())
_SVG_INTEGRATION: Final = frozenset({"desc", "foreignobject", "title"})
_MATH_TEXT: Final = frozenset({"mi", "mn", "mo", "ms", "mtext"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROW_GROUPS: Final = frozenset({"tbody", "tfoot", "thead"})
_TABLE_PARTS: Final = _ROW_GROUPS | {"caption", "colgroup", "td", "th", "tr"}


class _Group:
    """Keys under which positions of many names are listed together; no element has such a name."""

    HTML = "<html>"
    SPECIAL = "<special>"
    SCOPE = "<scope>"
    TABLE = "<table>"
    ROWS = "<rows>"
    HEADING = "<heading>"
    EXIT = "<exit>"


class _Element(NamedTuple):
    """One open element: its namespace and name, what may come inside, where its position is listed."""

    space: str
    name: str
    integration: bool
    keys: tuple[str, ...]


class OpenElements:
    """The open elements of one document, as far as they decide which tags are foreign."""

    __slots__ = ("_positions", "_stack")

    def __init__(self) -> None:
        """Start with an empty document."""
        self._stack: list[_Element] = []
        self._positions: defaultdict[str, list[int]] = defaultdict(list)

    @property
    def foreign(self) -> bool:
        """Whether the innermost open element is SVG or MathML, so that CDATA sections exist."""
        return bool(self._stack) and self._stack[-1].space != _HTML

    def start(self, name: str, *, self_closing: bool, leads_to_html: bool) -> bool:
        """Take a start tag.

        Args:
            name: Lower-cased name of the tag.
            self_closing: Whether the tag ends in a solidus of its own.
            leads_to_html: For ``font``: it has a colour, face or size; for ``annotation-xml``: its encoding
                is HTML. Not looked at for other names.

        Returns:
            Whether the element is an HTML element.
        """
        if not self._goes_to_html(name):
            if name not in _BREAKOUT and not (name == "font" and leads_to_html):
                if not self_closing:
                    self._push_foreign(self._stack[-1].space, name, leads_to_html=leads_to_html)
                return False
            self._close_down_to(self._top(_Group.EXIT) + 1)
        if name in {"svg", "math"}:
            if not self_closing:
                self._push_foreign(name, name, leads_to_html=False)
            return False
        if name in _TABLE_PARTS:
            self._push_table_part(name)
        elif name not in _UNSTACKED:
            if name == "a":
                # A link begins where the one before it ends, whether or not that was closed.
                self._end_html(name)
            self._push_html(name)
        return True

    def end(self, name: str) -> None:
        """Take an end tag.

        Args:
            name: Lower-cased name of the tag.
        """
        if self.foreign:
            if name in {"br", "p"}:
                self._close_down_to(self._top(_Group.EXIT) + 1)
            else:
                position = self._top(_foreign_key(name))
                if position > self._top(_Group.HTML):
                    self._close_down_to(position)
                    return
        self._end_html(name)

    def _goes_to_html(self, name: str) -> bool:
        """Whether the innermost element hands this start tag to the rules for HTML."""
        if not self._stack:
            return True
        space, current, integration, _ = self._stack[-1]
        if space == _HTML:
            return True
        if integration:
            return current not in _MATH_TEXT or name not in {"malignmark", "mglyph"}
        return current == "annotation-xml" and name == "svg"

    def _end_html(self, name: str) -> None:
        # The end tag of any heading closes the innermost heading.
        position = self._top(_Group.HEADING if name in _HEADINGS else name)
        if position < 0:
            return
        if name == "table" or name in _TABLE_PARTS:
            closes = position >= self._top(_Group.TABLE)
        elif name == "template":
            closes = True
        elif name in _FORMATTING:
            self._end_formatting(position)
            return
        elif name == "form":
            # Only the form itself leaves the stack; what is open inside stays open.
            if position >= self._top(_Group.SCOPE):
                self._forget(position)
            return
        elif name in _SPECIAL:
            closes = position >= self._top(_Group.SCOPE)
        else:
            closes = position >= self._top(_Group.SPECIAL)
        if closes:
            self._close_down_to(position)

    def _end_formatting(self, position: int) -> None:
        """Close <b> and its like: blocks opened inside stay open, without it (the "adoption agency")."""
        if position < self._top(_Group.SCOPE):
            return
        block = self._top(_Group.SPECIAL)
        if block > position:
            self._close_down_to(block + 1)
            self._forget(position)
        else:
            self._close_down_to(position)

    def _push_table_part(self, name: str) -> None:
        """Open a part of a table, with the parts it implies; outside a table it is nothing."""
        base = self._top(_Group.TABLE)
        if base < 0:
            return
        if name in {"td", "th"}:
            if self._top("tr") < base:
                self._push_table_part("tr")
            context = self._top("tr")
        elif name == "tr":
            if self._top(_Group.ROWS) < base:
                self._push_table_part("tbody")
            context = self._top(_Group.ROWS)
        else:
            context = base
        self._close_down_to(context + 1)
        self._push_html(name)

    def _push_html(self, name: str) -> None:
        keys = [name, _Group.HTML, _Group.EXIT]
        if name in _SPECIAL:
            keys.append(_Group.SPECIAL)
        if name in _SCOPE:
            keys.append(_Group.SCOPE)
        if name in {"table", "template"}:
            keys.append(_Group.TABLE)
        elif name in _ROW_GROUPS:
            keys.append(_Group.ROWS)
        elif name in _HEADINGS:
            keys.append(_Group.HEADING)
        self._push(_Element(_HTML, name, integration=False, keys=tuple(keys)))

    def _push_foreign(self, space: str, name: str, *, leads_to_html: bool) -> None:
        annotation = space == "math" and name == "annotation-xml"
        integration = name in (_SVG_INTEGRATION if space == "svg" else _MATH_TEXT) or (
            annotation and leads_to_html
        )
        keys = [_foreign_key(name)]
        if integration:
            keys.append(_Group.EXIT)
        if integration or annotation:
            keys += (_Group.SPECIAL, _Group.SCOPE)
        self._push(_Element(space, name, integration=integration, keys=tuple(keys)))

    def _push(self, element: _Element) -> None:
        position = len(self._stack)
        self._stack.append(element)
        for key in element.keys:
            self._positions[key].append(position)

    def _top(self, key: str) -> int:
        """Position of the innermost open element listed under a key, -1 when there is none."""
        positions = self._positions.get(key)
        return positions[-1] if positions else -1

    def _close_down_to(self, height: int) -> None:
        """Pop elements until that many are left; forgotten ones go with what lay on them."""
        stack = self._stack
        while stack and (len(stack) > height or not stack[-1].name):
            for key in stack.pop().keys:
                self._positions[key].pop()

    def _forget(self, position: int) -> None:
        """Take one element out from under others: its name is no longer open, its place stays."""
        element = self._stack[position]
        self._positions[element.name].pop()
        self._stack[position] = element._replace(name="", keys=element.keys[1:])
        self._close_down_to(len(self._stack))


def _foreign_key(name: str) -> str:
    """Key of an SVG or MathML element, apart from the HTML element of the same name."""
    return "/" + name
