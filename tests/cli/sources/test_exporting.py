"""`monitor sources export`: what is written is read back as the same sources, and no secret goes with it."""

import io
import sys
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.config import settings
from tests.cli.rules.folders import Folder

SOURCES = """\
sources:
  - {id: papers, kind: folder, path: papers}
  - id: miit  # of the ministry
    kind: listing
    url: https://www.miit.gov.cn/a/
    item: ul > li
    link: a::attr(href)
    date: "span.date"
    every: {min: 30m, max: 6h}
    backlog: none
    language: zh
    headers: {Referer: "https://www.miit.gov.cn/", Authorization: "Bearer ${TOKEN:-none}"}
    outlet: {name: 工信部 & 其他, kind: official}
    verified: 2026-11-01
  - id: search
    kind: json
    url: "https://www.miit.gov.cn/search?page={page}"
    pages: 2
    before: [{url: "https://www.miit.gov.cn/", take: {token: {css: "meta::attr(content)", pattern: "t=(.*)"}}}]
    params: {q: ["稀土", "a: b"], token: "{token}"}
    items: data.list
    link_template: "https://www.miit.gov.cn/{id}"
    title: title
  - {id: news, kind: feed, url: "https://a.example/feed?a=1&b=2", zone: America/Denver, demo: true}
"""


@pytest.fixture
def desk(folder: Folder) -> Folder:
    folder.write("monitor.yaml", SOURCES)
    return folder


def test_an_export_read_back_is_the_same_sources(desk: Folder, tmp_path: Path) -> None:
    written = desk.run("sources", "export", "mine.opml")
    (desk.path / "monitor.yaml").rename(desk.path / "old.yaml")
    desk.write("monitor.yaml", "store: monitor.db\n")

    imported = desk.run("sources", "import", "mine.opml", "--write")

    assert (written.code, written.out) == (0, "mine.opml: 3 sources\n")
    assert (imported.code, imported.out) == (0, "monitor.yaml: 3 sources added\n")
    environment = {"TOKEN": "secret"}
    _, *before = settings.load(tmp_path / "old.yaml", environment).sources
    after = settings.load(tmp_path / "monitor.yaml", environment).sources
    for old, new in zip(before, after, strict=True):
        assert new.verified_on is None, "an address that answered there says nothing of here"
        # What the file of a stranger calls a variable stays a text.
        old_headers = [(name, value.replace("Bearer none", "")) for name, value in old.recipe.headers]
        assert [name for name, _ in new.recipe.headers] == [name for name, _ in old_headers]
        assert (new.id, new.kind, new.location, new.every, new.at_most) == (
            old.id,
            old.kind,
            old.location,
            old.every,
            old.at_most,
        )
        assert (new.outlet, new.backlog, new.zone, new.language, new.demo) == (
            old.outlet,
            old.backlog,
            old.zone,
            old.language,
            old.demo,
        )
        assert new.recipe.fields == old.recipe.fields
        assert (new.recipe.before, new.recipe.params, new.recipe.pages, new.recipe.link_template) == (
            old.recipe.before,
            old.recipe.params,
            old.recipe.pages,
            old.recipe.link_template,
        )


def test_what_the_environment_fills_in_stays_here(desk: Folder) -> None:
    desk.monkeypatch.setenv("TOKEN", "secret-of-mine")

    done = desk.run("sources", "export")

    assert done.code == 0
    assert "secret-of-mine" not in done.out
    assert "${TOKEN:-none}" in done.out
    assert done.err.splitlines() == [
        "monitor: 1 folder of this machine left out",
    ]


def test_what_looks_like_a_secret_is_told_of(folder: Folder) -> None:
    feed = "kind: feed, url: 'https://"
    folder.settings(
        f"id: a, {feed}me:pass@a.example/'",
        f"id: b, {feed}b.example/', headers: {{Authorization: Bearer 1}}",
        f"id: c, {feed}c.example/', before: [{{url: 'https://c.example/', params: {{apikey: 1}}}}]",
        f"id: d, {feed}d.example/', params: {{api_key: '${{KEY:-x}}'}}, headers: {{Referer: x}}",
    )

    done = folder.run("sources", "export")

    assert done.err == (
        "monitor: what looks like a secret goes out with these; look before you share the file: a, b, c\n"
    )


def test_a_file_that_is_there_is_kept_unless_forced(desk: Folder) -> None:
    path = desk.write("mine.opml", "mine")

    refused = desk.run("sources", "export", "mine.opml")

    assert refused.code == 1
    assert refused.err == "monitor: mine.opml: is there already; name another file, or add --force\n"
    assert path.read_text() == "mine"
    assert desk.run("sources", "export", "mine.opml", "--force").code == 0
    assert path.read_text(encoding="utf-8").startswith("<?xml")


def test_a_place_that_cannot_be_written_is_one_line(desk: Folder) -> None:
    done = desk.run("sources", "export", "nowhere/mine.opml")

    assert (done.code, done.err) == (
        1,
        "monitor: nowhere/mine.opml: No such file or directory; may this user write there?\n",
    )


@pytest.mark.parametrize(("encoding", "name"), [("utf-8", "工信部"), ("latin-1", "&#24037;&#20449;&#37096;")])
def test_a_terminal_of_another_encoding_gets_the_same_xml(
    desk: Folder, monkeypatch: pytest.MonkeyPatch, encoding: str, name: str
) -> None:
    written = io.BytesIO()
    monkeypatch.chdir(desk.path)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))

    code = main.run(["sources", "export"])

    assert (code, name in written.getvalue().decode("utf-8")) == (0, True)


def test_without_sources_the_list_is_empty(folder: Folder) -> None:
    folder.write("monitor.yaml", "store: monitor.db\n")

    done = folder.run("sources", "export")

    assert (done.code, done.err) == (0, "")
    assert "<body/>" in done.out
