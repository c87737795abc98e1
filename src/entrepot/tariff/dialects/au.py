"""Cells of the Customs Tariff Act of Australia, as its web pages glue them together."""

import html
import re
from collections.abc import Iterator
from datetime import date

from entrepot.tariff.dialects.reading import Reading, spaced
from entrepot.tariff.expression import Free, parse_duty

# By their first letters: the pages misspell the rest.
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_CODE = r"(?:DCS|DCT|DTC|DC|CA|MY|LDC|NZ|PG|FI|SG|HK|KR|SP|TW)"
_SPLIT = re.compile(
    rf"From ?(?P<day>\d{{1,2}}) ?(?P<month>[A-Za-z]+) ?(?P<year>\d{{4}}) ?:?"
    rf"|\b(?P<codes>{_CODE}(?: ?/ ?{_CODE})*)[;:]? ?(?=\$|\d|Free)"
)
_ALCOHOL_OVER = re.compile(
    r"L of alcohol, calculated on that alcohol content by which the percentage by volume of "
    r"alcohol of the goods exceeds 1\.15"
)
_UNITS = {"L": "l", "kg": "kg", "stick": "item", "t": "t", "m2": "m2", "each": "item"}


def read(text: str) -> tuple[Reading, ...]:
    """Read a cell: `5% DCS4% CAFree From1July2018 2.5% From1July2019 Free`."""
    return tuple(_readings(spaced(html.unescape(text))))


def _readings(text: str) -> Iterator[Reading]:
    codes: tuple[str, ...] = ()
    begins: date | None = None
    place = 0
    for found in [*_SPLIT.finditer(text), None]:
        rate = text[place : found.start() if found else len(text)].strip()
        if rate:
            yield _reading(rate, codes, begins)
        if found is None:
            return
        if found["codes"]:
            codes = tuple(re.findall(_CODE, found["codes"]))
        else:
            codes, begins = (), _day(found)
        place = found.end()


def _reading(rate: str, codes: tuple[str, ...], begins: date | None) -> Reading:
    if rate == "Free":
        return Reading(Free(), codes, begins)
    return Reading(parse_duty(_expression(rate)), codes, begins)


def _day(found: re.Match[str]) -> date:
    return date(int(found["year"]), _MONTHS[found["month"][:3].lower()], int(found["day"]))


def _expression(text: str) -> str:
    text = _ALCOHOL_OVER.sub("l_alc_over", text.replace(" /", "/"))
    if text.endswith((" plus", " and", ",")):
        return text  # cut off: what follows is not known
    body, *cap = text.split(", or, if lower, ")
    first, *rest = re.split(r"(, and | plus |, less )", body)
    total = _term(first)
    for sign, part in zip(rest[::2], rest[1::2], strict=True):
        total += f" {'-' if 'less' in sign else '+'} {_term(part)}"
    return f"{total} MAX ({_term(cap[0])})" if cap else total


def _term(text: str) -> str:
    text = re.sub(r" \(if any\)| in the blend", "", text.strip())
    found = re.fullmatch(r"\$?(\d[\d,]*(?:\.\d+)?)(?:/(.+)| each)", text)
    if found is None:
        return text
    return f"{found[1].replace(',', '')} AUD/{_unit(found[2] or 'each')}"


def _unit(printed: str) -> str:
    if printed == "l_alc_over":
        return "l_alc/over_1_15_pct_vol"
    if printed == "L of alcohol":
        return "l_alc"
    unit, _, of = printed.partition(" of ")
    unit, _, solids = unit.partition(" ")
    of = of.removesuffix(" content") or {"TSS": "total_soluble_solids"}.get(solids, solids)
    named = _UNITS.get(unit, unit)
    return f"{named}/{of.replace(' ', '_')}" if of else named
