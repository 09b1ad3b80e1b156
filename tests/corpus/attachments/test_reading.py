"""Files of every kind, told by their bytes, and what is refused."""

import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.corpus.attachments import reading
from monitor.errors import ParseError
from tests.corpus.attachments import files

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_WIDE = "EncryptedPackage".encode("utf-16-le")


def _paragraphs(body: bytes, *, name: str = "", media_type: str | None = None) -> list[str]:
    text = reading.read(body, name=name, media_type=media_type)
    return [paragraph for section in text.sections for paragraph in section.paragraphs]


@pytest.mark.parametrize("name", ["名单.docx", "名单.doc", "https://example.org/download?id=5", ""])
def test_what_the_bytes_are_comes_before_what_a_file_is_called(name: str) -> None:
    assert _paragraphs(files.docx(files.paragraph("石板矿")), name=name, media_type="text/html") == ["石板矿"]


@pytest.mark.parametrize(
    ("body", "name", "why"),
    [
        (_OLE, "名单.doc", "a file of Word, Excel or WPS in their format of before 2007"),
        (_OLE + _WIDE, "名单.docx", "locked by a password"),
        (b"Rar!\x1a\x07", "a.rar", "an archive"),
        (b"7z\xbc\xaf\x27\x1c", "a.7z", "an archive"),
        (files.zipped({"a.txt": "x"}), "a.zip", "an archive"),
        (files.zipped({"_rels/.rels": "<a/>"}), "a.zip", "an archive"),
        (files.docx("", main="ppt/presentation.xml"), "a.pptx", "slides"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "a picture"),
        (b"{\\rtf1 x}", "a.doc", "an RTF"),
        (b"\n<!DOCTYPE html><html>", "a.pdf", "a page came in its place"),
        (b"<!-- x --><HTML>", "a.xlsx", "a page came in its place"),
        (b"%PDF-1.4 and no more", "a.pdf", "a broken PDF"),
        (b"plain", "a.pdf", "its bytes are no PDF"),
        (b"\x00\x01\x02\x03\x01\x00", "a.bin", "neither text nor a kind of file that is known"),
        (bytes(range(128, 256)) * 9, "a.csv", "neither text nor a kind of file that is known"),
        (b"", "a.txt", "there is no text in it"),
        (b"PK\x03\x04", "a.docx", "broken (BadZipFile)"),
        (files.docx(files.paragraph(" ")), "a.docx", "there is no text in it"),
        (files.docx("<w:p>"), "a.docx", "broken (XMLSyntaxError)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_line_that_says_why(body: bytes, name: str, why: str) -> None:
    with pytest.raises(ParseError) as caught:
        reading.read(body, name=name, media_type=None)

    assert str(caught.value) == f"cannot be read: {why}"


@pytest.mark.parametrize(
    ("body", "name", "media_type", "paragraphs"),
    [
        ("序号,名称\n1,石板矿\n,\n".encode("gbk"), "a.csv", None, ["序号 | 名称", "1 | 石板矿"]),
        ('序号;名称\n1;"石板矿;\n二号"'.encode(), "", "text/csv; charset=utf-8", ["序号 | 名称", "1 | 石板矿; 二号"]),
        ("a\tb\n1\t2".encode("utf-16"), "a.csv", None, ["a | b", "1 | 2"]),
        ("石板矿\r\n\r\n 大理石矿 \n".encode("gb18030"), "a.txt", None, ["石板矿", "大理石矿"]),
        ("石板矿\x07\u200b".encode(), "", None, ["石板矿"]),
    ],
)  # fmt: skip
def test_text_is_read_by_rows_or_lines(
    body: bytes, name: str, media_type: str | None, paragraphs: list[str]
) -> None:
    assert _paragraphs(body, name=name, media_type=media_type) == paragraphs


def test_a_long_text_is_cut_and_says_so() -> None:
    text = reading.read(("石板矿。" * 10 + "\n").encode() * 6_000, name="a.txt", media_type=None)

    assert sum(len(line) for line in text.sections[0].paragraphs) == 200_000
    assert text.cut == "only the first 200,000 characters were read"


def test_a_long_table_is_cut_and_says_so() -> None:
    text = reading.read(b"1,2\n" * 20_001, name="a.csv", media_type=None)

    assert (len(text.sections[0].paragraphs), text.cut) == (20_000, "only its beginning was read")


def test_a_huge_text_is_not_even_decoded_whole() -> None:
    text = reading.read(b" " * 1_599_990 + b"slate slate " * 10, name="a.txt", media_type=None)

    assert text.cut == "only its beginning was read"


def test_an_archive_that_declares_far_too_much_is_refused() -> None:
    body = bytearray(files.zipped({"word/document.xml": b"x" * 100}))
    at = body.index(b"PK\x01\x02")
    body[at + 24 : at + 28] = (2**32 - 2).to_bytes(4, "little")

    with pytest.raises(ParseError, match="would unpack to far more than a document has"):
        reading.read(bytes(body), name="a.docx", media_type=None)


def test_an_archive_that_unpacks_to_far_too_much_is_refused() -> None:
    body = files.docx(f"<w:p><w:r><w:t>{' ' * (65 * 2**20)}</w:t></w:r></w:p>")
    assert len(body) < 100_000

    with pytest.raises(ParseError, match=r"unpacks to far more|XMLSyntaxError"):
        reading.read(body, name="a.docx", media_type=None)


def test_an_archive_of_endless_spaces_is_refused() -> None:
    body = files.docx(" " * 1024 * 1024 * 65)
    assert len(body) < 100_000

    with pytest.raises(ParseError, match=r"unpacks to far more|XMLSyntaxError"):
        reading.read(body, name="a.docx", media_type=None)


def test_an_archive_of_endless_elements_is_refused() -> None:
    with pytest.raises(ParseError, match="more elements than a document has"):
        reading.read(files.docx("<w:p/>" * 500_001), name="a.docx", media_type=None)


def test_a_note_to_programs_in_the_xml_is_passed_over() -> None:
    assert _paragraphs(files.docx(f"<?note x?><!-- y -->{files.paragraph('石板矿')}")) == ["石板矿"]


def test_an_archive_of_many_parts_is_refused_before_they_are_counted() -> None:
    with pytest.raises(ParseError, match="too many parts"):
        reading.read(b"PK\x03\x04" + b"PK\x01\x02" * 10_001, name="a.docx", media_type=None)


def test_an_archive_packed_in_an_unusual_way_is_refused() -> None:
    body = files.zipped({"OFD.xml": "<a/>"}, compression=zipfile.ZIP_LZMA)

    with pytest.raises(ParseError, match="packed in an unusual way"):
        reading.read(body, name="a.ofd", media_type=None)


def test_an_archive_locked_by_a_password_is_refused() -> None:
    body = bytearray(files.zipped({"OFD.xml": "<a/>"}))
    body[body.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(ParseError, match="locked by a password"):
        reading.read(bytes(body), name="a.ofd", media_type=None)


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_entities_are_never_expanded(prolog: str) -> None:
    body = files.docx("<w:p><w:r><w:t>石板矿&b;</w:t></w:r></w:p>", prolog=prolog)

    assert _paragraphs(body) == ["石板矿"]


def test_xml_nested_without_end_is_refused() -> None:
    body = files.docx("<w:sdt>" * 50_000 + "</w:sdt>" * 50_000)

    with pytest.raises(ParseError, match="cannot be read"):
        reading.read(body, name="a.docx", media_type=None)


_SAMPLES = (
    files.pdf([(90, 700, 16, "石板矿重新开放的通知"), (90, 680, 12, "各有关单位。")], lines=files.grid([80, 200, 300], [600, 650])),
    files.docx(files.paragraph("石板矿") + files.table(["序号", "名称"])),
    files.xlsx({"名单": files.rows(["序号", 1.5])}, texts=["石板矿"]),
    files.ofd(files.ofd_text(10, 10, "石板矿")),
    "序号,名称\n".encode(),
)  # fmt: skip


@given(st.binary(max_size=300), st.sampled_from(("", "a.pdf", "a.csv", "a.txt", "a.docx")))
@example(b"", "a.csv")
@example(b'"', "a.csv")
def test_any_bytes_are_read_or_refused(body: bytes, name: str) -> None:
    _is_read_or_refused(body, name)


@given(
    st.sampled_from(_SAMPLES),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=6),
    st.floats(0, 1),
)
@settings(deadline=None, max_examples=300)
def test_any_damage_to_a_sound_file_is_read_or_refused(
    body: bytes, damages: list[tuple[float, bytes]], end: float
) -> None:
    damaged = bytearray(body)
    for place, piece in damages:
        at = int(place * len(damaged))
        damaged[at : at + len(piece)] = piece

    _is_read_or_refused(bytes(damaged[: max(8, int(end * 4 * len(damaged)))]), "a.csv")


@given(st.text(alphabet="<>/wpt:crtblc&;#\"' =0123xval", max_size=80))
@settings(deadline=None)
def test_any_markup_in_a_sound_archive_is_read_or_refused(markup: str) -> None:
    _is_read_or_refused(files.docx(markup), "")
    _is_read_or_refused(files.xlsx({"名单": markup}, styles=markup), "")
    _is_read_or_refused(files.ofd(markup), "")


def _is_read_or_refused(body: bytes, name: str) -> None:
    try:
        text = reading.read(body, name=name, media_type=None)
    except ParseError as error:
        text, why = None, str(error)

    assert (
        any(section.paragraphs for section in text.sections) if text else why.startswith("cannot be read: ")
    )
