"""The contract of adapters notices the mistakes that adapters make."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

import pytest

from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.testing import AdapterContract, _exchange
from mailtrack_sdk.testing._exchange import JournalStore
from mailtrack_sdk.testing.adapters import Exchange
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request, Response

Change = Callable[[Response], Response]

TRACKER = Tracker("a long and random secret", base_url="https://t.example.com")


class Faulty(AdapterContract):
    """An adapter that changes answers on their way, and saves when it likes.

    Args:
        change: What it does to an answer.
        saves: When: "late", "early" or "never".
    """

    def __init__(self, change: Change, saves: str = "late") -> None:
        self._change = change
        self._saves = saves

    def send(self, exchange: Exchange) -> None:
        """Answer with a fault."""
        recorder = Recorder(exchange.tracker, exchange.store)
        outcome = exchange.tracker.handle(exchange.request)
        if self._saves == "early":
            recorder.save(outcome)
        response = self._change(outcome.response)
        exchange.answered(response.status, response.headers, response.body)
        if self._saves == "late":
            recorder.save(outcome)


def with_header(name: str, value: str) -> Change:
    """Add a header to each answer."""
    return lambda response: Response(response.status, (*response.headers, (name, value)), response.body)


def with_status(old: int, new: int) -> Change:
    """Change one status into another."""
    return lambda r: Response(new if r.status == old else r.status, r.headers, r.body)


def unchanged(response: Response) -> Response:
    """Leave an answer alone."""
    return response


@pytest.mark.parametrize(
    ("adapter", "check", "complaint"),
    [
        (
            Faulty(with_header("Set-Cookie", "a=b")),
            "test_a_pixel_is_answered_and_recorded",
            "set-cookie must not be added",
        ),
        (
            Faulty(with_header("ETag", "x")),
            "test_a_bad_token_gets_the_trackers_answer",
            "etag must not be added",
        ),
        (
            Faulty(with_header("Content-Length", "43")),
            "test_head_is_answered_like_get_without_a_body",
            "Content-Length",
        ),
        (
            Faulty(with_status(302, 301)),
            "test_a_link_redirects_to_its_target",
            "a permanent redirect would be cached",
        ),
        (Faulty(with_status(405, 404)), "test_other_methods_are_refused", "POST must be refused"),
        (Faulty(with_status(200, 500)), "test_odd_paths_are_answered_and_not_recorded", "500 for '/o/'"),
        (
            Faulty(with_header("Set-Cookie", "a=b")),
            "test_odd_paths_are_answered_and_not_recorded",
            "smuggles",
        ),
        (
            Faulty(unchanged, saves="early"),
            "test_the_answer_is_out_before_the_store_is_written",
            "before the answer",
        ),
        (Faulty(unchanged, saves="never"), "test_each_request_counts", "0 events are stored instead of 3"),
        (Faulty(unchanged, saves="never"), "test_an_event_is_kept_when_the_client_goes_away", "0 events"),
    ],
)
def test_a_fault_is_found(
    adapter: Faulty, check: str, complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check that is meant for it fails, and says why."""
    monkeypatch.setattr(_exchange, "_PATIENCE", 0.01)
    with pytest.raises(AssertionError, match=complaint):
        getattr(adapter, check)()


class Silent(AdapterContract):
    """An adapter that never answers."""

    def send(self, exchange: Exchange) -> None:
        """Do nothing."""


def test_no_answer_is_a_failure() -> None:
    """What was asked for in vain is named."""
    with pytest.raises(AssertionError, match="no answer to GET /o/"):
        Silent().test_a_pixel_is_answered_and_recorded()


class Good(AdapterContract):
    """An adapter that speaks to the tracker, without any protocol between them."""

    def send(self, exchange: Exchange) -> None:
        """Answer as it should be done."""
        Faulty(unchanged).send(exchange)


class Forgetful(Good):
    """An adapter that keeps the last of several headers of one name."""

    def send(self, exchange: Exchange) -> None:
        """Lose the others."""
        asked = exchange.request
        exchange.request = Request(asked.method, asked.url, dict(asked.headers), asked.client_address)
        super().send(exchange)


def test_a_repeated_header_must_not_be_lost() -> None:
    """Whichever of them an adapter keeps, one alone is not enough."""
    with pytest.raises(AssertionError, match=r"10\.0\.0\.5, of"):
        Forgetful().test_repeated_headers_keep_their_order()


@pytest.mark.parametrize("check", [name for name in dir(Good) if name.startswith("test_")])
def test_a_good_adapter_passes_without_pytest(check: str) -> None:
    """Each check is a method without arguments."""
    getattr(Good(), check)()


def exchange_of(url: str = "/o/token", *, hangs_up: bool = False) -> Exchange:
    """Make an exchange of its own."""
    return Exchange(TRACKER, JournalStore(), Request("GET", url), hangs_up=hangs_up)


def test_a_wsgi_body_in_pieces_is_put_together_and_closed_once() -> None:
    """An iterable without `close` does as well as one with it."""

    def listed(_: object, start_response: Callable[..., object]) -> Iterable[bytes]:
        start_response("200 OK", [("X", "y")])
        return [b"one ", b"two"]

    def generated(_: object, start_response: Callable[..., object]) -> Iterator[bytes]:
        start_response("200 OK", [("X", "y")])
        yield from (b"one ", b"two")

    for app in (listed, generated):
        exchange = exchange_of()
        exchange.through_wsgi(app)
        assert exchange.answer == Response(200, (("X", "y"),), b"one two")


def test_the_old_way_to_write_is_refused() -> None:
    """PEP 3333 keeps `write` for programs that are older than it."""

    def old(_: object, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])(b"body")
        return []

    with pytest.raises(AssertionError, match="give an iterable back"):
        exchange_of().through_wsgi(old)


@pytest.mark.parametrize("hangs_up", [False, True])
def test_an_asgi_application_hears_that_the_client_has_gone(hangs_up: bool) -> None:  # noqa: FBT001 - pytest's
    """After the request there is nothing to receive until the answer is out; a body may come in pieces."""
    heard: list[str] = []

    async def app(_: object, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        heard.append((await receive())["type"])
        listening = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        assert not listening.done()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x", b"y")]})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"two"})
        heard.append((await listening)["type"])

    exchange = exchange_of(hangs_up=hangs_up)
    exchange.through_asgi(app)
    assert exchange.answer == Response(HTTPStatus.OK, (("x", "y"),), b"one two")
    assert heard == ["http.request"] if hangs_up else ["http.request", "http.disconnect"]
