"""Every document that stands in the repository, and the shipped rules."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from monitor.alerts import outlet_names
from monitor.cli import documents
from monitor.config import rule_files
from monitor.corpus import laying_out
from monitor.model import (
    Block,
    BlockKind,
    Document,
    Layout,
    Named,
    Outlet,
    OutletKind,
    RuleStatus,
    Severity,
    StoryState,
    StoryView,
)
from monitor.rules.evaluate import RuleSet
from monitor.stories import stages
from tests.alerts.samples import version

ROOT = Path(__file__).parent.parent.parent
SEEDS = tuple(path for path in sorted((ROOT / "seeds").iterdir()) if path.suffix in {".txt", ".html"})
PAGES = tuple(sorted((ROOT / "tests" / "data" / "pages").glob("**/*.html")))
STORIES = tuple(sorted((ROOT / "tests" / "data" / "stories").glob("*.jsonl")))


@cache
def rules() -> RuleSet:
    """Return the shipped rules."""
    made, problems = rule_files.load_rules(rule_files.read_rule_files(ROOT / "rules"), root="rules")
    assert made is not None, problems
    return made


def find(line: str) -> tuple[Named, ...]:
    """Find the names of the vocabularies in a line."""
    block = Block(kind=BlockKind.PARAGRAPH, start=0, end=len(line))
    return rules().names.find(Layout(text=line, blocks=(block,)))


def read(path: Path) -> Document:
    """Return the document of a file."""
    return documents.read_file(path)


def in_lines(path: Path) -> list[Document]:
    """Return the documents of a file of JSON lines."""
    lines = path.read_bytes().splitlines()
    return [documents.from_json(line, path.name).document for line in lines if line.strip()]


def view(document: Document, layout: Layout | None = None) -> StoryView:
    """Return the story of one document, as the shipped rules see it."""
    outlet = document.outlet if document.outlet.name else Outlet(name="An outlet", kind=OutletKind.UNKNOWN)
    told = replace(document, outlet=outlet)
    layout = layout or laying_out.lay_out(told)
    matches = rules().match(layout)
    severities = [match.severity for match in matches if match.status is RuleStatus.STABLE]
    severity: Severity | None = max(severities, key=lambda one: one.rank, default=None)
    made = StoryView(
        alert_id=12,
        story=StoryState(id="s1", severity=severity, stage=stages.stage_of(told)),
        lead=version(told, *matches, url="https://example.org/a"),
        named=rules().names.find(layout),
        updates=(),
        outlets=(outlet,),
    )
    return outlet_names.with_names(made, rules().names.find, outlet_names.unnamed)
