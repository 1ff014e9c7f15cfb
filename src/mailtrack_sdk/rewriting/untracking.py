"""Undo tracking: own pixels out, own links back to where they led."""

from __future__ import annotations

from mailtrack_sdk.endpoints import Endpoints, OwnLink, OwnPixel
from mailtrack_sdk.markup import Markup, decode_attribute, scan
from mailtrack_sdk.rewriting.body import Body, Html
from mailtrack_sdk.rewriting.copy import escaped, spliced
from mailtrack_sdk.rewriting.links import is_bare_in_comment
from mailtrack_sdk.urls import clean_target

__all__ = ["untracked"]


def untracked(body: Body[Html], endpoints: Endpoints) -> Html:
    """Return the body without these endpoints' markup, or the same object when there is none.

    Only what the keys verify is touched: a URL that merely looks like one of ours stays.
    """
    if body.problem is not None:
        return body.source
    markup: Markup = scan(body.text)
    changes: list[tuple[int, int, str]] = []
    for image in (*markup.images, *markup.hidden_images):
        source = image.get("src")
        if source is not None and isinstance(_own(body, source.raw, endpoints), OwnPixel):
            changes.append((image.start, image.stop, ""))
    for link in markup.links:
        own = _own(body, link.href.raw, endpoints)
        if isinstance(own, OwnLink):
            bare = is_bare_in_comment(body.text, link)
            changes.append((link.href.start, link.href.stop, escaped(own.link.url, bare_in_comment=bare)))
    return spliced(body, changes)


def _own(body: Body[Html], raw: str, endpoints: Endpoints) -> OwnLink | OwnPixel | None:
    return endpoints.read_own(clean_target(decode_attribute(body.real(raw))))
