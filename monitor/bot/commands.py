"""The commands as data: who may give them, where, and what /help and Telegram's menus say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_WRITTEN = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?=\s|$)(.*)", re.DOTALL)


class Who(StrEnum):
    """Who may give a command."""

    EVERYONE = "everyone"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command as people know it."""

    name: str
    who: Who = Who.EVERYONE
    in_groups: bool = False  # else in private chats only
    acts: bool = False  # does what must not be done twice; else it may be, where the first answer was lost
    usage: str = ""  # what is written behind it
    english: str
    chinese: str

    @property
    def line(self) -> str:
        """How it is written."""
        return f"/{self.name} {self.usage}".rstrip()


COMMANDS = (
    Command(name="start", english="say hello", chinese="开始"),
    Command(name="help", in_groups=True, english="what the bot understands", chinese="命令说明"),
    Command(
        name="latest",
        in_groups=True,
        usage="[TOPIC]",
        english="the latest alerts",
        chinese="最新预警",
    ),
    Command(
        name="search",
        in_groups=True,
        usage="WORDS",
        english='documents with all of the words; "in quotes": in a row',
        chinese="检索文件，须含全部词语；引号内为词组",
    ),
    Command(
        name="why",
        in_groups=True,
        usage="[#ALERT | ID | URL]",
        english="why you were told; or reply with it to an alert",
        chinese="为何推送；也可直接回复某条预警",
    ),
    Command(
        name="topics",
        in_groups=True,
        english="the topics, and which of them you are told",
        chinese="主题列表",
    ),
    Command(
        name="subscribe", acts=True, usage="TOPIC", english="be told of a topic here", chinese="订阅主题"
    ),
    Command(
        name="unsubscribe",
        acts=True,
        usage="[TOPIC]",
        english="be told no more of a topic, or of anything",
        chinese="退订主题或全部",
    ),
    Command(name="status", who=Who.ADMINS, english="how everything stands", chinese="运行状态"),
    Command(
        name="sources",
        who=Who.ADMINS,
        usage="[WORD]",
        english="the sources, those in trouble first",
        chinese="来源状态",
    ),
    Command(name="rules", who=Who.ADMINS, usage="[WORD]", english="the rules in force", chinese="生效的规则"),
    Command(
        name="try",
        who=Who.ADMINS,
        usage="TERM",
        english="what a term would have matched",
        chinese="试用检索词",
    ),
    Command(
        name="mute",
        acts=True,
        who=Who.ADMINS,
        usage="[rule|topic|source|story ID] [24h]",
        english="tell nothing of it for a while; or reply with it to an alert",
        chinese="静音一段时间；也可直接回复某条预警",
    ),
    Command(
        name="unmute",
        acts=True,
        who=Who.ADMINS,
        usage="[NUMBER | rule|topic|source|story ID]",
        english="end a silence; or reply with it to an alert",
        chinese="取消静音",
    ),
    Command(name="silences", who=Who.ADMINS, english="what is silenced, and until when", chinese="静音列表"),
    Command(
        name="digest",
        acts=True,
        who=Who.ADMINS,
        usage="[CHANNEL]",
        english="send the digest now",
        chinese="立即发送摘要",
    ),
    Command(
        name="reload",
        acts=True,
        who=Who.ADMINS,
        english="look at rules and settings now",
        chinese="立即重新载入规则和设置",
    ),
)
BY_NAME = {command.name: command for command in COMMANDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A command as somebody wrote it."""

    name: str
    words: str  # what is written behind it
    to: str | None  # the @name of the bot it is addressed to


def read(text: str) -> Given | None:
    """Return the command that a text is, None where it is none."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    return Given(name=found[1].lower(), words=found[3].strip(), to=found[2])


def known_to(*, is_admin: bool, in_group: bool = False) -> Iterator[Command]:
    """Yield the commands that somebody may give."""
    for command in COMMANDS:
        if in_group:
            if command.in_groups:
                yield command
        elif is_admin or command.who is Who.EVERYONE:
            yield command


def is_chinese(language: str | None) -> bool:
    """Say whether somebody's Telegram speaks Chinese."""
    return (language or "").lower().startswith("zh")


def menu(*, is_admin: bool, chinese: bool) -> tuple[tuple[str, str], ...]:
    """Return what Telegram shows while somebody types: names, and a few words each."""
    return tuple(
        (command.name, command.chinese if chinese else command.english)
        for command in known_to(is_admin=is_admin)
    )
