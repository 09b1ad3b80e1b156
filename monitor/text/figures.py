"""Finds the figures of a text, in both scripts: how much of what, and where it stands.

text → levelled → numbers, each with what stands beside it → ranges joined → those that are quantities

Ordinals, years, dates, times, document and telephone numbers and names with digits are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from monitor.text import beside, digits, numerals, units
from monitor.text.characters import is_letter
from monitor.text.fold import View, fold

_MOST = 5000  # numbers a text; nobody reads a table of more
_MOST_SCALES = 4  # without a number: 千万亿
_LONGEST_BARE = 7  # digits; more without a sign between them or a unit are a telephone number, or an id


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity a text names, in code points of the text; a unit is within, the name of things counted is not."""

    start: int
    end: int
    value: Decimal
    unit: str | None = None  # id in `units`; None: things counted, or a bare number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A number as it stands in the levelled text, with what stands beside it."""

    first: int  # of sign, unit and number
    stop: int  # where these end
    last: int  # where what is counted ends, too
    value: Decimal
    unit: str | None = None
    scale: int = 1  # what a word behind it multiplied by: 27万
    is_spelled: bool = False  # in words, or Chinese numerals
    is_counted: bool = False  # 21家
    is_year: bool = False  # reads as one
    is_refused: bool = False  # an ordinal, a date, a name …

    @property
    def is_bare(self) -> bool:
        """Say whether nothing beside it says what it counts."""
        return self.unit is None and not self.is_counted

    @property
    def is_quantity(self) -> bool:
        """Say whether it tells how much there is of something."""
        if self.is_refused or (self.is_bare and self.is_year):
            return False
        if self.is_spelled and self.unit is None:
            # 两千万 is an amount and 十四 part of many names; 一个 and "one company" are an article.
            return self.value >= 100 or (self.is_counted and self.value != 1)
        return True


_WORD = "|".join(sorted(numerals.ENGLISH_WORDS, key=len, reverse=True))
_WORD_SCALE = "|".join(numerals.ENGLISH_SCALES)
_INITIALS = "".join(sorted({"a", *(word[0] for word in numerals.ENGLISH_WORDS)}))  # most letters begin none
_HAN = numerals.HAN_DIGITS + numerals.HAN_SCALES
_CORE = re.compile(
    r"(?P<phone>\+[0-9]{1,3}(?:[ -][0-9]{2,4}){2,5}(?![0-9]))"
    r"|(?P<spaced>[0-9]{1,3}(?: [0-9]{3}){1,4}(?:\.[0-9]+|,[0-9]{1,2})?(?![0-9]|[.,:/][0-9]))"
    r"|(?P<digits>[0-9]+(?:[.,:/][0-9]+){0,8})"
    rf"|(?P<han>(?![百千万]分之)[{_HAN}{numerals.HAN_TENS}]+(?:点[{numerals.HAN_DIGITS}]+[{numerals.HAN_SCALES}]*)?)"
    rf"|(?<![a-z])(?P<words>(?=[{_INITIALS}])"
    rf"(?:(?:(?<!and[ -]a[ -])half[ -](?:an?[ -])?|an?[ -])(?=(?:{_WORD_SCALE})(?![a-z])))?(?:{_WORD})"
    rf"(?:[ -]and[ -]a[ -]half|(?:[ -]|(?<=hundred) and |(?<=thousand) and )(?:{_WORD})){{0,12}})(?![a-z])"
)
_FIRST_GROUP = re.compile(r"[0-9]+")

