"""`monitor rules new`: a starting file that checks once its examples are written."""

import pytest

from tests.cli.rules.folders import Folder

OTHER = """\
topic: mines
rules:
  - {id: quota, name: Quota, severity: low, why: b, when: mining quota, examples: {match: [mining quota], no_match: [a mine]}}
"""


@pytest.fixture
def desk(folder: Folder) -> Folder:
    folder.write("rules/mines.yaml", OTHER)
    return folder


def fill(desk: Folder, name: str, match: str, no_match: str) -> None:
    """Write the examples between the quotes, as the comments say."""
    path = desk.path / name
    text = path.read_text(encoding="utf-8")
    assert text.count('""') == 2
    path.write_text(text.replace('""', f'"{match}"', 1).replace('""', f'"{no_match}"', 1), encoding="utf-8")


def test_the_path_and_the_next_three_commands_are_printed(desk: Folder) -> None:
    done = desk.run("rules", "new", "battery-recycling")

    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
rules/battery-recycling.yaml
Next:
  monitor check                          what is still to be written, and every mistake
  monitor rules try "battery recycling"  what a term would have matched
  monitor rules diff                     what the edited rules match newly, and no longer
Until its examples are written the files do not check, and the rules in force stay as they are.
"""
    )


def test_the_check_names_the_lines_that_are_to_be_written(desk: Folder) -> None:
    desk.run("rules", "new", "battery-recycling")
    path = "rules/battery-recycling.yaml"
    lines = (desk.path / path).read_text(encoding="utf-8").splitlines()
    first, second = (number for number, line in enumerate(lines, start=1) if line.strip() == '- ""')

    done = desk.run("check")

    assert done.code == 1
    assert [line for line in done.err.splitlines() if "warning" not in line] == [
        f"{path}:{first}:11: example 1 under `match` is empty; write a text that the rule must find",
        f"{path}:{second}:11: example 1 under `no_match` is empty; write a text that the rule must not find",
    ]


@pytest.mark.parametrize("topic", ["battery-recycling", "niobium", "863", "on", "null", "2026-11-21", "1-5"])
def test_a_file_whose_examples_are_written_checks(desk: Folder, topic: str) -> None:
    desk.run("rules", "new", topic)
    fill(desk, f"rules/{topic}.yaml", f"News of {topic.replace('-', ' ')} today.", "Nothing of it.")

    done = desk.run("check")

    assert done.code == 0
    assert f"rules/{topic}.yaml" not in done.err


def test_the_schema_is_named_at_the_head_and_the_rule_is_a_draft(desk: Folder) -> None:
    desk.run("rules", "new", "battery-recycling")

    text = (desk.path / "rules/battery-recycling.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=rules.schema.json\n")
    assert "    status: draft" in text


def test_what_stands_in_comments_is_right_where_it_is_taken_out_of_them(desk: Folder) -> None:
    desk.write("rules/terms.yaml", "vocabularies:\n  bodies: [=MIIT, NDRC]\n")
    desk.run("rules", "new", "battery-recycling")
    path = desk.path / "rules/battery-recycling.yaml"
    head, _, tail = path.read_text(encoding="utf-8").partition("    when:\n")
    tail = "\n".join(
        line.replace("# ", "", 1)
        if line.lstrip().startswith(("# -", "#   ", "# unless", "# ref", "# false"))
        else line
        for line in tail.split("\n")
    )
    path.write_text(f"{head}    when:\n{tail}", encoding="utf-8")
    fill(desk, "rules/battery-recycling.yaml", "MIIT on battery recycling", "A recycling bin.")

    done = desk.run("rules", "show", "battery-recycling")

    assert (done.code, done.err) == (0, "")
    assert "`recycl*`" in done.out
    assert "`@bodies` (2 names)" in done.out
    assert "at most 12 words" in done.out
    assert "https://example.org" in done.out


def test_a_file_is_never_written_over(desk: Folder) -> None:
    desk.run("rules", "new", "battery-recycling")
    fill(desk, "rules/battery-recycling.yaml", "battery recycling", "nothing")
    before = (desk.path / "rules/battery-recycling.yaml").read_text(encoding="utf-8")

    done = desk.run("rules", "new", "battery-recycling")

    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "monitor: rules/battery-recycling.yaml: is there already; edit it, or choose another name\n"
    )
    assert (desk.path / "rules/battery-recycling.yaml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (
            "Battery",
            "'Battery' is no name for a topic; write small letters and digits, parted by single hyphens",
        ),
        ("a--b", "'a--b' is no name for a topic"),
        ("../mines", "'../mines' is no name for a topic"),
        ("稀土", "'稀土' is no name for a topic"),
        ("a" * 81, "80 characters at most"),
        ("terms", "rules/terms.yaml: that file holds the vocabularies; choose another name"),
        ("quota", "a rule is called 'quota' already, at rules/mines.yaml:3:10; choose another name"),
    ],
)
def test_a_name_that_cannot_be_is_refused(desk: Folder, topic: str, said: str) -> None:
    done = desk.run("rules", "new", topic)

    assert done.code == 1
    assert said in done.err
    assert done.err.count("\n") == 1
    assert sorted(path.name for path in (desk.path / "rules").iterdir()) == ["mines.yaml"]


def test_a_topic_of_a_file_under_another_name_is_taken(desk: Folder) -> None:
    desk.write(
        "rules/pits.yaml", OTHER.replace("topic: mines", "topic: pits-and-pans").replace("quota", "pan")
    )

    done = desk.run("rules", "new", "pits-and-pans")

    assert done.err == (
        "monitor: a topic is called 'pits-and-pans' already, at rules/pits.yaml:1:8; choose another name\n"
    )


def test_a_file_of_the_other_ending_is_there_too(desk: Folder) -> None:
    desk.write("rules/pans.yml", "topic: [")

    assert "rules/pans.yml: is there already" in desk.run("rules", "new", "pans").err


def test_the_commands_name_a_folder_and_settings_that_are_not_the_usual_ones(desk: Folder) -> None:
    desk.write("drafts/mines.yaml", OTHER)
    desk.write("my desk.yaml", "rules: drafts\nsources: []\n")

    done = desk.run("rules", "new", "gallium", "--rules", "drafts")
    other = desk.run("rules", "new", "tin", "--config", "my desk.yaml")

    assert done.out.startswith("drafts/gallium.yaml\nNext:\n  monitor rules test --rules drafts ")
    assert "\n  monitor rules diff --rules drafts " in done.out
    assert "\n  monitor check --config 'my desk.yaml' " in other.out


def test_a_folder_that_is_not_there_is_told(desk: Folder) -> None:
    done = desk.run("rules", "new", "gallium", "--rules", "nowhere")

    assert done.code == 1
    assert done.err.startswith("nowhere:1:1: the folder of rules cannot be read (No such file or directory)")


def test_a_folder_that_cannot_be_written_is_told(desk: Folder) -> None:
    done = desk.run("rules", "new", "gallium", "--rules", "/proc/self")

    assert done.code == 1
    assert done.err.startswith("monitor: /proc/self/gallium.yaml: ")
    assert done.err.endswith("; may this user write there?\n")
