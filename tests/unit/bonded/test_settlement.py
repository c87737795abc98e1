"""The statement of a handbook: a golden by hand, and its laws."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.bonded.books import Stock
from entrepot.bonded.consumption import Bill, BillLine
from entrepot.bonded.settlement import Made, Tolerances, allowed_use, settle

BILL = Bill("P", 1, (BillLine("M", Decimal("0.7"), Decimal(3)),))
SOME = Tolerances(Decimal(1), Decimal("0.5"))
quantities = st.decimals(0, 10_000, places=5)


def stock(received: Decimal, issued: Decimal, opening: Decimal = Decimal(0)) -> Stock:
    return Stock("M", opening, received=received, issued=issued)


def test_a_handbook_by_hand() -> None:
    # 1,000 in; 721.64948 used for 1,000 P by net 0.7 and loss 3 % (golden of the issue); 270 out.
    used = Decimal("721.64948")
    [one] = settle(
        [stock(Decimal(1000), used + 270)], ["M"],
        {("M", "consume"): used, ("M", "re-export"): Decimal(270)},
        [Made(BILL, Decimal(1000))], SOME,
    )  # fmt: skip

    assert (one.by_bill, one.use.difference_pct, one.is_off_bill) == (used, 0, False)
    assert one.closing == Decimal("8.35052")
    assert (one.finding, one.taxed) == ("short", Decimal("8.35052"))  # 0.5 % of 1,000 is 5


def test_each_making_rounds_once() -> None:
    made = [Made(BILL, Decimal(1))] * 3

    assert allowed_use(made) == {"M": 3 * Decimal("0.72165")}


@given(quantities, quantities, st.lists(st.tuples(st.sampled_from(["consume", "re-export",
       "domestic-sale", "destroy"]), quantities), max_size=4))  # fmt: skip
def test_what_came_in_is_used_sent_out_or_missing_to_the_last_place(
    opening: Decimal, received: Decimal, outs: list[tuple[str, Decimal]]
) -> None:
    out: dict[tuple[str, str], Decimal] = {}
    for kind, much in outs:
        out["M", kind] = out.get(("M", kind), Decimal(0)) + much
    issued = sum(out.values(), Decimal(0))
    before = stock(received, issued, opening)
    [one] = settle([before], ["M"], out, [], SOME)

    assert one.used + sum(one.out.values(), Decimal(0)) + one.closing == opening + received
    assert one.closing == before.closing


@given(quantities, quantities)
def test_nothing_is_taxed_within_the_tolerance_and_all_past_it(
    received: Decimal, missing: Decimal
) -> None:
    [one] = settle([stock(received, received - missing)], ["M"],
                   {("M", "re-export"): received - missing}, [], SOME)  # fmt: skip
    is_past = missing > 0 and missing * 100 > received * SOME.count_pct

    assert one.taxed == (missing if is_past else 0)
