"""What a source of monitor.yaml may say, and what is told of one that does not add up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import settings
from monitor.errors import ConfigError
from monitor.model import (
    AttachmentRule,
    Fields,
    FullText,
    Recipe,
    Request,
    RobotsRule,
    Source,
    SourceKind,
    Step,
    Take,
    Tier,
)
from monitor.reload.live import Live
from tests.fakes import FakeRules


def load(tmp_path: Path, source: str) -> Source:
    path = tmp_path / "monitor.yaml"
    path.write_text(f"sources:\n  - {source.replace(chr(10), chr(10) + '    ')}\n", encoding="utf-8")
    return settings.load(path, {}).sources[0]


def complaints(tmp_path: Path, source: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, source)
    return [f"{problem.line}:{problem.column} {problem.message}" for problem in caught.value.problems]


def test_an_outlet_may_have_an_english_name(tmp_path: Path) -> None:
    said = load(
        tmp_path,
        "{id: a, kind: feed, url: 'https://a.example/', outlet: {name: 包头日报, name_en: Baotou Daily}}",
    )
    unsaid = load(tmp_path, "{id: a, kind: feed, url: 'https://a.example/'}")
    live = Live(rules=FakeRules(), sources={said.id: said})

    assert (said.outlet.name, said.outlet_english, unsaid.outlet_english) == (
        "包头日报",
        "Baotou Daily",
        None,
    )
    assert (live.english_of("包头日报"), live.english_of("a")) == ("Baotou Daily", None)


def test_a_listing_in_two_steps(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        """id: notices
kind: listing
url: https://site.example/list?{query}&p={page}
every: {min: 30m, max: 6h}
before:
  - url: https://site.example/
  - url: https://site.example/page
    method: POST
    form: {a: 1, b: [x, y]}
    take:
      query: {css: "script::attr(data)", pattern: "q=([^&]+)"}
