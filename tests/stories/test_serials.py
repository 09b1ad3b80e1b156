"""Batches, years and document numbers, in both scripts alike."""

import pytest

from monitor.stories import serials


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第三批试点名单", {"batch 3"}),
        ("首批", {"batch 1"}),
        ("第十二批", {"batch 12"}),
        ("第2批次", {"batch 2"}),
        ("大基金三期和第三期", {"phase 3"}),
        ("the third batch of pilots", {"batch 3"}),
        ("its second rare earth quota", {"batch 2"}),
        ("the 21st session", {"session 21"}),
        ("batch no. 4 and phase two", {"batch 4", "phase 2"}),
        ("its opening mining quota", {"batch 1"}),
        ("the first time, a second look", set()),
        ("第一产业和第零批", set()),
        ("第2部分：试验方法", {"part 2"}),
        ("Part 2 of the standard", {"part 2"}),
        ("总数约为首批平台的1.8倍", set()),
        ("规模较第二批增加", set()),
        ("twice as many as sites since the first batch", set()),
    ],
)
def test_serials(text: str, expected: set[str]) -> None:
    assert serials.serials(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年工作要点", {"2026"}),
        ("规划（2026—2030年）", {"2026-2030"}),
        ("the plan to 2030", {"2030"}),
        ("工信部联科〔2026〕12号", set()),
        ("公告2026年第9号", set()),
        ("Announcement No. 9 of 2026", set()),
        ("目录（2025年版）", {"2025"}),
        ("12,026 tonnes and 20265", set()),
    ],
)
def test_years(text: str, expected: set[str]) -> None:
    assert serials.years(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工信部联科〔2026〕12号", ["12|2026|工信部联科"]),
        ("Gong Xin Bu [2026] No. 41", ["41|2026|"]),
        ("商务部公告2026年第21号", ["21|2026|announcement"]),
        ("海关总署2025年第18号公告", ["18|2025|announcement"]),
        ("国务院令第792号", ["792||order"]),
        ("Announcement No. 21 of 2026", ["21|2026|announcement"]),
        ("Announcement (2026) No. 21", ["21|2026|announcement"]),
        ("No. 21 announcement of 2026", ["21|2026|announcement"]),
        ("第21号", []),
        ("总理说（2026）12人", []),
    ],
)
def test_numbers(text: str, expected: list[str]) -> None:
    assert [number for _, number in serials.numbers(text)] == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("12|2026|工信部联科", "12|2026|工信部联科", True),
        ("12|2026|工信部联科", "12|2026|", True),
        ("12|2026|工信部联科", "12||", True),
        ("12|2026|根据工信部联科", "12|2026|工信部联科", True),
        ("12|2026|工信部联科", "12|2026|自然资发", False),
        ("12|2026|工信部联科", "13|2026|工信部联科", False),
        ("12|2026|工信部联科", "12|2025|工信部联科", False),
        ("12|2026|announcement", "12|2026|", False),
        ("12|2026|announcement", "12||announcement", True),
        ("12|2026|announcement", "12|2026|order", False),
    ],
)
def test_whether_two_numbers_may_be_one(one: str, other: str, *, expected: bool) -> None:
    assert serials.may_be_same(one, other) is expected
    assert serials.may_be_same(other, one) is expected


def test_codes_of_standards_and_projects() -> None:
    assert serials.codes("计划号20254417-Q-339，见GB/T 43854-2026") == {"20254417q339", "gb/t43854"}


def test_words_and_figures_are_no_codes() -> None:
    assert serials.codes("MIIT named 241 firms for RMB 500m; N型电池 TOPCon") == frozenset()
