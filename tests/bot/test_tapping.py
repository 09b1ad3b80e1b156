"""What presses of buttons do."""

from pathlib import Path

import pytest

from monitor.model import BotConfig, RuleStatus, SilenceKind
from tests.bot.office import ADMIN, STRANGER, Office, office
from tests.fakes import match
from tests.store.told_alerts import told
from tests.telegram_chats import CHAT
from tests.telegram_server import Fault


async def alert(desk: Office, **options: object) -> int:
    """Let an alert stand in the channel with its buttons; return its message."""
    number = await told(desk.opened, **options)  # type: ignore[arg-type]
    keys = [[{"text": key, "callback_data": f"{key}:{number}"} for key in "unrsw"]]
    return desk.post(CHAT.id, "An alert", reply_markup=str({"inline_keyboard": keys}).replace("'", '"'))


async def press(desk: Office, message: int, key: str, person: int = STRANGER, *, language: str = "en") -> str:
    """Press a button and return what pops up."""
    count = len(desk.server.updates.answered)
    (button,) = [
        one.data
        for row in desk.server.messages()[message - 1].buttons
        for one in row
        if one.data and one.data.startswith(f"{key}:")
    ]
    desk.server.press(CHAT.id, message, button, person, language=language)
    await desk.wait(lambda: len(desk.server.updates.answered) > count)
    return desk.server.updates.answered[-1].text


def labels(desk: Office, message: int) -> list[str]:
    return [key.text for row in desk.server.messages()[message - 1].buttons for key in row]


async def test_votes_of_two_people_are_counted_shown_and_may_be_changed(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        message = await alert(desk)
        first = await press(desk, message, "u", ADMIN)
        await press(desk, message, "u", STRANGER)
        await desk.wait(lambda: "👍 Useful 2" in labels(desk, message))
        again = await press(desk, message, "n", STRANGER, language="zh-hans")
        await desk.wait(lambda: "👎 Noise 1" in labels(desk, message))
        shown = labels(desk, message)

    assert (first, again) == ("Thank you, counted.", "谢谢，已计入。")
    assert shown == ["👍 Useful 1", "👎 Noise 1", "🔕 Mute rule", "🔕 Mute story", "❔ Why?", "🔗 Open"]


async def test_many_presses_make_few_edits(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        message = await alert(desk)
        for person in range(1000, 1030):
            desk.server.press(CHAT.id, message, "u:1", person)
        await desk.popped_up(30)
        await desk.wait(lambda: "👍 Useful 30" in labels(desk, message))
        edits = [call for call in desk.server.calls if call.method.lower() == "editmessagereplymarkup"]

    assert len(edits) < 15


async def test_an_edit_that_comes_too_often_is_made_later(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        message = await alert(desk)
        desk.server.fail_next(Fault.too_many(0), method="editMessageReplyMarkup")
        await press(desk, message, "u")
        await desk.wait(lambda: "👍 Useful 1" in labels(desk, message))


async def test_why_pops_up_and_stays(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        message = await alert(desk)
        text = await press(desk, message, "w")

    assert text == "A rule: A"
    assert desk.server.updates.answered[-1].alert


@pytest.mark.parametrize(
    ("key", "kind", "value"),
    [("r", SilenceKind.RULE, "a-rule"), ("s", SilenceKind.STORY, "feedfeedfeedfeed")],
)
async def test_admins_mute_and_others_are_told_that_they_cannot(
    tmp_path: Path, key: str, kind: SilenceKind, value: str
) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        message = await alert(desk, story="feedfeedfeedfeed")
        refused = await press(desk, message, key, STRANGER)
        before = await desk.desk.silences.in_force(desk.clock())
        muted = await press(desk, message, key, ADMIN)
        (silence,) = await desk.desk.silences.in_force(desk.clock())

    assert refused.startswith("Only the people who run this bot can mute")
    assert before == ()
    assert muted == f"1. {kind} {value} is silenced until 03 Mar 20:00"
    assert (silence.kind, silence.value, silence.made_by) == (kind, value, f"telegram:{ADMIN}")


async def test_an_alert_whose_rules_are_gone_says_so(tmp_path: Path) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        message = await alert(desk, matches=[match(status=RuleStatus.DRAFT)])

        assert await press(desk, message, "w") == "No rule of it is in force any more."
        assert await press(desk, message, "r", ADMIN) == "No rule of it is in force any more."


@pytest.mark.parametrize("data", ["u:99", "nonsense", "u:0"])
async def test_a_button_of_another_store_or_release_is_answered(tmp_path: Path, data: str) -> None:
    async with office(tmp_path) as desk, desk.at_work():
        keys = f'{{"inline_keyboard": [[{{"text": "x", "callback_data": "{data}"}}]]}}'
        message = desk.post(CHAT.id, "An alert", reply_markup=keys)
        desk.server.press(CHAT.id, message, data, STRANGER)
        texts = await desk.popped_up()

    assert texts == ["This alert is not known here any more."]


async def test_with_commands_off_buttons_work_and_texts_are_not_answered(tmp_path: Path) -> None:
    config = BotConfig(admins=frozenset({ADMIN}), commands=False)
    async with office(tmp_path, config=config) as desk, desk.at_work():
        message = await alert(desk)
        desk.server.say(ADMIN, ADMIN, "/status")
        text = await press(desk, message, "u")

    assert text == "Thank you, counted."
    assert [one.person for one in desk.server.messages(ADMIN)] == [ADMIN]
    assert desk.server.updates.commands == []
