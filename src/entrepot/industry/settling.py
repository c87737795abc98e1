"""Grants settled in their order, so that no cost and no fund is paid beyond what it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from entrepot.kernel.money import minor_unit
from entrepot.kernel.panel import Rolls, is_by
from entrepot.kernel.roll import Row

NOTHING = Decimal(0)
Why = tuple[str | None, str | None]  # in English and in Chinese


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of costs and funds while grants are settled, and which funds pay a cost."""

    of_cost: dict[str, Decimal]
    of_fund: dict[str, Decimal]
    payers: dict[str, dict[str, bool]]  # by cost: the fund, and whether it stands alone


def settle(rolls: Rolls, on: date) -> list[Row]:
    """Grants in the order in which they were given, each with what of it may be paid.

    A grant is paid up to what is left of its cost and of its fund. Nothing is paid of a cost whose
    invoice another cost has already, of a fund that does not run on the day of the grant, in
    another currency, or beside a fund that stands alone. First come, first served: a choice of
    this system.
    """
    costs = {one["id"]: one for one in rolls["joined_costs"] if is_by(one["arose_on"], on)}
    funds = {one["id"]: one for one in rolls["joined_funds"]}
    left = Left(_amounts(costs), _amounts(funds), {one: {} for one in costs})
    twins = copies(costs.values())
    return [_settled(grant, costs[grant["cost"]], funds[grant["fund"]], twins, left)
            for grant in granted_by(rolls, on)
            if grant["cost"] in costs and grant["fund"] in funds]  # fmt: skip


def granted_by(rolls: Rolls, on: date) -> list[Row]:
    """Grants given by a day and not withdrawn, in their order."""
    given = (one for one in rolls["joined_grants"] if is_by(one["granted_on"], on)
             and not is_by(one["withdrawn_on"], on))  # fmt: skip
    return sorted(given, key=lambda one: (one["granted_on"], one["id"]))


def copies(costs: Iterable[Row]) -> dict[str, str]:
    """Costs with the invoice of an earlier one, and which that is."""
    first, found = dict[tuple[str, str], str](), dict[str, str]()
    for one in sorted(costs, key=lambda one: (one["arose_on"], one["id"])):
        if one["invoice"] and one["payee"]:
            key = (one["payee"], one["invoice"])
            if first.setdefault(key, one["id"]) != one["id"]:
                found[one["id"]] = first[key]
    return found


def _amounts(rows: Mapping[str, Row]) -> dict[str, Decimal]:
    return {name: row["amount"] for name, row in rows.items()}


def _settled(grant: Row, cost: Row, fund: Row, twins: Mapping[str, str], left: Left) -> Row:
    payable, why = _payable(grant, cost, fund, twins, left)
    payable = payable.quantize(minor_unit(grant["currency"]))
    left.of_cost[cost["id"]] -= payable
    left.of_fund[fund["id"]] -= payable
    if payable:
        left.payers[cost["id"]][fund["id"]] = fund["stands_alone"]
    return {**grant, "project": cost["project"], "kind": fund["kind"], "payable": payable,
            "refused": grant["amount"] - payable, "why": why[0], "why_zh": why[1]}  # fmt: skip


def _payable(
    grant: Row, cost: Row, fund: Row, twins: Mapping[str, str], left: Left
) -> tuple[Decimal, Why]:
    if cost["id"] in twins:
        twin = twins[cost["id"]]
        return NOTHING, (f"same invoice as {twin}", f"与{twin}为同一发票")
    if len({grant["currency"], cost["currency"], fund["currency"]}) > 1:
        return NOTHING, ("another currency", "币种不一致")
    if not _runs(fund, grant["granted_on"]):
        return NOTHING, ("the fund did not run", "资金不在有效期")
    beside = {one: alone for one, alone in left.payers[cost["id"]].items() if one != fund["id"]}
    if beside and (fund["stands_alone"] or any(beside.values())):
        return NOTHING, ("may not be joined with others", "不得与其他资金叠加")
    return _up_to(grant["amount"], left.of_cost[cost["id"]], left.of_fund[fund["id"]])


def _runs(fund: Row, on: date) -> bool:
    """Whether a fund runs on a day, its last included."""
    return is_by(fund["from_on"], on) and (fund["until_on"] is None or on <= fund["until_on"])


def _up_to(granted: Decimal, of_cost: Decimal, of_fund: Decimal) -> tuple[Decimal, Why]:
    payable = min(granted, of_cost, of_fund)
    if payable == granted:
        return payable, (None, None)
    if of_cost <= of_fund:
        return payable, ("the cost is met already", "成本已获足额资助")
    return payable, ("the fund is spent", "资金已用完")
