from collections.abc import Mapping

import pytest
import wordfreq

from monitor.text import word_list


@pytest.fixture(scope="module")
def large() -> Mapping[str, float]:
    found: Mapping[str, float] = wordfreq.get_frequency_dict("en", wordlist="large")
    return found


def test_every_word_has_the_share_that_wordfreq_gives_it(large: Mapping[str, float]) -> None:
    found = word_list.every()

    assert len(large) > 300_000
    assert [(word, share) for word, share in large.items() if found.share(word) != share] == []


def test_a_word_that_is_not_listed_has_no_share() -> None:
    assert word_list.every().share("rareearth") == 0.0
    assert word_list.every().share("\ud800") == 0.0
    assert word_list.WordList([(), ("of",)]).share("") == 0.0
    assert word_list.WordList([(), ("of",)]).share("of") == 10**-0.01


def test_the_common_words_have_the_shares_that_wordfreq_gives_them() -> None:
    assert word_list.common() == wordfreq.get_frequency_dict("en", wordlist="small")
