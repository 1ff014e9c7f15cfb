"""What the SQLite store promises beyond the contract: its file, its settings, its errors."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pytest

from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.errors import (
    ArgumentError,
    ConfigurationError,
    StoreClosedError,
    StoreError,
    StoreSchemaError,
)
from mailtrack_sdk.stores import (
    CursorStore,
    ErasureStore,
    EventQuery,
    EventStore,
    ExportStore,
    GroupedStore,
    HistoryStore,
    PurgeStore,
    SQLiteStore,
    VerdictStore,
    _person,
    _schema,
)
from mailtrack_sdk.stores import _sql as sql
from mailtrack_sdk.testing._samples import NOON, clicked, delivery, event_id, mixed_log, opened

VERDICT = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=1, rules_version=1)


def _is(value: object) -> Any:  # noqa: ANN401 - a caller without a type checker may pass anything
    return value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a file that does not exist yet."""
    return tmp_path / "events.db"


def _change(path: Path, *statements: str) -> None:
    """Change a database behind the store's back."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_it_has_every_capability() -> None:
    """It is a store and can do all that a store may do besides."""
    with SQLiteStore(":memory:") as store:
        assert isinstance(store, EventStore)
        assert isinstance(store, VerdictStore)
        assert isinstance(store, HistoryStore)
        assert isinstance(store, GroupedStore)
        assert isinstance(store, PurgeStore)
        assert isinstance(store, ErasureStore)
        assert isinstance(store, ExportStore)
        assert isinstance(store, CursorStore)


def test_what_was_appended_is_there_after_reopening(path: Path) -> None:
    """Events and verdicts outlive the store object."""
    with SQLiteStore(path) as store:
        store.append(mixed_log())
        store.record_verdicts({event_id(1): VERDICT}, judged_at=NOON)
    with SQLiteStore(str(path)) as store:
        assert tuple(store.events()) == mixed_log()
        assert store.verdicts([event_id(1)]) == {event_id(1): VERDICT}


@pytest.mark.parametrize(("durability", "synchronous"), [("full", 2), ("normal", 1)])
def test_the_settings_are_on(path: Path, durability: Literal["full", "normal"], synchronous: int) -> None:
    """The file is in write-ahead mode, syncs as asked, and readers cannot write."""
    with SQLiteStore(path, durability=durability) as store:
        with store._db._writer.use() as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("PRAGMA synchronous").fetchone() == (synchronous,)
            assert connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,)
            assert connection.execute("PRAGMA wal_autocheckpoint").fetchone() == (8_000,)
            assert connection.execute("PRAGMA user_version").fetchone() == (_schema.SCHEMA_VERSION,)
        with pytest.raises(StoreError, match="readonly"), store._db._reader.use() as connection:
            connection.execute("DELETE FROM events")


def test_nothing_is_open_until_it_is_needed(path: Path) -> None:
    """A store that was only made holds no connection, so a server may fork with it."""
    with SQLiteStore(path) as store:
        assert _open_connections(store) == []
        store.append([opened(1)])
        assert _open_connections(store) == ["writer"]
        list(store.events())
        assert _open_connections(store) == ["writer", "reader"]


def _open_connections(store: SQLiteStore) -> list[str]:
    both = {"writer": store._db._writer, "reader": store._db._reader}
    return [name for name, shared in both.items() if shared._connection is not None]


def test_the_file_stays_the_same_when_the_directory_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path means the directory in which the store was made."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "below").mkdir()
    with SQLiteStore("events.db") as store:
        monkeypatch.chdir(tmp_path / "below")
        assert store.append([opened(1)]) == 1
    assert (tmp_path / "events.db").exists()
    assert not list((tmp_path / "below").iterdir())


def test_the_text_of_a_store_names_its_file(path: Path) -> None:
    """A store can be recognised in a log."""
    with SQLiteStore(path, durability="normal") as store:
        assert repr(store) == f"SQLiteStore({str(path)!r}, durability='normal')"


def test_a_database_in_memory_is_shared_by_threads() -> None:
    """All threads see the one database of the store."""
    with SQLiteStore(":memory:") as store:
        thread = threading.Thread(target=lambda: store.append([opened(1)]))
        thread.start()
        thread.join()
        assert list(store.events()) == [opened(1)]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (EventQuery(), "events_time"),
        (EventQuery(kinds=(), since=NOON, until=NOON), "events_time"),
        (EventQuery(message_key="m", tenant="t"), "events_message"),
        (EventQuery(message_key="m", since=NOON, after=opened(1), limit=3), "events_message"),
        (EventQuery(message_key="m", recipient="r", campaign="c"), "events_person"),
        (EventQuery(message_key="m", recipient="r", delivery="d"), "events_delivery"),
        (EventQuery(sender="s", tenant="t"), "events_sender"),
        (EventQuery(tenant="t"), "events_tenant"),
    ],
    ids=map(str, count()),
)
def test_a_page_is_found_by_its_index(query: EventQuery, index: str) -> None:
    """Each query uses the index meant for it, and sorts at most events of one moment."""
    plan = _plan(sql.select_page(b"", query, sql.first_place(query), 10))
    assert f"e USING INDEX {index}" in plan
    if index in ("events_delivery", "events_person"):
        assert plan.count("TEMP B-TREE") == plan.count("TEMP B-TREE FOR RIGHT PART")
    else:
        assert "TEMP B-TREE" not in plan


def test_who_shares_the_start_of_a_mark_is_told_apart(path: Path) -> None:
    """The index of persons knows 5 bytes; a row that has the same ones is still somebody else's."""
    with SQLiteStore(path) as store:
        store.append([opened(1, delivery("ann")), opened(2, delivery("bob"))])
        key = store._db.key
        ann, bob = (_person.recipient_mark(key, name) for name in ("ann", "bob"))
        with store._db._writer.use() as connection:
            twin = (ann[:5] + bob[5:], bob)
            assert connection.execute("UPDATE events SET person = ? WHERE person = ?", twin).rowcount == 1
        assert "USING INDEX events_person (<expr>=?)" in _plan(sql.select_person(ann, None, 10))
        assert list(store.events(EventQuery(recipient="ann"))) == [opened(1, delivery("ann"))]
        assert store.erase("ann") == 1
        assert list(store.events()) == [opened(2, delivery("bob"))]


