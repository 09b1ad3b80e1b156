"""`monitor.yaml` and the environment into one frozen Settings, or every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from monitor.config import decode, durations, source_checks, source_forms, yaml_text
from monitor.config.source_forms import Id, SourceEntry
from monitor.config.yaml_text import Node
from monitor.errors import ConfigError, Problem
from monitor.fetch import addresses
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    Pace,
    Secret,
    Source,
)

_TELEGRAM_PACE = "20/min"  # Telegram's advice for one channel or group (core.telegram.org/bots/faq)
_DEFAULT_PACE = durations.pace(_TELEGRAM_PACE)
_SQLITE = "sqlite:///"
_CHAT = re.compile(r"-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,}")
_STORE_LINE = re.compile(r"^store[ \t]*:.*$", re.MULTILINE)
DEFAULT_CONTACT = "the operator has named no contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator decides."""

    path: Path
    store: Path
    rules: Path
    seeds: tuple[
        Path, ...
    ]  # folders of the demo sources: `monitor check` holds the program to their expectations
    sources: tuple[Source, ...]
    contact: str  # what our requests name as the way to reach the operator
    allow_private: frozenset[str]  # host or host:port
    channels: tuple[ChannelConfig, ...]
    ops_chat: str | None  # where operators are told what they must know; None: in the log alone
    token: Secret | None
    api_url: str | None  # None: Telegram's own


def _pace(value: Any) -> Any:
    # YAML reads a bare off as false.
    if value is False:
        return None
    return durations.pace(value) if isinstance(value, str) else value


def _store(value: Any) -> Any:
    if isinstance(value, str) and "://" in value and not value.startswith(_SQLITE):
        raise ValueError(
            f"{value.split('://')[0]}:// is not known: this version keeps its store in SQLite; write a path, as in data/monitor.db"
        )
    return source_forms.readable_path(value)


def _contact(value: Any) -> Any:
    if isinstance(value, str) and not (value.isascii() and value.isprintable()):
        raise ValueError(f"{value!r} cannot stand in a request; write an e-mail or web address in ASCII")
    return value


def _endpoint(value: Any) -> Any:
    if isinstance(value, str):
        addresses.endpoint(value)
    return value


