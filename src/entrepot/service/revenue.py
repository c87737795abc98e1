"""The account of one declaration: what it owes, what was paid and secured, and the ledger.

An assessment is kept whole each time something changes what is owed; the charges for being
late stand in it beside duty and tax. The ledger is brought to what it should hold by the
difference, so that no assessment is posted twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from entrepot.kernel.money import Money, total
from entrepot.service.ledger import (
    BANK,
    DEPOSIT,
    INTEREST,
    LATE,
    RECEIVABLE,
    REFUND,
    REVENUE,
    Ledger,
    assessment_lines,
)
from entrepot.window.actor import SYSTEM
from entrepot.window.lateness import (
    AUDIT_INTEREST,
    LATE_PAYMENT,
    Dated,
    LateCharge,
    charge_interest,
    charge_late_declaration,
    charge_late_payments,
    interest_on_refund,
    notices_of,
)

if TYPE_CHECKING:
    from entrepot.service.proceeding import Proceeding

Document = dict[str, Any]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Owed:
    """What an assessment asks for, in the country's money.

    Attributes:
        tax: Duty and tax.
        late: Charges for being late.
        security: Security until a proof comes.
    """

    tax: Money
    late: Money
    security: Money

    @property
    def due(self) -> Money:
        """All that is to be paid."""
        return self.tax + self.late


@dataclass(frozen=True, slots=True)
class Posted:
    """What a posting added.

    Attributes:
        due: What more is asked and not paid.
        refund: What more goes back, interest included.
        interest: Interest in it.
    """

    due: Money
    refund: Money
    interest: Money


class Revenue:
    """The account of one declaration within a transaction.

    Args:
        proceeding: The declaration.

    Attributes:
        reserved_now: Security set aside in this transaction.
    """

    def __init__(self, proceeding: "Proceeding") -> None:
        self._case = proceeding
        self._new_payments: list[Dated] = []
        self._used_now = _ZERO
        self.reserved_now = _ZERO  # reservations whose move is written with the declaration

    # What is known

    @property
    def currency(self) -> str:
        """The country's money."""
        currency: str = self._case.window.reference.settings.currency
        return currency

    @cached_property
    def assessments(self) -> list[Mapping[str, Any]]:
        """Every assessment, the oldest first."""
        case = self._case
        if case.is_new:
            return []
        return list(case.book.list_assessments(declaration_id=case.row["id"]))

    @cached_property
    def _stored_payments(self) -> list[Dated]:
        case = self._case
        rows = [] if case.is_new else case.book.list_payments(declaration_id=case.row["id"])
        return [self._dated(row["at"], row["amount"]) for row in rows]

    @property
    def payments(self) -> list[Dated]:
        """Every payment with its day at the office, the oldest first."""
        return [*self._stored_payments, *self._new_payments]

    def paid(self) -> Decimal:
        """What came in, security that was taken included."""
        return sum((one.amount.amount for one in self.payments), _ZERO) + self.used()

    def used(self) -> Decimal:
        """Security that was taken to pay."""
        return self._used_before + self._used_now

    @cached_property
    def _used_before(self) -> Decimal:
        case = self._case
        if case.is_new:
            return _ZERO
        return Decimal(case.book.get_used(declaration_id=case.row["id"])["used"])

    def due(self) -> Decimal:
        """What the last assessment says is due."""
        return Decimal(self.assessments[-1]["due"]) if self.assessments else _ZERO

    def last(self) -> Owed:
        """What the last assessment asks for; nothing where there is none."""
        if not self.assessments:
            nothing = Money(_ZERO, self.currency)
            return Owed(nothing, nothing, nothing)
        return self._owed(self.assessments[-1]["document"])

    # Assessing

    def assess(self, *, is_provisional: bool = False) -> Owed:
        """Work out what is owed and what must be secured, and keep the working.

        Args:
            is_provisional: It only says how much is to be secured, and is no notice: the first
                of two steps.

        Raises:
            ModelError: A rate or an exchange rate is not known.
        """
        case = self._case
        document = case.window.assess(case.declaration, case.on)
        document["provisional"] = is_provisional
        notices = self._notices(_tax(document))
        charges = [
            *self._late_declaration(document), *self._late_payments(notices),
            *self._kept(AUDIT_INTEREST),
        ]  # fmt: skip
        return self._keep(document, charges)

    def assessed(self, *, is_provisional: bool = False) -> Owed:
        """What is owed on the contents as they stand: as worked out already, or anew."""
        last = self.assessments[-1] if self.assessments else None
        if last is not None and last["version"] == self._case.standing.version:
            self._case.row["assessment"] = last["document"]
            return self.last()
        return self.assess(is_provisional=is_provisional)

    def make_final(self) -> Owed:
        """Let a provisional assessment count as a notice from now on."""
        last = self.assessments[-1]["document"]
        return self._keep({**last, "provisional": False}, last["surcharges"])

    def add_interest(self, left_out: Money) -> Owed:
        """Charge interest on duty that an audit found missing."""
        case, window = self._case, self._case.window
        charge = charge_interest(
            left_out, self._first_notice(), case.today, legal=window.legal,
            calendar=window.calendar_in(case.book.tx),
        )  # fmt: skip
        if charge is None:
            return self.last()
        document = dict(self.assessments[-1]["document"])
        return self._keep(document, [*document["surcharges"], charge.document()])

    def take_in(self, amount: Decimal) -> Owed:
        """Count a payment; what it was late is charged.

        Returns:
            What is owed in all, the surcharge included.
        """
        if self.assessments[-1]["document"]["provisional"]:
            self.make_final()
        self._new_payments.append(self._dated(self._case.at, amount))
        last = self.assessments[-1]["document"]
        late = self._late_payments(self._notices(_tax(last)))
        if late == self._kept(LATE_PAYMENT):
            return self.last()
        others = [one for one in last["surcharges"] if one["type"] != LATE_PAYMENT]
        return self._keep(dict(last), [*others, *late])

    def _late_declaration(self, document: Document) -> Iterable[Document]:
        case, window = self._case, self._case.window
        if case.standing.flow != "import" or (arrived := case.arrived_on()) is None:
            return ()
        value = document["customs_value"]
        charge = charge_late_declaration(
            _money(value), arrived, case.on, legal=window.legal,
            calendar=window.calendar_in(case.book.tx),
        )  # fmt: skip
        return () if charge is None else (charge.document(),)

    def _late_payments(self, notices: tuple[Dated, ...]) -> list[Document]:
        case, window = self._case, self._case.window
        charges: tuple[LateCharge, ...] = charge_late_payments(
            notices, self.payments, legal=window.legal, calendar=window.calendar_in(case.book.tx)
        )
        return [charge.document() for charge in charges]

    def _kept(self, kind: str) -> list[Document]:
        rows = self.assessments[-1]["document"]["surcharges"] if self.assessments else ()
        return [one for one in rows if one["type"] == kind]

    def _notices(self, tax: Decimal) -> tuple[Dated, ...]:
        """The notices so far, and the one of an assessment made now."""
        told = [self._dated(row["at"], _tax(row["document"])) for row in self.assessments]
        return notices_of([*told, self._dated(self._case.at, tax)])

    def _first_notice(self) -> date:
        return self._day(self.assessments[0]["at"])

    def _keep(self, document: Document, charges: list[Document]) -> Owed:
        case = self._case
        owed_late = total((_money(one["due"]) for one in charges), self.currency)
        due = _money(document["total_due"]) + owed_late
        document |= {"surcharges": charges, "payable": _document(due)}
        security = document["security"]
        row = {
            "n": len(self.assessments) + 1, "version": case.standing.version,
            "currency": self.currency, "due": due.amount, "at": case.at,
            "security": Decimal(security["amount"]) if security else _ZERO,
        }  # fmt: skip
        case.add("assessments", [{**row, "document": document}])
        case.add("charges", ({**line, "n": row["n"]} for line in assessment_lines(document)))
        self.assessments.append({**row, "document": document})
        case.row["assessment"] = document
        return self._owed(document)

    def _owed(self, document: Document) -> Owed:
        late = total((_money(one["due"]) for one in document["surcharges"]), self.currency)
        security = document["security"]
        return Owed(
            _money(document["total_due"]), late,
            _money(security) if security else Money(_ZERO, self.currency),
        )  # fmt: skip

    # Where it stands

    def facets(self, owed: Owed, *, is_secured: bool = False) -> dict[str, Any]:
        """The word of the revenue facet, and what is still to be paid.

        Args:
            owed: What is asked for.
            is_secured: What is not paid is set aside.
        """
        due, paid = owed.due.amount, self.paid()
        left = max(due - paid, _ZERO)
        if not left:
            return {"revenue": "PAID" if due or paid else "NIL", "owed": _ZERO}
        if is_secured:
            return {"revenue": "SECURED", "owed": _ZERO}
        return {"revenue": "PART_PAID" if paid else "DUE", "owed": left}

    def left(self, owed: Owed) -> Money:
        """What is asked for and not paid."""
        return Money(max(owed.due.amount - self.paid(), _ZERO), self.currency)

    # Security

    def reserved(self) -> Decimal:
        """What is set aside for this declaration."""
        case = self._case
        if case.is_new:
            return self.reserved_now
        stored = case.book.get_reserved(declaration_id=case.row["id"])["reserved"]
        return Decimal(stored) + self.reserved_now

    def give_back(self, kept: Money) -> None:
        """Give back what is set aside beyond an amount."""
        beyond = self.reserved() - kept.amount
        if beyond > 0:
            self._case.security.free(Money(beyond, kept.currency))
            self._case.note("security_free", SYSTEM, {"amount": beyond})

    def take(self, amount: Money) -> None:
        """Take what is set aside, to pay with it."""
        if amount.amount > 0:
            self._case.security.use(amount)
            self._used_now += amount.amount
            self._case.note("security_use", SYSTEM, {"amount": amount.amount})

    # The ledger

    def settle(self, owed: Owed, *, bears_interest: bool = True) -> Posted:
        """Post what the ledger lacks, and interest on what was paid in excess.

        A provisional assessment is not posted.

        Args:
            owed: What is owed.
            bears_interest: What was paid in excess goes back with interest.
        """
        nothing = Money(_ZERO, self.currency)
        if self.assessments and self.assessments[-1]["document"]["provisional"]:
            return Posted(nothing, nothing, nothing)
        paid, due, used = self.paid(), owed.due.amount, self.used()
        excess = max(paid - due, _ZERO)
        interest = self._interest(excess) if bears_interest else nothing
        so_far = self._ledger.balance(INTEREST) + interest.amount
        more = self._ledger.bring_to(
            {
                RECEIVABLE: max(due - paid, _ZERO), REVENUE: -owed.tax.amount,
                LATE: -owed.late.amount, BANK: paid - used, DEPOSIT: used,
                REFUND: -(excess + so_far), INTEREST: so_far,
            }
        )  # fmt: skip
        asked = -more[REVENUE] - more[LATE]  # of which some may be paid at once
        return Posted(
            Money(max(min(asked, self.left(owed).amount), _ZERO), self.currency),
            Money(max(-more[REFUND], _ZERO), self.currency), interest,
        )  # fmt: skip

    def _interest(self, excess: Decimal) -> Money:
        before = -self._ledger.balance(REFUND) - self._ledger.balance(INTEREST)
        more = Money(max(excess - before, _ZERO), self.currency)
        if not more.amount:
            return more
        legal, today = self._case.window.legal, self._case.today
        return interest_on_refund(more, self.payments, today, legal=legal)

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self._case)

    def _dated(self, at: Any, amount: Decimal) -> Dated:
        return Dated(self._day(at), Money(Decimal(amount), self.currency))

    def _day(self, at: Any) -> date:
        return self._case.window.day_at(self._case.row["decl_office"], at)


def _tax(document: Document) -> Decimal:
    """Duty and tax that an assessment gives notice of."""
    return _ZERO if document["provisional"] else Decimal(document["total_due"]["amount"])


def _money(value: Mapping[str, str]) -> Money:
    return Money(Decimal(value["amount"]), value["currency"])


def _document(money: Money) -> dict[str, str]:
    return {"amount": f"{money.amount:f}", "currency": money.currency}