def test_a_campaign_is_found_by_its_indexes() -> None:
    """Only the rows of the campaign's messages are looked at, without opening them."""
    plan = _plan(sql.select_campaign(b"", EventQuery(campaign="c", tenant="t")))
    assert "USING COVERING INDEX events_campaign" in plan
    assert "e USING COVERING INDEX events_message" in plan
    assert "e USING INTEGER PRIMARY KEY" in _plan(sql.select_bodies([1, 2]))


def test_a_history_is_found_by_its_index() -> None:
    """A history looks at the rows of one delivery only, the newest first."""
    plan = _plan(sql.select_history("d", NOON, 10))
    assert "USING INDEX events_delivery (delivery_key=? AND at>?)" in plan
    assert plan.count("TEMP B-TREE") == plan.count("TEMP B-TREE FOR RIGHT PART") == 1


def _plan(statement: sql.Statement) -> str:
    with SQLiteStore(":memory:") as store, store._db._writer.use() as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.values).fetchall()
    return "\n".join(row[3] for row in rows)


def test_events_that_arrive_while_reading_appear(path: Path) -> None:
    """No snapshot is held between pages: later events are read in their turn."""

    class SmallPages(SQLiteStore):
        _page = 2

    with SmallPages(path) as store:
        store.append([opened(1), opened(2)])
        events = store.events()
        assert next(events) == opened(1)
        store.append([opened(3)])
        assert list(events) == [opened(2), opened(3)]


def test_closing_ends_an_iterator(path: Path) -> None:
    """An iterator finds out at its next page that the store was closed."""

    class SmallPages(SQLiteStore):
        _page = 1

    store = SmallPages(path)
    store.append([opened(1), opened(2)])
    events = store.events()
    next(events)
    store.close()
    with pytest.raises(StoreClosedError, match="was closed"):
        next(events)


def test_every_use_of_a_closed_store_is_refused(path: Path) -> None:
    """Each method says that the store was closed; closing again is fine."""
    store = SQLiteStore(path)
    store.close()
    store.close()
    for use in (
        store.events,
        lambda: store.append([]),
        lambda: store.verdicts([]),
        lambda: store.record_verdicts({}, judged_at=NOON),
        lambda: store.history("d", since=NOON, limit=1),
        store.by_delivery,
        store.count_requests,
    ):
        with pytest.raises(StoreClosedError, match="was closed"):
            use()


