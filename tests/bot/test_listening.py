"""The bot at work: nothing ends it, nothing is done twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.bot.floods import Limits
from monitor.errors import StoreError
from monitor.model import SilenceKind
from monitor.store.heard import HeardUpdates
from tests.bot.office import ADMIN, STRANGER, Office, office
from tests.store.told_alerts import told
from tests.telegram_server import DROP_AFTER, GARBAGE, TOKEN, Fault, FaultKind


def answers(desk: Office, chat: int) -> list[str]:
    return [message.text for message in desk.server.messages(chat) if message.person is None]


async def test_a_flood_is_answered_so_far_then_told_to_slow_down_then_nothing(tmp_path: Path) -> None:
    async with office(tmp_path, limits=Limits(person=3)) as desk, desk.at_work():
        for _ in range(150):
            desk.server.say(STRANGER, STRANGER, "/topics")
        admin = await desk.ask("/topics", ADMIN)
        await desk.quiet()
        await desk.wait(lambda: len(answers(desk, STRANGER)) == 4)
        desk.clock.move(timedelta(minutes=2))
        later = await desk.ask("/topics", STRANGER)

    assert answers(desk, STRANGER)[3] == "Slow down, please: I answer a few wishes a minute."
    assert later == admin
    assert len(answers(desk, STRANGER)) == 5


async def test_presses_are_limited_too(tmp_path: Path) -> None:
    async with office(tmp_path, limits=Limits(person=2)) as desk, desk.at_work():
        number = await told(desk.opened)
        keys = f'{{"inline_keyboard": [[{{"text": "x", "callback_data": "w:{number}"}}]]}}'
        message = desk.post(STRANGER, "An alert", reply_markup=keys)
        for _ in range(9):
            desk.server.press(STRANGER, message, f"w:{number}", STRANGER)
        await desk.quiet()
        texts = await desk.popped_up(3)

    assert texts == [
        "A rule: A",
        "A rule: A",
        "Slow down, please: I answer a few wishes a minute.",
    ]


async def test_what_was_said_while_the_bot_was_down_is_answered_once_it_is_up(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        desk.server.say(STRANGER, STRANGER, "/topics")
        async with desk.at_work():
            await desk.wait(lambda: len(answers(desk, STRANGER)) == 1)
            await desk.quiet()
        async with desk.at_work():
            await desk.ask("/topics")

    assert len(answers(desk, STRANGER)) == 1


async def test_a_command_that_was_begun_when_the_program_died_is_not_done_again(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        desk.server.say(ADMIN, ADMIN, "/mute miit 1h")
        assert await HeardUpdates(desk.opened).take(1)
        async with desk.at_work():
            await desk.ask("/silences")

    assert answers(desk, ADMIN) == ["Nothing is silenced."]


async def test_a_lost_answer_is_not_repeated_and_its_command_not_done_twice(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        desk.server.fail_next(DROP_AFTER, Fault(status=400, description="Bad Request: chat not found"))
        desk.server.say(ADMIN, ADMIN, "/mute miit 1h")
        desk.server.say(ADMIN, ADMIN, "/mute rule rare-earth-rule 1h")
        desk.server.say(ADMIN, ADMIN, "/silences")
        await desk.wait(lambda: len(answers(desk, ADMIN)) == 2)
        calls = [call for call in desk.server.calls if call.method.lower() == "sendmessage"]

    assert len(answers(desk, ADMIN)[1].splitlines()) == 2
    assert len(calls) == 3


async def test_polls_that_fail_are_told_once_and_tried_until_they_succeed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    conflict = Fault(status=409, description="Conflict: terminated by other getUpdates request")
    faults = [conflict, GARBAGE, Fault.too_many(0), Fault(status=502, description="Bad Gateway"), conflict]
    async with office(tmp_path) as desk:
        desk.server.fail_next(*faults, method="getupdates")
        async with desk.at_work():
            await desk.wait(lambda: len(desk.server.calls) > 4)
            trouble = await desk.desk.standing.trouble("bot")
            await desk.ask("/topics")
            over = await desk.desk.standing.trouble("bot")

    assert trouble is None or "Telegram" in trouble.lines[0] or "bot" in trouble.lines[0]
    assert over is None
    said = capsys.readouterr()
    assert (said.out + said.err).count("people cannot be heard") == 1
    assert TOKEN.split(":")[1] not in said.out + said.err


async def test_a_second_program_with_the_token_is_told_in_the_status(tmp_path: Path) -> None:
    conflict = Fault(status=409, description="Conflict: terminated by other getUpdates request")
    async with office(tmp_path) as desk:
        desk.server.fail_next(*(conflict,) * 8, method="getupdates")
        async with desk.at_work():
            async with asyncio.timeout(10):
                while (trouble := await desk.desk.standing.trouble("bot")) is None:  # noqa: ASYNC110  nobody tells
                    await asyncio.sleep(0.01)
            status = await desk.ask("/status")

    assert trouble.lines[0].startswith("another program uses this bot token: stop it")
    assert "did not hear people" not in status


async def test_an_update_of_a_kind_nobody_knows_is_skipped(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        unknown: list[dict[str, Any]] = [
            {"message": {"message_id": "no number"}},
            {"message": {}},
            {"callback_query": {"id": "1"}},
            {"message": {"message_id": 5, "date": 0, "chat": {"id": 1, "type": "private"}, "text": ""}},
        ]
        for broken in unknown:
            desk.server.updates.push(broken)
        answer = await desk.ask("/topics")

    assert answer.startswith("· pilot-list")


async def test_a_command_with_a_defect_is_answered_and_the_next_one_works(tmp_path: Path) -> None:
    def broken() -> tuple[()]:
        raise RuntimeError("a defect of the test's")

    async with office(tmp_path) as desk:
        whole = desk.desk
        desk.desk = replace(whole, rules=broken)
        async with desk.at_work():
            failed = await desk.ask("/topics")
            works = await desk.ask("/silences")

    assert failed == "That went wrong, and not because of you; it stands in the log."
    assert works == "Nothing is silenced."


async def test_a_store_that_cannot_be_read_is_explained_to_admins_alone(tmp_path: Path) -> None:
    class Gone:
        async def ask(self, work: object) -> object:
            raise StoreError("data/monitor.db: the disk is full")

    async with office(tmp_path) as desk:
        desk.desk = replace(desk.desk, reading=Gone())  # type: ignore[arg-type]
        async with desk.at_work():
            admin = await desk.ask("/latest")
            stranger = await desk.ask("/latest", STRANGER)

    assert admin == "data/monitor.db: the disk is full"
    assert stranger == "That cannot be done now; try again later."


async def test_a_store_that_fails_for_a_moment_loses_one_answer_and_not_the_bot(tmp_path: Path) -> None:
    class Failing:
        times = 0

        async def take(self, update_id: int) -> bool:
            self.times += 1
            if self.times == 1:
                raise StoreError("the disk is full")
            return True

    async with office(tmp_path) as desk:
        desk.begun = Failing()
        async with desk.at_work():
            desk.server.say(STRANGER, STRANGER, "/topics")
            await desk.wait(lambda: desk.begun.times == 1)  # type: ignore[union-attr]
            answer = await desk.ask("/silences")

    assert answer == "Nothing is silenced."
    assert answers(desk, STRANGER) == []


async def test_one_chat_is_answered_in_its_order_whatever_takes_longest(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        await desk.desk.silences.add(
            kind=SilenceKind.SOURCE,
            value="miit",
            until=desk.clock() + timedelta(hours=1),
            now=desk.clock(),
            made_by="test",
        )
        for text in ("/try gallium", "/unmute 1", "/silences"):
            desk.server.say(ADMIN, ADMIN, text)
        await desk.wait(lambda: len(answers(desk, ADMIN)) == 3)

    assert [text.split()[0] for text in answers(desk, ADMIN)] == ["gallium:", "Told", "Nothing"]


async def test_the_menus_are_shown_to_everyone_and_the_whole_one_to_admins(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        await desk.wait(
            lambda: sum(call.method.lower() == "setmycommands" for call in desk.server.calls) == 4
        )
        calls = [call.parameters for call in desk.server.calls if call.method.lower() == "setmycommands"]

    assert [("mute" in call["commands"], call.get("language_code", "")) for call in calls] == [
        (False, ""),
        (True, ""),
        (False, "zh"),
        (True, "zh"),
    ]


async def test_an_answer_that_takes_for_ever_is_given_up_and_holds_nobody_else_up(tmp_path: Path) -> None:
    class Hanging:
        async def ask(self, work: object) -> object:
            await asyncio.Event().wait()
            raise AssertionError

    async with office(tmp_path) as desk:
        desk.desk = replace(desk.desk, reading=Hanging())  # type: ignore[arg-type]
        desk.longest = 2.0  # what others ask is answered in this time on a busy machine too
        async with desk.at_work():
            desk.server.say(STRANGER, STRANGER, "/latest")
            other = await desk.ask("/topics")
            same = await desk.ask("/topics", STRANGER)

    assert other.startswith("· pilot-list")
    assert same == other
    assert len(answers(desk, STRANGER)) == 1


async def test_a_defect_in_an_answer_or_in_an_update_ends_nothing(tmp_path: Path) -> None:
    class Broken:
        async def cast(self, *_: object) -> None:
            raise ZeroDivisionError

        tally = cast

    class Unsure:
        count = 0

        async def take(self, update_id: int) -> bool:
            self.count += 1
            if self.count == 1:
                raise ZeroDivisionError
            return True

    async with office(tmp_path) as desk:
        desk.desk = replace(desk.desk, votes=Broken())  # type: ignore[arg-type]
        desk.begun = Unsure()
        async with desk.at_work():
            desk.server.say(ADMIN, ADMIN, "/topics")
            number = await told(desk.opened)
            keys = f'{{"inline_keyboard": [[{{"text": "x", "callback_data": "u:{number}"}}]]}}'
            message = desk.post(STRANGER, "An alert", reply_markup=keys)
            desk.server.press(STRANGER, message, f"u:{number}", STRANGER)
            answer = await desk.ask("/topics")

    assert answer.startswith("· pilot-list")
    assert desk.server.updates.answered == []


async def test_a_press_whose_answer_comes_too_late_is_counted_all_the_same(tmp_path: Path) -> None:
    late = Fault(status=400, description="Bad Request: query is too old")
    async with office(tmp_path) as desk, desk.at_work():
        number = await told(desk.opened)
        keys = f'{{"inline_keyboard": [[{{"text": "x", "callback_data": "u:{number}"}}]]}}'
        message = desk.post(STRANGER, "An alert", reply_markup=keys)
        desk.server.fail_next(late, method="answerCallbackQuery")
        desk.server.press(STRANGER, message, f"u:{number}", STRANGER)
        await desk.wait(lambda: "👍 Useful 1" in repr(desk.server.messages(STRANGER)))


async def test_a_bot_whose_name_telegram_does_not_say_yet_asks_again(tmp_path: Path) -> None:
    async with office(tmp_path) as desk:
        desk.server.fail_next(*(Fault(status=502),) * 3, method="getMe")
        async with desk.at_work():
            before = await desk.ask("/topics@whoever")
            await desk.wait(lambda: len(desk.server.updates.commands) > 0)
            desk.server.say(ADMIN, ADMIN, "/topics@whoever")
            after = await desk.ask("/silences")

    assert before.startswith("· pilot-list")
    assert after == "Nothing is silenced."
    assert len(answers(desk, ADMIN)) == 2


async def test_told_to_stop_it_finishes_the_answer_in_hand(tmp_path: Path) -> None:
    late = Fault(kind=FaultKind.LATE)
    async with office(tmp_path) as desk:
        async with desk.at_work():
            desk.server.fail_next(late)
            desk.server.say(ADMIN, ADMIN, "/mute miit")
            await desk.wait(lambda: len(answers(desk, ADMIN)) == 1)
            desk.server.release()
        silences = await desk.desk.silences.in_force(desk.clock())

    assert len(silences) == 1
