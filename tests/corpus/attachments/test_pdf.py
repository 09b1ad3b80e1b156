"""What a PDF says, by where its letters and rules stand."""

import pytest

from monitor.corpus.attachments import reading
from monitor.errors import ParseError
from monitor.model import AttachmentText
from tests.corpus.attachments import files
from tests.corpus.attachments.files import Text

_NOTICE: list[Text] = [
    (122, 660, 16, "为推进磁材二次资源回收利用工作按照有关要求县里组织开"),
    (90, 632, 16, "展了试点遴选现将名单予以公布请各乡镇认真组织实施并按期"),
    (90, 604, 16, "完成。"),
    (122, 576, 16, "一、加强组织领导。"),
    (122, 548, 16, "二、落实资金保障。"),
]
_SAID = (
    "为推进磁材二次资源回收利用工作按照有关要求县里组织开展了试点遴选现将名单予以公布请各乡镇认真组织实施并按期完成。",
    "一、加强组织领导。",
    "二、落实资金保障。",
)


def _read(body: bytes) -> AttachmentText:
    return reading.read(body, name="a.pdf", media_type="application/pdf")


def _paragraphs(*pages: list[Text], lines: list[files.Line] | None = None, turn: int = 0) -> tuple[str, ...]:
    return _read(files.pdf(*pages, lines=lines or [], turn=turn)).sections[0].paragraphs


def test_lines_that_fill_their_page_are_one_paragraph() -> None:
    title: Text = (140, 700, 18, "关于公布回收试点名单的通知")
    signature: list[Text] = [
        (380, 500, 16, "青石县人民政府"),
        (370, 470, 16, "2026年11月3日"),
        (280, 40, 10, "— 1 —"),
    ]

    assert _paragraphs([title, *_NOTICE, *signature]) == (
        "关于公布回收试点名单的通知",
        *_SAID,
        "青石县人民政府",
        "2026年11月3日",
    )


def test_a_paragraph_goes_on_over_the_end_of_its_page() -> None:
    first = [*_NOTICE[3:], *((left, height - 200, size, text) for left, height, size, text in _NOTICE[:2])]
    second: list[Text] = [(90, 760, 16, "完成。"), (280, 40, 10, "- 2 -")]

    assert _paragraphs([*_NOTICE[:3], *first], second)[-1] == _SAID[0]


def test_english_words_at_the_ends_of_lines_stay_apart() -> None:
    lines = [
        "The county reopened its slate quarry on Monday, and",
        "forty people went back to work there after years.",
    ]
    text: list[Text] = [(90, 700 - 20 * number, 12, line) for number, line in enumerate(lines * 3)]

    assert _paragraphs(text)[0].startswith(f"{lines[0]} {lines[1]}")


def test_rows_of_a_table_with_rules_stay_rows_whatever_their_cells_hold() -> None:
    table: list[Text] = [
        (100, 470, 12, "序号"), (160, 470, 12, "企业名称"), (400, 470, 12, "所在地"),
        (100, 440, 12, "1"), (160, 447, 12, "青石县磁材回收利用有限责任"), (160, 433, 12, "公司"), (400, 425, 12, "东河市"),
        (100, 410, 12, "2"), (160, 410, 12, "大理石科技公司"),
    ]  # fmt: skip
    rules = [
        line
        for line in files.grid([95, 150, 390, 500], [400, 428, 460, 490])
        if line[1] != 428 or line[3] != 428
    ]
    underline = (160, 444, 250, 444)

    said = _paragraphs(
        [*_NOTICE, *table, (280, 40, 10, "第 1 页 共 1 页")], lines=[*rules, (95, 428, 390, 428), underline]
    )

    assert said == (
        *_SAID,
        "序号 | 企业名称 | 所在地",
        "1 | 青石县磁材回收利用有限责任公司 | 东河市",
        "2 | 大理石科技公司 | 东河市",
    )


