"""Laws of joined funds: no cost and no fund is paid beyond what it is."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.joined_funds import COSTS, FUNDS, GRANTS, PROJECTS
from entrepot.industry.settling import copies, settle
from entrepot.kernel.roll import read_rows

ON = date(2026, 6, 15)
AMOUNTS = st.integers(0, 100_000).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
DAYS = st.integers(-30, 5).map(lambda days: (ON + timedelta(days)).isoformat())
CURRENCIES = st.sampled_from(["CNY", "CNY", "CNY", "USD"])
FUND = st.fixed_dictionaries({
    "title": st.just("x"), "kind": st.sampled_from(["public", "bank"]), "amount": AMOUNTS,
    "currency": CURRENCIES, "stands_alone": st.sampled_from(["yes", "no"]),
    "from_on": st.just("2026-01-01"),
})  # fmt: skip
COST = st.fixed_dictionaries({
    "project": st.just("0"), "what": st.just("x"), "payee": st.sampled_from(["", "S"]),
    "invoice": st.sampled_from(["", "N1", "N2"]), "amount": AMOUNTS, "currency": CURRENCIES,
    "arose_on": DAYS,
})  # fmt: skip
GRANT = st.fixed_dictionaries({
    "cost": st.sampled_from("012"), "fund": st.sampled_from("012"), "amount": AMOUNTS,
    "currency": CURRENCIES, "granted_on": DAYS,
})  # fmt: skip


def rows_of(roll, lines):
    numbered = [{"id": str(at), **line} for at, line in enumerate(lines)]
    rows, problems = read_rows(roll, [column.name for column in roll.columns], numbered, {})
    assert problems == []
    return rows


def kept(funds, costs, grants):
    return {
        "joined_funds": rows_of(FUNDS, funds), "joined_costs": rows_of(COSTS, costs),
        "joined_projects": rows_of(PROJECTS, [{"title": "x"}]),
        "joined_grants": rows_of(GRANTS, grants),
    }  # fmt: skip


MANY = (st.lists(FUND, max_size=3), st.lists(COST, max_size=3), st.lists(GRANT, max_size=8))


@given(*MANY)
def test_no_cost_and_no_fund_is_paid_beyond_what_it_is(funds, costs, grants):
    rolls = kept(funds, costs, grants)
    paid = settle(rolls, ON)

    for name, key in (("joined_costs", "cost"), ("joined_funds", "fund")):
        for one in rolls[name]:
            got = [row for row in paid if row[key] == one["id"]]
            assert sum(row["payable"] for row in got) <= one["amount"]
            assert all(row["payable"] == 0 for row in got if row["currency"] != one["currency"])


@given(*MANY)
def test_a_grant_is_paid_or_refused_and_an_invoice_is_paid_once(funds, costs, grants):
    rolls = kept(funds, costs, grants)
    paid = settle(rolls, ON)
    twins = copies([one for one in rolls["joined_costs"] if one["arose_on"] <= ON])

    for row in paid:
        assert row["payable"] + row["refused"] == row["amount"]
        assert min(row["payable"], row["refused"]) >= 0
        assert (row["why"] is None) == (row["refused"] == 0) or row["amount"] == 0
    assert all(row["payable"] == 0 for row in paid if row["cost"] in twins)


@given(*MANY)
def test_a_later_grant_changes_no_earlier_one(funds, costs, grants):
    last = {"cost": "0", "fund": "0", "amount": "5.00", "currency": "CNY",
            "granted_on": ON.isoformat()}  # fmt: skip
    before = settle(kept(funds, costs, grants), ON)
    after = settle(kept(funds, costs, [*grants, last]), ON)
    told = {row["id"]: row["payable"] for row in after}

    assert all(told[row["id"]] == row["payable"] for row in before)
