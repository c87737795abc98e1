"""Imported schedules in the database, within one transaction."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import psycopg

from entrepot.kernel.errors import InputError, MissingError, Problem
from entrepot.region.law import Measure, Refund
from entrepot.store.db import Tx
from entrepot.store.queries import queries
from entrepot.tariff.schedule import NationalLine

Row = Mapping[str, Any]
_MEASURES = (
    "import_id", "schedule", "market", "kind", "regime", "hs_code", "origins", "additional_code",
    "duty", "source_text", "valid", "vintage", "note", "source", "status", "asserted_at",
    "conditions",
)  # fmt: skip
_ABOVE_DIGITS = ":"  # stands behind 9 in the order of bytes


@dataclass(frozen=True, slots=True)
class Handed:
    """A file of a schedule as it was handed in.

    Attributes:
        schedule: Name of the schedule.
        agreement: Agreement it is of; empty for none.
        market: Customs territory.
        edition: Edition.
        valid_from: First day of the edition.
        hash: SHA-256 of the file, its column map and what was said with it.
        file_name: Its name.
        by: Who handed it in.
        at: When.
    """

    schedule: str
    agreement: str
    market: str
    edition: str
    valid_from: date
    hash: str
    file_name: str
    by: str
    at: datetime

    @property
    def scope(self) -> str:
        """Whose measures it replaces."""
        return f"{self.schedule}:{self.agreement}" if self.agreement else self.schedule


def hold_imports(tx: Tx) -> None:
    """Wait until no other import runs; the transaction's end lets go."""
    queries("schedules").hold_imports(tx)


def find_last(tx: Tx, schedule: str, agreement: str) -> Row | None:
    """The last import of a schedule that was applied."""
    found: Row | None = queries("schedules").last_import(
        tx, schedule=schedule, agreement=agreement
    )  # fmt: skip
    return found


def save_import(tx: Tx, handed: Handed, state: str, report: Mapping[str, object]) -> int:
    """Keep that a file came in, with its report; gives its number."""
    number: int = queries("schedules").add_import(
        tx, schedule=handed.schedule, agreement=handed.agreement, market=handed.market,
        edition=handed.edition, valid_from=handed.valid_from, hash=handed.hash,
        file_name=handed.file_name, state=state, at=handed.at, by=handed.by,
        report=json.dumps(report, ensure_ascii=False),
    )  # fmt: skip
    return number


def list_imports(tx: Tx, most: int) -> list[Row]:
    """The newest imports, newest first."""
    return list(queries("schedules").list_imports(tx, most=most))


def get_import(tx: Tx, number: int) -> Row:
    """An import by its number.

    Raises:
        MissingError: There is no such import.
    """
    found: Row | None = queries("schedules").find_import(tx, id=number)
    if found is None:
        message, hint = f"there is no import {number}.", "See the list of imports."
        raise MissingError(Problem("tariff.import_unknown", "id", message, hint))
    return found


def list_standing(tx: Tx, scope: str) -> tuple[Measure, ...]:
    """The measures of a schedule that are not superseded."""
    return tuple(map(_measure, queries("schedules").list_standing(tx, schedule=scope)))


def supersede(tx: Tx, ids: Iterable[str], number: int, at: datetime) -> None:
    """Mark measures as superseded by an import."""
    queries("schedules").supersede(tx, ids=[int(one) for one in ids], at=at, by=number)


def save_measures(tx: Tx, handed: Handed, number: int, measures: Iterable[Measure]) -> None:
    """Add measures.

    Raises:
        InputError: `measure.overlap`: another schedule has one of the same kind that day.
    """
    try:
        with (
            tx.cursor() as cursor,
            cursor.copy(f"copy tariff_measure ({', '.join(_MEASURES)}) from stdin") as copy,
        ):
            for measure in measures:
                copy.write_row(_values(handed, number, measure))
    except psycopg.errors.ExclusionViolation as error:
        raise InputError(
            Problem(
                "measure.overlap", handed.schedule,
                "two measures of one kind, regime, line and origin hold on the same day: "
                f"{error.diag.message_detail}.",
                "One of the two stands in the database already; end it first.",
            )
        ) from error  # fmt: skip


def save_lines(
    tx: Tx, handed: Handed, number: int, language: str, lines: Iterable[NationalLine]
) -> None:
    """Add the national lines of a schedule."""
    columns = "import_id, schedule, market, language, row, hs_code, text, unit, depth"
    with tx.cursor() as cursor, cursor.copy(f"copy tariff_line ({columns}) from stdin") as copy:
        for line in lines:
            copy.write_row(
                (number, handed.scope, handed.market, language, line.row, line.code, line.text,
                 line.unit, line.depth)
            )  # fmt: skip


def list_measures(
    tx: Tx, market: str, code: str, on: date | None = None, at: datetime | None = None
) -> tuple[Measure, ...]:
    """Measures on a code, on what it belongs to and on the lines below it.

    Args:
        tx: Transaction.
        market: Customs territory.
        code: Digits.
        on: Legal day; None is any.
        at: Instant as at which the database is asked; None is now.
    """
    found = queries("schedules").list_measures(tx, market=market, on=on, at=at, **_near(code))
    return tuple(map(_measure, found))


def list_refunds(tx: Tx, country: str, code: str) -> tuple[Refund, ...]:
    """Export refunds of an imported library on a code, above it and below it.

    Args:
        tx: Transaction.
        country: Country that refunds.
        code: Digits.
    """
    found = queries("schedules").list_refunds(tx, market=country, **_near(code))
    return tuple(
        Refund(
            note=row["note"], source=f"{row['source']}, {row['vintage']}", status=row["status"],
            country=country, hs_code=row["hs_code"], vat_pct=_percent(row["tax"]),
            refund_pct=_percent(row["refund"]), valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
        for row in found
    )  # fmt: skip


def list_lines(tx: Tx, market: str, code: str) -> list[Row]:
    """National lines at and below a code with the goods they name."""
    return list(
        queries("schedules").list_lines(tx, market=market, code=code, above=code + _ABOVE_DIGITS)
    )


def _near(code: str) -> dict[str, Any]:
    """A code, its prefixes, and where the codes below it end."""
    prefixes = [code[:digits] for digits in range(1, len(code) + 1)]
    return {"code": code, "codes": prefixes, "above": code + _ABOVE_DIGITS}


def _percent(duty: str) -> Decimal | None:
    """The rate of a duty that is one percentage; None where it is unknown."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) %", duty)
    return Decimal(found[1]) if found else Decimal(0) if duty == "Free" else None


def _values(handed: Handed, number: int, measure: Measure) -> tuple[object, ...]:
    return (
        number, handed.scope, measure.market, measure.kind, measure.regime, measure.hs_code,
        ";".join(measure.origins), measure.additional_code, measure.duty, measure.source_text,
        f"[{measure.valid_from or ''},{measure.valid_to or ''})", measure.vintage, measure.note,
        measure.source, measure.status, handed.at, measure.conditions,
    )  # fmt: skip


def _measure(row: Row) -> Measure:
    return Measure(
        note=row["note"], source=row["source"], status=row["status"], id=str(row["id"]),
        market=row["market"], kind=row["kind"], regime=row["regime"], hs_code=row["hs_code"],
        origins=tuple(filter(None, row["origins"].split(";"))), excluded_origins=(),
        duty=row["duty"], source_text=row["source_text"], valid_from=row["valid_from"],
        valid_to=row["valid_to"], vintage=row["vintage"], additional_code=row["additional_code"],
        conditions=row["conditions"],
    )  # fmt: skip
