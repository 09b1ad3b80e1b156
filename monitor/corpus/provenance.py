"""Finds what the reporting of a document rests on: a state company's word, state media, an office, or neither.

disclaimer → credit and attribution in the text → the outlet's own kind
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from monitor.corpus.sifting import Sifted
from monitor.corpus.state_bodies import GROUPS, MEDIA, OFFICES
from monitor.model import Outlet, OutletKind
from monitor.text.simplify import simplify

_ORDER = tuple(OutletKind)


def _any_of(names: Iterable[str]) -> str:
    """Give an alternation of names: Latin ones as whole words, Chinese ones as they stand."""
    longest_first = sorted(names, key=len, reverse=True)
    words = "|".join(re.escape(name).replace("'", "['’]") for name in longest_first if name.isascii())
    return rf"(?:\b(?:{words})\b|{'|'.join(name for name in longest_first if not name.isascii())})"


_GROUP, _MEDIUM, _OFFICE = _any_of(GROUPS), _any_of(MEDIA), _any_of(OFFICES)
_PARTY_PAPER = r"(?:\b(?:[A-Z][a-z]+ ){1,2}(?:Daily|Evening News)\b|[\u4e00-\u9fff]{2,6}(?:日报|晚报|党报))"

_DISCLAIMED = {
    OutletKind.STATE_COMPANY: r"state[\s-]?owned|government[\s-]?owned|state[\s-]?(?:run|controlled) (?:compan|enterprise|firm|group)"
    r"|\bSOEs?\b|国有(?:企业|控股|集团|独资|资本)|央企|国企",
    OutletKind.STATE_AFFILIATED: r"state[\s-]?(?:affiliated|backed|linked|controlled|run|media)|[\s-]affiliated media|party (?:media|newspaper|organ)|官方媒体|官媒|国有媒体|党报|党媒",
    OutletKind.OFFICIAL: r"(?<!affiliated )(?<!owned )government (?:sources|agenc|websites?|releases?|departments?|documents?|notices?)"
    r"|official (?:[a-z]+ ){0,2}(?:government|sources|statements?|announcements?|documents?|notices?|releases?)"
    r"|政府(?:网站|部门|官网|公告|文件)|官方(?:网站|发布|公告|渠道|文件)",
    OutletKind.INDEPENDENT: r"(?:based|draws?|rests?|relies) [^.]{0,40}\bindependent (?:reporting|journalism|research|reports)",
}
# What turns a name into the one who says it.
_SAYS = r"(?:said|says|announced|reported|reports|stated|disclosed|revealed|claim(?:s|ed)|told|wrote|according to)"
_STATEMENT = r"(?:statement|press release|news release|announcement|filing|notice|circular|WeChat (?:account|post|channel)|website|newsletter)"
_ATTRIBUTED = {
    OutletKind.STATE_COMPANY: (
        rf"according to (?:the )?(?:{_GROUP})(?:[^.。\n]{{0,60}}(?:department|office|account|website|statement|spokes\w+|release|executives?|officials?))?",
        r"according to (?:an? |the )?(?:(?:\w+ ){0,3}group['’]s|the company['’]s) (?:\w+ ){0,3}(?:department|office|account|website|team|division)",
        r"(?:according to|cit(?:ing|ed)(?: by)?|reported by|reports? (?:by|in|from)) (?:the )?(?:\w+ )?(?:internal|in-house|company|corporate|group) (?:media|news|newsletter|publication|sources?)",
        rf"the (?:company|group|enterprise|manufacturer|miner|producer) {_SAYS} [^.。\n]{{0,40}}(?:its|on|in|via|through)\b[^.。\n]{{0,30}}{_STATEMENT}",
        rf"{_GROUP}[^.。\n]{{0,30}} {_SAYS} [^.。\n]{{0,60}}{_STATEMENT}",
        rf"(?:press|news) release (?:from|by|of) (?:the )?{_GROUP}",
        rf"{_GROUP}[^。；\n]{{0,16}}(?:公众号|官网|宣传部|党委宣传部|市场部|新闻中心|微信|发布公告|公告称|公告显示|介绍称|表示|披露)",
        r"(?:集团|公司|企业)(?:微信)?(?:公众号|官网|官微|宣传部|新闻中心)",
    ),
    OutletKind.STATE_AFFILIATED: (
        rf"(?:{_MEDIUM}|{_PARTY_PAPER}) {_SAYS}\b",
        rf"(?:according to|cit(?:ing|ed)(?: by| in)?|reported by|published (?:[\w ]{{1,24}} )?(?:by|in)|reports? (?:by|in|from)|quoted by|told) (?:the )?(?:state[\s-]?(?:run|owned|backed|affiliated|controlled)? ?)?(?:newspaper |broadcaster |news agency )?(?:{_MEDIUM}|{_PARTY_PAPER})",
        rf"\((?:{_MEDIUM})\)|（(?:{_MEDIUM})[^）\n]{{0,8}}）",
        r"(?:chinese )?(?:state[\s-](?:run |owned |affiliated |controlled |backed )?(?:media|television|broadcaster|newspapers?|news agency|outlets?)) (?:in [A-Z]\w+ )?(?:has |have )?(?:said|says?|reported|reports?|claim(?:ed|s)?|quoted|described)",
        r"(?:according to|citing|cited by|reported by) (?:\w+ )?state[\s-](?:run |owned |affiliated |controlled |backed )?(?:media|television|broadcaster|newspapers?|outlets?)",
        rf"据(?:{_MEDIUM}|{_PARTY_PAPER})|(?:{_MEDIUM}|{_PARTY_PAPER})[^。；\n]{{0,10}}(?:报道|讯|电|消息|记者)",
    ),
    OutletKind.OFFICIAL: (
        rf"(?:{_OFFICE})[^.。\n]{{0,60}} {_SAYS}\b[^.。\n]{{0,60}}{_STATEMENT}",
        r"\b(?:the|a|an|its) (?:\w+ )?(?:ministry|commission|administration|bureau|regulator|municipality|customs|department)(?: (?:official|spokes\w+))? (?:said|says|announced|stated|disclosed|told)\b",
        rf"according to (?:a |an |the )?{_STATEMENT} on\s?the (?:ministry|commission|bureau|government|department|administration)['’]s",
        rf"according to (?:a |an |the )?(?:{_STATEMENT} (?:from|by|of|issued by|released by|published by|on the website of) (?:the |China['’]s )?)?(?:China['’]s )?{_OFFICE}",
        rf"(?:据|从)[^。；\n]{{0,8}}{_OFFICE}[^。；\n]{{0,12}}(?:获悉|网站|消息|官网|发布|通知|公告|介绍)",
        rf"{_OFFICE}[^。；\n]{{0,24}}(?:印发|发布|公布|公告|下发|联合印发|近日发布)",
    ),
}
_CREDITED = re.compile(
    r"(?:(?:信息|文章)?来源|稿源|source)\s*[:：]\s*(NAME{2,60}(?:(?!NOT_NAME) [A-Za-z]NAME{0,30}){0,4})".replace(
        "NOT_NAME",
        r" (?:(?:published|posted|updated|date|by|author|editor)\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d)",
    ).replace("NAME", r"[^\s|｜:：,，;；。()（）\[\]【】]"),
    re.IGNORECASE,
)
_HEAD_LINES = 12  # a credit stands near the title, or at the end
_COMPANY_CREDIT = re.compile(rf"{_GROUP}|集团|公司|Group\b|Company\b|Corp", re.IGNORECASE)
_MEDIUM_CREDIT = re.compile(rf"{_MEDIUM}|{_PARTY_PAPER}|融媒体|广播电视台|电视台|报社")
_OFFICE_CREDIT = re.compile(rf"{_OFFICE}|部网站|委网站|政府网|(?:委员会|政府|厅|局|部|办公室)$")
_DISCLAIMED_BY = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _DISCLAIMED.items()}
_ATTRIBUTED_BY = {
    kind: Sifted("|".join(f"(?:{pattern})" for pattern in patterns)) for kind, patterns in _ATTRIBUTED.items()
}
# Where this stands too, that an office has said it is what others say.
_HEARSAY = re.compile(
    r"网传|网友|爆料|未经证实|未获证实|传闻|谣|据称|小说|愚人节|研报称|\brumou?r|\bunconfirmed\b|\bunverified\b|\ballegedly\b|\bfiction|april fool|\baccording to (?:my|a friend)\b",
    re.IGNORECASE,
)
# Agencies that no state owns, where a report begins: "BEIJING, Nov 20 (Reuters) - ", 路透社北京11月20日电.
_DATELINE = re.compile(
    r"\s*(?:[A-Z][\w .,'/-]{1,60}\s?[(（](?:Reuters|AP|AFP|Bloomberg|dpa|Kyodo|Kyodo News|Dow Jones)[)）]\s?[-–—:]"
    r"|[(（]?(?:路透社?|法新社|美联社|彭博社?|共同社|德新社)[^。；\n]{0,20}(?:电|報導|报道)[)）]?)"
)
_HEAD_OF_LINE = 120  # characters
_FIRST = 3  # paragraphs before which a dateline stands
_LONGEST_PARAGRAPH = 5_000  # characters looked at; an attribution stands where a paragraph begins


def origin(
    *, disclaimer: str | None, paragraphs: Sequence[str], outlet: Outlet, credit: str | None = None
) -> tuple[OutletKind, ...]:
    """Name the kinds the reporting rests on, least independent first: the disclaimer's, else the text's, else the outlet's."""
    found = _disclaimed(disclaimer) or (
        _of_credit(None if credit is None else simplify(credit)) | _attributed(paragraphs)
    )
    if not found and any(_DATELINE.match(one[:_HEAD_OF_LINE]) for one in paragraphs[:_FIRST]):
        # Whose paper prints an agency's report chose it.
        own = outlet.kind
        found = {OutletKind.INDEPENDENT if own is OutletKind.UNKNOWN else own}
    return _ordered(found or {outlet.kind})


