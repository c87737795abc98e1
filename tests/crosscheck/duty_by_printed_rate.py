"""Works out every duty of the reference data anew, from the cell as the schedule prints it.

It shares nothing with the engine: rates are read by its own patterns from `source_text`, in
the schedule's own language, and counted in fractions. Run it to write the numbers beside it:

    python tests/crosscheck/duty_by_printed_rate.py

The goods: worth 10,000 of the market's money, 1,000 kg net, 1,200 l of 40 % vol, engines of
40,000 cm3 in all, 20 items. An excise is taken of the value with a duty of 1,000.
"""

import csv
import re
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).parent
MEASURES = HERE.parents[1] / "regions/world/measures.csv"
NUMBERS = HERE / "duty_by_printed_rate.csv"

VALUE = Fraction(10_000)
DUTY_PAID = Fraction(11_000)
KG, LITRES, STRENGTH, CM3 = Fraction(1_000), Fraction(1_200), Fraction(40), Fraction(40_000)
ALCOHOL = LITRES * STRENGTH / 100
FREE = {"free", "無税", "*see below"}


def number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


PATTERNS = [
    (r"([\d.,]+) ?%?", lambda m: VALUE * number(m[1]) / 100),
    # European Union and United Kingdom
    (r"([\d.]+) (?:EUR|GBP) ?/ ?(?:tonne|1000kg)", lambda m: number(m[1]) * KG / 1000),
    (r"([\d.]+) (?:EUR|GBP) ?/ ?% ?vol ?/ ?hl", lambda m: number(m[1]) * STRENGTH * LITRES / 100),
    (r"([\d.]+) (?:EUR|GBP) ?/ ?hl", lambda m: number(m[1]) * LITRES / 100),
    # United States: cents; a proof litre holds half a litre of alcohol
    (r"([\d.]+)¢/kg", lambda m: number(m[1]) / 100 * KG),
    (r"([\d.]+)¢/pf\.liter", lambda m: number(m[1]) / 100 * ALCOHOL * 2),
    # Japan
    (r"([\d.,]+)円/kg", lambda m: number(m[1]) * KG),
    (r"([\d.,]+)円/l", lambda m: number(m[1]) * LITRES),
    # Eurasian Economic Union
    (r"([\d.]+) EUR за 1 кг", lambda m: number(m[1]) * KG),
    (r"([\d.]+) EUR за 1 л", lambda m: number(m[1]) * LITRES),
    (r"([\d.]+) EUR за 1 см3, мл", lambda m: number(m[1]) * CM3),
    # Australia: the first rate is the general one, rates of country groups follow glued
    (r"([\d.]+)%(?: (?:DCS|DCT|CA)(?:[\d.]+%|Free))+", lambda m: VALUE * number(m[1]) / 100),
    (r"\$([\d.]+)/L of alcohol", lambda m: number(m[1]) * ALCOHOL),
    # China: consumption tax inside its own base, which holds the duty
    (
        r"([\d.]+) % of the price",
        lambda m: DUTY_PAID / (1 - number(m[1]) / 100) * number(m[1]) / 100,
    ),
    (r"([\d.]+) CNY/l", lambda m: number(m[1]) * LITRES),
    (
        r"([\d.]+) % \+ ([\d.]+) CNY/l",
        lambda m: (
            (DUTY_PAID + number(m[2]) * LITRES) / (1 - number(m[1]) / 100) * number(m[1]) / 100
            + number(m[2]) * LITRES
        ),
    ),
]


def one(text: str) -> Fraction | None:
    """A single rate, or two with the word between them."""
    text = text.strip()
    if text.lower() in FREE:
        return Fraction(0)
    for pattern, amount in PATTERNS:
        if match := re.fullmatch(pattern, text):
            return amount(match)
    for pattern, joined in [
        (r"(.+)又は(.+)のうちいずれか高い税率", max),
        (r"(.+)又は(.+)のうちいずれか低い税率", min),
        (r"(.+), но не менее (.+)", max),
        (r"(.+?) \+ (.+)", lambda a, b: a + b),
    ]:
        if match := re.fullmatch(pattern, text):
            parts = [one(match[1]), one(match[2])]
            return None if None in parts else joined(*parts)
    return None


def japanese(text: str) -> Fraction | None:
    """The temporary rate before the general; the WTO rate where it is lower and not bracketed."""
    columns = dict(part.split(" ", 1) for part in text.split("; "))
    rates = [one(columns.get("temporary", columns.get("general", "")))]
    if "WTO" in columns and not columns["WTO"].startswith(("(", "（")):
        rates.append(one(columns["WTO"]))
    return None if None in rates else min(rates)


def new_zealand(text: str, year: str) -> Fraction | None:
    """The step of the year in a staged preference such as `RCEP 9; 1/2023 8`."""
    match = re.fullmatch(r"RCEP (\S+); 1/2023 (\S+)", text)
    return match and one(match[2] if year >= "2023" else match[1])


def amount_of(row: dict[str, str]) -> Fraction | None:
    """What one row comes to, None where the printed cell says nothing by itself."""
    amounts = set()
    for cell in row["source_text"].split(" | "):
        if cell.startswith(("general ", "temporary ")):
            amounts.add(japanese(cell))
        elif cell.startswith("RCEP "):
            amounts.add(new_zealand(cell, row["valid_from"][:4]))
        else:
            amounts.add(one(cell))
    return amounts.pop() if len(amounts) == 1 else None


def main() -> None:
    with MEASURES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with NUMBERS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "source_text", "amount"])
        for row in rows:
            amount = amount_of(row)
            if amount is not None:
                writer.writerow([row["id"], row["source_text"], amount])


if __name__ == "__main__":
    main()
