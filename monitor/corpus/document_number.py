"""Finds the number under which an office issued a document (发文字号)."""

from __future__ import annotations

import re
from collections.abc import Sequence

_YEAR = r"(?P<year>(?:19|20)\d\d)"
# 工信部联科〔2025〕12号; the brackets come in every form a typist finds.
_BRACKETED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<office>[\u4e00-\u9fff]{{1,14}})\s?[〔\[［【（(﹝]\s?{_YEAR}\s?[〕\]］】）)﹞]\s?(?:第\s?)?(?P<number>\d{{1,5}})\s?号"
)
# 商务部公告2025年第61号, 国务院令第 792 号
_DECREE = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<office>[\u4e00-\u9fff、 ]{{2,40}}?(?:公告|通告|令))\s?[（(〔]?\s?(?:{_YEAR}\s?年)?\s?第\s?(?P<number>\d{{1,5}})\s?号"
)
_NEAR_TOP = 5  # paragraphs
_LONGEST_LINE = 80  # characters; in a longer line a number is cited
_LABEL = re.compile(r"(?:发文字号|公文字号|文\s?号|文件编号)\s*[:：|]\s*")
_CITING = re.compile(r"^(?:[依根]据|按照|依照|贯彻|落实|转发|参照|见|和|及|与)")
_OPENERS, _CLOSERS = " （([〔【[", " ）)】]〕"


def find(*, title: str, paragraphs: Sequence[str], beside: Sequence[str] = ()) -> str | None:
    """Find the document's own number: at an end of its title, beside it, or alone in a line near its top."""
    for text in (title, *beside, *paragraphs[:_NEAR_TOP]):
        for line in text.split("\n"):
            found = _own(line.strip())
            if found is not None:
                return found
    return None


def _own(line: str) -> str | None:
    label = _LABEL.search(line)
    if label is not None:
        line = line[label.end() :]
    elif len(line) > _LONGEST_LINE:
        return None
    found = _BRACKETED.search(line) or _DECREE.search(line)
    if found is None or _CITING.match(found["office"]) or not (label or _stands_apart(line, found)):
        return None
    office = "".join(found["office"].split())
    if found.re is _BRACKETED:
        return f"{office}〔{found['year']}〕{found['number']}号"
    year = f"{found['year']}年" if found["year"] else ""
    return f"{office}{year}第{found['number']}号"


def _stands_apart(line: str, found: re.Match[str]) -> bool:
    """A number inside a sentence is another document's."""
    before, after = line[: found.start()], line[found.end() :]
    if before and before[-1] not in _OPENERS:
        return False
    return not after.strip(_CLOSERS) or (not before and after[0] == " ")
