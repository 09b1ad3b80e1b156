"""What a feed of alerts holds: one Atom entry a message (RFC 4287), whose id never changes.

story view + the message's HTML → an entry; entries, newest first → a feed
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from monitor.alerts import outlet_names, plain, words
from monitor.alerts.clip import clip, flat
from monitor.alerts.labels import topic_label
from monitor.alerts.markup import read
from monitor.model import ChannelConfig, DeliveryKind, RuleStatus, StoryView

_IDS = uuid.UUID("5f0c2f4e-6f0a-4a3c-9b6d-0d6b8f5f7a11")  # ours; every id is derived from it
_MAX_TITLE = 250  # units
_NAME = "monitor"
_WEB = re.compile(r"https?://[^\s\"<>]+", re.IGNORECASE)
# XML 1.0 has no way to write these, not even by number (w3.org/TR/xml/#charsets).
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(view: StoryView, channel: ChannelConfig, *, kind: DeliveryKind, html: str) -> str:
    """Return the entry of an alert; of a reply, one of its own, since readers do not look at an old one again."""
    told = tuple(match for match in view.lead.matches if match.status is RuleStatus.STABLE)
    severity = max((match.severity for match in told), key=lambda one: one.rank, default=view.story.severity)
    key = f"story {view.story.id}"
    if kind is DeliveryKind.REPLY:
        key += " retraction" if view.retraction is not None else f" reply {view.story.revision}"
    title = _title(html)
    if view.retraction is not None and kind is not DeliveryKind.REPLY:
        # Its first line is the reason; what was taken back stands beneath it.
        title = _title(html, lines=2)
    mark = words.of(channel.language).retracted
    if view.retraction is not None and mark not in title:
        title = clip(f"{mark}{title}", _MAX_TITLE)
    document = view.lead.document
    updated = max((view.lead.seen_at, *(update.at for update in view.updates)))
    return _entry(
        key=key,
        title=title,
        url=document.url or view.lead.url,
        html=html,
        published=view.lead.seen_at,
        updated=updated,
        author=outlet_names.called(document.outlet.name, view, channel.language) or _NAME,
        language=channel.language,
        categories=(
            *((topic, topic_label(topic)) for topic in dict.fromkeys(match.topic for match in told)),
            *(((f"severity:{severity}", f"{severity} severity"),) if severity else ()),
            *((("demo", "demo"),) if view.lead.demo else ()),
            *((("retracted", "retracted"),) if view.retraction is not None else ()),
        ),
    )


def wrap(kind: DeliveryKind, html: str, channel: ChannelConfig, *, key: str, now: datetime) -> str:
    """Return the entry of what is about no single alert: a digest or a spike; `key` is what makes it unique."""
    return _plain_entry(f"{kind} {channel.id} {key}", kind.value, html, channel, now)


def trial(html: str, channel: ChannelConfig, now: datetime) -> str:
    """Return the entry of a test message."""
    return _plain_entry(f"test {channel.id} {now.isoformat()}", "test", html, channel, now)


def feed(entries: Sequence[str], *, id_: str, title: str, updated: datetime) -> str:
    """Return the document that holds the entries, each on lines of its own."""
    lines = (
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{id_}</id>",
        f"<title>{_text(title)}</title>",
        f"<updated>{_instant(updated)}</updated>",
        f"<author><name>{_NAME}</name></author>",
        f"<generator>{_NAME}</generator>",
        *entries,
        "</feed>",
    )
    return "\n".join(lines) + "\n"


def feed_id(name: str) -> str:
    """Return the id of a feed that has none yet."""
    return f"urn:uuid:{uuid.uuid5(_IDS, f'feed {name}')}"


def stamped(entry: str, now: datetime) -> str:
    """Return the entry as one that was changed now, so that readers look at it again."""
    return re.sub(r"<updated>[^<]*</updated>", f"<updated>{_instant(now)}</updated>", entry, count=1)


def id_of(entry: str) -> str:
    """Return the id of an entry of ours."""
    found = re.search(r"<id>([^<]*)</id>", entry)
    return found[1] if found else ""


def _plain_entry(key: str, category: str, html: str, channel: ChannelConfig, now: datetime) -> str:
    return _entry(
        key=key,
        title=_title(html),
        url=None,
        html=html,
        published=now,
        updated=now,
        author=_NAME,
        language=channel.language,
        categories=((category, category),),
    )


def _entry(  # noqa: PLR0913  an entry has that many parts
    *,
    key: str,
    title: str,
    url: str | None,
    html: str,
    published: datetime,
    updated: datetime,
    author: str,
    language: str | None,
    categories: Iterable[tuple[str, str]],
) -> str:
    id_ = f"urn:uuid:{uuid.uuid5(_IDS, key)}"
    spoken = f" xml:lang={_value(language)}" if language else ""
    return "\n".join(
        (
            f"<entry{spoken}>",
            f"<id>{id_}</id>",
            f"<title>{_text(title)}</title>",
            *((f'<link rel="alternate" href={_value(url)}/>',) if url and _WEB.fullmatch(url) else ()),
            f"<published>{_instant(published)}</published>",
            f"<updated>{_instant(updated)}</updated>",
            f"<author><name>{_text(author)}</name></author>",
            *_categories(categories),
            f'<content type="html">{_text(plain.write(html, plain.Form.HTML))}</content>',
            "</entry>",
        )
    )


def _categories(categories: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, label in categories:
        yield f"<category term={_value(term)} label={_value(label)}/>"


def _title(html: str, *, lines: int = 1) -> str:
    """Return the first lines that show anything, as one."""
    shown = "".join(letter.text for letter in read(html))
    seen = [flat(line) for line in shown.split("\n") if line.strip()]
    return clip(" · ".join(seen[:lines]), _MAX_TITLE) or "Alert"


def _text(text: str) -> str:
    return escape(_writable(text))


def _value(text: str) -> str:
    return quoteattr(_writable(text))


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
