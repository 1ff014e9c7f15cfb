"""A store as a stranger writes it from docs/howto/store.md alone: public names, and no other store inside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock
from uuid import UUID

import pytest

from mailtrack_sdk.errors import StoreClosedError, StoreError
from mailtrack_sdk.events import ComposedEvent, Event
from mailtrack_sdk.stores import EventQuery, event_from_json, event_to_json
from mailtrack_sdk.testing import StoreContract
from mailtrack_sdk.testing._samples import mixed_log


class LinesStore:
    """An event store in a file of lines, each the events of one batch, tabs between them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._file = path.open("ab", buffering=0)
        self._file.truncate(path.read_bytes().rfind(b"\n") + 1)  # the rest was never confirmed
        self._closed = False

    def append(self, events: Iterable[Event]) -> int:
        """Add events, all or none, and return how many were new."""
        batch = {event.id: event_to_json(event) for event in reversed(list(events))}
        with self._lock:
            self._check_open()
            known = {event.id for event in self._all()}
            new = [line for event_id, line in batch.items() if event_id not in known]
            data = "\t".join(new).encode() + b"\n"
            size = self._path.stat().st_size
            try:
                written = self._file.write(data)
                os.fsync(self._file.fileno())
            except OSError as error:
                self._file.truncate(size)
                raise StoreError(f"{self._path} could not be written: {error}") from error
            if written < len(data):
                self._file.truncate(size)
                raise StoreError(f"{self._path} has no room for all of it")
            return len(new)

    def events(self, query: EventQuery | None = None) -> Iterator[Event]:
        """Read what the query selects, ordered by (at, id)."""
        wanted = EventQuery() if query is None else query
        with self._lock:
            self._check_open()
            log = sorted(self._all(), key=lambda event: (event.at, event.id))
        in_campaign = {
            (event.tenant, event.message_key)
            for event in log
            if isinstance(event, ComposedEvent) and event.campaign == wanted.campaign
        }
        found = [
            event
            for event in log
            if _selects(wanted, event)
            and (wanted.campaign is None or (event.tenant, event.message_key) in in_campaign)
        ]
        return iter(found[: wanted.limit])

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._closed = True
        self._file.close()

    def _all(self) -> Iterator[Event]:
        for line in self._path.read_text("ascii").splitlines():
            yield from map(event_from_json, filter(None, line.split("\t")))

    def _check_open(self) -> None:
        if self._closed:
            raise StoreClosedError(f"{self._path}: the store was closed; make a new one")


def _selects(query: EventQuery, event: Event) -> bool:
    """Check all but the campaign and the limit."""
    delivery = None if isinstance(event, ComposedEvent) else event.delivery
    place: tuple[object, UUID] = (event.at, event.id)
    return (
        (query.message_key is None or query.message_key == event.message_key)
        and (query.tenant is None or query.tenant == event.tenant)
        and (query.kinds is None or event.kind in query.kinds)
        and (query.since is None or query.since <= event.at)
        and (query.until is None or event.at < query.until)
        and (query.cursor is None or query.cursor < place)
        and (query.recipient is None or (delivery is not None and query.recipient == delivery.recipient))
        and (query.sender is None or (delivery is not None and query.sender == delivery.sender))
        and (query.delivery is None or (delivery is not None and query.delivery == delivery.id))
    )


class TestLinesStore(StoreContract):
    """The file of lines keeps what every store promises."""

    @pytest.fixture(autouse=True)
    def _own_directory(self, tmp_path: Path) -> None:
        self._path = tmp_path / "events.lines"

    def make_store(self) -> LinesStore:
        """Make an empty store."""
        return LinesStore(self._path)


def test_half_a_line_was_never_confirmed(tmp_path: Path) -> None:
    """What a process that was killed had begun to write is gone, and nothing else."""
    path = tmp_path / "events.lines"
    log = mixed_log()
    store = LinesStore(path)
    assert store.append(log) == len(log)
    store.close()
    with path.open("ab") as file:
        file.write(b'{"v":1,"kind":"op')
    again = LinesStore(path)
    assert again.append(log[:2]) == 0
    assert list(again.events()) == list(log)
    again.close()
