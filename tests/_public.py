"""Which modules users import from; everything else may change between releases."""

from __future__ import annotations

PUBLIC_MODULES = (
    "mailtrack_sdk",
    "mailtrack_sdk.classification",
    "mailtrack_sdk.engagement",
    "mailtrack_sdk.errors",
    "mailtrack_sdk.events",
    "mailtrack_sdk.models",
    "mailtrack_sdk.recorder",
    "mailtrack_sdk.rewriting",
    "mailtrack_sdk.stores",
    "mailtrack_sdk.testing",
    "mailtrack_sdk.tracker",
    "mailtrack_sdk.web",
)
