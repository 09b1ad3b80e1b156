"""How often stories are told apart rightly, on labelled sets of invented events."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest

from monitor.cli.documents import read_file
from monitor.config import rule_files
from monitor.corpus import laying_out
from monitor.model import Document
from monitor.rules.evaluate import RuleSet
from monitor.stories import blocking, joining, traits
from monitor.stories.joining import Known
from tests.stories.making import at, document, shipped_names

ROOT = Path(__file__).parents[2]
SETS = ROOT / "tests" / "data" / "stories"
DAY = timedelta(days=1)


def stories_of(documents: Sequence[tuple[str, Document, str, str | None]]) -> dict[str, str]:
    """Return the story of each document, every one before it a candidate."""
    known: list[Known] = []
    for id_, made, source, url in documents:
        layout = laying_out.lay_out(made)
        found = traits.of(
            layout, made, seen_at=at("2026-06-01"), named=shipped_names().find(layout), topics=()
        )
        new = Known(document_id=id_, source_id=source, story_id=id_, url=url, traits=found)
        joined = joining.join(new, known)
        known.append(
            Known(document_id=id_, source_id=source, story_id=joined.story_id, url=url, traits=found)
        )
    return {one.document_id: one.story_id for one in known}


def labelled(name: str) -> Iterator[tuple[str, str, Document, str]]:
    for line in (SETS / name).read_text(encoding="utf-8").splitlines():
        value = json.loads(line)
        day = (value.get("published") or value["seen"])[:10]
        made = document(value.get("title") or "", value["text"], source=value["source"], day=day)
        yield value["id"], value["story"], made, value["source"]


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("set_a.jsonl", 0.99, 0.96),
        ("set_b.jsonl", 0.99, 0.9),
        ("set_c.jsonl", 0.99, 0.97),
        ("set_e.jsonl", 0.99, 0.84),
        ("set_f.jsonl", 0.95, 0.68),
        ("set_g.jsonl", 0.96, 0.87),  # held out
    ],
)
def test_the_sets_it_was_made_with_and_one_that_was_held_out(
    name: str, precision: float, recall: float
) -> None:
    rows = list(labelled(name))
    stories = stories_of([(id_, made, source, None) for id_, _, made, source in rows])

    pairs = Counter(
        (label == other_label, stories[id_] == stories[other])
        for (id_, label, _, _), (other, other_label, _, _) in combinations(rows, 2)
    )

    assert pairs[True, True] / (pairs[True, True] + pairs[False, True]) >= precision
    assert pairs[True, True] / (pairs[True, True] + pairs[True, False]) >= recall


@pytest.mark.parametrize("topic", ["magnets", "lithium", "chips", "hydrogen", "robots", "controls"])
def test_one_place_and_one_subject_make_no_story(topic: str) -> None:
    pair = [(id_, made, source, None) for id_, _, made, source in labelled("subjects.jsonl") if topic in id_]

    assert len(pair) == 2
    assert len(set(stories_of(pair).values())) == 2


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    rules, problems = rule_files.load_rules(rule_files.read_rule_files(ROOT / "rules"), root="rules")
    assert rules is not None, problems
    return rules


def test_the_seeds_and_the_examples_of_the_rules_are_about_events_of_their_own(shipped: RuleSet) -> None:
    """Fifty thousand pairs that have nothing to do with each other, but for a few told twice on purpose."""
    paths = sorted(path for path in (ROOT / "seeds").iterdir() if path.suffix in {".txt", ".html"})
    documents = [(path.name, read_file(path), path.stem, None) for path in paths]
    for rule in shipped.rules:
        for number, text in enumerate(rule.examples.match):
            documents.append((f"{rule.id} {number}", document("", text, source=rule.id), rule.id, None))

    stories = stories_of(documents)

    together = [
        (one, other)
        for (one, story), (other, story_2) in combinations(stories.items(), 2)
        if story == story_2
    ]
    assert len(together) <= len(stories) // 20, together


def test_pairs_share_a_key_where_they_are_one_story() -> None:
    rows = list(labelled("set_a.jsonl"))
    found = {}
    for id_, _, made, _ in rows:
        layout = laying_out.lay_out(made)
        described = traits.of(
            layout, made, seen_at=at("2026-06-01"), named=shipped_names().find(layout), topics=()
        )
        found[id_] = set(blocking.keys(described, url=None, text_hash=""))
    same = [(one[0], other[0]) for one, other in combinations(rows, 2) if one[1] == other[1]]

    blocked = sum(bool(found[one] & found[other]) for one, other in same)

    assert blocked / len(same) >= 0.9
