"""The words of digests and spikes, in the languages a channel may be read in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from monitor.model import HoldReason, Reason

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_HAN_DAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWords:
    """What a digest says in one language; `{}` stands for what is told."""

    titles: Mapping[str, str]  # by how long it looks back: day, week, month, or another time; and cap
    moment: Callable[[datetime], str]
    day: Callable[[date], str]
    weekday: Callable[[date], str]
    stories: Callable[[int], str]
    alerts: Callable[[int], str]
    sources: Callable[[int], str]
    title_from: str  # another outlet of the story
    since: str  # stories, moment
    held: Mapping[HoldReason, Callable[[int], str]]
    nothing: str  # moment
    looked_back: str  # alerts
    gravest: str  # alerts, how many are listed
    untold: Mapping[Reason, Callable[[int], str]]
    not_told: str
    continued: str
    other: str  # a topic that no rule names
    spike: str  # topic, stories
    spike_usual: str  # kind of day, median, days, most
    spike_weekday: str  # weekday, median
    working_day: str
    free_day: str
    now_there: str
    more: str  # stories that are not listed
    gap: str  # between sentences
    topics_by_week: str
    bodies_of_weeks: str
    week_of: str  # first and last day
    short_day: Callable[[date], str]
    comma: str
    separator: str
    listed: str  # what a count is made of


def _counted(one: str, many: str) -> Callable[[int], str]:
    return lambda count: one.format(count) if count == 1 else many.format(count)


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02}:{moment.minute:02}"


ENGLISH = DigestWords(
    titles={
        "plain": "Digest",
        "day": "Daily digest",
        "week": "Weekly digest",
        "month": "Monthly digest",
        "cap": "Digest of what was over the cap",
    },
    moment=lambda moment: f"{moment.day} {_MONTHS[moment.month - 1]}, {_clock(moment)}",
    day=lambda day: f"{day.day} {_MONTHS[day.month - 1]}",
    weekday=lambda day: _DAYS[day.weekday()],
    stories=_counted("{} story", "{} stories"),
    alerts=_counted("{} alert", "{} alerts"),
    sources=_counted("{} source", "{} independent sources"),
    title_from="title from {}",
    since="{} since {}",
    held={
        HoldReason.LOW: _counted("{} of low weight", "{} of low weight"),
        HoldReason.CAP: _counted("{} over the cap", "{} over the cap"),
    },
    nothing="Nothing was told since {}, and nothing waits.",
    looked_back="{} told since {}.",
    gravest="Told already, the gravest first",
    untold={
        Reason.SILENCED: _counted("{} muted", "{} muted"),
        Reason.DAMPED: _counted("{} repeat of a rule just told", "{} repeats of rules just told"),
        Reason.INHIBITED: _counted("{} lesser alert of a told story", "{} lesser alerts of told stories"),
        Reason.SAME_STORY: _counted("{} retelling of a told story", "{} retellings of told stories"),
        Reason.NOT_ROUTED: _counted("{} outside this channel's routes", "{} outside this channel's routes"),
    },
    not_told="Not told: {}.",
    continued="{} (continued)",
    other="Other",
    spike="{}: {} today",
    spike_usual="Usual for {} is {}: the median of the last {} of them, the busiest of which had {}.",
    spike_weekday="The usual {} has {}.",
    working_day="a working day",
    free_day="a day off",
    now_there="Today so far:",
    more="… and {} more",
    gap=" ",
    topics_by_week="Stories a week, by topic; dark: the last 7 days",
    bodies_of_weeks="Most active bodies, stories of the last {} weeks",
    week_of="{} – {}",
    short_day=lambda day: f"{day.day} {_MONTHS[day.month - 1][:3]}",
    comma=" · ",
    separator=", ",
    listed=": {}",
)

CHINESE = DigestWords(
    titles={
        "plain": "摘要",
        "day": "每日摘要",
        "week": "每周摘要",
        "month": "每月摘要",
        "cap": "超出上限的消息摘要",
    },
    moment=lambda moment: f"{moment.month}月{moment.day}日 {_clock(moment)}",
    day=lambda day: f"{day.month}月{day.day}日",
    weekday=lambda day: f"星期{_HAN_DAYS[day.weekday()]}",
    stories="{} 件事".format,
    alerts="{} 条消息".format,
    sources="{} 个独立来源".format,
    title_from="标题据{}",
    since="{}，自{}起",
    held={HoldReason.LOW: "{} 件级别较低".format, HoldReason.CAP: "{} 件超出上限".format},
    nothing="自{}起没有推送，也没有待发内容。",
    looked_back="自{1}起已推送 {0}。",
    gravest="已推送，按重要程度",
    untold={
        Reason.SILENCED: "{} 条已静音".format,
        Reason.DAMPED: "{} 条为同一规则短期内重复".format,
        Reason.INHIBITED: "{} 条属已推送事件且级别较低".format,
        Reason.SAME_STORY: "{} 条为已推送事件的转述".format,
        Reason.NOT_ROUTED: "{} 条不在本频道范围".format,
    },
    not_told="未推送：{}。",
    continued="{}（续）",
    other="其他",
    spike="{}：今日 {}",
    spike_usual="{}通常为 {} 件：最近 {} 天的中位数，最多一天 {} 件。",
    spike_weekday="{}通常为 {} 件。",
    working_day="工作日",
    free_day="休息日",
    now_there="今日至今：",
    more="……另有 {} 件",
    gap="",
    topics_by_week="各主题每周事件数（深色为最近 7 天）",
    bodies_of_weeks="最活跃的机构（最近 {} 周的事件数）",
    week_of="{}至{}",
    short_day=lambda day: f"{day.month}月{day.day}日",
    comma="；",
    separator="，",
    listed="（{}）",
)


def of(language: str | None) -> DigestWords:
    """Return the words for readers of a language; English where it is another, or none is said."""
    return CHINESE if language == "zh" else ENGLISH
