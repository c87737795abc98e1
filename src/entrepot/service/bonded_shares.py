"""Shares of verification lists: what a gate pass is to carry, and what of a list is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from entrepot.bonded.passes import Passage, Share, check_share, check_sum, rest_of, weigh_together
from entrepot.kernel.errors import InputError, Problem, RefusedError
from entrepot.service.bonded_books import quantity
from entrepot.service.bonded_desk import Turn
from entrepot.service.bonded_fields import Asked
from entrepot.store.bonded import Row

_ByList = dict[int, list[Row]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a vehicle is to carry of a list.

    Attributes:
        where: Where it stands, such as `lists[0]`.
        list: Reference of the list.
        share: None for all that is left of it.
    """

    where: str
    list: str
    share: Share | None


def share_of(row: Row) -> Share:
    """A share, or the whole of a list, of a row with `items` and `quantities` side by side."""
    pairs = zip(row["items"] or (), row["quantities"] or (), strict=True)
    return Share(row["gross_mass_kg"], row["pieces"], dict(pairs))


def rest_of_list(row: Row, lines: Sequence[Row], shares: Sequence[Row]) -> Share:
    """What of a list has no gate pass yet."""
    quantities = {one["item"]: one["quantity"] for one in lines}
    whole = Share(row["gross_mass_kg"], row["pieces"], quantities)
    return rest_of(whole, map(share_of, shares))


def read_wanted(asked: Asked, name: str) -> list[Wanted]:
    """Lists of a pass: a reference takes all that is left, an object with `lines` a share."""
    found = [
        Wanted(f"{name}[{place}]", _name(one), _read_share(one))
        for place, one in enumerate(asked.named(name, "list"))
    ]
    if len({one.list for one in found}) < len(found):
        asked.fault("list_twice", name, "name a list twice.", "Add its shares.", "清单重复。")
    return found


def _name(one: Asked) -> str:
    return one.text("list", required=True, most=20).upper()


def _read_share(one: Asked) -> Share | None:
    if "lines" not in one:
        if "gross_mass_kg" in one or "pieces" in one:
            one.fault("missing", "lines", "are empty, and a mass or pieces are told.",
                      "Tell the items and quantities it carries.", "未填写货物明细。")  # fmt: skip
        return None
    mass = one.number("gross_mass_kg")
    if mass is not None and mass != round(mass, 3):
        one.fault("number", "gross_mass_kg", f"{mass:f} is finer than a gram.",
                  "Write three decimals at most.", "毛重最多三位小数。")  # fmt: skip
    pieces = one.whole("pieces") if "pieces" in one else None
    lines = [
        (line.text("item", required=True, most=40), quantity(line, "quantity"))
        for line in one.rows("lines")
    ]
    if len({item for item, _ in lines}) < len(lines):
        one.fault("item_twice", "lines", "name an item twice.", "Add its quantities.", "料号重复。")
    return Share(mass or Decimal(0), pieces, dict(lines))


def take_shares(
    now: Turn, wanted: Sequence[Wanted], rows: Mapping[str, Row]
) -> list[tuple[Row, Share]]:
    """The shares of lists that are locked, once they fit what is left.

    Raises:
        InputError: An item is not of the list, or pieces are told by one of both alone.
        RefusedError: `bonded.on_pass` where nothing is left, `bonded.share` where too little is.
    """
    rests = _rests(now, list(rows.values()))
    taken, wrong, faults = [], [], []
    for one in wanted:
        row = rows[one.list]
        rest = rests[row["id"]]
        share = one.share or _all_of(rest)
        wrong += _check_shape(one, share, rest)
        faults += [_taken(one)] if rest.is_empty else check_share(share, rest, one.where)
        taken.append((row, share))
    if wrong:
        raise InputError(wrong)
    if faults:
        raise RefusedError(faults)
    return taken


def _rests(now: Turn, rows: Sequence[Row]) -> dict[int, Share]:
    """What of lists has no gate pass yet, by id."""
    lines, shares = _read(now, rows)
    return {row["id"]: rest_of_list(row, lines[row["id"]], shares[row["id"]]) for row in rows}


def _read(now: Turn, rows: Sequence[Row]) -> tuple[_ByList, _ByList]:
    """The lines of lists, and what passes carry of them."""
    ids = [row["id"] for row in rows]
    with now.book.as_system():
        found = now.book.list_lines(list_ids=ids), now.book.list_shares(list_ids=ids)
        lines, shares = ([*part] for part in found)
    return _by_list(ids, lines), _by_list(ids, shares)


def _by_list(ids: Sequence[int], rows: Sequence[Row]) -> _ByList:
    return {id: [row for row in rows if row["list_id"] == id] for id in ids}


def check_sums(
    now: Turn, row: Row, lists: Sequence[Row], weighed: Decimal, tolerance: Decimal
) -> list[Row]:
    """See that the vehicles of each list that ends with a pass agree with it together.

    Args:
        now: The act.
        row: The pass.
        lists: Its lists, locked.
        weighed: What the scale shows of it [kg].
        tolerance: Most that both may differ [%].

    Returns:
        The lists that end with it.

    Raises:
        RefusedError: `bonded.weight_sum`.
    """
    ended = []
    lines, shares = _read(now, lists)
    for one in lists:
        gone = [
            {**share, "weighed_kg": weighed} if share["pass_id"] == row["id"] else share
            for share in shares[one["id"]]
            if share["state"] == "passed" or share["pass_id"] == row["id"]
        ]
        rest = rest_of_list(one, lines[one["id"]], gone)
        if rest.is_empty:
            together = weigh_together(list(map(_passage, gone)), rest.gross_mass_kg, tolerance)
            check_sum(together, one["reference"])
            ended.append(one)
    return ended


def _all_of(rest: Share) -> Share:
    quantities = {item: much for item, much in rest.quantities.items() if much}
    return Share(rest.gross_mass_kg, rest.pieces, quantities)


def _passage(share: Row) -> Passage:
    return Passage(
        share["gross_mass_kg"], share["tare_kg"], share["declared_kg"], share["weighed_kg"]
    )  # fmt: skip


def _check_shape(one: Wanted, share: Share, rest: Share) -> list[Problem]:
    """What of a share is not of its list."""
    faults = [
        Problem("bonded.item_unknown", f"{one.where}.lines", f"{item!r} is no item of the list.",
                "Name one of its items.", message_zh=f"料号{item}不在清单中。")
        for item in share.quantities if item not in rest.quantities
    ]  # fmt: skip
    if (share.pieces is None) != (rest.pieces is None):
        told = "is empty" if share.pieces is None else "is told, and the list tells none"
        faults.append(
            Problem("bonded.pieces", f"{one.where}.pieces", f"{told}.",
                    "Tell the pieces of each share where the list tells them, and only there.",
                    message_zh="件数须与清单一致填报。")
        )  # fmt: skip
    return faults


def _taken(one: Wanted) -> Problem:
    return Problem(
        "bonded.on_pass", one.list, "It stands on other gate passes, wholly.",
        "Cancel one of them first.", message_zh="清单已全部列入其他核放单。",
    )  # fmt: skip
