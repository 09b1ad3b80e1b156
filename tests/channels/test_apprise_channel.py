import asyncio
import json
import sys

import pytest

from monitor.channels.apprise_channel import AppriseChannel, problems
from monitor.model import Ambiguous, NotSent, Post, Refused, Secret, Sent, Suspended
from tests.alerts.stories import HTML
from tests.fetch.raw_server import Got, RawServer, reply

CANARY = "canary4711token"
POST = Post(text=HTML, key="7:0", picture=b"\x89PNG")


def channel(url: str, *, seconds: float = 30.0) -> AppriseChannel:
    return AppriseChannel(url=Secret(url), seconds=seconds)


async def test_a_message_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", CANARY)
    async with RawServer(lambda _: reply()) as server:
        outcome = await channel(f"json://{server.host}/?format=text").send(POST, chat=None)

    assert outcome == Sent(message_id=7)
    assert json.loads(server.got[0].body)["title"] == "🟠 Pilot list · MIIT names 12 zones"


async def test_no_outcome_shows_the_url(capfd: pytest.CaptureFixture[str]) -> None:
    async with RawServer(lambda _: reply(CANARY.encode(), status=403)) as server:
        shut = await channel(f"json://me:{CANARY}@{server.host}/{CANARY}").send(POST, chat=None)
    lost = await channel(f"json://me:{CANARY}@127.0.0.1:1/{CANARY}").send(POST, chat=None)
    wrong = await channel(f"slack://{CANARY}").send(POST, chat=None)

    printed = capfd.readouterr()
    assert isinstance(shut, Suspended)
    assert isinstance(lost, NotSent)
    assert isinstance(wrong, Suspended)
    assert CANARY not in f"{shut}{lost}{wrong}{printed.out}{printed.err}"


async def test_a_service_that_never_answers_is_given_up_and_its_child_ended() -> None:
    async with RawServer(lambda _: None) as server:
        outcome = await channel(f"json://{server.host}/", seconds=4.0).send(POST, chat=None)

    assert isinstance(outcome, Ambiguous)


async def test_a_send_that_is_cancelled_leaves_no_child() -> None:
    heard = asyncio.Event()

    def hang(got: Got) -> None:
        heard.set()

    async with RawServer(hang) as server:
        sending = asyncio.create_task(channel(f"json://{server.host}/").send(POST, chat=None))
        await heard.wait()
        sending.cancel()
        ended = await asyncio.gather(sending, return_exceptions=True)

    assert isinstance(ended[0], asyncio.CancelledError)


async def test_a_child_that_cannot_be_started_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")

    outcome = await channel("json://localhost/").send(POST, chat=None)

    assert outcome == NotSent(detail="the sender cannot be started: No such file or directory")


async def test_a_child_that_dies_leaves_it_open_with_its_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    outcome = await channel("json://localhost/").send(POST, chat=None)

    assert outcome == Ambiguous(detail="the sender ended by itself (1)")


async def test_messages_cannot_be_edited() -> None:
    made = channel("json://localhost/")

    assert not made.can_edit
    assert await made.edit(1, POST, chat=None) == Refused(detail="messages of this channel cannot be edited")


async def test_urls_are_checked_together_and_not_shown() -> None:
    found = await problems([Secret("json://localhost/"), Secret(f"slack://{CANARY}")])

    assert found[0] is None
    assert found[1] is not None
    assert CANARY not in found[1]
    assert await problems([]) == ()


async def test_where_they_cannot_be_checked_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    (found,) = await problems([Secret("json://localhost/")])

    assert found == "it cannot be checked: the sender ended by itself (1)"
