"""What an OFD says, by where its texts and rules stand."""

import pytest

from monitor.corpus.attachments import reading
from monitor.errors import ParseError
from monitor.model import AttachmentText
from tests.corpus.attachments import files
from tests.corpus.attachments.files import ofd_text


def _read(body: bytes) -> AttachmentText:
    return reading.read(body, name="a.ofd", media_type=None)


def _paragraphs(*pages: str) -> tuple[str, ...]:
    return _read(files.ofd(*pages)).sections[0].paragraphs


def test_texts_in_a_line_are_one_line_and_rows_stay_rows() -> None:
    page = ofd_text(30, 30, "关于公布试点名单的通知")
    for number, row in enumerate((("序号", "企业名称"), ("1", "石板公司"), ("2", "页岩公司"))):
        page += ofd_text(30, 50 + 8 * number, row[0]) + ofd_text(60, 50 + 8 * number, row[1])

    assert _paragraphs(page, ofd_text(30, 30, "特此通知。")) == (
        "关于公布试点名单的通知",
        "序号 | 企业名称",
        "1 | 石板公司",
        "2 | 页岩公司",
        "特此通知。",
    )


def test_cells_between_rules_are_rows() -> None:
    rules = "".join(
        f"<ofd:PathObject Boundary='20 40 100 30'><ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>"
        for path in (
            "M 0 0 L 100 0 L 100 30 L 0 30 L 0 0 C",
            "M 0 10 L 100 10",
            "M 30 0 L 30 30",
            "M 0 0 L 50 9 B 1 2",
        )
    )
    texts = (
        ofd_text(22, 43, "序号")
        + ofd_text(52, 43, "企业")
        + ofd_text(22, 55, "1")
        + ofd_text(52, 52, "石板")
        + ofd_text(52, 58, "公司")
    )

    assert _paragraphs(rules + texts) == ("序号 | 企业", "1 | 石板公司")


@pytest.mark.parametrize(
    "code",
    [
        "<ofd:TextCode X='1' Y='3' DeltaX='4 4 4'>石板 矿</ofd:TextCode>",
        "<ofd:TextCode>石板 矿</ofd:TextCode>",
        "<ofd:TextCode DeltaX='g 99999 4 g x'> 石板\n矿</ofd:TextCode>",
    ],
)
def test_a_text_needs_no_more_than_its_box(code: str) -> None:
    assert _paragraphs(f"<ofd:TextObject Boundary='10 10 20 5'>{code}</ofd:TextObject>") == ("石板 矿",)


def test_what_has_no_place_or_no_text_is_passed_over() -> None:
    odd = (
        "<ofd:TextObject><ofd:TextCode>页岩</ofd:TextCode></ofd:TextObject><ofd:TextCode>页岩</ofd:TextCode>"
        "<ofd:TextObject Boundary='1 1 1 1'><ofd:TextCode/></ofd:TextObject>"
    )

    assert _paragraphs(odd + ofd_text(10, 10, "石板")) == ("石板",)


def test_a_page_that_is_missing_is_passed_over() -> None:
    parts = files.unzipped(files.ofd(ofd_text(10, 10, "石板"), ofd_text(10, 10, "页岩")))
    del parts["Doc_0/Pages/Page_0/Content.xml"]

    assert _read(files.zipped(parts)).sections[0].paragraphs == ("页岩",)


def test_a_scan_is_refused_by_name() -> None:
    with pytest.raises(ParseError, match=r"^cannot be read: an OFD without text, a scan it seems$"):
        _read(files.ofd("<ofd:ImageObject Boundary='0 0 210 297'/>"))


def test_only_the_first_pages_are_read() -> None:
    found = _read(files.ofd(*[ofd_text(10, 10, "石板")] * 301))

    assert (len(found.sections[0].paragraphs), found.cut) == (
        300,
        "only the first 300 of 301 pages were read",
    )


def test_a_long_file_is_cut_and_says_so() -> None:
    found = _read(files.ofd(*[ofd_text(10, 10, "石" * 40_000)] * 6))

    assert sum(map(len, found.sections[0].paragraphs)) == 200_000
    assert found.cut == "only the first 200,000 characters were read"
