"""What reading an answer needs besides its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Fields, SourceKind

MAX_ENTRIES = 2_000  # of one poll; a feed of news has some dozens
LONGEST_HINT = timedelta(days=7)
NO_FIELDS = Fields()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where an answer came from, and what its source's recipe says of reading it."""

    kind: SourceKind
    url: str  # after redirects
    zone: str
    now: datetime
    content_type: str | None = None
    charset: str | None = None  # in place of what the answer says
    fields: Fields = NO_FIELDS
    link_template: str | None = None
    only: str | None = None  # RE2 that an entry's link must hold
