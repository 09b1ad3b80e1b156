"""The head of an HTML article becomes that of a text."""

from datetime import date

import pytest

from monitor.corpus import html_lines, seed_text, title_lines
from monitor.corpus.seed_lines import Clock
from monitor.model import Section

_TITLE = "Slate Rises in May"
_TEXT = "The county reopened its slate quarry on Monday."


def _heads(markup: str, title: str | None) -> list[str]:
    lines = html_lines.of_fragment(markup, Clock())
    return [line.text for line in title_lines.as_in_text(lines, title)]


@pytest.mark.parametrize("title", [_TITLE, None])
@pytest.mark.parametrize(
    "meta",
    [
        "<p>By Jane Doe</p><p>March 3, 2026</p>",
        "<p>March 3, 2026</p><p>By Jane Doe</p>",
        "<p>By Jane Doe, March 3, 2026</p>",
        "<p>By Jane Doe <time>March 3, 2026</time></p>",
        "<p>March 3, 2026 | By Jane Doe</p>",
        "<p>作者：张三</p><div>March 3, 2026</div><p>Updated March 4, 2026</p>",
    ],
)
def test_byline_and_date_go_with_the_title(title: str | None, meta: str) -> None:
    lines = html_lines.of_fragment(f"<h1>{_TITLE}</h1>{meta}<p>{_TEXT}</p>", Clock())

    parts = seed_text.parse_lines(title_lines.as_in_text(lines, title), Clock(), title=title)

    assert (parts.title, parts.published) == (_TITLE, date(2026, 3, 3))
    assert parts.sections == (Section(paragraphs=(_TEXT,)),)


@pytest.mark.parametrize(
    ("markup", "title", "lines"),
    [
        (f"<p>By Jane Doe</p><p>{_TEXT}</p>", _TITLE, [_TITLE, "By Jane Doe", _TEXT]),
        (f"<p>By Jane Doe</p><p>{_TEXT}</p>", None, ["By Jane Doe", _TEXT]),
        (f"<p>News</p><p>2026-03-03</p><h1>{_TITLE}</h1><p>{_TEXT}</p>", _TITLE, [_TITLE, "2026-03-03", _TEXT]),
        (f"<p>{_TEXT}</p><ul><li>a</li></ul><h1>{_TITLE}</h1><p>By Jane Doe</p><p>x</p>", _TITLE, [_TITLE, "By Jane Doe", _TEXT, "a", "x"]),
        (f"<h1>Other Words</h1><p>By Jane Doe</p><p>{_TEXT}</p>", _TITLE, ["Other Words", "By Jane Doe", _TEXT]),
        (f"<p>{_TEXT}</p><h2>{_TITLE}</h2>", None, [_TEXT, _TITLE]),
        ("<p>They met in Baotou on March 3, 2026 again</p>", _TITLE, ["They met in Baotou on March 3, 2026 again"]),
        ("<p>The slate was found</p>", _TITLE, ["The slate was found"]),
        (f"<p>{'long ' * 21}</p>", _TITLE, [("long " * 21).strip()]),
        ("", _TITLE, []),
    ],
)  # fmt: skip
def test_only_the_head_is_changed(markup: str, title: str | None, lines: list[str]) -> None:
    assert _heads(markup, title) == lines
