"""What PostgreSQL and MySQL are told, and in which order: it needs no server to be seen."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, cast
from uuid import UUID

import pytest

from mailtrack_sdk._ids import IdSource
from mailtrack_sdk.classification.verdict import Agent, Human, Verdict
from mailtrack_sdk.errors import ArgumentError, ConfigurationError, StoreError
from mailtrack_sdk.events import Event, EventKind
from mailtrack_sdk.stores import EventStore
from mailtrack_sdk.stores._codec import dump_event
from mailtrack_sdk.stores._json import to_json
from mailtrack_sdk.testing import StoreContract
from mailtrack_sdk.testing._samples import NOON, composed, delivery, event_id, opened, sent

pytest.importorskip("sqlalchemy", reason="not installed: sqlalchemy")

from sqlalchemy import TypeDecorator
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.exc import DBAPIError

from mailtrack_sdk.stores.sqlalchemy import (
    SQLAlchemyStore,
    calls,
    following,
    partitions,
    persons,
    postgres,
    schema,
    writing,
)
from mailtrack_sdk.stores.sqlalchemy.rows import event_rows, verdict_rows
from mailtrack_sdk.stores.sqlalchemy.schema import Database
from mailtrack_sdk.stores.sqlalchemy.tables import make_tables
from tests.stores._scripted import Rows, Scripted

# The sums are left off, but where it is about them.
POSTGRESQL = Database(
    "postgresql", make_tables("postgresql"), b"k" * 16, has_partitions=False, keeps_sums=False
)
MYSQL = Database("mysql", make_tables("mysql"), b"k" * 16, has_partitions=False, keeps_sums=False)
MARCH = datetime(2026, 3, 1, tzinfo=timezone.utc)
LEFT_OFF = "UPDATE mailtrack_facts SET value="
VERDICT = Verdict(agent=Agent.BROWSER, human=Human.YES, confidence=1, rules_version=1)


def speak(dialect: str = "postgresql", driver: str = "psycopg") -> Scripted:
    """Make a connection that knows no row."""
    made = cast("Any", mysql if dialect == "mysql" else postgresql).dialect()
    made.driver = driver
    made.is_async = driver != "psycopg"
    return Scripted(made)


def is_told(connection: Scripted, *beginnings: str) -> None:
    """Check what was said, statement by statement, by its beginning."""
    assert len(connection.said) == len(beginnings), connection.said
    for told, beginning in zip(connection.said, beginnings, strict=True):
        assert told.startswith(beginning), f"{told!r} was said, not {beginning!r}"


class _LikeMySQL(SQLAlchemyStore):
    """SQLite, asked as MySQL is, but for the upsert of verdicts, which has other words there."""

    def create(self, *, partitions: bool = False) -> None:
        super().create(partitions=partitions)
        self._look(calls.count_requests)
        assert self._state._database is not None
        self._state._database = replace(self._state._database, dialect="mysql")

    def record_verdicts(self, verdicts: Mapping[UUID, Verdict], *, judged_at: datetime) -> None:
        operation = calls.record_verdicts(verdicts, judged_at)
        self._change(lambda connection, database: operation(connection, replace(database, dialect="sqlite")))


class TestLikeMySQL(StoreContract):
    """Rows compared column by column, and looked up before they are added, keep the contract."""

    def make_store(self) -> EventStore:
        """Make one."""
        store = _LikeMySQL("sqlite://")
        store.create()
        return store


@pytest.mark.parametrize(
    ("driver", "copied"),
    [("psycopg", 1), ("psycopg_async", 1), ("asyncpg", 600)],
)
def test_many_rows_are_copied(driver: str, copied: int) -> None:
    """A large batch goes into a temporary table by the driver's own way, and from there into the log."""
    connection = speak(driver=driver)
    events = [replace(sent(number, delivery("a\\b")), subject="\t") for number in range(600)]
    writing.append(connection.given, POSTGRESQL, events, event_rows(events))
    is_told(
        connection,
        "SELECT mailtrack_tombstones.mark",
        "CREATE TEMPORARY TABLE IF NOT EXISTS mailtrack_incoming (id uuid, at bigint, kind text,",
        "COPY pg_temp.mailtrack_incoming (id, at, kind," if copied == 1 else "mailtrack_incoming (id, at,",
        "INSERT INTO mailtrack_events (id, at, kind, message_key, tenant, campaign, delivery, recipient,",
        LEFT_OFF,
    )
    assert "FROM pg_temp.mailtrack_incoming ON CONFLICT (id) DO NOTHING" in connection.said[-2]
    assert len(connection.copied) == copied
    if copied == 1:
        first = str(connection.copied[0]).splitlines()[0].split("\t")
        event = events[0]
        body = to_json(dump_event(event)).replace("\\", "\\\\")
        assert first[:4] == [event.id.hex, str(event_rows([event])[0].at), "sent", "news-1"]
        assert first[4:] == ["\1", "\1", event.delivery.id, r"s:a\\b", "\1", body]


