"""How far a measure has come, and whether a text corrects another, from what the text calls itself."""

from __future__ import annotations

import re

from monitor.model import Document, Stage

_HEAD = 300  # code points of the text: what a report is about stands there
_HEAD_LATIN = 600


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# In order of what a title says of itself most surely: an interpretation names the list or draft it explains.
_TITLES: tuple[tuple[Stage, re.Pattern[str]], ...] = (
    (
        Stage.INTERPRETATION,
        _any(
            r"解读|答记者问|答问|问答|一图读懂|图解|政策说明|编制说明|有关情况说明",
            r"\bQ ?& ?A\b|\bexplainer\b|\bexplained\b|\binterpretation\b|\bofficials? (?:answers?|explains?)\b",
            r"\bspokes(?:person|man|woman)\b.{0,40}\b(?:answers?|questions?)\b|\bguide to\b",
        ),
    ),
    (
        Stage.DRAFT,
        _any(
            r"征求.{0,60}意见|意见稿|征求意见|送审稿|草案|听取.{0,12}意见|公开征集",
            r"\bdrafts?\b|\bfor comments?\b|\b(?:public )?consults?\b|\bconsultation\b|\bseeks? (?:public )?(?:comments?|opinions?|views|feedback)",
            r"\bsolicit\w* (?:public )?(?:comments?|opinions?)|\bproposes?\b",
        ),
    ),
    (
        Stage.IN_FORCE,
        _any(
            r"正式(?:施行|实施|生效|落地)|(?:今日|今天|今|即日|明日|明天|\d日)起(?:正式)?(?:施行|实施|生效|执行)",
            r"\b(?:takes?|took|taking|come|comes|came|coming|goes|went) (?:in)?to (?:effect|force)\b|\btakes? effect\b|\btook effect\b",
            r"\b(?:now|already) in (?:force|effect)\b|\benters? (?:into )?force\b|\bentered (?:into )?force\b",
        ),
    ),
    (
        Stage.PROPOSED,
        _any(
            # Who is to be chosen is shown to everybody first, for objections.
            r"公示(?!结束|期满)|拟(?:认定|入选|确定|推荐|入围)",
            r"\bshortlist\w*\b|\bproposed lists?\b|\blists? (?:of )?candidates\b",
        ),
    ),
    (
        Stage.LIST,
        _any(
            r"名单|入围|入选|获批|目录(?!.{0,8}(?:申报|征集|推荐))|揭晓|榜上有名|(?:公布|确定).{0,20}(?:试点|示范|中心|基地|平台)",
            r"\blists? (?:of|published|released|out)\b|\b(?:names?|named|selects?|selected|chosen|picks?|picked)\b",
            r"\bwins? a place\b|\bapproved as\b",
        ),
    ),
    (
        Stage.NOTICE,
        _any(
            r"通知|公告|通告|印发|下达|出台|发布|意见|办法|条例|规定|方案|规划|申报|推荐|征集|部署|决定",
            r"\bnotice\b|\bcirculars?\b|\bannounce\w*\b|\bissue[sd]?\b|\breleases?\b|\bunveil\w*\b|\bmeasures\b|\brules\b|\bregulations?\b",
        ),
    ),
)
# What the head of a report whose title says nothing tells of its matter.
_HEADS: tuple[tuple[Stage, re.Pattern[str]], ...] = (
    (
        Stage.DRAFT,
        _any(
            r"征求.{0,20}意见|意见稿|意见反馈|反馈意见|\bdraft\b.{0,80}\b(?:comment|ministry|rules?|standard|revision|version|put out|released|issued)",
            r"\b(?:taking|seeking|open for|invit\w+) (?:public )?comments?\b|\bcomments (?:are|is) (?:open|due|welcome)",
        ),
    ),
    (
        Stage.IN_FORCE,
        _any(
            r"(?:今日|今天|今|即日)起(?:正式)?(?:施行|实施|生效|执行)|\b(?:took|takes) effect (?:on )?(?:today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
            r"\b(?:came|comes|went) into (?:force|effect) (?:on )?(?:today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
        ),
    ),
    (
        Stage.PROPOSED,
        _any(
            r"现予(?:以)?公示|公示(?:时间|期)(?:为|[:：])|进行公示",
            r"\bshortlisted\b.{0,80}\b(?:batch|list|pilots?|demonstration|platforms?|projects?|companies|cities|zones)\b",
        ),
    ),
    (
        Stage.LIST,
        _any(
            r"(?:公布|发布|揭晓|确定).{0,30}(?:名单|目录)|名单.{0,8}(?:公布|出炉|揭晓)|入围|入选|榜上有名|试点揭晓",
            r"\b(?:named|selected|chosen)\b.{0,80}\b(?:batch|list|pilots?|demonstration|platforms?|projects?|companies|cities|zones)\b",
        ),
    ),
    (
        Stage.NOTICE,
        _any(
            r"印发|发布.{0,20}(?:通知|公告|办法|规定)|通知明确|通知提出|现予公布|现予公告",
            r"\b(?:circular|notice|announcement|measures|rules)\b.{0,60}\b(?:issued|released|published|said|says)\b",
            r"\b(?:issued|released|published|announced|unveiled)\b.{0,60}\b(?:circular|notice|measures|rules|plan|quota|controls)\b",
        ),
    ),
)
_CORRECTION = re.compile(
    # Who denies what was told sets it right.
    r"辟谣|闢謠|否认|否認|不实(?:信息|消息|传闻|报道|言论)|不实\W*$|\b(?:den(?:y|ies|ied)|refut(?:e|es|ed)|denial)\b"
    r"|更正|勘误|订正|致歉声明|撤稿|^\W*(?:correction|corrected|erratum|corrigendum|clarification|retraction)\b"
    r"|\bcorrects? (?:figure|name|date|paragraph|headline|story|report|to )|\(corrects\b|\bcorrections? (?:to|and|of)\b",
    re.IGNORECASE,
)
_CORRECTION_BELOW = re.compile(
    r"特此更正|现更正如下|现予更正|更正为|更正启事|勘误如下|因.{0,30}(?:差错|有误).{0,12}更正"
    r"|\b(?:this|an earlier|the earlier|a previous) (?:version|story|article|report)\b.{0,120}\b(?:incorrect|mis-?stated|wrong|in error|corrected)"
    r"|\bwe (?:regret|apologi[sz]e for) the error\b|\bhas been corrected\b|\((?:this (?:story|version) )?corrects\b",
    re.IGNORECASE | re.DOTALL,
)

