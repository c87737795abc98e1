"""The groups of pages of industry: who sees which, and where a path stands."""

import re
from itertools import chain

import pytest

from entrepot.web.access import ROLES
from entrepot.web.industry_menu import GROUPS, groups_for, tab_at

from .test_chains import client_of

TABS = [tab for group in GROUPS for tab in group.tabs]
PATHS = frozenset(tab.path for tab in TABS)
HELD = sorted(set(chain.from_iterable(ROLES.values())))


def test_each_page_stands_in_one_group_and_no_group_is_too_long() -> None:
    assert len(PATHS) == len(TABS)
    assert max(len(group.tabs) for group in GROUPS) <= 4
    assert len(GROUPS) <= 7


@pytest.mark.parametrize("role", HELD)
def test_a_role_sees_its_pages_and_no_group_without_one(role: str) -> None:
    found = groups_for([role], PATHS)

    assert {tab for group in found for tab in group.tabs} == {
        tab for tab in TABS if tab.roles is None or role in tab.roles
    }
    assert all(group.tabs for group in found)


def test_who_has_not_signed_in_sees_what_is_public() -> None:
    found = {group.text: [tab.path for tab in group.tabs] for group in groups_for(None, PATHS)}

    assert found == {
        "Chains and clusters": ["/industry/map", "/industry/clusters"],
        "Recruiting": ["/recruit/try"],
        "Partners and exchanges": ["/partners"],
    }


def test_a_page_that_is_not_served_is_in_no_group() -> None:
    assert groups_for(None, ["/industry/map"])[0].tabs[0].path == "/industry/map"
    assert len(groups_for(None, ["/industry/map"])) == 1


@pytest.mark.parametrize(
    ("path", "tab"),
    [
        ("/recruit", "/recruit"),
        ("/recruit/try", "/recruit/try"),
        ("/enterprises/91350100M000100Y43", "/enterprises"),
        ("/partnership", ""),
        ("/", ""),
    ],
)
def test_the_nearest_page_is_the_current_one(path: str, tab: str) -> None:
    assert tab_at(GROUPS, path) == tab


@pytest.mark.parametrize("path", ["/industry/map", "/industry/clusters", "/recruit/try"])
def test_one_group_and_one_page_are_marked(path: str) -> None:
    text = client_of("upland").get(path + "?lang=en").text
    groups = text.partition('aria-label="Industry"')[2].partition("</nav>")[0]
    pages = text.partition('class="tabs within')[2].partition("</nav>")[0]

    assert len(re.findall(r'aria-current="true"', groups)) == 1
    assert re.findall(r'href="([^"]+)" aria-current="page"', pages) == [path]
    assert re.findall(r'href="([^"]+)" aria-current="page">Industry<', text) == ["/industry/map"]
