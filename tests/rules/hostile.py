"""Terms, and documents that say them in every spelling that ever broke a matcher; the same dice make the same ones."""

from __future__ import annotations

import random
import unicodedata

from opencc import OpenCC

from monitor.model import Block, BlockKind, Layout
from monitor.text.characters import is_han

_ENGLISH = [
    "rare",
    "earth",
    "state",
    "owned",
    "policy",
    "list",
    "pilot",
    "new",
    "quality",
    "productive",
    "forces",
    "choke",
    "point",
    "therapist",
    "AI",
    "EV",
    "IT",
    "US",
    "MIIT",
    "5G",
    "15th",
    "plan",
    "five",
    "year",
    "city",
    "box",
    "China's",
    "café",
    "naïve",
    "straße",
    "2025",
    "COVID19",
    "finance",
    "official",
    "efficient",
    "establishment",
    "R&D",
    "C++",
    "industry",
    "research",
    "industrial",
    "technologies",
    "in",
    "a",
    "x",
    "é",
    "ministry",
    "catalogue",
    "zone",
    "data",
    "1,000",
    "2.5",
]
_CHINESE = [
    "稀土",
    "关键",
    "核心",
    "技术",
    "试点",
    "名单",
    "工信部",
    "管理",
    "条例",
    "芯片",
    "国产",
    "卡脖子",
    "出口",
    "管制",
    "人工",
    "智能",
    "一",
    "中国",
    "国家",
    "发展",
    "改革",
    "后里干面",
    "株式会社",
    "𠮷",
    "々",
    "〇",
]
_GLUED = [
    "Chinese",
    "and",
    "of",
    "the",
    "gives",
    "industrial",
    "xx",
    "un",
    "s",
    "es",
    "quake",
    "ing",
    "new",
    "Steel",
    "given",
    "st",
    *("2.", "1,", "7", ".5", ",000", "．3"),
]
_GAPS = (
    *(
        " ",
        "-",
        "  ",
        "\u00a0",
        "\u3000",
        "\n",
        "\r\n",
        " \n ",
        "-\n",
        "\u2011",
        "–",
        "−",
        "\u00ad",
        "\u200b",
        "\u200d",
    ),
    *(
        "",
        "",
        "—",
        " — ",
        "——",
        "\n\n",
        "\n \n",
        ", ",
        "，",
        ".",
        "·",
        "/",
        "'",
        "\ufeff",
        "\u2028",
        "\x00",
        "\t",
        "（",
    ),
)
_NOISE = (
    *"aAsSéßẞİıﬁﬀŒ①㎡½…ſΣςǅ'’“「」.,;:!?()（）-–—\u00ad\u200b\u0301\u0327\u0345ㄱㅏ가\u11a8ｶﾞＡ１５　 \n關鍵稀土𠮷🙂\ufe0f\x85\ud8000123.5",
    *("(guān)", "（tu）", "(ai)", "2.", "1,", ".5", ",000"),
)
_LIGATURES = (
    ("ffi", "ﬃ"),
    ("ff", "ﬀ"),
    ("fi", "ﬁ"),
    ("ss", "ß"),
    ("st", "ﬆ"),
    ("dz", "ǆ"),
    ("km", "㎞"),
    ("5", "⑤"),
    ("株式会社", "㍿"),
)
_to_traditional = OpenCC("s2t")


def make_term(dice: random.Random) -> str:
    """Return a term as an analyst might write it, or a fool."""
    kind = dice.random()
    words = _CHINESE if kind < 0.4 else _ENGLISH if kind < 0.85 else _ENGLISH + _CHINESE
    said = [dice.choice(words) for _ in range(dice.choice((1, 1, 2, 2, 2, 3, 4)))]
    joint = (
        dice.choice(("", "", "", " ", "-", "—"))
        if kind < 0.4
        else dice.choice((" ", " ", " ", "-", "", "–", " — "))
    )
    term = joint.join(said)
    if dice.random() < 0.1:
        term = term.upper()
    if dice.random() < 0.15:
        return f"={term}"
    if dice.random() < 0.15 and term[-1] not in "-—–":
        return f"{term[: dice.randint(max(1, len(term) - 3), len(term))].rstrip(' -–—')}*"
    return term


