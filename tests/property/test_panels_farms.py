"""Laws of the panels of farms."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from entrepot.industry.farm_batches import BATCHES, MARKET_RULES, tell_batches
from entrepot.industry.farm_rolls import AGREED, HARVESTS, ORDERS, PLANTS, PRODUCERS, PRODUCTS
from entrepot.industry.farm_trade import tell_bundles
from entrepot.industry.farms import tell_plan
from entrepot.kernel.roll import read_rows

ON = date(2026, 6, 15)
TONNES = st.integers(0, 400).map(str)
DAYS = st.integers(-60, 300).map(lambda days: (ON + timedelta(days)).isoformat())
SETS = st.sampled_from(["kiwi", "tea"])


def rows_of(roll, lines):
    numbered = [{"id": str(at), **line} for at, line in enumerate(lines)]
    rows, problems = read_rows(roll, [column.name for column in roll.columns], numbered, {})
    assert problems == []
    return rows


def lists(**cells):
    return st.lists(st.fixed_dictionaries(cells), max_size=6)


def known(kind: str = "cooperative") -> dict[str, str]:
    return {"title": "x", "kind": kind, "registered_on": "2020-01-01"}


HARVEST = lists(producer=st.sampled_from("012"), product=SETS, ready_on=DAYS, planned_t=TONNES,
                grade=st.sampled_from(["", "1", "2", "3"]),
                until_on=st.sampled_from(["", "2027-09-01", "2028-01-01"]))  # fmt: skip
PLANT = lists(title=st.just("x"), product=SETS, capacity_t_per_month=TONNES, opens_on=DAYS,
              yield_pct=st.integers(0, 100).map(str))  # fmt: skip
ORDER = lists(exporter=st.just("E"), product=SETS, wanted_t=TONNES, least_t=TONNES,
              worst_grade=st.sampled_from(["", "2"]), ordered_on=DAYS, due_on=DAYS)  # fmt: skip
BATCH = lists(product=SETS, producer=st.just("0"), market=st.sampled_from(["LA", "MM"]),
              quantity_t=TONNES, packed_on=DAYS, use_by=DAYS,
              registration=st.sampled_from(["", "N"]))  # fmt: skip
RULE = lists(product=SETS, market=st.sampled_from(["LA", "MM"]), from_on=DAYS,
             asks_registration=st.sampled_from(["yes", "no"]), asks_test=st.just("no"),
             asks_certificate=st.just("no"))  # fmt: skip


@given(HARVEST, PLANT, st.integers(0, 100))
def test_supply_stays_at_home_is_processed_or_left(harvests, plants, home):
    products = [{"id": one, "title": one, "home_t_per_month": str(home)} for one in ("kiwi", "tea")]
    rolls = {
        "farm_products": rows_of(PRODUCTS, products),
        "farm_producers": rows_of(PRODUCERS, [known()] * 2),
        "farm_harvests": rows_of(HARVESTS, harvests), "farm_plants": rows_of(PLANTS, plants),
    }  # fmt: skip
    rows = tell_plan(rolls, ON).rows

    for one in ("kiwi", "tea"):
        supply, *parts = (sum(row[name] for row in rows if row["product"] == one)
                          for name in ("supply_t", "home_t", "processed_t", "left_t"))  # fmt: skip
        assert supply == sum(parts)
    for row in rows:
        assert row["home_t"] + row["short_t"] == home
        assert min(row["short_t"], row["left_t"], row["spare_t"]) >= 0
        assert row["made_t"] <= row["processed_t"]


@given(HARVEST, st.integers(0, 100))
def test_home_could_not_be_served_more_as_a_linear_programme_finds(harvests, home):
    rolls = {
        "farm_products": rows_of(PRODUCTS, [{"title": "x", "home_t_per_month": str(home)}]),
        "farm_producers": rows_of(PRODUCERS, [known()] * 2), "farm_plants": [],
        "farm_harvests": rows_of(HARVESTS, [{**one, "product": "0"} for one in harvests]),
    }  # fmt: skip
    served = sum(row["home_t"] for row in tell_plan(rolls, ON).rows)

    assert float(served) == pytest.approx(most_served(rolls["farm_harvests"], home), abs=1e-6)


def most_served(harvests, home):
    """The most of twelve months that lots can give, each while it keeps."""
    months = [(ON.year * 12 + ON.month - 1 + at) for at in range(12)]
    lots = [(max(one["ready_on"], ON), one["until_on"] or max(one["ready_on"], ON),
             float(one["planned_t"])) for one in harvests
            if (one["until_on"] or one["ready_on"]) >= ON and one["producer"] in "01"]  # fmt: skip
    ways = [
        (lot, month)
        for lot, (first, last, _) in enumerate(lots)
        for month in months
        if first.year * 12 + first.month - 1 <= month <= last.year * 12 + last.month - 1
    ]
    if not ways:
        return 0
    limits = [[lot == at for lot, _ in ways] for at in range(len(lots))]
    limits += [[month == at for _, month in ways] for at in months]
    bounds = [tonnes for _, _, tonnes in lots] + [home] * 12
    found = linprog([-1] * len(ways), A_ub=np.array(limits, float), b_ub=bounds)
    return -found.fun


def bundles(harvests, orders, agreed):
    return {
        "farm_producers": rows_of(PRODUCERS, [known()] * 2),
        "farm_harvests": rows_of(HARVESTS, harvests), "farm_orders": rows_of(ORDERS, orders),
        "farm_agreed": rows_of(AGREED, agreed),
    }  # fmt: skip


AGREES = lists(order=st.sampled_from("0123"), harvest=st.sampled_from("0123"), agreed_on=DAYS,
               quantity_t=TONNES)  # fmt: skip


@given(HARVEST, ORDER, AGREES)
def test_no_tonne_is_offered_twice(harvests, orders, agreed):
    rolls = bundles(harvests, orders, agreed)
    answer = tell_bundles(rolls, ON)
    offered = sum((one["planned_t"] for one in rolls["farm_harvests"]
                   if (one["until_on"] or one["ready_on"]) >= ON
                   and one["producer"] in "01"), Decimal(0))  # fmt: skip

    assert sum(row["bundled_t"] for row in answer.rows) <= offered
    for row in answer.rows:
        assert row["short_t"] >= 0
        assert row["bundled_t"] + row["short_t"] == max(0, row["wanted_t"] - row["agreed_t"])


@given(BATCH, RULE, st.integers(0, 400))
def test_each_batch_has_one_state_and_a_further_rule_frees_no_ready_one(batches, rules, further):
    held = rows_of(BATCHES, batches)
    some = tell_batches({"farm_batches": held, "farm_market_rules": rows_of(MARKET_RULES, rules)},
                        ON)  # fmt: skip
    more = [*rules, {**_any_rule(), "least_shelf_days": str(further)}]
    all_of = tell_batches({"farm_batches": held, "farm_market_rules": rows_of(MARKET_RULES, more)},
                          ON)  # fmt: skip
    ready = {row["batch"] for row in some.rows if row["state"] == "ready"}

    assert sorted(row["batch"] for row in some.rows) == sorted(one["id"] for one in held)
    assert {row["batch"] for row in all_of.rows if row["state"] == "lacking"} >= {
        row["batch"] for row in some.rows if row["state"] == "lacking"
    }
    assert {row["batch"] for row in all_of.rows if row["state"] == "ready"} <= ready | {
        row["batch"] for row in some.rows if row["state"] == "no_rule"
    }


def _any_rule() -> dict[str, str]:
    return {"product": "kiwi", "market": "LA", "from_on": "2026-01-01", "asks_registration": "yes",
            "asks_test": "no", "asks_certificate": "no"}  # fmt: skip
