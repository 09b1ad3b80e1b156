from pathlib import Path

from monitor.config import passed_over
from monitor.errors import Level


def told(folder: Path) -> list[str]:
    return [str(problem).replace(str(folder), "rules") for problem in passed_over.find(folder)]


def test_a_file_in_a_subfolder_or_named_almost_rightly_is_named_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "metals" / "old").mkdir(parents=True)
    names = ["a.yaml", "b.YAML", "c.yaml.txt", "d.yml~", "metals/e.yaml", "metals/old/f.Yml", "g.yaml.bak"]
    for name in names:
        (tmp_path / name).write_text("")

    found = told(tmp_path)

    wrong = "is not read: the name of a file of rules ends in .yaml; rename it, or move it elsewhere"
    below = "is not read: rules are read from rules itself; move the file there"
    assert found == [
        f"rules/b.YAML:1:1: warning: {wrong}",
        f"rules/c.yaml.txt:1:1: warning: {wrong}",
        f"rules/d.yml~:1:1: warning: {wrong}",
        f"rules/g.yaml.bak:1:1: warning: {wrong}",
        f"rules/metals/e.yaml:1:1: warning: {below}",
        f"rules/metals/old/f.Yml:1:1: warning: {below}",
    ]
    assert {problem.level for problem in passed_over.find(tmp_path)} == {Level.WARNING}


def test_nothing_is_told_of_what_nobody_takes_for_rules(tmp_path: Path) -> None:
    (tmp_path / "..2026_11_21").mkdir()
    (tmp_path / "notes").mkdir()
    for name in ("rules.schema.json", "README.md", ".a.yaml.swp", "#a.yaml#", "..2026_11_21/a.yaml"):
        (tmp_path / name).write_text("")
    (tmp_path / "notes" / "yaml.txt").write_text("")

    assert told(tmp_path) == []


def test_of_many_the_first_twenty_are_told_and_no_more_are_looked_at_than_a_folder_of_rules_can_have(
    tmp_path: Path,
) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.yml.bak").write_text("")

    assert len(told(tmp_path)) == 20


def test_a_great_many_files_are_not_all_looked_at(tmp_path: Path) -> None:
    for number in range(5000):
        (tmp_path / f"{number:04}.txt").touch()
    (tmp_path / "z.YAML").touch()

    assert told(tmp_path) == []


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert told(tmp_path / "missing") == []
