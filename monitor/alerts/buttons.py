"""What readers may press beneath an alert: the rows of buttons, and what a press says when it comes back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from monitor.model import Button

MAX_DATA = 64  # bytes of a button's data (core.telegram.org/bots/api#inlinekeyboardbutton)

_MAX_URL = 2048
_MAX_COUNT = 999  # more is not counted on a button
# Telegram refuses the whole message for one address it does not like, such as http://localhost.
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+", re.IGNORECASE)
_SPACE = re.compile(r"[\s\x00-\x20\x7f]")
_PRESSED = re.compile(r"([unrsw]):([1-9][0-9]{0,18})")


class Press(StrEnum):
    """What a button does, as its data begins."""

    USEFUL = "u"
    NOISE = "n"
    MUTE_RULE = "r"
    MUTE_STORY = "s"
    WHY = "w"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button beneath the message of an alert was pressed."""

    press: Press
    alert_id: int


@dataclass(frozen=True, slots=True)
class _Words:
    useful: str
    noise: str
    rule: str
    story: str
    why: str
    open: str


_ENGLISH = _Words("Useful", "Noise", "Mute rule", "Mute story", "Why?", "Open")
_CHINESE = _Words("有用", "无关", "静音此规则", "静音此事件", "为何推送", "打开原文")


def rows(
    alert_id: int, *, url: str | None, useful: int, noise: int, language: str | None
) -> tuple[tuple[Button, ...], ...]:
    """Return the rows of buttons of an alert, with its votes; without an address that opens, nothing opens it."""
    words = _CHINESE if language == "zh" else _ENGLISH

    def button(press: Press, text: str) -> Button:
        return Button(text=text, data=f"{press.value}:{alert_id}")

    last: tuple[Button, ...] = (button(Press.WHY, f"❔ {words.why}"),)
    if url is not None and _opens(url):
        last = (*last, Button(text=f"🔗 {words.open}", url=url))
    return (
        (
            button(Press.USEFUL, f"👍 {words.useful}{_count(useful)}"),
            button(Press.NOISE, f"👎 {words.noise}{_count(noise)}"),
        ),
        (
            button(Press.MUTE_RULE, f"🔕 {words.rule}"),
            button(Press.MUTE_STORY, f"🔕 {words.story}"),
        ),
        last,
    )


def read(data: str) -> Pressed | None:
    """Return what a button's data says, None where no button of ours says it."""
    found = _PRESSED.fullmatch(data)
    return Pressed(press=Press(found[1]), alert_id=int(found[2])) if found else None


def _count(votes: int) -> str:
    if votes <= 0:
        return ""
    return f" {votes}" if votes <= _MAX_COUNT else f" {_MAX_COUNT}+"


def _opens(url: str) -> bool:
    """Say whether Telegram takes the address for a button's."""
    if len(url) > _MAX_URL or _SPACE.search(url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and host is not None and _HOST.fullmatch(host) is not None
