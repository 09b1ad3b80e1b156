"""The lines a seed text is made of, and what each one is by its own wording alone.

Nothing here looks at a neighbour, so a line that is written out again is read as the same thing again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from monitor.model import Published
from monitor.text import dates, sentences
from monitor.text.simplify import simplify

_TAB = 4  # columns

_BULLET = re.compile(r"(?:[-–*+‣◦▪■◆➢►]\s+|[•●∙·○◦▪]\s*)(?=\S)")
_LABEL = re.compile(
    r"[【\[]?(?:(?:key |main )?(?:highlights|takeaways|points)|(?:核心|主要|内容|文章|本文)?(?:要点|亮点|摘要|提要|提示)|核心观点)[】\]]?\s*[:：]?",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"disclaimer\s*[:：]\s*\S|[【\[（(]?免责(?:声明|条款)[】\]）)]?\s*[:：]\s*\S"
    # 声明 alone opens many a real statement: only one about the text itself is a disclaimer.
    r"|[【\[（(]?(?:特别|郑重)?声明[】\]）)]?\s*[:：](?=.{0,120}(?:本网|本站|本文|本公众号|转载|投资建议|仅供参考|核实))",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"[【\[（(]?(?:发布(?:时间|日期)|发文日期|成文日期|公开日期|更新(?:时间|日期)|日期|时间"
    r"|(?:(?:last |first )?(?:published|posted|updated|released)(?: on| at)?|(?:publication |release )?date))\s*[:：]?\s*"
    r"|(?-i:[Bb]y\s+[A-Z])[\w .’'&-]{0,40}?\s*[|·•,–—-]\s*(?:(?:published|posted|updated)(?: on)?\s*[:：]?\s*)?",
    re.IGNORECASE,
)
# What stands beside the date in the line under a title: where it came from, who wrote it, page tools.
_DATE_COMPANY = re.compile(
    r"[\s|·•,，;；/—–-]*(?:"
    r"(?:(?:信息|文章)?来源|稿源|作者|记者|(?:责任)?编辑|责编|发布(?:机构|单位|者)|source|author|(?:last )?updated)\s*[:：]"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数)?|字体|字号|【|分享|打印|收藏|(?-i:[Bb]y\s+[A-Z])|\d+ min(?:ute)?s? read\b|[|·•]\s"
    r").{0,100}|[】\]）)\s]*",
    re.IGNORECASE,
)
_LONGEST_DATE_LINE = 160
# What a link to elsewhere leaves in a sentence once its markup is gone; it may stand inside another one.
_NEW_TAB = re.compile(
    r"\s*(?:\((?:link )?opens in (?:a )?new (?:tab|window)\)|[（(]在?新(?:窗口|标签页)中?打开[）)])$",
    re.IGNORECASE,
)
_NEW_TAB_HINT = re.compile(r"opens in|打开", re.IGNORECASE)
_LONGEST_NEW_TAB = 64  # characters, generously
# How Chinese text opens a paragraph, whatever stands between two of them.
_OPENING = re.compile(r"\u3000{2}|(?:\xa0 ?){2}")


class Kind(Enum):
    """What a line is."""

    TEXT = auto()
    HEADING = auto()  # marked as one by its source, as HTML does
    BULLET = auto()
    LABEL = auto()  # "Highlights" and its kin
    DATE = auto()
    DISCLAIMER = auto()
    DISCLAIMER_WRAP = auto()  # a further line of a disclaimer


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line without its bullet mark and the white space around it; never empty."""

    text: str
    kind: Kind
    indent: int = 0  # columns; of a bullet, those before its mark
    after_blank: bool = False  # a blank line, or the edge of an HTML block, stands before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a date line is read with."""

    zone: str = "Asia/Shanghai"
    now: datetime | None = None


def read(text: str, clock: Clock) -> tuple[Line, ...]:
    """Split a text into its lines."""
    lines: list[Line] = []
    after_blank = True
    for raw in text.splitlines():
        line = read_line(raw, clock, after_blank=after_blank or opens_paragraph(raw))
        after_blank = line is None
        if line is not None:
            lines.append(line)
    return tuple(lines)


def opens_paragraph(raw: str) -> bool:
    """Say whether a line is indented as the first of a Chinese paragraph is."""
    return _OPENING.match(raw) is not None


def read_line(raw: str, clock: Clock, *, after_blank: bool = True) -> Line | None:
    """Read one line; None where it holds nothing but white space."""
    text = _without_link_words(" ".join(raw.split()))
    if not text:
        return None
    mark = _BULLET.match(text)
    if mark is not None:
        return Line(text=text[mark.end() :], kind=Kind.BULLET, indent=_indent(raw), after_blank=after_blank)
    return Line(text=text, kind=_kind(text, clock), after_blank=after_blank)


def _without_link_words(text: str) -> str:
    """Cut "(opens in a new tab)" in one pass, what comes to light by a cut included."""
    if not _NEW_TAB_HINT.search(text):
        return text
    kept: list[str] = []
    tail = ""  # since the last bracket that stays: no cut reaches behind that
    is_cut = False
    for piece in re.split(r"(?<=[)）])", text):
        tail += f" {piece}" if is_cut and piece[:1].isalnum() else piece
        found = _NEW_TAB.search(tail, max(0, len(tail) - _LONGEST_NEW_TAB))
        is_cut = found is not None
        if found is not None:
            tail = tail[: found.start()]
        else:
            kept.append(tail)
            tail = ""
    return "".join((*kept, tail)).strip()


def _indent(raw: str) -> int:
    space = raw[: len(raw) - len(raw.lstrip())]
    return sum(2 if sign == "\u3000" else 1 for sign in space.expandtabs(_TAB))


def _kind(text: str, clock: Clock) -> Kind:
    plain = simplify(text)
    if _LABEL.fullmatch(plain):
        return Kind.LABEL
    if _DISCLAIMER.match(plain):
        return Kind.DISCLAIMER
    if published_in(text, clock) is not None:
        return Kind.DATE
    return Kind.TEXT


def published_in(line: str, clock: Clock) -> Published | None:
    """Read a line that gives a date and, beside it, at most what stands beside a date under a title."""
    if len(line) > _LONGEST_DATE_LINE or sentences.ends_sentence(line):
        return None
    line = simplify(line)
    rest = line[_label_end(line) :]
    found = dates.find_published(rest, zone=clock.zone, now=clock.now)
    if found is None or found[0] or not _DATE_COMPANY.fullmatch(rest, found[1]):
        return None
    return found[2]


def _label_end(line: str) -> int:
    label = _DATE_LABEL.match(line)
    return 0 if label is None else label.end()
