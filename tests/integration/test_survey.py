"""A pack surveyed on the world's networks: routes rest on them, and say so."""

from datetime import date

import pytest

from entrepot.corridors.ground import NETWORK
from entrepot.service.routes import open_ground, route

pytestmark = pytest.mark.xdist_group("networks")
TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def ground(networks_home):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTREPOT_HOME", str(networks_home))
        yield open_ground("guizhou")


def asked(ground, **fields):
    return route(ground, fields, today=TODAY)


def test_the_survey_joins_neighbours_that_the_pack_does_not(ground):
    added = {row.id: row for row in ground.ground.links if row.id.startswith(NETWORK)}

    assert added[f"{NETWORK}rail-fangchenggang_port-qinzhou_port"].km == pytest.approx(70, abs=10)
    assert all(row.status == "derived" and "ODbL" in row.source for row in added.values())


def test_no_added_way_leaves_a_country_but_by_a_post_or_inside_a_union(ground):
    region = ground.ground
    posts = {frozenset((row.place_a, row.place_b)) for row in region.borders}
    unions = [set(area.countries) for area in region.areas if area.id.startswith("union_")]
    unions += [set(market.countries) for market in region.markets]
    for row in region.links:
        ends = {region.places[end].country for end in (row.from_place, row.to_place)}
        if row.id.startswith(NETWORK) and len(ends) > 1:
            pair = frozenset((row.from_place, row.to_place))
            assert pair in posts or any(ends <= union for union in unions), row.id


def test_bangkok_by_rail_has_one_change_of_gauge_and_two_posts(ground):
    found = asked(ground, origin="guiyang", destination="bangkok", teu="1", modes="rail")

    assert found["query"]["networks"] == ground.survey.key
    assert "corridors.no_networks" not in [miss["code"] for miss in found["misses"]]
    for one in found["routes"]:
        changes = [(change["from_mm"], change["to_mm"]) for change in one["gauge_changes"]]
        assert changes == [(1435, 1000)]
        assert one["borders"] == ["mohan-boten", "thanaleng-nong_khai"]


def test_nothing_leads_over_a_border_when_all_are_shut(ground):
    from entrepot.kernel.errors import MissingError

    with pytest.raises(MissingError) as told:
        asked(ground, origin="guiyang", destination="moscow", teu="1", modes="rail",
              avoid=["border:all", "passage:suez"])  # fmt: skip

    assert told.value.problems[0].code == "corridors.unreachable"
    assert told.value.extra["misses"]


def test_another_pack_on_the_same_build_has_a_survey_of_its_own(networks_home):
    from entrepot.store.packs import open_region
    from entrepot.store.surveys import find_summary, key_of

    cache = networks_home / "networks"
    own, other = open_region("guizhou"), open_region("laos")

    assert key_of(cache, own) != key_of(cache, other)
    assert find_summary(cache, own) is not None
    assert find_summary(cache, other) is None


def test_a_damaged_survey_counts_as_none(networks_home, tmp_path):
    from shutil import copytree

    from entrepot.store.packs import open_region
    from entrepot.store.surveys import load_survey

    region = open_region("guizhou")
    copytree(networks_home / "networks", tmp_path / "n", symlinks=True)
    (path,) = (tmp_path / "n").glob("*/survey-*.json")
    path.write_text(path.read_text()[:-40])

    assert load_survey(tmp_path / "n", region) is None
