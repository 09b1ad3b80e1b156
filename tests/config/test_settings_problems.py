"""Every problem of the settings at once, each once, and none that follows from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import settings
from monitor.errors import ConfigError


def told(folder: Path, text: str, *, tells: bool = True) -> list[str]:
    path = folder / "monitor.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        settings.load(path, {}, tells=tells)
    except ConfigError as error:
        return [f"{one.line}: {one.message}" for one in error.problems]
    return []


def test_what_does_not_add_up_in_one_source_is_told_though_another_does_not_read(tmp_path: Path) -> None:
    problems = told(
        tmp_path,
        """sources:
  - {id: a, kind: feed}
  - {id: b, kind: fed, url: "https://b.example/"}
  - {id: a, kind: listing, url: "https://c.example/", items: x}
""",
    )

    assert [problem.split(";")[0] for problem in problems] == [
        "2: a feed needs url",
        "3: `kind` should be one of feed, listing, json, sitemap, folder, found `fed`",
        "4: id 'a' stands in line 2 too",
        "4: a listing has no items",
    ]


def test_what_does_not_add_up_is_told_in_the_same_round_as_what_does_not_read(tmp_path: Path) -> None:
    problems = told(
        tmp_path,
        """stor: x
channels:
  - {id: a, kind: telegrm, chat: "@desk"}
  - {id: b, kind: telegram, chat: "@desk", digest: high, urgent: high}
  - {id: c, kind: console, routes: [{sources: [gov]}]}
retention: {raw: 1h}
ops_chat: 77
sources:
  - {id: gov, kind: fed}
""",
    )

    assert [problem.split(";")[0] for problem in problems] == [
        "1: unknown key `stor`",
        "3: `kind` should be one of telegram, console, apprise, webhook, atom, found `telegrm`",
        "4: set TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE)",
        "4: what is high is urgent and cannot wait for the digest",
        "6: is too short: what goes then is still worked with",
        "7: the operators' chat needs a bot: set TELEGRAM_BOT_TOKEN (or TELEGRAM_BOT_TOKEN_FILE)",
        "9: `kind` should be one of feed, listing, json, sitemap, folder, found `fed`",
    ]


def test_channels_that_do_not_read_are_not_taken_for_none(tmp_path: Path) -> None:
    (only,) = told(tmp_path, "channels: 5\n")

    assert only.startswith("1: `channels` should be a list")


def test_where_nothing_reads_as_a_list_of_sources_nothing_more_is_told(tmp_path: Path) -> None:
    assert len(told(tmp_path, "sources: 5\n")) == 1
    assert len(told(tmp_path, "sources: [5]\nstor: x\n")) == 2


def test_a_variable_that_is_not_set_is_one_problem(tmp_path: Path) -> None:
    problems = told(tmp_path, 'sources:\n  - {id: a, kind: feed, url: "${FEED}"}\n')

    assert problems == ["2: `FEED` is not set in the environment; set it, or write `${FEED:-default}`"]


def test_every_wrong_header_is_named(tmp_path: Path) -> None:
    (problem,) = told(
        tmp_path,
        'sources:\n  - {id: a, kind: feed, url: "https://a.example/", headers: {Host: x, "a b": y, X-A: 稀土, Ok: z}}\n',
    )

    assert [name in problem for name in ("Host", "`a b: y`", "`X-A: 稀土`", "Ok")] == [
        True,
        True,
        True,
        False,
    ]


def test_no_channel_is_called_as_the_operators_chat_is_in_commands(tmp_path: Path) -> None:
    (only,) = told(tmp_path, "channels: [{id: ops_chat, kind: console}]\n")

    assert "`ops_chat` names the operators' chat in commands; give the channel another id" in only


def test_who_only_looks_at_sources_needs_no_token(tmp_path: Path) -> None:
    text = 'ops_chat: 123\nbot: {}\nsources:\n  - {id: a, kind: feed, url: "https://a.example/"}\n'

    assert len(told(tmp_path, text)) == 2
    assert told(tmp_path, text, tells=False) == []
    assert len(told(tmp_path, text.replace("https", "ftp"), tells=False)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules: mine\nstor: x", "mine"),
        ("stor: x", "rules"),
        ("rules: [", "rules"),
        ("rules: 5", "rules"),
    ],
)
def test_the_rules_are_found_although_something_else_is_wrong(
    tmp_path: Path, text: str, expected: str
) -> None:
    (tmp_path / "rules").mkdir()
    path = tmp_path / "monitor.yaml"
    path.write_text(text, encoding="utf-8")

    assert settings.find_rules(path, {}) == tmp_path / expected


def test_where_nobody_can_say_where_they_are_no_folder_is_made_up(tmp_path: Path) -> None:
    assert settings.find_rules(tmp_path / "monitor.yaml", {}) is None
