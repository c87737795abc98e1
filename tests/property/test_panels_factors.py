"""Laws of the panels of factors and of firms that move in."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.industry.factor_balance import tell_balance
from entrepot.industry.moving import tell_moving
from entrepot.industry.supply import tell_asks
from entrepot.kernel.roll import Row, read_rows
from entrepot.service.panels import ROLLS

ON = date(2026, 6, 30)
days = st.integers(-400, 900).map(lambda n: (ON + timedelta(n)).isoformat())
steps = st.lists(
    st.fixed_dictionaries(
        {"site": st.sampled_from(["east", "west"]), "factor": st.sampled_from(["power", "water"]),
         "amount": st.integers(-40, 90).map(str), "on": days}
    ), max_size=8,
)  # fmt: skip
asks = st.lists(
    st.fixed_dictionaries(
        {"project": st.sampled_from(["A", "B", "C"]), "site": st.sampled_from(["east", "west"]),
         "factor": st.sampled_from(["power", "water"]), "amount": st.integers(1, 60).map(str),
         "wanted_on": days, "asked_on": days}
    ), max_size=6,
)  # fmt: skip
firms = st.lists(
    st.fixed_dictionaries(
        {"name": st.just("firm"), "moves_on": days, "power_mw": st.integers(0, 60).map(str)}
    ), min_size=1, max_size=5,
)  # fmt: skip


def rows_of(roll: str, lines: list[dict[str, Any]]) -> list[Row]:
    told = [{"id": str(at), **one} for at, one in enumerate(lines)]
    columns = [one.name for one in ROLLS[roll].columns]
    rows, problems = read_rows(ROLLS[roll], columns, told, {})
    assert problems == []
    return rows


@given(steps, asks)
def test_answers_part_the_phases_and_none_is_served_before_it_is_wanted(
    supply: list[dict[str, Any]], wanted: list[dict[str, Any]]
) -> None:
    rolls = {"factor_steps": rows_of("factor_steps", supply),
             "factor_asks": rows_of("factor_asks", wanted)}  # fmt: skip
    found = tell_asks(rolls, ON)
    figures = found.figures
    counted = sum(figures[one] or 0 for one in ("on_time", "later", "never", "not_known"))

    assert counted == len(found.rows) == (figures["phases"] or 0)
    assert all(row["served_from"] >= max(row["wanted_on"], ON)
               for row in found.rows if row["served_from"])  # fmt: skip


@given(steps, asks, st.sampled_from(["power", "water"]), st.integers(1, 200))
def test_more_of_a_factor_serves_no_project_later(
    supply: list[dict[str, Any]], wanted: list[dict[str, Any]], factor: str, more: int
) -> None:
    add = [{"site": site, "factor": factor, "amount": str(more), "on": "2020-01-01"}
           for site in ("east", "west") if any(one["site"] == site and one["factor"] == factor
                                               for one in supply)]  # fmt: skip
    served = []
    for lines in (supply, [*supply, *add]):
        rolls = {"factor_steps": rows_of("factor_steps", lines),
                 "factor_asks": rows_of("factor_asks", wanted)}  # fmt: skip
        served.append({(row["project"], row["site"], row["wanted_on"]): row["served_from"]
                       for row in tell_asks(rolls, ON).rows})  # fmt: skip

    assert all((served[1][one] or date.max) <= (day or date.max) for one, day in served[0].items())


@given(steps, asks)
def test_what_is_left_is_what_is_free_and_planned_less_what_is_asked(
    supply: list[dict[str, Any]], wanted: list[dict[str, Any]]
) -> None:
    rolls = {"factor_steps": rows_of("factor_steps", supply),
             "factor_asks": rows_of("factor_asks", wanted)}  # fmt: skip
    found = tell_balance(rolls, ON)

    asked = [Decimal(one["amount"]) for one in wanted if one["asked_on"] <= ON.isoformat()]

    assert sum(row["asked"] for row in found.rows) == sum(asked)
    assert all(row["left"] == row["free"] + row["planned"] - row["asked"]
               for row in found.rows if row["left"] is not None)  # fmt: skip


@settings(max_examples=40)
@given(firms, st.integers(0, 120), st.integers(0, 120))
def test_no_firm_is_matched_twice_no_site_gives_more_than_it_has_and_who_is_left_finds_no_room(
    movers: list[dict[str, Any]], east: int, west: int
) -> None:
    sites = rows_of("sites", [{"name": "a"}, {"name": "b"}])
    power = [{"site": str(at), "factor": "power", "amount": str(amount), "on": "2020-01-01"}
             for at, amount in enumerate((east, west))]  # fmt: skip
    rolls = {"sites": sites, "factor_steps": rows_of("factor_steps", power), "factor_asks": [],
             "moving_firms": rows_of("moving_firms", movers)}  # fmt: skip
    rows = tell_moving(rolls, ON).rows
    matched = [row for row in rows if row["answer"] == "matched"]
    asked = Counter[str]()
    for row in matched:
        asked[row["site"]] += int(movers[int(row["firm"])]["power_mw"])

    placed = {row["firm"] for row in matched}
    crowded = [row for row in rows if row["answer"] == "possible" and row["firm"] not in placed]

    assert len(placed) == len(matched)
    assert asked["0"] <= east
    assert asked["1"] <= west
    assert all(asked[row["site"]] + int(movers[int(row["firm"])]["power_mw"]) > (east, west)[
        int(row["site"])
    ] for row in crowded)  # fmt: skip
