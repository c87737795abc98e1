"""Does a good originate: a question as JSON in, the determination as a document out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from threading import Lock
from typing import Any

from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.store import determinations as store
from entrepot.store.accounts import acting_for
from entrepot.store.db import Database, Tx
from entrepot.store.determinations import KeptDetermination, determination_id
from entrepot.store.origin_tables import list_concordance, list_rules, read_stamp
from entrepot.store.reference import WindowReference
from entrepot.tariff.concordance import ConcordanceRow
from entrepot.tariff.origin import ENGINE, VERDICTS, Determination, determine
from entrepot.tariff.origin_flips import Flip
from entrepot.tariff.origin_intake import parse_origin_case
from entrepot.tariff.origin_law import OriginLaw
from entrepot.tariff.origin_results import TestResult
from entrepot.tariff.origin_rule import RuleFound


class OriginDesk:
    """What a determination rests on: tables of the pack, and those that were imported.

    Args:
        reference: Tables of the pack.
        database: Where determinations and imported tables are kept.
    """

    def __init__(self, reference: WindowReference, database: Database) -> None:
        self.reference, self.database = reference, database
        self._lock = Lock()
        self._read: tuple[str, OriginLaw, tuple[ConcordanceRow, ...]] | None = None

    def law(self, tx: Tx) -> tuple[OriginLaw, tuple[ConcordanceRow, ...]]:
        """Agreements with all product rules, and the concordances; read anew after an import."""
        stamp = read_stamp(tx)
        with self._lock:
            if self._read is None or self._read[0] != stamp:
                self._read = stamp, self._law(tx), list_concordance(tx)
            return self._read[1], self._read[2]

    def _law(self, tx: Tx) -> OriginLaw:
        """The law, with an imported table in the place of what the pack read of the same."""
        table = self.reference.table
        stored = list_rules(tx)
        whole = {(row.agreement, row.edition) for row in stored}
        kept = [row for row in table("origin_rules") if (row.agreement, row.edition) not in whole]
        return OriginLaw(
            table("origin_agreements"),
            table("origin_parties"),
            table("origin_articles"),
            (*kept, *stored),
        )


def determine_origin(
    desk: OriginDesk, raw: Mapping[str, object], *, at: datetime, by: str | None = None
) -> Document:
    """Find out whether a good originates, and keep the answer.

    Args:
        desk: The desk.
        raw: The question, as the contract of `entrepot origin determine` has it.
        at: The instant.
        by: Account that asks; None keeps the answer as nobody's.

    Raises:
        InputError: With every fault of the question.
        MissingError: There is no such agreement.
    """
    case = parse_origin_case(raw)
    with acting(desk.database, by, at) as (tx, owner):
        law, rows = desk.law(tx)
        answer = determine(case, law, rows)
        kept = _kept(raw, answer, owner, at)
        store.save_determination(tx, kept)
    return {"id": kept.id, **kept.result}


def show_determination(
    desk: OriginDesk, reference: str, *, at: datetime, by: str | None = None
) -> Document:
    """A determination as it was made, with what was asked.

    Raises:
        MissingError: Who asks has none of that id.
    """
    with acting(desk.database, by, at) as (tx, _):
        kept = store.get_determination(tx, reference)
    about = {"id": kept.id, "made_at": kept.made_at.isoformat(), "engine": kept.engine}
    return {**about, **kept.result, "asked": kept.asked, "rule_ids": kept.rule_ids}


def list_determinations(desk: OriginDesk, *, by: str, at: datetime) -> Document:
    """The determinations of an account in short, newest first."""
    with acting(desk.database, by, at) as (tx, owner):
        rows = store.list_determinations(tx, owner or "")
    return {"determinations": [
        {name: value if isinstance(value, str) else value.isoformat()
         for name, value in row.items()} for row in rows
    ]}  # fmt: skip


def list_agreements(desk: OriginDesk, on: date) -> list[Document]:
    """Agreements whose rules of origin are known, with who is bound on a day."""
    table = desk.reference.table
    bound: dict[str, list[str]] = {}
    for row in table("origin_parties"):
        if on in row.valid:
            bound.setdefault(row.agreement, []).append(row.country)
    return [
        {
            "code": row.code, "name": row.name, "name_zh": row.name_zh,
            "parties": sorted(bound.get(row.code, [])), "rule_edition": row.edition or None,
            "general_rule": row.general_rule or None, "certificates": list(row.certificates),
            "proof_months": row.proof_months, "cumulation": row.cumulation or None,
            "direct_transport": row.direct_transport or None, "note": row.note,
            "source": row.source, "status": row.status,
        }
        for row in table("origin_agreements")
    ]  # fmt: skip


@contextmanager
def acting(database: Database, by: str | None, at: datetime) -> Iterator[tuple[Tx, str | None]]:
    """A transaction of an account, or of nobody, and whom what it makes belongs to."""
    if by is None:
        with database.transaction() as tx:
            yield tx, None
        return
    with acting_for(database, by, at) as (book, actor):
        yield book.tx, actor.account


def _kept(
    raw: Mapping[str, Any], answer: Determination, owner: str | None, at: datetime
) -> KeptDetermination:
    case, result = answer.case, determination_document(answer)
    rule_ids = list(answer.rule.ids)
    return KeptDetermination(
        id=determination_id(owner, ENGINE, dict(raw), rule_ids, result),
        owner=owner,
        made_at=at,
        engine=ENGINE,
        agreement=case.agreement,
        exporting_party=case.exporting_party,
        importing_party=case.importing_party,
        legal_day=case.on,
        hs_code=case.good.hs,
        verdict=answer.verdict,
        asked=dict(raw),
        rule_ids=rule_ids,
        result=result,
    )


# Documents


def determination_document(answer: Determination) -> Document:
    """A determination as JSON tells it; its id is that of the stored row."""
    currency = answer.case.currency
    return {
        "verdict": answer.verdict,
        "criterion": answer.criterion or None,
        "rcep_country_of_origin": answer.country or None,
        "rule": _rule(answer.rule),
        "tests": [_test(one) for one in answer.results],
        "blocked_by": list(answer.blocked_by),
        "missing": list(answer.missing),
        "flips": [_flip(one, currency) for one in answer.flips],
        "trace": [
            {"step": one.number, "text": one.text, "cites": one.cites} for one in answer.trace
        ],
    }


def _rule(found: RuleFound) -> Document:
    told: Document = {
        "text": found.text or None,
        "edition": found.edition,
        "converted": found.is_converted,
        "source": found.source or None,
        "status": found.status or None,
    }
    if found.candidates:
        told["candidates"] = [
            {"code": code, "rule": text or None} for code, text in found.candidates
        ]
    return told


def _test(one: TestResult) -> Document:
    return {
        "test": one.test,
        "state": one.state,
        "figure_pct": one.figure_pct or None,
        "threshold_pct": one.threshold_pct or None,
        "why": one.why,
    }


def _flip(one: Flip, currency: str) -> Document:
    told: Document = {"material": one.path, "change": one.change}
    match one.change:
        case "value":
            amount = None if one.value is None else Money(one.value, currency)
            told |= {"at": money_document(amount), "when": "above" if one.is_above else "down_to"}
        case "source":
            told |= {"at": {"origin": one.origin}, "when": "becomes"}
        case "code":
            told |= {"at": {"hs": one.code}, "when": "leaves" if one.leaves else "enters"}
    return {**told, "verdict": VERDICTS[one.state]}
