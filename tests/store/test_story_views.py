"""What a message is rendered from."""

from __future__ import annotations

from sqlalchemy import update

from monitor.model import Outlet, OutletKind, Severity, StoryView
from monitor.store import schema, story_views
from monitor.store.database import Database
from tests.fakes import NOW
from tests.store.desk import Event, told


def view(opened: Database, version_id: int = 1, revision: int = 99) -> StoryView:
    return opened.run_now(lambda connection: story_views.view(connection, 1, version_id, revision))


def outlets(*names: str) -> tuple[Outlet, ...]:
    return tuple(Outlet(name=name, kind=OutletKind.INDEPENDENT) for name in names)


async def test_a_story_is_shown_with_its_lead_its_outlets_and_what_happened_since(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    await event.report("two")
    await event.report("three", matches=told(Severity.HIGH))

    shown = view(opened)

    assert shown.lead.document.title == "Title of one"
    assert shown.outlets == outlets("ONE", "TWO", "THREE")
    assert [update.detail for update in shown.updates] == ["TWO", "medium → high"]
    assert (shown.alert_id, shown.story.severity, shown.story.independent) == (1, Severity.HIGH, 3)
    assert (shown.named, shown.tier, shown.retraction) == ((), None, None)


async def test_an_update_is_shown_up_to_its_own_revision_and_by_its_own_document(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    await event.report("two")
    await event.report("three")

    shown = view(opened, version_id=2, revision=1)

    assert [update.revision for update in shown.updates] == [1]
    assert shown.outlets == outlets("TWO", "ONE", "THREE")


async def test_one_outlet_that_reports_twice_is_shown_once(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    await event.report("one", matches=told(), text="Another text.")

    assert view(opened).outlets == outlets("ONE")
    assert view(opened).lead.id == 1


async def test_documents_in_another_language_go_with_it_the_newest_last(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told(), language="zh")
    for source in ("two", "three", "four", "five", "six", "seven"):
        await event.report(source, language="zh" if source == "six" else "en")

    assert [twin.title for twin in view(opened).twins] == [
        "Title of two",
        "Title of three",
        "Title of four",
        "Title of five",
        "Title of seven",
    ]


async def test_an_alert_that_was_taken_back_says_why(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    change = update(schema.alert).values(retracted_at=NOW, retraction="A hoax.")
    opened.run_now(lambda connection: connection.execute(change))

    assert view(opened).retraction == "A hoax."
