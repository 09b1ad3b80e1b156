import pytest

from monitor.errors import ParseError
from monitor.model import BodyFormat, Entry, FolderFile, Found
from monitor.sources import folder

# Bytes as a picture has them, but for zeros.
_PICTURE = bytes(number * 89 % 255 + 1 for number in range(1000))


@pytest.mark.parametrize(
    ("path", "body_format"),
    [
        ("a.txt", BodyFormat.SEED),
        ("deep/a.TXT", BodyFormat.SEED),
        ("a.html", BodyFormat.PAGE),
        ("a.HTM", BodyFormat.PAGE),
    ],
)
def test_a_file_is_an_entry_named_by_its_path(path: str, body_format: BodyFormat) -> None:
    body = "试点名单".encode()

    assert folder.parse(FolderFile(path=path, body=body)) == Found(
        entry=Entry(guid=path, body="试点名单", body_format=body_format), raw=body
    )


def test_a_page_is_read_in_the_encoding_it_declares() -> None:
    body = '<meta charset="gb2312"><p>试点名单</p>'.encode("gb18030")

    assert "试点名单" in folder.parse(FolderFile(path="a.html", body=body)).entry.body


@pytest.mark.parametrize(
    ("body", "message"), [(b"", "empty"), (b" \n", "empty"), (b"a\0b", "not text"), (_PICTURE, "not text")]
)
def test_error_a_file_without_text_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        folder.parse(FolderFile(path="a.txt", body=body))
