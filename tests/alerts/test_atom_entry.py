from dataclasses import replace
from datetime import timedelta

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts import atom_entry
from monitor.model import ChannelKind, DeliveryKind
from tests.alerts.stories import HTML, SEEN, hook, view
from tests.fakes import document

CHANNEL = replace(hook(), id="feed", kind=ChannelKind.ATOM, language="en")


def read(*entries: str) -> feedparser.FeedParserDict:
    made = atom_entry.feed(entries, id_=atom_entry.feed_id("feed"), title="Alerts: <feed>", updated=SEEN)
    found = feedparser.parse(made.encode())
    assert not found.bozo, found.bozo_exception
    return found


def entry(html: str = HTML, kind: DeliveryKind = DeliveryKind.SEND, **changes: object) -> str:
    return atom_entry.render(view(**changes), CHANNEL, kind=kind, html=html)


def test_an_entry_is_valid_and_whole() -> None:
    (found,) = read(entry()).entries

    assert found.title == "🟠 Pilot list · MIIT names 12 zones"
    assert found.link == "https://e.org/a?x=1&y=2"
    assert found.published == "2026-03-02T12:00:00Z"
    assert found.updated == "2026-03-02T13:00:00Z"
    assert found.author == "MIIT"
    assert [tag.term for tag in found.tags] == ["pilot-list", "severity:high"]
    assert found.content[0].type == "text/html"
    assert '<a href="https://e.org/a?x=1&amp;y=2">MIIT names 12 zones</a><br />' in found.content[0].value
    assert "&lt;line&gt;" in found.content[0].value


def test_the_feed_has_what_a_feed_must_have() -> None:
    found = read(entry())

    assert found.version == "atom10"
    assert found.feed.title == "Alerts: <feed>"
    assert found.feed.id.startswith("urn:uuid:")
    assert found.feed.updated == "2026-03-02T12:00:00Z"


def test_the_id_is_the_storys_whatever_becomes_of_it() -> None:
    first, later = entry(), entry(kind=DeliveryKind.EDIT, updates=(), alert_id=99, retraction="a hoax")

    assert atom_entry.id_of(first) == atom_entry.id_of(later)


def test_a_reply_is_an_entry_of_its_own_one_a_revision() -> None:
    story = view().story
    ids = {
        atom_entry.id_of(entry()),
        atom_entry.id_of(entry(kind=DeliveryKind.REPLY)),
        atom_entry.id_of(entry(kind=DeliveryKind.REPLY, story=replace(story, revision=2))),
        atom_entry.id_of(entry(kind=DeliveryKind.REPLY, retraction="a hoax")),
    }

    assert len(ids) == 4


def test_a_retraction_is_marked_once_in_the_channels_words() -> None:
    said = "❌ <b>Retracted: a hoax</b>\n\n<s>MIIT names 12 zones</s>\n<s>more</s>"
    bare = "<s>MIIT names 12 zones</s>"
    entries = [
        entry(html=said, kind=DeliveryKind.EDIT, retraction="a hoax"),
        entry(html=bare, kind=DeliveryKind.EDIT, retraction="a hoax"),
        entry(html="❌ Retracted: MIIT (alert #12): a hoax", kind=DeliveryKind.REPLY, retraction="a hoax"),
        atom_entry.render(
            view(retraction="谣言"), replace(CHANNEL, language="zh"), kind=DeliveryKind.EDIT, html=bare
        ),
    ]

    found = [read(one).entries[0] for one in entries]

    assert [one.title for one in found] == [
        "❌ Retracted: a hoax · MIIT names 12 zones",
        "Retracted: MIIT names 12 zones",
        "❌ Retracted: MIIT (alert #12): a hoax",
        "已撤回：MIIT names 12 zones",
    ]
    assert all("retracted" in [tag.term for tag in one.tags] for one in found)


def test_a_demo_without_an_outlet_or_an_address_is_valid_too() -> None:
    lead = replace(
        view().lead, demo=True, url="tg://x", matches=(), document=document(outlet=view().outlets[1])
    )
    bare = replace(lead, document=replace(lead.document, outlet=replace(lead.document.outlet, name="")))

    found = read(entry(lead=lead, story=replace(view().story, severity=None)), entry(lead=bare)).entries

    assert [one.author for one in found] == ["Daily", "monitor"]
    assert [tag.term for tag in found[0].tags] == ["demo"]
    assert "links" not in found[0]


def test_a_changed_entry_has_a_new_stamp_and_nothing_else() -> None:
    stamped = atom_entry.stamped(entry(), SEEN + timedelta(days=1))

    (found,) = read(stamped).entries

    assert found.updated == "2026-03-03T12:00:00Z"
    assert found.published == "2026-03-02T12:00:00Z"


def test_digests_spikes_and_tests_are_entries_with_ids_of_their_own() -> None:
    digest = atom_entry.wrap(DeliveryKind.DIGEST, "<b>Daily</b>\nx", CHANNEL, key="a", now=SEEN)
    another = atom_entry.wrap(DeliveryKind.DIGEST, "<b>Daily</b>\nx", CHANNEL, key="b", now=SEEN)
    test = atom_entry.trial("\n \n", CHANNEL, SEEN)

    found = read(digest, another, test).entries

    assert [one.title for one in found] == ["Daily", "Daily", "Alert"]
    assert len({one.id for one in found}) == 3


def test_what_is_no_entry_has_no_id() -> None:
    assert not atom_entry.id_of("<entry></entry>")


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_text_holds_the_feed_stays_valid(said: str, outlet: str) -> None:
    lead = replace(
        view().lead,
        document=document(outlet=replace(view().outlets[0], name=outlet), url=f"https://e.org/{said}"),
    )
    shown = said.replace("&", "&amp;").replace("<", "&lt;")

    (found,) = read(atom_entry.render(view(lead=lead), CHANNEL, kind=DeliveryKind.SEND, html=shown)).entries

    assert found.id == atom_entry.id_of(entry())
