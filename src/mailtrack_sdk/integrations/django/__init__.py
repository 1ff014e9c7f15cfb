"""Tracking in Django: URLs, an e-mail backend, a store on the ORM, a signal, the admin.

Put `"mailtrack_sdk.integrations.django"` into `INSTALLED_APPS` and the settings into `MAILTRACK`. The names
of this package are loaded when they are first asked for, because models need Django to be set up.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from mailtrack_sdk._extras import missing_extra

try:
    importlib.import_module("django")
except ImportError as _error:
    raise missing_extra(__name__, "django", _error) from _error

if TYPE_CHECKING:
    from mailtrack_sdk.integrations.django.services import get_recorder, get_saver, get_store, get_tracker
    from mailtrack_sdk.integrations.django.signals import settled
    from mailtrack_sdk.integrations.django.store import DjangoStore
    from mailtrack_sdk.integrations.django.tracking import Tracking, set_tracking

__all__ = [
    "DjangoStore",
    "Tracking",
    "get_recorder",
    "get_saver",
    "get_store",
    "get_tracker",
    "set_tracking",
    "settled",
]

_PLACES = {
    "DjangoStore": "store",
    "Tracking": "tracking",
    "get_recorder": "services",
    "get_saver": "services",
    "get_store": "services",
    "get_tracker": "services",
    "set_tracking": "tracking",
    "settled": "signals",
}


def __getattr__(name: str) -> object:
    """Load a name at its first use."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = value
    return value
