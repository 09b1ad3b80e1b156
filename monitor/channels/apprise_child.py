"""The child that speaks Apprise: one message, or a look at some URLs, read from standard input, and a report.

A process of its own, because a plugin of Apprise waits and reads without bounds, and a thread that hangs cannot be
ended. What is logged here ends here: Apprise writes URLs, and there is a key in nearly every one of them.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any, cast

from apprise import Apprise, AppriseAsset, AppriseAttachment
from apprise.attachment.memory import AttachMemory
from apprise.plugins.base import NotifyBase

from monitor.alerts import plain
from monitor.channels.apprise_report import Report, Task
from monitor.channels.apprise_watch import Watched

_MEMORY = 1024 * 1024 * 1024  # bytes of address space
_ALARM = 90  # seconds; the parent ends us long before, unless it is gone
_READ = 15.0  # seconds of silence from a service; Apprise gives it 4, which a busy one passes
_APART = 1.0  # seconds between two requests of one message; between messages the outbox keeps its own pace
_LINES = 5
_LINE = 300
_FORMS = (plain.Form.HTML, plain.Form.MARKDOWN, plain.Form.TEXT)  # the richest that a service takes


def main() -> None:
    """Do what standard input asks, and print the report on what was standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.alarm(_ALARM)
    with suppress(ValueError, OSError):  # not every system knows this limit
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A plugin that prints must not print into the report.
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with report:
        report.write(json.dumps(answer(json.load(sys.stdin))))


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report on a message, or what is wrong with URLs."""
    if "urls" in asked:
        return {"problems": [problem(url) for url in asked["urls"]]}
    return asdict(send(Task(**asked)))


def problem(url: str) -> str | None:
    """Return why a URL is none that Apprise can send to; None where it can."""
    words = _Words()
    with words:
        service = _service(url)
    return _problem(url, service)


def send(task: Task) -> Report:
    """Send a message once, in as many pieces as the service needs."""
    watched = Watched()
    words = _Words()
    with words, watched:
        service = _service(task.url)
        why = _problem(task.url, service)
        if why is not None or service is None:
            return Report(problem=why)
        form = plain.Form.TEXT if task.is_plain else _form(service)
        title, pieces = _worded(service, task.html, form)
        done = 0
        for place, piece in enumerate(pieces):
            if not _sent(service, title if place == 0 else "", piece, form, _attached(service, task, place)):
                break
            done += 1
    return Report(
        is_sent=done == len(pieces),
        pieces=len(pieces),
        done=done,
        exchanges=tuple(watched.exchanges),
        said=tuple(words.lines[-_LINES:]),
    )


def _service(url: str) -> NotifyBase | None:
    asset = AppriseAsset(app_id="monitor", app_desc="monitor", app_url="", async_mode=False, plugin_paths=[])
    service = Apprise.instantiate(url.strip(), asset=asset, suppress_exceptions=True)
    return service if isinstance(service, NotifyBase) else None


def _problem(url: str, service: NotifyBase | None) -> str | None:
    """Say what is wrong in words that show nothing of the URL but its scheme."""
    scheme, mark, _ = url.strip().partition("://")
    if not mark:
        return "it is no URL; write it as Apprise has it, like slack://… (github.com/caronc/apprise/wiki)"
    if service is None:
        known = {name.lower() for one in _schemes() for name in one}
        if scheme.lower() not in known:
            return (
                f"Apprise has no service {scheme[:20]!r}, or a library that it needs is not installed; "
                "github.com/caronc/apprise/wiki lists them"
            )
        return f"it is no complete {scheme}:// URL; compare it with github.com/caronc/apprise/wiki"
    return None


def _schemes() -> list[tuple[str, ...]]:
    listed = Apprise().details().get("schemas", [])
    return [
        (*(each.get("protocols") or ()), *(each.get("secure_protocols") or ()))
        for each in cast("Any", listed)
    ]


def _form(service: NotifyBase) -> plain.Form:
    """Return the form that is chosen in the URL by `format=`, else the richest that the service takes."""
    taken = [plain.Form(one.value) for one in service._formats()]  # noqa: SLF001  no public way to ask
    chosen = service._format_override  # noqa: SLF001  nor for this
    if chosen is not None and plain.Form(chosen.value) in taken:
        return plain.Form(chosen.value)
    return next((form for form in _FORMS if form in taken), plain.Form.TEXT)


def _worded(service: NotifyBase, html: str, form: plain.Form) -> tuple[str, tuple[str, ...]]:
    """Return a title, empty where the service has no place for one, and the pieces of the text."""
    title = ""
    if service.title_maxlen > 0:
        parted = plain.headed(html, limit=service.title_maxlen)
        title, html = parted.title, parted.rest
    pieces = plain.fit(html, form, limit=service.body_maxlen)
    if service.body_max_line_count > 0:  # what stood on the lines it would drop is told on the one it takes
        pieces = tuple(" ".join(piece.split()) for piece in pieces)
    return title, pieces


def _attached(service: NotifyBase, task: Task, place: int) -> AppriseAttachment | None:
    """Return the picture for the first piece, where the service takes pictures."""
    if task.picture is None or place or not service.attachment_support:
        return None
    content = base64.b64decode(task.picture)
    attachment = AppriseAttachment()
    attachment.add(AttachMemory(content=content, name="picture.png", mimetype="image/png"))  # type: ignore[no-untyped-call]  # the library's
    return attachment


def _sent(
    service: NotifyBase, title: str, body: str, form: plain.Form, attach: AppriseAttachment | None
) -> bool:
    # Asked directly, a service is tried once; its own retry and those of the URL belong to the caller we are not.
    service.socket_read_timeout = max(service.socket_read_timeout, _READ)
    service.request_rate_per_sec = min(service.request_rate_per_sec, _APART)
    try:
        return bool(service.notify(body=body, title=title, body_format=form.value, attach=attach))
    except Exception as error:  # noqa: BLE001  a plugin fails in any way on what it did not expect
        logging.getLogger("apprise").warning("%s: %s", type(error).__name__, error)
        return False


class _Words(logging.Handler):
    """What Apprise says while it works, kept and shown to nobody else."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self._logger = logging.getLogger("apprise")

    def __enter__(self) -> None:
        self._logger.handlers = [self]
        self._logger.setLevel(logging.DEBUG)
        self._logger.propagate = False

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a warning, and what an exception said, which Apprise tells at the level of debugging."""
        said = " ".join(record.getMessage().split())[:_LINE]
        if record.levelno >= logging.WARNING or "xception" in said:
            self.lines.append(said)


if __name__ == "__main__":
    main()
