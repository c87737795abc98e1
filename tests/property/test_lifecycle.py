"""The life of a declaration, walked at random beside a table written down once more.

The machine takes any act by anybody at any time. Whether it may is asked of the table below,
which is typed from the design and knows nothing of the code; the code has to agree, act by act
and field by field.

Source: design of the window 4.1 and 4.2.
"""

from collections import Counter
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from entrepot.kernel.errors import RefusedError
from entrepot.store.reference import open_reference
from entrepot.window.lifecycle import (
    Act,
    Standing,
    ask,
    blockers,
    move,
    next_event,
    settle,
    unmet,
)
from entrepot.window.reasons import Reasons

# number | from | act | who | to; `same` stays, `before` is where it was before it was asked.
TABLE = """
1   | NONE                   | create               | FILERS                      | DRAFT
2   | DRAFT                  | edit                 | FILERS                      | DRAFT
3   | DRAFT                  | lodge                | FILERS                      | LODGED
4   | LODGED                 | validate_fail        | system                      | REJECTED
5   | REJECTED               | copy                 | FILERS                      | same
6   | LODGED                 | validate_ok_advance  | system                      | PRELODGED
7   | PRELODGED              | goods_arrival        | port_operator system        | ACCEPTED
8   | PRELODGED              | expire               | system                      | EXPIRED
9   | LODGED                 | validate_ok_present  | system                      | ACCEPTED
10  | DRAFT LODGED PRELODGED | withdraw             | FILERS                      | WITHDRAWN
11  | ACCEPTED               | risk_run             | system                      | ACCEPTED
12  | ACCEPTED               | open_control         | document_officer system     | UNDER_CONTROL
13  | UNDER_CONTROL          | close_control        | OFFICERS system             | CONTROL_DONE
13b | UNDER_CONTROL          | discrepancy          | OFFICERS                    | UNDER_CONTROL
14  | ACCEPTED CONTROL_DONE  | assess               | system document_officer     | ASSESSED
15  | ASSESSED               | pay                  | bank                        | same
16  | ASSESSED               | reserve_guarantee    | insurer bank system         | same
17  | ASSESSED               | release              | system supervisor           | RELEASED
18  | RELEASED               | move_out             | port_operator coast_officer | COMPLETED
19  | RELEASED               | no_exit              | system                      | same
20  | OPEN RELEASED          | amend_request        | FILERS LOOKERS              | same
21  | OPEN                   | amend_approve        | DECIDERS                    | ACCEPTED
21  | RELEASED               | amend_approve        | DECIDERS                    | RELEASED
22  | OPEN RELEASED          | amend_refuse         | DECIDERS                    | same
23  | OPEN RELEASED          | cancel_request       | FILERS                      | CANCEL_REQUESTED
24  | CANCEL_REQUESTED       | cancel_grant         | supervisor                  | CANCELLED
24  | CANCEL_REQUESTED       | cancel_deny          | supervisor                  | before
25  | UNDER_CONTROL          | seize                | supervisor                  | SEIZED
26  | RELEASED COMPLETED     | open_audit           | supervisor                  | same
27  | RELEASED COMPLETED     | audit_result         | supervisor                  | same
28  | ACCEPTED CONTROL_DONE  | release_summary      | system supervisor           | RELEASED
29  | RELEASED               | complete_declaration | FILERS                      | same
30  | RELEASED               | overdue              | system                      | same
"""
WORDS = {
    "OPEN": "ACCEPTED UNDER_CONTROL CONTROL_DONE ASSESSED",
    "FILERS": "trader broker",
    "LOOKERS": "document_officer inspector",
    "DECIDERS": "supervisor document_officer",
    "OFFICERS": "document_officer inspector quarantine_officer market_officer",
}
ROLES = (
    "trader", "broker", "port_operator", "coast_officer", "document_officer", "inspector",
    "quarantine_officer", "market_officer", "supervisor", "bank", "insurer", "system", "auditor",
    "administrator",
)  # fmt: skip
# Some hold two roles, so that who asked can also be who decides.
ACCOUNTS = {
    **{role: frozenset({role}) for role in ROLES},
    "both": frozenset({"document_officer", "supervisor"}),
    "all_round": frozenset({"trader", "inspector", "supervisor"}),
    "second_supervisor": frozenset({"supervisor"}),
    "second_inspector": frozenset({"inspector"}),
}
RISING = ("NONE", "GREEN", "BLUE", "YELLOW", "RED")
NAMES = tuple(ACCOUNTS)
FREE = ("GREEN", "BLUE")
SELDOM = {"edit", "copy", "withdraw", "validate_fail", "cancel_request"}  # lead nowhere new
OVER = {"REJECTED", "WITHDRAWN", "EXPIRED", "CANCELLED", "SEIZED"}
AGENCIES = ("customs", "quarantine", "market")
TASKS = ("documents", *(f"inspection:{one}" for one in AGENCIES))
MATTERS = {
    "amend_request": "amendment", "cancel_request": "cancellation", "open_audit": "audit",
    "propose_seizure": "seizure",
}  # fmt: skip
DECIDES = {
    "amend_approve": "amendment", "amend_refuse": "amendment", "cancel_grant": "cancellation",
    "cancel_deny": "cancellation", "audit_result": "audit", "seize": "seizure",
}  # fmt: skip
FLOWS, TYPES = ("import", "export"), ("FULL", "ADVANCE", "SUMMARY", "SUMMARY")
STEPS = (
    *["may"] * 8, *["window_goes_on"] * 2, *["anything"] * 3, *["bring_the_goods"] * 2,
    *["close_tasks"] * 2, *["let_time_pass"] * 3, "lower_the_channel", "hold_and_lift",
    "propose_to_seize", "refuse_to_seize",
)  # fmt: skip
DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    number: str
    event: str
    roles: frozenset[str]
    to: str


