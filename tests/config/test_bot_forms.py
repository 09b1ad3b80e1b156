"""The bot's settings."""

from pathlib import Path

import pytest

from monitor.model import BotConfig
from tests.config.test_settings import TELEGRAM, load, problems

TOKEN = {"TELEGRAM_BOT_TOKEN": "12345:sesame"}
CONSOLE = "channels: [{id: console, kind: console}]\n"


@pytest.mark.parametrize(
    ("text", "environment", "bot"),
    [
        pytest.param("", {}, None, id="without one nobody is heard"),
        pytest.param("bot: {}", {}, BotConfig(), id="with nothing said"),
        pytest.param("bot:", {}, None, id="an empty key is none"),
        pytest.param(
            "bot: {admins: [77, '78'], commands: false, subscribers: 0, language: en}",
            {},
            BotConfig(admins=frozenset({77, 78}), commands=False, subscribers=0, language="en"),
            id="with everything said",
        ),
        pytest.param(
            "",
            {"TELEGRAM_ADMINS": " 77, 78;79 "},
            BotConfig(admins=frozenset({77, 78, 79})),
            id="of the environment",
        ),
        pytest.param(
            "bot: {admins: [1]}",
            {"TELEGRAM_ADMINS": "2"},
            BotConfig(admins=frozenset({1})),
            id="of both, the file's",
        ),
        pytest.param(
            "bot: {commands: false}",
            {"TELEGRAM_ADMINS": "2"},
            BotConfig(admins=frozenset({2}), commands=False),
            id="each says what the other does not",
        ),
    ],
)
def test_what_the_bot_does(
    tmp_path: Path, text: str, environment: dict[str, str], bot: BotConfig | None
) -> None:
    assert load(tmp_path, CONSOLE + text, {**TOKEN, **environment}).bot == bot


@pytest.mark.parametrize(
    ("text", "environment", "told"),
    [
        (
            "bot: {admins: ['@ann']}",
            TOKEN,
            "2:16: `admins[1]`: '@ann' is no id of a person; write the number",
        ),
        ("bot: {admins: [-5]}", TOKEN, "-5 is no id of a person"),
        ("bot: {admins: [true]}", TOKEN, "True is no id of a person"),
        ("bot: {subscribers: 5000}", TOKEN, "5000 is out of range; write 0 (nobody) to 1000"),
        ("bot: {language: fr}", TOKEN, "'fr' is no language that alerts are written in"),
        ("bot: {admin: [5]}", TOKEN, "admin"),
        ("bot: {}", {}, "monitor.yaml:2:1: the bot needs a token: set TELEGRAM_BOT_TOKEN"),
        ("", {**TOKEN, "TELEGRAM_ADMINS": "@ann"}, "TELEGRAM_ADMINS: '@ann' is no id of a person"),
    ],
)
def test_what_is_wrong_is_told_with_its_mend(
    tmp_path: Path, text: str, environment: dict[str, str], told: str
) -> None:
    (problem,) = problems(tmp_path, CONSOLE + text, environment)

    assert told in problem


def test_buttons_that_nobody_hears_are_refused(tmp_path: Path) -> None:
    channel = "channels: [{id: a, kind: telegram, chat: -1005, buttons: true}]\n"

    assert problems(tmp_path, channel, TOKEN) == [
        "monitor.yaml:1:49: nobody hears its buttons: add `bot: {}` to the settings, or remove them"
    ]
    assert load(tmp_path, channel + "bot: {}", TOKEN).channels[0].buttons


def test_the_channel_of_the_environment_has_buttons_where_there_is_a_bot(tmp_path: Path) -> None:
    (without,) = load(tmp_path, "store: a.db", TELEGRAM).channels
    (with_bot,) = load(tmp_path, "bot: {}", TELEGRAM).channels

    assert (without.buttons, with_bot.buttons) == (False, True)
