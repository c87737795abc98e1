"""The twelve steps of a determination in words, each with what it rests on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from entrepot.tariff.origin_case import OriginCase
from entrepot.tariff.origin_country import CountryFound
from entrepot.tariff.origin_flips import Flip
from entrepot.tariff.origin_law import Profile
from entrepot.tariff.origin_materials import count
from entrepot.tariff.origin_results import TestResult
from entrepot.tariff.origin_rule import RuleFound
from entrepot.tariff.origin_tests import Making
from entrepot.tariff.rules_of_origin import render

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the trace.

    Attributes:
        number: 1 to 12.
        text: What was found.
        cites: The article it rests on.
    """

    number: int
    text: str
    cites: str


def trace_steps(
    case: OriginCase,
    profile: Profile,
    rule: RuleFound,
    making: Making,
    results: Sequence[TestResult],
    flips: Sequence[Flip],
    country: CountryFound,
    unlisted: Sequence[tuple[str, str, str]],
) -> tuple[Step, ...]:
    """All twelve steps."""
    texts = (
        ("nomenclature", _rule(case, rule, unlisted)),
        ("undetermined origin", _materials(making)),
        ("minimal operations", _of(results, "minimal_operations")),
        ("wholly obtained", _obtained(making)),
        ("origin criteria", _exclusive(making)),
        ("alternative rules", _ruled(making)),
        ("de minimis by value", _of(results, "de_minimis") or "no rest to let in"),
        ("RVC build-down", _of(results, "rvc_build_down", "rvc_build_up", "maxnom")
         or "the rule asks for no value content"),
        ("cumulation", _cumulation(case, making)),
        ("flips", _flips(flips, case.currency)),
        ("tariff differentials", _country(country)),
        ("direct consignment", _of(results, "transport")),
    )  # fmt: skip
    return tuple(
        Step(number, text, "steps 2 to 8" if topic == "flips" else profile.cite(topic))
        for number, (topic, text) in enumerate(texts, start=1)
    )


def _rule(case: OriginCase, rule: RuleFound, unlisted: Sequence[tuple[str, str, str]]) -> str:
    told = "; ".join(_rule_told(case, rule))
    if not unlisted:
        return told
    code, edition, there = unlisted[0]
    more = f" and {len(unlisted) - 1} more" if len(unlisted) > 1 else ""
    way = f"from {edition} to {there}"
    return f"{told}; no row of the concordance for {code}{more} {way}: taken as unchanged"


def _rule_told(case: OriginCase, rule: RuleFound) -> Iterator[str]:
    codes = ", ".join(rule.codes)
    if rule.candidates:
        told = ", ".join(f"{code}: {text or 'no rule known'}" for code, text in rule.candidates)
        yield f"the rules of its codes in {rule.edition} differ: {told}"
    elif rule.rule is None:
        yield f"no rule is known for {codes} of {case.good.edition}"
    else:
        yield f"the rule of {codes} in {rule.edition} is {render(rule.rule)}"


def _materials(making: Making) -> str:
    found = dict(count(making.parts))
    told = (
        f"{len(making.parts)} materials: {found['originating']} originate, "
        f"{found['not_originating']} do not, of {found['unknown']} it is not known"
    )
    named = [f"{part.path}: {part.why}" for part in making.parts if part.why][:MOST_NAMED]
    return "; ".join((told, *named))


def _obtained(making: Making) -> str:
    if making.is_obtained is None:
        return "not said to be wholly obtained"
    return "said to be wholly obtained" if making.is_obtained else "not wholly obtained"


def _exclusive(making: Making) -> str:
    if making.is_exclusive(making.foreign, making.open):
        return "made of originating materials alone"
    if not making.parts:
        return "no materials are named"
    return (
        f"{making.foreign} materials do not originate, of {making.open} it is not known: "
        "not made of originating materials alone"
    )


def _ruled(making: Making) -> str:
    if making.rule is None:
        return "the rule is not known"
    tests = (f"{render(test)}: {making.ruled(test)}" for test in making.tests)
    return "; ".join((*tests, f"the rule: {making.ruled(making.rule)}"))


def _of(results: Sequence[TestResult], *names: str) -> str:
    return "; ".join(_result(one) for one in results if one.test in names)


def _result(one: TestResult) -> str:
    figure = f" = {one.figure_pct} %, asked {one.threshold_pct} %" if one.figure_pct else ""
    return f"{one.test}: {one.why}{figure}: {one.state}"


def _cumulation(case: OriginCase, making: Making) -> str:
    others = [
        f"{part.path} ({part.country})"
        for part in making.parts
        if part.origin == "originating" and part.country != case.exporting_party
    ]
    if not others:
        return "no material of another party counts as originating"
    return "; ".join((f"{len(others)} materials of other parties count", *others[:MOST_NAMED]))


def _flips(flips: Sequence[Flip], currency: str) -> str:
    if not flips:
        return "no change of a single material turns the answer"
    told = [flip_text(flip, currency) for flip in flips[:MOST_NAMED]]
    return "; ".join((f"{len(flips)} changes of single materials turn the answer", *told))


def flip_text(flip: Flip, currency: str) -> str:
    """A change in words.

    Example:
        >>> from decimal import Decimal
        >>> flip_text(Flip("neck", "value", "fail", Decimal("48.00"), is_above=True), "USD")
        'neck above 48.00 USD: fail'
    """
    match flip.change:
        case "value":
            how = f"{'above' if flip.is_above else 'down to'} {flip.value:f} {currency}"
        case "source":
            how = "from a party, with proof" if flip.origin == "originating" else "from elsewhere"
        case "code":
            how = f"{'not of' if flip.leaves else 'of'} {flip.code}"
    return f"{flip.path} {how}: {flip.state}"


def _country(country: CountryFound) -> str:
    return f"{country.country or 'none'}: {country.why}"