@pytest.mark.parametrize(
    "make",
    [
        lambda: SQLiteStore(_is(7)),
        lambda: SQLiteStore(_is(b"events.db")),
        lambda: SQLiteStore(""),
        lambda: SQLiteStore("a\x00b"),
        lambda: SQLiteStore(":memory:", durability=_is("off")),
        lambda: SQLiteStore(":memory:", busy_timeout=_is(30)),
        lambda: SQLiteStore(":memory:", busy_timeout=timedelta(seconds=-1)),
        lambda: SQLiteStore(":memory:", busy_timeout=timedelta(days=2)),
    ],
    ids=map(str, count()),
)
def test_a_wrong_setting_is_refused(make: Callable[[], SQLiteStore]) -> None:
    """Arguments are checked before any file is touched."""
    with pytest.raises(ConfigurationError, match="must be"):
        make()


def test_a_file_cannot_be_made_in_a_missing_directory(tmp_path: Path) -> None:
    """The error names the file and says what is missing."""
    with pytest.raises(StoreError, match=r"missing.*the directory must exist"):
        SQLiteStore(tmp_path / "missing" / "events.db")


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    """A path that names a directory is refused."""
    with pytest.raises(StoreError, match="unable to open"):
        SQLiteStore(tmp_path)


def test_a_text_file_is_no_database(path: Path) -> None:
    """A file with other content is refused and left as it was."""
    text = "this is my shopping list\n" * 100
    path.write_text(text)
    with pytest.raises(StoreSchemaError, match=r"not a database.*name a file"):
        SQLiteStore(path)
    assert path.read_text() == text


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE events (id)", "PRAGMA user_version = 1", "PRAGMA application_id = 7"],
    ids=["tables", "version", "application"],
)
def test_the_database_of_another_program_is_left_alone(path: Path, statement: str) -> None:
    """A database that is not a store's own is refused before a byte of it changes."""
    _change(path, statement)
    content = path.read_bytes()
    with pytest.raises(StoreSchemaError, match="another program"):
        SQLiteStore(path)
    assert path.read_bytes() == content


def test_a_newer_schema_is_refused(path: Path) -> None:
    """A file of a later release is left to that release."""
    SQLiteStore(path).close()
    _change(path, f"PRAGMA user_version = {_schema.SCHEMA_VERSION + 1}")
    with pytest.raises(StoreSchemaError, match=rf"has version {_schema.SCHEMA_VERSION + 1} .*newer one"):
        SQLiteStore(path)


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    """A file that was only touched is as good as none."""
    path.touch()
    with SQLiteStore(path) as store:
        assert store.append([opened(1)]) == 1


def test_a_store_made_twice_at_once_is_made_once(path: Path) -> None:
    """The one who comes second finds the tables there."""
    with closing(sqlite3.connect(path)) as slow, SQLiteStore(path) as store:
        _schema.bring_up_to_date(slow, str(path))
        assert store.append([opened(1)]) == 1


def test_making_a_file_waits_for_others_who_make_it(path: Path) -> None:
    """The switch to write-ahead mode is tried again until the file is free, or time is up."""
    rival = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    rival.execute("CREATE TABLE t (x)")
    rival.execute("BEGIN")
    rival.execute("SELECT * FROM t").fetchall()
    with closing(rival), closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        hasty = SQLiteStore(":memory:", busy_timeout=timedelta(0))
        with hasty, pytest.raises(sqlite3.OperationalError, match="locked"):
            hasty._db._write_ahead(connection)
        with SQLiteStore(":memory:") as patient:
            timer = threading.Timer(0.05, rival.execute, ["ROLLBACK"])
            timer.start()
            patient._db._write_ahead(connection)
            timer.join()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_waiting_for_another_writer_has_an_end(path: Path) -> None:
    """A file that stays locked raises an error that says why, and works again afterwards."""
    rival = sqlite3.connect(path, isolation_level=None)
    with closing(rival), SQLiteStore(path, busy_timeout=timedelta(milliseconds=1)) as store:
        rival.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"locked.*busy_timeout") as caught:
            store.append([opened(1)])
        assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
        assert list(store.events()) == [], "reading goes on while another program writes"
        rival.execute("ROLLBACK")
        assert store.append([opened(1)]) == 1


def test_a_full_disk_keeps_the_whole_batch_out(path: Path) -> None:
    """What does not fit is not kept in part, and the store works again once there is room."""
    with SQLiteStore(path) as store:
        with store._db._writer.use() as connection:
            connection.execute("PRAGMA max_page_count = 30")
        with pytest.raises(StoreError, match=r"full.*make room"):
            store.append(opened(number) for number in range(1_000))
        assert list(store.events()) == []
        with store._db._writer.use() as connection:
            connection.execute("PRAGMA max_page_count = 1000000")
        assert store.append([opened(1)]) == 1


