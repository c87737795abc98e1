"""Cells of the Harmonized Tariff Schedule of the United States."""

import re
from collections.abc import Iterator
from decimal import Decimal

from entrepot.tariff.dialects.reading import NUMBER, Reading, slug, spaced
from entrepot.tariff.expression import Free, SeeLine, parse_duty

_UNITS = {
    "kg": "kg", "g": "g", "t": "t", "liter": "l", "liters": "l", "pf.liter": "pf_l",
    "bbl": "bbl", "m2": "m2", "m3": "m3", "m": "m", "pr.": "pair", "prs.": "pair",
    "doz.": "dozen", "doz.pr.": "12 pair", "doz.prs.": "12 pair", "gross": "144 item",
    "head": "item", "article": "item", "1000": "1000 item", "thousand": "1000 item",
    "1000pins": "1000 item", "carat": "carat", "cleankg": "kg/clean", "jewel": "item/jewel",
    "jewelover7": "item/jewel_over_7", "line/gross": "144 item/line",
}  # fmt: skip
_SAME = "[applicable_subheading]"
_NAMED = (
    (r"the duty (?:rate )?provided (?:for )?in ?(?:the applicable|such) subheading", _SAME),
    (r"no change", _SAME),
    (r"the rate applicable in the absence of this (?:sub)?heading", _SAME),
    (r"the rate (?:of duty )?applicable to (?:the|each|that) .+", "[rate_of_another_article]"),
)
_EACH_DEGREE = " for each degree under 100 degrees (and fractions of a degree in proportion)"
_PROGRAMME = r"[A-Z]{1,2}[+*]?"
_PROGRAMMES = re.compile(rf"\(\s*({_PROGRAMME}(?:\s*,\s*{_PROGRAMME})*)\s*\)")


def read(text: str) -> tuple[Reading, ...]:
    """Read a cell: a rate, or rates each with the programmes it is for, as `Free (AU,SG)`."""
    text = spaced(text)
    if not _PROGRAMMES.search(text):
        return (_general(text),)
    return tuple(_by_programme(text))


def _general(text: str) -> Reading:
    if re.match(r"free,? (?:under bond|for such temporary)", text, re.IGNORECASE):
        return Reading(Free(), marks=text[4:].strip(" ,"))
    if text == "No additional duty":
        return Reading(Free())
    return Reading(parse_duty(_expression(re.sub(r"(?<!doz)(?<!pr)\.$", "", text))))


def _by_programme(text: str) -> Iterator[Reading]:
    place = 0
    for found in _PROGRAMMES.finditer(text):
        rate = text[place : found.start()].strip()
        codes = tuple(re.findall(_PROGRAMME, found[1]))
        seen = re.fullmatch(r"See (\d{4}(?:\.\d\d){1,3})", rate)
        if rate.startswith("See ") and not seen:  # several headings: which one, a person says
            yield Reading(SeeLine(re.sub(r"\D", "", rate)[:4]), codes, marks=rate)
        elif seen:
            yield Reading(SeeLine(seen[1].replace(".", "")), codes)
        else:
            yield Reading(_general(rate).duty, codes)
        place = found.end()
    if text[place:].strip():
        yield _general(text[place:].strip())


def _expression(text: str) -> str:
    text = re.sub(r"\bpercent\b", "%", text.replace(_EACH_DEGREE, "_deg"))
    body, *floor = text.split(" but not less than ")
    parts = re.split(r" ?(\+|\bplus\b|\bless\b|\bminus\b) ?", body)
    signs = ("- " if sign in ("less", "minus") else "+ " for sign in parts[1::2])
    first, *rest = (_term(part.strip()) for part in parts[::2])
    total = " ".join((first, *(sign + term for sign, term in zip(signs, rest, strict=True))))
    return f"{total} MIN ({_term(floor[0])})" if floor else total


def _term(text: str) -> str:
    for pattern, part in _NAMED:
        if re.fullmatch(pattern, text, re.IGNORECASE):
            return part
    text = re.sub(rf"^a duty of (?={NUMBER}%)", "", text)
    share = re.fullmatch(rf"({NUMBER}) ?%(?: (?:on|upon|of) (.+))?", text)
    if share:
        return f"{share[1]} %{_basis(share[2] or '')}"
    amount = re.match(r"(?:\$(?P<usd>[\d,.]*\d)|(?P<cents>[\d,.]*\d) ?¢)", text)
    if amount is None:
        return text
    money = Decimal((amount["usd"] or amount["cents"]).replace(",", ""))
    if amount["cents"]:
        money = money.scaleb(-2)
    return f"{money:f} USD{_per(text[amount.end() :].strip())}"


def _basis(words: str) -> str:
    words = re.sub(r"^(?:the )?(?:value of )?(?:the )?", "", words)
    if not words:
        return ""
    if words == "fair retail value":
        return " of retail"
    return f" of content {slug(re.sub(r',? if any$| content$', '', words))}"


def _per(text: str) -> str:
    if text == "each":
        return "/item"
    found = re.fullmatch(r"/ ?(.+?)(?:,? (?:on|of|including) (.+))?", text)
    if found is None:
        return f" {text}"
    printed = found[1].replace(" ", "").replace(",", "")
    degrees = printed.endswith("_deg")
    unit = _UNITS.get(printed.removesuffix("_deg"), found[1])
    return f"/{unit}{'_deg' if degrees else ''}{_qualifier(unit, found[2] or '')}"


def _qualifier(unit: str, words: str) -> str:
    if not words or unit == "pf_l":  # a proof liter is of its alcohol
        return ""
    return f"/{slug(re.sub(r'^(?:the )|(?: content)$', '', words))}"
