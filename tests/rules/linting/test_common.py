"""Rules and terms that stand in too many of the stored documents."""

from collections.abc import Iterator

from monitor.model import Layout
from monitor.rules.linting.common import Common, measure
from tests.rules.linting.test_possible import all_of
from tests.rules.making import any_of, document, rule, rule_set

RULES = rule_set(
    rule(any_of("policy", "pilot list"), id_="by-a-term"),
    rule(all_of("policy", "zone"), id_="together"),
    rule("pilot", unless=["airline pilot"], id_="rare"),
)


def texts(count: int, *, policy: int, zone: int = 0) -> Iterator[Layout]:
    """Yield documents of which the first so many say a word."""
    for number in range(count):
        said = "policy " * (number < policy) + "zone " * (number < zone) + "airline pilot"
        yield document(said)


def test_a_term_and_a_rule_in_more_than_a_fifth_are_told_with_their_share() -> None:
    found = list(measure(RULES, texts(812, policy=276, zone=203)))

    assert found == [
        Common(
            rule="by-a-term",
            said="policy",
            message="`policy` alone makes a match and stands in 34 % of the newest 812 documents; "
            "write more of it, or put it in `near`",
        ),
        Common(
            rule="together",
            said=None,
            message="matches 25 % of the newest 812 documents; ask for more with `near` or `all`, "
            "or take other meanings out with `unless`",
        ),
    ]


def test_a_fifth_is_not_too_many() -> None:
    assert list(measure(RULES, texts(100, policy=20))) == []
    assert [one.said for one in measure(RULES, texts(100, policy=21))] == ["policy"]


def test_few_documents_say_nothing() -> None:
    assert list(measure(RULES, texts(49, policy=49))) == []
    assert [one.said for one in measure(RULES, texts(50, policy=50))] == ["policy"]


def test_documents_after_which_nothing_is_suspected_are_the_last_to_be_read() -> None:
    layouts = texts(2000, policy=10)

    assert list(measure(RULES, layouts)) == []
    assert len(list(layouts)) == 1600


def test_what_is_common_only_among_the_newest_is_measured_over_all() -> None:
    assert list(measure(RULES, texts(1000, policy=150))) == []
