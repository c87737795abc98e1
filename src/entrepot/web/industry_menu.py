"""The pages of industry and partners by group: a line of groups, beneath it a group's pages."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from entrepot.service.roll_rows import SEERS
from entrepot.web import enterprise_access, pipeline_access, steward_access
from entrepot.web.navigation import Entry, tabs_for
from entrepot.web.words import N_

OF_INDUSTRY, OF_PARTNERS = (frozenset(SEERS[one]) for one in ("industry", "partners"))
NOTIFIED = steward_access.ROLES["answer firms"] | {"foreign_affairs"}


class Group(NamedTuple):
    """Pages that belong together.

    Attributes:
        text: What they are called, in English.
        tabs: The pages; the group leads to the first of them.
    """

    text: str
    tabs: tuple[Entry, ...]


GROUPS = (
    Group(N_("Chains and clusters"), (
        Entry("/industry/map", N_("Chains")),
        Entry("/industry/clusters", N_("Clusters")),
        Entry("/industry/segments", N_("Clusters, sectors and segments"), OF_INDUSTRY),
    )),
    Group(N_("Projects and investment"), (
        Entry("/industry/lists", N_("Three lists"), pipeline_access.ROLES["see projects"]),
        Entry("/investment", N_("Investment both ways"), OF_INDUSTRY),
    )),
    Group(N_("Recruiting"), (
        Entry("/recruit", N_("Firms to recruit"), OF_INDUSTRY),
        Entry("/recruit/try", N_("Try a case")),
    )),
    Group(N_("Firms and services"), (
        Entry("/enterprises", N_("Firms"), enterprise_access.ROLES["see firms"]),
        Entry("/stewards/work", N_("Stewards' work"), steward_access.ROLES["see cases of firms"]),
        Entry("/measures", N_("Measures and readiness"), OF_INDUSTRY),
        Entry("/notices", N_("Notices"), NOTIFIED),
    )),
    Group(N_("Places and factors"), (
        Entry("/parks", N_("Firms and parks"), OF_INDUSTRY),
        Entry("/factors", N_("Factor supply"), OF_INDUSTRY),
        Entry("/land", N_("Land and buildings"), OF_INDUSTRY),
    )),
    Group(N_("Talent, farms and visitors"), (
        Entry("/talent", N_("Talent"), OF_INDUSTRY),
        Entry("/farms", N_("Farms and visitors"), OF_INDUSTRY),
    )),
    Group(N_("Partners and exchanges"), (
        Entry("/partners", N_("Partner cities")),
        Entry("/exchanges", N_("Exchanges and joint work"), OF_PARTNERS),
        Entry("/expos", N_("Exhibitions"), OF_PARTNERS),
    )),
)  # fmt: skip


def groups_for(roles: Collection[str] | None, paths: Collection[str]) -> list[Group]:
    """The groups in which somebody sees a page, each with the pages that he sees.

    Args:
        roles: Roles of who looks; None for who has not signed in.
        paths: Paths that are served.
    """
    seen = (Group(one.text, tuple(tabs_for(one.tabs, roles, paths))) for one in GROUPS)
    return [one for one in seen if one.tabs]


def tab_at(groups: Iterable[Group], path: str) -> str:
    """The page of the groups that a path is or lies beneath, the nearest one; empty is none."""
    tabs = (tab.path for one in groups for tab in one.tabs)
    return max((tab for tab in tabs if f"{path}/".startswith(f"{tab}/")), key=len, default="")
