"""Trade statistics on PostgreSQL and files: batches, revisions, corrections, who may read."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.integration.conftest import copy_of, rehearse

from entrepot.kernel.errors import InputError, MissingError
from entrepot.service.accounts import RoleError
from entrepot.service.forecast_targets import forecast_targets
from entrepot.service.mandates import grant_mandate, revoke_mandate
from entrepot.service.trade_cells import list_batches, list_lines
from entrepot.service.trade_editions import read_concordances
from entrepot.service.trade_firms import firms
from entrepot.service.trade_ledger import ledger
from entrepot.service.trade_load import firm_key, gather, load_file
from entrepot.service.trade_mirror import mirror_lines
from entrepot.service.trade_nation import nation
from entrepot.service.trade_own import firm_trade, own_trade
from entrepot.service.trade_table import parse_asked, show
from entrepot.service.window import Window
from entrepot.store.home import Home
from entrepot.store.lake import Lake
from entrepot.store.reference import open_reference
from entrepot.trade.records import Record

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
MAP = {
    "columns": {"partner": "to", "hs": "code", "value": "usd", "month": "month", "flow": "flow",
                "firm": "firm"},
    "currency": "USD", "status": "synthetic", "source": "invented for a test",
}  # fmt: skip
ROWS = [
    ("JP", "401120", "1000.55", "202401", "export", "a"),
    ("JP", "401120", "500", "202402", "export", "b"),
    ("US", "850760", "2000", "202401", "export", "c"),
]
ASKED = {"from": "202401", "to": "202402", "by": "partner", "measure": "value,share,hhi"}


@pytest.fixture
def window(server, template_of, tmp_path) -> Iterator[Window]:
    with copy_of(template_of(server, rehearse), server) as database:
        yield Window(Home(tmp_path, region="upland"), database, open_reference("upland"))


@pytest.fixture
def load(window: Window, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Loads rows as a file of the generic layout."""

    def loads(rows, name: str = "lines.csv", by: str = "") -> dict[str, Any]:
        path = tmp_path / name
        text = ["to,code,usd,month,flow,firm", *map(",".join, rows)]
        path.write_text("\n".join(text), encoding="utf-8")
        return load_file(window, path, "generic", MAP, by=by, at=NOON)

    return loads


def table(window: Window, **more: Any) -> dict[str, Any]:
    return show(window, {**ASKED, **more}, by="", at=NOON)


def test_the_same_file_again_counts_as_duplicates(window: Window, load) -> None:
    first, again = load(ROWS), load(ROWS)

    assert (first["lines"], first["revision"], first["months"]) == (3, 1, [202401, 202402])
    assert (again["lines"], again["duplicates"], again["batch"]) == (0, 3, first["batch"])
    assert len(list_batches(window, by="", at=NOON)["rows"]) == 1


def test_a_correction_makes_a_revision_that_changes_only_its_cell(window: Window, load) -> None:
    load(ROWS)
    before = table(window)
    done = load([("JP", "401120", "1100.55", "202401", "export", "a"), *ROWS[1:]], "later.csv")
    after = table(window)

    assert (done["corrections"], done["duplicates"], done["revision"]) == (1, 2, 2)
    assert {row["partner"]: row["value"] for row in after["rows"]} == {
        "US": "2000.00", "JP": "1600.55",
    }  # fmt: skip
    assert json.dumps(table(window, revision=1)) == json.dumps(before)


def test_a_later_file_may_correct_back(window: Window, load) -> None:
    load(ROWS)
    load([("JP", "401120", "1", "202401", "export", "a")], "wrong.csv")
    load([*ROWS, ("DE", "220890", "7", "202402", "export", "a")], "right.csv")

    values = {row["partner"]: row["value"] for row in table(window)["rows"]}
    assert values == {"US": "2000.00", "JP": "1500.55", "DE": "7.00"}


