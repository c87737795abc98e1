"""The dated law that ships: whole, canonical, without overlaps, and honest about blanks."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

import pytest

from entrepot.tariff.expression import parse_duty, render
from entrepot.tariff.law import Law, find_closest

DISPUTED = ["TH", "MY", "ID", "IN", "PK", "LK", "RU", "KZ"]


def test_every_duty_is_written_in_its_one_form(region) -> None:
    odd = [m.id for m in region.measures if m.duty and m.duty != render(parse_duty(m.duty))]

    assert [m for m in odd if not m.startswith("um")] == []  # the invented region writes freely


def test_no_two_measures_of_one_kind_and_line_share_a_day(region) -> None:
    sides = defaultdict(list)
    for m in region.measures:
        sides[m.market, m.kind, m.regime, m.hs_code, m.origins].append(m)
    clashes = [
        (a.id, b.id)
        for rows in sides.values()
        for a, b in combinations(rows, 2)
        if a.valid.overlaps(b.valid)
    ]

    assert clashes == []


@pytest.mark.parametrize(
    ("market", "least"),
    [("US", 75), ("VN", 75), ("JP", 75), ("NZ", 75), ("EAEU", 75), ("EU", 73), ("GB", 73),
     ("AU", 46), ("CN", 26)],
)  # fmt: skip
def test_the_lines_of_the_reference_data_are_covered(region, market: str, least: int) -> None:
    lines = {m.hs_code[:6] for m in region.measures if m.market == market and m.kind == "mfn"}

    assert len(lines) >= least


def test_an_unknown_duty_says_what_was_printed_or_why(region) -> None:
    silent = [m.id for m in region.measures if not m.duty and not (m.source_text or m.note)]

    assert silent == []


def test_names_of_regimes_can_be_typed_as_one_word(world_law) -> None:
    assert all(" " not in regime for regime in world_law.book.regimes)


@pytest.mark.parametrize("country", DISPUTED)
def test_a_tax_rate_on_which_sources_differ_stays_empty(world_law, country: str) -> None:
    row = world_law.find_vat(country, "401120", date(2026, 11, 20))

    assert row.rate_pct is None
    assert "confirm" in row.note


def test_every_country_of_the_european_union_has_its_tax(world_law) -> None:
    countries = world_law.find_market("EU").countries
    rates = [world_law.find_vat(c, "401120", date(2026, 11, 20)).rate_pct for c in countries]

    assert len(rates) == 27
    assert all(Decimal(15) <= rate <= Decimal(27) for rate in rates)


def test_refunds_of_one_line_follow_each_other_without_a_gap(world_law) -> None:
    rows = sorted(
        (r for r in world_law.refunds["CN"] if r.hs_code == "850760"), key=lambda r: r.valid_from
    )

    assert [row.refund_pct for row in rows] == [9, 6, 0]
    assert [a.valid_to == b.valid_from for a, b in pairwise(rows)] == [True] * 2


def test_a_market_is_found_by_its_id_or_a_country_in_it(world_law: Law) -> None:
    assert world_law.find_market("EAEU") is world_law.find_market("KZ")
    assert world_law.find_market("EU") is world_law.markets["DE"]
    assert world_law.find_market("TH") is None


def test_borders_inside_a_customs_union_do_not_count(world_law: Law) -> None:
    assert world_law.is_inside("FR", "DE")
    assert world_law.is_inside("TH", "TH")
    assert not world_law.is_inside("CN", "DE")


def test_the_closest_row_of_the_day_is_found(make) -> None:
    rows = [
        make.refund("40", "5"),
        make.refund("401120", "9", valid_to=date(2026, 4, 1)),
        make.refund("401120", "6", valid_from=date(2026, 4, 1)),
    ]

    assert find_closest("40112010", date(2026, 3, 31), rows).refund_pct == 9
    assert find_closest("40112010", date(2026, 4, 1), rows).refund_pct == 6
    assert find_closest("401110", date(2026, 4, 1), rows).refund_pct == 5
    assert find_closest("090210", date(2026, 4, 1), rows) is None


def test_each_country_of_a_market_values_as_its_market_does(region) -> None:
    rows = {row.country: row for row in region.valuations}
    real = [market for market in region.markets if market.status != "synthetic"]

    for market in real:
        assert {rows[country].basis for country in market.countries} == {market.basis}
        adds = {bool(rows[country].vat_base_adds) for country in market.countries}
        assert adds == {market.vat_adds_freight}, market.id


def test_a_tax_rate_on_which_sources_differ_tells_each_reading(region) -> None:
    for row in region.vat:
        assert not row.readings or row.rate_pct is None
        assert all(reading.endswith(" %") for reading in row.readings)
    assert {row.country: row.readings for row in region.vat}["TH"] == ("10 %", "7 %")
