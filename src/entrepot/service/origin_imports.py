"""Product rules and correlation tables from files: read, compared with what stands, stored."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from entrepot.kernel.codes import bare_hs
from entrepot.kernel.errors import InputError, MissingError, Problem, RefusedError
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.origin import OriginDesk
from entrepot.store.origin_files import read_file, read_map
from entrepot.store.origin_tables import Difference, save_concordance, save_rules
from entrepot.tariff.concordance import EDITIONS, Concordance
from entrepot.tariff.rule_tables import (
    RuleCell,
    check_rules,
    find_columns,
    read_concordance_rows,
    read_rule_rows,
    read_rule_sets,
)

LEAST_READ_PCT = 50  # below which a column is no column of rules
_MOST_TOLD = 2000


RULES, CONCORDANCE = "rules", "concordance"
TABLES = (RULES, CONCORDANCE)


def import_table(
    desk: OriginDesk, kind: str, path: Path, *, agreement: str, edition: str, valid_from: str,
    at: datetime, columns: Path | None = None, dry_run: bool = False, show: Sequence[str] = (),
) -> Document:  # fmt: skip
    """Read a table of product rules or of a concordance, as a command names it.

    Args:
        desk: The desk.
        kind: One of `TABLES`.
        path: The file.
        agreement: Agreement of product rules; RCEP where empty.
        edition: Edition of the HS, HS2022 where empty; two joined by a dash for a concordance.
        valid_from: First day the rules hold; empty is always.
        at: The instant.
        columns: TOML that names the columns.
        dry_run: Say what would change, and change nothing.
        show: Codes the answer shows.

    Raises:
        InputError: The file or one of the words cannot be used.
        MissingError: There is no such agreement.
        RefusedError: Hardly any cell is a rule.
    """
    more: dict[str, Any] = {"at": at, "columns": columns, "dry_run": dry_run, "show": show}
    if kind == CONCORDANCE:
        first, _, second = edition.partition("-")
        return import_concordance(desk, path, edition=first, to_edition=second, **more)
    fields = Fields({"valid_from": valid_from})
    day = fields.day("valid_from")
    if fields.problems:
        raise InputError(fields.problems)
    return import_rules(
        desk, path, agreement=agreement.upper() or "RCEP", edition=edition or "HS2022",
        valid_from=day, **more,
    )  # fmt: skip


def import_rules(
    desk: OriginDesk, path: Path, *, agreement: str, edition: str, valid_from: date | None,
    at: datetime, columns: Path | None = None, dry_run: bool = False, show: Sequence[str] = (),
) -> Document:  # fmt: skip
    """Read a table of product rules and put it in the place of the one that stands.

    Args:
        desk: The desk.
        path: CSV or XLSX with columns of code, goods and rule, or JSON of rule sets.
        agreement: Code of the agreement.
        edition: Edition of the HS the codes are of.
        valid_from: First day the table holds.
        at: The instant.
        columns: TOML that names the columns.
        dry_run: Say what would change, and change nothing.
        show: Codes whose rules the answer shows.

    Raises:
        InputError: The file cannot be read, or has two rules for the same goods.
        MissingError: There is no such agreement.
        RefusedError: Hardly any cell is a rule.
    """
    _check(desk, agreement, edition)
    header, rows, sets = read_file(path)
    if sets:
        cells = list(read_rule_sets(sets))
    else:
        named = find_columns(header, ("code", "goods", "rule"), read_map(columns))
        cells = list(read_rule_rows(rows, named))
    if problems := check_rules(cells):
        raise InputError(problems)
    read = sum(bool(cell.rule) for cell in cells)
    if not dry_run and read * 100 < len(cells) * LEAST_READ_PCT:
        raise RefusedError(_hardly(path, read, len(cells)))
    with desk.database.transaction() as tx:
        found = save_rules(
            tx, agreement, edition, cells, valid_from=valid_from, source=path.name, at=at,
            keep=not dry_run,
        )  # fmt: skip
    return _document("rules", edition, sets or rows, cells, found, show, applied=not dry_run)


def import_concordance(
    desk: OriginDesk, path: Path, *, edition: str, to_edition: str, at: datetime,
    columns: Path | None = None, dry_run: bool = False, show: Sequence[str] = (),
) -> Document:  # fmt: skip
    """Read a correlation table and put it in the place of the one between the two editions.

    Args:
        desk: The desk.
        path: CSV or XLSX with a column of codes of either edition.
        edition: Edition of the HS in the column `from`, such as HS2012.
        to_edition: Edition in the column `to`, such as HS2022.
        at: The instant.
        columns: TOML that names the columns `from` and `to`.
        dry_run: Say what would change, and change nothing.
        show: Codes of the first edition whose rows the answer shows.

    Raises:
        InputError: The file cannot be read, or the editions are none.
    """
    _check_editions(edition, to_edition)
    header, rows, _ = read_file(path)
    named = find_columns(header, ("from", "to"), read_map(columns))
    found, unread = read_concordance_rows(rows, named, edition, to_edition)
    with desk.database.transaction() as tx:
        difference = save_concordance(
            tx, edition, to_edition, found, source=path.name, at=at, keep=not dry_run
        )
    wanted = [bare_hs(code)[:6] for code in show]
    kinds = Concordance(found)
    counted = [kinds.kind(row.code, edition, to_edition) for row in found]
    return {
        "schedule": "concordance",
        "edition": f"{edition}-{to_edition}",
        "rows": len(rows),
        "columns": {named["to"]: {"cells": len(found) + len(unread), "parsed": len(found),
                                  "needs_person": len(unread)}},
        "kinds": {kind: counted.count(kind) for kind in ("1:1", "1:n", "n:1", "n:n")},
        "needs_person": [
            {"row": row, "code": text.split(" ")[0], "column": named["to"], "text": text,
             "reason": reason}
            for row, text, reason in unread[:_MOST_TOLD]
        ],
        "difference": asdict(difference),
        "shown": [
            {"code": row.code, "column": named["to"], "text": row.to_code, "state": "parsed",
             "duty": None}
            for row in found if row.code in wanted
        ],
        "applied": not dry_run,
    }  # fmt: skip


def _document(
    schedule: str, edition: str, rows: Sequence[object], cells: Sequence[RuleCell],
    found: Difference, show: Sequence[str], *, applied: bool,
) -> Document:  # fmt: skip
    unread = [cell for cell in cells if not cell.rule]
    wanted = [bare_hs(code) for code in show]
    return {
        "schedule": schedule,
        "edition": edition,
        "rows": len(rows),
        "columns": {"rule": {"cells": len(cells), "parsed": len(cells) - len(unread),
                             "needs_person": len(unread)}},
        "needs_person": [
            {"row": cell.row, "code": cell.code, "column": "rule", "text": cell.text,
             "reason": cell.reason}
            for cell in unread[:_MOST_TOLD]
        ],
        "difference": asdict(found),
        "shown": [
            {"code": cell.code, "column": "rule", "text": cell.text,
             "state": "parsed" if cell.rule else "needs_person", "duty": cell.rule or None}
            for cell in cells
            if any(cell.low <= code[: len(cell.low)] <= cell.high for code in wanted if cell.low)
        ],
        "applied": applied,
    }  # fmt: skip


def _check(desk: OriginDesk, agreement: str, edition: str) -> None:
    known = [row.code for row in desk.reference.table("origin_agreements")]
    if agreement not in known:
        raise MissingError(
            Problem("origin.agreement", "agreement", f"{agreement!r} is no agreement known.",
                    f"Known: {', '.join(known)}.", message_zh="没有该协定。")
        )  # fmt: skip
    _check_editions(edition)


def _check_editions(*editions: str) -> None:
    wrong = [one for one in editions if one not in EDITIONS]
    if wrong or len(set(editions)) < len(editions):
        raise InputError(
            Problem("origin.edition", "edition", f"{' '.join(editions)!r} are no editions.",
                    f"Known: {', '.join(EDITIONS)}.", message_zh="没有该协调制度版本。")
        )  # fmt: skip


def _hardly(path: Path, read: int, cells: int) -> Problem:
    return Problem(
        "tariff.column_unparsed", path.name, f"only {read} of {cells} cells are rules.",
        "Name the column of the rules in a map, and look at a dry run.",
        message_zh=f"{cells}个单元格中只有{read}个是规则。",
    )  # fmt: skip
