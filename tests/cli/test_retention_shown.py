"""What commands say of a document whose text was let go."""

import asyncio
import json
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.store import database
from tests.cli.test_newer_store import RULE, SETTINGS
from tests.store.test_retention import YEARS, purge, told


@pytest.fixture
def purged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "magnets.yaml").write_text(RULE, encoding="utf-8")
    (tmp_path / "monitor.yaml").write_text(SETTINGS, encoding="utf-8")
    opened = database.open_to_write(tmp_path / "data" / "monitor.db")

    async def fill() -> None:
        await told(opened, "a")
        await purge(opened, YEARS)

    asyncio.run(fill())
    opened.close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("purged")
def test_why_says_what_is_still_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["why", "#1"]) == 0

    said = capsys.readouterr().out
    assert "Title a" in said
    assert "  its text is kept no more (retention)\n" in said
    assert "  matched a-rule" in said


@pytest.mark.usefixtures("purged")
@pytest.mark.parametrize("wanted", ["#1", "https://news.example/a"])
def test_error_there_is_no_message_to_preview(capsys: pytest.CaptureFixture[str], wanted: str) -> None:
    assert main.run(["preview", wanted]) == 1

    (line,) = capsys.readouterr().err.splitlines()
    assert f"{wanted}: its text is kept no more, see `retention` in the settings" in line


@pytest.mark.usefixtures("purged")
def test_status_says_how_large_the_store_is_and_what_went_last(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["status"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("store: ")]
    assert "MB" in line
    assert "free to be used again; retention let go of 1 raw, 1 texts, 1 messages at " in line

    assert main.run(["status", "--format", "json"]) == 0
    store = json.loads(capsys.readouterr().out)["store"]
    assert store["bytes"] > store["free_bytes"] >= 0
    assert store["retention"]["purged"]["texts"] == 1


def test_status_of_a_store_that_let_go_of_nothing_says_so(
    purged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (purged / "data" / "monitor.db").unlink()
    database.open_to_write(purged / "data" / "monitor.db").close()

    assert main.run(["status"]) == 0
    assert "retention has let go of nothing yet" in capsys.readouterr().out
    assert main.run(["status", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["store"]["retention"] is None
