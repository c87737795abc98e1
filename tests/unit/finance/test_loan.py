"""A loan's score: its parts add up, what is unknown gives nothing, a bar rules it out."""

from decimal import Decimal

import pytest

from entrepot.finance.loan import Record, check_records, score_firm
from entrepot.kernel.money import Money
from entrepot.region.lending import LoanBand, LoanPoints


def points(feature: str, bound: str, gives: int, *, bars: bool = False) -> LoanPoints:
    is_word = not bound.replace(".", "").isdigit()
    return LoanPoints(
        note="", source="a test", status="synthetic", id=f"{feature}_{bound}", feature=feature,
        at_least=None if is_word else Decimal(bound), word=bound if is_word else "", points=gives,
        is_bar=bars, label_en=feature, label_zh=feature, valid_from=None, valid_to=None,
    )  # fmt: skip


def band(name: str, at_least: int, pct: int, most: int, shares: tuple[int, int, int]) -> LoanBand:
    lender, fund, insurer = map(Decimal, shares)
    return LoanBand(
        note="", source="a test", status="synthetic", id=name, at_least=at_least,
        limit_pct=Decimal(pct), most=Decimal(most), lender_pct=lender, fund_pct=fund,
        insurer_pct=insurer, valid_from=None, valid_to=None,
    )  # fmt: skip


ROWS = (
    points("exports_12m", "0", 0), points("exports_12m", "1000", 10),
    points("exports_12m", "5000", 20), points("class", "aeo", 30),
    points("class", "dishonest", 0, bars=True),
)  # fmt: skip
BANDS = (band("A", 40, 50, 4000, (34, 33, 33)), band("B", 10, 10, 900, (100, 0, 0)),
         band("C", 0, 0, 0, (100, 0, 0)))  # fmt: skip


def record(feature: str, value: str) -> Record:
    told = Decimal(value) if value.isdigit() else value
    return Record(feature, told, "customs")


def test_the_greatest_bound_reached_counts_and_the_parts_add_up() -> None:
    score = score_firm([record("exports_12m", "4999"), record("class", "aeo")], ROWS, BANDS, "CNY")

    assert [(part.feature, part.points) for part in score.parts] == [
        ("exports_12m", 10), ("class", 30),
    ]  # fmt: skip
    assert score.points == 40
    assert score.band is BANDS[0]
    assert score.limit == Money(Decimal("2499.50"), "CNY")


def test_an_unknown_record_gives_nothing_and_is_named() -> None:
    score = score_firm([record("exports_12m", "5000")], ROWS, BANDS, "CNY")

    assert score.points == 20
    assert score.missing == ("class",)
    assert score.band is BANDS[1]


def test_without_exports_the_limit_is_unknown_and_not_zero() -> None:
    score = score_firm([record("class", "aeo")], ROWS, BANDS, "CNY", Money(Decimal(5), "CNY"))

    assert score.limit is None
    assert score.granted is None
    assert score.shares == ()


def test_a_bar_rules_a_loan_out_whatever_the_points() -> None:
    told = [record("exports_12m", "900000"), record("class", "dishonest")]
    score = score_firm(told, ROWS, BANDS, "CNY")

    assert score.band is None
    assert score.limit == Money(Decimal("0.00"), "CNY")
    assert [part.feature for part in score.bars] == ["class"]


def test_what_is_asked_is_granted_within_the_limit_and_its_risk_shared_exactly() -> None:
    told = [record("exports_12m", "9000"), record("class", "aeo")]
    small = score_firm(told, ROWS, BANDS, "CNY", Money(Decimal("100.01"), "CNY"))
    great = score_firm(told, ROWS, BANDS, "CNY", Money(Decimal(9999), "CNY"))

    assert small.granted == Money(Decimal("100.01"), "CNY")
    assert [share.amount.amount for share in small.shares] == [
        Decimal("34.01"), Decimal("33.00"), Decimal("33.00"),
    ]  # fmt: skip
    assert great.granted == great.limit == Money(Decimal("4000.00"), "CNY")


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ([record("class", "aeo")], []),
        ([record("colour", "red")], ["loan.feature"]),
        ([record("class", "aeo"), record("class", "aeo")], ["loan.twice"]),
        ([record("class", "good"), record("exports_12m", "many")], ["loan.value", "loan.value"]),
        ([record("class", "7")], ["loan.value"]),
    ],
)
def test_records_the_scheme_cannot_read_are_all_named(told: list[Record], codes: list) -> None:
    assert [problem.code for problem in check_records(told, ROWS)] == codes