_HAN_SCALE = r"(?:十|百(?!分)|千(?![瓦克米])|万|亿)+"
_HAN_SCALED = re.compile(rf" ?[多余来]?(?:个(?=亿))?({_HAN_SCALE})")
_HAN_CHAINED = re.compile(rf"([0-9]+(?:\.[0-9]+)?)(?:({_HAN_SCALE})|(?![0-9.,:/年月]))")
_SCALED = re.compile(rf"{beside.GAP}({'|'.join(numerals.SCALES)})(?![a-z])")
_SHORT_SCALED = re.compile(r" ?([kmb])(?![a-z0-9])")
_MORE = re.compile(r" ?[多余来]|\+")
_MINUS = re.compile(r"(?:(?<!正)负|(?<![a-z])(?:minus|negative) )\Z")
_SIGNS_OF_MINUS = "-−－﹣"
_RANGE = re.compile(r" ?\n?(?:[-~〜]|至|到|(?<=[ \n])to(?=[ \n]))\n? ?|(?P<and>[ \n]and[ \n]|与|和)")
_BETWEEN = re.compile(r"(?:(?<![a-z])between|介于)[ \n]?\Z")

# What folding would turn into digits, or into signs between digits.
_POWER = re.compile(r"(?<=(?<!\d)10)[¹²³⁰⁴-⁹]+|[¼-¾⅐-⅞]")
_NOTE = re.compile(
    r"(?<![mM米])[¹²³⁰⁴-⁹]|[\u2460-\u24ff\u2776-\u2793\u3200-\u32cb\u3358-\u3370\u33e0-\u33fe]"
)
_WIDE = re.compile(r"(?<![０-９])，|，(?![０-９])|：")


def find(text: str) -> tuple[Figure, ...]:
    """Return the figures in order of the text; a range gives both its ends. Of thousands the first are enough."""
    levelled = _level(text)
    view = fold(levelled).kept()
    numbers = _joined(list(islice(_numbers(view, levelled), _MOST)), view.text)
    return tuple(_figure(number, view) for number in numbers if number.is_quantity)


def _level(text: str) -> str:
    """Replace signs that are no part of a number, each by one that folding leaves alone."""
    if text.isascii():
        return text
    text = _POWER.sub(lambda found: "\ufffd" * len(found.group()), text)
    return _WIDE.sub(";", _NOTE.sub(" ", text))


def _figure(number: _Number, view: View) -> Figure:
    start, end = view.span(number.first, number.stop)
    whole = number.value.to_integral_value()
    value = whole if whole == number.value else number.value.normalize()
    return Figure(start=start, end=end, value=value, unit=number.unit)


def _numbers(view: View, original: str) -> Iterator[_Number]:
    """Yield every number, refused ones included: they tell what their neighbours are."""
    at = 0
    while core := _CORE.search(view.text, at):
        number = _number(core, view, original, at)
        yield number
        at = number.last


def _number(core: re.Match[str], view: View, original: str, since: int) -> _Number:
    """Read one number; nothing before `since` belongs to it."""
    text, kind = view.text, str(core.lastgroup)
    if kind == "spaced" and not _is_one(core, view, original):
        core, kind = _FIRST_GROUP.match(text, core.start()) or core, "digits"
    at = core.start()
    first, unit = beside.unit_before(text, since, at) or (at, None)
    value, end = _value(core, kind, view, original, is_money=unit is not None)
    # RMB2bn is money, a name of two letters at a number another name: RS485.
    is_glued = at - first <= 2 and _is_glued(text, at, kind)
    first, is_negative = _signed(view, original, since, first)
    if value is None and kind == "han":
        value = _scale_alone(core.group(), unit, view, original, end)
    if value is None or is_glued:
        return _Number(first=first, stop=end, last=end, value=Decimal(0), is_refused=True)
    is_year = end - at == 4 and value == int(value) and 1900 <= value < 2100
    scale = 1
    if kind != "han":
        value, scale, end = _scaled(value, view, original, end, is_money=unit is not None)
    more = _MORE.match(text, end)
    name = more.end() if more else end
    if behind := beside.unit_after(view, original, name):
        last, unit = behind
        if unit == "tenths":
            added, last = beside.hundredths_after(text, last)
            value = None if added is None else value + added
        stop = last
    else:
        counted = beside.counter_after(text, name)
        # A rule may ask for the name beside the figure: 21 firms, 21家企业, 21项目.
        last, stop = (end, end) if counted is None else (counted, name)
    if value is None:
        return _Number(first=first, stop=last, last=last, value=Decimal(0), is_refused=True)
    number = _Number(
        first=first,
        stop=stop,
        last=last,
        value=-value if is_negative else value,
        unit=unit,
        scale=scale,
        is_spelled=kind in {"han", "words"},
        is_counted=unit is None and last > end,
        is_year=is_year and scale == 1,
    )
    return replace(number, is_refused=_is_refused(number, text, (since, at, end), core.group()))


