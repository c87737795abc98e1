"""Product rules and concordances as they were imported: superseded, never edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from entrepot.region.origin import OriginRule
from entrepot.store.db import Tx
from entrepot.store.queries import queries
from entrepot.tariff.concordance import ConcordanceRow
from entrepot.tariff.rule_tables import RuleCell


def list_rules(tx: Tx, agreement: str | None = None) -> tuple[OriginRule, ...]:
    """Product rules that stand, of one agreement or of all."""
    rows = queries("origin").list_rules(tx, agreement=agreement)
    return tuple(
        OriginRule(**{name: value for name, value in row.items() if name != "id"}) for row in rows
    )


def list_concordance(tx: Tx) -> tuple[ConcordanceRow, ...]:
    """Rows of all concordances that stand."""
    return tuple(ConcordanceRow(**row) for row in queries("origin").list_concordance(tx))


def read_stamp(tx: Tx) -> str:
    """A text that differs once any of these tables changed."""
    return str(queries("origin").read_stamp(tx))


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import changes, in rows."""

    added: int
    removed: int
    changed: int


def save_rules(
    tx: Tx, agreement: str, edition: str, cells: Sequence[RuleCell], *, valid_from: date | None,
    source: str, at: datetime, keep: bool,
) -> Difference:  # fmt: skip
    """Put the rules of a table in the place of those that stand from a day on.

    What stood before that day keeps standing until it; the same table twice changes nothing.

    Args:
        tx: Transaction.
        agreement: Code of the agreement.
        edition: Edition of the HS.
        cells: The table, whole.
        valid_from: First day it holds; None is always.
        source: Where it was read.
        at: The instant.
        keep: Whether to change the store, or only to say what would change.
    """
    sql = queries("origin")
    sql.lock_origin_tables(tx)
    standing = {
        (row["hs_from"], row["hs_to"], row["goods"]): row
        for row in sql.list_standing_rules(tx, agreement=agreement, edition=edition)
        if row["valid_to"] is None
    }
    wanted = {(cell.low, cell.high, cell.goods): cell for cell in cells if cell.low}
    changed = [key for key in wanted if key in standing and _differs(standing[key], wanted[key])]
    added = [key for key in wanted if key not in standing]
    removed = [key for key in standing if key not in wanted]
    if keep:
        gone = [standing[key] for key in (*changed, *removed)]
        sql.supersede_rules(tx, ids=[row["id"] for row in gone], at=at)
        about = {"agreement": agreement, "edition": edition, "at": at}
        ended = [
            {**about, **row, "valid_to": valid_from}
            for row in gone
            if valid_from and (row["valid_from"] is None or row["valid_from"] < valid_from)
        ]
        new = [_row(wanted[key], valid_from, source) | about for key in (*added, *changed)]
        if ended or new:
            sql.add_rules(tx, [*ended, *new])
    return Difference(len(added), len(removed), len(changed))


def _differs(row: Mapping[str, Any], cell: RuleCell) -> bool:
    return (row["rule"], row["source_text"]) != (cell.rule, cell.text)


def _row(cell: RuleCell, valid_from: date | None, source: str) -> dict[str, Any]:
    return {
        "hs_from": cell.low, "hs_to": cell.high, "goods": cell.goods, "rule": cell.rule,
        "source_text": cell.text, "reason": "" if cell.rule else cell.reason,
        "valid_from": valid_from, "valid_to": None, "vintage": "", "source": source,
        "status": "published",
    }  # fmt: skip


def save_concordance(
    tx: Tx, edition: str, to_edition: str, rows: Sequence[ConcordanceRow], *, source: str,
    at: datetime, keep: bool,
) -> Difference:  # fmt: skip
    """Put a correlation table in the place of the one that stands between two editions."""
    sql = queries("origin")
    sql.lock_origin_tables(tx)
    standing = {
        (row["code"], row["to_code"]): row["id"]
        for row in sql.list_pair(tx, edition=edition, to_edition=to_edition)
    }
    wanted = {(row.code, row.to_code) for row in rows}
    added, removed = sorted(wanted - set(standing)), sorted(set(standing) - wanted)
    if keep:
        sql.supersede_concordance(tx, ids=[standing[pair] for pair in removed], at=at)
        about = {"edition": edition, "to_edition": to_edition, "source": source, "at": at}
        if added:
            sql.add_concordance(tx, [{**about, "code": a, "to_code": b} for a, b in added])
    return Difference(len(added), len(removed), 0)
