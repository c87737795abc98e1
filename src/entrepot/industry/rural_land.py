"""Rural land: parcels, the rights in force to each, what is transferred, and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from entrepot.industry.farm_rolls import PAGE
from entrepot.industry.rural_rolls import HELD, LANDS, MORTGAGE, MOVED, PARCELS, RIGHTS
from entrepot.kernel.panel import Answer, Panel, Rolls, grouped, is_by, share_pct
from entrepot.kernel.roll import Column, Row

NOTHING = Decimal(0)
Told = tuple[str, str]  # in English and in Chinese
Moved = Mapping[object, Sequence[Row]]  # transfers by right


def tell_parcels(rolls: Rolls, on: date) -> Answer:
    """Parcels with the rights in force on a day, what is transferred, and what is wrong."""
    parcels = [one for one in rolls["rural_parcels"] if is_by(one["registered_on"], on)]
    rights = grouped(rolls["rural_rights"], "parcel")
    agreed = (one for one in rolls["rural_transfers"] if is_by(one["agreed_on"], on))
    moved = grouped((one for one in agreed if takes_land(one, on)), "right")
    rows = [_parcel(one, rights.get(one["id"], []), moved, on) for one in parcels]
    counted = [row for row in rows if row["transferred_m2"] is not None]
    held = [one for one in rolls["rural_rights"] if runs(one, on)]
    figures = {
        "parcels": len(rows) or None, "area_m2": _sum(rows, "area_m2"),
        "transferred_m2": _sum(counted, "transferred_m2"),
        "transferred_pct": share_pct(
            _sum(counted, "transferred_m2"), _sum(counted, "area_m2")
        ),
        "not_counted": len(rows) - len(counted),
        "faulty": sum(row["wrong"] is not None for row in rows) if rows else None,
        "ending": sum(_ends(one, on) for one in held) if held else None,
    }  # fmt: skip
    return Answer(figures, sorted(rows, key=lambda row: (row["wrong"] is None, row["parcel"])))


def _ends(right: Row, on: date) -> bool:
    """Whether a right ends by the same day of the next year; a leap day makes it no shorter."""
    last: date | None = right["until_on"]
    return last is not None and (last.year - 1, last.month, last.day) <= (
        on.year, on.month, on.day,
    )  # fmt: skip


def _sum(rows: Sequence[Row], name: str) -> Decimal | None:
    return sum((row[name] for row in rows), NOTHING) if rows else None


def runs(row: Row, on: date) -> bool:
    """Whether a right, a transfer or a rule runs on a day, its last day included."""
    return is_by(row["from_on"], on) and (row["until_on"] is None or on <= row["until_on"])


def _parcel(parcel: Row, rights: Sequence[Row], moved: Moved, on: date) -> Row:
    held = [one for one in rights if runs(one, on)]
    kinds = {one["right"] for one in held}
    named = [one for one in RIGHTS if one.code in kinds]
    wrong = [*_wrong_rights(held)]
    return {
        "parcel": parcel["id"], "land": parcel["land"], "area_m2": parcel["area_m2"],
        "is_basic": parcel["is_basic"],
        "rights": ", ".join(one.en for one in named) or None,
        "rights_zh": "、".join(one.zh for one in named) or None,
        "holders": len({one["holder"] for one in held}),
        "transferred_m2": _transferred(parcel, rights, moved),
        "wrong": "; ".join(en for en, _ in wrong) or None,
        "wrong_zh": "；".join(zh for _, zh in wrong) or None,
    }  # fmt: skip


def _wrong_rights(held: Sequence[Row]) -> Iterator[Told]:
    if not any(one["right"] == "ownership" for one in held):
        yield "no owner is told", "未登记所有权"
    for kind in RIGHTS:
        shares = [one["share_pct"] for one in held if one["right"] == kind.code]
        if sum((one for one in shares if one is not None), NOTHING) > 100:
            yield f"shares of {kind.en} above 100 %", f"{kind.zh}份额合计超过100%"
        if None in shares:
            yield f"a share of {kind.en} is not told", f"{kind.zh}份额未填"
    if any(not one["certificate"] for one in held):
        yield "a right without certificate", "有权利缺少证书"


def _transferred(parcel: Row, rights: Sequence[Row], moved: Moved) -> Decimal | None:
    """What is in other hands [m2], at most the parcel; None where it is not known."""
    areas = [area_of(one, right, parcel) for right in rights for one in moved.get(right["id"], [])]
    known = [one for one in areas if one is not None]
    return min(parcel["area_m2"], sum(known, NOTHING)) if len(known) == len(areas) else None


def takes_land(transfer: Row, on: date) -> bool:
    """Whether it takes land on a day; a mortgage takes none."""
    return transfer["kind"] != MORTGAGE and runs(transfer, on)


def area_of(transfer: Row, right: Row, parcel: Row) -> Decimal | None:
    """Area of a transfer [m2]: its own, else all of the right."""
    if transfer["area_m2"] is not None:
        return Decimal(transfer["area_m2"])
    return area_of_right(right, parcel)


def area_of_right(right: Row, parcel: Row) -> Decimal | None:
    """Its share of the parcel [m2]; None where the share is not told."""
    share = right["share_pct"]
    return None if share is None else share * parcel["area_m2"] / 100


PANELS = (
    Panel(
        "rural_parcels", (65,), PAGE, "Rural parcels and rights to them", "农村地块与权利",
        (PARCELS, HELD, MOVED),
        (
            Column("parcels", "whole", "Parcels", "地块"),
            Column("area_m2", "number", "Area [m2]", "面积（平方米）"),
            Column("transferred_m2", "number", "In other hands [m2]", "已流转（平方米）"),
            Column("transferred_pct", "number", "In other hands [%]", "流转率（%）"),
            Column("not_counted", "whole", "Parcels whose transfers are not known",
                   "流转面积不明的地块"),
            Column("faulty", "whole", "Parcels with a fault", "有问题的地块"),
            Column("ending", "whole", "Rights that end within a year", "一年内到期的权利"),
        ),
        (
            Column("parcel", "id", "Parcel", "地块"),
            Column("land", "choice", "Land", "地类", choices=LANDS),
            Column("area_m2", "number", "Area [m2]", "面积（平方米）"),
            Column("is_basic", "yes_no", "Permanent basic farmland", "永久基本农田"),
            Column("rights", "text", "Rights", "权利"),
            Column("holders", "whole", "Holders", "权利人数"),
            Column("transferred_m2", "number", "In other hands [m2]", "已流转（平方米）"),
            Column("wrong", "text", "Wrong", "问题"),
        ),
        tell_parcels,
    ),
)  # fmt: skip
