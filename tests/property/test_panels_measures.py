"""Laws of call lists and of policy measures kept as rows."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.call_list import tell_calls
from entrepot.industry.criteria import fact_of, facts_by
from entrepot.industry.measure_texts import spans, tell_sets
from entrepot.kernel.roll import Row

ON = date(2026, 6, 30)
DAYS = st.integers(-400, 400).map(lambda days: ON + timedelta(days))
PCT = st.none() | st.integers(0, 100).map(Decimal)
TARGETS = st.lists(
    st.fixed_dictionaries({
        "origin": st.sampled_from(["DE", "JP"]), "industry": st.sampled_from(["a", "b"]),
        "office": st.sampled_from(["east", "south", "west"]), "fit_pct": PCT, "entered_on": DAYS,
        "gap": st.none() | st.integers(0, 10**9).map(Decimal), "left_on": st.none() | DAYS,
    }),
    max_size=12,
)  # fmt: skip


def _rolls(targets: list[Row], currency: str = "CNY") -> dict[str, list[Row]]:
    rows = [{**one, "id": f"T{at:02}", "title": "T", "currency": currency}
            for at, one in enumerate(targets)]  # fmt: skip
    ties = [{"id": "1", "origin": "DE", "tie_pct": Decimal(60), "since": date(2020, 1, 1)}]
    return {"recruit_targets": rows, "recruit_origins": ties, "recruit_outcomes": [],
            "recruit_calls": []}  # fmt: skip


@given(TARGETS)
def test_each_target_of_the_day_is_once_on_the_list_of_its_office(targets: list[Row]) -> None:
    rolls = _rolls(targets)
    rows = tell_calls(rolls, ON).rows
    due = [one["id"] for one in rolls["recruit_targets"]
           if one["entered_on"] <= ON < (one["left_on"] or date.max)]  # fmt: skip
    sizes = Counter(row["office"] for row in rows)

    assert sorted(row["target"] for row in rows) == sorted(due)
    for office, size in sizes.items():
        own = [row for row in rows if row["office"] == office]
        assert [row["rank"] for row in own] == list(range(1, size + 1))
        worth = [row["worth"] for row in own if row["worth"] is not None]
        assert worth == sorted(worth, reverse=True)


@given(TARGETS, st.sampled_from(["EUR", "JPY", "USD"]))
def test_the_currency_that_all_gaps_are_told_in_moves_no_place(
    targets: list[Row], currency: str
) -> None:
    assert tell_calls(_rolls(targets), ON) == tell_calls(_rolls(targets, currency), ON)


@given(st.sets(st.integers(1, 40)), st.integers(1, 36))
def test_entered_and_missing_numbers_make_up_the_text(numbers: set[int], measures: int) -> None:
    text = {"id": "T", "title": "T", "title_zh": None, "measures": measures,
            "valid_from": None, "valid_to": None}  # fmt: skip
    rows = [{"id": str(one), "text": "T", "number": one} for one in numbers]
    found = tell_sets({"measure_sets": [text], "support_measures": rows}, ON).rows[0]
    missing = set(range(1, measures + 1)) - numbers

    assert found["entered"] == measures - len(missing)
    assert found["missing"] == (spans(sorted(missing)) or None)
    assert _spelled(found["missing"] or "") == missing


def _spelled(text: str) -> set[int]:
    found: set[int] = set()
    for part in filter(None, text.split(", ")):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


@given(st.lists(st.tuples(DAYS, st.sampled_from(["yes", "no", "12", None])), max_size=8))
def test_a_fact_is_the_last_that_was_learnt_by_the_day(told: list[tuple[date, str | None]]) -> None:
    rows = [{"id": f"{at:02}", "firm": "F", "fact": "f", "value": value, "known_on": on}
            for at, (on, value) in enumerate(told)]  # fmt: skip
    known = [(on, at, value) for at, (on, value) in enumerate(told) if on <= ON]
    last = max(known)[2] if known else None

    assert facts_by(rows, "firm", ON).get("F", {}).get("f") == (
        None if last is None else fact_of(last)
    )


@given(st.from_regex(r"0[0-9]{1,6}", fullmatch=True))
def test_a_code_with_a_zero_before_it_is_no_number(code: str) -> None:
    assert fact_of(code) == code
