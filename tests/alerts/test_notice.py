from monitor.alerts import notice
from monitor.alerts.clip import units
from monitor.alerts.markup import plain_text
from tests.telegram_html import parse


def test_markup_in_a_text_is_text() -> None:
    (shown,) = notice.render('rules/a.yaml:1:1: `<b>` & "co"').parts

    assert shown == 'rules/a.yaml:1:1: `&lt;b&gt;` &amp; "co"'
    assert parse(shown).text == 'rules/a.yaml:1:1: `<b>` & "co"'


def test_lines_stay_and_a_long_text_fits_one_message() -> None:
    (shown,) = notice.render("first\n\n" + "a problem & its mend " * 1000).parts

    assert plain_text(shown).startswith("first\n\na problem")
    assert units(plain_text(shown)) <= 4096


def test_half_a_character_is_no_reason_to_be_silent() -> None:
    assert notice.render("a \ud83d b").parts == ("a \ufffd b",)
