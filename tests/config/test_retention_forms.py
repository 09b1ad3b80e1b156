"""`retention:` as people write it."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import settings
from monitor.errors import ConfigError
from monitor.model import Retention


def load(tmp_path: Path, written: str) -> settings.Settings:
    path = tmp_path / "monitor.yaml"
    path.write_text(f"retention: {written}\n", encoding="utf-8")
    return settings.load(path, {})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("{}", Retention(), id="nothing said: as the pages say"),
        pytest.param(
            "{raw: 7d, texts: 3650d, log: 30d}",
            Retention(raw=timedelta(days=7), texts=timedelta(days=3650), log=timedelta(days=30)),
            id="lengths of time, years too",
        ),
        pytest.param(
            "{raw: forever, texts: forever, log: forever}",
            Retention(raw=None, texts=None, log=None),
            id="for ever",
        ),
        pytest.param("{texts: forever}", Retention(texts=None), id="texts alone"),
        pytest.param("{raw: 365d}", Retention(raw=timedelta(days=365)), id="as long as texts"),
    ],
)
def test_periods_are_read(tmp_path: Path, written: str, expected: Retention) -> None:
    assert load(tmp_path, written).retention == expected


@pytest.mark.parametrize(
    ("written", "place", "problem"),
    [
        ("{raw: soon}", "1:18", "'soon' is no length of time"),
        ("{raw: soon}", "1:18", "or write forever"),
        ("{raw: 14}", "1:18", "14 has no unit; write 14d for days, or forever"),
        ("{raw: 366d}", "1:13", "raw bytes are kept no longer than texts"),
        ("{raw: forever}", "1:13", "raw bytes are kept no longer than texts"),
        ("{texts: 20d}", "1:13", "is too short"),
        ("{raw: 1h}", "1:13", "write at least 1d"),
        ("{log: 1d}", "1:13", "write at least 7d"),
        ("{log: 99}", "1:18", "log"),
        ("{logs: 99d}", "1:13", "logs"),
        ("{texts: 999999d}", "1:20", "out of range"),
    ],
)
def test_error_a_period_that_cannot_be_kept(tmp_path: Path, written: str, place: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, written)

    (found,) = caught.value.problems
    assert problem in found.message
    assert f"{found.line}:{found.column}" == place
