"""`monitor silences` and `monitor digest`, as an operator types them."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from monitor import clock
from monitor.cli import main
from monitor.digest import Summaries
from monitor.model import ChannelConfig, ChannelKind, Silence
from monitor.store import database
from monitor.store.digests import Digests
from monitor.store.silences import Silences
from monitor.store.spikes import Spikes
from tests.cli.conftest import Desk
from tests.digest.telling import delivery

TTY = ChannelConfig(id="tty", kind=ChannelKind.CONSOLE)


@pytest.fixture
def used(desk: Desk) -> Desk:
    """An installation with a store, on which a program ran with one channel."""
    path = desk.folder / "monitor.yaml"
    path.write_text(path.read_text() + "channels: [{id: tty, kind: console}]\n")
    opened = database.open_to_write(desk.folder / "monitor.db")
    asyncio.run(delivery(opened, "a", channel="tty", at=clock.now() - timedelta(hours=1)))
    asyncio.run(summaries(opened).make_due([TTY], clock.now()))
    opened.close()
    return desk


def summaries(opened: database.Database) -> Summaries:
    async def draw(_: Any) -> None:
        return None

    return Summaries(
        Digests(opened), topics=Spikes(opened), silences=Silences(opened), find=lambda _: (), draw=draw
    )


def run(desk: Desk, *arguments: str) -> tuple[int, str, str]:
    code = main.run(arguments)
    printed = desk.capsys.readouterr()
    return code, printed.out, printed.err


def in_force(desk: Desk) -> tuple[Silence, ...]:
    opened = database.open_to_read(desk.folder / "monitor.db")
    try:
        return asyncio.run(Silences(opened).in_force(clock.now()))
    finally:
        opened.close()


def test_a_silence_is_added_listed_and_ended(used: Desk) -> None:
    code, printed, _ = run(
        used, "silences", "add", "rule", "national-pilot", "--for", "24h", "--why", "noisy"
    )
    assert code == 0
    assert printed.startswith("silence 1: rule national-pilot in every channel until ")
    (made,) = in_force(used)
    assert (made.value, made.why) == ("national-pilot", "noisy")
    assert made.made_by.endswith("on the command line")

    code, printed, _ = run(used, "silences", "list")
    assert code == 0
    assert printed.split("\t")[0::2][:3] == ["1", "all", made.made_by]

    code, printed, _ = run(used, "silences", "list", "--format", "json")
    assert json.loads(printed)["value"] == "national-pilot"

    assert run(used, "silences", "end", "1")[:2] == (0, "silence 1 is over: rule national-pilot\n")
    assert run(used, "silences", "list")[:2] == (0, "nothing is silenced\n")


@pytest.mark.parametrize(("kind", "value"), [("topic", "pilot-list"), ("source", "papers"), ("story", "s-a")])
def test_topics_sources_and_stories_can_be_silenced_in_one_channel(used: Desk, kind: str, value: str) -> None:
    code, printed, _ = run(used, "silences", "add", kind, value, "--for", "2d", "--channel", "tty")

    assert code == 0
    assert f"{kind} {value} in channel tty until" in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "rule", "national-pilots", "--for", "1h"), "there is no rule national-pilots; did you mean"),
        (("add", "topic", "pilots", "--for", "1h"), "there is no topic pilots"),
        (("add", "source", "paper", "--for", "1h"), "did you mean `papers`?"),
        (("add", "story", "x", "--for", "1h"), "there is no story x"),
        (("add", "source", "papers", "--for", "1h", "--channel", "x"), "there is no channel x; known: `tty`"),
        (("end", "7"), "there is no silence 7 in force"),
    ],
)
def test_error_what_names_nothing_is_refused(used: Desk, arguments: tuple[str, ...], told: str) -> None:
    code, printed, error = run(used, "silences", *arguments)

    assert (code, printed) == (1, "")
    assert told in error
    assert in_force(used) == ()


def test_error_a_time_that_is_none(used: Desk) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(used, "silences", "add", "source", "papers", "--for", "soon")


def test_a_digest_is_looked_at_before_it_is_made(used: Desk) -> None:
    code, printed, _ = run(used, "digest", "tty", "--preview")
    assert code == 0
    assert "Daily digest" in printed
    assert "Title a (https://news.example/a) · MIIT" in printed

    code, printed, _ = run(used, "digest", "tty", "--preview", "--format", "json")
    assert json.loads(printed)["part"] == 1


def test_a_digest_that_is_asked_for_is_made_by_the_program(used: Desk) -> None:
    code, printed, _ = run(used, "digest", "tty")

    assert code == 0
    assert "within seconds" in printed
    opened = database.open_to_write(used.folder / "monitor.db")
    assert asyncio.run(summaries(opened).make_due([TTY], clock.now())) == 1
    opened.close()
    assert run(used, "digest", "tty", "--preview")[1].endswith(
        "nothing waits for the digest of tty: none would be sent\n"
    )


def test_error_a_channel_that_is_none_or_never_ran(used: Desk) -> None:
    path = used.folder / "monitor.yaml"
    path.write_text(path.read_text().replace("channels: [", "channels: [{id: new, kind: console}, "))

    assert "did you mean `tty`?" in run(used, "digest", "tyy")[2]
    assert "no program has run with channel new yet" in run(used, "digest", "new")[2]
