"""What the program keeps over a restart: the last good rules, as files and compiled."""

from sqlalchemy import event, update

from monitor.rules.evaluate import content_hash
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.notes import Notes
from tests.fakes import NOW

FILES = {"terms.yaml": "vocabularies: {}", "a.yaml": "topic: 试点"}
EDITED = FILES | {"a.yaml": "topic: 名单"}


async def test_nothing_is_kept_before_the_first_set(opened: Database) -> None:
    notes = Notes(opened)

    assert await notes.rules() is None
    assert await notes.compiled(content_hash(FILES)) is None


async def test_the_last_set_is_kept_as_files_and_compiled(opened: Database) -> None:
    notes = Notes(opened)
    await notes.keep_rules(FILES, b"\x00first")

    await notes.keep_rules(EDITED, b"\xffsecond")

    assert await notes.rules() == EDITED
    assert await notes.compiled(content_hash(EDITED)) == b"\xffsecond"
    assert await notes.compiled(content_hash(FILES)) is None


async def test_the_same_files_compiled_by_another_program_replace_what_was_kept(opened: Database) -> None:
    notes = Notes(opened)
    await notes.keep_rules(FILES, b"old")

    await notes.keep_rules(FILES, b"new")

    assert await notes.compiled(content_hash(FILES)) == b"new"


async def test_what_is_kept_already_is_not_written_again(opened: Database) -> None:
    notes = Notes(opened)
    await notes.keep_rules(FILES, b"x")
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        written.append(statement.split(maxsplit=1)[0])

    event.listen(opened.run_now(lambda connection: connection.engine), "before_cursor_execute", note)
    await notes.keep_rules(FILES, b"x")

    assert {"INSERT", "DELETE", "UPDATE"}.isdisjoint(written)
    assert "SELECT" in written


async def test_a_damaged_compiled_form_is_none(opened: Database) -> None:
    notes = Notes(opened)
    await notes.keep_rules(FILES, b"x")
    table = schema.meta
    damaged = update(table).where(table.c.key == "compiled rules").values(value="%")
    await opened.run(lambda connection: connection.execute(damaged))

    assert await notes.compiled(content_hash(FILES)) is None
    assert await notes.rules() == FILES


async def test_the_last_beat_is_kept(opened: Database) -> None:
    notes = Notes(opened)

    assert await notes.last_beat() is None
    await notes.beat(NOW)
    assert await notes.last_beat() == NOW
