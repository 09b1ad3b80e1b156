"""What people do in the chats of the Telegram stand-in, as a bot that polls hears of it."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.telegram_rules import ApiError, Json, Parameters, bad

_CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a person saw after a press of a button."""

    query: str
    text: str
    alert: bool


class Updates:
    """The updates of one bot, kept until a poll confirms them by its offset."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ids = itertools.count(1)
        self._waiting: list[Json] = []
        self._queries: set[str] = set()
        self._poll = 0  # the newest; an older one that still waits is refused
        self._is_over = False
        self.answered: list[Answered] = []
        self.commands: list[Json] = []

    def methods(self) -> dict[str, Callable[[Parameters], Json | bool | list[Json]]]:
        """Return what is done here, by the Bot API's names."""
        return {
            "getupdates": self._get_updates,
            "answercallbackquery": self._answer,
            "setmycommands": self._set_commands,
            "getmycommands": lambda _parameters: self.commands,
            "deletewebhook": lambda _parameters: True,
        }

    def push(self, update: Json) -> int:
        """Let something happen; return the number of its update."""
        with self._changed:
            number = next(self._ids)
            self._waiting.append({"update_id": number, **update})
            if "callback_query" in update:
                self._queries.add(update["callback_query"]["id"])
            self._changed.notify_all()
            return number

    def wait_until_heard(self, timeout: float = 10.0) -> bool:
        """Wait until every update was confirmed; return whether it was."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, timeout)

    def wait_for_answer(self, count: int = 1, timeout: float = 10.0) -> bool:
        """Wait until so many presses were answered; return whether they were."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.answered) >= count, timeout)

    def wait_for_poll(self, timeout: float = 10.0) -> bool:
        """Wait until somebody polls; return whether anybody does."""
        with self._changed:
            return self._changed.wait_for(lambda: self._poll > 0, timeout)

    def end(self) -> None:
        """Let go of who still waits."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _get_updates(self, parameters: Parameters) -> list[Json]:
        offset, limit = int(parameters.get("offset", "0")), int(parameters.get("limit", "100"))
        allowed = json.loads(parameters.get("allowed_updates") or "[]")
        with self._changed:
            self._poll += 1
            mine = self._poll
            self._changed.notify_all()
            if offset > 0:
                self._waiting = [update for update in self._waiting if update["update_id"] >= offset]
                self._changed.notify_all()

            def found() -> list[Json]:
                return [one for one in self._waiting if not allowed or any(kind in one for kind in allowed)]

            self._changed.wait_for(
                lambda: found() or self._poll != mine or self._is_over,
                float(parameters.get("timeout", "0")),
            )
            if self._poll != mine:
                raise ApiError(409, _CONFLICT)
            return found()[:limit]

    def _answer(self, parameters: Parameters) -> bool:
        query = parameters.get("callback_query_id", "")
        with self._changed:
            if query not in self._queries:
                raise bad("query is too old and response timeout expired or query ID is invalid")
            self._queries.discard(query)
            if len(parameters.get("text", "")) > 200:
                raise bad("MESSAGE_TOO_LONG")
            answer = Answered(
                query=query, text=parameters.get("text", ""), alert=parameters.get("show_alert") == "true"
            )
            self.answered.append(answer)
            self._changed.notify_all()
        return True

    def _set_commands(self, parameters: Parameters) -> bool:
        self.commands = json.loads(parameters.get("commands") or "[]")
        return True
