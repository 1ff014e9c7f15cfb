"""Assertions about what a mail and a log hold; when one fails it says what happened instead, and why.

They are plain functions that raise `AssertionError`, for pytest, unittest and anything else. Where one
takes a log, that is an event store, or events; for an asynchronous store give
`[event async for event in store.events()]`. Where it takes `of`, that is whose events count: a
`Delivery`, what `rewrite` or `track` gave, or the id of a recipient; all of them when it is left out.

A request counts as a person's when its verdict says so: the stored one, or else that of the default
rules, which look at all events of a delivery. The sender's own views count as nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from mailtrack_sdk.classification.verdict import Human
from mailtrack_sdk.errors import ArgumentError
from mailtrack_sdk.events import ClickEvent, EventKind, OpenEvent
from mailtrack_sdk.models import Link
from mailtrack_sdk.testing._delivered import (
    Content,
    DeliveredMail,
    body_shown,
    recogniser,
    reports,
)
from mailtrack_sdk.testing._seen import Log, Seen, Whose, seen_in
from mailtrack_sdk.urls import is_web_url

__all__ = [
    "assert_clicked",
    "assert_events",
    "assert_machine_only",
    "assert_not_clicked",
    "assert_not_opened",
    "assert_opened",
    "assert_tracked",
]


def assert_opened(log: Log, of: Whose | None = None) -> None:
    """Assert that a person has opened the mail: loaded its pixel, as far as can be told.

    Args:
        log: A store or events.
        of: Whose events count; those of all when left out.

    Raises:
        AssertionError: No open is a person's; the message tells what there is, with its verdicts.

    Example:
        >>> from mailtrack_sdk import Delivery, Recorder
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> from mailtrack_sdk.testing import FrozenClock, clients, make_tracker
        >>> clock, store = FrozenClock(), MemoryStore()
        >>> tracker = make_tracker(clock=clock)
        >>> pixel = tracker.pixel_url(Delivery("news-7", "u-1", sent_at=clock()))
        >>> response = Recorder(tracker, store).record(clients.thunderbird.open(pixel))
        >>> assert_opened(store, "u-1")
    """
    __tracebackhide__ = True
    seen = seen_in(log, of)
    if not any(seen.caused_by_person(event) is Human.YES for event in seen.opens):
        raise seen.failed(f"no person has opened {seen.what}")


def assert_not_opened(log: Log, of: Whose | None = None) -> None:
    """Assert that nothing shows that a person has opened the mail; machines may have loaded it.

    A link that a person has followed shows it, too. A request of which nobody can tell whether a
    person caused it fails the assertion. It does not say that nobody has *read* the mail.

    Args:
        log: A store or events.
        of: Whose events count; those of all when left out.

    Raises:
        AssertionError: A person has opened it, or perhaps has; or `of` is the id of a recipient of whom
            the log says nothing, not even that a mail was sent, and so perhaps mistyped.
    """
    __tracebackhide__ = True
    seen = seen_in(log, of)
    _refuse_unknown(seen, of)
    _refuse(seen, [*seen.opens, *seen.clicks], "opened")


def assert_clicked(log: Log, of: Whose | None = None, *, link: str | int | None = None) -> None:
    """Assert that a person has followed a link, as far as can be told.

    Args:
        log: A store or events.
        of: Whose events count; those of all when left out.
        link: The link: the author's name for it, its target, or its number in the mail; any link
            when left out.

    Raises:
        AssertionError: No click is a person's; the message tells what there is, with its verdicts.
    """
    __tracebackhide__ = True
    seen = seen_in(log, of)
    followed = [event for event in seen.clicks if _is(event.link, link)]
    if not any(seen.caused_by_person(event) is Human.YES for event in followed):
        raise seen.failed(f"no person has followed {_named(link)} {seen.what}")


def assert_not_clicked(log: Log, of: Whose | None = None, *, link: str | int | None = None) -> None:
    """Assert that no person has followed a link; machines may have.

    Args:
        log: A store or events.
        of: Whose events count; those of all when left out.
        link: The link, as for `assert_clicked`; any link when left out. Nothing checks that the mail has
            such a link: a log need not hold the links of a mail.

    Raises:
        AssertionError: A person has followed it, or perhaps has; or the log says nothing of a recipient,
            as for `assert_not_opened`.
    """
    __tracebackhide__ = True
    seen = seen_in(log, of)
    _refuse_unknown(seen, of)
    _refuse(seen, [event for event in seen.clicks if _is(event.link, link)], f"followed {_named(link)}")


def assert_machine_only(log: Log, of: Whose | None = None) -> None:
    """Assert that the mail was loaded or its links followed, and by nothing but machines.

    Args:
        log: A store or events.
        of: Whose events count; those of all when left out.

    Raises:
        AssertionError: Nothing was requested, or a person did it, or perhaps did.
    """
    __tracebackhide__ = True
    seen = seen_in(log, of)
    if not seen.verdicts:
        raise seen.failed(f"no machine has loaded {seen.what}")
    _refuse(seen, [*seen.opens, *seen.clicks], "opened")


def assert_events(log: Log, *kinds: EventKind | str, of: Whose | None = None) -> None:
    """Assert which kinds of events there are, in order of time, and no others.

    Args:
        log: A store or events.
        *kinds: Kinds, such as `"sent"`, `"open"`, `"click"`; none of them for no events at all.
        of: Whose events count; those of all when left out. Composed events are nobody's.

    Raises:
        AssertionError: There are others; the message tells them.
        ArgumentError: Not a kind of event.

    Example:
        >>> from mailtrack_sdk.stores import MemoryStore
        >>> assert_events(MemoryStore())
    """
    __tracebackhide__ = True
    known = {kind.value for kind in EventKind}
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise ArgumentError(f"{unknown[0]!r} is no kind of event; kinds are {', '.join(sorted(known))}")
    expected = [EventKind(kind).value for kind in kinds]
    seen = seen_in(log, of)
    found = [event.kind.value for event in seen.events]
    if found != expected:
        raise seen.failed(f"expected of {seen.what} {expected}, and there is {found}")


def assert_tracked(
    mail: DeliveredMail | Content, *, untracked: Iterable[str] = (), pixel: bool = True
) -> None:
    """Assert that a mail has its pixel, and that each of its web links leads through the tracker.

    Args:
        mail: A mail from an `Inbox`, whose tracker then tells; or one in any form that `Inbox.deliver`
            takes, where tracking URLs are told by their shape. For what `rewrite` and `track` gave,
            the message also says why a link was left alone.
        untracked: Links that must *not* be tracked, each by its text, its name or its URL. `mailto:` and
            other links that are not of the web need not be named.
        pixel: Whether there must be a pixel; False says that there must be none.

    Raises:
        AssertionError: The pixel or a link is not as it should be; the message says which.
        ArgumentError: Not a mail, or `untracked` names a link that the mail does not have.
    """
    __tracebackhide__ = True
    if isinstance(untracked, str):
        raise ArgumentError(f"untracked must be a list of links, such as [{untracked!r}], not one text")
    shown = mail if isinstance(mail, DeliveredMail) else DeliveredMail(body_shown(mail), recogniser(None))
    wrong: list[str] = []
    if pixel and shown.pixel is None:
        wrong.append("it has no pixel")
    if not pixel and shown.pixel is not None:
        wrong.append(f"it has a pixel, {shown.pixel}")
    reasons = {report.index: f" ({report.skipped.value})" for report in reports(mail) if report.skipped}
    left_alone = frozenset(untracked)
    missing = set(left_alone)
    for link in shown.links:
        names = left_alone & {link.text, link.name or link.text, link.url}
        missing -= names
        is_tracked = link in shown.tracked_links
        if names and is_tracked:
            wrong.append(f"{link.label} is tracked")
        elif not names and not is_tracked and is_web_url(link.url):
            wrong.append(f"{link.label} leads straight to {link.url}{reasons.get(link.index, '')}")
    if missing:
        raise ArgumentError(f"no link {min(missing)!r}; {shown.known}")
    if wrong:
        raise AssertionError("\n  ".join(["the mail is not tracked as it should be:", *wrong]))


def _refuse_unknown(seen: Seen, of: Whose | None) -> None:
    """Fail for a recipient of whom nothing is known: an id can be mistyped, a delivery cannot."""
    __tracebackhide__ = True
    if isinstance(of, (str, int, UUID)) and not seen.is_known:
        raise seen.failed(
            f"nothing in the log is about {of!r}; if that is meant, give the Delivery in place of the id"
        )


def _refuse(seen: Seen, requests: Iterable[OpenEvent | ClickEvent], done: str) -> None:
    """Fail when a person did it, or perhaps did."""
    __tracebackhide__ = True
    people = {seen.caused_by_person(event) for event in requests}
    if Human.YES in people:
        raise seen.failed(f"a person has {done} {seen.what}")
    if Human.UNKNOWN in people:
        raise seen.failed(f"a person has perhaps {done} {seen.what}")


def _is(link: Link, wanted: str | int | None) -> bool:
    return wanted is None or wanted in (link.name, link.url, link.index)


def _named(link: str | int | None) -> str:
    if link is None:
        return "a link of"
    return f"link {link} of" if isinstance(link, int) else f"the link {link!r} of"
