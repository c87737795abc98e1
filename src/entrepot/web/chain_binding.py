"""The verbs of industrial chains over a desk."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from entrepot.service.chain_case import chain_case
from entrepot.service.chain_map import chain_map, clusters_of, nodes_of
from entrepot.service.desk import Desk
from entrepot.service.input_output import leontief
from entrepot.service.io_case import io_case
from entrepot.service.programmes import day_of
from entrepot.service.promotion import gaps
from entrepot.web.chain_verbs import ChainVerbs
from entrepot.web.verbs import Document


def bind_chains(desk: Desk, now: Callable[[], datetime]) -> ChainVerbs:
    """Bind the functions to the region of a desk and a clock; its chains are worked out once."""
    reference = desk.window.reference

    @cache
    def nodes() -> list[Document]:
        return nodes_of(reference)

    def show(chain: str, place: str, kind: str, presence: str) -> Document:
        return chain_map(reference, nodes(), chain, place=place, kind=kind, presence=presence)

    def places() -> dict[str, Document]:
        return {one.id: {"name": one.name, "name_zh": one.name_zh}
                for one in desk.region.places.values()}  # fmt: skip

    return ChainVerbs(
        show=show, clusters=lambda: clusters_of(reference), places=places,
        gaps=lambda raw: gaps(chain_case(raw)), leontief=lambda raw: leontief(io_case(raw)),
        today=lambda: day_of(reference, now()),
    )  # fmt: skip
