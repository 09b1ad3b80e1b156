"""`monitor run --once` over real sockets: what the channel shows, what stderr says, what the exit code is."""

from tests.acceptance.harness import FAILED, OK, Desk, end, rss, wait_for
from tests.feed_server import FeedServer, Reply
from tests.telegram_server import TOKEN, Fault, FaultKind, TelegramServer


def feed(feeds: FeedServer, *, backlog: str = "all", name: str = "miit") -> str:
    return f"id: {name}, kind: feed, fulltext: never, url: '{feeds.url()}', every: 1s, backlog: {backlog}, outlet: {{name: MIIT, kind: official}}"


def allow(feeds: FeedServer) -> str:
    return f"fetch: {{allow_private: ['{feeds.host}']}}\n"


def test_new_entries_are_told_once_and_the_second_poll_is_a_304(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list", "Weather")))

    first = desk.run("run", "--once")
    second = desk.run("run", "--once")

    assert (first.code, second.code) == (OK, OK), first.err + second.err
    assert len(telegram.texts()) == 1
    assert "A pilot list" in telegram.texts()[0]
    assert feeds.statuses("/feed.xml") == (200, 304)


def test_what_comes_later_is_told_and_what_was_there_before_is_backlog(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.settings(feed(feeds, backlog="2d"), more=allow(feeds))
    desk.telegram(telegram)
    feeds.script(
        "/feed.xml", Reply(body=rss("Old pilot list")), Reply(body=rss("New pilot list", "Old pilot list"))
    )

    desk.run("run", "--once")
    desk.run("run", "--once")

    assert [text for text in telegram.texts() if "Old" in text] == []
    assert "New pilot list" in "\n".join(telegram.texts())
    (why,) = desk.run("why", "https://news.example/Old-pilot-list", "--format", "json").rows
    assert [verdict["verdict"] for verdict in why["verdicts"]] == ["older than the source's backlog allows"]


def test_an_edited_document_edits_its_message_and_is_never_told_again(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram)
    title = "A pilot list"
    feeds.script("/feed.xml", Reply(body=rss(title)), Reply(body=rss(title, texts={title: "Corrected."})))

    desk.run("run", "--once")
    desk.run("run", "--once")

    assert len(telegram.texts()) == 1
    (message,) = telegram.messages()
    assert message.edited
    assert "Corrected." in message.text
    versions = desk.run("why", "https://news.example/A-pilot-list", "--format", "json").rows
    assert [row["verdicts"][0]["verdict"] for row in versions] == ["send", "edit"]


def test_a_failing_source_is_one_line_and_does_not_stop_the_others(desk: Desk, feeds: FeedServer) -> None:
    down = (
        f"id: down, kind: feed, fulltext: never, url: '{feeds.script('/down', Reply(status=503))}', every: 1s"
    )
    desk.settings(feed(feeds), down, more=allow(feeds))
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))

    ended = desk.run("run", "--once")

    assert ended.code == FAILED
    assert "A pilot list" in ended.out
    lines = [line for line in ended.err.splitlines() if line.startswith("monitor: ")]
    assert lines == ["monitor: source down: HTTP 503 Service Unavailable"]
    assert "Traceback" not in ended.err


def test_retry_after_is_obeyed_and_then_the_message_stands_once(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    telegram.fail_next(Fault.too_many(2))

    ended = desk.run("run", "--once")

    assert ended.code == OK, ended.err
    assert len(telegram.texts()) == 1
    refused, sent = telegram.calls
    assert sent.at - refused.at >= 2


def test_a_lost_answer_is_repeated_and_nothing_else_is(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list", "A second pilot list")))
    telegram.fail_next(Fault(kind=FaultKind.DROP_BEFORE))

    ended = desk.run("run", "--once")

    assert ended.code == OK, ended.err
    assert len(telegram.texts()) == 2
    assert len(telegram.calls) == 3


def test_what_is_still_pending_is_one_line_and_no_failure(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    telegram.fail_next(Fault.too_many(600))

    ended = desk.run("run", "--once", "--wait", "2s")

    assert ended.code == OK
    assert [line for line in ended.err.splitlines() if line.startswith("monitor: ")] == [
        line for line in ended.err.splitlines() if "still pending" in line
    ]
    (channel,) = desk.status()["channels"]
    assert channel["deliveries"]["pending"] == 1


def test_a_wrong_token_is_one_line_loses_nothing_and_never_shows(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    wrong = "9999999999:AAThisTokenIsNotTheOneTheServerKnows_"
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram, token=wrong)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))

    refused = desk.run("run", "--once", "--verbose")
    desk.telegram(telegram)
    mended = desk.run("run", "--once", "--verbose")

    assert (refused.code, mended.code) == (FAILED, OK), refused.err + mended.err
    assert sum(line.startswith("monitor: ") for line in refused.err.splitlines()) == 1
    assert len(telegram.texts()) == 1
    for ended in (refused, mended):
        assert wrong not in ended.err + ended.out
        assert TOKEN not in ended.err + ended.out
        assert "Traceback" not in ended.err


def test_a_channel_the_bot_is_not_in_is_one_line_and_loses_nothing(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram, channel="@somewhere_else")
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))

    refused = desk.run("run", "--once")
    desk.telegram(telegram)
    mended = desk.run("run", "--once")

    assert (refused.code, mended.code) == (FAILED, OK), refused.err + mended.err
    assert "chat not found" in refused.err.lower()
    assert len(telegram.texts()) == 1


