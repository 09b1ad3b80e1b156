"""`monitor.yaml` and the environment into one frozen Settings, or every problem at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from monitor.config import (
    bot_forms,
    channel_checks,
    channel_forms,
    crossing,
    decode,
    durations,
    known_secrets,
    retention_forms,
    secret_files,
    source_forms,
    summariser_forms,
    watch_forms,
    yaml_text,
)
from monitor.config.bot_forms import BotEntry
from monitor.config.channel_forms import TELEGRAM_PACE, ChannelEntry
from monitor.config.retention_forms import RetentionEntry
from monitor.config.source_forms import SourceEntry
from monitor.config.summariser_forms import SummariserEntry
from monitor.config.watch_forms import HeartbeatEntry, LogEntry, WebEntry
from monitor.config.yaml_text import Node
from monitor.errors import ConfigError, Problem, of_environment
from monitor.fetch import addresses
from monitor.model import BotConfig, ChannelConfig, ChannelKind, Retention, Secret, Source, SummariserConfig
from monitor.model.watching import HeartbeatConfig, LogConfig

_SQLITE = "sqlite:///"
_KEPT = Retention()
_LOGGED = LogConfig()
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
    bot: BotConfig | None  # for people who write to it; None: it listens to nobody
    summariser: SummariserConfig | None  # None: messages are made without a model
    token: Secret | None
    api_url: str | None  # None: Telegram's own
    retention: Retention = _KEPT
    web: tuple[str, int] | None = None  # host and port of /healthz, /readyz, /metrics; None: not served
    log: LogConfig = _LOGGED
    heartbeat: HeartbeatConfig | None = None  # None: nobody waits for one
    still_here: time | None = None  # when operators are told each day that the program works; None: never


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _FetchEntry:
    allow_private: tuple[Annotated[str, BeforeValidator(_endpoint)], ...] = ()
    contact: Annotated[str | None, BeforeValidator(_contact)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _SettingsEntry:
    store: Annotated[str, BeforeValidator(_store)] = "data/monitor.db"
    rules: Annotated[str, BeforeValidator(source_forms.readable_path)] = "rules"
    sources: tuple[SourceEntry, ...] = ()
    fetch: _FetchEntry = _FetchEntry()
    channels: tuple[ChannelEntry, ...] | None = None
    ops_chat: Annotated[str | int | None, BeforeValidator(channel_forms.readable_chat)] = None
    bot: BotEntry | None = None
    summariser: SummariserEntry | None = None
    retention: RetentionEntry | None = None
    web: WebEntry | None = None
    log: LogEntry | None = None
    heartbeat: HeartbeatEntry | None = None
    still_here: Annotated[time | None, BeforeValidator(watch_forms.readable_hour)] = time(9)


def load(path: Path, environment: Mapping[str, str], *, tells: bool = True) -> Settings:
    """Read the settings; raises ConfigError with every problem found.

    What tells nobody anything, as a look at the sources does, needs no token and no secret.
    """
    node, found = yaml_text.read(_text(path), str(path), environment)
    if node is None:
        raise ConfigError(found)
    whole, more = decode.build(node, str(path), _SettingsEntry)
    # What could not be read is not to be complained of twice.
    told = {(problem.line, problem.column) for problem in found}
    problems = [*found, *(problem for problem in more if (problem.line, problem.column) not in told)]
    unread = {(problem.line, problem.column) for problem in problems}
    entry = whole or _readable(node, str(path))
    listed = (
        dict(enumerate(whole.sources))
        if whole is not None
        else crossing.readable(node, str(path), "sources", SourceEntry)
    )
    problems += crossing.crossed(listed, node, str(path), unread)
    telling: list[Problem] = []
    token, named, unset = _channels(node, str(path), environment)
    telling += unset
    ops_chat = _ops_chat(entry, node, str(path), environment, token, telling)
    bot = _bot(entry, named, node, str(path), environment, telling)
    channels = tuple(named.values())
    if bot is not None and entry.channels is None:
        # The channel of the environment has no keys to ask for them by.
        channels = tuple(replace(one, buttons=one.kind is ChannelKind.TELEGRAM) for one in channels)
    summariser, wrong = summariser_forms.config(entry.summariser, path.parent.absolute())
    telling += [crossing.problem(node, str(path), ("summariser", place), message) for place, message in wrong]
    retention, misfits = retention_forms.retention(entry.retention)
    problems += [crossing.problem(node, str(path), ("retention", key), message) for key, message in misfits]
    api_url = _api_url(environment, telling)
    log, unknown = watch_forms.log(entry.log, environment)
    heartbeat, unusable = watch_forms.heartbeat(entry.heartbeat, node, str(path), environment)
    problems += unknown
    telling += unusable
    if tells:
        problems += telling
    if problems:
        in_order = sorted(problems, key=lambda problem: (problem.line, problem.column))
        raise ConfigError(known_secrets.unsaid(in_order, node))
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
        bot=bot,
        summariser=summariser,
        token=token,
        api_url=api_url,
        retention=retention,
        web=None if entry.web is None else (entry.web.host, entry.web.port),
        log=log,
        heartbeat=heartbeat,
        still_here=entry.still_here,
    )


def _readable(node: Node, path: str) -> _SettingsEntry:
    """Return what the keys say that read by themselves: what is wrong with others hides nothing of them."""
    read = {
        key: one
        for key, one in (node.entries or {}).items()
        if decode.build(replace(node, entries={key: one}), path, _SettingsEntry)[0] is not None
    }
    entry, _ = decode.build(replace(node, entries=read, items=None, value=None), path, _SettingsEntry)
    return entry or _SettingsEntry()


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise _refused(path, "is no file; name the settings with --config FILE")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _refused(path, "is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise _refused(path, f"{error.strerror}; name the settings with --config FILE") from error


def _api_url(environment: Mapping[str, str], problems: list[Problem]) -> str | None:
    api_url = environment.get("TELEGRAM_API_URL", "").strip() or None
    if api_url is not None and not addresses.is_web_address(api_url):
        mend = "write it like http://127.0.0.1:8081"
        problems.append(of_environment(f"TELEGRAM_API_URL: {api_url!r} is no web address; {mend}"))
    return api_url


def find_store(path: Path, environment: Mapping[str, str]) -> Path | None:
    """Return where the store is although something else in the settings is wrong; None where nothing says so.

    A running program goes on with what it read before, and its state is wanted then above all.
    """
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
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


def find_rules(path: Path, environment: Mapping[str, str]) -> Path | None:
    """Return where the rules are although something else in the settings is wrong; None where nobody can say."""
    node = None
    with suppress(OSError):
        if path.is_file():  # a pipe would be waited for
            text = path.read_text(encoding="utf-8", errors="replace")
            node, _ = yaml_text.read(text, str(path), environment)
    named = node.child("rules") if node is not None else None
    if named is not None and isinstance(named.value, str) and "\0" not in named.value:
        return path.parent / named.value
    usual = path.parent / "rules"
    return usual if usual.is_dir() else None


def _refused(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(path=str(path), message=message),))


def _channels(
    node: Node, path: str, environment: Mapping[str, str]
) -> tuple[Secret | None, dict[int, ChannelConfig], list[Problem]]:
    """Return the channels by their place: those named, else one Telegram channel of the environment, else the console."""
    problems: list[Problem] = []
    token = _token(environment, problems)
    is_told = bool(problems)  # what is wrong with the token
    listed = node.child("channels")
    if listed is None or (listed.items is None and listed.value is None):
        return token, _default_channels(token, environment, problems), problems
    channels = {}
    base = Path(path).parent.absolute()
    sources = _ids(node.child("sources"))
    for number, channel in crossing.readable(node, path, "channels", ChannelEntry).items():
        place = ("channels", number)
        of_it = node.at(place)
        secrets, unusable = channel_checks.secrets(channel, base)
        for way, message in (*channel_checks.check(channel, of_it, sources), *unusable):
            problems.append(crossing.problem(node, path, (*place, *way), message))
        if channel.kind is ChannelKind.TELEGRAM and token is None and not is_told:
            problems.append(
                crossing.problem(node, path, place, "set TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE)")
            )
        is_paced = "pace" in (of_it.entries or ())
        channels[number] = channel_forms.channel(channel, base, secrets, is_paced=is_paced)
    for number, message in channel_checks.shared_files(channels):
        problems.append(crossing.problem(node, path, ("channels", number, "path"), message))
    return token, channels, problems


def _ids(listed: Node | None) -> set[str]:
    """Return the ids that a list names, whatever else is wrong with its entries."""
    named = (one.child("id") for one in ((listed.items or ()) if listed is not None else ()))
    return {id_.value for id_ in named if id_ is not None and isinstance(id_.value, str)}


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
            channel_forms.readable_chat(chat)
        except ValueError as error:
            problems.append(of_environment(f"TELEGRAM_OPS_CHAT: {error}"))
    # A token that cannot be used is told already.
    if chat and token is None and not secret_files.is_set(environment):
        told = "the operators' chat needs a bot: set TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE)"
        problems.append(crossing.problem(node, path, ("ops_chat",), told))
    return chat or None


def _bot(
    entry: _SettingsEntry,
    channels: Mapping[int, ChannelConfig],
    node: Node,
    path: str,
    environment: Mapping[str, str],
    problems: list[Problem],
) -> BotConfig | None:
    """Return what the bot is to do for people who write to it."""
    try:
        bot = bot_forms.config(entry.bot, environment)
    except ValueError as error:
        problems.append(of_environment(f"{bot_forms.VARIABLE}: {error}"))
        return None
    if bot is not None and not secret_files.is_set(environment):
        told = "the bot needs a token: set TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE)"
        problems.append(crossing.problem(node, path, ("bot",), told))
    for number, channel in channels.items():
        if bot is None and channel.buttons:
            told = "nobody hears its buttons: add `bot: {}` to the settings, or remove them"
            problems.append(crossing.problem(node, path, ("channels", number, "buttons"), told))
    return bot


def _default_channels(
    token: Secret | None, environment: Mapping[str, str], problems: list[Problem]
) -> dict[int, ChannelConfig]:
    chat = environment.get("TELEGRAM_CHANNEL", "").strip()
    if token is None and not chat:
        return {0: ChannelConfig(id="console", kind=ChannelKind.CONSOLE)}
    if token is None and not problems:  # else its file could not be read, which is told already
        problems.append(of_environment("TELEGRAM_CHANNEL is set, but TELEGRAM_BOT_TOKEN is not; set both"))
    if not chat:
        token_name = secret_files.set_variable(environment)
        problems.append(of_environment(f"{token_name} is set, but TELEGRAM_CHANNEL is not; set both"))
    else:
        try:
            channel_forms.readable_chat(chat)
        except ValueError as error:
            problems.append(of_environment(f"TELEGRAM_CHANNEL: {error}"))
    try:
        pace = durations.pace(environment.get("TELEGRAM_PACE") or TELEGRAM_PACE)
    except ValueError as error:
        problems.append(of_environment(f"TELEGRAM_PACE: {error}"))
        pace = None
    return {0: ChannelConfig(id="telegram", kind=ChannelKind.TELEGRAM, chat=chat, pace=pace)}


def _token(environment: Mapping[str, str], problems: list[Problem]) -> Secret | None:
    try:
        token = secret_files.bot_token(environment)
    except ValueError as error:
        problems.append(of_environment(str(error)))
        return None
    return None if token is None else Secret(token)
