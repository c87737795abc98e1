"""What the register of firms knows, as rows beside those of the panels' registers."""

from collections.abc import Iterator

from entrepot.kernel.roll import Row
from entrepot.kernel.source import weakest
from entrepot.service.enterprises import region_of
from entrepot.service.house_asked import Asked

SOURCE = "register of firms"


def cluster_firms(asked: Asked) -> Iterator[Row]:
    """Firms with a part in a chain of a cluster."""
    window = asked.window
    cluster_of = {row.id: row.cluster for row in window.reference.table("chains")}
    chain_of = {row.id: row.chain for row in window.reference.table("chain_nodes")}
    for row in asked.book.list_firms_with_nodes(region=region_of(window), known_at=asked.known_at):
        told = row["told"]
        chains = {chain_of.get(node) for node in told["nodes"]}
        for cluster in sorted({found for one in chains if one and (found := cluster_of.get(one))}):
            yield {
                "id": f"{cluster}:{row['id']}", "cluster": cluster, "enterprise": row["id"],
                "place": told.get("place") or None, "source": SOURCE,
                "status": weakest(["derived", told["status"]]),
                "came_from": f"/enterprises/{row['id']}",
            }  # fmt: skip
