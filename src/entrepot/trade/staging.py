"""From the columns of a source to lines: what can be used, what not, and what is new of it."""

from collections.abc import Sequence
from typing import Any

import ibis
from ibis import _

from entrepot.kernel.money import MINOR_DIGITS
from entrepot.trade.lines import DIMENSIONS, FIELDS, FLOWS, UNITS, LineMap, minor_units
from entrepot.trade.tables import exact, month_of, stripped

Table = Any  # an Ibis table; Ibis has no types
_LEAST_HS, _MOST_HS = 2, 10
_KEPT = "decimal(38, 6)"
_TEXTS = tuple(one.name for one in FIELDS if one.kind == "text")


def staged(source: Table, found: LineMap, countries: Table) -> Table:
    """Every row of a source as a line, with `row` and `fault`; a good line has no fault.

    Args:
        source: Table of the source's columns, all text, with `row`, the number of the row.
        found: Which column gives which field.
        countries: Table of `told`, as the source writes a country, and `code`.
    """
    text = {name: _text(source, found, name) for name in _TEXTS}
    lines = source.select(
        **text, row=source.row, version=_whole(source, found, "version", 1),
        month=_month(source, found), value=_amount(source, found, "value"),
        duty=_amount(source, found, "duty"), mass=_amount(source, found, "net_mass_kg"),
        **{name: _instant(source, found, name) for name in _INSTANTS},
    )  # fmt: skip
    lines = _with_countries(lines, countries)
    lines = lines.mutate(
        hs=_.hs.replace(".", "").replace(" ", ""), flow=_flow(lines.flow),
        kind=(lines.kind == "reversal").ifelse("reversal", "original"),
        currency=(lines.currency == "").ifelse(found.currency, lines.currency),
    )  # fmt: skip
    lines = lines.mutate(fault=_fault(lines), per_unit=_minor_units(lines.currency, found))
    lines = lines.mutate(
        value_minor=(_.value * _.per_unit).round(0).cast("int64"),
        duty_minor=(_.duty * _.per_unit).round(0).cast("int64"),
        net_mass_g=(_.mass * 1000).round(0).cast("int64"),
    )
    return lines.drop("value", "duty", "mass", "per_unit")


_INSTANTS = ("arrived_at", "lodged_at", "released_at")


def _text(source: Table, found: LineMap, name: str) -> Any:
    column = found.columns.get(name)
    if column is None:
        return ibis.literal(found.constants.get(name, ""))
    return stripped(source[column].cast("string")).coalesce("")


def _whole(source: Table, found: LineMap, name: str, otherwise: int) -> Any:
    column = found.columns.get(name)
    return source[column].try_cast("int64") if column else ibis.literal(otherwise, "int64")


def _amount(source: Table, found: LineMap, name: str) -> Any:
    column = found.columns.get(name)
    if column is None:
        return ibis.null(_KEPT)
    return exact(stripped(source[column].cast("string")).replace(",", "").nullif(""))


def _instant(source: Table, found: LineMap, name: str) -> Any:
    column = found.columns.get(name)
    return source[column].try_cast("timestamp") if column else ibis.null("timestamp")


def _month(source: Table, found: LineMap) -> Any:
    """The month of a line; 202400 where only its year is told."""
    if found.gives("month"):
        return month_of(_text(source, found, "month"))
    return _text(source, found, "year").try_cast("int64") * 100


def _flow(text: Any) -> Any:
    low, found = text.lower(), ibis.null("string")
    for name, words in FLOWS.items():
        found = low.isin(words).ifelse(ibis.literal(name), found)
    return found


def _with_countries(lines: Table, countries: Table) -> Table:
    """Countries by their code of two letters; one that is in no list is unknown."""
    for name in ("partner", "origin"):
        renamed = countries.select(**{f"{name}_told": "told", f"{name}_code": "code"})
        joined = lines.left_join(renamed, lines[name].upper() == renamed[f"{name}_told"])
        lines = joined.mutate(**{name: joined[f"{name}_code"]}).drop(f"{name}_told", f"{name}_code")
    return lines.mutate(origin=lines.origin.coalesce(""))


