"""`SQLAlchemyStore` and its twin keep the contract on SQLite, and say what to install where they cannot."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mailtrack_sdk import stores
from mailtrack_sdk.stores import (
    AsyncEventStore,
    CursorStore,
    ErasureStore,
    EventStore,
    ExportStore,
    GroupedStore,
    HistoryStore,
    PurgeStore,
    VerdictStore,
)
from mailtrack_sdk.testing import StoreContract
from tests.stores._postgres import needs

CAPABILITIES = (CursorStore, ErasureStore, ExportStore, GroupedStore, HistoryStore, PurgeStore, VerdictStore)


@needs("sqlalchemy")
class TestInMemory(StoreContract):
    """SQLite without a file."""

    def make_store(self) -> EventStore:
        """Make one."""
        from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore  # noqa: PLC0415 - where it is installed

        store = SQLAlchemyStore("sqlite://")
        store.create()
        return store


@needs("sqlalchemy")
class TestInFile(StoreContract):
    """SQLite in a file."""

    @pytest.fixture(autouse=True)
    def _own_directory(self, tmp_path: Path) -> None:
        self._path = tmp_path / "events.db"

    def make_store(self) -> EventStore:
        """Make one."""
        from mailtrack_sdk.stores.sqlalchemy import SQLAlchemyStore  # noqa: PLC0415 - where it is installed

        store = SQLAlchemyStore(f"sqlite:///{self._path}")
        store.create()
        return store


@needs("sqlalchemy", "aiosqlite", "greenlet")
class TestAwaited(StoreContract):
    """SQLite in a file by a driver that awaits."""

    @pytest.fixture(autouse=True)
    def _own_directory(self, tmp_path: Path) -> None:
        self._path = tmp_path / "events.db"

    def make_store(self) -> AsyncEventStore:
        """Make one, with tables from the other."""
        from mailtrack_sdk.stores.sqlalchemy import (  # noqa: PLC0415 - where it is installed
            AsyncSQLAlchemyStore,
            SQLAlchemyStore,
        )

        with SQLAlchemyStore(f"sqlite:///{self._path}") as maker:
            maker.create()
        return AsyncSQLAlchemyStore(f"sqlite:///{self._path}")


MISSING = """
import sys
import mailtrack_sdk.stores as stores
from mailtrack_sdk.errors import MissingExtraError
assert "sqlalchemy" not in sys.modules, "loaded too early"
sys.modules["sqlalchemy"] = None
for name in ("SQLAlchemyStore", "AsyncSQLAlchemyStore"):
    try:
        getattr(stores, name)
    except MissingExtraError as error:
        assert 'pip install "mailtrack-sdk[sqlalchemy]"' in str(error), error
    else:
        raise SystemExit("no error")
"""


def test_without_the_extra_it_is_said_what_to_install() -> None:
    """The names are there, load SQLAlchemy late, and say what to install where it is missing."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", MISSING], env=environment, check=True)


def test_other_modules_are_not_said_to_be_in_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is said for what the extra holds, and for nothing else that is missing."""
    monkeypatch.setitem(sys.modules, "mailtrack_sdk.stores.bridge", None)
    with pytest.raises(ModuleNotFoundError):
        stores.__getattr__("to_async")


@needs("sqlalchemy", "greenlet")
def test_the_names_are_the_stores() -> None:
    """`mailtrack_sdk.stores` gives the classes of the package, with every capability."""
    from mailtrack_sdk.stores import sqlalchemy  # noqa: PLC0415 - where it is installed

    assert stores.SQLAlchemyStore is sqlalchemy.SQLAlchemyStore
    assert stores.AsyncSQLAlchemyStore is sqlalchemy.AsyncSQLAlchemyStore
    with stores.SQLAlchemyStore("sqlite://") as store:
        for capability in CAPABILITIES:
            assert isinstance(store, capability)
