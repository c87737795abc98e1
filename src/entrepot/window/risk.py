"""Screening: the channel of a declaration from rules, score and draw, with every reason.

Screening the same facts under the same rules gives the same result to the last bit: `replay`
does it again from the record, and the hash tells whether anything differs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from entrepot.kernel.errors import ModelError, Problem
from entrepot.window.expression import NO_ITEM
from entrepot.window.expression_terms import ITEMS, Facts
from entrepot.window.legal import LegalBook
from entrepot.window.risk_draw import Draw, commitment, draw_bp, rate_bp
from entrepot.window.risk_facts import encode_facts
from entrepot.window.risk_result import (
    GREEN,
    RED,
    YELLOW,
    Fired,
    RiskResult,
    Thresholds,
    Unanswered,
    raise_channel,
    rank_of,
)
from entrepot.window.risk_rules import CHANNELS, Rule, parse_rule
from entrepot.window.risk_set import SCORE, Compiled, RuleSet, bench_of, compile_rules

__all__ = [
    "CHANNELS", "Fired", "RiskResult", "Rule", "RuleSet", "Thresholds", "commitment",
    "compile_rules", "draw_bp", "parse_rule", "raise_channel", "rank_of", "replay", "screen",
]  # fmt: skip

ENGINE = "1"  # goes up when the same facts and rules may give another result
CUSTOMS = "customs"  # the agency that answers for the score and the draw


def screen(
    facts: Facts,
    ruleset: RuleSet,
    *,
    flow: str,
    on: date,
    number: str,
    day_key: bytes,
    credit_class: str,
    legal: LegalBook,
    told: str = "",
) -> RiskResult:
    """Find the channel of a declaration.

    Args:
        facts: What `risk_facts.facts_of` gives.
        ruleset: The rules.
        flow: `import`, `export` or `transit`.
        on: Legal day: rules and parameters in force then.
        number: Number of the declaration; empty before it has one, and then nothing is drawn.
        day_key: The secret of the day.
        credit_class: `aeo`, `dishonest`; any other is ordinary.
        legal: Parameters of the law.
        told: The facts as `encode_facts` writes them, where they were written already.
    """
    drawn = Draw(
        draw_bp(day_key, number) if number else None,
        rate_bp(credit_class, on, legal),
        commitment(day_key),
    )
    asked = _Asked(flow, on, number, credit_class)
    return _decide(facts, ruleset, asked, Thresholds.of(legal, flow, on), drawn, told)


def replay(
    record: Mapping[str, Any], facts: Facts, ruleset: RuleSet, *, day_key: bytes
) -> RiskResult:
    """Screen again as a recorded decision was screened.

    Args:
        record: The document of the result.
        facts: The facts of that time; see `risk_facts.decode_facts`.
        ruleset: The rules of that time.
        day_key: The secret of that day, told since.

    Returns:
        The result; it was decided rightly if its hash is that of the record.

    Raises:
        ModelError: The rules or the engine are not those of the record.
    """
    for name, present in (("ruleset", ruleset.version), ("engine", ENGINE)):
        if record[name] != present:
            raise ModelError(
                Problem(
                    f"risk.other_{name}", f"risk {name}", f"is {present}, not {record[name]}.",
                    message_zh=f"现为{present}，记录为{record[name]}。",
                )
            )  # fmt: skip
    number = record["number"]
    asked = _Asked(record["flow"], date.fromisoformat(record["on"]), number, record["credit_class"])
    scores = record["thresholds"]
    return _decide(
        facts,
        ruleset,
        asked,
        Thresholds(Decimal(scores["yellow"]), Decimal(scores["red"])),
        Draw(
            draw_bp(day_key, number) if number else None,
            record["draw"]["rate_bp"],
            commitment(day_key),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    flow: str
    on: date
    number: str
    credit_class: str


def _decide(
    facts: Facts,
    ruleset: RuleSet,
    asked: _Asked,
    thresholds: Thresholds,
    draw: Draw,
    told: str = "",
) -> RiskResult:
    bench = bench_of(ruleset, asked.flow, asked.on)
    fired, unknown = _ask(bench.asked_of(facts), facts)
    if bench.late:
        more, open_ones = _ask(bench.late, {**facts, SCORE: _points(fired)})
        fired, unknown = [*fired, *more], [*unknown, *open_ones]
    score = _points(fired)
    by_rules = max((one.channel for one in fired), key=rank_of, default=GREEN)
    by_score, by_draw = thresholds.channel_of(score), RED if draw.is_chosen else GREEN
    inspecting = {one.agency for one in fired if one.channel == RED}
    if RED in (by_score, by_draw):
        inspecting.add(CUSTOMS)
    holding = {one.agency for one in fired if one.channel == YELLOW} - inspecting - {CUSTOMS}
    return RiskResult(
        engine=ENGINE,
        ruleset=ruleset.version,
        facts=sha256((told or encode_facts(facts)).encode()).hexdigest(),
        flow=asked.flow,
        on=asked.on,
        number=asked.number,
        credit_class=asked.credit_class,
        thresholds=thresholds,
        fired=tuple(fired),
        unknown=tuple(unknown),
        score=score,
        draw=draw,
        by_rules=by_rules,
        by_score=by_score,
        by_draw=by_draw,
        channel=max(GREEN, by_rules, by_score, by_draw, key=rank_of),
        inspecting=tuple(sorted(inspecting)),
        holding=tuple(sorted(holding)),
    )


def _points(fired: Iterable[Fired]) -> int:
    return sum(one.points for one in fired)


def _ask(rules: Sequence[Compiled], facts: Facts) -> tuple[list[Fired], list[Unanswered]]:
    fired, open_ones = [], []
    for one in rules:
        answer = one.condition.test(facts, NO_ITEM)
        if answer:
            fired.append(_fired(one, facts))
        elif answer is None:
            open_ones.append(one)
    absent = _Absent(facts)
    return fired, [Unanswered(one.rule.id, absent.of(one)) for one in open_ones]


def _fired(one: Compiled, facts: Facts) -> Fired:
    rule = one.rule
    return Fired(rule.id, rule.version, rule.points, rule.channel, rule.agency, _inputs(one, facts))


def _inputs(one: Compiled, facts: Facts) -> dict[str, Any]:
    condition = one.condition
    inputs = {name: facts[name] for name in condition.fields if facts.get(name) is not None}
    if not condition.bodies:
        return inputs
    items = [
        {"seq": seq, **_read(condition.item_fields, facts, item)}
        for seq, item in enumerate(facts.get(ITEMS) or (), start=1)
        if any(body(facts, item) for body in condition.bodies)
    ]
    return {**inputs, ITEMS: items}


def _read(names: Iterable[str], facts: Facts, item: Facts) -> dict[str, Any]:
    found = {name: item.get(name, facts.get(name)) for name in names}
    return {name: value for name, value in found.items() if value is not None}


class _Absent:
    """What is not known of a declaration; each name is looked for once."""

    def __init__(self, facts: Facts) -> None:
        self._facts, self._items = facts, facts.get(ITEMS) or ()
        self._own: dict[str, bool] = {}
        self._of_items: dict[str, bool] = {}

    def of(self, one: Compiled) -> tuple[str, ...]:
        """Names of the fields and lists that a rule asks and nobody knows."""
        own, of_items = self._own, self._of_items
        for name in one.condition.fields:
            if name not in own:
                own[name] = self._facts.get(name) is None
        for name in one.condition.item_fields:
            if name not in of_items:
                of_items[name] = self._lacks(name)
        return (
            *(name for name in one.condition.fields if own[name]),
            *(name for name in one.condition.item_fields if of_items[name]),
            *(f"list {name}" for name in one.unknown_lists),
        )

    def _lacks(self, name: str) -> bool:
        return self._facts.get(name) is None and any(item.get(name) is None for item in self._items)
