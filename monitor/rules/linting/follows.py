"""Whether one rule surely matches every document that another one matches."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.rules.linting.covers import covers
from monitor.rules.linting.forms import Form, Forms, Kind
from monitor.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Logic:
    """Reasons about forms; what it cannot prove, it denies."""

    forms: Forms
    _known: dict[tuple[int, int], bool] = field(default_factory=dict)

    def finds_all_of(self, wide: Rule, narrow: Rule) -> bool:
        """Say whether the first rule matches wherever the second does."""
        if wide.actor not in {None, narrow.actor}:
            return False
        removed, other = self.forms.removed(wide), self.forms.removed(narrow)
        when = self.forms.of(wide.when)
        is_freer = removed == other or (removed < other and self._grows(when))
        return is_freer and self.follows(when, self.forms.of(narrow.when))

    def follows(self, wide: int, narrow: int) -> bool:
        """Say whether the first form holds wherever the second does."""
        if wide == narrow:
            return True
        if (wide, narrow) not in self._known:
            self._known[wide, narrow] = self._reasoned(wide, narrow)
        return self._known[wide, narrow]

    def _reasoned(self, wide: int, narrow: int) -> bool:
        one, other = self.forms.forms[wide], self.forms.forms[narrow]
        if other.kind is Kind.ANY:
            return all(self.follows(wide, part) for part in other.parts - self._offered(one))
        if one.kind is Kind.ALL:
            return all(self.follows(part, narrow) for part in one.parts)
        if one.kind is Kind.ANY and any(self.follows(part, narrow) for part in one.parts):
            return True
        if one.kind is Kind.AT_LEAST and sum(self.follows(part, narrow) for part in one.parts) >= one.least:
            return True
        if one.kind is other.kind and self._same_kind(wide, narrow):
            return True
        return self._from_part(wide, other)

    def _same_kind(self, wide: int, narrow: int) -> bool:
        one, other = self.forms.forms[wide], self.forms.forms[narrow]
        match one.kind:
            case Kind.LEAF:
                return covers(self.forms.leaves[wide], self.forms.leaves[narrow])
            case Kind.NONE:
                return all(any(self.follows(more, part) for more in other.parts) for part in one.parts)
            case Kind.NEAR:
                return (one.parts, one.twice) == (other.parts, other.twice) and one.within >= other.within
            case Kind.AT_LEAST:
                return one.least <= other.least - len(other.parts - one.parts)
            case Kind.SCOPED:
                is_wider = one.scopes == other.scopes or (
                    other.scopes < one.scopes and self._grows(*one.parts)
                )
                return is_wider and self.follows(*one.parts, *other.parts)
            case _:  # of a context; choices and demands were taken apart before
                return self.follows(*one.parts, *other.parts)

    def _from_part(self, wide: int, other: Form) -> bool:
        """Say whether what the other demands is enough."""
        match other.kind:
            case Kind.ALL | Kind.NEAR:
                return any(self.follows(wide, part) for part in other.parts)
            case Kind.AT_LEAST:
                spare = len(other.parts) - other.least
                return sum(self.follows(wide, part) for part in other.parts) > spare
            case Kind.SCOPED:
                return self._grows(wide) and self.follows(wide, *other.parts)
            case _:
                return False

    def _offered(self, form: Form) -> frozenset[int]:
        return form.parts if form.kind is Kind.ANY else frozenset()

    def _grows(self, number: int) -> bool:
        """Say whether the form holds for more hits wherever it holds for fewer."""
        form = self.forms.forms[number]
        return form.kind is not Kind.NONE and all(map(self._grows, form.parts))
