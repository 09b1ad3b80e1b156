"""How edits are put into words, over seeds only: no store is needed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.cli.rules import changes
from monitor.cli.rules.comparing import Seed, Tally
from monitor.corpus import laying_out
from monitor.model import RuleStatus
from monitor.rules import compare
from monitor.rules.compare import Asker
from monitor.rules.rule import Rule
from tests.fakes import document
from tests.rules.making import any_of, rule

DRAFT, RETIRED = RuleStatus.DRAFT, RuleStatus.RETIRED
NOWHERE = Path("no-store.db")
GALLIUM = Seed(path="seeds/a.txt", source="seeds", document=document("A paper", "Gallium is short."))
OTHER = Seed(path="seeds/b.txt", source="seeds", document=document("A letter", "Gallium is dear."))


def shown(
    before: Sequence[Rule], after: Sequence[Rule], capsys: pytest.CaptureFixture[str], *, limit: int = 9
) -> list[str]:
    """Replay an edit over two seeds and return the lines it prints."""
    edits = compare.edits(before, after)
    asker = Asker(compare.question_of(edits))
    tally = Tally(limit=limit)
    for seed in (GALLIUM, OTHER):
        tally.add(seed, asker.ask(laying_out.lay_out(seed.document)))
    changes.print_table(edits, tally)
    for edit in edits:
        changes.print_documents(edit, tally, NOWHERE)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("before", "after", "row"),
    [
        ([], [rule("gallium")], "the-rule\t+2\t-0\t~0\tnew rule"),
        ([], [rule("gallium", status=DRAFT)], "the-rule\t+2\t-0\t~0\tnew rule, a draft: nobody is told"),
        ([rule("gallium")], [], "the-rule\t+0\t-2\t~0\ttaken out"),
        ([rule("gallium")], [rule("gallium", status=RETIRED)], "the-rule\t+0\t-2\t~0\tretired"),
        ([rule("gallium", status=RETIRED)], [rule("gallium")], "the-rule\t+2\t-0\t~0\tretired no longer"),
        (
            [rule("gallium", status=DRAFT)],
            [rule("gallium")],
            "the-rule\t+0\t-0\t~0\t2 would be told now: draft before, stable now",
        ),
        (
            [rule("gallium")],
            [rule("gallium", status=DRAFT)],
            "the-rule\t+0\t-0\t~0\t2 would not be told any more: stable before, draft now",
        ),
        ([rule("iron")], [rule("niobium")], "the-rule\t+0\t-0\t~0\tmatches the same documents"),
        ([rule("iron")], [rule("gallium")], "the-rule\t+2\t-0\t~0\t"),
        (
            [rule("iron", status=DRAFT)],
            [rule("gallium", status=DRAFT)],
            "the-rule\t+2\t-0\t~0\ta draft: nobody is told",
        ),
    ],
)
def test_a_row_says_what_becomes_of_a_rule(
    before: list[Rule], after: list[Rule], row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(before, after, capsys)[0] == row


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ([rule("gallium")], [], "    (the rule is taken out)"),
        ([rule("gallium")], [rule("gallium", status=RETIRED)], "    (the rule is retired)"),
        ([], [rule("gallium", status=DRAFT)], "    (a draft: recorded, not told)"),
        ([rule("gallium", status=DRAFT)], [rule("gallium")], "    (would be told now)"),
        ([rule("gallium")], [rule("gallium", status=DRAFT)], "    (would not be told any more)"),
    ],
)
def test_a_note_says_why(
    before: list[Rule], after: list[Rule], note: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert note in shown(before, after, capsys)


def test_what_is_gone_shows_its_words_and_what_stands_against_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = shown([rule("gallium")], [rule("gallium", unless=["gallium is short"])], capsys)

    _row, blank, id_, heading, context, reason = lines
    assert (blank, id_) == ("", "the-rule")
    assert heading == "- -           seeds  seeds/a.txt  A paper"
    assert context == "    «Gallium» is short."
    assert "gallium is short" in reason


def test_no_more_is_shown_than_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown([rule("iron")], [rule(any_of("iron", "gallium"))], capsys, limit=1)

    assert lines[2] == "the-rule, showing 1 of 2"
    assert [line for line in lines if line.startswith("+")] == ["+ -           seeds  seeds/a.txt  A paper"]


def test_with_a_limit_of_none_the_table_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(shown([rule("iron")], [rule("gallium")], capsys, limit=0)) == 1
