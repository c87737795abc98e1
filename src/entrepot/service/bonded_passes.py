"""Gate passes: lists bound to a vehicle; the scale lets them through, and their stock moves."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.bonded.passes import DIRECTIONS, Share, Weighing, check_weight
from entrepot.kernel.errors import Problem, RefusedError
from entrepot.service.amounts import Document
from entrepot.service.bonded_desk import Turn, say, told, turn
from entrepot.service.bonded_fields import Asked
from entrepot.service.bonded_lists import AT_THE_GATE, TOLERANCE, finish
from entrepot.service.bonded_shares import check_sums, read_wanted, share_of, take_shares
from entrepot.service.window import Window
from entrepot.store.bonded import MOST, Row, new_reference

_INWARD = ("in", "return-in")
_OPEN = ("approved", "partly passed")
_HEAD = (
    "reference", "direction", "vehicle", "tare_kg", "declared_kg", "weighed_kg", "tolerance_pct",
    "state", "lists", "firm", "firm_zh", "made_by", "made_at", "passed_by", "passed_at",
    "is_sandbox",
)  # fmt: skip


def make_pass(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Bind approved lists to a vehicle.

    Args:
        window: The window.
        raw: `vehicle`, `direction`, `tare_kg` (0) and `lists`: a reference takes all that is
            left of its list; `list`, `gross_mass_kg`, `pieces` and `lines` (`item`, `quantity`)
            take a share.
        by: The firm of the lists.
        at: Now.

    Raises:
        InputError: With everything that is wrong.
        MissingError: There is no such list of the firm.
        RefusedError: A list is not approved, goes the other way, or has less left than asked.
    """
    asked = Asked(raw)
    vehicle = asked.text("vehicle", required=True, most=40)
    direction = asked.word("direction", DIRECTIONS)
    wanted = read_wanted(asked, "lists")
    tare = asked.number("tare_kg", required=False, zero=True) or Decimal(0)
    asked.end()
    with turn(window, by, at) as now:
        now.need_firm()
        rows = [now.get("list", one.list) for one in wanted]
        for row in rows:
            now.need_own(row)
        locked = _lock(now, rows)
        _check_lists(locked, direction)
        shares = take_shares(now, wanted, {row["reference"]: row for row in locked})
        reference = new_reference("G")
        with now.book.as_system():
            id = now.book.add_pass(
                reference=reference, org_id=now.actor.organisation, office=locked[0]["office"],
                direction=direction, vehicle=vehicle, tare_kg=tare,
                declared_kg=sum((share.gross_mass_kg for _, share in shares), tare),
                by=now.actor.account, at=at,
            )  # fmt: skip
            for row, share in shares:
                _add_share(now, id, row["id"], share)
        names = [row["reference"] for row, _ in shares]
        now.note(reference, "pass_made", {"lists": names, "vehicle": vehicle})
        return _document(now, now.get("pass", reference))


def act_on_pass(window: Window, reference: str, raw: object, *, by: str, at: datetime) -> Document:
    """Weigh or cancel a gate pass, as its `move` says.

    A vehicle within the tolerance passes, and what it carries moves; one beyond it is held,
    which is kept, and can be weighed again. The last vehicle of a list is held as well when all
    of them together are beyond it.

    Raises:
        InputError: There is no such move, or `weighed_kg` is missing.
        MissingError: There is no such pass for these eyes.
        RefusedError: `bonded.weight` or `bonded.weight_sum` beyond the tolerance,
            `bonded.not_released`, or the table of steps does not allow it.
    """
    asked = Asked(raw)
    name = asked.word("move", ("weigh", "cancel"))
    weighed = asked.number("weighed_kg", required=name == "weigh")
    asked.end()
    refused: RefusedError | None = None
    with turn(window, by, at) as now:
        row = now.get("pass", reference)
        with now.book.as_system():
            row = {**row, "state": now.book.lock_pass(id=row["id"])["state"]}
        now.need_own(row)
        state = now.step("pass", name, row)
        now.book.stay_system()
        if name == "cancel":
            _cancel(now, row)
        else:
            assert weighed is not None
            refused = _weigh(now, row, state, weighed)
        document = _document(now, now.get("pass", reference))
    if refused is not None:
        raise refused
    return document


