"""An e-mail backend for `EMAIL_BACKEND` that tracks what asks for it and lets another backend send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.utils.module_loading import import_string

from mailtrack_sdk._logs import log_failure
from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.events import ComposedEvent, Event, EventKind
from mailtrack_sdk.integrations.django.configuration import SMTP
from mailtrack_sdk.integrations.django.mails import TrackedMail, tracked_mail
from mailtrack_sdk.integrations.django.services import get_configuration, get_store, get_tracker
from mailtrack_sdk.stores.base import EventStore
from mailtrack_sdk.stores.query import EventQuery

__all__ = ["EmailBackend"]

_FEW = 100
"""Composed events that are looked through: tenants may use the same key."""


class EmailBackend(BaseEmailBackend):
    """Tracks a message that has `message.tracking`, and leaves every other as it is.

    The copy that goes out is the message with its HTML text rewritten; attachments, inline images, headers
    and the plain text stay (unless `RewriteRules(plain_text=True)` says so), and the message itself is not
    changed. When it is out, a composed event is stored, once per message key, and a sent event.

    Nothing that goes wrong with tracking stops a mail: it is logged, and the mail goes out as it was written.

    Args:
        args: Given to the backend that sends.
        inner: The dotted name of that backend; `MAILTRACK["EMAIL_BACKEND"]` when left out, and Django's SMTP
            backend when neither is given.
        options: Given to the backend that sends.

    Raises:
        ConfigurationError: The backend would send by itself.
        ImportError: There is no backend of this name.
    """

    def __init__(  # pyright: ignore[reportMissingSuperCall] - a fail_silently of our own would hide the other's
        self,
        *args: Any,  # noqa: ANN401 - whatever the other takes
        inner: str | None = None,
        **options: Any,  # noqa: ANN401 - as above
    ) -> None:
        name = inner or _configured() or SMTP
        backend: type[BaseEmailBackend] = import_string(name)
        if issubclass(backend, EmailBackend):
            raise ConfigurationError(
                f"{name} cannot send by itself; name the backend that is to send in "
                'MAILTRACK["EMAIL_BACKEND"], such as "django.core.mail.backends.smtp.EmailBackend"'
            )
        self._inner = backend(*args, **options)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the other has
        """Show the attributes of the backend that sends."""
        if name == "_inner":  # a copy that is being made has none yet
            raise AttributeError(name)
        return getattr(self._inner, name)

    def open(self) -> bool | None:
        """Open the connection of the backend that sends."""
        return self._inner.open()

    def close(self) -> None:
        """Close the connection of the backend that sends."""
        self._inner.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send messages, tracked where they ask for it, and return how many went out."""
        messages = list(email_messages)
        if all(getattr(message, "tracking", None) is None for message in messages):
            return self._inner.send_messages(messages)
        was_opened = self._inner.open()
        if was_opened is None and isinstance(self._inner, SMTPBackend) and self._inner.connection is None:
            return 0  # it fails silently, and would try again for each message
        known: set[tuple[str | None, str]] = set()
        try:
            return sum(self._send(message, known) for message in messages)
        finally:
            if was_opened:
                self._inner.close()

    def _send(self, message: EmailMessage, known: set[tuple[str | None, str]]) -> int:
        mail = _prepared(message)
        if mail is None:
            return self._inner.send_messages([message]) or 0
        try:
            count = self._inner.send_messages([mail.message]) or 0
        finally:
            mail.hand_back(message)
        if count:
            _record(mail, known)
        return count


def _configured() -> str | None:
    """Read the one setting that mail depends on, whatever is wrong with the others."""
    given: object = getattr(settings, "MAILTRACK", None)
    name = cast("Mapping[str, object]", given).get("EMAIL_BACKEND") if isinstance(given, Mapping) else None
    return name if isinstance(name, str) else None


def _prepared(message: EmailMessage) -> TrackedMail | None:
    if getattr(message, "tracking", None) is None:
        return None
    try:
        return tracked_mail(message, get_tracker(), get_configuration())
    except Exception as error:  # noqa: BLE001 - whatever it is, the mail matters more
        log_failure("a mail could not be tracked and goes out as it was written", error)
        return None


def _record(mail: TrackedMail, known: set[tuple[str | None, str]]) -> None:
    """Store what happened; the mail is out, so nothing is raised."""
    if mail.composed is None or mail.sent is None:
        return
    events: list[Event] = [mail.sent]
    message = (mail.composed.tenant, mail.composed.message_key)
    try:
        store = get_store()
        if message not in known and not _is_composed(store, mail.composed):
            events.insert(0, mail.composed)
        store.append(events)
    except Exception as error:  # noqa: BLE001 - whatever the store raises
        log_failure("a tracked mail went out, but the store did not take its sent event", error)
        return
    known.add(message)


def _is_composed(store: EventStore, event: ComposedEvent) -> bool:
    query = EventQuery(
        message_key=event.message_key, tenant=event.tenant, kinds=(EventKind.COMPOSED,), limit=_FEW
    )
    return any(found.tenant == event.tenant for found in store.events(query))
