"""What the user agent of a request shows: mail programs, proxies, robots, browsers, silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from mailtrack_sdk.classification.agents import Clue, Kind, read_agent
from mailtrack_sdk.classification.findings import Finding
from mailtrack_sdk.classification.verdict import Agent, Human
from mailtrack_sdk.events import ClickEvent, RequestEvent

__all__ = [
    "apple_privacy",
    "bare_webkit",
    "browser",
    "declared_machine",
    "gmail_prefetch",
    "image_proxy",
    "known_reader",
    "mail_client",
    "other_agent",
    "replaced_agent",
    "silent_agent",
]

# What is made of the words of an agent: a few hundred programs make nearly all requests, and a finding
# that is the same object leads to its verdict at once.
_made = lru_cache(maxsize=512)(Finding.of)


def mail_client(event: RequestEvent, /) -> Finding | None:
    """Recognise mail programs: they load images when somebody opens the mail.

    A link is normally opened in the browser instead, so a click from a mail program weighs less.
    """
    reading = read_agent(event.client.agent)
    if reading.kind is not Kind.MAIL_CLIENT:
        return None
    text = f"The user agent names the mail program {reading.name}"
    if isinstance(event, ClickEvent):
        return _made(Agent.MAIL_CLIENT, Human.YES, 0.7, "agent.mail_client", text)
    text = f"{text}, which loads images when somebody opens the mail"
    return _made(Agent.MAIL_CLIENT, Human.YES, 0.9, "agent.mail_client", text)


_APPLE_OPEN = Finding.of(
    Agent.APPLE_MPP,
    Human.NO,
    0.9,  # on Apple's egress network it would be 0.99; an agent alone can be copied
    "agent.apple_privacy",
    "The user agent is exactly the one Apple Mail Privacy Protection sends; "
    "Apple fetches images whether or not anybody reads",
)
_APPLE_CLICK = Finding.of(
    None,
    Human.NO,
    0.3,
    "agent.bare_mozilla",
    'The user agent is only "Mozilla/5.0"; browsers send more, and Apple Mail Privacy Protection, '
    "which sends just this, fetches images and never links",
)


def apple_privacy(event: RequestEvent, /) -> Finding | None:
    """Recognise Apple Mail Privacy Protection on images; on links the same string is a weak sign."""
    if read_agent(event.client.agent).kind is not Kind.APPLE_PRIVACY:
        return None
    return _APPLE_CLICK if isinstance(event, ClickEvent) else _APPLE_OPEN


_GMAIL_PREFETCH = Finding.of(
    Agent.PREFETCH,
    Human.NO,
    0.99,  # nothing else is known to send this string
    "agent.gmail_prefetch",
    "The user agent is exactly the one Gmail loads images with ahead of the reader, seconds after delivery",
)


def gmail_prefetch(event: RequestEvent, /) -> Finding | None:
    """Recognise Gmail's prefetch by its whole string; a shorter one is a common fake browser."""
    return _GMAIL_PREFETCH if read_agent(event.client.agent).kind is Kind.GMAIL_PREFETCH else None


def image_proxy(event: RequestEvent, /) -> Finding | None:
    """Recognise image proxies: those of mailbox providers fetch when the person opens the mail.

    Proxies of web sites (GitHub's camo) fetch when somebody posts or views a page: unknown. No proxy
    fetches links, so a click with such an agent is no person's click, and no known machine's either.
    """
    reading = read_agent(event.client.agent)
    if reading.kind is Kind.MAILBOX_PROXY:
        who = f"The user agent is the image proxy of {reading.name}"
        if not isinstance(event, ClickEvent):
            text = f"{who}, which fetches an image when the person opens the mail"
            return _made(Agent.IMAGE_PROXY, Human.YES, 0.8, "agent.mailbox_image_proxy", text)
    elif reading.kind is Kind.ASSET_PROXY:
        who = f"The user agent is the image proxy of {reading.name}, which serves images on web pages"
        if not isinstance(event, ClickEvent):
            text = f"{who}: the image was shown somewhere else than in the mail"
            return _made(Agent.IMAGE_PROXY, Human.UNKNOWN, 0.5, "agent.image_proxy", text)
    else:
        return None
    text = f"{who}, but a link was requested, and image proxies never follow links"
    return _made(Agent.IMAGE_PROXY, Human.UNKNOWN, 0.5, "agent.proxy_on_link", text)


