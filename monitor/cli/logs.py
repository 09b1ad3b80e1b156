"""Log lines on stderr: readable on a terminal, JSON where nobody sits; no secret in either."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable

import structlog

from monitor.channels import redact
from monitor.model import Secret


def configure(*, level: int, secrets: Iterable[Secret], json: bool) -> None:
    """Send every logger of the process, the libraries' too, through one redacting handler."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if not json else "iso", utc=json),
    ]
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