def test_a_campaign_is_copied_whatever_it_holds() -> None:
    """What COPY would take for the end of a column or a line is written in its words."""
    connection = speak()
    odd = composed(1, "m", campaign="a\tb\nc\rd\\e\1")
    events: list[Event] = [odd, *(opened(number) for number in range(2, 600))]
    writing.append(connection.given, POSTGRESQL, events, event_rows(events))
    fields = str(connection.copied[0]).split("\n")[0].split("\t")
    assert len(fields) == 10
    assert fields[5] == r"a\tb\nc\rd\\e\x01"


def test_a_connection_that_fails_while_copying_is_given_up() -> None:
    """SQLAlchemy does not see how the copying ended, so it must not roll back by that connection."""
    connection = Scripted(speak().dialect, {"COPY": OSError("gone")})
    events = [opened(number) for number in range(600)]
    with pytest.raises(OSError, match="gone"):
        writing.append(connection.given, POSTGRESQL, events, event_rows(events))
    assert connection.said[-1] == "GIVEN UP"


def test_few_rows_are_one_statement() -> None:
    """A small batch goes as arrays; candidates are noted by their marks; nothing is no statement more."""
    connection = speak()
    event = replace(sent(1, delivery(None)), candidates=("ann", "bob"))
    writing.append(connection.given, POSTGRESQL, [event], event_rows([event]))
    is_told(
        connection,
        "SELECT mailtrack_tombstones.mark",
        "INSERT INTO mailtrack_events (id, at, kind, message_key, tenant, campaign, delivery, recipient,",
        "INSERT INTO mailtrack_candidates (event, mark) VALUES",
        LEFT_OFF,
    )
    assert "SELECT * FROM unnest(CAST(%(id)s AS uuid[]), CAST(%(at)s AS bigint[])" in connection.said[1]
    assert connection.said[2].endswith("ON CONFLICT DO NOTHING")
    connection = speak()
    assert writing.append(connection.given, POSTGRESQL, [], []) == 0
    writing.record_verdicts(connection.given, POSTGRESQL, [])
    is_told(connection, "SELECT mailtrack_tombstones.mark")


def test_a_better_verdict_replaces_another() -> None:
    """Both databases compare what was seen, then when it was judged, before they change a row."""
    rows = verdict_rows({event_id(1): VERDICT}, NOON)
    connection = speak()
    writing.record_verdicts(connection.given, POSTGRESQL, rows)
    assert connection.said[0].endswith(
        "WHERE (excluded.events_seen, excluded.judged_at) >= (old.events_seen, old.judged_at)"
    )
    connection = speak("mysql", "pymysql")
    writing.record_verdicts(connection.given, MYSQL, rows)
    told = connection.said[1].lower().replace("mailtrack_verdicts.", "")
    is_better = "(values(events_seen), values(judged_at)) >= (events_seen, judged_at)"
    names = ("body", "judged_at", "events_seen")
    changes = ", ".join(f"{name} = if({is_better}, values({name}), {name})" for name in names)
    assert told.endswith(f"on duplicate key update {changes}")


def test_sums_are_folded_by_arrays() -> None:
    """A batch takes the locks, then reads and writes shares and sums, with one statement each."""
    connection = speak()
    connection.answer("SELECT m.id", [(7, "news-1", "")])
    connection.answer("FROM mailtrack_events WHERE mailtrack_events.id IN", [(event_id(3),)])
    database = replace(POSTGRESQL, keeps_sums=True)
    anyone = sent(3, delivery(None))
    events: list[Event] = [
        composed(1, "news-1"),
        sent(2, delivery("ann")),
        anyone,
        opened(4, delivery("bob")),
    ]
    writing.append(connection.given, database, events, event_rows(events))
    is_told(
        connection,
        "SELECT mailtrack_tombstones.mark",
        "INSERT INTO mailtrack_events",
        "SELECT count(pg_advisory_xact_lock(1836348019, bucket))",
        "SELECT mailtrack_events.id FROM mailtrack_events WHERE mailtrack_events.id IN",
        "SELECT m.id, m.message_key, m.tenant FROM mailtrack_messages AS m JOIN unnest(",
        "SELECT mailtrack_messages.id FROM mailtrack_messages WHERE mailtrack_messages.id IN",
        "SELECT e.delivery, e.body FROM unnest(",
        "SELECT s.message, s.delivery, s.share FROM mailtrack_shares AS s JOIN unnest(",
        "DELETE FROM mailtrack_unsettled USING unnest(",
        "INSERT INTO mailtrack_sums AS s (message, name_id, name, number) SELECT * FROM unnest(",
    )
    assert "mailtrack_events.xact = CAST(CAST(pg_current_xact_id()" in connection.said[3]
    assert connection.said[5].endswith("ORDER BY mailtrack_messages.id FOR UPDATE")


