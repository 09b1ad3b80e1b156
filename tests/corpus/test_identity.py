from dataclasses import replace

import pytest

from monitor.corpus import identity, laying_out
from monitor.model import Entry, Section
from tests.fakes import document


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("http://Example.ORG:80/a", "https://example.org/a", id="scheme, case and standard port"),
        pytest.param("https://example.org", "https://example.org/", id="no path is the front page"),
        pytest.param(
            "https://example.org/a?utm_source=x&id=5&fbclid=y#top",
            "https://example.org/a?id=5",
            id="tracking",
        ),
        pytest.param(
            "https://example.org:8443/a", "https://example.org:8443/a", id="another port is another place"
        ),
        pytest.param(
            "https://example.org/第三批 名单",
            "https://example.org/%E7%AC%AC%E4%B8%89%E6%89%B9%20%E5%90%8D%E5%8D%95",
            id="characters are encoded",
        ),
        pytest.param(
            "https://example.org/%E7%AC%AC", "https://example.org/%E7%AC%AC", id="what is encoded stays"
        ),
        pytest.param("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a", id="IPv6"),
        pytest.param("https://example.org/?a=", "https://example.org/?a=", id="empty parameters stay"),
        pytest.param("urn:uuid:1", None, id="no web address"),
        pytest.param("https://example.org:port/", None, id="a broken port"),
        pytest.param("", None, id="nothing"),
        pytest.param(None, None, id="none"),
    ],
)
def test_two_links_to_one_page_have_one_address(url: str | None, expected: str | None) -> None:
    assert identity.canonical_url(url) == expected


def test_an_entry_is_known_by_guid_then_address_then_content() -> None:
    by_guid = Entry(guid="g", url="https://example.org/a", title="A", body="x")
    by_url = Entry(url="https://example.org/a?utm_source=x", title="A", body="x")
    by_content = Entry(title="A", body="x")

    ids = [identity.document_id("s", entry) for entry in (by_guid, by_url, by_content)]

    assert len(set(ids)) == 3
    assert identity.document_id("s", replace(by_guid, body="edited", url=None)) == ids[0]
    assert identity.document_id("s", replace(by_url, url="http://example.org/a", title="B")) == ids[1]
    assert identity.document_id("other", by_guid) != ids[0]


def test_what_a_reader_does_not_see_makes_no_new_version() -> None:
    seen = document()

    assert identity.content_hash(seen) == identity.content_hash(replace(seen, url="x", language="zh"))
    assert identity.content_hash(seen) != identity.content_hash(replace(seen, title="Another"))


def test_the_same_text_in_another_script_has_the_same_hash_and_little_text_has_none() -> None:
    text = "工业和信息化部公布第三批稀土新材料试点名单，共有二十家企业和三个园区入选，名单自公布之日起三年内有效，到期重新评估。"
    variants = ("关键核心技术：" + text, "關鍵核心技術：" + text)

    documents = [document(sections=(Section(paragraphs=(variant,)),)) for variant in variants]
    hashes = {identity.text_hash(laying_out.lay_out(found)) for found in documents}

    assert len(hashes) == 1
    assert hashes != {""}
    assert identity.text_hash(laying_out.lay_out(document(text="Notice"))) == ""
