"""A store with one event that many sources report, and what its channels are owed of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, select, update

from monitor.model import (
    ChannelConfig,
    DeliveryState,
    Match,
    Outlet,
    OutletKind,
    Severity,
)
from monitor.store import schema
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from tests.fakes import NOW, console, decide_for, document, match
from tests.store.filling import new_version, poll

T = TypeVar("T")

DESK = console("desk")
DIGEST = replace(DESK, digest=Severity.MEDIUM)  # reads most in its digest


def told(severity: Severity = Severity.MEDIUM) -> list[Match]:
    return [match(severity=severity)]


@dataclass(slots=True)
class Event:
    """One event: whatever is reported of it stands under one address, so it is one story."""

    opened: Database
    channels: Sequence[ChannelConfig] = (DESK,)
    now: datetime = NOW
    decisions: Decisions = field(init=False)

    def __post_init__(self) -> None:
        self.decisions = Decisions(self.opened)

    async def report(
        self,
        source: str,
        *,
        matches: Sequence[Match] = (),
        title: str | None = None,
        text: str = "A paragraph.",
        page: str = "event",
        is_backlog: bool = False,
        demo: bool = False,
        language: str = "en",
    ) -> int:
        """Have a source report it, and decide; return how many messages that makes or changes."""
        made = document(
            title or f"Title of {source}",
            text,
            outlet=Outlet(name=source.upper(), kind=OutletKind.INDEPENDENT),
            origin=(OutletKind.INDEPENDENT,),
            language=language,
        )
        version = new_version(f"{page}-{source}", made, matches=matches, is_backlog=is_backlog)
        version = replace(version, url=f"https://news.example/{page}")
        self.now += timedelta(minutes=1)
        await poll(self.opened, version, source_id=source, now=self.now, demo=demo)
        return await self.decide()

    async def decide(self) -> int:
        return await decide_for(self.decisions, self.channels, self.now)

    def set(self, delivery: int, state: DeliveryState, **values: Any) -> None:
        """Do what the deliver loop would."""
        table = schema.delivery
        change = update(table).where(table.c.id == delivery).values(state=state, **values)
        self.opened.run_now(lambda connection: connection.execute(change))

    def send_all(self) -> None:
        for row in self.rows(state=DeliveryState.PENDING):
            self.set(row.id, DeliveryState.SENT, sent_ids="[7]", parts='["text"]', sent_at=self.now)

    def rows(self, **wanted: object) -> list[Any]:
        """Return the deliveries that have these values, oldest first."""
        table = schema.delivery
        query = select(table).order_by(table.c.id)
        for name, value in wanted.items():
            query = query.where(table.c[name] == value)
        return self.read(lambda connection: list(connection.execute(query)))

    def steps(self, channel: str = "desk") -> list[tuple[str, str, int]]:
        """Return step, state and revision of what a channel is owed."""
        return [(row.step, row.state, row.revision) for row in self.rows(channel=channel)]

    def verdicts(self, channel: str = "desk") -> list[str]:
        """Return the verdicts of a channel, by version."""
        table = schema.verdict
        query = select(table.c.verdict).where(table.c.channel == channel).order_by(table.c.version_id)
        return self.read(lambda connection: list(connection.execute(query).scalars()))

    def story(self) -> Any:
        return self.read(lambda connection: connection.execute(select(schema.story)).one())

    def updates(self) -> list[tuple[int, str, str]]:
        table = schema.story_update
        query = select(table.c.revision, table.c.kind, table.c.detail).order_by(table.c.revision)
        return self.read(lambda connection: [tuple(row) for row in connection.execute(query)])

    def read(self, work: Callable[[Connection], T]) -> T:
        return self.opened.run_now(work)
