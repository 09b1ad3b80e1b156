import asyncio

from monitor.model import SUBSCRIBER, DeliveryState
from monitor.store.database import Database
from tests.cli.desks import Telling
from tests.store.telling import alert, owe, shut

CANARY = "canary4711token"
CHANNELS = f"""\
  - {{id: desk, kind: telegram, chat: "-1001234567890", thread: 42}}
  - {{id: slack, kind: apprise, url: "slack://{CANARY}/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"}}
  - {{id: hook, kind: webhook, url: "https://hooks.example/{CANARY}"}}
  - {{id: feed, kind: atom, path: alerts.xml}}
  - {{id: shell, kind: console}}"""


def fill(opened: Database) -> None:
    told = asyncio.run(alert(opened))
    owe(opened, told)
    owe(opened, told, channel="hook", state=DeliveryState.HELD)
    shut(opened)
    shut(opened, "slack", suspended=None)
    owe(opened, told, channel="gone")
    owe(opened, told, channel=f"{SUBSCRIBER}55")


def test_before_the_first_run_the_settings_are_shown_and_no_secret(desk: Telling) -> None:
    desk.monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1234567890:AAFakeTokenForTheLocalStandInOnly-_x")
    desk.settings(CHANNELS, 'ops_chat: "123456"')

    printed = desk.run("channels", "list")

    shown = [line.split("\t") for line in printed.lines]
    assert printed.code == 0
    assert [(row[0], row[1], row[2], row[-1]) for row in shown] == [
        ("desk", "telegram", "chat -1001234567890, topic 42", "open"),
        ("slack", "apprise", "slack://…", "open"),
        ("hook", "webhook", "hooks.example", "open"),
        ("feed", "atom", str(desk.folder / "alerts.xml"), "open"),
        ("shell", "console", "standard output", "open"),
        ("ops_chat", "telegram", "chat 123456", "open"),
    ]
    assert CANARY not in printed.out + printed.err


def test_how_channels_stand_and_those_that_were_taken_out_are_shown(desk: Telling) -> None:
    desk.monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1234567890:AAFakeTokenForTheLocalStandInOnly-_x")
    desk.settings(CHANNELS)
    desk.fill(fill)

    rows = {line.split("\t")[0]: line.split("\t") for line in desk.run("channels", "list").lines}

    assert rows["desk"][3:7] == ["1", "0", "0", "0"]
    assert rows["desk"][-1] == "suspended: the bot was thrown out"
    assert rows["hook"][3:7] == ["0", "1", "0", "0"]
    assert rows["slack"][-1].startswith("paused until 2026-03-02")
    assert rows["gone"][1:3] == ["-", "not in the settings"]
    assert rows[f"{SUBSCRIBER}55"][1:3] == ["telegram", "a subscriber's chat"]


def test_programs_get_an_object_a_channel(desk: Telling) -> None:
    desk.settings("  - {id: desk, kind: console}")
    desk.fill(fill)

    found = {one["id"]: one for one in desk.run("channels", "list", "--format", "json").json}

    assert found["desk"]["suspended"] == "the bot was thrown out"
    assert found["desk"]["deliveries"]["pending"] == 1
    assert found["desk"]["paused_until"] == "2026-03-02T12:00:00Z"
    assert found["gone"]["kind"] is None
