from pathlib import Path

import pytest

from tests.cli.desks import Telling


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Telling:
    return Telling(folder=tmp_path, monkeypatch=monkeypatch, capsys=capsys)
