"""`monitor rules test`: what fails is shown with what was found and what almost was."""

import pytest

from tests.cli.rules.folders import Folder

PILOTS = """\
topic: pilots
rules:
  - id: pilot-list
    name: Pilot list
    severity: high
    why: It matters.
    when: [pilot list, 试点名单]
    unless: [airline pilot]
    examples:
      match:
        - MIIT published its pilot list.
        - 工信部公布试点名单。
      no_match:
        - The airline pilot list grows.
"""
MINES = """\
topic: mines
rules:
  - {id: quota, name: Quota, severity: low, why: b, when: mining quota, examples: {match: [mining quotas], no_match: [a mine]}}
"""
SEED = (
    "China Names Cities for a Pilot List\n\nJun 4, 2025\n\nThe ministry published its pilot list on Monday.\n"
)
SEEDS = "id: seeds, kind: folder, path: seeds, demo: true"


@pytest.fixture
def desk(folder: Folder) -> Folder:
    folder.settings(SEEDS)
    folder.write("rules/pilots.yaml", PILOTS)
    folder.write("rules/mines.yaml", MINES)
    folder.write("seeds/a.txt", SEED)
    folder.write("seeds/expected.yaml", "documents:\n  a.txt: {match: [pilots], no_match: [mines]}\n")
    return folder


def test_what_holds_is_a_dot_each(desk: Folder) -> None:
    done = desk.run("rules", "test")

    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "rules/mines.yaml\n"
        "  quota       .. 2\n"
        "rules/pilots.yaml\n"
        "  pilot-list  ... 3\n"
        "seeds/expected.yaml\n"
        "  . 1\n"
        "\n"
        "2 rules, 5 examples, 1 document: 0 failed\n"
    )


def test_an_example_that_should_match_shows_the_folded_text_and_why_not(desk: Folder) -> None:
    desk.write(
        "rules/pilots.yaml", PILOTS.replace("MIIT published its pilot list.", "關於 airline pilot lists.")
    )

    done = desk.run("rules", "test", "pilots")

    assert done.code == 1
    assert done.out.splitlines()[1] == "  pilot-list  F.. 3, 1 failed"
    assert (
        "rules/pilots.yaml:11:11: pilot-list must match this text\n"
        "    text     關於 airline pilot lists.\n"
        "    folded   关于 airline pilot lists.\n"
        "    why not  `pilot list` stands there, but `unless: airline pilot` covers it\n"
        "\n"
        "1 rule, 3 examples, 1 document: 1 failed\n"
    ) in done.out


def test_an_example_that_should_not_match_shows_what_was_found_and_where(desk: Folder) -> None:
    desk.write(
        "rules/pilots.yaml",
        PILOTS.replace(
            "- The airline pilot list grows.",
            "- |\n          First line.\n\n          A pilot list and 試點名單.",
        ),
    )

    done = desk.run("rules", "test", "pilot-list")

    assert (
        "rules/pilots.yaml:14:11: pilot-list must not match this text\n"
        "    text     First line.\n"
        "\n"
        "             A pilot list and 試點名單.\n"
        "    folded   first line.\n"
        "\n"
        "             a pilot list and 试点名单.\n"
        "    found    line 3: A «pilot list» and «試點名單».\n"
        "             by `pilot list`, `试点名单`\n"
    ) in done.out


def test_an_empty_example_is_to_be_written(desk: Folder) -> None:
    desk.write("rules/mines.yaml", MINES.replace("no_match: [a mine]", 'no_match: [""]'))

    done = desk.run("rules", "test", "quota")

    assert done.code == 1
    assert "the example is empty; write a text that quota must not match\n" in done.out


def test_a_document_that_falls_short_is_shown_with_the_near_misses_of_its_rules(desk: Folder) -> None:
    desk.write(
        "seeds/a.txt", SEED.replace("a Pilot List", "an Airline Pilot List").replace("pilot list", "copilot")
    )

    done = desk.run("rules", "test")

    assert done.code == 1
    assert "seeds/expected.yaml\n  F 1, 1 failed\n" in done.out
    assert "seeds/expected.yaml:2:19: a.txt: pilots should match and does not" in done.out
    assert "    why not  `pilot list` stands in line 1, but `unless: airline pilot` covers it\n" in done.out


def test_a_document_that_matches_wrongly_shows_what_was_found(desk: Folder) -> None:
    desk.write("seeds/expected.yaml", "documents:\n  a.txt: {title: Another, no_match: [pilot-list]}\n")

    done = desk.run("rules", "test")

    assert "a.txt: title should be 'Another' and is 'China Names Cities for a Pilot List'" in done.out
    assert (
        "    found    line 1: China Names Cities for a «Pilot List»\n             by `pilot list`\n"
        in done.out
    )
    assert "    found    line 5: The ministry published its «pilot list» on Monday.\n" in done.out


def test_only_what_is_named_is_tested(desk: Folder) -> None:
    desk.write("seeds/expected.yaml", "documents:\n  a.txt: {title: Another, no_match: [pilots]}\n")

    done = desk.run("rules", "test", "quota")

    assert done.code == 0
    assert done.out.endswith("\n1 rule, 2 examples, 0 documents: 0 failed\n")


def test_a_name_that_means_nothing_is_a_mistake(desk: Folder) -> None:
    done = desk.run("rules", "test", "pilot-lits")

    assert (done.code, done.out) == (1, "")
    assert done.err == ("monitor: no rule and no topic is called 'pilot-lits'; did you mean `pilot-list`?\n")


