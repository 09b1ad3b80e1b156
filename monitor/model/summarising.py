"""A language model that may shorten documents: where it is, and how long it may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.model.sources import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class SummariserConfig:
    """An address that answers as OpenAI's chat completions do."""

    url: str  # without the /chat/completions
    model: str
    key: Secret | None = None
    timeout: timedelta = timedelta(seconds=10)  # that an alert may wait for it