def _fault(lines: Table) -> Any:
    """The first thing that is wrong with a line; none is null."""
    digits = lines.hs.re_search("^[0-9]+$")
    long = lines.hs.length().between(_LEAST_HS, _MOST_HS)
    month = lines.month % 100
    checks = (
        (lines.month.isnull() | (lines.month < 100000) | (month > 12), "month"),
        (lines.flow.isnull(), "flow"),
        (lines.partner.isnull(), "partner"),
        (~digits | ~long, "hs"),
        (lines.value.isnull() | ((lines.value < 0) & (lines.kind == "original")), "value"),
        (~lines.currency.re_search("^[A-Z]{3}$"), "currency"),
        (lines.version.isnull(), "version"),
    )
    found = ibis.null("string")
    for wrong, name in reversed(checks):
        found = wrong.ifelse(ibis.literal(name), found)
    return found


def _minor_units(currency: Any, found: LineMap) -> Any:
    """Minor units of the line's currency in one of the source's values."""
    if found.currency:
        return ibis.literal(found.factor, "int64")
    factor = ibis.literal(max(1, 100 * UNITS[found.unit]), "int64")
    if found.unit != "minor":
        for name in MINOR_DIGITS:
            own = ibis.literal(minor_units(name) * UNITS[found.unit], "int64")
            factor = (currency == name).ifelse(own, factor)
    return factor


def named(lines: Table, *, has_name: bool) -> Table:
    """Each good line with its name and a digest of what it says.

    A source without names is told apart by its dimensions; equal ones by their order.
    """
    if not has_name:
        turn = ibis.row_number().over(group_by=list(DIMENSIONS), order_by="row")
        lines = lines.mutate(turn=turn.cast("string"))
        parts = [lines[name].cast("string") for name in DIMENSIONS]
        lines = lines.mutate(line=_joined([*parts, lines.turn]).hexdigest("md5")).drop("turn")
    return lines.mutate(digest=digest(lines))


def digest(lines: Table) -> Any:
    """What tells whether two versions of a line say the same."""
    said = [one.name for one in FIELDS if one.name not in ("line", "version", "kind")]
    return _joined([lines[name].cast("string").coalesce("") for name in said]).hexdigest("md5")


def _joined(parts: Sequence[Any]) -> Any:
    return ibis.literal("|").join(parts)


def once(lines: Table) -> Table:
    """Named lines with `turn`: 0 for the first of a name; `fault` where a later one differs."""
    group = ["line", "version", "kind"]
    turn = ibis.row_number().over(group_by=group, order_by="row")
    first = lines.digest.first().over(group_by=group, order_by="row")
    lines = lines.mutate(turn=turn, first=first)
    return lines.mutate(fault=(_.first == _.digest).ifelse(ibis.null("string"), "line")).drop(
        "first"
    )


def added(lines: Table, kept: Table, *, has_version: bool) -> Table:
    """Lines of a batch that are not kept yet in any version.

    Args:
        lines: Good lines of the batch, named, each once.
        kept: What is kept of the same source: line, version, kind, digest.
        has_version: The source tells versions and reversals itself.
    """
    return lines.anti_join(kept, ["line", "version", "kind"] if has_version else "line")


def corrected(lines: Table, kept: Table) -> Table:
    """Lines that stand with other contents, in their next version."""
    stand = standing(kept).select("line", was="version", said="digest")
    joined = lines.join(stand, "line").filter(_.digest != _.said)
    return joined.mutate(version=_.was + 1).drop("was", "said")


def standing(kept: Table) -> Table:
    """The rows that nothing took back."""
    back = kept.filter(kept.kind == "reversal").select("line", "version")
    return kept.filter(kept.kind == "original").anti_join(back, ["line", "version"])
