"""How the program says that it works: to a log, to a service that waits for its sign, to its operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from monitor.model.sources import Secret


class LogFormat(StrEnum):
    """How a line of the log is written."""

    JSON = "json"
    TEXT = "text"


class LogLevel(StrEnum):
    """From where on lines are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogConfig:
    """What is logged, and how."""

    format: LogFormat | None = None  # None: text on a terminal, JSON elsewhere
    level: LogLevel = LogLevel.INFO


class Method(StrEnum):
    """How a heartbeat is brought."""

    POST = "post"
    GET = "get"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatConfig:
    """Who waits for a sign of life, and how often."""

    url: Secret  # whoever knows it can pretend to be us
    every: timedelta = timedelta(minutes=5)
    method: Method = Method.POST
