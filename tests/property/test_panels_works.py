"""Laws of the panels of central firms, works and co-operation by model."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from entrepot.industry.central import tell_firms, tell_promises
from entrepot.industry.plus_models import LANDED, POSSIBLE, SIGNED, tell_matches, tell_models
from entrepot.industry.works import tell_owners, tell_works

BEGIN, DAY = date(2026, 1, 1), timedelta(1)
DAYS = st.integers(0, 300).map(lambda n: BEGIN + n * DAY)
MAYBE = st.none() | DAYS
AMOUNTS = st.none() | st.decimals(0, 1000, places=2)
Table = dict[str, list[dict[str, Any]]]


@st.composite
def promises(draw: st.DrawFn) -> Table:
    told = [
        {"id": f"Q{at}", "firm": draw(st.sampled_from(["C1", "C2"])), "kind": "branch",
         "text": "told", "made_on": draw(DAYS), "due_on": draw(MAYBE), "done_on": draw(MAYBE),
         "evidence": "told", "amount": None, "currency": None}
        for at in range(draw(st.integers(0, 6)))
    ]  # fmt: skip
    firms = [{"id": one, "name": one} for one in ("C1", "C2")]
    return {"central_firms": firms, "central_promises": told, "central_units": [],
            "central_suppliers": []}  # fmt: skip


@given(promises(), DAYS)
def test_each_promise_made_is_kept_open_or_overdue(rolls: Table, on: date) -> None:
    listed, firms = tell_promises(rolls, on), tell_firms(rolls, on)
    states = [listed.figures[one] or 0 for one in ("overdue", "open", "kept")]

    assert sum(states) == len(listed.rows) == firms.figures["promises"]
    assert sum(row["overdue"] for row in firms.rows) == states[0]
    assert sum(row["kept"] for row in firms.rows) == states[2]


@st.composite
def works(draw: st.DrawFn) -> Table:
    names = [f"W{at}" for at in range(draw(st.integers(0, 5)))]
    told = [
        {"id": one, "name": one, "owner": draw(st.sampled_from([None, "A", "B"])), "kind": "port",
         "budget": draw(AMOUNTS), "currency": "CNY", "started_on": draw(MAYBE),
         "due_on": draw(MAYBE), "finished_on": draw(MAYBE)} for one in names
    ]  # fmt: skip
    reports = [{"id": f"R{at}", "work": one, "reported_on": draw(DAYS), "spent": draw(AMOUNTS),
                "currency": "CNY", "done_pct": None}
               for at, one in enumerate(names * 2)]  # fmt: skip
    benefits = [
        {"id": f"B{at}", "work": one, "benefit": draw(st.sampled_from(["b", "c"])), "unit": "t",
         "better": draw(st.sampled_from(["higher", "lower"])), "promised": draw(AMOUNTS),
         "measured": draw(AMOUNTS), "measured_on": draw(DAYS)} for at, one in enumerate(names * 2)
    ]  # fmt: skip
    return {"works": told, "work_reports": reports, "work_benefits": benefits}


@given(works(), DAYS)
def test_owners_part_the_works_and_their_money(rolls: Table, on: date) -> None:
    works_, owners = tell_works(rolls, on), tell_owners(rolls, on)

    for name in ("works", "late", "over", "unbudgeted", "met", "missed", "unmeasured"):
        assert sum(row[name] for row in owners.rows) == (works_.figures[name] or 0)
    for name in ("budget", "spent"):
        held = [one.amount for row in owners.rows for one in row[name] or ()]
        assert sum(held) == sum(one.amount for one in works_.figures[name] or ())


@st.composite
def offers(draw: st.DrawFn) -> Table:
    told = [
        {"id": f"O{at}", "model": draw(st.sampled_from(["M1", "M2"])), "name": "told",
         "side": draw(st.sampled_from(["here", "there"])), "enterprise": None,
         "subject": draw(st.sampled_from(["ore", "tea"])), "opened_on": draw(DAYS),
         "closed_on": draw(MAYBE)} for at in range(draw(st.integers(0, 6)))
    ]  # fmt: skip
    sides = {side: [None, *(one["id"] for one in told if one["side"] == side)]
             for side in ("here", "there")}  # fmt: skip
    projects = [
        {"id": f"J{at}", "name": "told", "model": draw(st.sampled_from(["M1", "M2"])),
         **{side: draw(st.sampled_from(ids)) for side, ids in sides.items()},
         "signed_on": draw(MAYBE), "landed_on": draw(MAYBE), "given_up_on": None,
         "invested": draw(AMOUNTS), "currency": "CNY"} for at in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    models = [{"id": one, "name": one, "name_zh": None, "partner": None} for one in ("M1", "M2")]
    return {"plus_models": models, "plus_offers": told, "plus_projects": projects}


@given(offers(), DAYS)
def test_models_part_the_matches_and_no_pair_is_joined_twice(rolls: Table, on: date) -> None:
    matches, models = tell_matches(rolls, on).rows, tell_models(rolls, on)
    pairs = [(row["here"], row["there"]) for row in matches if row["state"] == POSSIBLE]
    joined = {(row["here"], row["there"]) for row in matches if row["state"] != POSSIBLE}

    assert len(pairs) == len(set(pairs))
    assert joined.isdisjoint(pairs)
    for state in (POSSIBLE, SIGNED, LANDED):
        assert models.figures[state] == sum(row["state"] == state for row in matches)


@given(offers(), DAYS, st.integers(0, 200))
def test_what_has_landed_stays_landed(rolls: Table, on: date, later: int) -> None:
    before, after = (tell_models(rolls, day).figures for day in (on, on + later * DAY))

    assert after[LANDED] >= before[LANDED]
