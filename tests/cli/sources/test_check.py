"""`monitor sources check` as a user types it, against servers of this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.acceptance.harness import rss
from tests.cli.rules.folders import Folder
from tests.feed_server import FeedServer, Reply


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with FeedServer() as server:
        server.script("/feed.xml", Reply(body=rss("Pilot list", "Quota")))
        yield server


def settings(folder: Folder, feeds: FeedServer, *sources: str) -> Path:
    listed = "".join(f"  - {{{one}}}  # {place}\n" for place, one in enumerate(sources))
    return folder.write(
        "monitor.yaml", f"sources:\n{listed}fetch: {{allow_private: ['{feeds.host}']}}\n# the end\n"
    )


def feed(id_: str, url: str) -> str:
    return f"id: {id_}, kind: feed, url: '{url}'"


def test_what_works_is_marked_and_what_fails_is_told_last(folder: Folder, feeds: FeedServer) -> None:
    path = settings(
        folder,
        feeds,
        feed("blocked", feeds.script("/blocked", Reply(status=412))),
        feed("news", feeds.url()),
        feed("old", feeds.redirect("/old.xml", feeds.url(), status=301)),
        feed("empty", feeds.script("/empty.xml", Reply(body=rss()))),
    )
    before = path.read_text()

    done = folder.run("sources", "check", "--verify")

    today = datetime.now(UTC).astimezone().date()
    paragraphs = [line for line in done.out.splitlines() if not line.startswith(" ")]
    assert done.code == 1
    assert [line.partition(", ")[0] for line in paragraphs if line] == [
        "news: ok",
        "old: moved",
        "empty: empty",
        "blocked: blocked",
        "4 sources: 1 ok",
    ]
    assert "\n  undated Pilot list\n  undated Quota\n" in done.out
    assert "\n  try: send what a browser sends" in done.out
    assert done.err == f"monitor: monitor.yaml: 2 sources marked `verified: {today}`\n"
    marked = f", verified: {today}}}"
    assert path.read_text().replace(marked, "}") == before
    assert [marked in line for line in path.read_text().splitlines()[1:5]] == [False, True, True, False]
    assert "verified: never" not in path.read_text()

    again = folder.run("sources", "check", "news", "--verify")

    assert (again.code, again.err) == (0, "monitor: monitor.yaml: nothing new to mark\n")
    assert "1 source: 1 ok\n" in again.out
    assert not list(folder.path.glob("*.db*")), "nothing is stored"
    assert all("if-none-match" not in seen.headers for seen in feeds.requests), "unconditional"


def test_programs_get_an_object_a_line(folder: Folder, feeds: FeedServer) -> None:
    settings(folder, feeds, feed("news", feeds.url()), "id: papers, kind: folder, path: nowhere")

    done = folder.run("sources", "check", "--format", "json")

    by_id = {row["source"]: row for row in done.rows}
    assert done.code == 1
    assert (by_id["news"]["state"], by_id["news"]["charset"]) == ("ok", "utf-8")
    assert [one["title"] for one in by_id["news"]["newest"]] == ["Pilot list", "Quota"]
    assert by_id["papers"]["state"] == "unreachable"


def test_a_list_that_changed_is_probed_for_what_would_find_it(folder: Folder, feeds: FeedServer) -> None:
    rows = "".join(
        f'<li><a href="/a/2026/{n}.html">关于公布第{n}批试点名单的通知</a><span class="d">2026-11-0{n}</span></li>'
        for n in range(1, 10)
    )
    page = f"<html><body><h1>通知</h1><ul class='news'>{rows}</ul></body></html>".encode("gb18030")
    url = feeds.script("/list/", Reply(body=page, content_type="text/html; charset=gb2312"))
    settings(folder, feeds, f"id: list, kind: listing, url: '{url}', item: 'ul.gone > li', link: a")

    (row,) = folder.run("sources", "check", "--format", "json").rows

    assert (row["state"], row["charset"]) == ("changed", "gb18030")
    assert "ul.gone" in row["detail"]
    assert row["advice"][0].startswith("what finds 9 entries there now: ")


def test_when_nothing_is_reached_the_machine_is_asked_about(folder: Folder, feeds: FeedServer) -> None:
    settings(folder, feeds, *(feed(f"s{n}", feeds.script(f"/{n}", Reply(fault="drop"))) for n in range(3)))

    done = folder.run("sources", "check")

    assert done.code == 1
    assert done.err == (
        "monitor: no source on the web could be reached: is this machine connected, and may it go out?\n"
    )
    assert "try: " not in done.out


def test_a_file_edited_during_the_check_is_left_alone(
    folder: Folder, feeds: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = settings(folder, feeds, feed("news", feeds.url()))
    edited = path.read_text() + "# edited meanwhile\n"
    # The server answers while the command waits: what it does then happens in the middle of it.
    serve = feeds.next_reply

    def edit(asked: str) -> Reply:
        path.write_text(edited)
        return serve(asked)

    monkeypatch.setattr(feeds, "next_reply", edit)

    done = folder.run("sources", "check", "--verify")

    assert done.code == 1
    assert done.err == (
        "monitor.yaml:1:1: was edited meanwhile and is left as it is; run the command again\n"
    )
    assert path.read_text() == edited


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (["nwes"], "no source is called 'nwes'; did you mean `news`?"),
        (["NEW"], "no source is called 'NEW'; did you mean `news`?"),
        (
            ["x", "y"],
            "no source is called 'x'; known: `news`, `other`; no source is called 'y'; known: `news`, `other`",
        ),
    ],
)
def test_an_id_nobody_has_is_one_line_with_the_near_ones(
    folder: Folder, feeds: FeedServer, ids: list[str], said: str
) -> None:
    settings(folder, feeds, feed("news", feeds.url()), feed("other", feeds.url()))

    done = folder.run("sources", "check", *ids)

    assert (done.code, done.err) == (1, f"monitor: {said}\n")
    assert feeds.requests == ()


def test_of_many_ids_some_are_listed(folder: Folder, feeds: FeedServer) -> None:
    settings(folder, feeds, *(feed(f"s{n}", feeds.url()) for n in range(9)))

    done = folder.run("sources", "check", "abc")

    assert done.err.endswith("`s4`, `s5`, …; `monitor status` lists all\n")


def test_without_sources_the_first_step_is_named(folder: Folder) -> None:
    folder.write("monitor.yaml", "store: x.db\n")

    done = folder.run("sources", "check")

    assert (done.code, done.err) == (
        1,
        "monitor: the settings list no sources; `monitor sources probe URL` writes the first one\n",
    )
