"""The `bot:` of `monitor.yaml`, and what the environment says in its place, into a BotConfig."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator

from monitor.config import channel_forms
from monitor.model import BotConfig

VARIABLE = "TELEGRAM_ADMINS"

_MOST_SUBSCRIBERS = 1000  # each is a channel with a sender of its own
_PARTED = re.compile(r"[\s,;]+")
_ADMIN = re.compile(r"[1-9][0-9]{0,15}")


def _admin(value: Any) -> Any:
    if isinstance(value, bool) or not _ADMIN.fullmatch(str(value).strip()):
        raise ValueError(
            f"{value!r} is no id of a person; write the number that the bot answers to /start in a private chat"
        )
    return int(str(value))


def _subscribers(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= _MOST_SUBSCRIBERS:
        raise ValueError(f"{value} is out of range; write 0 (nobody) to {_MOST_SUBSCRIBERS}")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class BotEntry:
    """What the bot does for people who write to it."""

    admins: tuple[Annotated[int, BeforeValidator(_admin)], ...] = ()
    commands: bool = True
    subscribers: Annotated[int, BeforeValidator(_subscribers)] = BotConfig().subscribers
    language: Annotated[str | None, BeforeValidator(channel_forms.readers_language)] = None


def config(entry: BotEntry | None, environment: Mapping[str, str]) -> BotConfig | None:
    """Return what the bot is to do, None where neither the file nor the environment names one.

    Raises ValueError where the environment's admins are none.
    """
    named = environment.get(VARIABLE, "").strip()
    if entry is None and not named:
        return None
    made = entry or BotEntry()
    # Admins of the file go before those of the environment, as everything of the file does.
    said = made.admins or tuple(_admin(one) for one in _PARTED.split(named) if one)
    return BotConfig(
        admins=frozenset(said),
        commands=made.commands,
        subscribers=made.subscribers,
        language=made.language,
    )
