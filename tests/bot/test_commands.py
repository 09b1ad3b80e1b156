"""The commands as data."""

import re

import pytest

from monitor.bot import commands
from monitor.bot.answering import HANDLERS
from monitor.bot.commands import COMMANDS, Given, Who


def test_every_command_is_done_by_somebody_and_the_other_way() -> None:
    assert set(HANDLERS) == {command.name for command in COMMANDS} == set(commands.BY_NAME)
    assert len(COMMANDS) == len(commands.BY_NAME)


def test_telegram_takes_the_menus() -> None:
    # core.telegram.org/bots/api#botcommand
    for chinese in (True, False):
        for name, said in commands.menu(is_admin=True, chinese=chinese):
            assert re.fullmatch("[a-z0-9_]{1,32}", name)
            assert 1 <= len(said) <= 256
    assert len(COMMANDS) <= 100


def test_what_is_said_of_a_command_is_said_in_both_languages() -> None:
    for command in COMMANDS:
        assert command.english.isascii()
        assert not command.chinese.isascii()


def test_everybody_knows_the_commands_for_everyone_and_groups_fewer() -> None:
    everyone = {command.name for command in commands.known_to(is_admin=False)}
    in_group = {command.name for command in commands.known_to(is_admin=True, in_group=True)}

    assert everyone == {"start", "help", "latest", "search", "why", "topics", "subscribe", "unsubscribe"}
    assert in_group == {"help", "latest", "search", "why", "topics"}
    assert {name for name, _ in commands.menu(is_admin=True, chinese=False)} == set(HANDLERS)
    assert not any(command.in_groups for command in COMMANDS if command.who is Who.ADMINS)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("/latest", Given(name="latest", words="", to=None)),
        ("  /Search  稀土 出口 ", Given(name="search", words="稀土 出口", to=None)),
        ("/search\n稀土", Given(name="search", words="稀土", to=None)),
        ("/why@a_bot #12", Given(name="why", words="#12", to="a_bot")),
        ("latest", None),
        ("/", None),
        ("/搜索 稀土", None),
        ("see /latest", None),
        ("/a/b", None),
    ],
)
def test_a_text_is_a_command(text: str, given: Given | None) -> None:
    assert commands.read(text) == given
