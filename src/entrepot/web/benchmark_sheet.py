"""Benchmarks as tables to download: exactly the rows shown, each with its source and status."""

from collections.abc import Sequence

from entrepot.web.trade_export import Column
from entrepot.web.verbs import Document

Sheet = tuple[Sequence[Column], list[Document]]
_HEAD = ("benchmark", "edition", "revision", "method", "source", "status")
_TEXTS = (
    "topic", "pillar", "item", "name", "kind", "indicator", "variable", "evidence", "economy",
    "code",
)  # fmt: skip
_GAINS = (
    *(Column(name) for name in ("topic", "pillar", "item", "name", "kind")),
    *(Column(name, "number") for name in ("before", "after", "gain_pillar", "gain_overall")),
)
_FIGURES = (
    *(Column(name) for name in ("period", "what", "where", "name", "name_zh")),
    Column("value", "number"), Column("unit"), Column("cases", "whole"), Column("reason"),
    Column("note"), Column("source"), Column("status"),
)  # fmt: skip
_CASES = (
    *(Column(name) for name in ("period", "what", "where", "reference")), Column("value", "number"),
    Column("unit"), Column("source"), Column("status"),
)  # fmt: skip


def of_figures(found: Document) -> Sheet:
    """Our own figures of a period, those that are unknown with the reason."""
    return _FIGURES, [one | {"period": found["period"]} for one in found["figures"]]


def of_cases(found: Document) -> Sheet:
    """The cases behind a figure."""
    same = {name: found[name] for name in ("period", "what", "where", "unit", "source")}
    return _CASES, [{**same, **one} for one in found["records"]]


def of_rows(found: Document) -> Sheet:
    """Every row of an edition."""
    names = [name for name in (found["rows"] or [{}])[0] if name not in ("key", *_HEAD)]
    columns = [Column(name, "text" if name in _TEXTS else "number") for name in names]
    return _signed(found, columns, found["rows"])


def of_gains(found: Document) -> Sheet:
    """What each reform adds."""
    return _signed(found, _GAINS, found["reforms"])


def _signed(found: Document, columns: Sequence[Column], rows: Sequence[Document]) -> Sheet:
    """Rows with where they are from."""
    same = {name: found[name] for name in _HEAD}
    return (*columns, *(Column(name) for name in _HEAD)), [{**one, **same} for one in rows]
