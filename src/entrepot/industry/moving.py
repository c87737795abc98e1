"""Firms that move in from elsewhere, matched with sites by energy, ore, labour and climate."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.industry.factors import Need, Supply, serve
from entrepot.industry.placement import FAILED, MET, UNKNOWN, Condition, Firm, Option, Park
from entrepot.industry.placement import option as option_of
from entrepot.industry.sites import PARKS
from entrepot.industry.supply import ASKS, ORE, SITES, STEPS, free_on, supplies_of
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/parks"
MATCHED, POSSIBLE, FAILS, NOT_ASKED = "matched", "possible", "fails", "not_asked"
_TWICE = Decimal(2)
# What a firm asks, what a site has, and whether it must not be more (1) or less (-1).
_CLIMATE = (("most_july_c", "july_mean_c", 1), ("least_january_c", "january_mean_c", -1),
            ("most_humidity_pct", "humidity_pct", 1))  # fmt: skip
FIRMS = Roll(
    "moving_firms", "Firms that move", "转移企业",
    (
        Column("name", "text", "Firm", "企业名称", needed=True),
        Column("enterprise", "id", "Firm in the register", "登记企业"),
        Column("origin", "text", "Moves from", "迁出地"),
        Column("industry", "text", "Industry", "行业"),
        Column("told_on", "day", "Known since", "获知日期"),
        Column("moves_on", "day", "Moves", "计划迁入日期", needed=True),
        Column("moved_on", "day", "Moved in", "实际迁入日期"),
        Column("power_mw", "number", "Power asked [MW]", "用电需求（兆瓦）", least=0),
        Column("labour_people", "whole", "People asked", "用工需求（人）", least=0),
        Column("ore", "id", "Ore", "矿种"),
        Column("ore_t_per_y", "number", "Ore asked [t/year]", "矿石需求（吨/年）", least=0),
        Column("most_july_c", "number", "Most mean of July [°C]", "七月均温上限（摄氏度）"),
        Column("least_january_c", "number", "Least mean of January [°C]", "一月均温下限（摄氏度）"),
        Column("most_humidity_pct", "number", "Most humidity [%]", "湿度上限（%）", least=0,
               most=100),
    ),
)  # fmt: skip


def tell_moving(rolls: Rolls, on: date) -> Answer:
    """Each firm at each site, and which firm is matched with which under what the sites have.

    What a firm leaves empty it does not ask. A firm that asks nothing is not matched. More than is
    free for good on the day a firm moves is never given.
    """
    firms = [one for one in rolls["moving_firms"] if is_looking(one, on)]
    asking = [one for one in firms if asks_of(one) or _climate_asked(one)]
    supplies = {one["id"]: supplies_of(one["id"], rolls, on) for one in rolls["sites"]}
    options = options_of(asking, rolls["sites"], supplies, on)
    matched = matches(options)
    by_id = {one["id"]: one for one in asking}
    rows = [_row(by_id[one.firm.id], one, matched, supplies[one.park.id], on) for one in options]
    figures = {
        **_figures(asking, rows), "firms": len(firms) or None, "not_told": len(firms) - len(asking),
        "moved": sum(is_by(one["moved_on"], on) for one in rolls["moving_firms"])
        if rolls["moving_firms"] else None,
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=_by_match))


def is_looking(firm: Row, on: date) -> bool:
    """Whether a firm is known by a day and has not moved in yet."""
    is_known = firm["told_on"] is None or is_by(firm["told_on"], on)
    return is_known and not is_by(firm["moved_on"], on)


def asks_of(firm: Row) -> dict[str, Decimal]:
    """What a firm asks of factors."""
    asked = {"power:": firm["power_mw"], "labour:": firm["labour_people"],
             f"{ORE}:{firm['ore'] or ''}": firm["ore_t_per_y"]}  # fmt: skip
    return {key: Decimal(amount) for key, amount in asked.items() if amount}


def options_of(
    firms: Sequence[Row], sites: Sequence[Row], supplies: Mapping[str, Sequence[Supply]], on: date
) -> list[Option]:
    """Every firm at every site: its conditions and its score."""
    days = sorted({max(one["moves_on"], on) for one in firms})
    keys = {key for firm in firms for key in asks_of(firm)}
    free = {one["id"]: _free(supplies[one["id"]], keys, days) for one in sites}
    return [_option(firm, site, free[site["id"]], days, sites, on)
            for site in sites for firm in firms]  # fmt: skip


def _free(
    supplies: Sequence[Supply], keys: set[str], days: Sequence[date]
) -> dict[str, Decimal]:  # fmt: skip
    """What is free of each factor on each day a firm moves.

    What is free for good never lessens and what is given is never given back, so that on the days
    between nothing more binds.
    """
    told = {(key, day): free_on(key, supplies, day) for key in keys for day in days}
    return {f"{key} {day}": free for (key, day), free in told.items() if free is not None}


def _option(
    firm: Row, site: Row, free: Mapping[str, Decimal], days: Sequence[date],
    sites: Sequence[Row], on: date,
) -> Option:  # fmt: skip
    start, asked = max(firm["moves_on"], on), asks_of(firm)
    needs = {f"{key} {day}": amount for key, amount in asked.items() for day in days
             if day >= start}  # fmt: skip
    people = free.get(f"labour: {start}")
    offers = {"price": price_part(site, sites), "labour": room_part(asked.get("labour:"), people)}
    known = {name: float(part) for name, part in offers.items() if part is not None}
    park = Park(site["id"], free, offers=known, slots=site["slots"])
    found = option_of(Firm(firm["id"], needs, wishes={"price": 1.0, "labour": 1.0}), park)
    own = [one for one in found.conditions if one.name.endswith(f" {start}")]
    return replace(found, conditions=[*own, *_climate(firm, site)])


def price_part(site: Row, sites: Sequence[Row]) -> Decimal | None:
    """The lowest price of power among sites of the same currency over this one's, 0 to 1."""
    price = site["power_price_per_mwh"]
    told = [one["power_price_per_mwh"] for one in sites if one["currency"] == site["currency"]]
    least = min((one for one in told if one is not None), default=None)
    if price is None or least is None:
        return None
    return Decimal(least / price) if price else Decimal(1)


