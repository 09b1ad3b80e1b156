import io
import signal
import socket
import threading
from datetime import UTC, datetime

import pytest

from monitor.corpus import codec
from monitor.model import Document, Entry, Outlet, OutletKind
from monitor.sandbox import child, wire

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OUTLET = Outlet(name="A", kind=OutletKind.OFFICIAL)


def feed_task(body: bytes) -> tuple[bytes, bytes, bytes]:
    task = wire.FeedTask(content_type=None, url="https://a.example/feed", zone="Asia/Shanghai", now=NOW)
    return wire.FEED, codec.encode(task).encode(), body


def entry_task(
    entry: Entry, *, language: str | None = None, zone: str = "Asia/Shanghai"
) -> tuple[bytes, ...]:
    task = wire.EntryTask(outlet=OUTLET, zone=zone, language=language, now=NOW)
    return wire.ENTRY, codec.encode(task).encode(), codec.encode(entry).encode()


def test_a_feed_is_answered_with_its_entries_and_their_bytes() -> None:
    item = b"<item><title>t</title></item>"

    status, found, entry, raw = child.answer(feed_task(b"<rss><channel>" + item + b"</channel></rss>"))

    assert status == wire.OK
    assert codec.decode(wire.Found, found) == wire.Found(problems=(), not_before=None)
    assert codec.decode(Entry, entry).title == "t"
    assert raw == item


def test_a_file_is_answered_with_its_entry() -> None:
    status, entry = child.answer((wire.FILE, b"a.txt", b"text"))

    assert (status, codec.decode(Entry, entry).guid) == (wire.OK, "a.txt")


def test_an_entry_is_answered_with_its_document() -> None:
    status, document = child.answer(entry_task(Entry(title="A title", body="<p>Some text.</p>")))

    assert status == wire.OK
    assert codec.decode(Document, document).outlet == OUTLET


def test_what_a_parser_refuses_is_answered_in_its_words() -> None:
    assert child.answer(feed_task(b"")) == (wire.REFUSED, b"an empty answer, not a feed")


def test_a_failure_nobody_foresaw_is_answered_with_its_kind_and_place() -> None:
    status, why = child.answer((wire.FEED, b"{}", b""))

    assert status == wire.REFUSED
    assert why.startswith(b"FormError: FeedTask.content_type is missing (codec.py:")


def test_want_of_memory_is_answered_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_args: object, **_named: object) -> None:
        raise MemoryError

    monkeypatch.setattr("feedparser.parse", exhausted)

    assert child.answer(feed_task(b"<rss></rss>")) == (wire.NO_MEMORY,)


def test_tasks_are_served_until_the_other_end_is_closed() -> None:
    ours, theirs = socket.socketpair()
    server = threading.Thread(target=child.serve, args=(theirs,), kwargs={"alarm": 60})
    server.start()
    with ours, ours.makefile("rb") as answers:
        greeting = wire.read(answers.read)
        ours.sendall(wire.pack((wire.FILE, b"a.txt", b"")))
        answer = wire.read(answers.read)
    server.join()
    theirs.close()

    assert greeting == (wire.READY,)
    assert answer == (wire.REFUSED, b"empty")
    assert signal.alarm(0) == 0


def test_half_a_task_is_the_end() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        ours.sendall(wire.pack((wire.FILE, b"a.txt", b"text"))[:-1])
        ours.shutdown(socket.SHUT_WR)
        child.serve(theirs, alarm=60)
        with ours:
            assert wire.read(io.BytesIO(ours.recv(100)).read) == (wire.READY,)
