from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.config import settings
from monitor.errors import ConfigError
from monitor.model import (
    BacklogRule,
    ChannelConfig,
    ChannelKind,
    Outlet,
    OutletKind,
    Pace,
    Secret,
    Source,
    SourceKind,
)

TELEGRAM = {"TELEGRAM_BOT_TOKEN": "12345:sesame", "TELEGRAM_CHANNEL": "@desk"}


def load(folder: Path, text: str, environment: dict[str, str] | None = None) -> settings.Settings:
    path = folder / "monitor.yaml"
    path.write_text(text, encoding="utf-8")
    return settings.load(path, environment or {})


def problems(folder: Path, text: str, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, environment)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_a_source_is_read_with_everything_an_operator_may_say(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        """
        sources:
          - id: miit
            kind: feed
            url: https://example.org/feed
            every: 1h30m
            backlog: none
            outlet: {name: MIIT, kind: official}
            language: zh
            zone: Asia/Urumqi
            verified: "2026-11-20"
        """,
    )

    assert loaded.sources == (
        Source(
            id="miit",
            kind=SourceKind.FEED,
            location="https://example.org/feed",
            every=timedelta(minutes=90),
            backlog=BacklogRule.NONE,
            outlet=Outlet(name="MIIT", kind=OutletKind.OFFICIAL),
            language="zh",
            zone="Asia/Urumqi",
            verified_on=date(2026, 11, 20),
        ),
    )


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    loaded = load(tmp_path, "sources: [{id: papers, kind: folder, path: papers}]")

    assert loaded.sources == (
        Source(
            id="papers",
            kind=SourceKind.FOLDER,
            location=str(tmp_path / "papers"),
            outlet=Outlet(name="papers"),
        ),
    )
    assert (loaded.store, loaded.rules) == (tmp_path / "data/monitor.db", tmp_path / "rules")
    assert loaded.channels == (ChannelConfig(id="console", kind=ChannelKind.CONSOLE),)


def test_relative_paths_are_relative_to_the_file_and_absolute_ones_stay(tmp_path: Path) -> None:
    loaded = load(tmp_path, "store: /var/lib/monitor.db\nrules: ../rules\n")

    assert (loaded.store, loaded.rules) == (Path("/var/lib/monitor.db"), tmp_path / "../rules")


def test_a_sqlite_address_is_relative_to_the_file_too(tmp_path: Path) -> None:
    assert load(tmp_path, "store: sqlite:///x.db").store == tmp_path / "x.db"
    assert load(tmp_path, "store: sqlite:////var/x.db").store == Path("/var/x.db")


def test_values_come_from_the_environment(tmp_path: Path) -> None:
    text = "store: ${STORE:-data/x.db}\nsources: [{id: a, kind: feed, url: 'https://${HOST}/f'}]"

    assert load(tmp_path, text, {"HOST": "example.org"}).store == tmp_path / "data/x.db"
    assert (
        load(tmp_path, text, {"HOST": "h.example", "STORE": "/s"}).sources[0].location
        == "https://h.example/f"
    )


def test_the_environment_makes_one_telegram_channel(tmp_path: Path) -> None:
    loaded = load(tmp_path, "rules: rules", TELEGRAM)

    assert loaded.token == Secret("12345:sesame")
    assert "sesame" not in repr(loaded)
    assert loaded.channels == (
        ChannelConfig(id="telegram", kind=ChannelKind.TELEGRAM, chat="@desk", pace=Pace()),
    )


def test_the_pace_of_the_environment_is_for_a_server_of_ones_own(tmp_path: Path) -> None:
    (channel,) = load(tmp_path, "rules: rules", {**TELEGRAM, "TELEGRAM_PACE": "off"}).channels

    assert channel.pace is None


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("12345:from-file\n")

    loaded = load(
        tmp_path,
        "rules: rules",
        {"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token"), "TELEGRAM_CHANNEL": "-100"},
    )

    assert loaded.token == Secret("12345:from-file")