def credit_of(lines: Sequence[str]) -> str | None:
    """Find who a text says it was taken from, in the lines around its title or at its end."""
    near = [simplify(line[:200]) for line in (*lines[:_HEAD_LINES], *lines[-_HEAD_LINES:])]
    # A line that is nothing but a credit is surer than words that look like one.
    for find in (_CREDITED.fullmatch, _CREDITED.search):
        for line in near:
            found = find(line)
            if found is not None:
                return found[1]
    return None


def _of_credit(credit: str | None) -> set[OutletKind]:
    if credit is None:
        return set()
    if _MEDIUM_CREDIT.search(credit):
        return {OutletKind.STATE_AFFILIATED}
    if _COMPANY_CREDIT.search(credit):
        is_states = re.search(_GROUP, credit, re.IGNORECASE) or "集团" in credit
        return {OutletKind.STATE_COMPANY} if is_states else set()
    return {OutletKind.OFFICIAL} if _OFFICE_CREDIT.search(credit) else set()


def _disclaimed(disclaimer: str | None) -> set[OutletKind]:
    if disclaimer is None:
        return set()
    plain = simplify(disclaimer[:_LONGEST_PARAGRAPH])
    return {kind for kind, pattern in _DISCLAIMED_BY.items() if pattern.search(plain)}


def _attributed(paragraphs: Sequence[str]) -> set[OutletKind]:
    plain = [simplify(paragraph[:_LONGEST_PARAGRAPH]) for paragraph in paragraphs]
    return {kind for kind in _ATTRIBUTED_BY if any(_is_attributed(paragraph, kind) for paragraph in plain)}


def _is_attributed(paragraph: str, kind: OutletKind) -> bool:
    return _ATTRIBUTED_BY[kind].found_in(paragraph) and (
        kind is not OutletKind.OFFICIAL or _HEARSAY.search(paragraph) is None
    )


def _ordered(kinds: set[OutletKind]) -> tuple[OutletKind, ...]:
    return tuple(sorted(kinds, key=_ORDER.index))
