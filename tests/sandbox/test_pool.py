import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.model import Fetched, FolderFile, Outlet, OutletKind, Reading, Source, SourceKind
from monitor.sandbox.pool import Sandbox

Make = Callable[..., Sandbox]

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MIB = 1024 * 1024
MEMORY = 300 * MIB
FEED = Source(
    id="s",
    kind=SourceKind.FEED,
    location="https://a.example/feed",
    outlet=Outlet(name="A", kind=OutletKind.OFFICIAL),
)
FOLDER = Source(id="f", kind=SourceKind.FOLDER, location="/x", outlet=Outlet(name="F"))
SLOW = "<rss " + " ".join(f'a{number}="1"' for number in range(60_000)) + "/>"  # quadratic in the parser
ITEM = "<item><title>{}</title><link>/{}</link><description>MIIT approved the zone as a national pilot.</description></item>"


@pytest.fixture
async def make() -> AsyncIterator[Callable[..., Sandbox]]:
    made: list[Sandbox] = []

    def new(**limits: Any) -> Sandbox:
        made.append(Sandbox(**limits))
        return made[-1]

    yield new
    for sandbox in made:
        await sandbox.close()


@pytest.fixture
def sandbox(make: Make) -> Sandbox:
    return make()


def rss(*items: str) -> Fetched:
    return Fetched(body=f"<rss><channel><ttl>30</ttl>{''.join(items)}</channel></rss>".encode())


def good(*titles: str) -> Fetched:
    return rss(*(ITEM.format(title, title) for title in titles))


async def read(sandbox: Sandbox, fetched: Fetched, source: Source = FEED) -> Reading:
    """Have the entries listed and a document made of each, as a first poll does."""
    listed = await sandbox.entries(source, fetched, NOW)
    reading = await sandbox.documents(source, listed.entries, NOW)
    return replace(reading, problems=(*listed.problems, *reading.problems), not_before=listed.not_before)


async def refusal(sandbox: Sandbox, body: str | bytes) -> str:
    with pytest.raises(ParseError) as caught:
        await read(sandbox, Fetched(body=body.encode() if isinstance(body, str) else body))
    return str(caught.value)


def interpreter(folder: Path, program: str | None) -> str:
    path = folder / "python"
    if program is not None:
        path.write_text(f"#!/bin/sh\n{program}\n")
        path.chmod(0o755)
    return str(path)


def children(parent: int) -> set[int]:
    """Return the processes that parse; a worker of the test run has others too."""
    listing = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return {
        int(pid) for pid in listing.split() if b"monitor.sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes()
    }


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


async def until_busy() -> None:
    """Wait until every child is at work, as the system tells."""
    while any(state(child) != "R" for child in children(os.getpid())):  # noqa: ASYNC110 - /proc has no events
        await asyncio.sleep(0.01)


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def environment(pid: int) -> str:
    return Path(f"/proc/{pid}/environ").read_text()


async def test_a_feed_becomes_documents_in_order(sandbox: Sandbox) -> None:
    reading = await read(sandbox, good("one", "two"))

    assert [item.document.title for item in reading.items] == ["one", "two"]
    assert [item.document.url for item in reading.items] == ["https://a.example/one", "https://a.example/two"]
    assert {item.document.outlet for item in reading.items} == {FEED.outlet}
    assert reading.items[0].raw == ITEM.format("one", "one").encode()
    assert reading.not_before == timedelta(minutes=30)
    assert reading.problems == ()


async def test_a_folder_becomes_documents_and_keeps_its_problems(sandbox: Sandbox) -> None:
    files = (
        FolderFile(path="a.txt", body=b"Title one\n\nA first paragraph of text.\n"),
        FolderFile(path="b.txt", body=b""),
        FolderFile(
            path="c.html", body=b"<html><body><h1>Three</h1><p>Some text of the page.</p></body></html>"
        ),
    )

    reading = await read(sandbox, Fetched(files=files, problems=("z.txt: cannot be read",)), FOLDER)

    assert [item.entry.guid for item in reading.items] == ["a.txt", "c.html"]
    assert reading.problems == ("z.txt: cannot be read", "b.txt: empty")


async def test_what_is_no_feed_is_refused_in_its_own_words(sandbox: Sandbox) -> None:
    assert await refusal(sandbox, "<html><title>News</title></html>") == "an HTML page, not a feed: “News”"