def test_the_same_page_from_two_sources_is_one_message(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    other = f"id: ndrc, kind: feed, fulltext: never, url: '{feeds.script('/other', Reply(body=rss('A pilot list')))}', every: 1s, backlog: all"
    desk.settings(feed(feeds), other, more=allow(feeds))
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))

    desk.run("run", "--once")

    assert len(telegram.texts()) == 1
    rows = desk.run("why", "https://news.example/A-pilot-list", "--format", "json").rows
    assert sorted(row["verdicts"][0]["verdict"] for row in rows) == ["edit", "send"]


def test_a_demo_source_is_told_to_the_console_only(desk: Desk, telegram: TelegramServer) -> None:
    desk.write("papers/a.txt", "The new pilot list\n\nThe ministry named ten zones on its pilot list.\n")
    desk.settings("id: demo, kind: folder, path: papers, backlog: all, demo: true")

    on_console = desk.run("run", "--once")
    (desk.folder / "monitor.db").unlink()
    desk.telegram(telegram)
    on_telegram = desk.run("run", "--once")

    assert (on_console.code, on_telegram.code) == (OK, OK), on_console.err + on_telegram.err
    assert "The new pilot list" in on_console.out
    assert (telegram.texts(), on_telegram.out) == ((), "")


def test_without_anything_to_do_nothing_is_said(desk: Desk) -> None:
    desk.write("papers/a.txt", "Weather\n\nIt rains.\n")
    desk.settings("id: papers, kind: folder, path: papers, backlog: all")

    ended = desk.run("run", "--once")

    assert (ended.code, ended.out) == (OK, "")


def test_a_private_address_is_refused_unless_it_is_allowed(desk: Desk, feeds: FeedServer) -> None:
    desk.settings(feed(feeds))
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))

    ended = desk.run("run", "--once")

    assert ended.code == FAILED
    assert "allow_private" in ended.err
    assert feeds.requests == ()


def test_entries_that_share_a_teaser_are_different_news(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    teaser = "Read the full story on our website. Subscribe to our newsletter for daily coverage of policy and markets."
    titles = ("First pilot list", "Second pilot list", "Third pilot list")
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss(*titles, texts=dict.fromkeys(titles, teaser))))

    desk.run("run", "--once")

    assert len(telegram.texts()) == 3


def test_an_answer_that_is_no_json_is_one_line(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    telegram.fail_next(Fault(kind=FaultKind.GARBAGE))

    ended = desk.run("run", "--once", "--wait", "1s")

    assert "Traceback" not in ended.err
    assert sum(line.startswith("monitor: ") for line in ended.err.splitlines()) == 1


def test_one_pass_told_to_stop_ends_in_time_and_loses_nothing(
    desk: Desk, feeds: FeedServer, telegram: TelegramServer
) -> None:
    desk.settings(feed(feeds), more=allow(feeds))
    desk.telegram(telegram)
    feeds.script("/feed.xml", Reply(body=rss("A pilot list")))
    telegram.fail_next(Fault(kind=FaultKind.LATE))

    process = desk.start("run", "--once")
    wait_for(lambda: len(telegram.texts()) == 1, what="the message")
    process.terminate()
    telegram.release()
    ended = end(process)
    desk.run("run", "--once")

    assert ended.code == OK, ended.err
    assert len(telegram.texts()) == 1
