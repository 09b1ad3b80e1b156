"""Bring a database to the newest schema: numbered SQL files, each committed with its own record."""

from __future__ import annotations

from importlib import resources

from sqlalchemy import Connection, Engine, inspect, text

from monitor.errors import StoreError


def newest() -> int:
    """Return the schema version this program writes."""
    return len(_files())


def migrate(engine: Engine) -> None:
    """Run the migrations that the database lacks, in order; refuse a database newer than this program."""
    with engine.begin() as connection:
        found = current(connection)
    refuse_newer(str(engine.url.database), found)
    for number, script in enumerate(_files(), start=1):
        if number > found:
            with engine.begin() as connection:
                _run(connection, script, number)


def refuse_newer(place: str, found: int) -> None:
    """Raise StoreError where a database is newer than this program."""
    if found > newest():
        raise StoreError(
            f"{place}: made by a newer monitor (schema {found}, this one knows {newest()}); "
            "run that version, or restore a backup made by this one"
        )


def current(connection: Connection) -> int:
    """Return the schema version of a database, 0 for an empty one."""
    if not inspect(connection).has_table("meta"):
        return 0
    row = connection.execute(text("SELECT value FROM meta WHERE key = 'schema'")).first()
    return int(row.value) if row else 0


def _run(connection: Connection, script: str, number: int) -> None:
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    for statement in "\n".join(lines).split(";"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    connection.execute(text("DELETE FROM meta WHERE key = 'schema'"))
    connection.execute(
        text("INSERT INTO meta (key, value) VALUES ('schema', :number)"), {"number": str(number)}
    )


def _files() -> list[str]:
    folder = resources.files("monitor.store") / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(folder / name).read_text(encoding="utf-8") for name in names]
