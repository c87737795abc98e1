"""Columns of partners as a file."""

from collections.abc import Sequence

from entrepot.web.trade_export import Column
from entrepot.web.verbs import Document

_PARTNERS = (
    Column("home"), Column("partner"), Column("name"), Column("name_zh"), Column("country"),
    Column("instrument"), Column("signed"), Column("state"), Column("expires"), Column("about"),
    Column("first_contact"), Column("last_two_way"), Column("dormant"), Column("as_of"),
    Column("source"), Column("status"),
)  # fmt: skip
_TIMELINE = (
    Column("partner"), Column("on"), Column("kind"), Column("text"), Column("text_zh"),
    Column("two_way"), Column("source"), Column("status"),
)  # fmt: skip


def of_partners(found: Document) -> tuple[Sequence[Column], list[Document]]:
    """Partners, a row an instrument; those without one have a row too."""
    return _PARTNERS, [
        {**one, "instrument": paper.get("kind"),
         **{name: paper.get(name) for name in ("signed", "state", "expires", "about", "source",
                                               "status")},
         "dormant": _told(one["dormant"]), "home": found["home"], "as_of": found["as_of"]}
        for one in found["partners"] for paper in one["instruments"] or [{}]
    ]  # fmt: skip


def of_timeline(found: Document) -> tuple[Sequence[Column], list[Document]]:
    """What was signed and what passed, with each partner."""
    return _TIMELINE, [
        {**row, "partner": one["partner"], "two_way": _told(row["two_way"])}
        for one in found["partners"] for row in one["timeline"]
    ]  # fmt: skip


def _told(flag: bool) -> str:
    return "yes" if flag else "no"
