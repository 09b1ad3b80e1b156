"""Deciding, holding, delivering and digests together, over days: every document is told once, or there is a reason."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from monitor import deliver
from monitor.alerts import hours
from monitor.digest import Summaries
from monitor.model import (
    Cap,
    ChannelConfig,
    ChannelKind,
    Delivery,
    Hours,
    Message,
    Outcome,
    Post,
    Quiet,
    Reason,
    Sent,
    Severity,
)
from monitor.store import database, schema
from monitor.store.database import Database
from monitor.store.decisions import Decisions
from monitor.store.deliveries import Deliveries
from monitor.store.digests import Digests
from monitor.store.holding import Holding
from monitor.store.silences import Silences
from monitor.store.spikes import Spikes
from tests.fakes import Clock, decide_for, document, match
from tests.store.filling import new_version, poll

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Chat:
    """A chat that remembers when each message came."""

    clock: Clock
    came: list[tuple[datetime, str]] = field(default_factory=list)
    can_edit: bool = True

    async def send(self, post: Post, *, chat: str | None) -> Outcome:
        self.came.append((self.clock.now, post.text))
        return Sent(message_id=len(self.came))

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:
        raise AssertionError("nothing changes here")


@dataclass(slots=True, kw_only=True)
class World:
    """One channel, from polls to messages, on a clock of its own."""

    opened: Database
    channel: ChannelConfig
    clock: Clock
    chat: Chat

    async def tick(self) -> None:
        """Do what the running program does; it may be another program each time."""
        await decide_for(Decisions(self.opened), [self.channel], self.clock.now)
        summaries = Summaries(
            Digests(self.opened),
            topics=Spikes(self.opened),
            silences=Silences(self.opened),
            find=lambda _: (),
            draw=_no_picture,
        )
        await summaries.make_due([self.channel], self.clock.now)
        lane = deliver.Lane(
            channel=self.channel,
            sender=self.chat,
            store=Deliveries(self.opened),
            render=self._message,
            hold_back=lambda now: Holding(self.opened).overflow(self.channel, now),
        )
        while isinstance(await deliver.deliver_next(lane, self.clock), Delivery):
            pass

    async def _message(self, delivery: Delivery) -> Message:
        assert delivery.version_id is not None
        version = await Deliveries(self.opened).version(delivery.version_id)
        return Message(parts=(version.document.title,))


async def _no_picture(_: object) -> None:
    return None


def title(number: int) -> str:
    return f"№{number:02} of all"


async def live(
    channel: ChannelConfig, found: list[tuple[Severity, int, int]]
) -> tuple[list[tuple[datetime, str]], dict[str, str]]:
    """Let documents come (severity, hours after the start, rule); return what came to the chat, and the verdicts."""
    opened = database.open_to_write(None)
    clock = Clock(START)
    world = World(opened=opened, channel=channel, clock=clock, chat=Chat(clock))
    try:
        for hour in range(24 * 3):
            for number, (severity, at, rule) in enumerate(found):
                if at == hour:
                    said = " ".join(sha256(f"{number} {word}".encode()).hexdigest() for word in range(9))
                    made = document(title(number), said)
                    matches = [match(f"rule-{rule}", severity=severity)]
                    await poll(opened, new_version(f"d{number}", made, matches=matches), now=clock.now)
            await world.tick()
            clock.move(HOUR)
        rows = await opened.run(
            lambda connection: list(
                connection.execute(
                    select(schema.version.c.document_id, schema.verdict.c.verdict).join(
                        schema.version, schema.version.c.id == schema.verdict.c.version_id
                    )
                )
            )
        )
    finally:
        opened.close()
    return world.chat.came, {row.document_id: row.verdict for row in rows}


quiets = st.sampled_from(
    [
        (),
        (Quiet(start=time(22), end=time(7)),),
        (Quiet(start=time(1), end=time(5)), Quiet(start=time(12), end=time(18))),
    ]
)
channels = st.builds(
    ChannelConfig,
    id=st.just("desk"),
    kind=st.just(ChannelKind.TELEGRAM),
    chat=st.just("@desk"),
    hours=st.builds(
        Hours,
        zone=st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin"]),
        quiet=quiets,
        working_days=st.just(None),
    ),
    digest=st.sampled_from([None, Severity.LOW, Severity.MEDIUM]),
    urgent=st.sampled_from([Severity.HIGH, Severity.CRITICAL]),
    cap=st.sampled_from([None, Cap(count=1), Cap(count=2, window=3 * HOUR)]),
    damping=st.sampled_from([None, 5 * HOUR]),
)
found = st.lists(
    st.tuples(st.sampled_from(Severity), st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=12
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(channels, found)
def test_every_document_is_told_once_or_there_is_a_reason(
    channel: ChannelConfig, found: list[tuple[Severity, int, int]]
) -> None:
    came, verdicts = asyncio.run(live(channel, found))

    everything = "\n".join(text for _, text in came)
    for number in range(len(found)):
        reason = verdicts[f"d{number}"]
        expected = 0 if reason in set(Reason) else 1
        assert everything.count(title(number)) == expected, (number, reason)
    for moment, text in came:
        severities = [severity for number, (severity, _, _) in enumerate(found) if text == title(number)]
        is_urgent = bool(severities) and severities[0].rank >= channel.urgent.rank
        assert is_urgent or not hours.is_quiet(channel.hours, moment), text
    if channel.cap is not None:
        plain = {title(number) for number, one in enumerate(found) if one[0].rank < channel.urgent.rank}
        sent = [moment for moment, text in came if text in plain]
        for first in sent:
            within = [moment for moment in sent if first <= moment < first + channel.cap.window]
            assert len(within) <= channel.cap.count


def test_without_any_limits_all_comes_at_once() -> None:
    channel = ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk")

    came, verdicts = asyncio.run(live(channel, [(Severity.LOW, 0, 0), (Severity.HIGH, 1, 0)]))

    assert came == [(START, title(0)), (START + HOUR, title(1))]
    assert set(verdicts.values()) == {"send"}


def test_all_at_once_over_a_cap_is_one_message_and_a_digest_an_hour_later() -> None:
    channel = replace(ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="@desk"), cap=Cap(count=1))

    came, _ = asyncio.run(
        live(channel, [(Severity.MEDIUM, 0, 0), (Severity.HIGH, 0, 1), (Severity.LOW, 0, 2)])
    )

    assert [moment for moment, _ in came] == [START, START + HOUR]
    assert came[0][1] == title(1), "the gravest goes first"
    assert came[1][1].count("№") == 2
