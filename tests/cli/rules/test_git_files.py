"""Against a real git repository in a folder of its own."""

import os
from pathlib import Path

import pytest

from monitor.cli.rules import git_files
from monitor.errors import MonitorError
from tests.cli.rules.git import commit_all, git

PILOTS = "topic: pilots\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A work tree with one commit, and files that are no rule files in it."""
    folder = tmp_path / "desk" / "rules"
    folder.mkdir(parents=True)
    (folder / "pilots.yaml").write_text(PILOTS, encoding="utf-8")
    (folder / "名单.yml").write_text("\ufefftopic: 名单\n", encoding="utf-8")
    (folder / ".hidden.yaml").write_text("", encoding="utf-8")
    (folder / "README.md").write_text("", encoding="utf-8")
    (folder / "old").mkdir()
    (folder / "old" / "inner.yaml").write_text("", encoding="utf-8")
    (folder / "link.yaml").symlink_to("pilots.yaml")
    commit_all(tmp_path)
    return folder


def test_the_files_as_they_were_committed(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (rules / "pilots.yaml").write_text("edited", encoding="utf-8")
    monkeypatch.setenv("GIT_DIR", "elsewhere")

    commit, files = git_files.read(rules, "HEAD")

    monkeypatch.delenv("GIT_DIR")
    assert git(rules, "rev-parse", "HEAD").startswith(commit)
    assert files == {"pilots.yaml": PILOTS, "名单.yml": "topic: 名单\n"}


def test_the_folder_may_be_the_top_of_the_work_tree(tmp_path: Path) -> None:
    (tmp_path / "pilots.yaml").write_text(PILOTS, encoding="utf-8")
    commit_all(tmp_path)

    assert git_files.read(tmp_path, "HEAD")[1] == {"pilots.yaml": PILOTS}


def refused(folder: Path, reference: str) -> str:
    with pytest.raises(MonitorError) as caught:
        git_files.read(folder, reference)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("reference", ["--output=/tmp/x", "-", "-h"])
def test_error_a_reference_that_is_an_option(rules: Path, reference: str) -> None:
    assert "no git reference begins with `-`" in refused(rules, reference)


@pytest.mark.parametrize("reference", ["nowhere", "HEAD~9", "HEAD:rules", "$(touch x)"])
def test_error_an_unknown_reference(rules: Path, reference: str) -> None:
    assert refused(rules, reference).startswith(f"{reference}: no such git reference, and no such folder")


def test_error_no_repository(tmp_path: Path) -> None:
    assert refused(tmp_path, "HEAD").startswith(f"{tmp_path} stands in no git repository")


def test_error_a_folder_that_was_not_there_yet(rules: Path) -> None:
    later = rules.parent / "later"
    later.mkdir()

    assert f"{later}: did not exist at HEAD" in refused(later, "HEAD")


def test_error_a_folder_without_rules_then(rules: Path) -> None:
    assert f"{rules / 'old'}: held no rule file at HEAD" in _without_rules(rules)


def _without_rules(rules: Path) -> str:
    git(rules, "mv", "old/inner.yaml", "old/inner.txt")
    git(rules, "commit", "--quiet", "--message", "second")
    return refused(rules / "old", "HEAD")


def test_error_a_file_that_was_not_utf8(rules: Path) -> None:
    (rules / "pilots.yaml").write_bytes("名单".encode("gb18030"))
    git(rules, "commit", "--quiet", "--all", "--message", "second")

    assert "pilots.yaml cannot be read at HEAD: it is not UTF-8" in refused(rules, "HEAD")


def test_error_no_git(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)

    assert "the git program cannot be run here" in refused(rules, "HEAD")


def test_error_git_that_does_not_answer(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec /bin/cat /dev/zero > /dev/null\n", encoding="ascii")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent))

    with pytest.raises(MonitorError, match=r"git did not answer in 0\.2 s"):
        git_files.read(rules, "HEAD", patience=0.2)
