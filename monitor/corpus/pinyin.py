"""Know the syllables of Mandarin written in pinyin."""

from __future__ import annotations

from functools import cache

# Initial → the finals that Mandarin joins to it, tones left out.
_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou yi ya yao ye you yan yin yang ying yong yu yue yuan yun wu wa wo wai wei wan wen wang weng",
    "b": "a o ai ei ao an en ang eng i iao ie ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i iao ie ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i iao ie iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i iao ie iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i iao ie ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i iao ie iu ian in iang ing u uo uan v ve ue",
    "l": "a e ai ei ao ou an ang eng ong i ia iao ie iu ian in iang ing u uo uan un v ve ue",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia iao ie iu ian in iang ing iong u ue uan un",
    "q": "i ia iao ie iu ian in iang ing iong u ue uan un",
    "x": "i ia iao ie iu ian in iang ing iong u ue uan un",
    "zh": "i a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "i a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "sh": "i a e ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "i e ao ou an en ang eng ong u uo ui uan un",
    "z": "i a e ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "i a e ai ao ou an en ang eng ong u uo ui uan un",
    "s": "i a e ai ao ou an en ang eng ong u uo ui uan un",
}
_SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
_LONGEST = 6


def is_syllable(word: str) -> bool:
    """Say whether a lower-case word is one syllable of pinyin."""
    return word in _SYLLABLES


@cache
def is_pinyin(word: str) -> bool:
    """Say whether a lower-case word is made of syllables of pinyin and nothing else."""
    return not word or any(
        word[:length] in _SYLLABLES and is_pinyin(word[length:])
        for length in range(1, min(_LONGEST, len(word)) + 1)
    )