def show_pass(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A gate pass with its lists and what may be done.

    Raises:
        MissingError: There is none for these eyes.
    """
    with turn(window, by, at) as now:
        return _document(now, now.get("pass", reference))


def list_passes(window: Window, *, by: str, at: datetime) -> Document:
    """The gate passes somebody may see: those that wait first, then the newest."""
    with turn(window, by, at) as now:
        rows = now.book.list_passes(most=MOST)
        return {"passes": [{name: say(value) for name, value in row.items()} for row in rows]}


def _weigh(now: Turn, row: Row, state: str, weighed: Decimal) -> RefusedError | None:
    """Weigh a vehicle; what refuses it, once it is kept that it was weighed."""
    tolerance = now.window.legal.number(TOLERANCE, now.on)
    lists = _lock(now, [{"id": id} for id in row["list_ids"]])
    _check_lists(lists, row["direction"])
    refused = None
    try:
        check_weight(Weighing(row["declared_kg"], weighed, tolerance), row["reference"])
        ended = check_sums(now, row, lists, weighed, tolerance)
    except RefusedError as error:
        refused, state = error, "held"
    else:
        _let_through(now, row, lists, ended)
    with now.book.as_system():
        now.book.weigh_pass(
            state=state, weighed_kg=weighed, tolerance_pct=tolerance, by=now.actor.account,
            at=now.at, id=row["id"],
        )  # fmt: skip
    now.note(row["reference"], f"pass_{state}", {"weighed_kg": weighed, "tolerance_pct": tolerance})
    return refused


def _let_through(now: Turn, row: Row, lists: Sequence[Row], ended: Sequence[Row]) -> None:
    """Move what a vehicle carries; a list that ends with it has passed."""
    with now.book.as_system():
        shares = list(now.book.list_carried(pass_id=row["id"]))
    carried = {one["list_id"]: share_of(one).quantities for one in shares}
    finish(now, lists, carried, row["id"])
    with now.book.as_system():
        for one in lists:
            now.book.pass_list(state="passed" if one in ended else "partly passed", id=one["id"])


def _cancel(now: Turn, row: Row) -> None:
    with now.book.as_system():
        now.book.cancel_pass(id=row["id"])
        now.book.cancel_pass_lists(id=row["id"])
    now.note(row["reference"], "pass_cancelled", {})


def _add_share(now: Turn, pass_id: int, list_id: int, share: Share) -> None:
    now.book.add_share(
        pass_id=pass_id, list_id=list_id, gross_mass_kg=share.gross_mass_kg, pieces=share.pieces
    )
    now.book.add_share_lines(
        pass_id=pass_id, list_id=list_id, items=list(share.quantities),
        quantities=list(share.quantities.values()),
    )  # fmt: skip


def _lock(now: Turn, rows: Sequence[Row]) -> list[dict[str, Any]]:
    with now.book.as_system():
        return list(now.book.lock_lists(ids=sorted(row["id"] for row in rows)))


def _check_lists(rows: Sequence[Row], direction: str) -> None:
    faults = []
    for row in rows:
        way = "in" if row["kind"] in _INWARD else "out"
        if row["state"] not in _OPEN or row["kind"] not in AT_THE_GATE:
            faults.append(
                Problem("bonded.step", row["reference"],
                        f"It is {row['state']}; only approved lists go through the gate.",
                        "Wait for its approval.", message_zh="清单未审核通过。")
            )  # fmt: skip
        elif way != direction:
            faults.append(
                Problem("bonded.direction", row["reference"], f"Its goods go {way}.",
                        "Put it on a pass of its way.", message_zh="清单与核放单进出方向不符。")
            )  # fmt: skip
    if len({row["office"] for row in rows}) > 1:
        faults.append(
            Problem("bonded.gates", "lists", "They are of books of several offices.",
                    "Make a pass for each.", message_zh="清单分属不同海关。")
        )  # fmt: skip
    if faults:
        raise RefusedError(faults)


def _document(now: Turn, row: Row) -> Document:
    difference = None
    if row["weighed_kg"] is not None:
        told_pct = Weighing(row["declared_kg"], row["weighed_kg"], Decimal(0)).difference_pct
        difference = round(float(told_pct), 3)
    return {
        **told(row, *_HEAD), "difference_pct": difference,
        "shares": [_share(one) for one in now.book.list_carried(pass_id=row["id"])],
        "steps": now.steps("pass", row),
    }  # fmt: skip


def _share(row: Row) -> Document:
    lines = share_of(row).quantities.items()
    return {
        **told(row, "list", "gross_mass_kg", "pieces"),
        "lines": [{"item": item, "quantity": say(much)} for item, much in lines],
    }  # fmt: skip
