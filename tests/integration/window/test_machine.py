"""Declarations on a real database, whatever their people do: books, numbers and chains hold.

The machine files declarations and lets traders, officers, sites, the bank and the clock act on
them at random, rightly and wrongly. After every act the whole store is asked for what must not
be; an act that is refused has changed nothing.
"""

from collections import Counter
from decimal import Decimal
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from tests.integration.window.house import (
    AGENCIES,
    NOON,
    House,
    find_broken,
    find_broken_chains,
    next_number,
)

from entrepot.kernel.errors import EntrepotError, MissingError
from entrepot.service import consignments, customs, decisions
from entrepot.service.clock import tick
from entrepot.window.evidence import Event
from entrepot.window.verification import check_chain

Document = dict[str, Any]
KINDS = [
    ("export", "FULL"), ("export", "ADVANCE"), ("import", "FULL"), ("import", "FULL"),
    ("import", "FULL"), ("import", "ADVANCE"),
    ("import", "SUMMARY"), ("export", "SUMMARY"),
]  # fmt: skip
LETTERS = ["G", "Y", "R", "B", "Y", "R", "J", "D", "Q", "GD", "RD", "GXG", "GXN", "X"]
OUTCOMES = ["clear", "clear", "discrepancy"]
LINE = "/goodsShipment/governmentAgencyGoodsItem/0/commodity"
CHANGES = [
    {f"{LINE}/invoiceLine/itemChargeAmount": "15000.00"},
    {f"{LINE}/invoiceLine/itemChargeAmount": "9000.00"},
    {f"{LINE}/goodsMeasure/netNetWeightMeasure": "1900"},
    {"/goodsShipment/ucr/id": "6XU0-OTHER"},  # locked
    {"/nowhere/at/all": "x"},
]
CHANNELS = ["NONE", "GREEN", "BLUE", "YELLOW", "RED"]
SAME = ("state", "channel", "revenue", "cargo", "version", "amendment", "audit", "holds",
        "blockers", "flags", "number", "release_no")  # fmt: skip
# What is done when a declaration stands somewhere; now and then, anything is tried.
LIKELY = {
    "PRELODGED": ["arrive", "arrive", "withdraw", "let_time_pass"],
    "LODGED": ["arrive", "arrive", "withdraw"],
    "REJECTED": ["copy"],
    "ACCEPTED": ["let_time_pass", "ask_amendment", "hold", "lift"],
    "UNDER_CONTROL": [
        *["check_documents"] * 3, *["inspect"] * 4, "hold", "lift", "ask_amendment",
        "decide_amendment", "propose_seizure", "decide_seizure", "ask_cancellation",
        "ask_and_answer",
    ],
    "CONTROL_DONE": ["ask_amendment", "decide_amendment", "lift"],
    "ASSESSED": [
        *["pay"] * 2, "secure", "ask_amendment", "decide_amendment", "ask_cancellation", "hold",
        "lift",
    ],
    "RELEASED": [
        "move_out", *["complete"] * 3, "ask_amendment", "decide_amendment", "ask_cancellation",
        "open_audit", "close_audit", "let_time_pass", "pay", "hold",
    ],
    "CANCEL_REQUESTED": ["decide_cancellation"],
    "COMPLETED": ["open_audit", "close_audit"],
}  # fmt: skip
STEPS = (*dict.fromkeys(step for steps in LIKELY.values() for step in steps), "repeat",
         "look_from_outside")  # fmt: skip


