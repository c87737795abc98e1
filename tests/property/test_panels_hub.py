"""Laws of the panels of open platforms and of the hub."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.hub_finance import room_of
from entrepot.industry.hub_stock import tell_stock
from entrepot.industry.open_platforms import tell_platforms, tell_powers
from entrepot.kernel.money import Money
from entrepot.kernel.roll import Row, read_rows
from entrepot.service.panels import ROLLS

ON = date(2026, 6, 30)
NAMES = ["a", "b", "c"]
names = st.sampled_from(NAMES)
amounts = st.integers(0, 900).map(str)
days = st.integers(-400, 400).map(lambda n: (ON + timedelta(n)).isoformat())
years = st.lists(
    st.fixed_dictionaries(
        {"platform": names, "year": st.integers(2022, 2026).map(str), "trade": amounts,
         "currency": st.just("CNY")}
    ), max_size=9, unique_by=lambda one: (one["platform"], one["year"]),
)  # fmt: skip
powers = st.lists(
    st.fixed_dictionaries({"platform": names, "power": st.sampled_from("xyz"), "since": days}),
    max_size=9,
)  # fmt: skip
goods = st.fixed_dictionaries(
    {"name": st.just("g"), "unit": st.just("t"), "use_per_day": amounts, "most": amounts,
     "lead_days": st.integers(0, 40).map(str), "safety_days": st.integers(0, 40).map(str)}
)  # fmt: skip


def rows_of(roll: str, lines: list[dict[str, Any]]) -> list[Row]:
    told = [{"id": str(at), **one} for at, one in enumerate(lines)]
    columns = [one.name for one in ROLLS[roll].columns]
    rows, problems = read_rows(ROLLS[roll], columns, told, {})
    assert problems == []
    return rows


PLATFORMS = rows_of("open_platforms", [{"id": one, "name": one} for one in NAMES])


@given(years)
def test_shares_of_trade_make_a_whole_and_the_first_has_the_most(
    told: list[dict[str, Any]],
) -> None:
    rolls = {"open_platforms": PLATFORMS, "open_platform_powers": [],
             "open_platform_years": rows_of("open_platform_years", told)}  # fmt: skip
    rows = tell_platforms(rolls, ON).rows
    trade = [row["trade"][0].amount for row in rows if row["trade"]]
    shares = [row["share_pct"] for row in rows if row["share_pct"] is not None]

    assert trade == sorted(trade, reverse=True)
    assert not shares or abs(sum(shares) - 100) <= Decimal("0.05") * len(shares)


@given(powers)
def test_each_power_parts_the_platforms_into_those_that_hold_it_and_those_that_do_not(
    told: list[dict[str, Any]],
) -> None:
    rolls = {"open_platforms": PLATFORMS,
             "open_platform_powers": rows_of("open_platform_powers", told)}  # fmt: skip
    found = tell_powers(rolls, ON)

    assert all(row["held"] + row["lacking"] == len(NAMES) for row in found.rows)
    assert {row["power"] for row in found.rows} == {
        one["power"] for one in told if one["since"] <= ON.isoformat()
    }


@given(goods, st.lists(st.tuples(st.integers(-50, 90), days), max_size=8), st.integers(0, 500))
def test_more_stock_is_never_more_urgent_and_never_fills_more_than_the_room(
    line: dict[str, Any], moves: list[tuple[int, str]], more: int
) -> None:
    lines = [{"goods": "0", "amount": str(amount), "on": day} for amount, day in moves]
    add = {"goods": "0", "amount": str(more), "on": "2020-01-01"}
    base = {"goods": "0", "amount": "0", "on": "2020-01-01"}
    rows = []
    for told in ([*lines, base], [*lines, add]):
        rolls = {"hub_goods": rows_of("hub_goods", [line]), "hub_orders": [],
                 "hub_moves": rows_of("hub_moves", told)}  # fmt: skip
        rows.append(tell_stock(rolls, ON).rows[0])
    urgent = [("enough", "order", "short").index(row["answer"]) for row in rows]

    assert urgent[1] <= urgent[0]
    assert rows[1]["stock"] == rows[0]["stock"] + more
    assert all(row["amount"] in (0, row_room(line, row)) for row in rows)


def row_room(line: dict[str, Any], row: Row) -> Decimal:
    return Decimal(line["most"]) - Decimal(row["stock"])


@given(st.integers(0, 100), st.integers(0, 10_000), st.integers(0, 10_000))
def test_room_and_loan_together_are_the_share_of_the_value_that_may_be_lent(
    most_pct: int, value: int, lent: int
) -> None:
    room = room_of(Decimal(most_pct), (Money(Decimal(value), "CNY"),),
                   (Money(Decimal(lent), "CNY"),))  # fmt: skip

    assert room is not None
    assert room[0].amount + lent == (Decimal(value) * most_pct / 100).quantize(Decimal("0.01"))
