"""Which modules users import from; everything else may change between releases."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

PUBLIC_MODULES = (
    "mailtrack_sdk",
    "mailtrack_sdk.classification",
    "mailtrack_sdk.engagement",
    "mailtrack_sdk.errors",
    "mailtrack_sdk.events",
    "mailtrack_sdk.integrations.aiohttp",
    "mailtrack_sdk.integrations.asgi",
    "mailtrack_sdk.integrations.django",
    "mailtrack_sdk.integrations.django.backend",
    "mailtrack_sdk.integrations.background",
    "mailtrack_sdk.integrations.fastapi",
    "mailtrack_sdk.integrations.flask",
    "mailtrack_sdk.integrations.opentelemetry",
    "mailtrack_sdk.integrations.starlette",
    "mailtrack_sdk.integrations.wsgi",
    "mailtrack_sdk.legacy",
    "mailtrack_sdk.models",
    "mailtrack_sdk.observing",
    "mailtrack_sdk.recorder",
    "mailtrack_sdk.rewriting",
    "mailtrack_sdk.stores",
    "mailtrack_sdk.testing",
    "mailtrack_sdk.tracker",
    "mailtrack_sdk.web",
)

ALSO_PUBLIC: dict[str, tuple[str, ...]] = {
    "mailtrack_sdk.classification.device": ("Device",),
    "mailtrack_sdk.classification.networks": (
        "NetworkKind",
        "NetworkScope",
        "NetworkStrength",
        "NetworkTable",
    ),
    "mailtrack_sdk.message": ("MessageReport", "PartReport", "PartSkip"),
    "mailtrack_sdk.outcomes": ("Answered", "Outcome", "Pending"),
    "mailtrack_sdk.stores.sqlalchemy": ("AsyncSQLAlchemyStore", "SQLAlchemyStore"),
    "mailtrack_sdk.testing.adapters": ("Exchange",),
    "mailtrack_sdk.testing.async_inbox": ("AsyncInboxMail",),
    "mailtrack_sdk.testing.clients": (),
    "mailtrack_sdk.testing.inbox": ("InboxLink", "InboxMail"),
    "mailtrack_sdk.testing.plugin": (),
    "mailtrack_sdk.testing.strategies": (),
}
"""What else the reference names: modules with the names of theirs that are public, none for all."""

EXTRAS = {
    "mailtrack_sdk.command.progress_bar": "rich",
    "mailtrack_sdk.command.sqlalchemy_store": "sqlalchemy",
    "mailtrack_sdk.integrations.aiohttp": "aiohttp",
    "mailtrack_sdk.integrations.django": "django",
    "mailtrack_sdk.integrations.fastapi": "starlette",
    "mailtrack_sdk.integrations.flask": "flask",
    "mailtrack_sdk.integrations.opentelemetry": "opentelemetry",
    "mailtrack_sdk.integrations.starlette": "starlette",
    "mailtrack_sdk.stores.sqlalchemy": "sqlalchemy",
    "mailtrack_sdk.testing.strategies": "hypothesis",
}
"""What a module, or a package with all that is in it, needs besides the library."""


def load(module: str) -> ModuleType:
    """Import a module of the library, or skip the test when what it needs is not installed."""
    for name, needed in EXTRAS.items():
        if module == name or module.startswith(f"{name}."):
            pytest.importorskip(needed, reason=f"not installed: {needed}")
            if needed == "django":
                importlib.import_module("tests.integrations._django")  # sets it up
    return importlib.import_module(module)
