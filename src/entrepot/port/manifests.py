"""Manifests: master bills of a call and the house bills beneath them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from entrepot.kernel.errors import Problem
from entrepot.kernel.identifiers import check_container

MASTER, HOUSE = "master", "house"
MOST_BOXES = 500  # of a bill


@dataclass(frozen=True, slots=True)
class Bill:
    """A transport document.

    Attributes:
        number: Its number, one of its call.
        kind: master or house.
        master: Number of the master of a house bill; empty for a master.
        containers: Boxes it covers.
        organisation: Firm the goods are for or from; empty where it is not known.
    """

    number: str
    kind: str
    master: str = ""
    containers: tuple[str, ...] = ()
    organisation: str = ""


def check_bills(bills: Sequence[Bill]) -> tuple[Problem, ...]:
    """Everything that is wrong with the bills of a call, taken together.

    A house bill hangs on a master of the same call and covers none but the master's boxes.
    """
    return tuple(_faults(bills))


def _faults(bills: Sequence[Bill]) -> Iterator[Problem]:
    masters = {bill.number: bill for bill in bills if bill.kind == MASTER}
    for number, count in Counter(bill.number for bill in bills).items():
        if count > 1:
            yield _problem("manifest.duplicate", number, "is listed twice.", "重复。")
    for bill in bills:
        yield from _containers(bill.number, bill.containers)
        if bill.kind == HOUSE:
            yield from _house(bill, masters.get(bill.master))
        elif bill.kind != MASTER or bill.master:
            yield _problem("manifest.kind", bill.number, "is neither a master nor a house bill.",
                           "应为主单或分单。")  # fmt: skip


def _house(bill: Bill, master: Bill | None) -> Iterator[Problem]:
    if master is None:
        yield _problem("manifest.master", bill.number, f"hangs on {bill.master!r}, no master here.",
                       "所属主单不存在。")  # fmt: skip
        return
    for box in bill.containers:
        if box not in master.containers:
            yield _problem("manifest.box", f"{bill.number}.{box}",
                           f"is not in master {master.number}.", "主单中没有该箱。")  # fmt: skip


def _containers(number: str, boxes: Iterable[str]) -> Iterator[Problem]:
    for box, count in Counter(boxes).items():
        for problem in check_container(box).problems:
            yield Problem(problem.code, f"{number}.{box}", problem.message, problem.hint,
                          message_zh=problem.message_zh)  # fmt: skip
        if count > 1:
            yield _problem("equipment.duplicate", f"{number}.{box}", "is listed twice.", "重复。")


def _problem(code: str, where: str, message: str, chinese: str) -> Problem:
    return Problem(code, where, message, message_zh=f"{where}{chinese}")