def _chat(value: Any) -> Any:
    if isinstance(value, bool) or (isinstance(value, str | int) and not _CHAT.fullmatch(str(value))):
        raise ValueError(f"{value!r} is no chat; write its numeric id, such as 123456789, or its @name")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class _FetchEntry:
    allow_private: tuple[Annotated[str, BeforeValidator(_endpoint)], ...] = ()
    contact: Annotated[str | None, BeforeValidator(_contact)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChannelEntry:
    id: Id
    kind: ChannelKind
    chat: str | int | None = None
    pace: Annotated[Pace | None, BeforeValidator(_pace)] = _DEFAULT_PACE


@dataclass(frozen=True, slots=True, kw_only=True)
class _SettingsEntry:
    store: Annotated[str, BeforeValidator(_store)] = "data/monitor.db"
    rules: Annotated[str, BeforeValidator(source_forms.readable_path)] = "rules"
    sources: tuple[SourceEntry, ...] = ()
    fetch: _FetchEntry = _FetchEntry()
    channels: tuple[_ChannelEntry, ...] | None = None
    ops_chat: Annotated[str | int | None, BeforeValidator(_chat)] = None


def load(path: Path, environment: Mapping[str, str]) -> Settings:
    """Read the settings; raises ConfigError with every problem found."""
    try:
        if path.exists() and not path.is_file():
            raise _refused(path, "is no file; name the settings with --config FILE")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _refused(path, "is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise _refused(path, f"{error.strerror}; name the settings with --config FILE") from error
    node, found = yaml_text.read(text, str(path), environment)
    problems = list(found)
    entry = None
    if node is not None:
        entry, more = decode.build(node, str(path), _SettingsEntry)
        # What could not be read is not to be complained of twice.
        told = {(problem.line, problem.column) for problem in problems}
        problems += [problem for problem in more if (problem.line, problem.column) not in told]
    if entry is None or node is None:
        raise ConfigError(tuple(problems))
    problems += _crossed(entry, node, str(path))
    token, channels, unset = _channels(entry, node, str(path), environment)
    problems += unset
    ops_chat = _ops_chat(entry, node, str(path), environment, token, problems)
    api_url = environment.get("TELEGRAM_API_URL", "").strip() or None
    if api_url is not None and not addresses.is_web_address(api_url):
        mend = "write it like http://127.0.0.1:8081"
        problems.append(
            Problem(path=str(path), message=f"TELEGRAM_API_URL: {api_url!r} is no web address; {mend}")
        )
    if problems:
        raise ConfigError(tuple(problems))
    base = path.parent.absolute()
    sources = tuple(source_forms.source(source, base) for source in entry.sources)
    return Settings(
        path=path,
        store=base / entry.store.removeprefix(_SQLITE),
        rules=path.parent / entry.rules,  # in the operator's words, for messages
        seeds=tuple(path.parent / source.path for source in entry.sources if source.demo and source.path),
        sources=sources,
        contact=entry.fetch.contact or DEFAULT_CONTACT,
        allow_private=frozenset(entry.fetch.allow_private),
        channels=channels,
        ops_chat=ops_chat,
        token=token,
        api_url=api_url,
    )


def find_store(path: Path, environment: Mapping[str, str]) -> Path | None:
    """Return where the store is although something else in the settings is wrong; None where nothing says so.

    A running program goes on with what it read before, and its state is wanted then above all.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    line = _STORE_LINE.search(text)
    # The shipped file takes it from this variable; an image sets it.
    said = line[0] if line else "store: ${MONITOR_STORE:-data/monitor.db}"
    node, problems = yaml_text.read(said, str(path), environment)
    if node is None or problems:
        return None
    entry, problems = decode.build(node, str(path), _SettingsEntry)
    return None if entry is None else path.parent.absolute() / entry.store.removeprefix(_SQLITE)


def _refused(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(path=str(path), message=message),))


def _crossed(entry: _SettingsEntry, node: Node, path: str) -> Iterator[Problem]:
    """Yield what is wrong between keys: ids given twice, and the key that a kind of source needs."""
    yield from _repeated("sources", [source.id for source in entry.sources], node, path)
    yield from _repeated("channels", [channel.id for channel in entry.channels or ()], node, path)
    for number, source in enumerate(entry.sources):
        for place, message in source_checks.check(source):
            yield _problem(node, path, ("sources", number, *place), message)


def _repeated(name: str, ids: list[str], node: Node, path: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, one in enumerate(ids):
        if one in seen:
            line, _ = node.place_of((name, seen[one], "id"))
            yield _problem(
                node, path, (name, number, "id"), f"id {one!r} stands in line {line} too; rename one"
            )
        seen.setdefault(one, number)


def _channels(
    entry: _SettingsEntry, node: Node, path: str, environment: Mapping[str, str]
) -> tuple[Secret | None, tuple[ChannelConfig, ...], list[Problem]]:
    """Return the channels: those named, else one Telegram channel of the environment, else the console."""
    problems: list[Problem] = []
    token = _token(environment, path, problems)
    if entry.channels is None:
        return token, _default_channels(token, environment, path, problems), problems
    channels = []
    for number, channel in enumerate(entry.channels):
        place = ("channels", number)
        if channel.kind is ChannelKind.TELEGRAM:
            if channel.chat is None:
                problems.append(
                    _problem(node, path, place, "a telegram channel needs chat: a numeric id or @name")
                )
            if token is None:
                problems.append(
                    _problem(node, path, place, "set TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE)")
                )
        elif channel.chat is not None:
            problems.append(_problem(node, path, (*place, "chat"), "a console has no chat; remove it"))
        chat = None if channel.chat is None else str(channel.chat)
        pace = channel.pace if channel.kind is ChannelKind.TELEGRAM else None
        channels.append(ChannelConfig(id=channel.id, kind=channel.kind, chat=chat, pace=pace))
    return token, tuple(channels), problems


def _ops_chat(
    entry: _SettingsEntry,
    node: Node,
    path: str,
    environment: Mapping[str, str],
    token: Secret | None,
    problems: list[Problem],
) -> str | None:
    """Return the operators' chat: the one named, else that of the environment."""
    chat = environment.get("TELEGRAM_OPS_CHAT", "").strip() if entry.ops_chat is None else str(entry.ops_chat)
    if entry.ops_chat is None and chat:
        try:
            _chat(chat)
        except ValueError as error:
            problems.append(Problem(path=path, message=f"TELEGRAM_OPS_CHAT: {error}"))
    # A token's file that cannot be read is told already.
    if chat and token is None and not environment.get("TELEGRAM_BOT_TOKEN_FILE", "").strip():
        told = "the operators' chat needs a bot: set TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE)"
        problems.append(_problem(node, path, ("ops_chat",), told))
    return chat or None


def _default_channels(
    token: Secret | None, environment: Mapping[str, str], path: str, problems: list[Problem]
) -> tuple[ChannelConfig, ...]:
    chat = environment.get("TELEGRAM_CHANNEL", "").strip()
    if token is None and not chat:
        return (ChannelConfig(id="console", kind=ChannelKind.CONSOLE),)
    if token is None and not problems:  # else its file could not be read, which is told already
        problems.append(
            Problem(path=path, message="TELEGRAM_CHANNEL is set, but TELEGRAM_BOT_TOKEN is not; set both")
        )
    if not chat:
        problems.append(
            Problem(path=path, message="TELEGRAM_BOT_TOKEN is set, but TELEGRAM_CHANNEL is not; set both")
        )
    try:
        pace = durations.pace(environment.get("TELEGRAM_PACE") or _TELEGRAM_PACE)
    except ValueError as error:
        problems.append(Problem(path=path, message=f"TELEGRAM_PACE: {error}"))
        pace = None
    return (ChannelConfig(id="telegram", kind=ChannelKind.TELEGRAM, chat=chat, pace=pace),)


def _token(environment: Mapping[str, str], path: str, problems: list[Problem]) -> Secret | None:
    token = environment.get("TELEGRAM_BOT_TOKEN", "").strip()
    file = environment.get("TELEGRAM_BOT_TOKEN_FILE", "").strip()
    if not token and file:
        try:
            token = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
            problems.append(
                Problem(path=path, message=f"TELEGRAM_BOT_TOKEN_FILE: {file}: {reason}; name a readable file")
            )
    return Secret(token) if token else None


def _problem(node: Node, path: str, place: tuple[str | int, ...], message: str) -> Problem:
    line, column = node.place_of(place)
    return Problem(path=path, line=line, column=column, message=message)
