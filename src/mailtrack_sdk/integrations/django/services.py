"""The tracker, the store and the recorder of a Django project: made once, from its settings."""

from __future__ import annotations

from functools import cache
from threading import RLock
from typing import cast

from django.apps import apps
from django.core.signals import setting_changed

from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.integrations.django.configuration import Configuration, read_configuration
from mailtrack_sdk.integrations.django.signals import announce, is_heard
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.stores.base import EventStore
from mailtrack_sdk.tracker import Tracker

__all__ = ["get_configuration", "get_recorder", "get_store", "get_tracker"]

APP = "mailtrack_sdk.integrations.django"

_LOCK = RLock()  # two threads that begin at once must not get two recorders


def get_configuration() -> Configuration:
    """Return what the setting `MAILTRACK` says.

    Raises:
        ConfigurationError: Something of it cannot be used.
    """
    with _LOCK:
        return _configuration()


def get_tracker() -> Tracker:
    """Return the tracker of the project.

    Raises:
        ConfigurationError: `MAILTRACK` is missing or wrong; `manage.py check` says the same.
    """
    with _LOCK:
        return _tracker()


def get_store() -> EventStore:
    """Return the store of the project: a `DjangoStore`, or what `MAILTRACK["STORE"]` makes.

    Raises:
        ConfigurationError: `MAILTRACK` is missing or wrong; `manage.py check` says the same.
    """
    with _LOCK:
        return _store()


def get_recorder() -> Recorder:
    """Return the recorder of the project, which the views use.

    Raises:
        ConfigurationError: `MAILTRACK` is missing or wrong; `manage.py check` says the same.
    """
    with _LOCK:
        # A subscriber costs a query of the store for each event: not where nobody would hear of it.
        return _recorder(announces=bool(get_configuration().subscribers) or is_heard())


@cache
def _configuration() -> Configuration:
    return read_configuration()


@cache
def _tracker() -> Tracker:
    configuration = get_configuration()
    if configuration.tracker_factory is None:
        return Tracker(**configuration.tracker)
    tracker: object = configuration.tracker_factory()
    if not isinstance(tracker, Tracker):
        raise ConfigurationError(f'MAILTRACK["TRACKER"] returned a {type(tracker).__name__}, not a Tracker')
    return tracker


@cache
def _store() -> EventStore:
    configuration = get_configuration()
    if configuration.store_factory is not None:
        return cast("EventStore", configuration.store_factory())  # the recorder checks it
    if not apps.is_installed(APP):
        raise ConfigurationError(
            f'put "{APP}" into INSTALLED_APPS for the DjangoStore, or name another store in '
            'MAILTRACK["STORE"]'
        )
    from mailtrack_sdk.integrations.django.store import DjangoStore  # noqa: PLC0415 - has models

    return DjangoStore(using=configuration.database)


@cache
def _recorder(*, announces: bool) -> Recorder:
    configuration = get_configuration()
    subscribers = (*configuration.subscribers, announce) if announces else ()
    return Recorder(get_tracker(), get_store(), subscribers=subscribers, **configuration.recorder)


def _forget(*, setting: str, **_: object) -> None:
    """Make all anew when a test overrides the setting."""
    if setting == "MAILTRACK":
        for made in (_configuration, _tracker, _store, _recorder):
            made.cache_clear()


setting_changed.connect(_forget, dispatch_uid="mailtrack")  # pyright: ignore[reportUnknownMemberType] - a stub's
