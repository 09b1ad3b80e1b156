"""Whatever comes, in whatever order, and whatever becomes of messages: what always holds of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from functools import partial
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Connection, Table, func, select, update

from monitor.model import DeliveryState, Severity
from monitor.store import database, schema
from tests.fakes import console
from tests.store.desk import DIGEST, Event, told

_GONE = (DeliveryState.DEAD, DeliveryState.DROPPED)
_WAITING = (DeliveryState.PENDING, DeliveryState.HELD)
_OUTCOMES = st.sampled_from(
    [
        DeliveryState.SENDING,
        DeliveryState.UNCERTAIN,
        DeliveryState.SENT,
        DeliveryState.DEAD,
        DeliveryState.DROPPED,
    ]
)
_SOURCES = st.sampled_from(["one", "two", "three", "four"])
_CHANNELS = (console("a"), console("b"), DIGEST)


class Deciding(RuleBasedStateMachine):
    """Two events, a few sources that report and edit them, channels that come and go, messages that live and die."""

    def __init__(self) -> None:
        super().__init__()
        self.event = Event(database.open_to_write(None), channels=_CHANNELS[:1])
        self.revisions: dict[str, int] = {}
        self.asked: dict[int, set[str]] = {}  # by version: the channels it was decided for

    def teardown(self) -> None:
        self.event.opened.close()

    @rule(
        source=_SOURCES,
        page=st.sampled_from(["p", "q"]),
        severity=st.none() | st.sampled_from(Severity),
        text=st.sampled_from(["First words.", "Second words.", "Correction: other words."]),
        backlog=st.booleans(),
    )
    def report(self, source: str, page: str, severity: Severity | None, text: str, *, backlog: bool) -> None:
        matches = () if severity is None else told(severity)
        before = self._newest()
        report = self.event.report(source, matches=matches, text=text, page=page, is_backlog=backlog)
        _run(report)
        if self._newest() > before and matches:
            self.asked[self._newest()] = {channel.id for channel in self.event.channels}

    @rule(count=st.integers(1, 3))
    def change_channels(self, count: int) -> None:
        self.event.channels = _CHANNELS[:count]

    @precondition(lambda self: self.event.rows())
    @rule(data=st.data(), outcome=_OUTCOMES)
    def deliver(self, data: st.DataObject, outcome: DeliveryState) -> None:
        waiting = [row for row in self.event.rows() if row.state in {*_WAITING, "sending", "uncertain"}]
        if waiting:
            row = data.draw(st.sampled_from(waiting))
            self.event.set(row.id, outcome, sent_ids="[7]" if outcome is DeliveryState.SENT else "[]")

    @rule()
    def tell_digest(self) -> None:
        for row in self.event.rows(state=DeliveryState.HELD):
            self.event.set(row.id, DeliveryState.TOLD, digest_id=1)

    @rule()
    def decide_all_again(self) -> None:
        """Nothing that is decided twice makes another message or another update."""
        before = self._written()
        newest = select(func.max(schema.version.c.id)).group_by(schema.version.c.document_id)
        change = update(schema.version).where(schema.version.c.id.in_(newest)).values(decided_at=None)
        if not [row for row in self.event.rows() if row.state in _GONE]:
            self.event.opened.run_now(lambda connection: connection.execute(change))
            channels, self.event.channels = self.event.channels, ()
            _run(self.event.decide())
            self.event.channels = channels
            assert self._written() == before

    @invariant()
    def one_message_at_a_time(self) -> None:
        live = [row for row in self.event.rows(kind="send") if row.state not in {*_GONE, "told"}]
        assert all(count == 1 for count in Counter((row.alert_id, row.channel) for row in live).values())

    @invariant()
    def one_edit_waits(self) -> None:
        waiting = self.event.rows(kind="edit", state=DeliveryState.PENDING)
        assert all(count == 1 for count in Counter((row.alert_id, row.channel) for row in waiting).values())

    @invariant()
    def one_alert_a_story(self) -> None:
        query = select(func.count()).select_from(schema.alert).group_by(schema.alert.c.story_id)
        assert set(self.event.read(lambda connection: list(connection.execute(query).scalars()))) <= {1}

    @invariant()
    def every_match_has_a_verdict_for_every_channel(self) -> None:
        table = schema.verdict
        rows = self.event.read(lambda connection: connection.execute(select(table)).all())
        found = {(row.version_id, row.channel) for row in rows}
        assert all((version, channel) in found for version, asked in self.asked.items() for channel in asked)

    @invariant()
    def revisions_grow_and_no_message_is_ahead(self) -> None:
        stories = self.event.read(lambda connection: connection.execute(select(schema.story)).all())
        for story in stories:
            assert story.revision >= self.revisions.get(story.id, 0)
            self.revisions[story.id] = story.revision
        newest = max(self.revisions.values(), default=0)
        assert all(row.revision <= newest for row in self.event.rows())

    def _newest(self) -> int:
        query = select(func.coalesce(func.max(schema.version.c.id), 0))
        return int(self.event.read(lambda connection: connection.execute(query).scalar_one()))

    def _written(self) -> list[object]:
        tables = (schema.delivery, schema.alert, schema.story_update, schema.story_document, schema.verdict)
        return [self.event.read(partial(_rows, table)) for table in tables]


def _rows(table: Table, connection: Connection) -> object:
    return connection.execute(select(table)).all()


def _run(work: Coroutine[Any, Any, object]) -> None:
    asyncio.run(work)


TestDeciding = Deciding.TestCase
TestDeciding.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
