"""Read the links of a body: what each is, whether it may be tracked, and its number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from mailtrack_sdk.endpoints import OwnLink
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.markup import LOOKS, Attribute, LinkTag, Markup, decode_attribute, text_of
from mailtrack_sdk.models import Delivery, check_text
from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.context import Context
from mailtrack_sdk.rewriting.rules import Skip
from mailtrack_sdk.rewriting.skips import Suspects, has_placeholder, is_off, opted_out, skip_of_shape
from mailtrack_sdk.rewriting.utm import UTM_ATTRIBUTE
from mailtrack_sdk.urls import clean_target, is_ordinary_url, is_web_url

__all__ = ["NAME_ATTRIBUTE", "PlannedLink", "is_bare_in_comment", "number_links", "read_links"]

NAME_ATTRIBUTE = "data-mailtrack-name"
_MAX_TEXT_SOURCE = 4096
"""Longest piece of source that is read as the text of a link."""


@dataclass(slots=True)
class PlannedLink:
    """One link of the body and what will be done with it; filled in while it is planned.

    Args:
        start: Where its value begins in the scanned text.
        stop: Where its value ends.
        value: The value as the author wrote it, decoded.
        original: The target after a browser's clean-up; of a link that is ours already, where it leads;
            the value as it is when it is no web link.
        text: What the reader sees of it.
        hidden: Only Outlook sees it: inside a conditional comment, or VML.
        bare_in_comment: Unquoted at the end of a tag in a comment, where `--` would close the comment.
        name: The author's name for it.
        skip: Why it is left alone, or None.
        own: The delivery it was tracked for before, when it already is a URL of ours.
        has_utm: Whether it may get campaign parameters; the author can say no.
        index: Its number in the message.
        url: Where a click leads when it is tracked: the original, perhaps with campaign parameters.
        token: Its signed link part, when it is tracked.
    """

    start: int
    stop: int
    value: str
    original: str
    text: str
    hidden: bool
    bare_in_comment: bool
    name: str | None
    skip: Skip | None
    own: Delivery | None
    has_utm: bool = True
    index: int = -1
    url: str = ""
    token: str | None = None


def read_links(body: Body[Html], markup: Markup, context: Context, warnings: list[str]) -> list[PlannedLink]:
    """Read every link and decide about it; numbers and signatures come when all are known.

    Args:
        body: The body.
        markup: What was found in it.
        context: What it is read for.
        warnings: Where to say what was ignored.
    """
    # One loop with its common case written out: this is where rewriting spends its time.
    html, looks_own = body.text, context.endpoints.looks_own
    plain_is_plain = context.rules.opt_out.isdisjoint(LOOKS)
    links: list[PlannedLink] = []
    judged: list[tuple[PlannedLink, str, str]] = []
    for found in markup.links:
        _, _, _, text_start, start, stop, hidden, plain, text_stop = found
        value = target = html[start:stop]
        skip = name = own = None
        has_utm = True
        if "&" in value or not is_ordinary_url(value):
            value = decode_attribute(body.real(value))
            target = clean_target(value)
            skip = Skip.PLACEHOLDER if has_placeholder(value) else skip_of_shape(target)
        if looks_own(target):
            leads = context.endpoints.read_own(target)
            if isinstance(leads, OwnLink):
                own, target = leads.delivery, leads.link.url
        if not (plain and plain_is_plain):
            attributes = {attribute.name: attribute for attribute in found.tag.attributes}
            name = _name(body, attributes.get(NAME_ATTRIBUTE), warnings)
            has_utm = not is_off(attributes.get(UTM_ATTRIBUTE))
            if opted_out(attributes, context.rules):
                skip = Skip.OPT_OUT
        text = html[text_start : min(text_stop, text_start + _MAX_TEXT_SOURCE)]
        text = " ".join(text.split()) if _is_plain_text(text) else text_of(body.real(text))
        original = target if skip is None or is_web_url(target) else value
        bare = hidden and is_bare_in_comment(html, found)
        link = PlannedLink(start, stop, value, original, text, hidden, bare, name, skip, own, has_utm)
        links.append(link)
        if skip is None:
            # The author's text was judged when a link was wrapped; what counts then is its target.
            judged.append((link, target, text if own is None else ""))
    judge = context.judge(Suspects.among([(target, text) for _, target, text in judged]))
    for link, target, text in judged:
        link.skip = judge(target, text)
    return links


def _is_plain_text(source: str) -> bool:
    return "<" not in source and "&" not in source and "\0" not in source and source.isascii()


def _name(body: Body[Html], attribute: Attribute | None, warnings: list[str]) -> str | None:
    name = "" if attribute is None else decode_attribute(body.real(attribute.raw)).strip()
    if not name:
        return None
    try:
        check_text("name", name)
    except ArgumentError as error:
        warnings.append(f"a link name was ignored: {error}")
        return None
    return name


def is_bare_in_comment(text: str, found: LinkTag) -> bool:
    """Tell whether a value stands unquoted at the end of a tag where `-->` would end a comment."""
    stop = found.value_stop
    return found.hidden and not found.quote and text[stop : stop + 1] == ">"


def number_links(links: Sequence[PlannedLink]) -> None:
    """Number the links: visible ones in order, then those only Outlook sees (ruling 13).

    Each of those is the twin of the nearest visible link after it, else before it, with the same
    target, and shares its number and name; one without a twin gets the next free number.
    """
    free = count()
    hidden: list[tuple[int, PlannedLink]] = []
    for place, link in enumerate(links):
        if link.hidden:
            hidden.append((place, link))
        else:
            link.index = next(free)
    if not hidden:
        return
    places: dict[str, list[int]] = {}
    for place, link in enumerate(links):
        if not link.hidden:
            places.setdefault(link.original, []).append(place)
    for place, link in hidden:
        twins = places.get(link.original)
        if twins is None:
            link.index = next(free)
            continue
        after = bisect_left(twins, place)
        twin = links[twins[after] if after < len(twins) else twins[-1]]
        link.index, link.name = twin.index, link.name or twin.name
        # Twins lead to the same place: where one gets no parameters, the other gets none.
        link.has_utm = link.has_utm and twin.has_utm and twin.skip is None
