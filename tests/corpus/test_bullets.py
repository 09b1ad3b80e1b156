"""Which bullets belong under which."""

import pytest

from monitor.corpus import bullets
from monitor.model import Highlight


@pytest.mark.parametrize(
    ("given", "nested"),
    [
        ([("A.", 2), ("B.", 2)], [("A.", ()), ("B.", ())]),
        ([("A", 0), ("b", 2), ("c", 4), ("D", 0)], [("A", ("b", "c")), ("D", ())]),
        ([("A", 4), ("B", 2), ("c", 4)], [("A", ()), ("B", ("c",))]),
        ([("Such as:", 0), ("b", 0), ("c", 0), ("D ends.", 0), ("e", 0)], [("Such as:", ("b", "c")), ("D ends.", ()), ("e", ())]),
        ([("包括：", 0), ("石板", 0), ("价格上涨。", 0)], [("包括：", ("石板",)), ("价格上涨。", ())]),
        ([("Such as:", 0), ("b", 2), ("C", 0)], [("Such as:", ("b",)), ("C", ())]),
        ([("Such as:", 0), ("x" * 90, 0)], [("Such as:", ()), ("x" * 90, ())]),
        ([("One:", 0), ("Two:", 0), ("c", 0)], [("One:", ()), ("Two:", ("c",))]),
        ([], []),
    ],
)  # fmt: skip
def test_children_are_found_by_indent_or_by_the_colon_of_their_parent(
    given: list[tuple[str, int]], nested: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert bullets.nest(given) == tuple(Highlight(text=text, children=children) for text, children in nested)
