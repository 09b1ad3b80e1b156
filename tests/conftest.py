"""What holds for every test."""

import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

# How long an example takes is the machine's affair: on a busy one a sound test would fail.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Leave logging as it was found: a command that is run in this process sets it up for a process of its own."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers, root.level, sys.excepthook
    yield
    if root.handlers is not handlers:
        root.handlers, sys.excepthook = handlers, hook
        root.setLevel(level)
        structlog.reset_defaults()
