"""The wording of boxes that present an article's author, in English and Chinese."""

from __future__ import annotations

import re

from monitor.text.simplify import simplify

_NAME = r"(?-i:[A-Z])[\w.’'-]*(?:\s+(?-i:[A-Z])[\w.’'-]*){0,3}"
_LABEL = re.compile(
    rf"(?:(?:written |posted |published )?by|about)\s+{_NAME}|about the authors?\W*|(?:作者|记者|撰稿人)简介\s*[:：]?",
    re.IGNORECASE,
)
# A profession is said of people only; a founder or a fellow of something can be a province or a company.
_PROFESSION = re.compile(
    r"\b(?:is|was) (?:a|an|the|our) (?:[\w-]+ ){0,4}(?:journalist|reporter|correspondent|columnist|writer|freelancer|blogger|editor|professor)\b"
    r"|\bgraduated from\b|\b(?:holds|earned|received) (?:a|an) [\w. ’'-]{0,30}degree\b|\bwrites about\b"
    r"|毕业于|从业\S{0,6}年|(?:资深|特约)(?:记者|编辑|撰稿人)",
    re.IGNORECASE,
)
_LIFE = re.compile(
    r"\b(?:his|her|their) (?:\w+ )?(?:passion|career|experience|work|background|interests?|writing|research)\b"
    r"|\b(?:co-?)?founder\b|\b(?:journalist|reporter|correspondent|columnist|freelance\w*)\b"
    r"|\b(?:is|was) (?:a|an|the) (?:[\w-]+ ){0,4}(?:editor|writer|author|analyst|researcher|fellow|consultant|professor)\b"
    r"|\b(?:years of experience|lifelong|inspired to launch|lives in|based in [A-Z])"
    r"|长期(?:关注|从事)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:s?he|his|her)\b|[他她]", re.IGNORECASE)


def is_label(line: str) -> bool:
    """Say whether a line opens a box about the author."""
    return _LABEL.fullmatch(simplify(line)) is not None


def is_about_a_person(line: str) -> bool:
    """Say whether a paragraph tells of somebody's life and work."""
    plain = simplify(line)
    return _PROFESSION.search(plain) is not None or (
        _LIFE.search(plain) is not None and _PRONOUN.search(plain) is not None
    )
