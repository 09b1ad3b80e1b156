"""Print what an edit of the rules changes: a table of the rules, then the documents of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from monitor.cli import out
from monitor.cli.rules import showing
from monitor.cli.rules.comparing import Seed, Tally, Where
from monitor.cli.rules.showing import Entry
from monitor.corpus import laying_out
from monitor.model import RuleStatus, Version
from monitor.rules.compare import Difference, Edit, Kind
from monitor.rules.evaluate import RuleSet, compile_rules
from monitor.rules.explaining.explain import explain
from monitor.rules.rule import Rule
from monitor.store import database
from monitor.store.archive import Archive

_SIGNS = {Kind.NEW: "+", Kind.GONE: "-", Kind.SEVERITY: "~", Kind.STATUS: "~"}


def print_table(edits: Sequence[Edit], tally: Tally) -> None:
    """Print a line for each edited rule."""
    rows = []
    for edit in edits:
        counts = {kind: tally.counts[edit.id, kind] for kind in Kind}
        cells = (f"+{counts[Kind.NEW]:,}", f"-{counts[Kind.GONE]:,}", f"~{counts[Kind.SEVERITY]:,}")
        rows.append((edit.id, *cells, _what(edit, counts)))
    out.table(("rule", "new", "gone", "severity", ""), rows)


def table_json(edits: Sequence[Edit], tally: Tally) -> list[dict[str, object]]:
    """Return the same for programs."""
    return [
        {
            "rule": edit.id,
            **{kind.value: tally.counts[edit.id, kind] for kind in Kind},
            "status_before": edit.before.status.value if edit.before else None,
            "status_after": edit.after.status.value if edit.after else None,
        }
        for edit in edits
    ]


def print_documents(edit: Edit, tally: Tally, store: Path) -> None:
    """Print the documents that one edit changes anything for."""
    entries = [shown for shown, _ in _entries(edit, tally, store)]
    if not entries:
        return
    total = sum(tally.counts[edit.id, kind] for kind in Kind)
    some = f", showing {len(entries):,} of {total:,}" if len(entries) < total else ""
    print(f"\n{edit.id}{some}")
    showing.print_entries(entries)


def print_documents_json(edit: Edit, tally: Tally, store: Path) -> None:
    """Print the same for programs."""
    for shown, difference in _entries(edit, tally, store):
        before, after = difference.before, difference.after
        out.json_line(
            {
                "rule": difference.rule,
                "change": difference.kind.value,
                "severity_before": before.severity.value if before else None,
                "severity_after": after.severity.value if after else None,
                **showing.as_json(shown),
                "notes": list(shown.notes),
            }
        )


def _what(edit: Edit, counts: Mapping[Kind, int]) -> str:
    """Say what the counts do not."""
    before, after = edit.before, edit.after
    if after is None:
        return "taken out"
    if after.status is RuleStatus.RETIRED:
        return "retired"
    draft = "a draft: nobody is told" if after.status is RuleStatus.DRAFT else ""
    if before is None or before.status is RuleStatus.RETIRED:
        is_new = "new rule" if before is None else "retired no longer"
        return f"{is_new}, {draft}" if draft else is_new
    if before.status is not after.status:
        would_be = "would not be told any more" if draft else "would be told now"
        return f"{counts[Kind.STATUS]:,} {would_be}: {before.status} before, {after.status} now"
    return draft if any(counts.values()) else "matches the same documents"


def _entries(edit: Edit, tally: Tally, store: Path) -> Iterator[tuple[Entry, Difference]]:
    """Yield the documents with their evidence, newest first; what has left the store meanwhile is left out."""
    kept = [one for kind in Kind for one in tally.kept[edit.id, kind]]
    versions = _versions(store, [where for where, _ in kept if isinstance(where, int)])
    before, after = _compiled(edit.before), _compiled(edit.after)
    for where, difference in kept:
        shown = _entry(where, versions)
        if shown is None:
            continue
        layout = laying_out.lay_out(shown.document)
        rules = before if difference.kind is Kind.GONE else after
        assert rules is not None
        yield (
            replace(
                shown,
                sign=_SIGNS[difference.kind],
                contexts=showing.evidence(layout, rules.match(layout)),
                notes=tuple(_notes(edit, difference, after, shown)),
            ),
            difference,
        )


def _versions(store: Path, ids: Sequence[int]) -> Mapping[int, Version]:
    if not ids:
        return {}
    opened = database.open_to_read(store)
    try:
        return Archive(opened).versions(ids)
    finally:
        opened.close()


def _entry(where: Where, versions: Mapping[int, Version]) -> Entry | None:
    if isinstance(where, Seed):
        return Entry(id=where.path, source=where.source, document=where.document)
    return showing.entry(versions[where]) if where in versions else None


def _compiled(rule: Rule | None) -> RuleSet | None:
    return None if rule is None else compile_rules((rule,), texts={})


def _notes(edit: Edit, difference: Difference, after: RuleSet | None, shown: Entry) -> Iterator[str]:
    """Say what a sign does not."""
    was, is_now = difference.before, difference.after
    if is_now is None:
        if edit.after is None or after is None:
            yield "the rule is taken out"
        elif edit.after.status is RuleStatus.RETIRED:
            yield "the rule is retired"
        else:
            yield explain(edit.after, after, laying_out.lay_out(shown.document))
    elif was is None:
        if is_now.status is RuleStatus.DRAFT:
            yield "a draft: recorded, not told"
    else:
        if was.severity is not is_now.severity:
            yield f"{was.severity} before, {is_now.severity} now"
        if was.status is not is_now.status:
            yield "would be told now" if was.status is RuleStatus.DRAFT else "would not be told any more"