def test_each_wrong_row_is_named_and_the_others_count(load) -> None:
    done = load([*ROWS, ("XX", "401120", "5", "202401", "export", "a"),
                 ("JP", "40x", "5", "202401", "export", "a"),
                 ("JP", "401120", "-5", "202401", "export", "a"),
                 ("JP", "401120", "5", "202413", "export", "a"),
                 ("JP", "401120", "5", "202401", "away", "a")])  # fmt: skip

    assert done["lines"] == 3
    assert [(one["row"], one["field"]) for one in done["rejected"]] == [
        (4, "partner"), (5, "hs"), (6, "value"), (7, "month"), (8, "flow"),
    ]  # fmt: skip


def test_a_month_that_is_not_loaded_is_unknown_and_not_zero(window: Window, load) -> None:
    load(ROWS)
    found = table(window, to="202403")

    assert found["missing"] == [202403]
    assert found["total"]["value"] is None
    assert [one["code"] for one in found["warnings"]] == ["trade.month_missing"]


def test_a_batch_cut_off_half_way_leaves_nothing(window: Window, load, monkeypatch) -> None:
    load(ROWS)

    def die(*_: object) -> list[int]:
        raise KeyboardInterrupt

    whole = Lake.write
    monkeypatch.setattr(Lake, "write", lambda *told: (whole(*told), die())[1])
    with pytest.raises(KeyboardInterrupt):
        load([("DE", "220890", "7", "202402", "export", "a")], "more.csv")
    monkeypatch.setattr(Lake, "write", whole)
    again = load([("DE", "220890", "7", "202402", "export", "a")], "more.csv")

    folders = {one.name for one in (window.home.folder / "lake").iterdir()}
    assert (again["lines"], again["revision"]) == (1, 2)
    assert folders == {row["batch"] for row in list_batches(window, by="", at=NOON)["rows"]}


def test_two_loads_at_a_time_give_two_revisions_and_double_nothing(window: Window, load) -> None:
    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(lambda name: load(ROWS, name), ["one.csv", "two.csv"]))

    assert sorted(one["lines"] for one in done) == [0, 3]
    assert table(window)["total"]["n_lines"] == 3


def test_the_lines_under_a_cell_are_listed(window: Window, load) -> None:
    load(ROWS)
    asked, _ = parse_asked({**ASKED, "partner": "JP"})
    found = list_lines(window, asked, by="", at=NOON)

    assert [row["value_minor"] for row in found["rows"]] == ["100055", "50000"]


def test_cif_and_fob_do_not_add(window: Window, load, tmp_path) -> None:
    load(ROWS)
    path = tmp_path / "cif.csv"
    path.write_text("to,code,usd,month,flow,firm\nJP,401120,5,202401,export,z", encoding="utf-8")
    for basis, place in (("CIF", "one"), ("FOB", "other")):
        raw = {**MAP, "constants": {"basis": basis}, "source": place}
        load_file(window, path, "generic", raw, by="", at=NOON)

    with pytest.raises(InputError, match="do not add"):
        table(window)


def test_who_is_no_statistics_analyst_neither_loads_nor_reads(window: Window, load) -> None:
    with pytest.raises(RoleError):
        load(ROWS, by="exporter")
    with pytest.raises(RoleError):
        show(window, ASKED, by="exporter", at=NOON)


