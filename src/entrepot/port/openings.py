"""Opening of ports and special areas: what is done, what is missing, who may say so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from entrepot.kernel.errors import Problem

APPROVAL, READINESS = "approval", "readiness"
KINDS = (APPROVAL, READINESS)
OPEN, APPLIED, DONE = "open", "applied", "done"
STATES = (OPEN, APPLIED, DONE)


@dataclass(frozen=True, slots=True)
class Step:
    """An approval or a piece of readiness of an area.

    Attributes:
        zone: The port or area.
        kind: approval or readiness.
        step: What is to be done.
        state: open, applied or done.
        since: Day of the state; None where it is not known.
        evidence: On what it rests; empty where nothing is named.
        goods: Kind of goods for which it designates the area; empty for none.
        changed_by: Who last said how it stands.
        is_confirmed: A second person, or a source, says so too.
    """

    zone: str
    kind: str
    step: str
    state: str
    since: date | None = None
    evidence: str = ""
    goods: str = ""
    changed_by: str = ""
    is_confirmed: bool = False

    @property
    def is_done(self) -> bool:
        """Done, and confirmed."""
        return self.state == DONE and self.is_confirmed


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far an area is.

    Attributes:
        zone: The area.
        done: Steps done and confirmed.
        steps: All steps that are known.
        missing: Those that are not done, or not confirmed.
    """

    zone: str
    done: int
    steps: int
    missing: tuple[Step, ...]

    @property
    def share(self) -> float:
        """Part of the steps that is done, 0 to 1."""
        return self.done / self.steps


def check_step(step: Step, today: date) -> tuple[Problem, ...]:
    """Everything that is wrong with what is said of a step.

    What is done has its day, which is not to come, and evidence.
    """
    found = []
    if step.state == DONE and step.since is None:
        found.append(_problem("opening.since", "since", "what is done has its day.",
                              "已完成事项须填写日期。"))  # fmt: skip
    if step.state == DONE and not step.evidence:
        found.append(_problem("opening.evidence", "evidence", "what is done rests on evidence.",
                              "已完成事项须注明依据。"))  # fmt: skip
    if step.since is not None and step.since > today:
        found.append(_problem("opening.future", "since", "this day is still to come.",
                              "日期不得晚于今天。"))  # fmt: skip
    return tuple(found)


def check_confirm(step: Step, by: str) -> tuple[Problem, ...]:
    """What stands against a confirmation: only what is done is confirmed, and by a second person.

    Example:
        >>> done = Step("port", "approval", "Act", "done", changed_by="officer")
        >>> [one.code for one in check_confirm(done, "officer")]
        ['opening.same_person']
    """
    if step.state != DONE:
        return (_problem("opening.not_done", step.step, "only what is done is confirmed.",
                         "未完成事项不能确认。"),)  # fmt: skip
    if step.is_confirmed:
        return (_problem("opening.confirmed", step.step, "it is confirmed already.",
                         "该事项已确认。"),)  # fmt: skip
    if by == step.changed_by:
        return (_problem("opening.same_person", step.step,
                         "who recorded it does not confirm it; ask a colleague.",
                         "不能确认本人登记的事项，请由同事确认。"),)  # fmt: skip
    return ()


def readiness_of(steps: Iterable[Step]) -> tuple[Readiness, ...]:
    """How far each area is, in the order in which they come."""
    by_zone: dict[str, list[Step]] = {}
    for one in steps:
        by_zone.setdefault(one.zone, []).append(one)
    return tuple(
        Readiness(zone, sum(one.is_done for one in own), len(own),
                  tuple(one for one in own if not one.is_done))
        for zone, own in by_zone.items()
    )  # fmt: skip


def goods_without_area(
    hs_codes: Iterable[str], goods: Sequence[tuple[str, Sequence[str]]], open_here: Iterable[str]
) -> tuple[str, ...]:
    """Kinds among some goods that need a designated area, where none is open.

    Args:
        hs_codes: Codes of the goods.
        goods: Kinds, each with the prefixes of its codes.
        open_here: Kinds for which an area is open.
    """
    codes, there = list(hs_codes), frozenset(open_here)
    return tuple(
        name for name, prefixes in goods
        if name not in there and any(code.startswith(tuple(prefixes)) for code in codes)
    )  # fmt: skip


def _problem(code: str, where: str, message: str, chinese: str) -> Problem:
    return Problem(code, where, message, message_zh=chinese)
