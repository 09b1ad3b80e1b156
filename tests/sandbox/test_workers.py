"""Limits of the work that children do, seen through batches of entries."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.corpus import codec
from monitor.model import Entry, Outlet, SourceKind
from monitor.sandbox import wire
from monitor.sandbox.workers import Workers
from tests.sources.contexts import NOW, context

MAKING = codec.encode(
    wire.Making(outlet=Outlet(name="A"), kind=SourceKind.FEED, zone="UTC", language=None, now=NOW)
).encode()
MIB = 1024 * 1024


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    made = Workers(workers=2, deadline=20.0, quick=0.3, memory=512 * MIB)
    yield made
    await made.close()


def entry(number: int, body: str = "Some words.") -> tuple[bytes]:
    return (codec.encode(Entry(title=f"Title {number}", body=body)).encode(),)


def children() -> set[str]:
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


async def statuses(workers: Workers, members: list[tuple[bytes, ...]]) -> list[bytes]:
    return [
        answer[0] if isinstance(answer, tuple) else str(answer).encode()
        async for _, answer, _ in workers.batch("s", wire.DOCUMENTS, (MAKING,), members)
    ]


async def test_members_that_are_long_in_all_are_done_all_the_same(workers: Workers) -> None:
    body = "".join(f"<p>An honest sentence number {number} of a long article.</p>" for number in range(300))

    found = await statuses(workers, [entry(number, body) for number in range(8)])

    assert found == [wire.OK] * 8


async def test_an_owner_that_became_quick_again_is_no_longer_slow(workers: Workers) -> None:
    long = "".join(f"<p>An honest sentence number {number} of a long article.</p>" for number in range(1_000))
    await statuses(workers, [entry(1, long)])

    assert await statuses(workers, [entry(2), entry(3)]) == [wire.OK, wire.OK]


async def test_a_member_that_needs_too_much_memory_costs_no_other(workers: Workers) -> None:
    huge = b'{"version": "https://jsonfeed.org/version/1", "items": [' + b"{}," * 9_000_000 + b"0]}"
    small = b"<rss><channel><item><title>t</title></item></channel></rss>"
    head = codec.encode(context(SourceKind.FEED)).encode()

    answers = await asyncio.gather(
        *(workers.call(owner, wire.ENTRIES, head, body) for owner, body in (("a", huge), ("b", small))),
        return_exceptions=True,
    )

    assert str(answers[0]) == "needs over 512 MiB of memory to read"
    assert isinstance(answers[1], tuple)


async def test_all_children_end_when_the_workers_do(workers: Workers) -> None:
    before = children()
    await asyncio.gather(*(statuses(workers, [entry(number)]) for number in range(4)))
    during = children() - before

    await workers.close()

    assert len(during) == 2
    assert children() == before


async def test_a_task_takes_the_child_that_is_free_before_another_has_started(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workers.start()
    never = tmp_path / "never"
    never.write_text("#!/bin/sh\nexec sleep 1000\n", encoding="utf-8")
    never.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(never))

    async with asyncio.timeout(30):
        found = await asyncio.gather(*(statuses(workers, [entry(number)]) for number in range(4)))

    assert found == [[wire.OK]] * 4


async def test_a_child_that_starts_when_all_is_over_is_ended(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = children()
    never = tmp_path / "never"
    never.write_text("#!/bin/sh\nexec sleep 1000\n", encoding="utf-8")
    never.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(never))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await statuses(workers, [entry(1)])
    began = children()
    await workers.close()

    assert began > before
    assert children() == before
