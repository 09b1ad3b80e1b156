"""Lines for people: indented, marked, wrapped where there is a terminal."""

from monitor.cli.rules.lines import Line, render


def test_in_a_pipe_a_line_stays_one() -> None:
    assert list(render(Line(text="one  two\nthree", depth=1, is_item=True), None)) == ["  - one two three"]
    assert list(render(Line(text="Heading", is_heading=True), None)) == ["", "Heading"]


def test_on_a_terminal_the_rest_of_an_item_stands_under_its_text() -> None:
    line = Line(text="one two three four five six seven", depth=1, is_item=True)

    assert list(render(line, 24)) == ["  - one two three four", "    five six seven"]


def test_chinese_characters_are_two_columns_wide() -> None:
    assert list(render(Line(text="稀土 " * 8), 24)) == ["稀土 稀土 稀土 稀土 稀土", "稀土 稀土 稀土"]


def test_a_terminal_too_narrow_is_taken_for_a_little_wider() -> None:
    assert list(render(Line(text="one two three four", depth=9, is_item=True), 10)) == [
        " " * 18 + "- one two three four"
    ]


def test_a_very_wide_terminal_is_not_used_up() -> None:
    assert max(map(len, render(Line(text="word " * 99), 400))) <= 110
