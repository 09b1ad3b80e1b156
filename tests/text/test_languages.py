"""Telling languages apart."""

import pytest

from monitor.text import languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("县里发布了新的管理办法。", "zh"),
        ("北岭集团与 Siemens Energy 及 General Electric 签约", "zh"),
        ("产品名为のり的公司近日在上海举行了发布会，多家企业和研究机构派代表参加了会议并且发言。", "zh"),
        ("経済産業省は新しい計画を発表した。", "ja"),
        ("산업통상자원부는 새로운 계획을 발표했다.", "ko"),
        ("Министерство опубликовало новый план.", "ru"),
        ("Міністерство оприлюднило новий план і бюджет.", "uk"),
        ("กระทรวงประกาศแผนใหม่", "th"),
        ("أعلنت الوزارة خطة جديدة", "ar"),
        ("The ministry has published the plan for the year.", "en"),
        ("Le ministère a publié le plan pour une région qui en avait besoin.", "fr"),
        ("Das Ministerium hat den Plan für die Region veröffentlicht und nicht mehr.", "de"),
        ("El ministerio publicó el plan para la región y sus ciudades.", "es"),
        ("Bakanlık yeni bir plan yayımladı ve bu plan çok önemli olarak görülüyor.", "tr"),
        ("Il ministero ha pubblicato il piano della regione e non è una sorpresa.", "it"),
        ("", "und"),
        ("12 %", "und"),
        ("ab", "und"),
        ("Xyzzy", "und"),
        ("Quokka wombat numbat bilby", "und"),
    ],
)
def test_the_language_is_told_by_script_and_common_words(text: str, language: str) -> None:
    assert languages.detect(text) == language