def test_a_broken_file_is_told_and_the_rest_is_tested(desk: Folder) -> None:
    desk.write("rules/mines.yaml", MINES.replace("severity: low", "severity: lwo"))

    done = desk.run("rules", "test")

    assert done.code == 1
    assert done.err.startswith("rules/mines.yaml:3:")
    assert done.err.count("\n") == 1
    assert "  pilot-list  ... 3\n" in done.out
    # The document is still held against what can be read.
    assert done.out.endswith(
        "1 rule, 3 examples, 1 document: 0 failed; 1 error in the files; "
        "1 expectation left out, for rules that were not run\n"
    )


def test_a_rule_that_cannot_be_read_may_be_named(desk: Folder) -> None:
    desk.write("rules/mines.yaml", MINES.replace("severity: low", "severity: lwo"))

    done = desk.run("rules", "test", "quota")

    assert done.code == 1
    assert done.out.endswith("0 rules, 0 examples, 0 documents: 0 failed; 1 error in the files\n")


def test_a_document_that_is_not_there_is_a_failure(desk: Folder) -> None:
    desk.write("seeds/expected.yaml", "documents:\n  b.txt: {match: [pilots]}\n")

    done = desk.run("rules", "test")

    assert done.code == 1
    assert "seeds/expected.yaml:2:3: seeds/b.txt: No such file or directory; put it there" in done.out


def test_expectations_that_cannot_be_read_are_told(desk: Folder) -> None:
    desk.write("seeds/expected.yaml", "documents: [")

    done = desk.run("rules", "test")

    assert done.code == 1
    assert "expected.yaml:" in done.err


def test_a_retired_rule_is_tested_by_its_examples_and_explains_no_document(desk: Folder) -> None:
    desk.write("rules/pilots.yaml", PILOTS.replace("    why: It", "    status: retired\n    why: It"))

    done = desk.run("rules", "test")

    assert "  pilot-list  ... 3\n" in done.out
    assert "pilots should match and does not" in done.out
    assert "why not" not in done.out


def test_rules_of_another_folder_are_tested_without_settings(desk: Folder) -> None:
    (desk.path / "monitor.yaml").unlink()
    desk.write("other/mines.yaml", MINES)

    done = desk.run("rules", "test", "--rules", "other")

    assert done.code == 0
    assert done.out.endswith("1 rule, 2 examples, 0 documents: 0 failed\n")


def test_settings_that_do_not_check_are_told_beside_the_rules_of_another_folder(desk: Folder) -> None:
    desk.write("monitor.yaml", "sauces: []\n")

    done = desk.run("rules", "test", "--rules", "rules")

    assert done.code == 1
    assert "unknown key `sauces`" in done.err
    assert "2 rules, 5 examples, 0 documents: 0 failed; " in done.out


def test_many_near_misses_and_lines_are_cut_in_text_and_whole_in_json(desk: Folder) -> None:
    members = ", ".join(f"{{near: [alpha{number}, beta{number}], within: 0}}" for number in range(9))
    text = " ".join(f"alpha{number} x beta{number}" for number in range(9))
    lines = "".join(f"\n\n          gamma {number}" for number in range(8))
    desk.write(
        "rules/mines.yaml",
        "topic: mines\nrules:\n  - id: quota\n    name: A\n    severity: low\n    why: b\n"
        f"    when: {{any: [gamma, {members}]}}\n"
        f"    examples:\n      match: [{text}]\n      no_match:\n        - |\n          x{lines}\n",
    )

    text_form = desk.run("rules", "test", "quota")
    (rule,) = desk.run("rules", "test", "quota", "--format", "json").rows

    assert "    why not  3 more; --format json has them all\n" in text_form.out
    assert "    found    2 more lines; --format json has them all\n" in text_form.out
    assert [len(one["near_misses"]) for one in rule["failed"]] == [9, 0]
    assert [len(one["found"]) for one in rule["failed"]] == [0, 8]


def test_json_has_one_object_a_rule_and_a_document(desk: Folder) -> None:
    desk.write("rules/mines.yaml", MINES.replace("match: [mining quotas]", "match: [mining of the Quotas]"))
    desk.write("seeds/expected.yaml", "documents:\n  a.txt: {no_match: [pilots]}\n")

    done = desk.run("rules", "test", "--format", "json")

    quota, pilots, seed = done.rows
    assert (quota["rule"], quota["topic"], quota["path"], quota["line"], quota["examples"]) == (
        "quota",
        "mines",
        "rules/mines.yaml",
        3,
        2,
    )
    assert pilots["failed"] == []
    (failed,) = quota["failed"]
    assert failed["should"] == "match"
    assert failed["folded"] == "mining of the quotas"
    assert failed["near_misses"] == [
        {
            "rule": "quota",
            "kind": "gap",
            "message": "`mining quota` does not stand there, but `mining of the Quota` does; "
            "`near: [mining, quota]` finds it",
            "line": 1,
            "start": 0,
            "end": 19,
        }
    ]
    assert (seed["document"], seed["expectations"]) == ("seeds/a.txt", 1)
    assert seed["failed"][0]["should"] == "no_match"
    assert seed["failed"][0]["found"][0] == {
        "term": "pilot list",
        "text": "Pilot List",
        "line": 1,
        "start": 25,
        "end": 35,
        "context": "China Names Cities for a «Pilot List»",
    }
