import pytest

from monitor.channels.redact import Redactor
from monitor.channels.url_secrets import secrets_of, web_host
from monitor.model import Secret


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://hooks.example/T0KEN/b?key=K3YS#frag", "hooks.example said: no T0KEN, no K3YS, no frag"),
        ("https://me:pass@hooks.example/", "hooks.example said: no pass"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "said: T1JJ3T3L2 A1BRTD4JD"),
        ("mailto://user:p%40ssword@example.org", "said: p@ssword and p%40ssword"),
        ("no-url-at-all", "said: no-url-at-all"),
        ("http://[broken/T0KEN", "said: T0KEN"),
    ],
)
def test_what_may_be_a_key_is_shown_nowhere(url: str, said: str) -> None:
    shown = Redactor(secrets_of(Secret(url))).redact(f"{said} {url}")

    for key in ("T0KEN", "K3YS", "frag", "pass", "T1JJ3T3L2", "A1BRTD4JD", "ssword", "no-url-at-all"):
        assert key not in shown


def test_the_host_of_a_web_address_is_no_secret() -> None:
    url = Secret("https://hooks.example/T0KEN")

    assert web_host(url) == "hooks.example"
    assert Redactor(secrets_of(url)).redact("hooks.example answered") == "hooks.example answered"


@pytest.mark.parametrize("url", ["slack://T0KEN/x", "http://[broken", "nonsense", "https://"])
def test_only_a_web_address_has_a_host_to_show(url: str) -> None:
    assert not web_host(Secret(url))
