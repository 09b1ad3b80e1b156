"""Finds the number under which an office issued a document (发文字号)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_OPEN, _CLOSE = r"[〔\[【(﹝〖<《〈]", r"[〕\]】)﹞〗>》〉]"
# 工信部联科〔2025〕12号; the brackets come in every form a typist finds.
_BRACKETED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<office>[\u4e00-\u9fff]{{1,14}})\s*{_OPEN}\s*{_YEAR}\s*年?\s*{_CLOSE}\s*(?:第\s*)?(?P<number>\d{{1,5}})\s*号"
)
# 商务部公告2025年第61号, 国务院令第 792 号
_DECREE = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<office>[\u4e00-\u9fff、 ]{{2,40}}?(?:公告|通告|令))\s*[(〔]?\s*(?:{_YEAR}\s*年)?\s*第\s*(?P<number>\d{{1,5}})\s*号"
)
# 海关总署2025年第18号公告
_TURNED = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<office>[\u4e00-\u9fff、 ]{{2,36}}?)\s*{_YEAR}\s*年\s*第\s*(?P<number>\d{{1,5}})\s*号\s*(?P<kind>公告|通告|令)"
)
# The line under "商务部公告", or all that a table says.
_BARE = re.compile(
    rf"{_YEAR}\s*年\s*第\s*(?P<number>\d{{1,5}})\s*号|第\s*(?P<order>\d{{1,5}})\s*号(?:\s*令)?"
)
_HEADING = re.compile(r"(?P<office>[\u4e00-\u9fff、 ]{2,60}?(?:公\s*告|通\s*告|令))")
_NEAR_TOP = 5  # paragraphs
_LONGEST_LINE = 80  # characters; in a longer line a number is cited
_LABEL = re.compile(r"(?:发文字号|公文字号|发文文号|文\s*号|文件编号|文件字号)\s*[:：|]\s*")
_CITING = re.compile(r"^(?:[依根]据|按照|依照|贯彻|落实|转发|参照|见|和|及|与)")
_OPENERS, _CLOSERS = " (([〔【[", " ))】]〕"


def find(*, title: str, paragraphs: Sequence[str], beside: Sequence[str] = ()) -> str | None:
    """Find the document's own number: at an end of its title, beside it, or alone in a line near its top."""
    above = ""
    for text in (title, *beside, *paragraphs[:_NEAR_TOP]):
        for raw in text.split("\n"):
            line = _plain(raw)
            found = _own(line) or _under(above, line)
            if found is not None:
                return found
            above = line
    return None


def labelled(value: str) -> str | None:
    """Read a number that stands behind its label; None for what is none."""
    line = _plain(value)[:_LONGEST_LINE]
    found = _first(line)
    if found is not None:
        return _written(found)
    bare = _BARE.fullmatch(line)
    return None if bare is None else "".join(line.split())


def _own(line: str) -> str | None:
    label = _LABEL.search(line)
    if label is not None:
        line = line[label.end() :]
    elif len(line) > _LONGEST_LINE:
        return None
    found = _first(line)
    if found is None or _CITING.match(found["office"]) or not (label or _stands_apart(line, found)):
        return None
    return _written(found)


def _under(above: str, line: str) -> str | None:
    """Read the two lines of an announcement: whose it is, and under that the year and number."""
    heading, bare = _HEADING.fullmatch(above), _BARE.fullmatch(line)
    if heading is None or bare is None or _CITING.match(heading["office"]):
        return None
    return "".join(f"{heading['office']}{line}".split())


def _first(line: str) -> re.Match[str] | None:
    return _BRACKETED.search(line) or _DECREE.search(line) or _TURNED.search(line)


def _written(found: re.Match[str]) -> str:
    office = "".join(found["office"].split())
    if found.re is _BRACKETED:
        return f"{office}〔{found['year']}〕{found['number']}号"
    kind = found["kind"] if found.re is _TURNED else ""
    year = f"{found['year']}年" if found["year"] else ""
    return f"{office}{kind}{year}第{found['number']}号"


def _stands_apart(line: str, found: re.Match[str]) -> bool:
    """A number inside a sentence is another document's."""
    before, after = line[: found.start()], line[found.end() :]
    if before and before[-1] not in _OPENERS:
        return False
    return not after.strip(_CLOSERS) or (not before and after[0] == " ")


def _plain(line: str) -> str:
    """Return a line with its digits and brackets of one width."""
    return " ".join(unicodedata.normalize("NFKC", line).split())
