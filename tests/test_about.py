"""Which program this is."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor import about

COMMIT = "54d27b9befc48db54e1d691f87bbade851708538"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / ".git/refs/heads").mkdir(parents=True)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    return tmp_path


def test_an_image_says_its_commit_by_a_variable(checkout: Path) -> None:
    assert about.commit({"MONITOR_COMMIT": COMMIT}, checkout) == COMMIT[:12]


def test_a_checkout_says_its_commit_by_its_branch_packed_or_not(checkout: Path) -> None:
    packed = f"# pack-refs with: peeled\n{'0' * 40} refs/heads/other\n{COMMIT} refs/heads/main\n"
    (checkout / ".git/packed-refs").write_text(packed, encoding="ascii")
    assert about.commit({}, checkout) == COMMIT[:12]

    (checkout / ".git/refs/heads/main").write_text(f"{'1' * 40}\n", encoding="ascii")
    assert about.commit({}, checkout) == "1" * 12


def test_a_checkout_of_no_branch_is_the_commit_itself(checkout: Path) -> None:
    (checkout / ".git/HEAD").write_text(f"{COMMIT}\n", encoding="ascii")

    assert about.commit({}, checkout) == COMMIT[:12]


def test_where_nobody_says_it_it_is_unknown(tmp_path: Path, checkout: Path) -> None:
    assert about.commit({}, tmp_path / "none") == "unknown"
    (checkout / ".git/packed-refs").write_text("", encoding="ascii")
    assert about.commit({}, checkout) == "unknown"


def test_the_version_is_that_of_the_installed_program() -> None:
    assert about.released()[0].isdigit()
