"""`monitor sources probe` as a user types it: what it prints can be pasted, and works."""

import textwrap
from collections.abc import Iterator

import pytest

from tests.acceptance.harness import rss
from tests.cli.rules.folders import Folder
from tests.feed_server import FeedServer, Reply

RULES = """\
topic: pilot-list
rules:
  - {id: a, name: A, severity: low, why: b, when: pilot list, examples: {match: [pilot list], no_match: [list]}}
"""


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


def allowed(folder: Folder, feeds: FeedServer) -> str:
    """Write settings that let this machine be asked, and return them."""
    text = f"fetch: {{allow_private: ['{feeds.host}']}}\n"
    folder.write("monitor.yaml", text)
    folder.write("rules/a.yaml", RULES)
    return text


def page(feeds: FeedServer, *, head: str = "") -> str:
    rows = "".join(
        f'<li><a href="/a/2026/{n}.html">关于公布第{n}批试点名单的通知</a><span class="d">2026-11-0{n}</span></li>'
        for n in range(1, 10)
    )
    body = (
        f"<html><head><title>通知_部委</title>{head}</head><body><ul class='news'>{rows}</ul></body></html>"
    )
    return feeds.script("/list/", Reply(body=body.encode(), content_type="text/html; charset=utf-8"))


def pasted(out: str) -> list[str]:
    """Return the blocks of YAML in what was printed."""
    blocks = out.split("Paste it under `sources:` in monitor.yaml:\n\n")[1:]
    return [block.split("\n\n")[0].rstrip("\n") + "\n" for block in blocks]


def test_both_ways_to_a_page_can_be_pasted_and_work(folder: Folder, feeds: FeedServer) -> None:
    settings = allowed(folder, feeds)
    feeds.script("/feed.xml", Reply(body=rss("Pilot list", "Quota")))
    head = f'<link rel="alternate" type="application/rss+xml" title="Feed" href="{feeds.url()}">'

    done = folder.run("sources", "probe", page(feeds, head=head))

    assert (done.code, done.err) == (0, "")
    feed, listing = pasted(done.out)
    assert "    kind: feed\n" in feed
    assert "    kind: listing\n" in listing
    assert "\n  undated Pilot list\n    https://news.example/Pilot-list\n" in done.out
    folder.write("monitor.yaml", f"{settings}sources:\n{feed}{listing}")
    assert folder.run("check").code == 0
    rows = folder.run("sources", "check", "--format", "json").rows
    assert sorted((row["kind"], row["state"], row["entries"]) for row in rows) == [
        ("feed", "ok", 2),
        ("listing", "ok", 9),
    ]


def test_on_a_terminal_the_yaml_is_not_wrapped(folder: Folder, feeds: FeedServer) -> None:
    allowed(folder, feeds)
    url = feeds.script(f"/{'x' * 120}.xml", Reply(body=rss("Pilot list")))

    done = folder.run("sources", "probe", url, columns=80)

    assert f"\n    url: {url}\n" in done.out


def test_programs_get_one_object(folder: Folder, feeds: FeedServer) -> None:
    allowed(folder, feeds)

    (row,) = folder.run("sources", "probe", page(feeds), "--format", "json").rows

    (way,) = row["ways"]
    assert (row["kind"], row["entries"], way["selectors"]["item"]) == ("listing", 9, "ul.news > li")
    assert textwrap.indent(way["yaml"], "  ").startswith("  - id: ")


def test_a_page_with_nothing_to_follow_fails_in_one_line(folder: Folder, feeds: FeedServer) -> None:
    allowed(folder, feeds)
    url = feeds.script("/", Reply(body=b"<html><body>Hello</body></html>", content_type="text/html"))

    done = folder.run("sources", "probe", url)

    assert done.code == 1
    assert done.err == (
        f"monitor: {url}: nothing to follow there; try the page that lists the news, or its feed\n"
    )


def test_an_address_that_does_not_answer_is_one_line(folder: Folder, feeds: FeedServer) -> None:
    allowed(folder, feeds)

    done = folder.run("sources", "probe", feeds.url("/none"))

    assert (done.code, done.out) == (1, "")
    assert done.err == f"monitor: {feeds.url('/none')}: HTTP 404 Not Found (gone)\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("miit.gov.cn/news", "it begins with https:// or http://; did you mean https://miit.gov.cn/news?"),
        ("ftp://a.example/", "it begins with https:// or http://; did you mean https://a.example/?"),
        ("a b\x1b[2J", "'a b\ufffd[2J' is no web address: it begins with https:// or http://"),
        ("http://", "'http://' is no web address; write it as in https://example.org/news/"),
    ],
)
def test_what_is_no_address_is_one_line(folder: Folder, text: str, said: str) -> None:
    done = folder.run("sources", "probe", text)

    assert done.code == 1
    assert done.err.endswith(f"{said}\n")
    assert len(done.err.splitlines()) == 1


def test_before_there_are_settings_a_private_address_is_refused_like_any(
    folder: Folder, feeds: FeedServer
) -> None:
    (folder.path / "monitor.yaml").unlink()

    done = folder.run("sources", "probe", feeds.url())

    assert done.code == 1
    assert "allow_private" in done.err
    assert feeds.requests == ()
