"""The facade: everything a mailer and a web application ask of this library, and still no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NoReturn, TypeVar, cast
from uuid import UUID

from mailtrack_sdk._addressing import Address, checked_addresses, each_copy
from mailtrack_sdk._ids import IdSource
from mailtrack_sdk._keys import Keys
from mailtrack_sdk._mailing import MailTemplate, untracked_mail
from mailtrack_sdk._mime_bytes import is_mail
from mailtrack_sdk._settings import (
    Settings,
    checked_fallback,
    checked_flag,
    checked_hook,
    checked_lifetime,
    checked_rules,
    is_gone,
    plain_facts,
    texts,
)
from mailtrack_sdk.classification import Classifier
from mailtrack_sdk.endpoints import Endpoints
from mailtrack_sdk.errors import ArgumentError, ConfigurationError, PickleRefusedError, TargetError
from mailtrack_sdk.events import ComposedEvent, MetadataValue, SentEvent
from mailtrack_sdk.forwarding import ProxyTrust
from mailtrack_sdk.handling import Handler
from mailtrack_sdk.message import Mail, TrackedMessage
from mailtrack_sdk.models import Delivery, Link, Mode, check_text
from mailtrack_sdk.outcomes import Answered, Outcome
from mailtrack_sdk.recipients import Pseudonyms
from mailtrack_sdk.replies import signed_address, signed_message_id
from mailtrack_sdk.rewriting import HasLinkTable, RewriteRules, Rewritten, Template
from mailtrack_sdk.rewriting.body import body_of, body_of_bytes, body_of_text
from mailtrack_sdk.rewriting.context import Context
from mailtrack_sdk.rewriting.untracking import untracked
from mailtrack_sdk.self_cookies import checked_domain, forgetting_cookie, signed_cookie
from mailtrack_sdk.tokens import TokenSigner
from mailtrack_sdk.urls import Base, Site, check_target, clean_target
from mailtrack_sdk.web import Request

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["Tracker"]

Html = TypeVar("Html", str, bytes)
Content = TypeVar("Content", bound="str | bytes | Message")


class Tracker:
    """Makes tracked mail, and answers the requests it brings.

    One per application, made at start-up; safe to share between threads. It reads no clock but
    the one it is given, does no I/O and keeps no state.

    Args:
        keys: One signing key or several, oldest first: the last signs, all verify. At least 16
            bytes each; make one with `secrets.token_urlsafe(32)`.
        base_url: The absolute URL that links lead through, such as `https://t.example.com`.
        pixel_base_url: Another one for the pixel; `base_url` when left out.
        pseudonym_key: The key of `recipient_id`, separate from the signing keys.
        trusted_proxies: Networks of your own proxies ("10.0.0.0/8"), or "unix".
        forwarded_header: The header they set, "X-Forwarded-For" (default) or "Forwarded".
        fallback_url: Where a broken link leads; a plain 404 page when left out.
        link_lifetime: How long after the send a delivery is followed; for ever when left out.
        expired: "redirect" still sends people on after that, unrecorded; "gone" answers 410.
        may_wrap: Asked for each target before it is wrapped; False leaves the link alone.
        may_redirect: Asked for each target at the click; False answers 410.
        rules: How mail is rewritten.
        classifier: Judges requests; the default rules when left out.
        cut_clients: Keep no address and no exact agent of any request: events are cut when they were
            judged, and not only by a store after some days.
        clock: Returns the current time as an aware datetime; the system's when left out.
        new_id: Returns the id of the next event; UUIDv7 when left out.

    Raises:
        ConfigurationError: Something of this cannot work; the message says how to fix it.

    Example:
        >>> from datetime import datetime, timezone
        >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
        >>> delivery = Delivery("news-7", "u-1", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc))
        >>> copy = tracker.rewrite('<a href="https://example.com/">Hello</a>', delivery)
        >>> copy.link(text="Hello").tracked_url.startswith("https://t.example.com/c/")
        True
    """

    __slots__ = ("_endpoints", "_handler", "_pseudonyms", "_settings")

    def __init__(
        self,
        keys: Keys,
        *,
        base_url: str,
        pixel_base_url: str | None = None,
        pseudonym_key: str | bytes | None = None,
        trusted_proxies: Iterable[str] = (),
        forwarded_header: str | None = None,
        fallback_url: str | None = None,
        link_lifetime: timedelta | None = None,
        expired: str = "redirect",
        may_wrap: Callable[[str], bool] | None = None,
        may_redirect: Callable[[str], bool] | None = None,
        rules: RewriteRules = RewriteRules(),  # noqa: B008 - frozen, and the documented default
        classifier: Classifier | None = None,
        cut_clients: bool = False,
        clock: Callable[[], datetime] | None = None,
        new_id: Callable[[], UUID] | None = None,
    ) -> None:
        """Check the whole configuration at once."""
        base = Base.parse("base_url", base_url)
        pixel_base = base if pixel_base_url is None else Base.parse("pixel_base_url", pixel_base_url)
        if classifier is not None and not isinstance(classifier, Classifier):
            raise ConfigurationError(f"classifier must be a Classifier, not {type(classifier).__name__}")
        self._settings = Settings(
            rules=rules,
            may_wrap=may_wrap,
            clock=clock,
            new_id=IdSource(checked_hook("new_id", new_id)),
            pseudonym_key=pseudonym_key,
        )
        self._pseudonyms = Pseudonyms(pseudonym_key)
        self._endpoints = Endpoints(TokenSigner(keys), Site(base, pixel_base))
        self._handler = Handler(
            endpoints=self._endpoints,
            proxies=ProxyTrust(trusted_proxies, forwarded_header),
            classifier=classifier or Classifier(),
            new_id=self._settings.new_id,
            fallback_url=checked_fallback(fallback_url),
            link_lifetime=checked_lifetime(link_lifetime),
            gone=is_gone(expired),
            may_redirect=checked_hook("may_redirect", may_redirect),
            cuts_clients=checked_flag("cut_clients", cut_clients),
        )

    def __repr__(self) -> str:
        """Show where it lives, never its keys."""
        tenant = self._endpoints.tenant
        base = self._endpoints.site(tenant).base.text
        return f"<Tracker at {base}{'' if tenant is None else f' for tenant {tenant!r}'}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: the pickle would hold signing keys."""
        raise PickleRefusedError(
            "a Tracker holds signing keys and cannot be pickled; make one in each process"
        )

    def for_tenant(
        self,
        id: str,  # noqa: A002 - the word of the design; the built-in is not needed here
        *,
        base_url: str | None = None,
        pixel_base_url: str | None = None,
    ) -> Tracker:
        """Return a tracker whose mail belongs to one tenant.

        Its tokens verify for no other tenant. Without a `base_url` the tenant is a segment of the
        path and this tracker's `handle` serves it at once; with one, call this at start-up in
        every process that handles requests, because the tenant is then told by the host.

        Args:
            id: The tenant's id: letters, digits and `._-`, 1 to 64; readable in the URL.
            base_url: A host of the tenant's own.
            pixel_base_url: Another one for the pixel.

        Raises:
            ArgumentError: Not an id, or a host that another tenant has.
            ConfigurationError: Not a base URL.
        """
        base = None if base_url is None else Base.parse("base_url", base_url)
        pixel_base = None if pixel_base_url is None else Base.parse("pixel_base_url", pixel_base_url)
        child = object.__new__(Tracker)
        child._settings = self._settings
        child._endpoints = self._endpoints.for_tenant(id, base, pixel_base)
        child._pseudonyms = Pseudonyms(self._settings.pseudonym_key, tenant=id)
        child._handler = replace(self._handler, endpoints=child._endpoints)
        return child

    @property
    def tenant(self) -> str | None:
        """The tenant this tracker makes mail for, or None."""
        return self._endpoints.tenant

    @property
    def classifier(self) -> Classifier:
        """What judges the requests."""
        return self._handler.classifier

    def recipient_id(self, address: str) -> str:
        """Return a keyed pseudonym of an address, for use as `Delivery(recipient=...)`.

        The same address gives the same pseudonym for as long as the `pseudonym_key` is kept,
        whatever happens to the signing keys. No DNS is asked.

        Args:
            address: One e-mail address, without a display name.

        Raises:
            ConfigurationError: The tracker has no `pseudonym_key`.
            RecipientError: Not an address that mail can be sent to.
        """
        return self._pseudonyms.of(address)

    def pixel_url(self, delivery: Delivery) -> str:
        """Return the URL of the pixel of one delivery.

        Args:
            delivery: Whose opens are to be seen.

        Raises:
            ArgumentError: The delivery is another tenant's, or its mode for opens is OFF: then
                the mail must not have a pixel.
        """
        delivery = self._endpoints.adopt(delivery)
        if delivery.opens is Mode.OFF:
            raise ArgumentError("the delivery's mode for opens is OFF: leave the pixel out of the mail")
        return self._endpoints.pixel_url(delivery)

    def link_url(
        self, delivery: Delivery, url: str, *, name: str | None = None, index: int | None = None
    ) -> str:
        """Return the URL that leads one delivery to a target through the tracker.

        Args:
            delivery: Whose clicks are to be seen. With the mode OFF the target itself comes back.
            url: The target, http or https.
            name: Your name for the link, 1 to 64 UTF-8 bytes; readable in the URL.
            index: The number of the link in the mail, 0 or more.

        Raises:
            TargetError: The target may not be wrapped, or its URL would be longer than the
                `max_url` of the tracker's rules (2,000 characters).
            ArgumentError: The delivery is another tenant's, or name or index is out of range.
        """
        delivery = self._endpoints.adopt(delivery)
        target = check_target(url)
        if delivery.clicks is Mode.OFF:
            return target
        if self._endpoints.looks_own(target):
            raise TargetError("the target leads through this tracker already: wrap the original URL")
        may_wrap = self._settings.may_wrap
        if may_wrap is not None and not may_wrap(target):
            raise TargetError(f"may_wrap refused the target {target[:80]!r}")
        tracked = self._endpoints.link_url(delivery, target, index=index, name=name)
        longest = self._settings.rules.max_url
        if len(tracked) > longest:
            raise TargetError(f"the tracked URL would have {len(tracked)} characters; the limit is {longest}")
        return tracked

    def compile(
        self, html: Html, message_key: str, *, rules: RewriteRules | None = None, charset: str | None = None
    ) -> Template[Html]:
        """Compile a body once, to render it for many deliveries.

        Args:
            html: The HTML body, text or bytes.
            message_key: The message it is the body of.
            rules: How to rewrite it; the tracker's rules when left out.
            charset: The charset of bytes; UTF-8, then windows-1252 when left out or unknown.

        Raises:
            ArgumentError: An argument is of the wrong type. No markup ever raises.
        """
        check_text("message_key", message_key)
        return self._template(html, message_key, self._endpoints.tenant, rules, charset)

    def rewrite(
        self, html: Html, delivery: Delivery, *, rules: RewriteRules | None = None, charset: str | None = None
    ) -> Rewritten[Html]:
        """Make the tracked copy of a body for one delivery.

        Only the values of tracked links change, and one pixel is added; every other byte stays.
        Tracking markup of another delivery, as in a quoted mail, is replaced; rewriting twice for
        the same delivery changes nothing.

        Args:
            html: The HTML body, text or bytes; the result is of the same type.
            delivery: Who the copy is for.
            rules: How to rewrite it; the tracker's rules when left out.
            charset: The charset of bytes; UTF-8, then windows-1252 when left out or unknown.

        Raises:
            ArgumentError: An argument is of the wrong type. No markup ever raises.
        """
        delivery = self._endpoints.adopt(delivery)
        return self._template(html, delivery.message_key, delivery.tenant, rules, charset).render(delivery)

    def track(
        self, message: Mail, delivery: Delivery, *, rules: RewriteRules | None = None
    ) -> TrackedMessage[Mail]:
        """Make the tracked copy of a whole mail for one delivery.

        The HTML body that people see is rewritten as `rewrite` does it. All else stays: other
        parts, headers, attachments, enclosed mails. Of bytes, every byte outside that body stays,
        unless a line of it grows beyond 998 bytes: then it becomes quoted-printable and its
        Content-Transfer-Encoding says so. Addresses of List-Unsubscribe are never wrapped.

        Nothing in a signed or encrypted part is touched, so track first, then sign (S/MIME, OpenPGP
        and DKIM alike). Of several HTML texts one is tracked: the last of alternatives, else the
        first; the others are reported as `PartSkip.SECOND_BODY`. A mail without a body that can be
        tracked safely comes back as it is, with the reason in the report. A plain text is only
        touched with `RewriteRules(plain_text=True)`.

        Args:
            message: An `EmailMessage`, a legacy `email.message.Message` or the bytes of a mail. It
                is not changed; the result is of the same type, and the very same object when there
                is nothing to do.
            delivery: Who the copy is for.
            rules: How to rewrite it; the tracker's rules when left out.

        Raises:
            ArgumentError: An argument is of the wrong type. No mail, however broken, ever raises.
        """
        delivery = self._endpoints.adopt(delivery)
        context = self._context(delivery.message_key, delivery.tenant, rules)
        return MailTemplate(message, context).copy(delivery)

    def track_each(
        self,
        message: Mail,
        addresses: Iterable[Address],
        *,
        message_key: str,
        sent_at: datetime,
        opens: Mode = Mode.FULL,
        clicks: Mode = Mode.FULL,
        sender: str | None = None,
        rules: RewriteRules | None = None,
    ) -> Iterator[tuple[Address, TrackedMessage[Mail]]]:
        r"""Make a tracked copy for each address, one at a time, as they are asked for.

        The mail is read and its HTML compiled once; a copy then costs one `render` and one splice.
        Copies are what `track` makes for the same delivery, but without Bcc and Resent-Bcc: the
        envelope names who gets one. Each is a mail of its own that you may change.

        An address has a delivery to its `recipient_id`. A tuple of addresses is one shared copy, as
        for a list or a mail that several people see themselves in: its delivery is anonymous, and
        `candidates` holds the ids of those who may read it. An address that cannot have an id gets
        an anonymous copy too, with the reason in the report: its mail goes out like any other.

        Nothing is remembered, so a generator of a million rows needs no memory, and every address
        given is one copy, in order. One given twice gets the same delivery twice.

        Args:
            message: An `EmailMessage`, a legacy `email.message.Message` or the bytes of a mail, as it
                is now; later changes of it reach no copy.
            addresses: E-mail addresses without display names, and tuples of those that share a copy.
            message_key: Your name for the message.
            sent_at: When it is sent, an aware datetime.
            opens: How far opens may be followed.
            clicks: How far clicks may be followed.
            sender: Your opaque id of the sender.
            rules: How to rewrite it; the tracker's rules when left out.

        Yields:
            The envelope recipient as it was given, an address or a tuple, and its copy.

        Raises:
            ConfigurationError: The tracker has no `pseudonym_key`. At the call, as for all
                arguments.
            ArgumentError: An argument is of the wrong type or out of range; for one of the
                addresses when it is its turn. No mail, however broken, ever raises.

        Example:
            >>> from datetime import datetime, timezone
            >>> tracker = Tracker(
            ...     "a long and random secret",
            ...     base_url="https://t.example.com",
            ...     pseudonym_key="another secret, of at least 16 bytes",
            ... )
            >>> mail = b"Bcc: x@example.org\nContent-Type: text/html\n\n<p>News"
            >>> copies = tracker.track_each(
            ...     mail,
            ...     ["ada@example.org"],
            ...     message_key="news-7",
            ...     sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc),
            ... )
            >>> for address, copy in copies:
            ...     print(address, b"Bcc" in copy.message, copy.report.pixel.position.value)
            ada@example.org False bottom
        """
        if self._settings.pseudonym_key is None:
            raise ConfigurationError("track_each needs Tracker(..., pseudonym_key=...), as recipient_id does")

        def delivery_to(recipient: str | None) -> Delivery:
            delivery = Delivery(
                message_key, recipient, sent_at=sent_at, opens=opens, clicks=clicks, sender=sender
            )
            return self._endpoints.adopt(delivery)

        delivery_to(None)  # what is wrong with the arguments shows now, not at the first copy
        template = MailTemplate(message, self._context(message_key, self.tenant, rules), apart=True)
        return each_copy(
            template,
            checked_addresses(addresses),
            recipient_id=self.recipient_id,
            delivery_to=delivery_to,
        )

    def untrack(self, content: Content, *, charset: str | None = None) -> Content:
        """Take this tracker's own pixels out of a body or a mail and lead its links back.

        For showing or archiving a sent mail without counting a view; links in a plain text are led
        back too. The same object comes back when there is nothing to take out. Signed and encrypted
        parts, attachments and enclosed mails stay as they are.

        Args:
            content: An HTML body, text or bytes, or a mail as for `track`. Bytes that begin with
                header fields, Content-Type or From among them, and an empty line are a mail.
            charset: The charset of an HTML body of bytes; UTF-8, then windows-1252 when left out or
                unknown. With it, bytes are never taken for a mail.

        Raises:
            ArgumentError: Neither a body nor a mail.
        """
        if isinstance(content, str):
            return cast("Content", untracked(body_of_text(content), self._endpoints))
        if isinstance(content, bytes) and (charset is not None or not is_mail(content)):
            return cast("Content", untracked(body_of_bytes(content, charset), self._endpoints))
        return untracked_mail(content, self._endpoints)

    def handle(self, request: Request, *, now: datetime | None = None) -> Outcome:
        """Answer a request, and say what happened.

        Args:
            request: What the web server received.
            now: When, an aware datetime; the tracker's clock when left out.

        Returns:
            A `Hit` with the event to store, or `Ignored` with the reason. Both have the
            `.response` to send. No request makes this raise.
        """
        return self._handler.handle(_checked_request(request), self._settings.moment(now))

    def answer_first(self, request: Request, *, now: datetime | None = None) -> Answered:
        """Answer a request, and leave to later what makes no difference to the answer.

        For web servers: a pixel is the same whatever its token says, so send it, and let the `save` of a
        recorder verify the token and judge the request afterwards.

        Args:
            request: What the web server received.
            now: When, an aware datetime; the tracker's clock when left out.

        Returns:
            For a pixel, a `Pending` with the `.response` to send, whose `outcome()` is that of `handle`;
            for anything else what `handle` returns. No request makes this raise.

        Example:
            >>> from datetime import datetime, timezone
            >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
            >>> delivery = Delivery("news-7", "u-1001", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc))
            >>> answered = tracker.answer_first(Request("GET", tracker.pixel_url(delivery)))
            >>> answered.response.status
            200
            >>> answered.outcome().event.delivery.recipient
            'u-1001'
        """
        return self._handler.answer_first(_checked_request(request), self._settings.moment(now))

    def answer(
        self, request: Request, delivery: Delivery, *, link: Link | None = None, now: datetime | None = None
    ) -> Outcome:
        """Answer a request whose URL you have verified yourself, as `handle` would.

        For links that something else made: another tracker, or tokens of your own in a table. Modes,
        expiry, `may_redirect` and the classifier apply as ever. Whoever calls this vouches for the target:
        it must come out of a signature or a database, never out of the request as it is.

        Args:
            request: What the web server received; its URL is not looked at.
            delivery: Whose pixel or link it asks for; a preview is answered and not recorded.
            link: The link and its target, or None for the pixel.
            now: When, an aware datetime; the tracker's clock when left out.

        Returns:
            A `Hit` or `Ignored`; a target that is no web URL is refused like a broken link.

        Raises:
            ArgumentError: An argument is of the wrong type, or the delivery is another tenant's.
        """
        _checked_request(request)
        if not isinstance(link, (Link, type(None))):
            raise ArgumentError(f"link must be a Link, or None for the pixel, not {type(link).__name__}")
        delivery = self._endpoints.adopt(delivery)
        cleaned = None if link is None else replace(link, url=clean_target(link.url))
        return self._handler.answer(request, delivery, cleaned, self._settings.moment(now))

    def header_message_id(self, delivery: Delivery, domain: str) -> str:
        """Return a signed Message-ID for one delivery, `<token@domain>`.

        A reply names it in In-Reply-To and References, so that replies can be matched for as long
        as the key is kept. The same delivery gets the same one again, and an anonymous one gets
        that of its message: no two mails that differ may carry it. It shows no id of yours, only
        the digest `delivery.id`; store what `sent` makes, so that you know whose it is.

        Args:
            delivery: The copy. What its modes say about opens and clicks does not matter here.
            domain: A host name of your own in ASCII, at most 253 characters. Up to 26 are best:
                with more, programs in Python that answer encode the id, and others may not read it.

        Returns:
            The value of the header with its angle brackets, to be set before signing.

        Raises:
            ArgumentError: A preview, another tenant's delivery, or not a host name.

        Example:
            >>> from datetime import datetime, timezone
            >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
            >>> delivery = Delivery("news-7", "u-1", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc))
            >>> tracker.header_message_id(delivery, "example.com")
            '<aeaaicvsk64betogfnvmo5567rkj6gv6u6yly75ad55ihrgx@example.com>'
        """
        delivery = self._endpoints.adopt(delivery)
        return signed_message_id(self._endpoints.signer, delivery, domain)

    def reply_address(self, delivery: Delivery, address: str) -> str:
        """Return an address for Reply-To that names one delivery, `replies+token@example.com`.

        For replies that name no Message-ID of yours, because a provider replaced it or the reply
        lost it. The mailbox must accept "+" with anything behind it (sub-addressing, RFC 5233).

        Args:
            delivery: The copy.
            address: A bare address of your own in ASCII, with at most 15 characters before the @:
                the token takes 49 of the 64 that every mail server accepts. A detail stays:
                `replies+eu@example.com` becomes `replies+eu+token@example.com`.

        Raises:
            ArgumentError: A preview, another tenant's delivery, no such address, or one that is too
                long.

        Example:
            >>> from datetime import datetime, timezone
            >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
            >>> delivery = Delivery("news-7", "u-1", sent_at=datetime(2026, 3, 1, tzinfo=timezone.utc))
            >>> tracker.reply_address(delivery, "replies@example.com")
            'replies+aeaaicvsk64betogfnvmo5567rkj6gv6u6yly75ad55ihrgx@example.com'
        """
        delivery = self._endpoints.adopt(delivery)
        return signed_address(self._endpoints.signer, delivery, address)

    def self_cookie(
        self,
        sender: str,
        *,
        domain: str | None = None,
        lifetime: timedelta = timedelta(days=365),
        now: datetime | None = None,
    ) -> str:
        """Return the Set-Cookie header that makes a browser known as a sender's.

        When that browser asks for a pixel or a link of a delivery with the same `sender`, the event
        says `client.is_sender`, and the verdict `Agent.SENDER`: it is recorded and counted nowhere.
        Answer with it only on a page that knows who its user is. It identifies nobody to anything but
        this tracker, and nothing of it is recorded.

        Args:
            sender: Your opaque id of the sender, exactly as in `Delivery(sender=...)`; it can be read
                in the cookie.
            domain: A parent domain of the tracking host and of the page, such as `example.com` for
                `t.example.com` and `app.example.com`. When left out the page must be on the tracking
                host itself.
            lifetime: How long it is good for, at most 400 days.
            now: When that begins, an aware datetime; the tracker's clock when left out.

        Returns:
            The value of the header, with all attributes.

        Raises:
            ArgumentError: An argument is out of range, or the tracking host is not below the domain.

        Example:
            >>> from datetime import datetime, timezone
            >>> tracker = Tracker("a long and random secret", base_url="https://t.example.com")
            >>> cookie = tracker.self_cookie("sales", now=datetime(2026, 3, 1, tzinfo=timezone.utc))
            >>> cookie.partition("; ")[0]
            '__Host-mailtrack=AQBrhLUABXNhbGVztL8ghIqmFfgK9r3N'
        """
        return signed_cookie(
            self._endpoints.signer,
            sender,
            tenant=self.tenant,
            now=self._settings.moment(now),
            lifetime=lifetime,
            domain=self._cookie_domain(domain),
        )

    def forget_self_cookie(self, *, domain: str | None = None) -> str:
        """Return the Set-Cookie header that takes a `self_cookie` back from a browser, as at a logout.

        Args:
            domain: The same as for the cookie.

        Raises:
            ArgumentError: The tracking host is not below the domain.

        Example:
            >>> Tracker("a long and random secret", base_url="https://t.example.com").forget_self_cookie()
            '__Host-mailtrack=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=None'
        """
        return forgetting_cookie(tenant=self.tenant, domain=self._cookie_domain(domain))

    def composed(
        self,
        template_or_rewritten: HasLinkTable,
        *,
        subject: str | None = None,
        campaign: str | None = None,
        variant: str | None = None,
        tags: Iterable[str] = (),
    ) -> ComposedEvent:
        """Make the event that says a message was written; store it once per message.

        Args:
            template_or_rewritten: What `compile` or `rewrite` gave, or the report of `track`; its
                link table goes into the event.
            subject: The subject line, if you want it in reports.
            campaign: A grouping word.
            variant: The arm of a comparison.
            tags: More grouping words.
        """
        at = self._settings.moment(None)
        return ComposedEvent(
            id=self._settings.new_id(at),
            at=at,
            message_key=template_or_rewritten.message_key,
            tenant=template_or_rewritten.tenant,
            links=template_or_rewritten.link_table,
            subject=subject,
            campaign=campaign,
            variant=variant,
            tags=texts("tags", tags),
        )

    def sent(
        self,
        delivery: Delivery,
        *,
        to: Iterable[str] = (),
        cc: Iterable[str] = (),
        subject: str | None = None,
        header_message_id: str | None = None,
        thread: str | None = None,
        candidates: Iterable[str] = (),
        metadata: Mapping[str, MetadataValue] | None = None,
        at: datetime | None = None,
    ) -> SentEvent:
        """Make the event that says a copy was sent; repeat it when more becomes known.

        Args:
            delivery: The copy.
            to: Addresses shown in To, if you want to keep them.
            cc: Addresses shown in Cc.
            subject: The subject line.
            header_message_id: The RFC 5322 Message-ID, perhaps the one your provider has set.
            thread: Your id of the conversation.
            candidates: For a shared copy: the ids it may be read by.
            metadata: Small facts of your own: texts, numbers, booleans and None by name.
            at: When it was sent; the tracker's clock when left out.

        Raises:
            ArgumentError: A preview, another tenant's delivery, a text where a list belongs, or
                metadata that no store can keep.
        """
        delivery = self._endpoints.adopt(delivery)
        if delivery.is_preview:
            raise ArgumentError("a preview is never sent: make a Delivery with test=True for a test send")
        moment = self._settings.moment(at)
        return SentEvent(
            id=self._settings.new_id(moment),
            at=moment,
            delivery=delivery,
            to=texts("to", to),
            cc=texts("cc", cc),
            subject=subject,
            header_message_id=header_message_id,
            thread=thread,
            candidates=texts("candidates", candidates),
            metadata=plain_facts(metadata),
        )

    def _cookie_domain(self, domain: str | None) -> str | None:
        site = self._endpoints.site(self.tenant)
        return checked_domain(domain, (site.base.host, site.pixel_base.host))

    def _template(
        self,
        html: Html,
        message_key: str,
        tenant: str | None,
        rules: RewriteRules | None,
        charset: str | None,
    ) -> Template[Html]:
        return Template(body_of(html, charset), self._context(message_key, tenant, rules))

    def _context(self, message_key: str, tenant: str | None, rules: RewriteRules | None) -> Context:
        settings = self._settings
        return Context(
            endpoints=self._endpoints,
            tenant=tenant,
            message_key=message_key,
            rules=settings.rules if rules is None else checked_rules(rules, ArgumentError),
            may_wrap=settings.may_wrap,
        )


def _checked_request(request: Request) -> Request:
    if not isinstance(request, Request):
        raise ArgumentError(f"request must be a Request, not {type(request).__name__}")
    return request
