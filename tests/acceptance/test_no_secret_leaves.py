"""Secrets that anyone would recognise go through every failure there is, and are then looked for everywhere."""

from __future__ import annotations

import base64
import socket
import sqlite3
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.acceptance.harness import FAILED, Desk, end, rss, stop, wait_for
from tests.feed_server import FeedServer, Reply
from tests.hook_server import HookServer
from tests.telegram_chats import CHAT, Chat
from tests.telegram_server import CUT, DROP_AFTER, GARBAGE, Fault, TelegramServer

OPS = Chat(id=77, type="private", title="Operator")
TOKEN = "7654321:AAtokencanary_of-the-bot_0123456789"
SECRETS = {
    "token": TOKEN,
    "sign": "signcanary-of-the-webhook",
    "hook": "hookcanary-in-its-address",
    "service": "servicecanary4711",
    "model": "modelcanary-of-the-summariser",
    "beat": "beatcanary-of-the-heartbeat",
    "odd": "oddcanary where a chat should stand",
}
BARE = ("tokencanary", "signcanary", "hookcanary", "servicecanary", "modelcanary", "beatcanary", "oddcanary")


@dataclass(slots=True)
class Children:
    """What /proc shows of every process below ours, looked at again and again."""

    seen: dict[str, set[bytes]] = field(default_factory=dict)  # by module: command lines and environments

    @contextmanager
    def of(self, process: int) -> Iterator[None]:
        over = threading.Event()
        watch = threading.Thread(target=self._watch, args=(process, over))
        watch.start()
        try:
            yield
        finally:
            over.set()
            watch.join()

    def _watch(self, process: int, over: threading.Event) -> None:
        ours = Path(f"/proc/{process}/cmdline").read_bytes()
        while not over.wait(0.05):
            for child in below(process):
                with suppress(OSError):  # it has ended meanwhile
                    command = Path(f"/proc/{child}/cmdline").read_bytes()
                    if command == ours:
                        continue  # in the moment of its start it is our own process still
                    environment = Path(f"/proc/{child}/environ").read_bytes()
                    words = command.decode("utf-8", "replace").split("\0")
                    module = words[words.index("-m") + 1] if "-m" in words else words[0]
                    self.seen.setdefault(module, set()).update({command, environment})


def below(process: int) -> Iterator[int]:
    """Yield every process that descends from one."""
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield int(child)
                yield from below(int(child))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(
    desk: Desk, telegram: TelegramServer, feeds: FeedServer, hook: HookServer, service: HookServer
) -> int:
    """Write an installation in which every kind of secret stands in a file of its own; return its web port."""
    desk.telegram(telegram, channel="")
    del desk.environment["TELEGRAM_BOT_TOKEN"], desk.environment["TELEGRAM_CHANNEL"]
    desk.environment |= {
        "TELEGRAM_BOT_TOKEN_FILE": str(desk.write("secrets/token", f"{TOKEN}\n")),
        "PYTHONASYNCIODEBUG": "1",
        "ODD": SECRETS["odd"],
    }
    desk.write("secrets/hook", hook.url(f"/{SECRETS['hook']}"))
    desk.write("secrets/sign", SECRETS["sign"])
    desk.write(
        "secrets/service", service.url(f"/{SECRETS['service']}?format=text").replace("http://", "json://")
    )
    desk.write("secrets/model", SECRETS["model"])
    desk.write("secrets/beat", hook.url(f"/{SECRETS['beat']}"))
    port = free_port()
    desk.settings(
        f"id: miit, kind: feed, fulltext: never, url: '{feeds.url()}', every: 1s, backlog: all, "
        "outlet: {name: MIIT, kind: official}",
        more=f"fetch: {{allow_private: ['{feeds.host}']}}\n"
        f"web: {{port: {port}}}\n"
        f"ops_chat: {OPS.id}\n"
        "bot: {admins: [5]}\n"
        f"summariser: {{url: '{service.url('/v1')}', model: m, key_file: secrets/model}}\n"
        "heartbeat: {url_file: secrets/beat, every: 10s}\n"
        "channels:\n"
        "  - {id: telegram, kind: telegram, chat: '@policy_watch', pace: off, buttons: true}\n"
        "  - {id: hook, kind: webhook, url_file: secrets/hook, secret_file: secrets/sign}\n"
        "  - {id: service, kind: apprise, url_file: secrets/service}\n"
        "  - {id: feed, kind: atom, path: public/alerts.xml}\n",
    )
    return port


def spellings() -> Iterator[bytes]:
    for secret in SECRETS.values():
        yield from (secret.encode(), quote(secret, safe="").encode(), base64.b64encode(secret.encode()))
    yield from (bare.encode() for bare in BARE)


