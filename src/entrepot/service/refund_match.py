"""What the window knows of the exports a refund rests on: exits, goods and values."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.refund_intake import RefundCase
from entrepot.store import refund_cases as store
from entrepot.store.db import Tx

Export = Mapping[str, Any]
LEFT = "EXITED"


def exports_of(tx: Tx, org: str, case: RefundCase) -> dict[str, Export]:
    """The export declarations of a case by the names its lines give them.

    Raises:
        MissingError: With every name that is no export declaration of the firm.
    """
    found: dict[str, Export] = {}
    missing: list[Problem] = []
    for place, line in enumerate(case.lines):
        if line.declaration in found:
            continue
        export = store.find_export(tx, org, line.declaration)
        if export is None:
            missing.append(_unknown(f"lines[{place}].declaration", line.declaration))
        else:
            found[line.declaration] = export
    if missing:
        raise MissingError(missing)
    return found


def with_exits(case: RefundCase, exports: Mapping[str, Export], zone: ZoneInfo) -> RefundCase:
    """The case with its exits and days of export as the window recorded them.

    Rates that were handed in are dropped: the tables tell them.
    """
    lines = []
    for line in case.lines:
        export = exports[line.declaration]
        left_at = export["left_at"]
        day = left_at.astimezone(zone).date() if left_at else export["law_date"]
        lines.append(
            replace(line, has_left=export["cargo"] == LEFT, exported_on=day, refund_pct=None)
        )
    return replace(case, lines=tuple(lines), rates=())


def check_declared(case: RefundCase, exports: Mapping[str, Export]) -> Iterator[Problem]:
    """Lines whose goods were not declared, or for less."""
    for place, line in enumerate(case.lines):
        goods = [one for one in exports[line.declaration]["goods"] if one["hs"][:6] == line.hs[:6]]
        if not goods:
            yield _not_declared(f"lines[{place}].hs", line.hs, line.declaration)
        elif line.price is not None:
            money = line.price.value
            declared = sum(
                (one["value"] for one in goods if one["currency"] == money.currency), Decimal(0)
            )
            claimed = sum(
                other.price.value.amount
                for other in case.lines
                if other.price is not None
                and (other.declaration, other.hs[:6]) == (line.declaration, line.hs[:6])
            )
            if claimed > declared:
                yield _above(f"lines[{place}].value", f"{declared:f} {money.currency}")


def _unknown(where: str, name: str) -> Problem:
    return Problem(
        "declaration.unknown", where, f"there is no export declaration {name[:40]!r} of yours.",
        "Name it by its reference or number.", message_zh="没有该出口报关单。",
    )  # fmt: skip


def _not_declared(where: str, hs: str, declaration: str) -> Problem:
    return Problem(
        "refund.not_declared", where, f"{declaration} declares no goods of {hs}.",
        "Give the line as it was declared.", message_zh=f"报关单{declaration}未申报税号{hs}。",
    )  # fmt: skip


def _above(where: str, declared: str) -> Problem:
    return Problem(
        "refund.above_declared", where, f"only {declared} was declared of these goods.",
        "Give the value as it was declared.", message_zh=f"该商品仅申报{declared}。",
    )  # fmt: skip
