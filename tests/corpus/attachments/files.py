"""Makes small files of every kind that is read, so that a test shows what is in its file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Text = tuple[float, float, float, str]  # left, height above the foot of the page, size of the letters, text
Line = tuple[float, float, float, float]

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(
    parts: Mapping[str, str | bytes] | Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a zip of these parts."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return body.getvalue()


def pdf(
    *pages: Sequence[Text], lines: Sequence[Line] = (), turn: int = 0, extra: str = "", drawing: str = ""
) -> bytes:
    """Return a PDF in a Chinese font that every reader knows by name; the lines are drawn on each page."""
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor 5 0 R/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    )
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        *font,
    ]
    strokes = "".join(f"{x1} {y1} m {x2} {y2} l S\n" for x1, y1, x2, y2 in lines)
    for number, page in enumerate(pages):
        texts = "".join(
            f"BT /F {size} Tf {_placed(left, height, turn)} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for left, height, size, text in page
        )
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate {turn}/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {7 + 2 * number} 0 R>>"
        )
        stream = f"{strokes}{drawing}\n{texts}"
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{extra}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def _placed(left: float, height: float, turn: int) -> str:
    """Return the matrix of a text that stands there, upright, once its page is turned."""
    return {
        0: f"1 0 0 1 {left} {height}",
        90: f"0 1 -1 0 {595 - height} {left}",
        180: f"-1 0 0 -1 {595 - left} {842 - height}",
        270: f"0 -1 1 0 {height} {842 - left}",
    }[turn]


def grid(columns: Sequence[float], rows: Sequence[float]) -> list[Line]:
    """Return the rules of a table by the places of its columns and rows."""
    across = [(columns[0], row, columns[-1], row) for row in rows]
    down = [(column, rows[0], column, rows[-1]) for column in columns]
    return across + down


def docx(body: str, *, prolog: str = "", main: str = "word/document.xml") -> bytes:
    """Return a DOCX with this in its body."""
    return zipped(
        {
            "_rels/.rels": f'<Relationships {_PACKAGE}><Relationship Id="r1" Type="{_KIND}/officeDocument" Target="{main}"/></Relationships>',
            main: f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document {_W}><w:body>{body}</w:body></w:document>',
        }
    )


def paragraph(text: str) -> str:
    """Return a paragraph of a DOCX."""
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def table(*rows: Sequence[str]) -> str:
    """Return a table of a DOCX; a cell that is markup already stays so."""
    cells = (
        "".join(cell if cell.startswith("<w:tc>") else f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row)
        for row in rows
    )
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def xlsx(
    sheets: Mapping[str, str],
    *,
    texts: Sequence[str] = (),
    styles: str = "",
    state: str = "visible",
    links: str = "",
) -> bytes:
    """Return an XLSX of sheets, each what stands in its worksheet element; `state` is the first one's."""
    listed = "".join(
        f"<sheet name={quoteattr(name)} sheetId='{number}' state='{state if number == 1 else 'visible'}' r:id='s{number}'/>"
        for number, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f"<Relationship Id='s{number}' Type='{_KIND}/worksheet' Target='worksheets/sheet{number}.xml'/>"
        for number in range(1, len(sheets) + 1)
    )
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    return zipped(
        {
            "_rels/.rels": f'<Relationships {_PACKAGE}><Relationship Id="r1" Type="{_KIND}/officeDocument" Target="/xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f"<workbook {_S} {_R}><sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships {_PACKAGE}>{related}"
            f"<Relationship Id='t' Type='{_KIND}/sharedStrings' Target='sharedStrings.xml'/>"
            f"<Relationship Id='f' Type='{_KIND}/styles' Target='styles.xml'/>{links}</Relationships>",
            "xl/sharedStrings.xml": f"<sst {_S}>{shared}</sst>",
            "xl/styles.xml": f"<styleSheet {_S}>{styles}</styleSheet>",
            **{
                f"xl/worksheets/sheet{number}.xml": f"<worksheet {_S}>{content}</worksheet>"
                for number, content in enumerate(sheets.values(), start=1)
            },
        }
    )


def rows(*values: Sequence[str | float | None]) -> str:
    """Return the rows of a sheet, texts written in their cells."""
    written = []
    for number, row in enumerate(values, start=1):
        cells = ""
        for column, value in zip("ABCDEFGH", row, strict=False):
            place = f"r='{column}{number}'"
            if isinstance(value, str):
                cells += f"<c {place} t='inlineStr'><is><t>{escape(value)}</t></is></c>"
            elif value is not None:
                cells += f"<c {place}><v>{value}</v></c>"
        written.append(f"<row r='{number}'>{cells}</row>")
    return f"<sheetData>{''.join(written)}</sheetData>"


def ofd(*pages: str) -> bytes:
    """Return an OFD of pages, each what stands in the layer of its content."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    listed = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
            **{
                f"Doc_0/Pages/Page_{number}/Content.xml": f"<ofd:Page {space}><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
                for number, page in enumerate(pages)
            },
        }
    )


def ofd_text(left: float, top: float, text: str, *, size: float = 4.0) -> str:
    """Return a text of an OFD page, in millimetres from its upper left."""
    return (
        f'<ofd:TextObject Boundary="{left} {top} {size * len(text)} {size}" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size * 0.9}" DeltaX="g {len(text) - 1} {size}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def unzipped(body: bytes) -> dict[str, bytes]:
    """Return the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
