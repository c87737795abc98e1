"""Who may use which route. A route is public here or names the permission it asks for."""

from collections.abc import Iterable, Iterator

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from entrepot.web import (
    assess_access,
    benchmark_access,
    bonded_access,
    booking_access,
    chain_access,
    circle_access,
    corridor_access,
    ecommerce_access,
    enterprise_access,
    exporter_access,
    finance_access,
    fund_access,
    green_access,
    index_access,
    notice_access,
    officer_access,
    pipeline_access,
    plan_access,
    port_access,
    portfolio_access,
    promotion_access,
    roll_access,
    steward_access,
    tariff_access,
    trade_access,
    trader_access,
    train_access,
)

# A quote's reference is its only key: whoever holds it may read it.
PUBLIC = (
    frozenset(
        {
            "GET /",
            "GET /quote",
            "POST /quote",
            "GET /quotes/{reference}",
            "GET /about",
            "POST /api/v1/quotes",
            "GET /api/v1/quotes/{reference}",
            "GET /api/v1/quotes/{reference}.csv",
            "GET /api/v1/quotes/{reference}.pdf",
            "POST /api/v1/routes",
            "POST /api/v1/duties",
            "GET /api/v1/places",
            "GET /api/v1/goods",
            "GET /api/v1/region",
            "GET /api/v1/health",
            "GET /sign-in",
            "POST /sign-in",
            "POST /api/v1/token",
        }
    )
    | assess_access.PUBLIC
    | booking_access.PUBLIC
    | chain_access.PUBLIC
    | circle_access.PUBLIC
    | finance_access.PUBLIC
    | corridor_access.PUBLIC
    | ecommerce_access.PUBLIC
    | exporter_access.PUBLIC
    | fund_access.PUBLIC
    | notice_access.PUBLIC
    | tariff_access.PUBLIC
    | trade_access.PUBLIC
    | trader_access.PUBLIC
    | officer_access.PUBLIC
    | plan_access.PUBLIC
    | portfolio_access.PUBLIC
    | promotion_access.PUBLIC
    | port_access.PUBLIC
    | train_access.PUBLIC
)

# Route to the permission it asks for, and permission to the roles that hold it, any one of
# which will do; no roles at all mean everybody who has signed in.
PERMISSIONS: dict[str, str] = {
    "POST /sign-out": "own account",
    "GET /desk": "own account",
    "GET /account": "own account",
    "POST /account/organisation": "own account",
    "GET /api/v1/account": "own account",
    "GET /api/v1/messages": "own account",
    "GET /api/v1/messages/parked": "administer",
    "POST /api/v1/messages/{number}/retry": "administer",
    "GET /api/v1/shared/{number}": "read what is shared",
    **corridor_access.PERMISSIONS,
    **booking_access.PERMISSIONS,
    **finance_access.PERMISSIONS,
    **ecommerce_access.PERMISSIONS,
    **exporter_access.PERMISSIONS,
    **fund_access.PERMISSIONS,
    **green_access.PERMISSIONS,
    **index_access.PERMISSIONS,
    **pipeline_access.PERMISSIONS,
    **enterprise_access.PERMISSIONS,
    **steward_access.PERMISSIONS,
    **notice_access.PERMISSIONS,
    **roll_access.PERMISSIONS,
    **benchmark_access.PERMISSIONS,
    **bonded_access.PERMISSIONS,
    **tariff_access.PERMISSIONS,
    **trade_access.PERMISSIONS,
    **trader_access.PERMISSIONS,
    **officer_access.PERMISSIONS,
    **assess_access.PERMISSIONS,
    **plan_access.PERMISSIONS,
    **portfolio_access.PERMISSIONS,
    **port_access.PERMISSIONS,
    **train_access.PERMISSIONS,
}
ROLES: dict[str, frozenset[str]] = {
    "own account": frozenset(),
    "read what is shared": frozenset({"partner_customs"}),
    **booking_access.ROLES,
    **finance_access.ROLES,
    **ecommerce_access.ROLES,
    **exporter_access.ROLES,
    **fund_access.ROLES,
    **green_access.ROLES,
    **index_access.ROLES,
    **pipeline_access.ROLES,
    **enterprise_access.ROLES,
    **steward_access.ROLES,
    **roll_access.ROLES,
    **benchmark_access.ROLES,
    **bonded_access.ROLES,
    **tariff_access.ROLES,
    **trade_access.ROLES,
    **trader_access.ROLES,
    **officer_access.ROLES,
    **assess_access.ROLES,
    **plan_access.ROLES,
    **portfolio_access.ROLES,
    **port_access.ROLES,
    **train_access.ROLES,
}


def routes_of(app: FastAPI) -> frozenset[str]:
    """Every route of the application as `METHOD /path`, files and the OpenAPI text apart."""
    return frozenset(
        f"{method} {route.path}"
        for route in _flat(app.routes)
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    )


def _flat(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Routes with those of included routers in place of the routers."""
    for route in routes:
        router = getattr(route, "original_router", None)
        if router is None:
            yield route
        else:
            yield from _flat(router.routes)
