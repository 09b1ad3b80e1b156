"""A unit of one letter is found behind every number, however it ends."""

import pytest

from monitor.text import figures, units
from monitor.text.fold import squash


@pytest.mark.parametrize(
    "text", ["27t", "27 t", "27万t", "0.5亿t", "5 million t", "5k t", "三t", "twelve t", "300 thousand t"]
)
def test_what_is_read_as_a_figure_is_looked_for(text: str) -> None:
    found = [figure for figure in figures.find(f"It mined {text} of ore") if figure.unit is not None]

    is_looked_for = any(literal in squash(text) for literal in units.literals("tonnes"))
    assert not found or is_looked_for


def test_the_usual_ones_are_figures() -> None:
    read = [figures.find(f"年产 {text} 稀土")[0] for text in ("27t", "27万t", "0.5亿t", "5 million t")]

    assert [int(figure.value) for figure in read] == [27, 270_000, 50_000_000, 5_000_000]
