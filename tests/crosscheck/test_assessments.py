"""A hundred thousand random cases come to the same in fractions, worked out in another way.

Twenty thousand of them in every run, the others by `make proofs`.
"""

import importlib.util
import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from entrepot.service.assessment import Assessor, assess_cases
from entrepot.store.reference import open_reference

CASES = 100_000
CHUNK = 2_000
QUICK = 10  # chunks of every run; `make proofs` goes through all of them
MODES = ("EXW", "FOB", "C&F", "C&I", "CIF")
CURRENCIES = (("USD", 2), ("CNY", 2), ("JPY", 0), ("KWD", 3))
SHARES = ("0", "1", "2.5", "4", "5", "6", "6.5", "7", "8", "9.99", "10", "13", "15", "30", "33.333")
BY_UNIT = ("0.01", "0.1", "0.25", "0.912", "1", "1.14", "3.33", "7.5", "12", "99.99", "900")
TAXES = ("1", "3", "4", "5", "9", "10", "12", "13", "15", "20", "25", "36", "40", "56")


def load(name: str):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


fractions = load("fraction_assessment")


def amount(chance: random.Random, most: int, digits: int, least: int = 1) -> str:
    """Small and large amounts alike, with all decimals of the currency or with none."""
    units = chance.randint(least, 10 ** chance.randint(2, most))
    return str(Decimal(units).scaleb(-digits)) if digits else str(units)


def rate(chance: random.Random, shares: tuple[str, ...], units: list[str]) -> str:
    share = f"{chance.choice(shares)} %"
    form = chance.random()
    if form < 0.6 or not units:
        return share
    unit = chance.choice(units)
    by_unit = f"{chance.choice(BY_UNIT)} CNY/{unit}"
    if form < 0.75:
        return f"{share} + {by_unit}"
    if form < 0.85:
        return by_unit
    return f"{share} {chance.choice(('MAX', 'MIN'))} ({by_unit})"


def item(chance: random.Random, seq: int, flow: str, digits: int) -> dict:
    units = chance.sample(["kg", "l", "item"], chance.randint(0, 2))
    units = ["t" if unit == "kg" and chance.random() < 0.5 else unit for unit in units]
    made: dict = {
        "seq": seq, "hs": "8479899990", "origin": "JP", "value": amount(chance, 9, digits),
        "quantities": [{"amount": amount(chance, 7, 3), "unit": unit} for unit in units],
    }  # fmt: skip
    if flow == "export":
        has = chance.random() < 0.7
        made["rates"] = {"export_duty": rate(chance, SHARES, [])} if has else {}
        return made
    made["rates"] = {"duty": rate(chance, SHARES, units), "vat": f"{chance.choice(TAXES)} %"}
    for type_, share in (("anti_dumping", 0.2), ("countervailing", 0.1)):
        if chance.random() < share:
            made["rates"][type_] = rate(chance, SHARES, units)
    if chance.random() < 0.4:
        made["rates"]["consumption_tax"] = rate(chance, TAXES, units)
    if chance.random() < 0.3:
        made["preference"] = {
            "agreement": "RCEP", "rate": rate(chance, SHARES[:6], units),
            "proof": chance.choice(("valid", "missing", "none")),
        }  # fmt: skip
    return made


def made_up(chance: random.Random) -> dict:
    flow = "export" if chance.random() < 0.15 else "import"
    currency, digits = chance.choice(CURRENCIES)
    lines = chance.choice((1, 1, 1, 1, 1, 2, 3))
    rate = "1" if currency == "CNY" else str(Decimal(chance.randint(1, 99999)) / 10000)
    case: dict = {
        "flow": flow, "accepted_on": "2026-03-10", "transaction_mode": chance.choice(MODES),
        "currency": currency, "exchange_rate": rate,
        "items": [item(chance, seq, flow, digits) for seq in range(1, lines + 1)],
    }  # fmt: skip
    for name in ("freight", "insurance", "inland"):
        if chance.random() < 0.6:
            most = 5 if flow == "import" else 2
            case[name] = amount(chance, most, digits, least=0)
    return case


def is_sound(case: Mapping) -> bool:
    """Leave out exports whose price does not hold the costs it is said to hold."""
    if case["flow"] == "import":
        return True
    whole = sum(Fraction(case.get(name, 0)) for name in ("freight", "insurance"))
    return all(Fraction(one["value"]) > whole + 1 for one in case["items"])


def cases(chance: random.Random, count: int) -> Iterator[dict]:
    while count:
        case = made_up(chance)
        if is_sound(case):
            count -= 1
            yield case


def exact(money: Mapping[str, str]) -> Fraction:
    return Fraction(*Decimal(money["amount"]).as_integer_ratio())


def told(document: Mapping) -> dict:
    """What the program answers, in the shape of the other calculation."""
    preference = document["preference"]
    return {
        "freight": [exact(one["freight"]) for one in document["items"]],
        "insurance": [exact(one["insurance"]) for one in document["items"]],
        "values": [exact(one["customs_value"]) for one in document["items"]],
        "charges": [
            {charge["type"]: exact(charge["amount"]) for charge in one["charges"]}
            for one in document["items"]
        ],
        "totals": {one["type"]: exact(one["calculated"]) for one in document["totals"]},
        "total_due": exact(document["total_due"]),
        "status": preference["status"] if preference else "",
        "saving": {type_: exact(preference["saving"][type_]) for type_ in fractions.SAVED}
        if preference
        else None,
    }


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(open_reference("guizhou"))


@pytest.mark.parametrize(
    "chunk",
    [
        pytest.param(chunk, marks=[] if chunk < QUICK else [pytest.mark.proof])
        for chunk in range(CASES // CHUNK)
    ],
)
def test_random_cases_come_to_the_same_in_fractions(chunk: int, assessor: Assessor) -> None:
    chance = random.Random(f"assessment {chunk}")
    some = list(cases(chance, CHUNK))

    answers = assess_cases(assessor, some)

    for case, document in zip(some, answers, strict=True):
        assert told(document) == fractions.amounts(case), case
        held = document["security"]
        secured = bool(document["preference"]) and document["preference"]["status"] == "secured"
        assert (held == document["preference"]["saving"]["total"]) if secured else held is None
