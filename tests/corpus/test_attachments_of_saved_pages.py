import pytest

from monitor.corpus import article
from monitor.corpus.seed_lines import Clock

TEXT = "工业和信息化部组织开展试点申报工作，请各地按要求推荐企业，并于十月底前报送材料。" * 8


def urls(head: str, href: str, url: str | None = None) -> list[str]:
    page = (
        f"<html><head><title>通知</title>{head}</head><body><article><h1>关于开展试点的通知</h1><p>{TEXT}</p>"
        f"<p>附件：<a href='{href}'>申报表.docx</a></p></article></body></html>"
    )
    return [one.url for one in article.extract(page, url, clock=Clock()).attachments]


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            "<link rel='canonical' href='https://miit.example/a/notice.html'>",
            "https://miit.example/a/form.docx",
        ),
        ("<meta property='og:url' content='https://miit.example/a/n'>", "https://miit.example/a/form.docx"),
        ("<base href='https://miit.example/files/'>", "https://miit.example/files/form.docx"),
        ("<base href='http://[' ><base href='https://b.example/'>", "https://b.example/form.docx"),
        ("<link rel='canonical' href='/a'>", "form.docx"),
        ("", "form.docx"),
    ],
)
def test_a_file_of_a_saved_page_is_kept_under_the_address_the_page_says(head: str, url: str) -> None:
    assert urls(head, "form.docx") == [url]


def test_a_page_with_an_address_has_its_own_base() -> None:
    assert urls("", "form.docx", "https://a.example/x/y") == ["https://a.example/x/form.docx"]
    assert urls("<base href='/files/'>", "form.docx", "https://a.example/x/y") == [
        "https://a.example/files/form.docx"
    ]


@pytest.mark.parametrize("href", ["javascript:void(0)", "mailto:a@b.example", "#form.docx"])
def test_what_leads_to_no_file_is_none(href: str) -> None:
    assert urls("", href) == []