async def test_a_start_ahead_of_need_is_the_child_that_reads(sandbox: Sandbox) -> None:
    await sandbox.start()
    before = children(os.getpid())

    await read(sandbox, good("one"))

    assert children(os.getpid()) == before


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(SLOW, id="60,000 attributes"),
        pytest.param(
            f"<rss><channel><item><author>a@{'a.' * 40_000}</author><title>t</title></item></channel></rss>",
            id="author",
        ),
    ],
)
async def test_a_feed_that_takes_too_long_is_stopped_and_the_next_is_read(body: str, make: Make) -> None:
    sandbox = make(deadline=3)

    assert await refusal(sandbox, body) == "took over 3 s to read"
    assert (await read(sandbox, good("next"))).items[0].document.title == "next"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("\n" * 400_000 + "<rss><channel/></rss>", id="newlines"),
        pytest.param(
            "<?xml version='1.0'?>" + "\n" * 400_000 + "<rss><channel/></rss>", id="newlines inside"
        ),
        pytest.param(
            "<rss><channel>" + "<item><title>t</title></item>" * 100_000 + "</channel></rss>", id="items"
        ),
        pytest.param("<rss><channel>" + "<![CDATA[" * 100_000, id="open CDATA"),
        pytest.param("<rss><channel>" + "<!--" * 100_000, id="open comments"),
        pytest.param("<!DOCTYPE rss [" * 50_000, id="open DOCTYPE"),
        pytest.param("<rss><channel><item>" + "<x>" * 100_000, id="nesting"),
    ],
)
async def test_what_took_a_parser_minutes_is_done_within_the_deadline(body: str, make: Make) -> None:
    sandbox = make(deadline=8)
    try:
        reading = await read(sandbox, Fetched(body=body.encode()))
    except ParseError as error:
        assert "took over" not in str(error)  # noqa: PT017 - reading it is right too
    else:
        assert len(reading.items) <= 2_000


async def test_entities_that_multiply_are_refused(sandbox: Sandbox) -> None:
    body = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 27_000}">]><rss><channel>{"&a;" * 9_000}</channel></rss>'

    assert await refusal(sandbox, body) == "refused: the feed declares entities of its own"


async def test_a_path_for_a_body_opens_no_file(sandbox: Sandbox) -> None:
    assert await refusal(sandbox, "/dev/zero") == "plain text, not a feed: “/dev/zero”"


async def test_a_feed_that_needs_too_much_memory_is_stopped_and_the_next_is_read(make: Make) -> None:
    sandbox = make(memory=MEMORY)
    huge = '{"version": "https://jsonfeed.org/version/1", "items": [' + "{}," * 3_300_000 + "0]}"

    assert await refusal(sandbox, huge) == f"needs over {MEMORY // MIB} MiB of memory to read"
    assert (await read(sandbox, good("next"))).items[0].document.title == "next"


async def test_of_very_many_problems_the_first_are_told(sandbox: Sandbox) -> None:
    body = '{"version": "https://jsonfeed.org/version/1", "items": [' + "0," * 99 + "0]}"

    problems = (await read(sandbox, Fetched(body=body.encode()))).problems

    assert problems[0] == "entry 1: a number, not an object"
    assert problems[50:] == ("and 50 more problems",)


async def test_one_entry_that_cannot_be_read_is_a_problem_and_the_rest_is_read(sandbox: Sandbox) -> None:
    empty = '<item><link>/2</link><description>&lt;img src="x.png"&gt;</description></item>'

    reading = await read(sandbox, rss(ITEM.format("one", 1), empty, ITEM.format("three", 3)))

    assert [item.document.title for item in reading.items] == ["one", "three"]
    assert len(reading.problems) == 1
    assert reading.problems[0].startswith("https://a.example/2: ")


async def test_an_entry_nested_without_end_does_no_harm_to_the_others(make: Make) -> None:
    sandbox = make(deadline=3)
    deep = f"<item><title>deep</title><description><![CDATA[{'<div>' * 200_000}x]]></description></item>"

    reading = await read(sandbox, rss(ITEM.format("one", 1), deep, ITEM.format("three", 3)))

    assert {"one", "three"} <= {item.document.title for item in reading.items}
    assert len(reading.items) + len(reading.problems) == 3


