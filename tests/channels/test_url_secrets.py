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


@pytest.mark.parametrize(
    ("url", "keys"),
    [
        ("https://hooks.slack.com/services/T000/B000/XXXX", ("T000", "B000", "XXXX")),
        ("https://hooks.example/aK3x9Q", ("aK3x9Q",)),
        ("https://hooks.example/q7w2e9", ("q7w2e9",)),
        ("https://hooks.example/a-phrase-of-many-words", ("a-phrase-of-many-words",)),
        ("https://hooks.example/?aK3x9Q", ("aK3x9Q",)),
        ("https://hooks.example/?key=horse+battery", ("horse+battery", "horse battery", "battery")),
        ("tgram://123456789:ABCdef/44", ("123456789", "ABCdef")),
        ("pbul://o.gn5kj6nfhv736I7j", ("o.gn5kj6nfhv736I7j",)),
        ("ntfy://our-topic", ("our-topic",)),
        ("xyz://k7m2p9:99/hook", ("k7m2p9",)),
    ],
)
def test_a_part_that_looks_like_a_key_is_shown_nowhere(url: str, keys: tuple[str, ...]) -> None:
    for key in keys:
        assert Redactor(secrets_of(Secret(url))).redact(f"said: {key}!") == "said: ***!"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://127.0.0.1:8090/hook", "hook: refused: port 8090 of 127.0.0.1; allow 127.0.0.1:8090"),
        ("https://hooks.example/Services/v1/alerts2?format=text", "Services v1 format=text hooks.example"),
        ("json://localhost:8090/hook", "hook at localhost:8090"),
        ("json://[::1]:8090/hook", "hook at [::1]:8090"),
        ("ntfy://gateway:8080/alerts", "alerts at gateway:8080"),
        ("mailto://x:secret99@mail.example.org/?verify=never", "never by mail.example.org"),
    ],
)
def test_neither_host_nor_port_nor_ordinary_words_are_secrets(url: str, said: str) -> None:
    assert Redactor(secrets_of(Secret(url))).redact(said) == said


def test_the_host_of_a_web_address_is_no_secret() -> None:
    url = Secret("https://hooks.example/T0KEN")

    assert web_host(url) == "hooks.example"
    assert Redactor(secrets_of(url)).redact("hooks.example answered") == "hooks.example answered"


@pytest.mark.parametrize("url", ["slack://T0KEN/x", "http://[broken", "nonsense", "https://"])
def test_only_a_web_address_has_a_host_to_show(url: str) -> None:
    assert not web_host(Secret(url))
