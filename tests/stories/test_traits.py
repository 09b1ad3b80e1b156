"""What of a document tells its event from every other."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from monitor.corpus import laying_out
from monitor.model import Document, Section, Stage
from monitor.stories import traits
from tests.stories.making import at, document, shipped_names, traits_of


def test_both_languages_tell_the_same_names_figures_and_days() -> None:
    chinese = traits_of("包头获批稀土项目", "总投资4.6亿元，年产12万吨，请于3月20日前报送。")
    english = traits_of(
        "Baotou wins rare earth project", "It costs 460m yuan, makes 120,000 t; due by March 20."
    )

    assert {"place:Baotou", "thing:rare earths"} <= chinese.names & english.names
    assert {"460000000|CNY", "120000|tonnes"} <= chinese.figures & english.figures
    assert chinese.days == english.days == {"03-20"}
    assert (chinese.is_latin, english.is_latin) == (False, True)


def test_units_of_one_kind_are_levelled() -> None:
    assert traits_of("A plot", "420 mu").figures == traits_of("A plot", "28 hectares").figures


def test_the_script_does_not_matter() -> None:
    simplified = traits_of("内地增加稀土开采指标", "矿产品开采上限为28.8万吨，较去年增加。")
    traditional = traits_of("內地增加稀土開採指標", "礦產品開採上限為28.8萬噸，較去年增加。")

    assert replace(traditional, names=simplified.names, head_names=simplified.head_names) == simplified


def test_the_date_line_and_what_is_stated_beside_the_text_are_no_part_of_it() -> None:
    made = traits_of("A title of some length", "It says nothing.", day="2026-05-06")

    assert (made.day, made.days, made.years, made.figures) == (
        "2026-05-06",
        frozenset(),
        frozenset(),
        frozenset(),
    )


def test_the_day_is_that_of_china() -> None:
    made = replace(document("A title", "Text."), published=datetime(2026, 3, 2, 20, tzinfo=UTC))
    layout = laying_out.lay_out(made)

    found = traits.of(layout, made, seen_at=at("2026-03-09"), named=(), topics=())
    undated = traits.of(layout, replace(made, published=None), seen_at=at("2026-03-09"), named=(), topics=())

    assert (found.day, undated.day) == ("2026-03-03", "2026-03-09")


def test_a_stated_document_number_is_its_own() -> None:
    made = replace(document("通知", "正文。"), document_number="工信部联科〔2025〕12号")

    found = traits.of(laying_out.lay_out(made), made, seen_at=at("2026-03-09"), named=(), topics=())

    assert found.own_numbers == {"12|2025|工信部联科"}


def test_an_act_that_others_rest_on_is_quoted_and_no_work_of_theirs() -> None:
    made = traits_of(
        "某县启动检查", "此次检查依据《稀土管理条例》和《稀土追溯办法》等规定。现印发《稀土检查方案》。"
    )

    assert made.works == {"稀土检查方案"}
    assert made.quoted == {"稀土检查方案", "稀土管理条例", "稀土追溯办法"}


def test_a_title_that_is_only_a_number_is_about_what_its_text_names() -> None:
    made = traits_of("工业和信息化部公告2026年第9号", "现将《光伏制造行业规范条件（2026年本）》予以公告。")

    assert made.title_works == {"光伏制造行业规范条件"}


def test_who_acts_is_no_part_of_the_matter() -> None:
    made = traits_of("工业和信息化部办公厅关于开展工业节能监察工作的通知", "正文。")

    assert made.matter == "工业节能监察"


def test_names_of_the_vocabularies_are_no_names_to_be_guessed() -> None:
    assert traits_of("Baotou hosts Yongxin", "Text.").spoken == "yongxin"


def test_a_derived_title_is_the_title() -> None:
    assert traits_of("", "Baotou opens a plant. It is large.").title.startswith("baotouopensaplant")


def test_what_another_edition_wrote_is_to_be_made_anew() -> None:
    written = traits.encode(traits_of("A title", "Text."))

    assert traits.decode("[0," + written.partition(",")[2]) is None


def test_stage_and_correction_are_read() -> None:
    assert traits_of("更正", "特此更正。").is_correction
    assert traits_of("公开征求意见", "正文。").stage is Stage.DRAFT


@given(st.text(max_size=80), st.text(max_size=400))
def test_any_text_has_traits_and_they_are_read_back_as_they_were(title: str, text: str) -> None:
    made = Document(
        title=title or "x", title_derived=not title, sections=(Section(paragraphs=(text or "y",)),)
    )
    layout = laying_out.lay_out(made)

    found = traits.of(
        layout, made, seen_at=at("2026-03-02"), named=shipped_names().find(layout), topics=("a",)
    )

    assert traits.decode(traits.encode(found)) == found
