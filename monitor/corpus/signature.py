"""Reads what a document's own words say of it: whose it is, its number, and when it was written.

title and number line at its top, the signature and the date under its text
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from monitor.corpus import document_number, offices
from monitor.corpus.facts import Facts
from monitor.model import Section
from monitor.text import dates

_LAST = 24  # lines; under the signature stand attachments, contacts, and how the document is made public
_MOST_SIGNERS = 12  # lines of them
_LONGEST_LINE = 120  # characters
_KIND = "通知|意见|公告|通告|公示|决定|决议|批复|函|复函|答复|办法|规定|方案|计划|规划|纲要|报告|细则|令|目录|名单|要点|指南|条例|请示|通报|指引|标准|措施|要求|安排"
_TITLED = re.compile(
    rf"(?P<offices>[\u4e00-\u9fff（）()、,，\s]{{2,200}}?)关于.{{2,300}}(?:{_KIND})(?:[（(〔《].{{0,80}})?"
)
_NUMBERED = re.compile(
    r"(?P<offices>[\u4e00-\u9fff（）()、,，\s]{2,200}?)(?:公\s?告|通\s?告|令)[\s(（〔\[]*(?:第|(?:19|20)\d\d)"
)
_SIGNED_ON = re.compile(
    r"(?P<offices>[\u4e00-\u9fff（）()、,，\s]{2,100}?)\s+(?P<date>[\d〇○零一二三四五六七八九十]{1,4}\s?[年./-].{3,16})"
)


def implied(*, title: str, sections: Sequence[Section], beside: Sequence[str] = ()) -> Facts:
    """Return the facts that a title and a text state in their own words."""
    paragraphs = [paragraph for section in sections for paragraph in section.paragraphs]
    issuer, written_on = _signature(sections)
    return Facts(
        issuer=issuer or _issuer_in(title),
        document_number=document_number.find(title=title, paragraphs=paragraphs, beside=beside),
        written_on=written_on,
    )


def _issuer_in(title: str) -> str | None:
    """Return the offices a title begins with: "商务部 海关总署关于…的通知", "商务部公告2025年第61号"."""
    found = _TITLED.fullmatch(title) or _NUMBERED.match(title)
    return None if found is None else offices.named_in(found["offices"])


def _signature(sections: Sequence[Section]) -> tuple[str | None, date | None]:
    """Return who signs a text and when: names of offices alone in their lines, and right under them a date."""
    last = _last_lines(sections)
    for at in range(len(last) - 1, -1, -1):
        signed = _SIGNED_ON.fullmatch(last[at])
        day = _day(signed["date"] if signed else last[at])
        if day is None:
            continue
        lines = [signed["offices"]] if signed else []
        above = last[max(0, at - _MOST_SIGNERS) : at]
        while above and (signers := offices.named_in(above[-1])) is not None:
            lines.insert(0, signers)
            above.pop()
        named = offices.named_in("、".join(lines)) if lines else None
        if named is not None:
            return named, day
    return None, None


def _last_lines(sections: Sequence[Section]) -> list[str]:
    lines: list[str] = []
    for section in reversed(sections):
        texts = (section.heading or "", *section.paragraphs)
        lines = [line.strip() for text in texts[-_LAST:] for line in text.split("\n") if line.strip()] + lines
        if len(lines) >= _LAST:
            break
    return [line if len(line) <= _LONGEST_LINE else "" for line in lines[-_LAST:]]


def _day(text: str) -> date | None:
    found = dates.parse_published(text.strip("（）() "), zone="Asia/Shanghai")
    return None if found is None or isinstance(found, datetime) else found
