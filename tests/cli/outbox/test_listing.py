import asyncio
from datetime import timedelta

from monitor.model import DeliveryKind, DeliveryState
from monitor.store.database import Database
from tests.cli.desks import Telling
from tests.fakes import NOW
from tests.store.telling import alert, owe


def fill(opened: Database) -> None:
    told = asyncio.run(alert(opened))
    owe(opened, told, state=DeliveryState.SENT)
    owe(opened, told, state=DeliveryState.DEAD, step="first:1", error="refused: too long", attempts=2)
    owe(opened, told, channel="feed", state=DeliveryState.HELD, held_why="low", due_at=NOW + timedelta(1))
    owe(opened, kind=DeliveryKind.DIGEST, channel="feed", due_at=NOW + timedelta(2))


def test_what_is_not_over_is_listed(desk: Telling) -> None:
    desk.fill(fill)

    rows = [line.split("\t") for line in desk.run("outbox", "list").lines]

    assert [(row[1], row[2], row[3], row[4], row[6], row[7], row[8]) for row in rows] == [
        ("desk", "send", "dead", "#1", "2", "Title d1", "refused: too long"),
        ("feed", "send", "held", "#1", "0", "Title d1", "low"),
        ("feed", "digest", "pending", "-", "0", "-", ""),
    ]


def test_of_one_channel_and_in_some_states(desk: Telling) -> None:
    desk.fill(fill)

    by_channel = desk.run("outbox", "list", "--channel", "feed", "--format", "json").json
    by_state = desk.run("outbox", "list", "--state", "sent", "--state", "held", "--format", "json").json

    assert [one["state"] for one in by_channel] == ["held", "pending"]
    assert [one["state"] for one in by_state] == ["sent", "held"]
    assert by_state[0] == {
        "id": 1,
        "channel": "desk",
        "kind": "send",
        "state": "sent",
        "alert": 1,
        "title": "Title d1",
        "due_at": "2026-03-02T12:00:00Z",
        "made_at": "2026-03-02T12:00:00Z",
        "sent_at": None,
        "attempts": 0,
        "repeats": 0,
        "parts_sent": 0,
        "held_why": None,
        "digest": None,
        "error": None,
    }


def test_more_than_the_limit_is_said_to_be_there(desk: Telling) -> None:
    desk.fill(fill)

    printed = desk.run("outbox", "list", "--limit", "1")

    assert len(printed.lines) == 2
    assert printed.lines[-1] == "and more: --limit shows more than 1"


def test_an_empty_outbox_is_said_to_be(desk: Telling) -> None:
    desk.fill(lambda opened: None)

    assert desk.run("outbox", "list").lines == ["nothing"]
    assert desk.run("outbox", "list", "--channel", "desk").code == 0


def test_a_channel_nobody_has_is_a_slip_of_the_pen(desk: Telling) -> None:
    desk.fill(lambda opened: None)

    printed = desk.run("outbox", "list", "--channel", "dask")

    assert printed.code == 1
    assert "did you mean desk?" in printed.err
