"""Transfers of rural land, each checked against its right, other transfers, and the rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.farm_rolls import PAGE
from entrepot.industry.rural_land import NOTHING, Told, area_of, area_of_right, runs, takes_land
from entrepot.industry.rural_rolls import (
    HELD,
    MORTGAGE,
    MOVED,
    PARCELS,
    RIGHTS,
    RULES,
    TRANSFERS,
)
from entrepot.kernel.panel import Answer, Panel, Rolls, is_by
from entrepot.kernel.roll import Choice, Column, Row

SOUND, FAULTY, NO_RULE, ENDED = "sound", "faulty", "no_rule", "ended"
Rules = Mapping[object, Sequence[Row]]  # by land, right and kind


def tell_transfers(rolls: Rolls, on: date) -> Answer:
    """Transfers agreed by a day, each checked against its right, others, and the rules.

    The rules are those in force when it was agreed; without one the answer is unknown. Of two
    transfers that together take more than the right, the one agreed later is at fault, whatever
    becomes of the first.
    """
    agreed = [one for one in rolls["rural_transfers"] if is_by(one["agreed_on"], on)]
    agreed.sort(key=lambda one: (one["agreed_on"], one["id"]))
    parcels = {one["id"]: one for one in rolls["rural_parcels"]}
    rights = {one["id"]: one for one in rolls["rural_rights"]}
    before, rules = dict[str, list[Row]](), dict[object, list[Row]]()
    for rule in rolls["rural_rules"]:
        rules.setdefault((rule["land"], rule["right"], rule["kind"]), []).append(rule)
    rows = list[Row]()
    for one in agreed:
        others = before.setdefault(one["right"], [])
        rows.append(_transfer(one, others, rights, parcels, rules, on))
        others.append(one)
    figures = {
        "transfers": len(rows) or None,
        **{name: sum(row["state"] == name for row in rows) if rows else None
           for name in (SOUND, FAULTY, NO_RULE, ENDED)},
    }  # fmt: skip
    order = (FAULTY, NO_RULE, SOUND, ENDED)
    return Answer(figures, sorted(rows, key=lambda row: order.index(row["state"])))


def _transfer(
    transfer: Row, before: Sequence[Row], rights: Mapping[str, Row], parcels: Mapping[str, Row],
    rules: Rules, on: date,
) -> Row:  # fmt: skip
    right = rights.get(transfer["right"])
    parcel = parcels.get(right["parcel"]) if right else None
    asked = _asked(transfer, right, parcel, rules) if right and parcel else []
    wrong = [told for rule in asked for told in _wrong_by(rule, transfer, parcel, on)]
    if right and parcel:
        wrong += _wrong_right(transfer, before, right, parcel)
    ended = transfer["until_on"] is not None and transfer["until_on"] < on
    state = ENDED if ended else FAULTY if wrong else SOUND if asked else NO_RULE
    wrong = list(dict.fromkeys(wrong))
    return {
        "transfer": transfer["id"], "parcel": parcel["id"] if parcel else None,
        "right": right["right"] if right else None, "kind": transfer["kind"],
        "to_holder": transfer["to_holder"], "until_on": transfer["until_on"], "state": state,
        "wrong": "; ".join(en for en, _ in wrong) or None,
        "wrong_zh": "；".join(zh for _, zh in wrong) or None,
    }  # fmt: skip


def _asked(transfer: Row, right: Row, parcel: Row, rules: Rules) -> list[Row]:
    """Rules for such a transfer that were in force when it was agreed."""
    kept = rules.get((parcel["land"], right["right"], transfer["kind"]), [])
    return [one for one in kept if runs(one, transfer["agreed_on"])]


def _wrong_by(rule: Row, transfer: Row, parcel: Row | None, on: date) -> Iterator[Told]:
    if not rule["is_allowed"]:
        yield "not allowed", "规则不允许"
    if rule["asks_consent"] and not is_by(transfer["consented_on"], on):
        yield "the village has not consented", "村集体未同意"
    if rule["asks_filing"] and not is_by(transfer["filed_on"], on):
        yield "not filed", "未备案"
    if rule["asks_same_land"] and parcel and transfer["land_after"] != parcel["land"]:
        told = transfer["land_after"] is not None
        yield ("the land changes its use", "改变土地用途") if told else (
            "the land after it is not told", "未填流转后用途")  # fmt: skip
    if rule["longest_years"] is not None and _is_longer(transfer, rule["longest_years"]):
        yield f"longer than {rule['longest_years']} years", f"超过{rule['longest_years']}年"


def _is_longer(transfer: Row, years: int) -> bool:
    """Whether it runs beyond so many years; without a last day it does."""
    first, last = transfer["from_on"], transfer["until_on"]
    return last is None or (last.year - years, last.month, last.day) >= (
        first.year, first.month, first.day,
    )  # fmt: skip


def _wrong_right(transfer: Row, before: Sequence[Row], right: Row, parcel: Row) -> Iterator[Told]:
    if not runs(right, transfer["from_on"]):
        yield "the right does not run when it begins", "起始时权利不在有效期"
    elif right["until_on"] and (
        transfer["until_on"] is None or transfer["until_on"] > right["until_on"]
    ):
        yield "runs longer than the right", "期限超过权利剩余期限"
    if (whole := area_of_right(right, parcel)) is None:
        yield "the share of the right is not told", "权利份额未填"
    elif _most_taken(transfer, before, right, parcel) > whole:
        yield "takes more than the right has left", "超出权利剩余面积"


def _most_taken(transfer: Row, before: Iterable[Row], right: Row, parcel: Row) -> Decimal:
    """The most that this transfer and those agreed before take on any day of it [m2]."""
    if transfer["kind"] == MORTGAGE:
        return NOTHING
    begun = [one["from_on"] for one in before if runs(transfer, one["from_on"])]
    areas = [(one, area_of(one, right, parcel) or NOTHING) for one in (transfer, *before)]
    return max(
        sum((area for one, area in areas if takes_land(one, day)), NOTHING)
        for day in (transfer["from_on"], *begun)
    )


_STATES = (
    Choice(SOUND, "sound", "合规"), Choice(FAULTY, "at fault", "有问题"),
    Choice(NO_RULE, "no rule kept", "无对应规则"), Choice(ENDED, "ended", "已到期"),
)  # fmt: skip
PANELS = (
    Panel(
        "rural_transfers", (65,), PAGE, "Transfers of rural land, checked", "农村土地流转审查",
        (PARCELS, HELD, MOVED, RULES),
        (
            Column("transfers", "whole", "Transfers", "流转"),
            Column(SOUND, "whole", "Sound", "合规"), Column(FAULTY, "whole", "At fault", "有问题"),
            Column(NO_RULE, "whole", "No rule kept", "无对应规则"),
            Column(ENDED, "whole", "Ended", "已到期"),
        ),
        (
            Column("transfer", "id", "Transfer", "流转"), Column("parcel", "id", "Parcel", "地块"),
            Column("right", "choice", "Right", "权利", choices=RIGHTS),
            Column("kind", "choice", "Kind", "流转方式", choices=TRANSFERS),
            Column("to_holder", "id", "Taken by", "受让方"),
            Column("until_on", "day", "Last day", "截止日期"),
            Column("state", "choice", "State", "状态", choices=_STATES),
            Column("wrong", "text", "Wrong", "问题"),
        ),
        tell_transfers,
    ),
)  # fmt: skip
