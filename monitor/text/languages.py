"""Tells which language a text is in: by its script, and among Latin scripts by its commonest words."""

from __future__ import annotations

import re
from collections import Counter

UNKNOWN = "und"
_SAMPLE = 20_000  # characters; more tells nothing new
_LEAST_LETTERS = 3
_LEAST_LATIN = 12  # letters, before the words of a Latin text are asked

_SCRIPTS = {
    "han": re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    "ja": re.compile(r"[ぁ-ゖァ-ヺｦ-ﾝ]"),
    "ko": re.compile(r"[가-힣ᄀ-ᇿㄱ-ㆎ]"),
    "cyrillic": re.compile(r"[Ѐ-ԯ]"),
    "th": re.compile(r"[ก-๛]"),
    "ar": re.compile(r"[ء-يٱ-ۓ]"),
    "el": re.compile(r"[Ͱ-Ͽ]"),
    "he": re.compile(r"[א-ת]"),
    "hi": re.compile(r"[ऀ-ॿ]"),
    "latin": re.compile(r"[A-Za-zÀ-ɏ]"),
}
# How many Latin letters one sign of a denser script is worth: a Chinese text may name many companies.
_WEIGHTS = {"han": 4, "ja": 4, "ko": 2}

_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in is that for on with as by at from are was it has this be an its which will",
        "fr": "le la les des du et est une dans pour que qui sur par au aux avec ce cette sont pas plus",
        "de": "der die das und ist nicht ein eine den dem von zu mit für auf im sich auch wird des als",
        "es": "el los las del y es una en que por con para se su como más pero sus entre este",
        "pt": "os da do das dos e é uma em que por com para se não mais como ao na no são",
        "it": "il lo gli di e è una che per con non sono della nel alla dei delle più anche dal",
        "nl": "het een en van is dat op te met voor niet zijn aan door ook maar bij wordt naar",
        "tr": "ve bir bu için ile da de olarak olan daha en gibi çok ise kadar sonra yeni",
        "pl": "i w na z do nie jest się że o jak po za od przez dla oraz są który",
        "vi": "và của là các có trong được cho một những với này không người đã khi",
        "id": "yang dan di untuk dengan dari pada ini itu dalam tidak akan oleh juga telah",
    }.items()
}
_WORD = re.compile(r"[^\W\d_]+")


def detect(text: str) -> str:
    """Name the language of a text as ISO 639-1 does, or "und" where there is too little to tell."""
    sample = text[:_SAMPLE]
    letters = Counter({name: len(pattern.findall(sample)) for name, pattern in _SCRIPTS.items()})
    if letters.total() < _LEAST_LETTERS:
        return UNKNOWN
    if letters["ja"] and 10 * letters["ja"] >= letters["han"]:
        # Japanese mixes both scripts; a few kana in a Chinese text are a product's name.
        letters["ja"] += letters.pop("han")
    script = max(letters, key=lambda name: letters[name] * _WEIGHTS.get(name, 1))
    if script == "han":
        return "zh"
    if script == "latin":
        return _latin(sample, letters["latin"])
    if script == "cyrillic":
        return "uk" if re.search(r"[іїєґ]", sample.lower()) else "ru"
    return script


def _latin(sample: str, letters: int) -> str:
    counts = Counter(word.lower() for word in _WORD.findall(sample))
    scores = {language: sum(counts[word] for word in words) for language, words in _WORDS.items()}
    best = max(scores, key=scores.__getitem__)
    if letters < _LEAST_LATIN or not scores[best]:
        return UNKNOWN
    return best