def _is_one(core: re.Match[str], view: View, original: str) -> bool:
    """Say whether groups of three digits are one number; 1 234 alone may be two of a table."""
    between = original[slice(*view.span(*core.span()))]
    return (
        " 0" in core.group()
        or " " not in between
        or beside.unit_after(view, original, core.end()) is not None
        or beside.counter_after(view.text, core.end()) is not None
    )


def _value(
    core: re.Match[str], kind: str, view: View, original: str, *, is_money: bool
) -> tuple[Decimal | None, int]:
    """Return how much is written, None where that is no number, and where the characters that say so end."""
    text, written, at, end = view.text, core.group(), core.start(), core.end()
    if kind == "han":
        return numerals.han(written), end
    if kind == "words":
        return numerals.english(written), end
    if kind == "phone":
        return None, end
    is_measured = "," in written and (is_money or _is_measured(view, original, end))
    value, length = digits.read(written, is_next=text[at - 1 : at] == ",", is_measured=is_measured)
    return value, at + length


def _is_measured(view: View, original: str, end: int) -> bool:
    """Say whether what stands behind a number says how much of what it is."""
    is_scaled = _HAN_SCALED.match(view.text, end) or _SCALED.match(view.text, end)
    return bool(is_scaled) or beside.unit_after(view, original, end) is not None


def _scale_alone(written: str, unit: str | None, view: View, original: str, end: int) -> Decimal | None:
    """Return how much scales without a number are, None where they are only part of a unit: 百分之百, 万吨级."""
    if len(written) > _MOST_SCALES or not set(written) <= set(numerals.HAN_SCALES):
        return None
    behind = beside.unit_after(view, original, end)
    is_class = behind is not None and view.text.startswith("级", behind[0])
    return Decimal(numerals.han_scale(written)) if is_class or (unit == "%" and written == "百") else None


def _scaled(
    value: Decimal, view: View, original: str, end: int, *, is_money: bool
) -> tuple[Decimal, int, int]:
    """Multiply by the words behind a number: 1亿2千万, 5 million, $3bn; return the value, the scale and the end."""
    text = view.text
    if found := _HAN_SCALED.match(text, end):
        scale = numerals.han_scale(found[1])
        value, end, step = value * scale, found.end(), scale
        while (part := _HAN_CHAINED.match(text, end)) and len(part[1]) <= digits.LONGEST:
            step = numerals.han_scale(part[2]) if part[2] else 1
            added = Decimal(part[1]) * step
            if added >= scale:
                break
            value, end, scale = value + added, part.end(), max(step, 1)
        return value, step, end
    scale = 1
    while found := _SCALED.match(text, end):
        scale, end = scale * numerals.SCALES[found[1]], found.end()
    if scale == 1 and (found := _SHORT_SCALED.match(text, end)):
        behind = None if is_money else beside.unit_after(view, original, found.end())
        if is_money or (behind is not None and units.is_in_millions(behind[1])):
            scale, end = numerals.SHORT_SCALES[found[1]], found.end()
    return value * scale, scale, end


