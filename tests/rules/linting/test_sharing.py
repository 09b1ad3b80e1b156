"""Whether hits of two phrases can lie on one letter, shown by hand and held to chance texts."""

import pytest
from hypothesis import given, settings

from monitor.rules.linting.sharing import may_share
from monitor.rules.terms import Phrase
from tests.rules.linting.test_covers import hits, phrase
from tests.rules.pieces import phrases, texts


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("airline pilot", "pilot list", True),
        ("list price", "pilot list", True),
        ("pilots strike", "pilot", True),
        ("policies", "policy", True),
        ("air*", "airline pilot", True),
        ("approval of lists", "approv*", True),
        ("名单公示", "试点名单", True),
        ("AI pilot", "国产AI", True),
        ("5G list", "5G", True),
        ("television", "pilot list", False),
        ("art", "start up", False),
        ("roved", "approv*", False),
        ("试点单位", "试点名单", False),
        ("5G list", "15G", False),
    ],
)
def test_two_phrases_may_share_a_letter(one: str, other: str, expected: bool) -> None:
    assert may_share(phrase(one), [phrase("x1"), phrase(other)]) is expected
    assert may_share(phrase(other), [phrase(one)]) is expected


@settings(max_examples=400, deadline=None)
@given(phrases(), phrases(), texts())
def test_hits_that_share_a_letter_were_expected_to(one: Phrase, other: Phrase, text: str) -> None:
    text = text.replace("-", " ")  # `ab-ab` is `abab` too, and has an `ab` of its own
    meet = any(
        first.start < second.end and second.start < first.end
        for first in hits(one, text)
        for second in hits(other, text)
    )

    assert not meet or may_share(one, [other])