def test_a_column_that_is_not_there_is_named(window: Window, tmp_path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("to,code\nJP,401120\n", encoding="utf-8")

    with pytest.raises(InputError) as raised:
        load_file(window, path, "generic", MAP, by="", at=NOON)
    assert {one.where for one in raised.value.problems} == {"usd", "month", "flow", "firm"}


def test_nothing_released_gathers_nothing(window: Window) -> None:
    assert gather(window, by="", at=NOON)["lines"] == 0


def test_a_public_table_hides_what_gives_a_firm_away_and_anyone_may_read_it(window, load) -> None:
    many = [("JP", "401120", "100", "202401", "export", f"f{n}") for n in range(9)]
    load(
        [
            *many,
            ("US", "850760", "2000", "202401", "export", "c"),
            *(("DE", "401120", "50", "202402", "export", f"g{n}") for n in range(9)),
        ]
    )
    asked = {**ASKED, "measure": "value,share,hhi", "public": True}
    found = show(window, asked, by="", at=NOON)

    assert [(row["partner"], row["value"], row["suppressed"]) for row in found["rows"]] == [
        ("JP", "900.00", None), ("DE", None, "secondary"), ("US", None, "primary"),
    ]  # fmt: skip
    assert found["total"] == {"value": "3350.00", "n_lines": 19, "hhi": None}


def test_firms_of_a_public_table_are_counted_over_its_months(window, load) -> None:
    load([("JP", "401120", "100", f"20240{n}", "export", "same") for n in (1, 2, 3)])
    found = show(window, {**ASKED, "to": "202403", "public": True}, by="", at=NOON)

    assert [row["suppressed"] for row in found["rows"]] == ["primary"]
    assert found["total"]["value"] is None


# Editions of the Harmonized System, and mirror reports


EDITIONS = {
    "columns": {"partner": "to", "hs": "code", "value": "usd", "month": "month", "flow": "flow",
                "edition": "edition"},
    "currency": "USD", "status": "synthetic", "source": "invented for a test",
}  # fmt: skip


@pytest.fixture
def two_editions(window: Window, tmp_path: Path) -> Window:
    """A window with lines of one good in two editions."""
    path = tmp_path / "editions.csv"
    path.write_text(
        "to,code,usd,month,flow,edition\n"
        "JP,850760,0.10,202401,export,HS2017\nJP,850761,1.00,202402,export,HS2022\n"
    )
    load_file(window, path, "generic", EDITIONS, by="", at=NOON)
    return window


def concordance(tmp_path: Path, *rows: str) -> dict[str, Any]:
    path = tmp_path / "concordance.csv"
    head = "from_edition,from_code,to_edition,to_code,weight,source"
    path.write_text("\n".join([head, *rows]))
    return read_concordances(path)


def test_editions_are_never_joined_silently(two_editions: Window, tmp_path: Path) -> None:
    window = two_editions
    with pytest.raises(InputError, match=r"trade\.edition"):
        table(window, by="hs6")
    short = concordance(tmp_path, "HS2012,850760,HS2022,850761,1,x")
    with pytest.raises(InputError, match=r"no concordance to HS2022"):
        table(window, by="hs6", concordances=short)
    none = concordance(tmp_path, "HS2017,1,HS2022,2,1,x")
    with pytest.raises(InputError, match=r"trade\.concordance_missing"):
        table(window, by="hs6", concordances=none)

    assert table(window, by="partner")["total"]["value"] == "1.10"
    assert len(table(window, by="hs6,edition")["rows"]) == 2


def test_editions_are_joined_by_a_concordance_to_the_last_cent(
    two_editions: Window, tmp_path: Path
) -> None:
    thirds = concordance(tmp_path, "HS2017,850760,HS2022,850761,1/3,x",
                         "HS2017,850760,HS2022,850762,2/3,x")  # fmt: skip
    found = table(two_editions, by="hs6", concordances=thirds)

    assert {row["hs6"]: row["value"] for row in found["rows"]} == {
        "850761": "1.03", "850762": "0.07"
    }  # fmt: skip
    assert found["total"]["value"] == "1.10"


def test_reports_of_both_sides_are_compared_among_the_lines(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "mirror.csv"
    path.write_text(
        "who,to,code,usd,month,flow,basis\n"
        "JP,US,850760,100,202401,export,FOB\nUS,JP,850760,106,202402,import,CIF\n"
        "KR,US,850760,5,202401,export,FOB\n"
    )
    columns = {**MAP["columns"], "reporter": "who", "basis": "basis"}
    columns.pop("firm")
    load_file(window, path, "generic", {**MAP, "columns": columns}, by="", at=NOON)
    raw = {"from": "202401", "to": "202402", "cif_margin_pct": "6", "margin_source": "a test"}
    found = mirror_lines(window, raw, by="", at=NOON)
    with pytest.raises(InputError, match=r"trade\.valuation"):
        mirror_lines(window, {"from": "202401", "to": "202402"}, by="", at=NOON)
    with pytest.raises(RoleError):
        mirror_lines(window, raw, by="exporter", at=NOON)

    assert found["flows"] == {"both": 1, "exporter": 1, "importer": 0, "neither": 0}
    assert found["rows"][0]["reconciled"] == "100.00"
    assert found["step"] == {"cif_margin_pct": 6.0, "source": "a test", "status": "unverified"}
    assert found["status"] == "modelled"


# Partners, firms, and the nation


OWN = "sandbox_exporter"
SPAN = {"from": "202401", "to": "202402"}
OLDER = [("JP", "401120", "500", "202301", "export", "a"), ("JP", "401120", "0", "202302", "export",
          "a"), ("DE", "220890", "500", "202302", "import", "d")]  # fmt: skip


def test_the_ledger_tells_each_partner_and_its_groups(window: Window, load) -> None:
    load([*ROWS, *OLDER, ("SG", "850760", "99.45", "202402", "import", "b")])
    found = ledger(window, SPAN, by="", at=NOON)
    short = ledger(window, {"from": "202401", "to": "202403"}, by="", at=NOON)
    rows = {row["partner"]: row for row in found["partners"]}

    assert [row["partner"] for row in found["partners"]] == ["US", "JP", "SG"]
    assert (rows["JP"]["exports"], rows["JP"]["turnover_before"], rows["JP"]["growth_pct"]) == (
        "1500.55", "500.00", 200.11
    )  # fmt: skip
    assert rows["SG"]["groups"] == ["ASEAN"]
    [asean] = [one for one in found["groups"] if one["group"] == "ASEAN"]
    assert (asean["imports"], asean["balance"], asean["partners"]) == ("99.45", "-99.45", ["SG"])
    assert found["total"]["turnover"] == "3600.00"
    assert found["union"]["turnover"] == "99.45"
    assert short["missing"] == [202403]
    assert short["partners"][0]["turnover"] is None
    with pytest.raises(InputError, match=r"trade\.group"):
        ledger(window, {**SPAN, "group": "NATO"}, by="", at=NOON)
    with pytest.raises(RoleError):
        ledger(window, SPAN, by="exporter", at=NOON)


def test_a_firm_reads_its_own_trade_and_nobody_elses(window: Window, load) -> None:
    own = firm_key(window, OWN)
    load([
        ("JP", "401120", "300", "202401", "export", own), ("US", "850760", "100", "202402",
         "import", own), ("JP", "401120", "200", "202301", "export", own),
        ("JP", "401120", "0", "202302", "export", own),
        *(("US", "850760", "200", "202401", "export", name) for name in "abc"),
    ])  # fmt: skip
    found = own_trade(window, SPAN, by="exporter", at=NOON)
    value = firm_trade(window, {**SPAN, "firm": found["firm"]}, by="", at=NOON)
    short = own_trade(window, {"from": "202401", "to": "202403"}, by="exporter", at=NOON)

    assert (found["exports"], found["imports"], found["balance"]) == ("300.00", "100.00", "200.00")
    assert (found["growth_pct"], found["share_pct"]) == (100.0, 40.0)
    assert (found["partner_hhi"], found["product_hhi"]) == (0.625, 0.625)
    assert [row["partner"] for row in found["partners"]] == ["JP", "US"]
    assert [row["hs2"] for row in found["products"]] == ["40", "85"]
    assert value.whole.turnover == 40000
    assert (short["missing"], short["turnover"], short["partners"]) == ([202403], None, [])
    for other in ("rival", "officer"):
        with pytest.raises(RoleError):
            own_trade(window, {**SPAN, "firm": found["firm"]}, by=other, at=NOON)
    with pytest.raises(MissingError):
        own_trade(window, {**SPAN, "firm": "nobody"}, by="", at=NOON)


def test_a_broker_needs_a_mandate_for_all_to_read_a_firms_trade(window: Window, load) -> None:
    load([("JP", "401120", "300", "202401", "export", firm_key(window, OWN))])
    firm = own_trade(window, SPAN, by="exporter", at=NOON)["firm"]
    asked, later = {"from": "202401", "to": "202401", "firm": firm}, NOON + timedelta(hours=1)
    seen = own_trade(window, asked, by="broker", at=NOON)
    revoke_mandate(window.database, "exporter", "broker", at=later)
    grant_mandate(window.database, "exporter", "broker", at=later, scope=["file"])

    assert seen["exports"] == "300.00"
    with pytest.raises(RoleError):
        own_trade(window, asked, by="broker", at=later)


def test_services_and_projects_stand_beside_goods_and_are_never_added_to_them(
    window: Window, load
) -> None:
    load(ROWS)
    told = Record("LA", "projects", "out", 202401, Decimal("7.50"), "CNY", "a test", "synthetic")
    found = ledger(window, {**SPAN, "records": [told]}, by="", at=NOON)
    rows = {row["partner"]: row for row in found["partners"]}

    assert rows["LA"]["records"] == [
        {"kind": "projects", "direction": "out", "value": "7.50", "currency": "CNY", "count": 1,
         "sources": ["a test"], "status": "synthetic"}
    ]  # fmt: skip
    assert (rows["LA"]["turnover"], rows["JP"]["records"]) == ("0.00", [])
    assert found["total"]["turnover"] == "3500.55"


def test_firms_that_enter_leave_and_stay_explain_the_change(window: Window, load) -> None:
    load([*ROWS, *OLDER])
    found = firms(window, {"from": "202301", "to": "202402", "period": "month"}, by="", at=NOON)
    periods = {one["period"]: one for one in found["periods"]}

    assert found["missing"] == list(range(202303, 202313))
    assert periods[202402]["change"] == {
        "staying": "0.00", "entering": "500.00", "leaving": "-3000.55", "all": "-2500.55"
    }  # fmt: skip
    assert (periods[202402]["active"], periods[202402]["left"]) == (1, 2)
    assert found["lines_without_firm"] == 0


def test_a_value_without_a_rate_leaves_firms_counted_and_their_change_unknown(
    window: Window, load
) -> None:
    load(ROWS)
    asked = {**SPAN, "period": "month", "currency": "XTS"}
    found = firms(window, asked, by="", at=NOON)["periods"]

    assert [(one["active"], one["change"]) for one in found] == [(2, None), (1, None)]


def test_the_region_grows_beside_the_nation(window: Window, load, tmp_path: Path) -> None:
    load([("JP", "401120", "180", "202401", "export", "a"),
          ("JP", "401120", "100", "202301", "export", "a")])  # fmt: skip
    path = tmp_path / "nation.csv"
    country = window.reference.settings.country
    path.write_text("who,to,code,usd,month,flow\n" + "".join(
        f"{country},JP,{code},{value},{month},export\n" for code, value, month in (
            ("401120", 200, 202301), ("850760", 300, 202301),
            ("401120", 300, 202401), ("850760", 300, 202401))))  # fmt: skip
    columns = {**MAP["columns"], "reporter": "who"}
    columns.pop("firm")
    with pytest.raises(MissingError, match="not known"):
        nation(window, {"from": "202401", "to": "202401", "by": "hs2"}, by="", at=NOON)
    own = {**MAP, "columns": columns, "source": "the nation"}
    load_file(window, path, "generic", own, by="", at=NOON)
    found = nation(window, {"from": "202401", "to": "202401", "by": "hs2"}, by="", at=NOON)
    [row] = found["rows"]

    parts = ("hs2", "value", "change", "national", "mix", "regional")
    assert tuple(row[name] for name in parts) == (
        "40", "180.00", "80.00", "20.00", "30.00", "30.00"
    )  # fmt: skip
    assert (row["growth_pct"], row["nation_growth_pct"], row["nation_share_pct"]) == (80, 50, 60)


def test_what_several_report_is_never_in_one_figure(window: Window, load, tmp_path: Path) -> None:
    load(ROWS)
    path = tmp_path / "others.csv"
    path.write_text("who,to,code,usd,month,flow\nKR,JP,401120,7,202401,export\n")
    columns = {**MAP["columns"], "reporter": "who"}
    columns.pop("firm")
    load_file(window, path, "generic", {**MAP, "columns": columns}, by="", at=NOON)

    assert table(window)["total"]["value"] == "3500.55"
    assert table(window, reporter="KR", to="202401")["rows"][0]["value"] == "7.00"
    by_reporter = table(window, by="reporter")["rows"]
    assert {row["reporter"]: row["value"] for row in by_reporter} == {"": "3500.55", "KR": "7.00"}


# Goals of trade


def months_of(first: int, values: list[float]) -> list[tuple[str, ...]]:
    """A line a month from January of a year on."""
    return [("JP", "401120", str(value / 2), f"{first + n // 12}{n % 12 + 1:02d}", flow, "a")
            for n, value in enumerate(values) for flow in ("export", "import")]  # fmt: skip


def test_a_goal_is_judged_by_published_years_where_there_are_enough(window: Window) -> None:
    [goal] = forecast_targets(window, {}, by="", at=NOON)["targets"]

    assert (goal["id"], goal["series"]["kind"], goal["known"]) == ("ug01", "published", 5)
    assert goal["series"]["rows"][-1] == {"period": "2025", "value": 1.29}
    assert goal["pace_from_baseline_pct"] == pytest.approx(100 * ((2.2 / 1.29) ** 0.2 - 1))
    assert (goal["outlook"]["unit"], goal["outlook"]["status"]) == ("bn EUR", "modelled")
    assert 0 <= goal["outlook"]["probability"] <= 1
    assert goal["series"]["status"] == "synthetic"


def test_a_goal_for_some_goods_is_judged_by_the_regions_own_months(
    window: Window, tmp_path: Path
) -> None:
    path = tmp_path / "months.csv"
    rows = months_of(2022, [1e8] * 47 + [2e8])
    path.write_text("\n".join(["to,code,usd,month,flow,firm", *map(",".join, rows)]))
    load_file(window, path, "generic", {**MAP, "currency": "EUR"}, by="", at=NOON)
    asked = {"target": "ug01", "hs4": "4011"}
    [goal] = forecast_targets(window, asked, by="", at=NOON)["targets"]
    [other] = forecast_targets(window, {**asked, "hs4": "9999"}, by="", at=NOON)["targets"]

    assert goal["series"]["kind"] == "lines"
    assert [one["value"] for one in goal["series"]["rows"][-2:]] == [0.1, 0.2]
    assert goal["outlook"]["median"] > 0
    assert [one["value"] for one in other["series"]["rows"]] == [0.0] * 48, "loaded, and nothing"


def test_goals_of_other_things_say_why_nothing_is_told(window: Window) -> None:
    [boxes] = forecast_targets(window, {"target": "ug02"}, by="", at=NOON)["targets"]

    assert "no amount of money" in boxes["reason"]
    with pytest.raises(InputError) as wrong:
        forecast_targets(window, {"target": "no,ug01", "hs4": "4011"}, by="", at=NOON)
    assert len(wrong.value.problems) == 2
    with pytest.raises(RoleError):
        forecast_targets(window, {"target": "ug02", "hs4": "4011"}, by="exporter", at=NOON)
