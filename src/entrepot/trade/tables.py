"""Tables of trade as expressions over lines; whoever holds the lines executes them.

The same expression runs on DuckDB and on Spark. Money stays in whole minor units, so that both
give the same figures to the last digit: sums of floats would depend on the order of the rows.
"""

from collections.abc import Sequence
from typing import Any

import ibis
from ibis import _

from entrepot.kernel.source import STATUSES
from entrepot.trade.lines import LineMap

Table = Any  # an Ibis table; Ibis has no types
DERIVED = {"hs2": 2, "hs4": 4, "hs6": 6}
_SHORT, _EXACT = "decimal(18, 6)", "decimal(38, 6)"
_MOST = 9e15  # a float counts minor units one by one up to here


def rows_of(source: Table, found: LineMap, by: Sequence[str]) -> Table:
    """The columns of a source as the fields that a cube needs.

    Args:
        source: Table of the source's own columns.
        found: Which column gives which field.
        by: Fields the cube is by; hs2, hs4 and hs6 follow from hs.

    Returns:
        The fields, value_minor, duty_minor, and `fault`: the first field that cannot be read,
        with `told`, what is written there.
    """
    columns = {name: dimension(source, found, name) for name in by}
    columns["value_minor"] = minor(source, found, "value")
    columns["duty_minor"] = (
        minor(source, found, "duty") if found.gives("duty") else ibis.null("int64")
    )
    checked = {name: columns[name] for name in _WHOLE if name in by} | {
        name: columns[f"{name}_minor"] for name in _MONEY if name in found.columns
    }
    columns["fault"], columns["told"] = ibis.null("string"), ibis.null("string")
    for name, column in checked.items():
        if name in found.columns:
            text = source[found.columns[name]].cast("string").nullif("")
            is_wrong = text.notnull() & (column.isnull() | _is_no_month(column, name))
            columns["fault"] = is_wrong.ifelse(name, columns["fault"])
            columns["told"] = is_wrong.ifelse(text, columns["told"])
    return source.select(**columns)


_WHOLE, _MONEY = ("month", "year"), ("duty", "value")


def _is_no_month(column: Any, name: str) -> Any:
    if name != "month":
        return ibis.literal(value=False)
    return (column < 100000) | (column > 999912) | (column % 100 > 12)


def dimension(source: Table, found: LineMap, name: str) -> Any:
    """A field of the source as text, unknown where it is blank; months as whole numbers."""
    if name in DERIVED:
        return code(source, found).substr(0, DERIVED[name])
    if name == "hs":
        return code(source, found)
    if name not in found.columns:
        text = ibis.literal(found.constants.get(name, ""))
    else:
        text = source[found.columns[name]]
        if name in _WHOLE and text.type().is_integer():
            return text.cast("int64")
        text = text.cast("string")
    if name == "month":
        return month_of(text)
    return text.try_cast("int64") if name == "year" else text.nullif("")


def month_of(text: Any) -> Any:
    """202401 from 202401, 2024-01, 2024-01-31 and 2024年01月; 202400 from the year 2024."""
    digits = text.re_replace("[^0-9]", "").substr(0, 6)
    is_year = (digits.length() == 4) & text.re_search("^[0-9]{4}")  # 24-01 is none
    year = is_year.ifelse(digits.concat("00"), digits)
    return (year.length() == 6).ifelse(year, ibis.null("string")).try_cast("int64")


def code(source: Table, found: LineMap) -> Any:
    """The code of the good without points and blanks; unknown where none is written."""
    text = source[found.columns["hs"]].cast("string")
    return text.replace(".", "").replace(" ", "").nullif("")


