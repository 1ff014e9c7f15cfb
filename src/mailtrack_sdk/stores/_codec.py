"""How events and verdicts are written as JSON, and read back by this and by later versions.

Every event is one JSON object with the version of this format under `v`. Fields that hold their
default are left out, times are whole microseconds since 1970 in UTC, and a recipient keeps its type
(`s:ada`, `i:42`, `u:<uuid>`). A reader ignores keys it does not know; a change that a reader must
not ignore counts the version up.

Writing is as strict as reading: what could not be read back is refused with `ArgumentError` before
it reaches a log, because one such row would make every later read fail.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from mailtrack_sdk.classification.verdict import Agent, Evidence, Human, Verdict
from mailtrack_sdk.events import (
    ClickEvent,
    ComposedEvent,
    Event,
    EventKind,
    OpenEvent,
    RequestEvent,
    SentEvent,
)
from mailtrack_sdk.models import (
    Client,
    Delivery,
    Link,
    Mode,
    check_tenant,
    check_text,
    parse_recipient,
    recipient_text,
)
from mailtrack_sdk.stores import _fields as take
from mailtrack_sdk.stores._fields import Json, compact, micros, micros_or_none
from mailtrack_sdk.stores._json import BROKEN, FORMAT, refused, unreadable, versioned


def dump_event(event: Event) -> Json:
    """Turn an event into plain JSON values, or raise `ArgumentError` if they could not be read back."""
    try:
        head: Json = {"v": FORMAT, "kind": event.kind.value, "id": event.id.hex, "at": micros(event.at)}
        if isinstance(event, ComposedEvent):
            return head | _dump_composed(event)
        head["delivery"] = _dump_delivery(event.delivery)
        if isinstance(event, SentEvent):
            return head | _dump_sent(event)
        return head | _dump_request(event)
    except BROKEN as exc:
        raise refused(event, exc) from exc


def load_event(raw: object) -> Event:
    """Undo `dump_event`, or raise `StoreSchemaError`."""
    try:
        return _load_event(versioned(raw))
    except BROKEN as exc:
        raise unreadable(raw, exc) from exc


def dump_verdict(verdict: Verdict) -> Json:
    """Turn a verdict into plain JSON values, or raise `ArgumentError` if they could not be read back."""
    try:
        return {
            "v": FORMAT,
            "agent": Agent(verdict.agent).value,
            "human": Human(verdict.human).value,
            "confidence": take.number(verdict.confidence),
            "evidence": [
                [take.text(e.name), take.number(e.weight), take.text(e.text)] for e in verdict.evidence
            ],
            "rules_version": take.whole(verdict.rules_version),
            "provisional": take.flag(verdict.provisional),
            "events_seen": take.whole(verdict.events_seen),
        }
    except BROKEN as exc:
        raise refused(verdict, exc) from exc


def load_verdict(raw: object) -> Verdict:
    """Undo `dump_verdict`, or raise `StoreSchemaError`."""
    try:
        fields = versioned(raw)
        return Verdict(
            agent=Agent(fields["agent"]),
            human=Human(fields["human"]),
            confidence=take.number(fields["confidence"]),
            evidence=tuple(_load_evidence(item) for item in take.array(fields.get("evidence", []))),
            rules_version=take.whole(fields["rules_version"]),
            provisional=take.flag(fields.get("provisional", False)),
            events_seen=take.whole(fields.get("events_seen", 1)),
        )
    except BROKEN as exc:
        raise unreadable(raw, exc) from exc


def _load_event(fields: Json) -> Event:
    kind = EventKind(fields["kind"])
    event_id = UUID(hex=take.text(fields["id"]))
    at = take.moment(fields["at"])
    if kind is EventKind.COMPOSED:
        return _load_composed(fields, event_id, at)
    delivery = _load_delivery(take.mapping(fields["delivery"]))
    if kind is EventKind.SENT:
        return _load_sent(fields, event_id, at, delivery)
    client = _load_client(take.mapping(fields["client"]))
    method = take.text(fields.get("method", "GET"))
    if kind is EventKind.OPEN:
        return OpenEvent(id=event_id, at=at, delivery=delivery, client=client, method=method)
    return ClickEvent(
        id=event_id,
        at=at,
        delivery=delivery,
        client=client,
        method=method,
        link=_load_link(take.mapping(fields["link"])),
        link_count=take.whole(fields.get("link_count", 0)),
    )


def _dump_request(event: RequestEvent) -> Json:
    fields: Json = {"client": _dump_client(event.client)}
    if event.method != "GET":
        fields["method"] = take.text(event.method)
    if isinstance(event, ClickEvent):
        fields["link"] = _dump_link(event.link)
        fields["link_count"] = take.whole(event.link_count)
    return fields


def _dump_composed(event: ComposedEvent) -> Json:
    # The keys that stores search by must be texts that every database can hold.
    check_text("message_key", event.message_key)
    if event.tenant is not None:
        check_tenant(event.tenant)
    if event.campaign is not None:
        event.campaign.encode()
    return compact(
        {
            "message_key": event.message_key,
            "tenant": event.tenant,
            "links": [_dump_link(link) for link in event.links] or None,
            "subject": take.text_or_none(event.subject),
            "campaign": event.campaign,
            "variant": take.text_or_none(event.variant),
            "tags": [take.text(tag) for tag in event.tags] or None,
        }
    )


def _load_composed(fields: Json, event_id: UUID, at: datetime) -> ComposedEvent:
    return ComposedEvent(
        id=event_id,
        at=at,
        message_key=take.text(fields["message_key"]),
        tenant=take.text_or_none(fields.get("tenant")),
        links=tuple(_load_link(take.mapping(link)) for link in take.array(fields.get("links", []))),
        subject=take.text_or_none(fields.get("subject")),
        campaign=take.text_or_none(fields.get("campaign")),
        variant=take.text_or_none(fields.get("variant")),
        tags=take.texts(fields.get("tags", [])),
    )


def _dump_sent(event: SentEvent) -> Json:
    return compact(
        {
            "to": [take.text(address) for address in event.to] or None,
            "cc": [take.text(address) for address in event.cc] or None,
            "subject": take.text_or_none(event.subject),
            "header_message_id": take.text_or_none(event.header_message_id),
            "thread": take.text_or_none(event.thread),
            "candidates": [take.text(candidate) for candidate in event.candidates] or None,
            "metadata": None if event.metadata is None else take.metadata(dict(event.metadata)),
        }
    )


def _load_sent(fields: Json, event_id: UUID, at: datetime, delivery: Delivery) -> SentEvent:
    metadata = fields.get("metadata")
    return SentEvent(
        id=event_id,
        at=at,
        delivery=delivery,
        to=take.texts(fields.get("to", [])),
        cc=take.texts(fields.get("cc", [])),
        subject=take.text_or_none(fields.get("subject")),
        header_message_id=take.text_or_none(fields.get("header_message_id")),
        thread=take.text_or_none(fields.get("thread")),
        candidates=take.texts(fields.get("candidates", [])),
        metadata=None if metadata is None else take.metadata(metadata),
    )


def _dump_delivery(delivery: Delivery) -> Json:
    return compact(
        {
            "message_key": delivery.message_key,
            "recipient": recipient_text(delivery.recipient),
            "sent_at": micros(delivery.sent_at),
            "opens": delivery.opens.value,
            "clicks": delivery.clicks.value,
            "tenant": delivery.tenant,
            "sender": delivery.sender,
            "test": True if delivery.test else None,
            "expires_at": micros_or_none(delivery.expires_at),
            "attempt": delivery.attempt or None,
            "is_preview": True if delivery.is_preview else None,
        }
    )


def _load_delivery(fields: Json) -> Delivery:
    """Make a delivery from its fields; those of one delivery are read again and again."""
    try:
        # The types, because 1, 1.0 and True are one key.
        return _known_delivery(tuple(fields.items()), tuple(map(type, fields.values())))
    except TypeError:  # no key: a field that this version does not know may hold anything
        return _make_delivery(fields)


@lru_cache(maxsize=1_024)
def _known_delivery(items: tuple[tuple[str, object], ...], _types: tuple[type, ...]) -> Delivery:
    return _make_delivery(dict(items))


def _make_delivery(fields: Json) -> Delivery:
    return Delivery(
        take.text(fields["message_key"]),
        parse_recipient(take.text_or_none(fields.get("recipient"))),
        sent_at=take.moment(fields["sent_at"]),
        opens=Mode(fields["opens"]),
        clicks=Mode(fields["clicks"]),
        tenant=take.text_or_none(fields.get("tenant")),
        sender=take.text_or_none(fields.get("sender")),
        test=take.flag(fields.get("test", False)),
        expires_at=take.moment_or_none(fields.get("expires_at")),
        attempt=take.whole(fields.get("attempt", 0)),
        is_preview=take.flag(fields.get("is_preview", False)),
    )


def _dump_client(client: Client) -> Json:
    return compact(
        {
            "agent": take.text_or_none(client.agent),
            "address": take.text_or_none(client.address),
            "unverified": None if client.address_is_verified else True,
            "headers": None if client.headers is None else take.headers(dict(client.headers)),
            "networks": None if client.networks is None else [take.text(name) for name in client.networks],
            "networks_as_of": take.day_text(client.networks_as_of),
            "is_sender": True if client.is_sender else None,
        }
    )


def _load_client(fields: Json) -> Client:
    headers, networks = fields.get("headers"), fields.get("networks")
    return Client(
        agent=take.text_or_none(fields.get("agent")),
        address=take.text_or_none(fields.get("address")),
        address_is_verified=not take.flag(fields.get("unverified", False)),
        headers=None if headers is None else take.headers(headers),
        networks=None if networks is None else take.texts(networks),
        networks_as_of=take.day_or_none(fields.get("networks_as_of")),
        is_sender=take.flag(fields.get("is_sender", False)),
    )


def _dump_link(link: Link) -> Json:
    return compact(
        {
            "url": take.text(link.url),
            "index": take.whole_or_none(link.index),
            "name": take.text_or_none(link.name),
        }
    )


def _load_link(fields: Json) -> Link:
    return Link(
        url=take.text(fields["url"]),
        index=take.whole_or_none(fields.get("index")),
        name=take.text_or_none(fields.get("name")),
    )


def _load_evidence(raw: object) -> Evidence:
    name, weight, text = take.array(raw)
    return Evidence(name=take.text(name), weight=take.number(weight), text=take.text(text))
