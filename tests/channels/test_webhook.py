import asyncio
import hashlib
import hmac
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.channels.webhook import WebhookChannel
from monitor.fetch.posting import Poster
from monitor.model import (
    Ambiguous,
    Answered,
    NotSent,
    Outcome,
    Post,
    PostEnd,
    Refused,
    Secret,
    Sent,
    Suspended,
    Unanswered,
)
from tests.fetch.raw_server import RawServer, reply

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
POST = Post(text='{"kind": "alert", "title": "试点"}', key="7:0")
KEY = Secret("a-signing-key")
CANARY = "canary-4711-token"


def channel(url: str, *, secret: Secret | None = KEY, seconds: float = 5.0) -> WebhookChannel:
    poster = Poster(user_agent="monitor/1", seconds=seconds)
    return WebhookChannel(url=Secret(url), secret=secret, post=poster.post, clock=lambda: NOW)


async def sent(end: PostEnd, url: str = f"https://hooks.example/{CANARY}?k={CANARY}") -> Outcome:
    """Return what the channel makes of an end."""

    async def post(url: str, headers: object, content: bytes) -> PostEnd:
        await asyncio.sleep(0)
        return end

    made = WebhookChannel(url=Secret(url), secret=KEY, post=post, clock=lambda: NOW)
    return await made.send(POST, chat=None)


async def test_a_body_goes_out_signed_with_its_instant_and_its_key() -> None:
    async with RawServer(lambda _: reply(status=204)) as server:
        outcome = await channel(server.url("/hook")).send(POST, chat=None)

    (got,) = server.got
    signed = b"1772452800." + got.body
    assert outcome == Sent(message_id=7)
    assert got.body == POST.text.encode()
    assert got.headers["monitor-timestamp"] == "1772452800"
    expected = hmac.new(b"a-signing-key", signed, hashlib.sha256).hexdigest()
    assert got.headers["monitor-signature"] == f"v1={expected}"


async def test_a_repeat_has_the_key_of_the_first_and_another_body_another_key() -> None:
    async with RawServer(lambda _: reply()) as server:
        made = channel(server.url())
        for post in (POST, POST, replace(POST, text="{}"), replace(POST, key="8:0")):
            await made.send(post, chat=None)

    keys = [got.headers["idempotency-key"] for got in server.got]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    assert keys[0].startswith("7:0-")


async def test_without_a_secret_nothing_is_signed() -> None:
    async with RawServer(lambda _: reply()) as server:
        await channel(server.url(), secret=None).send(POST, chat=None)

    assert "monitor-signature" not in server.got[0].headers


async def test_an_edit_is_a_body_of_its_own() -> None:
    async with RawServer(lambda _: reply()) as server:
        made = channel(server.url())
        outcome = await made.edit(3, replace(POST, key="9:0"), chat=None)

    assert made.can_edit
    assert outcome == Sent(message_id=9)
    assert server.got[0].body == POST.text.encode()


async def test_half_a_surrogate_pair_does_not_stop_a_body() -> None:
    async with RawServer(lambda _: reply()) as server:
        outcome = await channel(server.url()).send(replace(POST, text='"\ud83d"'), chat=None)

    assert outcome == Sent(message_id=7)
    assert server.got[0].body == b'"?"'


async def test_no_answer_in_time_leaves_it_open() -> None:
    async with RawServer(lambda _: None) as server:
        outcome = await channel(server.url(), seconds=0.2).send(POST, chat=None)

    assert outcome == Ambiguous(detail="127.0.0.1 did not answer within 0.2 s")


async def test_a_closed_port_has_heard_nothing() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    outcome = await channel(f"http://127.0.0.1:{port}/").send(POST, chat=None)

    assert outcome == NotSent(detail="cannot connect to 127.0.0.1: Connection refused")


async def test_an_address_nobody_may_post_to_is_for_an_operator() -> None:
    outcome = await channel("http://169.254.169.254/latest").send(POST, chat=None)

    assert isinstance(outcome, Suspended)
    assert "keeps credentials" in outcome.detail


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Sent),
        (202, Sent),
        (409, Sent),
        (302, Suspended),
        (400, Refused),
        (401, Suspended),
        (403, Suspended),
        (404, Suspended),
        (408, NotSent),
        (410, Suspended),
        (413, Refused),
        (422, Refused),
        (429, NotSent),
        (500, Ambiguous),
        (502, Ambiguous),
        (503, NotSent),
        (599, Ambiguous),
    ],
)
async def test_a_status_says_what_became_of_it(status: int, outcome: type[Outcome]) -> None:
    async with RawServer(lambda _: reply(b"because", status=status)) as server:
        answered = await channel(server.url()).send(POST, chat=None)

    assert isinstance(answered, outcome)
    if not isinstance(answered, Sent):
        assert f"127.0.0.1 answered HTTP {status}" in str(answered)
        assert ": because" in str(answered)


async def test_who_asks_for_a_wait_gets_it() -> None:
    outcome = await sent(Answered(status=503, retry_after=timedelta(minutes=5)))

    assert outcome == NotSent(
        detail="hooks.example answered HTTP 503 Service Unavailable", retry_after=timedelta(minutes=5)
    )


async def test_a_redirect_names_the_mend() -> None:
    outcome = await sent(Answered(status=308))

    assert outcome == Suspended(
        detail="hooks.example answered HTTP 308 Permanent Redirect; redirects are not followed: "
        "name the address it leads to"
    )


@pytest.mark.parametrize(
    "end",
    [
        Answered(status=403, line=f"no such path /{CANARY}?k={CANARY}, key a-signing-key"),
        Answered(status=400, line=f"{CANARY}"),
        Answered(status=500, line=f"https://hooks.example/{CANARY}?k={CANARY}"),
        Unanswered(detail=f"cannot ask for /{CANARY}", is_sent=True),
        Unanswered(detail=f"cannot ask for /{CANARY}", is_refused=True),
        Unanswered(detail=f"cannot ask for /{CANARY}"),
    ],
)
async def test_no_outcome_shows_a_secret(end: PostEnd) -> None:
    outcome = await sent(end)

    assert CANARY not in repr(outcome)
    assert "a-signing-key" not in repr(outcome)


async def test_a_status_without_a_name_is_told_by_its_number() -> None:
    outcome = await sent(Answered(status=499))

    assert outcome == Refused(detail="hooks.example answered HTTP 499")


async def test_a_message_that_is_no_delivery_has_no_number() -> None:
    async with RawServer(lambda _: reply()) as server:
        outcome = await channel(server.url()).send(replace(POST, key="test"), chat=None)

    assert outcome == Sent(message_id=0)
