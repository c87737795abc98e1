"""Laws of the panels of visitors and of imported goods."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.imported_goods import GOODS, SALES, SHOPS, tell_goods, tell_spending
from entrepot.industry.months import months_back
from entrepot.industry.visitor_rolls import ASSETS, COUNTS, PROJECTS
from entrepot.industry.visitors import STAGES, stage_of, tell_idle, tell_visitors
from entrepot.kernel.roll import read_rows

ON = date(2026, 6, 15)
DAYS = st.integers(-400, 400).map(lambda days: (ON + timedelta(days)).isoformat())
MAYBE_DAY = st.just("") | DAYS
MONTHS = st.builds(lambda year, month: f"{year}-{month:02d}-01", st.integers(2024, 2027),
                   st.integers(1, 12))  # fmt: skip
WHOLE = st.integers(0, 10_000).map(str)
YES_NO = st.sampled_from(["yes", "no"])


def rows_of(roll, lines):
    numbered = [{"id": str(at), **line} for at, line in enumerate(lines)]
    rows, problems = read_rows(roll, [column.name for column in roll.columns], numbered, {})
    assert problems == []
    return rows


def lists(**cells):
    return st.lists(st.fixed_dictionaries(cells), max_size=12)


COUNT = lists(month=MONTHS, place=st.sampled_from(["", "east", "west"]), visitors=WHOLE)
PROJECT = lists(title=st.just("x"), signed_on=MAYBE_DAY, begun_on=MAYBE_DAY, due_on=MAYBE_DAY,
                opened_on=MAYBE_DAY)  # fmt: skip
ASSET = lists(title=st.just("x"), idle_since=DAYS, area_m2=WHOLE)
SHOP = {"title": "x", "kind": "store", "opened_on": "2020-01-01"}
GOOD = lists(shop=st.sampled_from("01"), title=st.just("x"), is_duty_free=YES_NO, listed_on=DAYS,
             origin=st.sampled_from(["LA", "DE", "TH"]), delisted_on=MAYBE_DAY)  # fmt: skip
SALE = lists(shop=st.sampled_from("01"), month=MONTHS, is_duty_free=YES_NO, sales=WHOLE,
             currency=st.sampled_from(["CNY", "USD"]))  # fmt: skip


@given(COUNT)
def test_rows_told_twice_change_nothing_but_their_count(counts):
    once = tell_visitors({"visitor_counts": rows_of(COUNTS, counts)}, ON)
    twice = tell_visitors({"visitor_counts": rows_of(COUNTS, [*counts, *counts])}, ON)

    assert twice.rows == once.rows
    assert twice.figures["visitors"] == once.figures["visitors"]
    assert twice.figures["twice"] >= once.figures["twice"]


@given(COUNT)
def test_the_region_is_its_own_rows_where_there_are_some(counts):
    answer = tell_visitors({"visitor_counts": rows_of(COUNTS, counts)}, ON)
    region = [row["visitors"] for row in answer.rows if row["at"] is None]
    places = [row["visitors"] for row in answer.rows if row["at"] is not None]

    assert answer.figures["visitors"] == (sum(region or places) if region or places else None)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_twelve_months_have_ended_on_each_day(on):
    months = [date(year, month, 1) for year in range(on.year - 2, on.year + 2)
              for month in range(1, 13)]  # fmt: skip
    ended = [one for one in months if 0 <= months_back(one, on) < 12]

    assert len(ended) == 12
    assert all((one.year, one.month) <= (on.year, on.month) for one in ended)


@given(PROJECT, st.integers(0, 400))
def test_a_project_that_opened_stays_so(projects, later):
    for one in rows_of(PROJECTS, projects):
        assert stage_of(one, ON) in STAGES
        if stage_of(one, ON) == "opened":
            assert stage_of(one, ON + timedelta(later)) == "opened"


@given(ASSET)
def test_what_is_idle_has_the_area_of_its_rows(assets):
    answer = tell_idle({"visitor_assets": rows_of(ASSETS, assets)}, ON)
    idle = [row["area_m2"] for row in answer.rows if not row["is_reused"]]

    assert answer.figures["idle_m2"] == (sum(idle, Decimal(0)) if idle else None)
    assert all(row["days"] >= 0 for row in answer.rows)


@given(GOOD)
def test_origins_part_the_goods_on_sale(goods):
    answer = tell_goods({"import_shops": rows_of(SHOPS, [SHOP] * 2),
                         "import_goods": rows_of(GOODS, goods)}, ON)  # fmt: skip

    for name in ("goods", "duty_free", "untraced"):
        assert sum(row[name] for row in answer.rows) == (answer.figures[name] or 0)


@given(SALE, GOOD)
def test_shops_part_the_sales_and_duty_free_is_no_more(sales, goods):
    answer = tell_spending({"import_shops": rows_of(SHOPS, [SHOP] * 2),
                            "import_goods": rows_of(GOODS, goods),
                            "import_sales": rows_of(SALES, sales)}, ON)  # fmt: skip

    for currency in ("CNY", "USD"):
        whole = _amount(answer.figures["sales"], currency)
        assert whole == sum(_amount(row["sales"], currency) for row in answer.rows)
        assert _amount(answer.figures["duty_free"], currency) <= whole


def _amount(sums, currency):
    return sum((one.amount for one in sums or () if one.currency == currency), Decimal(0))
