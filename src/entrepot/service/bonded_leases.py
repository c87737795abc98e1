"""Leases by instalment: what each rent owes, what is paid, what the end comes to."""

from datetime import datetime
from decimal import Decimal

from entrepot.bonded.lease import plan_lease
from entrepot.kernel.errors import MissingError, Problem, RefusedError
from entrepot.kernel.money import Money
from entrepot.service.amounts import Document, money_document
from entrepot.service.bonded_cases import read_lease
from entrepot.service.bonded_desk import Turn, say, told, turn
from entrepot.service.bonded_fields import Asked
from entrepot.service.window import Window
from entrepot.store.bonded import MOST, Row, new_reference
from entrepot.store.window import as_json

END = 0  # number of what is owed at the end
_HEAD = (
    "reference", "asset", "hs", "lessee", "zone", "office", "duty_pct", "vat_pct", "currency",
    "end_kind", "state", "firm", "firm_zh", "made_by", "made_at", "is_sandbox",
)  # fmt: skip


def open_lease(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Keep a lease and what it owes on each rent and at its end.

    Args:
        window: The window.
        raw: What `entrepot bonded lease` reads, with `asset`, `hs`, `lessee` and `zone`.
        by: The firm in the zone that leases out.
        at: Now.

    Raises:
        InputError: With everything that is wrong.
        RefusedError: Who acts is no such firm.
    """
    asked = Asked(raw)
    asset = asked.text("asset", required=True, most=200)
    names = {name: asked.text(name, most=100) for name in ("hs", "lessee")}
    zone = asked.text("zone", required=True, most=60)
    zones = {one.id: one for one in window.reference.table("zones")}
    office = window.find_office_at(zones[zone].place) if zone in zones else None
    told_office = asked.text("office", most=60) or (office.office if office else "")
    if zone not in zones or told_office not in window.offices:
        asked.fault("zone", "zone", f"{zone!r} is no zone with an office; name its office.",
                    f"One of {', '.join(list(zones)[:12])}.", "没有该区域或其海关。")  # fmt: skip
    lease = read_lease(asked)
    plan = plan_lease(lease)
    with turn(window, by, at) as now:
        now.need_firm()
        reference = new_reference("L")
        with now.book.as_system():
            id = now.book.add_lease(
                reference=reference, org_id=now.actor.organisation, office=told_office, zone=zone,
                asset=asset, duty_pct=lease.duty_pct, vat_pct=lease.vat_pct,
                currency=plan.end.base.currency, end_kind=lease.end, by=now.actor.account, at=at,
                **names,
            )  # fmt: skip
            rows = [
                {"seq": place, "due_on": one.due_on, "base": one.base.amount,
                 "duty": one.duty.amount, "vat": one.vat.amount}
                for place, one in enumerate(plan.instalments, start=1)
            ]  # fmt: skip
            end = {"seq": END, "due_on": None, "base": plan.end.base.amount,
                   "duty": plan.end.duty.amount, "vat": plan.end.vat.amount}  # fmt: skip
            now.book.add_instalments(lease_id=id, rows=as_json([*rows, end]))
        now.note(reference, "lease_opened", {"asset": asset, "rents": len(rows)})
        return _document(now, now.get("lease", reference))


def act_on_lease(window: Window, reference: str, raw: object, *, by: str, at: datetime) -> Document:
    """Take in the payment of an instalment, or end a lease, as its `move` says.

    Args:
        window: The window.
        reference: Of the lease.
        raw: `move` (pay or end), `instalment` (its number), `declaration` it was paid under.
        by: The supervisor of the zone.
        at: Now.

    Raises:
        InputError: There is no such move.
        MissingError: There is no such lease for these eyes, or no such instalment.
        RefusedError: It was paid before, or rents are unpaid when the lease is to end.
    """
    asked = Asked(raw)
    name = asked.word("move", ("pay", "end"))
    number = asked.whole("instalment") if name == "pay" else END
    declaration = asked.text("declaration", most=60)
    asked.end()
    with turn(window, by, at) as now:
        row = now.get("lease", reference)
        with now.book.as_system():
            row = {**row, "state": now.book.lock_lease(id=row["id"])["state"]}
        now.step("lease", name, row)
        rents = {one["seq"]: one for one in now.book.list_instalments(lease_id=row["id"])}
        if name == "end":
            _check_paid(reference, rents)
        _pay(now, row, rents, number or END, declaration)
        if name == "end":
            with now.book.as_system():
                now.book.end_lease(id=row["id"])
        body = {"instalment": number, "declaration": declaration}
        now.note(row["reference"], f"lease_{name}", body)
        return _document(now, now.get("lease", reference))


def show_lease(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A lease with its instalments and what may be done.

    Raises:
        MissingError: There is none for these eyes.
    """
    with turn(window, by, at) as now:
        return _document(now, now.get("lease", reference))


def list_leases(window: Window, *, by: str, at: datetime) -> Document:
    """The leases somebody may see: those whose next rent falls due first, first."""
    with turn(window, by, at) as now:
        return {
            "leases": [
                {**{name: say(value) for name, value in row.items()},
                 "owed": _money(row["owed"], row["currency"]),
                 "is_late": row["next_due"] is not None and row["next_due"] < now.on}
                for row in now.book.list_leases(most=MOST)
            ]
        }  # fmt: skip


def _pay(now: Turn, row: Row, rents: dict[int, Row], number: int, declaration: str) -> None:
    if number not in rents:
        raise MissingError(
            Problem("bonded.instalment", "instalment", f"There is no instalment {number}.",
                    f"They go from 1 to {len(rents) - 1}.", message_zh="没有该期租金。")
        )  # fmt: skip
    with now.book.as_system():
        paid = now.book.pay_instalment(
            on=now.on, by=now.actor.account, declaration=declaration, lease_id=row["id"],
            seq=number,
        )  # fmt: skip
    if paid is None:
        raise RefusedError(
            Problem("bonded.paid", "instalment", f"Instalment {number} was paid before.",
                    "Look at the lease.", message_zh="该期税款已缴。")
        )  # fmt: skip


def _check_paid(reference: str, rents: dict[int, Row]) -> None:
    unpaid = [seq for seq, one in rents.items() if seq != END and one["paid_on"] is None]
    if unpaid:
        raise RefusedError(
            Problem("bonded.unpaid", reference,
                    f"Instalments {', '.join(map(str, unpaid[:10]))} are not paid.",
                    "Take in their payment first.", message_zh="尚有租金税款未缴。")
        )  # fmt: skip


def _money(amount: Decimal, currency: str) -> Document | None:
    return money_document(Money(amount, currency).rounded())


def _document(now: Turn, row: Row) -> Document:
    currency = row["currency"]
    rents = list(now.book.list_instalments(lease_id=row["id"]))
    return {
        **told(row, *_HEAD),
        "instalments": [
            {
                **told(one, "seq", "due_on", "paid_on", "paid_by", "declaration"),
                **{name: _money(one[name], currency) for name in ("base", "duty", "vat")},
                "total": _money(one["duty"] + one["vat"], currency),
                "is_late": one["paid_on"] is None and bool(one["due_on"])
                and one["due_on"] < now.on,
            }
            for one in rents
        ],
        "total": _money(sum((one["duty"] + one["vat"] for one in rents), Decimal(0)), currency),
        "steps": now.steps("lease", row),
    }  # fmt: skip
