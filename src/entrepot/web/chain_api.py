"""The API of industrial chains: the region's map, and cases that are sent."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from entrepot.web import chain_sheet
from entrepot.web.answers import PLAIN, faults, gives, told
from entrepot.web.chain_bodies import ChainBody, IoBody
from entrepot.web.chain_verbs import ChainVerbs
from entrepot.web.statistics_api import FILE, Ending
from entrepot.web.trade_export import table_file

Chain = Annotated[str, Query(max_length=60, pattern=PLAIN, description="Id of a chain.")]
Place = Annotated[str, Query(max_length=60, pattern=PLAIN, description="Only nodes made there.")]
Class = Annotated[
    Literal["", "strengthen", "supplement", "extend"], Query(alias="class", description="Class.")
]
Presence = Annotated[
    Literal["", "yes", "partly", "no", "unknown"], Query(description="Made in the region or not.")
]
_MAP = gives("Chains, nodes with need, gap, class, rank interval and firms, and links.")
_CLUSTERS = gives("Goal, firms, projects, money by unit and missing links of each cluster.")
_GAPS = gives("Need, local share, gap, criticality, class, parts, rank interval of each node.")
_TABLE = gives("Inverse, output, linkages, losses without a sector, regional coefficients.")


def chain_api(verbs: ChainVerbs) -> APIRouter:
    """The routes of the API over the service's verbs."""
    router = APIRouter(prefix="/api/v1", tags=["industry"])

    @router.get("/chains", responses={**_MAP, **faults(404, 422)})
    def get_chains(
        chain: Chain = "", place: Place = "", kind: Class = "", presence: Presence = ""
    ) -> Response:
        """The map of the region's chains."""
        return told(verbs.show(chain, place, kind, presence))

    @router.get("/chains.{form}", responses={**FILE, **faults(404, 422)})
    def get_chains_file(
        form: Ending, chain: Chain = "", place: Place = "", kind: Class = "",
        presence: Presence = "",
    ) -> Response:  # fmt: skip
        """Its nodes as a file."""
        found = verbs.show(chain, place, kind, presence)
        return table_file(form, "chains", *chain_sheet.of_nodes(found))

    @router.get("/chains/clusters", responses=_CLUSTERS)
    def get_clusters() -> Response:
        """Each cluster beside its goal, with the links it lacks."""
        return told({"clusters": verbs.clusters()})

    @router.get("/chains/clusters.{form}", responses={**FILE, **faults(422)})
    def get_clusters_file(form: Ending) -> Response:
        """The same as a file."""
        return table_file(form, "clusters", *chain_sheet.of_clusters(verbs.clusters()))

    @router.post("/chains/gaps", responses={**_GAPS, **faults(413, 422)})
    def find_gaps(body: ChainBody) -> Response:
        """What the nodes of a chain that is sent need and lack."""
        return told(verbs.gaps(body.fields()))

    @router.post("/io/leontief", responses={**_TABLE, **faults(413, 422)})
    def solve_table(body: IoBody) -> Response:
        """An input-output table that is sent: Leontief, Ghosh, extraction, regional shares."""
        return told(verbs.leontief(body.fields()))

    return router
