"""A mailbox for tests of programs that await: the twin of `inbox`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from mailtrack_sdk.async_recorder import AsyncRecorder
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.testing._delivered import (
    Content,
    DeliveredMail,
    Recogniser,
    Step,
    body_shown,
    recogniser,
)
from mailtrack_sdk.testing._simulated import SimulatedClient
from mailtrack_sdk.testing.clock import FrozenClock
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

__all__ = ["AsyncInbox", "AsyncInboxMail"]


class AsyncInbox:
    """A mailbox whose mail you open and click with simulated clients, and `await` the answers.

    Args:
        server: An `AsyncRecorder`; or a coroutine function that takes a `Request`, such as
            `asgi_server(app)` makes of a whole web application.
        tracker: Whose URLs the mail has, when `server` is a function. When left out a URL is taken for
            a tracking URL by its shape.
        clock: As for `Inbox`.

    Raises:
        ArgumentError: Nothing that could answer.

    Example:
        >>> import asyncio
        >>> from mailtrack_sdk import AsyncRecorder, Delivery
        >>> from mailtrack_sdk.stores import MemoryStore, to_async
        >>> from mailtrack_sdk.testing import FrozenClock, clients, make_tracker
        >>> clock = FrozenClock()
        >>> tracker = make_tracker(clock=clock)
        >>> copy = tracker.rewrite("<p>Hello", Delivery("news-7", "u-1001", sent_at=clock()))
        >>> inbox = AsyncInbox(AsyncRecorder(tracker, to_async(MemoryStore())), clock=clock)
        >>> asyncio.run(inbox.deliver(copy).open(clients.gmail_web)).status
        200
    """

    def __init__(
        self,
        server: AsyncRecorder | Callable[[Request], Awaitable[Response]],
        *,
        tracker: Tracker | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Remember where requests go; nothing is asked yet."""
        if not isinstance(server, AsyncRecorder) and not callable(server):
            raise ArgumentError(
                "an AsyncInbox needs an AsyncRecorder or a coroutine function that answers a Request, "
                f"not {type(server).__name__}; for a Recorder or a Tracker use Inbox"
            )
        self._server = server
        self._clock = clock
        if isinstance(server, AsyncRecorder):
            tracker = server.tracker
        self._is_ours: Recogniser = recogniser(tracker)

    def deliver(self, mail: Content) -> AsyncInboxMail:
        """Put a mail into the mailbox; see `Inbox.deliver`."""
        return AsyncInboxMail(body_shown(mail), self._is_ours, self._answer)

    async def _answer(self, steps: Iterable[Step]) -> tuple[Response, ...]:
        """Send requests, each when its time has come."""
        answers: list[Response] = []
        for pause, request in steps:
            if isinstance(self._clock, FrozenClock):
                self._clock.advance(pause)
            answers.append(await self._ask(request))
        return tuple(answers)

    async def _ask(self, request: Request) -> Response:
        if isinstance(self._server, AsyncRecorder):
            now = None if self._clock is None else self._clock()
            return await self._server.record(request, now=now)
        return await self._server(request)


class AsyncInboxMail(DeliveredMail):
    """A delivered mail whose answers are awaited; made by `AsyncInbox.deliver`.

    Attributes:
        html: The body.
    """

    def __init__(
        self,
        html: str,
        is_ours: Recogniser,
        answer: Callable[[Iterable[Step]], Awaitable[tuple[Response, ...]]],
    ) -> None:
        """Hold the body; it is read when it is first needed."""
        super().__init__(html, is_ours)
        self._answer = answer

    async def open(self, client: SimulatedClient) -> Response:
        """Show the mail with its images, and return the answer for the pixel; see `InboxMail.open`."""
        (answer,) = await self._answer([self._opened(client)])
        return answer

    async def click(
        self,
        client: SimulatedClient,
        link: str | None = None,
        *,
        text: str | None = None,
        name: str | None = None,
        index: int | None = None,
        url: str | None = None,
    ) -> Response:
        """Follow one link, named in exactly one way, and return the answer; see `InboxMail.click`."""
        ways = {"text": text, "name": name, "index": index, "url": url}
        (answer,) = await self._answer([self._clicked(client, link, ways)])
        return answer

    async def click_all(self, client: SimulatedClient) -> tuple[Response, ...]:
        """Follow every link that leads through the tracker, in order; see `InboxMail.click_all`."""
        return await self._answer(self._all_clicked(client))

    async def sweep(self, client: SimulatedClient) -> tuple[Response, ...]:
        """Let a machine do what it does by itself; see `InboxMail.sweep`."""
        return await self._answer(self._swept(client))
