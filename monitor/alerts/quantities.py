"""Say the figures and dates of a text in the reader's language: 12万吨 is 120,000 t, 4 million tonnes 400万吨."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal

from monitor.alerts.clip import ELLIPSIS, clip
from monitor.text import figures, numerals
from monitor.text.figures import Figure

_MONEY = {  # what a Chinese reader calls it
    "CNY": "元",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港元",
    "TWD": "新台币元",
    "KRW": "韩元",
    "AUD": "澳元",
    "CAD": "加元",
    "SGD": "新加坡元",
    "INR": "卢比",
    "RUB": "卢布",
}
# What a unit's id is called in each language, where that is not the id itself behind a space.
_ENGLISH_UNITS = {
    "%": "%",
    "‰": "‰",
    "pp": " percentage points",
    "bp": " basis points",
    "times": " times",
    "tonnes": " t",
    "kt": " kt",
    "kg": " kg",
    "μm": " μm",
    "km2": " km²",
    "m2": " m²",
    "m3": " m³",
}
_CHINESE_UNITS = {
    "%": "%",
    "‰": "‰",
    "pp": "个百分点",
    "bp": "个基点",
    "times": "倍",
    "tonnes": "吨",
    "kt": "千吨",
    "Mt": "百万吨",
    "kg": "公斤",
    "g": "克",
    "years": "年",
    "months": "个月",
    "weeks": "周",
    "days": "天",
    "hours": "小时",
    "km": "公里",
    "m": "米",
    "mm": "毫米",
    "μm": "微米",
    "nm": "纳米",
    "km2": "平方公里",
    "m2": "平方米",
    "ha": "公顷",
    "mu": "亩",
    "m3": "立方米",
    "litres": "升",
    "barrels": "桶",
}
_SINGULAR = {"years": "year", "months": "month", "weeks": "week", "days": "day", "hours": "hour"}
# What Chinese texts count most, between the number and which only a counting word stands.
_COUNTED = {
    "项目": "projects",
    "企业": "companies",
    "公司": "companies",
    "城市": "cities",
    "产品": "products",
    "园区": "parks",
    "基地": "bases",
    "平台": "platforms",
    "标准": "standards",
    "省份": "provinces",
    "地区": "regions",
    "单位": "organisations",
    "工厂": "factories",
    "案例": "cases",
    "技术": "technologies",
    "物项": "items",
    "集群": "clusters",
    "中心": "centres",
    "实验室": "laboratories",
    "任务": "tasks",
    "措施": "measures",
    "试点": "pilots",
}
_ANY_COUNTED = "|".join(_COUNTED)
# Of 技术企业 the last word says what is counted; 标准 in 标准立方米 and 技术 in 技术工人 count nothing.
_COUNTS = re.compile(
    rf"\s?[个项家座类种批款条]?\s?(?:重点|试点|示范)?(?:{_ANY_COUNTED})*?(?P<name>{_ANY_COUNTED})"
    rf"(?!{_ANY_COUNTED}|立方|煤|箱|油|工人|工种|人才|人员|职工|员工)"
)
_BATCH = re.compile(
    rf"第\s?(?P<number>[{numerals.HAN_DIGITS}{numerals.HAN_TENS}十]+|\d{{1,3}})\s?批(?!次)|首批"
)
_PLANS = re.compile(
    r"\s?(?:规划|計劃|计划|規劃)|[\s-](?:[a-z-]+\s){0,2}plan", re.IGNORECASE
)  # the five years of a plan's name are no amount
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CHINESE_DATE = re.compile(
    r"(?P<by>[到至]|截至)?(?<!\d)(?P<year>(?:19|20)\d\d)\s?年(?:\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日)?)?"
    r"(?P<end>底|末)?(?P<before>前)?"
)
_NAMES = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_ENGLISH_DATE = re.compile(
    rf"(?<![a-z])(?P<by>by |until )?(?:(?P<first>\d{{1,2}})\s)?{_NAMES}\s(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s)?(?P<year>(?:19|20)\d\d)(?!\d)"
    r"|(?<![a-z])(?P<by2>by|until) (?:the end of )?(?P<year2>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_TOLD_DAY = re.compile(rf"(?:{'|'.join(_MONTHS)}) (?:19|20)\d\d$|年\d{{1,2}}月")
_SHARES = frozenset({"%", "‰", "pp", "bp", "tenths"})
# Which way a share goes, from the words just before it, or in English behind it; "to 40%" is where it gets.
_RISES = re.compile(
    r"(?:增长|增加|上升|提高|提升|上涨|增幅|涨幅|增速|增長|上漲)(?!率)[^，。；;、\d到至为收]{0,6}$"
    r"|\b(?:(?<!make )(?<!makes )(?<!made )up|r(?:ise|ises|ose|isen)|gr(?:ow|ows|ew|own)|jump(?:s|ed)?|surg(?:e|es|ed)|gain(?:s|ed)?"
    r"|increas(?:e|es|ed|ing))\b(?:(?!\bto\b)[^,.;\d]){0,24}$",
    re.IGNORECASE,
)
_FALLS = re.compile(
    r"(?:下降|减少|下滑|回落|降低|下跌|降幅|跌幅|减幅|缩减|下調|下调|減少)(?!率)[^，。；;、\d到至为收]{0,6}$"
    r"|\b(?:down|f(?:all|alls|ell|allen)|drop(?:s|ped)?|declin(?:e|es|ed)|decreas(?:e|es|ed)|slump(?:s|ed)?"
    r"|slid|cut(?:s)?|reduc(?:e|es|ed|ing))\b(?:(?!\bto\b)[^,.;\d]){0,24}$",
    re.IGNORECASE,
)
_RISES_BEHIND = re.compile(
    r"\s(?:[a-z-]+\s)?(?:increase|rise|growth|jump|surge|gain)(?![a-z])", re.IGNORECASE
)
_FALLS_BEHIND = re.compile(
    r"\s(?:[a-z-]+\s)?(?:decrease|decline|drop|fall|cut|reduction|slump)(?![a-z])", re.IGNORECASE
)
# What is told of the year before is how much more or less there is, and not how much.
_COMPARED = re.compile(r"(?:较|比)[^，。；;、\d]{0,12}(?:减少|下降|降低|增加|增长|提高|上升)(?:了|约)?$")
# From one share to the next: 75%提高到90%, "75% to 90%".
_LEADS = re.compile(
    r"[\d.]+\s?(?:%|个百分点|‰| per ?cent| percent)[^，。；,;\d]{0,8}(?:提高|提升|上升|增加|增长|降低|下降|降|升|扩大|缩小)(?:到|至)[^，。；,;\d]{0,4}"
    r"|[\d.]+\s?(?:%| per ?cent| percent) to ",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(?:自|从|暂停|延长|延期)[^，。；;]{0,36}$"
)  # what lasts to a day is not to be done by it
_NEAR = 40  # characters before a share in which its direction stands

_SPAN = 4  # how little a length of time tells


def batch(text: str) -> str:
    """Return the batch that a Chinese text names as an English reader says it: 第二批 is batch 2; empty for none."""
    found = _BATCH.search(unicodedata.normalize("NFKC", text))
    if found is None:
        return ""
    signs = found["number"] or "1"
    number = Decimal(signs) if signs.isdecimal() else numerals.han(signs)
    return f"batch {number}" if number else ""


def said(text: str, language: str) -> tuple[str, ...]:
    """Return the figures and dates of a text in its order, as readers of `en` or `zh` write them; each once."""
    return tuple(dict.fromkeys(one for _, _, one in _found(text, language)))


def telling(texts: Iterable[str], language: str) -> tuple[str, ...]:
    """Return the figures and dates of texts, those first that tell most: money before amounts, dates last.

    How long something lasts tells nothing without what it is.
    """
    found = [(weight, one) for text in texts for _, weight, one in _found(text, language) if weight < _SPAN]
    return tuple(dict.fromkeys(one for _, one in sorted(found, key=lambda pair: pair[0])))


def _found(text: str, language: str) -> list[tuple[int, int, str]]:
    """Return where each figure and date stands, how little it tells, and how it is said."""
    level = unicodedata.normalize("NFKC", text)
    tell = _in_chinese if language == "zh" else _in_english
    found = [
        (
            figure.start,
            _SPAN if _is_aside(figure, level) else _weight(figure),
            _directed(figure, level, tell(figure, level), language),
        )
        for figure in figures.find(level)
        if not (figure.unit in _SINGULAR and (figure.value == 1 or _PLANS.match(level, figure.end)))
    ]
    found = list(_from_to(found, level))
    found += [(start, 3, date) for start, date in _dates(level, language)]
    return sorted(one for one in found if one[2])


def _from_to(found: list[tuple[int, int, str]], text: str) -> Iterator[tuple[int, int, str]]:
    """Yield figures, those of which one leads to the next as one: 由75%提高到90% is 75% → 90%."""
    waits: tuple[int, int, str] | None = None
    for one in sorted(found):
        leads = waits is not None and is_share(waits[2]) and _LEADS.fullmatch(text[waits[0] : one[0]])
        if waits is not None and leads:
            bare = waits[2].removeprefix("up ").removeprefix("down ").lstrip("增长下降")
            waits = (waits[0], waits[1], f"{bare} → {one[2]}")
            continue
        if waits is not None:
            yield waits
        waits = one
    if waits is not None:
        yield waits


def _directed(figure: Figure, text: str, told: str, language: str) -> str:
    """Return what a figure says with the way it goes, where it is a share or a difference: 12% alone may be either."""
    before = text[max(0, figure.start - _NEAR) : figure.start]
    if not told or not (figure.unit in _SHARES or _COMPARED.search(before)):
        return told
    rises, falls = _RISES.search(before), _FALLS.search(before)
    if rises and falls:  # the nearer one
        rises, falls = (rises, None) if rises.start() > falls.start() else (None, falls)
    if rises or (not falls and _RISES_BEHIND.match(text, figure.end)):
        return f"增长{told}" if language == "zh" else f"up {told}"
    if falls or _FALLS_BEHIND.match(text, figure.end):
        return f"下降{told}" if language == "zh" else f"down {told}"
    return told


def _is_aside(figure: Figure, text: str) -> bool:
    """Say whether a share stands in brackets: 钨矿（三氧化钨含量65%）."""
    before, behind = text[: figure.start][-_NEAR:], text[figure.end :][:_NEAR]
    is_inside = before.rfind("(") > before.rfind(")") and ")" in behind
    return figure.unit in _SHARES and is_inside


def is_share(told: str) -> bool:
    """Say whether a figure as it is told is a share: without what it is a share of it says little."""
    return told.endswith(("%", "‰", "percentage points", "basis points", "个百分点", "个基点"))


def is_day(told: str) -> bool:
    """Say whether a figure as it is told is a day or a month, which is a date of something in particular."""
    return _TOLD_DAY.search(told) is not None


def _weight(figure: Figure) -> int:
    if figure.unit in _MONEY:
        return 0
    if figure.unit in _SINGULAR:
        return _SPAN
    return 1 if figure.unit is not None else 2


def shorten(text: str, limit: int) -> str:
    """Return `text` in at most `limit` units, and no figure cut: of 12万吨 nothing is left rather than 12."""
    short = clip(text, limit)
    if short == text:
        return text
    end = len(short) - len(ELLIPSIS)
    for figure in figures.find(text):
        if figure.start < end < figure.end:
            return f"{text[: figure.start].rstrip()}{ELLIPSIS}"
    return short


def _in_english(figure: Figure, text: str) -> str:
    value, unit = figure.value, figure.unit
    if unit is None:
        counted = _COUNTS.match(text, figure.end)
        return f"{_grouped(value)} {_COUNTED[counted['name']]}" if counted else ""
    if unit in _MONEY:
        return f"{'-' if value < 0 else ''}{unit} {_in_millions(abs(value))}"
    if unit == "tenths":
        return f"{_grouped(value * 10)}%"
    name = _SINGULAR.get(unit, unit) if value == 1 else unit
    return f"{_grouped(value)}{_ENGLISH_UNITS.get(unit, f' {name}')}"


def _in_chinese(figure: Figure, _: str) -> str:
    value, unit = figure.value, figure.unit
    if unit is None:
        return ""  # what is counted stands in English, and nothing here can name it
    if unit in _MONEY:
        return f"{_in_myriads(value)}{_MONEY[unit]}"
    if unit == "tenths":
        return f"{_plain(value * 10)}%"
    return f"{_in_myriads(value)}{_CHINESE_UNITS.get(unit, f' {unit}')}"


def _dates(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Yield the dates that are written in the other language."""
    if language == "zh":
        for found in _ENGLISH_DATE.finditer(text):
            yield found.start(), _english_date_in_chinese(found)
    else:
        for found in _CHINESE_DATE.finditer(text):
            yield found.start(), _chinese_date_in_english(found)


