"""A book under a changed clause beside a second program that reads the articles in fractions."""

import random
from copy import deepcopy
from datetime import date
from typing import Any

from tests.crosscheck.test_origin import judge, law, made_up

from entrepot.service.clause_request import Known, read_changes
from entrepot.service.example_book import EXAMPLE_BOOK
from entrepot.service.rerun import Bench, judge_book
from entrepot.service.rerun_document import rerun_document
from entrepot.service.tariff_law import TariffLaw
from entrepot.tariff.origin_law import OriginLaw

__all__ = ["law"]  # the fixture
COUNT = 300
TODAY = date(2026, 11, 27)
CHANGE = {"agreement": "RCEP", "clause": "rvc_pct", "from": "40", "to": "5"}
MFN, RCEP = 115_000, 71_900  # JPY on 5,000 kg: 23 and 14.38 JPY/kg


def linked(case: dict[str, Any]) -> dict[str, Any]:
    """A case whose duty rests on its origin, moved to the heading whose rate is known."""
    rows = [row | {"hs": row["hs"].replace("9202", "2208")} for row in case["materials"]]
    good = case["good"] | {"hs": "220890"}
    asked = case | {"good": good, "materials": rows, "rule": "CTH or RVC40"}
    return {"origin": asked, "duty": deepcopy(EXAMPLE_BOOK[0]["duty"])}


def test_verdicts_and_money_that_move_are_those_of_the_second_program(
    tariff_law: TariffLaw,
    law: OriginLaw,
) -> None:
    draw = random.Random(7)
    cases = [made_up(draw) for _ in range(COUNT)]
    book = [linked(case) for case in cases]
    bench = Bench(tariff_law, law, (), TODAY, lambda _: {})
    changes = read_changes(CHANGE, Known(tariff_law, law, TODAY))
    found = rerun_document(changes, law, judge_book(bench, book, changes))
    expected = [tuple(judge(one["origin"], pct)["verdict"] for pct in (40, 5)) for one in book]
    settled = [pair for pair in expected if "undetermined" not in pair]
    turned = settled.count(("not_originating", "originating"))
    verdicts = [tuple(one["verdict"].values()) for one in found["cases"]]

    assert verdicts == expected
    assert turned > 5
    assert found["totals"]["turned"] == sum(before != after for before, after in expected)
    assert found["totals"]["open"] == COUNT - len(settled)
    money = found["totals"]["duty"][0]
    owed = [sum(RCEP if one == "originating" else MFN for one in side)
            for side in zip(*settled, strict=True)]  # fmt: skip
    assert [money["before"]["amount"], money["after"]["amount"]] == [str(one) for one in owed]
    assert money["net"]["amount"] == str(-turned * (MFN - RCEP))
