"""Two acts on one declaration at once: what comes of it is what one after the other gives.

One act is stopped before one of its statements, the other is let run until it is done or waits
for the first, then the first goes on. This is done at each statement of either act. Whatever
the place, the outcome must be that of one of the two serial orders, and the books must hold.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg.pq.abc import PGresult
from psycopg.rows import DictRow
from tests.integration.window.house import (
    Document,
    House,
    find_broken,
    find_broken_chains,
    next_number,
)

from entrepot.kernel.errors import EntrepotError
from entrepot.service import consignments, customs, port_gates
from entrepot.service.clock import tick
from entrepot.service.window import Window
from entrepot.store.db import Database, Tx
from entrepot.store.line import Line, Saying
from entrepot.store.pool import Pool

MASS = {"/totalGrossMassMeasure": "2160"}
PATIENCE_S = 20.0


# Stopping an act before one of its statements


class Stop:
    """Stops the thread that runs an act before its statement of a number.

    Args:
        before: Number of the statement, from 0; None never stops.
    """

    def __init__(self, before: int | None = None) -> None:
        self.before, self.count = before, 0
        self.reached, self.go_on = threading.Event(), threading.Event()

    def step(self) -> None:
        if self.count == self.before:
            self.reached.set()
            assert self.go_on.wait(PATIENCE_S)
        self.count += 1


ACTING = threading.local()


def step() -> None:
    stop = getattr(ACTING, "stop", None)
    if stop is not None:
        stop.step()


class SteppingCursor(psycopg.Cursor[DictRow]):
    """A cursor that may be stopped before each statement."""

    def execute(self, *words: Any, **more: Any) -> Any:
        step()
        return super().execute(*words, **more)


class SteppingLine(Line):
    """A connection that may be stopped before each breath; the last is kept as it is said."""

    def say(self, *sayings: Saying) -> list[PGresult]:
        step()
        return super().say(*sayings)


class Stepping(Database):
    """A database whose acts may be stopped before each statement and before they are kept."""

    def _open_pool(self) -> Pool:
        return Pool(self.url, 8, SteppingLine, cursor_factory=SteppingCursor)

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        with super().transaction() as tx:
            yield tx
            step()


@pytest.fixture(scope="module")
def stepping(house: House) -> Iterator[House]:
    """The same window over connections that can be stopped."""
    kept = house.window.database
    database = Stepping(kept.url, kept.admin_url)
    window = Window(house.window.home, database, house.window.reference)
    yield House(window, house.superuser, boxes=house.boxes)
    database.close()


# The acts

Act = Callable[[House, "Case"], Document]


@dataclass
class Case:
    """A declaration to act on: its reference, its own name, its body, what it owes."""

    reference: str
    name: str
    body: bytes = b""
    owed: str = ""

    @property
    def bank_ref(self) -> str:
        return f"bank {self.name}"


def pay_all(house: House, case: Case) -> Document:
    return house.pay(case.reference, case.owed)


def pay_again(house: House, case: Case) -> Document:
    return house.pay(case.reference, case.owed, case.bank_ref)


def pay_some(house: House, case: Case) -> Document:
    return house.pay(case.reference, "1000.00", f"{case.bank_ref}/{next_number()}")


def secure(house: House, case: Case) -> Document:
    return house.do(customs.secure, case.reference, by="exporter")


def amend(house: House, case: Case) -> Document:
    return house.amend(case.reference, MASS)


def approve(house: House, case: Case) -> Document:
    return house.do(
        customs.decide_amendment, case.reference, approve=True, reason="why", by="officer"
    )


def refuse(house: House, case: Case) -> Document:
    return house.do(
        customs.decide_amendment, case.reference, approve=False, reason="why", by="supervisor"
    )


def cancel(house: House, case: Case) -> Document:
    return house.do(consignments.ask_cancellation, case.reference, reason="why", by="exporter")


def grant(house: House, case: Case) -> Document:
    return house.do(
        customs.decide_cancellation, case.reference, grant=True, reason="why", by="supervisor"
    )


def deny(house: House, case: Case) -> Document:
    return house.do(
        customs.decide_cancellation, case.reference, grant=False, reason="why", by="supervisor2"
    )


def clear_documents(house: House, case: Case) -> Document:
    return house.do(customs.documents, case.reference, "clear", by="officer")


def find_discrepancy(house: House, case: Case) -> Document:
    return house.do(customs.documents, case.reference, "discrepancy", by="officer")


def clear_customs(house: House, case: Case) -> Document:
    return house.inspect(case.reference, "customs")


def clear_market(house: House, case: Case) -> Document:
    return house.inspect(case.reference, "market")


def hold(house: House, case: Case) -> Document:
    return house.do(customs.place_hold, case.reference, reason="why", by="supervisor")


def move_out(house: House, case: Case) -> Document:
    return house.do(customs.move_out, house.boxes[case.name], house.coast, by="coast")


def gate_out(house: House, case: Case) -> Document:
    return house.do(port_gates.move_out, house.boxes[case.name], by="site")


def arrive(house: House, case: Case) -> Document:
    house.arrive(house.boxes[case.name])
    return {}


def lodge(house: House, case: Case) -> Document:
    return house.lodge(case.body, f"key of {case.name}")


def lodge_otherwise(house: House, case: Case) -> Document:
    return house.lodge(case.body, f"other key of {case.name}")


def withdraw(house: House, case: Case) -> Document:
    return house.do(consignments.withdraw, case.reference, by="exporter")


def complete(house: House, case: Case) -> Document:
    body = house.body(case.name, "import")
    return house.do(consignments.complete, case.reference, body, by="exporter")


def clock(house: House, _: Case) -> Document:
    tick(house.window, at=house.at + timedelta(days=40))
    return {}


# Where the declaration stands before


def prepared(letters: str, flow: str = "export", kind: str = "FULL", *before: Act) -> Act:
    """Files a declaration and does some acts to it."""

    def prepare(house: House) -> Case:
        name = house.name(letters)
        body = house.body(name, flow, kind)
        if kind != "ADVANCE":
            house.arrive(house.boxes[name])
        reference = house.lodge(body, f"key of {name}")["reference"]
        case = Case(reference, name, body, house.owed(reference))
        for act in before:
            act(house, case)
        return case

    return prepare


def unfiled(house: House) -> Case:
    name = house.name()
    return Case("", name, house.body(name, kind="ADVANCE"))


owing = prepared("G", "import")
amending = prepared("G", "import", "FULL", amend)
cancelling = prepared("G", "import", "FULL", pay_all, cancel)
inspected = prepared(
    "R", "export", "FULL", lambda house, case: house.inspect(case.reference, "quarantine")
)
last = prepared("R", "export", "FULL", lambda house, case: house.inspect(case.reference,
                                                                         "quarantine"),
                clear_market)  # fmt: skip
checked = prepared("Y")
released = prepared("G")
waiting = prepared("G", kind="ADVANCE")
halfway = prepared("G", "import", "SUMMARY")
PAIRS: list[tuple[Callable[[House], Case], Act, Act]] = [
    (owing, pay_all, pay_all), (owing, pay_again, pay_again), (owing, pay_some, pay_some),
    (owing, pay_all, secure), (owing, pay_all, cancel), (owing, pay_all, amend),
    (owing, amend, amend), (owing, amend, cancel), (owing, cancel, cancel),
    (amending, approve, pay_all), (amending, approve, cancel), (amending, approve, refuse),
    (cancelling, grant, deny), (cancelling, grant, pay_some),
    (inspected, clear_customs, clear_market), (last, clear_customs, hold),
    (checked, clear_documents, amend), (checked, clear_documents, hold),
    (checked, clear_documents, find_discrepancy), (checked, clear_documents, cancel),
    (released, move_out, cancel), (released, move_out, hold), (released, move_out, move_out),
    (released, move_out, amend), (released, gate_out, cancel), (released, gate_out, hold),
    (released, gate_out, gate_out), (waiting, arrive, withdraw), (waiting, arrive, clock),
    (waiting, arrive, arrive), (halfway, complete, clock), (halfway, complete, cancel),
    (unfiled, lodge, arrive), (unfiled, lodge, lodge), (unfiled, lodge, lodge_otherwise),
]  # fmt: skip


# Running two


def came_of(act: Act, house: House, case: Case) -> tuple[str, ...]:
    """What an act says in the end, without the names that differ each time."""
    try:
        document = act(house, case)
    except EntrepotError as error:
        return (type(error).__name__, *sorted({problem.code for problem in error.problems}))
    return "done", str(document.get("replayed"))


def stands(house: House, case: Case) -> tuple[Any, ...]:
    """Where the declaration stands, and what happened to it in which order."""
    rows = house.rows(
        "select state, channel, revenue, cargo, amendment, version, owed, flags,"
        " number is not null as is_numbered, released_at is not null as is_released,"
        " (select array_agg(agency order by agency) from hold h"
        "   where h.declaration_id = d.id and lifted_at is null) as holds,"
        " (select array_agg(kind order by seq) from event e"
        "   where e.declaration_id = d.id) as kinds,"
        " (select sum(amount) from payment p where p.declaration_id = d.id) as paid,"
        " (select array_agg((kind, version)::text order by m.id) from movement m"
        "   where m.declaration_id = d.id) as movements,"
        " (select array_agg(message order by o.id) from outbox o where o.declaration_id = d.id)"
        "   as messages from declaration d where lrn = %s order by d.id",
        case.name,
    )
    return tuple(str(list(row.values())) for row in rows)


Outcome = tuple[tuple[str, ...], tuple[str, ...], tuple[Any, ...]]


def in_turn(house: House, prepare: Callable[[House], Case], one: Act, other: Act) -> list[Outcome]:
    """What comes of both, one after the other, in each order."""
    case = prepare(house)
    first = (came_of(one, house, case), came_of(other, house, case), stands(house, case))
    case = prepare(house)
    later = came_of(other, house, case)
    return [first, (came_of(one, house, case), later, stands(house, case))]


def at_once(house: House, case: Case, one: Act, other: Act, before: int) -> tuple[Outcome, int]:
    """What comes of both when the one is stopped before a statement, and how many it has."""
    stop = Stop(before)

    def run(act: Act, own: Stop) -> tuple[str, ...]:
        ACTING.stop = own
        return came_of(act, house, case)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(run, one, stop)
        while not stop.reached.wait(0.002) and not first.done():
            pass
        second = pool.submit(run, other, Stop())
        wait_until_it_waits(house, second)
        stop.go_on.set()
        told = first.result(PATIENCE_S), second.result(PATIENCE_S)
    return (*told, stands(house, case)), stop.count


def wait_until_it_waits(house: House, second: Future[tuple[str, ...]]) -> None:
    """Until the act is done, or a lock of the other keeps it."""
    query = (
        "select count(*) as waiting from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock'"
    )
    while not second.done():
        with suppress(TimeoutError):
            second.result(0.005)
        if house.value(query):
            return


def is_named(pair: tuple[Any, Act, Act]) -> str:
    prepare, one, other = pair
    known = {name: value for name, value in globals().items() if callable(value)}
    where = next(name for name, value in known.items() if value is prepare)
    return f"{where}: {one.__name__} and {other.__name__}"


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.proof)])
@pytest.mark.parametrize("pair", PAIRS, ids=map(is_named, PAIRS))
def test_two_acts_at_once_are_as_one_after_the_other(
    house: House, stepping: House, pair: tuple[Any, Act, Act], every: int
) -> None:
    prepare, one, other = pair
    serial = in_turn(house, prepare, one, other)
    swapped = [(later, first, stood) for first, later, stood in serial]
    tried = 0
    for first, second, known in ((one, other, serial), (other, one, swapped)):
        before, count = 0, 1
        while before < count + every:
            case = prepare(house)
            outcome, count = at_once(stepping, case, first, second, before)

            assert outcome in known, f"{first.__name__} stopped before statement {before}"
            before, tried = before + every, tried + 1
        if one is other:
            break
    assert tried >= 2
    assert find_broken(house) == {}
    assert find_broken_chains(house) == []