def test_mysql_lets_one_append_after_the_other() -> None:
    """Whoever appends or erases locks a row first."""
    connection = speak("mysql", "pymysql")
    writing.append(connection.given, MYSQL, [opened(1)], event_rows([opened(1)]))
    is_told(
        connection,
        "SELECT mailtrack_facts.value FROM mailtrack_facts WHERE mailtrack_facts.name = %s FOR UPDATE",
        "SELECT mailtrack_tombstones.mark",
        "SELECT mailtrack_events.id FROM mailtrack_events WHERE mailtrack_events.id IN",
        "INSERT INTO mailtrack_events (id, at, kind,",
        LEFT_OFF,
    )


def test_who_erases_on_postgresql_waits_for_who_appends() -> None:
    """The table that everybody reads who appends is locked first; there is no file to scrub."""
    connection = speak()
    calls.erase("ann", "t1")(connection.given, POSTGRESQL)
    assert connection.said[0] == "LOCK TABLE mailtrack_tombstones IN ACCESS EXCLUSIVE MODE"
    assert "mailtrack_events.recipient = %(recipient_1)s" in connection.said[-1]
    before = len(connection.said)
    persons.scrub(connection.given, POSTGRESQL)
    assert len(connection.said) == before


def test_a_page_ends_before_the_oldest_transaction() -> None:
    """The log is read up to the oldest transaction that runs; the cursor says where it ended."""
    body = to_json(dump_event(opened(1)))
    connection = Scripted(
        speak().dialect,
        {"pg_snapshot_xmin": [(90, 95, 80)], "mailtrack_facts": [("7",)], "body": [(-3, 12, body)]},
    )
    page = following.read(connection.given, POSTGRESQL.tables, "xid-5_60_11", 10)
    assert page.events == (opened(1),)
    assert page.cursor == "xid-7_-3_12"
    assert "mailtrack_events.xact < %(xact_1)s" in connection.said[-1]
    assert following.read(connection.given, POSTGRESQL.tables, None, 10) == page
    for cursor in ("xid-8_1_1", "xid-7_95_1"):
        with pytest.raises(ArgumentError, match="beyond the end"):
            following.read(connection.given, POSTGRESQL.tables, cursor, 10)
    with pytest.raises(ArgumentError, match="cursor of a page of this store"):
        following.check_cursor("postgresql", "seq-1")


def test_a_log_from_another_server_is_settled() -> None:
    """Rows of transactions that have not begun stop a reader, until they were moved below."""
    connection = Scripted(speak().dialect, {"pg_snapshot_xmin": [(90, 95, 95)]})
    with pytest.raises(StoreError, match=r"call upgrade\(\) once"):
        following.read(connection.given, POSTGRESQL.tables, None, 10)
    connection = Scripted(
        speak().dialect, {"pg_snapshot_xmax": [(500, 33)], "SELECT mailtrack_facts": [("7",)]}
    )
    following.settle(connection.given, POSTGRESQL.tables)
    is_told(
        connection,
        "LOCK TABLE mailtrack_events IN SHARE ROW EXCLUSIVE MODE",
        "SELECT max(mailtrack_events.xact)",
        "UPDATE mailtrack_events SET xact=(mailtrack_events.xact - %(xact_1)s",
        "SELECT mailtrack_facts.value",
        "UPDATE mailtrack_facts SET value=",
    )
    connection = Scripted(speak().dialect, {"pg_snapshot_xmax": [(None, None)]})
    following.settle(connection.given, POSTGRESQL.tables)
    assert len(connection.said) == 2, "nothing is to be moved"


def test_an_empty_page_keeps_its_cursor() -> None:
    """Nothing new is no reason to begin anew."""
    connection = Scripted(speak().dialect, {"pg_snapshot_xmin": [(90, 95, None)]})
    assert following.read(connection.given, POSTGRESQL.tables, "xid-0_3_4", 5).cursor == "xid-0_3_4"


