"""What stands beside a number and says what it is: a unit, a counting word, or the label of a date or a name.

All of it is read in folded text that keeps its separators.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from monitor.text import numerals, units
from monitor.text.characters import is_han
from monitor.text.fold import View

GAP = r"[ -]?\n? ?"
_AROUND = 24  # characters in front of a number that may say what it is

# 度 is a kilowatt hour where electricity is spoken of, else a degree.
_OF_POWER = re.compile(
    r"(?:电量|用电|发电|耗电|供电|售电|购电|送电|输电|节电|充电|放电|上网电|绿电|电费|电耗|能耗)[^,.;:!?。,、\n]{0,14}\Z"
)
_OF_DEGREES = re.compile(r"温|[炎酷高]热|烧|角|零下|零上|摄氏|华氏|[经纬][度线]|[东西南北][经纬]")
_POWER_AFTER = re.compile(r"(?:的|左右|以上|以下|以内)?(?:[绿清洁水风光核火煤余谷峰]{1,2})?电")
_AROUND_POWER = 24
# What may follow 3x where it is three times: 3x GPUs and a 3x nm node are none.
_TIMES_AFTER = re.compile(
    r"\s*(?:[^\w\s(*×+=]|[\u2e80-\U0003ffff]|\Z|(?:-|\s)(?:faster|slower|higher|lower|more|less|larger|bigger|greater|"
    r"smaller|longer|cheaper|better|stronger|the|as|its|their|that|those|over|than|in|by|from|since|within|"
    r"increase|growth|rise|jump|gain|return|improvement|reduction|compared)(?![a-z]))"
)
_GENERATIONS = frozenset("23456")  # of mobile networks, as one writes them in a hurry: 5g
_GLUED = frozenset({"g", "h", "l", "x"})

# Characters that make another word of the short name before them: 元素 is an element, no money.
_OTHER_WORDS = {
    "元": "素件旦宵首朝宇勋老组",
    "年": "级代轮龄画",
    "天": "津然宫安舟文河",
    "周": "五六日一二三四边期岁",
    "米": "兰其粉",
    "克": "服拉罗里隆",
    "升": "级格至值温",
    "成": "立为功员果本都熟长分就交品形型绩",
    "日内": "瓦",
}

_COUNTERS = (
    "个 家 项 件 种 座 条 位 名 人次 人 户 台 套 辆 架 艘 起 例 所 处 批 只 支 款 份 张 次 轮 类 "
    "部门 省份 城市 企业 地区"
)
_COUNTED = (
    "companies company firms firm enterprises enterprise businesses manufacturers producers suppliers plants "
    "factories projects project people persons workers employees jobs researchers engineers scientists students "
    "households countries nations provinces regions cities counties districts zones parks bases sites hubs "
    "clusters centres centers ministries departments agencies institutions institutes universities "
    "laboratories labs units stations products items technologies materials measures policies tasks standards "
    "patents licences licenses vehicles cars aircraft ships satellites chips devices sets types kinds batches"
)
_COUNTER = re.compile(
    rf" ?\n? ?(?:{'|'.join(_COUNTERS.split())})|{GAP}(?:{'|'.join(_COUNTED.split())})(?![a-z0-9])"
)

_HUNDREDTHS = re.compile(
    r"(?P<half>半(?!导|年|数|成|岛|径))|(?P<digit>[一二三四五六七八九1-9])(?P<more>[0-9.,年月日号十百千万亿点倍分]?)"
)

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
)
_LABEL_AFTER = re.compile(
    r" ?(?:号|月|日|时(?!间)|点|分|秒|季度|世纪|年代|年度|届|版|级|楼|室|期|强|维|度|后|中全会|[°\ufffd]|"
    rf"(?:{_MONTHS})(?![a-z])|[ap]\.?m\b|o'clock)|-?[^\W\d_\u2e80-\U0003ffff]|/"
)
_LABEL_WORDS = (
    "no no. nos nos. number article articles chapter chapters section sections page pages p. pp. phase phases "
    "round rounds stage stages step steps figure figures fig. table tables annex appendix item items version "
    "versions vol. volume volumes issue issues level levels grade grades class type types tier tiers group groups "
    "top gb gb/t gb/z iso iec yb/t hg/t rfc tel tel. fax phone circular decree notice document order "
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec."
)
_LABELS = frozenset(_LABEL_WORDS.split())
_WORD_BEFORE = re.compile(r"(?<![a-z/])([a-z/]+\.?),?[:;]? ?\Z")
_SIGN_BEFORE = re.compile(
    r"(?:[#№]|电话|传真|手机|邮编|邮政编码|热线|账号|编号|文号|号码|图|表|附件|附|页|序号|版本|月|分之)[:;]? ?\Z|\w[.:/]\Z|[a-z]-\Z"
)
_VAGUE_BEFORE = ("第", "第 ", "数", "几")
_VAGUE_AFTER = ("几", "分之", " 分之")
_PART_BEFORE = re.compile(
    r"(?<![a-z])(?:half|halves|thirds?|quarters?|fourths?|fifths?|tenths?|fraction|part) of \Z"
)
_MONTH_BEFORE = ("月", "月 ")
_MONTH_AFTER = re.compile(r" ?[0-9一二三四五六七八九十]{1,2} ?月")


def unit_before(text: str, since: int, at: int) -> tuple[int, str] | None:
    """Return where the name of a unit in front of a number begins, and the unit."""
    # Few numbers have one; looking for all names in front of each takes longer than everything else.
    if text[at - 1 : at] not in _ends() and text[at - 1 : at] != " ":
        return None
    found = _before().search(text, max(since, at - _AROUND), at)
    return (found.start(), units.before()[found["name"]]) if found else None


def unit_after(view: View, original: str, at: int) -> tuple[int, str] | None:
    """Return where the name of a unit behind a number ends, and the unit."""
    found = _after().match(view.text, at)
    if found is None:
        return None
    if not _is_meant(view.text, at, found):
        return None
    name = re.sub(r"[ \n-]+", " ", found["name"])
    if name in units.cased():
        start, end = view.span(*found.span("name"))
        name = original[start:end]
    return (found.end(), units.after()[name]) if name in units.after() else None


def hundredths_after(text: str, at: int) -> tuple[Decimal | None, int]:
    """Return what stands behind 成 as a further digit, in tenths, and where it ends: 一成二 is 12 %.

    None where it may as well be the number of something else: 三成五省.
    """
    found = _HUNDREDTHS.match(text, at)
    if found is None:
        return Decimal(0), at
    if found["half"]:
        return Decimal("0.5"), found.end()
    if counter_after(text, found.end()) or _after().match(text, found.end()) or found["more"]:
        return None, found.end()
    digit = numerals.han(found["digit"]) if is_han(found["digit"]) else Decimal(found["digit"])
    return (None if digit is None else digit / 10), found.end()


def _is_meant(text: str, at: int, found: re.Match[str]) -> bool:
    """Say whether a short name behind a number is the unit, where it may be another word."""
    name = found["name"]
    if name == "度":
        before = text[max(0, at - _AROUND_POWER) : at]
        is_power = _OF_POWER.search(before) is not None and not _OF_DEGREES.search(before)
        return is_power or _POWER_AFTER.match(text, found.end()) is not None
    if name not in _GLUED:
        return True
    if name == "x":
        return found.start("name") == at and _TIMES_AFTER.match(text, found.end()) is not None
    is_network = name == "g" and found.start("name") == at and text[at - 1] in _GENERATIONS
    return "\n" not in found.group() and not (is_network and not text[at - 2 : at - 1].isdigit())


def counter_after(text: str, at: int) -> int | None:
    """Return where a counting word, or the name of things that are counted, ends."""
    found = _COUNTER.match(text, at)
    return found.end() if found else None


def is_label(text: str, since: int, first: int, last: int) -> bool:
    """Say whether a bare number is part of a date, a name or a reference; `since` is where one before it ends."""
    # In 2bn-3bn the letter before the dash is the other number's.
    begin = since if since and text[since:first] == "-" else max(0, first - 6)
    if _LABEL_AFTER.match(text, last) or _SIGN_BEFORE.search(text, begin, first):
        return True
    word = _WORD_BEFORE.search(text, max(0, first - _AROUND), first)
    return word is not None and word[1] in _LABELS


def is_vague(text: str, first: int, last: int) -> bool:
    """Say whether a number tells a place in an order, a part, or only about how many: 第三, 三分之一, 数十."""
    return text.endswith(_VAGUE_BEFORE, max(0, first - 2), first) or text.startswith(_VAGUE_AFTER, last)


def is_part(text: str, first: int) -> bool:
    """Say whether only a part is told of what follows: a quarter of a billion."""
    return _PART_BEFORE.search(text, max(0, first - _AROUND), first) is not None


def is_date(text: str, first: int, last: int) -> bool:
    """Say whether so many years or days are part of a date: 10年1月, 1月3日内."""
    return _MONTH_AFTER.match(text, last) is not None or text.endswith(
        _MONTH_BEFORE, max(0, first - 2), first
    )


@cache
def _ends() -> frozenset[str]:
    """Return what the names of units in front of a number end in."""
    return frozenset(name[-1] for name in units.before())


@cache
def _before() -> re.Pattern[str]:
    names = sorted(units.before(), key=len, reverse=True)
    edged = (rf"(?<![a-z]){re.escape(name)}" if name[0].isalpha() else re.escape(name) for name in names)
    return re.compile(rf"(?P<name>{'|'.join(edged)}) ?\Z")


@cache
def _after() -> re.Pattern[str]:
    names = sorted({name.casefold() for name in units.after()}, key=len, reverse=True)
    return re.compile(rf"{GAP}(?P<name>{'|'.join(map(_named, names))})")


def _named(name: str) -> str:
    """Return an expression for a name that ends where its word does."""
    if is_han(name[-1]):
        return name + (f"(?![{_OTHER_WORDS[name]}])" if name in _OTHER_WORDS else "")
    pattern = re.escape(name).replace(r"\ ", r"[ \n-]?")
    if not name[-1].isalnum():
        return pattern
    # One letter begins many words: a "10 t-shirts" is no weight.
    return pattern + (r"(?![a-z0-9]|-[a-z])" if len(name) == 1 else r"(?![a-z0-9])")
