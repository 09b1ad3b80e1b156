from pathlib import Path

import pytest

from monitor.config import rule_files
from monitor.reload import prepared
from monitor.rules import codec
from tests.acceptance.harness import RULES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "rules"
    made.mkdir()
    (made / "a.yaml").write_text(RULES, encoding="utf-8")
    return made


def test_a_prepared_set_is_found_by_the_hash_of_its_files(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "prepared.rules"
    hash_ = rule_files.content_key(rule_files.read_rule_files(folder))

    assert prepared.main([str(folder)], place) == 0

    found = prepared.find(hash_, place)
    assert found is not None
    decoded = codec.decode(found)
    assert decoded is not None
    assert decoded.hash == hash_


def test_another_set_or_none_is_not_found(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "prepared.rules"
    assert prepared.find("0" * 64, place) is None

    prepared.prepare(folder, place)

    assert prepared.find("0" * 64, place) is None


def test_rules_that_do_not_check_are_named_and_not_prepared(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.yaml").write_text(RULES.replace("severity:", "severty:"), encoding="utf-8")
    place = tmp_path / "prepared.rules"

    assert prepared.main([str(folder)], place) == 1

    assert "severty" in capsys.readouterr().err
    assert not place.exists()


def test_a_checkout_has_no_prepared_rules() -> None:
    """They belong to one packed program; left lying about, they would only hide that loading works."""
    assert not prepared.PLACE.exists()
