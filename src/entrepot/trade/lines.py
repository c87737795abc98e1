"""A line of trade as statistics keeps it, and how the columns of a source lead to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import minor_unit
from entrepot.kernel.source import STATUSES

Kind = Literal["text", "whole", "instant"]
Unit = Literal["minor", "major", "thousand"]
Countries = Literal["iso2", "iso3", "m49", "name_zh"]
COUNTRIES = ("iso2", "iso3", "m49", "name_zh")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a line: its name, kind and meaning."""

    name: str
    kind: Kind
    meaning: str


# What a table of lines holds beside the fields of a line.
KEPT = ("source_id", "batch", "revision", "status", "digest")
FIELDS = (
    Field("line", "text", "Name of the line within its source"),
    Field("version", "whole", "Version of the line"),
    Field("kind", "text", "original or reversal"),
    Field("month", "whole", "Month of the trade, 202401; 202400 is the whole year"),
    Field("flow", "text", "import, export, re-import or re-export"),
    Field("reporter", "text", "Who reports: a country, or the region"),
    Field("region", "text", "Statistical district of source or destination at home"),
    Field("partner", "text", "Country it comes from or goes to, ISO 3166-1 alpha-2"),
    Field("origin", "text", "Country of origin"),
    Field("hs", "text", "Code of the good, four to ten digits"),
    Field("edition", "text", "Edition of the Harmonized System, such as HS2022"),
    Field("regime", "text", "Customs procedure"),
    Field("mode", "text", "Mode of transport at the border"),
    Field("office", "text", "Customs office"),
    Field("firm", "text", "The firm under a name that does not tell who it is"),
    Field("basis", "text", "CIF or FOB"),
    Field("currency", "text", "Currency of the value, ISO 4217"),
    Field("value_minor", "whole", "Statistical value [minor units of the currency]"),
    Field("duty_minor", "whole", "Duty [minor units of the currency]"),
    Field("net_mass_g", "whole", "Net mass [g]"),
    Field("arrived_at", "instant", "When the goods were there, UTC"),
    Field("lodged_at", "instant", "When the declaration was lodged, UTC"),
    Field("released_at", "instant", "When the goods were released, UTC"),
    Field("declaration", "text", "The declaration in the window"),
)
NAMES = tuple(field.name for field in FIELDS)
# What tells one line from another where the source gives lines no name.
DIMENSIONS = (
    "month", "flow", "reporter", "region", "partner", "origin", "hs", "edition", "regime", "mode",
    "office", "firm", "currency", "declaration",
)  # fmt: skip
REQUIRED = ("month", "flow", "partner", "hs", "value")
FLOWS: Mapping[str, tuple[str, ...]] = {
    "import": ("import", "imports", "i", "m", "1", "进口"),
    "export": ("export", "exports", "e", "x", "2", "出口"),
    "re-import": ("re-import", "rm"),
    "re-export": ("re-export", "rx"),
}
UNITS: Mapping[str, int] = {"minor": 0, "major": 1, "thousand": 1000}
# Fields of a map that are measured otherwise than those that are kept.
MEASURED = {"value": "value_minor", "duty": "duty_minor", "net_mass_kg": "net_mass_g"}
MAPPED = frozenset({*NAMES, *MEASURED, "year"} - {*MEASURED.values()})


