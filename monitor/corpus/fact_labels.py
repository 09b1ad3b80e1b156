"""The labels under which Chinese offices state facts of a document, and what each value must look like.

label + value → a field of Facts, or the date of publication
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from monitor.corpus import document_number, offices
from monitor.corpus.facts import Facts
from monitor.corpus.seed_lines import Clock
from monitor.model import Published
from monitor.text import dates
from monitor.text.late import LatePattern

# Field by field, the surest label first.
_LABELS = {
    "issuer": "发文机关 发文机构 发文单位 发文部门 制发机关 制定机关 印发机关 颁布机关 颁布单位 发布机关 发布机构 发布单位 发布部门 公开主体 公布机关",
    "document_number": "发文字号 公文字号 文件字号 发文文号 文号 文件编号 发文号",
    "subject": "主题分类 体裁分类 主题类别 信息分类 信息类别 组配分类 公文种类 文件类型 文种 分类",
    "written_on": "成文日期 成文时间 生成日期 制发日期 签发日期 印发日期 发文日期 发文时间",
    "index_number": "信息索引号 索引号",
    "published": "发布日期 发布时间 公开日期 公开时间 公布日期 公布时间",
    "credit": "信息来源 文章来源 来源",
    # What stands between them, and ends their values.
    "": "标题 名称 文件名称 信息名称 公文名称 有效性 时效性 效力状态 是否有效 实施日期 生效日期 施行日期 失效日期 废止日期 主题词 关键词 公开方式 公开属性 公开类别 "
    "公开范围 公开时限 公开形式 责任编辑 作者 浏览次数 阅读次数 浏览量 字体 字号 联系电话 有效期 内容概述 概述 统一登记号 统一编号 服务对象 行业分类 备注",
}
_FIELDS = {label: field for field, labels in _LABELS.items() for label in labels.split()}
_RANKS = {label: rank for rank, label in enumerate(_FIELDS)}
# Labels are set wide to fill their column: 索 引 号, 标　　题.
_ANY = "|".join(r"\s*".join(label) for label in sorted(_FIELDS, key=len, reverse=True))
_LABEL = rf"(?:[【\[]\s*(?:{_ANY})\s*[】\]]\s*[:：]?|(?:{_ANY})\s*[:：\t])"
_PAIR = LatePattern(
    rf"(?:^|(?<=[\s|;；,，（(]))(?P<label>{_LABEL})\s*(?P<value>.*?)(?=[\s|;；,，）)]*(?:$|(?<=[\s|;；,，）)]){_LABEL}))"
)
_BARE = LatePattern(rf"[【\[]?(?:{_ANY})[】\]]?\s*[:：]?")
_NOT_OF_LABEL = re.compile(r"[\s:：【】\[\]\t]+")
_NOTHING = frozenset(("", "无", "暂无", "-", "--", "—", "——", "/", "null", "空"))
_LONGEST_VALUE = 200  # characters
_INDEX = re.compile(r"(?=.*\d)[\w./():（）-]{4,60}", re.ASCII)
_LEAST_BARE = 3  # labels without a colon that make a table one of facts

Stated = dict[str, str]  # label → value


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Give the labels in a line, and what stands behind each, which may be nothing."""
    for found in _PAIR.finditer(text):
        yield _NOT_OF_LABEL.sub("", found["label"]), found["value"].strip(" \t|;；,，")


def bare(text: str) -> str | None:
    """Return the label that a text is, where it is one and nothing else."""
    return _NOT_OF_LABEL.sub("", text) if _BARE.fullmatch(text.strip()) else None


def collect(stated: Mapping[str, str], bare_ones: Mapping[str, str]) -> Stated:
    """Put labelled values together; those of labels without a colon count only in a table of such."""
    is_table = len(bare_ones) >= _LEAST_BARE
    return {**(bare_ones if is_table else {}), **stated}


def facts(stated: Stated, clock: Clock) -> Facts:
    """Return what labelled values state, each of the surest label with a value that can be one."""
    values: dict[str, str] = {}
    written_on: date | None = None
    for label in sorted(stated, key=_RANKS.__getitem__):
        field = _FIELDS[label]
        value = _valid(field, _plain(stated[label]))
        if field == "written_on":
            written_on = written_on or _day(stated[label], clock)
        elif value is not None:
            values.setdefault(field, value)
    return Facts(
        issuer=values.get("issuer"),
        document_number=values.get("document_number"),
        subject=values.get("subject"),
        written_on=written_on,
        index_number=values.get("index_number"),
    )


def published(stated: Stated, clock: Clock) -> Published | None:
    """Return when labelled values say that a document was published."""
    for label in sorted(stated, key=_RANKS.__getitem__):
        if _FIELDS[label] == "published":
            found = dates.find_published(stated[label][:_LONGEST_VALUE], zone=clock.zone, now=clock.now)
            if found is not None:
                return found[2]
    return None


def issuer_of_credit(credit: str | None) -> str | None:
    """Return the office that a credit names, where it is one."""
    return None if credit is None else offices.named_in(offices.behind_site(credit))


def _valid(field: str, value: str) -> str | None:
    if value in _NOTHING or len(value) > _LONGEST_VALUE:
        return None
    match field:
        case "issuer":
            return offices.named_in(value)
        case "document_number":
            return document_number.labelled(value)
        case "subject":
            return value
        case "index_number":
            squeezed = value.replace(" ", "")
            return squeezed if _INDEX.fullmatch(squeezed) else None
    return None


def _day(value: str, clock: Clock) -> date | None:
    found = dates.find_published(value[:_LONGEST_VALUE], zone=clock.zone, now=clock.now)
    if found is None:
        return None
    return found[2].date() if isinstance(found[2], datetime) else found[2]


def _plain(value: str) -> str:
    return " ".join(value.split())
