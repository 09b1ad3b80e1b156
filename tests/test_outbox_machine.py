"""Store, outbox and deliver loop against a chat in memory: whatever happens in whatever order, each thing stands once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import Connection, select, update

from monitor import deliver
from monitor.model import (
    Absent,
    Ambiguous,
    ChannelConfig,
    ChannelKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Gone,
    Message,
    NotSent,
    Outcome,
    Post,
    Sent,
    Sighting,
    Suspended,
)
from monitor.store import database, schema
from monitor.store.deliveries import Deliveries
from tests import owing
from tests.fakes import Clock

T = TypeVar("T")

DESK = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")
FAULTS = ("lost request", "lost answer", "killed before", "killed after", "too many", "shut", "no route")


class Killed(BaseException):
    """What no except clause of the program may swallow."""


@dataclass(slots=True)
class Room:
    """A chat that does as a fault says, and its own lookout."""

    can_edit: bool = True
    fault: str | None = None  # of the next call
    standing: dict[int, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)  # every text that ever came, in order
    last_id: int = 0
    deleted: set[int] = field(default_factory=set)

    async def send(self, post: Post, *, chat: str | None) -> Outcome:
        def act() -> Outcome:
            self.post(post.text)
            return Sent(message_id=self.last_id)

        return self._meet(act)

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:
        def act() -> Outcome:
            if message_id not in self.standing:
                return Gone(detail="not found")
            self.standing[message_id] = post.text
            return Sent(message_id=message_id)

        return self._meet(act)

    def can_look(self, chat: str) -> bool:
        return True

    async def look(self, post: Post, *, after: int, chat: str) -> Sighting:
        if self.fault is not None:
            self.fault = None
            return NotSent(detail="no answer")
        found = [number for number, text in self.standing.items() if number > after and text == post.text]
        return Sent(message_id=found[0]) if found else Absent(last_id=self.last_id)

    def post(self, text: str) -> None:
        self.last_id += 1
        self.standing[self.last_id] = text
        self.log.append(text)

    def _meet(self, act: Any) -> Outcome:
        fault, self.fault = self.fault, None
        outcomes: dict[str, Outcome] = {
            "lost request": Ambiguous(detail="cut off"),
            "too many": NotSent(detail="429", retry_after=timedelta(seconds=9)),
            "shut": Suspended(detail="kicked"),
            "no route": NotSent(detail="no route"),
        }
        if fault == "killed before":
            raise Killed
        if fault in outcomes:
            return outcomes[fault]
        outcome: Outcome = act()
        if fault == "killed after":
            raise Killed
        return Ambiguous(detail="cut off") if fault == "lost answer" else outcome


class Outbox(RuleBasedStateMachine):
    """The rules of the game."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.opened = database.open_to_write(None)
        self.store = Deliveries(self.opened)
        self.clock = Clock()
        self.room = Room()
        self.revisions: dict[int, int] = {}  # of the alerts
        self.replies: list[str] = []
        self.digests: dict[int, tuple[int, ...]] = {}
        self.lane = deliver.Lane(
            channel=DESK, sender=self.room, store=self.store, render=self.render, lookout=self.room
        )

    def teardown(self) -> None:
        self.drain()
        self.check()
        self.opened.close()
        self.loop.close()

    async def render(self, delivery: Delivery) -> Message:
        number, revision = delivery.alert_id, delivery.revision
        if delivery.kind is DeliveryKind.REPLY:
            return Message(parts=(f"reply {number} r{revision}",))
        texts = (f"alert {number} r{revision}", f"more of {number} r{revision}")
        assert number is not None
        return Message(parts=texts if number % 3 == 0 else texts[:1])

    def wait(self, work: Awaitable[T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize(can_edit=st.booleans())
    def begin(self, can_edit: bool) -> None:
        self.room.can_edit = can_edit

    @rule()
    def alert(self) -> None:
        number = len(self.revisions) + 1
        self.revisions[number] = 0

        def work(connection: Connection) -> None:
            owing.alert(connection, number)
            owing.owe(connection, number, due_at=self.clock.now)

        self.wait(self.opened.run(work))

    @precondition(lambda self: self.revisions)
    @rule(data=st.data(), with_reply=st.booleans())
    def amend(self, data: st.DataObject, with_reply: bool) -> None:
        number = data.draw(st.sampled_from(sorted(self.revisions)))
        self.revisions[number] += 1
        self.wait(self.opened.run(lambda connection: self._amend(connection, number, with_reply)))

    def _amend(self, connection: Connection, number: int, with_reply: bool) -> None:
        """Do what deciding does."""
        table, revision = schema.delivery, self.revisions[number]
        owing.grow(connection, number, revision)
        rows = connection.execute(select(table).where(table.c.alert_id == number)).all()
        (first,) = [row for row in rows if row.kind == DeliveryKind.SEND]
        if first.state in {DeliveryState.PENDING, DeliveryState.HELD} and first.sent_ids == "[]":
            self._raise(connection, first.id, revision)
            return
        edits = [row for row in rows if row.kind == DeliveryKind.EDIT and row.state == DeliveryState.PENDING]
        if edits:
            self._raise(connection, edits[0].id, revision)
        else:
            kind = DeliveryKind.EDIT
            step, due_at = f"edit:{revision}", self.clock.now
            owing.owe(connection, number, kind=kind, step=step, revision=revision, due_at=due_at)
        if with_reply:
            step = f"reply:{revision}"
            owing.owe(
                connection,
                number,
                kind=DeliveryKind.REPLY,
                step=step,
                revision=revision,
                due_at=self.clock.now,
            )
            self.replies.append(f"reply {number} r{revision}")

    def _raise(self, connection: Connection, delivery: int, revision: int) -> None:
        table = schema.delivery
        changed = update(table).where(table.c.id == delivery, table.c.sent_ids == "[]")
        connection.execute(changed.values(revision=revision, parts="[]"))

    @rule()
    def hold_and_tell_together(self) -> None:
        def work(connection: Connection) -> tuple[int, tuple[int, ...]]:
            table = schema.delivery
            pending = connection.execute(
                select(table.c.id, table.c.alert_id).where(
                    table.c.state == DeliveryState.PENDING,
                    table.c.kind == DeliveryKind.SEND,
                    table.c.sent_ids == "[]",
                )
            ).all()
            text = f'["digest {len(self.digests)}"]'
            made = owing.owe(
                connection,
                None,
                kind=DeliveryKind.DIGEST,
                step=str(len(self.digests)),
                parts=text,
                due_at=self.clock.now,
            )
            ids = [row.id for row in pending]
            values = {"state": DeliveryState.HELD, "digest_id": made}
            connection.execute(update(table).where(table.c.id.in_(ids)).values(**values))
            return made, tuple(row.alert_id for row in pending)

        made, alerts = self.wait(self.opened.run(work))
        self.digests[made] = alerts

    @rule(fault=st.one_of(st.none(), st.sampled_from(FAULTS)))
    def step(self, fault: str | None) -> None:
        self.room.fault = fault
        try:
            end = self.wait(deliver.deliver_next(self.lane, self.clock))
        except Killed:
            self.wait(self.store.recover(self.clock.now, settling=self.lane.settling))
        else:
            if end is not None and not isinstance(end, Delivery):
                self.clock.now = max(self.clock.now, end)
        self.room.fault = None

    @rule()
    def somebody_else_posts(self) -> None:
        self.room.post("foreign")

    @precondition(lambda self: self.room.standing)
    @rule(data=st.data())
    def somebody_deletes(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.room.standing)))
        known = self.wait(self.opened.run(self._known_ids))
        # Who deletes what we are just looking for makes us send it again, and nobody could know better.
        if number in known or self.room.standing[number] == "foreign":
            del self.room.standing[number]
            self.room.deleted.add(number)

    def _known_ids(self, connection: Connection) -> set[int]:
        rows = connection.execute(select(schema.delivery.c.sent_ids)).scalars()
        return {number for ids in rows for number in eval_ids(ids)}

    @rule(seconds=st.integers(1, 4000))
    def time_passes(self, seconds: int) -> None:
        self.clock.move(timedelta(seconds=seconds))

    def drain(self) -> None:
        for _ in range(2000):
            end = self.wait(deliver.deliver_next(self.lane, self.clock))
            if end is None:
                return
            if not isinstance(end, Delivery):
                self.clock.now = max(self.clock.now, end)
        raise AssertionError("it never ends")

    def check(self) -> None:
        came = Counter(text.split(" r")[0] for text in self.room.log if text != "foreign")
        told_together = {alert for alerts in self.digests.values() for alert in alerts}
        for number, revision in self.revisions.items():
            assert came[f"alert {number}"] == (number not in told_together), (number, self.room.log)
            if self.room.can_edit and number not in told_together:
                self._check_shown(number, revision)
        posted = Counter(text for text in self.room.log if text.startswith(("reply", "digest")))
        assert posted == Counter([*self.replies, *(f"digest {n}" for n in range(len(self.digests)))])
        firsts = [text for text in self.room.log if not text.startswith("foreign")]
        for place, text in enumerate(firsts):
            if text.startswith("reply"):
                alert = f"alert {text.split()[1]} r"
                before = [one for one in firsts[:place] if one.startswith(alert)]
                assert before or int(text.split()[1]) in told_together

    def _check_shown(self, number: int, revision: int) -> None:
        """A message shows the newest revision of its story, unless an administrator took it away."""
        shown = [text for text in self.room.standing.values() if text.startswith(f"alert {number} r")]
        first = self.wait(self.opened.run(lambda connection: self._first_ids(connection, number)))
        assert shown == [f"alert {number} r{revision}"] or self.room.deleted & set(first)

    def _first_ids(self, connection: Connection, number: int) -> tuple[int, ...]:
        table = schema.delivery
        query = select(table.c.sent_ids).where(table.c.alert_id == number, table.c.kind == DeliveryKind.SEND)
        return eval_ids(connection.execute(query).scalar_one())


def eval_ids(text: str) -> tuple[int, ...]:
    """Read the ids of a row."""
    return tuple(int(number) for number in text.strip("[]").split(",") if number.strip())


Outbox.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestOutbox = Outbox.TestCase
