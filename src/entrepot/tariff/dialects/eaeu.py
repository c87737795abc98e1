"""Cells of the Common Customs Tariff of the Eurasian Economic Union, in Russian."""

import re

from entrepot.tariff.dialects.reading import NUMBER, Reading, spaced
from entrepot.tariff.expression import parse_duty

_UNITS = (
    ("1000 шт", "1000 item"), ("см3", "cm3"), ("кг", "kg"), ("м2", "m2"), ("м3", "m3"),
    ("пар", "pair"), ("шт", "item"), ("л", "l"), ("т", "t"), ("г", "g"), ("м", "m"),
)  # fmt: skip


def read(text: str) -> tuple[Reading, ...]:
    """Read a cell: `15%, но не менее 0.8 EUR за 1 кг`, `4.5% плюс 0.02 EUR за 1 кг`."""
    text = re.sub(r"(?<=\d),(?=\d)", ".", spaced(text)).replace("евро", "EUR")
    text = re.sub(r"(?<=см3), ?мл\b", "", text)
    text = re.sub(rf"^({NUMBER})$", r"\1 %", text)
    text = re.sub(r",? но не менее (.+)$", r" MIN (\1)", text)
    text = re.sub(r",? но не более (.+)$", r" MAX (\1)", text).replace("плюс", "+")
    text = re.sub(r" за (?:1 )?(\S+(?: шт)?)", _per, text)
    return (Reading(parse_duty(text)),)


def _per(found: re.Match[str]) -> str:
    printed = found[1]
    for name, unit in _UNITS:
        if printed.rstrip(")").rstrip(".") == name:
            return f"/{unit}" + ")" * printed.count(")")
    return found[0]
