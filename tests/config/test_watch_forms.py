"""How the program says that it works, as the settings say it."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from monitor.config import settings
from monitor.errors import ConfigError
from monitor.model import Secret
from monitor.model.watching import HeartbeatConfig, LogConfig, LogFormat, LogLevel, Method

URL = "https://hc-ping.example/0d2f"


def load(folder: Path, text: str, environment: dict[str, str] | None = None) -> settings.Settings:
    path = folder / "monitor.yaml"
    path.write_text(text, encoding="utf-8")
    return settings.load(path, environment or {})


def problem(folder: Path, text: str, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as raised:
        load(folder, text, environment)
    (found,) = raised.value.problems
    return str(found).replace(str(folder), "").lstrip("/")


@pytest.mark.parametrize(
    ("text", "environment", "made"),
    [
        ("rules: rules", {}, LogConfig()),
        (
            "rules: rules",
            {"MONITOR_LOG": "text", "MONITOR_LOG_LEVEL": "debug"},
            (LogFormat.TEXT, LogLevel.DEBUG),
        ),
        ("log: {format: json}", {"MONITOR_LOG": "text"}, (LogFormat.JSON, LogLevel.INFO)),
        ("log: {level: error}", {"MONITOR_LOG_LEVEL": "debug"}, (None, LogLevel.ERROR)),
    ],
)
def test_the_log(
    tmp_path: Path,
    text: str,
    environment: dict[str, str],
    made: LogConfig | tuple[LogFormat | None, LogLevel],
) -> None:
    wanted = made if isinstance(made, LogConfig) else LogConfig(format=made[0], level=made[1])

    assert load(tmp_path, text, environment).log == wanted


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (
            {"MONITOR_LOG": "xml"},
            "environment: MONITOR_LOG: 'xml' is not known; write one of json, text",
        ),
        (
            {"MONITOR_LOG_LEVEL": "loud"},
            "environment: MONITOR_LOG_LEVEL: 'loud' is not known; write one of debug, info, warning, error",
        ),
    ],
)
def test_error_a_log_of_the_environment_that_is_none(
    tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    assert problem(tmp_path, "rules: rules", environment) == said


@pytest.mark.parametrize(
    ("text", "environment", "made"),
    [
        ("rules: rules", {}, None),
        ("rules: rules", {"MONITOR_HEARTBEAT_URL": f" {URL} "}, HeartbeatConfig(url=Secret(URL))),
        (
            "heartbeat: {url: '${HC}', every: 1m, method: get}",
            {"HC": URL},
            HeartbeatConfig(url=Secret(URL), every=timedelta(minutes=1), method=Method.GET),
        ),
        (
            "heartbeat: {every: 1h}",
            {"MONITOR_HEARTBEAT_URL": URL},
            HeartbeatConfig(url=Secret(URL), every=timedelta(hours=1)),
        ),
        ("heartbeat: {url_file: hc}", {}, HeartbeatConfig(url=Secret(URL))),
    ],
)
def test_the_heartbeat(
    tmp_path: Path, text: str, environment: dict[str, str], made: HeartbeatConfig | None
) -> None:
    (tmp_path / "hc").write_text(f"{URL}\n", encoding="utf-8")

    assert load(tmp_path, text, environment).heartbeat == made


@pytest.mark.parametrize(
    ("text", "environment", "said"),
    [
        ("heartbeat: {}", {}, "monitor.yaml:1:12: a heartbeat needs an address: set url, url_file, or"),
        ("heartbeat: {url: hc-ping/0d2f}", {}, "monitor.yaml:1:13: it is no web address"),
        ("heartbeat: {url_file: none}", {}, "monitor.yaml:1:13: none: No such file"),
        (
            "heartbeat: {url: a, url_file: b}",
            {},
            "monitor.yaml:1:21: url and url_file say the same thing twice",
        ),
        (
            "rules: rules",
            {"MONITOR_HEARTBEAT_URL": "0d2f"},
            "environment: MONITOR_HEARTBEAT_URL: it is no web address",
        ),
        (
            "rules: rules",
            {"MONITOR_HEARTBEAT_URL": URL, "MONITOR_HEARTBEAT_URL_FILE": "hc"},
            "environment: MONITOR_HEARTBEAT_URL and MONITOR_HEARTBEAT_URL_FILE are both set",
        ),
        (
            "heartbeat: {url: 'https://a.example', every: 1s}",
            {},
            "monitor.yaml:1:46: `every`: '1s' is out of range",
        ),
    ],
)
def test_error_a_heartbeat_that_cannot_beat_and_its_address_is_not_shown(
    tmp_path: Path, text: str, environment: dict[str, str], said: str
) -> None:
    found = problem(tmp_path, text, environment)

    assert found.startswith(said)
    assert "0d2f" not in found


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("rules: rules", time(9)),
        ('still_here: "7:30"', time(7, 30)),
        ("still_here: off", None),
        ('still_here: "off"', None),
    ],
)
def test_the_hour_of_the_line_a_day(tmp_path: Path, text: str, at: time | None) -> None:
    assert load(tmp_path, text).still_here == at


@pytest.mark.parametrize("value", ["9", '"25:00"', "nine", "true"])
def test_error_an_hour_that_is_none(tmp_path: Path, value: str) -> None:
    assert "is no hour of the day; write it in quotes" in problem(tmp_path, f"still_here: {value}")