def spelled(cell: str) -> list[str]:
    return " ".join(WORDS.get(word, word) for word in cell.split()).split()


def read_table() -> dict[tuple[str, str], Row]:
    found = {}
    for line in TABLE.strip().splitlines():
        number, starts, event, roles, to = (cell.strip() for cell in line.split("|"))
        for start in spelled(starts):
            found[event, start] = Row(number, event, frozenset(spelled(roles)), to)
    return found


ARROWS = read_table()
EVENTS = sorted({event for event, _ in ARROWS})
NUMBERS = {row.number for row in ARROWS.values()}
MOST_ROUNDS = 20


@dataclass
class Model:
    """Where the declaration stands, by the table above alone."""

    flow: str
    type: str
    state: str = "NONE"
    channel: str = "NONE"
    revenue: str = "UNASSESSED"
    cargo: str = "EXPECTED"
    amendment: str = "AMEND_NONE"
    audit: str = "PCA_NONE"
    version: int = 1
    holds: frozenset[str] = frozenset()
    open_tasks: frozenset[str] = frozenset()
    discrepancies: frozenset[str] = frozenset()
    asked: dict[str, str] = field(default_factory=dict)
    documents_by: str = ""
    value_limit_passed: bool = False
    is_suspended: bool = False
    may_leave_directly: bool = False
    security_missing: bool = False
    previous_state: str = "NONE"
    expires_on: date | None = None
    completion_due: date | None = None

    @property
    def goods_there(self) -> bool:
        return self.cargo in ("ARRIVED", "IN_SITE") or self.may_leave_directly


