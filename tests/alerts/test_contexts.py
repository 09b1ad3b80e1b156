from dataclasses import replace

from monitor.alerts.contexts import show
from monitor.model import Document, Evidence, Layout, Match, Severity
from tests.alerts.samples import ENGLISH, found, lay_out, prose


def shown(document: Document, *words: str) -> tuple[str, ...]:
    layout = lay_out(document)
    return show(layout, (found(layout, *words),))


def test_matched_words_stand_in_their_context() -> None:
    paragraphs = (
        "The ministry has said on several occasions that the second pilot list of the programme will be out soon.",
        "It named forty-two entities.",
    )

    assert shown(prose(*paragraphs), "named", "pilot list") == (
        "…on several occasions that the second [pilot list] of the programme will be out soon.",
        "It [named] forty-two entities.",
    )


def test_chinese_context_is_cut_at_any_character() -> None:
    document = prose("一" * 50 + "试点名单" + "二" * 50)

    assert shown(document, "试点名单") == ("…" + "一" * 40 + "[试点名单]" + "二" * 40 + "…",)


def test_words_close_together_share_one_context() -> None:
    assert shown(prose("MIIT approved the zone as a national pilot."), "approved", "pilot") == (
        "MIIT [approved] the zone as a national [pilot].",
    )


def test_a_figure_is_marked_to_its_end() -> None:
    assert shown(prose("It sets aside CNY 1.2 billion for recycling."), "CNY 1.2") == (
        "It sets aside [CNY 1.2 billion] for recycling.",
    )
    assert shown(prose("总投资1.2亿元。"), "投资1.2") == ("总[投资1.2亿元]。",)
    assert shown(prose("In 2026 funds grew."), "2026") == ("In [2026] funds grew.",)


def test_a_chain_of_words_is_cut_into_short_contexts() -> None:
    words = tuple(f"word{letter}{'x' * 20}" for letter in "abcd")

    contexts = shown(prose(" ".join(words)), *words)

    assert [context.count("[") for context in contexts] == [3, 1]


def test_a_very_long_match_is_cut() -> None:
    (context,) = shown(prose("From here " + "word " * 40 + "to there."), "here " + "word " * 40)

    assert context.startswith("From [here word word")
    assert context.endswith("word…]to there.")


def test_a_term_is_shown_once_where_more_is_to_be_seen() -> None:
    document = prose("The pilot alone.", "The pilot and the list.", "A pilot again.")

    assert shown(document, "pilot", "list") == ("The [pilot] and the [list].",)


def test_spellings_of_one_term_are_one_term() -> None:
    document = prose("A pilot-list.", "More of it.", "The pilot list again.")

    assert shown(document, "pilot-list", "pilot list") == ("A [pilot-list].",)


def test_the_text_is_shown_rather_than_the_title_that_stands_in_the_message_anyway() -> None:
    document = replace(prose("Here is the pilot."), title="A pilot")

    assert shown(document, "pilot") == ("Here is the [pilot].",)


def test_overlapping_words_are_one() -> None:
    assert shown(prose("A national pilot list."), "national pilot", "pilot list", "pilot") == (
        "A [national pilot list].",
    )


def test_at_most_four_contexts_are_shown_and_a_new_rule_goes_before_another_term() -> None:
    document = prose(*(f"Here is word{letter}." for letter in "abcdef"))
    layout = lay_out(document)
    many = found(layout, *(f"word{letter}" for letter in "abcde"))
    one = found(layout, "wordf", rule="other", name="Other", severity=Severity.LOW)

    assert show(layout, (many, one)) == (
        "Here is [worda].",
        "Here is [wordf].",
        "Here is [wordb].",
        "Here is [wordc].",
    )


def test_evidence_over_the_edge_of_a_block_is_shown_whole() -> None:
    layout = lay_out(prose("One.", "Two."))
    start = layout.text.index("One.")
    over = Evidence(field="text", start=start, end=len(layout.text), text=layout.text[start:], term="x")
    match = replace(found(layout, "headline"), evidence=(over,))

    assert show(layout, (match,)) == ("[One. Two.]",)


def test_a_match_without_evidence_or_outside_every_block_does_no_harm() -> None:
    layout = Layout(text="A pilot list", blocks=())
    stray = Evidence(field="text", start=2, end=7, text="pilot", term="…")
    match = found(lay_out(ENGLISH), "approved")
    matches: tuple[Match, ...] = (replace(match, evidence=()), replace(match, evidence=(stray,)))

    assert show(layout, matches) == ("A [pilot] list",)