def _signed(view: View, original: str, since: int, first: int) -> tuple[int, bool]:
    """Return where a number begins with its minus, and whether it has one."""
    text = view.text
    sign = text[first - 1 : first]
    if sign in {"负", " "} and (word := _MINUS.search(text, max(since, first - 9), first)):
        return word.start(), True
    if first == since or sign != "-" or original[int(view.starts[first - 1])] not in _SIGNS_OF_MINUS:
        return first, False
    before = text[first - 2 : first - 1]
    # Behind another number it parts, behind a letter it joins.
    if is_letter(before or " ") or before.isdigit() or (since and not text[since : first - 1].strip()):
        return first, False
    return first - 1, True


def _is_glued(text: str, at: int, kind: str) -> bool:
    """Say whether a number is the end of a name: H100."""
    before = text[at - 1 : at]
    return kind != "han" and bool(before) and (is_letter(before) or before.isdigit() or before == "_")


def _is_refused(number: _Number, text: str, places: tuple[int, int, int], written: str) -> bool:
    """Say whether a number is none of how much."""
    since, at, end = places
    if beside.is_vague(text, at, end) or (written.startswith(("a ", "an ")) and beside.is_part(text, at)):
        return True
    if number.unit in {"years", "days"}:
        is_calendar = number.is_year and number.unit == "years"
        return is_calendar or beside.is_date(text, at, number.last)
    if not number.is_bare:
        return False
    if beside.is_label(text, since, at, end):
        return True
    is_plain = number.scale == 1 and written.isdigit()
    return is_plain and (len(written) > _LONGEST_BARE or (written[0] == "0" and len(written) > 1))


def _joined(numbers: list[_Number], text: str) -> list[_Number]:
    """Let the two ends of a range share unit and scale; more numbers joined by dashes are a date or an id."""
    at = 0
    while at < len(numbers):
        last = at
        while last + 1 < len(numbers) and _is_range(numbers[last], numbers[last + 1], text):
            last += 1
        if last == at + 1:
            numbers[at : last + 1] = _shared(numbers[at], numbers[last], text)
        elif last > at:
            numbers[at : last + 1] = [replace(one, is_refused=True) for one in numbers[at : last + 1]]
        at = last + 1
    return numbers


def _is_range(one: _Number, other: _Number, text: str) -> bool:
    found = _RANGE.fullmatch(text, one.last, other.first)
    return found is not None and (
        found["and"] is None or bool(_BETWEEN.search(text, max(0, one.first - 9), one.first))
    )


def _shared(low: _Number, high: _Number, text: str) -> tuple[_Number, _Number]:
    """Return the ends of a range, each with what only the other says."""
    neither = replace(low, is_refused=True), replace(high, is_refused=True)
    if low.is_refused:
        return (low, high) if high.unit else neither  # 第3至5条
    if low.is_bare and low.is_year and (high.is_bare or high.value <= low.value):
        return neither if high.is_bare else (neither[0], high)  # 2026-30
    if high.is_refused:
        return (neither[0] if low.is_bare else low), high  # 1至10月
    low, high = _in_millions(low, high), _in_millions(high, low)
    made_low, made_high = low, high
    if low.scale == 1 and (low.is_bare or high.is_bare) and low.value < high.value / high.scale:
        made_low = replace(made_low, value=low.value * high.scale, scale=high.scale)
    if low.is_bare:
        made_low = replace(made_low, unit=high.unit, is_counted=high.is_counted)
    elif high.is_bare:
        made_high = replace(made_high, unit=low.unit, is_counted=low.is_counted)
    if made_low.value >= made_high.value and made_low.is_bare and "-" in text[low.last : high.first]:
        return neither
    return (
        made_low if made_low == low else replace(made_low, stop=high.stop, last=high.last),
        made_high if made_high == high else replace(made_high, first=low.first),
    )


def _in_millions(one: _Number, other: _Number) -> _Number:
    """Return an end of a range in the other's unit where `m` is no metre: 200m-300m yuan."""
    is_meant = other.unit is not None and units.is_in_millions(other.unit)
    if one.unit != "m" or not is_meant or other.scale != numerals.SHORT_SCALES["m"]:
        return one
    return replace(one, value=one.value * other.scale, scale=other.scale, unit=other.unit)
