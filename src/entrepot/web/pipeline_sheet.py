"""The three lists as the columns and rows of a file: exactly what is shown."""

from collections.abc import Mapping

from entrepot.web.trade_export import Column
from entrepot.web.trade_sheets import Sheet
from entrepot.web.verbs import Document

_COLUMNS = (
    Column("list"), Column("pipeline"), Column("project"), Column("name"), Column("stage"),
    Column("since"), Column("days_in_stage", "whole"), Column("stalled"), Column("step"),
    Column("promised", "amount"), Column("landed", "amount"), Column("currency"),
    Column("place"), Column("chain"), Column("enterprise"), Column("campaign"), Column("owner"),
    Column("event"), Column("as_of"), Column("known_at"), Column("source"), Column("status"),
)  # fmt: skip


def of_lists(found: Document) -> Sheet:
    """The lists of one day, a project each row."""
    shared = {"as_of": found["as_of"], "known_at": found["known_at"]}
    rows = [{**one, **_amounts(one), **shared, "list": name,
             "stalled": "yes" if one["stalled"] else "no"}
            for name, items in found["lists"].items() for one in items]  # fmt: skip
    return _COLUMNS, rows


def _amounts(one: Document) -> Mapping[str, str | None]:
    told = one["promised"] or one["landed"]
    return {
        "promised": one["promised"] and one["promised"]["amount"],
        "landed": one["landed"] and one["landed"]["amount"],
        "currency": told and told["currency"],
    }