def test_rows_of_a_table_without_rules_stay_rows() -> None:
    table: list[Text] = [
        (90, 700, 12, "序号"), (150, 700, 12, "企业名称"), (350, 700, 12, "省份"),
        (90, 680, 12, "1"), (150, 680, 12, "青石磁材公司"), (350, 680, 12, "江西"),
    ]  # fmt: skip
    signers: list[Text] = [
        (90, 640, 12, "青石县财政局"),
        (350, 640, 12, "东河市财政局"),
        (90, 600, 12, "二〇二六年三月"),
    ]

    assert _paragraphs([*table, *signers]) == (
        "序号 | 企业名称 | 省份",
        "1 | 青石磁材公司 | 江西",
        "青石县财政局 东河市财政局",
        "二〇二六年三月",
    )


@pytest.mark.parametrize("lines", [[(80, 400, 500, 400)], files.grid([80, 500], [530, 720])])
def test_a_rule_or_a_frame_alone_makes_no_table(lines: list[files.Line]) -> None:
    assert _paragraphs(_NOTICE, lines=lines) == _SAID


def test_a_frame_drawn_in_one_stroke_parts_cells_as_single_rules_do() -> None:
    body = files.pdf(
        [
            (100, 470, 12, "序号"),
            (160, 470, 12, "企业名称及所在地点"),
            (100, 440, 12, "1"),
            (160, 440, 12, "青石磁材公司的第二车间"),
        ],
        lines=[(150, 430, 150, 490), (95, 460, 390, 460)],
        drawing="95 430 295 60 re S 95 430 m 100 440 110 450 120 460 c S",
    )

    assert _read(body).sections[0].paragraphs == ("序号 | 企业名称及所在地点", "1 | 青石磁材公司的第二车间")


def test_a_drawing_of_very_many_lines_is_no_table() -> None:
    lines = files.grid([80 + 0.1 * number for number in range(2_000)], [530, 560, 720])

    assert _paragraphs(_NOTICE, lines=lines) == _SAID


def test_a_path_of_endless_points_is_passed_over() -> None:
    lines: list[files.Line] = [(80, 100, 500, 700)] * 11_000

    assert _paragraphs(_NOTICE, lines=lines) == _SAID


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(turn: int) -> None:
    text: list[Text] = [
        (90, 500, 12, "Quarries that reopened"),
        (90, 480, 12, "No."),
        (200, 480, 12, "Quarry"),
        (90, 460, 12, "1"),
        (200, 460, 12, "Slate"),
    ]

    assert _paragraphs(text, turn=turn) == ("Quarries that reopened", "No. | Quarry", "1 | Slate")


def test_only_the_first_pages_are_read() -> None:
    page: list[Text] = [(90, 700, 16, "现将回收试点名单予以公布。")]

    found = _read(files.pdf(*[page] * 301))

    assert (len(found.sections[0].paragraphs), found.cut) == (
        300,
        "only the first 300 of 301 pages were read",
    )


def test_a_long_file_is_cut_and_says_so() -> None:
    page: list[Text] = [(30, 820 - 5 * number, 4, f"{number}石" * 40) for number in range(150)]

    found = _read(files.pdf(*[page] * 14))

    assert sum(map(len, found.sections[0].paragraphs)) == 200_000
    assert found.cut == "only the first 200,000 characters were read"


@pytest.mark.parametrize("text", ["", "— 1 —"])
def test_a_scan_is_refused_by_name(text: str) -> None:
    with pytest.raises(ParseError, match=r"^cannot be read: a PDF without text, a scan it seems$"):
        _read(files.pdf([(280, 40, 10, text)]))


def test_letters_of_private_use_are_refused_by_name() -> None:
    with pytest.raises(ParseError, match="draws its letters and does not say which they are"):
        _read(files.pdf([(90, 700, 12, "\ue001\ue002\ue003" * 10)]))


def test_a_locked_file_is_refused_by_name() -> None:
    locked = "/Encrypt<</Filter/Standard/V 1/R 2/O<{0}>/U<{0}>/P -4>>/ID[<00><00>]".format("41" * 32)

    with pytest.raises(ParseError, match=r"^cannot be read: locked by a password$"):
        _read(files.pdf(_NOTICE, extra=locked))