def minor(source: Table, found: LineMap, name: str) -> Any:
    """An amount in whole minor units; a fraction of one is rounded half up.

    Whole numbers and text are multiplied exactly. Floats are taken by the nearest unit. What is
    no amount is unknown.
    """
    if name not in found.columns:
        return (exact(ibis.literal(found.constants[name])) * found.factor).round(0).cast("int64")
    column = source[found.columns[name]]
    if column.type().is_integer():
        return column.cast("int64") * found.factor
    if column.type().is_floating():
        known = (column.abs() < _MOST).ifelse(column, ibis.null("float64"))
        return (known * found.factor).round().cast("int64")
    amount = exact(stripped(column)) if column.type().is_string() else column.try_cast(_EXACT)
    return (amount * found.factor).round(0).cast("int64")


def stripped(text: Any) -> Any:
    """Text without blanks around it; DuckDB finds them sooner than it strips."""
    return text.re_search(r"^\s|\s$").ifelse(text.strip(), text)


def exact(text: Any) -> Any:
    """An amount from text, to six digits behind the point; unknown where it is none.

    DuckDB reads decimals of 18 digits eighty times faster than those of 38.
    """
    return text.try_cast(_SHORT).cast(_EXACT).coalesce(text.try_cast(_EXACT))


def cube(rows: Table, by: Sequence[str]) -> Table:
    """Value, duty, number of lines and number of unreadable lines by some fields.

    A sum of which a part is unknown is unknown.
    """
    return rows.group_by(list(by)).aggregate(
        value_minor=whole_sum(_.value_minor), duty_minor=whole_sum(_.duty_minor),
        n_lines=_.count().cast("int64"), n_wrong=_.fault.count().cast("int64"),
    )  # fmt: skip


def faults(rows: Table) -> Table:
    """Texts that cannot be read: the field, the text, and how many lines have it."""
    found = rows.filter(rows.fault.notnull()).group_by(["fault", "told"])
    return found.aggregate(n_lines=_.count().cast("int64"))


def rca(cells: Table, location: str, product: str) -> Table:
    """Revealed comparative advantage of each location in each product.

    Totals are joined to the cells, for a window over everything is one task for Spark. Sums
    are whole numbers; the one division comes last. Without trade it is unknown.

    Source:
        Balassa (1965), Trade liberalisation and "revealed" comparative advantage.
    """
    pairs = cells.group_by([location, product]).aggregate(value=_.value_minor.sum().cast("int64"))
    places = pairs.group_by(location).aggregate(of_place=_.value.sum().cast("int64"))
    goods = pairs.group_by(product).aggregate(of_good=_.value.sum().cast("int64"))
    world = pairs.aggregate(of_world=_.value.sum().cast("int64"))
    joined = pairs.join(places, location).join(goods, product).cross_join(world)
    share = _.value.cast("float64") / _.of_place.nullif(0).cast("float64")
    world_share = _.of_good.nullif(0).cast("float64") / _.of_world.nullif(0).cast("float64")
    return joined.select(location, product, "value", rca=share / world_share)


def live(lines: Table, revision: int) -> Table:
    """The lines that stand at a revision: known by then and not taken back by then."""
    known = lines.filter(lines.revision <= revision)
    back = known.filter(known.kind == "reversal").select("source_id", "line", "version")
    stand = known.filter(known.kind == "original")
    return stand.anti_join(back, ["source_id", "line", "version"])


def within(lines: Table, first: int, last: int) -> Table:
    """The lines of some months, both ends included [yyyymm]."""
    return lines.filter((lines.month >= first) & (lines.month <= last))


def in_currency(lines: Table, rates: Table) -> Table:
    """Lines with value and duty in one currency, each rounded half up; unknown without a rate.

    Args:
        lines: Lines.
        rates: `of`, `in_month` and `rate`: minor units of the wanted currency in one of `of`.
    """
    joined = lines.left_join(rates, [lines.currency == rates.of, lines.month == rates.in_month])
    return joined.mutate(
        value_minor=_exchanged(joined.value_minor, joined.rate),
        duty_minor=_exchanged(joined.duty_minor, joined.rate),
    ).drop("of", "in_month", "rate")


def _exchanged(minor_units: Any, rate: Any) -> Any:
    """Exact up to the rounding: 19 digits times 18, of which nine are behind the point."""
    return (minor_units * rate).round(0).cast("int64")


