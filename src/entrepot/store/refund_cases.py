"""Refund cases within one transaction: rows, exports and invoices they rest on, their chain."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import psycopg

from entrepot.finance.refund_case import invoice_used
from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.store.db import Tx
from entrepot.store.queries import queries

Row = Mapping[str, Any]
CHAIN = "refund:"
MOST = 200


def add_case(tx: Tx, document: Mapping[str, Any], **values: Any) -> str:
    """Add a draft; its reference."""
    row = queries("finance").add_case(tx, document=_written(document), **values)
    return str(row["reference"])


def get_case(tx: Tx, reference: str) -> Row:
    """A case of who acts.

    Raises:
        MissingError: There is none that he may see.
    """
    row: Row | None = queries("finance").find_case(tx, reference=reference)
    if row is None:
        raise MissingError(
            Problem(
                "refund.unknown", reference[:40], "there is no such refund case.",
                "See your list.", message_zh="没有该退税案件。",
            )
        )  # fmt: skip
    return row


def lock_case(tx: Tx, id: int) -> None:
    """Let nobody else move a case until the end of the transaction."""
    queries("finance").lock_case(tx, id=id)


def list_cases(tx: Tx) -> list[Row]:
    """The cases somebody may see, those whose clock runs first."""
    return list(queries("finance").list_cases(tx, most=MOST))


def list_open(tx: Tx) -> list[str]:
    """References of the cases whose clock runs, or would run on."""
    return [row["reference"] for row in queries("finance").list_open_cases(tx)]


def save_document(tx: Tx, id: int, document: Mapping[str, Any], refund_class: str) -> None:
    """Write a draft anew."""
    queries("finance").save_case(
        tx, id=id, document=_written(document), refund_class=refund_class
    )  # fmt: skip


def save_case(tx: Tx, row: Row) -> None:
    """Write where a case stands."""
    names = (
        "state", "asked_from", "approved_by", "office", "refund", "accepted_at", "due_on", "days",
        "days_remaining", "calendar_version", "id",
    )  # fmt: skip
    result = None if row["result"] is None else _written(row["result"])
    queries("finance").move_case(tx, result=result, **{name: row[name] for name in names})


def find_export(tx: Tx, org: str, name: str) -> Row | None:
    """An export declaration of a firm, with the goods it declares under `goods`."""
    sql = queries("finance")
    row = sql.find_export(tx, org=org, name=name)
    if row is None:
        return None
    return {**row, "goods": list(sql.list_exported_goods(tx, declaration_id=row["id"]))}


def hold_exports(tx: Tx, id: int, declarations: Iterable[int]) -> None:
    """Let a case rest on declarations.

    Raises:
        RefusedError: One of them stands behind another refund.
    """
    try:
        for one in sorted(set(declarations)):
            queries("finance").add_export(tx, case_id=id, declaration_id=one)
    except psycopg.errors.UniqueViolation as error:
        raise RefusedError(
            Problem(
                "refund.export_used", "lines", "a declaration stands behind another refund.",
                "A declaration stands behind one case, with all its lines.",
                message_zh="报关单已用于其他退税案件。",
            )
        ) from error  # fmt: skip


def hold_invoices(tx: Tx, id: int, invoices: Mapping[str, str]) -> None:
    """Let a case rest on purchase invoices, each with its place.

    Raises:
        RefusedError: With every one that stands behind another refund, whoever filed it.
    """
    sql = queries("finance")
    used = [row["number"] for row in sql.find_used_invoices(tx, numbers=sorted(invoices))]
    if used:
        raise RefusedError([invoice_used(invoices[one], one) for one in used])
    for number in sorted(invoices):
        try:
            sql.add_invoice(tx, case_id=id, number=number)
        except psycopg.errors.UniqueViolation as error:  # somebody else was first
            raise RefusedError(invoice_used(invoices[number], number)) from error


def let_go(tx: Tx, id: int) -> None:
    """Let other cases rest on what a rejected one rested on."""
    queries("finance").let_go_exports(tx, case_id=id)
    queries("finance").let_go_invoices(tx, case_id=id)


def list_paid(tx: Tx, since: datetime, until: datetime) -> list[Row]:
    """Cases whose refund was paid within some instants."""
    return list(queries("finance").list_paid_cases(tx, since=since, until=until))


def list_events(tx: Tx, reference: str) -> list[dict[str, Any]]:
    """What happened to a case, in order, each with its `body`."""
    rows = queries("finance").list_chain(tx, chain=CHAIN + reference)
    return [{**row, "body": json.loads(row["body"])} for row in rows]


def _written(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, default=str)
