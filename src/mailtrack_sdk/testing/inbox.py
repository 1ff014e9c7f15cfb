"""A mailbox for tests: read a delivered mail, open it and click in it as a person or a machine would."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, TypeVar, cast, overload

from mailtrack_sdk.async_recorder import AsyncRecorder
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.outcomes import Outcome
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.testing._delivered import (
    Content,
    DeliveredMail,
    InboxLink,
    Recogniser,
    Step,
    body_shown,
    recogniser,
)
from mailtrack_sdk.testing._simulated import SimulatedClient
from mailtrack_sdk.testing.clock import FrozenClock
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

__all__ = ["Content", "DeliveredMail", "Inbox", "InboxLink", "InboxMail"]

Answer = TypeVar("Answer")
"""What the server gives: a `Recorder` responses, a `Tracker` outcomes, a function what it returns."""


class Inbox(Generic[Answer]):
    """A mailbox whose mail you open and click with simulated clients.

    Requests go straight to the recorder, tracker or application, so a test needs no web server.

    Args:
        server: A `Recorder`, which answers with a `Response` and stores the event; a `Tracker`, which
            answers with a `Hit` or `Ignored` and stores nothing; or a function that takes a `Request`,
            such as `wsgi_server(app)` makes of a whole web application. For what has to be awaited
            there is `AsyncInbox`.
        tracker: Whose URLs the mail has, when `server` is a function. When left out a URL is taken for
            a tracking URL by its shape.
        clock: Tells when each request arrives; the tracker's own clock when left out. A `FrozenClock`,
            the tracker's best, is moved on by what passes between the requests of a machine.

    Raises:
        ArgumentError: Nothing that could answer.

    Example:
        >>> from mailtrack_sdk import Delivery
        >>> from mailtrack_sdk.testing import FrozenClock, clients, make_tracker
        >>> clock = FrozenClock()
        >>> tracker = make_tracker(clock=clock)
        >>> delivery = Delivery("news-7", "u-1001", sent_at=clock())
        >>> inbox = Inbox(tracker, clock=clock)
        >>> mail = inbox.deliver(tracker.rewrite('<a href="https://example.com/">Read more</a>', delivery))
        >>> mail.open(clients.gmail_web).verdict.human.value
        'yes'
        >>> mail.click(clients.gmail_web, "Read more").response.header("Location")
        'https://example.com/'
    """

    @overload
    def __init__(
        self: Inbox[Response],
        server: Recorder,
        *,
        tracker: Tracker | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self: Inbox[Outcome],
        server: Tracker,
        *,
        tracker: Tracker | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self,
        server: Callable[[Request], Answer],
        *,
        tracker: Tracker | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None: ...
    def __init__(
        self,
        server: Recorder | Tracker | Callable[[Request], Answer],
        *,
        tracker: Tracker | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Remember where requests go; nothing is asked yet."""
        if isinstance(server, AsyncRecorder):
            raise ArgumentError("an AsyncRecorder has to be awaited: use AsyncInbox")
        if not isinstance(server, (Recorder, Tracker)) and not callable(server):
            raise ArgumentError(
                "an Inbox needs a Recorder, a Tracker or a function that answers a Request, "
                f"not {type(server).__name__}"
            )
        self._server = server
        self._clock = clock
        if isinstance(server, Recorder):
            tracker = server.tracker
        elif isinstance(server, Tracker):
            tracker = server
        self._is_ours: Recogniser = recogniser(tracker)

    def deliver(self, mail: Content) -> InboxMail[Answer]:
        """Put a mail into the mailbox.

        Args:
            mail: An HTML body, text or bytes; a whole mail, bytes or a message object; or what
                `Tracker.rewrite`, `Template.render`, `Tracker.track` or `track_each` gave.

        Raises:
            ArgumentError: Something else, or a mail without an HTML body.
        """
        return InboxMail(body_shown(mail), self._is_ours, self._answer)

    def _answer(self, steps: Iterable[Step]) -> tuple[Answer, ...]:
        """Send requests, each when its time has come."""
        answers: list[Answer] = []
        for pause, request in steps:
            if isinstance(self._clock, FrozenClock):
                self._clock.advance(pause)
            answers.append(self._ask(request))
        return tuple(answers)

    def _ask(self, request: Request) -> Answer:
        now = None if self._clock is None else self._clock()
        if isinstance(self._server, Tracker):
            return cast("Answer", self._server.handle(request, now=now))
        if isinstance(self._server, Recorder):
            return cast("Answer", self._server.record(request, now=now))
        answer = self._server(request)
        if inspect.isawaitable(answer):
            if inspect.iscoroutine(answer):
                answer.close()  # or Python warns that nobody has awaited it
            raise ArgumentError("this server gives answers that have to be awaited: use AsyncInbox")
        return answer


class InboxMail(DeliveredMail, Generic[Answer]):
    """A delivered mail; made by `Inbox.deliver`.

    What a browser would find is found: nothing in comments, and of Outlook's own links none.

    Attributes:
        html: The body.
    """

    def __init__(
        self,
        html: str,
        is_ours: Recogniser,
        answer: Callable[[Iterable[Step]], tuple[Answer, ...]],
    ) -> None:
        """Hold the body; it is read when it is first needed."""
        super().__init__(html, is_ours)
        self._answer = answer

    def open(self, client: SimulatedClient) -> Answer:
        """Show the mail with its images, and return the answer to the request for the pixel.

        Args:
            client: Who shows it.

        Raises:
            ArgumentError: The mail has no pixel of this tracker.
        """
        (answer,) = self._answer([self._opened(client)])
        return answer

    def click(
        self,
        client: SimulatedClient,
        link: str | None = None,
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
            link: What the reader sees of the link, the whole of it, or else the author's name for it.
            text: What the reader sees of the link, the whole of it.
            name: The author's name for it.
            index: Its place among the visible links, from 0.
            url: Where it leads, as it stands in the mail.

        Raises:
            ArgumentError: Not exactly one of them, no such link, one that does not lead through the
                tracker, or a client that follows no links; the message says which links there are.
        """
        ways = {"text": text, "name": name, "index": index, "url": url}
        (answer,) = self._answer([self._clicked(client, link, ways)])
        return answer

    def click_all(self, client: SimulatedClient) -> tuple[Answer, ...]:
        """Follow every link that leads through the tracker, in order, as a link scanner does.

        A machine takes its time between two links (`Sweep.pause`), if the inbox has a `FrozenClock`.

        Args:
            client: Who follows them.

        Returns:
            The answers; none when no link is tracked.
        """
        return self._answer(self._all_clicked(client))

    def sweep(self, client: SimulatedClient) -> tuple[Answer, ...]:
        """Let a machine at the mail: it does what it does by itself, as long after as it usually comes.

        Args:
            client: A client with something `unasked`, such as `clients.safe_links`.

        Returns:
            The answers, in order.

        Raises:
            ArgumentError: A client that does nothing by itself; or one that loads images, and the mail
                has no pixel.
        """
        return self._answer(self._swept(client))
