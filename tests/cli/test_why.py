"""`monitor why`, as a person types it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from monitor.cli import out, why
from monitor.model import DeliveryKind, DeliveryState, Severity
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.explaining import VerdictReport
from tests.cli.desks import Telling
from tests.fakes import document, match
from tests.store.desk import DESK, Event, told
from tests.store.filling import new_version, poll

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WHEN = out.instant(AT)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Telling:
    return Telling(folder=tmp_path, monkeypatch=monkeypatch, capsys=capsys)


def fill(desk: Telling, work: Callable[[Event], Awaitable[None]]) -> None:
    def filling(opened: Database) -> None:
        async def asked() -> None:
            await work(Event(opened, channels=(DESK,)))

        asyncio.run(asked())

    desk.fill(filling)


async def a_story(event: Event) -> None:
    await event.report("one", matches=[match(severity=Severity.MEDIUM, soft=True)])
    event.send_all()
    await event.report("two")
    await event.report("three", matches=told(Severity.HIGH))


def test_a_document_is_explained_from_its_match_to_its_message(desk: Telling) -> None:
    fill(desk, a_story)

    printed = desk.run("why", "#1")

    assert printed.code == 0
    text = printed.out
    assert printed.lines[:2] == ["Title of one", "  document event-one, version 1 of 1, from one"]
    assert "  matched a-rule (a-topic, medium, one lower: a space is lost" in text
    assert "    'A' by 'a' at title 0-1" in text
    assert "alert #1: 3 documents, 3 independent sources" in text
    assert "    opened by this document\n" in text
    assert "update 1, another source: TWO (document event-two)" in text
    assert "update 2, higher severity: medium → high (document event-three)" in text
    also = [line for line in printed.lines if line.startswith("    also ")]
    assert ["three" in also[0], "two" in also[1], len(also)] == [True, True, 2]
    assert "the same address" in also[0]
    assert "(score " in also[0]
    assert printed.lines[-1].startswith("  desk: sent ")
    assert printed.lines[-1].endswith(" as message 7")


def test_what_joined_a_story_says_by_what_and_how_its_message_changed(desk: Telling) -> None:
    fill(desk, a_story)

    printed = desk.run("why", "event-two")

    assert "  no rule matched" in printed.lines
    assert any(line.startswith("    joined by the same address") for line in printed.lines)
    assert printed.lines[-1].startswith("  desk: its story's message will be edited, due ")


def test_programs_read_the_same(desk: Telling) -> None:
    fill(desk, a_story)

    ((row,), (third,)) = (
        desk.run("why", "event-one", "--format", "json").json,
        desk.run("why", "event-three", "--format", "json").json,
    )

    assert (row["number"], row["versions"], row["documents"], row["alerts"]) == (1, 1, 3, [1])
    assert [update["kind"] for update in row["updates"]] == ["another source", "higher severity"]
    assert [other["document"] for other in row["related"]] == ["event-three", "event-two"]
    assert row["verdicts"][0] | {"sent_at": None, "words": "", "due_at": None} == {
        "channel": "desk",
        "verdict": "send",
        "words": "",
        "delivery": "sent",
        "delivery_id": 1,
        "kind": "send",
        "attempts": 0,
        "due_at": None,
        "sent_at": None,
        "message_ids": [7],
        "held_why": None,
        "digest_at": None,
        "error": None,
    }
    assert third["verdicts"][0]["verdict"] == "edit and reply"
    assert third["score"] >= 5


def test_an_operators_word_and_an_undecided_version_are_shown(desk: Telling) -> None:
    async def taken_back(event: Event) -> None:
        await a_story(event)
        event.opened.run_now(
            lambda connection: connection.execute(
                update(schema.alert).values(retracted_at=AT, retraction="A hoax.")
            )
        )
        event.opened.run_now(
            lambda connection: connection.execute(update(schema.version).values(decided_at=None))
        )

    fill(desk, taken_back)

    printed = desk.run("why", "event-one")

    assert "    taken back by an operator: A hoax." in printed.lines
    assert "  not decided yet" in printed.lines


def test_a_document_that_waits_for_its_decision_is_shown_with_its_address(desk: Telling) -> None:
    address = "https://news.example/A?b=1"

    async def waiting(event: Event) -> None:
        version = replace(new_version("waits", document(url=address)), url=address)
        await poll(event.opened, version)

    fill(desk, waiting)

    lines = desk.run("why", address).lines

    assert lines[2] == f"  {address}"
    assert lines[-2:] == ["  no rule matched", "  not decided yet"]


def test_of_a_large_story_the_newest_documents_are_named(desk: Telling) -> None:
    async def large(event: Event) -> None:
        for number in range(23):
            await event.report(f"s{number:02}")

    fill(desk, large)

    lines = desk.run("why", "event-s00").lines

    assert sum(line.startswith("    also ") for line in lines) == 20
    assert "    and 2 older documents" in lines


def test_what_is_not_there_is_one_line(desk: Telling) -> None:
    fill(desk, a_story)

    printed = desk.run("why", "#9")

    assert (printed.code, printed.out) == (1, "")
    assert printed.err.count("\n") == 1
    assert "#9: no such document in the store; name the id or number (#12)" in printed.err


def verdict(state: DeliveryState, kind: DeliveryKind = DeliveryKind.SEND, **changes: object) -> VerdictReport:
    values: dict[str, object] = {
        "channel": "desk",
        "verdict": "send",
        "delivery_id": 1,
        "due_at": AT,
        "sent_at": AT,
    }
    return VerdictReport(kind=kind, delivery=state, **{**values, **changes})  # type: ignore[arg-type]  # by name


EDIT, REPLY = DeliveryKind.EDIT, DeliveryKind.REPLY


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (VerdictReport(channel="desk", verdict="silenced"), "not told because silenced"),
        (verdict(DeliveryState.SENT, message_ids=(5, 6)), f"sent {WHEN} as message 5, 6"),
        (verdict(DeliveryState.SENT), f"sent {WHEN}"),
        (
            verdict(DeliveryState.SENT, verdict="edit", message_ids=(5,)),
            f"told with its story, sent {WHEN} as message 5",
        ),
        (verdict(DeliveryState.SENT, EDIT, message_ids=(5,)), f"its story's message was edited {WHEN}"),
        (verdict(DeliveryState.SENT, REPLY, message_ids=(5,)), f"told in a reply {WHEN} as message 5"),
        (verdict(DeliveryState.PENDING), f"will be sent, due {WHEN}"),
        (
            verdict(DeliveryState.PENDING, attempts=2, error="HTTP 502"),
            f"will be sent, due {WHEN}, 2 attempts (HTTP 502)",
        ),
        (
            verdict(DeliveryState.PENDING, verdict="edit and reply"),
            f"told with its story, which will be sent, due {WHEN}",
        ),
        (verdict(DeliveryState.SENDING), "is being sent now"),
        (
            verdict(DeliveryState.UNCERTAIN),
            f"may stand there, for the answer was lost; looked for or sent again {WHEN}",
        ),
        (verdict(DeliveryState.HELD, held_why="over the cap"), "waits for the digest: over the cap"),
        (
            verdict(DeliveryState.HELD, held_why="over the cap", digest_at=AT + timedelta()),
            f"waits for the digest of {WHEN}: over the cap",
        ),
        (verdict(DeliveryState.TOLD, held_why="over the cap", digest_at=AT), f"told in the digest of {WHEN}"),
        (verdict(DeliveryState.TOLD, EDIT, error="it cannot be edited"), "over (it cannot be edited)"),
        (verdict(DeliveryState.DROPPED, error="an operator dropped it"), "dropped (an operator dropped it)"),
        (verdict(DeliveryState.DEAD, attempts=1, error="no"), "refused for good, 1 attempt (no)"),
    ],
)
def test_what_became_of_a_verdict_is_said_in_words(found: VerdictReport, expected: str) -> None:
    assert why.words(found) == expected
