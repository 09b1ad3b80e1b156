"""Folders of rule files made by a seed: both scripts, vocabularies, conditions of several kinds, examples that hold."""

from __future__ import annotations

import random

_RULES_A_FILE = 100
_VOCABULARIES = 40
_ENTRIES = 30  # a vocabulary
_SYLLABLES = tuple(
    first + vowel + last for first in "bcdfghklmnprstvz" for vowel in "aeiou" for last in "lmnrt"
)
_CHARACTERS = "稀土试点名单国务院工信部氢能芯片关键核心技术政策规划补贴目录企业示范区专项资金出口管制标准检测中试基地装备材料数据安全产业链供应集群创新"


def make(rules: int, seed: int = 20261121) -> dict[str, str]:
    """Return the texts of a folder with so many rules, a hundred a file, and its vocabularies, by name."""
    chance = random.Random(seed)
    lists = {f"list-{number}": _entries(chance, number) for number in range(_VOCABULARIES)}
    files = {"terms.yaml": _vocabularies(lists)}
    for first in range(0, rules, _RULES_A_FILE):
        numbers = range(first, min(first + _RULES_A_FILE, rules))
        body = "".join(_rule(chance, number, lists) for number in numbers)
        number = first // _RULES_A_FILE
        files[f"topic-{number:03}.yaml"] = f"topic: topic-{number}\nrules:\n{body}"
    return files


def _entries(chance: random.Random, number: int) -> list[tuple[str, str, str]]:
    """Return bodies, each with an English name, a Chinese one and an abbreviation."""
    return [
        (_english(chance, 3), _chinese(chance, 6), f"={_word(chance, 2).upper()}{number}")
        for _ in range(_ENTRIES)
    ]


def _vocabularies(lists: dict[str, list[tuple[str, str, str]]]) -> str:
    lines = ["vocabularies:\n"]
    for name, entries in lists.items():
        lines.append(f"  {name}:\n")
        lines += [f"    - {{id: {names[0]}, names: [{', '.join(names)}]}}\n" for names in entries]
    return "".join(lines)


def _rule(chance: random.Random, number: int, lists: dict[str, list[tuple[str, str, str]]]) -> str:
    english, chinese = _english(chance, 2), _chinese(chance, 5)
    word, act = _word(chance, 3), _word(chance, 3)
    name = chance.choice(list(lists))
    english_name, chinese_name, _ = chance.choice(lists[name])
    exception = f"{_word(chance, 2)} {english}"
    return f"""\
  - id: rule-{number}
    name: Rule {number} on {english}
    severity: {chance.choice(("low", "medium", "high", "critical"))}
    why: It was seen to come {chance.randrange(2, 9)} weeks before the money of {english} is given out.
    when:
      any:
        - {english}
        - {chinese}
        - near: [{word}*, "@{name}", {{any: [{act}, {_chinese(chance, 4)}]}}]
          within: {chance.randrange(6, 30)}
        - all:
            - {_english(chance, 2)}
            - {_chinese(chance, 4)}
            - none: [{_word(chance, 3)}]
    unless: [{exception}]
    examples:
      match:
        - The office said on Monday that the {english} would be widened to twelve more zones next year.
        - 有关部门日前印发通知，决定在十二个地区开展{chinese}工作，有效期至2030年。
        - {english_name.capitalize()} named the {word}s that it will {act} this year.
        - {chinese_name}日前公布{word}项目，{act}将于明年启动。
      no_match:
        - Nothing of the kind was said by the {word} office of the town on Monday.
        - 当地电视台日前播出一部讲述小城生活的连续剧。
        - A {exception} is another thing altogether.
"""


def _english(chance: random.Random, words: int) -> str:
    return " ".join(_word(chance, chance.choice((2, 3))) for _ in range(words))


def _word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(syllables))


def _chinese(chance: random.Random, characters: int) -> str:
    return "".join(chance.choice(_CHARACTERS) for _ in range(characters))
