"""Statements compiled once: the same rows as through SQLAlchemy, types and all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    insert,
    select,
    update,
)

from monitor.model import SourceState
from monitor.store.prepared import Prepared
from monitor.store.schema import Instant, Length

_table = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", Instant),
    Column("gap", Length),
    Column("state", String(10)),
)
_AT = datetime(2026, 11, 22, 4, 5, 6, 789, tzinfo=UTC)


def test_rows_are_written_as_sqlalchemy_writes_them() -> None:
    engine = create_engine("sqlite://")
    row = {"id": 1, "at": _AT, "gap": timedelta(minutes=5, milliseconds=900), "state": SourceState.OK}
    with engine.begin() as connection:
        _table.metadata.create_all(connection)
        Prepared(insert(_table)).execute(connection, [row])
        connection.execute(insert(_table), [row | {"id": 2}])
        one, other = connection.execute(select(_table).order_by(_table.c.id)).all()
    assert one[1:] == other[1:] == (_AT, timedelta(minutes=5), "ok")


def test_an_update_finds_its_row_by_a_parameter_and_may_set_null() -> None:
    engine = create_engine("sqlite://")
    end = Prepared(update(_table).where(_table.c.id == bindparam("key")))
    with engine.begin() as connection:
        _table.metadata.create_all(connection)
        connection.execute(
            insert(_table), [{"id": number, "at": _AT, "state": "new"} for number in (1, 2, 3)]
        )
        end.execute(
            connection, [{"key": 1, "at": None, "state": "ok"}, {"key": 3, "at": _AT, "state": "slow"}]
        )
        end.execute(connection, [{"key": 2, "at": None, "state": "gone"}])
        rows = connection.execute(select(_table.c.id, _table.c.at, _table.c.state)).all()
    assert [tuple(row) for row in rows] == [(1, None, "ok"), (2, None, "gone"), (3, _AT, "slow")]
