"""Pages in the shapes that content systems give lists, read without a word about them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model import Fields, SourceKind
from monitor.sources import discovery, reading
from monitor.sources.context import Context
from tests.sources.contexts import context

LISTINGS = Path(__file__).parents[1] / "data/listings"
PAGES = sorted(path for path in LISTINGS.iterdir() if not path.name.endswith(".expected.json"))


def expected(page: Path) -> object:
    return json.loads(page.with_suffix(".expected.json").read_text(encoding="utf-8"))


def of(page: Path) -> Context:
    return context(html="data.html") if page.suffix == ".json" else context()


def read(page: Path, how: Context) -> object:
    listed = reading.read(page.read_bytes(), how)
    return {
        "charset": listed.charset,
        "next": listed.next_url,
        "entries": [
            {
                "published": found.entry.published and found.entry.published.isoformat(),
                "title": found.entry.title,
                "url": found.entry.url,
            }
            for found in listed.entries
        ],
    }


def test_there_are_pages_of_many_shapes() -> None:
    assert len(PAGES) >= 12


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_list_is_found_by_its_structure(page: Path) -> None:
    assert read(page, of(page)) == expected(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_selectors_that_are_suggested_read_the_same_list(page: Path) -> None:
    unknown = replace(of(page), kind=SourceKind.FEED, fields=Fields())

    probe = discovery.describe(page.read_bytes(), unknown)

    assert probe.kind is SourceKind.LISTING
    assert probe.fields is not None
    assert probe.fields.item is not None
    assert read(page, replace(of(page), fields=probe.fields)) == expected(page)