def _chinese_date_in_english(found: re.Match[str]) -> str:
    by = (
        "until "
        if found["by"] and _SINCE.search(found.string[: found.start()][-_NEAR:])
        else "by "
        if found["by"] or found["before"]
        else "end of "
        if found["end"]
        else ""
    )
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    if not found["month"]:
        return f"{by}{found['year']}" if by else ""  # a year alone says little
    if not 1 <= month <= 12 or (found["day"] and not 1 <= day <= 31):
        return ""
    return f"{by}{f'{day} ' if found['day'] else ''}{_MONTHS[month - 1]} {found['year']}"


def _english_date_in_chinese(found: re.Match[str]) -> str:
    if found["year2"]:
        return f"到{found['year2']}年"
    month = _MONTHS.index(found["name"][:3].capitalize()) + 1
    day = found["first"] or found["day"]
    return f"{'到' if found['by'] else ''}{found['year']}年{month}月{f'{int(day)}日' if day else ''}"


def _in_millions(value: Decimal) -> str:
    for scale, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        scaled = value / scale
        if abs(value) >= scale and scaled == round(scaled, 3):
            return f"{_plain(scaled)} {name}"
    return _grouped(value)


def _in_myriads(value: Decimal) -> str:
    for scale, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        scaled = value / scale
        if abs(value) >= scale and scaled == round(scaled, 4):
            return f"{_plain(scaled)}{name}"
    return _plain(value)


def _grouped(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
