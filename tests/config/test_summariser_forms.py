from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import settings
from monitor.errors import ConfigError
from monitor.model import SummariserConfig


def load(folder: Path, text: str) -> SummariserConfig | None:
    file = folder / "monitor.yaml"
    file.write_text(f"sources: []\n{text}\n", encoding="utf-8")
    return settings.load(file, {}).summariser


def test_without_a_word_there_is_none(tmp_path: Path) -> None:
    assert load(tmp_path, "") is None


def test_what_is_left_out_is_as_the_model_has_it(tmp_path: Path) -> None:
    assert load(
        tmp_path, "summariser: {url: ' http://127.0.0.1:11434/v1', model: qwen3}"
    ) == SummariserConfig(url="http://127.0.0.1:11434/v1", model="qwen3")


def test_the_key_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k-1\n", encoding="utf-8")

    found = load(tmp_path, "summariser: {url: 'https://e.org/v1', model: m, key_file: key, timeout: 1m}")

    assert found is not None
    assert found.key is not None
    assert (found.key.reveal(), found.timeout) == ("k-1", timedelta(minutes=1))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{url: nowhere, model: m}", "'nowhere' is no web address; write it like http://127.0.0.1:11434/v1"),
        ("{url: 'http://e.org', model: ''}", "'' is no model's name; write it as its server calls it"),
        ("{url: 'http://e.org', model: m, timeout: 1h}", "'1h' is out of range; write 1s to 2m"),
        (
            "{url: 'http://e.org', model: m, key: 钥匙}",
            "the key cannot stand in a request; write it in printable ASCII",
        ),
        (
            "{url: 'http://e.org', model: m, key_file: none}",
            "none: No such file or directory; name a readable file",
        ),
        ("{url: 'http://e.org', model: m, key: k, key_file: none}", "key stands beside it; keep one of them"),
        ("{url: 'http://e.org'}", "model"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, f"summariser: {entry}")

    assert len(caught.value.problems) == 1
    assert said in str(caught.value.problems[0])
    assert caught.value.problems[0].line == 2
