"""Stores in databases that SQLAlchemy reaches; needs `pip install mailtrack-sdk[sqlalchemy]`."""

from __future__ import annotations

from mailtrack_sdk._extras import missing_extra

try:
    from mailtrack_sdk.stores.sqlalchemy.asynchronous import AsyncSQLAlchemyStore
    from mailtrack_sdk.stores.sqlalchemy.store import SQLAlchemyStore
except ImportError as _error:  # also what SQLAlchemy raises where greenlet is missing
    raise missing_extra(__name__, "sqlalchemy", _error) from _error

__all__ = ["AsyncSQLAlchemyStore", "SQLAlchemyStore"]
