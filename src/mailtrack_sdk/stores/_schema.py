"""The tables of `SQLiteStore`, how a file comes to have them, and how older files are brought up to date.

`PRAGMA user_version` says which version of the tables a file has. A release makes files of its own
version, brings older ones up to it, step by step in one transaction, and refuses newer ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from mailtrack_sdk.errors import StoreSchemaError
from mailtrack_sdk.events import ComposedEvent
from mailtrack_sdk.stores import _shelf
from mailtrack_sdk.stores._changes import last_number
from mailtrack_sdk.stores._delivery_key import delivery_key
from mailtrack_sdk.stores._person import KEY_BYTES, mark_of, new_key
from mailtrack_sdk.stores._rows import read_event
from mailtrack_sdk.stores._sql import HOLDS_CLIENT, NAMES_CANDIDATES, PERSON_START

SCHEMA_VERSION = 3
"""What `PRAGMA user_version` says of a file with these tables."""

APPLICATION_ID = 0x6D747264
"""What `PRAGMA application_id` says of it: "mtrd", so that nobody else's database is taken for one."""

# AUTOINCREMENT, so that the number of a deleted row never comes again: cursors are numbers of rows.
# A person is a keyed hash of the recipient: what SQLite leaves behind in the pages of an index names nobody.
# A delivery is the 16 bytes of its id; under its older name it was their digits.
_EVENTS = """CREATE TABLE events (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id BLOB NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        message_key TEXT NOT NULL,
        tenant TEXT,
        campaign TEXT,
        delivery_key BLOB,
        person BLOB,
        sender TEXT,
        body TEXT NOT NULL
    )"""

# The id is last where one moment can hold very many rows, as when a campaign is sent with one time.
# The tenant ends the message index so that a tenant's share of "welcome" is found without the rows.
# Deliveries and persons come in no order, so that each new row changes a page of their indexes, which a
# commit writes as a whole: the shorter the keys, the fewer the pages. Of a person 5 bytes will do, because
# few share them and whoever asks compares the rest. A walk needs deliveries in order, hence all bytes.
_INDEXES = (
    "CREATE INDEX events_time ON events (at, id)",
    "CREATE INDEX events_message ON events (message_key, at, id, tenant)",
    "CREATE INDEX events_tenant ON events (tenant, at, id) WHERE tenant IS NOT NULL",
    "CREATE INDEX events_sender ON events (sender, at, id) WHERE sender IS NOT NULL",
    f"CREATE INDEX events_person ON events ({PERSON_START}, at) WHERE person IS NOT NULL",
    "CREATE INDEX events_delivery ON events (delivery_key, at) WHERE delivery_key IS NOT NULL",
    "CREATE INDEX events_campaign ON events (campaign, message_key, tenant) WHERE campaign IS NOT NULL",
    f"CREATE INDEX events_shared ON events (seq) WHERE {NAMES_CANDIDATES}",
    f"CREATE INDEX events_clients ON events (at) WHERE {HOLDS_CLIENT}",
)

_VERDICTS = """CREATE TABLE verdicts (
        seq INTEGER PRIMARY KEY,
        event BLOB NOT NULL,
        rules_version INTEGER NOT NULL,
        events_seen INTEGER NOT NULL,
        judged_at INTEGER NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (event, rules_version)
    )"""

_ERASURE = (
    "CREATE TABLE marking (key BLOB NOT NULL)",
    """CREATE TABLE tombstones (
        mark BLOB NOT NULL,
        tenant TEXT NOT NULL,
        PRIMARY KEY (mark, tenant)
    ) WITHOUT ROWID""",
)


def version_of(connection: sqlite3.Connection, path: str) -> int:
    """Tell the version of the tables, 0 for an empty database, and refuse what is not a store's own."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if (application, version, tables) == (0, 0, 0):
        return 0
    if application != APPLICATION_ID:
        raise StoreSchemaError(f"{path}: the database of another program; give the store its own file")
    if not 1 <= version <= SCHEMA_VERSION:
        raise StoreSchemaError(
            f"{path}: has version {version} of the tables, this release of mailtrack-sdk knows versions 1 "
            f"to {SCHEMA_VERSION}; use the release that wrote it, or a newer one"
        )
    return int(version)


def bring_up_to_date(connection: sqlite3.Connection, path: str) -> None:
    """Make the tables of this version, out of nothing or out of older ones; all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again within the transaction: another process may have been faster.
        version = version_of(connection, path)
        if version != SCHEMA_VERSION:
            _STEPS[version](connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def read_key(connection: sqlite3.Connection, path: str) -> bytes:
    """Read the key of the marks."""
    (key,) = connection.execute("SELECT key FROM marking").fetchone() or (None,)
    if not isinstance(key, bytes) or len(key) != KEY_BYTES:
        raise StoreSchemaError(f"{path}: the key of the marks is missing; restore the file from a backup")
    return key


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables of this version."""
    for statement in (_EVENTS, *_INDEXES, _VERDICTS, *_ERASURE, *_shelf.TABLES):
        connection.execute(statement)
    connection.execute("INSERT INTO marking VALUES (?)", (new_key(),))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _from_1(connection: sqlite3.Connection) -> None:
    """Add tombstones, marks instead of recipients, sums, and numbers that never come again."""
    key = new_key()

    def mark(recipient: object) -> bytes:
        return mark_of(key, str(recipient))

    connection.create_function("mark", 1, mark, deterministic=True)
    _make_events_anew(connection, person="CASE WHEN recipient IS NOT NULL THEN mark(recipient) END")
    for statement in (*_ERASURE, *_shelf.TABLES):
        connection.execute(statement)
    connection.execute("INSERT INTO marking VALUES (?)", (key,))
    _shelf.rebuild(connection)


def _from_2(connection: sqlite3.Connection) -> None:
    """Make deliveries bytes instead of text, and the index of persons shorter."""
    last = last_number(connection)
    _make_events_anew(connection, person="person")
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'events'")
    connection.execute("INSERT INTO sqlite_sequence VALUES ('events', ?)", (last,))


def _make_events_anew(connection: sqlite3.Connection, *, person: str) -> None:
    """Copy the events of an older table, whose expression for the person is given, into one of today."""
    connection.create_function("key_of", 2, _key_of, deterministic=True)
    connection.execute("ALTER TABLE events RENAME TO older")
    connection.execute(_EVENTS)
    connection.execute(
        "INSERT INTO events SELECT seq, id, at, kind, message_key, tenant, campaign,"  # noqa: S608 - a literal of this module
        f" key_of(CAST(delivery AS BLOB), CAST(body AS BLOB)), {person}, sender, body"
        " FROM older ORDER BY seq"
    )
    connection.execute("DROP TABLE older")
    for statement in _INDEXES:
        connection.execute(statement)


def _key_of(delivery: bytes | None, body: bytes) -> bytes | None:
    """Read an id as older tables had it; where somebody has changed it, make it anew from the event."""
    if delivery is not None and (key := delivery_key(delivery.decode("ascii", "replace"))):
        return key
    try:
        event = read_event(body.decode("utf-8", "replace"))
    except StoreSchemaError:  # as whoever reads the row will be told
        return None
    return None if isinstance(event, ComposedEvent) else bytes.fromhex(event.delivery.id)


_STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {0: _make, 1: _from_1, 2: _from_2}
"""What leads to the tables of this version: from an empty file, and from each older version."""
