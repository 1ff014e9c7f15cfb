"""The JSON text of an event, written at once where it is an open or a click.

It is the text of `to_json(dump_event(event))`, byte for byte, in half the time: there is an open or a
click for every request, and writing it took more time than SQLite takes to keep it. Whatever is not as
it should be is left to the codec, which says what is wrong with it.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii as quoted

from mailtrack_sdk.events import ClickEvent, Event, OpenEvent
from mailtrack_sdk.models import Client, Delivery, Link, recipient_text
from mailtrack_sdk.stores import _fields as take
from mailtrack_sdk.stores._codec import dump_event
from mailtrack_sdk.stores._fields import micros, plain
from mailtrack_sdk.stores._json import BROKEN, FORMAT, to_json


def event_json(event: Event) -> str:
    """Write an event as JSON text, or raise `ArgumentError` if it could not be read back."""
    if isinstance(event, (OpenEvent, ClickEvent)):
        try:
            return _request(event)
        except BROKEN:
            pass  # said better below
    return to_json(dump_event(event))


def _request(event: OpenEvent | ClickEvent) -> str:
    head = f'{{"v":{FORMAT},"kind":"{plain(event.kind)}","id":"{event.id.hex}","at":{micros(event.at)}'
    text = f'{head},"delivery":{{{_delivery(event.delivery)}}},"client":{{{_client(event.client)}}}'
    if event.method != "GET":
        text += f',"method":{quoted(event.method)}'
    if isinstance(event, ClickEvent):
        text += f',"link":{{{_link(event.link)}}},"link_count":{_whole(event.link_count)}'
    return text + "}"


def _delivery(delivery: Delivery) -> str:
    text = f'"message_key":{quoted(delivery.message_key)}'
    if (recipient := recipient_text(delivery.recipient)) is not None:
        text += f',"recipient":{quoted(recipient)}'
    modes = f'"opens":"{plain(delivery.opens)}","clicks":"{plain(delivery.clicks)}"'
    text += f',"sent_at":{micros(delivery.sent_at)},{modes}'
    if delivery.tenant is not None:
        text += f',"tenant":{quoted(delivery.tenant)}'
    if delivery.sender is not None:
        text += f',"sender":{quoted(delivery.sender)}'
    if delivery.test:
        text += ',"test":true'
    if delivery.expires_at is not None:
        text += f',"expires_at":{micros(delivery.expires_at)}'
    if delivery.attempt:
        text += f',"attempt":{_whole(delivery.attempt)}'
    if delivery.is_preview:
        text += ',"is_preview":true'
    return text


def _client(client: Client) -> str:
    parts: list[str] = []
    if client.agent is not None:
        parts.append(f'"agent":{quoted(client.agent)}')
    if client.address is not None:
        parts.append(f'"address":{quoted(client.address)}')
    if not client.address_is_verified:
        parts.append('"unverified":true')
    if client.headers is not None:
        headers = [f"{quoted(name)}:{quoted(value)}" for name, value in client.headers.items()]
        parts.append(f'"headers":{{{",".join(headers)}}}')
    if client.networks is not None:
        parts.append(f'"networks":[{",".join(map(quoted, client.networks))}]')
    if client.networks_as_of is not None:
        parts.append(f'"networks_as_of":"{take.day_text(client.networks_as_of)}"')
    if client.is_sender:
        parts.append('"is_sender":true')
    return ",".join(parts)


def _link(link: Link) -> str:
    text = f'"url":{quoted(link.url)}'
    if link.index is not None:
        text += f',"index":{_whole(link.index)}'
    if link.name is not None:
        text += f',"name":{quoted(link.name)}'
    return text


def _whole(value: int) -> int:
    """Take a whole number that is written as one: a bool, or a member of an enum, is not."""
    if type(value) is not int:
        raise TypeError
    return take.whole(value)
