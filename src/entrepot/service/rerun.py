"""A book of cases run again under a changed clause: which verdicts and how much money move.

Nothing is kept, and no law is changed: each case is judged twice, by the law as it is and by
one made for the trial.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import EntrepotError, InputError, MissingError, Problem
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document
from entrepot.service.case_book import Entry, read_entry
from entrepot.service.clause_request import Known, read_changes
from entrepot.service.duty_answer import answer_duty
from entrepot.service.origin import OriginDesk, acting, list_determinations
from entrepot.service.rerun_document import Judged, JudgedCase, rerun_document
from entrepot.service.tariff_desk import within
from entrepot.service.tariff_law import TariffLaw
from entrepot.service.trial_law import on_trial
from entrepot.store.db import Tx
from entrepot.store.determinations import get_determination
from entrepot.tariff.claim import Determined, Verdict
from entrepot.tariff.clause_change import (
    Change,
    change_law,
    change_stated,
)
from entrepot.tariff.concordance import ConcordanceRow
from entrepot.tariff.origin import Determination, determine
from entrepot.tariff.origin_case import OriginCase
from entrepot.tariff.origin_intake import parse_origin_case
from entrepot.tariff.origin_law import OriginLaw
from entrepot.tariff.rerun import Side

MOST = 2_000  # cases of a book
LINK = "the origin of the case"  # id of a determination that a duty of the book rests on


def rerun_book(
    desk: OriginDesk, law: TariffLaw, book: object, change: object, *, today: date, at: datetime,
    by: str | None = None, most: int = MOST,
) -> tuple[Document, int]:  # fmt: skip
    """Judge a book of cases by the law as it is and by the law with clauses changed.

    Args:
        desk: Agreements and product rules.
        law: Rates.
        book: A list of cases; see `case_book`.
        change: A change of a clause, or a list; see `clause_request`.
        today: Legal day of duties that name none.
        at: The instant.
        by: Account that asks, whose determinations the book may name.
        most: Cases that a book may hold.

    Returns:
        The document, and the highest exit code of cases that failed under the law as it is.

    Raises:
        InputError: The book is no list or too long, or a change has a fault.
    """
    cases = read_book(book, most)
    with acting(desk.database, by, at) as (tx, _):
        origin, rows = desk.law(tx)
        bench = Bench(within(law, tx), origin, rows, today, lambda id_: _kept(tx, id_))
        changes = read_changes(change, Known(law, origin, today))
        judged = judge_book(bench, cases, changes)
    code = max((one.exit_code for one in judged), default=0)
    return rerun_document(changes, origin, judged), code


def kept_book(desk: OriginDesk, *, by: str, at: datetime) -> list[dict[str, str]]:
    """The determinations an account keeps, as a book of cases, newest first.

    Args:
        desk: Where they are kept.
        by: The account.
        at: The instant.
    """
    rows = list_determinations(desk, by=by, at=at)["determinations"]
    return [
        {"name": f"{row['hs_code']} {row['importing_party']}", "determination": row["id"]}
        for row in rows
    ]


def judge_book(
    bench: "Bench", cases: Sequence[object], changes: Sequence[Change]
) -> list[JudgedCase]:
    """Judge each case by the law as it is and with the changes."""
    trial = replace(
        bench, law=on_trial(bench.law, changes), origin=change_law(bench.origin, changes),
        changes=tuple(changes),
    )  # fmt: skip
    return [_judge(number, raw, bench, trial) for number, raw in enumerate(cases, 1)]


def read_book(book: object, most: int = MOST) -> Sequence[object]:
    """The cases of a book.

    Raises:
        InputError: It is no list, holds nothing or too much.
    """
    if not isinstance(book, list) or not book:
        raise InputError(
            Problem("book.list", "book", "is no list of cases.", "Write [{…}, {…}].",
                    message_zh="案例簿应为非空列表。")
        )  # fmt: skip
    if len(book) > most:
        raise InputError(
            Problem("book.too_long", "book", f"holds {len(book)} cases, more than {most}.",
                    "Run it in parts.", message_zh=f"案例数{len(book)}超过上限{most}，请分批运行。")
        )  # fmt: skip
    return book


@dataclass(frozen=True, slots=True)
class Bench:
    """Judges cases by one law.

    Attributes:
        law: Rates.
        origin: Agreements and product rules.
        rows: Rows of the concordances.
        today: Legal day of duties that name none.
        kept: What a determination of an id was asked; raises `MissingError`.
        changes: What is changed, for rules that a case states.
    """

    law: TariffLaw
    origin: OriginLaw
    rows: Sequence[ConcordanceRow]
    today: date
    kept: Callable[[str], Document]
    changes: tuple[Change, ...] = ()

    def judge(self, entry: Entry) -> Judged:
        """A case; what it fails on is kept, for it may have an answer under the other law."""
        unbound = None
        try:
            origin = self._determine(parse_origin_case(entry.origin)) if entry.origin else None
        except EntrepotError as error:
            if not _is_unbound(error):
                return Judged(Side(asks_money=entry.duty is not None, failed=True), error=error)
            origin, unbound = None, error
        try:
            duty = self._duty(entry, origin) if entry.duty else None
        except EntrepotError as error:
            side = Side(origin.verdict if origin else None, asks_money=True, failed=True)
            return Judged(side, origin, error=error)
        return Judged(_side(origin, duty), origin, duty, unbound)

    def _determine(self, case: OriginCase) -> Determination:
        rule = change_stated(case.rule, case.agreement, self.changes) if case.rule else ""
        return determine(replace(case, rule=rule), self.origin, self.rows)

    def _duty(self, entry: Entry, origin: Determination | None) -> Document:
        raw = dict(entry.duty or {})
        if entry.origin is not None:
            raw["claims"] = _linked(raw.get("claims"), entry.origin, origin)
        law = copy(self.law)
        law.determined = lambda id_: self._determined(id_, origin)
        return answer_duty(law, raw, today=self.today)

    def _determined(self, id_: str, origin: Determination | None) -> Determined:
        """A determination that a claim rests on, made anew by this law."""
        if id_ == LINK and origin:
            case, verdict = origin.case, origin.verdict
        else:
            case = parse_origin_case(self.kept(id_))
            verdict = self._again(case)
        return Determined(id_, verdict, case.agreement, case.good.hs, case.importing_party)

    def _again(self, case: OriginCase) -> Verdict:
        """The verdict by this law; goods of who is not bound do not originate."""
        try:
            return self._determine(case).verdict
        except EntrepotError as error:
            if _is_unbound(error):
                return "not_originating"
            raise


def _is_unbound(error: EntrepotError) -> bool:
    """Whether all that is wrong is that the agreement does not bind the countries."""
    return all(problem.code == "origin.party" for problem in error.problems)


def _linked(claims: object, asked: Mapping[str, Any], origin: Determination | None) -> list[object]:
    """Claims of a duty, that of the agreement resting on the origin of the case.

    A good that originates still needs a valid proof where one is named; one that does not, or
    of which it is not known, is judged by that alone. Where the agreement does not bind, there
    is nothing to claim.
    """
    agreement = str(asked.get("agreement", ""))
    given = list(claims) if isinstance(claims, list) else []
    own = [one for one in given if _agreement_of(one) == agreement.casefold()]
    rest = [one for one in given if one not in own]
    if origin is None:
        return rest
    proved = [one for one in own if isinstance(one, Mapping) and one.get("proof")]
    if origin.verdict == "originating" and proved:
        return [*rest, *({k: v for k, v in one.items() if k != "determination"} for one in proved)]
    return [*rest, {"agreement": origin.case.agreement, "determination": LINK}]


def _agreement_of(claim: object) -> str:
    return str(claim.get("agreement", "")).casefold() if isinstance(claim, Mapping) else ""


def _side(origin: Determination | None, duty: Document | None) -> Side:
    totals = duty["totals"] if duty else {}
    return Side(
        origin.verdict if origin else None, _money(totals.get("duty")), _money(totals.get("all")),
        asks_money=duty is not None,
    )  # fmt: skip


def _money(document: Mapping[str, str] | None) -> Money | None:
    return Money(Decimal(document["amount"]), document["currency"]) if document else None


def _judge(number: int, raw: object, before: Bench, after: Bench) -> JudgedCase:
    try:
        entry = read_entry(raw, before.kept)
    except (InputError, MissingError) as error:
        failed = Judged(Side(failed=True), error=error)
        return JudgedCase(number, None, failed, failed)
    return JudgedCase(number, entry, before.judge(entry), after.judge(entry))


def _kept(tx: Tx, id_: str) -> Document:
    return get_determination(tx, id_).asked
