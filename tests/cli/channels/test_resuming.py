import asyncio

import pytest

from monitor.store.database import Database
from monitor.store.outbox_reports import OutboxReports
from tests.cli.desks import Telling
from tests.fakes import NOW
from tests.store.telling import alert, owe, shut

TOKEN = "1234567890:AAFakeTokenForTheLocalStandInOnly-_x"


def waits(opened: Database) -> None:
    owe(opened, asyncio.run(alert(opened)))


def suspended(desk: Telling) -> str | None:
    with desk.store() as opened:
        return OutboxReports(opened).traffic()["desk"].suspended


def test_a_suspended_channel_goes_on_within_seconds_where_a_program_runs(desk: Telling) -> None:
    desk.fill(shut)
    desk.fill(waits)
    desk.beat()

    printed = desk.run("channels", "resume", "desk")

    assert printed.code == 0
    assert printed.lines == [
        "desk: was suspended (the bot was thrown out); open again",
        "1 waiting; the running monitor goes on with them within seconds",
    ]
    assert suspended(desk) is None


def test_without_a_program_the_next_start_goes_on(desk: Telling) -> None:
    desk.fill(lambda opened: shut(opened, suspended=None))
    desk.fill(waits)

    printed = desk.run("channels", "resume", "desk")

    assert printed.lines[0].startswith("desk: was paused until 2026-03-02")
    assert printed.lines[1] == (
        "1 waiting; no monitor runs on this store now, its next start goes on with them"
    )


def test_where_nothing_was_shut_that_is_said(desk: Telling) -> None:
    desk.fill(lambda opened: None)

    printed = desk.run("channels", "resume", "desk")

    assert printed.lines == ["desk: was open; there was nothing to resume", "nothing waits for it"]


def test_the_operators_chat_is_a_channel_too(desk: Telling) -> None:
    desk.monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    desk.settings("  - {id: desk, kind: console}", 'ops_chat: "123456"')
    desk.fill(lambda opened: shut(opened, "ops chat", paused_until=NOW))

    printed = desk.run("channels", "resume", "ops_chat")

    assert printed.lines[0] == "ops_chat: was suspended (the bot was thrown out); open again"


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [("dask", "did you mean desk?"), ("ops_chat", "known: desk"), ("x", "known: desk")],
)
def test_a_channel_that_is_not_there_is_told_with_those_that_are(
    desk: Telling, wanted: str, hint: str
) -> None:
    desk.fill(lambda opened: None)

    printed = desk.run("channels", "resume", wanted)

    assert printed.code == 1
    assert printed.err == f"monitor: no channel is called {wanted!r}; {hint}\n"


def test_without_a_store_there_is_one_line(desk: Telling) -> None:
    printed = desk.run("channels", "resume", "desk")

    assert printed.code == 1
    assert "no store there yet; `monitor run` makes it" in printed.err
