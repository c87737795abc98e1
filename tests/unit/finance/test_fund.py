"""The fund: votes with quorum and recusal; money never promised or drawn twice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepot.finance.fund import Purse, Rules, check_vote, decide, drawable
from entrepot.kernel.errors import RefusedError
from entrepot.kernel.money import Money

RULES = Rules(Decimal("66.67"), Decimal(50))
FIVE = ("a", "b", "c", "d", "e")


def yuan(amount: int | str) -> Money:
    return Money(Decimal(amount), "CNY")


def purse(budget: int = 100) -> Purse:
    return Purse(yuan(budget), yuan(0), yuan(0), yuan(0))


@pytest.mark.parametrize(
    ("votes", "recused", "verdict"),
    [
        ({"a": "yes", "b": "yes", "c": "no", "d": "yes"}, (), "approved"),
        ({"a": "yes", "b": "yes", "c": "no"}, (), "no_quorum"),
        ({"a": "yes", "b": "yes", "c": "no", "d": "no"}, (), "refused"),
        ({"a": "yes", "b": "abstain", "c": "abstain", "d": "abstain"}, (), "approved"),
        ({"a": "abstain", "b": "abstain", "c": "abstain", "d": "abstain"}, (), "refused"),
        ({"a": "yes", "b": "yes", "c": "yes", "d": "yes"}, ("d",), "no_quorum"),
        ({"a": "yes", "b": "yes", "c": "yes", "z": "yes"}, (), "no_quorum"),
    ],
)
def test_a_committee_decides_by_quorum_and_majority(votes, recused, verdict) -> None:
    decision = decide(FIVE, recused, votes, RULES)

    assert decision.needed == 4
    assert decision.verdict == verdict


@pytest.mark.parametrize(
    ("member", "codes"),
    [("a", ["fund.voted"]), ("b", ["fund.recused"]), ("z", ["fund.member"]), ("c", [])],
)
def test_who_may_not_vote_is_told_why(member: str, codes: list[str]) -> None:
    problems = check_vote(member, FIVE, ("b",), {"a": "yes"})

    assert [problem.code for problem in problems] == codes


def test_no_more_is_committed_than_is_free_and_what_returns_is_free_again() -> None:
    full = purse().commit(yuan(100)).draw(yuan(60), yuan(100), yuan(0))

    with pytest.raises(RefusedError, match="is free"):
        full.commit(yuan("0.01"))
    back = full.give_back(yuan(60), yuan(60), yuan(0))
    assert back.commit(yuan(60)).free == yuan(0)


def test_no_more_is_drawn_than_promised_nor_returned_than_drawn() -> None:
    held = purse().commit(yuan(50))

    with pytest.raises(RefusedError, match="left of the commitment"):
        held.draw(yuan(31), yuan(50), yuan(20))
    with pytest.raises(RefusedError, match="can be returned"):
        held.give_back(yuan(6), yuan(25), yuan(20))


def test_milestones_reached_open_what_was_not_drawn_on_them() -> None:
    milestones = [(yuan(30), True), (yuan(20), True), (yuan(50), False)]

    assert drawable(milestones, yuan(30)) == yuan(20)
    assert drawable([], yuan(0)) == yuan(0)


@given(st.lists(st.tuples(st.sampled_from(("commit", "draw", "back")), st.integers(1, 90))))
def test_whatever_is_tried_the_purse_holds(acts) -> None:
    held, committed, drawn, returned = purse(), yuan(0), yuan(0), yuan(0)
    for act, number in acts:
        amount = yuan(number)
        try:
            if act == "commit":
                held, committed = held.commit(amount), committed + amount
            elif act == "draw":
                held, drawn = held.draw(amount, committed, drawn), drawn + amount
            else:
                held, returned = held.give_back(amount, drawn, returned), returned + amount
        except RefusedError:
            pass

    assert (held.committed, held.drawn, held.returned) == (committed, drawn, returned)
    assert held.free.amount >= 0
    assert returned.amount <= drawn.amount <= committed.amount
