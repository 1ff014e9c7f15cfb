"""A mailbox for tests: read a delivered mail, open it and click in it as a person or a machine would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar, cast, overload

from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.markup import LinkTag, decode_attribute, scan, text_of
from mailtrack_sdk.outcomes import Outcome
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.rewriting import Rewritten
from mailtrack_sdk.rewriting.body import body_of_bytes
from mailtrack_sdk.rewriting.links import NAME_ATTRIBUTE
from mailtrack_sdk.testing.clients import SimulatedClient
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.urls import clean_target, is_web_url
from mailtrack_sdk.web import Request, Response

__all__ = ["Inbox", "InboxLink", "InboxMail"]

Answer = TypeVar("Answer", bound=Response | Outcome)
"""What the server gives: a `Recorder` responses, a `Tracker` outcomes."""

_LISTED = 20
"""Links that an error message names; a newsletter can have hundreds."""
_METHOD_NOT_ALLOWED = 405


class Inbox(Generic[Answer]):
    """A mailbox whose mail you open and click with simulated clients.

    Requests go straight to the recorder or tracker, so a test needs no web server.

    Args:
        server: A `Recorder`, which answers with a `Response` and stores the event; or a `Tracker`,
            which answers with a `Hit` or `Ignored` and stores nothing. For an `AsyncRecorder` give
            its tracker, and await `recorder.save(outcome)`.
        clock: Tells when each request arrives; the tracker's own clock when left out.

    Raises:
        ArgumentError: Neither a recorder nor a tracker.

    Example:
        >>> from mailtrack_sdk import Delivery, Tracker
        >>> from mailtrack_sdk.testing import FrozenClock, clients
        >>> clock = FrozenClock()
        >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com", clock=clock)
        >>> delivery = Delivery("news-7", "u-1001", sent_at=clock())
        >>> inbox = Inbox(tracker)
        >>> mail = inbox.deliver(tracker.rewrite('<a href="https://example.com/">Read more</a>', delivery))
        >>> mail.open(clients.gmail_web).verdict.human.value
        'yes'
        >>> mail.click(clients.gmail_web, text="Read more").response.header("Location")
        'https://example.com/'
    """

    @overload
    def __init__(
        self: Inbox[Response], server: Recorder, *, clock: Callable[[], datetime] | None = None
    ) -> None: ...
    @overload
    def __init__(
        self: Inbox[Outcome], server: Tracker, *, clock: Callable[[], datetime] | None = None
    ) -> None: ...
    def __init__(self, server: Recorder | Tracker, *, clock: Callable[[], datetime] | None = None) -> None:
        """Remember where requests go; nothing is asked yet."""
        if not isinstance(server, (Recorder, Tracker)):
            raise ArgumentError(
                f"an Inbox needs a Recorder or a Tracker, not {type(server).__name__}; "
                "for an AsyncRecorder give its tracker, and await recorder.save(outcome)"
            )
        self._server = server
        self._clock = clock

    def deliver(self, html: str | bytes | Rewritten[str] | Rewritten[bytes]) -> InboxMail[Answer]:
        """Put a mail into the mailbox.

        Args:
            html: The HTML body as it was sent, or what `Tracker.rewrite` or `Template.render` gave; for a
                whole mail the body in the report of `Tracker.track`, `tracked.report.body`.

        Raises:
            ArgumentError: Something else, such as a whole message.
        """
        source: object = html.html if isinstance(html, Rewritten) else html
        if isinstance(source, bytes):
            body = body_of_bytes(source, None)
            source = body.real(body.text)
        if not isinstance(source, str):
            raise ArgumentError(f"html must be the HTML body as str or bytes, not {type(source).__name__}")
        return InboxMail(source, self._ask)

    def _ask(self, request: Request) -> Answer:
        now = None if self._clock is None else self._clock()
        if isinstance(self._server, Tracker):
            return cast("Answer", self._server.handle(request, now=now))
        return cast("Answer", self._server.record(request, now=now))


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


class InboxMail(Generic[Answer]):
    """A delivered mail; made by `Inbox.deliver`.

    What a browser would find is found: nothing in comments, and of Outlook's own links none.

    Attributes:
        html: The body.
    """

    def __init__(self, html: str, ask: Callable[[Request], Answer]) -> None:
        """Hold the body; it is read when it is first needed."""
        self.html = html
        self._ask = ask

    @cached_property
    def links(self) -> tuple[InboxLink, ...]:
        """Every visible link, tracked or not, in the order of the mail."""
        seen = (link for link in scan(self.html).links if not link.hidden)
        return tuple(_read(self.html, index, link) for index, link in enumerate(seen))

    @cached_property
    def tracked_links(self) -> tuple[InboxLink, ...]:
        """The links that lead through the tracker."""
        return tuple(link for link in self.links if self._is_ours(link.url))

    @cached_property
    def pixel(self) -> str | None:
        """The URL of the tracking pixel; None when the mail has none, as with the mode OFF."""
        sources = (image.get("src") for image in scan(self.html).images)
        urls = (clean_target(source.value) for source in sources if source is not None)
        return next((url for url in urls if self._is_ours(url)), None)

    def open(self, client: SimulatedClient) -> Answer:
        """Show the mail with its images, and return the answer to the request for the pixel.

        Args:
            client: Who shows it.

        Raises:
            ArgumentError: The mail has no pixel of this tracker.
        """
        if self.pixel is None:
            raise ArgumentError(
                "the mail has no pixel of this tracker, so opening it asks for nothing: it was not tracked, "
                "or its mode for opens is OFF (mail.pixel is None then)"
            )
        return self._ask(client.open(self.pixel))

    def click(
        self,
        client: SimulatedClient,
        *,
        text: str | None = None,
        name: str | None = None,
        index: int | None = None,
        url: str | None = None,
    ) -> Answer:
        """Follow one link, named in exactly one way, and return the answer.

        Of several links that match, the first is followed.

        Args:
            client: Who follows it.
            text: What the reader sees of the link, the whole of it.
            name: The author's name for it.
            index: Its place among the visible links, from 0.
            url: Where it leads, as it stands in the mail.

        Raises:
            ArgumentError: Not exactly one of them, no such link, one that does not lead through the
                tracker, or a client that follows no links.
        """
        ways = {"text": text, "name": name, "index": index, "url": url}
        given = [(way, value) for way, value in ways.items() if value is not None]
        if len(given) != 1:
            raise ArgumentError("give exactly one of text, name, index and url")
        way, value = given[0]
        for link in self.links:
            if getattr(link, way) == value:
                return self._follow(client, link)
        known = ", ".join(repr(link.name or link.text or link.index) for link in self.links[:_LISTED])
        raise ArgumentError(f"no link with the {way} {value!r}; the mail has {known or 'no links'}")

    def click_all(self, client: SimulatedClient) -> tuple[Answer, ...]:
        """Follow every link that leads through the tracker, in order, as a link scanner does.

        Args:
            client: Who follows them.

        Returns:
            The answers; none when no link is tracked.
        """
        return tuple(self._ask(client.click(link.url)) for link in self.tracked_links)

    def _follow(self, client: SimulatedClient, link: InboxLink) -> Answer:
        if not self._is_ours(link.url):
            raise ArgumentError(
                f"link {link.index} leads straight to {link.url!r}: "
                "it is not tracked, so nobody would see the click"
            )
        return self._ask(client.click(link.url))

    def _is_ours(self, url: str) -> bool:
        """Tell whether the tracker answers for a URL.

        It refuses the method OPTIONS on its own paths with 405, and does not know any other path; it
        records neither, so asking leaves no trace.
        """
        if not is_web_url(url):
            return False
        answer = self._ask(Request("OPTIONS", url))
        response = answer if isinstance(answer, Response) else answer.response
        return response.status == _METHOD_NOT_ALLOWED


def _read(html: str, index: int, link: LinkTag) -> InboxLink:
    name = link.tag.get(NAME_ATTRIBUTE)
    return InboxLink(
        index=index,
        url=clean_target(link.href.value),
        text=text_of(html[link.text_start : link.text_stop]),
        name=None if name is None else decode_attribute(name.raw).strip() or None,
    )
