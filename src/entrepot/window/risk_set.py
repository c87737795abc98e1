"""The risk rules of one approved set: compiled once, with a version that tells them all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise

from entrepot.kernel.errors import InputError, Problem
from entrepot.window.expression import Condition, compile_condition
from entrepot.window.expression_terms import ITEMS, Facts
from entrepot.window.risk_facts import encode_facts
from entrepot.window.risk_rules import Lists, Rule

SCORE = "score"  # the fact that the points of the other rules make
_CHAPTER = 2


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A rule with its condition as functions.

    Attributes:
        rule: The rule.
        condition: Its condition.
        order: Place in the set.
        unknown_lists: Lists that it asks and nobody has.
    """

    rule: Rule
    condition: Condition
    order: int
    unknown_lists: tuple[str, ...]

    @property
    def reads_score(self) -> bool:
        """Whether it can be asked only when the others have made the score."""
        return SCORE in (*self.condition.fields, *self.condition.item_fields)


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """Rules in force together.

    Attributes:
        rules: The compiled rules in order.
        version: SHA-256 over what decides: every rule, and every list that one asks.
    """

    rules: tuple[Compiled, ...]
    version: str


def compile_rules(rules: Iterable[Rule], lists: Lists | None = None) -> RuleSet:
    """Compile rules into a set.

    Args:
        rules: The rules; their order does not change the version.
        lists: Named lists of codes that they may ask.

    Raises:
        InputError: A condition is none, or a rule is there twice on one day; all are named.
    """
    known = lists or {}
    ordered = sorted(rules, key=lambda rule: (rule.id, rule.valid.start or date.min))
    problems = list(_twice(ordered))
    compiled = []
    for order, rule in enumerate(ordered):
        try:
            compiled.append(compile_rule(rule, known, order))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    asked = {name for one in compiled for name in one.condition.lists}
    return RuleSet(tuple(compiled), _version(ordered, {n: known[n] for n in asked & known.keys()}))


def compile_rule(rule: Rule, lists: Lists, order: int = 0) -> Compiled:
    """Compile one rule.

    Raises:
        InputError: Its condition is none.
    """
    where = f"rule {rule.id}, expression"
    condition = compile_condition(rule.expression, where=where, lists=lists)
    return Compiled(
        rule, condition, order, tuple(name for name in condition.lists if name not in lists)
    )


def _twice(rules: Sequence[Rule]) -> Iterable[Problem]:
    for first, second in pairwise(rules):
        if first.id == second.id and first.valid.overlaps(second.valid):
            yield Problem(
                "risk.twice", f"rule {first.id}", "is there twice on one day.",
                message_zh="同一日期内重复。",
            )  # fmt: skip


def _version(rules: Iterable[Rule], lists: Lists) -> str:
    named = {name: sorted(codes) for name, codes in lists.items()}
    text = encode_facts({"rules": [rule.deciding() for rule in rules], "lists": named})
    return sha256(text.encode()).hexdigest()


# Which rules a declaration is asked


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """The rules of a set for one flow on one day, those that hang on HS chapters apart.

    Attributes:
        always: Rules asked of every declaration.
        by_chapter: Rules asked only where an item is of the chapter.
        late: Rules that read the score, asked when it stands.
        whole: All but the late, for a declaration with a code that is not known.
    """

    always: tuple[Compiled, ...]
    by_chapter: Mapping[str, tuple[Compiled, ...]]
    late: tuple[Compiled, ...]
    whole: tuple[Compiled, ...]

    def asked_of(self, facts: Facts) -> Sequence[Compiled]:
        """The rules that may answer more than false, in the order of the set."""
        codes = [item.get("hs_code") for item in facts.get(ITEMS) or ()]
        if not codes or not all(isinstance(code, str) for code in codes):
            return self.whole
        chapters = {code[:_CHAPTER] for code in codes}
        own = [self.by_chapter[chapter] for chapter in chapters if chapter in self.by_chapter]
        if not own:
            return self.always
        found = {rule.order: rule for rules in (self.always, *own) for rule in rules}
        return [found[order] for order in sorted(found)]


@lru_cache(maxsize=32)
def bench_of(ruleset: RuleSet, flow: str, on: date) -> Bench:
    """The rules of a set for a flow on a day."""
    there = [one for one in ruleset.rules if flow in one.rule.flows and on in one.rule.valid]
    whole = tuple(one for one in there if not one.reads_score)
    by_chapter: dict[str, list[Compiled]] = {}
    for one in whole:
        for chapter in one.condition.chapters or ():
            by_chapter.setdefault(chapter, []).append(one)
    return Bench(
        always=tuple(one for one in whole if one.condition.chapters is None),
        by_chapter={chapter: tuple(found) for chapter, found in by_chapter.items()},
        late=tuple(one for one in there if one.reads_score),
        whole=whole,
    )
