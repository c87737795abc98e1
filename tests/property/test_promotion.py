"""Laws of serving, granting, asking and placing firms."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from entrepot.industry.factors import Need, Step, Supply, serve
from entrepot.industry.placement import Firm, Park, option, place
from entrepot.industry.policy_measures import (
    Grant,
    Joined,
    Match,
    Measure,
    Requirement,
    answer_of,
    match,
    take,
)
from entrepot.industry.recruit import Outcome, Target, calibrate, past, probability, rank

DAY = date(2026, 1, 1)
days = st.integers(-500, 500).map(lambda by: DAY + timedelta(by))
amounts = st.integers(0, 200).map(Decimal)
steps = st.builds(Step, days, st.integers(-100, 200).map(Decimal))
outcomes = st.lists(
    st.builds(Outcome, days, st.booleans(), st.sampled_from("AB"), st.sampled_from("xy")),
    max_size=40,
)
shares = st.none() | st.floats(0, 1)
targets = st.lists(
    st.builds(Target, st.uuids().map(str), st.none() | st.floats(0, 1e6), shares, shares,
              st.sampled_from("AB"), st.sampled_from("xy")),
    max_size=12,
)  # fmt: skip


def free_on(supply, day):
    """What is free on a day, counted anew."""
    return sum((step.amount for step in supply.steps if step.on <= day), Decimal(0))


@given(st.lists(steps, min_size=1, max_size=8), st.integers(1, 200), days)
def test_a_need_is_served_from_its_day_and_on_no_earlier_one(given_steps, amount, start):
    supply = Supply("power", "MW", [Step(date.min, Decimal(0)), *given_steps])
    found = serve([Need("power", Decimal(amount), start)], [supply]).served[0]
    changes = [step.on for step in supply.steps]

    def lasts(day):
        return all(free_on(supply, one) >= amount for one in [day, *changes] if one >= day)

    if found.served_from is None:
        assert not any(lasts(day) for day in [start, *changes] if day >= start)
        return
    assert lasts(found.served_from)
    assert found.served_from == start or not lasts(found.served_from - timedelta(1))


@given(st.lists(steps, min_size=1, max_size=6), st.integers(1, 100), st.integers(1, 100), days)
def test_who_needs_more_is_never_served_sooner(given_steps, less, more, start):
    supply = Supply("power", "MW", given_steps)
    low, high = (serve([Need("power", Decimal(one), start)], [supply]).served[0].served_from
                 for one in sorted((less, more)))  # fmt: skip

    assert high is None or (low is not None and low <= high)


conditions = st.recursive(
    st.builds(Requirement, st.sampled_from("abc"), st.just("at_least"), amounts),
    lambda inner: st.builds(Joined, st.sampled_from(("all", "any")),
                            st.lists(inner, min_size=1, max_size=3))
    | st.builds(Joined, st.just("not"), st.lists(inner, min_size=1, max_size=1)),
    max_leaves=8,
)  # fmt: skip
facts = st.dictionaries(st.sampled_from("abc"), amounts, max_size=3)


@given(conditions, facts, st.sampled_from("abc"), amounts)
def test_a_fact_that_becomes_known_never_turns_an_answer(condition, known, name, amount):
    before = answer_of(condition, known)
    after = answer_of(condition, {name: amount, **known})

    assert before in ("unknown", after)


@given(conditions, facts)
def test_an_unknown_answer_names_a_paper_and_all_facts_settle_it(condition, known):
    found = match(Measure("m", condition=condition), known, DAY)

    assert bool(found.papers) == (found.answer == "unknown")
    assert answer_of(condition, {**dict.fromkeys("abc", Decimal(5)), **known}) != "unknown"


measures = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from(("", "g", "h")), st.sets(st.integers(0, 6))),
    min_size=1, max_size=7,
)  # fmt: skip


def matched(rows, factor=1):
    """Matches of measures that are had, one a row; exclusions by place."""
    names = [str(place) for place in range(len(rows))]
    return [
        match(Measure(names[place], grant=Grant(fixed=Decimal(sum_ * factor)), group=group,
                      excludes=frozenset(str(one) for one in others if one != place)), {}, DAY)
        for place, (sum_, group, others) in enumerate(rows)
    ]  # fmt: skip


def worth(some: list[Match], caps):
    """What measures give together, or None where one excludes another."""
    names = {one.measure.id for one in some}
    if any(one.measure.excludes & names for one in some):
        return None
    sums = {}
    for one in some:
        sums[one.measure.group] = sums.get(one.measure.group, Decimal(0)) + one.amount
    return sum((min(total, caps.get(group, total)) for group, total in sums.items()), Decimal(0))


@given(measures, st.integers(1, 400))
def test_measures_taken_are_the_best_of_every_set_and_keep_to_the_caps(rows, cap):
    caps, had = {"g": Decimal(cap)}, matched(rows)
    found = take(had, caps)
    sets = ([one for one, kept in zip(had, mask, strict=True) if kept]
            for mask in product((False, True), repeat=len(had)))  # fmt: skip
    best = max(value for some in sets if (value := worth(some, caps)) is not None)

    assert found.amount == best
    assert found.amount == worth([one for one in had if one.measure.id in found.measures], caps)


@given(measures, st.integers(1, 400))
def test_another_unit_of_money_changes_no_choice(rows, cap):
    found = take(matched(rows), {"g": Decimal(cap)})
    scaled = take(matched(rows, 100), {"g": Decimal(cap * 100)})

    assert scaled.measures == found.measures
    assert scaled.amount == found.amount * 100


@given(outcomes, outcomes)
def test_no_later_outcome_moves_a_probability_or_its_calibration(earlier, later):
    later = [Outcome(DAY + timedelta(abs((one.on - DAY).days)), one.is_landed, one.origin,
                     one.industry) for one in later]  # fmt: skip

    assert probability(past([*earlier, *later], DAY), "A", "x") == probability(
        past(earlier, DAY), "A", "x"
    )
    assert calibrate([*later, *earlier], DAY) == calibrate(earlier, DAY)


@given(targets, outcomes, st.sampled_from((0.01, 7.25, 1e6)))
def test_another_unit_of_money_changes_no_rank(firms, known, factor):
    scaled = [Target(one.id, None if one.gap is None else one.gap * factor, one.fit, one.tie,
                     one.origin, one.industry) for one in firms]  # fmt: skip
    worths = {one.target.id: one.worth for one in rank(firms, known, DAY)}

    for one in rank(scaled, known, DAY):
        assert one.worth == pytest.approx(worths[one.target.id], rel=1e-9)


@given(outcomes)
def test_probabilities_lie_between_none_and_all(known):
    assert 0 < probability(past(known, DAY), "A", "y") < 1


sizes = st.integers(1, 6).map(Decimal)
firms_drawn = st.lists(st.tuples(sizes, sizes, st.floats(0, 1)), min_size=1, max_size=4)
rooms = st.integers(0, 9)
parks_drawn = st.lists(
    st.tuples(rooms, rooms, st.floats(0, 1), st.none() | st.integers(0, 3)), min_size=1, max_size=3
)


def made(firms, parks):
    """Firms and parks of what was drawn."""
    return (
        [Firm(f"f{at}", {"land": land, "power": power}, wishes={"rail": 1.0, "skills": wish})
         for at, (land, power, wish) in enumerate(firms)],
        [Park(f"p{at}", {"land": Decimal(land), "power": Decimal(power)},
              offers={"rail": rail, "skills": 1 - rail}, slots=slots)
         for at, (land, power, rail, slots) in enumerate(parks)],
    )  # fmt: skip


def best_of_all(firms, parks):
    """Firms placed and their scores, by trying every placement."""
    best = (0, 0.0)
    for chosen in product((None, *parks), repeat=len(firms)):
        pairs = [(firm, park) for firm, park in zip(firms, chosen, strict=True) if park]
        if all(holds(park, [firm for firm, where in pairs if where is park]) for park in parks):
            scores = [option(firm, park).score for firm, park in pairs]
            best = max(best, (len(scores), sum(scores)))
    return best


def holds(park, firms):
    """Whether a park holds firms."""
    inside = park.slots is None or len(firms) <= park.slots
    return inside and all(sum((firm.needs[name] for firm in firms), Decimal(0)) <= free
                          for name, free in park.free.items())  # fmt: skip


@given(firms_drawn, parks_drawn)
def test_the_placement_is_the_best_of_all(firms, parks):
    firms, parks = made(firms, parks)
    found = place(firms, parks)
    number, score = best_of_all(firms, parks)

    assert len(found.placed) == number
    assert sum(one.score for one in found.placed) == pytest.approx(score, abs=1e-6)
    assert all(rest >= 0 for left in found.left.values() for rest in left.values())


@given(firms_drawn, parks_drawn)
def test_a_placement_in_slots_alone_is_worth_what_an_assignment_is(firms, parks):
    """Beside scipy's assignment of firms to seats."""
    firms, parks = made(firms, parks)
    parks = [Park(one.id, {}, offers=one.offers, slots=one.slots or 1) for one in parks]
    firms = [Firm(one.id, wishes=one.wishes) for one in firms]
    seats = [park for park in parks for _ in range(park.slots)]
    scores = np.array([[option(firm, seat).score for seat in seats] for firm in firms])
    rows, columns = linear_sum_assignment(scores + len(firms) + 1, maximize=True)
    placed = place(firms, parks).placed

    assert len(placed) == len(rows)
    assert sum(one.score for one in placed) == pytest.approx(scores[rows, columns].sum(), abs=1e-6)
