import pytest

from monitor.sources import sites


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.com/a", "example.com"),
        ("https://example.com", "example.com"),
        ("https://gxt.nmg.gov.cn/x", "nmg.gov.cn"),
        ("https://www.gov.cn/", "www.gov.cn"),
        ("https://sousuo.www.gov.cn/", "www.gov.cn"),
        ("https://news.btd.nm.cn/", "btd.nm.cn"),
        ("https://a.b.example.co.uk:8443/", "example.co.uk"),
        ("https://a.example.de/", "example.de"),
        ("http://127.0.0.1:8000/x", "127.0.0.1"),
        ("http://[::1]/x", "::1"),
        ("http://[broken", ""),
        ("/relative", ""),
    ],
)
def test_a_host_belongs_to_the_site_it_is_registered_under(url: str, site: str) -> None:
    assert sites.site(url) == site


def test_two_hosts_of_an_office_are_one_site() -> None:
    assert sites.is_same("https://www.miit.gov.cn/a", "http://wap.miit.gov.cn/b")
    assert not sites.is_same("https://www.miit.gov.cn/a", "https://www.most.gov.cn/a")
