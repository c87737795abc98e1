"""Cases of firms as the columns and rows of a file; the file can be opened elsewhere."""

from entrepot.web.trade_export import Column
from entrepot.web.trade_sheets import Sheet
from entrepot.web.verbs import Document

_COLUMNS = (
    Column("case"), Column("kind"), Column("firm"), Column("place"), Column("steward"),
    Column("opened_at"), Column("promise_working_days", "whole"), Column("due_on"),
    Column("state"), Column("first_reply_at"), Column("level", "whole"),
    Column("satisfaction", "whole"), Column("closed_on"), Column("subject"),
    Column("legal_basis"), Column("remedy"), Column("next_step"), Column("item"),
    Column("cost", "amount"), Column("currency"), Column("approval"), Column("worked"),
    Column("source"), Column("status"),
)  # fmt: skip


def of_cases(found: Document) -> Sheet:
    """The worklist, a case each row; a level that was never told stays blank."""
    rows = [{**one, "cost": one["cost"] or None,
             "level": max((it["level"] for it in one["escalations"]), default=None)}
            for one in found["cases"]]  # fmt: skip
    return _COLUMNS, rows
