"""What a region sends and fetches in a year, from the lines that customs released."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from entrepot.corridors.trade_flows import (
    DIRECTIONS,
    Direction,
    Flow,
    Stray,
    Trade,
    pulls_abroad,
    shares_of_units,
    shares_within,
)
from entrepot.kernel.movement import Movement
from entrepot.kernel.source import Source, weakest
from entrepot.region.model import Region
from entrepot.region.places import Place
from entrepot.region.units import units_at

_DIRECTION: Mapping[str, Direction] = {"export": "exports", "import": "imports"}
_STEM = 4  # digits of a statistical district that name the unit it lies in
_KG_PER_T = 1000


@dataclass(slots=True)
class _Sum:
    """Net value and boxes of one direction, district and partner."""

    usd: float = 0.0
    teu: float = 0.0


def flows_of_movements(
    region: Region, movements: Sequence[Movement], year: int, *, level: str
) -> Trade:
    """Add up the released lines of a year by unit and place abroad.

    A line weighs its net mass by the mean load of a TEU, or its value by that of a TEU where
    no mass is told. Its statistical district begins as the code of the units it lies in, which
    share it by their residents; so do all units what tells no district. The partner is a
    country, whose places share it as `trade_flows` has it. Reversals take away.

    Args:
        region: The region.
        movements: Released lines, reversals among them.
        year: Year of release.
        level: Level of the region's units.

    Raises:
        InputError: There is no such level.
    """
    units = units_at(region, level)
    sums, strays = _add_up(region, movements, year)
    pulls = pulls_abroad(region, region.parameter("gravity_distance").mid)
    flows: list[Flow] = []
    worth: dict[Direction, float] = dict.fromkeys(DIRECTIONS, 0.0)
    for (direction, district, partner), one in sorted(sums.items()):
        worth[direction] += one.usd
        places = shares_within(pulls, {partner}, region)
        if one.teu < 0:
            strays.append(_taken_back(direction, partner, one.teu))
        elif not places:
            strays.append(_nowhere(direction, partner, one.teu))
        elif one.teu > 0:
            flows += [
                Flow(direction, home, place, one.teu * part * share, one.usd * part * share)
                for home, part in shares_of_units(_units_of(units, district)).items()
                for place, share in places.items()
            ]
    rows = [region.parameter(name).cited for name in ("trade_usd_per_teu", "gravity_distance")]
    rows.insert(0, Source("released declarations of this system", "derived"))
    return Trade(
        year, worth, tuple(flows), tuple(strays), tuple(dict.fromkeys(rows)),
        weakest(["modelled", *(row.status for row in rows)]), (_NOTE,),
    )  # fmt: skip


_NOTE = (
    "lines released in the year, by net mass; units by the statistical district, else by "
    "residents; places abroad within the partner country by population and distance",
    "该年放行的货物，按净重折算；区内按境内货源地或目的地，未填的按常住人口；"
    "贸易国内各地按人口与距离分配",
)


def _add_up(
    region: Region, movements: Sequence[Movement], year: int
) -> tuple[dict[tuple[Direction, str, str], _Sum], list[Stray]]:
    mean_t = next((row.payload_t for row in region.payloads if row.id == "density_avg"), None)
    density = region.parameter("trade_usd_per_teu").mid
    rates = {f"usd_per_{one.lower()}": one for one in {m.value.currency for m in movements}}
    usd_per = {rates[row.id]: row.mid for row in region.parameters if row.id in rates}
    usd_per["USD"] = 1.0
    sums: dict[tuple[Direction, str, str], _Sum] = defaultdict(_Sum)
    strays: list[Stray] = []
    for one in movements:
        if one.period.year != year:
            continue
        direction = _DIRECTION[one.flow]
        rate = usd_per.get(one.value.currency)
        if rate is None:
            strays.append(_no_rate(direction, one.partner, one.value.currency))
            continue
        usd = float(one.value.amount) * rate
        kept = sums[direction, one.district[:_STEM], one.partner]
        kept.usd += usd
        by_mass = one.net_mass_kg is not None and mean_t
        kept.teu += (
            float(one.net_mass_kg or 0) / _KG_PER_T / (mean_t or 1.0) if by_mass else usd / density
        )
    return sums, strays


def _units_of(units: Sequence[Place], stem: str) -> Sequence[Place]:
    """Units whose code begins as a district does; all of them where none does."""
    found = [one for one in units if stem and one.admin_code.startswith(stem)]
    return found or units


def _nowhere(direction: Direction, partner: str, teu: float) -> Stray:
    return Stray(
        direction, partner, teu, "flows.no_destination",
        f"the pack knows no place with residents in {partner}.",
        f"数据包中“{partner}”没有带人口的地点。",
    )  # fmt: skip


def _taken_back(direction: Direction, partner: str, teu: float) -> Stray:
    return Stray(
        direction, partner, teu, "flows.taken_back",
        "more was taken back in this year than was released.",
        "该年冲销多于放行。",
    )  # fmt: skip


def _no_rate(direction: Direction, partner: str, currency: str) -> Stray:
    return Stray(
        direction, partner, 0.0, "flows.currency",
        f"the pack has no rate of {currency}, so that a line of unknown size is left out.",
        f"数据包没有 {currency} 汇率，未计入一项货物。",
    )  # fmt: skip
