"""Laws of readiness, of steps with a day, of the line of size, and of green certificates."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.criteria import facts_by, judge_by, judged
from entrepot.industry.green_papers import EXPIRED, HELD, NONE, SOON, stands, tell_certificates
from entrepot.industry.import_zone import within, year_before
from entrepot.industry.months import last_of
from entrepot.industry.size_line import STATES, tell_watch
from entrepot.industry.tasks import DONE, DUE, LATE, UNDATED, check_evidence, state_of
from entrepot.kernel.roll import Row

ON = date(2026, 6, 30)
DAYS = st.integers(-400, 400).map(lambda days: ON + timedelta(days))
FACTS = ("a", "b", "c", "d")
ANSWERS = st.lists(st.sampled_from(["yes", "no", None]), min_size=4, max_size=4)
WEIGHTS = st.lists(st.integers(1, 9), min_size=4, max_size=4)


def _rolls(weights: list[int], answers: list[str | None], passing: int) -> dict[str, list[Row]]:
    scheme = {"id": "S", "pass_score": Decimal(passing), "valid_from": None, "valid_to": None}
    criteria = [
        {"id": name, "scheme": "S", "part": "p", "title": name, "title_zh": None, "fact": name,
         "operator": "is", "value": "yes", "paper": None, "weight": weight, "is_must": name == "a"}
        for name, weight in zip(FACTS, weights, strict=True)
    ]  # fmt: skip
    facts = [{"id": name, "firm": "F", "fact": name, "value": value, "known_on": ON}
             for name, value in zip(FACTS, answers, strict=True)]  # fmt: skip
    return {"readiness_schemes": [scheme], "readiness_criteria": criteria, "firm_facts": facts}


@given(WEIGHTS, ANSWERS, st.integers(0, 100), st.integers(0, 3), st.sampled_from(["yes", "no"]))
def test_what_is_learnt_never_widens_a_score_nor_turns_a_sure_answer(
    weights: list[int], answers: list[str | None], passing: int, at: int, learnt: str
) -> None:
    before = _judged(_rolls(weights, answers, passing))
    later = [learnt if place == at and one is None else one for place, one in enumerate(answers)]
    after = _judged(_rolls(weights, later, passing))

    assert before[0] <= after[0] <= after[1] <= before[1]
    assert before[2] in ("open", after[2])


def _judged(rolls: dict[str, list[Row]]) -> tuple[Decimal, Decimal, str]:
    facts = facts_by(rolls["firm_facts"], "firm", ON).get("F", {})
    found = judged(judge_by(rolls, ON), "S", facts)
    bounds = found.bounds()
    return bounds["least_score"], bounds["most_score"], found.answer


@given(WEIGHTS, ANSWERS)
def test_open_criteria_are_those_not_answered_yes(
    weights: list[int], answers: list[str | None]
) -> None:
    rolls = _rolls(weights, answers, 50)
    facts = facts_by(rolls["firm_facts"], "firm", ON).get("F", {})
    found = judged(judge_by(rolls, ON), "S", facts)
    wanted = {name for name, one in zip(FACTS, answers, strict=True) if one != "yes"}

    assert {row["id"] for row in found.open} == wanted
    assert len(found.open) == len(wanted)


@given(st.none() | DAYS, st.none() | DAYS, DAYS)
def test_a_step_stands_in_one_state_and_is_late_only_after_its_day(
    due: date | None, done: date | None, on: date
) -> None:
    state = state_of({"due_on": due, "done_on": done}, on)

    assert state in (DONE, LATE, DUE, UNDATED)
    assert (state == DONE) == (done is not None and done <= on)
    if state == LATE:
        assert due is not None
        assert due < on


@given(st.none() | DAYS, st.none() | st.text(min_size=1))
def test_nothing_is_done_without_evidence(done: date | None, evidence: str | None) -> None:
    found = [*check_evidence({"done_on": done, "evidence": evidence})]

    assert bool(found) == (done is not None and evidence is None)


@given(st.lists(st.tuples(st.sampled_from("ABC"), DAYS, st.none() | st.integers(0, 40)),
                max_size=12))  # fmt: skip
def test_each_firm_watched_stands_in_one_state(told: list[tuple[str, date, int | None]]) -> None:
    line = {"id": "L", "asked": Decimal(20), "currency": "CNY", "near_pct": Decimal(80),
            "valid_from": None, "valid_to": None}  # fmt: skip
    rows = [{"id": f"{at:02}", "firm": firm, "line": "L", "ended_on": on, "place": None,
             "turnover": None if value is None else Decimal(value), "currency": "CNY"}
            for at, (firm, on, value) in enumerate(told)]  # fmt: skip
    rolls = {"size_lines": [line], "size_readings": rows, "size_causes": [], "size_help": []}
    found = tell_watch(rolls, ON)
    counts = Counter(row["state"] for row in found.rows)

    assert (found.figures["watched"] or 0) == len({firm for firm, on, _ in told if on <= ON})
    assert sum(counts[one.code] for one in STATES) + counts[None] == len(found.rows)
    for row in found.rows:
        if row["missing"] is not None:
            assert (row["missing"][0].amount == 0) == (row["state"] in ("above", "graduate"))


@given(st.lists(DAYS, max_size=12), DAYS)
def test_two_years_in_a_row_share_no_day_and_leave_none_out(days: list[date], on: date) -> None:
    rows = [{"id": str(at), "ended_on": day} for at, day in enumerate(days)]
    before = year_before(on)
    year, last = within(rows, before, on), within(rows, year_before(before), before)

    assert not [row for row in year if row in last]
    assert [row for row in rows if year_before(before) < row["ended_on"] <= on] == sorted(
        year + last, key=lambda row: int(row["id"])
    )


@given(st.dates(date(2, 1, 1), date(9999, 12, 31)))
def test_a_year_to_the_end_of_a_month_ends_twelve_months(on: date) -> None:
    end = last_of(on.replace(day=1))
    month = (end.replace(day=1) - timedelta(1)).replace(day=1)
    ends = [end]
    for _ in range(23):
        ends.append(last_of(month))
        month = (month - timedelta(1)).replace(day=1) if month > date(1, 1, 1) else month
    rows = [{"id": str(at), "ended_on": day} for at, day in enumerate(dict.fromkeys(ends))]

    assert len(within(rows, year_before(end), end)) == 12


@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_a_certificate_only_comes_nearer_to_its_end(valid_to: date, first: int, later: int) -> None:
    order = (HELD, SOON, EXPIRED)
    row = {"id": "1", "valid_to": valid_to}
    early, late = (ON + timedelta(one) for one in sorted((first, later)))

    assert order.index(stands(row, early)) <= order.index(stands(row, late))
    assert stands(None, early) == NONE


@given(st.lists(st.tuples(st.sampled_from("AB"), st.booleans(), st.none() | DAYS), max_size=8))
def test_what_is_asked_is_held_or_lacks(told: list[tuple[str, bool, date | None]]) -> None:
    exports = [{"id": firm, "firm": firm, "product_hs": "850760", "market": "DE", "since": None}
               for firm in "ABC"]  # fmt: skip
    asked = [{"id": kind, "market": "DE", "product_hs": "85", "kind": kind, "valid_from": None,
              "valid_to": None} for kind in ("footprint", "recycled")]  # fmt: skip
    held = [{"id": str(at), "firm": firm, "kind": "footprint" if is_first else "recycled",
             "product_hs": None, "valid_from": None, "valid_to": valid_to}
            for at, (firm, is_first, valid_to) in enumerate(told)]  # fmt: skip
    found = tell_certificates(
        {"green_exports": exports, "green_asked": asked, "green_certificates": held}, ON
    )

    assert found.figures["asked"] == 6
    assert found.figures["held"] + found.figures["lacking"] == 6
    assert sum(row["state"] == NONE for row in found.rows) == 6 - len(
        {(firm, is_first) for firm, is_first, _ in told}
    )