async def test_a_poll_that_takes_too_long_in_all_leaves_the_rest_out(make: Make) -> None:
    sandbox = make(total=-1)

    reading = await read(sandbox, good("one", "two"))

    assert [item.document.title for item in reading.items] == ["one"]
    assert reading.problems == (
        "https://a.example/two and all after it left out: reading them took too long",
    )
    assert not reading.is_whole


async def test_a_child_that_was_killed_while_idle_is_replaced(sandbox: Sandbox) -> None:
    await read(sandbox, good("one"))
    for child in children(os.getpid()):
        kill(child)

    assert (await read(sandbox, good("two"))).items[0].document.title == "two"


async def test_a_child_that_dies_at_work_is_named_by_its_signal(make: Make) -> None:
    sandbox = make()
    await sandbox.start()
    busy = asyncio.create_task(refusal(sandbox, SLOW))
    await until_busy()
    for child in children(os.getpid()):
        os.kill(child, signal.SIGSEGV)

    assert await busy == "broke the parser (SIGSEGV)"


async def test_a_read_that_is_cancelled_leaves_no_child_in_the_middle_of_it(make: Make) -> None:
    sandbox = make()
    await sandbox.start()
    busy = asyncio.create_task(read(sandbox, Fetched(body=SLOW.encode())))
    await until_busy()

    busy.cancel()
    with pytest.raises(asyncio.CancelledError):
        await busy

    assert (await read(sandbox, good("next"))).items[0].document.title == "next"


async def test_reads_share_the_workers_there_are(make: Make) -> None:
    sandbox = make(workers=2)
    before = children(os.getpid())

    readings = await asyncio.gather(*(read(sandbox, good(str(number))) for number in range(6)))

    assert [reading.items[0].document.title for reading in readings] == list("012345")
    assert len(children(os.getpid()) - before) == 2
    await sandbox.close()
    assert children(os.getpid()) == before


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (None, "No such file or directory"),
        ("exit 3", "exit code 3"),
        ("echo one >&2; echo 'ImportError: two' >&2; exit 1", "exit code 1: ImportError: two"),
        ("printf '\\377\\377\\377\\377' >&0; cat", "SIGKILL"),
        ("printf '\\0\\0\\0\\0' >&0; cat", "SIGKILL"),
    ],
    ids=["missing", "silent", "loud", "nonsense", "rude"],
)
async def test_a_child_that_cannot_start_is_an_error_of_one_line(
    program: str | None, message: str, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, program))

    assert await refusal(sandbox, "<rss/>") == f"the parsing process did not start: {message}"


GREETING = "printf '\\0\\0\\0\\1\\0\\0\\0\\5ready' >&0; head -c 4 >/dev/null; printf '{}' >&0; cat >/dev/null"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (r"\0\0\0\0", "the parser answered nonsense"),
        (r"\0\0\0\1\0\0\0\2ok", "the parser answered nonsense"),
        (r"\0\0\0\1\0\0\0\7refused", "the parser answered nonsense"),
        (r"\0\0\0\2\0\0\0\7refused\0\0\0\3a\nb", "the parser answered nonsense"),
        (r"\0\0\0\3\0\0\0\7refused\0\0\0\3a\nb\0\0\0\1x", "a b"),
        (r"\377\0\0\0", "the parser answered nonsense"),
        (r"\0\0\0\2\0\0\0\2ok\0\0\0\1[", "the parser answered nonsense: "),
    ],
)
async def test_a_child_that_was_taken_over_can_only_answer_nonsense(
    answer: str, message: str, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, GREETING.format(answer)))

    assert (await refusal(sandbox, "<rss/>")).startswith(message)


async def test_the_child_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch, make: Make) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "canary")
    sandbox = make()
    before = children(os.getpid())
    await sandbox.start()
    (child,) = children(os.getpid()) - before

    assert "canary" not in environment(child)


def test_a_child_ends_with_its_parent() -> None:
    script = (
        "import asyncio, os\n"
        "from monitor.sandbox.pool import Sandbox\n"
        "async def main():\n"
        "    await Sandbox().start()\n"
        "    print(open(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read(), flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    parent = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    child = int(parent.stdout)

    for _ in range(200):
        if not Path(f"/proc/{child}").exists() or state(child) == "Z":
            return
        signal.sigtimedwait([], 0.02)
    pytest.fail("the child lives on")


def test_the_parent_imports_no_parser() -> None:
    script = (
        "import sys, monitor.sandbox.pool\n"
        "print(sorted({'lxml', 'feedparser', 'trafilatura', 'readability', 'numpy'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
