"""Values of this library as what `json.dumps` takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import cast
from uuid import UUID

from mailtrack_sdk.models import Delivery


def plain(value: object) -> object:
    """Return a value as dicts, lists, texts and numbers.

    Times become ISO 8601 texts, spans of time seconds, enums their values, UUIDs their texts, tuples
    lists, and dataclasses dicts of their public fields; a delivery also tells its id.
    """
    if isinstance(value, Enum):
        return cast("object", value.value)
    if isinstance(value, (datetime, UUID)):
        return value.isoformat() if isinstance(value, datetime) else str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, tuple):
        return [plain(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value)
        return {plain(key): plain(item) for key, item in pairs.items()}
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if not field.name.startswith("_")]
        own = {name: plain(getattr(value, name)) for name in names}
        return {"id": value.id, **own} if isinstance(value, Delivery) else own
    return value
