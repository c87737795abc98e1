"""Laws of an assessment that hold whatever is declared."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.kernel.money import Money, total
from entrepot.region.window import LegalRow
from entrepot.window.assessment import Assessment, assess
from entrepot.window.case import Case, CaseItem, Preference
from entrepot.window.legal import LegalBook
from entrepot.window.reasons import Reasons
from entrepot.window.valuation import share_cost

LAW = LegalBook(
    LegalRow("", "an act", "synthetic", "XU", name, "", "", value, "", None, None)
    for name, value in [
        ("insurance_default_pct", "0.3"),
        ("tax_waiver_threshold", "50.00"),
        ("waived_tax_in_vat_base", "yes"),
    ]
)
ZERO = Money(Decimal("0.00"), "CNY")
values = st.decimals("0.01", "9999999.99", places=2)
costs = st.none() | st.decimals(0, 99999, places=2).map(lambda amount: Money(amount, "USD"))
shares = st.decimals(0, 90, places=2).map(lambda pct: f"{pct} %")
by_kg = st.decimals(0, 99, places=2).map(lambda amount: f"{amount} CNY/kg")
rates = st.one_of(
    shares,
    by_kg,
    st.tuples(shares, by_kg).map(" + ".join),
    st.tuples(shares, st.sampled_from(["MIN", "MAX"]), by_kg).map(
        lambda t: f"{t[0]} {t[1]} ({t[2]})"
    ),
)
charged = st.fixed_dictionaries(
    {"duty": rates, "vat": shares}, optional={"anti_dumping": rates, "consumption_tax": rates}
)
proofs = st.sampled_from(["valid", "missing", "none"])
preferences = st.none() | st.builds(Preference, st.just("PACT"), rates, proofs)
kilos = st.decimals("0.001", 99999, places=3).map(lambda kg: {"kg": kg})
items = st.builds(
    CaseItem, st.just(1), st.just("847989"), st.just("JP"), values, kilos, charged, preferences
)
imports = st.builds(
    Case, st.just("import"), st.just(date(2026, 3, 10)),
    st.sampled_from(["EXW", "FOB", "C&F", "C&I", "CIF"]), st.just("USD"),
    st.decimals("0.0001", 99, places=4), costs, costs, costs,
    st.lists(items, min_size=1, max_size=4).map(tuple),
)  # fmt: skip


def work(case: Case) -> Assessment:
    return assess(
        case, rates=None, legal=LAW, exchange=lambda *_: None, base_currency="CNY",
        reasons=Reasons([]),
    )  # fmt: skip


def due(answer: Assessment) -> dict[str, Decimal]:
    return {one.type: one.calculated.amount for one in answer.totals}


@given(imports)
def test_parts_add_up_to_totals(case: Case) -> None:
    answer = work(case)
    levies = [levy for item in answer.items for levy in item.levies]

    for one in answer.totals:
        parts = [levy.amount for levy in levies if levy.type == one.type]
        assert one.calculated == total(parts, "CNY")
        assert one.due in (one.calculated, ZERO)
        assert one.waived == (0 < one.calculated.amount < 50)
    assert answer.total_due == total((one.due for one in answer.totals), "CNY").rounded()
    assert answer.customs_value == total((item.customs_value for item in answer.items), "CNY")


@given(imports)
def test_every_charge_is_its_unrounded_amount_rounded_once(case: Case) -> None:
    for item in work(case).items:
        assert abs(item.customs_value.amount - item.valued.price.amount) <= Decimal("0.005")
        for levy in item.levies:
            assert levy.amount == levy.unrounded.rounded()
            assert levy.amount.amount >= 0


@given(imports, st.integers(1, 10**6))
def test_a_dearer_document_never_owes_less(case: Case, cents: int) -> None:
    bare = [replace(item, preference=None) for item in case.items]
    first, *rest = bare
    dearer = replace(first, value=first.value + Decimal(cents) / 100)
    # Costs of the document would be shared anew; each item keeps its own here.
    plain = replace(case, freight=None, insurance=None, inland=None, items=tuple(bare))
    more = replace(plain, items=(dearer, *rest))

    less_due, more_due = due(work(plain)), due(work(more))

    assert all(less_due[type_] <= more_due[type_] for type_ in less_due)


@given(imports)
def test_costs_are_shared_to_the_last_cent(case: Case) -> None:
    for name in ("freight", "insurance", "inland"):
        cost, parts = case.cost(name), share_cost(case, name)
        stated = ZERO.amount if cost is None else cost.amount

        assert sum(part.amount for part in parts) == stated
        assert all(part == part.rounded() and part.amount >= 0 for part in parts)


@given(imports)
def test_a_proof_never_costs_anything(case: Case) -> None:
    answer = work(case)
    without = work(replace(case, items=tuple(replace(i, preference=None) for i in case.items)))

    assert answer.total_due.amount <= without.total_due.amount
    if answer.preference is not None:
        assert min(saved.amount for saved in answer.preference.saving.values()) >= 0
        secured = answer.preference.status == "secured"
        assert answer.security == (answer.preference.total if secured else None)
    else:
        assert answer.total_due == without.total_due


@given(imports.filter(lambda case: case.items[0].preference is not None))
def test_due_and_secured_together_are_what_is_due_without_the_proof(case: Case) -> None:
    missing = tuple(
        replace(item, preference=item.preference and replace(item.preference, proof="missing"))
        for item in case.items
    )
    none = tuple(replace(item, preference=None) for item in case.items)
    secured, full = work(replace(case, items=missing)), work(replace(case, items=none))

    assert secured.security is not None
    assert secured.total_due + secured.security == full.total_due


@given(st.decimals("0.01", 10**9, places=2), st.decimals(0, 400, places=2))
def test_an_export_duty_and_the_value_make_up_the_price(price: Decimal, pct: Decimal) -> None:
    item = CaseItem(1, "720211", "CN", price, {}, {"export_duty": f"{pct} %"})
    answer = work(Case("export", date(2026, 3, 10), "FOB", "CNY", None, None, None, None, (item,)))
    (one,) = answer.items
    parts = one.customs_value + one.levies[0].amount

    assert abs(parts.amount - price) <= Decimal("0.01") + pct / 100 * Decimal("0.005")
