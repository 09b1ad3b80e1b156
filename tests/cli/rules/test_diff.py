"""What an edit changes is shown although an example of it fails, and the failure with it."""

import pytest

from tests.cli.rules.folders import Folder

RULES = """\
topic: pilots
rules:
  - id: pilot-list
    name: Pilot list
    severity: high
    why: Selection precedes funding.
    when: [pilot list]
    examples:
      match: [The pilot list is out.]
      no_match: [A television pilot.]
"""


@pytest.fixture
def edited(folder: Folder) -> Folder:
    folder.write("before/pilots.yaml", RULES)
    folder.write("rules/pilots.yaml", RULES)
    folder.settings("id: shown, kind: folder, path: seeds, demo: true")
    folder.write("seeds/a.txt", "A quota list\n\nThe quota list stands here, with 10 firms in it.\n")
    return folder


def diff(folder: Folder, *options: str) -> tuple[int, str, str]:
    done = folder.run("rules", "diff", "--against", "before", *options)
    return done.code, done.out, done.err


def test_the_diff_and_the_failure_are_shown(edited: Folder) -> None:
    edited.write("rules/pilots.yaml", RULES.replace("[pilot list]", "[quota list]"))

    code, out, err = diff(edited)

    assert code == 1
    assert "1 rule changed" in out
    assert "«quota list»" in out
    assert "rules/pilots.yaml:9:15: does not match “The pilot list is out.”, as it should" in err
    assert err.endswith("as it stands the edit is refused: examples of it fail\n")


def test_programs_get_the_same(edited: Folder) -> None:
    edited.write("rules/pilots.yaml", RULES.replace("[pilot list]", "[quota list]"))

    code, out, err = diff(edited, "--format", "json")

    assert (code, '"rule": "pilot-list"' in out, "as it should" in err) == (1, True, True)


def test_an_example_that_fails_where_no_rule_differs_is_told(edited: Folder) -> None:
    edited.write("rules/pilots.yaml", RULES.replace("A television pilot.", "A pilot list."))

    code, out, err = diff(edited)

    assert code == 1
    assert "no rule differs" in out
    assert "as it should not" in err


def test_where_anything_else_is_wrong_nothing_is_compared(edited: Folder) -> None:
    edited.write("rules/pilots.yaml", RULES.replace("severity:", "severty:"))

    code, out, err = diff(edited)

    assert (code, out) == (1, "")
    assert "severty" in err
