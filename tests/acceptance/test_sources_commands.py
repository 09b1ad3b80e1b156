"""`monitor sources` as users type it: from an address to a source that is polled, and every mistake on the way."""

import re
import signal
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.acceptance.harness import FAILED, OK, Desk, end, rss, stop, wait_for
from tests.feed_server import FeedServer, Reply

INTERRUPTED = 130


def settings(desk: Desk, feeds: FeedServer, *sources: str) -> Path:
    listed = "".join(f"  - {{{one}}}\n" for one in sources) or "  []\n"
    text = f"# mine\nstore: monitor.db\nrules: rules\nsources:  # all of them\n{listed}"
    return desk.write("monitor.yaml", f"{text}fetch: {{allow_private: ['{feeds.host}']}}\n# the end\n")


def page(feeds: FeedServer) -> str:
    """Serve a list page with the pages it links, as a ministry does, and return its address."""
    rows = ""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    for number in range(1, 10):
        title = f"关于公布第{number}批试点名单的通知"
        rows += f'<li><a href="/a/{number}.html">{title}</a><span>{today - timedelta(days=9 - number)}</span></li>\n'
        text = (
            f"<p>工业和信息化部公布第{number}批国家试点名单，请各有关单位认真组织实施，并及时报送进展情况。</p>"
            * 4
        )
        body = f"<html><head><meta charset='gb2312'><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>"
        feeds.script(f"/a/{number}.html", Reply(body=body.encode("gb18030"), content_type="text/html"))
    body = f"<html><head><meta charset='gb2312'><title>通知_部委</title></head><body><ul class='news'>{rows}</ul></body></html>"
    return feeds.script("/list/", Reply(body=body.encode("gb18030"), content_type="text/html"))


def test_from_an_address_to_a_source_that_is_told_of(desk: Desk, feeds: FeedServer) -> None:
    url = page(feeds)
    path = settings(desk, feeds)

    probed = desk.run("sources", "probe", url)

    assert (probed.code, probed.err) == (OK, "")
    pasted = probed.out.split("in monitor.yaml:\n\n")[1]
    id_ = re.findall(r"- id: (\S+)", pasted)[0]
    path.write_text(
        path.read_text().replace("sources:  # all of them\n  []\n", f"sources:  # all of them\n{pasted}")
    )
    before = path.read_text()
    assert desk.run("check").code == OK

    checked = desk.run("sources", "check", "--verify")

    assert checked.code == OK
    assert checked.out.startswith(f"{id_}: ok, 9 entries, gb18030, ")
    assert re.search(r"\n  20\d\d-\d\d-\d\d 关于公布第9批试点名单的通知\n", checked.out)
    assert re.sub(r" *verified: 20\d\d-\d\d-\d\d\n", "", path.read_text()) == before
    assert desk.run("run", "--once").code == OK
    status = desk.run("status")
    assert status.out.splitlines()[1].startswith(f"{id_}\tok\t")
    assert "\nsources: 1 ok\n" in status.out
    (shown,) = desk.run("sources", "show", id_, "--format", "json").rows
    assert (shown["state"]["state"], shown["state"]["documents"], len(shown["runs"])) == ("ok", 9, 1)


def test_an_edit_under_a_running_program_is_taken_over_and_stops_nothing(
    desk: Desk, feeds: FeedServer
) -> None:
    feeds.script("/feed.xml", Reply(body=rss("Quota")))
    path = settings(desk, feeds, f"id: news, kind: feed, url: '{feeds.url()}', every: 1s, fulltext: never")
    process = desk.start("run", "--verbose")
    wait_for(lambda: feeds.statuses("/feed.xml"), what="the first poll")

    checked = desk.run("sources", "check", "--verify")
    feeds.script("/feed.xml", Reply(body=rss("A pilot list", "Quota")))
    wait_for(lambda: desk.status()["sources"][0]["documents"] == 2, what="the next document")
    ended = stop(process)

    assert checked.code == OK
    assert "verified: 20" in path.read_text()
    assert "refused" not in ended.err


def test_ctrl_c_shows_what_was_seen_and_leaves_nothing_behind(desk: Desk, feeds: FeedServer) -> None:
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    hanging = feeds.script("/hang.xml", Reply(fault="hang"))
    path = settings(
        desk,
        feeds,
        f"id: news, kind: feed, url: '{feeds.url()}'",
        f"id: hanging, kind: feed, url: '{hanging}'",
    )
    before = path.read_bytes()
    process = desk.start("sources", "check", "--format", "json", "--verify")
    assert process.stdout is not None
    first = process.stdout.readline()

    process.send_signal(signal.SIGINT)
    ended = end(process)

    assert '"source": "news", "kind": "feed", "state": "ok"' in first
    assert (ended.code, ended.out, ended.err) == (INTERRUPTED, "", "")
    assert path.read_bytes() == before
    assert sorted(one.name for one in desk.folder.iterdir()) == ["monitor.yaml", "rules"]
    children = subprocess.run(["ps", "--ppid", str(process.pid)], capture_output=True, text=True, check=False)
    assert "python" not in children.stdout


def test_what_one_installation_exports_another_imports(desk: Desk, feeds: FeedServer) -> None:
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    path = settings(
        desk,
        feeds,
        f"id: news, kind: feed, url: '{feeds.url()}', every: 30m, outlet: {{name: 新闻, kind: official}}",
        f"id: list, kind: listing, url: '{page(feeds)}', item: 'ul.news > li', link: a, date: span",
    )
    assert desk.run("sources", "export", "mine.opml").code == OK
    path.write_text(
        path.read_text().partition("  - {")[0] + "  []\n" + "fetch:" + path.read_text().partition("fetch:")[2]
    )

    imported = desk.run("sources", "import", "mine.opml", "--write")

    assert (imported.code, imported.out) == (OK, "monitor.yaml: 2 sources added\n")
    assert path.read_text().startswith(
        "# mine\nstore: monitor.db\nrules: rules\nsources:  # all of them\n  - id: news\n"
    )
    assert path.read_text().endswith("# the end\n")
    checked = desk.run("sources", "check", "--format", "json")
    assert sorted((row["source"], row["state"], row["entries"]) for row in checked.rows) == [
        ("list", "ok", 9),
        ("news", "ok", 1),
    ]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("check", "nwes"), "no source is called 'nwes'; did you mean `news`?"),
        (("show", "nwes"), "no source is called 'nwes'; did you mean `news`?"),
        (("probe", "news.example"), "did you mean https://news.example?"),
        (("probe", "http://nowhere.invalid/"), "http://nowhere.invalid/: "),
        (("import", "none.opml"), "none.opml: No such file or directory"),
        (("import", "monitor.yaml"), "monitor.yaml: is no OPML"),
        (("export", "rules"), "rules: is there already; name another file"),
        (("check", "--config", "none.yaml"), "none.yaml:1:1: No such file or directory"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line(desk: Desk, feeds: FeedServer, command: tuple[str, ...], said: str) -> None:
    settings(desk, feeds, f"id: news, kind: feed, url: '{feeds.url()}'")

    ended = desk.run("sources", *command)

    (line,) = ended.err.splitlines()
    assert ended.code == FAILED
    assert said in line
    assert ended.out == ""
