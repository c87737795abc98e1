"""The records that own measurements count: releases, refunds paid, boxes that left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from entrepot.assess.measured import Record
from entrepot.assess.observations import Span
from entrepot.finance.clock import ClockEvent, days_spent
from entrepot.service.oversight import released_cases
from entrepot.service.window import Window
from entrepot.store import refund_cases
from entrepot.store.port import Port
from entrepot.window.trs import AGENCY, SECONDS_AN_HOUR, Case

REFUND, DWELL, REPLY = "own_refund_days", "own_port_dwell_h", "own_first_reply_h"
FLOWS = {"import": "进口", "export": "出口"}
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Named:
    """An indicator of our own.

    Attributes:
        kind: What a record of it is: declaration, refund, box, request.
        reason, reason_zh: Why it is unknown where there is no record.
        is_step: Whether it is a part of another.
    """

    what: str
    name: str
    name_zh: str
    unit: str
    kind: str
    reason: str
    reason_zh: str
    is_step: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    """A stamp whose interval counts for itself: time by step, not by party."""

    code: str
    flow: str
    time_counts_for: str


def own_indicators(window: Window) -> dict[str, Named]:
    """What can be measured, by code; steps of clearance are those of the pack."""
    found = [*_clearance_names(window), *_OTHERS]
    return {one.what: one for one in found}


def own_records(window: Window, span: Span) -> Iterator[Record]:
    """Every record of a period, in days of the region."""
    yield from _clearances(window, span)
    yield from _refunds(window, span)
    yield from _stays(window, span)


def _clearances(window: Window, span: Span) -> Iterator[Record]:
    """Hours from arrival to release, whole and up to each step, of what was released then."""
    steps = [_Step(one.code, one.flow, one.code) for one in window.reference.table("event_codes")]
    cases, _, rows = released_cases(
        window, since=span.first - _A_DAY, until=span.end + _A_DAY, codes=steps
    )
    zone = window.reference.zone
    within = [
        one
        for one in cases
        if _is_in(rows[one.declaration]["released_at"].astimezone(zone).date(), span)
    ]
    for flow in FLOWS:
        own = [one for one in within if one.flow == flow]
        known = dict.fromkeys(step for one in own for step in one.parts)
        for case in own:
            row = rows[case.declaration]
            where = _place(window, row["decl_office"])
            for what, seconds in _parts(case, known):
                yield Record(what, case.declaration, Fraction(seconds, SECONDS_AN_HOUR), where,
                             row["is_sandbox"])  # fmt: skip


def _parts(case: Case, steps: Mapping[str, None]) -> Iterator[tuple[str, int]]:
    """A case that had no such step spent no time in it: so the steps add up to the whole."""
    yield _code(case.flow), case.seconds
    for step in steps:
        yield _code(case.flow, step), case.parts.get(step, 0)


def _refunds(window: Window, span: Span) -> Iterator[Record]:
    """Working days from acceptance to payment without those on which a query was open."""
    zone = window.reference.zone
    since, until = _instants(window, span)
    with window.as_system() as book:
        calendar = window.calendar_in(book.tx, is_fresh=True)
        for row in refund_cases.list_paid(book.tx, since, until):
            events = [
                ClockEvent("query" if one["kind"] == "refund_query" else "answer",
                           one["at"].astimezone(zone).date())
                for one in refund_cases.list_events(book.tx, row["reference"])
                if one["kind"] in ("refund_query", "refund_answer")
            ]  # fmt: skip
            accepted, paid = (row[name].astimezone(zone).date()
                              for name in ("accepted_at", "paid_at"))  # fmt: skip
            days = days_spent(accepted, paid, events, calendar)
            yield Record(REFUND, row["reference"], Fraction(days), "", row["is_sandbox"])


def _stays(window: Window, span: Span) -> Iterator[Record]:
    """Hours from gate in to gate out of boxes that came in then and have left."""
    since, until = _instants(window, span)
    with window.as_system() as inner:
        rows = list(Port(inner.tx).list_ended_stays(since=since, until=until))
    for row in rows:
        seconds = Fraction(round((row["out_at"] - row["in_at"]).total_seconds()), SECONDS_AN_HOUR)
        yield Record(DWELL, row["container"], seconds, row["site"], row["is_sandbox"])


def _clearance_names(window: Window) -> Iterator[Named]:
    reason, reason_zh = "nothing was released in the period", "本期没有放行"
    for flow, zh in FLOWS.items():
        about = ("h", "declaration", reason, reason_zh)
        yield Named(_code(flow), f"Clearance, {flow}: arrival to release",
                    f"{zh}通关：到达至放行", *about)  # fmt: skip
        for row in window.reference.table("event_codes"):
            if row.flow == flow:
                yield Named(_code(flow, row.code), f"Clearance, {flow}: up to {row.label_en}",
                            f"{zh}通关：至{row.label_zh}", *about, is_step=True)  # fmt: skip
        yield Named(_code(flow, AGENCY), f"Clearance, {flow}: up to asking for documents",
                    f"{zh}通关：至要求补单", *about, is_step=True)  # fmt: skip


_OTHERS = (
    Named(REFUND, "Export refund: acceptance to payment", "出口退税：受理至付款", "working day",
          "refund", "no refund was paid in the period", "本期没有付款的退税"),
    Named(DWELL, "Boxes at the port: gate in to gate out", "口岸箱：入闸至出闸", "h", "box",
          "no box that came in during the period has left", "本期入闸的箱尚无出闸"),
    Named(REPLY, "First reply to a request", "首次答复企业诉求", "h", "request",
          "no room keeps requests of enterprises and who answers them yet",
          "系统尚未登记企业诉求及其答复"),
)  # fmt: skip


def _code(flow: str, step: str = "") -> str:
    return f"own_clearance_{flow}_{step}_h" if step else f"own_clearance_{flow}_h"


def _place(window: Window, office: str) -> str:
    found = window.offices.get(office)
    return found.place if found else ""


def _is_in(day: date, span: Span) -> bool:
    return span.first <= day < span.end


def _instants(window: Window, span: Span) -> tuple[datetime, datetime]:
    zone = window.reference.zone
    return (datetime.combine(span.first, time(), zone), datetime.combine(span.end, time(), zone))
