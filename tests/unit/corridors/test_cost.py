"""Prices, spans and the choice of the row that speaks for a country."""

import numpy as np
import pytest
from tests.unit.corridors.small import RATES, region, row

from entrepot.corridors.cost import Book, Carbon, Price, Span, between, lateness, lognormal, usual
from entrepot.kernel.errors import InputError
from entrepot.region.parameters import Area, Delay, Factor, Rate

AREAS = (
    row(Area, id="wide", countries=("AA", "BB", "CC")),
    row(Area, id="narrow", countries=("AA",)),
)


def rate(name, from_area, to_area, mid, *, use="default", unit="USD/FEU-km", vehicle="block_train"):
    return row(Rate, id=name, mode="rail", from_area=from_area, to_area=to_area, vehicle=vehicle,
               use=use, unit=unit, mid=mid, currency=unit[:3])  # fmt: skip


def book(*rates, **tables):
    return Book(region(rates=(*RATES, *rates), areas=AREAS, **tables))


def test_a_price_per_feu_charges_a_twenty_foot_box_its_share():
    assert book().price(1000.0, "USD/FEU") == Price(600.0, 1000.0)


def test_a_price_per_teu_charges_a_forty_foot_box_accordingly():
    assert book().price(600.0, "USD/TEU") == Price(600.0, 1000.0)


def test_a_price_in_another_currency_is_changed():
    assert book().price(100.0, "EUR/t") == Price(per_t=pytest.approx(110.0))


def test_a_price_for_twenty_tonnes_over_five_hundred_kilometres_is_per_tonne_kilometre():
    assert book().price(945.0, "USD/20t-500km").per_t == pytest.approx(0.0945)


def test_a_unit_that_cannot_be_read_is_named():
    with pytest.raises(InputError, match="USD/mile"):
        book().price(1.0, "USD/mile")


def test_the_narrowest_area_speaks_for_a_country():
    rates = rate("wide", "wide", "wide", 2.0), rate("narrow", "narrow", "narrow", 3.0)
    tariff = book(*rates).tariff("rail", "AA", "AA")

    assert tariff.per_km.per_40 == 3.0
    assert book(*rates).tariff("rail", "BB", "BB").per_km.per_40 == 2.0


def test_a_lane_rate_wins_over_a_default_rate():
    lane = rate("lane", "narrow", "wide", 500.0, use="lane", unit="USD/FEU")
    tariff = book(lane).tariff("rail", "AA", "CC")

    assert tariff.over(1000.0).per_40 == 500.0
    assert book(lane).tariff("rail", "CC", "CC").per_km.per_40 == 1.0


def test_an_observed_rate_prices_nothing():
    seen = rate("seen", "narrow", "narrow", 9.0, use="observed")

    assert book(seen).tariff("rail", "AA", "AA").per_km.per_40 == 1.0


def test_rates_by_teu_and_by_feu_price_each_its_own_box():
    pair = (
        rate("small", "narrow", "narrow", 2.2, unit="USD/TEU-km"),
        rate("large", "narrow", "narrow", 2.7),
    )
    tariff = book(*pair).tariff("rail", "AA", "AA")

    assert (tariff.per_km.per_20, tariff.per_km.per_40) == (2.2, 2.7)


def test_air_freight_by_tonne_is_paid_by_chargeable_weight():
    assert book().tariff("air", "AA", "CC").over(1000.0).per_kg == pytest.approx(0.5)


def test_a_missing_parameter_is_named():
    with pytest.raises(InputError, match="no_such"):
        book().number("no_such")


def test_a_mode_without_speed_is_named():
    with pytest.raises(InputError, match=r"speeds\.csv"):
        Book(region(speeds=())).speed_kmh("rail", "AA")


def test_a_lognormal_time_keeps_its_quantiles():
    span = lognormal(30.0, 108.5)
    sigma = np.log(108.5 / 30.0) / 1.2815515655446004
    sample = 30.0 * np.exp(sigma * np.random.default_rng(7).standard_normal(400_000))

    assert span.p50_h == 30.0
    assert span.mean_h == pytest.approx(sample.mean(), rel=0.02)
    assert span.var_h2 == pytest.approx(sample.var(), rel=0.1)


def test_lateness_is_a_share_of_late_runs_times_a_gamma_delay():
    span = lateness(0.35, 2.5, 1.0)
    rng = np.random.default_rng(7)
    sample = (rng.random(400_000) < 0.35) * rng.gamma(1.0, 60.0, 400_000)

    assert span.mean_h == pytest.approx(sample.mean(), rel=0.02)
    assert span.var_h2 == pytest.approx(sample.var(), rel=0.03)
    assert span.p50_h == 0


def test_a_transit_between_two_limits_is_spread_evenly():
    span = between(4.0, 6.0)

    assert span.mean_h == 120
    assert span.var_h2 == pytest.approx(48 * 48 / 12)
    assert between(None, None) is None
    assert between(None, 2.0).mean_h == 48


def test_lateness_widens_a_listed_transit_and_leaves_its_mean():
    listed, late = Span(360.0, 10.0, 360.0), Span(21.0, 900.0, 0.0)

    assert usual(listed, late) == Span(360.0, 900.0, 360.0)


def test_each_lateness_row_counts_once_on_a_run_through_several_countries():
    rows = tuple(
        row(Delay, id=area, mode="rail", area=area, vehicle="block_train", use="default",
            late_share=0.5, mean_late_days=days, cv=1.0)
        for area, days in (("narrow", 1.0), ("wide", 2.0))
    )  # fmt: skip
    late = book(delays=rows).delay("rail", ("AA", "BB", "CC"))

    assert late.mean_h == pytest.approx(12 + 24)


def test_a_chain_of_train_port_and_ship_emits_as_worked_by_hand():
    """135 + 10 + 163 kg for ten tonnes (issue 03; factors of GLEC v3.2 and of the pack)."""
    train, port, ship = Carbon(0.015).times(900), Carbon(1.0), Carbon(0.00815).times(2000)
    kilograms = [round(10 * part.wtw) for part in (train, port, ship)]

    assert kilograms == [135, 10, 163]
    assert sum(kilograms) == 308


def test_what_a_factor_does_not_tell_stays_unknown():
    assert Carbon(1.0, None).times(3).ttw is None


def test_a_terminal_emits_from_tank_to_wheel_the_share_of_its_factor():
    hub = row(Factor, id="h", mode="hub", area="*", vehicle="container", use="default",
              wtw=1.0, ttw=0.7)  # fmt: skip
    told = book(factors=(hub,)).carbon_of_hub("rail", 2.0)

    assert (told.wtw, told.ttw) == (2.0, pytest.approx(1.4))


def test_a_terminal_without_a_factor_does_not_tell_its_share():
    assert book(factors=()).carbon_of_hub("rail", 2.0) == Carbon(2.0, None)
