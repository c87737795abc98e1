"""Laws of exhibitions: room, matches, leads and growth."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.partners.expos import effect
from entrepot.partners.fairs import tell_orders
from entrepot.partners.leads import MOST_MATCHES, matches, stage_of
from entrepot.partners.venues import rooms, tell_venues

FIRST = date(2026, 1, 1)
days = st.integers(0, 40).map(lambda days: FIRST + timedelta(days=days))
perhaps = st.none() | days
sums = st.integers(1, 10**9).map(Decimal)


def rows(**cells):
    """Rows of cells, each with an id of its own."""
    return st.lists(st.fixed_dictionaries(cells), max_size=8).map(
        lambda found: [{"id": str(at), **one} for at, one in enumerate(found)]
    )


events = rows(
    title=st.just("x"), title_zh=st.none(), venue=st.just("V"), year=st.none(), begins_on=days,
    ends_on=st.none(), area_m2=st.integers(1, 9).map(Decimal), cancelled_on=st.none(),
    series=st.just("s"),
)  # fmt: skip
codes = st.sampled_from(["090210", "0902", "09", "401110", "40", "0", "8703"])


@given(events, st.integers(1, 20).map(Decimal), st.integers(0, 20).map(Decimal))
def test_more_room_makes_no_clash(events, hall, more):
    clashes, fewer = (
        {name for name, one in rooms(events, {"V": size}).items() if one == "clash"}
        for size in (hall, hall + more)
    )

    assert fewer <= clashes
    assert clashes == {
        one["id"] for one in events
        if sum(other["area_m2"] for other in events if other["begins_on"] == one["begins_on"])
        > hall
    }  # fmt: skip


@given(events, days)
def test_a_venue_is_free_on_the_first_day_no_event_takes(events, on):
    venue = {"id": "V", "title": "x", "title_zh": None, "hall_m2": None, "opened_on": None,
             "closed_on": None}  # fmt: skip
    row = tell_venues({"expo_venues": [venue], "expo_events": events}, on).rows[0]
    taken = {one["begins_on"] for one in events}
    before = (on + timedelta(days=at) for at in range((row["free_on"] - on).days))

    assert row["free_on"] not in taken
    assert set(before) <= taken
    assert row["taken_days"] == sum(one >= on for one in taken)


@given(
    rows(seeks=st.lists(codes, min_size=1, max_size=3).map("; ".join)),
    rows(offers=st.lists(codes, min_size=1, max_size=3).map(" ;".join)),
)
def test_a_match_names_a_heading_that_both_have(visitors, firms):
    seeks = {one["id"]: one["seeks"] for one in visitors}
    offers = {one["id"]: one["offers"] for one in firms}
    pairs = matches(visitors, firms)

    assert len({(visitor, firm) for visitor, firm, _ in pairs}) == len(pairs)
    assert all(
        any(code.strip().startswith(heading) for code in side.split(";"))
        for visitor, firm, heading in pairs for side in (seeks[visitor], offers[firm])
    )  # fmt: skip
    assert all(sum(one == visitor for one, *_ in pairs) <= MOST_MATCHES for visitor in seeks)


@given(perhaps, perhaps, days)
def test_a_lead_never_goes_back(quoted, contracted, on):
    lead = {"quoted_on": quoted, "contracted_on": contracted, "lost_on": None}
    order = ["met", "quoted", "contracted"]
    later = [order.index(stage_of(lead, on + timedelta(days=at))) for at in range(50)]

    assert later == sorted(later)


@given(
    rows(enterprise=st.sampled_from("ABCD"), took_part=st.booleans(), told_on=days, before=sums,
         after=sums, currency=st.just("CNY")),
    st.integers(2, 1000),
)  # fmt: skip
def test_another_currency_changes_no_growth(trade, by):
    scaled = [{**one, "before": one["before"] * by, "after": one["after"] * by, "currency": "LAK"}
              for one in trade]  # fmt: skip

    assert effect(scaled) == effect(trade)


@given(
    rows(event=st.sampled_from("0123"), enterprise=st.sampled_from("AB"), country=st.none(),
         hs=st.none(), ordered_on=days, amount=sums, shipped=sums, currency=st.just("CNY"),
         shipped_on=perhaps),
    events, days,
)  # fmt: skip
def test_sessions_add_up_to_the_orders(orders, events, on):
    answer = tell_orders({"expo_events": events, "fair_orders": orders}, on)
    held = {one["id"] for one in events if one["begins_on"] <= on}
    kept = [one for one in orders if one["event"] in held and one["ordered_on"] <= on]

    assert sum(row["orders"] for row in answer.rows) == len(kept) == (answer.figures["orders"] or 0)
    assert sum(row["value"][0].amount for row in answer.rows) == sum(one["amount"] for one in kept)
