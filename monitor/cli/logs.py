"""Log lines on stderr: readable on a terminal, JSON where nobody sits; no secret in either."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable

import structlog

from monitor.channels import redact
from monitor.model import Secret

_HEAD = ("timestamp", "level", "logger", "event")


def configure(*, level: int, secrets: Iterable[Secret], json: bool) -> None:
    """Send every logger of the process, the libraries' too, through one redacting handler."""
    # Whoever sits at a terminal knows the day; a file is read months later.
    form = "iso" if json else "%H:%M:%S" if sys.stderr.isatty() else "%Y-%m-%d %H:%M:%S"
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt=form, utc=json),
    ]
    if json:
        shared.append(structlog.stdlib.add_logger_name)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), pad_event_to=0, pad_level=False, sort_keys=False
        )
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _headed,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    redact.install(secrets)
    # APScheduler says every run of its tick, and every one it skips because the last still runs; neither is news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # watchfiles counts the changes; what they mean is logged by us.
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    # It logs the traceback of every answer that is no JSON; the channel says what it means.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)


def _headed(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Put first what each line has."""
    return {key: event[key] for key in _HEAD if key in event} | dict(event)
