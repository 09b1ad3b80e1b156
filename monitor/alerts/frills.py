"""Lines of a document that tell nothing of its matter: signatures, dates, attachments, contacts, whom it addresses."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 120  # characters; what is longer says more than who signed
_BODIES = "部|委|局|厅|司|署|院|会|行|办|办公室|办公厅|总局|总署|委员会|政府|中心|协会|公司|集团|法院|海关"
_FRILLS = re.compile(
    "|".join(
        (
            r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日",
            r"[二〇零一三四五六七八九十]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日",
            # Who signed: bodies alone, one behind another.
            rf"(?:[\u4e00-\u9fff]{{1,24}}(?:{_BODIES})\s*){{1,12}}",
            # The number that stands above a notice.
            r"[\u4e00-\u9fff]{2,16}\s?[〔\[(【](?:19|20)\d\d[〕\])】]\s?第?\d{1,5}号",
            r"(?:附件|附表|附)\s?\d{0,2}\s?[:：.、].*",
            r".{1,100}\.(?:pdf|docx?|xlsx?|ofd|wps|zip|rar)",
            r"(?:\(?(?:联系|咨询|监督|举报|传真|办公)?(?:人|电话|方式|邮箱|地址)|传\s?真|电子邮[箱件]|邮\s?箱|邮\s?编|通信地址)\s?[:：].*",
            # Whom it addresses.
            r"(?:各|有关)[^。；;]*[:：]",
            r"\(?(?:责任编辑|编辑|责编|审核|校对|来源|记者|本报记者)\s?[:：].*",
            r"\(?(?:本报|新华社)?记者\s?[\u4e00-\u9fff ]{2,8}\s?摄\)?",
            r"(?:editing|reporting|writing|photo|photograph|image) by .*",
            r"(?:contact|tel|telephone|phone|fax|e-?mail)\s?:.*",
        )
    ),
    re.IGNORECASE,
)


def is_frill(line: str) -> bool:
    """Say whether a line of a document tells nothing of what happened."""
    level = unicodedata.normalize("NFKC", line).strip().rstrip("。.;")
    return len(level) <= _LONGEST and _FRILLS.fullmatch(level) is not None
