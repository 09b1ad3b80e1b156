"""Documents of our own, laid out as a reader sees them, and matches found in them by plain search."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from monitor.model import (
    Block,
    BlockKind,
    Document,
    Evidence,
    Highlight,
    Layout,
    Match,
    Named,
    Outlet,
    OutletKind,
    Section,
    Severity,
    StoryState,
    StoryView,
    Summary,
    Update,
    UpdateKind,
    Version,
)

ENGLISH = Document(
    title="Ministry names eleven hydrogen corridors as national demonstration routes",
    published=date(2026, 5, 12),
    language="en",
    highlights=(
        Highlight(
            text="MIIT approved eleven freight corridors for a national hydrogen demonstration programme."
        ),
        Highlight(
            text="Operators must put 4,000 fuel-cell trucks on the road by 2028, and report on:",
            children=("hydrogen price", "uptime", "refuelling stations"),
        ),
        Highlight(text="Provinces pay 30% of the cost of each station out of their own budgets."),
    ),
    sections=(
        Section(paragraphs=("The list was published late on Tuesday.", "- Ordos to Tianjin: 900 km")),
        Section(heading="What it means", paragraphs=("Suppliers of compressors gain the most.",)),
    ),
    outlet=Outlet(name="Hydrogen Freight Review", kind=OutletKind.INDEPENDENT),
    origin=(OutletKind.INDEPENDENT, OutletKind.STATE_AFFILIATED),
    url="https://example.org/hydrogen?corridors=11&lang=en",
)

CHINESE = Document(
    title="关于公布第三批工业绿色微电网试点名单的通知",
    published=datetime(2026, 7, 30, 1, 15, tzinfo=UTC),
    language="zh",
    sections=(
        Section(
            paragraphs=(
                "各省、自治区、直辖市工业和信息化主管部门：",
                "经企业申报、地方推荐、专家评审和公示，现将第三批工业绿色微电网试点名单予以公布，共42个项目入选。请各地加强指导。试点期为两年，到2028年可再生能源就地消纳比例应达到60%以上。",
                "对未按期完成建设任务的单位，将取消试点资格，并收回专项资金1.2亿元。",
            )
        ),
    ),
    outlet=Outlet(name="工业和信息化部", kind=OutletKind.OFFICIAL),
    origin=(OutletKind.OFFICIAL,),
    url="https://example.cn/art/2026/7/30/art_1.html",
    document_number="工信厅联节函〔2026〕88号",
)


def prose(*paragraphs: str) -> Document:
    """Return a document of nothing but a title and paragraphs."""
    return Document(title="A headline", sections=(Section(paragraphs=paragraphs),))


def lay_out(document: Document) -> Layout:
    """Lay a document out, paragraph by paragraph."""
    texts: list[tuple[BlockKind, str]] = []
    texts += [] if document.title_derived else [(BlockKind.TITLE, document.title)]
    for highlight in document.highlights:
        texts += [(BlockKind.HIGHLIGHT, text) for text in (highlight.text, *highlight.children)]
    for section in document.sections:
        texts += [(BlockKind.HEADING, section.heading)] if section.heading else []
        for paragraph in section.paragraphs:
            kind = BlockKind.BULLET if paragraph.startswith("- ") else BlockKind.PARAGRAPH
            texts.append((kind, paragraph.removeprefix("- ")))
    text = ""
    blocks: list[Block] = []
    for kind, piece in texts:
        text += "\n\n" if text else ""
        blocks.append(Block(kind=kind, start=len(text), end=len(text) + len(piece)))
        text += piece
    return Layout(text=text, blocks=tuple(blocks), title_derived=document.title_derived)


def found(layout: Layout, *words: str, **changes: object) -> Match:
    """Match a rule on every place where a word stands."""
    evidence = []
    for word in words:
        start = layout.text.find(word)
        while start >= 0:
            end = start + len(word)
            evidence.append(Evidence(field="text", start=start, end=end, text=word, term=word))
            start = layout.text.find(word, end)
    made = Match(
        rule="national-demonstration",
        topic="pilot-list",
        name="National demonstration list",
        why="Selection precedes funding.",
        severity=Severity.HIGH,
        evidence=tuple(evidence),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def version(document: Document, *matches: Match, **changes: object) -> Version:
    """Wrap a document as the store gives it."""
    made = Version(
        id=1,
        document_id="d1",
        source_id="s1",
        url=document.url,
        text_hash="t1",
        document=document,
        matches=matches,
        is_backlog=False,
        demo=False,
        seen_at=datetime(2026, 8, 1, tzinfo=UTC),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def summary(**changes: object) -> Summary:
    """Return a short summary, as far as it is not told otherwise."""
    made = Summary(
        severity=Severity.HIGH,
        topics=("pilot-list",),
        rule_names=("National demonstration list",),
        title="A title",
        url="https://example.org/a",
        lines=("First line.", "Second line."),
        outlet="An outlet",
        provenance=OutletKind.OFFICIAL,
        published=date(2026, 5, 12),
        document_number=None,
        why=("Selection precedes funding.",),
        evidence=("the [pilot] was named",),
        document_id="d1",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


MIIT = ("body", "MIIT", "Ministry of Industry and Information Technology", "工业和信息化部")
DEPARTMENTS = ("body", "industry departments", "Department of Industry", "工业和信息化厅")
ZHEJIANG = ("place", "Zhejiang", "Zhejiang", "浙江")
RARE_EARTHS = ("thing", "rare earths", "rare earth", "稀土")
HYDROGEN = ("thing", "hydrogen", "hydrogen", "氢能")
ENTRIES = (MIIT, DEPARTMENTS, ZHEJIANG, RARE_EARTHS, HYDROGEN)


def names_in(text: str) -> tuple[Named, ...]:
    """Find entries by their names, in order of the text."""
    found = []
    for kind, id_, english, chinese in ENTRIES:
        for name in {id_, english, chinese}:
            start = text.find(name)
            while start >= 0:
                end = start + len(name)
                found.append(Named(kind=kind, id=id_, start=start, end=end, english=english, chinese=chinese))
                start = text.find(name, end)
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))


def view(document: Document, *matches: Match, **changes: object) -> StoryView:
    """Return a story of one document."""
    made = StoryView(
        alert_id=12,
        story=StoryState(id="s1", severity=Severity.HIGH),
        lead=version(document, *matches),
        named=names_in(lay_out(document).text),
        updates=(),
        outlets=(document.outlet,),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def update(kind: UpdateKind, detail: str, *, revision: int = 1) -> Update:
    """Return a change of a story, told on a November day at 14:05 in China."""
    at = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
    return Update(revision=revision, kind=kind, detail=detail, document_id="d2", at=at)
