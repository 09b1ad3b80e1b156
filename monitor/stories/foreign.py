"""Foreign names that a Chinese title writes as they sound: 阿尔特诺 is Altenor, 布吕克纳 is Brueckner."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import product

from monitor.text import pinyin

# What names are written with by custom; three of them side by side are seldom anything else.
_RUN = re.compile(
    "[阿埃艾安昂奥巴班邦保贝本比彼宾波伯博布采查达戴丹道德登迪蒂丁杜多厄恩尔法凡菲费芬冯佛夫弗福盖甘冈戈格根古瓜哈汉赫亨洪胡惠霍基吉加"
    "贾杰卡凯坎康考科克肯库夸昆拉莱兰朗劳勒雷里利连林隆卢鲁伦罗洛吕马迈曼芒梅蒙米密莫默姆穆纳娜奈内尼宁纽努诺欧帕潘庞佩彭皮珀普奇恰乔切琴丘"
    "瑞萨塞赛桑森沙尚舍圣施史什司斯丝松苏索塔泰坦汤唐陶特滕廷图托瓦旺威韦维温翁沃乌西希锡夏肖谢辛休逊雅亚延耶伊因尤约泽扎詹佐生提]{3,}"
)
_SHORTEST, _LONGEST = 3, 7  # characters of a name
_LETTERS = 6  # of a foreign word: shorter ones sound like much
_SOUNDS = 3  # consonants
_LATIN_SOUNDS = (
    (re.compile(r"tsch|sch|tch|sh|ch|[sz]|j|c(?=[eiy])"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"ph|[fvw]"), "f"),
    (re.compile(r"ck|[gkqc]h?"), "k"),
    (re.compile(r"[dt]h?"), "t"),
    (re.compile(r"[bp]"), "p"),
    (re.compile(r"[rl]"), "l"),
)
_HAN_SOUNDS = (
    (re.compile(r"^(?:[zcs]h?|[jqx])"), "s"),
    (re.compile(r"^[fw]"), "f"),
    (re.compile(r"^[gk]"), "k"),
    (re.compile(r"^[dt]"), "t"),
    (re.compile(r"^[bp]"), "p"),
    (re.compile(r"^(?:er$|l|r)"), "l"),
)
_MUTE = re.compile(r"[^fklmnpst]")
_VOWELS = "aeiou"
_OPEN = "*"  # in place of the vowel that a name begins with
_CODA = re.compile(r"r(?![aeiouy])")
_TWICE = re.compile(r"(.)\1+")


def same(words: Iterable[str], han_title: str) -> tuple[tuple[str, str], ...]:
    """Return the words in small letters that a Chinese title has as they sound, each with its characters."""
    said = tuple(_said(han_title))
    if not said:
        return ()
    heard = ((word, [name for name, sounds in said if sounds & _spelt(word)]) for word in sorted(words))
    return tuple((word, max(names, key=len)) for word, names in heard if names)


def sounds(words: Iterable[str], han_title: str) -> list[str]:
    """Return how the words in small letters, and what may be names in a Chinese title, may sound."""
    spelt = (sound for word in words for sound in _spelt(word))
    said = (sound for _, heard in _said(han_title) for sound in heard if len(sound.strip(_OPEN)) >= _SOUNDS)
    return sorted({*spelt, *said})


@lru_cache(maxsize=1 << 10)
def _said(title: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return what may be names, with what they sound like; characters may be read in several ways."""
    return tuple(
        (
            run[start:end],
            frozenset(map("".join, product(_beginnings(run[start]), *map(_sounds, run[start + 1 : end])))),
        )
        for run in _RUN.findall(title)
        for start in range(len(run))
        for end in range(start + _SHORTEST, min(len(run), start + _LONGEST) + 1)
    )


@cache
def _beginnings(character: str) -> frozenset[str]:
    """Return the sounds of a character that begins a name, a vowel told."""
    return frozenset(
        _OPEN + sound if syllable[0] in _VOWELS else sound
        for syllable in pinyin.readings()[character]
        for sound in (_sound(syllable),)
    )


@cache
def _sounds(character: str) -> frozenset[str]:
    return frozenset(map(_sound, pinyin.readings()[character]))


def _sound(syllable: str) -> str:
    for pattern, sound in _HAN_SOUNDS:
        syllable = pattern.sub(sound, syllable)
    return _MUTE.sub("", syllable.removesuffix("g"))


@lru_cache(maxsize=1 << 12)
def _spelt(word: str) -> frozenset[str]:
    """Return how a word may sound; an r before no vowel is seldom written: Altenor is a-er-te-nuo."""
    if len(word) < _LETTERS or not word.isalpha():
        return frozenset()
    opening = _OPEN if word[0] in _VOWELS else ""
    found = set()
    for spelling in (word, _CODA.sub("", word)):
        sound = _TWICE.sub(r"\1", spelling)
        for pattern, other in _LATIN_SOUNDS:
            sound = pattern.sub(other, sound)
        sound = _MUTE.sub("", sound)
        if len(sound) >= _SOUNDS:
            found.add(opening + sound)
    return frozenset(found)
