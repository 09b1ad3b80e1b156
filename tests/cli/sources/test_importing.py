"""`monitor sources import`: what a feed reader hands over becomes sources, and mistakes are a line each."""

import io
import sys
from types import SimpleNamespace

import pytest

from tests.cli.rules.folders import Folder

OPML = """\
<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Rare Earth Exchanges" xmlUrl="https://rareearthexchanges.com/feed/" language="en-us"/>
<outline text="部委">
<outline text="工信部" xmlUrl="https://www.miit.gov.cn/feed" htmlUrl="https://www.miit.gov.cn/"/>
<outline text="工信部 (again)" xmlUrl="http://www.miit.gov.cn/feed"/>
</outline>
<outline text="Known" xmlUrl="https://known.example/feed"/>
</body></opml>
"""
KNOWN = "id: known, kind: feed, url: 'http://known.example/feed'"


def test_new_sources_are_printed_to_be_pasted(folder: Folder) -> None:
    folder.settings(KNOWN)
    folder.write("mine.opml", OPML)

    done = folder.run("sources", "import", "mine.opml")

    assert done.code == 0
    assert done.out == (
        "  - id: rare-earth-exchanges\n"
        "    kind: feed\n"
        "    url: https://rareearthexchanges.com/feed/\n"
        "    language: en\n"
        "    outlet: {name: Rare Earth Exchanges, kind: unknown}\n"
        "    verified: never\n"
        "\n"
        "  # ---- 部委\n"
        "  - id: miit\n"
        "    kind: feed\n"
        "    url: https://www.miit.gov.cn/feed\n"
        "    outlet: {name: 工信部, kind: official}\n"
        "    verified: never\n"
    )
    assert done.err.splitlines() == [
        "monitor: mine.opml:6: skipped: http://www.miit.gov.cn/feed is there already, as miit",
        "monitor: mine.opml:8: skipped: https://known.example/feed is there already, as known",
        "monitor: 2 new sources, 2 skipped; paste them under `sources:` in monitor.yaml, or run this again with --write",
    ]


def test_new_sources_are_appended_with_comments_kept_and_check(folder: Folder) -> None:
    path = folder.path / "monitor.yaml"
    path.write_text(
        f"# mine\nsources:  # all\n  - {{{KNOWN}}}  # good\n# the end\nrules: rules\n", encoding="utf-8"
    )
    folder.write("mine.opml", OPML)

    done = folder.run("sources", "import", "mine.opml", "--write")

    text = path.read_text(encoding="utf-8")
    assert done.code == 0
    assert done.out == "monitor.yaml: 2 sources added\n"
    assert text.startswith("# mine\nsources:  # all\n  - {id: known")
    assert text.endswith("    verified: never\n# the end\nrules: rules\n")
    assert "\n\n  # ---- 部委\n  - id: miit\n" in text
    assert folder.run("sources", "import", "mine.opml", "--write").out == ""
    assert path.read_text(encoding="utf-8") == text
    assert "3 sources" in folder.run("check").out


def test_without_settings_there_is_nothing_to_compare_with(folder: Folder) -> None:
    (folder.path / "monitor.yaml").unlink()
    folder.write("mine.opml", OPML)

    assert folder.run("sources", "import", "mine.opml").code == 0
    refused = folder.run("sources", "import", "mine.opml", "--write")
    assert refused.code == 1
    assert "name the settings with --config FILE" in refused.err


def test_a_feed_outside_a_folder_stands_under_a_heading_of_its_own(folder: Folder) -> None:
    folder.write("mine.opml", OPML)

    out = folder.run("sources", "import", "mine.opml").out

    assert "\n  # ---- in no folder\n  - id: known\n" in out


def test_standard_input_is_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"<html>")))

    done = folder.run("sources", "import", "-")

    assert done.code == 1
    assert done.err.startswith("monitor: standard input: is no OPML")


