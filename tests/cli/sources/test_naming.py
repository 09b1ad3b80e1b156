"""What a new source is called."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.sources import naming


@pytest.mark.parametrize(
    ("title", "url", "name"),
    [
        ("Rare Earth Exchanges", "https://a.example/", "rare-earth-exchanges"),
        ("L'Économie d'aujourd'hui", "https://a.example/", "leconomie-daujourdhui"),
        ("工信部", "https://www.miit.gov.cn/feed", "miit"),
        ("工业和信息化部 (MIIT) 通知公告", "https://www.miit.gov.cn/feed", "miit"),
        ("36氪", "https://36kr.com/feed", "36kr"),
        ("", "http://rss.people.com.cn/", "people"),
        ("", "http://www.chinadaily.com.cn:8080/", "chinadaily"),
        ("", "https://www.gov.cn/", "www-gov-cn"),
        ("", "https://12.34/", "site-12-34"),
        ("", "http://127.0.0.1:8000/feed", "site-127-0-0-1"),
        ("", "https://news.163.com/", "site-163"),
        ("", "http://[::1/", "source"),
        ("", "", "source"),
        (
            "A very long title that goes on and on beyond all measure",
            "",
            "a-very-long-title-that-goes-on-and-on",
        ),
        ("x" * 90, "", "x" * 40),
    ],
)
def test_an_id_comes_from_the_title_else_from_the_host(title: str, url: str, name: str) -> None:
    assert naming.new_id(title, url, ()) == name


def test_an_id_that_is_taken_gets_a_number() -> None:
    assert naming.new_id("News", "", {"news", "news-2"}) == "news-3"


@given(st.text(max_size=60), st.text(max_size=60), st.sets(st.sampled_from(["a", "source", "source-2"])))
def test_whatever_it_is_called_its_id_is_one_and_free(title: str, url: str, taken: set[str]) -> None:
    name = naming.new_id(title, url, taken)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) < 60
    assert name not in taken