def assert_silent(name: str, content: bytes | str) -> None:
    held = content.encode() if isinstance(content, str) else content
    assert not [one for one in spellings() if one in held], name


def test_no_secret_is_in_any_output_process_or_file_whatever_fails(desk: Desk, feeds: FeedServer) -> None:
    feeds.script(
        "/feed.xml", Reply(body=rss("A pilot list")), Reply(body=rss("Another pilot list", "A pilot list"))
    )
    children = Children()
    told: dict[str, bytes | str] = {}
    with (
        TelegramServer(token=TOKEN, chats=(CHAT, OPS)) as telegram,
        HookServer(500, 404, 204) as hook,
        HookServer(403) as service,
    ):
        port = prepare(desk, telegram, feeds, hook, service)
        telegram.fail_next(
            Fault(), Fault(status=502, description="Bad Gateway"), GARBAGE, CUT, DROP_AFTER, Fault.too_many(1),
            Fault(status=400, description="Bad Request: can't parse entities"),
        )  # fmt: skip
        telegram.fail_next(*[Fault()] * 4, DROP_AFTER, GARBAGE, method="getUpdates")
        process = desk.start("run", "--verbose")
        with children.of(process.pid):
            assert hook.wait_for(2, timeout=60)
            assert service.wait_for(1, timeout=60)
            wait_for(lambda: "apprise" in " ".join(children.seen), what="a child of Apprise")
            told["the metrics"] = read(f"http://127.0.0.1:{port}/metrics")
            told["readiness"] = read(f"http://127.0.0.1:{port}/readyz")
            whole = (desk.folder / "monitor.yaml").read_text(encoding="utf-8")
            desk.write("monitor.yaml", whole.replace("'@policy_watch'", "'${ODD}'"))
            wait_for(lambda: b"${ODD}" in store(desk), what="the edit that does not check")
            told["status of a bad edit"] = desk.run("status").out
            desk.write("monitor.yaml", whole)
            telegram.fail_next(*[Fault(status=401, description="Unauthorized")] * 9)
            told["our own arguments"] = Path(f"/proc/{process.pid}/cmdline").read_bytes()
            told["our own environment"] = (
                Path(f"/proc/{process.pid}/environ").read_bytes().replace(SECRETS["odd"].encode(), b"")
            )
            told["a backup"] = desk.run("backup", "copy.db").err + (
                desk.folder / "copy.db"
            ).read_bytes().decode("latin-1")
            for name in ("monitor.db", "monitor.db-wal", "monitor.db-shm", "public/alerts.xml"):
                told[name] = (desk.folder / name).read_bytes()
            ended = stop(process)
        told |= {
            "the log": ended.out + ended.err,
            "messages": str(telegram.messages()),
            "notices": str(telegram.messages(OPS.id)),
        }
        told |= {f"webhook body {number}": posted.body for number, posted in enumerate(hook.posted)}
    told["a service that has gone"] = failed(desk, "service")
    with TelegramServer() as stranger:
        desk.environment["TELEGRAM_API_URL"] = stranger.url
        told["a refused token"] = failed(desk, "telegram")
    desk.environment["TELEGRAM_API_URL"] = "http://127.0.0.1:1"
    told["a crash"] = crash(desk)

    for module, shown in children.seen.items():
        for one in shown:
            assert_silent(f"the child {module}", one)
    assert {"monitor.sandbox.child", "monitor.channels.apprise_child"} <= children.seen.keys()
    assert "Traceback" in str(told["a crash"]) or "no such table" in str(told["a crash"])
    for name, content in told.items():
        assert content != b"", name
        assert_silent(name, content)


def failed(desk: Desk, channel: str) -> str:
    """Give what a test of a channel prints that cannot be reached."""
    ended = desk.run("channels", "test", channel)
    assert ended.code == FAILED, ended.out
    return ended.out + ended.err


def crash(desk: Desk) -> str:
    """Give what is printed when the ground is pulled from under a program that reaches nobody."""
    process = desk.start("run", "--verbose")
    wait_for((desk.folder / "monitor.db-wal").exists, what="the start")
    with closing(sqlite3.connect(desk.folder / "monitor.db", timeout=30)) as connection, connection:
        connection.execute("DROP TABLE source")
    ended = end(process)
    assert ended.code == FAILED
    return ended.out + ended.err


def read(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            found: bytes = answer.read()
    except urllib.error.HTTPError as error:
        found = error.read()
    return found


def store(desk: Desk) -> bytes:
    return (desk.folder / "monitor.db").read_bytes() + (desk.folder / "monitor.db-wal").read_bytes()
