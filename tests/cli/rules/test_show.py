"""`monitor rules show`: one rule in words."""

import pytest

from tests.cli.rules.folders import Folder

TERMS = """\
vocabularies:
  bodies:
    - {id: MIIT, names: [工信部, =MIIT, Ministry of Industry, a1, b1, c1, d1]}
    - NDRC
  places: [Baotou, Ganzhou, p1, p2, p3, p4, p5]
actors:
  china: {names: ["@bodies"], assumed_in: [zh]}
"""
RULE = """\
topic: pilots
rules:
  - id: pilot-list
    name: Pilot list
    severity: high
    status: draft
    actor: china
    why: It matters.
    when:
      any:
        - pilot list
        - near: ["@bodies", approv*]
          within: 8
        - at_least: {count: 2, of: ["@places"]}
        - number: {min: 10, unit: "%"}
    unless: [airline pilot]
    false_alarms: [Airlines list their pilots.]
    references: ["https://example.org/pilots"]
    notes: Ask Li.
    examples: {match: [MIIT pilot list], no_match: [a list]}
  - {id: plain, name: Plain, severity: low, why: b, when: x1, examples: {match: [x1], no_match: [nothing]}}
"""


@pytest.fixture
def desk(folder: Folder) -> Folder:
    folder.write("rules/terms.yaml", TERMS)
    folder.write("rules/pilots.yaml", RULE)
    return folder


def test_a_rule_is_shown_in_words(desk: Folder) -> None:
    done = desk.run("rules", "show", "pilot-list")

    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
pilot-list: Pilot list
  rules/pilots.yaml:3, topic pilots, severity high, draft
  It matters.

Matches a document with
  - any of these:
    - `pilot list` or a figure: 10 % or more
    - close together: in one paragraph, in any order, at most 8 words between the first and the last:
      - `@bodies` (8 names)
      - `approv*`
    - at least 2 different ones of these 7: `Baotou`, `Ganzhou`, `p1`, `p2`, `p3`, `p4` or `p5`

Whose doing
  - every hit must be the doing of china (`@bodies`): the nearest actor named in the same sentence, else in \
the paragraph, the title, before it, after it; where nobody is named it is assumed for Chinese text

A hit does not count where it shares a letter with (unless)
  - `airline pilot`

What its terms find
  - `pilot list`: also pilot-list, pilotlist, pilot lists, in any case or width
  - `approv*`: any word that begins with approv
  - `10 % or more`: any figure in that range, in either script, in digits or in words
  - `airline pilot`: also airline-pilot, airlinepilot, airline pilots, in any case or width

Its vocabularies hold
  - @bodies: 2 entries, 8 names
    - MIIT: 工信部, =MIIT, Ministry of Industry, a1, b1, … 2 more
    - NDRC
  - @places: 7 names: Baotou, Ganzhou, p1, p2, p3, … 2 more

Examples: 1 that it must match, 1 that it must not

Known false alarms
  - Airlines list their pilots.

References
  - https://example.org/pilots

Notes
  - Ask Li.
"""
    )


def test_a_plain_rule_takes_few_lines(desk: Folder) -> None:
    done = desk.run("rules", "show", "plain")

    assert (
        done.out
        == """\
plain: Plain
  rules/pilots.yaml:21, topic pilots, severity low, stable
  b

Matches a document with
  - `x1`

What its terms find
  - `x1`: in any case or width

Examples: 1 that it must match, 1 that it must not
"""
    )


def test_all_leaves_nothing_out(desk: Folder) -> None:
    terms = ", ".join(f"t{number}" for number in range(20))
    desk.write(
        "rules/pilots.yaml", RULE.replace("- pilot list\n", f"- pilot list\n        - any: [{terms}]\n")
    )

    short, whole = desk.run("rules", "show", "pilot-list"), desk.run("rules", "show", "pilot-list", "--all")

    assert "`t11`, … 8 more\n" in short.out
    assert "  - … 12 more; --all shows them\n" in short.out
    assert "… " not in whole.out
    assert "  - `t19`: " in whole.out


def test_on_a_terminal_lines_are_wrapped(desk: Folder) -> None:
    done = desk.run("rules", "show", "pilot-list", columns=60)

    assert max(map(len, done.out.splitlines())) <= 60
    assert "\n    - close together: in one paragraph, in any order, at\n      most 8 words" in done.out


def test_json_holds_everything(desk: Folder) -> None:
    (row,) = desk.run("rules", "show", "pilot-list", "--format", "json").rows

    assert (row["id"], row["path"], row["line"], row["status"]) == (
        "pilot-list",
        "rules/pilots.yaml",
        3,
        "draft",
    )
    assert row["when"]["parts"][1]["parts"] == [
        {"words": "`@bodies` (8 names)", "parts": []},
        {"words": "`approv*`", "parts": []},
    ]
    assert row["actor"] == "china"
    assert {"term": "approv*", "finds": "any word that begins with approv"} in row["terms"]
    assert [one["name"] for one in row["vocabularies"]] == ["bodies", "places"]
    assert row["vocabularies"][0]["entries"][1] == {"id": None, "names": ["NDRC"]}
    assert row["examples"] == {"match": ["MIIT pilot list"], "no_match": ["a list"]}
    assert (row["notes"], row["false_alarms"]) == ("Ask Li.", ["Airlines list their pilots."])


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("pilot-lits", "monitor: no rule is called 'pilot-lits'; did you mean `pilot-list`?\n"),
        (
            "pilots",
            "monitor: no rule is called 'pilots'; it is a topic, with pilot-list, plain\n",
        ),
        ("zzz", "monitor: no rule is called 'zzz'; known: `pilot-list`, `plain`\n"),
    ],
)
def test_an_unknown_name_is_met_with_the_one_that_was_meant(desk: Folder, wanted: str, said: str) -> None:
    done = desk.run("rules", "show", wanted)

    assert (done.code, done.out, done.err) == (1, "", said)


def test_a_rule_that_cannot_be_read_shows_what_is_wrong_with_it(desk: Folder) -> None:
    desk.write("rules/pilots.yaml", RULE.replace("severity: high", "severity: hgih"))

    done = desk.run("rules", "show", "pilot-list")

    assert done.code == 1
    assert done.err.startswith("rules/pilots.yaml:5:15: `severity` should be one of")
    assert desk.run("rules", "show", "plain").code == 0


def test_a_rule_whose_examples_fail_is_shown_all_the_same(desk: Folder) -> None:
    desk.write("rules/pilots.yaml", RULE.replace("match: [MIIT pilot list]", "match: [nothing of it]"))

    assert desk.run("rules", "show", "pilot-list").code == 0


def test_a_rule_lost_to_its_vocabularies_shows_what_is_wrong_with_them(desk: Folder) -> None:
    desk.write("rules/terms.yaml", "vocabularies: [")

    done = desk.run("rules", "show", "pilot-list")

    assert done.code == 1
    assert done.err.startswith("rules/terms.yaml:")


def test_a_rule_of_vocabularies_only_has_no_terms_to_explain(desk: Folder) -> None:
    desk.write(
        "rules/pilots.yaml", RULE.replace("when: x1", 'when: "@places"').replace("match: [x1]", "match: [p1]")
    )

    done = desk.run("rules", "show", "plain")

    assert "What its terms find" not in done.out
    assert "@places: 7 names" in done.out
