"""The Apprise channel: any service that Apprise knows, by its URL, spoken to in a child process with a deadline."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, ClassVar

from monitor.channels.apprise_report import Exchange, Report, Task, outcome
from monitor.channels.redact import Redactor
from monitor.channels.url_secrets import secrets_of
from monitor.channels.webhook import delivery_of
from monitor.model import Ambiguous, NotSent, Outcome, Post, Refused, Secret

SECONDS = 60.0  # for a message, all its pieces together
_CHECK_SECONDS = 30.0
_MAX_REPORT = 1024 * 1024
_CHILD = "monitor.channels.apprise_child"
# How a service is reached from here is the system's affair; our own keys in the environment are not for the child.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "HOME", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")
_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy", "no_proxy"})


class AppriseChannel:
    """Sends to one service. It cannot edit: what changes is told as a message of its own."""

    can_edit: ClassVar[bool] = False

    def __init__(self, *, url: Secret, seconds: float = SECONDS) -> None:
        self._url = url
        self._seconds = seconds
        self._redact = Redactor(secrets_of(url)).redact

    async def send(self, post: Post, *, chat: str | None) -> Outcome:  # noqa: ARG002  a service does not move
        """Send a message, in as many pieces as the service needs, trying once."""
        task = Task(
            url=self._url.reveal().strip(),
            html=post.text,
            picture=base64.b64encode(post.picture).decode("ascii") if post.picture else None,
            is_plain=post.plain,
        )
        try:
            answered = await _ask(asdict(task), seconds=self._seconds)
        except _NoChildError as error:
            return NotSent(detail=str(error))
        except TimeoutError:
            return Ambiguous(detail=f"the service did not answer within {self._seconds:g} s")
        except _ChildError as error:
            return Ambiguous(detail=self._redact(str(error)))
        report = _report(answered)
        report = replace(report, said=tuple(self._redact(line) for line in report.said))
        return outcome(report, message_id=delivery_of(post))

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:  # noqa: ARG002  see can_edit
        """Refuse: no service of Apprise's lets a message be edited."""
        return Refused(detail="messages of this channel cannot be edited")


async def problems(urls: Sequence[Secret]) -> tuple[str | None, ...]:
    """Say of each URL why it is none that Apprise can send to, None where it can; nothing of it is shown."""
    if not urls:
        return ()
    try:
        answered = await _ask({"urls": [url.reveal() for url in urls]}, seconds=_CHECK_SECONDS)
    except (TimeoutError, _NoChildError, _ChildError) as error:
        redact = Redactor([secret for url in urls for secret in secrets_of(url)]).redact
        return (f"it cannot be checked: {redact(str(error)) or 'no answer in time'}",) * len(urls)
    return tuple(answered["problems"])


class _NoChildError(Exception):
    """The child could not be started."""


class _ChildError(Exception):
    """The child ended without a report."""


async def _ask(task: dict[str, Any], *, seconds: float) -> dict[str, Any]:
    """Have a child do a task; raises TimeoutError, _NoChildError, or _ChildError with its last words."""
    # -P: the folder we run in is no place to import from.
    command = (sys.executable, "-P", "-Wignore", "-m", _CHILD)
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # a Ctrl-C on the terminal is not for it
        )
    except OSError as error:
        raise _NoChildError(f"the sender cannot be started: {error.strerror}") from error
    try:
        async with asyncio.timeout(seconds):
            said, trouble = await child.communicate(json.dumps(task).encode())
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    try:
        answered = json.loads(said[:_MAX_REPORT])
    except ValueError:
        words = trouble.decode("utf-8", "replace").strip().rpartition("\n")[2][:300]
        detail = f": {words}" if words else ""
        raise _ChildError(f"the sender ended by itself ({child.returncode}){detail}") from None
    assert isinstance(answered, dict)
    return answered


def _report(answered: dict[str, Any]) -> Report:
    exchanges = tuple(Exchange(**exchange) for exchange in answered["exchanges"])
    return Report(**{**answered, "exchanges": exchanges, "said": tuple(answered["said"])})


def _environment() -> dict[str, str]:
    found = {name: value for name, value in os.environ.items() if name in _KEPT or name.lower() in _PROXIES}
    return {
        **found,
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
        "PYTHONUTF8": "1",
    }
