"""What the tests of parsers have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from monitor.model import Fields, SourceKind
from monitor.sources.context import Context

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
URL = "https://list.example.cn/zwgk/tz/index.html"


def context(kind: SourceKind = SourceKind.LISTING, **given: Any) -> Context:
    """Return a context; keywords that are names of fields of a list are put there."""
    fields = {name: given.pop(name) for name in Fields.__dataclass_fields__ if name in given}
    usual: dict[str, Any] = {"kind": kind, "url": URL, "zone": "Asia/Shanghai", "now": NOW}
    return Context(**usual, fields=Fields(**fields), **given)
