"""`monitor status`: how the channels stand."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from monitor.model import DeliveryState
from monitor.store.database import Database
from tests import owing
from tests.cli.desks import Telling


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Telling:
    made = Telling(folder=tmp_path, monkeypatch=monkeypatch, capsys=capsys)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1234567890:AAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
    made.settings('  - {id: desk, kind: telegram, chat: "@desk"}')
    return made


def line(desk: Telling) -> str:
    (found,) = [line for line in desk.run("status").lines if line.startswith("desk")]
    return found


def test_much_that_is_pending_is_shown_with_the_time_it_takes(desk: Telling) -> None:
    desk.fill(lambda opened: asyncio.run(owing.owe_alerts(opened, 500)))

    assert "about 25 min to go at its pace" in line(desk)


def test_little_that_is_pending_takes_no_time_worth_a_word(desk: Telling) -> None:
    desk.fill(lambda opened: asyncio.run(owing.owe_alerts(opened, 20)))

    assert "to go" not in line(desk)


def test_what_came_of_a_dropped_edit_is_no_trouble_of_its_channel(desk: Telling) -> None:
    def fill(opened: Database) -> None:
        asyncio.run(owing.owe_alerts(opened, 1))
        opened.run_now(
            lambda connection: owing.change(
                connection, 1, state=DeliveryState.DROPPED, error="message to edit not found"
            )
        )

    desk.fill(fill)

    assert "message to edit not found" not in line(desk)
