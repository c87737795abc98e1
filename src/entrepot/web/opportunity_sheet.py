"""Opportunities as the columns and rows of a file: exactly those shown, source and status."""

from entrepot.web.trade_export import Column
from entrepot.web.trade_sheets import Sheet
from entrepot.web.verbs import Document

_COLUMNS = (
    Column("year", "whole"), Column("exporter"), Column("importer"), Column("product"),
    Column("section"), Column("actual", "number"), Column("potential", "number"),
    Column("unrealised", "number"), Column("supply", "number"), Column("demand", "number"),
    Column("ease", "number"), Column("density", "number"), Column("binding"), Column("currency"),
    Column("duty_rate"), Column("duty_regime"), Column("duty_why"), Column("route_to"),
    Column("route_cost_usd_per_teu", "number"), Column("route_hours", "number"),
    Column("route_why"), Column("source"), Column("status"),
)  # fmt: skip


def status_of_data(found: Document) -> str:
    """What is worked out from invented lines is no surer than they."""
    return "synthetic" if found["data_status"] == "synthetic" else str(found["status"])


def sheet_of(found: Document) -> Sheet:
    """The rows with their duty and route."""
    same = {name: found[name] for name in ("year", "currency", "source")}
    same["status"] = status_of_data(found)
    return _COLUMNS, [{**same, **row, **_links(row["links"])} for row in found["rows"]]


def _links(links: Document) -> Document:
    duty, route = links["duty"], links["route"]
    return {
        "duty_rate": duty.get("rate"), "duty_regime": duty.get("regime"),
        "duty_why": duty.get("why"), "route_to": route.get("to"),
        "route_cost_usd_per_teu": route.get("cost_usd"), "route_hours": route.get("hours"),
        "route_why": route.get("why"),
    }  # fmt: skip
