"""Numbers written in words, Chinese and English → how much they are."""

from __future__ import annotations

import re
from decimal import Decimal

_HAN_DIGITS = {
    sign: digit
    for digit, signs in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
_HAN_STEPS = {"十": 10, "百": 100, "千": 1000}
_HAN_GROUPS = {"万": 10**4, "亿": 10**8}
_HAN_POINT = "点"
_HAN_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
_TENS_SIGNS = str.maketrans(_HAN_TENS)
_LONGEST = 32  # signs; nobody writes longer ones, and each step is looked at anew
_STEPS = re.compile(
    "(?:(D)千)?(?:N?(D)百)?(?:N?(D?)十)?(N?)(D)?".replace("D", "[一二两三四五六七八九]").replace(
        "N", "[零〇]"
    )
)

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH_DIGITS = {word: number for number, word in enumerate(_SMALL.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), 2)
}
_ARTICLE = re.compile(r"\Aan?\b")  # a billion
_TELLING = re.compile(r"\b(?!(?:and|an?)\b)[a-z]+")
_ENGLISH_SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}

HAN_DIGITS = "".join(_HAN_DIGITS)
HAN_SCALES = "".join((*_HAN_STEPS, *_HAN_GROUPS))
HAN_TENS = "".join(_HAN_TENS)
ENGLISH_WORDS = (*_ENGLISH_DIGITS, *_ENGLISH_SCALES)
ENGLISH_SCALES = tuple(_ENGLISH_SCALES)

# Beside Arabic digits a scale is shortened, too: 5mn, $3bn.
SCALES = _ENGLISH_SCALES | {
    "mln": 10**6,
    "mn": 10**6,
    "bln": 10**9,
    "bn": 10**9,
    "trln": 10**12,
    "trn": 10**12,
    "tn": 10**12,
}
SHORT_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9}  # may be units as well


def han_scale(signs: str) -> int:
    """Return what the signs behind Arabic digits multiply by: 千万, 万亿."""
    scale = 1
    for sign in signs:
        scale *= _HAN_STEPS.get(sign) or _HAN_GROUPS[sign]
    return scale


def han(text: str) -> Decimal | None:
    """Return how much Chinese numerals are, None where they are none: 十四五 is a plan's name."""
    if len(text) > _LONGEST:
        return None
    whole, point, fraction = text.translate(_TENS_SIGNS).partition(_HAN_POINT)
    if not point:
        value = _read_out(whole) if set(whole) <= _HAN_DIGITS.keys() else _whole(whole)
        return None if value is None else Decimal(value)
    decimals = fraction.rstrip(HAN_SCALES)
    before = _whole(whole)
    if before is None or not decimals or not set(decimals) <= _HAN_DIGITS.keys():
        return None
    return (before + _positional(decimals).scaleb(-len(decimals))) * han_scale(fraction[len(decimals) :])


def _read_out(digits: str) -> int | None:
    """Read digits one by one: 一五〇; but 三五 is "three to five", so it takes a nought or many."""
    is_one_number = len(digits) == 1 or len(digits) > 3 or not {"零", "〇"}.isdisjoint(digits)
    return int(_positional(digits)) if digits and is_one_number else None


def _whole(text: str) -> int | None:
    """Read a whole number with its steps: so many 亿, so many 万, and a rest."""
    for sign in reversed(_HAN_GROUPS):
        head, found, tail = text.partition(sign)
        if found:
            many, rest = _whole(head), _rest(tail, _HAN_GROUPS[sign])
            return None if not many or rest is None else many * _HAN_GROUPS[sign] + rest
    steps = _STEPS.fullmatch(text)
    if steps is None or not text:
        return None
    thousands, hundreds, tens, nought, last = steps.groups()
    value = 1000 * _digit(thousands) + 100 * _digit(hundreds)
    if tens is not None:
        value += 10 * (_digit(tens) or 1)
    elif value and last and not nought:
        return value + (10 if hundreds else 100) * _digit(last)  # 三百五 leaves out the last step
    return value + _digit(last)


def _rest(tail: str, group: int) -> int | None:
    """Read what stands behind a group: 一万二 leaves out the last step."""
    if not tail or tail in _HAN_DIGITS:
        return _digit(tail) * group // 10
    rest = _whole(tail.lstrip("零〇"))
    return None if rest is None or rest >= group else rest


def _digit(sign: str | None) -> int:
    return _HAN_DIGITS[sign] if sign else 0


def _positional(digits: str) -> Decimal:
    return Decimal("".join(str(_HAN_DIGITS[sign]) for sign in digits))


def english(text: str) -> Decimal | None:
    """Return how much English number words are, None where they do not make one number."""
    total = section = Decimal(0)
    last = ""
    smallest = 10**15
    for word in _TELLING.findall(_ARTICLE.sub("one", text)):
        if word == "half":
            # Behind a scale it is half of that: two million and a half.
            if total and not section:
                total += Decimal(smallest) / 2
            else:
                section += Decimal("0.5")
        elif word in _ENGLISH_DIGITS:
            number = _ENGLISH_DIGITS[word]
            is_joined = number < 10 and last in _TENS.split() and number
            if (last in _ENGLISH_DIGITS and not is_joined) or last == "half":
                return None
            section += number
        elif word == "hundred":
            if not 0 < section < 100:
                return None
            section *= 100
        else:
            scale = _ENGLISH_SCALES[word]
            if not section or scale >= smallest:
                return None
            total += section * scale
            section, smallest = Decimal(0), scale
        last = word
    return total + section
