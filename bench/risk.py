"""500 risk rules on declarations of five lines: time to screen, and to screen and record.

The example rules, twenty times over, with the chapters of those about goods spread; `measure`
serves the bench of the window, and run alone this prints its figures.
"""

import json
import random
import re
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from entrepot.store.reference import open_reference
from entrepot.window.legal import LegalBook
from entrepot.window.risk import compile_rules, screen
from entrepot.window.risk_rules import Rule, rule_of
from entrepot.window.risk_set import RuleSet

ON, KEY, RULES, ROUNDS, LINES = date(2026, 3, 10), b"a key of the day", 500, 2000, 5
CODES = ("8471300000", "4011100000", "0810901000", "2208902090", "8507600090", "0902300000")
OWN = {
    "flow": "import", "declaration_type": "FULL", "trade_mode": "0110", "cut_mode": "101",
    "partner_country": "XA", "routing_countries": ["XA", "XB"], "loading_port": "XAAAA",
    "package_kind": "22", "gross_mass_kg": Decimal(12000), "item_count": LINES,
    "container_count": 1, "container_lcl": False, "documents": ["invoice", "packing_list"],
    "exemption_count": 0, "is_dutiable": True, "party.credit_class": "ordinary",
    "party.declarations_12m": 40, "party.lcl_partners_new": 0, "invoice_is_repeated": False,
    "party.discrepancy_rate_shrunk": Decimal("0.02"), "booked_loading_port": "XAAAA",
}  # fmt: skip


def measure() -> dict[str, Any]:
    """Milliseconds at the median and the 95th percentile, all facts known."""
    reference = open_reference()
    examples = [rule_of(row) for row in reference.table("risk_rules")]
    rules = [vary(examples[n % len(examples)], n // len(examples)) for n in range(RULES)]
    lists = {name: frozenset({"x"}) for name in ("pine_nematode", "ccc", "dual_use")}
    ruleset = compile_rules(rules, {**lists, "food_failures_12m": frozenset({"x"})})
    return {
        "rules": len(rules),
        "lines": LINES,
        "screen_ms": spent(ruleset, reference.legal, record=False),
        "screen_and_record_ms": spent(ruleset, reference.legal, record=True),
    }


def vary(rule: Rule, turn: int) -> Rule:
    """The rule under another name, for both flows; about other chapters if about chapters."""

    def other(match: re.Match[str]) -> str:
        return f'"{(int(match[1]) + 3 * turn) % 97 + 1:02}{match[2]}"'

    text = json.dumps(rule.expression, default=str)
    tree = json.loads(re.sub(r'"(\d\d)(\d*)"', other, text)) if "starts_with" in text else None
    return replace(
        rule, id=f"{rule.id}-{turn}", flows=("import", "export"), expression=tree or rule.expression
    )


def spent(ruleset: RuleSet, legal: LegalBook, *, record: bool) -> dict[str, float]:
    """Time of each of many declarations."""
    chance, times = random.Random(1), []
    for number in range(ROUNDS):
        facts = {**OWN, "items": [line(chance) for _ in range(LINES)]}
        begun = time.perf_counter()
        result = screen(
            facts, ruleset, flow="import", on=ON, number=f"{number:09}", day_key=KEY,
            credit_class="ordinary", legal=legal,
        )  # fmt: skip
        if record:
            result.document()
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return {"p50": round(times[ROUNDS // 2], 3), "p95": round(times[ROUNDS * 95 // 100], 3)}


def line(chance: random.Random) -> dict[str, Any]:
    """The facts of one item."""
    value, mass = Decimal(chance.randint(50, 150)), Decimal(chance.randint(2, 20))
    return {
        "hs_code": chance.choice(CODES), "goods_name_length": 8, "declaration_elements_count": 5,
        "origin_country": "XA", "final_country": "XC", "line_value": value * 10,
        "quantity": Decimal(10), "unit_value": value, "median_90d": Decimal(100),
        "item_net_mass": mass * 10, "mass_per_unit": mass, "mass_band_low": Decimal(1),
        "mass_band_high": Decimal(30), "agreement_days": 900, "origin_proof_state": "valid",
        "agreement_code": "23", "duty_mode": "1", "refund_pct": Decimal(13),
        "tariff_rate_pct": Decimal(6),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
