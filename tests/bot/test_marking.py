"""Counts on buttons, edited no more often than a chat bears."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from monitor.bot.marking import Marking
from monitor.model import Button, Outcome, Place, Sent
from monitor.store.database import Database
from monitor.store.told import ToldAlert, ToldAlerts
from tests.bot.office import DESK, Office, office
from tests.store.told_alerts import told


class Speaker:
    """Records what is marked."""

    def __init__(self) -> None:
        self.marked: list[tuple[Place, str]] = []

    async def say(
        self, chat: int, html: str, *, reply_to: int | None = None, thread: int | None = None
    ) -> Outcome:
        raise NotImplementedError

    async def popup(self, tap: str, text: str, *, stays: bool = False) -> Outcome:
        raise NotImplementedError

    async def mark(self, place: Place, rows: Sequence[Sequence[Button]]) -> Outcome:
        self.marked.append((place, rows[0][0].text))
        return Sent(message_id=place.message_id)


async def alert_of(desk: Office) -> ToldAlert:
    number = await told(desk.opened)
    (alert,) = (one for one in await desk.desk.reading.ask(latest) if one.id == number)
    return alert


def latest(opened: Database) -> tuple[ToldAlert, ...]:
    return ToldAlerts(opened).latest(limit=5)


async def test_beyond_so_many_messages_those_that_wait_longest_keep_their_counts(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        alert, speaker = await alert_of(desk), Speaker()
        marking = Marking(desk.desk, speaker, every=0.0, most=2)
        for number in (1, 2, 3):
            marking.want(Place(chat=number, message_id=number), alert)
        running = asyncio.create_task(marking.run())
        await desk.wait(lambda: len(speaker.marked) == 2)
        running.cancel()

    assert [place.chat for place, _ in speaker.marked] == [2, 3]


async def test_buttons_speak_the_language_of_the_channel(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        alert, speaker = await alert_of(desk), Speaker()
        channels = (replace(DESK, language="zh"), replace(DESK, id="b", chat="-7"))
        marking = Marking(replace(desk.desk, channels=channels), speaker, every=0.0)
        running = asyncio.create_task(marking.run())
        marking.want(Place(chat=-1, message_id=1, username="Policy_Watch"), alert)
        await desk.wait(lambda: len(speaker.marked) == 1)
        marking.want(Place(chat=-7, message_id=1), alert)
        await desk.wait(lambda: len(speaker.marked) == 2)
        running.cancel()

    assert [text for _, text in speaker.marked] == ["👍 有用", "👍 Useful"]


async def test_a_defect_in_one_edit_does_not_end_the_others(tmp_path: Path) -> None:
    class Broken:
        times = 0

        async def cast(self, *_: object) -> None:
            raise NotImplementedError

        async def tally(self, alert_id: int) -> object:
            self.times += 1
            raise ZeroDivisionError

    async with office(tmp_path) as desk:
        alert, broken = await alert_of(desk), Broken()
        marking = Marking(replace(desk.desk, votes=broken), Speaker(), every=0.0)  # type: ignore[arg-type]
        running = asyncio.create_task(marking.run())
        for number in (1, 2):
            marking.want(Place(chat=number, message_id=1), alert)
        await desk.wait(lambda: broken.times == 2)
        running.cancel()
