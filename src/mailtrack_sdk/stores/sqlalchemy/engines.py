"""From what the caller gives to an engine that a store can use: checked, named, safe to fork with."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import URL, Engine, StaticPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError as UrlError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import SingletonThreadPool

from mailtrack_sdk.errors import ConfigurationError
from mailtrack_sdk.stores.sqlalchemy.tables import MYSQL, POSTGRESQL

__all__ = ["is_shared", "make_async_engine", "make_engine", "name_of", "reading", "viewing", "writing"]

_EngineT = TypeVar("_EngineT", Engine, AsyncEngine)

_WAIT = 30
"""Seconds that SQLite waits for another writer."""

# The drivers that are meant by a URL which names none. The store knows how the drivers of PostgreSQL
# copy rows, so for PostgreSQL it is one of two.
_DRIVERS = {POSTGRESQL: "psycopg", "sqlite": "pysqlite", "mysql": "pymysql", "mariadb": "pymysql"}
_ASYNC_DRIVERS = {POSTGRESQL: "psycopg", "sqlite": "aiosqlite", "mysql": "asyncmy", "mariadb": "asyncmy"}
_COPYING = ("psycopg", "psycopg_async", "asyncpg")


def make_engine(given: Engine | str | URL) -> tuple[Engine, bool]:
    """Return a sync engine, and whether it was made here and is to be disposed of.

    Raises:
        ConfigurationError: It is neither an engine nor a URL, or no store can use it.
    """
    if isinstance(given, AsyncEngine):
        raise ConfigurationError("an AsyncEngine is for AsyncSQLAlchemyStore")
    own = not isinstance(given, Engine)
    engine = given if isinstance(given, Engine) else _make(given, create_engine, _DRIVERS)
    _check(engine)
    if engine.dialect.is_async:
        raise ConfigurationError(f"{name_of(engine)}: the driver is an async one, use AsyncSQLAlchemyStore")
    if own:
        _mind_forks(engine)
    return engine, own


def make_async_engine(given: AsyncEngine | str | URL) -> tuple[AsyncEngine, bool]:
    """Return an async engine, and whether it was made here and is to be disposed of.

    Raises:
        ConfigurationError: It is neither an engine nor a URL, or no store can use it.
    """
    if isinstance(given, Engine):
        raise ConfigurationError("an Engine is for SQLAlchemyStore; make one with create_async_engine()")
    own = not isinstance(given, AsyncEngine)
    engine = given if isinstance(given, AsyncEngine) else _make(given, create_async_engine, _ASYNC_DRIVERS)
    _check(engine.sync_engine)
    return engine, own


def name_of(engine: Engine) -> str:
    """Name a database for messages: without the password, and without options, where one may stand."""
    return engine.url.set(query={}).render_as_string(hide_password=True)


def is_shared(engine: Engine) -> bool:
    """Tell whether the engine has one connection for all, so that only one call may use it at a time."""
    return isinstance(engine.pool, StaticPool)


def reading(engine: _EngineT) -> _EngineT:
    """Give the engine for what only reads: it saves the round trips of a transaction."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def viewing(engine: _EngineT) -> _EngineT:
    """Give the engine for what reads several tables as they are at one moment."""
    level = "AUTOCOMMIT" if engine.dialect.name == "sqlite" else "REPEATABLE READ"
    return engine.execution_options(isolation_level=level)


def writing(engine: _EngineT) -> _EngineT:
    """Give the engine for what writes, whatever the isolation of the caller's own work is.

    Each statement sees what was committed before it: that is what waiting for a lock is good for. The
    transactions of SQLite are begun and ended by the module `schema`.
    """
    level = "AUTOCOMMIT" if engine.dialect.name == "sqlite" else "READ COMMITTED"
    return engine.execution_options(isolation_level=level)


def _make(given: str | URL, create: Callable[..., _EngineT], drivers: Mapping[str, str]) -> _EngineT:
    if not isinstance(given, (str, URL)):
        raise ConfigurationError(f"a store takes an engine or a URL, not {type(given).__name__}")
    try:
        url = make_url(given)
    except (UrlError, ValueError):
        # Neither the text nor the cause is shown: a URL that cannot be read may hold a password anywhere.
        raise ConfigurationError(
            "the URL cannot be read; it must be like postgresql+psycopg://user:password@host:5432/database,"
            " with what is special in a password quoted (urllib.parse.quote)"
        ) from None
    kind = POSTGRESQL if url.drivername == "postgres" else url.drivername
    if kind in drivers:
        url = url.set(drivername=f"{kind}+{drivers[kind]}")
    options: dict[str, Any] = {"hide_parameters": True}
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": _WAIT}
        if url.database in (None, "", ":memory:"):
            options["poolclass"] = StaticPool
            options["connect_args"]["check_same_thread"] = False
    else:
        options["pool_pre_ping"] = True  # a connection that the server dropped meanwhile is replaced
    try:
        return create(url, **options)
    except ImportError as exc:
        raise ConfigurationError(f"{url.drivername}: install the driver; {exc}") from exc
    except (SQLAlchemyError, TypeError, ValueError) as exc:
        raise ConfigurationError(f"{url.drivername}: no engine can be made for it; {exc}") from exc


def _check(engine: Engine) -> None:
    """Refuse databases and drivers that the store has no words for."""
    dialect, driver = engine.dialect.name, engine.dialect.driver
    if dialect not in (POSTGRESQL, "sqlite", *MYSQL):
        raise ConfigurationError(f"{name_of(engine)}: for PostgreSQL, MySQL, MariaDB and SQLite only")
    if dialect == POSTGRESQL and driver not in _COPYING:
        raise ConfigurationError(f"{name_of(engine)}: use the driver psycopg or asyncpg, not {driver}")
    if isinstance(engine.pool, SingletonThreadPool):
        raise ConfigurationError(
            f"{name_of(engine)}: each thread would have a database of its own; give the URL, or an engine"
            " with poolclass=StaticPool"
        )


def _mind_forks(engine: Engine) -> None:
    """Let a forked child forget the connections of its parent, and open its own.

    docs.sqlalchemy.org/en/21/core/pooling.html#using-connection-pools-with-multiprocessing-or-os-fork
    """
    if hasattr(os, "register_at_fork"):  # pragma: no branch - Windows has no fork
        os.register_at_fork(after_in_child=partial(forget, weakref.ref(engine)))


def forget(reference: weakref.ref[Engine]) -> None:
    """Forget the connections of an engine, unless it is gone or its one connection is all there is."""
    watched = reference()
    if watched is not None and not is_shared(watched):
        watched.dispose(close=False)
