"""Tells the names of offices and companies from other words, by how such names end."""

from __future__ import annotations

import re
import unicodedata

from monitor.corpus.state_bodies import MEDIA

_ENDINGS = (
    "部|委|厅|局|署|办|司|处|办公室|办公厅|政府|委员会|管委会|领导小组|工作组|指挥部|联席会议|中心|协会|学会|商会|联合会|促进会|理事会|董事会|联盟|"
    "院|研究所|大学|银行|交易所|集团|公司|党组|党委|中央|军委|人大|政协|人大常委会|总队|支队|海关|站|所|园区|开发区"
)
_NAME = re.compile(
    rf"[\u4e00-\u9fff][\u4e00-\u9fff（）()·]{{0,48}}?(?:{_ENDINGS})(?:[（(][\u4e00-\u9fff]{{1,20}}[）)])?"
)
_AND_OTHERS = re.compile(r"等[\d一二三四五六七八九十两]{1,3}个?(?:部门|单位|部委|机关|厅局|委办局)")
_SITE = re.compile(r"(?:政务|门户|官方)?网站?$|官网$|(?:微信)?公众号$|官方微信$")
_PARTS = re.compile(r"[\s、,，;；|]+")
_MEDIA_ENDINGS = ("报", "社", "网", "报社", "电视台", "出版社")
_LONGEST = 400  # characters of a list of them


def named_in(text: str) -> str | None:
    """Return the offices a text names, parted by 、, where it is nothing but their names."""
    plain = unicodedata.normalize("NFC", text).strip()
    if len(plain) > _LONGEST:
        return None
    others = _AND_OTHERS.search(plain)
    if others is not None and others.end() == len(plain):
        plain = plain[: others.start()]
    parts = [part for part in _PARTS.split(plain) if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        parts = ["".join(parts)]  # 商 务 部: set wide to fill its line
    if not parts or not all(is_office(part) for part in parts):
        return None
    return "、".join(dict.fromkeys(parts)) + (
        others[0] if others is not None and others.start() == len(plain) else ""
    )


def is_office(name: str) -> bool:
    """Say whether a word is the name of an office, a company or another body, and of no paper."""
    is_medium = name.endswith(_MEDIA_ENDINGS) or name in MEDIA
    return len(name) >= 2 and not is_medium and _NAME.fullmatch(name) is not None


def behind_site(name: str) -> str:
    """Return whose site a name is that of: 工业和信息化部 of 工业和信息化部网站."""
    return _SITE.sub("", name.strip())
