"""Laws of what differs between two plans."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from entrepot.plan.difference import IN, MOVED, OUT, Told, difference

starts = st.dictionaries(st.sampled_from("ABCDE"), st.none() | st.integers(0, 4))
amounts = st.lists(st.decimals(0, 100, places=2), max_size=4)
worths = st.none() | st.floats(-100, 100)
plans = st.builds(
    Told, starts, amounts, worths, st.sampled_from(("CNY", "USD")), st.just(Decimal(1))
)


@given(plans)
def test_a_plan_does_not_differ_from_itself(plan: Told) -> None:
    found = difference(plan, plan)

    assert found.steps == ()
    assert all(one.change == 0 for one in found.spent)
    assert found.worth == (None if plan.worth is None else 0.0)


@given(plans, plans)
def test_the_steps_lead_from_the_one_plan_to_the_other_and_back(one: Told, other: Told) -> None:
    there, back = difference(one, other), difference(other, one)
    walked = dict(one.starts) | {step.project: step.after for step in there.steps}
    turned = {IN: OUT, OUT: IN, MOVED: MOVED}

    assert {name: at for name, at in walked.items() if at is not None} == {
        name: at for name, at in other.starts.items() if at is not None
    }
    assert {(step.project, turned[step.what], step.after, step.before) for step in back.steps} == {
        (step.project, step.what, step.before, step.after) for step in there.steps
    }
