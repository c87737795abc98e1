"""Laws of the panels of foreign banks and trading firms."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.approvals import (
    GRANTED,
    by_need,
    count_states,
    last_tries,
    standing,
    state_of,
)
from entrepot.industry.traders import DECLINED, INTERESTED, LANDED, SIGNED, tell_traders

BEGIN, DAY = date(2026, 1, 1), timedelta(1)
DAYS = st.integers(0, 300).map(lambda n: BEGIN + n * DAY)
MAYBE = st.none() | DAYS
DATES = ("due_on", "applied_on", "granted_on", "refused_on", "valid_until")
Table = dict[str, list[dict[str, Any]]]


@st.composite
def tries(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {"id": f"L{at}", "bank": draw(st.sampled_from(["K1", "K2"])), "authority": None,
         "licence": draw(st.sampled_from(["business", "exchange"])),
         **{name: draw(MAYBE) for name in DATES}}
        for at in range(draw(st.integers(0, 8)))
    ]  # fmt: skip


@given(tries(), DAYS)
def test_each_licence_stands_once_in_one_state(rows: list[dict[str, Any]], on: date) -> None:
    last = last_tries(rows, ("bank", "licence"), on)
    counts = count_states([state_of(one, on) for one in last])

    assert {(one["bank"], one["licence"]) for one in last} == {
        (one["bank"], one["licence"]) for one in rows
    }
    assert sum(counts.values()) == len(last)


@given(tries(), DAYS)
def test_a_licence_in_force_stands_whatever_else_was_tried(
    rows: list[dict[str, Any]], on: date
) -> None:
    held = {(one["bank"], one["licence"]) for one in rows if state_of(one, on) == GRANTED}
    last = last_tries(rows, ("bank", "licence"), on)

    assert {(one["bank"], one["licence"]) for one in last if state_of(one, on) == GRANTED} == held


@given(tries(), DAYS)
def test_the_most_pressing_stands_first(rows: list[dict[str, Any]], on: date) -> None:
    lines = sorted((standing(one, on) for one in rows), key=by_need)
    order = ("refused", "lapsed", "late", "waiting", "open", "granted")
    states = [order.index(one["state"]) for one in lines]

    assert states == sorted(states)
    assert all(one["days_left"] < 0 for one in lines
               if one["state"] in ("lapsed", "late"))  # fmt: skip
    assert all(one["days_left"] is None or one["days_left"] >= 0 for one in lines
               if one["state"] in ("waiting", "open", "granted"))  # fmt: skip


@st.composite
def traders(draw: st.DrawFn) -> Table:
    targets = [
        {"id": f"T{at}", "name": "told", "country": None, "product": None, "owner": None,
         "trade": None, "currency": None, "listed_on": draw(DAYS), "dropped_on": None}
        for at in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    pitches = []
    for at in range(draw(st.integers(0, 6)) if targets else 0):
        on, answer = draw(DAYS), draw(st.none() | st.sampled_from([INTERESTED, DECLINED, LANDED]))
        pitches.append({
            "id": f"P{at}", "target": draw(st.sampled_from(targets))["id"], "pitched_on": on,
            "way": None, "pitch": "told", "result": answer, "next_on": draw(MAYBE),
            "result_on": on + draw(st.integers(0, 60)) * DAY if answer else None,
        })  # fmt: skip
    return {"trader_targets": targets, "trader_pitches": pitches}


@given(traders(), DAYS)
def test_each_firm_has_one_result_and_what_is_due_stands_first(rolls: Table, on: date) -> None:
    answer = tell_traders(rolls, on)
    results = [row["result"] for row in answer.rows]
    unpitched, waiting = results.count("unpitched"), results.count("pitched")
    told = sum(answer.figures[one] or 0 for one in (INTERESTED, SIGNED, LANDED, DECLINED))

    assert told + waiting + unpitched == len(answer.rows)
    assert (answer.figures["pitched"] or 0) + unpitched == len(answer.rows)
    assert [row["is_due"] for row in answer.rows] == sorted(
        (row["is_due"] for row in answer.rows), reverse=True
    )


@given(traders(), DAYS)
def test_what_is_told_later_changes_nothing_of_a_day(rolls: Table, on: date) -> None:
    known = [one for one in rolls["trader_pitches"] if one["pitched_on"] <= on]

    assert tell_traders({**rolls, "trader_pitches": known}, on) == tell_traders(rolls, on)