class Work(RuleBasedStateMachine):
    """Some declarations and everybody who has to do with them."""

    house: ClassVar[House]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        self.filed: list[tuple[str, str, str, str, bytes]] = []  # reference, name, flow, kind, body
        self.highest: dict[str, str] = {}
        self.house.at, self.steps = NOON, 0

    @rule(seed=st.integers(0, 2**32))
    def step(self, seed: int) -> None:
        self.steps += 1
        chance = Random(f"{seed}/{self.steps}")
        if not self.filed or chance.random() < 0.12:
            return self._file(chance)
        one = chance.choice(self.filed[-3:])
        steps = self._likely(one[0]) if chance.random() < 0.8 else STEPS
        what = chance.choice(steps)
        before = self._stored(one[0])
        try:
            document = getattr(self, f"_{what}")(chance, one)
        except EntrepotError as error:
            codes = {problem.code for problem in error.problems}
            note(f"{what} {one[1]}: refused, {codes}")
            self.refused[f"{what} {min(codes)}"] += 1

            assert self._stored(one[0]) == before
            return None
        note(f"{what} {one[1]}: {document and document.get('state')}")
        self.done[what] += 1
        self._check(one[0], document)
        return None

    # Firms

    def _file(self, chance: Random) -> None:
        house = self.house
        flow, kind = chance.choice(KINDS)
        name = house.name(chance.choice(LETTERS))
        body = house.body(name, flow, kind)
        if chance.choice([True, True, False]):
            house.arrive(house.boxes[name])
        document = house.lodge(body, key=name)
        note(f"file {name} {flow} {kind}: {document['state']}")
        self.done["file"] += 1
        self.filed.append((document["reference"], name, flow, kind, body))
        self._check(document["reference"], document)

    def _repeat(self, _: Random, one: tuple) -> Document:
        document = self.house.lodge(one[4], key=one[1])

        assert (document["reference"], document["replayed"]) == (one[0], True)
        return {}

    def _withdraw(self, _: Random, one: tuple) -> Document:
        return self.house.do(consignments.withdraw, one[0], by="exporter")

    def _copy(self, _: Random, one: tuple) -> Document:
        self.house.do(consignments.copy, one[0], by="exporter")
        return {}

    def _ask_amendment(self, chance: Random, one: tuple) -> Document:
        by = chance.choice(["exporter", "exporter", "officer", "rival"])
        return self.house.amend(one[0], chance.choice(CHANGES), by)

    def _ask_cancellation(self, _: Random, one: tuple) -> Document:
        return self.house.do(consignments.ask_cancellation, one[0], reason="why", by="exporter")

    def _complete(self, _: Random, one: tuple) -> Document:
        body = self.house.body(one[1], one[2], "FULL")
        return self.house.do(consignments.complete, one[0], body, by="exporter")

    def _secure(self, _: Random, one: tuple) -> Document:
        return self.house.do(customs.secure, one[0], by="exporter")

    def _pay(self, chance: Random, one: tuple) -> Document:
        owed = Decimal(self.house.owed(one[0]))
        more = chance.choice(["0", "0", "-0.01", "1"])
        amount = owed + Decimal(more)
        if amount <= 0:
            amount = Decimal("1.00")
        bank_ref = f"B{next_number()}"
        document = self.house.pay(one[0], f"{amount:.2f}", bank_ref)
        again = self.house.pay(one[0], f"{amount:.2f}", bank_ref)

        assert again == {**document, "replayed": True}
        return document

    # Sites and gates

    def _arrive(self, _: Random, one: tuple) -> Document:
        self.house.arrive(self.house.boxes[one[1]])
        return {}

    def _move_out(self, chance: Random, one: tuple) -> Document:
        gates = [("coast", self.house.coast), ("site", self.house.site)]
        by, place = chance.choice(gates)
        return self.house.do(customs.move_out, self.house.boxes[one[1]], place, by=by)

    # Officers

    def _check_documents(self, chance: Random, one: tuple) -> Document:
        outcome = chance.choice(OUTCOMES)
        return self.house.do(customs.documents, one[0], outcome, by="officer")

    def _inspect(self, chance: Random, one: tuple) -> Document:
        agency = chance.choice(list(AGENCIES))
        return self.house.inspect(one[0], agency, chance.choice(OUTCOMES))

    def _hold(self, chance: Random, one: tuple) -> Document:
        by = chance.choice(["quarantine", "officer", "officer", "supervisor", "exporter"])
        return self.house.do(customs.place_hold, one[0], reason="why", by=by)

    def _lift(self, chance: Random, one: tuple) -> Document:
        holds = [hold["agency"] for hold in self.house.show(one[0])["holds"]] or ["customs"]
        agency = chance.choice(holds)
        by = "officer" if agency == "customs" else agency
        return self.house.do(customs.lift_hold, one[0], by=by)

    def _decide_amendment(self, chance: Random, one: tuple) -> Document:
        by = chance.choice(["officer", "supervisor", "inspector"])
        approve = chance.choice([True, False])
        return self.house.do(customs.decide_amendment, one[0], approve=approve, reason="why", by=by)

    def _decide_cancellation(self, chance: Random, one: tuple) -> Document:
        grant = chance.choice([True, False])
        return self.house.do(
            customs.decide_cancellation, one[0], grant=grant, reason="why", by="supervisor"
        )

    def _propose_seizure(self, chance: Random, one: tuple) -> Document:
        by = chance.choice(["inspector", "supervisor", "officer"])
        return self.house.do(customs.propose_seizure, one[0], reason="why", by=by)

    def _decide_seizure(self, chance: Random, one: tuple) -> Document:
        listed = self.house.do(decisions.list_approvals, by="supervisor")["rows"]
        mine = [row["id"] for row in listed if row["subject"] == one[0] and row["id"]]
        approve = chance.choice([True, False])
        if not mine:
            return {}
        return self.house.do(decisions.decide, mine[0], approve=approve, by="supervisor")

    def _open_audit(self, _: Random, one: tuple) -> Document:
        return self.house.do(customs.open_audit, one[0], reason="why", by="supervisor")

    def _close_audit(self, chance: Random, one: tuple) -> Document:
        changes = chance.choice([{}, *CHANGES[:2]])
        by = chance.choice(["supervisor", "supervisor2"])
        return self.house.do(customs.close_audit, one[0], changes, reason="why", by=by)

    def _ask_and_answer(self, _: Random, one: tuple) -> Document:
        self.house.do(customs.ask_trader, one[0], "value.too_low", by="officer")
        return self.house.do(consignments.answer, one[0], "it is right", by="exporter")

    # The clock, and others

    def _let_time_pass(self, chance: Random, _one: tuple) -> Document:
        self.house.pass_time(days=chance.choice([0, 1, 8, 20]))
        for _ in range(2):  # what the first round resumed may be due in the second
            done = tick(self.house.window, at=self.house.at)
        again = tick(self.house.window, at=self.house.at)

        assert {k: v for k, v in again.items() if k != "resume" and v} == {}
        return {"state": done}

    def _look_from_outside(self, _: Random, one: tuple) -> Document:
        with pytest.raises(MissingError):
            self.house.show(one[0], by="rival")

        assert self.house.show(one[0], by="auditor")["reference"] == one[0]
        return {}

    # What must be

    def _likely(self, reference: str) -> list[str]:
        """What is done next as a rule, where the declaration stands."""
        (row,) = self.house.rows(
            "select state, amendment, audit, exists (select from hold h where lifted_at is null"
            " and h.declaration_id = d.id) as is_held from declaration d where reference = %s",
            reference,
        )
        steps = list(LIKELY.get(row["state"], STEPS))
        steps += ["decide_amendment"] * 5 * (row["amendment"] == "AMEND_PENDING")
        steps += ["close_audit"] * 5 * (row["audit"] == "PCA_OPEN")
        return steps + ["lift"] * 4 * row["is_held"]

    def _stored(self, reference: str) -> Any:
        with self.house.raw() as tx:
            query = (
                "select md5(d::text), (select count(*) from event e where e.declaration_id = d.id),"
                " (select count(*) from outbox o where o.declaration_id = d.id),"
                " (select md5(string_agg(h::text, '')) from hold h where h.declaration_id = d.id),"
                " (select md5(string_agg(t::text, '')) from task t where t.declaration_id = d.id),"
                " (select md5(string_agg(c::text, '')) from cover c)"
                " from declaration d where reference = %s"
            )
            return tx.execute(query, [reference]).fetchone()

    def _check(self, reference: str, document: Document | None) -> None:
        shown = self.house.show(reference, by="exporter")
        if document and document.get("reference") == reference:
            assert {name: shown[name] for name in SAME} == {name: document[name] for name in SAME}
        assert find_broken(self.house, {one[0] for one in self.filed}) == {}
        assert check_chain(self._chain(reference)) is None
        highest = self.highest.get(reference, "NONE")
        assert CHANNELS.index(shown["channel"]) >= CHANNELS.index(highest)
        self.highest[reference] = shown["channel"]

    def _chain(self, reference: str) -> list[Event]:
        rows = self.house.rows(
            "select chain, seq, at, kind, party, account, body, prev_hash, hash from event"
            " where chain = %s order by seq", reference,
        )  # fmt: skip
        return [
            Event(**{**row, "prev_hash": bytes(row["prev_hash"]), "hash": bytes(row["hash"])})
            for row in rows
        ]


@pytest.mark.parametrize(
    ("runs", "steps"), [(25, 20), pytest.param(120, 30, marks=pytest.mark.proof)]
)
def test_whatever_is_done_the_books_hold(house: House, runs: int, steps: int) -> None:
    Work.house = house
    Work.done.clear()
    Work.refused.clear()
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=runs, stateful_step_count=steps, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck), database=None, report_multiple_bugs=False,
        ),
    )  # fmt: skip
    print(f"{Work.done.total()} acts done, {Work.refused.total()} refused: {dict(Work.done)}")
    print(dict(Work.refused))

    assert find_broken_chains(house) == []
    assert len(set(STEPS) - set(Work.done)) <= (4 if runs < 100 else 0)