_INSTEAD = re.compile(
    r"[“\"「『](?P<wrong>[^“”\"「」『』]{1,60})[”\"」』]\s*(?:一?[词句处项])?，?(?:应当?|更正|改|修改|修正|更改)(?:更正|改|修改)?为\s*"
    r"[：:]?\s*[“\"「『](?P<right>[^“”\"「」『』]{1,60})[”\"」』]"
)
_WAS_NOT = re.compile(
    r"\b(?:to|is|are|was|were|says?|read|costs?) (?:to \w+ )?[“\"]?(?P<right>[^“”\",;]{1,60})[”\"]?,? (?:not|instead of|rather than) "
    r"[“\"]?(?P<wrong>[^“”\",;.]{1,60}(?:\.\d[^“”\",;.]{0,40})?)[”\"]?(?=[.,;)]|$)",
    re.IGNORECASE,
)
_CALLED_SO = re.compile(
    r"^\W*(?:更正|勘误|correction|corrected|erratum)\s*(?:启事|声明|说明)?\W+", re.IGNORECASE
)


def stage_of(document: Document) -> Stage | None:
    """Return how far the measure a document is about has come; None where it names no stage."""
    title = "" if document.title_derived else document.title
    head = _head(document)
    for patterns, text in ((_TITLES, title), (_HEADS, head)):
        for stage, pattern in patterns:
            if pattern.search(text):
                return stage
    return Stage.NOTICE if document.document_number is not None else None


def is_correction(document: Document) -> bool:
    """Say whether a document sets right, or denies, what one before it said."""
    return bool(_CORRECTION.search(document.title) or _CORRECTION_BELOW.search(_head(document)))


def correction(document: Document) -> str:
    """Return what a correction puts in the place of what, as both stand there; its title where it does not say."""
    found = _INSTEAD.search(_head(document))
    if found:
        return f"{found['wrong']} → {found['right']}"
    found = _WAS_NOT.search(_head(document))
    if found:
        return f"{found['wrong']} → {found['right']}"
    return _CALLED_SO.sub("", document.title) or document.title


def _head(document: Document) -> str:
    said = [highlight.text for highlight in document.highlights]
    said += [paragraph for section in document.sections for paragraph in section.paragraphs]
    text = "\n".join(said)
    return text[: _HEAD_LATIN if document.language == "en" else _HEAD]
