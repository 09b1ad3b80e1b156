from pathlib import Path

import pytest

from tests.cli.rules.folders import Folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    made = Folder(path=tmp_path, monkeypatch=monkeypatch)
    made.settings()
    return made