_MACHINES = {
    Kind.LINK_PREVIEWER: (Agent.LINK_PREVIEWER, "a link previewer", "somebody shared the link"),
    Kind.SECURITY_SCANNER: (Agent.SECURITY_SCANNER, "a security scanner", "it tests what links lead to"),
    Kind.CRAWLER: (Agent.CRAWLER, "a crawler or monitor", "it asks on a schedule of its own"),
    Kind.HTTP_LIBRARY: (Agent.HTTP_LIBRARY, "a program without a screen", "a script asked, not a browser"),
}
# Chosen near the smoothed shares of right answers on the lists of robots, as they were before the tables
# took over most of the names; docs/explanation/accuracy.md has those of today. Weights for people are not
# taken from there: the lists hold no scanner in a browser's clothes.
_CLUES = {
    Clue.NAME: (0.98, "agent.known_{}", "The user agent names {name}, {what}: {why}"),
    Clue.WORD: (0.95, "agent.declared_{}", 'The user agent calls itself "{name}", {what}: {why}'),
    Clue.CONTACT: (
        0.97,
        "agent.contact_{}",
        "The user agent gives an address to ask about it, as robots do and browsers do not",
    ),
    Clue.COMPATIBLE: (
        0.9,
        "agent.named_{}",
        "The user agent names a program in a place where browsers have none, as robots do",
    ),
    Clue.SHAPE: (
        0.85,
        "agent.no_browser_{}",
        "The user agent claims neither a browser nor a device: it looks like {what}",
    ),
}
# Mail programs that name no device look the same, and no list of robots says how many of them there are.
_SHAPE_OPEN = (
    0.6,
    "agent.no_browser_{}",
    "The user agent claims neither a browser nor a device: it looks like {what}, as some mail programs do",
)


def declared_machine(event: RequestEvent, /) -> Finding | None:
    """Recognise software that says it is no browser: previewers, scanners, libraries, crawlers.

    Where only the shape speaks for it, an image may have been loaded by a mail program that few people use,
    so it weighs less there. Links are opened in browsers.
    """
    reading = read_agent(event.client.agent)
    machine = _MACHINES.get(reading.kind)
    if machine is None or reading.clue is None:
        return None
    agent, what, why = machine
    shape_open = reading.clue is Clue.SHAPE and not isinstance(event, ClickEvent)
    weight, name, text = _SHAPE_OPEN if shape_open else _CLUES[reading.clue]
    text = text.format(name=reading.name, what=what, why=why)
    return _made(agent, Human.NO, weight, name.format(agent.value), text)


_REPLACED = Finding.of(
    Agent.HTTP_LIBRARY,
    Human.UNKNOWN,
    0.5,
    "agent.replaced",
    "The user agent is the one that Amazon CloudFront puts in place of the reader's unless it is told to "
    "forward that; it says nothing about who asked",
)


def replaced_agent(event: RequestEvent, /) -> Finding | None:
    """Recognise an agent that a proxy in front of the tracker has put in place of the reader's.

    Source: Amazon CloudFront Developer Guide, "Request and response behavior for custom origins", User-Agent
    header; read 2026-11-22.
    """
    return _REPLACED if read_agent(event.client.agent).kind is Kind.REPLACED else None


_BARE_WEBKIT_TEXT = (
    "The user agent is WebKit without the name of a browser: Apple Mail, Outlook for Mac, another program "
    "that shows web pages, or a prefetch; the agent alone cannot tell"
)
_BARE_OPEN = Finding.of(Agent.MAIL_CLIENT, Human.YES, 0.4, "agent.bare_webkit", _BARE_WEBKIT_TEXT)
_BARE_CLICK = Finding.of(Agent.BROWSER, Human.YES, 0.4, "agent.bare_webkit", _BARE_WEBKIT_TEXT)


