"""Industrial chains: the map with its filters, a node with its working, clusters and goals."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from entrepot.kernel.errors import EntrepotError, Problem
from entrepot.service.chain_map import CLASSES, PRESENCES
from entrepot.web.chain_sheet import money
from entrepot.web.chain_verbs import ChainVerbs
from entrepot.web.forms import read_text
from entrepot.web.language import Language
from entrepot.web.problems import status_of
from entrepot.web.render import language_of, page
from entrepot.web.verbs import Document
from entrepot.web.words import word

MAP, NODES, CLUSTERS = "/industry/map", "/industry/nodes", "/industry/clusters"
_ASKED = ("chain", "place", "class", "presence")
_UNKNOWN = 404


def chain_pages(verbs: ChainVerbs) -> APIRouter:
    """The routes of the pages over the service's verbs."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get(MAP)
    def show_map(request: Request) -> Response:
        """The map of the chains, or of one."""
        asked = {name: read_text(request.query_params.get(name)) for name in _ASKED}
        every = verbs.show("", "", "", "")
        found, problems, status = _find(verbs, asked)
        values = {
            "found": found, "problems": problems, "asked": asked, "chains": every["chains"],
            "made_at": every["places"], "places": verbs.places(), "classes": CLASSES,
            "presences": PRESENCES, "query": urlencode({k: v for k, v in asked.items() if v}),
            "chart": _chart(found, language_of(request)) if found else None,
        }  # fmt: skip
        return page(request, "industry_map.html", values, status)

    @router.get(NODES + "/{node}")
    def show_node(request: Request, node: str) -> Response:
        """A node: need, supply, firms, interval, working."""
        nodes = {one["id"]: one for one in verbs.show("", "", "", "")["nodes"]}
        values = {"one": nodes.get(node), "nodes": nodes, "places": verbs.places()}
        return page(request, "industry_node.html", values, 200 if node in nodes else _UNKNOWN)

    @router.get(CLUSTERS)
    def show_clusters(request: Request) -> Response:
        """Each cluster beside its goal."""
        values = {"rows": verbs.clusters(), "places": verbs.places(), "money": money}
        return page(request, "industry_clusters.html", values)

    return router


def _find(
    verbs: ChainVerbs, asked: dict[str, str]
) -> tuple[Document | None, tuple[Problem, ...], int]:
    try:
        return verbs.show(*(asked[name] for name in _ASKED)), (), 200
    except EntrepotError as error:
        return None, error.problems, status_of(error)


def _chart(found: Document, language: Language) -> Document:
    """Nodes and links as the drawing takes them."""
    return {
        "nodes": [
            {"id": one["id"], "name": language.name(one), "presence": one["presence"],
             "text": word(language, one["presence"], "presence"), "firms": len(one["firms"]),
             "href": f"{NODES}/{one['id']}"}
            for one in found["nodes"]
        ],
        "links": [{"source": one["start"], "target": one["end"], "by_product": one["by_product"]}
                  for one in found["links"]],
    }  # fmt: skip