def room_part(asked: Decimal | None, free: Decimal | None) -> Decimal | None:
    """People free over twice those asked, at most 1; twice is a choice of this system."""
    if not asked or free is None:
        return None
    return max(Decimal(0), min(Decimal(1), free / (_TWICE * asked)))


def _climate_asked(firm: Row) -> bool:
    return any(firm[name] is not None for name, _, _ in _CLIMATE)


def _climate(firm: Row, site: Row) -> Iterator[Condition]:
    for name, own, sign in _CLIMATE:
        limit, held = firm[name], site[own]
        if limit is not None:
            state = UNKNOWN if held is None else MET if sign * held <= sign * limit else FAILED
            yield Condition("climate", own, state, limit, held)


def matches(options: Sequence[Option]) -> set[tuple[str, str]]:
    """Firms and sites that go together under what is free, each firm once.

    Firms that the fewest sites would do for come first, then the higher score; a page must answer
    at once, so that the best of all matches together is not looked for.
    """
    possible = [one for one in options if one.is_possible]
    sites = Counter(one.firm.id for one in possible)
    left = {one.park.id: dict(one.park.free) for one in possible}
    slots = {one.park.id: one.park.slots for one in possible}
    found: dict[str, str] = {}
    for one in sorted(possible, key=lambda one: (sites[one.firm.id], -one.score, one.firm.id,
                                                 one.park.id)):  # fmt: skip
        site, needs = one.park.id, one.firm.needs
        has_room = slots[site] != 0 and all(left[site][name] >= need
                                            for name, need in needs.items())  # fmt: skip
        if one.firm.id not in found and has_room:
            found[one.firm.id] = site
            left[site] |= {name: left[site][name] - need for name, need in needs.items()}
            slots[site] = None if (more := slots[site]) is None else more - 1
    return set(found.items())