def test_a_month_has_its_ids() -> None:
    """The ids of a month lie between the first of it and the first of the next, as UUIDv7 have them."""
    march = partitions.Month.of(MARCH)
    assert march == partitions.Month(2026, 3)
    assert partitions.Month(2026, 12).following == partitions.Month(2027, 1)
    assert IdSource()(MARCH) > march.first_id
    assert IdSource()(MARCH - timedelta(milliseconds=1)) < march.first_id
    assert IdSource()(MARCH + timedelta(days=31, milliseconds=-1)) < march.following.first_id


def test_missing_months_get_partitions() -> None:
    """The months that are there stay; each that is made takes its rows along, both tables alike."""
    there = [(f"mailtrack_events_2026_{month:02}",) for month in (2, 3, 4, 5)]
    connection = Scripted(speak().dialect, {"pg_inherits": [*there, ("odd",)], "now()": [(MARCH,)]})
    partitions.extend(connection.given)
    made = [
        beginning
        for table in ("mailtrack_events", "mailtrack_verdicts")
        for beginning in (
            f"LOCK TABLE {table}_other IN ACCESS EXCLUSIVE MODE",
            f"CREATE TABLE {table}_2026_06 (LIKE {table} INCLUDING DEFAULTS)",
            f"INSERT INTO {table}_2026_06 SELECT * FROM {table}_other",  # noqa: S608 - no value of others
            f"DELETE FROM {table}_other WHERE",  # noqa: S608 - as above
            f"ALTER TABLE {table} ATTACH PARTITION {table}_2026_06 FOR VALUES FROM ('019e807a-ec00-",
        )
    ]
    is_told(
        connection,
        "CREATE TABLE IF NOT EXISTS mailtrack_events_other PARTITION OF mailtrack_events DEFAULT",
        "CREATE TABLE IF NOT EXISTS mailtrack_verdicts_other PARTITION OF mailtrack_verdicts DEFAULT",
        "SELECT c.relname FROM pg_inherits",
        "SELECT now()",
        *made,
    )


def test_old_months_are_dropped_where_they_can_be() -> None:
    """A month goes as a whole when all of it is old; else, and beyond it, rows are deleted."""
    database = replace(POSTGRESQL, has_partitions=True)
    names = [("mailtrack_events_2026_01",), ("mailtrack_events_2026_02",), ("mailtrack_events_2026_03",)]
    connection = Scripted(speak().dialect, {"pg_inherits": names, "count(*), max(at)": [(5, 17)]})
    walk = calls.purge(MARCH, None)
    assert walk.step(connection.given, database) == (5,)
    assert walk.step(connection.given, database) == (5,)
    assert "DROP TABLE mailtrack_events_2026_01, mailtrack_verdicts_2026_01" in connection.said
    assert "DROP TABLE mailtrack_events_2026_02, mailtrack_verdicts_2026_02" in connection.said
    assert walk.step(connection.given, database) == ()
    assert walk.step(connection.given, database) is None
    by_kind = calls.purge(MARCH, [EventKind.OPEN])
    assert by_kind.step(connection.given, database) == ()
    kept = replace(database, keeps_sums=True)
    walk = calls.purge(MARCH, None)
    assert walk.step(connection.given, kept) == (), "events first, when there are sums"
    assert walk.step(connection.given, kept) == (0,), "what has events is not dropped then"


@pytest.mark.parametrize(
    ("answer", "count"),
    [([(5, 10**18)], 0), ([(0, None)], 0)],
)
def test_a_month_that_is_not_old_or_is_empty(answer: Rows, count: int) -> None:
    """An event with a later time keeps its month; an empty month goes."""
    connection = Scripted(speak().dialect, {"count(*), max(at)": answer})
    month = partitions.Month(2026, 1)
    assert partitions.drop(connection.given, month, MARCH) == count
    dropped = [told for told in connection.said if told.startswith("DROP")]
    assert bool(dropped) == (answer == [(0, None)])


def test_a_month_in_use_stays() -> None:
    """A lock that is not to be had in time is no error; any other failure is."""

    class Failure(Exception):  # noqa: N818 - a driver names it as it likes
        def __init__(self, sqlstate: str) -> None:
            super().__init__("no")
            self.sqlstate = sqlstate

    month = partitions.Month(2026, 1)
    busy = DBAPIError("LOCK", None, Failure("55P03"))
    connection = Scripted(speak().dialect, {"LOCK TABLE mailtrack_events_2026_01": busy})
    assert partitions.drop(connection.given, month, MARCH) == 0
    broken = DBAPIError("LOCK", None, Failure("42501"))
    connection = Scripted(speak().dialect, {"LOCK TABLE mailtrack_events_2026_01": broken})
    with pytest.raises(DBAPIError):
        partitions.drop(connection.given, month, MARCH)


