"""What a document says with its attachments."""

from dataclasses import replace

import pytest

from monitor.corpus import attachments, laying_out
from monitor.model import Attachment, AttachmentText, Document, Section

_OWN = Section(paragraphs=("名单见附件。",))
_LIST = Attachment(url="https://example.org/P02.xlsx", name="名单.xlsx")


def test_a_text_stands_behind_the_documents_own_under_its_name() -> None:
    document = Document(title="通知", sections=(_OWN,), attachments=(_LIST,))
    text = AttachmentText(sections=(Section(paragraphs=("1 | 石板公司",)),))

    assert attachments.attach(document, _LIST, text) == Document(
        title="通知",
        sections=(_OWN, Section(heading="名单.xlsx", paragraphs=("1 | 石板公司",))),
        attachments=(_LIST,),
    )


def test_sheets_are_told_apart_and_what_was_left_out_is_said() -> None:
    text = AttachmentText(
        sections=(Section(heading="一", paragraphs=("1",)), Section(heading="二", paragraphs=("2",))),
        cut="only the first 20,000 rows were read",
    )

    joined = attachments.attach(Document(title="通知"), _LIST, text)

    assert joined.sections == (
        Section(heading="名单.xlsx: 一", paragraphs=("1",)),
        Section(heading="名单.xlsx: 二", paragraphs=("2", "[only the first 20,000 rows were read]")),
    )


@pytest.mark.parametrize(
    ("url", "heading"),
    [
        ("https://example.org/%E5%90%8D%E5%8D%95.pdf?x=1", "名单.pdf"),
        ("https://example.org/", "https://example.org/"),
        ("http://[", "http://["),
    ],
)
def test_an_attachment_without_a_name_goes_by_its_file(url: str, heading: str) -> None:
    text = AttachmentText(sections=(Section(paragraphs=("1",)),))

    assert attachments.attach(Document(title="t"), Attachment(url=url), text).sections[0].heading == heading


def test_what_is_known_after_a_fetch_takes_the_place_of_what_was_known_before() -> None:
    other = Attachment(url="https://example.org/b.pdf")
    fetched = Attachment(url=_LIST.url, name="名单.xlsx", size=5)

    described = attachments.described(Document(title="t", attachments=(other, _LIST)), fetched)

    assert described.attachments == (other, fetched)


@pytest.mark.parametrize(
    ("attachment", "is_read"),
    [
        (Attachment(url="https://example.org/a.pdf"), True),
        (Attachment(url="https://example.org/get?id=1", name="名单.OFD"), True),
        (Attachment(url="https://example.org/get?id=1", media_type="text/csv; charset=gbk"), True),
        (Attachment(url="https://example.org/get?id=1"), True),
        (Attachment(url="http://["), True),
        (Attachment(url="https://example.org/a.doc"), False),
        (Attachment(url="https://example.org/get", name="a.zip", media_type="application/pdf"), False),
        (Attachment(url="https://example.org/get", media_type="application/vnd.ms-excel"), False),
        (Attachment(url="https://example.org/get", media_type="image/png"), False),
    ],
)
def test_only_files_that_can_be_read_are_worth_fetching(attachment: Attachment, is_read: bool) -> None:
    _, wanted = attachments.to_fetch(Document(title="t", attachments=(attachment,)), own=None, most=5)

    assert wanted == ((attachment,) if is_read else ())


def test_a_document_says_which_of_its_files_are_not_read_and_why() -> None:
    own, scan, pack, late, image = (
        Attachment(url=f"https://example.org/{name}") for name in ("o.pdf", "s.pdf", "p.zip", "l.pdf", "i")
    )
    image = replace(image, media_type="image/png")
    document = Document(title="t", attachments=(own, scan, pack, late, image))

    named, wanted = attachments.to_fetch(document, own=own.url, most=1)
    told = attachments.unread(named, scan, "cannot be read: a PDF without text, a scan it seems")

    assert wanted == (scan,)
    assert [one.unread for one in told.attachments] == [
        None,
        "a PDF without text, a scan it seems",
        "files of this kind are not (zip)",
        "only 1 files of a document are",
        None,
    ]
    assert "p.zip | not read: files of this kind are not (zip)\n" in laying_out.render(told)
