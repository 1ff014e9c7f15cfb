"""A connection that goes nowhere: it notes what a database would be told, and answers what a test says.

PostgreSQL and MySQL are tried on real servers where there are some.
This shows everywhere what they are told.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect, IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql import ClauseElement, Select
from sqlalchemy.sql.expression import TextClause

Rows = Sequence[tuple[object, ...]] | Exception


class Scripted:
    """Stands in for a `Connection` of SQLAlchemy.

    Args:
        dialect: Whose words are spoken.
        answers: What is answered to a statement that holds a text; an exception is raised. Anything else
            finds no row and changes none.
    """

    def __init__(self, dialect: Dialect, answers: Mapping[str, Rows] | None = None) -> None:
        self.dialect = dialect
        self.said: list[str] = []
        self.copied: list[object] = []
        self._answers = dict(answers or {})
        self.connection = SimpleNamespace(driver_connection=self, dbapi_connection=self)

    def answer(self, text: str, rows: Rows) -> None:
        """Answer a statement that holds a text from now on."""
        self._answers[text] = rows

    @property
    def given(self) -> Connection:
        """Give it to what takes a connection."""
        return cast("Connection", self)

    def execute(self, statement: ClauseElement, parameters: object = None) -> Any:  # noqa: ANN401 - any rows
        """Note a statement as the database would get it."""
        names = list(cast("list[dict[str, object]]", parameters)[0]) if isinstance(parameters, list) else None
        told = str(statement.compile(dialect=self.dialect, column_keys=names))
        keys = list(statement.selected_columns.keys()) if isinstance(statement, Select) else None
        if isinstance(statement, TextClause):
            keys = re.findall(r"\w\.(\w+)(?=,| FROM)", str(statement).partition(" FROM ")[0] + " FROM")
        return self._answer(told, keys)

    def scalar(self, statement: ClauseElement) -> object:
        """Note a statement, and give the first value."""
        return self.execute(statement).scalar()

    def scalars(self, statement: ClauseElement) -> Any:  # noqa: ANN401 - any values
        """Note a statement, and give the first value of each row."""
        return self.execute(statement).scalars()

    def exec_driver_sql(self, statement: str) -> Any:  # noqa: ANN401 - any rows
        """Note a statement."""
        return self._answer(statement, None)

    @contextmanager
    def begin(self) -> Generator[None]:
        """Note a transaction."""
        self.said.append("BEGIN")
        yield
        self.said.append("COMMIT")

    @contextmanager
    def begin_nested(self) -> Generator[None]:
        """Note a transaction within."""
        self.said.append("SAVEPOINT")
        yield
        self.said.append("RELEASE")

    def _run_ddl_visitor(
        self, visitor: object, element: object, *, checkfirst: object, tables: object = None
    ) -> None:
        """Note that tables are made; SQLAlchemy calls it, and its own `MockConnection` has it too."""
        del visitor, element, checkfirst, tables
        self.said.append("CREATE TABLES")

    def invalidate(self) -> None:
        """Note that the connection is given up."""
        self.said.append("GIVEN UP")

    def commit(self) -> None:
        """Note the end of a transaction."""
        self.said.append("COMMIT")

    # What follows are the drivers: a sync cursor, an async one, and the way of asyncpg.

    def run_async(self, use: Callable[[object], Awaitable[None]]) -> None:
        """Run what is awaited."""

        async def run() -> None:
            await use(
                SimpleNamespace(
                    cursor=self._async_cursor,
                    copy_records_to_table=self._copy_records,
                    is_closed=lambda: False,
                )
            )

        asyncio.run(run())

    @contextmanager
    def cursor(self) -> Generator[Any]:
        """Make a cursor that copies."""

        @contextmanager
        def copy(statement: str) -> Generator[Any]:
            self._answer(statement, None)
            yield SimpleNamespace(write=self.copied.append)

        yield SimpleNamespace(copy=copy)

    @asynccontextmanager
    async def _async_cursor(self) -> AsyncGenerator[Any]:
        async def write(block: str) -> None:
            self.copied.append(block)

        @asynccontextmanager
        async def copy(statement: str) -> AsyncGenerator[Any]:
            self.said.append(statement)
            yield SimpleNamespace(write=write)

        yield SimpleNamespace(copy=copy)

    async def _copy_records(self, table: str, *, records: Sequence[object], columns: Sequence[str]) -> None:
        self.said.append(f"{table} ({', '.join(columns)})")
        self.copied.extend(records)

    def _answer(self, told: str, keys: Sequence[str] | None) -> Any:  # noqa: ANN401 - a result
        told = " ".join(told.split())
        self.said.append(told)
        rows: Rows = next((rows for text, rows in self._answers.items() if text in told), ())
        if isinstance(rows, Exception):
            raise rows
        width = len(rows[0]) if rows else len(keys or ("value",))
        names = keys if keys is not None and len(keys) == width else [f"c{n}" for n in range(width)]
        result = cast("Any", IteratorResult(SimpleResultMetaData(names), iter(rows)))
        result.rowcount = len(rows)
        return result
