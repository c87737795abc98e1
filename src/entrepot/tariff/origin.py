"""Does a good originate under an agreement? Twelve steps, each with its reason.

Reading order: `origin_case` is the question, `origin_law` what the agreements say,
`rules_of_origin` a rule as a tree, `concordance` a code in another edition. `origin_rule` is
step 1, `origin_materials` step 2, `origin_tests` steps 3 to 9, `origin_flips` step 10,
`origin_country` step 11, `origin_route` step 12; `origin_trace` words them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from typing import Literal, TypeAlias

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.tariff.concordance import Concordance, ConcordanceRow
from entrepot.tariff.origin_case import Material, OriginCase
from entrepot.tariff.origin_country import find_country
from entrepot.tariff.origin_flips import Flip, find_flips
from entrepot.tariff.origin_law import OriginLaw, Profile
from entrepot.tariff.origin_materials import Part, in_currency, settle
from entrepot.tariff.origin_results import TestResult, list_results
from entrepot.tariff.origin_route import Passage, check_route
from entrepot.tariff.origin_rule import RuleFound, find_rule, stated_rule
from entrepot.tariff.origin_tests import Making, State, Tolerance, all_state
from entrepot.tariff.origin_trace import Step, trace_steps
from entrepot.tariff.rules_of_origin import (
    All,
    Any,
    Ctc,
    MaxNom,
    Obtained,
    Process,
    Reaction,
    Rule,
    Rvc,
)

ENGINE = "origin 1"
Verdict: TypeAlias = Literal["originating", "not_originating", "undetermined"]
VERDICTS: dict[State, Verdict] = {
    "pass": "originating", "fail": "not_originating", "unknown": "undetermined",
}  # fmt: skip
# Amounts of 13 digits with 30 decimals, times a rate and a share, lose nothing in this.
_EXACT = Context(prec=300, traps=[Inexact, InvalidOperation])


@dataclass(frozen=True, slots=True)
class Determination:
    """An answer, with everything it rests on.

    Attributes:
        case: The question.
        verdict: The answer.
        criterion: WO, PE, CTC, RVC, CR, process; empty where it does not originate.
        country: RCEP country of origin; empty where there is none.
        rule: The rule, and where it was read.
        results: The tests, each with its figure.
        blocked_by: What leaves the answer open.
        missing: Facts that would settle it.
        flips: Changes of single materials that turn the answer.
        trace: The twelve steps.
    """

    case: OriginCase
    verdict: Verdict
    criterion: str
    country: str
    rule: RuleFound
    results: tuple[TestResult, ...]
    blocked_by: tuple[str, ...]
    missing: tuple[str, ...]
    flips: tuple[Flip, ...]
    trace: tuple[Step, ...]


def determine(
    case: OriginCase, law: OriginLaw, rows: Sequence[ConcordanceRow] = ()
) -> Determination:
    """Find out whether a good originates.

    Args:
        case: The question.
        law: Agreements and product rules.
        rows: Rows of the stored concordances; those of the case come on top.

    Returns:
        The answer. What is not known leaves it undetermined and is named, never guessed.

    Raises:
        InputError: The rule of the case is none, or a country is no party that day.
        MissingError: There is no such agreement.

    Source:
        RCEP agreement, chapter 3 and article 2.6, for the steps; other agreements by their rows.
    """
    profile = _profile(case, law)
    concordance = Concordance((*rows, *case.concordance))
    with localcontext(_EXACT):
        return _Inquiry(case, profile, law, concordance).answer()


class _Inquiry:
    """One determination at work."""

    def __init__(
        self, case: OriginCase, profile: Profile, law: OriginLaw, concordance: Concordance
    ) -> None:
        self._case, self._profile = case, profile
        self._law, self._concordance = law, concordance
        self._rules: dict[tuple[str, str], RuleFound] = {}
        self._unlisted: set[tuple[str, str, str]] = set()

    def answer(self) -> Determination:
        case = self._case
        rule = stated_rule(case) if case.rule else self._rule_of(case.good.hs, case.good.edition)
        making = self._making_of_good(rule)
        passage = check_route(case)

        def overall(state: State) -> State:
            return all_state((state, passage.state))

        state = overall(making.state)
        criterion = criterion_of(making) if making.state == "pass" else ""
        results = (*list_results(making, case.currency), *passage.results)
        flips = tuple(find_flips(making, case.currency, overall))
        origin = find_country(case, self._profile, making, criterion, originates=state == "pass")
        open_ = state == "unknown"
        return Determination(
            case=case,
            verdict=VERDICTS[state],
            criterion=criterion if state == "pass" else "",
            country=origin.country,
            rule=rule,
            results=results,
            blocked_by=tuple(self._blocks(making, passage)) if open_ else (),
            missing=tuple(dict.fromkeys(self._missing(making, passage, rule, open_))),
            flips=flips,
            trace=trace_steps(
                case, self._profile, rule, making, results, flips, origin, sorted(self._unlisted)
            ),
        )

    # Step 1 and 2

    def _rule_of(self, hs: str, edition: str) -> RuleFound:
        key = hs[:6], edition
        if key not in self._rules:
            self._rules[key] = found = find_rule(
                self._profile.code, *key, self._case.on, self._law, self._concordance
            )
            if found.is_converted and not found.is_listed:
                self._unlisted.add((key[0], edition, found.edition))
        return self._rules[key]

    def _making_of_good(self, rule: RuleFound) -> Making:
        case, good = self._case, self._case.good
        return self._make(
            Making(
                path="",
                codes=rule.codes,
                rule=rule.rule,
                fob=in_currency(good.fob, case) if good.fob else None,
                exw=in_currency(good.exw, case) if good.exw else None,
                weight_kg=good.weight_kg,
                is_obtained=good.wholly_obtained,
                processes=good.processes,
                costs=self._costs(),
                minimal=self._minimal(),
                tolerance=self._tolerance(good.hs),
                parts=[],
            ),
            case.materials,
            rule.edition,
        )

    def _costs(self) -> dict[str, Decimal]:
        told = {name: in_currency(m, self._case) for name, m in self._case.good.costs.items()}
        return {name: amount for name, amount in told.items() if amount is not None}

    def _make(self, making: Making, materials: Sequence[Material], edition: str) -> Making:
        """Settle the materials of a making, those made by the producer first."""
        parts: list[Part] = []
        for number, material in enumerate(materials):
            path = f"{making.path} / {material.name}" if making.path else material.name
            part = settle(material, path, self._case, self._profile)
            part.codes = self._codes(material, edition)
            if self._is_own(material, part):
                made = self._make_own(part)
                making.made[number] = made
                _settle_own(part, made, self._case)
            parts.append(part)
        making.parts = parts
        making.add_up()
        return making

    def _is_own(self, material: Material, part: Part) -> bool:
        """Whether the producer made it himself and nothing else shows its origin."""
        here = material.origin == self._case.exporting_party
        return bool(material.materials) and here and part.origin == "unknown"

    def _make_own(self, part: Part) -> Making:
        material = part.material
        rule = self._rule_of(material.hs, material.edition)
        return self._make(
            Making(
                path=part.path,
                codes=rule.codes,
                rule=rule.rule,
                fob=None if part.is_least else part.value,
                exw=None if part.is_least else part.value,
                weight_kg=material.weight_kg,
                is_obtained=material.wholly_obtained,
                processes=material.processes,
                costs={},
                minimal=self._minimal(),
                tolerance=self._tolerance(material.hs),
                parts=[],
            ),
            material.materials,
            rule.edition,
        )

    def _codes(self, material: Material, edition: str) -> tuple[str, ...]:
        code = material.hs[:6]
        moved = self._concordance.convert(code, material.edition, edition)
        if not moved.is_listed:
            self._unlisted.add((code, material.edition, edition))
        return moved.codes

    # Steps 3 and 7

    def _minimal(self) -> State:
        """Whether more was done than operations that confer no origin."""
        listed = self._profile.agreement.minimal_operations
        done = self._case.operations
        if not done or not listed:
            return "unknown"
        return "fail" if set(done) <= set(listed) else "pass"

    def _tolerance(self, hs: str) -> Tolerance:
        row = self._profile.agreement
        weighs = row.de_minimis_weight_pct is not None and self._profile.weighs(hs)
        return Tolerance(
            row.de_minimis_pct, row.de_minimis_weight_pct if weighs else None, weighs=weighs
        )

    # What is open

    def _blocks(self, making: Making, passage: Passage) -> Iterator[str]:
        """Tests that leave the answer open, and what no test could begin without."""
        if making.state == "unknown":
            if making.rule is None:
                yield "product_rule"
            elif not making.parts:
                yield "materials"
            if making.minimal == "unknown":
                yield "minimal_operations"
            if making.rule is not None and making.ruled(making.rule) == "unknown":
                results = list_results(making, self._case.currency)
                open_ = (one.test for one in results if one.state == "unknown")
                yield from dict.fromkeys(name for name in open_ if name != "minimal_operations")
        if passage.state == "unknown":
            yield "transport"

    def _missing(
        self,
        making: Making,
        passage: Passage,
        rule: RuleFound,
        open_: bool,
    ) -> Iterator[str]:
        yield from _missing_of_parts(making)
        if not open_:
            return
        if rule.rule is None:
            yield from _missing_rule(rule, self._case)
        if not making.parts and not making.is_obtained:
            yield "the materials of the good, or that it is wholly obtained"
        if making.minimal == "unknown":
            yield "what was done in the party"
        yield from _missing_facts(making)
        yield from passage.missing


def _settle_own(part: Part, made: Making, case: OriginCase) -> None:
    """Give a material made by the producer the origin its own making gives it."""
    part.missing = [one for one in part.missing if "a proof of origin" not in one]
    if made.state == "pass":
        part.origin, part.country = "originating", case.exporting_party
        part.why = f"made by the producer, and it originates by {criterion_of(made)}"
    elif made.state == "fail":
        part.origin, part.why = "not_originating", "made by the producer, and fails its own rule"
    else:
        part.why = "made by the producer, and whether it meets its own rule is not known"
        part.missing.append(f"the rule or the materials of {part.path}, or a proof of its origin")


def _missing_of_parts(making: Making) -> Iterator[str]:
    for number, part in enumerate(making.parts):
        yield from part.missing
        if made := making.made.get(number):
            yield from _missing_of_parts(made)


def _missing_rule(rule: RuleFound, case: OriginCase) -> Iterator[str]:
    if not rule.candidates:
        yield f"the product rule of {case.agreement} for {case.good.hs[:6]}"
        return
    told = "; ".join(f"{code}: {text or 'no rule known'}" for code, text in rule.candidates)
    yield f"which code of {rule.edition} the good has: {told}"


def _missing_facts(making: Making) -> Iterator[str]:
    for test in making.tests:
        match test:
            case Process(name) if name not in making.processes:
                yield f"whether {name} was done in the party"
            case Reaction() if making.ruled(test) == "unknown":
                yield "whether a chemical reaction made the good in the party"
            case Obtained() if making.is_obtained is None:
                yield "whether every condition of a wholly obtained good holds"
            case MaxNom() if making.base_of(test) is None:
                yield f"the value of the good, {'ex works' if test.base == 'EXW' else 'FOB'}"
            case Ctc() | Rvc() if making.fob is None:
                yield "the FOB value of the good"
            case Ctc() if making.tolerance.value_pct is None:
                yield "how small a rest that did not change its class the agreement lets in"


def criterion_of(making: Making) -> str:
    """What a good that originates originates by."""
    if making.is_obtained:
        return "WO"
    if making.is_exclusive(making.foreign, making.open):
        return "PE"
    return _criterion(making.rule, making) if making.rule else ""


def _criterion(rule: Rule, making: Making) -> str:
    match rule:
        case Any(of):
            passing = next((one for one in of if making.ruled(one) == "pass"), of[0])
            return _criterion(passing, making)
        case All(of):
            return _criterion(of[0], making) if of else "process"
        case Ctc():
            return "CTC"
        case Rvc() | MaxNom():
            return "RVC"
        case Reaction():
            return "CR"
        case Obtained():
            return "WO"
        case Process():
            return "process"


def _profile(case: OriginCase, law: OriginLaw) -> Profile:
    profile = law.profiles.get(case.agreement)
    if profile is None:
        known = ", ".join(law.profiles)
        raise MissingError(
            Problem("origin.agreement", "agreement", f"{case.agreement!r} is no agreement known.",
                    f"Known: {known}.", message_zh="没有该协定。")
        )  # fmt: skip
    problems = [
        Problem("origin.party", name, f"{case.agreement} does not bind {country} on {case.on}.",
                "Name a party of that day.", profile.agreement.source,
                message_zh=f"{case.on} {country}不是{case.agreement}的缔约方。")
        for name, country in (("exporting_party", case.exporting_party),
                              ("importing_party", case.importing_party))
        if not profile.is_party(country, case.on)
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    return profile
