"""The tables as the queries see them; `migrations/` makes them.

Instants are text in UTC with microseconds, so that they sort as they are and read well in any SQL shell.
Nothing that identifies a document is ever deleted: what a feed still lists after a year is not new again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant as `2026-11-21T18:24:58.123456Z`."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write the instant in UTC; a naive one is a bug of the caller."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        # Of all ways to write it, the fastest: a poll writes a dozen.
        return value.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read it back, aware."""
        del dialect
        return None if value is None else datetime.fromisoformat(str(value))


class Length(TypeDecorator[timedelta]):
    """A length of time in whole seconds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """Write the seconds, rounded down."""
        del dialect
        return None if value is None else int(value.total_seconds())

    def process_result_value(self, value: Any | None, dialect: Dialect) -> timedelta | None:
        """Read them back."""
        del dialect
        return None if value is None else timedelta(seconds=value)


metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

source = Table(
    "source",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("location", Text),  # what was polled last; null: never
    Column("every", Integer, nullable=False),  # seconds; as the settings said at the last start
    Column("etag", Text),
    Column("last_modified", Text),
    Column("failures", Integer, nullable=False),  # in a row
    Column("polled_at", Instant),
    Column("succeeded_at", Instant),
    Column("next_poll_at", Instant, nullable=False),
    Column("lease_until", Instant),  # null: nobody polls it now
    Column("fence", Integer, nullable=False),  # grows with each claim; a late finisher holds an old one
    Column("state", String(40), nullable=False),
    Column("detail", Text),  # the first line of what went wrong
    Column("is_listed", Boolean, nullable=False),  # stands in monitor.yaml now
    # A hash of how it is asked and read: by another recipe, an answer that did not change reads differently.
    Column("recipe", String(64), nullable=False, server_default=""),
    Column("moved_to", Text),
    Column("moved_times", Integer, nullable=False, server_default="0"),
    Column("moved_since", Instant),
    Column("gone_times", Integer, nullable=False, server_default="0"),
    Column("missing_since", Instant),
    Column("newest_at", Instant),
    Column("usual_gap", Length),
    Column("hint", Length),
    Column("is_behind", Boolean, nullable=False, server_default="0"),
    Column("why", Text, nullable=False, server_default=""),  # next_poll_at is when it is
    Column("list_due_at", Instant),  # null: next_poll_at; later than that where only pages are owed
    Column("list_why", Text, nullable=False, server_default=""),
    Column("owed_due_at", Instant),  # of its owed_page rows, the next; null: none
    Column("state_since", Instant),
    Column("trouble", String(40)),  # a state: what it has, or had last
    Column("trouble_since", Instant),
    Column("trouble_detail", Text),
    Column("told", String(40)),  # a state: what the operators were told and is not over
    Column("told_at", Instant),  # anything at all
    Column("told_alone", Boolean, nullable=False, server_default="0"),
    Column("untold", String(40)),  # a state: what they must be told
    Column("untold_since", Instant),
)
Index("source_due", source.c.is_listed, source.c.next_poll_at)  # claim_due
Index("source_untold", source.c.untold_since)  # untold

document = Table(
    "document",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("source_id", String(200), nullable=False),
    Column("guid", Text),
    Column("url", Text),
    Column("demo", Boolean, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("published", String(32)),  # ISO, as its first version said: an instant, or a bare date
    Column("digest", String(64), nullable=False, server_default=""),  # of the entry it was last made of
)
Index("document_source_url", document.c.source_id, document.c.url)  # known
Index("document_url", document.c.url)  # find
Index("document_seen", document.c.first_seen_at)  # latencies

owed_page = Table(
    "owed_page",
    metadata,
    Column("document_id", String(32), primary_key=True),  # it may not be there yet
    Column("source_id", String(200), nullable=False),
    Column("entry", Text, nullable=False),  # the Entry as JSON
    Column("raw", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("oldest", Instant),  # what was published before is backlog; null: nothing is
    Column("hides_undated", Boolean, nullable=False),
    Column("due_at", Instant),  # null: given up, and nothing could be told without the page
    Column("tries", Integer, nullable=False),
    Column("error", Text),
    Column("page_hash", String(64)),  # not null: its document is whole, and the page is looked at again
    Column("etag", Text),
    Column("last_modified", Text),
)
Index("owed_page_source", owed_page.c.source_id, owed_page.c.due_at)  # owed

run = Table(
    "run",
    metadata,
    Column("source_id", String(200), primary_key=True),
    Column("slot", Integer, primary_key=True),  # the claim's fence modulo ten: the last ten are kept
    Column("at", Instant, nullable=False),
    Column("state", String(40), nullable=False),
    Column("detail", Text),
    Column("requests", Integer, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("next_due", Instant, nullable=False),
    Column("why", Text, nullable=False),
)

version = Table(
    "version",
    metadata,
    Column("id", Integer, primary_key=True),  # grows in commit order
    Column("document_id", String(32), ForeignKey("document.id"), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("body", Text, nullable=False),  # the Document as JSON; of its head alone once its text is let go
    Column("raw", LargeBinary, nullable=False),  # the entry's bytes as they came; empty once they are let go
    Column("rules_hash", String(64), nullable=False),  # of the snapshot that matched it
    Column("is_backlog", Boolean, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("decided_at", Instant),  # null: the decide loop owes it a decision
    Column("kept", String(10), nullable=False, server_default="all"),  # what retention has left of it
    UniqueConstraint("document_id", "content_hash"),
)
Index("version_undecided", version.c.decided_at, version.c.id)  # undecided
Index("version_seen_at", version.c.seen_at)  # replays and counts
Index("version_kept", version.c.kept, version.c.seen_at, sqlite_where=version.c.kept != "id")  # retention

match = Table(
    "match",
    metadata,
    Column("version_id", Integer, ForeignKey("version.id"), primary_key=True),
    Column("rule", String(200), primary_key=True),
    Column("topic", String(200), nullable=False),
    Column("name", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("status", String(10), nullable=False),
    Column("soft", Boolean, nullable=False),
    Column("evidence", Text, nullable=False),  # JSON list
)

story = Table(
    "story",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("opened_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("severity", String(10)),  # the highest that matched; null: nothing of it did
    Column("stage", String(20)),  # the furthest; null: none was named
    Column("independent", Integer, nullable=False, server_default="1"),  # sources
)

story_document = Table(
    "story_document",
    metadata,
    Column("document_id", String(32), ForeignKey("document.id"), primary_key=True),
    Column("story_id", String(32), ForeignKey("story.id"), nullable=False),
    Column("joined_by", Text, nullable=False),  # JSON list; empty: it opened the story
    Column("score", Float, nullable=False, server_default="0"),
    # Of its newest version that was decided:
    Column("version_id", Integer),
    Column("outlet", Text, nullable=False, server_default=""),  # who published it
    Column("outlet_kind", String(30), nullable=False, server_default="unknown"),
    Column(
        "origin", Text, nullable=False, server_default=""
    ),  # what it rests on: that outlet, or a kind of them
)
Index("story_document_story", story_document.c.story_id)  # rests

story_trait = Table(
    "story_trait",
    metadata,
    Column("document_id", String(32), ForeignKey("document.id"), primary_key=True),
    Column("traits", Text, nullable=False),  # JSON: what likeness is weighed by
)

story_update = Table(
    "story_update",
    metadata,
    Column("story_id", String(32), ForeignKey("story.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("detail", Text, nullable=False),
    Column("document_id", String(32), nullable=False),
    Column("version_id", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

story_key = Table(
    "story_key",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("document_id", String(32), ForeignKey("document.id"), primary_key=True),
    Column("seen_at", Instant, nullable=False),
    sqlite_with_rowid=False,  # half the pages: these are the most rows by far
)

verdict = Table(
    "verdict",
    metadata,
    Column("version_id", Integer, ForeignKey("version.id"), primary_key=True),
    Column("channel", String(200), primary_key=True),
    Column(
        "verdict", Text, nullable=False
    ),  # "send", "edit", "edit and reply", or why it waits or is not told
    Column("delivery_id", Integer),  # what tells it; null: nothing does
)

alert = Table(
    "alert",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("story_id", String(32), ForeignKey("story.id"), nullable=False),
    Column("version_id", Integer, ForeignKey("version.id"), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("retracted_at", Instant),
    Column("retraction", Text),  # an operator's words
)
Index("alert_story", alert.c.story_id)  # owed

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", Integer, ForeignKey("alert.id")),  # null: a digest, a spike
    Column("version_id", Integer, ForeignKey("version.id")),  # what an alert's message is headed by
    Column("channel", String(200), nullable=False),
    Column("kind", String(10), nullable=False),
    Column(
        "step", String(40), nullable=False
    ),  # "first", "edit:<revision>", "reply:<revision>"; a digest's instant/since
    Column("revision", Integer, nullable=False),  # of the story: what it shows, or will
    Column("severity", String(10)),  # of the story then; null: a digest, a spike
    Column("state", String(10), nullable=False),
    Column("held_why", Text),  # why it waits for the digest
    Column("digest_id", Integer),  # the delivery that tells it with others
    Column("attempts", Integer, nullable=False),
    Column("repeats", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("parts", Text, nullable=False),  # JSON list of texts; empty: not rendered yet
    Column("picture", LargeBinary),
    Column("sent_ids", Text, nullable=False),  # JSON list of message ids
    Column("base_id", Integer),  # the last message id known when the send began
    Column("silent", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),  # no cap holds it back
    Column("plain", Boolean, nullable=False),
    Column("error", Text),
    Column("made_at", Instant),
    Column("sent_at", Instant),
    UniqueConstraint("alert_id", "channel", "step"),
)
Index("delivery_due", delivery.c.channel, delivery.c.state, delivery.c.due_at)  # next_delivery
Index("delivery_alert", delivery.c.alert_id)
Index("delivery_digest", delivery.c.digest_id)
Index("delivery_made", delivery.c.channel, delivery.c.made_at)  # damping
Index("delivery_version", delivery.c.version_id)  # retention
Index("delivery_worded", delivery.c.made_at, sqlite_where=delivery.c.parts != "[]")  # retention

digest_plan = Table(
    "digest_plan",
    metadata,
    Column("channel", String(200), primary_key=True),
    Column("plan", String(200), primary_key=True),  # its cron fields
    Column("next_at", Instant, nullable=False),
    Column("last_at", Instant),
)

spike = Table(
    "spike",
    metadata,
    Column("topic", String(200), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("told_at", Instant, nullable=False),
)

silence = Table(
    "silence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(200)),  # null: in every channel
    Column("kind", String(10), nullable=False),
    Column("value", String(200), nullable=False),
    Column("until", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("why", Text, nullable=False),
)
Index("silence_until", silence.c.until)

vote = Table(
    "vote",
    metadata,
    Column("alert_id", Integer, ForeignKey("alert.id"), primary_key=True),
    Column("voter", String(64), primary_key=True),  # a keyed hash of who
    Column("vote", String(10), nullable=False),
    Column("at", Instant, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column("chat", String(40), primary_key=True),  # a private one
    Column("topic", String(200), primary_key=True),
    Column("since", Instant, nullable=False),
)

channel = Table(
    "channel",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("chat", Text),  # where the chat has moved; null: where the settings say
    Column("suspended", Text),  # what an operator must mend; null: open
    Column("paused_until", Instant),
    Column("failures", Integer, nullable=False),  # in a row
)

mark = Table(
    "mark",
    metadata,
    Column("chat", Text, primary_key=True),  # as the settings, or its move, name it
    Column("last_id", Integer, nullable=False),  # the greatest message id known to stand there
)

send_log = Table(
    "send_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(200), nullable=False),
    Column("at", Instant, nullable=False),
)
Index("send_log_channel", send_log.c.channel, send_log.c.at)  # pacing

standing = Table(
    "standing",
    metadata,
    Column(
        "key", String(64), primary_key=True
    ),  # "in force", or what is refused: "rules", "settings", "restart"
    Column("since", Instant, nullable=False),
    Column("detail", Text, nullable=False),  # JSON
)

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False),  # what it is about: one key, one thing that may be wrong
    Column("text", Text, nullable=False),  # plain, as the operators read it
    Column("is_end", Boolean, nullable=False),  # it tells that what the key told of before is over
    Column("made_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),  # a delivery's, or "replaced" by a newer one of its key
    Column("attempts", Integer, nullable=False),
    Column("repeats", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("plain", Boolean, nullable=False),
    Column("error", Text),
    Column("sent_at", Instant),
)
Index("notice_due", notice.c.state, notice.c.due_at)  # next_delivery
Index("notice_key", notice.c.key, notice.c.id)  # tell
