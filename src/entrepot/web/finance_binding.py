"""The verbs of money around the goods over a desk."""

from collections.abc import Callable
from datetime import date, datetime

from entrepot.service import calendars, guarantees, refund_cases
from entrepot.service.desk import Desk
from entrepot.service.guarantee_batch import legal_day
from entrepot.service.guarantee_moves import make_moves
from entrepot.service.refunds import Rules, compute_refund
from entrepot.service.schedules import stored_refunds
from entrepot.store.window import acting_system
from entrepot.web.finance_verbs import FinanceVerbs
from entrepot.web.verbs import Document, Fields

WORKERS = 4  # at a time, of one file of moves


def bind_finance(desk: Desk, now: Callable[[], datetime]) -> FinanceVerbs:
    """Bind the functions to a desk and to a clock."""
    window, money = desk.window, guarantees

    def compute(raw: Fields) -> Document:
        with acting_system(window.database) as book:
            calendar = window.calendar_in(book.tx, is_fresh=True)
        rules = Rules(window.reference, calendar, stored_refunds(window.database))
        return compute_refund(rules, raw)

    def today() -> date:
        return legal_day(window, now())

    return FinanceVerbs(
        guarantees=lambda who: money.list_guarantees(window, by=who, at=now()),
        guarantee=lambda who, name: money.show_guarantee(window, name, by=who, at=now()),
        offices=lambda: {
            name: {"name": one.label_en, "name_zh": one.label_zh}
            for name, one in window.offices.items()
        },
        open_guarantee=lambda who, raw: money.open_guarantee(window, raw, by=who, at=now()),
        activate=lambda who, name: money.activate_guarantee(window, name, by=who, at=now()),
        move_guarantee=lambda who, name, kind, raw: money.move_guarantee(
            window, name, kind, raw, by=who, at=now()
        ),
        move_file=lambda who, name, lines: make_moves(
            window, name, lines, workers=WORKERS, by=who, at=now()
        ),
        verify=lambda who, name: money.verify_guarantee(window, name, by=who, at=now()),
        pay_claim=lambda who, number: money.pay_claim(window, number, by=who, at=now()),
        refunds=lambda who: refund_cases.list_cases(window, by=who, at=now()),
        refund=lambda who, name: refund_cases.show_case(window, name, by=who, at=now()),
        file_refund=lambda who, raw: refund_cases.file_case(window, raw, by=who, at=now()),
        move_refund=lambda who, name, raw: refund_cases.carry_out(
            window, name, raw, by=who, at=now()
        ),
        compute_refund=compute,
        calendar=lambda year, who: calendars.show_calendar(window, year=year, by=who, at=now()),
        propose_days=lambda who, raw: calendars.propose_change(window, raw, by=who, at=now()),
        decide_days=lambda who, number, approve, reason: calendars.decide_change(
            window, number, approve=approve, by=who, at=now(), moved=refund_cases.recompute,
            reason=reason,
        ),
        today=today,
        zone=lambda: window.reference.zone,
        currency=lambda: window.reference.settings.currency,
    )  # fmt: skip
