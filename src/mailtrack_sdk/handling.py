"""Turn a request into an outcome: find the token, verify it, answer, and say what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailtrack_sdk._ids import IdSource, id_of_day
from mailtrack_sdk._logs import log_failure
from mailtrack_sdk._responses import page, pixel, redirect, without_body
from mailtrack_sdk.classification import Agent, Classifier, Human, Verdict
from mailtrack_sdk.classification.cutting import cut_client, networks_at
from mailtrack_sdk.endpoints import Endpoints
from mailtrack_sdk.errors import TokenError, WrongPurposeError
from mailtrack_sdk.events import ClickEvent, OpenEvent
from mailtrack_sdk.forwarding import ProxyTrust
from mailtrack_sdk.models import Client, Delivery, Link, Mode, day_of
from mailtrack_sdk.outcomes import Answered, Hit, Ignored, IgnoredReason, Outcome, Pending
from mailtrack_sdk.self_cookies import is_from_sender
from mailtrack_sdk.tokens import Purpose
from mailtrack_sdk.urls import is_web_url
from mailtrack_sdk.web import Request, Response

__all__ = ["Handler"]

_METHODS = ("GET", "HEAD")
MAX_AGENT_BYTES = 512
_MAX_HEADER = 256
_MOST_HEADERS_WAITING = 64
_MOST_WAITING = 4_096
# What the rules read, and no more: a request header can say a lot about a person.
_RECORDED = frozenset(
    {
        "accept",
        "purpose",
        "referer",
        "sec-ch-ua",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
        "sec-purpose",
        "x-moz",
        "x-purpose",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """Answers requests for the tracking URLs of one tracker.

    Args:
        endpoints: Finds and verifies tokens.
        proxies: Knows whose word about the client's address counts.
        classifier: Judges the request.
        new_id: Makes event ids.
        fallback_url: Where a broken link leads instead of the 404 page, or None.
        link_lifetime: How long after the send links are followed, None for ever.
        gone: Answer expired links with a 410 page instead of the redirect.
        may_redirect: The caller's last word on a target at the moment of the click, or None.
        cuts_clients: Cut what a request said of its client at once, after judging it.
    """

    endpoints: Endpoints
    proxies: ProxyTrust
    classifier: Classifier
    new_id: IdSource
    fallback_url: str | None
    link_lifetime: timedelta | None
    gone: bool
    may_redirect: Callable[[str], bool] | None
    cuts_clients: bool

    def handle(self, request: Request, now: datetime) -> Outcome:
        """Answer one request; no request makes this raise.

        Args:
            request: The request.
            now: The moment it arrived, an aware UTC datetime.
        """
        return _as_asked(self._handle(request, now), request)

    def answer_first(self, request: Request, now: datetime) -> Answered:
        """Answer one request, and leave to later what makes no difference to the answer; never raises.

        Args:
            request: The request.
            now: The moment it arrived, an aware UTC datetime.
        """
        url, host = request.url, request.header("host")
        is_pixel = request.method in _METHODS and self.endpoints.asks_for_pixel(url, host)
        if not is_pixel or not _may_wait(request):
            return self.handle(request, now)
        # Whatever its token says: `_handle` gives the same.
        response = without_body(pixel()) if request.method == "HEAD" else pixel()
        return Pending(response, self.handle, request, now)

    def answer(self, request: Request, delivery: Delivery, link: Link | None, now: datetime) -> Outcome:
        """Answer a request whose URL the caller has verified; no request makes this raise.

        Args:
            request: The request; its URL is not looked at.
            delivery: Whose pixel or link it asks for.
            link: The link, or None for the pixel.
            now: The moment it arrived, an aware UTC datetime.
        """
        if request.method not in _METHODS:
            return _method_refused()
        if link is None:
            outcome = self._open(delivery, request, now)
        else:
            outcome = self._click(delivery, link, 0, request, now)
        return _as_asked(outcome, request)

    def _handle(self, request: Request, now: datetime) -> Outcome:
        route = self.endpoints.locate(request.url, request.header("host"))
        if route is None:
            return Ignored(
                reason=IgnoredReason.NOT_OURS, response=page(404), detail="no path of this tracker"
            )
        if request.method not in _METHODS:
            return _method_refused()
        signer = self.endpoints.signer
        try:
            if route.purpose is Purpose.OPEN:
                return self._open(signer.verify_open(route.token, tenant=route.tenant), request, now)
            delivery, link, link_count = signer.verify_click(route.token, tenant=route.tenant)
        except TokenError as error:
            wrong = isinstance(error, WrongPurposeError)
            return Ignored(
                reason=IgnoredReason.WRONG_PURPOSE if wrong else IgnoredReason.BAD_TOKEN,
                response=pixel() if route.purpose is Purpose.OPEN else self._nowhere(),
                detail=str(error),
            )
        return self._click(delivery, link, link_count, request, now)

    def _open(self, delivery: Delivery, request: Request, now: datetime) -> Outcome:
        ignored = self._ignored(delivery, delivery.opens, now, pixel())
        if ignored is not None:
            return ignored
        event = OpenEvent(
            id=self.new_id(now),
            at=now,
            delivery=delivery,
            client=self._client(request, delivery, now),
            method=request.method,
        )
        verdict = self._judged(event)
        return Hit(event=self._kept(event, delivery.opens, verdict), verdict=verdict, response=pixel())

    def _click(
        self, delivery: Delivery, link: Link, link_count: int, request: Request, now: datetime
    ) -> Outcome:
        # Only our own signature leads here; the check costs a microsecond and bounds any mistake
        # in minting to a page that is not found.
        if not is_web_url(link.url):
            return Ignored(
                reason=IgnoredReason.BAD_TOKEN, response=self._nowhere(), detail="the target is no web URL"
            )
        response = redirect(link.url) if self._allows(link.url) else page(410)
        ignored = self._ignored(delivery, delivery.clicks, now, response)
        if ignored is not None:
            return ignored
        event = ClickEvent(
            id=self.new_id(now),
            at=now,
            delivery=delivery,
            client=self._client(request, delivery, now),
            method=request.method,
            link=link,
            link_count=link_count,
        )
        verdict = self._judged(event)
        return Hit(event=self._kept(event, delivery.clicks, verdict), verdict=verdict, response=response)

    def _ignored(self, delivery: Delivery, mode: Mode, now: datetime, response: Response) -> Ignored | None:
        """Say why a genuine token makes no event, or None when it does."""
        if delivery.is_preview or mode is Mode.OFF:
            return Ignored(reason=IgnoredReason.OFF, response=response, detail="not to be followed")
        if delivery.expires_at is not None:
            expired = now >= delivery.expires_at
        else:
            # The age, not the end: a long lifetime ends where the calendar does not reach.
            expired = self.link_lifetime is not None and now - delivery.sent_at >= self.link_lifetime
        if not expired:
            return None
        if self.gone and response.header("Location") is not None:
            response = page(410)
        return Ignored(reason=IgnoredReason.EXPIRED, response=response, detail="the delivery has expired")

    def _nowhere(self) -> Response:
        return page(404) if self.fallback_url is None else redirect(self.fallback_url)

    def _allows(self, target: str) -> bool:
        if self.may_redirect is None:
            return True
        try:
            return bool(self.may_redirect(target))
        except Exception as error:  # noqa: BLE001 - whatever the caller's hook raises
            # The hook exists to stop bad targets: when it fails, nobody is sent anywhere.
            log_failure("may_redirect failed; the link was answered with the 410 page", error)
            return False

    def _judged(self, event: OpenEvent | ClickEvent) -> Verdict:
        try:
            return self.classifier.classify(event)
        except Exception as error:  # noqa: BLE001 - whatever a rule of the caller's own raises
            # The reader must not notice, and the event can be judged later.
            log_failure("the classifier failed; the event is recorded without a judgement", error)
            return Verdict(
                agent=Agent.UNKNOWN,
                human=Human.UNKNOWN,
                confidence=0.0,
                rules_version=self.classifier.rules_version,
                provisional=True,
            )

    def _kept(self, event: OpenEvent | ClickEvent, mode: Mode, verdict: Verdict) -> OpenEvent | ClickEvent:
        kept = _kept(event, mode, verdict)
        return replace(kept, client=cut_client(kept.client)) if self.cuts_clients else kept

    def _client(self, request: Request, delivery: Delivery, now: datetime) -> Client:
        address, verified = self.proxies.client_address(request)
        headers: dict[str, str] = {}
        for name, value in request.headers:
            if name in _RECORDED and name not in headers:
                headers[name] = _cut(_origin(value) if name == "referer" else value, _MAX_HEADER)
        agent = request.header("user-agent")
        if agent is not None:
            agent = _cut(agent, MAX_AGENT_BYTES)
        networks, networks_as_of = None, None
        if verified and address is not None:
            networks, networks_as_of = networks_at(address, self.classifier.networks)
        return Client(
            agent=agent,
            address=address,
            address_is_verified=verified,
            headers=headers,
            networks=networks,
            networks_as_of=networks_as_of,
            is_sender=is_from_sender(self.endpoints.signer, request, delivery, now),
        )


def _may_wait(request: Request) -> bool:
    """Tell whether a request is so short that many of them can be kept, as nearly all are."""
    headers = request.headers
    if len(headers) > _MOST_HEADERS_WAITING:
        return False
    length = len(request.url)
    for name, value in headers:  # in two thirds of the time of a sum
        length += len(name) + len(value)
    return length <= _MOST_WAITING


def _as_asked(outcome: Outcome, request: Request) -> Outcome:
    return replace(outcome, response=without_body(outcome.response)) if request.method == "HEAD" else outcome


def _method_refused() -> Ignored:
    response = page(405, headers=(("Allow", "GET, HEAD"),))
    return Ignored(reason=IgnoredReason.METHOD, response=response, detail="neither GET nor HEAD")


def _cut(text: str, size: int) -> str:
    """Cut to a number of bytes, and replace lone surrogates: no store could write them down."""
    text = text[:size]
    return text if text.isascii() else text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def _origin(url: str) -> str:
    """Cut a Referer to scheme and host: the rest of a webmail URL can name a mail."""
    scheme, found, rest = url[:_MAX_HEADER].partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}/" if found else ""


def _kept(event: OpenEvent | ClickEvent, mode: Mode, verdict: Verdict) -> OpenEvent | ClickEvent:
    """Reduce an event to what its mode allows to keep; it was judged before."""
    if event.delivery.recipient is None or mode is Mode.AGGREGATE:
        return replace(event, client=Client())
    # Judged again without what is cut off, an own view would become the reader's.
    own = event.client.is_sender or verdict.agent is Agent.SENDER
    if mode is Mode.PSEUDONYMOUS:
        return replace(event, client=replace(event.client.without_address(), is_sender=own))
    if mode is Mode.LAST_OPEN_DAY:
        day = day_of(event.at)
        # The target too: links minted one by one have no index.
        link = f"{event.link.index} {event.link.url}" if isinstance(event, ClickEvent) else ""
        test = "test" if event.delivery.test else ""
        who = Agent.SENDER.value if own else verdict.human.value
        fact = (event.kind.value, event.method, event.delivery.id, test, link, who)
        return replace(event, id=id_of_day(day, *fact), at=day, client=Client(is_sender=own))
    # So that a classifier that does not know the registered senders cannot make a reader of one.
    return replace(event, client=replace(event.client, is_sender=True)) if own else event
