"""Messages of ten kinds as pictures, made of the bundled documents: `python -m bench.pictures [DIR]`.

They stand in docs/pictures; look at them after every change of what a message says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.alerts import buttons, outlet_names, telling
from monitor.cli import documents
from monitor.cli.preview import bubble
from monitor.config import rule_files
from monitor.corpus import laying_out
from monitor.model import (
    ChannelConfig,
    ChannelKind,
    DeliveryKind,
    Document,
    Outlet,
    OutletKind,
    RuleStatus,
    Stage,
    StoryState,
    StoryView,
    Summarised,
    Tier,
    Update,
    UpdateKind,
    Version,
)
from monitor.rules.evaluate import RuleSet

_SEEDS = Path("seeds")
_NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
_TEMPLATE = """\
{{ mark }} <b>{{ head }}</b>
{% for line in lines %}
– {{ line.text }}
{% endfor %}
<code>{{ trust }}</code>{% if url %} · <a href="{{ url }}">text</a>{% endif %}
{% if rules %}

<i>{{ (rules|first).name }}</i>
{% endif %}
{{ tags|join(" ") }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of message, and what makes it."""

    name: str
    seed: str
    outlet: Outlet
    tier: Tier
    channel: ChannelConfig
    state: dict[str, object] = field(default_factory=dict)
    updates: tuple[Update, ...] = ()
    twins: tuple[str, ...] = ()
    kind: DeliveryKind = DeliveryKind.SEND
    retraction: str | None = None
    summarised: Summarised | None = None
    unfold: bool = False


def _channel(language: str | None = None, **more: object) -> ChannelConfig:
    made = ChannelConfig(
        id="policy", kind=ChannelKind.TELEGRAM, chat="Policy monitor", language=language, buttons=True
    )
    return replace(made, **more)  # type: ignore[arg-type]  # the fields of a dataclass, by name


def _update(revision: int, kind: UpdateKind, detail: str, hours: int) -> Update:
    return Update(
        revision=revision, kind=kind, detail=detail, document_id="d2", at=_NOW + timedelta(hours=hours)
    )


_MIIT = Outlet(name="工业和信息化部", kind=OutletKind.OFFICIAL)
_MOFCOM = Outlet(name="商务部", kind=OutletKind.OFFICIAL)
_TRADE = Outlet(name="Rare Earth Observer", kind=OutletKind.INDEPENDENT)
_HISTORY = (
    _update(1, UpdateKind.SOURCE, "Rare Earth Observer", 3),
    _update(2, UpdateKind.STAGE, Stage.LIST.value, 29),
    _update(3, UpdateKind.SEVERITY, "medium → high", 52),
)

KINDS = (
    Kind(
        name="01-chinese-document-english-channel",
        seed="zh-qingneng-chengshiqun.txt",
        outlet=_MIIT,
        tier=Tier.MINISTRY,
        channel=_channel("en"),
        state={"stage": Stage.LIST},
    ),
    Kind(
        name="02-the-quote-opened",
        seed="zh-xiandaoqu-tongzhi.html",
        outlet=Outlet(name="浙江省经济和信息化厅", kind=OutletKind.OFFICIAL),
        tier=Tier.PROVINCE,
        channel=_channel("en", buttons=False),
        unfold=True,
    ),
    Kind(
        name="03-english-document",
        seed="en-announcement-61.txt",
        outlet=_TRADE,
        tier=Tier.TRADE_PRESS,
        channel=_channel(),
    ),
    Kind(
        name="04-english-document-chinese-channel",
        seed="en-gallium-germanium-licences.txt",
        outlet=_TRADE,
        tier=Tier.TRADE_PRESS,
        channel=_channel("zh"),
    ),
    Kind(
        name="05-words-of-another-outlet",
        seed="zh-gonggao-61hao.txt",
        outlet=_MOFCOM,
        tier=Tier.MINISTRY,
        channel=_channel("en"),
        state={"independent": 2},
        twins=("en-announcement-61.txt",),
    ),
    Kind(
        name="06-history",
        seed="zh-chengguo-shidian.txt",
        outlet=_MIIT,
        tier=Tier.MINISTRY,
        channel=_channel("en"),
        state={"independent": 2, "stage": Stage.LIST},
        updates=_HISTORY,
        kind=DeliveryKind.EDIT,
    ),
    Kind(
        name="07-reply",
        seed="zh-chengguo-shidian.txt",
        outlet=_MIIT,
        tier=Tier.MINISTRY,
        channel=_channel("en", buttons=False),
        state={"independent": 2, "stage": Stage.LIST},
        updates=_HISTORY[:2],
        kind=DeliveryKind.REPLY,
    ),
    Kind(
        name="08-retracted",
        seed="en-pilot-scale-platforms.txt",
        outlet=_TRADE,
        tier=Tier.TRADE_PRESS,
        channel=_channel("en", buttons=False),
        kind=DeliveryKind.EDIT,
        retraction="the outlet withdrew its report; the ministry has published no such list.",
    ),
    Kind(
        name="09-company-account-summarised",
        seed="zh-tuanti-gongguan.txt",
        outlet=Outlet(name="集团公众号", kind=OutletKind.STATE_COMPANY),
        tier=Tier.COMPANY,
        channel=_channel("en"),
        summarised=Summarised(
            model="qwen3:8b",
            lines=(
                "The pilot line for high-end bearing steel is built; seven of twelve chokepoint technologies now have a domestic substitute.",
                "The other five are to be verified within two years.",
            ),
        ),
    ),
    Kind(
        name="10-own-template",
        seed="en-hydrogen-city-clusters.txt",
        outlet=Outlet(name="Hydrogen Freight Review", kind=OutletKind.INDEPENDENT),
        tier=Tier.TRADE_PRESS,
        channel=_channel("en", buttons=False, templates=(("alert", _TEMPLATE),)),
    ),
)


def pictures() -> Iterator[tuple[str, bytes]]:
    """Yield each picture and its name."""
    rules, problems = rule_files.load_rules(rule_files.read_rule_files(Path("rules")), root="rules")
    assert rules is not None, problems
    for kind in KINDS:
        view = _view(kind, rules)
        layout = laying_out.lay_out(view.lead.document)
        message = telling.message(view, layout, kind.channel, kind=kind.kind, summarised=kind.summarised)
        assert not message.fault, message.fault
        rows = buttons.rows(12, url=view.lead.url, useful=3, noise=0, language=kind.channel.language)
        chat = bubble.Chat(
            name=kind.channel.chat or "",
            time="14:05",
            buttons=rows if kind.channel.buttons else (),
            is_silent=message.silent,
        )
        yield kind.name, bubble.draw(message.parts, chat, unfold=kind.unfold)


def _view(kind: Kind, rules: RuleSet) -> StoryView:
    document = replace(_read(kind.seed), outlet=kind.outlet)
    layout = laying_out.lay_out(document)
    matches = rules.match(layout)
    severity = max(
        (match.severity for match in matches if match.status is RuleStatus.STABLE),
        key=lambda one: one.rank,
    )
    state = StoryState(id="s1", severity=severity, revision=len(kind.updates))
    made = StoryView(
        alert_id=12,
        story=replace(state, **kind.state),  # type: ignore[arg-type]  # its fields, by name
        lead=Version(
            id=1,
            document_id="9f3c1ab04e7d2c55",
            source_id="sample",
            url=f"https://example.org/{kind.seed}",
            text_hash="",
            document=document,
            matches=matches,
            is_backlog=False,
            demo=False,
            seen_at=_NOW,
        ),
        named=rules.names.find(layout),
        updates=kind.updates,
        outlets=(kind.outlet,),
        tier=kind.tier,
        twins=tuple(replace(_read(twin), outlet=_TRADE) for twin in kind.twins),
        retraction=kind.retraction,
    )
    return outlet_names.with_names(made, rules.names.find, outlet_names.unnamed)


def _read(seed: str) -> Document:
    return documents.read_file(_SEEDS / seed)


def main() -> None:
    """Write the pictures into a folder."""
    folder = Path(*sys.argv[1:2]) if sys.argv[1:] else Path("docs/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures():
        (folder / f"{name}.png").write_bytes(picture)
        print(folder / f"{name}.png", len(picture))


if __name__ == "__main__":
    main()