def obstacles(m: Model, event: str, account: str, on: date, reason: str, brought: dict) -> set[str]:
    """Reason codes of everything that forbids an act; none when it may be."""
    row = ARROWS.get((event, m.state))
    if row is None:
        return {"window.transition_refused"}
    roles = ACCOUNTS[account]
    revenue = brought.get("revenue", m.revenue)
    insecure = brought.get("security_missing", m.security_missing)
    red = m.channel == "RED"
    release = {
        "gate.held": bool(m.holds),
        "tax.unpaid": revenue in ("DUE", "PART_PAID", "REFUNDED"),
        "tax.unassessed": revenue == "UNASSESSED",
        "tax.security": insecure,
        "arrival.not_confirmed": not m.goods_there,
        "window.party_suspended": m.is_suspended,
    }
    unchecked = {"window.channel_checks": m.state == "ACCEPTED" and m.channel not in FREE}
    decided_by_asker = m.asked.get(DECIDES.get(event, ""), account) == account
    conditions: dict[str, dict[str, bool]] = {
        "validate_ok_advance": {"window.type_wrong": m.type != "ADVANCE"},
        "expire": {"window.not_yet": m.expires_on is None or on <= m.expires_on},
        "validate_ok_present": {"arrival.not_confirmed": not m.goods_there},
        "risk_run": {"window.channel_set": m.channel != "NONE"},
        "open_control": {"window.channel_free": m.channel not in ("YELLOW", "RED")},
        "close_control": {
            "inspection.unfinished": bool(m.open_tasks),
            "goods.not_as_declared": bool(m.discrepancies),
            "window.second_person": red and m.value_limit_passed and account == m.documents_by,
        },
        "assess": unchecked,
        "release": release,
        "move_out": {"gate.held": bool(m.holds)},
        "no_exit": {"window.flow_wrong": m.flow != "export"},
        "amend_request": {
            "amend.pending": m.amendment == "AMEND_PENDING",
            "amend.under_control": red and not roles & {"document_officer", "inspector"},
            "window.reason_missing": not reason,
        },
        "amend_approve": {
            "amend.none": m.amendment == "AMEND_NONE",
            "window.second_person": decided_by_asker,
        },
        "amend_refuse": {
            "amend.none": m.amendment == "AMEND_NONE",
            "window.second_person": decided_by_asker,
            "window.reason_missing": not reason,
        },
        "cancel_request": {
            "cancel.under_control": red and m.state == "UNDER_CONTROL",
            "cancel.exited": m.cargo in ("EXITED", "GATED_OUT"),
        },
        "cancel_grant": {
            "window.second_person": decided_by_asker,
            "cancel.under_control": red and m.previous_state == "UNDER_CONTROL",
        },
        "cancel_deny": {
            "window.second_person": decided_by_asker,
            "window.reason_missing": not reason,
        },
        "seize": {
            "window.second_person": decided_by_asker,
            "window.reason_missing": not reason,
        },
        "open_audit": {"audit.open": m.audit == "PCA_OPEN"},
        "audit_result": {
            "audit.none": m.audit != "PCA_OPEN",
            "window.second_person": decided_by_asker,
        },
        "release_summary": {"window.type_wrong": m.type != "SUMMARY", **unchecked, **release},
        "complete_declaration": {"two_step.none": m.completion_due is None},
        "overdue": {"window.not_yet": m.completion_due is None or on <= m.completion_due},
    }  # fmt: skip
    told = {code for code, stands in conditions.get(event, {}).items() if stands}
    return told | ({"window.role_missing"} if not roles & row.roles else set())


SETS: dict[str, dict[str, object]] = {
    "goods_arrival": {"cargo": "ARRIVED"},
    "release": {"cargo": "RELEASED_TO_MOVE"},
    "release_summary": {"cargo": "RELEASED_TO_MOVE"},
    "seize": {"cargo": "HELD"},
    "amend_request": {"amendment": "AMEND_PENDING"},
    "amend_approve": {"amendment": "AMEND_NONE"},
    "amend_refuse": {"amendment": "AMEND_NONE"},
    "open_audit": {"audit": "PCA_OPEN"},
    "audit_result": {"audit": "PCA_CLOSED"},
    "complete_declaration": {"completion_due": None},
}


