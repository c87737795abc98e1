"""Surveying a pack on the world's networks."""

from pathlib import Path

from entrepot.corridors.drives import drives_of
from entrepot.corridors.ground import LAND, choose_sections, measure_links, stops_of
from entrepot.corridors.hierarchy import HierarchySearch
from entrepot.corridors.survey import Section, Survey, sections_of
from entrepot.region.model import Region
from entrepot.store.networks import Networks
from entrepot.store.surveys import key_of, save_survey


def make_survey(cache: Path, region: Region) -> Survey:
    """Survey a region on the build in use, and keep what was found.

    Args:
        cache: Folder of all builds.
        region: The region as its pack has it.
    """
    networks = Networks(cache)
    sections: list[Section] = []
    for mode in LAND:
        sections += sections_of(networks.physical(mode), stops_of(region, mode))
    roads = networks.physical("road")
    survey = Survey(
        key_of(cache, region),
        choose_sections(region, sections),
        measure_links(region, sections),
        drives_of(region, roads, HierarchySearch(roads, networks.hierarchy("road"))),
    )
    save_survey(cache, region, survey)
    return survey
