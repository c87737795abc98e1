"""Factors at sites: what is free, what projects ask, when they are served, and what binds."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from entrepot.industry.factors import LATER, NEVER, ON_TIME, UNKNOWN, Need, Step, Supply, serve
from entrepot.industry.sites import PARKS
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by
from entrepot.kernel.roll import Choice, Column, Roll, Row

PAGE = "/factors"
ORE = "ore"
FACTORS = (
    Choice("land", "land [m²]", "土地（平方米）"), Choice("power", "power [MW]", "电力（兆瓦）"),
    Choice("water", "water [m³/day]", "供水（立方米/日）"),
    Choice("gas", "gas [m³/day]", "燃气（立方米/日）"),
    Choice("labour", "labour [people]", "劳动力（人）"),
    Choice("buildings", "factory buildings [m²]", "标准厂房（平方米）"),
    Choice("warehouses", "warehouses [m²]", "仓储（平方米）"),
    Choice("discharge", "discharge [t/day]", "排放指标（吨/日）"),
    Choice(ORE, "ore [t/year]", "矿石（吨/年）"),
)  # fmt: skip
_FACTOR = (
    Column("factor", "choice", "Factor", "要素", needed=True, choices=FACTORS),
    Column("what", "id", "Which ore, which skill", "矿种或工种"),
)
SITES = Roll(
    "sites", "Sites", "场地",
    (
        Column("name", "text", "Site", "场地名称", needed=True),
        Column("name_zh", "text", "Site in Chinese", "场地中文名称"),
        Column("park", "id", "Park", "园区", refers="parks"),
        Column("slots", "whole", "More firms it takes", "尚可容纳企业数", least=0),
        Column("july_mean_c", "number", "Mean of July [°C]", "七月均温（摄氏度）"),
        Column("january_mean_c", "number", "Mean of January [°C]", "一月均温（摄氏度）"),
        Column("humidity_pct", "number", "Mean humidity [%]", "平均湿度（%）", least=0, most=100),
        Column("power_price_per_mwh", "amount", "Price of power a MWh", "电价（每兆瓦时）"),
        Column("currency", "currency", "Currency", "币种"),
    ),
)  # fmt: skip
STEPS = Roll(
    "factor_steps", "Supply of factors", "要素供给",
    (
        Column("site", "id", "Site", "场地", needed=True, refers="sites"), *_FACTOR,
        Column("amount", "number", "More free, or less", "新增或减少", needed=True),
        Column("on", "day", "From", "起始日期", needed=True),
        Column("known_on", "day", "Known since", "获知日期"),
    ),
)  # fmt: skip
ASKS = Roll(
    "factor_asks", "What projects ask of factors", "项目要素需求",
    (
        Column("project", "id", "Project", "项目", needed=True),
        Column("site", "id", "Site", "场地", needed=True, refers="sites"), *_FACTOR,
        Column("amount", "number", "Amount", "需求量", needed=True, least=0),
        Column("wanted_on", "day", "Wanted from", "需用日期", needed=True),
        Column("asked_on", "day", "Asked", "提出日期"),
        Column("granted_on", "day", "Granted", "落实日期"),
    ),
)  # fmt: skip


def key_of(row: Row) -> str:
    """A factor, and which ore or skill, as one word."""
    return f"{row['factor']}:{row['what'] or ''}"


def supplies_of(site: str, rolls: Rolls, on: date) -> list[Supply]:
    """What is free at a site as known on a day, less what was granted by then."""
    steps = [(key_of(one), Step(one["on"], one["amount"])) for one in rolls["factor_steps"]
             if one["site"] == site and _is_known(one["known_on"], on)]  # fmt: skip
    taken = [(key_of(one), Step(one["wanted_on"], -one["amount"])) for one in rolls["factor_asks"]
             if one["site"] == site and is_by(one["granted_on"], on)]  # fmt: skip
    keys = dict.fromkeys(key for key, _ in steps)
    return [Supply(key, "", [step for one, step in (*steps, *taken) if one == key])
            for key in keys]  # fmt: skip


def free_on(key: str, supplies: Sequence[Supply], on: date) -> Decimal | None:
    """What is free of a factor from a day on and for good; None where it is not known."""
    return serve([Need(key, Decimal(0), on)], supplies).served[0].free


def tell_asks(rolls: Rolls, on: date) -> Answer:
    """What is asked and not yet granted: when it is served, and what binds; the worst first.

    A project's wants at a site from one day are a phase; a phase needs what its own phases before
    it need too; one whose day has passed is served late. `in_turn_from` is the day on which it is
    served when what others asked before is served before it; to serve by day of asking is a choice
    of this system.
    """
    asks = open_asks(rolls, on)
    turns = dict(_in_turn(asks, rolls, on))
    rows = [{**_phase(phase, asks, rolls, on), "in_turn_from": turns[_phase_key(phase[0])]}
            for phase in _phases(asks)]  # fmt: skip
    return Answer(_figures(rows), sorted(rows, key=_by_answer))


def open_asks(rolls: Rolls, on: date) -> list[Row]:
    """What was asked by a day and not granted by then."""
    return [one for one in rolls["factor_asks"]
            if _is_known(one["asked_on"], on) and not is_by(one["granted_on"], on)]  # fmt: skip


def _is_known(day: date | None, on: date) -> bool:
    return day is None or day <= on


def _phase_key(one: Row) -> tuple[str, str, date]:
    return one["project"], one["site"], one["wanted_on"]


def _phases(asks: Sequence[Row]) -> list[list[Row]]:
    return [list(found) for _, found in groupby(sorted(asks, key=_phase_key), _phase_key)]


def _needs(asks: Sequence[Row], start: date) -> list[Need]:
    amounts: dict[str, Decimal] = {}
    for one in asks:
        amounts[key_of(one)] = amounts.get(key_of(one), Decimal(0)) + one["amount"]
    return [Need(key, amount, start) for key, amount in amounts.items()]


def _phase(phase: Sequence[Row], asks: Sequence[Row], rolls: Rolls, on: date) -> Row:
    project, site, start = _phase_key(phase[0])
    keys = {key_of(one) for one in phase}
    before = [one for one in asks if (one["project"], one["site"]) == (project, site)
              and one["wanted_on"] <= start and key_of(one) in keys]  # fmt: skip
    found = serve(_needs(before, max(start, on)), supplies_of(site, rolls, on))
    answer = LATER if found.answer == ON_TIME and start < on else found.answer
    short = {one.need.factor: one.short for one in found.served if one.short}
    return {
        "project": project, "site": site, "wanted_on": start, "keys": tuple(found.binds),
        "answer": None if answer == UNKNOWN else answer,
        "served_from": found.served_from, **_words("binds", dict.fromkeys(found.binds)),
        **_words("short", short),
    }  # fmt: skip


def _words(name: str, found: Mapping[str, Decimal | None]) -> Row:
    """Factors, each with an amount where there is one, in both languages."""
    parts = [(key.split(":", 1), "" if amount is None else f" {amount:f}")
             for key, amount in found.items()]  # fmt: skip
    by_code = {one.code: one for one in FACTORS}
    en = [f"{by_code[code].en}{f' {what}' if what else ''}{amount}"
          for (code, what), amount in parts]  # fmt: skip
    zh = [f"{by_code[code].zh}{what}{amount}" for (code, what), amount in parts]
    return {name: "; ".join(en) or None, f"{name}_zh": "；".join(zh)}


def _in_turn(
    asks: Sequence[Row], rolls: Rolls, on: date
) -> Iterator[tuple[tuple[str, str, date], date | None]]:
    """Phases by day of asking, each taking what it is served from what is left by then.

    What a project could not be served of a factor before is wanted with its next phase.
    """
    left = {site: supplies_of(site, rolls, on) for site in {one["site"] for one in asks}}
    unserved: list[Row] = []
    for phase in sorted(_phases(asks), key=_turn):
        project, site, start = _phase_key(phase[0])
        keys = {key_of(one) for one in phase}
        wanted = [*(one for one in unserved if (one["project"], one["site"]) == (project, site)
                    and key_of(one) in keys), *phase]  # fmt: skip
        needs = _needs(wanted, max(start, on))
        day = serve(needs, left[site]).served_from
        yield _phase_key(phase[0]), day
        unserved = [one for one in unserved if one not in wanted] + ([] if day else wanted)
        if day is not None:
            left[site] = [_less(one, needs, day) for one in left[site]]


def _turn(phase: Sequence[Row]) -> tuple[date, date, str]:
    asked = max(one["asked_on"] or date.max for one in phase)
    return asked, phase[0]["wanted_on"], phase[0]["project"]


def _less(supply: Supply, needs: Sequence[Need], day: date) -> Supply:
    taken = [Step(day, -one.amount) for one in needs if one.factor == supply.factor]
    return Supply(supply.factor, supply.unit, [*supply.steps, *taken])


def _figures(rows: Sequence[Row]) -> Row:
    answers = Counter(row["answer"] for row in rows)
    binds = Counter(key.split(":")[0] for row in rows for key in row["keys"])
    first = min(binds, key=lambda one: (-binds[one], one), default=None)
    known = len(rows) > answers[None]
    return {
        "phases": len(rows) or None,
        **{name: answers[name] if known else None for name in (ON_TIME, LATER, NEVER)},
        "not_known": answers[None], "binds_most": first,
        "crowded": sum(row["answer"] == ON_TIME and row["in_turn_from"] != row["wanted_on"]
                       for row in rows) if known else None,
    }  # fmt: skip


def _by_answer(row: Row) -> tuple[int, date, str, str]:
    order = (NEVER, None, LATER, ON_TIME)
    return (order.index(row["answer"]), row["wanted_on"], row["project"], row["site"])


_ANSWERS = (Choice(ON_TIME, "in time", "按时满足"), Choice(LATER, "later", "延后满足"),
            Choice(NEVER, "not by what is planned", "现有计划不能满足"))  # fmt: skip
PANELS = (
    Panel(
        "factor_asks", (52,), PAGE, "Projects: when factors serve them, and what binds",
        "项目要素保障：何时满足、受何制约", (PARKS, SITES, STEPS, ASKS),
        (
            Column("phases", "whole", "Phases of projects that ask", "待落实的项目需求"),
            Column(ON_TIME, "whole", "Served in time", "按时满足"),
            Column(LATER, "whole", "Served later", "延后满足"),
            Column(NEVER, "whole", "Not served by what is planned", "现有计划不能满足"),
            Column("not_known", "whole", "Supply not known", "供给未知"),
            Column("binds_most", "choice", "Binds most often", "最常受限要素", choices=FACTORS),
            Column("crowded", "whole", "In time alone, but not in turn", "单独可按时、排队则延后"),
        ),
        (
            Column("project", "id", "Project", "项目"), Column("site", "id", "Site", "场地"),
            Column("wanted_on", "day", "Wanted from", "需用日期"),
            Column("answer", "choice", "Answer", "判定", choices=_ANSWERS),
            Column("served_from", "day", "Served from", "满足日期"),
            Column("in_turn_from", "day", "Served in turn from", "排队满足日期"),
            Column("binds", "text", "What binds", "制约要素"),
            Column("short", "text", "Short on that day, or today", "需用日（已过则今日）缺口"),
        ),
        tell_asks,
    ),
)  # fmt: skip
