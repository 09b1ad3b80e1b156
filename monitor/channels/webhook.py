"""The webhook channel: posts a signed JSON body, and reads from the answer what became of it.

What is signed is the instant, a full stop and the body, so that a body which was recorded cannot be played again
later. A repeat has the key of the first, so that a receiver knows it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar

from monitor.channels.redact import Redactor
from monitor.channels.url_secrets import secrets_of, web_host
from monitor.model import (
    Ambiguous,
    Answered,
    NotSent,
    Outcome,
    Post,
    PostEnd,
    Refused,
    Secret,
    Sent,
    Suspended,
    Unanswered,
)

PostJson = Callable[[str, Sequence[tuple[str, str]], bytes], Awaitable[PostEnd]]
"""Posts a body with headers of ours to an address, once."""

# The server says that it did nothing yet, or that a repeat is welcome.
_LATER = frozenset({408, 425, 429, 503})
# The address or the key is at fault, not this body: an operator must act, and nothing is lost.
_SHUT = frozenset({401, 402, 403, 404, 405, 406, 407, 410, 421, 451})
_KNOWN = 409  # a receiver that has the key already


class WebhookChannel:
    """Posts to one address. An edit is a body of its own, which names what it is about."""

    can_edit: ClassVar[bool] = True

    def __init__(
        self, *, url: Secret, secret: Secret | None, post: PostJson, clock: Callable[[], datetime]
    ) -> None:
        self._url = url
        self._secret = secret
        self._post = post
        self._clock = clock
        self._host = web_host(url) or "the webhook"
        self._redact = Redactor((*secrets_of(url), *((secret,) if secret else ()))).redact

    async def send(self, post: Post, *, chat: str | None) -> Outcome:  # noqa: ARG002  a webhook does not move
        """Post a body once."""
        body = post.text.encode("utf-8", "replace")
        end = await self._post(self._url.reveal().strip(), self._headers(post, body), body)
        return self._outcome(end, post)

    async def edit(self, message_id: int, post: Post, *, chat: str | None) -> Outcome:  # noqa: ARG002  the body names what it is about
        """Post a body that brings an earlier one up to date."""
        return await self.send(post, chat=chat)

    def _headers(self, post: Post, body: bytes) -> tuple[tuple[str, str], ...]:
        # Numbers of deliveries begin again in a new store; together with the body they are this message's alone.
        key = f"{post.key}-{hashlib.sha256(body).hexdigest()[:16]}"
        instant = str(int(self._clock().timestamp()))
        headers = (("Idempotency-Key", key), ("Monitor-Timestamp", instant))
        if self._secret is None:
            return headers
        return (*headers, ("Monitor-Signature", f"v1={signature(self._secret, instant, body)}"))

    def _outcome(self, end: PostEnd, post: Post) -> Outcome:
        if isinstance(end, Unanswered):
            return _unanswered(end, self._redact(end.detail))
        said = f": {self._redact(end.line)}" if end.line else ""
        detail = f"{self._host} answered {_status(end.status)}{said}"
        return _answered(end, detail, message_id=delivery_of(post))


def signature(secret: Secret, instant: str, body: bytes) -> str:
    """Return the HMAC-SHA256 of an instant in Unix seconds, a full stop and a body, in hexadecimal."""
    signed = instant.encode("ascii") + b"." + body
    return hmac.new(secret.reveal().encode("utf-8"), signed, hashlib.sha256).hexdigest()


def delivery_of(post: Post) -> int:
    """Return the number by which a message is known where nobody else gives it one: its delivery's."""
    number = post.key.partition(":")[0]
    return int(number) if number.isdecimal() else 0


def _unanswered(end: Unanswered, detail: str) -> Outcome:
    if end.is_refused:
        return Suspended(detail=f"the webhook's address cannot be posted to: {detail}")
    return Ambiguous(detail=detail) if end.is_sent else NotSent(detail=detail)


def _answered(end: Answered, detail: str, *, message_id: int) -> Outcome:
    status = end.status
    if 200 <= status < 300 or status == _KNOWN:
        return Sent(message_id=message_id)
    if status in _LATER:
        return NotSent(detail=detail, retry_after=end.retry_after)
    if 300 <= status < 400:
        return Suspended(detail=f"{detail}; redirects are not followed: name the address it leads to")
    if status in _SHUT:
        return Suspended(detail=f"{detail}; check url and secret of the channel")
    if 400 <= status < 500:
        return Refused(detail=detail)
    return Ambiguous(detail=detail)


def _status(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"
