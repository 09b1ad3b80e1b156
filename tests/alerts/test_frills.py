"""What tells nothing of what happened."""

import pytest

from monitor.alerts.frills import is_frill


@pytest.mark.parametrize(
    "line",
    [
        "商务部",
        "工业和信息化部办公厅",
        "工业和信息化部科技司",
        "工业和信息化部　国家发展改革委　科技部　财政部",
        "2026年11月21日",
        "二〇二六年十一月二十一日",
        "工信部联原〔2026〕188号",
        "附件：2026年度卓越级智能工厂名单（第一批）.pdf",
        "附件1. 名单",
        "名单（第一批）.xlsx",
        "联系电话：010-68205369",
        "（联系人：王某）",
        "各省、自治区、直辖市工业和信息化主管部门，有关中央企业：",
        "责任编辑：李某",
        "本报记者 李强 摄",
        "Reporting by A. Writer; editing by B. Editor",
        "Tel: +86 10 6820 5369",
    ],
)
def test_signatures_attachments_contacts_and_addressees_are_frills(line: str) -> None:
    assert is_frill(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "工业和信息化部公布名单。",
        "2026年11月21日，商务部发布公告。",
        "各省要加强指导，到2028年建成10个平台。",
        "附件所列物项未经许可不得出口。",
        "Editing genes needs a licence.",
        "商务部" * 50,
    ],
)
def test_what_says_something_is_none(line: str) -> None:
    assert not is_frill(line)
