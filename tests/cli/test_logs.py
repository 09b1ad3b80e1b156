"""Lines of the log: JSON where a machine reads them, words where a person does, and no secret in either."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from monitor.cli import logs
from monitor.model import Secret

logger = structlog.get_logger("monitor.test")


def test_a_machine_reads_an_object_a_line_with_the_same_keys_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(level=logging.INFO, secrets=(Secret("hunter22"),), json=True)

    logger.info("source polled", source="工信部", url_key="hunter22")
    logger.debug("nobody reads this")
    logging.getLogger("asyncio").warning("slow: %s", "hunter22")
    try:
        int("hunter22")
    except ValueError:
        logger.exception("ended on a defect")

    first, second, third = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert list(first)[:4] == ["timestamp", "level", "logger", "event"]
    assert first["timestamp"].endswith("Z")
    assert (first["level"], first["logger"], first["event"]) == ("info", "monitor.test", "source polled")
    assert (first["source"], first["url_key"]) == ("工信部", "***")
    assert (second["logger"], second["event"]) == ("asyncio", "slow: ***")
    assert third["exception"].endswith("ValueError: invalid literal for int() with base 10: '***'")


def test_a_person_reads_words_and_in_a_file_the_day_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(level=logging.DEBUG, secrets=(), json=False)

    logger.debug("source polled", source="miit", entries=20)

    (line,) = capsys.readouterr().err.splitlines()
    assert line[4] == line[7] == "-"
    assert line[20:] == "[debug] source polled source=miit entries=20"
