"""Parks scored on land use, tenants, services and discharge."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.land_use import check_parcel, is_granted, worst
from entrepot.industry.parks import IN_USE, UNKNOWN
from entrepot.industry.sites import LAND_RULES, PARCELS, PARKS
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by, share_pct
from entrepot.kernel.roll import Column, Roll, Row

PAGE = "/parks"
_WHOLE = Decimal("100.0")
PARTS = ("land_pct", "tenants_pct", "services_pct", "discharge_pct")
TENANTS = Roll(
    "park_tenants", "Tenants of parks", "园区入驻企业",
    (
        Column("park", "id", "Park", "园区", needed=True, refers="parks"),
        Column("enterprise", "id", "Firm", "企业", needed=True),
        Column("since", "day", "Came", "入驻日期", needed=True),
        Column("until", "day", "Left", "退出日期"),
        Column("discharge_t_per_d", "number", "Discharge [t/day]", "排放量（吨/日）", least=0),
    ),
)  # fmt: skip
SERVICES = Roll(
    "park_services", "Services that parks should have", "园区应有服务",
    (
        Column("park", "id", "Park", "园区", needed=True, refers="parks"),
        Column("service", "text", "Service", "服务", needed=True),
        Column("since", "day", "Runs from", "开通日期"),
        Column("until", "day", "Ended", "停止日期"),
    ),
)  # fmt: skip


def tell_parks(rolls: Rolls, on: date) -> Answer:
    """The parks open by a day, the best score first."""
    opened = [one for one in rolls["parks"]
              if one["opened_on"] is None or is_by(one["opened_on"], on)]  # fmt: skip
    land = land_by_park(rolls, on)
    rows = [_park(one, land.get(one["id"]), rolls, on) for one in opened]
    left = [row["discharge_left"] for row in rows if row["discharge_left"] is not None]
    figures = {
        "parks": len(rows) or None,
        "whole": sum(row["parts_known"] == len(PARTS) for row in rows) if rows else None,
        "tenants": _sum(row["tenants"] for row in rows),
        "missing": _sum(row["missing"] for row in rows),
        "over": sum(one < 0 for one in left) if left else None,
        "not_scored": sum(row["score"] is None for row in rows),
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_score))


def land_by_park(rolls: Rolls, on: date) -> Mapping[str, Decimal | None]:
    """Share of the land of each park that meets the rule, of what could be judged [%]."""
    parcels = [one for one in rolls["land_parcels"] if one["park"] and is_granted(one, on)]
    checks = [row for one in parcels for row in check_parcel(one, rolls["land_rules"], on)]
    answers = worst(checks)
    areas: dict[str, dict[bool, Decimal]] = {}
    for one in parcels:
        if answers[one["id"]] != UNKNOWN:
            park, is_good = areas.setdefault(one["park"], {}), answers[one["id"]] == IN_USE
            park[is_good] = park.get(is_good, Decimal(0)) + one["area_m2"]
    return {park: share_pct(one.get(True, Decimal(0)), sum(one.values()))
            for park, one in areas.items()}  # fmt: skip


def _park(park: Row, land_pct: Decimal | None, rolls: Rolls, on: date) -> Row:
    tenants = _of(park, rolls["park_tenants"])
    here = None if tenants is None else [one for one in tenants if _is_there(one, on)]
    firms = None if here is None else len({one["enterprise"] for one in here})
    services = _of(park, rolls["park_services"])
    asked = {one["service"] for one in services or ()}
    run = len({one["service"] for one in services if _is_there(one, on)}) if services else None
    load = discharge_of(here)
    licensed = park["discharge_t_per_d"]
    parts = {
        "land_pct": land_pct,
        "tenants_pct": _at_most(share_pct(firms, park["slots"])),
        "services_pct": share_pct(run, len(asked)),
        "discharge_pct": discharge_pct(licensed, load),
    }  # fmt: skip
    return {
        "park": park["id"], "name": park["name"], "name_zh": park["name_zh"] or park["name"],
        **score(parts), **parts, "tenants": firms,
        "missing": None if run is None else len(asked) - run,
        "discharge_left": None if licensed is None or load is None else licensed - load,
    }  # fmt: skip


def score(parts: Mapping[str, Decimal | None]) -> Row:
    """The mean of the parts that are known [0 to 100]; equal weights are a choice of this system.

    The parts are land that meets the rule, places taken by tenants, services that run of those a
    park should have, and whether the discharge licensed covers what the tenants discharge.
    """
    known = [one for one in parts.values() if one is not None]
    mean = (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.1")) if known else None
    return {"score": mean, "parts_known": len(known)}


def discharge_of(tenants: Sequence[Row] | None) -> Decimal | None:
    """What tenants discharge together; unknown where one of them is."""
    told = [one["discharge_t_per_d"] for one in tenants or ()]
    return None if tenants is None or None in told else sum(told, Decimal(0))


def discharge_pct(licensed: Decimal | None, load: Decimal | None) -> Decimal | None:
    """How much of a discharge is licensed, at most the whole [%]."""
    if licensed is None or load is None:
        return None
    return _at_most(share_pct(licensed, load)) if load else _WHOLE


def _of(park: Row, rows: Sequence[Row]) -> list[Row] | None:
    """Rows of a park; a park that a register never names is unknown in it."""
    return [one for one in rows if one["park"] == park["id"]] or None


def _is_there(row: Row, on: date) -> bool:
    until = row["until"]
    return is_by(row["since"], on) and (until is None or on <= until)


def _at_most(pct: Decimal | None) -> Decimal | None:
    return None if pct is None else min(pct, _WHOLE)


def _sum(told: Iterable[int | None]) -> int | None:
    known = [one for one in told if one is not None]
    return sum(known) if known else None


def _by_score(row: Row) -> tuple[bool, Decimal, str]:
    return (row["score"] is None, -(row["score"] or Decimal(0)), row["park"])


PANELS = (
    Panel(
        "park_scores", (57,), PAGE, "Parks by land, tenants, services and discharge",
        "园区评分：用地、企业、服务与排放", (PARKS, PARCELS, LAND_RULES, TENANTS, SERVICES),
        (
            Column("parks", "whole", "Parks", "园区"),
            Column("whole", "whole", "With all four parts known", "四项齐全的园区"),
            Column("tenants", "whole", "Tenants", "入驻企业"),
            Column("missing", "whole", "Services that do not run", "未开通的服务"),
            Column("over", "whole", "Parks that discharge more than licensed", "超核准排放的园区"),
            Column("not_scored", "whole", "Not scored: nothing is known", "信息不足未评分"),
        ),
        (
            Column("park", "id", "Park", "园区"), Column("name", "text", "Name", "名称"),
            Column("score", "number", "Score [0 to 100]", "评分（0–100）"),
            Column("parts_known", "whole", "Parts known, of four", "已知项（共四项）"),
            Column("land_pct", "number", "Land that meets the rule [%]", "用地达标率（%）"),
            Column("tenants_pct", "number", "Places taken [%]", "入驻率（%）"),
            Column("services_pct", "number", "Services that run [%]", "服务开通率（%）"),
            Column("discharge_pct", "number", "Discharge licensed [%]", "排放保障率（%）"),
            Column("tenants", "whole", "Tenants", "入驻企业"),
            Column("missing", "whole", "Services that do not run", "未开通的服务"),
            Column("discharge_left", "number", "Discharge left [t/day]", "剩余排放能力（吨/日）"),
        ),
        tell_parks,
    ),
)  # fmt: skip
