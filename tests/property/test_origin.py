"""Laws of origin that hold whatever the good and its materials."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.kernel.money import Money
from entrepot.region.origin import OriginAgreement, OriginParty
from entrepot.tariff.origin import Determination, determine
from entrepot.tariff.origin_case import Deduction, Good, Material, OriginCase, Proof
from entrepot.tariff.origin_law import OriginLaw
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
    Span,
    all_of,
    any_of,
    parse_rule,
    render,
)

DAY = date(2026, 8, 1)
HELD = settings(max_examples=50, deadline=None, derandomize=True)
CITED = ("", "made up", "synthetic")
PROOF = Proof("certificate", "P1", date(2026, 5, 1))
STEPS = {"not_originating": 0, "undetermined": 1, "originating": 2}
AGREEMENT = OriginAgreement(
    *CITED, code="RCEP", name="", name_zh="", regimes=(), edition="HS2022", general_rule="CTH",
    de_minimis_pct=Decimal(10), de_minimis_weight_pct=Decimal(10),
    de_minimis_weight_chapters=("50-63",), minimal_operations=("packing",),
    certificates=("certificate",), proof_months=12, cumulation="", direct_transport="",
    has_differentials=True,
)  # fmt: skip
PARTIES = [
    OriginParty(*CITED, agreement="RCEP", country=country, valid_from=None, valid_to=None)
    for country in ("CN", "JP", "VN")
]
LAW = OriginLaw([AGREEMENT], PARTIES, [])

cents = st.integers(0, 12_000).map(lambda n: Decimal(n) / 100)
money = st.one_of(st.none(), cents.map(lambda amount: Money(amount, "USD")))
codes = st.sampled_from(["920210", "920290", "920990", "440799", "610910", "610990", "731815"])
origins = st.sampled_from(["", "BR", "CN", "VN", "US"])
spans = st.sampled_from([Span("44", "44"), Span("9209", "9209"), Span("7301", "7326")])
span_lists = st.lists(spans, max_size=2, unique=True).map(tuple)
shares = st.integers(1, 9_999).map(lambda n: Decimal(n) / 100)
tests_ = st.one_of(
    st.builds(Ctc, st.sampled_from([2, 4, 6]), span_lists, span_lists),
    st.builds(Rvc, shares, st.sampled_from(["either", "build_down", "build_up"])),
    st.builds(MaxNom, shares, st.sampled_from(["EXW", "FOB"]), span_lists),
    st.builds(Process, st.sampled_from(["weaving", "cut and sewn"])),
    st.just(Reaction()),
    st.just(Obtained()),
    st.just(All(())),
)


def flat(kind: type, of: list[Rule]) -> tuple[Rule, ...]:
    """Rules that `render` joins with one word stand side by side, as they are parsed."""
    return tuple(
        part for one in of for part in (one.of if isinstance(one, kind) and one.of else (one,))
    )


rules = st.recursive(
    tests_,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda of: any_of(flat(Any, of))),
        st.lists(inner, min_size=2, max_size=3).map(lambda of: all_of(flat(All, of))),
    ),
    max_leaves=5,
)


@st.composite
def materials(draw, deep: int = 2) -> Material:
    origin = draw(origins)
    inner = draw(st.lists(materials(deep - 1), max_size=2)) if deep and origin == "CN" else []
    return Material(
        name=draw(st.sampled_from("abcdefgh")),
        hs=draw(codes),
        edition="HS2022",
        value=draw(money),
        basis=draw(st.sampled_from(["cif", "cif", "price", "fob"])),
        weight_kg=draw(st.one_of(st.none(), cents)),
        origin=origin,
        proof=draw(st.sampled_from([None, PROOF])),
        role=draw(st.sampled_from(["material", "material", "retail_packing", "accessory"])),
        deductions=tuple(
            draw(st.lists(st.builds(Deduction, st.just("freight"),
                                    cents.map(lambda a: Money(a / 100, "USD")),
                                    st.sampled_from(["", "F-1"])), max_size=1))
        ),
        materials=tuple(inner),
    )  # fmt: skip


@st.composite
def cases(draw) -> OriginCase:
    good = Good(
        hs=draw(codes),
        edition="HS2022",
        fob=draw(st.one_of(st.none(), cents.map(lambda a: Money(a + 1, "USD")))),
        exw=draw(st.one_of(st.none(), cents.map(lambda a: Money(a + 1, "USD")))),
        weight_kg=draw(st.one_of(st.none(), cents)),
        wholly_obtained=draw(st.sampled_from([None, None, False, True])),
        processes=draw(st.dictionaries(st.sampled_from(["weaving", "chemical_reaction"]),
                                       st.booleans(), max_size=2)),
    )  # fmt: skip
    return OriginCase(
        agreement="RCEP", exporting_party="CN", importing_party="JP", on=DAY, good=good,
        materials=tuple(draw(st.lists(materials(), max_size=5))),
        rule=render(draw(rules)),
        operations=draw(st.sampled_from([(), ("packing",), ("carving", "packing")])),
    )  # fmt: skip


def answer(case: OriginCase) -> Determination:
    return determine(case, LAW)


def results(found: Determination) -> list:
    return [(one.test, one.state, one.figure_pct) for one in found.results]


@HELD
@given(rules)
def test_a_rule_reads_as_it_was_written(rule):
    assert parse_rule(render(rule)) == rule


@HELD
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_materials_changes_nothing(case, random):
    shuffled = list(case.materials)
    random.shuffle(shuffled)

    before, after = answer(case), answer(replace(case, materials=tuple(shuffled)))

    assert (before.verdict, before.criterion, before.country, results(before)) == (
        after.verdict, after.criterion, after.country, results(after),
    )  # fmt: skip
    assert sorted(map(repr, before.flips)) == sorted(map(repr, after.flips))


@HELD
@given(cases(), st.data())
def test_a_cheaper_foreign_material_never_loses(case, data):
    if not case.materials:
        return
    place = data.draw(st.integers(0, len(case.materials) - 1))
    material = case.materials[place]
    if material.value is None or material.origin not in ("", "BR", "US"):
        return
    cheaper = replace(material, value=Money(material.value.amount / 2, "USD"), deductions=())
    dearer = replace(material, deductions=())

    before = answer(put(case, place, dearer))
    after = answer(put(case, place, cheaper))

    assert STEPS[after.verdict] >= STEPS[before.verdict]


@HELD
@given(cases(), st.data())
def test_a_fact_that_is_lost_never_turns_a_fail_into_a_pass(case, data):
    lost = data.draw(st.sampled_from(sorted(LOSE)))

    before, after = answer(case), answer(LOSE[lost](case, data.draw))

    assert not (before.verdict == "not_originating" and after.verdict == "originating")


@HELD
@given(cases())
def test_each_flip_turns_the_answer_as_it_says(case):
    found = answer(case)

    assert all(VERDICT[flip.state] != found.verdict for flip in found.flips)
    for flip in found.flips:
        places = [n for n, one in enumerate(case.materials) if one.name == flip.path]
        if flip.change == "value" and len(places) == 1 and not case.materials[places[0]].deductions:
            tried = answer(put(case, places[0], at_value(case.materials[places[0]], flip)))

            assert tried.verdict == VERDICT[flip.state]


@HELD
@given(cases())
def test_an_answer_has_twelve_steps_and_names_what_leaves_it_open(case):
    found = answer(case)

    assert [step.number for step in found.trace] == list(range(1, 13))
    assert bool(found.blocked_by) == (found.verdict == "undetermined")
    assert bool(found.criterion) == (found.verdict == "originating")


VERDICT = {"pass": "originating", "fail": "not_originating", "unknown": "undetermined"}


def at_value(material: Material, flip) -> Material:
    amount = flip.value + Decimal("0.01") if flip.is_above else flip.value
    return replace(material, value=Money(amount, "USD"), basis="cif")


def put(case: OriginCase, place: int, material: Material) -> OriginCase:
    rows = list(case.materials)
    rows[place] = material
    return replace(case, materials=tuple(rows))


def of_one(**lost):
    def lose(case: OriginCase, draw) -> OriginCase:
        if not case.materials:
            return case
        place = draw(st.integers(0, len(case.materials) - 1))
        return put(case, place, replace(case.materials[place], **lost))

    return lose


def of_good(**lost):
    return lambda case, _: replace(case, good=replace(case.good, **lost))


LOSE = {
    "value": of_one(value=None, deductions=()),
    "weight": of_one(weight_kg=None),
    "origin": of_one(origin="", materials=()),
    "proof": of_one(proof=None, materials=()),
    "fob": of_good(fob=None),
    "good's weight": of_good(weight_kg=None),
    "processes": of_good(processes={}),
    "operations": lambda case, _: replace(case, operations=()),
}