def test_named_channels_are_the_channels(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "channels:\n  - {id: desk, kind: telegram, chat: -1001, pace: off}\n"
        '  - {id: slow, kind: telegram, chat: "@slow", pace: 5/h}\n  - {id: tty, kind: console}\n',
        TELEGRAM,
    )

    assert loaded.channels == (
        ChannelConfig(id="desk", kind=ChannelKind.TELEGRAM, chat="-1001", pace=None),
        ChannelConfig(
            id="slow", kind=ChannelKind.TELEGRAM, chat="@slow", pace=Pace(count=5, window=timedelta(hours=1))
        ),
        ChannelConfig(id="tty", kind=ChannelKind.CONSOLE),
    )


@pytest.mark.parametrize(
    ("text", "environment", "said"),
    [
        pytest.param("sources: [{id: a b, kind: feed, url: 'https://x/'}]", {}, "without spaces", id="id"),
        pytest.param(
            "sources: [{id: a, kind: feed, url: 'https://x/', every: soon}]", {}, "30m or 2d", id="every"
        ),
        pytest.param(
            "sources: [{id: a, kind: feed, url: 'https://x/', backlog: some}]",
            {},
            "all or none",
            id="backlog",
        ),
        pytest.param(
            "sources: [{id: a, kind: feed, url: 'https://x/', zone: Beijing}]", {}, "no time zone", id="zone"
        ),
        pytest.param(
            "sources: [{id: a, kind: feed, url: 'ftp://x/'}]", {}, "http:// or https://", id="address"
        ),
        pytest.param(
            "sources: [{id: a, kind: feed, url: 'https://[x/'}]", {}, "http:// or https://", id="broken"
        ),
        pytest.param("sources: [{id: a, kind: folder}]", {}, "needs path", id="no path"),
        pytest.param("sources: [{id: a, kind: folder, path: x, url: y}]", {}, "has no url", id="both"),
        pytest.param(
            "sources: [{id: a, kind: feed, url: 'https://x/', every: 30}]",
            {},
            "write a number with s",
            id="number",
        ),
        pytest.param(
            "sources: [{id: a, kind: feed, url: 'https://x y/'}]", {}, "http:// or https://", id="space"
        ),
        pytest.param('store: "a\\0b"', {}, "without control characters", id="NUL"),
        pytest.param("store: postgresql://u:secret@h/d", {}, "SQLite", id="database"),
        pytest.param("fetch: {contact: 张三}", {}, "in ASCII", id="contact"),
        pytest.param("fetch: {allow_private: ['http://x']}", {}, "host:port", id="allow_private"),
        pytest.param(
            "channels: [{id: a, kind: console, chat: 5}]", {}, "a console has no chat", id="console chat"
        ),
        pytest.param(
            "channels: [{id: a, kind: console}, {id: a, kind: console}]", {}, "rename one", id="twice"
        ),
        pytest.param(
            "channels: [{id: a, kind: telegram, chat: x, pace: fast}]", TELEGRAM, "20/min", id="pace"
        ),
        pytest.param("channels: [{id: a, kind: telegram, chat: 5}]", {}, "TELEGRAM_BOT_TOKEN", id="no token"),
        pytest.param(
            "rules: rules",
            {"TELEGRAM_BOT_TOKEN": "1:x"},
            "TELEGRAM_CHANNEL is not; set both",
            id="no channel",
        ),
        pytest.param(
            "rules: rules",
            {**TELEGRAM, "TELEGRAM_CHANNEL": "desk"},
            "TELEGRAM_CHANNEL: 'desk' is no chat; write its numeric id",
            id="a channel without @",
        ),
        pytest.param(
            "rules: rules", {**TELEGRAM, "TELEGRAM_PACE": "fast"}, "TELEGRAM_PACE", id="environment pace"
        ),
        pytest.param(
            "rules: rules",
            {"TELEGRAM_BOT_TOKEN_FILE": "/nowhere", "TELEGRAM_CHANNEL": "@x"},
            "name a readable file",
            id="token file",
        ),
        pytest.param("store: [a]", {}, "`store` should be a text", id="a list for a text"),
    ],
)
def test_error_each_mistake_is_told_with_its_mend(
    tmp_path: Path, text: str, environment: dict[str, str], said: str
) -> None:
    assert any(said in problem for problem in problems(tmp_path, text, environment)), problems(
        tmp_path, text, environment
    )


