"""`monitor stories`: which documents are about one event."""

import io
import json
from pathlib import Path

import pytest

from monitor.cli import main

RULES = """\
topic: pilots
rules:
  - id: pilot-list
    name: Pilot list
    severity: high
    why: Selection precedes funding.
    when: ["@cities", pilot list]
    examples: {match: [a pilot list], no_match: [a list]}
"""
TERMS = """\
vocabularies:
  cities:
    - {id: Baotou, names: [Baotou, 包头]}
kinds: {place: [cities]}
"""
CHINESE = {
    "id": "a",
    "seen": "2026-03-02T09:00:00+08:00",
    "published": "2026-03-02",
    "source": "baotou-daily",
    "url": "https://a.example/x?utm_source=y",
    "title": "包头磁体项目开工",
    "text": "总投资53.7亿元，年产1.26万吨，3月20日投产。",
    "language": "zh",
}
ENGLISH = {
    "id": "b",
    "seen": "2026-03-04T09:00:00Z",
    "source": "courier",
    "title": "Baotou starts on magnet plant",
    "text": "The 5.37 billion yuan plant in Baotou is to make 12,600 tonnes from March 20.",
}


class Stories:
    """The command over lines of a file, and what it prints."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *lines: object) -> tuple[int, list[dict[str, object]], list[str]]:
        said = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
        (self.folder / "in.jsonl").write_text("\n".join(said), encoding="utf-8")
        return self.run("in.jsonl")

    def run(self, file: str) -> tuple[int, list[dict[str, object]], list[str]]:
        code = main.run(["stories", "--rules", "rules", "--jsonl", file])
        printed = self._capsys.readouterr()
        return code, [json.loads(line) for line in printed.out.splitlines()], printed.err.splitlines()


@pytest.fixture
def stories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Stories:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "pilots.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "rules" / "terms.yaml").write_text(TERMS, encoding="utf-8")
    return Stories(tmp_path, capsys)


def test_each_line_is_answered_with_its_story_and_why(stories: Stories) -> None:
    code, (first, second), errors = stories(CHINESE, ENGLISH)

    assert (code, errors) == (0, [])
    assert first == {"id": "a", "story": "a", "joined_by": [], "score": 0.0, "update": None}
    assert (second["id"], second["story"], second["update"]) == ("b", "a", "another source")
    assert "both say 5,370,000,000 CNY, 12,600 tonnes" in second["joined_by"]  # type: ignore[operator]


def test_the_severity_comes_from_the_rules(stories: Stories) -> None:
    plain = {**CHINESE, "title": "磁体项目开工", "text": "总投资53.7亿元，年产1.26万吨，3月20日投产。"}

    _, answers, _ = stories(plain, CHINESE | {"id": "c"}, CHINESE | {"id": "d", "source": "courier"})

    assert [answer["update"] for answer in answers] == [None, None, "another source"]


def test_an_id_that_comes_again_is_a_new_version_of_its_document(stories: Stories) -> None:
    code, answers, _ = stories(CHINESE, CHINESE | {"text": "总投资35.7亿元，年产1.26万吨，3月20日投产。"})

    assert code == 0
    assert [(answer["story"], answer["update"]) for answer in answers] == [("a", None), ("a", "edited")]


def test_a_number_may_be_an_id_and_empty_lines_are_passed_over(stories: Stories) -> None:
    code, answers, errors = stories(CHINESE | {"id": 7}, "", ENGLISH)

    assert (code, errors) == (0, [])
    assert [answer["id"] for answer in answers] == ["7", "b"]


def test_a_time_without_a_zone_is_read_in_that_of_china(stories: Stories) -> None:
    code, _, errors = stories(CHINESE | {"seen": "2026-03-02T09:00:00", "published": "2026-03-02T08:00:00"})

    assert (code, errors) == (0, [])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "in.jsonl:2: no JSON ("),
        ("[]", "in.jsonl:2: no object; write"),
        ({**CHINESE, "id": None}, "in.jsonl:2: `id` is no text; write"),
        ({**CHINESE, "id": True}, "in.jsonl:2: `id` is no text; write"),
        ({"id": "x"}, "in.jsonl:2: `seen` is missing; write"),
        ({**CHINESE, "source": " "}, "in.jsonl:2: `source` is no text; write"),
        ({**CHINESE, "url": 1}, "in.jsonl:2: `url` is no text; write one, or leave it out"),
        ({**CHINESE, "seen": "today"}, "in.jsonl:2: `seen` is no time, found `today`; write 2026-"),
        ({**CHINESE, "published": "3月"}, "in.jsonl:2: `published` is no time, found `3月`; write 2026-"),
        ({**CHINESE, "title": "", "text": " "}, "in.jsonl:2: nothing to read in"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_are_answered(
    stories: Stories, line: object, expected: str
) -> None:
    code, answers, errors = stories(CHINESE, line, ENGLISH)

    assert code == 1
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert len(errors) == 1
    assert errors[0].startswith(f"monitor: {expected}")


def test_lines_come_from_standard_input_too(stories: Stories, monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(b"[]\n" + json.dumps(CHINESE).encode())

    monkeypatch.setattr("sys.stdin", Input)

    code, answers, errors = stories.run("-")

    assert (code, [answer["story"] for answer in answers]) == (1, ["a"])
    assert errors[0].startswith("monitor: standard input:1: no object")


def test_a_file_that_is_not_there_is_told(stories: Stories) -> None:
    assert stories.run("gone.jsonl") == (1, [], ["monitor: gone.jsonl: No such file or directory"])


def test_without_a_file_the_command_line_is_wrong() -> None:
    with pytest.raises(SystemExit) as stopped:
        main.run(["stories"])

    assert stopped.value.code == 2
