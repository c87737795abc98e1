"""Tariff measures of a loaded pack, by market, code and day."""

from datetime import date
from typing import Any

from entrepot.region.model import Measure
from entrepot.store.db import Tx
from entrepot.store.queries import queries


def list_measures(
    tx: Tx, pack_id: int, market: str, hs_code: str, on: date | None
) -> tuple[Measure, ...]:
    """Measures that may bear on a line: on its code, on codes above it and on lines below.

    Args:
        tx: Transaction.
        pack_id: The loaded pack.
        market: Customs territory.
        hs_code: Six digits, or a national line; digits only.
        on: Legal day; None takes the measures of every day.
    """
    prefixes = [hs_code[:length] for length in range(1, len(hs_code) + 1)]
    rows = queries("tariffs").list_measures(
        tx, pack_id=pack_id, market=market, prefixes=prefixes, hs_code=hs_code, day=on
    )
    return tuple(_measure(row) for row in rows)


def _measure(row: dict[str, Any]) -> Measure:
    valid = row.pop("valid")
    row.pop("pack_id")
    lists = {name: _split(row[name]) for name in ("origins", "excluded_origins")}
    return Measure(
        **row | lists,
        valid_from=valid.lower,
        valid_to=valid.upper,
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()
