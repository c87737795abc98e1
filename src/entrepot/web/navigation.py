"""What stands in the head of a page: each role sees its own entries."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from entrepot.service.fund_telling import MEMBER
from entrepot.web import (
    ecommerce_access,
    exporter_access,
    finance_access,
    fund_access,
    green_access,
    index_access,
    plan_access,
    trade_access,
)
from entrepot.web.port_access import ROLES, SEERS
from entrepot.web.trader_access import FILERS
from entrepot.web.words import N_

OFFICERS = frozenset(
    {"document_officer", "inspector", "supervisor", "quarantine_officer", "market_officer"}
)
DECIDERS = frozenset({"supervisor", "administrator", "auditor"})
GATES = frozenset({"coast_officer", "port_operator"})
CERTIFIERS = frozenset({"trader", "broker", "certificate_issuer", "auditor"})
BONDED = frozenset({"zone_enterprise", "zone_supervisor", "trader", "auditor"})
STRANGERS = frozenset({""})
ASSESSORS = index_access.ROLES["read assessments"]
LISTERS = ecommerce_access.ROLES["see lists"]
WATCHERS = plan_access.ROLES["check goals"]


class Entry(NamedTuple):
    """A page in the head.

    Attributes:
        path: Where it leads.
        text: What it is called, in English.
        roles: Who sees it; None is everybody, an empty role who has not signed in.
    """

    path: str
    text: str
    roles: frozenset[str] | None = None


ENTRIES = (
    Entry("/", N_("Region")),
    Entry("/quote", N_("Quote"), STRANGERS | FILERS),
    Entry("/corridors", N_("Corridors")),
    Entry("/tariff", N_("Customs tariff")),
    Entry("/trade", N_("Foreign trade")),
    Entry("/targets", N_("Goals and plans")),
    Entry("/industry/map", N_("Industry")),
    Entry("/assess", N_("Assessment"), ASSESSORS),
    Entry("/window", N_("Declarations"), FILERS),
    Entry("/bonded", N_("Bonded"), BONDED),
    Entry("/worklist", N_("Work"), OFFICERS),
    Entry("/board", N_("Appointments"), OFFICERS),
    Entry("/gate", N_("Gate"), GATES),
    Entry("/arrivals", N_("Arrivals"), frozenset({"port_operator"})),
    Entry("/approvals", N_("Approvals"), DECIDERS),
    Entry("/rules", N_("Rules"), DECIDERS),
    Entry("/audit", N_("Audit"), frozenset({"auditor", "supervisor"})),
    Entry("/admin", N_("Administration"), frozenset({"administrator"})),
    Entry("/ecommerce", N_("Lists"), frozenset({"platform", "document_officer", "inspector"})),
    Entry("/port/throughput", N_("Land port"), SEERS),
    Entry("/guarantees", N_("Guarantees"), finance_access.ROLES["see guarantees"]),
    Entry("/refunds", N_("Refund cases"), frozenset({"tax_officer", "tax_supervisor"})),
    Entry("/fund", N_("Development fund"), fund_access.ROLES["open calls"] | {MEMBER}),
    Entry("/calendar", N_("Working days"), finance_access.ROLES["change the calendar"]),
    Entry("/check", N_("Check a release"), STRANGERS),
    Entry("/times", N_("Clearance times"), STRANGERS),
    Entry("/draws", N_("Draws"), STRANGERS),
    Entry("/about", N_("About"), STRANGERS | FILERS),
)

CORRIDOR_TABS = (
    Entry("/corridors", N_("Map")),
    Entry("/corridors/compare", N_("Compare")),
    Entry("/corridors/chart", N_("Chart")),
    Entry("/corridors/what-if", N_("What if")),
    Entry("/corridors/matrix", N_("Matrix")),
    Entry("/corridors/bottlenecks", N_("Bottlenecks")),
    Entry("/corridors/access", N_("Access")),
    Entry("/corridors/services", N_("Services")),
)

TARIFF_TABS = (
    Entry("/tariff", N_("Search")),
    Entry("/duty", N_("Duty")),
    Entry("/origin", N_("Origin")),
    Entry("/fta", N_("Trade agreements")),
    Entry("/agreements", N_("Clauses")),
    Entry("/certificates", N_("Certificates"), CERTIFIERS),
    Entry("/landed", N_("Landed cost")),
    Entry("/refund", N_("Export refund")),
    Entry("/controls", N_("Controls")),
    Entry("/negative-list", N_("Negative list")),
    Entry("/pilot-zone", N_("Pilot zone")),
    Entry("/tariff/imports", N_("Schedules")),
)

TRADE_TABS = (
    Entry("/trade", N_("Trade overview")),
    Entry("/trade/partners", N_("Partners and firms"), trade_access.ROLES["read lines of trade"]),
    Entry("/trade/space", N_("Product space")),
    Entry("/trade/opportunities", N_("Trade opportunities")),
    Entry("/trade/what-if", N_("What if costs change")),
    Entry("/scenarios/compare", N_("Scenarios side by side")),
    Entry("/trade/review", N_("Review of growth")),
    Entry("/trade/forecast", N_("Forecast"), trade_access.ROLES["read lines of trade"]),
    Entry("/trade/runs", N_("Long runs"), trade_access.ROLES["run models of trade"]),
)

FINANCE_TABS = (
    Entry("/guarantees", N_("Guarantees"), finance_access.ROLES["see guarantees"]),
    Entry("/refunds", N_("Refund cases"), finance_access.ROLES["see refunds"]),
    Entry("/green", N_("Green channels"), green_access.ROLES["see green channels"]),
    Entry("/loans", N_("Trade loans"), fund_access.ROLES["see loans"]),
    Entry("/loan", N_("Try a score")),
    Entry(
        "/insurance", N_("Export credit insurance"), exporter_access.ROLES["see credit insurance"]
    ),
    Entry(
        "/service-firm",
        N_("Service firm's books"),
        exporter_access.ROLES["see own books"],
    ),
    Entry("/fund", N_("Development fund"), fund_access.ROLES["see the fund"]),
    Entry("/fruit", N_("Village fruit by train")),
    Entry("/calendar", N_("Working days")),
)

PORT_TABS = (
    Entry("/port/gate", N_("Gate"), ROLES["keep the gate"]),
    Entry("/port/yard", N_("Yard"), ROLES["see the yard"]),
    Entry("/port/calls", N_("Calls"), ROLES["see the port"]),
    Entry("/port/trucks", N_("Trucks"), ROLES["see trucks"]),
    Entry("/trains", N_("Trains")),
    Entry("/port/legs", N_("Sealed legs"), ROLES["see the port"]),
    Entry("/port/air", N_("Airport"), ROLES["see the port"]),
    Entry("/port/throughput", N_("Throughput"), ROLES["see the port"]),
    Entry("/port/local", N_("Cleared at home"), ROLES["see shares"]),
    Entry("/port/openings", N_("Opening of ports")),
)

PLAN_TABS = (
    Entry("/targets", N_("Targets")),
    Entry("/assess", N_("Assessment"), ASSESSORS),
    Entry("/benchmarks", N_("Benchmarks"), ASSESSORS),
    Entry("/programmes", N_("Register of programmes")),
    Entry("/projects", N_("Register of projects")),
    Entry("/portfolio", N_("Project portfolio")),
    Entry("/plan/cases", N_("Worked cases")),
    Entry("/alerts", N_("Alerts"), WATCHERS | {"auditor"}),
)

LIST_TABS = (
    Entry("/ecommerce", N_("Lists"), LISTERS),
    Entry("/ecommerce/allowance", N_("A person's year"), ecommerce_access.ROLES["look up persons"]),
    Entry("/ecommerce/forms", N_("Forms and figures"), ecommerce_access.ROLES["count lists"]),
    Entry("/offshore", N_("Offshore deals"), ecommerce_access.ROLES["see offshore deals"]),
)


def tabs_for(
    tabs: Iterable[Entry], roles: Collection[str] | None, paths: Collection[str]
) -> list[Entry]:
    """The pages of a room that somebody sees.

    Args:
        tabs: The pages of the room.
        roles: Roles of who looks; None for who has not signed in.
        paths: Paths that are served.
    """
    held = {""} if roles is None else set(roles)
    return [tab for tab in tabs if tab.path in paths and (tab.roles is None or tab.roles & held)]


def entries_for(roles: Collection[str] | None, paths: Collection[str]) -> list[Entry]:
    """The entries that somebody sees.

    Args:
        roles: Roles of who looks; None for who has not signed in.
        paths: Paths that are served.
    """
    return tabs_for(ENTRIES, roles, paths)


def desk_of(roles: Collection[str], paths: Collection[str]) -> str:
    """The page that somebody works on: the first that is for his roles alone."""
    theirs = (one for one in entries_for(roles, paths) if one.roles and "" not in one.roles)
    return next((one.path for one in theirs), "/account")
