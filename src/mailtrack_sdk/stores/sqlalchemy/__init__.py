"""Stores in databases that SQLAlchemy reaches; needs `pip install mailtrack-sdk[sqlalchemy]`."""

from __future__ import annotations

from mailtrack_sdk.stores.sqlalchemy.asynchronous import AsyncSQLAlchemyStore
from mailtrack_sdk.stores.sqlalchemy.store import SQLAlchemyStore

__all__ = ["AsyncSQLAlchemyStore", "SQLAlchemyStore"]
