"""Tells titles, headings, bylines and wrapped lines by their wording alone, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.text import dates, sentences
from monitor.text.simplify import simplify

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
_HAN_SIGN = re.compile(rf"[{_HAN}]")
_BYLINE = re.compile(
    r"(?i:by)\s+[A-Z][\w.’'-]*(?:\s+(?:[A-Z][\w.’'-]*|de|van|von|and|&)){0,6}|(?:作者|来源|信息来源|文章来源|稿源|记者|编辑|文)\s?[:：/].{1,40}|(?i:source)\s?:.{1,40}"
)
# Names under a title that Chinese papers give without a colon; too loose a form to drop a line for.
_CREDIT = re.compile(
    r"[【\[（(]?(?:文|图|[\u4e00-\u9fff《》]{0,12}(?:记者|作者|编辑|责编|撰文|采写|执笔|校对|通讯员))"
    r"\s*[/／|]?\s*[\u4e00-\u9fff]{2,4}(?:[\s、&/][\u4e00-\u9fff]{2,4}){0,8}[】\]）)]?"
)

_NUMBERED = re.compile(
    rf"[（(]?[一二三四五六七八九十百]+[、)）.．]\s?|第[一二三四五六七八九十百\d]+[章节条编篇部][分]?(?=[\s:：{_HAN}]|$)"
    r"|(?:chapter|section|part|article|annex)\s+[\dIVXLC]+\b",
    re.IGNORECASE,
)
_STOPS = tuple(".。;；,，、")
_DOCUMENT_NUMBER = re.compile(r"[〔\[［【（(]\s?\d{4}\s?[〕\]］】）)]\s?(?:第\s?)?\d+\s?号$|^.{0,20}\d\s?号$")
_LONE_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}\s?[〔\[［【（(]\s?\d{4}\s?[〕\]］】）)]\s?(?:第\s?)?\d+\s?号"
)
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.)+$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Bros)\.$|…$|\.\.\.$")
_LONGEST_HEADING = 110
_LONGEST_HEADING_WORDS = 16
_LONGEST_HAN_HEADING = 34
_LONGEST_TITLE = 220
_LONGEST_SENTENCE_TITLE = 120
_SHORTEST_WRAPPED_HAN = 20
# A word above a title that names its desk; the name of a kind of document is a title of its own.
_KICKER = re.compile(
    r"[A-Z][A-Z&/-]{2,20}|(?!通知|公告|通告|公报|公示|意见|办法|决定|命令|批复|规定|条例|报告|声明|简报)[\u4e00-\u9fff]{2,4}"
)
_LEAST_TITLE_WORDS, _LEAST_HAN_TITLE = 3, 7  # what stands under a kicker is longer than one


def is_title_like(line: str) -> bool:
    """Say whether a line standing first may be a title: one short line that is no sentence, heading or byline."""
    bare = line.rstrip(sentences.CLOSERS)
    return _may_be_title(line) and (
        not bare.endswith((*_STOPS, ":", "：")) or _ABBREVIATED.search(bare) is not None
    )


def is_title_above_date(line: str) -> bool:
    """Say whether a line standing right above a date line may be a title, be it a sentence."""
    return len(line) <= _LONGEST_SENTENCE_TITLE and len(sentences.split(line)) == 1 and _may_be_title(line)


def is_kicker(line: str) -> bool:
    """Say whether a line may be the word that some papers put above a title."""
    return _KICKER.fullmatch(simplify(line)) is not None


def is_under_kicker(line: str) -> bool:
    """Say whether a line is long enough to be the title under a kicker."""
    return len(line.split()) >= _LEAST_TITLE_WORDS or len(_HAN_SIGN.findall(line)) >= _LEAST_HAN_TITLE


def _may_be_title(line: str) -> bool:
    return (
        len(line) <= _LONGEST_TITLE
        and "\n" not in line
        and any(sign.isalnum() for sign in line)
        and not is_numbered(line)
        and not is_byline(line)
        and not _is_day(line)
        and not _LONE_NUMBER.fullmatch(line)
    )


def is_heading_like(line: str) -> bool:
    """Say whether a line standing alone may head the text after it."""
    if not any(sign.isalpha() for sign in line) or _is_day(line) or " | " in line:  # the row of a table
        return False
    if is_byline(line) or _CREDIT.fullmatch(simplify(line)) or _DOCUMENT_NUMBER.search(line):
        return False
    bare = line.rstrip(sentences.CLOSERS)
    if bare.endswith((*_STOPS, "!", "！")) and not _ABBREVIATED.search(bare):
        return False
    if _HAN_SIGN.search(line):
        return _is_han_heading(line)
    words = line.split()
    if len(line) > _LONGEST_HEADING or len(words) > _LONGEST_HEADING_WORDS or line[0].islower():
        return False
    return not line.endswith((":", "：")) or len(words) <= 3 or _is_capitalised(words)


def is_byline(line: str) -> bool:
    """Say whether a line only names who wrote the text or where it came from."""
    return _BYLINE.fullmatch(simplify(line)) is not None


def is_numbered(line: str) -> bool:
    """Say whether a line opens with the number of a chapter or of a part."""
    return _NUMBERED.match(simplify(line)) is not None


def _is_day(line: str) -> bool:
    """Say whether a line is a date, be it one nobody could have published on."""
    return dates.parse_published(line, zone="UTC") is not None


def _is_han_heading(line: str) -> bool:
    if len(line) > _LONGEST_HAN_HEADING + (10 if is_numbered(line) else 0):
        return False
    if re.search(r"[。；，]", line):
        return False
    return is_numbered(line) or re.search(r"[：:]", line) is None


def _is_capitalised(words: Iterable[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    return sum(not word[0].islower() for word in long) >= 0.6 * len(long)


def continues(before: str, line: str) -> bool:
    """Say whether a line clearly goes on with the sentence of the line before it."""
    if sentences.ends_sentence(before) or before.endswith((":", "：", ";", "；")):
        return False
    if line[0].islower() and not _HAN_SIGN.match(line):
        return True
    if not _HAN_SIGN.match(line) or is_numbered(line) or len(before) < _SHORTEST_WRAPPED_HAN:
        return False
    # A long title or a name in a list has no comma in it; running text seldom has none for a whole line.
    return before.endswith(("，", "、")) or (
        re.search(r"[，。；]", before) is not None and _is_word(before[-1])
    )


def _is_word(sign: str) -> bool:
    return sign.isalnum() or _HAN_SIGN.match(sign) is not None
