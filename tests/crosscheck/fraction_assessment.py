"""The value and the taxes of a case, worked out in fractions and in another way.

Written from the text of the rules alone: nothing of the program is imported. Money is a
`Fraction` of the whole unit; it is rounded with integers. Where the program solves for a price
that holds its own tax, this tries both sides of a cap and keeps the one that holds.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

MINOR = {"JPY": 0, "KRW": 0, "KWD": 3}
ADDED = {"EXW": "ifs", "FOB": "fs", "C&F": "s", "C&I": "f", "CIF": ""}
EXPORT_ADDED, EXPORT_TAKEN = {"EXW": "i"}, {"C&F": "f", "C&I": "s", "CIF": "fs"}
IN_BASE = {"t": 1000, "kg": 1, "l": 1, "item": 1}  # of kg, l, items
KEY = {"t": "kg", "kg": "kg", "l": "l", "item": "item"}
BEFORE_TAX = ("duty", "anti_dumping", "countervailing")
ORDER = (*BEFORE_TAX, "consumption_tax", "vat", "export_duty")
SAVED = ("duty", "consumption_tax", "vat")
SHARE = re.compile(r"([\d.]+) %")
BY_UNIT = re.compile(r"([\d.]+) CNY/(\w+)")


def half_up(amount: Fraction, digits: int = 2) -> Fraction:
    scale, below = 10**digits, amount.denominator
    return Fraction((2 * amount.numerator * scale + below) // (2 * below), scale)


def number(text: str) -> Fraction:
    whole, _, decimals = text.partition(".")
    return Fraction(int(whole + decimals), 10 ** len(decimals))


def shared(whole: Fraction, values: Sequence[Fraction], digits: int) -> list[Fraction]:
    """Whole units first, then one more for the largest remainders, from the first line on."""
    scale = 10**digits
    units = int(half_up(whole, digits) * scale)
    weights = [int(value * scale) for value in values]
    total = sum(weights)
    counts = [units * weight // total for weight in weights]
    left = [units * weight % total for weight in weights]
    for _ in range(units - sum(counts)):
        best = max(range(len(left)), key=lambda i: (left[i], -i))
        counts[best] += 1
        left[best] = -1
    return [Fraction(count, scale) for count in counts]


@cache
def read(text: str) -> tuple[Fraction, tuple[tuple[Fraction, str], ...]]:
    """A sum as its share, and its amounts for one kg, litre or item."""
    share = sum((Fraction(found) / 100 for found in SHARE.findall(text)), Fraction(0))
    by_unit = ((Fraction(a) / IN_BASE[unit], KEY[unit]) for a, unit in BY_UNIT.findall(text))
    return share, tuple(by_unit)


@cache
def split(text: str) -> tuple[str, str, str]:
    """What bounds a rate (MAX, MIN or nothing), the rate, its limit."""
    for kind in ("MAX", "MIN"):
        body, found, limit = text.partition(f" {kind} (")
        if found:
            return kind, body, limit.rstrip(")")
    return "", text, ""


def linear(text: str, quantities: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """A sum on these goods, as (share, fixed)."""
    share, by_unit = read(text)
    return share, sum((amount * quantities[key] for amount, key in by_unit), Fraction(0))


def pieces(text: str, quantities: Mapping[str, Fraction]) -> tuple:
    """(kind, first, second): a plain sum has no kind."""
    kind, body, limit = split(text)
    return kind, linear(body, quantities), linear(limit, quantities) if kind else None


def owed(text: str, base: Fraction, quantities: Mapping[str, Fraction]) -> Fraction:
    kind, (share, fixed), limit = pieces(text, quantities)
    amount = base * share + fixed
    if not kind:
        return amount
    bound = base * limit[0] + limit[1]
    return min(amount, bound) if kind == "MAX" else max(amount, bound)


def with_own_tax(before: Fraction, text: str, quantities: Mapping[str, Fraction], sign: int):
    """The price x with x = before + sign * tax(x): try each piece, keep the one that is true."""
    kind, first, second = pieces(text, quantities)
    for share, fixed in [first, second] if kind else [first]:
        price = (before + sign * fixed) / (1 - sign * share)
        if owed(text, price, quantities) == price * share + fixed:
            return price
    raise AssertionError("one of the pieces must hold")


def amounts(case: Mapping) -> dict:
    """Everything the answer of a case must hold, as fractions."""
    currency, rate = case["currency"], number(case["exchange_rate"])
    digits = MINOR.get(currency, 2)
    is_import, mode = case["flow"] == "import", case["transaction_mode"]
    values = [number(item["value"]) for item in case["items"]]
    costs = {
        name[0] if name != "insurance" else "s": case.get(name)
        for name in ("inland", "freight", "insurance")
    }
    parts = {
        key: shared(number(cost), values, digits)
        if cost is not None
        else [Fraction(0)] * len(values)
        for key, cost in costs.items()
    }
    plus = (ADDED if is_import else EXPORT_ADDED).get(mode, "")
    minus = "" if is_import else EXPORT_TAKEN.get(mode, "")
    if is_import and costs["s"] is None and mode in ("EXW", "FOB", "C&F"):
        for i, value in enumerate(values):
            carriage = sum(parts[key][i] for key in plus if key != "s")
            parts["s"][i] = (value + carriage) * Fraction(3, 1000)
    prices = [
        (value + sum(parts[key][i] for key in plus) - sum(parts[key][i] for key in minus)) * rate
        for i, value in enumerate(values)
    ]
    chosen, other, status = choose(case, prices)
    now = charge_all(case, prices, chosen)
    then = now if other == chosen else charge_all(case, prices, other)
    totals, totals_then = total(now), total(then)
    saving = {type_: abs(due(totals, type_) - due(totals_then, type_)) for type_ in SAVED}
    return {
        "freight": parts["f"], "insurance": parts["s"],
        "values": [value for value, _ in now], "charges": [charges for _, charges in now],
        "totals": totals,
        "total_due": sum((due(totals, type_) for type_ in totals), Fraction(0)),
        "status": status, "saving": saving if status else None,
    }  # fmt: skip


def quantities_of(item: Mapping) -> dict[str, Fraction]:
    return {
        KEY[one["unit"]]: number(one["amount"]) * IN_BASE[one["unit"]]
        for one in item.get("quantities", ())
    }


def choose(case: Mapping, prices: Sequence[Fraction]) -> tuple[list[bool], list[bool], str]:
    """Who is charged the preferential rate, who would be otherwise, and what that is called."""
    words = {"valid": "granted", "missing": "secured", "none": "possible"}
    states, lower = [], []
    for item, price in zip(case["items"], prices, strict=True):
        asked = item.get("preference") if "duty" in item["rates"] else None
        states.append(words[asked["proof"]] if asked else "")
        value, counted = half_up(price), quantities_of(item)
        lower.append(
            bool(asked)
            and owed(asked["rate"], value, counted) <= owed(item["rates"]["duty"], value, counted)
        )
    chosen = [
        low and state in ("granted", "secured") for low, state in zip(lower, states, strict=True)
    ]
    told = next((word for word in ("secured", "possible", "granted") if word in states), "")
    other = [
        has != (low and state == told)
        for has, low, state in zip(chosen, lower, states, strict=True)
    ]
    return chosen, other, told


def charge_all(case: Mapping, prices: Sequence[Fraction], preferred: Sequence[bool]) -> list:
    return [
        charge(item, price, case["flow"], has)
        for item, price, has in zip(case["items"], prices, preferred, strict=True)
    ]


def charge(item: Mapping, price: Fraction, flow: str, preferred: bool) -> tuple[Fraction, dict]:
    rates, counted = dict(item["rates"]), quantities_of(item)
    if preferred:
        rates["duty"] = item["preference"]["rate"]
    if flow == "export":
        if "export_duty" not in rates:
            return half_up(price), {}
        value = half_up(with_own_tax(price, rates["export_duty"], counted, -1))
        return value, {"export_duty": half_up(owed(rates["export_duty"], value, counted))}
    value, found = half_up(price), {}
    for type_ in BEFORE_TAX:
        if type_ in rates:
            found[type_] = half_up(owed(rates[type_], value, counted))
    composite = value + sum(found.values())
    if "consumption_tax" in rates:
        composite = with_own_tax(composite, rates["consumption_tax"], counted, 1)
        found["consumption_tax"] = half_up(owed(rates["consumption_tax"], composite, counted))
    if "vat" in rates:
        found["vat"] = half_up(owed(rates["vat"], composite, counted))
    return value, found


def total(lines: Sequence[tuple[Fraction, Mapping[str, Fraction]]]) -> dict[str, Fraction]:
    return {
        type_: sum((found[type_] for _, found in lines if type_ in found), Fraction(0))
        for type_ in ORDER
        if any(type_ in found for _, found in lines)
    }


def due(totals: Mapping[str, Fraction], type_: str) -> Fraction:
    """Under fifty a type of tax is waived."""
    amount = totals.get(type_, Fraction(0))
    return amount if amount >= 50 else Fraction(0)
