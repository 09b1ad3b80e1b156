"""One message a story and channel: what a verdict makes of it, wherever that message is on its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from monitor.model import DeliveryState, Severity
from monitor.store import schema
from monitor.store.database import Database
from tests.fakes import NOW, console, match
from tests.store.desk import DESK, DIGEST, Event, told

HIGH = told(Severity.HIGH)


async def test_a_message_that_waits_shows_what_is_newest_when_it_goes_out(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())

    await event.report("two")
    await event.report("three", matches=HIGH)

    assert event.steps() == [("first", "pending", 2)]
    (row,) = event.rows()
    assert row.severity == "high"
    assert event.verdicts() == ["send", "edit", "edit and reply"]
    assert event.updates() == [(1, "another source", "TWO"), (2, "higher severity", "medium → high")]
    assert (event.story().revision, event.story().severity, event.story().independent) == (2, "high", 3)


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN])
async def test_a_message_that_stands_or_may_stand_is_edited_once_however_much_is_new(
    opened: Database, state: DeliveryState
) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    event.set(event.rows()[0].id, state)

    await event.report("two")
    await event.report("three")

    assert event.steps() == [("first", state, 0), ("edit:1", "pending", 2)]
    assert event.rows()[1].version_id == event.rows()[0].version_id, "what heads the message stays"


async def test_news_is_told_in_a_reply_too_each_in_its_own(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told(Severity.LOW))
    event.send_all()

    await event.report("two", matches=told())
    await event.report("three", matches=HIGH)

    assert event.steps() == [
        ("first", "sent", 0),
        ("edit:1", "pending", 2),
        ("reply:1", "pending", 1),
        ("reply:2", "pending", 2),
    ]
    assert [row.kind for row in event.rows()] == ["send", "edit", "reply", "reply"]
    assert [row.version_id for row in event.rows(kind="reply")] == [2, 3], "each is about what was new"


async def test_an_edit_under_way_is_left_alone_and_another_one_follows(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    event.send_all()
    await event.report("two")
    event.set(event.rows()[1].id, DeliveryState.SENDING)

    await event.report("three")

    assert event.steps() == [("first", "sent", 0), ("edit:1", "sending", 1), ("edit:2", "pending", 2)]


async def test_a_raised_message_is_rendered_anew(opened: Database) -> None:
    """It was tried, was certainly not sent, and holds the text of that try."""
    event = Event(opened)
    await event.report("one", matches=told())
    event.set(event.rows()[0].id, DeliveryState.PENDING, parts='["old"]', attempts=1)

    await event.report("two")

    (row,) = event.rows()
    assert (row.parts, row.revision, row.attempts) == ("[]", 1, 1)


async def test_a_message_of_which_a_part_stands_is_not_changed_but_edited(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    event.set(event.rows()[0].id, DeliveryState.PENDING, parts='["a", "b"]', sent_ids="[7]")

    await event.report("two")

    assert event.steps() == [("first", "pending", 0), ("edit:1", "pending", 1)]


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.DROPPED])
async def test_a_message_that_died_is_told_anew_by_the_next_match(
    opened: Database, state: DeliveryState
) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    event.set(event.rows()[0].id, state)

    await event.report("unmatched")
    await event.report("two", matches=told())
    event.set(event.rows()[1].id, state)
    await event.report("two", matches=told(), text="Another.")
    event.set(event.rows()[2].id, state)
    await event.report("one", matches=told())
    assert len(event.rows()) == 3, "nothing is new"

    assert [step for step, _, _ in event.steps()] == ["first", "first:2", "first:3"]
    assert event.verdicts() == ["send", "no rule matched it", "send", "send"]
    assert len({row.alert_id for row in event.rows()}) == 1


async def test_two_messages_that_died_at_one_revision_have_steps_of_their_own(opened: Database) -> None:
    event = Event(opened)
    for title in ("One title", "Two titles", "Three titles"):
        await event.report("one", matches=told(), title=title)
        opened.run_now(lambda connection: connection.execute(update(schema.story).values(revision=0)))
        opened.run_now(lambda connection: connection.execute(schema.story_update.delete()))
        event.set(event.rows()[-1].id, DeliveryState.DEAD)

    assert [step for step, _, _ in event.steps()] == ["first", "first:1", "first:1.2"]


async def test_an_edited_document_that_was_told_changes_its_message_and_says_how(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told(), text="It named 10 zones.")
    event.send_all()

    await event.report("one", matches=told(), text="It named 12 zones.")

    assert event.steps() == [("first", "sent", 0), ("edit:1", "pending", 1)]
    ((_, kind, detail),) = event.updates()
    assert kind == "edited"
    assert "10 → 12" in detail
    assert event.rows()[1].version_id == 2, "the message is headed by the newer text"


async def test_an_edit_that_took_the_reason_away_does_not_head_the_message(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told(), text="It named 10 zones.")
    event.send_all()

    await event.report("one", text="It named no zones.")

    assert event.rows()[1].version_id == 1


async def test_a_story_read_in_the_digest_waits_for_it_and_is_released_when_it_turns_grave(
    opened: Database,
) -> None:
    event = Event(opened, channels=(DIGEST,))
    await event.report("one", matches=told(Severity.LOW))
    assert event.steps() == [("first", "held", 0)]
    assert event.rows()[0].held_why == "of a severity that this channel reads in its digest"

    await event.report("two")
    assert event.steps() == [("first", "held", 1)]
    await event.report("three", matches=told())
    assert event.steps() == [("first", "held", 2)]
    await event.report("four", matches=HIGH)

    (row,) = event.rows()
    assert (row.step, row.state, row.revision, row.held_why) == ("first", "pending", 3, None)
    assert (row.due_at, row.silent, row.urgent) == (event.now, False, False)
    assert event.verdicts()[0] == "of a severity that this channel reads in its digest"


async def test_what_a_digest_told_has_no_message_to_edit(opened: Database) -> None:
    event = Event(opened, channels=(DIGEST,))
    await event.report("one", matches=told(Severity.LOW))
    event.set(event.rows()[0].id, DeliveryState.TOLD, digest_id=99)

    await event.report("two")
    assert event.steps() == [("first", "told", 0)]
    assert event.verdicts()[1] == "its story was told already"
    await event.report("three", matches=told())
    assert event.steps()[1:] == [("first:2", "held", 2)], "news waits for the next digest"
    event.set(event.rows()[1].id, DeliveryState.HELD, digest_id=100)
    await event.report("four", matches=HIGH)

    assert event.steps() == [("first", "told", 0), ("first:2", "held", 2), ("first:3", "pending", 3)]


async def test_every_channel_has_its_own_message_of_the_one_alert(opened: Database) -> None:
    event = Event(opened, channels=(DESK,))
    await event.report("one", matches=told())
    event.send_all()
    event.channels = (DESK, console("late"))

    await event.report("two")
    assert event.rows(channel="late") == []
    assert event.verdicts("late") == ["no rule matched it"]
    await event.report("three", matches=told())

    assert event.steps("late") == [("first", "pending", 2)]
    assert len({row.alert_id for row in event.rows()}) == 1


async def test_a_story_that_was_taken_back_is_told_no_more(opened: Database) -> None:
    event = Event(opened)
    await event.report("one", matches=told())
    event.send_all()
    opened.run_now(
        lambda connection: connection.execute(
            update(schema.alert).values(retracted_at=NOW, retraction="Wrong.")
        )
    )

    assert await event.report("two", matches=HIGH) == 0

    assert event.steps() == [("first", "sent", 0)]
    assert event.verdicts() == ["send", "an operator took its story back"]


async def test_a_rule_that_was_just_told_is_damped_and_later_told_again(opened: Database) -> None:
    damped = replace(DESK, damping=timedelta(hours=1))
    longer = replace(console("longer"), damping=timedelta(hours=9))
    event = Event(opened, channels=(damped, longer, console("other")))
    await event.report("one", matches=told(), page="a")

    await event.report("two", matches=told(), page="b", title="Something else")
    await event.report("three", matches=[match("b-rule")], page="c", title="A third thing")
    event.now += timedelta(hours=1)
    await event.report("four", matches=told(), page="d", title="And a fourth thing")

    assert event.verdicts() == ["send", "its rule was told a short while ago", "send", "send"]
    assert event.verdicts("longer")[2:] == ["send", "its rule was told a short while ago"]
    assert event.verdicts("other") == ["send"] * 4


async def test_what_waits_for_its_hour_goes_out_sooner_and_louder_when_that_is_what_is_new(
    opened: Database,
) -> None:
    event = Event(opened)
    await event.report("one", matches=told(Severity.LOW))
    later = NOW + timedelta(hours=8)
    event.set(event.rows()[0].id, DeliveryState.PENDING, due_at=later)
    assert event.rows()[0].silent

    await event.report("two")
    assert event.rows()[0].due_at == later
    await event.report("three", matches=told(Severity.CRITICAL))

    (row,) = event.rows()
    assert (row.due_at, row.silent, row.urgent) == (event.now, False, True)
