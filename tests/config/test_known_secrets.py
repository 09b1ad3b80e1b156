from pathlib import Path

import pytest

from monitor.config import known_secrets, settings
from monitor.errors import ConfigError

HELD = "canary-4711-of-a-variable"


def load(tmp_path: Path, text: str, **environment: str) -> settings.Settings:
    path = tmp_path / "monitor.yaml"
    path.write_text(text, encoding="utf-8")
    return settings.load(path, {"HELD": HELD, **environment})


def test_every_secret_of_the_settings_is_known(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "channels:\n"
        "  - {id: a, kind: webhook, url: 'https://x.example/hook-path-4711', secret: '${SIGN}'}\n"
        "  - {id: b, kind: apprise, url: 'json://user:apprise-pass@x.example/'}\n"
        "  - {id: c, kind: console}\n"
        "summariser: {url: 'http://127.0.0.1:1/v1', model: m, key: model-key}\n"
        "heartbeat: {url: 'https://beat.example/beat-key-4711'}\n",
        SIGN="signing-key",
        TELEGRAM_BOT_TOKEN="12345:token-part",
    )

    known = {secret.reveal() for secret in known_secrets.of(loaded)}

    assert {
        "12345:token-part",
        "hook-path-4711",
        "signing-key",
        "apprise-pass",
        "model-key",
        "beat-key-4711",
    } <= known


def test_settings_without_secrets_have_none(tmp_path: Path) -> None:
    loaded = load(tmp_path, "summariser: {url: 'http://127.0.0.1:1/v1', model: m}\n")

    assert known_secrets.of(loaded) == ()


@pytest.mark.parametrize(
    "line",
    [
        "channels: [{id: a, kind: telegram, chat: '${HELD}'}]",
        "channels: [{id: a, kind: webhook, url: '${HELD}', pace: '${HELD}'}]",
        "summariser: {url: '${HELD}', model: m}",
        'summariser: {url: "http://x.example/", model: "é${HELD}\\n"}',
        "bot: {admins: ['${HELD}']}",
        "channels: [{id: a, kind: console, language: '${HELD}'}]",
        "sources: [{id: a, kind: feed, url: '${HELD}'}]",
        "fetch: {contact: '${HELD}é'}",
        "fetch: {allow_private: ['${HELD}/x y']}",
        "store: 'postgres://${HELD}'",
    ],
)
def test_a_mistake_names_the_variable_and_not_what_it_holds(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, line)

    told = "\n".join(map(str, raised.value.problems))
    assert HELD not in told
    assert "${HELD}" in told or "postgres" in told


def test_a_mistake_in_plain_words_of_the_file_is_shown_as_it_stands(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nochat"):
        load(tmp_path, "channels: [{id: '${SHORT}', kind: telegram, chat: 'nochat'}]", SHORT="no")
