"""The flows of a region in a year, assigned to the limited capacity of its network."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from math import fsum

from entrepot.corridors.closure import Avoid, parse_avoids
from entrepot.corridors.gateways import Gateways, clearance, gateways, observe
from entrepot.corridors.loading import DEFAULT_GAP
from entrepot.corridors.network import Network
from entrepot.corridors.regional import (
    CONGESTED,
    Narrow,
    Regional,
    Step,
    assign_region,
    rank_narrows,
    steps_of,
)
from entrepot.corridors.trade_flows import Flow, Trade, flows_of_year
from entrepot.kernel.errors import InputError
from entrepot.region.model import Region
from entrepot.region.parameters import Parameter
from entrepot.region.units import singular
from entrepot.service.amounts import Document
from entrepot.service.fields import Fields
from entrepot.service.route_request import Ground

FIRST_YEAR, LAST_YEAR = 1990, 2100
UNITS = {"flow": "TEU/year", "cost": "USD/TEU", "total_cost": "USD/year"}
_RESTS_ON = (
    "trade_usd_per_teu", "gravity_distance", "inv_carry", "teu_per_container",
    *(f"bpr_{what}_{mode}" for mode in CONGESTED for what in ("b", "power")),
)  # fmt: skip
_TIGHTEST_GAP = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class FlowsRequest:
    """A checked request for the flows of a year.

    Attributes:
        year: Year of the network, and of the trade where it is told.
        level: Level of the region's units.
        gap: Relative gap to reach.
        avoid: What is shut.
        network: The network of the middle of the year.
    """

    year: int
    level: str
    gap: float
    avoid: tuple[Avoid, ...]
    network: Network

    @property
    def told(self) -> Document:
        """The request as it was understood."""
        avoid = [one.tag for one in self.avoid]
        return {"flows": "region", "year": self.year, "level": self.level, "gap": self.gap,
                "avoid": avoid}  # fmt: skip


def assign_flows(ground: Ground, raw: Mapping[str, object], *, today: date) -> Document:
    """Assign the trade of a year, as a document.

    Args:
        ground: The region and its networks.
        raw: Fields by name: year, level, gap, avoid.
        today: Its year is taken where none is given.

    Raises:
        InputError: With every fault of every field.
        MissingError: The pack does not tell what the region trades.
        ModelError: The gap is not reached.
    """
    request = parse_flows(raw, ground, today=today)
    region = ground.region
    trade = flows_of_year(region, request.year, level=request.level)
    density = region.parameter("trade_usd_per_teu").mid
    found = assign_region(
        request.network, trade.flows, value_usd_per_teu=density, avoid=request.avoid,
        gap=request.gap,
    )  # fmt: skip
    return flows_document(request, region, trade, found)


def parse_flows(raw: Mapping[str, object], ground: Ground, *, today: date) -> FlowsRequest:
    """Check every field of a request for flows.

    Raises:
        InputError: With every fault of every field.
    """
    fields = Fields(raw)
    year = fields.whole("year", low=FIRST_YEAR, high=LAST_YEAR) or today.year
    level = read_level(fields, ground.region, 1)
    gap = fields.positive("gap", most=Decimal("0.5"))
    if gap is not None and gap < _TIGHTEST_GAP:
        fields.fault("gap", "gap", f"{gap} is below 1e-12.", "Give a number such as 1e-6.")
    network = ground.network(date(year, 7, 1))
    avoid: tuple[Avoid, ...] = ()
    try:
        avoid = parse_avoids(network, fields.texts("avoid"))
    except InputError as error:
        fields.problems += error.problems
    fields.nothing_else()
    if fields.problems:
        raise InputError(fields.problems)
    return FlowsRequest(year, level, float(gap or DEFAULT_GAP), avoid, network)


def read_level(fields: Fields, region: Region, default: int) -> str:
    """A level of the region, in the singular."""
    asked = fields.text("level")
    levels = region.levels
    word = singular(asked.casefold(), levels) if asked else levels[min(default, len(levels) - 1)]
    if word is None:
        hint = f"Levels are {', '.join(levels)}."
        fields.fault("level", "level", f"{asked!r} is no level of {region.name}.", hint)
    return word or ""


def flows_document(
    request: FlowsRequest, region: Region, trade: Trade, found: Regional
) -> Document:
    """Flows on a network as JSON tells them."""
    loading = found.loading
    source = "; ".join(one.text for one in trade.rests_on)
    observed = observe(region, found, year=request.year, source=source, status=trade.status)
    narrows = rank_narrows(found)
    whole = sum(one.usd for one in narrows)
    ranked = [one for one in narrows if one.usd > 0]
    return {
        "query": request.told,
        "method": "gp",
        "iterations": loading.rounds,
        "relative_gap": loading.gap,
        "objective": loading.objective,
        "total_cost": loading.usd,
        "units": UNITS,
        "trade": _trade(trade, found),
        "links": [_step(one) for one in steps_of(found)],
        "bottlenecks": [
            {"rank": rank, **_narrow(one), "share": one.usd / whole if whole else 0.0}
            for rank, one in enumerate(ranked, start=1)
        ],
        "capacity_unknown": [_narrow(one) for one in narrows if one.saturation is None],
        "unassigned": _unassigned(trade, found.unassigned),
        "clearance": _clearance(region, found),
        "gateways": _gateways(gateways(region, found, request.network.on)),
        "observations": [asdict(one) for one in observed],
        "parameters": [_parameter(region.parameter(name)) for name in _RESTS_ON],
    }


def _parameter(row: Parameter) -> Document:
    return {
        "id": row.id, "name": row.name, "value": row.mid, "low": row.low, "high": row.high,
        "unit": row.unit, "note": row.note, "source": row.source, "status": row.status,
    }  # fmt: skip


def _trade(trade: Trade, found: Regional) -> Document:
    lost = [flow.teu for flow in found.unassigned] + [one.teu for one in trade.strays]
    carried = [*(flow.teu for flow in found.flows), *(-flow.teu for flow in found.unassigned)]
    return {
        "year": trade.year,
        "exports_usd": round(trade.value_usd["exports"], 2),
        "imports_usd": round(trade.value_usd["imports"], 2),
        "teu": fsum(flow.teu for flow in trade.flows) + fsum(one.teu for one in trade.strays),
        "assigned_teu": fsum(carried),
        "unassigned_teu": fsum(lost),
        "pairs": len(trade.flows),
        "status": trade.status,
        "sources": [{"source": one.text, "status": one.status} for one in trade.rests_on],
        "notes": [{"text": english, "text_zh": chinese} for english, chinese in trade.notes],
    }


def _step(one: Step) -> Document:
    return {
        "from": one.from_place, "to": one.to_place, "mode": one.mode, "kind": one.kind,
        "service": one.service or None, "flow": one.teu, "cost": one.usd_per_teu,
        "saturation": one.saturation, "source": one.source, "status": one.status,
    }  # fmt: skip


def _narrow(one: Narrow) -> Document:
    thing, capacity = one.thing, one.thing.capacity
    return {
        "kind": thing.kind, "id": thing.id, "name": thing.name, "name_zh": thing.name_zh,
        "mode": thing.mode, "flow": one.teu, "capacity": capacity.teu,
        "capacity_note": capacity.working, "capacity_note_zh": capacity.working_zh,
        "saturation": one.saturation, "lost_usd": one.lost_usd, "delay_usd": one.delay_usd,
        "cost_usd": one.usd, "dual_usd_per_teu": one.dual_usd_per_teu,
        "source": capacity.source, "status": capacity.status,
    }  # fmt: skip


def _unassigned(trade: Trade, flows: Sequence[Flow]) -> list[Document]:
    """What no way carries, each with its reason: nothing is dropped unsaid."""
    strays = [
        {
            "from": None, "to": None, "partner": one.partner, "direction": one.direction,
            "flow": one.teu, "code": one.code, "reason": one.reason, "reason_zh": one.reason_zh,
        }
        for one in trade.strays
    ]  # fmt: skip
    return strays + [
        {
            "from": flow.ends[0], "to": flow.ends[1], "partner": None,
            "direction": flow.direction, "flow": flow.teu, "code": "assignment.no_way",
            "reason": "no way leads there in this year.", "reason_zh": "该年没有通路。",
        }
        for flow in flows
    ]  # fmt: skip


def _clearance(region: Region, found: Regional) -> Document:
    told = clearance(region, found)
    return {
        "share": told.share, "local_teu": told.local_teu, "teu": told.teu,
        "offices": list(told.offices), "status": "modelled",
        "note": "flow whose way changes to or from a train, barge or aircraft in a unit of the "
        "region with a customs office, and so can be cleared there",
        "note_zh": "路径在区内设有海关的单元换装铁路、水运或航空、因而可在当地通关的货流",
    }  # fmt: skip


def _gateways(told: Gateways) -> Document:
    return {
        "ports": [{"port": port, "flow": teu} for port, teu in told.ports.items()],
        "modes": [
            {"mode": one.mode, "flow": one.teu, "capacity": one.capacity_teu, "lines": one.lines,
             "saturation": one.use}
            for one in told.rooms
        ],
        "weakest": told.weakest,
        "status": "modelled",
    }  # fmt: skip
