"""A delivered mail as its reader has it: the body that is shown, its links, its pixel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from functools import cached_property
from typing import cast

from mailtrack_sdk._mime_bytes import is_mail
from mailtrack_sdk.errors import (
    ArgumentError,
    InvalidSignatureError,
    MalformedTokenError,
    UnsupportedTokenError,
)
from mailtrack_sdk.markup import LinkTag, decode_attribute, scan, text_of
from mailtrack_sdk.message import TrackedMessage
from mailtrack_sdk.outcomes import Ignored, IgnoredReason
from mailtrack_sdk.rewriting import LinkReport, Rewritten
from mailtrack_sdk.rewriting.body import body_of_bytes
from mailtrack_sdk.rewriting.links import NAME_ATTRIBUTE
from mailtrack_sdk.testing._simulated import SimulatedClient
from mailtrack_sdk.tokens import TokenSigner
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.urls import clean_target, is_web_url, split_url
from mailtrack_sdk.web import Request

__all__ = [
    "Content",
    "DeliveredMail",
    "InboxLink",
    "Recogniser",
    "Step",
    "body_shown",
    "recogniser",
    "reports",
]

Content = (
    str
    | bytes
    | Message
    | Rewritten[str]
    | Rewritten[bytes]
    | TrackedMessage[bytes]
    | TrackedMessage[Message]
    | TrackedMessage[EmailMessage]
)
"""A mail in any form in which a program has it."""
Recogniser = Callable[[str], bool]
"""Says of a URL whether it leads through the tracker."""
Step = tuple[timedelta, Request]
"""A request, and what passes before it."""

_LISTED = 20
"""Links that an error message names; a newsletter can have hundreds."""
_TOKEN_PATH = re.compile(r"/(o|c)/(?:[A-Za-z0-9][A-Za-z0-9._-]*/)?([A-Za-z0-9_.-]+)\Z")
_AT_ONCE = timedelta(0)
_SHAPES = TokenSigner("sixteen bytes, to look at shapes only")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLink:
    """One link that the reader of a mail sees.

    Args:
        index: Its place among the visible links, counted from 0 as `Rewritten.links` counts.
        url: Where it leads, as it stands in the mail.
        text: What the reader sees of it; empty for a picture.
        name: The author's name for it (`data-mailtrack-name`), or None.
    """

    index: int
    url: str
    text: str
    name: str | None = None

    @property
    def label(self) -> str:
        """What a person would call it: its text, else its name, else its place."""
        return repr(self.text or self.name or f"link {self.index}")


class DeliveredMail:
    """A mail in a mailbox, without anybody to open it.

    What a browser would find is found: nothing in comments, and of Outlook's own links none.

    Attributes:
        html: The body.
    """

    def __init__(self, html: str, is_ours: Recogniser) -> None:
        """Hold the body; it is read when it is first needed."""
        self.html = html
        self._is_ours = is_ours

    @cached_property
    def links(self) -> tuple[InboxLink, ...]:
        """Every visible link, tracked or not, in the order of the mail."""
        seen = (link for link in scan(self.html).links if not link.hidden)
        return tuple(_read(self.html, index, link) for index, link in enumerate(seen))

    @cached_property
    def tracked_links(self) -> tuple[InboxLink, ...]:
        """The links that lead through the tracker."""
        return tuple(link for link in self.links if self._leads_through(link.url))

    @cached_property
    def pixel(self) -> str | None:
        """The URL of the tracking pixel; None when the mail has none, as with the mode OFF."""
        sources = (image.get("src") for image in scan(self.html).images)
        urls = (clean_target(source.value) for source in sources if source is not None)
        return next((url for url in urls if self._leads_through(url)), None)

    def _leads_through(self, url: str) -> bool:
        return is_web_url(url) and self._is_ours(url)

    def _opened(self, client: SimulatedClient) -> Step:
        """Return the request of a client that shows the mail."""
        if self.pixel is None:
            raise ArgumentError(
                "the mail has no pixel of this tracker, so opening it asks for nothing: it was not tracked, "
                "or its mode for opens is OFF (mail.pixel is None then)"
            )
        return _AT_ONCE, client.open(self.pixel)

    def _clicked(
        self,
        client: SimulatedClient,
        link: str | None,
        ways: dict[str, str | int | None],
    ) -> Step:
        """Return the request of a client that follows one link."""
        found = self._found(link, ways)
        if not self._leads_through(found.url):
            raise ArgumentError(
                f"link {found.index} leads straight to {found.url!r}: "
                "it is not tracked, so nobody would see the click"
            )
        return _AT_ONCE, client.click(found.url)

    def _found(self, link: str | None, ways: dict[str, str | int | None]) -> InboxLink:
        given = {way: value for way, value in {"link": link, **ways}.items() if value is not None}
        if len(given) != 1:
            raise ArgumentError(
                "name the link in exactly one way: its text or name, or text, name, index or url"
            )
        ((way, value),) = given.items()
        for attribute in ("text", "name") if way == "link" else (way,):
            for candidate in self.links:
                if getattr(candidate, attribute) == value:
                    return candidate
        what = "no link" if way == "link" else f"no link with the {way}"
        raise ArgumentError(f"{what} {value!r}; {self.known}")

    @property
    def known(self) -> str:
        """Which links there are, in words, for an error that helps."""
        labels = [
            candidate.label
            if candidate.name is None or not candidate.text
            else f"{candidate.label} (name {candidate.name!r})"
            for candidate in self.links[:_LISTED]
        ]
        more = len(self.links) - len(labels)
        listed = ", ".join(labels) + (f" and {more} more" if more else "")
        return f"the mail has {listed or 'no links'}"

    def _all_clicked(self, client: SimulatedClient) -> Iterator[Step]:
        """Yield the requests of a client that follows every tracked link."""
        pause = _AT_ONCE if client.unasked is None else client.unasked.pause
        for number, link in enumerate(self.tracked_links):
            yield (pause if number else _AT_ONCE), client.click(link.url)

    def _swept(self, client: SimulatedClient) -> Iterator[Step]:
        """Yield the requests of a client that does what it does by itself."""
        sweep = client.unasked
        if sweep is None:
            raise ArgumentError(
                f"{client.name} does nothing by itself: somebody has to use it, with open, click or click_all"
            )
        requests = [self._opened(client)[1]] if sweep.images else []
        if sweep.links != 0:
            requests += [client.click(link.url) for link in self.tracked_links[: sweep.links]]
        for number, request in enumerate(requests):
            yield (sweep.pause if number else sweep.delay), request


def body_shown(mail: Content) -> str:
    """Return the HTML body of a mail in any form, as text.

    Raises:
        ArgumentError: Not a mail, or one without an HTML body.
    """
    source: object = mail
    if isinstance(source, TrackedMessage):
        source = cast("TrackedMessage[bytes]", source).message
    elif isinstance(source, Rewritten):
        source = cast("Rewritten[str]", source).html
    if isinstance(source, Message):
        return _html_part(source.as_bytes())
    if isinstance(source, bytes):
        return _html_part(source) if is_mail(source) else _decoded(source, None)
    if not isinstance(source, str):
        raise ArgumentError(
            "a mail must be an HTML body as str or bytes, a whole mail as bytes or EmailMessage, or what "
            f"rewrite, render or track gave; not {type(source).__name__}"
        )
    return source


def reports(mail: object) -> tuple[LinkReport, ...]:
    """Return what is known about why links were left alone: all of it, or nothing."""
    if isinstance(mail, TrackedMessage):
        return cast("TrackedMessage[bytes]", mail).report.links
    return cast("Rewritten[str]", mail).links if isinstance(mail, Rewritten) else ()


def recogniser(tracker: Tracker | None) -> Recogniser:
    """Return what tells tracking URLs: the tracker itself, or else their shape.

    The tracker refuses the method OPTIONS on its own paths and does not know any other path; it
    records neither, so asking leaves no trace.
    """
    if tracker is None:
        return _has_the_shape

    def is_ours(url: str) -> bool:
        outcome = tracker.handle(Request("OPTIONS", url))
        return isinstance(outcome, Ignored) and outcome.reason is IgnoredReason.METHOD

    return is_ours


def _has_the_shape(url: str) -> bool:
    found = _TOKEN_PATH.search(split_url(url)[1])
    if found is None:
        return False
    verify = _SHAPES.verify_open if found[1] == "o" else _SHAPES.verify_click
    try:
        verify(found[2])
    except (MalformedTokenError, UnsupportedTokenError):
        return False
    except InvalidSignatureError:
        pass  # the shape of a token, and by whom it was signed nobody here can tell
    return True


def _html_part(raw: bytes) -> str:
    """Find the body that a mail program shows, in the bytes that were delivered."""
    message = message_from_bytes(raw, policy=policy.default)
    part = message.get_body(("html",))
    if part is None:
        raise ArgumentError(
            "the mail has no HTML body, so there is no pixel to load and no link to click; "
            f"it is {message.get_content_type()}"
        )
    return _decoded(cast("bytes", part.get_payload(decode=True)), part.get_content_charset())


def _decoded(html: bytes, charset: str | None) -> str:
    body = body_of_bytes(html, charset)
    return body.real(body.text)


def _read(html: str, index: int, link: LinkTag) -> InboxLink:
    name = link.tag.get(NAME_ATTRIBUTE)
    return InboxLink(
        index=index,
        url=clean_target(link.href.value),
        text=text_of(html[link.text_start : link.text_stop]),
        name=None if name is None else decode_attribute(name.raw).strip() or None,
    )
