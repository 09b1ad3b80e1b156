"""`monitor normalise`, `monitor match`, `monitor check` as a user types them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.harness import FAILED, OK, Desk, run

PAPER = """\
Highlights
- The ministry published its pilot list.
- Three sectors stand on it:
- Hydrogen
- Robotics
The list names ten zones, in the North.
Disclaimer: This item rests on state-affiliated media and has not been verified.
"""


@pytest.fixture
def papers(desk: Desk) -> Desk:
    desk.write("papers/a.txt", PAPER)
    return desk


def test_normalise_prints_one_object_a_line(papers: Desk) -> None:
    ended = papers.run("normalise", "papers/a.txt")

    (row,) = ended.rows
    text = row.pop("text")
    assert (ended.code, row) == (
        OK,
        {
            "path": "papers/a.txt",
            "title": "The ministry published its pilot list.",
            "title_derived": True,
            "published": None,
            "language": "en",
            "issuer": None,
            "document_number": None,
            "subject": None,
            "written_on": None,
            "index_number": None,
            "attachments": [],
            "highlights": [
                "The ministry published its pilot list.",
                {"text": "Three sectors stand on it:", "children": ["Hydrogen", "Robotics"]},
            ],
            "sections": [{"heading": None, "paragraphs": ["The list names ten zones, in the North."]}],
            "disclaimer": "Disclaimer: This item rests on state-affiliated media and has not been verified.",
            "provenance": "state-affiliated",
        },
    )
    assert "The list names ten zones" in text


def test_normalise_as_text_is_the_seed_form_and_reads_back_the_same(papers: Desk) -> None:
    rendered = papers.run("normalise", "--format", "text", "papers/a.txt")
    papers.write("papers/b.txt", rendered.out)

    first, second = papers.run("normalise", "papers/a.txt", "papers/b.txt").rows

    assert {**first, "path": None} == {**second, "path": None}


def slices(papers: Desk, row: dict[str, Any], path: str) -> list[tuple[str, str]]:
    (document,) = papers.run("normalise", path).rows
    return [
        (document[item["field"]][item["start"] : item["end"]], item["text"])
        for match in row["matches"]
        for item in match["evidence"]
    ]


def test_evidence_points_into_the_document_as_normalise_prints_it(papers: Desk) -> None:
    papers.write(
        "papers/b.txt",
        "Ten zones on the pilot list\n\nChinaโs ‘pilot-list’ stands: 第三批試點名單 🙂 pilot list.\n",
    )

    ended = papers.run("match", "papers/a.txt", "papers/b.txt")

    assert ended.code == OK
    for row in ended.rows:
        found = slices(papers, row, row["path"])
        assert found
        assert all(sliced == text for sliced, text in found)


def test_many_documents_go_through_one_process(papers: Desk) -> None:
    lines = [{"id": number, "text": f"Document {number} is about a pilot list."} for number in range(1000)]
    papers.write("many.jsonl", "".join(json.dumps(line) + "\n" for line in lines))

    ended = papers.run("match", "--jsonl", "many.jsonl")

    assert [row["id"] for row in ended.rows] == list(range(1000))
    assert all(row["matches"][0]["rule"] == "national-pilot" for row in ended.rows)


def test_a_line_that_is_no_document_is_told_with_its_number(papers: Desk) -> None:
    papers.write(
        "many.jsonl",
        '{"id": "a", "text": "A pilot list."}\n\nno json\n{"id": "b"}\n{"id": "c", "text": "x", "title": 1}\n',
    )

    ended = papers.run("match", "--jsonl", "many.jsonl")

    assert ended.code == FAILED
    assert [row["id"] for row in ended.rows] == ["a"]
    assert [line.split(": ")[1] for line in ended.err.splitlines()] == [
        "many.jsonl:3",
        "many.jsonl:4",
        "many.jsonl:5",
    ]


def test_other_rules_can_be_named(papers: Desk) -> None:
    papers.write(
        "mine/zones.yaml",
        (papers.folder / "rules/pilots.yaml")
        .read_text()
        .replace("pilot list", "ten zones")
        .replace("The ministry published its ten zones.", "They named ten zones."),
    )

    ended = papers.run("match", "--rules", "mine", "--format", "text", "papers/a.txt")

    assert "papers/a.txt: 1 match\n" in ended.out
    assert "'ten zones' by 'ten zones'" in ended.out


def test_check_holds_the_program_to_the_expectations(papers: Desk) -> None:
    papers.settings("id: papers, kind: folder, path: papers, demo: true")
    papers.write(
        "papers/expected.yaml",
        "documents:\n"
        "  a.txt:\n    highlights: 3\n    provenance: official\n    match: [national-pilot, pilots]\n"
        "  b.txt:\n    match: []\n",
    )

    ended = papers.run("check")
    strict = papers.run("check", "--strict")

    assert (ended.code, strict.code) == (OK, FAILED)
    assert ended.err.splitlines() == [
        "papers/expected.yaml:3:5: warning: a.txt: highlights should be 3 and is 2",
        "papers/expected.yaml:4:5: warning: a.txt: provenance should be 'official' and is 'state-affiliated'",
        "papers/expected.yaml:5:29: warning: a.txt: no rule and no topic is called 'pilots'; did you mean `pilot-list`?",
        "papers/expected.yaml:6:3: warning: papers/b.txt: No such file or directory; put it there, or remove this entry",
    ]
    assert ended.out == "1 source, 1 rule, 1 seed document, 0 errors, 4 warnings\n"


def test_check_says_everything_at_once(papers: Desk) -> None:
    papers.write("monitor.yaml", "storre: x\nsources:\n  - {id: a, kind: feed}\n")
    papers.write("rules/more.yaml", "topic: more\nrules: []\n")

    ended = papers.run("check")

    assert ended.code == FAILED
    assert "monitor.yaml:1:1" in ended.err
    assert "rules/more.yaml" in ended.err


def test_the_shipped_settings_rules_and_seeds_check_without_a_warning() -> None:
    ended = run(Path(__file__).parents[2], {}, "check", "--strict")

    assert (ended.code, ended.err) == (OK, "")
