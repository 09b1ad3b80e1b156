"""Chats and messages of the Telegram stand-in, as a reader sees them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.telegram_html import Entity
from tests.telegram_rules import Json, Keyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat the bot may post in."""

    id: int
    username: str | None = None
    title: str = "Policy watch"
    type: str = "channel"
    topics: frozenset[int] = frozenset()  # of a forum
    is_protected: bool = False  # nothing is forwarded from it
    before: int = 0  # messages that stood there before we came, and cannot be seen

    @property
    def json(self) -> Json:
        if self.type == "private":
            return {"id": self.id, "type": self.type, "first_name": self.title}
        name = {"username": self.username} if self.username else {}
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.type, "title": self.title, **name, **forum}


CHAT = Chat(id=-1001234567890, username="policy_watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stands in a chat: `text` is what a reader sees, beneath a picture where there is one."""

    id: int
    chat: int
    text: str
    entities: tuple[Entity, ...] = ()
    silent: bool = False
    edited: bool = False
    preview: bool = True
    picture: bytes | None = None
    thread: int | None = None
    reply_to: int | None = None
    buttons: Keyboard = ()
    person: int | None = None  # who wrote it; None: the bot
    forwarded: tuple[int, int] | None = None  # from which chat, and its id there

    def styled(self, kind: str) -> tuple[str, ...]:
        """Return the stretches of text in one style, e.g. `bold` or `text_link`."""
        coded = self.text.encode("utf-16-le")
        spans = ((2 * e.offset, 2 * (e.offset + e.length)) for e in self.entities if e.type == kind)
        return tuple(coded[start:end].decode("utf-16-le") for start, end in spans)

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(entity.url for entity in self.entities if entity.url)


FULL = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    ),
}
RIGHTS = dict.fromkeys(
    (
        "can_be_edited",
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_post_messages",
        "can_edit_messages",
    ),
    True,
)