def test_a_closed_standard_input_is_one_line(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    done = folder.run("sources", "import", "-")

    assert (done.code, done.err) == (1, "monitor: standard input: is closed; name an OPML file\n")


@pytest.mark.parametrize(
    ("outline", "said"),
    [
        ('xmlUrl="ftp://a.example/"', "ftp://a.example/: 'ftp://a.example/' is no web address"),
        ('xmlUrl="feed://a&#27;[31m.example/"', "is no web address"),
        (
            'xmlUrl="https://a.example/${TOKEN}/feed"',
            "its address holds ${…}, a variable of the machine that it comes from; write the value there",
        ),
        (
            'type="link" url="https://a.example/"',
            "https://a.example/ is a page and no feed; `monitor sources probe` it",
        ),
        (
            'monitor:source=\'{"id": "x", "kind": "folder", "path": "/etc"}\'',
            "A: a folder of another machine is none here",
        ),
        ('monitor:source=\'{"id": "x"}\'', "A: `kind` is missing; add it"),
        (
            'monitor:source=\'{"id": "x", "kind": "feed", "url": "https://a.example/", "cmd": "rm"}\'',
            "https://a.example/: unknown key `cmd`",
        ),
        (
            'monitor:source=\'{"id": "known", "kind": "feed", "url": "https://a.example/"}\'',
            "the id known is there already, and asks for something else; rename one",
        ),
    ],
)
def test_what_cannot_be_a_source_is_skipped_and_said(folder: Folder, outline: str, said: str) -> None:
    folder.settings(KNOWN)
    folder.write(
        "mine.opml",
        f'<opml xmlns:monitor="urn:policy-monitor:opml"><body><outline text="A" {outline}/></body></opml>',
    )

    done = folder.run("sources", "import", "mine.opml")

    assert (done.code, done.out) == (1, "")
    first, last = done.err.splitlines()
    assert first.startswith("monitor: mine.opml:1: skipped: ")
    assert said in first
    assert "\x1b" not in first
    assert last == "monitor: 0 new sources, 1 skipped; nothing to add"


def test_one_address_may_serve_many_lists(folder: Folder) -> None:
    folder.write(
        "monitor.yaml",
        "sources:\n"
        "  - {id: a, kind: json, url: 'https://a.example/s', params: {q: '1'}, items: l, link: u}\n"
        "  - {id: b, kind: json, url: 'https://a.example/s', params: {q: '2'}, items: l, link: u}\n"
        "  - {id: c, kind: feed, url: 'https://a.example/f', only: x}\n"
        "  - {id: d, kind: feed, url: 'https://a.example/f'}\n",
    )
    folder.run("sources", "export", "mine.opml")
    again = folder.run("sources", "import", "mine.opml")
    folder.write("monitor.yaml", "store: x.db\n")

    done = folder.run("sources", "import", "mine.opml", "--write")

    assert again.err.endswith("monitor: 0 new sources, 4 skipped; nothing to add\n")
    assert (done.code, done.out) == (0, "monitor.yaml: 4 sources added\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.opml", "none.opml: No such file or directory; name an OPML file that this user may read"),
        (".", ".: is no file; name an OPML file"),
        ("monitor.yaml", "monitor.yaml: is no OPML"),
    ],
)
def test_a_file_that_is_none_is_one_line(folder: Folder, name: str, said: str) -> None:
    done = folder.run("sources", "import", name)

    assert done.code == 1
    assert done.err.startswith(f"monitor: {said}")
    assert len(done.err.splitlines()) == 1


def test_a_list_in_brackets_is_left_alone(folder: Folder) -> None:
    folder.write("monitor.yaml", f"sources: [{{{KNOWN}}}]\n")
    folder.write("mine.opml", OPML)

    done = folder.run("sources", "import", "mine.opml", "--write")

    assert done.code == 1
    assert "monitor.yaml:1:10: `sources` stands in brackets here" in done.err
    assert (folder.path / "monitor.yaml").read_text() == f"sources: [{{{KNOWN}}}]\n"
