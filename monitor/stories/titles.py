"""Whether two Chinese titles are of one matter, or the same but for what sets two matters apart."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

_LEAST = 5  # characters of a title that says something
# What a title says of the act and not of its matter.
_ACTS = re.compile(
    r"中华人民共和国|人民政府|办公厅|办公室|关于|公开|征求|对|的?意见|征求意见稿|草案|[两二三四五六七八九十多]+部门|联合|印发|组织|开展|推荐|申报|公布|公告|公示|发布|下达|转发|通知|"
    r"决定|名单|工作|有关|相关|部署|解读|问答|一图读懂|答记者问|就|的|和|与|及|等|将|了|在|为|今年|年度|全文|正式|实施|施行|试行|摘要|报告|启动|召开|入选|获批|入围|入列|全国|国家|新增|现|再|拟|已|"
    r"[()（）《》“”\"'「」〔〕\[\]、,，。:：;；!！?？·.\-—]"
)


# What titles of offices and companies have, which fill in forms; papers find words of their own for one event.
_FORM = re.compile(
    r"关于|通知|公告|公示|通告|办法|细则|规范|标准|名单|目录|报告|要点|意见|规划|方案|条例|解读|会议|座谈会|申报|指标"
)


# What offices hold time and again under one name.
_OCCASION = re.compile(r"会议|座谈会|推进会|调度会|约谈|论坛|培训班|发布会|交流会|对接会")
_AGAIN = re.compile(r"再次|再度|又一次|二度")
# A title that says more by this is of one of several: a batch, a year, a county.
_NARROWING = re.compile(r"\d|第[一二三四五六七八九十]|首批|[批期届轮省市县区]")


def narrows(more: str) -> bool:
    """Say whether what one title says more makes it one of several that the other may be about."""
    return bool(_NARROWING.search(more))


def is_occasion(title: str) -> bool:
    """Say whether a title tells of a meeting, which is over in a day."""
    return bool(_OCCASION.search(title))


def is_again(title: str) -> bool:
    """Say whether a title tells that something was done once more."""
    return bool(_AGAIN.search(title))


def is_form(title: str) -> bool:
    """Say whether a title is of the kind that many have, word for word but for what they are about."""
    return bool(_FORM.search(title))


def matter(title: str) -> str:
    """Return what a folded title is about, without the act; names of those who act are taken out before."""
    return _ACTS.sub("", title)


@lru_cache(maxsize=1 << 12)
def compare(one: str, other: str) -> tuple[float, str, str]:
    """Return how alike the matters of two titles are, 0 to 1, and what each says that the other does not."""
    if min(len(one), len(other)) < _LEAST:
        return 0.0, "", ""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    mine: list[str] = []
    theirs: list[str] = []
    same = 0
    for kind, start, end, start_2, end_2 in matcher.get_opcodes():
        if kind == "equal":
            same += end - start
            continue
        mine.append(one[start:end])
        theirs.append(other[start_2:end_2])
    alike = 2 * same / (len(one) + len(other))
    return alike, "".join(mine), "".join(theirs)