headers: {Referer: "https://site.example/"}
params: {n: 20}
pages: 3
first_page: 0
charset: gb18030
html: data.html
item: li
link: a
title: a::attr(title)
date: span
next: a.next
only: /2026/
fulltext: never
attachments: text
robots: ignore""",
    )

    assert loaded.kind is SourceKind.LISTING
    assert (loaded.every, loaded.at_most) == (timedelta(minutes=30), timedelta(hours=6))
    assert loaded.recipe == Recipe(
        before=(
            Step(request=Request(url="https://site.example/")),
            Step(
                request=Request(
                    url="https://site.example/page",
                    method="POST",
                    form=(("a", "1"), ("b", "x"), ("b", "y")),
                ),
                takes=(Take(name="query", css="script::attr(data)", pattern="q=([^&]+)"),),
            ),
        ),
        headers=(("Referer", "https://site.example/"),),
        params=(("n", "20"),),
        pages=3,
        first_page=0,
        charset="gb18030",
        fields=Fields(
            html="data.html", item="li", link="a", title="a::attr(title)", date="span", next="a.next"
        ),
        only="/2026/",
        fulltext=FullText.NEVER,
        attachments=AttachmentRule.TEXT,
        robots=RobotsRule.IGNORE,
    )


def test_a_json_endpoint_takes_a_body(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        """id: library
kind: json
url: https://site.example/search
method: POST
json: {page: "{page}", q: 稀土}
pages: 2
items: data.list
link_template: https://site.example/{id}.html
title: title""",
    )

    assert loaded.recipe.json == '{"page": "{page}", "q": "稀土"}'
    assert loaded.recipe.fields == Fields(item="data.list", title="title")
    assert loaded.recipe.link_template == "https://site.example/{id}.html"


def test_a_source_has_the_tier_that_is_written_and_none_where_none_is(tmp_path: Path) -> None:
    feed = "id: a\nkind: feed\nurl: https://site.example/feed\n"

    assert load(tmp_path, f"{feed}tier: state-media").tier is Tier.STATE_MEDIA
    assert load(tmp_path, feed).tier is None


def test_error_a_tier_nobody_knows_is_told_with_the_one_meant(tmp_path: Path) -> None:
    told = complaints(tmp_path, "id: a\nkind: feed\nurl: https://site.example/feed\ntier: thinktank")

    (problem,) = told
    assert problem.startswith("5:11 `tier` should be one of central-ministry, province, city, state-media,")
    assert problem.endswith("found `thinktank`; did you mean `think-tank`?")


def test_every_shipped_source_but_the_demo_says_its_tier() -> None:
    shipped = settings.load(Path("monitor.yaml"), {}).sources

    assert {source.id for source in shipped if source.tier is None} == {"seeds"}


def test_one_interval_is_kept_exactly_and_none_adapts(tmp_path: Path) -> None:
    exact = load(tmp_path, "{id: a, kind: feed, url: 'https://x.example/', every: 1s}")
    default = load(tmp_path, "{id: a, kind: feed, url: 'https://x.example/'}")

    assert (exact.every, exact.at_most) == (timedelta(seconds=1), None)
    assert (default.every, default.at_most) == (timedelta(hours=1), timedelta(hours=4))


FEED = "{id: a, kind: feed, url: 'https://x.example/', %s}"
JSON = "{id: a, kind: json, url: 'https://x.example/', items: a, link: b, %s}"
LISTING = "{id: a, kind: listing, url: 'https://x.example/', %s}"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        pytest.param(FEED % "pages: 2", "a feed has no pages; it belongs to kind: listing", id="kind"),
        pytest.param(JSON % "item: x", "write items instead", id="item of json"),
        pytest.param(LISTING % "items: x", "write item instead", id="items of listing"),
        pytest.param("{id: a, kind: json, url: 'https://x.example/', link: b}", "needs items", id="items"),
        pytest.param(
            "{id: a, kind: json, url: 'https://x.example/', items: b}", "could be known again", id="identity"
        ),
        pytest.param(LISTING % "date: span", "add item, the selector of one, or link", id="parts of no item"),
        pytest.param(JSON % "link_template: 'https://x.example/{id}'", "twice; remove one", id="two links"),
        pytest.param(
            "{id: a, kind: json, url: 'https://x.example/', items: b, link_template: '/{id}'}",
            "is no web address",
            id="template",
        ),
        pytest.param(LISTING % "before: [{url: x}]", "'x' is no web address", id="step"),
        pytest.param(
            "{id: a, kind: listing, url: 'https://{page}.example/'}", "leaves its host open", id="host"
        ),
        pytest.param(FEED % "form: {a: b}", "a GET has no form; add method: POST", id="form of GET"),
        pytest.param(
            FEED % "method: POST, form: {a: b}, json: {a: b}", "one body; remove form or json", id="bodies"
        ),
        pytest.param(LISTING % "item: 'li['", "'li[' is no CSS selector", id="item"),
        pytest.param(LISTING % "item: li, next: 'a::x'", "'a::x' is no CSS", id="next"),
        pytest.param(LISTING % "html: 'a['", "'a[' is no JMESPath", id="html"),
        pytest.param(JSON % "title: 'a['", "'a[' is no JMESPath", id="path"),
        pytest.param(
            LISTING % "before: [{url: 'https://x.example/', take: {a: {css: 'b['}}}]",
            "'b[' is no CSS",
            id="css of take",
        ),
        pytest.param(
            LISTING % "before: [{url: 'https://x.example/', take: {a: {path: 'b['}}}]",
            "'b[' is no JMESPath",
            id="path of take",
        ),
        pytest.param(FEED % "method: PUT", "write GET or POST", id="method"),
        pytest.param(FEED % "only: '('", "no regular expression of RE2: missing", id="only"),
        pytest.param(FEED % "headers: {Cookie: x}", "own to send; remove it", id="cookie"),
        pytest.param(FEED % "headers: {Ref erer: x}", "cannot stand in a request", id="header"),
        pytest.param(FEED % "params: [1]", "write a mapping", id="params"),
        pytest.param(FEED % "params: {a: true}", "write it in quotes", id="truth"),
        pytest.param(FEED % "charset: klingon", "is no charset; write one as gb18030", id="charset"),
        pytest.param(LISTING % "pages: 99", "1 to 50 pages", id="pages"),
        pytest.param(LISTING % "pages: 2", "nothing leads to a second page", id="no second page"),
        pytest.param(JSON % "pages: 2", "write {page} where its number goes", id="no second page of json"),
        pytest.param(FEED % "every: {min: 1h}", "min and max belong together", id="min alone"),
        pytest.param(FEED % "every: {min: 2h, max: 1h}", "exchange them", id="min over max"),
        pytest.param(FEED % "every: {least: 1h}", "unknown key `least`", id="least"),
        pytest.param(FEED % "params: {a: '{page}'}", "nothing fills in {page}", id="page of feed"),
        pytest.param(
            JSON % "method: POST, json: {a: [{b: '{pages}'}]}", "did you mean `page`?", id="misspelt"
        ),
        pytest.param(
            LISTING % "before: [{url: 'https://x.example/', take: {page: {css: a}}}]", "not page", id="name"
        ),
        pytest.param(
            LISTING % "before: [{url: 'https://x.example/', take: {a: {}}}]",
            "css, path or pattern",
            id="take",
        ),
        pytest.param(
            LISTING % "before: [{url: 'https://x.example/', take: {a: {css: b, path: c}}}]",
            "remove one",
            id="css and path",
        ),
        pytest.param(
            LISTING % "before: [{url: 'https://x.example/', take: {a: {pattern: 'b'}}}]",
            "its one group holds",
            id="no group",
        ),
        pytest.param(
            LISTING % "before: [{url: 'https://x.example/', take: {a: {pattern: '(b'}}}]",
            "no regular expression",
            id="pattern",
        ),
    ],
)
def test_error_a_source_that_does_not_add_up(tmp_path: Path, source: str, told: str) -> None:
    (complaint,) = complaints(tmp_path, source)

    assert told in complaint


def test_error_every_mistake_stands_at_its_own_place(tmp_path: Path) -> None:
    told = complaints(
        tmp_path,
        """id: a
kind: listing
url: https://x.example/{nonsense}
before:
  - url: https://x.example/
    params: {later: "{q}"}
    take: {q: {css: b}}""",
    )

    assert sorted(line.split(" ")[0] for line in told) == ["4:5", "7:9"]
