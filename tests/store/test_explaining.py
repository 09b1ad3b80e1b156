"""What `monitor why` asks of the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from monitor.model import DeliveryState, Severity
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.explaining import VersionReport
from monitor.store.reports import Reports
from tests.fakes import NOW, document
from tests.store.desk import DIGEST, Event, told
from tests.store.filling import new_version, poll


def find(opened: Database, wanted: str) -> tuple[VersionReport, ...]:
    return Reports(opened).find(wanted, None)


async def test_a_story_is_explained_with_its_other_documents_and_what_changed(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    await event.report("two")
    await event.report("three", matches=told(Severity.HIGH))

    (report,) = find(opened, "event-two")

    assert report.joined_by[0] == "the same address"
    story = report.story
    assert story is not None
    assert story.score >= 5
    assert (story.alerts, story.documents, story.retraction) == ((1,), 3, None)
    assert [update.detail for update in story.updates] == ["TWO", "medium → high"]
    assert [other.title for other in story.related] == ["Title of three", "Title of one"]
    assert [bool(other.joined_by) for other in story.related] == [True, False]


async def test_a_document_is_found_by_its_alert(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    await event.report("one", matches=told(), text="Edited.")

    assert [(found.number, found.versions) for found in find(opened, "#1")] == [(1, 2), (2, 2)]
    assert find(opened, "#2") == ()
    assert find(opened, "#") == ()
    assert find(opened, "#" + "9" * 30) == ()


async def test_every_verdict_says_what_became_of_it(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    event.send_all()
    await event.report("two")
    event.set(2, DeliveryState.DEAD, error="gone")

    (first,), (second,) = find(opened, "event-one"), find(opened, "event-two")

    (sent,), (edited,) = first.verdicts, second.verdicts
    assert (sent.verdict, sent.kind, sent.delivery) == ("send", "send", "sent")
    assert sent.message_ids == (7,)
    assert (edited.verdict, edited.kind, edited.delivery, edited.error) == ("edit", "edit", "dead", "gone")


async def test_what_is_held_says_for_which_digest(opened: Database) -> None:
    event = Event(opened, channels=(DIGEST,))
    await event.report("one", matches=told())
    plan = {"channel": "desk", "plan": "0 8 * * *", "next_at": NOW + timedelta(hours=9)}
    opened.run_now(lambda connection: connection.execute(insert(schema.digest_plan).values(**plan)))

    (verdict,) = find(opened, "event-one")[0].verdicts

    assert (verdict.delivery, verdict.digest_at) == ("held", NOW + timedelta(hours=9))
    assert verdict.held_why is not None


async def test_a_version_that_is_not_decided_has_no_story(opened: Database) -> None:
    event = Event(opened)
    await event.report("one")
    opened.run_now(lambda connection: connection.exec_driver_sql("DELETE FROM story_document"))

    assert find(opened, "event-one")[0].story is None


@pytest.mark.parametrize("wanted", ["event-one", "0123456789abcdef", "01234567", "https://news.example/page"])
async def test_a_document_is_found_by_its_id_the_beginning_of_it_or_its_address(
    opened: Database, wanted: str
) -> None:
    event = Event(opened)
    await event.report("one")
    version = replace(new_version("0123456789abcdef", document("Another")), url="https://news.example/page")
    await poll(opened, version)

    (report,) = Reports(opened).find(wanted, wanted)

    assert report.version.document_id == ("event-one" if wanted == "event-one" else "0123456789abcdef")
