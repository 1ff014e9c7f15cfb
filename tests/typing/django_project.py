"""What a project in Django writes, as two strict type checkers see it; nothing here runs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.dispatch import receiver
from django.urls import URLPattern, URLResolver, include, path
from typing_extensions import assert_type

import mailtrack_sdk as mt
from mailtrack_sdk.integrations.django import (
    DjangoStore,
    Tracking,
    get_recorder,
    get_store,
    get_tracker,
    set_tracking,
    settled,
)
from mailtrack_sdk.integrations.django.backend import EmailBackend
from mailtrack_sdk.stores import (
    ErasureStore,
    EventStore,
    ExportStore,
    GroupedStore,
    HistoryStore,
    PurgeStore,
    VerdictStore,
)

MAILTRACK: dict[str, object] = {
    "KEYS": ["..."],
    "BASE_URL": "https://t.example.com",
    "SETTLE": timedelta(seconds=15),
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("mail/", include("mailtrack_sdk.integrations.django.urls")),
]


def send(to: str, recipient: str) -> int:
    """Send a tracked mail."""
    delivery = mt.Delivery("news-7", recipient, sent_at=datetime.now(timezone.utc))
    message = EmailMultiAlternatives("Spring", "It is here.", to=[to])
    set_tracking(message, Tracking(delivery, campaign="spring", metadata={"shop": "north", "floor": 2}))
    return message.send()


def send_by_hand(messages: list[EmailMessage]) -> int:
    """Send through a backend of one's own making."""
    with EmailBackend(inner="django.core.mail.backends.console.EmailBackend") as backend:
        return backend.send_messages(messages)


@receiver(settled, sender=mt.ClickEvent)
def clicked(event: mt.ClickEvent, verdict: mt.Verdict, sent: mt.SentEvent | None, **more: Any) -> None:  # noqa: ANN401 - Django's
    """Hear of a click."""
    del more
    if verdict.human is mt.Human.YES and sent is not None:
        print(event.link.url, sent.subject)  # noqa: T201 - a program


def read(store: DjangoStore) -> None:
    """Use a store as all that it is."""
    every: tuple[
        EventStore, VerdictStore, HistoryStore, GroupedStore, PurgeStore, ErasureStore, ExportStore
    ] = (store, store, store, store, store, store, store)
    assert_type(mt.summarise(every[0], mt.EventQuery(message_key="news-7")), mt.Summary)
    assert_type(get_tracker(), mt.Tracker)
    assert_type(get_recorder(), mt.Recorder)
    assert_type(get_store(), EventStore)
