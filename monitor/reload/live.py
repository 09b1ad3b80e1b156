"""What a saved edit replaces in the running program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor import gather
from monitor.model import Source


@dataclass(slots=True, kw_only=True)
class Live:
    """Each field is replaced whole and never changed; a poll takes both once and ends with what it took."""

    rules: gather.Rules
    sources: Mapping[str, Source]
