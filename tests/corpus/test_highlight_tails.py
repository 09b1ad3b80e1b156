import pytest

from monitor.corpus import seed_text


def highlights(*bullets: str) -> list[str]:
    text = (
        "A title of some length\n\nHighlights\n"
        + "".join(f"• {one}\n" for one in bullets)
        + "\nThe text itself.\n"
    )
    return [one.text for one in seed_text.parse(text).highlights]


@pytest.mark.parametrize(
    "tail",
    [
        ["附件：1. 试点名单"],
        ["附件1：试点名单.pdf", "附件2：申报表.docx"],
        ["Attachment: the list of pilots"],
        ["the list of pilots (list.xlsx)"],
        ["工业和信息化部", "2026年3月2日"],
        ["工业和信息化部", "财政部", "2026年3月2日"],
        ["工业和信息化部 2026年3月2日"],
        ["附件：名单", "工业和信息化部", "2026年3月2日", "附件2.pdf"],
        ["2026年3月2日"],
    ],
)
def test_attachments_and_a_signature_are_no_highlights(tail: list[str]) -> None:
    assert highlights("Ten zones were chosen.", "Money follows in May.", *tail) == [
        "Ten zones were chosen.",
        "Money follows in May.",
    ]


def test_a_list_of_nothing_else_has_no_highlights() -> None:
    assert highlights("附件1：试点名单.pdf", "附件2：申报表.docx") == []


def test_what_only_speaks_of_them_stays() -> None:
    said = [
        "The list is attached as a PDF of 40 pages.",
        "The ministry signs on 2 March 2026.",
        "成立领导小组",
    ]

    assert highlights(*said) == said
