"""Paragraphs and tables of a DOCX."""

import pytest

from monitor.corpus.attachments import reading
from tests.corpus.attachments import files


def _paragraphs(body: str) -> tuple[str, ...]:
    return reading.read(files.docx(body), name="a.docx", media_type=None).sections[0].paragraphs


def _cell(text: str, properties: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{files.paragraph(text)}</w:tc>"


def test_a_row_of_a_table_is_one_paragraph_between_those_around_it() -> None:
    body = (
        files.paragraph("现将名单公布如下：")
        + files.table(["序号", "名称"], ["1", "石板矿"], ["2", ""])
        + files.paragraph("特此通知。")
    )

    assert _paragraphs(body) == ("现将名单公布如下：", "序号 | 名称", "1 | 石板矿", "2", "特此通知。")


def test_a_cell_that_spans_rows_is_said_in_each() -> None:
    table = files.table(
        [_cell("江西", '<w:gridSpan w:val="1"/><w:vMerge w:val="restart"/>'), "石板矿"],
        [_cell("", "<w:vMerge/>"), "大理石矿"],
        ["四川", "页岩矿"],
    )

    assert _paragraphs(table) == ("江西 | 石板矿", "江西 | 大理石矿", "四川 | 页岩矿")


def test_a_cell_that_spans_columns_moves_those_behind_it() -> None:
    table = files.table(
        ["1", "2", _cell("东", '<w:vMerge w:val="restart"/>')],
        [_cell("3", '<w:gridSpan w:val="2"/>'), _cell("", '<w:vMerge w:val="continue"/>')],
        [_cell("4", '<w:gridSpan w:val="wide"/>'), "5"],
    )

    assert _paragraphs(table) == ("1 | 2 | 东", "3 | 东", "4 | 5")


def test_a_table_in_a_cell_is_part_of_its_row() -> None:
    inner = f"<w:tc>{files.paragraph('矿')}{files.table(['石板', '页岩'])}</w:tc>"

    assert _paragraphs(files.table(["1", inner])) == ("1 | 矿 石板 页岩",)


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("<w:r><w:t>石</w:t></w:r><w:r><w:t>板</w:t></w:r>", "石板"),
        ("<w:r><w:t>石</w:t><w:tab/><w:t>板</w:t><w:noBreakHyphen/></w:r>", "石 板-"),
        ("<w:del><w:r><w:delText>页岩</w:delText></w:r></w:del><w:ins><w:r><w:t>石板</w:t></w:r></w:ins>", "石板"),
        ("<w:moveFrom><w:r><w:t>页岩</w:t></w:r></w:moveFrom><w:r><w:t>石板</w:t></w:r>", "石板"),
        ("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:instrText>PAGE</w:instrText><w:t>石板</w:t></w:r>", "石板"),
    ],
)  # fmt: skip
def test_a_paragraph_is_what_its_reader_sees(run: str, text: str) -> None:
    assert _paragraphs(f"<w:p>{run}</w:p>") == (text,)


def test_a_text_box_comes_before_the_paragraph_it_stands_in() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{files.paragraph('注')}</w:txbxContent></w:pict></w:r>"

    assert _paragraphs(f"<w:p>{box}<w:r><w:t>石板</w:t><w:br/><w:t>页岩</w:t></w:r></w:p>") == (
        "注",
        "石板",
        "页岩",
    )


def test_what_stands_in_no_paragraph_and_no_table_is_passed_over() -> None:
    assert _paragraphs(f"<w:t>x</w:t><w:br/><w:tc/><w:tr/>{files.paragraph('石板')}") == ("石板",)


def test_a_long_document_is_cut_and_says_so() -> None:
    found = reading.read(files.docx(files.paragraph("石" * 1000) * 250), name="", media_type=None)

    assert sum(map(len, found.sections[0].paragraphs)) == 200_000
    assert found.cut == "only the first 200,000 characters were read"