def as_one(lines: Table, month: int, by: Sequence[str]) -> Table:
    """Lines as if of one month and of one flow, unless the table is by these."""
    if "month" not in by:
        lines = lines.mutate(month=ibis.literal(month, "int64"))
    return lines if "flow" in by else lines.mutate(flow=ibis.literal("all"))


def cells(lines: Table, by: Sequence[str]) -> Table:
    """The cells of a table: value, mass, duty, lines, firms, the largest firm, hours.

    A cell is by its fields, its month and its flow. A sum of which a part is unknown is unknown.

    Args:
        lines: Lines in one currency.
        by: Fields of a line; hs2, hs4 and hs6 follow from hs.
    """
    rows = lines.mutate(
        **{name: lines.hs.substr(0, DERIVED[name]) for name in by if name in DERIVED},
        hours=(lines.released_at.epoch_seconds() - lines.lodged_at.epoch_seconds()) / 3600.0,
    )
    keys = list(dict.fromkeys(["month", "flow", *by]))
    plain = rows.group_by(keys).aggregate(
        value_minor=whole_sum(_.value_minor), net_mass_g=whole_sum(_.net_mass_g),
        duty_minor=whole_sum(_.duty_minor), n_lines=_.count().cast("int64"),
        status_rank=_rank(_.status).max().cast("int64"),
        n_without_firm=(_.firm == "").sum().cast("int64"),
        hours_median=_.hours.quantile(0.5), hours_p90=_.hours.quantile(0.9),
    )  # fmt: skip
    found = plain.left_join(_firms(rows, keys), keys, rname="{name}_of_firms")
    known = found.n_without_firm == 0
    return found.select(
        *keys, "value_minor", "net_mass_g", "duty_minor", "n_lines", "status_rank",
        n_firms=known.ifelse(found.n_firms, ibis.null("int64")),
        top1_minor=known.ifelse(found.top1_minor, ibis.null("int64")),
        hours_median="hours_median", hours_p90="hours_p90",
    )  # fmt: skip


def clearance(lines: Table, by: Sequence[str]) -> Table:
    """Hours from lodging to release by some fields: lines that tell them, median, 90th percentile.

    Args:
        lines: Lines that stand.
        by: Fields of a line.
    """
    hours = (lines.released_at.epoch_seconds() - lines.lodged_at.epoch_seconds()) / 3600.0
    rows = lines.mutate(hours=hours)
    told = rows.filter(rows.hours.notnull() & (rows.hours >= 0)).group_by(list(by))
    return told.aggregate(
        n_lines=_.count().cast("int64"), hours_p50=_.hours.quantile(0.5),
        hours_p90=_.hours.quantile(0.9),
    )  # fmt: skip


def _firms(rows: Table, keys: Sequence[str]) -> Table:
    """How many firms each cell has, and what the largest of them trades."""
    firms = rows.filter(_.firm != "").group_by(list(dict.fromkeys([*keys, "firm"])))
    each = firms.aggregate(of_firm=whole_sum(_.value_minor))
    return each.group_by(list(keys)).aggregate(
        n_firms=_.count().cast("int64"), top1_minor=_.of_firm.max().cast("int64")
    )


def _rank(status: Any) -> Any:
    """How uncertain a status is, 0 for published."""
    found = ibis.literal(len(STATUSES) - 1, "int64")
    for rank, name in enumerate(STATUSES[:-1]):
        found = (status == name).ifelse(ibis.literal(rank, "int64"), found)
    return found


def field_of(lines: Table, name: str) -> Any:
    """A field of lines as text; hs2, hs4 and hs6 follow from hs."""
    if name in DERIVED:
        return lines.hs.substr(0, DERIVED[name])
    return lines[name].cast("string")


def whole_sum(column: Any) -> Any:
    """A sum, unknown where a part of it is unknown."""
    return (column.count() == _.count()).ifelse(column.sum().cast("int64"), ibis.null("int64"))
