"""Product rules and concordances as they were imported: superseded, never edited."""

from entrepot.region.origin import OriginRule
from entrepot.store.db import Tx
from entrepot.store.queries import queries
from entrepot.tariff.concordance import ConcordanceRow


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