FACTS: Rows = [("version", "1"), ("key", "00" * 16), ("partitions", "yes")]


def test_one_process_at_a_time_makes_tables_on_postgresql() -> None:
    """A lock is taken first and ends with the transaction; what is known of the tables is noted last."""
    connection = Scripted(speak().dialect, {"now()": [(MARCH,)]})
    schema.create(connection.given, with_partitions=True)
    assert connection.said[:4] == [
        "BEGIN",
        "SELECT pg_advisory_xact_lock(1836348004)",
        "CREATE TABLES",
        "SELECT mailtrack_facts.name, mailtrack_facts.value FROM mailtrack_facts",
    ]
    assert connection.said[4].startswith("INSERT INTO mailtrack_facts (name, value)")
    assert connection.said[5].startswith("CREATE TABLE IF NOT EXISTS mailtrack_events_other")
    assert connection.said[-1] == "COMMIT"


def test_partitions_are_made_where_there_are_some() -> None:
    """Tables that have partitions get more by each call; those that have none are left so."""
    connection = Scripted(speak().dialect, {"SELECT mailtrack_facts": FACTS, "now()": [(MARCH,)]})
    schema.create(connection.given, with_partitions=False)
    assert any("ATTACH PARTITION" in told for told in connection.said)
    connection = Scripted(
        speak().dialect,
        {"mailtrack_facts": FACTS, "pg_snapshot_xmax": [(None, None)], "now()": [(MARCH,)]},
    )
    schema.upgrade(connection.given)
    assert any("ATTACH PARTITION" in told for told in connection.said)
    without: Rows = [("version", "1"), ("key", ""), ("partitions", "no")]
    for wanted in (False, True):
        connection = Scripted(speak().dialect, {"SELECT mailtrack_facts": without})
        if wanted:
            with pytest.raises(ConfigurationError, match="made without partitions"):
                schema.create(connection.given, with_partitions=True)
        else:
            schema.create(connection.given, with_partitions=False)
        assert not any("PARTITION" in told for told in connection.said)


def test_one_process_at_a_time_makes_tables_on_mysql() -> None:
    """There a lock is taken by its name, because making a table ends a transaction."""
    connection = Scripted(speak("mysql", "pymysql").dialect, {"GET_LOCK": [(1,)]})
    schema.create(connection.given, with_partitions=False)
    is_told(
        connection,
        "SELECT GET_LOCK('mailtrack', 60)",
        "CREATE TABLES",
        "SELECT mailtrack_facts.name",
        "INSERT INTO mailtrack_facts",
        "COMMIT",
        "SELECT RELEASE_LOCK('mailtrack')",
    )
    connection = Scripted(speak("mysql", "pymysql").dialect, {"GET_LOCK": [(0,)]})
    with pytest.raises(StoreError, match="another process has been making the tables"):
        schema.create(connection.given, with_partitions=False)


def test_each_database_keeps_ids_and_texts_its_own_way() -> None:
    """What goes in comes back: as an id in PostgreSQL, as bytes in MySQL, which would pad texts."""
    an_id = event_id(7)
    for dialect, tables, bound in (
        (speak().dialect, POSTGRESQL.tables, an_id),
        (speak("mysql").dialect, MYSQL.tables, an_id.bytes),
    ):
        kind, text = (cast("TypeDecorator[Any]", tables.events.c[name].type) for name in ("id", "tenant"))
        assert kind.process_bind_param(an_id, dialect) == bound
        assert kind.process_result_value(bound, dialect) == an_id
        kept = text.process_bind_param("a ", dialect)
        assert kept == (b"a " if dialect.name == "mysql" else "a ")
        assert text.process_result_value(kept, dialect) == "a "
        assert text.process_bind_param(None, dialect) is None


class _Lost:
    """A connection of asyncpg whose server died while it waited to be let write on."""

    async def copy_records_to_table(self, _table: str, *, records: object, columns: object) -> None:
        """Wait for ever."""
        del records, columns
        await asyncio.Event().wait()

    def is_closed(self) -> bool:
        """Say so, to those who ask."""
        return True


def test_nobody_waits_for_a_server_that_is_gone() -> None:
    """The driver would; rows that are copied are given up when the connection is lost."""
    with pytest.raises(ConnectionResetError, match="lost while rows were copied"):
        asyncio.run(postgres._copy_asyncpg(_Lost(), []))
