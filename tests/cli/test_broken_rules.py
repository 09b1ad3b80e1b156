"""Every kind of mistake in a rule file, with exactly what an analyst is told of it."""

from pathlib import Path

import pytest

from tests.cli.conftest import Desk

DATA = Path(__file__).parents[1] / "data"
BROKEN = sorted(path.stem for path in (DATA / "broken").glob("*.txt"))
DOUBTFUL = sorted(path.stem for path in (DATA / "doubtful").glob("*.txt"))


def install(desk: Desk, folder: str, name: str) -> str:
    """Put a file, with its vocabularies where it has some, in place of the rules; return what is to be told."""
    (desk.folder / "rules/pilots.yaml").unlink()
    for source, target in ((f"{name}.yaml", f"{name}.yaml"), (f"{name}.terms.yaml", "terms.yaml")):
        path = DATA / folder / source
        if path.exists():
            (desk.folder / "rules" / target).write_bytes(path.read_bytes())
    return (DATA / folder / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_exactly_these_words(desk: Desk, name: str) -> None:
    expected = install(desk, "broken", name)

    code, problems, _ = desk.check()

    assert "\n".join([*problems, ""]) == expected
    assert code == 1


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_doubtful_file_is_warned_of_in_exactly_these_words(desk: Desk, name: str) -> None:
    expected = install(desk, "doubtful", name)

    code, problems, _ = desk.check()
    strict, again, _ = desk.check("--strict")

    assert "\n".join([*problems, ""]) == expected
    assert again == problems
    assert (code, strict) == (0, 1)


def test_there_are_files_of_both_kinds_and_each_has_its_words() -> None:
    files = {path.stem for path in (DATA / "broken").glob("*.yaml") if not path.stem.endswith(".terms")}

    assert files == set(BROKEN)
    assert len(BROKEN) >= 20
    assert DOUBTFUL