def _row(
    firm: Row, one: Option, matched: set[tuple[str, str]], supplies: Sequence[Supply], on: date
) -> Row:  # fmt: skip
    told = {name: _state(one, name) for name in ("power", ORE, "labour", "climate")}
    worst = _worst(one.conditions)
    answer = (MATCHED if (firm["id"], one.park.id) in matched else
              {MET: POSSIBLE, FAILED: FAILS}.get(worst or MET))  # fmt: skip
    return {
        "firm": firm["id"], "name": firm["name"], "origin": firm["origin"], "site": one.park.id,
        "moves_on": firm["moves_on"], "answer": answer, **told,
        "ready_on": _ready(firm, supplies, on),
        "score": round(Decimal(100 * one.score), 1) if one.park.offers else None,
    }  # fmt: skip


def _state(one: Option, name: str) -> str | None:
    found = [held for held in one.conditions
             if held.kind == name or held.name.startswith(f"{name}:")]  # fmt: skip
    worst = _worst(found)
    return NOT_ASKED if worst is None else None if worst == UNKNOWN else worst


def _worst(conditions: Sequence[Condition]) -> str | None:
    states = [one.state for one in conditions]
    return next((one for one in (FAILED, UNKNOWN, MET) if one in states), None)


def _ready(firm: Row, supplies: Sequence[Supply], on: date) -> date | None:
    """First day from which a site has the factors a firm asks; None where it never has."""
    needs = [Need(key, amount, max(firm["moves_on"], on)) for key, amount in asks_of(firm).items()]
    return serve(needs, supplies).served_from if needs else None


def _figures(firms: Sequence[Row], rows: Sequence[Row]) -> dict[str, Any]:
    answers = {firm["id"]: {row["answer"] for row in rows if row["firm"] == firm["id"]}
               for firm in firms}  # fmt: skip
    of = [next(one for one in (MATCHED, POSSIBLE, None, FAILS) if one in found)
          for found in answers.values() if found]  # fmt: skip
    names = {"matched": MATCHED, "crowded_out": POSSIBLE, "without": FAILS}
    return {**{name: of.count(code) if of else None for name, code in names.items()},
            "not_known": of.count(None)}  # fmt: skip


def _by_match(row: Row) -> tuple[Any, ...]:
    order = (MATCHED, POSSIBLE, None, FAILS)
    return (row["firm"], order.index(row["answer"]), -(row["score"] or 0), row["site"])


_MET = (Choice(MET, "met", "满足"), Choice(FAILED, "not met", "不满足"),
        Choice(NOT_ASKED, "not asked", "无要求"))  # fmt: skip
_ANSWERS = (Choice(MATCHED, "matched", "匹配"), Choice(POSSIBLE, "would do", "可选"),
            Choice(FAILS, "does not do", "不适合"))  # fmt: skip
PANELS = (
    Panel(
        "moving_firms", (33,), PAGE, "Moving firms matched with sites", "承接转移：企业与场地匹配",
        (PARKS, SITES, STEPS, ASKS, FIRMS),
        (
            Column("firms", "whole", "Firms looking for a site", "待落地企业"),
            Column("matched", "whole", "Matched with a site", "已匹配"),
            Column("crowded_out", "whole", "A site would do, but others fill it", "场地被占满"),
            Column("without", "whole", "No site does", "无合适场地"),
            Column("not_known", "whole", "Something is not known", "信息不全"),
            Column("not_told", "whole", "Ask nothing yet", "未提出要求"),
            Column("moved", "whole", "Moved in", "已迁入"),
        ),
        (
            Column("firm", "id", "Firm", "企业"), Column("name", "text", "Name", "名称"),
            Column("origin", "text", "Moves from", "迁出地"), Column("site", "id", "Site", "场地"),
            Column("moves_on", "day", "Moves", "计划迁入日期"),
            Column("answer", "choice", "Answer", "判定", choices=_ANSWERS),
            Column("power", "choice", "Energy", "能源", choices=_MET),
            Column(ORE, "choice", "Ore", "矿石", choices=_MET),
            Column("labour", "choice", "Labour", "劳动力", choices=_MET),
            Column("climate", "choice", "Climate", "气候", choices=_MET),
            Column("ready_on", "day", "Has the factors from", "要素满足日期"),
            Column("score", "number", "Score [0 to 100]", "评分（0–100）"),
        ),
        tell_moving,
    ),
)  # fmt: skip
