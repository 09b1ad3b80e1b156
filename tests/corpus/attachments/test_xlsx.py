"""Rows of the sheets of an XLSX."""

import pytest

from monitor.corpus.attachments import reading
from monitor.model import Section
from tests.corpus.attachments import files


def _read(body: bytes) -> tuple[Section, ...]:
    return reading.read(body, name="a.xlsx", media_type=None).sections


def _rows(sheet: str, *, texts: tuple[str, ...] = (), styles: str = "") -> tuple[str, ...]:
    return _read(files.xlsx({"名单": sheet}, texts=texts, styles=styles))[0].paragraphs


def test_each_sheet_that_is_shown_is_a_section_of_rows() -> None:
    shown = files.rows(["序号", "企业名称"], [1, "石板公司"], [None, None], [2, "页岩公司"])
    body = files.xlsx(
        {"草稿": files.rows(["x"]), "第一批": shown, "空": "", "第二批": files.rows([3])}, state="hidden"
    )

    assert _read(body) == (
        Section(heading="第一批", paragraphs=("序号 | 企业名称", "1 | 石板公司", "2 | 页岩公司")),
        Section(heading="第二批", paragraphs=("3",)),
    )


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<c t='s'><v>0</v></c>", "石板"),
        ("<c t='s'><v>7</v></c>", ""),
        ("<c t='s'><v>x</v></c>", "石板"),
        ("<c t='str'><v>石板</v></c>", "石板"),
        ("<c t='inlineStr'><is><r><t>石</t></r><r><t>板</t></r></is></c>", "石板"),
        ("<c t='b'><v>1</v></c>", "TRUE"),
        ("<c t='e'><v>#N/A</v></c>", "#N/A"),
        ("<c><v>12</v></c>", "12"),
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ("<c><v>1e999</v></c>", "inf"),
        ("<c><v>many</v></c>", "many"),
        ("<c s='0'><v>46000</v></c>", "46000"),
        ("<c s='1'><v>46000</v></c>", "2025-12-09"),
        ("<c s='1'><v>46000.4375</v></c>", "2025-12-09 10:30"),
        ("<c s='2'><v>46000</v></c>", "2025-12-09"),
        ("<c s='3'><v>46000</v></c>", "46000"),
        ("<c s='1'><v>9999999</v></c>", "9999999"),
        ("<c s='1'><v>NaN</v></c>", "nan"),
    ],
)  # fmt: skip
def test_a_cell_is_what_its_reader_sees(cell: str, shown: str) -> None:
    styles = (
        "<numFmts><numFmt numFmtId='170' formatCode='yyyy&quot;年&quot;m&quot;月&quot;'/><numFmt numFmtId='171' formatCode='0.0&quot;day&quot;[Red]'/></numFmts>"
        "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='170'/><xf numFmtId='171'/></cellXfs>"
    )
    sheet = f"<sheetData><row><c t='str'><v>-</v></c>{cell}</row></sheetData>"

    assert _rows(sheet, texts=("石板",), styles=styles) == (f"- | {shown}" if shown else "-",)


def test_how_a_word_is_read_is_no_part_of_it() -> None:
    body = files.xlsx({"a": "<sheetData><row><c t='s'><v>0</v></c></row></sheetData>"}, texts=["@"])
    parts = "<si><t>石板</t><rPh><t>shiban</t></rPh><r><t>矿</t></r></si>"

    assert _read(_with_part(body, "xl/sharedStrings.xml", parts))[0].paragraphs == ("石板矿",)


def test_a_merged_cell_is_said_in_each_of_its_rows() -> None:
    sheet = files.rows(["省份", "企业"], ["江西", "甲"], [None, "乙"], ["四川", "丙"])
    merged = "<mergeCells><mergeCell ref='A2:A3'/><mergeCell ref='A1:B1'/><mergeCell ref='A4:A1048576'/><mergeCell ref='A9:A10'/><mergeCell ref='x'/><mergeCell/></mergeCells>"

    assert _rows(sheet + merged) == ("省份 | 企业", "江西 | 甲", "江西 | 乙", "四川 | 丙")


def test_cells_stand_where_their_references_say() -> None:
    sheet = "<sheetData><row r='5'><c r='C5'><v>3</v></c><c r='A5'><v>1</v></c><c><v>2</v></c><c r='ZZ5'><v>9</v></c></row></sheetData>"

    assert _rows(sheet) == ("1 | 2 | 3",)


def test_a_long_sheet_is_cut_and_says_so() -> None:
    rows = "<row><c><v>1</v></c></row>" * 20_001
    found = reading.read(
        files.xlsx({"a": f"<sheetData>{rows}</sheetData>", "b": files.rows([5])}), name="", media_type=None
    )

    assert [len(section.paragraphs) for section in found.sections] == [20_000]
    assert found.cut == "only the first 20,000 rows were read"


def test_merged_cells_without_end_are_filled_for_as_long_as_is_bearable() -> None:
    rows = "<row><c><v>1</v></c></row>" * 10_000
    merged = "<mergeCell ref='A1:A1048576'/>" * 6_000

    assert len(_rows(f"<sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells>")) == 10_000


def test_sheets_that_are_missing_or_none_are_passed_over() -> None:
    body = files.xlsx({"a": files.rows([1]), "b": files.rows([2])})
    sheets = "<sheet name='x'/><sheet name='b' r:id='s2'/><sheet name='c' r:id='f'/>"
    space = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

    found = _read(_with_part(body, "xl/workbook.xml", f"<sheets {space}>{sheets}</sheets>"))

    assert found == (Section(heading="b", paragraphs=("2",)),)


def test_a_book_without_shared_texts_and_styles_is_read() -> None:
    body = _with_part(files.xlsx({"a": files.rows(["石板"])}), "xl/sharedStrings.xml", None)

    assert _read(_with_part(body, "xl/styles.xml", None))[0].paragraphs == ("石板",)


def _with_part(body: bytes, name: str, content: str | None) -> bytes:
    """Return an archive with the content of a part's root replaced, or without the part."""
    parts = files.unzipped(body)
    parts.pop(name)
    return files.zipped(parts if content is None else {**parts, name: f"<root>{content}</root>"})
