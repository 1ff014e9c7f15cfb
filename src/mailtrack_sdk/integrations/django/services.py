"""The tracker, the store and the recorder of a Django project: made once, from its settings."""

from __future__ import annotations

from functools import cache
from threading import RLock
from typing import cast

from django.apps import apps
from django.core.signals import setting_changed

from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.integrations.django._background import ConnectingRecorder
from mailtrack_sdk.integrations.django.configuration import Configuration, read_configuration
from mailtrack_sdk.integrations.django.signals import announce, is_heard
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.stores.base import EventStore
from mailtrack_sdk.tracker import Tracker

__all__ = ["get_configuration", "get_recorder", "get_saver", "get_store", "get_tracker"]

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
    """Return the recorder of the project, which saves before it returns.

    The views use it by way of `get_saver`.

    Raises:
        ConfigurationError: `MAILTRACK` is missing or wrong; `manage.py check` says the same.
    """
    with _LOCK:
        return _recorder(announces=_announces())


def get_saver() -> Recorder | BackgroundRecorder:
    """Return what the views save with: the recorder, or with `MAILTRACK["BACKGROUND"]` one around it.

    Close it when a server ends that does not run `atexit`: what waits is saved, and subscribers are told of
    what is still held. What is saved afterwards is saved at once.

    Raises:
        ConfigurationError: `MAILTRACK` is missing or wrong; `manage.py check` says the same.
    """
    with _LOCK:
        return _saver(announces=_announces())


def _announces() -> bool:
    """Tell whether to have a subscriber, who costs a query of the store for each event."""
    return bool(get_configuration().subscribers) or is_heard()


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


@cache
def _saver(*, announces: bool) -> Recorder | BackgroundRecorder:
    recorder = _recorder(announces=announces)
    if not get_configuration().background:
        return recorder
    saver = ConnectingRecorder(recorder)
    _in_background().append(saver)
    return saver


@cache
def _in_background() -> list[BackgroundRecorder]:
    """Hold those that were made, for `_forget`; a second one when somebody begins to listen."""
    return []


def _forget(*, setting: str, **_: object) -> None:
    """Make all anew when a test overrides the setting; what waits is saved as it was set before."""
    if setting != "MAILTRACK":
        return
    with _LOCK:
        old = _in_background()
        for made in (_configuration, _tracker, _store, _recorder, _saver, _in_background):
            made.cache_clear()
    for saver in old:  # without the lock, which its thread may need
        saver.close()


setting_changed.connect(_forget, dispatch_uid="mailtrack")  # pyright: ignore[reportUnknownMemberType] - a stub's