def follow(m: Model, event: str, account: str, brought: dict) -> None:
    """Take the model over an arrow that is open."""
    start, to = m.state, ARROWS[event, m.state].to
    m.state = {"same": start, "before": m.previous_state}.get(to, to)
    if event == "cancel_request":
        m.previous_state = start
    if event in MATTERS:
        m.asked[MATTERS[event]] = account
    m.asked.pop(DECIDES.get(event, ""), None)
    for name, value in {**SETS.get(event, {}), **brought}.items():
        setattr(m, name, value)


def some(words: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.sets(st.sampled_from(words)).map(frozenset)


def drawn(choices: dict[str, tuple], **fixed: object) -> st.SearchStrategy[dict]:
    chosen = {name: st.sampled_from(words) for name, words in choices.items()}
    return st.fixed_dictionaries(chosen).map(lambda found: {**fixed, **found})


class Life(RuleBasedStateMachine):
    """One declaration, whatever anybody does to it."""

    walked: ClassVar[Counter[str]] = Counter()
    reasons: ClassVar[Reasons]

    @initialize(flow=st.sampled_from(FLOWS), type=st.sampled_from(TYPES))
    def begin(self, flow: str, type: str) -> None:
        self.model = Model(flow, type)
        self.case = Standing("D1", flow, type, version=1)
        self.on = DAY
        self.highest = "NONE"
        self.was_released = False
        self.decided: list[tuple[str, str, str]] = []

    @rule(data=st.data(), what=st.sampled_from(STEPS))
    def step(self, data: st.DataObject, what: str) -> None:
        is_over = self.model.state in OVER | {"COMPLETED"}
        if is_over and what not in ("may", "anything"):
            self.begin(data.draw(st.sampled_from(FLOWS)), data.draw(st.sampled_from(TYPES)))
        elif self.model.state == "NONE" and what != "anything":
            self._file(data)
        else:
            getattr(self, f"_{what}")(data)

    def _file(self, data: st.DataObject) -> None:
        """The usual beginning, so that most of the steps are left for what comes after it."""
        for event in ("create", "edit", "lodge"):
            self._do(data, event, "trader")
        if data.draw(st.booleans()):
            self._bring_the_goods(data)
            self._window_goes_on(data)

    # Acts of the table

    def _may(self, data: st.DataObject) -> None:
        starting = [event for event, start in ARROWS if start == self.model.state]
        may = {event: who for event in starting if (who := self._who_may(event))}
        if may:
            often = [event for event in sorted(may) for _ in range(1 if event in SELDOM else 4)]
            event = data.draw(st.sampled_from(often))
            self._do(data, event, data.draw(st.sampled_from(may[event])))

    def _who_may(self, event: str) -> list[str]:
        m, row = self.model, ARROWS[event, self.model.state]
        return [
            account
            for account, roles in ACCOUNTS.items()
            if roles & row.roles
            and not obstacles(m, event, account, self.on, "why", {}) - {"tax.unassessed"}
        ]

    def _window_goes_on(self, data: st.DataObject) -> None:
        while event := next_event(self.case):
            before = self.case
            self._do(data, event, "system")
            if self.case == before:
                return

    def _anything(self, data: st.DataObject) -> None:
        starting = [event for event, start in ARROWS if start == self.model.state]
        event = data.draw(st.sampled_from([*EVENTS, *starting * 4]))
        row = ARROWS.get((event, self.model.state))
        fitting = [one for one, roles in ACCOUNTS.items() if row and roles & row.roles]
        self._do(data, event, data.draw(st.sampled_from([*NAMES, *fitting * 4])))

    def _lower_the_channel(self, data: st.DataObject) -> None:
        if self.model.channel == "NONE":
            return
        lower = RISING[: RISING.index(self.model.channel)]
        brought = {"channel": data.draw(st.sampled_from(lower))}
        act, before = self._act(data.draw(st.sampled_from(NAMES)), "why", brought), self.case
        for event in [event for event, start in ARROWS if start == self.model.state]:
            with pytest.raises((RefusedError, ValueError)):
                move(self.case, event, act, self.reasons)

            assert self.case == before

    # What no arrow stands for

    def _hold_and_lift(self, data: st.DataObject) -> None:
        self._change(holds=data.draw(some(AGENCIES)))

    def _close_tasks(self, data: st.DataObject) -> None:
        m = self.model
        closed = data.draw(st.just(frozenset(TASKS)) | some(TASKS))
        by = data.draw(st.sampled_from(["document_officer", "both"]))
        self._change(
            open_tasks=m.open_tasks - closed, discrepancies=m.discrepancies - closed,
            documents_by=by if "documents" in closed else m.documents_by,
        )  # fmt: skip

    def _propose_to_seize(self, data: st.DataObject) -> None:
        account = data.draw(st.sampled_from(["inspector", "supervisor", "all_round"]))
        self.model.asked["seizure"] = account
        self.case = ask(self.case, "seizure", account)

    def _refuse_to_seize(self, _: st.DataObject) -> None:
        self.model.asked.pop("seizure", None)
        self.case = settle(self.case, "seizure")

    def _bring_the_goods(self, data: st.DataObject) -> None:
        if self.model.cargo in ("EXPECTED", "ARRIVED"):
            self._change(cargo=data.draw(st.sampled_from(["ARRIVED", "IN_SITE"])))

    def _let_time_pass(self, data: st.DataObject) -> None:
        self.on += timedelta(days=data.draw(st.sampled_from([1, 20, 60])))
        self._change(
            is_suspended=data.draw(st.sampled_from([False, False, True])),
            may_leave_directly=data.draw(st.booleans()),
        )
        for event in ("expire", "overdue", "no_exit"):  # what the clock sets going
            if (event, self.model.state) in ARROWS:
                self._do(data, event, "system")

    @precondition(lambda self: self.model.state == "PRELODGED")
    @rule(data=st.data())
    def nobody_brings_the_goods(self, data: st.DataObject) -> None:
        self.on += timedelta(days=data.draw(st.sampled_from([60, 29])))
        self._do(data, "expire", "system")

    # What always holds

    @invariant()
    def both_tell_the_same(self) -> None:
        told = {one.name: getattr(self.case, one.name) for one in fields(Model)}
        told["asked"] = dict(one.split(":", 1) for one in self.case.asked)

        assert told == {one.name: getattr(self.model, one.name) for one in fields(Model)}

    @invariant()
    def a_channel_never_falls(self) -> None:
        assert RISING.index(self.case.channel) >= RISING.index(self.highest)
        self.highest = self.case.channel

    @invariant()
    def what_is_over_stays_over(self) -> None:
        if self.case.state in OVER:
            may = {e for e in EVENTS for who in ACCOUNTS if not self._unmet(e, who)}

            assert may <= ({"copy"} if self.case.state == "REJECTED" else set())

    @invariant()
    def the_window_tries_only_what_it_may(self) -> None:
        event = next_event(self.case)
        brought = {"revenue": "NIL", "security_missing": False}
        if event:
            assert self._unmet(event, "system", brought if event == "release_summary" else {}) == []

    @invariant()
    def who_asks_why_it_is_not_released_is_told_why(self) -> None:
        told = {one.code for one in blockers(self.case, self._act("system"), self.reasons)}
        if self.case.state == "ASSESSED":
            assert told == {one.code for one in self._unmet("release", "system")} | self._tasks()
        if self.was_released:
            assert told == set()

    @invariant()
    def nobody_decided_what_he_asked_for(self) -> None:
        assert [one for one in self.decided if one[1] == one[2]] == []

    # How it is done

    def _tasks(self) -> set[str]:
        tasks = {"inspection.unfinished"} if self.case.open_tasks else set()
        return tasks | ({"goods.not_as_declared"} if self.case.discrepancies else set())

    def _act(self, account: str, reason: str = "", brought: dict | None = None) -> Act:
        at = NOON + (self.on - DAY)
        return Act(account, ACCOUNTS[account], at, self.on, reason, brought or {})

    def _unmet(self, event: str, account: str, brought: dict | None = None) -> list:
        act = self._act(account, "why", brought)
        return list(unmet(self.case, event, act, self.reasons))

    def _change(self, **changes: object) -> None:
        for name, value in changes.items():
            setattr(self.model, name, value)
        self.case = replace(self.case, **changes)

    def _do(self, data: st.DataObject, event: str, account: str) -> None:
        reason = data.draw(st.sampled_from(["", "why"]))
        brought = data.draw(self._brings(event))
        act = self._act(account, reason, brought)
        expected = obstacles(self.model, event, account, self.on, reason, brought)
        note(f"{event} by {account}: {expected or 'may'}")
        before = self.case
        if expected:
            with pytest.raises(RefusedError) as refused:
                move(self.case, event, act, self.reasons)

            assert self.case == before
            assert {problem.code for problem in refused.value.problems} == expected
            assert all(one.message and one.message_zh for one in refused.value.problems)
            return
        self.case = move(self.case, event, act, self.reasons)
        self.walked[ARROWS[event, before.state].number] += 1
        if matter := DECIDES.get(event):
            self.decided.append((matter, self.model.asked[matter], account))
        self.was_released |= event in ("release", "release_summary")
        follow(self.model, event, account, brought)

    def _brings(self, event: str) -> st.SearchStrategy[dict]:
        """What the service hands in with an act."""
        m, released = self.model, {"released_at": NOON + (self.on - DAY)}
        soon, later = self.on + timedelta(days=14), self.on + timedelta(days=30)
        tasks = some(TASKS[1:]).map(lambda some: some | {"documents"})
        none_open = {"open_tasks": frozenset(), "discrepancies": frozenset()}
        if event == "amend_approve" and m.state != "RELEASED":
            again = {"version": m.version + 1, "revenue": "UNASSESSED", "security_missing": False}
            return drawn({"channel": RISING[RISING.index(m.channel) :]}, **none_open, **again)
        brought = {
            "validate_ok_advance": drawn({}, expires_on=later),
            "risk_run": drawn({"channel": RISING[1:]}),
            "open_control": st.builds(
                dict, open_tasks=tasks, holds=some(AGENCIES).map(m.holds.union),
                value_limit_passed=st.booleans(),
            ),
            "discrepancy": st.builds(dict, discrepancies=some(TASKS).map(m.discrepancies.union)),
            "assess": drawn({"revenue": ("NIL", "DUE"), "security_missing": (False, True)}),
            "pay": drawn({"revenue": ("PART_PAID", "PAID")}),
            "reserve_guarantee": drawn({}, revenue="SECURED", security_missing=False),
            "release": drawn({}, **released),
            "release_summary": drawn({"revenue": ("NIL", "SECURED")}, completion_due=soon,
                                     security_missing=False, **released),
            "move_out": drawn({}, cargo="EXITED" if m.flow == "export" else "GATED_OUT"),
            "amend_approve": drawn({}, version=m.version + 1),
            "complete_declaration": drawn({}, version=m.version + 1),
        }  # fmt: skip
        return brought.get(event, drawn({}))


@pytest.mark.parametrize("runs", [50, pytest.param(2000, marks=pytest.mark.proof)])
def test_whatever_anybody_does_the_table_is_kept(runs: int) -> None:
    """Lives go on in rounds until every arrow was walked: the rarest is met once in 100 lives."""
    Life.reasons = Reasons(open_reference("upland").table("reason_codes"))
    Life.walked.clear()
    for number in range(MOST_ROUNDS):
        run_state_machine_as_test(
            seed(number)(Life),
            settings=settings(
                max_examples=runs, stateful_step_count=50, deadline=None, database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
        if set(Life.walked) == NUMBERS:
            break
    print(f"{sum(Life.walked.values())} arrows walked in {number + 1} rounds: {dict(Life.walked)}")

    assert NUMBERS - set(Life.walked) == set()


def test_the_table_has_the_31_rows_of_the_design() -> None:
    assert {*map(str, range(1, 31)), "13b"} == NUMBERS
