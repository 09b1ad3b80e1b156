import asyncio
from pathlib import Path

import pytest

from monitor.clock import now
from monitor.model import DeliveryState
from tests.cli.desks import Telling
from tests.store.telling import alert, deliveries, owe

CHANNELS = """\
  - {id: desk, kind: webhook, url: "https://hooks.example/"}
  - {id: list, kind: webhook, url: "https://hooks.example/"}
  - {id: feed, kind: atom, path: alerts.xml}
  - {id: mail, kind: console}"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Telling:
    made = Telling(folder=tmp_path, monkeypatch=monkeypatch, capsys=capsys)
    made.fill(lambda opened: asyncio.run(alert(opened, at=now())))
    return made


def test_an_alert_is_taken_back_in_every_channel_in_its_way(desk: Telling) -> None:
    desk.fill(lambda opened: owe(opened, 1, state=DeliveryState.SENT, sent_ids=(7,)))
    desk.fill(lambda opened: owe(opened, 1, channel="feed", state=DeliveryState.HELD))
    desk.fill(lambda opened: owe(opened, 1, channel="mail", state=DeliveryState.SENT))
    desk.fill(lambda opened: owe(opened, 1, channel="list", state=DeliveryState.TOLD))
    desk.fill(lambda opened: owe(opened, 1, channel="gone", state=DeliveryState.SENT))
    desk.fill(lambda opened: owe(opened, 1, channel="chat:7", state=DeliveryState.SENT))
    desk.settings(CHANNELS)
    desk.beat()

    printed = desk.run("retract", "#1", "--why", "the ministry\n denied it")

    assert printed.code == 0
    assert printed.lines == [
        "alert #1 is taken back: Title d1",
        "  chat:7: the message there is struck through",
        "  desk: the message there is struck through",
        "  feed: it had not been told there yet, and will not be",
        "  gone: it stands there, and stays: the settings have no such channel any more",
        "  list: it is told there that the alert was taken back",
        "  mail: it is told there that the alert was taken back",
        "the running monitor takes it up within seconds",
    ]
    with desk.store() as opened:
        assert [row.step for row in deliveries(opened)] == ["first", "retract"]


def test_an_alert_that_was_told_nowhere_is_marked_all_the_same(desk: Telling) -> None:
    printed = desk.run("retract", "1", "--why", "a hoax")

    assert printed.lines == ["alert #1 is taken back: Title d1", "  it was told nowhere"]
    assert desk.run("alerts", "--since", "1d").lines[0].split("\t")[2] == "retracted"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("9", "--why", "x"), "there is no alert #9; `monitor alerts` lists them"),
        (("1", "--why", " \n "), "readers are told why: write --why TEXT"),
    ],
)
def test_what_cannot_be_meant_is_one_line(desk: Telling, arguments: tuple[str, ...], said: str) -> None:
    printed = desk.run("retract", *arguments)

    assert (printed.code, printed.err) == (1, f"monitor: {said}\n")


def test_what_was_taken_back_already_says_why(desk: Telling) -> None:
    desk.run("retract", "1", "--why", "a hoax")

    printed = desk.run("retract", "1", "--why", "another")

    assert printed.err == "monitor: alert #1 was retracted already: a hoax\n"
