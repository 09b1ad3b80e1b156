"""Short ways to make rules and documents."""

from collections.abc import Sequence

from monitor.model import Block, BlockKind, Layout, Match, RuleStatus, Severity
from monitor.rules import terms
from monitor.rules.evaluate import RuleSet, compile_rules
from monitor.rules.rule import AnyOf, Condition, Examples, Rule


def term(text: str, *, split: bool = False) -> terms.Term:
    return terms.parse(text, split=split)


def any_of(*members: Condition | str) -> AnyOf:
    return AnyOf(members=tuple(term(member) if isinstance(member, str) else member for member in members))


def rule(
    when: Condition | str,
    *,
    unless: Sequence[Condition | str] = (),
    id_: str = "the-rule",
    severity: Severity = Severity.HIGH,
    status: RuleStatus = RuleStatus.STABLE,
    match: Sequence[str] = ("x",),
    no_match: Sequence[str] = ("y",),
) -> Rule:
    return Rule(
        id=id_,
        topic="topic",
        name="The rule",
        severity=severity,
        status=status,
        why="because",
        when=term(when) if isinstance(when, str) else when,
        unless=tuple(term(one) if isinstance(one, str) else one for one in unless),
        examples=Examples(match=tuple(match), no_match=tuple(no_match)),
    )


def rule_set(*rules: Rule) -> RuleSet:
    return compile_rules(rules, texts={})


def document(*blocks: str | tuple[BlockKind, str], title_derived: bool = False) -> Layout:
    """Lay out blocks with a blank line between them; a bare string is a paragraph."""
    text = ""
    made: list[Block] = []
    for block in blocks:
        kind, said = (BlockKind.PARAGRAPH, block) if isinstance(block, str) else block
        text += "\n\n" if text else ""
        made.append(Block(kind=kind, start=len(text), end=len(text) + len(said)))
        text += said
    return Layout(text=text, blocks=tuple(made), title_derived=title_derived)


def matches(
    when: Condition | str, layout: Layout | str, unless: Sequence[Condition | str] = ()
) -> tuple[Match, ...]:
    return rule_set(rule(when, unless=unless)).match(document(layout) if isinstance(layout, str) else layout)


def found(when: Condition | str, layout: Layout | str, unless: Sequence[Condition | str] = ()) -> list[str]:
    """Return the words of evidence, empty where the rule does not match."""
    return [hit.text for match in matches(when, layout, unless) for hit in match.evidence]
