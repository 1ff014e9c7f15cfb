"""What `manage.py check` says about the setting `MAILTRACK`, before the first mail and the first reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - what Django calls it
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections, router
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.integrations.django.backend import EmailBackend
from mailtrack_sdk.integrations.django.configuration import SMTP
from mailtrack_sdk.integrations.django.models import EventRow
from mailtrack_sdk.integrations.django.services import get_configuration, get_recorder, get_tracker
from mailtrack_sdk.integrations.django.views import track, track_async

__all__ = ["check_mail", "check_services", "check_urls"]

_Apps = Sequence[AppConfig] | None

_VENDORS = ("postgresql", "sqlite")
_VIEWS: tuple[object, ...] = (track, track_async)


def check_services(app_configs: _Apps, **options: Any) -> list[CheckMessage]:  # noqa: ANN401, ARG001 - Django's signature
    """Make tracker, store and recorder, and look at what a database must be.

    Args:
        app_configs: Not looked at.
        options: Not looked at.
    """
    try:
        get_recorder()
        configuration = get_configuration()
    except ConfigurationError as error:
        return [Error(str(error), id="mailtrack.E001")]
    found: list[CheckMessage] = []
    if configuration.store_factory is None:
        alias = configuration.database or router.db_for_write(EventRow)
        if alias not in connections:
            found.append(
                Error(
                    f'MAILTRACK["DATABASE"]: there is no {alias!r} in DATABASES',
                    id="mailtrack.E002",
                )
            )
        elif connections[alias].vendor not in _VENDORS:
            found.append(
                Error(
                    f"the DjangoStore works with PostgreSQL and SQLite, and {alias!r} is neither",
                    hint='Name another database in MAILTRACK["DATABASE"], or another store, such as a '
                    'SQLAlchemyStore, in MAILTRACK["STORE"].',
                    id="mailtrack.E003",
                )
            )
    if settings.SECRET_KEY and settings.SECRET_KEY in _several(configuration.tracker.get("keys")):
        found.append(
            Warning(
                "SECRET_KEY is a key of MAILTRACK: when it changes, links in sent mail stop working",
                hint="Make a key of its own with secrets.token_urlsafe(32).",
                id="mailtrack.W001",
            )
        )
    return found


def check_mail(app_configs: _Apps, **options: Any) -> list[CheckMessage]:  # noqa: ANN401, ARG001 - Django's signature
    """Look at the backend that sends, and at whether ours is asked at all.

    Args:
        app_configs: Not looked at.
        options: Not looked at.
    """
    try:
        name = get_configuration().email_backend
    except ConfigurationError:
        return []  # said above
    try:
        backend: object = import_string(name or SMTP)
    except ImportError as error:
        return [Error(f'MAILTRACK["EMAIL_BACKEND"]: {error}', id="mailtrack.E004")]
    if not isinstance(backend, type) or not issubclass(backend, BaseEmailBackend):
        return [Error(f'MAILTRACK["EMAIL_BACKEND"]: {name} is no e-mail backend', id="mailtrack.E004")]
    if issubclass(backend, EmailBackend):
        return [
            Error(
                f'MAILTRACK["EMAIL_BACKEND"]: {name} cannot send by itself',
                hint=f"Name the backend that is to send, such as {SMTP!r}, and {name!r} in EMAIL_BACKEND.",
                id="mailtrack.E004",
            )
        ]
    if name is not None and not any(_is_ours(one) for one in _backends()):
        return [
            Warning(
                'MAILTRACK["EMAIL_BACKEND"] is given, but EMAIL_BACKEND is another one: no mail is tracked',
                hint='EMAIL_BACKEND = "mailtrack_sdk.integrations.django.backend.EmailBackend"',
                id="mailtrack.W002",
            )
        ]
    return []


def check_urls(app_configs: _Apps, **options: Any) -> list[CheckMessage]:  # noqa: ANN401, ARG001 - Django's signature
    """Look whether a tracking URL leads to a view of ours.

    Args:
        app_configs: Not looked at.
        options: Not looked at.
    """
    try:
        get_tracker()
        base: str | None = get_configuration().tracker.get("base_url")
    except ConfigurationError:
        return []  # said above
    if base is None or not getattr(settings, "ROOT_URLCONF", None):
        return []
    path = urlsplit(base).path.rstrip("/")
    try:
        view: object = cast("Any", resolve(f"{path}/o/token")).func
    except Resolver404:
        view = None
    if view in _VIEWS:
        return []
    return [
        Warning(
            f"no URL of this project leads from {path}/o/ to the tracking views, so nothing is recorded here",
            hint=f'urlpatterns = [path("{path[1:] and path[1:] + "/"}", '
            'include("mailtrack_sdk.integrations.django.urls")), ...]; silence this where another '
            "service answers, or a proxy cuts the path off.",
            id="mailtrack.W003",
        )
    ]


def _backends() -> list[str]:
    """List the backends that Django knows, by the old setting and by that of Django 6.1."""
    mailers: dict[str, dict[str, str]] = getattr(settings, "MAILERS", None) or {}
    return [
        getattr(settings, "EMAIL_BACKEND", SMTP),
        *(mailer.get("BACKEND", SMTP) for mailer in mailers.values()),
    ]


def _is_ours(name: str) -> bool:
    """Tell whether a backend tracks; one that cannot be imported is somebody else's trouble."""
    try:
        backend: object = import_string(name)
    except ImportError:
        return False
    return isinstance(backend, type) and issubclass(backend, EmailBackend)


def _several(keys: object) -> Sequence[object]:
    return cast("Sequence[object]", keys) if isinstance(keys, (list, tuple)) else (keys,)