def test_an_error_in_mid_batch_keeps_the_whole_batch_out(path: Path) -> None:
    """When the database refuses one row, none of the batch is kept."""
    SQLiteStore(path).close()
    trigger = "BEGIN SELECT RAISE(ABORT, 'unlucky'); END"
    _change(path, f"CREATE TRIGGER t BEFORE INSERT ON events WHEN NEW.id = x'{event_id(13).hex}' {trigger}")
    with SQLiteStore(path) as store:
        with pytest.raises(StoreError, match=r"events\.db: unlucky$"):
            store.append(opened(number, delivery(number)) for number in range(20))
        assert list(store.events()) == []
        assert store.append([opened(1)]) == 1


def test_a_damaged_file_is_reported(path: Path) -> None:
    """Pages of nonsense raise an error instead of events."""
    with SQLiteStore(path) as store:
        store.append(opened(number) for number in range(200))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * len(content[4096:])
    path.write_bytes(content)
    with pytest.raises(StoreSchemaError, match=r"malformed.*damaged"):
        SQLiteStore(path)


def test_a_missing_table_is_reported(path: Path) -> None:
    """A store whose tables were dropped says so."""
    SQLiteStore(path).close()
    _change(path, "DROP TABLE events")
    with SQLiteStore(path) as store, pytest.raises(StoreSchemaError, match=r"no such.*changed by another"):
        list(store.events())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = 'nonsense'",
        "UPDATE events SET body = x'ff'",
        "UPDATE events SET body = CAST(x'ff' AS TEXT)",
        "UPDATE events SET body = replace(body, 'click', 'wink')",
        "UPDATE events SET body = replace(body, '\"v\":1', '\"v\":2')",
        "UPDATE events SET body = ''",
    ],
    ids=map(str, count()),
)
def test_a_row_edited_by_hand_is_reported(path: Path, statement: str) -> None:
    """A body that makes no sense raises `StoreSchemaError`, wherever it is read."""
    copy = delivery()
    with SQLiteStore(path) as store:
        store.append([clicked(1, copy)])
        store.record_verdicts({event_id(1): VERDICT}, judged_at=NOON)
        _change(path, statement, statement.replace("events", "verdicts").replace("click", "browser"))
        with pytest.raises(StoreSchemaError):
            list(store.events())
        with pytest.raises(StoreSchemaError):
            store.history(copy.id, since=NOON, limit=1)
        with pytest.raises(StoreSchemaError):
            list(store.by_delivery())
        with pytest.raises(StoreSchemaError):
            store.verdicts([event_id(1)])


@pytest.mark.parametrize(
    ("place", "bound"),
    [((b"a",), "delivery_key>?"), ((b"a", 1, b"x"), "(delivery_key,at)>(?,?)")],
    ids=["copy", "request"],
)
def test_a_walk_sorts_nothing_but_equal_times(path: Path, place: tuple[Any, ...], bound: str) -> None:
    """A page is found by the index, wherever in a delivery it begins: nothing is scanned or sorted twice."""
    with SQLiteStore(path) as store, store._db._reader.use() as connection:
        statement = sql.select_requests(place, 10)
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.values).fetchall()
    search, order = (row[-1] for row in plan)
    assert search.endswith(f"USING INDEX events_delivery ({bound})")
    assert re.fullmatch(r"USE TEMP B-TREE FOR (RIGHT PART|LAST TERM) OF ORDER BY", order)


def test_columns_edited_by_hand_do_not_stop_reading(path: Path) -> None:
    """Reading goes on from any value that stands in a column, and always ends."""

    class SmallPages(SQLiteStore):
        _page = 1

    with SmallPages(path) as store:
        store.append([opened(1), opened(2), opened(3)])
        _change(path, "UPDATE events SET at = 'soon', id = 'x' WHERE seq = 2")
        assert list(store.events()) == [opened(1), opened(3), opened(2)]
        assert list(store.by_delivery()) == [(opened(1), opened(3), opened(2))]


def test_a_bad_argument_is_no_error_of_the_store(path: Path) -> None:
    """What cannot be kept is refused before the file is touched."""
    with SQLiteStore(path) as store, pytest.raises(ArgumentError, match="no store can keep"):
        store.append([_is("x")])
