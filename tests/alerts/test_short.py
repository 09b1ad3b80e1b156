import pytest

from monitor.alerts import words
from monitor.alerts.short import reply_html
from monitor.model import UpdateKind
from tests.alerts.samples import summary, update
from tests.telegram_html import parse


@pytest.mark.parametrize(
    ("kind", "detail", "language", "said"),
    [
        (UpdateKind.STAGE, "in force", None, "🟠 Update: new stage: in force\n"),
        (UpdateKind.STAGE, "in force", "zh", "🟠 更新：新进展：已施行\n"),
        (UpdateKind.SEVERITY, "medium → high", "en", "🟠 Update: severity raised: medium → high\n"),
        (UpdateKind.SEVERITY, "medium → high", "zh", "🟠 更新：级别上调：关注 → 重要\n"),
        (UpdateKind.CORRECTION, "12 t → 13 t", "en", "🟠 Update: corrected: 12 t → 13 t\n"),
        (UpdateKind.EDITED, "a title", "zh", "🟠 更新：原文修改：a title\n"),
    ],
)
def test_what_changed_is_told_in_the_channels_language(
    kind: UpdateKind, detail: str, language: str | None, said: str
) -> None:
    told = summary(history=(update(UpdateKind.SOURCE, "X"), update(kind, detail)), alert_id=12)

    assert parse(reply_html(told, limit=1200, language=language)).text.startswith(said)


def test_what_was_taken_back_names_what_and_why() -> None:
    html = reply_html(summary(retraction="It was no list.", alert_id=12), limit=1200)

    assert html == (
        '❌ <b>Retracted: </b><s><a href="https://example.org/a">A title</a></s> (alert #12): It was no list.'
    )


def test_the_title_gives_way_to_the_change() -> None:
    told = summary(title="title " * 60, history=(update(UpdateKind.STAGE, "in force"),))

    assert parse(reply_html(told, limit=100)).units <= 100
    assert reply_html(told, limit=24) == "🟠 new stage: in force"
    assert reply_html(summary(), limit=20).startswith("🟠")


@pytest.mark.parametrize(
    ("detail", "language", "told"),
    [
        ("产量达到32万吨 → 30万吨", "en", "320,000 t → 300,000 t (产量达到32万吨 → 30万吨)"),
        ("380m yuan → 38m yuan", "zh", "3.8亿元 → 3800万元（380m yuan → 38m yuan）"),
        ("32万吨 → 30万吨", "zh", "32万吨 → 30万吨"),
        ("名单", "en", "名单"),
    ],
)
def test_a_correction_in_the_other_language_is_told_by_its_figures(
    detail: str, language: str, told: str
) -> None:
    change = words.change(update(UpdateKind.CORRECTION, detail), words.of(language))

    assert change.endswith(told)
