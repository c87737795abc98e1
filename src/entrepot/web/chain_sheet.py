"""Columns of chains and clusters as files."""

from collections.abc import Mapping, Sequence

from entrepot.web.trade_export import Column
from entrepot.web.verbs import Document

_NODES = (
    Column("chain"), Column("id"), Column("name"), Column("name_zh"), Column("hs"),
    Column("industry"), Column("presence"), Column("places"), Column("output_cny", "number"),
    Column("local_supply_cny", "number"), Column("need_cny", "number"),
    Column("balance", "number"), Column("local_share", "number"), Column("basis"),
    Column("gap_cny", "number"), Column("criticality_cny", "number"), Column("class"),
    Column("score", "number"), Column("rank", "whole"), Column("rank_p05", "number"),
    Column("rank_p95", "number"), Column("figures_status"), Column("takes"),
    Column("goes_into"), Column("firms"), Column("source"), Column("status"),
)  # fmt: skip
_CLUSTERS = (
    Column("id"), Column("name"), Column("name_zh"), Column("place"), Column("stage"),
    Column("goal", "number"), Column("unit"), Column("goal_year", "whole"),
    Column("value_cny", "number"), Column("firms", "whole"), Column("projects", "whole"),
    Column("promised"), Column("landed"), Column("nodes", "whole"), Column("missing"),
    Column("source"), Column("status"),
)  # fmt: skip


def of_nodes(found: Document) -> tuple[Sequence[Column], list[Document]]:
    """Nodes, a row each; lists within a cell are separated by semicolons."""
    return _NODES, [
        {**one, "firms": _ids(one["firms"]),
         **{name: ";".join(one[name]) for name in ("hs", "places", "takes", "goes_into")}}
        for one in found["nodes"]
    ]  # fmt: skip


def of_clusters(rows: Sequence[Document]) -> tuple[Sequence[Column], list[Document]]:
    """Clusters, a row each; money of several units stands apart."""
    return _CLUSTERS, [
        {**one, "missing": _ids(one["missing"]), "promised": money(one["promised"]),
         "landed": money(one["landed"])}
        for one in rows
    ]  # fmt: skip


def money(sums: Mapping[str, float]) -> str:
    """Amounts with their units."""
    return "; ".join(f"{amount:,.10g} {unit}" for unit, amount in sums.items())


def _ids(rows: Sequence[Document]) -> str:
    return ";".join(row["id"] for row in rows)
