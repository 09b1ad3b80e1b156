"""The `web:`, `log:`, `heartbeat:` and `still_here:` of `monitor.yaml`, and what the environment says in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator

from monitor.config import durations, secret_files
from monitor.config.source_forms import readable_path
from monitor.config.yaml_text import Node
from monitor.errors import Problem, of_environment
from monitor.fetch import addresses
from monitor.model import Secret
from monitor.model.watching import HeartbeatConfig, LogConfig, LogFormat, LogLevel, Method

URL_VARIABLE = "MONITOR_HEARTBEAT_URL"

_RANGE = (timedelta(seconds=10), timedelta(days=1))
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")

Choice = TypeVar("Choice", bound=StrEnum)


def _every(value: Any) -> Any:
    read = durations.duration(value) if isinstance(value, str) else value
    if isinstance(read, timedelta) and not _RANGE[0] <= read <= _RANGE[1]:
        raise ValueError(f"{value!r} is out of range; write 10s to 1d")
    return read


def readable_hour(value: Any) -> Any:
    """Read an hour of the day, or that there is none; raises ValueError with the mend."""
    if value is False or value == "off":  # YAML reads a bare off as false
        return None
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{value!r} is no hour of the day; write it in quotes, as "09:00", or off')
    return time(int(found[1]), int(found[2]))


def _port(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and not 0 < value < 65536:
        raise ValueError(f"{value} is no port; write one from 1 to 65535, as 9464")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class WebEntry:
    """Where machines that watch the program find its pages."""

    port: Annotated[int, BeforeValidator(_port)]
    host: str = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """What is logged, and how."""

    format: LogFormat | None = None
    level: LogLevel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatEntry:
    """Who waits for a sign of life."""

    url: str | None = None
    url_file: Annotated[str | None, BeforeValidator(readable_path)] = None
    every: Annotated[timedelta, BeforeValidator(_every)] = timedelta(minutes=5)
    method: Method = Method.POST


def log(entry: LogEntry | None, environment: Mapping[str, str]) -> tuple[LogConfig, tuple[Problem, ...]]:
    """Return what is logged: the file's word before the environment's."""
    problems: list[Problem] = []
    format_ = _of_environment("MONITOR_LOG", LogFormat, environment, problems)
    level = _of_environment("MONITOR_LOG_LEVEL", LogLevel, environment, problems)
    said = entry or LogEntry()
    made = LogConfig(format=said.format or format_, level=said.level or level or LogLevel.INFO)
    return made, tuple(problems)


def heartbeat(
    entry: HeartbeatEntry | None, node: Node, path: str, environment: Mapping[str, str]
) -> tuple[HeartbeatConfig | None, tuple[Problem, ...]]:
    """Return who waits for a sign of life, None where nobody does; no message shows the address."""
    try:
        named = secret_files.of_variable(environment, URL_VARIABLE)
    except ValueError as error:
        return None, (of_environment(str(error)),)
    if entry is None and named is None:
        return None, ()
    made = entry or HeartbeatEntry()
    is_named = made.url is None and made.url_file is None
    line, column = node.place_of(("heartbeat", "url" if made.url_file is None else "url_file"))
    try:
        url = _sound((named or "") if is_named else _url(made, Path(path).parent.absolute()))
    except ValueError as error:
        if is_named and named:
            return None, (of_environment(f"{URL_VARIABLE}: {error}"),)
        return None, (Problem(path=path, line=line, column=column, message=str(error)),)
    return HeartbeatConfig(url=Secret(url), every=made.every, method=made.method), ()


def _sound(url: str) -> str:
    if not url:
        raise ValueError(f"a heartbeat needs an address: set url, url_file, or {URL_VARIABLE}")
    if not addresses.is_web_address(url):
        raise ValueError("it is no web address; it begins with https://")
    return url


def _url(entry: HeartbeatEntry, base: Path) -> str:
    """Return the address of the file; raises ValueError with the mend."""
    if entry.url is not None and entry.url_file is not None:
        raise ValueError("url and url_file say the same thing twice; remove one")
    if entry.url_file is None:
        return (entry.url or "").strip()
    return secret_files.read(base / entry.url_file, entry.url_file)


def _of_environment(
    name: str, choices: type[Choice], environment: Mapping[str, str], problems: list[Problem]
) -> Choice | None:
    said = environment.get(name, "").strip()
    try:
        return choices(said) if said else None
    except ValueError:
        known = ", ".join(choices)
        problems.append(of_environment(f"{name}: {said!r} is not known; write one of {known}"))
        return None
