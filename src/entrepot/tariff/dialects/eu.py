"""Cells of the Common Customs Tariff of the European Union and of the tariff of the UK."""

import re

from entrepot.tariff.dialects.reading import NUMBER, Reading, spaced
from entrepot.tariff.expression import parse_duty

# The agricultural components of Regulation (EU) No 510/2014 and what TARIC calls them.
_PARTS = {
    "EA": "[agricultural_component]",
    "ADSZ": "[additional_duty_on_sugar]",
    "ADFM": "[additional_duty_on_flour]",
    "Entry Price": "[entry_price]",
}
_MONTHS = {
    "JAN": "01", "FEB": "02", "MAR": "03", "APR": "04", "MAY": "05", "JUN": "06",
    "JUL": "07", "AUG": "08", "SEP": "09", "OCT": "10", "NOV": "11", "DEC": "12",
}  # fmt: skip
_DAY = r"(\d{1,2}) ?([A-Z]{3})[A-Z]*"
_SPAN = rf"\d{{1,2}}(?: ?[A-Z]{{3,4}})? ?- ?{_DAY}"
_SEASON = re.compile(rf"(.+?) ?\(((?:{_SPAN}(?:, ?)?)+)\)(?:, ?|$)")
# Of the goods, what is weighed: as printed, as the grammar names it.
_QUALIFIERS = (
    (r"/ ?(?:net ?/ ?)?% ?sacchar\.?", "/sucrose_pct"),
    (r"/ ?net drained wt|(?<=kg) eda\b", "/net_drained"),
    (r"/ ?net dry|(?<=kg) mas\b", "/net_dry"),
    (r"(?:/ ?|(?<=kg) )std qual", "/standard_quality"),
    (r"/ ?dry lactic matter", "/dry_lactic_matter"),
    (r"/ ?lactic matter", "/lactic_matter"),
    (r"/ ?tot alc", "/total_alcohol"),
    (r"/ ?(?:gross|br)\b", "/gross"),
    (r"/ ?net\b", ""),
)


def read(text: str) -> tuple[Reading, ...]:
    """Read a cell: `9.00% + EA MAX 18.70% + ADSZ`, seasons in brackets after their rates."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", spaced(text).replace("€", " EUR"))
    seasons = list(_SEASON.finditer(text))
    if not seasons or "".join(found[0] for found in seasons) != text:
        return (Reading(parse_duty(_expression(text))),)
    parts = (f"{_expression(found[1])} from {_spans(found[2])}" for found in seasons)
    return (Reading(parse_duty("; ".join(parts))),)


def _expression(text: str) -> str:
    # The column is headed "%": a number that stands alone is a percentage.
    text = re.sub(rf"^({NUMBER})(?= ?(?:\+|MIN|MAX|$))", r"\1 %", text)
    for printed, named in _QUALIFIERS:
        text = re.sub(printed, named, text)
    for printed, named in _PARTS.items():
        text = re.sub(rf"\b{printed}\b", named, text)
    text = re.sub(r"\btonne\b", "t", re.sub(r"\bitems\b", "item", text))
    body, *bounds = re.split(r" ?\b(MIN|MAX)\b ?", text)
    held = (f" {kind} ({limit})" for kind, limit in zip(bounds[::2], bounds[1::2], strict=True))
    return body + "".join(held)


def _spans(text: str) -> str:
    return " and ".join(_span(part.strip()) for part in text.split(","))


def _span(text: str) -> str:
    first, last = (part.strip() for part in text.split("-"))
    if first.isdigit():  # 01-31 DEC
        first += last.lstrip("0123456789")
    return f"{_day(first)} to {_day(last)}"


def _day(text: str) -> str:
    found = re.fullmatch(_DAY, text)
    assert found is not None
    return f"{_MONTHS.get(found[2], '00')}-{found[1]}"