def respell(term: str, dice: random.Random) -> str:
    """Return the term as some page might spell it, or nearly."""
    text = term.removeprefix("=").removesuffix("*")
    for change in dice.sample(_CHANGES, dice.choice((0, 1, 1, 1, 2, 3))):
        text = change(text, dice)
    if dice.random() < 0.2:
        text += dice.choice(("s", "es", "S", "ｓ", "'s", "ing", "ies", "\u00ads", "s\u0301"))
    if dice.random() < 0.1:
        text = dice.choice(_GLUED) + text
    if dice.random() < 0.1:
        text += dice.choice(_GLUED)
    return text


def _recase(text: str, dice: random.Random) -> str:
    return dice.choice((text.upper(), text.lower(), text.title(), text.swapcase()))


def _widen(text: str, dice: random.Random) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _turn_traditional(text: str, dice: random.Random) -> str:
    return str(_to_traditional.convert(text))


def _regap(text: str, dice: random.Random) -> str:
    """Put another gap where there is one."""
    return "".join(dice.choice(_GAPS) if sign in " -–—" else sign for sign in text)


def _part(text: str, dice: random.Random) -> str:
    """Put a gap somewhere inside."""
    place = dice.randint(1, len(text))
    return text[:place] + dice.choice(_GAPS) + text[place:]


def _gloss(text: str, dice: random.Random) -> str:
    """Put readings behind some Chinese characters."""
    readings = ("(guān)", "（jian）", "(shù)", "(ai)", "(MIIT)", "(toolong)", "()", "(a)(b)")
    return "".join(
        sign + (dice.choice(readings) if is_han(sign) and dice.random() < 0.4 else "") for sign in text
    )


def _ligate(text: str, dice: random.Random) -> str:
    for letters, sign in _LIGATURES:
        text = text.replace(letters, sign)
    return text


def _accent(text: str, dice: random.Random) -> str:
    """Write accents apart, or add one."""
    place = dice.randint(1, len(text))
    return dice.choice((unicodedata.normalize("NFD", text), text[:place] + "\u0301" + text[place:]))


def _swap_quotes(text: str, dice: random.Random) -> str:
    return text.replace("'", dice.choice("’‘＇′"))


_CHANGES = (
    _recase,
    _recase,
    _widen,
    _turn_traditional,
    _regap,
    _regap,
    _part,
    _gloss,
    _ligate,
    _accent,
    _swap_quotes,
)


def make_document(terms: list[str], dice: random.Random) -> Layout:
    """Return a short document that says some of the terms, more or less."""
    blocks: list[Block] = []
    text = ""
    for _ in range(dice.choice((1, 1, 2, 3))):
        said = ""
        for _ in range(dice.randint(1, 7)):
            what = dice.random()
            if what < 0.6:
                said += respell(dice.choice(terms), dice)
            elif what < 0.8:
                said += dice.choice(_ENGLISH + _CHINESE)
            else:
                said += "".join(dice.choices(_NOISE, k=dice.randint(1, 4)))
            said += dice.choice((*_GAPS, *" " * 20))
        kind = dice.choice(
            (
                BlockKind.TITLE,
                BlockKind.HIGHLIGHT,
                BlockKind.PARAGRAPH,
                BlockKind.PARAGRAPH,
                BlockKind.DISCLAIMER,
            )
        )
        text += dice.choice(("", "\n", "\n\n")) if blocks else ""
        blocks.append(Block(kind=kind, start=len(text), end=len(text) + len(said)))
        text += said
    return Layout(text=text, blocks=tuple(blocks))
