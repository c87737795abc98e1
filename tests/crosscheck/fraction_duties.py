"""Duties of printed cells of the EU and of Japan, read and worked out a second time.

Written from the cells' own words alone: nothing of the program is imported. There is no tree:
each cell is taken apart from its ends inward and summed in fractions on the way.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

Facts = Mapping[str, Fraction]
"""`value` and quantities: kg, l, alcohol_l, items, pairs, m, m2 and qualified masses."""

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
# Behind an amount of money: the words, which quantity, and how much of it one amount is for.
EU_PER = (
    (r"%vol/hl", "alcohol_l", 1), (r"1000items?", "items", 1000), (r"items?", "items", 1),
    (r"100kg/nett?drainedwt|100kgeda", "kg drained", 100), (r"100kg/netdry", "kg dry", 100),
    (r"100kg/(?:net/)?%sacchar\.?", "kg sucrose", 100), (r"100kg/stdqual", "kg standard", 100),
    (r"100kg/(?:gross|br)", "kg gross", 100), (r"100kg/net|100kg", "kg", 100),
    (r"kg/drylacticmatter", "kg dry lactic", 1), (r"kg/lacticmatter", "kg lactic", 1),
    (r"kg/totalc", "kg alcohol", 1), (r"tonne", "kg", 1000), (r"hl", "l", 100),
    (r"100m", "m", 100), (r"m2", "m2", 1),
)  # fmt: skip
JP_PER = {
    "kg": ("kg", 1), "l": ("l", 1), "kl": ("l", 1000), "MT": ("kg", 1000), "頭": ("items", 1),
    "枚": ("items", 1), "本": ("items", 1), "1000本": ("items", 1000), "足": ("pairs", 1),
    "㎡": ("m2", 1),
}  # fmt: skip


def eu_duty(text: str, facts: Facts, month: int, day: int) -> Fraction | None:
    """What a cell of the common tariff comes to in euro; None out of season."""
    text = text.replace("€", "EUR").replace("1,0", "10")
    if "(" in text:
        for rate, spans in re.findall(r"([^()]+)\(([^)]+)\)", text):
            if any(_in_span(span, month, day) for span in spans.split(",")):
                return eu_duty(rate.strip(" ,"), facts, month, day)
        return None
    body, floor, cap = re.fullmatch(r"(.+?)(?:MIN(.+?))?(?:MAX(.+))?", text).groups()
    found = _eu_sum(body, facts)
    if floor:
        found = max(found, _eu_sum(floor, facts))
    return min(found, _eu_sum(cap, facts)) if cap else found


def _in_span(span: str, month: int, day: int) -> bool:
    first, last = (part.strip() for part in span.strip().split("-"))
    last_day, last_month = re.fullmatch(r"(\d+) *([A-Z]{3})[A-Z]*", last).groups()
    first_day, first_month = re.fullmatch(r"(\d+) *([A-Z]{3})?[A-Z]*", first).groups()
    begins = 100 * (MONTHS.index(first_month or last_month) + 1) + int(first_day)
    ends = 100 * (MONTHS.index(last_month) + 1) + int(last_day)
    return begins <= 100 * month + day <= ends


def _eu_sum(text: str, facts: Facts) -> Fraction:
    return sum((_eu_term(term.replace(" ", ""), facts) for term in text.split("+")), Fraction(0))


def _eu_term(term: str, facts: Facts) -> Fraction:
    if "EUR" not in term:  # the column is of percentages, with the sign or without
        return Fraction(term.rstrip("%")) / 100 * facts["value"]
    amount, words = term.split("EUR")
    for pattern, name, many in EU_PER:
        if re.fullmatch(rf"/?(?:{pattern})", words):
            return Fraction(amount) * facts[name] / many
    raise ValueError(term)


def jp_duty(text: str, facts: Facts) -> Fraction:
    """What a cell of Japan's schedule comes to in yen, marks and brackets aside."""
    for wide, plain in zip("（）％＋－−，", "()%+--,", strict=True):
        text = text.replace(wide, plain)
    text = re.sub(r"(\d),(?=\d{3})", r"\1", re.sub(r"\s", "", text)).lstrip("*◎※●")
    if text[0] == "(" and not re.match(r"\(+\d+(?:\.\d+)?円(?:×[\d.]+)?-", text):
        text = text[1:-1]
    if text in ("無税", "免税"):
        return Fraction(0)
    if "乳糖" in text:
        base, more = re.findall(r"([\d.]+)円", text)
        return Fraction(base) * facts["kg"] + Fraction(more) * facts["kg lactose over 10"]
    text, _, least = text.partition("ただしその税率が")
    if "又は" in text:
        one, rest = text.split("又は")
        other, which = rest.split("のうちいずれか")
        pick = max if which.startswith("高") else min
        found = pick(_jp_sum(one, facts), _jp_sum(other, facts))
    else:
        found = _jp_sum(text, facts)
    return max(found, _jp_sum(least.split("場合は")[1], facts)) if least else found


def _jp_sum(text: str, facts: Facts) -> Fraction:
    less = re.fullmatch(r"\(+([\d.]+)円(?:×([\d.]+))?-課税価格\)(?:×([\d./]+)\))?/(\w+)", text)
    if less:
        yen, factor, part, unit = less.groups()
        name, many = JP_PER[unit]
        gap = Fraction(yen) * Fraction(factor or 1) * facts[name] / many - facts["value"]
        over, _, under = (part or "1").partition("/")
        return gap * Fraction(over) / Fraction(under or 1)
    return sum((_jp_term(term, facts) for term in text.split("+")), Fraction(0))


def _jp_term(term: str, facts: Facts) -> Fraction:
    if term.endswith("%"):
        return Fraction(term[:-1]) / 100 * facts["value"]
    yen, unit = term.split("円/")
    name, many = JP_PER[unit]
    return Fraction(yen) * facts[name] / many