def test_error_all_mistakes_are_told_at_once_each_in_its_place(tmp_path: Path) -> None:
    text = "sources:\n  - {id: a, kind: feed}\n  - {id: a, kind: folder, url: x}\n"

    assert [problem.split(": ")[0] for problem in problems(tmp_path, text)] == [
        "monitor.yaml:2:5",
        "monitor.yaml:3:6",
        "monitor.yaml:3:27",
    ]


def test_error_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "monitor.yaml").write_bytes("rules: 规则\n".encode("gb18030"))

    with pytest.raises(ConfigError, match="is not UTF-8"):
        settings.load(tmp_path / "monitor.yaml", {})


@pytest.mark.parametrize(
    ("text", "environment", "chat"),
    [
        pytest.param("rules: rules", {}, None, id="none"),
        pytest.param("ops_chat: -1005", {}, "-1005", id="a number"),
        pytest.param('ops_chat: "@desk_ops"', {}, "@desk_ops", id="a name"),
        pytest.param("rules: rules", {"TELEGRAM_OPS_CHAT": "77"}, "77", id="of the environment"),
        pytest.param("ops_chat: 5", {"TELEGRAM_OPS_CHAT": "77"}, "5", id="of both, the file's"),
        pytest.param("ops_chat: ${OPS}", {"OPS": "77"}, "77", id="a variable of one's own"),
        pytest.param("rules: rules", {"TELEGRAM_OPS_CHAT": " "}, None, id="an empty variable"),
    ],
)
def test_the_operators_chat(tmp_path: Path, text: str, environment: dict[str, str], chat: str | None) -> None:
    assert load(tmp_path, text, {**TELEGRAM, **environment}).ops_chat == chat


@pytest.mark.parametrize(
    ("text", "environment", "said"),
    [
        (
            "ops_chat: desk",
            TELEGRAM,
            "monitor.yaml:1:11: `ops_chat`: 'desk' is no chat; write its numeric id",
        ),
        ("ops_chat: yes", TELEGRAM, "monitor.yaml:1:11: `ops_chat`: True is no chat"),
        ("ops_chat: 77", {}, "monitor.yaml:1:1: the operators' chat needs a bot: set TELEGRAM_BOT_TOKEN"),
        (
            "rules: rules",
            {**TELEGRAM, "TELEGRAM_OPS_CHAT": "https://t.me/desk"},
            "environment: TELEGRAM_OPS_CHAT: 'https://t.me/desk' is no chat",
        ),
    ],
)
def test_error_an_operators_chat_that_is_none(
    tmp_path: Path, text: str, environment: dict[str, str], said: str
) -> None:
    (problem,) = problems(tmp_path, text, environment)

    assert problem.startswith(said)


@pytest.mark.parametrize(
    ("text", "store"),
    [
        ("sources: [\nstore: here.db\n", "here.db"),
        ("sorces: []\nstore: sqlite:///${WHERE:-there}.db # where\n", "there.db"),
        ("sorces: []\n", "data/monitor.db"),
    ],
)
def test_the_store_is_found_though_the_settings_are_wrong(tmp_path: Path, text: str, store: str) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(text)

    assert settings.find_store(path, {}) == tmp_path / store


@pytest.mark.parametrize("text", ["store: ${NOWHERE}\n", "store: [a]\n", "store: postgresql://x/y\n"])
def test_no_store_is_found_where_its_own_line_is_wrong(tmp_path: Path, text: str) -> None:
    path = tmp_path / "monitor.yaml"
    path.write_text(text)

    assert settings.find_store(path, {}) is None
    assert settings.find_store(tmp_path / "none.yaml", {}) is None
