"""The picture of a period: stories by topic and week, and the most active bodies, to be read on a phone.

Imports matplotlib when it draws: that takes a second and 80 MB, so a process of its own draws and ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from monitor.model.digesting import Chart
from monitor.text.characters import is_han

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_TOPICS = 7
MOST_BODIES = 6
WIDTH, HEIGHT = 1080, 1350  # pixels: upright, as a phone is held

# Families that have Chinese characters, those that an image is likely to install first.
FONTS = (
    "WenQuanYi Micro Hei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "Arial Unicode MS",
)

_DPI = 100
_INK, _PALE, _LINE = "#1f2933", "#7b8794", "#d8dee6"
_WEEK, _NOW, _BODY = "#9db8d9", "#1f5fa8", "#c0762c"
_LONGEST = 30  # columns of a name; a Chinese character takes two


def draw(charts: Sequence[Chart]) -> bytes:
    """Return the first of these that the fonts here can write, as PNG; they say the same in other languages."""
    import matplotlib as mpl  # noqa: PLC0415  see above

    mpl.use("Agg")
    from matplotlib import font_manager  # noqa: PLC0415

    there = {font.name for font in font_manager.fontManager.ttflist}
    han = next((name for name in FONTS if name in there), None)
    chart = next((one for one in charts if han is not None or not _needs_han(one)), None)
    if chart is None:
        # What cannot be written is left out: a row of boxes tells nobody anything.
        chart = _without_han(charts[-1])
    with mpl.rc_context(
        {"font.family": ["DejaVu Sans", *([han] if han else [])], "text.color": _INK, "font.size": 19}
    ):
        return _png(_figure(chart))


def _figure(chart: Chart) -> Figure:
    from matplotlib.figure import Figure  # noqa: PLC0415  as above

    figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor="white")
    topics, bodies = chart.topics[:MOST_TOPICS], chart.bodies[:MOST_BODIES]
    figure.text(0.05, 0.962, chart.title, fontsize=29, fontweight=_weight(chart.title), va="center")
    share = 0.50 if bodies else 0.86
    _topics(figure, chart, topics, top=0.92, share=share)
    if bodies:
        _bodies(figure, chart, bodies, top=0.92 - share - 0.035, bottom=0.03)
    return figure


def _topics(
    figure: Figure, chart: Chart, topics: Sequence[tuple[str, tuple[int, ...]]], *, top: float, share: float
) -> None:
    """Draw a row of bars for each topic, all to one scale, the newest week in a stronger colour."""
    figure.text(0.05, top, chart.topics_title, fontsize=21, color=_PALE, va="center")
    bottom = top - share + 0.045
    height = (top - 0.03 - bottom) / max(len(topics), 1)
    tallest = max((max(weeks, default=0) for _, weeks in topics), default=0) or 1
    for place, (name, weeks) in enumerate(topics):
        base = top - 0.03 - (place + 1) * height
        axes = figure.add_axes((0.40, base + height * 0.14, 0.50, height * 0.76))
        colours = [_WEEK] * (len(weeks) - 1) + [_NOW]
        axes.bar(range(len(weeks)), weeks, color=colours, width=0.78)
        axes.set_ylim(0, tallest * 1.08)
        _plain(axes)
        figure.text(0.05, base + height * 0.42, _short(name), fontsize=21, linespacing=1.05, va="center")
        figure.text(
            0.955,
            base + height * 0.42,
            str(weeks[-1]),
            fontsize=24,
            fontweight="bold",
            color=_NOW,
            ha="right",
            va="center",
        )
        if place == len(topics) - 1:
            shown = sorted({0, len(weeks) // 2, len(weeks) - 1})
            axes.set_xticks(shown, [chart.weeks[one] for one in shown])
            axes.tick_params(axis="x", length=0, labelsize=17, labelcolor=_PALE, pad=6)


def _bodies(
    figure: Figure, chart: Chart, bodies: Sequence[tuple[str, int]], *, top: float, bottom: float
) -> None:
    figure.text(0.05, top, chart.bodies_title, fontsize=21, color=_PALE, va="center")
    axes = figure.add_axes((0.40, bottom, 0.50, top - 0.03 - bottom))
    counts = [count for _, count in bodies]
    rows = range(len(bodies))
    axes.barh(rows, counts, color=_BODY, height=0.62)
    axes.set_xlim(0, max(counts) * 1.02)
    axes.set_ylim(max(len(bodies), 4) - 0.45, -0.55)
    _plain(axes)
    axes.spines["bottom"].set_visible(False)
    for row, (name, count) in zip(rows, bodies, strict=True):
        axes.text(
            -0.7,
            row,
            _short(name),
            transform=axes.get_yaxis_transform(),
            fontsize=21,
            linespacing=1.05,
            va="center",
        )
        axes.text(
            1.11,
            row,
            str(count),
            transform=axes.get_yaxis_transform(),
            fontsize=24,
            fontweight="bold",
            color=_BODY,
            ha="right",
            va="center",
        )


def _plain(axes: Axes) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_LINE)
    axes.set_facecolor("none")


def _png(figure: Figure) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  as above

    made: Any = FigureCanvasAgg(figure)
    stream = BytesIO()
    made.print_png(stream)
    return stream.getvalue()


def _weight(text: str) -> str:
    """Return how heavy a heading is: the fonts for Chinese have no bold, and half of a line in bold is ugly."""
    return "normal" if _has_han(text) else "bold"


def _short(name: str) -> str:
    """Return a name in one line or two, as long as there is room beside the bars."""
    lines, line = [], ""
    for piece in _pieces(name):
        if line and _columns(line + piece) > _LONGEST // 2 + 3:
            lines.append(line.rstrip())
            line = ""
        line += piece
    lines.append(line.rstrip())
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")


def _pieces(name: str) -> Iterable[str]:
    """Yield what may stand on different lines: words, and Chinese characters."""
    word = ""
    for letter in name:
        if is_han(letter):
            yield from filter(None, (word, letter))
            word = ""
        else:
            word += letter
            if letter == " ":
                yield word
                word = ""
    if word:
        yield word


def _columns(text: str) -> int:
    return sum(2 if is_han(letter) else 1 for letter in text)


def _needs_han(chart: Chart) -> bool:
    names = (name for name, _ in (*chart.topics, *chart.bodies))
    return any(_has_han(text) for text in (chart.title, chart.topics_title, chart.bodies_title, *names))


def _has_han(text: str) -> bool:
    return any(map(is_han, text))


def _without_han(chart: Chart) -> Chart:
    return replace(
        chart,
        title=_latin(chart.title),
        topics_title=_latin(chart.topics_title),
        bodies_title=_latin(chart.bodies_title),
        topics=tuple(one for one in chart.topics if not _has_han(one[0])),
        bodies=tuple(one for one in chart.bodies if not _has_han(one[0])),
    )


def _latin(text: str) -> str:
    return "" if _has_han(text) else text
