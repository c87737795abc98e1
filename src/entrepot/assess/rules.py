"""Rules of a scheme that act after the ranks: deductions and vetoes, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from entrepot.assess.fields import Options, float_of, is_number, tables
from entrepot.assess.wording import problem
from entrepot.kernel.errors import Problem

RULES = {
    "deduction": ("code", "column", "points", "most", "source"),
    "veto": ("code", "column", "above", "effect", "source"),
}
EFFECTS = ("unranked", "last")


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points off for what a column counts.

    Attributes:
        points: Taken off for each one.
        most: That may be taken off.
        source: Act and article it comes from.
    """

    code: str
    column: str
    points: float
    most: float
    source: str


@dataclass(frozen=True, slots=True)
class Veto:
    """A bar where a column is above a value.

    Attributes:
        effect: unranked, or last: behind all that are not barred.
        source: Act and article it comes from.
    """

    code: str
    column: str
    above: float
    effect: str
    source: str


def check_rules(kind: str, rules: object) -> list[Problem]:
    """Everything wrong with deductions or vetoes."""
    if not isinstance(rules, list) or not all(isinstance(one, Mapping) for one in rules):
        return [problem("type", kind, "is no list of tables.", f"Give [[{kind}]].")]
    problems: list[Problem] = []
    keys = ", ".join(RULES[kind])
    for place, one in enumerate(rules, start=1):
        where = f"{kind} {one.get('code') or place}"
        problems += [
            problem("key", f"{where}, {key}", "is no key of it.", f"Keys: {keys}.")
            for key in one
            if key not in RULES[kind]
        ]
        problems += [
            problem("missing", f"{where}, {key}", "is missing.")
            for key in ("code", "column", "source")
            if not isinstance(one.get(key), str) or not one[key]
        ]
        problems += (_check_deduction if kind == "deduction" else _check_veto)(where, one)
    codes = [str(one.get("code")) for one in rules]
    return problems + [
        problem("twice", f"{kind} {code}", "is given twice.")
        for code in dict.fromkeys(codes)
        if codes.count(code) > 1
    ]


def _check_deduction(where: str, rule: Options) -> list[Problem]:
    return [
        problem("type", f"{where}, {key}", f"{rule.get(key)!r} is no number above zero.")
        for key in ("points", "most")
        if (key in rule or key == "points")
        and not (is_number(rule.get(key)) and (float_of(rule, key) or 0.0) > 0)
    ]


def _check_veto(where: str, rule: Options) -> list[Problem]:
    above, effect = rule.get("above", 0), rule.get("effect", EFFECTS[0])
    problems: list[Problem] = []
    if not is_number(above):
        problems.append(problem("type", f"{where}, above", f"{above!r} is not a number."))
    if effect not in EFFECTS:
        hint = f"One of {', '.join(EFFECTS)}."
        problems.append(problem("choice", f"{where}, effect", f"{effect!r} is none.", hint))
    return problems


def read_deductions(raw: Options) -> tuple[Deduction, ...]:
    """Checked deductions as values."""
    return tuple(
        Deduction(
            str(one["code"]), str(one["column"]), float_of(one, "points") or 0.0,
            inf if (most := float_of(one, "most")) is None else most, str(one["source"]),
        )
        for one in tables(raw, "deduction")
    )  # fmt: skip


def read_vetoes(raw: Options) -> tuple[Veto, ...]:
    """Checked vetoes as values."""
    return tuple(
        Veto(
            str(one["code"]), str(one["column"]), float_of(one, "above") or 0.0,
            str(one.get("effect", EFFECTS[0])), str(one["source"]),
        )
        for one in tables(raw, "veto")
    )  # fmt: skip
