"""The words of a message's frame, in the languages a channel may be read in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.alerts import quantities
from monitor.model import OutletKind, Severity, Stage, Tier, Update, UpdateKind
from monitor.text.characters import is_han

ARROW = " → "
MARKS = {Severity.CRITICAL: "🔴", Severity.HIGH: "🟠", Severity.MEDIUM: "🟡", Severity.LOW: "⚪"}


_NO_OFFICES = frozenset({Tier.STATE_MEDIA, Tier.ASSOCIATION, Tier.COMPANY, Tier.TRADE_PRESS, Tier.THINK_TANK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the frame says in one language; `{}` stands for what is told."""

    severities: Mapping[Severity, str]
    trust: Mapping[OutletKind, str]
    tiers: Mapping[Tier, str]
    stages: Mapping[Stage, str]
    updates: Mapping[UpdateKind, str]
    from_official: str  # of an outlet that is no office itself
    cites_official: str  # of an outlet nobody knows
    says_independent: str  # the same
    independent: str
    published: str
    written: str
    undated: str
    via: str
    bracketed: str
    why: str
    also: str
    history: str
    earlier: str
    lines_from: str
    summarised_by: str
    update: str
    retracted: str
    alert: str
    untitled: str
    demo: str
    colon: str
    separator: str  # between names
    between: str  # between figures


ENGLISH = Words(
    severities={severity: severity.value for severity in Severity},
    trust={
        OutletKind.STATE_COMPANY: "state-owned company's own account, unverified",
        OutletKind.STATE_AFFILIATED: "state media, unverified",
        OutletKind.OFFICIAL: "official",
        OutletKind.INDEPENDENT: "independent",
        OutletKind.UNKNOWN: "origin unknown, unverified",
    },
    tiers={
        Tier.MINISTRY: "central ministry",
        Tier.PROVINCE: "province",
        Tier.CITY: "city",
        Tier.STATE_MEDIA: "state media",
        Tier.ASSOCIATION: "association",
        Tier.COMPANY: "company",
        Tier.TRADE_PRESS: "trade press",
        Tier.THINK_TANK: "think tank",
    },
    stages={stage: stage.value for stage in Stage},
    updates={
        UpdateKind.SOURCE: "also reported by {}",
        UpdateKind.EDITED: "text edited: {}",
        UpdateKind.CORRECTION: "corrected: {}",
        UpdateKind.STAGE: "new stage: {}",
        UpdateKind.SEVERITY: "severity raised: {}",
    },
    from_official="rests on official sources",
    cites_official="cites official sources, unverified",
    says_independent="independent by its own account, unverified",
    independent="{} independent sources",
    published="published {}",
    written="written {}",
    undated="undated",
    via="via {}",
    bracketed=" ({})",
    why="Why you are told: ",
    also="Also: {}",
    history="History",
    earlier="… {} earlier",
    lines_from="from {}",
    summarised_by="summary by {}, checked against the text",
    update="Update: ",
    retracted="Retracted: ",
    alert="alert #{}",
    untitled="Untitled",
    demo=" (demo)",
    colon=": ",
    separator=", ",
    between="; ",
)

CHINESE = Words(
    severities={
        Severity.LOW: "一般",
        Severity.MEDIUM: "关注",
        Severity.HIGH: "重要",
        Severity.CRITICAL: "紧急",
    },
    trust={
        OutletKind.STATE_COMPANY: "国有企业自述，未经核实",
        OutletKind.STATE_AFFILIATED: "官方媒体，未经核实",
        OutletKind.OFFICIAL: "官方发布",
        OutletKind.INDEPENDENT: "独立来源",
        OutletKind.UNKNOWN: "来源不明，未经核实",
    },
    tiers={
        Tier.MINISTRY: "中央部委",
        Tier.PROVINCE: "省级",
        Tier.CITY: "市级",
        Tier.STATE_MEDIA: "官方媒体",
        Tier.ASSOCIATION: "行业协会",
        Tier.COMPANY: "企业",
        Tier.TRADE_PRESS: "行业媒体",
        Tier.THINK_TANK: "智库",
    },
    stages={
        Stage.DRAFT: "征求意见",
        Stage.NOTICE: "通知",
        Stage.PROPOSED: "名单公示",
        Stage.LIST: "名单公布",
        Stage.IN_FORCE: "已施行",
        Stage.INTERPRETATION: "政策解读",
    },
    updates={
        UpdateKind.SOURCE: "{}亦有报道",
        UpdateKind.EDITED: "原文修改：{}",
        UpdateKind.CORRECTION: "更正：{}",
        UpdateKind.STAGE: "新进展：{}",
        UpdateKind.SEVERITY: "级别上调：{}",
    },
    from_official="据官方信息",
    cites_official="引用官方信息，未经核实",
    says_independent="自称独立来源，未经核实",
    independent="{}个独立来源",
    published="发布于{}",
    written="成文于{}",
    undated="未注明日期",
    via="来自{}",
    bracketed="（{}）",
    why="推送原因：",
    also="另有规则：{}",
    history="进展",
    earlier="……此前还有{}条",
    lines_from="据{}",
    summarised_by="摘要由{}生成，已与原文核对",
    update="更新：",
    retracted="已撤回：",
    alert="提醒#{}",
    untitled="无标题",
    demo="（演示）",
    colon="：",
    separator="、",
    between="；",
)


def of(language: str | None) -> Words:
    """Return the words for readers of a language; whoever names none that we have reads English."""
    return CHINESE if base(language) == "zh" else ENGLISH


def trust(provenance: OutletKind, outlet: OutletKind | None, tier: Tier | None, words: Words) -> str:
    """Say how far what was said can be trusted; what an outlet that nobody knows says of itself proves nothing."""
    if outlet is OutletKind.UNKNOWN and tier is None:
        claims = {OutletKind.OFFICIAL: words.cites_official, OutletKind.INDEPENDENT: words.says_independent}
        return claims.get(provenance, words.trust[provenance])
    is_another = outlet not in {None, OutletKind.OFFICIAL} if tier is None else tier in _NO_OFFICES
    if provenance is OutletKind.OFFICIAL and is_another:
        return words.from_official
    return words.trust[provenance]


def base(language: str | None) -> str:
    """Return the language without its region or script: zh of zh-Hans; empty for none."""
    return (language or "").partition("-")[0].lower()


def change(update: Update, words: Words) -> str:
    """Say in a few words what an update changed."""
    return words.updates[update.kind].format(_detail(update, words))


def _detail(update: Update, words: Words) -> str:
    """Return the detail, in the reader's language where it is made of words of ours."""
    if update.kind is UpdateKind.STAGE:
        stages = {stage.value: said for stage, said in words.stages.items()}
        return stages.get(update.detail, update.detail)
    if update.kind is UpdateKind.SEVERITY:
        said = {severity.value: name for severity, name in words.severities.items()}
        return " ".join(said.get(word, word) for word in update.detail.split())
    if update.kind is UpdateKind.CORRECTION:
        return _corrected(update.detail, words)
    return update.detail


def _corrected(detail: str, words: Words) -> str:
    """Return what took the place of what, its figures first where it is written in the other language."""
    language = "zh" if words is CHINESE else "en"
    sides = detail.split(ARROW)
    is_foreign = any(map(is_han, detail)) is not (language == "zh")
    figures = [said[0] for said in (quantities.said(side, language) for side in sides) if said]
    if is_foreign and len(sides) == len(figures) == 2:
        return f"{ARROW.join(figures)}{words.bracketed.format(detail)}"
    return detail
