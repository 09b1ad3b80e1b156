"""What of the settings nobody may be shown: everything that is secret in them, and what a variable filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.channels.url_secrets import secrets_of
from monitor.config.yaml_text import Node
from monitor.errors import Problem
from monitor.model import Secret

if TYPE_CHECKING:
    from monitor.config.settings import Settings

_SHORTEST = 4  # letters; to take out every "en" would make a message unreadable and protect nothing


def of(settings: Settings) -> tuple[Secret, ...]:
    """Return every secret of the settings: token, keys, and whatever is a key in an address."""
    return tuple(_each(settings))


def _each(settings: Settings) -> Iterator[Secret]:
    if settings.token is not None:
        yield settings.token
    for channel in settings.channels:
        if channel.url is not None:
            yield from secrets_of(channel.url)
        if channel.secret is not None:
            yield channel.secret
    if settings.summariser is not None and settings.summariser.key is not None:
        yield settings.summariser.key
    if settings.heartbeat is not None:
        yield from secrets_of(settings.heartbeat.url)


def unsaid(problems: Iterable[Problem], node: Node | None) -> tuple[Problem, ...]:
    """Return problems that name the variable where they would show what it holds: it may be any secret."""
    filled = {scalar.value: scalar.said for scalar in (node.scalars() if node else ()) if scalar.is_filled}
    spellings = {
        spelling: said
        for value, said in filled.items()
        if isinstance(value, str) and said is not None and len(value) >= _SHORTEST
        for spelling in (value, repr(value)[1:-1])
    }
    return tuple(replace(problem, message=_without(problem.message, spellings)) for problem in problems)


def _without(message: str, spellings: dict[str, str]) -> str:
    for spelling in sorted(spellings, key=len, reverse=True):
        message = message.replace(spelling, spellings[spelling])
    return message
