"""Statements compiled once, for what runs thousands of times a minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.dml import UpdateBase

_Process = Callable[[Any], Any]


class Prepared:
    """A statement that writes rows; the way from SQLAlchemy to the driver costs more than the row itself."""

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._made: tuple[str, tuple[tuple[str, _Process | None], ...]] | None = None

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for every row; all rows have the keys of the first one ever given."""
        sql, columns = self._made or self._make(connection.dialect, rows[0])
        connection.exec_driver_sql(
            sql,
            [
                tuple(row[name] if process is None else process(row[name]) for name, process in columns)
                for row in rows
            ],
        )

    def _make(
        self, dialect: Dialect, row: Mapping[str, Any]
    ) -> tuple[str, tuple[tuple[str, _Process | None], ...]]:
        compiled = self._statement.compile(dialect=dialect, column_keys=list(row))
        columns = tuple(
            (name, compiled.binds[name].type.bind_processor(dialect)) for name in compiled.positiontup or ()
        )
        self._made = str(compiled), columns
        return self._made