def bare_webkit(event: RequestEvent, /) -> Finding | None:
    """Recognise WebKit that names no program: ambiguous, so it leans to a person and decides nothing.

    Calling it a machine had to be undone elsewhere (github.com/warmbly/warmbly/pull/569).
    """
    if read_agent(event.client.agent).kind is not Kind.BARE_WEBKIT:
        return None
    return _BARE_CLICK if isinstance(event, ClickEvent) else _BARE_OPEN


_BROWSER_TEXT = "The user agent is that of an ordinary browser and nothing else speaks against a person; "
_BROWSER_OPEN = Finding.of(
    Agent.BROWSER, Human.YES, 0.7, "agent.browser", f"{_BROWSER_TEXT}web mail loads images in the browser"
)
_BROWSER_CLICK = Finding.of(
    Agent.BROWSER, Human.YES, 0.7, "agent.browser", f"{_BROWSER_TEXT}scanners can pretend to be one, though"
)
_APP = Finding.of(
    Agent.BROWSER, Human.YES, 0.6, "agent.app", "The user agent is that of an app on somebody's device"
)


def browser(event: RequestEvent, /) -> Finding | None:
    """Recognise what looks like a browser or an app on a device: probably a person.

    Not more than probably: mail gateways test links with the agents of ordinary browsers, and a single
    request cannot tell them apart.
    """
    kind = read_agent(event.client.agent).kind
    if kind is Kind.BROWSER:
        return _BROWSER_CLICK if isinstance(event, ClickEvent) else _BROWSER_OPEN
    return _APP if kind is Kind.APP else None


_SILENT = (Kind.UNREADABLE, Kind.ABSENT, Kind.EMPTY)
_EMPTY_CLICK = Finding.of(
    None,
    Human.NO,
    0.85,
    "agent.empty",
    "The request came without a user agent; every browser sends one when a person follows a link",
)
_EMPTY_OPEN = Finding.of(
    None,
    Human.UNKNOWN,
    0.5,
    "agent.empty",
    "The request came without a user agent, which some privacy tools remove",
)
_NOT_KEPT = Finding.of(
    None, Human.UNKNOWN, 0.0, "agent.not_kept", "No user agent is known: none was sent, or none was kept"
)
_UNREADABLE = Finding.of(
    None, Human.UNKNOWN, 0.5, "agent.unreadable", "The user agent holds nothing that can be read"
)


def silent_agent(event: RequestEvent, /) -> Finding | None:
    """Judge requests whose agent says nothing; an agent that was not recorded is not an empty one.

    A missing agent counts as sent empty only when the headers were recorded and hold at least
    `accept`, as the headers of every real client do.
    """
    client = event.client
    kind = read_agent(client.agent).kind
    if kind is Kind.UNREADABLE:
        return _UNREADABLE
    if kind is Kind.ABSENT and (client.headers is None or "accept" not in client.headers):
        return _NOT_KEPT
    if kind not in _SILENT:
        return None
    return _EMPTY_CLICK if isinstance(event, ClickEvent) else _EMPTY_OPEN


_Rule = Callable[[RequestEvent], "Finding | None"]
_KNOWN: Mapping[Kind, _Rule] = {
    Kind.MAIL_CLIENT: mail_client,
    Kind.APPLE_PRIVACY: apple_privacy,
    Kind.GMAIL_PREFETCH: gmail_prefetch,
    Kind.MAILBOX_PROXY: image_proxy,
    Kind.ASSET_PROXY: image_proxy,
}
_OTHERS: Mapping[Kind, _Rule] = {
    **dict.fromkeys(_MACHINES, declared_machine),
    **dict.fromkeys(_SILENT, silent_agent),
    Kind.REPLACED: replaced_agent,
    Kind.BARE_WEBKIT: bare_webkit,
    Kind.BROWSER: browser,
    Kind.APP: browser,
}


def known_reader(event: RequestEvent, /) -> Finding | None:
    """Ask the one of mail client, Apple's privacy, Gmail's prefetch and image proxies that the agent is."""
    rule = _KNOWN.get(read_agent(event.client.agent).kind)
    return None if rule is None else rule(event)


def other_agent(event: RequestEvent, /) -> Finding | None:
    """Ask the one of declared machines, replaced agents, bare WebKit, browsers and silence that it is."""
    rule = _OTHERS.get(read_agent(event.client.agent).kind)
    return None if rule is None else rule(event)
