import os
import stat
from pathlib import Path

import pytest

from monitor.config import secret_files, settings
from monitor.errors import ConfigError

TOKEN = "7654321:AAcanaryCANARYcanary"


def test_a_secret_is_read_without_the_white_space_and_the_mark_of_an_editor_around_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"\xef\xbb\xbf  a key \r\n\n")

    assert secret_files.read(file, "secret") == "a key"


def test_a_secret_is_read_through_the_links_that_kubernetes_makes(tmp_path: Path) -> None:
    (tmp_path / "..2026").mkdir()
    (tmp_path / "..2026/token").write_text("key", encoding="utf-8")
    (tmp_path / "..data").symlink_to("..2026")
    (tmp_path / "token").symlink_to("..data/token")

    assert secret_files.read(tmp_path / "token", "token") == "key"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b" \n\t\n", "is empty; write the secret into it", id="white space"),
        pytest.param(b"\xff\xfe\x00", "not UTF-8; name a readable file", id="not text"),
        pytest.param(b"x" * 65_537, "is too long for a secret", id="another file by mistake"),
    ],
)
def test_a_file_that_holds_no_secret_is_refused_with_the_mend(
    tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)

    with pytest.raises(ValueError, match=told):
        secret_files.read(file, "secret")


def test_what_is_no_plain_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for name in ("pipe", "."):
        with pytest.raises(ValueError, match="is no plain file"):
            secret_files.read(tmp_path / name, name)


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^secrets/token: No such file or directory; name a readable file$"):
        secret_files.read(tmp_path / "nowhere", "secrets/token")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        pytest.param({"TELEGRAM_BOT_TOKEN": f"TELEGRAM_BOT_TOKEN={TOKEN}"}, "TELEGRAM_BOT_TOKEN: holds no bot token", id="pasted with its name"),
        pytest.param({"TELEGRAM_BOT_TOKEN": "AAcanaryCANARYcanary"}, "TELEGRAM_BOT_TOKEN: holds no bot token", id="the number is missing"),
        pytest.param({"TELEGRAM_BOT_TOKEN_FILE": "two"}, "TELEGRAM_BOT_TOKEN_FILE: holds no bot token", id="a file with more in it"),
        pytest.param({"TELEGRAM_BOT_TOKEN_FILE": "empty"}, "TELEGRAM_BOT_TOKEN_FILE: empty: is empty", id="an empty file"),
        pytest.param({"TELEGRAM_BOT_TOKEN_FILE": "none"}, "TELEGRAM_BOT_TOKEN_FILE: none: No such file", id="no file"),
        pytest.param({"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BOT_TOKEN_FILE": "good"}, "TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set; unset one", id="both"),
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_used_is_one_line_that_does_not_show_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good").write_text(TOKEN, encoding="utf-8")
    Path("two").write_text(f"{TOKEN}\n{TOKEN}\n", encoding="utf-8")
    Path("empty").write_text("\n", encoding="utf-8")
    lines = "channels: [{id: a, kind: telegram, chat: '@desk'}, {id: b, kind: telegram, chat: '@second'}]\n"
    path = tmp_path / "monitor.yaml"
    path.write_text(f"{lines}ops_chat: 77\nbot: {{}}\n", encoding="utf-8")

    with pytest.raises(ConfigError) as raised:
        settings.load(path, environment)

    (problem,) = raised.value.problems
    assert told in problem.message
    assert "canary" not in str(problem)


@pytest.mark.parametrize("token", [TOKEN, f"{TOKEN}/test", f"  {TOKEN}\n"])
def test_a_token_is_taken_from_the_variable_or_its_file(tmp_path: Path, token: str) -> None:
    file = tmp_path / "token"
    file.write_text(token, encoding="utf-8")
    file.chmod(stat.S_IRUSR)

    assert secret_files.bot_token({"TELEGRAM_BOT_TOKEN": token}) == token.strip()
    assert secret_files.bot_token({"TELEGRAM_BOT_TOKEN_FILE": str(file)}) == token.strip()
    assert secret_files.bot_token({"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_BOT_TOKEN_FILE": " "}) is None


@pytest.mark.parametrize(
    "channel",
    [
        "channels: [{id: a, kind: webhook, url_file: empty}]",
        "channels: [{id: a, kind: webhook, url: 'https://x.example/', secret_file: empty}]",
        "channels: [{id: a, kind: apprise, url_file: empty}]",
        "summariser: {url: 'http://127.0.0.1:1/v1', model: m, key_file: empty}",
        "heartbeat: {url_file: empty}",
    ],
)
def test_every_key_that_names_a_secrets_file_refuses_an_empty_one(tmp_path: Path, channel: str) -> None:
    (tmp_path / "empty").write_text(" \n", encoding="utf-8")
    path = tmp_path / "monitor.yaml"
    path.write_text(channel, encoding="utf-8")

    with pytest.raises(ConfigError) as raised:
        settings.load(path, {})

    (problem,) = raised.value.problems
    assert "empty: is empty" in problem.message
    assert problem.line == 1
