"""Who and what a text names."""

from monitor.model import BlockKind, Named
from monitor.rules import codec
from monitor.rules.evaluate import compile_rules
from monitor.rules.names import NameKind, Names, compile_names
from monitor.rules.rule import VocabularyEntry
from tests.rules.making import document, rule

BODIES = (
    VocabularyEntry(id="MIIT", names=("工业和信息化部", "工信部", "Ministry of Industry", "=MIIT")),
    VocabularyEntry(id="departments", names=("工业和信息化厅", "/..省工信厅/")),
)
PLACES = (
    VocabularyEntry(id="Baotou zone", names=("包头稀土高新区", "Baotou zone")),
    VocabularyEntry(id="Baotou", names=("包头", "Baotou")),
)
FIRMS = (VocabularyEntry(id="Baotou Steel", names=("包头钢铁", "Baotou Steel")),)
WORDS = (VocabularyEntry(id="pilot", names=("试点", "pilot")),)
VOCABULARIES = {
    "bodies": BODIES,
    "places": PLACES,
    "firms": FIRMS,
    "words": WORDS,
    "all-bodies": BODIES,
    "plain": (VocabularyEntry(names=("steel",)),),
}
KINDS = {
    NameKind.BODY: ("bodies",),
    NameKind.PLACE: ("places",),
    NameKind.FIRM: ("firms",),
    NameKind.WORD: ("words",),
}
NAMES = compile_names(VOCABULARIES, KINDS)


def found(text: str, names: Names = NAMES) -> list[tuple[str, str, str]]:
    return [(one.kind, one.id, text[one.start : one.end]) for one in names.find(document(text))]


def test_a_name_is_told_with_its_place_its_other_names_and_the_lists_it_stands_in() -> None:
    made = NAMES.find(document("工信部发布"))

    assert made == (
        Named(
            kind="body",
            id="MIIT",
            start=0,
            end=3,
            english="Ministry of Industry",
            chinese="工业和信息化部",
            vocabularies=frozenset({"bodies", "all-bodies"}),
        ),
    )


def test_names_come_in_the_order_of_the_text() -> None:
    assert found("MIIT and 工业和信息化部 in Baotou") == [
        ("body", "MIIT", "MIIT"),
        ("body", "MIIT", "工业和信息化部"),
        ("place", "Baotou", "Baotou"),
    ]


def test_a_name_inside_a_longer_one_of_another_kind_is_none() -> None:
    assert found("Baotou Steel") == [("firm", "Baotou Steel", "Baotou Steel")]


def test_a_place_inside_the_name_of_a_place_is_named_too() -> None:
    assert found("包头稀土高新区") == [
        ("place", "Baotou zone", "包头稀土高新区"),
        ("place", "Baotou", "包头"),
    ]


def test_a_word_neither_hides_a_name_nor_is_hidden_by_one() -> None:
    words = {**VOCABULARIES, "words": (VocabularyEntry(id="steel", names=("Steel", "Baotou Steel mill")),)}

    assert found("Baotou Steel mill", compile_names(words, KINDS)) == [
        ("word", "steel", "Baotou Steel mill"),
        ("firm", "Baotou Steel", "Baotou Steel"),
        ("word", "steel", "Steel"),
    ]


def test_a_regular_expression_is_no_name() -> None:
    assert found("江西省工信厅") == []


def test_an_entry_without_an_id_goes_by_its_first_name() -> None:
    assert found("steel", compile_names(VOCABULARIES, {NameKind.THING: ("plain",)})) == [
        ("thing", "steel", "steel")
    ]


def test_a_name_that_two_entries_share_is_both() -> None:
    both = {
        "minerals": (VocabularyEntry(id="ore", names=("矿",)),),
        "goods": (VocabularyEntry(id="pit", names=("矿",)),),
    }

    names = compile_names(both, {NameKind.THING: ("minerals",), NameKind.SUBJECT: ("goods",)})

    assert found("矿", names) == [("thing", "ore", "矿"), ("subject", "pit", "矿")]


def test_the_date_line_names_nothing() -> None:
    layout = document((BlockKind.DATE, "Baotou"), "pilot")

    assert [one.id for one in NAMES.find(layout)] == ["pilot"]


def test_without_kinds_nothing_is_named() -> None:
    assert found("MIIT", compile_names(VOCABULARIES, {})) == []


def test_a_rule_set_keeps_its_names_through_the_kept_form() -> None:
    made = compile_rules((rule("steel"),), texts={}, vocabularies=VOCABULARIES, kinds=KINDS)

    kept = codec.decode(codec.encode(made))

    assert kept is not None
    assert kept.names == made.names
    assert found("工信部", kept.names) == [("body", "MIIT", "工信部")]
