"""The development fund: a committee votes, money is committed, drawn on milestones, and returns."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from entrepot.kernel.errors import Problem, RefusedError
from entrepot.kernel.money import Money

Vote = Literal["yes", "no", "abstain"]
VOTES: tuple[Vote, ...] = ("yes", "no", "abstain")
Verdict = Literal["approved", "refused", "no_quorum"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How a committee decides.

    Attributes:
        quorum_pct: Share of all members that must vote; who is recused does not count as there.
        majority_pct: Share of yes among yes and no that must be passed.
    """

    quorum_pct: Decimal
    majority_pct: Decimal


@dataclass(frozen=True, slots=True)
class Decision:
    """What a committee decided, counted."""

    verdict: Verdict
    members: int
    recused: int
    present: int
    needed: int
    yes: int
    no: int


@dataclass(frozen=True, slots=True)
class Purse:
    """Money of a call: never more is committed than there is, never more drawn than committed.

    Attributes:
        budget: What the call has.
        committed: Promised to projects.
        drawn: Paid out on milestones.
        returned: Come back from projects; it may be committed again.
    """

    budget: Money
    committed: Money
    drawn: Money
    returned: Money

    @property
    def free(self) -> Money:
        """What can still be committed."""
        return self.budget - self.committed + self.returned

    def commit(self, amount: Money) -> "Purse":
        """Promise an amount.

        Raises:
            RefusedError: `fund.budget`, less is free.
        """
        _at_most(amount, self.free, "fund.budget", "is free in the call", "资金余额不足")
        return replace(self, committed=self.committed + amount)

    def draw(self, amount: Money, commitment: Money, drawn: Money) -> "Purse":
        """Pay out on a project.

        Args:
            amount: What is drawn now.
            commitment: What the project was promised.
            drawn: What it has drawn before.

        Raises:
            RefusedError: `fund.commitment`, less is left of the promise.
        """
        left = commitment - drawn
        _at_most(amount, left, "fund.commitment", "is left of the commitment", "超出承诺金额")
        return replace(self, drawn=self.drawn + amount)

    def give_back(self, amount: Money, drawn: Money, returned: Money) -> "Purse":
        """Take in what a project returns of the money it drew.

        Raises:
            RefusedError: `fund.returned`, it has less to return.
        """
        left = drawn - returned
        _at_most(amount, left, "fund.returned", "can be returned", "超出可退回金额")
        return replace(self, returned=self.returned + amount)


def check_vote(
    member: str, members: Collection[str], recused: Collection[str], votes: Mapping[str, Vote]
) -> tuple[Problem, ...]:
    """Why somebody may not vote: no member, recused, or voted already."""
    problems = []
    if member not in members:
        problems.append(_problem("fund.member", member, "is no member of the committee.",
                                 "A member votes.", "非评审委员会成员。"))  # fmt: skip
    if member in recused:
        problems.append(_problem("fund.recused", member, "is recused from this application.",
                                 "Others vote.", "已回避，不得表决。"))  # fmt: skip
    if member in votes:
        problems.append(_problem("fund.voted", member, "has voted.", "A vote stands.",
                                 "已表决。"))  # fmt: skip
    return tuple(problems)


def decide(
    members: Collection[str], recused: Collection[str], votes: Mapping[str, Vote], rules: Rules
) -> Decision:
    """Count the votes of those who may vote.

    Args:
        members: The committee.
        recused: Members with an interest of their own.
        votes: By member.
        rules: Quorum and majority.
    """
    counted = {who: vote for who, vote in votes.items() if who in members and who not in recused}
    yes, no = (sum(vote == word for vote in counted.values()) for word in ("yes", "no"))
    needed = _ceiling(len(members) * Fraction(rules.quorum_pct) / 100)
    verdict: Verdict = "refused"
    if len(counted) < needed:
        verdict = "no_quorum"
    elif yes and Fraction(yes, yes + no) * 100 > Fraction(rules.majority_pct):
        verdict = "approved"
    away = len(set(recused) & set(members))
    return Decision(verdict, len(members), away, len(counted), needed, yes, no)


def drawable(milestones: Iterable[tuple[Money, bool]], drawn: Money) -> Money:
    """What may be drawn: the milestones reached, less what was drawn.

    Args:
        milestones: Of each, its money and whether it is reached.
        drawn: Before.
    """
    reached = sum((money for money, is_reached in milestones if is_reached), drawn * 0)
    return reached - drawn


def _ceiling(number: Fraction) -> int:
    return -((-number.numerator) // number.denominator)


def _at_most(amount: Money, most: Money, code: str, what: str, chinese: str) -> None:
    if amount.amount > most.amount:
        raise RefusedError(
            _problem(code, "amount", f"{amount} is more than {most} that {what}.",
                     "Ask for less.", f"{chinese}（可用 {most}）。")
        )  # fmt: skip


def _problem(code: str, where: str, message: str, hint: str, chinese: str) -> Problem:
    return Problem(code, where, message, hint, message_zh=chinese)
