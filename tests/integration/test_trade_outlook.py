"""Forecasts of the region's own lines on PostgreSQL, with the targets of its pack."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.integration.conftest import copy_of, nobody_did_anything

from entrepot.kernel.errors import InputError, ModelError, RefusedError
from entrepot.service.demo_trade import rehearse_trade
from entrepot.service.forecast_targets import forecast_targets
from entrepot.service.trade_load import load_file
from entrepot.service.trade_outlook import foresee_trade
from entrepot.service.trade_table import show
from entrepot.service.window import Window
from entrepot.store.home import Home
from entrepot.store.reference import open_reference

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
MAP = {
    "columns": {"partner": "to", "hs": "code", "value": "usd", "month": "month", "flow": "flow",
                "currency": "money"},
    "status": "synthetic", "source": "invented for a test",
}  # fmt: skip
HOLE = 202107


@pytest.fixture
def window(server, template_of, tmp_path) -> Iterator[Window]:
    with copy_of(template_of(server, nobody_did_anything), server) as database:
        yield Window(Home(tmp_path, region="upland"), database, open_reference("upland"))


@pytest.fixture
def load(window: Window, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Loads five years of exports and imports; leaves months or imports of months out."""

    def loads(currency: str = "EUR", without=(), no_imports=()) -> dict[str, Any]:
        rows = ["to,code,usd,month,flow,money"]
        for n in range(60):
            month = (2020 + n // 12) * 100 + n % 12 + 1
            flows = ("export",) if month in no_imports else ("export", "import")
            for flow in flows if month not in without else ():
                value = 70_000_000 * 1.01**n * (1.2 if n % 12 == 0 else 1)
                rows.append(f"DE,850760,{value:.2f},{month},{flow},{currency}")
            if n == 30:
                rows.append(f"JP,401120,5000,{month},export,{currency}")
        path = tmp_path / "months.csv"
        path.write_text("\n".join(rows), encoding="utf-8")
        return load_file(window, path, "generic", MAP, by="", at=NOON)

    return loads


def foresee(window: Window, **raw: Any) -> dict[str, Any]:
    return foresee_trade(window, {"currency": "EUR", "draws": 400, **raw}, by="", at=NOON)


def goal_of(window: Window, **raw: Any) -> dict[str, Any]:
    asked = {"target": "ug01", "hs4": "8507", "draws": 400, **raw}
    [goal] = forecast_targets(window, asked, by="", at=NOON)["targets"]
    return goal


def test_a_goal_in_billions_a_year_meets_the_months_of_the_lines(window, load) -> None:
    load()
    found, goal = foresee(window, year=2030, hs4="8507", target=2.2e9), goal_of(window)

    assert goal["series"]["kind"] == "lines"
    assert (goal["outlook"]["when"], goal["outlook"]["target"]) == (2030, 2.2)
    assert goal["outlook"]["median"] == pytest.approx(found["outlook"]["median"] / 1e9)
    assert goal["outlook"]["probability"] == found["outlook"]["probability"] > 0.9
    assert goal["path"]["base_year"] == 2024


def test_a_goal_over_unknown_months_tells_them_until_a_step_is_named(window, load) -> None:
    load(without=(HOLE,))
    refused, bridged = goal_of(window), goal_of(window, bridge="smoothing")

    assert str(HOLE) in refused["reason"]
    assert "outlook" not in refused
    assert bridged["outlook"]["probability"] > 0.9
    assert [one["code"] for one in bridged["warnings"]] == ["forecast.bridged"]


def test_the_series_is_the_sum_of_both_flows_and_a_loaded_month_without_it_is_zero(
    window, load
) -> None:
    load()
    whole, part = foresee(window, target=1e9), foresee(window, hs4="4011")

    assert whole["history"][0] == {"period": "202001", "value": pytest.approx(168_000_000)}
    assert (whole["known"], whole["unknown"]) == (60, 0)
    assert whole["outlook"]["probability"] == 1
    assert (sum(one["value"] for one in part["history"]), part["known"]) == (5000, 60)


def test_unknown_months_are_refused_or_bridged_by_a_named_step(window, load) -> None:
    load(without=(HOLE,))
    with pytest.raises(RefusedError) as told:
        foresee(window)
    found = foresee(window, bridge="smoothing")

    assert (told.value.problems[0].code, str(HOLE) in str(told.value)) == (
        "forecast.months_unknown", True,
    )  # fmt: skip
    assert found["series"]["unknown"] == [str(HOLE)]
    assert [one["code"] for one in found["warnings"]] == ["forecast.bridged"]
    assert (found["known"], found["unknown"]) == (59, 1)


def test_the_longest_run_of_known_months_is_used_where_it_is_asked_for(window, load) -> None:
    load(without=(HOLE,))
    found = foresee(window, bridge="longest")
    periods = [one["period"] for one in found["history"]]

    assert str(HOLE) in found["series"]["left_out"]
    assert len(periods) + len(found["series"]["left_out"]) == 60
    assert len(periods) >= 30
    assert all((one > str(HOLE)) == (periods[0] > str(HOLE)) for one in periods)
    assert [one["code"] for one in found["warnings"]] == ["forecast.left_out"]
    assert (found["known"], found["unknown"]) == (len(periods), 0)


def test_a_month_without_one_of_its_flows_is_unknown_and_no_zero(window, load) -> None:
    load(no_imports=(HOLE,))
    exports = foresee(window, flow="export")

    assert exports["unknown"] == 0
    with pytest.raises(RefusedError):
        foresee(window)


def test_a_currency_without_a_rate_leaves_the_months_unknown(window, load) -> None:
    load(currency="LAK")
    with pytest.raises(RefusedError):
        foresee(window, bridge="smoothing")


def test_everything_wrong_with_what_is_asked_is_told_at_once(window, load) -> None:
    load()
    with pytest.raises(InputError) as told:
        foresee(window, bridge="guess", luck="yes")

    assert {one.where for one in told.value.problems} == {"bridge", "luck"}


def test_a_store_without_months_has_no_forecast(window) -> None:
    with pytest.raises(ModelError) as told:
        foresee(window)

    assert told.value.problems[0].code == "forecast.no_months"


def test_the_rehearsal_of_trade_is_foreseen_and_stays_synthetic(window) -> None:
    rehearse_trade(window, at=NOON)
    found = foresee(window, currency="USD")

    assert found["series"]["status"] == "synthetic"
    assert found["known"] == 72
    assert found["coverage"]["count"] > 0


def test_lines_that_tell_no_place_make_the_months_of_a_place_unknown(window, load) -> None:
    load()
    with pytest.raises(RefusedError) as told:
        foresee(window, region="averlund", bridge="smoothing")

    assert told.value.problems[0].code == "forecast.months_unknown"


def test_a_place_that_the_lines_tell_is_foreseen_by_itself(window) -> None:
    rehearse_trade(window, at=NOON)
    asked = {"from": "202501", "to": "202512", "by": "region"}
    rows = show(window, asked, by="", at=NOON)["rows"]
    place = rows[0]["region"]
    whole, part = foresee(window, currency="USD"), foresee(window, currency="USD", region=place)

    assert len(rows) > 1
    assert (
        0
        < sum(one["value"] for one in part["history"][-12:])
        == pytest.approx(float(rows[0]["value"]))
    )
    assert sum(one["value"] for one in part["history"]) < sum(
        one["value"] for one in whole["history"]
    )
