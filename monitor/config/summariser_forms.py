"""The `summariser:` of `monitor.yaml` into a SummariserConfig."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from monitor.config import durations, secret_files
from monitor.fetch import addresses
from monitor.model import Secret, SummariserConfig

_LONGEST = timedelta(minutes=2)  # an alert waits for it
_MAX_NAME = 100


def _url(value: Any) -> Any:
    if isinstance(value, str) and not addresses.is_web_address(value.strip()):
        raise ValueError(f"{value!r} is no web address; write it like http://127.0.0.1:11434/v1")
    return value.strip() if isinstance(value, str) else value


def _model(value: Any) -> Any:
    if isinstance(value, str) and not (0 < len(value.strip()) <= _MAX_NAME and value.isprintable()):
        raise ValueError(f"{value[:_MAX_NAME]!r} is no model's name; write it as its server calls it")
    return value.strip() if isinstance(value, str) else value


def _timeout(value: Any) -> Any:
    read = durations.duration(value) if isinstance(value, str) else value
    if isinstance(read, timedelta) and not timedelta(seconds=1) <= read <= _LONGEST:
        raise ValueError(f"{value!r} is out of range; write 1s to 2m: an alert waits for it")
    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class SummariserEntry:
    """A language model that may write the lines of a message."""

    url: Annotated[str, BeforeValidator(_url)]
    model: Annotated[str, BeforeValidator(_model)]
    key: str | None = None
    key_file: str | None = None
    timeout: Annotated[timedelta, BeforeValidator(_timeout)] = timedelta(seconds=10)


def config(
    entry: SummariserEntry | None, base: Path
) -> tuple[SummariserConfig | None, tuple[tuple[str, str], ...]]:
    """Return the summariser, None where none is wanted, and what is wrong: key and message."""
    if entry is None:
        return None, ()
    problems: list[tuple[str, str]] = []
    key = "".join(_key(entry, base, problems)) or None
    if key is not None and not (key.isascii() and key.isprintable()):
        place = "key" if entry.key is not None else "key_file"
        problems.append((place, "the key cannot stand in a request; write it in printable ASCII"))
    made = SummariserConfig(
        url=entry.url, model=entry.model, key=Secret(key) if key else None, timeout=entry.timeout
    )
    return made, tuple(problems)


def _key(entry: SummariserEntry, base: Path, problems: list[tuple[str, str]]) -> Iterator[str]:
    if entry.key is not None and entry.key_file is not None:
        problems.append(("key_file", "key stands beside it; keep one of them"))
    if entry.key is not None:
        yield entry.key.strip()
    elif entry.key_file is not None:
        try:
            yield secret_files.read(base / entry.key_file, entry.key_file)
        except ValueError as error:
            problems.append(("key_file", str(error)))
