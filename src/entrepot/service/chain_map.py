"""The map of a region's chains by its pack: nodes, links, firms, gaps, clusters, segments."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from entrepot.industry.chain import Chain, Firm, Link, Node
from entrepot.kernel.errors import MissingError, Problem
from entrepot.service.chain_case import ChainCase
from entrepot.service.promotion import gaps

Document = dict[str, Any]
MODELLED = "modelled"
PRESENT, LACKING = ("yes", "partly"), ("partly", "no", "unknown")
PRESENCES = ("yes", "partly", "no", "unknown")
CLASSES = ("strengthen", "supplement", "extend")
_AMOUNTS = ("output_cny", "national_output_cny", "local_supply_cny", "peer_output_cny")


class Pack(Protocol):
    """What is read of a region."""

    def table(self, name: str) -> tuple[Any, ...]: ...  # noqa: D102


def chain_map(
    pack: Pack,
    nodes: Sequence[Document],
    chain: str = "",
    *,
    place: str = "",
    kind: str = "",
    presence: str = "",
) -> Document:
    """The map of one chain, or of all.

    Args:
        pack: The region.
        nodes: Its nodes, as `nodes_of` works them out.
        chain: Id of a chain, "" for all.
        place: Only nodes made there.
        kind: Only nodes of a class: strengthen, supplement or extend.
        presence: Only nodes that are so present in the region.

    Raises:
        MissingError: There is no such chain.
    """
    chains = pack.table("chains")
    if chain and chain not in {row.id for row in chains}:
        raise MissingError(Problem("chain.unknown_chain", chain, "is no chain of the region.",
                                   f"Chains: {', '.join(row.id for row in chains) or 'none'}.",
                                   message_zh="本区域没有该产业链。"))  # fmt: skip
    shown = [one for one in nodes if _is_asked(one, chain, place, kind, presence)]
    ids = {one["id"] for one in shown}
    return {
        "chain": chain or None,
        "chains": [_chain(row, nodes) for row in chains],
        "nodes": shown,
        "links": [_link(row) for row in pack.table("chain_links")
                  if row.start in ids and row.end in ids],
        "places": sorted({one for node in nodes for one in node["places"]}),
    }  # fmt: skip


def clusters_of(pack: Pack) -> list[Document]:
    """Each cluster: its goal beside value, firms and projects, and the links it lacks."""
    nodes = {row.id: row for row in pack.table("chain_nodes")}
    chains, projects = pack.table("chains"), pack.table("projects")
    return [
        _cluster(row, [node for node in nodes.values() for chain in chains
                       if chain.id == node.chain and chain.cluster == row.id],
                 [firm for firm in pack.table("enterprises") if row.id in firm.clusters],
                 [one for one in projects if one.part_of == row.id and one.kind != "aggregate"])
        for row in pack.table("clusters")
    ]  # fmt: skip


def case_of(pack: Pack) -> ChainCase:
    """The chains of a pack as a case; by-products are no need of what they come of."""
    nodes = [
        Node(row.id, _float(row.output_cny), _float(row.national_output_cny),
             _float(row.local_supply_cny), _float(row.peer_output_cny))
        for row in pack.table("chain_nodes")
    ]  # fmt: skip
    pairs = {(row.start, row.end): _float(row.coefficient)
             for row in pack.table("chain_links") if not row.by_product}  # fmt: skip
    firms = [Firm(node, _float(row.output_cny) if len(row.nodes) == 1 else None)
             for row in pack.table("enterprises") for node in row.nodes]  # fmt: skip
    links = [Link(start, end, coefficient) for (start, end), coefficient in pairs.items()]
    return ChainCase(Chain(nodes, links, firms))


def nodes_of(pack: Pack) -> list[Document]:
    """The nodes of every chain, with what they need and lack.

    Raises:
        ModelError: The links use up all that is made.
    """
    rows = pack.table("chain_nodes")
    if not rows:
        return []
    found = gaps(case_of(pack))["nodes"]
    firms = pack.table("enterprises")
    return [_node(row, one, [firm for firm in firms if row.id in firm.nodes], _ends(pack, row.id))
            for row, one in zip(rows, found, strict=True)]  # fmt: skip


def _ends(pack: Pack, node: str) -> Document:
    links = pack.table("chain_links")
    return {"takes": [row.start for row in links if row.end == node],
            "goes_into": [row.end for row in links if row.start == node]}  # fmt: skip


def _node(row: Any, found: Document, firms: Sequence[Any], ends: Document) -> Document:
    return {
        **found, "name": row.name, "name_zh": row.name_zh, "chain": row.chain, "hs": list(row.hs),
        "industry": row.industry or None, "presence": row.presence, "places": list(row.places),
        **{name: _float(getattr(row, name)) for name in _AMOUNTS},
        "balance": _balance(_float(row.output_cny), found["need_cny"]), **ends,
        "firms": [{"id": firm.id, "name": firm.name, "name_zh": firm.name_zh, "place": firm.place,
                   "source": firm.source, "status": firm.status} for firm in firms],
        "figures_status": "synthetic" if row.status == "synthetic" else MODELLED,
        "note": row.note, "source": row.source, "status": row.status,
    }  # fmt: skip


def _balance(output: float | None, need: float | None) -> float | None:
    """What is made beyond local need; None where either is unknown."""
    return None if output is None or need is None else output - need


def _link(row: Any) -> Document:
    return {
        "start": row.start, "end": row.end, "coefficient": _float(row.coefficient),
        "ratio": _float(row.ratio), "ratio_unit": row.ratio_unit or None,
        "by_product": row.by_product, "source": row.source, "status": row.status,
    }  # fmt: skip


def _chain(row: Any, nodes: Sequence[Document]) -> Document:
    own = [one for one in nodes if one["chain"] == row.id]
    return {
        "id": row.id, "name": row.name, "name_zh": row.name_zh, "cluster": row.cluster or None,
        "nodes": len(own), "firms": len({firm["id"] for one in own for firm in one["firms"]}),
        "presence": {word: sum(one["presence"] == word for one in own) for word in PRESENCES},
        "source": row.source, "status": row.status,
    }  # fmt: skip


def _cluster(
    row: Any, nodes: Sequence[Any], firms: Sequence[Any], projects: Sequence[Any]
) -> Document:
    values = [node.output_cny for node in nodes]
    known = [one for one in values if one is not None]
    return {
        "id": row.id, "name": row.name, "name_zh": row.name_zh, "place": row.place,
        "stage": row.stage, "goal": _float(row.target_value), "unit": row.unit,
        "goal_year": row.target_year,
        "value_cny": float(sum(known)) if known and len(known) == len(values) else None,
        "firms": len(firms), "projects": len(projects),
        "promised": _sums(projects, "promised"), "landed": _sums(projects, "landed"),
        "missing": [{"id": one.id, "name": one.name, "name_zh": one.name_zh,
                     "presence": one.presence} for one in nodes if one.presence in LACKING],
        "nodes": len(nodes), "source": row.source, "status": row.status,
    }  # fmt: skip


def _sums(projects: Iterable[Any], name: str) -> Mapping[str, float]:
    """Known amounts by unit; units are never added to each other."""
    found: dict[str, Decimal] = {}
    for one in projects:
        amount = getattr(one, name)
        if amount is not None:
            found[one.amount_unit] = found.get(one.amount_unit, Decimal(0)) + amount
    return {unit: float(amount) for unit, amount in found.items()}


def _is_asked(one: Document, chain: str, place: str, kind: str, presence: str) -> bool:
    return (
        (not chain or one["chain"] == chain)
        and (not place or place in one["places"])
        and (not kind or one["class"] == kind)
        and (not presence or one["presence"] == presence)
    )


def _float(value: Decimal | float | None) -> float | None:
    return None if value is None else float(value)