@dataclass(frozen=True, slots=True)
class LineMap:
    """Which column of a source gives which field.

    Attributes:
        columns: Column by field.
        constants: Text by field, the same for every line.
        currency: Currency of the values; empty where a column tells it.
        unit: What one of a value is: minor or major units of the currency, or thousands.
        countries: How the source writes countries.
        source: Citation of the source.
        status: How sure its figures are.
        codes: Country by a code that the source has of its own.
        only: Texts by column: other rows are no lines, such as totals over modes.
        leave_out: Texts by column: rows with them are no lines, such as the whole world.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str]
    currency: str = ""
    unit: Unit = "major"
    countries: Countries = "iso2"
    source: str = ""
    status: str = "unverified"
    codes: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leave_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def factor(self) -> int:
        """Minor units of the currency in one of a value.

        Example:
            >>> LineMap({}, {}, currency="JPY", unit="thousand").factor
            1000
        """
        return UNITS[self.unit] * minor_units(self.currency) or 1

    def gives(self, field: str) -> bool:
        """Whether the source tells a field."""
        return field in self.columns or field in self.constants


def minor_units(currency: str) -> int:
    """How many minor units one of a currency has: 100, for JPY 1, for KWD 1000."""
    return int(1 / minor_unit(currency))


def parse_map(raw: Mapping[str, object], where: str = "map") -> LineMap:
    """Read a map of columns.

    Args:
        raw: columns, constants, currency, unit, countries, source, status.
        where: Name of the map in a problem.

    Raises:
        InputError: With every fault of the map.
    """
    problems = list(_check_map(raw, where))
    if problems:
        raise InputError(problems)
    return LineMap(
        _texts(raw.get("columns")), _texts(raw.get("constants")), str(raw.get("currency", "")),
        str(raw.get("unit", "major")), str(raw.get("countries", "iso2")),  # type: ignore[arg-type]
        str(raw.get("source", "")), str(raw.get("status", "unverified")),
        _texts(raw.get("codes")), _lists(raw.get("only")), _lists(raw.get("leave_out")),
    )  # fmt: skip


_KEYS = (
    "columns", "constants", "currency", "unit", "countries", "source", "status", "codes", "only",
    "leave_out",
)  # fmt: skip
_TABLES = ("columns", "constants", "codes", "only", "leave_out")


def _wrong(where: str, message: str, hint: str) -> Problem:
    return Problem("trade.map", where, message, hint)


def _check_map(raw: Mapping[str, object], where: str) -> Iterator[Problem]:
    for key in raw:
        if key not in _KEYS:
            hint = f"Parts: {', '.join(_KEYS)}."
            yield _wrong(f"{where}, {key}", "is no part of a map.", hint)
    for part in _TABLES:
        if not isinstance(raw.get(part, {}), Mapping):
            yield _wrong(f"{where}, {part}", "is no table.", 'Write it as {"partner": "CTY"}.')
    for part in ("columns", "constants"):
        for name in sorted(_texts(raw.get(part)).keys() - MAPPED):
            hint = f"Fields: {', '.join(sorted(MAPPED))}."
            yield _wrong(f"{where}, {part}.{name}", "is no field.", hint)
    if not _texts(raw.get("columns")):
        yield _wrong(f"{where}, columns", "is empty.", "Say which column gives which field.")
    yield from _check_words(raw, where)


def _check_words(raw: Mapping[str, object], where: str) -> Iterator[Problem]:
    known = {"unit": tuple(UNITS), "countries": COUNTRIES, "status": STATUSES}
    for name, words in known.items():
        if name in raw and raw[name] not in words:
            hint = f"One of {', '.join(words)}."
            yield _wrong(f"{where}, {name}", f"{raw[name]!r} is none.", hint)
    currency = str(raw.get("currency", ""))
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        yield _wrong(f"{where}, currency", f"{currency!r} is no currency.", "Write it as USD.")


def _texts(part: object) -> dict[str, str]:
    if not isinstance(part, Mapping):
        return {}
    return {str(name): str(value) for name, value in part.items()}


def _lists(part: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(part, Mapping):
        return {}
    return {
        str(name): tuple(map(str, value)) if isinstance(value, list) else (str(value),)
        for name, value in part.items()
    }


def missing_fields(found: LineMap) -> list[str]:
    """Fields that a line must have and the source does not tell."""
    lacking = [name for name in REQUIRED if not found.gives(name)]
    if "month" in lacking and found.gives("year"):
        lacking.remove("month")
    if not found.currency and not found.gives("currency"):
        lacking.append("currency")
    return lacking
