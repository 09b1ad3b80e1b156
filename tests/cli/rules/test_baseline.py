import asyncio
from pathlib import Path

import pytest

from monitor.cli.rules import baseline
from monitor.cli.rules.baseline import Baseline
from monitor.errors import MonitorError
from monitor.rules import codec
from monitor.store import database
from monitor.store.notes import Notes
from tests.acceptance.harness import RULES
from tests.cli.rules.git import commit_all

FILES = {"pilots.yaml": RULES}
EDITED = {"pilots.yaml": f"# edited\n{RULES}"}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "pilots.yaml").write_text(RULES, encoding="utf-8")
    return folder


async def keep(store: Path, files: dict[str, str] | None) -> None:
    opened = database.open_to_write(store)
    if files is not None:
        await Notes(opened).keep_rules(files, b"")
    opened.close()


async def test_other_rules_in_force_come_first(rules: Path, tmp_path: Path) -> None:
    commit_all(rules)
    opened = database.open_to_write(tmp_path / "monitor.db")
    await Notes(opened).keep_rules(EDITED, b"")

    found = await _in_a_thread(rules, tmp_path)

    opened.close()
    assert found == Baseline(name="the rules in force", files=EDITED, compiled=b"")


async def _in_a_thread(rules: Path, tmp_path: Path, files: dict[str, str] | None = None) -> Baseline | str:
    """Ask as a command does, without an event loop of its own."""
    return await asyncio.to_thread(baseline.found, rules, files or FILES, tmp_path / "monitor.db")


async def test_where_the_edit_is_live_git_tells_what_was_before(rules: Path, tmp_path: Path) -> None:
    commit_all(rules)
    await keep(tmp_path / "monitor.db", EDITED)

    found = await _in_a_thread(rules, tmp_path, EDITED)

    assert isinstance(found, Baseline)
    assert found.files == FILES
    assert found.name.startswith("git HEAD (")
    assert found.name.endswith(f"); {rules} is in force as it stands")


@pytest.mark.parametrize("kept", [None, FILES])
async def test_what_was_committed_and_not_edited_is_nothing_to_compare(
    rules: Path, tmp_path: Path, kept: dict[str, str] | None
) -> None:
    commit_all(rules)
    await keep(tmp_path / "monitor.db", kept)

    found = await _in_a_thread(rules, tmp_path)

    assert isinstance(found, str)
    assert found.startswith("nothing to compare: ")
    assert found.endswith("holds the same files")
    assert ("no rules were in force on this store yet" in found) is (kept is None)


def test_without_store_and_git_there_is_nothing_to_compare(rules: Path, tmp_path: Path) -> None:
    found = baseline.found(rules, FILES, tmp_path / "monitor.db")

    assert isinstance(found, str)
    assert "stands in no git repository" in found


def test_a_folder_goes_before_a_reference_of_its_name(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit_all(rules)
    monkeypatch.chdir(tmp_path)

    assert baseline.named("rules", rules) == Baseline(name="the folder rules", files=FILES)
    assert baseline.named("HEAD", rules).name.startswith("git HEAD (")


def test_error_rules_that_do_not_check() -> None:
    base = Baseline(name="the folder old", files={"pilots.yaml": RULES.replace("when:", "wen:")})

    with pytest.raises(
        MonitorError, match=r"nothing can be compared with them: the folder old/pilots\.yaml:3:5: "
    ):
        baseline.load(base)


def test_what_is_compiled_need_not_be_read() -> None:
    read, _ = baseline.load(Baseline(name="read", files=FILES))

    compiled, loader = baseline.load(Baseline(name="kept", files={}, compiled=codec.encode(read)))

    assert compiled.rules == read.rules
    assert loader.load(FILES, root="rules")[0] is not None


@pytest.mark.parametrize("compiled", [b"", b"damaged"])
def test_what_is_damaged_is_read_from_the_files(compiled: bytes) -> None:
    rules, _ = baseline.load(Baseline(name="kept", files=FILES, compiled=compiled))

    assert [rule.id for rule in rules.rules] == ["national-pilot"]


def test_error_neither_a_folder_nor_under_git(rules: Path) -> None:
    with pytest.raises(MonitorError) as caught:
        baseline.named("nofolder", rules)

    assert str(caught.value) == (
        f"nofolder: no such folder; and {rules} stands in no git repository, so it is no git reference either"
    )
