"""The lines a seed text is made of, and what each one is by its own wording alone.

Nothing here looks at a neighbour, so a line that is written out again is read as the same thing again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from monitor.corpus.state_bodies import MEDIA
from monitor.model import Published
from monitor.text import dates, sentences
from monitor.text.late import LatePattern
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
# In the words of a date line each date is one of these.
_DATE = "\0"
_REVISED = re.compile(r"更新|修改|updated?|modified", re.IGNORECASE)
_LABEL_OF_DATE = (
    r"(?:首次|最后|最近)?(?:(?:发布|发表|发文|成文|公开|公布|公告|印发|签发|刊发|发稿|编发|上传|录入|添加|创建|生成|更新|修改|撰写|信息|文章|新闻|稿件)?(?:时间|日期)"
    r"|(?:发布|发表|刊发|发|更新|成文)于)[】\])）]?\s*[:：]?"
    r"|(?i:(?:(?:last|first|originally|article)\s+)?(?:published|posted|updated|modified|released|issued|created|filed)(?:\s+(?:on|at|date|time))?"
    r"|(?:(?:publish(?:ed|ing)?|publication|release|post|posting|article|issue|update|upload|pub\.?)\s+)?date(?:\s+(?:published|posted|of\s+(?:publication|release|issue)))?"
    r"|(?:publish|publication|release|post|update|upload)\s+time)(?![^\W_])\s*[:：]?"
)
_FIELD = (
    r"(?:(?:信息|文章|新闻|稿件|内容|消息|资料)?来源于?|稿源|转自|原载|作者|(?:本报|本网|见习|特约)?记者|通讯员|(?:责任|网络|文字|执行|本文)?编辑|责编|审核|校对|撰稿|撰文|供稿|摄影"
    r"|(?:发布|发文|制发|成文|颁布|公布|公开|公告|主办)(?:机构|机关|单位|部门|者|人)|栏目|频道|分类|类别|地点|地区"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数)?"
    r"|(?i:sources?|authors?|editors?|reporters?|writers?|publisher|agency|department|location|place|category|section|topics?))\s*[:：]\s*"
)
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff〇]"
_BAR = r"|｜·•/—–"  # parts what stands in one line
# What a value ends before: the end, a bar or bracket, or after a space the date or the next label.
_END = rf"(?=\s*(?:$|[{_BAR}【】\[\]（）()])|\s+(?:-\s|{_DATE}|{_LABEL_OF_DATE}|{_FIELD}))"
_NAMES = r"[A-Z][\w.’'&-]*(?:\s+(?:[A-Z][\w.’'&-]*|of|the|and|for|de|van|von|&)){0,5}"
_PLACED = rf"(?:{_NAMES}|{_HAN}{{2,12}})"
_PERSONS = r"(?:[A-Z][\w.’'-]*(?:\s+(?:[A-Z][\w.’'&-]*|de|van|von|and|&)){0,8}(?:,\s+[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,3}){0,3})"
_BESIDE = (
    rf"(?P<label>{_LABEL_OF_DATE})"
    rf"|(?P<field>{_FIELD}(?:[^\s{_DATE}:：。；！？!?;][^{_DATE}:：。；！？!?;]{{0,60}}?{_END}|{_HAN}{{1,16}}[网社报台](?={_DATE})))"
    rf"|(?P<role>{_HAN}{{0,8}}(?:记者|作者|编辑|责编|通讯员|撰文|撰稿)\s*[/｜|]?\s*{_HAN}{{2,4}}(?:[\s、]+{_HAN}{{2,4}}){{0,6}}?{_END})"
    rf"|(?P<by>(?i:(?:posted|published|written|reported)\s+)?(?i:by)\s+(?:{_PERSONS}|[\w.-]+(?={_DATE}|\s+on\s|\s*$|\s*[{_BAR}]))(?:\s+on(?=\s))?)"
    rf"|(?P<outlet>{_HAN}{{0,18}}(?:网|社|报|电视台|电台|周刊|杂志|政府|委员会|发改委|厅|局|部|办公室|研究院|协会|学会|集团|公司|频道|客户端|公众号|在线){_END}"
    rf"|(?i:{'|'.join(re.escape(name) for name in MEDIA if name.isascii())})(?![^\W_]))"
    r"|(?P<tool>\d+\s*-?\s*min(?:ute)?s?(?:\s+read)?(?![^\W_])|\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?!\d)(?:\s*(?i:[ap]\.?m\b\.?))?(?:\s+[A-Z]{2,4}\b)?)"
)
_GAP = rf"(?P<gap>[\s{_BAR},，;；【】\[\]（）()-]+)"
_BEFORE_DATE = LatePattern(
    rf"{_GAP}|{_BESIDE}|(?P<name>{_NAMES}(?=\s*[{_BAR},]|\s+-\s)|{_HAN}{{2,12}}(?=\s*[{_BAR}]))"
)
_AFTER_DATE = LatePattern(
    rf"{_GAP}|(?P<date>{_DATE})|{_BESIDE}|(?P<name>(?:(?<=[{_BAR}（(【\[,，])|(?<=[{_BAR}（(【\[,，-]\s)){_PLACED}{_END}|in\s+{_NAMES}(?:,\s+{_NAMES}){{0,3}}{_END})"
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
    found = _read_date_line(line, clock)
    return None if found is None else found[0]


def opens_with_name(line: str, clock: Clock) -> bool:
    """Say whether a date line opens with a bare name, as a title with its date behind it does too."""
    found = _read_date_line(line, clock)
    return found is not None and found[1]


def _read_date_line(line: str, clock: Clock) -> tuple[Published, bool] | None:
    """Give the date, and whether only a bare name stands before it."""
    if len(line) > _LONGEST_DATE_LINE or _DATE in line:
        return None
    words, found = _with_dates_marked(simplify(line), clock)
    if not found or sentences.ends_sentence(words):
        return None
    start = words.index(_DATE)
    before = _walk(_BEFORE_DATE, words, 0, start)
    if before is None:
        return None
    after = _walk(_AFTER_DATE, words, start, len(words))
    if after is None and not _DATE_COMPANY.fullmatch(words, start + 1):
        return None
    kinds = {item.lastgroup for item in before}
    return _first_published(found, [*before, *(after or ())]), "name" in kinds and kinds <= {"name", "gap"}


def _with_dates_marked(line: str, clock: Clock) -> tuple[str, list[Published]]:
    words = ""
    found: list[Published] = []
    while (date := dates.find_published(line, zone=clock.zone, now=clock.now)) is not None:
        start, end, published = date
        words += line[:start] + _DATE
        found.append(published)
        line = line[end:]
    # A date with nothing behind it may close with a full stop and be no sentence.
    return words + ("" if line in {".", "。"} else line), found


def _walk(items: LatePattern, words: str, start: int, end: int) -> list[re.Match[str]] | None:
    """Take items one after the other, never going back: time grows with the line and no faster."""
    taken: list[re.Match[str]] = []
    while start < end:
        item = items.match(words, start)
        if item is None:
            return None
        taken.append(item)
        start = item.end()
    return taken


def _first_published(found: Sequence[Published], items: Sequence[re.Match[str]]) -> Published:
    """Give the first date that is not that of a revision, if there is one."""
    at = 0
    is_revised = False
    for item in items:
        if item.lastgroup == "label":
            is_revised = _REVISED.search(item.group()) is not None
        elif item.lastgroup == "date":
            if not is_revised:
                return found[at]
            at += 1
            is_revised = False
    return found[0]
