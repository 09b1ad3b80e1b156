"""Which one of many: batches and rounds, years, and the numbers offices give their documents, in both scripts alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.text import numerals

_HAN = r"[〇零一二两三四五六七八九十百\d]{1,4}"
_KINDS_ZH = {
    "批": "batch",
    "批次": "batch",
    "期": "phase",
    "届": "session",
    "轮": "round",
    "次": "time",
    "部分": "part",
}
_KINDS_EN = {
    **dict.fromkeys(
        ("batch", "batche", "group", "tranche", "cohort", "quota", "list", "issue", "instalment"), "batch"
    ),
    **dict.fromkeys(("phase", "stage"), "phase"),
    **dict.fromkeys(("session", "edition", "plenum", "plenary"), "session"),
    "round": "round",
    "part": "part",
}
_ORDINALS = re.findall(
    r"\w+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
)
_CARDINALS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_NUMBER_EN = {
    **{word: at for at, word in enumerate(_ORDINALS, start=1)},
    **{word: at for at, word in enumerate(_CARDINALS, start=1)},
    **dict.fromkeys(("inaugural", "initial", "opening"), 1),
}
_SERIAL_ZH = re.compile(
    rf"(?:第(?P<number>{_HAN})|(?P<first>首))(?P<kind>批次?|[期届轮次]|部分)(?!要|产业|全体)"
)
_SERIAL_EN = re.compile(
    rf"\b(?:(?P<ordinal>{'|'.join(_ORDINALS)}|inaugural|initial|opening|\d{{1,3}}(?:st|nd|rd|th))(?:[ -][a-z0-9-]+){{0,3}}?[ -]"
    rf"(?P<kind>{'|'.join(_KINDS_EN)})s?\b"
    rf"|(?P<before>batch|round|phase|tranche|part)[ -](?:no\.? ?)?(?P<cardinal>\d{{1,3}}|{'|'.join(_CARDINALS)})\b)",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"(?<![\d.,])(20[0-4]\d)(?:\s?[—–-]\s?(20[1-6]\d))?(?![\d.,]\d)(?!\d)(?!\s?[〕\]］】])(?!\s?年?\s?第\s?\d{1,5}\s?号)"
)

_OF_NUMBER = re.compile(r"\bno\.? ?\d{1,5}(?: of|,| \(| in)? ?$", re.IGNORECASE)
# Batches that only measure another one: 约为首批的1.8倍, up from the first batch.
_BESIDE = re.compile(
    r"(?:[较比继]|相当于|约为)$|\b(?:after|than|since|following|compared (?:with|to)|from|unlike|like) (?:the|an?|its|last|earlier|previous) ?$",
    re.IGNORECASE,
)
_BESIDE_LENGTH = 24  # characters
_TIMES = re.compile(r"[^，。；,;\n]{0,8}?的?\d+(?:\.\d+)?倍")

_YEAR = r"(?:19|20)\d\d"
_BRACKETED = re.compile(
    rf"(?P<office>[\u4e00-\u9fff]{{0,14}})\s?[〔\[［【（(﹝]\s?(?P<year>{_YEAR})\s?年?\s?[〕\]］】）)﹞]\s?"
    rf"(?:(?:第|No\.?)\s?(?P<named>\d{{1,5}})|(?P<number>\d{{1,5}})\s?号)"
)
_DECREE_ZH = re.compile(
    rf"(?P<kind>公告|通告|令)\s?[（(〔]?\s?(?:(?P<year>{_YEAR})\s?年)?\s?第\s?(?P<number>\d{{1,5}})\s?号"
)
_NUMBERED_ZH = re.compile(rf"(?P<year>{_YEAR})\s?年\s?第\s?(?P<number>\d{{1,5}})\s?号(?P<kind>公告|通告|令)")
_KIND_EN = r"(?P<kind>announcement|notice|circular|decree|order)s?"
_DECREES_EN = (
    re.compile(
        rf"\b{_KIND_EN},? (?:no\.? ?|number )(?P<number>\d{{1,5}})(?:(?: of|,|,? (?:in|for))? ?[(\[]?(?P<year>{_YEAR})\b[)\]]?)?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b{_KIND_EN} \(?(?P<year>{_YEAR})\)?,? no\.? ?(?P<number>\d{{1,5}})", re.IGNORECASE),
    re.compile(
        rf"\bno\.? ?(?P<number>\d{{1,5}}) (?P<kind>announcement|notice|order) of (?P<year>{_YEAR})",
        re.IGNORECASE,
    ),
)
_BEFORE = re.compile(rf"\b{_KIND_EN} ?$", re.IGNORECASE)
_LONGEST_KIND = 15  # letters
_DECREE = {
    "公告": "announcement",
    "通告": "notice",
    "令": "order",
    "decree": "order",
    "circular": "announcement",
    "notice": "announcement",
}
# What standards and the plans for them are called by, whatever year they are of: GB/T 12345-2026, 20254417-Q-339.
_CODE = re.compile(
    r"(?<![A-Za-z\d])(?:(?:GB|HJ|ISO|IEC|[A-Z]{2}/[TZ])(?:/[TZ])?[ -]?\d{3,6}(?:\.\d+)?(?!\d)|\d{8}-[A-Z]-\d{3})"
)


def serials(text: str) -> frozenset[str]:
    """Return the batches, rounds, phases and sessions a text names, as "batch 2"."""
    return frozenset(_serials(text))


def years(text: str) -> frozenset[str]:
    """Return the years a text names but for those of document numbers; those of a plan are told as "2026-2030"."""
    return frozenset(
        found[1] if found[2] is None else f"{found[1]}-{found[2]}"
        for found in _YEARS.finditer(text)
        if not _OF_NUMBER.search(text[max(0, found.start() - _LONGEST_KIND) : found.start()])
    )


def numbers(text: str) -> Iterator[tuple[int, str]]:
    """Yield the document numbers of a text with their places: "number|year|office", "61|2025|announcement"."""
    for found in _BRACKETED.finditer(text):
        if _BEFORE.search(text[max(0, found.start() - _LONGEST_KIND) : found.start()]):
            continue  # Announcement (2026) No. 21
        number = int(found["number"] or found["named"])
        yield found.start("year"), f"{number}|{found['year']}|{found['office'] or ''}"
    for pattern in (_DECREE_ZH, _NUMBERED_ZH, *_DECREES_EN):
        for found in pattern.finditer(text):
            kind = found["kind"].lower()
            yield found.start(), f"{int(found['number'])}|{found['year'] or ''}|{_DECREE.get(kind, kind)}"


def may_be_same(one: str, other: str) -> bool:
    """Say whether two document numbers may name one document; papers leave year and office out."""
    (number, year, office), (number_2, year_2, office_2) = one.split("|"), other.split("|")
    if number != number_2 or (year and year_2 and year != year_2):
        return False
    if (office in DECREES) != (office_2 in DECREES):
        return False
    # 工信部联原 and 联原: what stands before an office may have been read with it.
    return not office or not office_2 or office.endswith(office_2) or office_2.endswith(office)


def codes(text: str) -> frozenset[str]:
    """Return the codes of standards and of plans for them."""
    return frozenset(re.sub(r"[ -]", "", one.group()).lower() for one in _CODE.finditer(text))


DECREES = frozenset(("announcement", "notice", "order"))  # kinds, in place of offices


def _serials(text: str) -> Iterator[str]:
    for found in _SERIAL_ZH.finditer(text):
        if _is_beside(text, found) or _TIMES.match(text, found.end()):
            continue
        said = found["number"]
        number = 1 if said is None else int(said) if said.isdecimal() else int(numerals.han(said) or 0)
        if number:
            yield f"{_KINDS_ZH[found['kind']]} {number}"
    for found in _SERIAL_EN.finditer(text):
        if _is_beside(text, found):
            continue
        said = (found["ordinal"] or found["cardinal"]).lower()
        digits = said.rstrip("stndrh")
        kind = _KINDS_EN[(found["kind"] or found["before"]).lower()]
        yield f"{kind} {int(digits) if digits.isdecimal() else _NUMBER_EN[said]}"


def _is_beside(text: str, found: re.Match[str]) -> bool:
    """Say whether a batch is named only to measure another by it."""
    return _BESIDE.search(text[max(0, found.start() - _BESIDE_LENGTH) : found.start()]) is not None
