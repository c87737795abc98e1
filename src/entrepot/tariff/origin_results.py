"""Tests as a document tells them: state, figure, threshold and reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from entrepot.tariff.origin_materials import ShiftSums, ValueSums
from entrepot.tariff.origin_tests import COSTS_NEEDED, Making, State, bare_change
from entrepot.tariff.rules_of_origin import (
    Ctc,
    MaxNom,
    Obtained,
    Process,
    Reaction,
    Rvc,
    Test,
    render,
)

_PLACES = 2
KG = "kg"  # the unit of shares by weight; the others are of money
_NO_VALUE = "the value of the good or of a material is not known"
_NO_WEIGHT = "the weight of the good or of a material is not known"


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test.

    Attributes:
        test: Its name: ctc, de_minimis, rvc_build_down, rvc_build_up, maxnom, process, cr, wo,
            minimal_operations or transport.
        state: How it came out.
        figure_pct, threshold_pct: What was found and what is asked [%]; empty is none.
        why: The reason, in words.
    """

    __test__ = False  # no test of pytest's

    test: str
    state: State
    why: str
    figure_pct: str = ""
    threshold_pct: str = ""


def list_results(making: Making, currency: str) -> list[TestResult]:
    """The tests of a good's rule and of its operations, in the order of the rule."""
    found: list[TestResult] = []
    for test, sums in zip(making.tests, making.sums, strict=True):
        match test, sums:
            case Ctc(), ShiftSums():
                found += _change(making, test, sums, currency)
            case Rvc(), ValueSums():
                found += _content(making, test, sums, currency)
            case MaxNom(), ValueSums():
                found.append(_maxnom(making, test, sums, currency))
            case _:
                found.append(_said(making, test))
    found.append(TestResult("minimal_operations", making.minimal, _MINIMAL[making.minimal]))
    return found


_MINIMAL: dict[State, str] = {
    "pass": "more was done than operations that confer no origin",
    "fail": "all that was done confers no origin",
    "unknown": "what was done is not known",
}


def _change(making: Making, test: Ctc, sums: ShiftSums, currency: str) -> Iterator[TestResult]:
    state = bare_change(sums) if making.parts else "unknown"
    yield TestResult("ctc", state, f"{render(test)}: {_why_change(making, sums)}")
    if not sums.failing and not sums.unknown:
        return
    figure, why = _share(sums.failing_value, making.fob, currency, sums.without_value)
    limit = making.tolerance.value_pct
    yield TestResult(
        "de_minimis", making.rest_by_value(sums), why, figure_text(figure, limit), plain(limit)
    )
    if making.tolerance.weighs:
        figure, why = _share(sums.failing_kg, making.weight_kg, KG, sums.without_weight)
        limit = making.tolerance.weight_pct
        yield TestResult(
            "de_minimis", making.rest_by_weight(sums), why, figure_text(figure, limit),
            plain(limit),
        )  # fmt: skip


def _why_change(making: Making, sums: ShiftSums) -> str:
    if not making.parts:
        return "no materials are named"
    if sums.failing:
        return f"{sums.failing} of {len(making.parts)} materials did not change"
    if sums.unknown:
        return f"{sums.unknown} of {len(making.parts)} materials may not have changed"
    return "every material that does not originate changed"


def _content(making: Making, test: Rvc, sums: ValueSums, currency: str) -> Iterator[TestResult]:
    threshold = test.threshold_pct
    if test.method != "build_up":
        rest = None if making.fob is None or sums.foreign_gaps else making.fob - sums.foreign
        figure = _ratio(rest, making.fob)
        state = making.build_down(test, sums) if making.parts else "unknown"
        why = (
            f"({making.fob:f} - {sums.foreign:f}) / {making.fob:f} {currency}"
            if figure is not None
            else _NO_VALUE
        )
        yield TestResult(
            "rvc_build_down", state, why, figure_text(figure, threshold), plain(threshold)
        )
    if test.method != "build_down":
        figure = _ratio(making.own_content(sums), making.fob)
        state = making.build_up(test, sums) if making.parts else "unknown"
        yield TestResult(
            "rvc_build_up", state, _why_up(making, sums, currency),
            figure_text(figure, threshold), plain(threshold),
        )  # fmt: skip


def _why_up(making: Making, sums: ValueSums, currency: str) -> str:
    if making.fob is None:
        return _NO_VALUE
    own = f"{making.own_content(sums):f} / {making.fob:f} {currency}"
    if len(making.costs) == COSTS_NEEDED and not sums.own_gaps:
        return own
    return f"{own}, labour, overhead, profit and other cost not all told"


def _maxnom(making: Making, test: MaxNom, sums: ValueSums, currency: str) -> TestResult:
    base = making.base_of(test)
    figure, why = _share(sums.foreign, base, currency, sums.foreign_gaps)
    return TestResult(
        "maxnom", making.test_state(test, sums), why, figure_text(figure, test.limit_pct),
        plain(test.limit_pct),
    )  # fmt: skip


def _said(making: Making, test: Test) -> TestResult:
    name = {Process: "process", Reaction: "cr", Obtained: "wo"}[type(test)]
    state = making.ruled(test)
    told = {"pass": "said to be so", "fail": "said not to be so", "unknown": "not said"}[state]
    return TestResult(name, state, f"{render(test)}: {told}")


def _share(
    part: Decimal, whole: Decimal | None, unit: str, gaps: int
) -> tuple[Fraction | None, str]:
    if whole is None:
        return None, _NO_WEIGHT if unit == KG else _NO_VALUE
    least = "at least " if gaps else ""
    return _ratio(part, whole), f"{least}{part:f} of {whole:f} {unit}"


def _ratio(part: Decimal | None, whole: Decimal | None) -> Fraction | None:
    """A share in per cent, exactly; None where a figure is not known."""
    return None if part is None or not whole else Fraction(part) * 100 / Fraction(whole)


def figure_text(figure: Fraction | None, threshold: Decimal | None = None) -> str:
    """A share as people read it: two decimals, more where those would hide a difference.

    Example:
        >>> figure_text(Fraction(41)), figure_text(Fraction(399999, 10000), Decimal(40))
        ('41.00', '39.9999')
    """
    if figure is None:
        return ""
    for places in range(_PLACES, 30):
        shown = _rounded(figure, places)
        if threshold is None or Fraction(shown) != Fraction(threshold) or figure == threshold:
            return f"{shown:f}"
    return f"{shown:f}"


def _rounded(figure: Fraction, places: int) -> Decimal:
    with localcontext() as context:
        context.prec, context.traps = 60, dict.fromkeys(context.traps, False)
        exact = Decimal(figure.numerator) / Decimal(figure.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain(number: Decimal | None) -> str:
    """A number without empty decimals; empty is none."""
    return "" if number is None else f"{number.normalize():f}"
