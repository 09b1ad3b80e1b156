from datetime import UTC, datetime

import pytest

from monitor.corpus import html_lines
from monitor.corpus.seed_lines import Clock

CLOCK = Clock(zone="Asia/Shanghai", now=datetime(2026, 11, 21, tzinfo=UTC))


def rows(table: str) -> list[str]:
    return [line.text for line in html_lines.of_fragment(f"<table>{table}</table>", CLOCK)]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "<tr><th>Province<th>City<tr><td rowspan=2>Sichuan<td>Mianyang<tr><td>Leshan<tr><td>Jiangxi<td>Ganzhou",
            ["Province | City", "Sichuan | Mianyang", "Sichuan | Leshan", "Jiangxi | Ganzhou"],
        ),
        (
            "<tr><td>1<td rowspan=3>A<td>x<tr><td>2<td>y<tr><td>3<td>z",
            ["1 | A | x", "2 | A | y", "3 | A | z"],
        ),
        (
            "<tr><td rowspan='2' colspan='2'>A<td>x<tr><td>y<tr><td>1<td>2<td>3",
            ["A | x", "A | y", "1 | 2 | 3"],
        ),
        ("<tr><th colspan=2>Both<th>c<tr><td>1<td>2<td>3", ["Both | c", "1 | 2 | 3"]),
        ("<tr><td rowspan=0>A<td>x<tr><td>y<tr><td>z", ["A | x", "A | y", "A | z"]),
        ("<tr><td rowspan=9>A<td>x</table><table><tr><td>b<td>y", ["A | x", "b | y"]),
        ("<tr><td rowspan=two colspan=-1>A<td>x<tr><td>b<td>y", ["A | x", "b | y"]),
        ("<tr><td rowspan=3>A<td>x<tr><tr><td>y", ["A | x", "A | y"]),
        ("<tr><td rowspan=2>A<td>x<tr><td><ul><li>a list</ul>", ["A | x", "a list"]),
        ("<tr><td>alone", ["alone"]),
    ],
    ids=[
        "first column",
        "middle column",
        "wide and high",
        "wide",
        "to the end",
        "another table",
        "no numbers",
        "an empty row",
        "a row of a layout",
        "a single cell",
    ],
)
def test_a_cell_is_said_in_every_row_it_spans(table: str, expected: list[str]) -> None:
    assert rows(table) == expected


def test_rows_without_a_table_are_rows_all_the_same() -> None:
    assert [line.text for line in html_lines.of_fragment("<tr><td>a<td>b</tr>", CLOCK)] != []


def test_a_table_of_great_cells_is_not_told_over_and_over() -> None:
    cells = "".join(f"<td rowspan=0>{'x' * 250}" for _ in range(90))
    table = f"<tr>{cells}<td>0" + "".join(f"<tr><td>{number}" for number in range(1, 500))

    said = rows(table)

    assert len(said) == 500
    assert sum(map(len, said)) < 300_000
    assert said[-1] == "499"
