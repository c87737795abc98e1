"""Parcels and air cargo between the centres of an aviation port."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from types import MappingProxyType

from entrepot.kernel.errors import Problem

MAIL, EXPRESS, CARGO = "mail", "express", "cargo"
KINDS = (MAIL, EXPRESS, CARGO)
UNDER_CONTROL, RELEASED, BONDED, HELD = "under_control", "released", "bonded", "held"
CUSTOMS_STATES = (UNDER_CONTROL, RELEASED, BONDED, HELD)
# What each centre is for; the pack names them. Mail, express and freight take their own first.
FIRST: Mapping[str, str] = MappingProxyType({MAIL: "mail", EXPRESS: "express", CARGO: "freight"})
SUPERVISION, BONDED_CENTRE = "supervision", "bonded"
CENTRES = (*FIRST.values(), BONDED_CENTRE, SUPERVISION)


@dataclass(frozen=True, slots=True)
class Step:
    """A consignment comes into a centre, or out of the port.

    Attributes:
        centre: What the centre is for; empty is out of the port.
        at: When.
        customs: Customs state from then on.
    """

    centre: str
    at: datetime
    customs: str


def check_step(kind: str, before: Sequence[Step], step: Step) -> tuple[Problem, ...]:
    """Everything that stands against a consignment's next step.

    It begins at the centre of its kind, leaves only released, and enters the bonded centre
    only under bond.
    """
    return tuple(_faults(kind, before, step))


def _faults(kind: str, before: Sequence[Step], step: Step) -> Iterator[Problem]:
    if step.centre and step.centre not in CENTRES:
        yield _problem("centre", step.centre, "is none of the five centres.", "不是五个中心之一。")
    if not before and step.centre != FIRST[kind]:
        yield _problem("first", step.centre, f"{kind} begins at {FIRST[kind]}.", "首站不符。")
    if before and step.at < before[-1].at:
        yield _problem("order", step.centre, "it is earlier than the step before.", "时间倒置。")
    if before and not before[-1].centre:
        yield _problem("left", step.centre, "it has left the port.", "已离开口岸。")
    if before and step.centre and step.centre == before[-1].centre \
            and step.customs == before[-1].customs:  # fmt: skip
        yield _problem("same", step.centre, "it is there already, as it stands.", "状态未变。")
    if not step.centre and step.customs != RELEASED:
        yield _problem("not_released", "", "it leaves only when released.", "未放行不得离开。")
    if step.centre == BONDED_CENTRE and step.customs != BONDED:
        yield _problem("bonded", step.centre, "it takes goods under bond only.", "仅收保税货物。")


def service_times(steps: Iterable[Step], at: datetime) -> tuple[tuple[str, timedelta], ...]:
    """How long a consignment was at each centre, in the order of its way.

    Args:
        steps: Its steps in order.
        at: Now, for one that has not left.
    """
    told = list(steps)
    if told and told[-1].centre:
        told.append(Step("", at, told[-1].customs))
    spans: list[tuple[str, timedelta]] = []
    for one, other in pairwise(told):
        if spans and spans[-1][0] == one.centre:
            spans[-1] = one.centre, spans[-1][1] + (other.at - one.at)
        else:
            spans.append((one.centre, other.at - one.at))
    return tuple(spans)


def _problem(code: str, where: str, message: str, chinese: str) -> Problem:
    return Problem(f"air.{code}", where or "air", message, message_zh=chinese)
