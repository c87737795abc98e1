"""Laws of the panels of land, buildings and parks."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.buildings import tell_buildings
from entrepot.industry.land_use import tell_land
from entrepot.industry.park_scores import PARTS, score
from entrepot.kernel.roll import Row, read_rows
from entrepot.service.panels import ROLLS

ON = date(2026, 6, 30)
amounts = st.none() | st.integers(0, 10_000).map(str)
days = st.none() | st.integers(-900, 900).map(lambda n: (ON + timedelta(n)).isoformat())
yes_no = st.sampled_from([None, "yes", "no"])
parcels = st.lists(
    st.fixed_dictionaries(
        {"use": st.sampled_from(["industry", "logistics"]), "area_m2": st.integers(1, 99).map(str),
         "output": amounts, "invested": amounts, "currency": st.sampled_from(["CNY", "USD"]),
         "is_open_economy": yes_no, "idle_since": days, "granted_on": days}
    ), max_size=8,
)  # fmt: skip
rules = st.lists(
    st.fixed_dictionaries(
        {"use": st.just("industry"), "measure": st.sampled_from(["output", "invested"]),
         "least_per_m2": st.integers(0, 500).map(str), "currency": st.just("CNY"),
         "lowered_pct": st.integers(0, 100).map(str), "idle_days": st.integers(1, 700).map(str),
         "valid_from": st.just("2020-01-01")}
    ), max_size=3,
)  # fmt: skip


def rows_of(roll: str, lines: list[dict[str, Any]]) -> list[Row]:
    told = [{"id": str(at), **{k: v for k, v in one.items() if v}} for at, one in enumerate(lines)]
    columns = [one.name for one in ROLLS[roll].columns]
    rows, problems = read_rows(ROLLS[roll], columns, told, {})
    assert problems == []
    return rows


@given(parcels, rules)
def test_every_parcel_has_one_answer_and_the_idle_share_is_of_all_land(
    land: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> None:
    rolls = {"land_parcels": rows_of("land_parcels", land),
             "land_rules": rows_of("land_rules", asked)}  # fmt: skip
    found = tell_land(rolls, ON)
    figures = found.figures
    judged = (figures["idle"] or 0) + (figures["below"] or 0) + figures["not_judged"]
    granted = {row["parcel"] for row in found.rows}

    assert len(granted) == (figures["parcels"] or 0)
    assert judged <= len(granted)
    assert (figures["saved"] or 0) <= len(granted) - judged
    assert 0 <= (figures["idle_pct"] or 0) <= 100


@given(parcels, rules)
def test_land_of_the_open_economy_never_fares_worse_for_the_lower_rule(
    land: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> None:
    below = []
    for is_open in ("no", "yes"):
        lines = [{**one, "is_open_economy": is_open} for one in land]
        rolls = {"land_parcels": rows_of("land_parcels", lines),
                 "land_rules": rows_of("land_rules", asked)}  # fmt: skip
        below.append(tell_land(rolls, ON).figures["below"] or 0)

    assert below[1] <= below[0]


@given(
    st.lists(
        st.fixed_dictionaries({"clear_height_m": amounts, "docks": amounts, "floor_m2": st.none()})
    ),
    st.integers(0, 10_000), st.integers(0, 10_000),
)  # fmt: skip
def test_the_more_storage_asks_the_fewer_buildings_fit(
    held: list[dict[str, Any]], one: int, other: int
) -> None:
    buildings = rows_of("idle_buildings", [{"name": "b", **row} for row in held])
    fits = []
    for height in sorted((one, other)):
        line = {"name": "s", "clear_height_m": str(height), "docks": "1"}
        rolls = {"idle_buildings": buildings,
                 "storage_standards": rows_of("storage_standards", [line])}  # fmt: skip
        fits.append({row["building"] for row in tell_buildings(rolls, ON).rows if row["fits"]})

    assert fits[1] <= fits[0]


@given(st.fixed_dictionaries({name: st.none() | st.integers(0, 100).map(Decimal)
                              for name in PARTS}))  # fmt: skip
def test_a_score_lies_between_the_least_and_the_greatest_part_that_is_known(
    parts: dict[str, Decimal | None],
) -> None:
    known = [one for one in parts.values() if one is not None]
    found = score(parts)

    assert found["parts_known"] == len(known)
    assert (found["score"] is None) == (not known)
    assert not known or min(known) <= found["score"] <= max(known)
