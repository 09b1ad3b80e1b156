"""Channels as an operator writes them."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from monitor.config import settings
from monitor.errors import ConfigError
from monitor.model import (
    Cap,
    ChannelConfig,
    ChannelKind,
    DigestPlan,
    Hours,
    Pace,
    Quiet,
    Route,
    Secret,
    Severity,
    Tier,
)

TOKEN = {"TELEGRAM_BOT_TOKEN": "12345:sesame"}
EVERYTHING = """
bot: {}
sources: [{id: miit, kind: folder, path: papers}]
channels:
  - id: desk
    kind: telegram
    chat: "-1001234567890"
    thread: 42
    pace: 5/min
    language: en
    limit: 900
    buttons: true
    routes:
      - topics: [rare-earth, export-control]
        severity: high
      - rules: [quota]
        tiers: [central-ministry]
        sources: [miit]
        languages: [zh]
        mentions: ["@national-bodies"]
    sound: high
    digest: low
    urgent: critical
    hours: {zone: Europe/Berlin, quiet: ["22:00-07:00", "12:30 - 13:00"], working_days: CN}
    cap: 10/1h
    damping: 6h
    digests: ["0 8 * * *", {cron: "0 9 * * 1", picture: true}]
    spikes: true
"""


def load(folder: Path, text: str, environment: dict[str, str] | None = None) -> tuple[ChannelConfig, ...]:
    path = folder / "monitor.yaml"
    path.write_text(text, encoding="utf-8")
    return settings.load(path, TOKEN | (environment or {})).channels


def problems(folder: Path, text: str, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, environment)
    return [str(problem).removeprefix(f"{folder}/monitor.yaml:") for problem in caught.value.problems]


def test_everything_an_operator_may_say(tmp_path: Path) -> None:
    assert load(tmp_path, EVERYTHING) == (
        ChannelConfig(
            id="desk",
            kind=ChannelKind.TELEGRAM,
            chat="-1001234567890",
            thread=42,
            pace=Pace(count=5),
            language="en",
            limit=900,
            buttons=True,
            routes=(
                Route(topics=frozenset({"rare-earth", "export-control"}), severity=Severity.HIGH),
                Route(
                    rules=frozenset({"quota"}),
                    tiers=frozenset({Tier.MINISTRY}),
                    sources=frozenset({"miit"}),
                    languages=frozenset({"zh"}),
                    mentions=frozenset({"national-bodies"}),
                ),
            ),
            sound=Severity.HIGH,
            digest=Severity.LOW,
            urgent=Severity.CRITICAL,
            hours=Hours(
                zone="Europe/Berlin",
                quiet=(Quiet(start=time(22), end=time(7)), Quiet(start=time(12, 30), end=time(13))),
                working_days="CN",
            ),
            cap=Cap(count=10),
            damping=timedelta(hours=6),
            digests=(DigestPlan(cron="0 8 * * *"), DigestPlan(cron="0 9 * * 1", picture=True)),
            spikes=True,
        ),
    )


def test_what_is_left_out_is_as_the_model_has_it(tmp_path: Path) -> None:
    (channel,) = load(tmp_path, "channels: [{id: tty, kind: console}]")

    assert channel == ChannelConfig(id="tty", kind=ChannelKind.CONSOLE)


def test_the_other_kinds_with_what_only_they_have(tmp_path: Path) -> None:
    (tmp_path / "hook.url").write_text("https://hook.example/x\n")
    (tmp_path / "hook.key").write_text("from-a-file\n")
    slack, hook, feed = load(
        tmp_path,
        "channels:\n"
        '  - {id: slack, kind: apprise, url: "${SLACK}", pace: 6/min}\n'
        "  - {id: hook, kind: webhook, url_file: hook.url, secret_file: hook.key}\n"
        "  - {id: feed, kind: atom, path: out/alerts.xml, spikes: true}\n",
        {"SLACK": "slack://a/b/c"},
    )

    assert (slack.url, slack.pace) == (Secret("slack://a/b/c"), Pace(count=6))
    assert (hook.url, hook.secret) == (Secret("https://hook.example/x"), Secret("from-a-file"))
    assert (hook.pace, feed.pace) == (None, None)
    assert feed.path == tmp_path / "out/alerts.xml"
    assert "slack://" not in repr((slack, hook))


def test_a_single_stretch_and_midnight_as_24_are_understood(tmp_path: Path) -> None:
    (channel,) = load(tmp_path, 'channels: [{id: a, kind: console, hours: {quiet: "20:00-24:00"}}]')

    assert channel.hours.quiet == (Quiet(start=time(20), end=time(0)),)


def test_values_may_come_from_the_environment(tmp_path: Path) -> None:
    text = "channels: [{id: a, kind: console, cap: '${CAP}', spikes: '${SPIKES}', limit: '${LIMIT}'}]"
    (channel,) = load(tmp_path, text, {"CAP": "3/30m", "SPIKES": "true", "LIMIT": "500"})

    assert channel.cap == Cap(count=3, window=timedelta(minutes=30))
    assert (channel.spikes, channel.limit) == (True, 500)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("thread: 0", "no topic of a forum"),
        ("language: fr", "write en or zh"),
        ("limit: 10", "200 to 4096"),
        ("limit: 5000", "200 to 4096"),
        ("limit: long", "should be a whole number"),
        ("sound: loud", "one of low, medium, high, critical"),
        ("digest: critical", "cannot wait for the digest"),
        ("digest: high, urgent: medium", "cannot wait for the digest"),
        ("cap: many", "as in 10/1h"),
        ("cap: 0/1h", "as in 10/1h"),
        ("cap: 10", "as in 10/1h"),
        ("cap: 10/", "as in 10/1h"),
        ("damping: 6", "as in 30m or 2d"),
        ("hours: {zone: Asia/Shangai}", "did you mean `Asia/Shanghai`?"),
        ("hours: {quiet: '22:00'}", "write it as 22:00-07:00"),
        ("hours: {quiet: [25:00-07:00]}", "from 00:00 to 24:00"),
        ("hours: {quiet: [24:30-07:00]}", "from 00:00 to 24:00"),
        ("hours: {quiet: [07:60-08:00]}", "from 00:00 to 24:00"),
        ("hours: {quiet: [07:00-07:00]}", "two different times"),
        ("hours: {quiet: [7]}", "write it as 22:00-07:00"),
        ('hours: {quiet: ["00:00-12:00", "12:00-24:00"]}', "nothing would ever be told"),
        ("hours: {working_days: XX}", "ISO 3166"),
        ("hours: {working_days: NO}", 'quote it: "NO"'),
        ('digests: ["0 8 * *"]', "is no plan"),
        ('digests: ["0 8 * * *", "0  8 * * *"]', "stands here twice"),
        ("digests: [{cron: 0 8 * * x}]", "is no plan"),
        ("digests: [{picture: true}]", "`cron` is missing"),
        ("digests: [8]", "should be"),
        ("routes: [{topic: x}]", "did you mean `topics`?"),
        ("routes: [{sources: [papers]}]", "there is no source `papers`"),
        ("routes: [{mentions: [ministries]}]", '"@ministries"'),
        ('routes: [{mentions: ["@"]}]', "is no vocabulary"),
        ("routes: [{languages: [Chinese]}]", "ISO 639-1"),
        ("routes: [{tiers: [ministry]}]", "should be one of"),
        ("templates: {allert: x}", "allert"),
        ("url: slack://x", "a telegram has no url; remove it, it belongs to kind: apprise or webhook"),
        ("chat: desk", "is no chat"),
    ],
)
def test_error_each_mistake_is_told_with_its_mend(tmp_path: Path, keys: str, told: str) -> None:
    chat = "" if "chat" in keys else ", chat: 5"

    (found,) = problems(tmp_path, f"channels: [{{id: a, kind: telegram{chat}, {keys}}}]")

    assert told in found


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ("kind: telegram", "a telegram channel needs chat"),
        ("kind: apprise", "an apprise channel needs url"),
        ("kind: webhook", "a webhook channel needs url"),
        ("kind: atom", "an atom channel needs path"),
        ("kind: console, pace: 5/min", "a console has no pace"),
        ("kind: console, thread: 4", "a console has no thread"),
        ("kind: atom, path: x, limit: 300", "an atom has no limit"),
        ('kind: atom, path: x, digests: [{cron: "0 8 * * *", picture: true}]', "an atom shows no pictures"),
        ("kind: webhook, url: ftp://x", "begins with http:// or https://"),
        ("kind: webhook, url: 'https://x/', url_file: y", "say the same thing twice"),
        ("kind: webhook, url_file: nowhere", "nowhere: No such file or directory"),
        ("kind: webhook, url: 'https://x/', secret: sesame", "a secret does not stand in this file"),
        ("kind: webhook, url: 'https://x/', secret: '${EMPTY}'", "secret is empty"),
        ("kind: apprise, url: '${EMPTY}'", "url is empty"),
        ("kind: apprise, url: general", "as Apprise writes them"),
    ],
)
def test_error_what_a_kind_lacks_or_does_not_know(tmp_path: Path, channel: str, told: str) -> None:
    (found,) = problems(tmp_path, f"channels: [{{id: a, {channel}}}]", {"EMPTY": ""})

    assert told in found
    assert "sesame" not in found


def test_error_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe")

    (found,) = problems(tmp_path, "channels: [{id: a, kind: webhook, url: 'https://x/', secret_file: key}]")

    assert found == "1:54: key: not UTF-8; name a readable file"


def test_error_all_at_once_each_in_its_place(tmp_path: Path) -> None:
    text = """\
channels:
  - id: desk
    kind: console
    cap: many
    routes:
      - topics: [a]
        severity: hihg
    hours:
      quiet: [nights]
"""
    assert [found.split(": ", 1)[0] for found in problems(tmp_path, text)] == ["4:10", "7:19", "9:15"]
