"""Plans of wagons: worked out from what is booked, kept as a version, told."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from entrepot.kernel.errors import MissingError, Problem
from entrepot.port.filling import fill
from entrepot.port.wagons import Box, Plan, Wagon, boxes_of
from entrepot.service.accounts import RoleError, need_role
from entrepot.service.amounts import Document
from entrepot.service.trains import OPERATORS, name_of, number, unknown_train
from entrepot.store.chains import append_event
from entrepot.store.db import Database
from entrepot.store.trains import Row, Trains, list_wagons, save_plan
from entrepot.store.window import acting
from entrepot.window.actor import Actor


def fill_train(database: Database, train: str, *, at: datetime, by: str) -> Document:
    """Work out which box goes on which wagon, and keep it as the next version of the plan.

    The places stay locked meanwhile, so that the plan is of what is booked. A plan equal to the
    last one is that one.

    Args:
        database: Where.
        train: Its name.
        at: Now.
        by: Account of who runs it.

    Returns:
        The plan: `wagons` with their boxes, `left_out` with reasons, `teu`, `is_optimal`.

    Raises:
        MissingError: There is no such train.
        RoleError: The account does not run it.
    """
    with acting(database, by, at) as (window, actor):
        need_role(actor, *OPERATORS)
        desk = Trains(window.tx)
        with desk.as_system():
            desk.lock_train(train=train)
            row = _own(desk, actor, train)
            wagons = list_wagons(desk, train)
            boxes = _boxes(desk, train)
            plan = fill(boxes, wagons)
            last = desk.last_plan(train=train)
            if last is None or not _is_last(desk, last, boxes, plan):
                last = _keep(desk, actor, row, boxes, plan, at)
        if last["made_at"] == at:
            body = {"version": last["version"], "teu": plan.teu, "wagons": plan.wagons}
            append_event(desk, f"train:{train}", kind="train_filled", at=at, by=actor, body=body)
        return _told(last, wagons, desk.list_plan(train=train, version=last["version"]))


def show_plan(database: Database, train: str, *, at: datetime, by: str) -> Document:
    """The last plan of a train.

    Raises:
        MissingError: There is no such train, or it has no plan yet.
        RoleError: The account does not run it.
    """
    with acting(database, by, at) as (window, actor):
        desk = Trains(window.tx)
        with desk.as_system():
            _own(desk, actor, train)
            wagons, last = list_wagons(desk, train), desk.last_plan(train=train)
            if last is None:
                raise _no_plan(train)
            return _told(last, wagons, desk.list_plan(train=train, version=last["version"]))


def _own(desk: Trains, actor: Actor, train: str) -> Row:
    row: Row | None = desk.find_train(train=train)
    if row is None:
        raise unknown_train(train)
    if row["org_id"] != actor.organisation and "auditor" not in actor.roles:
        raise RoleError(
            Problem("train.not_yours", train, "another firm runs this train.",
                    "Ask who runs it.", message_zh="该班列由其他企业运营。")
        )  # fmt: skip
    return row


def _boxes(desk: Trains, train: str) -> tuple[Box, ...]:
    confirmed = [row for row in desk.list_booked(train=train) if row["state"] == "confirmed"]
    return tuple(
        box
        for row in confirmed
        for box in boxes_of(
            row["id"], row["teu"], row["boxes"] or (), row["tonnes"], row["powered"]
        )
    )


def _is_last(desk: Trains, last: Row, boxes: Sequence[Box], plan: Plan) -> bool:
    """Whether the last plan is of the same boxes and as good."""
    kept = {
        Box(row["booking_id"], row["seq"], row["teu"], row["tonnes"], row["is_powered"])
        for row in desk.list_plan(train=last["train_id"], version=last["version"])
    }
    same = (last["teu"], last["wagons"], last["is_optimal"])
    return kept == set(boxes) and same == (plan.teu, plan.wagons, plan.is_optimal)


def _keep(
    desk: Trains, actor: Actor, row: Row, boxes: Sequence[Box], plan: Plan, at: datetime
) -> Row:
    before = desk.last_plan(train=row["id"])
    version = 1 + (before["version"] if before else 0)
    desk.add_plan(
        train=row["id"], version=version, org=row["org_id"], teu=plan.teu, wagons=plan.wagons,
        is_optimal=plan.is_optimal, by=actor.account, at=at,
    )  # fmt: skip
    save_plan(desk, row["id"], version, boxes, plan)
    kept: Row = desk.last_plan(train=row["id"])
    return kept


def _told(plan: Row, wagons: Sequence[Wagon], rows: Sequence[Row]) -> Document:
    on: defaultdict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        on[row["wagon"]].append(row)
    return {
        "train": plan["train_id"],
        "version": plan["version"],
        "teu": number(plan["teu"]),
        "wagons_used": plan["wagons"],
        "is_optimal": plan["is_optimal"],
        "made_at": plan["made_at"].astimezone(UTC).isoformat(),
        "wagons": [
            {"wagon": one.number, "kind": one.kind, "teu": number(one.teu),
             "payload_t": number(one.payload_t), "sockets": one.sockets,
             "loaded_teu": number(sum(row["teu"] for row in on[one.number])),
             "loaded_t": number(sum(row["tonnes"] for row in on[one.number])),
             "boxes": [_box(row) for row in on[one.number]]}
            for one in wagons
        ],
        "left_out": [_box(row) | _why(row, wagons) for row in on[None]],
    }  # fmt: skip


def _box(row: Row) -> Document:
    return {
        "booking": name_of(row["booking_id"]), "box": row["seq"], "teu": number(row["teu"]),
        "tonnes": number(row["tonnes"]), "is_powered": row["is_powered"],
    }  # fmt: skip


def _why(row: Row, wagons: Sequence[Wagon]) -> Document:
    """Why a box stays behind."""
    needs = (row["teu"], row["tonnes"], int(row["is_powered"]))
    fits = any(
        all(need <= has for need, has in zip(needs, one.room, strict=True)) for one in wagons
    )
    if not fits:
        return {"code": "train.no_wagon", "reason": "no wagon of the train takes such a box.",
                "reason_zh": "没有可装载该箱的车。"}  # fmt: skip
    return {"code": "train.no_room", "reason": "others fill the wagons better, or its booking "
            "would be parted.", "reason_zh": "其他箱装载更满，或该订舱将被拆分。"}  # fmt: skip


def _no_plan(train: str) -> MissingError:
    return MissingError(
        Problem("train.no_plan", train, "it has no plan yet.", "`entrepot train fill` makes one.",
                message_zh="该班列尚无装载计划。")
    )  # fmt: skip
