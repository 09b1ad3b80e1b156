"""The picture of a period: stories by topic and week, and the most active bodies, to be read on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from monitor.alerts.glyphs import Colour, Glyphs, installed, lacks
from monitor.model.digesting import MOST_BODIES, MOST_TOPICS, Chart
from monitor.text.characters import is_han

WIDTH, HEIGHT = 1080, 1350  # pixels: upright, as a phone is held

_PAPER: Colour = (255, 255, 255)
_INK: Colour = (31, 41, 51)
_PALE: Colour = (123, 135, 148)
_LINE: Colour = (216, 222, 230)
_WEEK: Colour = (157, 184, 217)
_NOW: Colour = (31, 95, 168)
_BODY: Colour = (192, 118, 44)

_EDGE = 54
_BARS = (432, 972)  # from where to where they stand; names before them, numbers behind
_NUMBERS = 1032  # where they end
_TITLE, _TOPICS = 66, 124  # baselines
_TOPICS_END, _ALONE = 722, 1240  # of the topics with bodies beneath, and without
_BODIES, _BODIES_END = 838, 1309
_GAP = 30  # from the baseline of a heading to what it is of
_LEAST_ROWS = 4  # of bodies: one alone is no wall
_AXIS = 40  # from a line to the baseline of the weeks under it


@dataclass(frozen=True, kw_only=True)
class _Canvas:
    image: Image.Image
    fonts: Mapping[str, Path]

    @cached_property
    def pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    @cached_property
    def title(self) -> Glyphs:
        return Glyphs(41, self.fonts)

    @cached_property
    def number(self) -> Glyphs:
        return Glyphs(34, self.fonts)

    @cached_property
    def text(self) -> Glyphs:
        return Glyphs(29, self.fonts)

    @cached_property
    def small(self) -> Glyphs:
        return Glyphs(24, self.fonts)


def draw(charts: Sequence[Chart], fonts: Mapping[str, Path] | None = None) -> bytes:
    """Return the first of these that the fonts can write, as PNG; they say the same in other languages."""
    there = installed() if fonts is None else fonts
    chart = next((one for one in charts if not lacks(_all_text(one), there)), None)
    if chart is None:
        # What cannot be written is left out: a row of boxes tells nobody anything.
        chart = _without_han(charts[-1])
    canvas = _Canvas(image=Image.new("RGB", (WIDTH, HEIGHT), _PAPER), fonts=there)
    _draw(canvas, chart)
    stream = BytesIO()
    canvas.image.save(stream, format="PNG", optimize=True)
    return stream.getvalue()


def _draw(canvas: _Canvas, chart: Chart) -> None:
    topics, bodies = chart.topics[:MOST_TOPICS], chart.bodies[:MOST_BODIES]
    is_bold = not _has_han(chart.title)  # a heading of half-bold signs is ugly
    canvas.title.draw(canvas.image, (_EDGE, _TITLE), chart.title, _INK, bold=is_bold)
    canvas.text.draw(canvas.image, (_EDGE, _TOPICS), chart.topics_title, _PALE)
    _draw_topics(canvas, topics, chart.weeks, bottom=_TOPICS_END if bodies else _ALONE)
    if bodies:
        canvas.text.draw(canvas.image, (_EDGE, _BODIES), chart.bodies_title, _PALE)
        _draw_bodies(canvas, bodies)


def _draw_topics(
    canvas: _Canvas,
    topics: Sequence[tuple[str, tuple[int, ...]]],
    labels: Sequence[str],
    *,
    bottom: int,
) -> None:
    """Draw a row of bars for each topic, all to one scale, the newest week in a stronger colour."""
    left, right = _BARS
    top = _TOPICS + _GAP
    height = (bottom - top) / max(len(topics), 1)
    tallest = max((max(weeks, default=0) for _, weeks in topics), default=0) or 1
    for place, (name, weeks) in enumerate(topics):
        line = round(top + (place + 0.88) * height)
        slot = (right - left) / max(len(weeks), 1)
        for week, count in enumerate(weeks):
            at = left + week * slot
            size = round(count / tallest * height * 0.72)
            if size:
                colour = _NOW if week == len(weeks) - 1 else _WEEK
                box = (round(at + 0.11 * slot), line - size, round(at + 0.89 * slot), line)
                canvas.pen.rectangle(box, fill=colour)
        canvas.pen.line((left, line, right, line), fill=_LINE, width=2)
        middle = round(top + (place + 0.6) * height)
        _name(canvas, name, middle)
        _number(canvas, weeks[-1] if weeks else 0, middle, _NOW)
        if place == len(topics) - 1:
            for week in sorted({0, len(weeks) // 2, len(weeks) - 1} & set(range(len(labels)))):
                _under(canvas, labels[week], left + (week + 0.5) * slot, line + _AXIS)


def _draw_bodies(canvas: _Canvas, bodies: Sequence[tuple[str, int]]) -> None:
    left, right = _BARS
    top = _BODIES + _GAP
    height = (_BODIES_END - top) / max(len(bodies), _LEAST_ROWS)
    most = max(count for _, count in bodies) or 1
    for place, (name, count) in enumerate(bodies):
        middle = round(top + (place + 0.5) * height)
        half = round(height * 0.31)
        canvas.pen.rectangle(
            (left, middle - half, left + round((right - left) * count / most), middle + half), fill=_BODY
        )
        _name(canvas, name, middle)
        _number(canvas, count, middle, _BODY)


def _name(canvas: _Canvas, name: str, middle: int) -> None:
    """Write a name in one line or two, as long as there is room before the bars."""
    lines = _lines(name, canvas.text, _BARS[0] - _EDGE - 18)
    step = canvas.text.size * 1.25
    first = middle + canvas.text.size * 0.36 - (len(lines) - 1) * step / 2
    for place, line in enumerate(lines):
        canvas.text.draw(canvas.image, (_EDGE, round(first + place * step)), line, _INK)


def _number(canvas: _Canvas, number: int, middle: int, colour: Colour) -> None:
    text = str(number)
    start = _NUMBERS - canvas.number.width(text)
    canvas.number.draw(canvas.image, (start, middle + canvas.number.size * 0.36), text, colour, bold=True)


def _under(canvas: _Canvas, text: str, middle: float, base: int) -> None:
    canvas.small.draw(canvas.image, (middle - canvas.small.width(text) / 2, base), text, _PALE)


def _lines(name: str, glyphs: Glyphs, room: float) -> list[str]:
    lines = [""]
    for piece in _pieces(name):
        if lines[-1] and glyphs.width(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    lines = [line.rstrip() for line in lines]
    if len(lines) <= 2:
        return lines
    last = lines[1]
    while last and glyphs.width(f"{last}…") > room:
        last = last[:-1]
    return [lines[0], f"{last.rstrip()}…"]


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


def _all_text(chart: Chart) -> str:
    names = (name for name, _ in (*chart.topics, *chart.bodies))
    return "".join((chart.title, chart.topics_title, chart.bodies_title, *chart.weeks, *names))


def _has_han(text: str) -> bool:
    return any(map(is_han, text))


def _without_han(chart: Chart) -> Chart:
    return replace(
        chart,
        title=_latin(chart.title),
        topics_title=_latin(chart.topics_title),
        bodies_title=_latin(chart.bodies_title),
        weeks=tuple(map(_latin, chart.weeks)),
        topics=tuple(one for one in chart.topics if not _has_han(one[0])),
        bodies=tuple(one for one in chart.bodies if not _has_han(one[0])),
    )


def _latin(text: str) -> str:
    return "" if _has_han(text) else text
