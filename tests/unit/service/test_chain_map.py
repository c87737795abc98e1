"""The map of a region's chains: what the tables tell, what is worked out, what stays unknown."""

import pytest

from entrepot.kernel.errors import MissingError
from entrepot.service.chain_map import Document, chain_map, clusters_of, nodes_of
from entrepot.store.reference import WindowReference, open_reference


@pytest.fixture(scope="module")
def pack() -> WindowReference:
    return open_reference("upland")


@pytest.fixture(scope="module")
def nodes(pack) -> dict[str, Document]:
    return {one["id"]: one for one in nodes_of(pack)}


def test_a_node_has_need_supply_firms_class_and_working(nodes) -> None:
    black = nodes["un_black"]

    assert black["need_cny"] == pytest.approx(440)
    assert (black["basis"], black["gap_cny"]) == ("known", pytest.approx(350))
    assert black["balance"] == pytest.approx(-140)
    assert [one["id"] for one in black["firms"]] == ["ue02"]
    assert (black["class"], black["goes_into"]) == ("supplement", ["un_tyre"])
    assert black["rank_p05"] <= black["rank"] <= black["rank_p95"]
    assert black["figures_status"] == "synthetic"


def test_what_is_not_known_stays_so(nodes) -> None:
    assert nodes["un_tea"]["need_cny"] is None
    assert nodes["un_tea"]["rank"] is None
    assert nodes["un_extract"]["balance"] is None


def test_a_by_product_is_no_need_of_what_it_comes_of(nodes) -> None:
    assert nodes["un_leaf"]["need_cny"] == pytest.approx(660)
    assert nodes["un_leaf"]["takes"] == ["un_tea"]


def test_filters_leave_nodes_and_the_links_between_them(pack, nodes) -> None:
    every = list(nodes.values())
    tea = chain_map(pack, every, "uch_tea")
    here = chain_map(pack, every, place="averlund")
    due = chain_map(pack, every, kind="supplement", presence="no")

    assert [one["id"] for one in tea["nodes"]] == ["un_leaf", "un_tea", "un_extract"]
    assert len(tea["links"]) == 3
    assert [one["id"] for one in here["nodes"]] == ["un_tyre", "un_trucks"]
    assert [one["id"] for one in due["nodes"]] == ["un_rubber"]
    with pytest.raises(MissingError, match="uch_tyres"):
        chain_map(pack, every, "uch_steel")


def test_clusters_stand_beside_their_goals_and_name_missing_links(pack) -> None:
    tyres, tea = clusters_of(pack)

    assert (tyres["goal"], tyres["unit"], tyres["value_cny"]) == (900, "million EUR", 5800)
    assert (tyres["firms"], tyres["projects"], tyres["promised"]) == (2, 2, {"million EUR": 60})
    assert [one["id"] for one in tyres["missing"]] == ["un_rubber", "un_black", "un_cord"]
    assert tea["value_cny"] is None


def test_a_pack_without_chains_has_none() -> None:
    pack = open_reference("laos")

    assert nodes_of(pack) == []
    assert chain_map(pack, [])["chains"] == []


def test_the_reference_region_has_thirteen_chains_and_no_figure_is_made_up() -> None:
    pack = open_reference("guizhou")
    nodes = nodes_of(pack)
    clusters = clusters_of(pack)

    assert len(pack.table("chains")) == 13
    assert (len(nodes), len(pack.table("chain_links")), len(pack.table("enterprises"))) == (
        114, 126, 87,
    )  # fmt: skip
    assert {one["output_cny"] for one in nodes} == {None}
    assert {one["rank"] for one in nodes} == {None}
    assert len(clusters) == 22
    assert all(row.source and row.status for row in pack.table("enterprises"))
    assert {row.credit_code for row in pack.table("enterprises")} == {""}
