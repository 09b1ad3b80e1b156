import pytest
import requests

from monitor.channels.apprise_watch import Watched, may_be_heard


@pytest.mark.parametrize(
    ("error", "heard"),
    [
        (requests.ConnectTimeout("x"), False),
        (requests.exceptions.ProxyError("x"), False),
        (requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED"), False),
        (requests.exceptions.SSLError("bad record"), True),
        (requests.ConnectionError("NameResolutionError"), False),
        (requests.ReadTimeout("x"), True),
        (requests.exceptions.ChunkedEncodingError("x"), True),
    ],
)
def test_only_what_precedes_the_first_byte_proves_that_nothing_was_heard(
    error: requests.RequestException, heard: bool
) -> None:
    assert may_be_heard(error) is heard


def test_the_library_is_as_it_was_afterwards() -> None:
    before = requests.sessions.HTTPAdapter  # type: ignore[attr-defined]  # not exported, and what is replaced

    with Watched():
        pass

    assert requests.sessions.HTTPAdapter is before  # type: ignore[attr-defined]  # see above
