"""The suite that every web adapter has to pass: import it, and say how your adapter answers a request."""

# ruff: noqa: PLR2004, S101 - a suite asserts, and the expected number is the point of it

from __future__ import annotations

from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.testing._adapter_trial import AGENT, BASE, HOST, PEER, AdapterTrial
from mailtrack_sdk.testing._exchange import Exchange, JournalStore
from mailtrack_sdk.testing._unwritten import unwritten
from mailtrack_sdk.tracker import Tracker
from mailtrack_sdk.web import Request

__all__ = ["AdapterContract", "Exchange"]

_METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")

_ODD_PATHS = (
    "/o/",
    "/c/",
    "/o/%2F",
    "/o/a%2Fb",
    "/c/a%2fb%2F..",
    "/o/%C3%BC%FF%00",
    "/c/%E2%80%AE%F0%9F%92%A9",
    "//o/token",
    "/o//token",
    "/c/token//",
    "/c/../o/token",
    "/c/%0D%0ASet-Cookie:%20a=b",
    "/c/{}|^[]`",
    "/o/" + "A" * 4_000,
)


class AdapterContract:
    """Checks of what an adapter does with requests for tracking URLs.

    Subclass it, and let your adapter answer one request. WSGI and ASGI applications are spoken to in
    memory; for anything else start a server on the loopback address, ask it, and say what it answered.
    It needs no pytest: with unittest, name `unittest.TestCase` as a second base.

    Example:
        >>> from mailtrack_sdk import Recorder
        >>> from mailtrack_sdk.integrations.wsgi import WSGIApp
        >>> class TestMyAdapter(AdapterContract):
        ...     def send(self, exchange: Exchange) -> None:
        ...         app = WSGIApp(Recorder(exchange.tracker, exchange.store))
        ...         exchange.through_wsgi(app, script_name=exchange.mount)
        >>> TestMyAdapter().test_a_pixel_is_answered_and_recorded()
    """

    def send(self, exchange: Exchange) -> None:  # noqa: ARG002 - what is yours will use it
        """Make the adapter for `exchange.tracker` and `exchange.store`, and send it one request.

        `exchange.through_wsgi` and `exchange.through_asgi` do that in memory. Otherwise send
        `exchange.request` yourself from 127.0.0.1, and call `exchange.answered` as soon as the answer is
        there. When this returns, whatever the adapter wanted to save has to be saved.

        Args:
            exchange: What to send, and where to note the answer; a new one for each request.
        """
        raise unwritten(self, "send")

    def test_a_pixel_is_answered_and_recorded(self) -> None:
        """The pixel comes as the tracker made it, and one open is stored with all that the client said."""
        trial = AdapterTrial(self)
        answer = trial.ask(trial.pixel)
        trial.check_same(answer, "GET", trial.pixel)
        (event,) = trial.check_recorded(1)
        assert isinstance(event, OpenEvent), f"an open, not {event!r}"
        assert event.delivery == trial.delivery, "the open belongs to the delivery"
        assert event.method == "GET", "the method arrives"
        assert event.client.agent == AGENT, "the User-Agent header arrives"
        assert event.client.headers == {"accept": "image/avif,image/webp,*/*"}, "other headers arrive too"
        assert event.client.address == PEER, "the address of the peer arrives"

    def test_a_link_redirects_to_its_target(self) -> None:
        """The target is sent on to the letter, with status 302, and one click is stored."""
        trial = AdapterTrial(self)
        answer = trial.ask(trial.link)
        assert answer.status == 302, "a permanent redirect would be cached"
        expected = trial.tracker.handle(Request("GET", trial.link)).response.header("Location")
        assert answer.header("Location") == expected, "no character of the target may change"
        trial.check_same(answer, "GET", trial.link)
        (event,) = trial.check_recorded(1)
        assert isinstance(event, ClickEvent), f"a click, not {event!r}"

    def test_head_is_answered_like_get_without_a_body(self) -> None:
        """HEAD gets the headers of GET, and is recorded as what it was."""
        for url in ("pixel", "link"):
            trial = AdapterTrial(self)
            path = trial.pixel if url == "pixel" else trial.link
            answer = trial.ask(path, method="HEAD")
            assert answer.body == b"", "HEAD has no body"
            trial.check_same(answer, "HEAD", path)
            (event,) = trial.check_recorded(1)
        assert event.method == "HEAD", "the method arrives"

    def test_a_bad_token_gets_the_trackers_answer(self) -> None:
        """A forged pixel looks like a good one, a forged link is not found, and nothing is stored."""
        trial = AdapterTrial(self)
        for path, status in ((trial.pixel, 200), (trial.link, 404)):
            answer = trial.ask(path[:-1])
            assert answer.status == status, f"{answer.status} instead of {status}"
            trial.check_same(answer, "GET", path[:-1])
        trial.check_recorded(0)

    def test_a_link_with_a_bad_token_leads_to_the_fallback(self) -> None:
        """The tracker's settings count: here, where a broken link leads."""
        trial = AdapterTrial(
            self, Tracker("another long secret", base_url=BASE, fallback_url="https://example.com/")
        )
        answer = trial.ask("/c/nothing")
        told = (answer.status, answer.header("Location"))
        assert told == (302, "https://example.com/"), f"{told} is not the fallback"

    def test_other_methods_are_refused(self) -> None:
        """Every other method gets 405 with `Allow: GET, HEAD`, whatever it brings, and nothing is stored."""
        trial = AdapterTrial(self)
        for method in _METHODS:
            answer = trial.ask(trial.pixel, method=method, body=b"x=1" if method == "POST" else b"")
            assert answer.status == 405, f"{method} must be refused"
            assert answer.header("Allow") == "GET, HEAD", f"{method}: what is allowed must be said"
            trial.check_same(answer, method, trial.pixel)
        trial.check_recorded(0)

    def test_it_works_under_a_mount_prefix(self) -> None:
        """Mounted under a path, it answers the URLs of a tracker whose base URL has that path."""
        trial = AdapterTrial(self, mount="/mail")
        for path in (trial.pixel, trial.link):
            trial.check_same(trial.ask(path), "GET", path)
        trial.check_recorded(2)

    def test_a_tenant_in_the_path_is_found(self) -> None:
        """A tenant's URLs have one segment more."""
        trial = AdapterTrial(self)
        tenant = trial.tracker.for_tenant("acme")
        path = tenant.pixel_url(trial.delivery).removeprefix(BASE)
        trial.check_same(trial.ask(path), "GET", path)
        (event,) = trial.check_recorded(1)
        assert event.delivery.tenant == "acme", "the tenant is in the path"

    def test_a_tenant_with_its_own_host_is_found(self) -> None:
        """The Host header arrives: it tells tenants apart."""
        trial = AdapterTrial(self)
        tenant = trial.tracker.for_tenant("acme", base_url="https://acme.example.net")
        path = tenant.pixel_url(trial.delivery).removeprefix("https://acme.example.net")
        trial.ask(path, headers=(("Host", "acme.example.net"),))
        (event,) = trial.check_recorded(1)
        assert event.delivery.tenant == "acme", "the tenant is told by the Host header"

    def test_what_mail_programs_leave_behind_a_url_does_no_harm(self) -> None:
        """Marks and parameters behind a token arrive as they were sent, and are left out of the target."""
        trial = AdapterTrial(self)
        for tail in (").", "%3E", "%2E", "?utm_source=%2f%2F&x=%C3%BC&y", "?", ".?a=b?c=d"):
            answer = trial.ask(trial.link + tail)
            trial.check_same(answer, "GET", trial.link)
            answer = trial.ask(trial.pixel + tail)
            trial.check_same(answer, "GET", trial.pixel)
        trial.check_recorded(12)

    def test_needlessly_encoded_letters_do_no_harm(self) -> None:
        """A token that something on its way has percent-encoded is the same token."""
        trial = AdapterTrial(self)
        encoded = "".join(f"%{ord(letter):02X}" for letter in trial.link.removeprefix("/c/"))
        trial.check_same(trial.ask("/c/" + encoded), "GET", trial.link)

    def test_odd_paths_are_answered_and_not_recorded(self) -> None:
        """Slashes too many, encoded ones, text of any script: no error, and nothing is stored.

        A framework may have an opinion on some of them, and redirect or say 404 by itself.
        """
        trial = AdapterTrial(self)
        for path in _ODD_PATHS:
            answer = trial.ask(path)
            assert answer.status in (200, 301, 302, 307, 308, 400, 404), f"{answer.status} for {path!r}"
            assert answer.header("Set-Cookie") is None, f"{path!r} smuggles in a header"
        trial.check_recorded(0)

    def test_the_address_comes_from_a_trusted_proxy(self) -> None:
        """The forwarding header of a trusted peer is read, and of any other is not."""
        trusting = Tracker("another long secret", base_url=BASE, trusted_proxies=[PEER])
        for tracker, address, verified in (
            (trusting, "198.51.100.7", True),
            (Tracker("another long secret", base_url=BASE), PEER, False),
        ):
            trial = AdapterTrial(self, tracker)
            trial.ask(trial.pixel, headers=(HOST, ("X-Forwarded-For", "203.0.113.9, 198.51.100.7")))
            (event,) = trial.check_recorded(1)
            client = event.client
            told = (client.address, client.address_is_verified)
            assert told == (address, verified), f"{told} instead of {(address, verified)}"

    def test_repeated_headers_keep_their_order(self) -> None:
        """Of a header that comes twice no value is lost: the last proxy's word counts."""
        proxies = [PEER, "10.0.0.0/8"]
        for values in (("203.0.113.9", "198.51.100.7"), ("198.51.100.7", "10.0.0.5")):
            trial = AdapterTrial(self, Tracker("another long secret", base_url=BASE, trusted_proxies=proxies))
            trial.ask(trial.pixel, headers=(HOST, *(("X-Forwarded-For", value) for value in values)))
            (event,) = trial.check_recorded(1)
            assert event.client.address == "198.51.100.7", f"{event.client.address}, of {values}"

    def test_large_headers_are_taken(self) -> None:
        """Seven kilobytes of agent and cookies change nothing; of the agent a part is kept."""
        trial = AdapterTrial(self)
        headers = (HOST, ("User-Agent", "Mozilla/5.0 " + "x" * 3_000), ("Cookie", "c=" + "y" * 4_000))
        trial.check_same(trial.ask(trial.pixel, headers=headers), "GET", trial.pixel)
        (event,) = trial.check_recorded(1)
        assert len(event.client.agent or "") == 512, "the agent arrives, and is cut to 512 bytes"

    def test_headers_of_any_bytes_are_taken(self) -> None:
        """Bytes that are no ASCII make no error."""
        trial = AdapterTrial(self)
        headers = (HOST, ("User-Agent", "caf\xe9 \xff"), ("Referer", "http://\xfc/"))
        trial.check_same(trial.ask(trial.pixel, headers=headers), "GET", trial.pixel)
        trial.check_recorded(1)

    def test_a_store_that_is_down_is_not_felt(self) -> None:
        """Pixel and redirect come as ever when nothing can be stored."""
        for url in ("pixel", "link"):
            trial = AdapterTrial(self, store=JournalStore(is_down=True))
            path = trial.pixel if url == "pixel" else trial.link
            trial.check_same(trial.ask(path), "GET", path)

    def test_the_answer_is_out_before_the_store_is_written(self) -> None:
        """Nobody waits for the store."""
        for url in ("pixel", "link"):
            trial = AdapterTrial(self)
            trial.ask(trial.pixel if url == "pixel" else trial.link)
            trial.check_recorded(1)
            assert not trial.store.was_early, "the store was written before the answer was out"

    def test_an_event_is_kept_when_the_client_goes_away(self) -> None:
        """A client that hangs up with its answer has asked all the same."""
        trial = AdapterTrial(self)
        trial.ask(trial.link, hangs_up=True)
        trial.check_recorded(1)

    def test_each_request_counts(self) -> None:
        """The same pixel asked for three times is three opens."""
        trial = AdapterTrial(self)
        for _ in range(3):
            trial.check_same(trial.ask(trial.pixel), "GET", trial.pixel)
        trial.check_recorded(3)
