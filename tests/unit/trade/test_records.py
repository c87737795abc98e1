"""Figures beside goods: added up by kind and currency, within the months that are asked for."""

from decimal import Decimal

import pytest

from entrepot.kernel.errors import InputError
from entrepot.service.trade_records import read_records
from entrepot.trade.records import Record, book

HEAD = "partner,kind,direction,period,value,currency,source,status"


def record(period: int, value: str = "1.10", **more: str) -> Record:
    told = {"partner": "LA", "kind": "projects", "direction": "out", "currency": "USD",
            "source": "s", "status": "published", **more}  # fmt: skip
    return Record(period=period, value=Decimal(value), **told)  # type: ignore[arg-type]


def test_kinds_directions_and_currencies_are_never_added_up() -> None:
    found = book([record(202401), record(202402, "2.20", status="unverified"),
                  record(202401, currency="CNY"), record(202401, direction="in"),
                  record(202401, kind="services", partner="JP")], 202401, 202412)  # fmt: skip

    assert [(one.kind, one.direction, one.currency, one.value) for one in found["LA"]] == [
        ("projects", "in", "USD", Decimal("1.10")), ("projects", "out", "CNY", Decimal("1.10")),
        ("projects", "out", "USD", Decimal("3.30")),
    ]  # fmt: skip
    assert found["LA"][2].status == "unverified"
    assert found["JP"][0].count == 1


@pytest.mark.parametrize(
    ("first", "last", "within"),
    [(202401, 202412, True), (202401, 202411, False), (202402, 202412, False),
     (202400, 202400, True), (202300, 202300, False), (202301, 202512, True)],
)  # fmt: skip
def test_a_year_as_a_whole_lies_only_where_all_its_months_do(first, last, within) -> None:
    assert record(202400).is_within(first, last) == within


def test_a_file_is_read_or_every_fault_of_every_row_is_told(tmp_path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(f"{HEAD}\nLA,projects,out,2024,5.5,USD,the office,published\n")
    bad.write_text(
        f"{HEAD}\nLaos,gifts,out,24,x,USD,,sure\nLA,projects,up,202413,1,usd,s,published\n"
    )
    [one] = read_records(good)
    with pytest.raises(InputError) as wrong:
        read_records(bad)

    assert (one.period, one.value, one.source) == (202400, Decimal("5.5"), "the office")
    assert sorted(problem.where for problem in wrong.value.problems) == [
        "row 2, kind", "row 2, partner", "row 2, period", "row 2, source", "row 2, status",
        "row 2, value", "row 3, currency", "row 3, direction", "row 3, period",
    ]  # fmt: skip
