"""Projects in a zone by its roles: admitted, then followed by area, tax and trade."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from entrepot.kernel.errors import InputError, Problem
from entrepot.kernel.money import Money, total
from entrepot.service.amounts import Document, money_document
from entrepot.service.bonded_desk import Turn, say, told, turn
from entrepot.service.bonded_fields import Asked
from entrepot.service.rows import money_of
from entrepot.service.window import Window
from entrepot.store.bonded import MOST, Row, new_reference

_HEAD = (
    "reference", "zone", "role", "name", "area_ha", "state", "reason", "firm", "firm_zh",
    "made_by", "made_at", "decided_by", "decided_at", "is_sandbox",
)  # fmt: skip


def propose_project(window: Window, raw: object, *, by: str, at: datetime) -> Document:
    """Propose a project in a zone, under one of its roles.

    Args:
        window: The window.
        raw: `role` (of `zone_roles.csv`), `name`, `area_ha` where it is known, and `office`
            (that of the zone's place).
        by: A firm.
        at: Now.

    Raises:
        InputError: With everything that is wrong.
        RefusedError: Who acts is no such firm.
    """
    asked = Asked(raw)
    roles = {one.id: one for one in window.reference.table("zone_roles")}
    role = asked.word("role", tuple(roles))
    name = asked.text("name", required=True, most=200)
    area = asked.number("area_ha", required=False)
    zones = {one.id: one for one in window.reference.table("zones")}
    place = zones[roles[role].zone].place if role else ""
    here = window.find_office_at(place) if place else None
    office = asked.text("office", most=60) or (here.office if here else "")
    if office not in window.offices:
        asked.fault("office", "office", "no customs office is known for the zone.",
                    f"One of {', '.join(list(window.offices)[:12])}.", "没有该海关。")  # fmt: skip
    asked.end()
    with turn(window, by, at) as now:
        now.need_firm()
        reference = new_reference("P")
        with now.book.as_system():
            now.book.add_project(
                reference=reference, org_id=now.actor.organisation, office=office,
                zone=roles[role].zone, role=role, name=name, area_ha=area, by=now.actor.account,
                at=at,
            )  # fmt: skip
        now.note(reference, "project_proposed", {"role": role})
        return _document(now, now.get("project", reference))


def act_on_project(
    window: Window, reference: str, raw: object, *, by: str, at: datetime
) -> Document:
    """Admit or refuse a project, or tell its tax and trade of a year, as its `move` says.

    Raises:
        InputError: There is no such move, or neither tax nor trade is told.
        MissingError: There is no such project for these eyes.
        RefusedError: The table of steps does not allow it.
    """
    asked = Asked(raw)
    name = asked.word("move", ("admit", "refuse", "tell"))
    reason = asked.text("reason", most=500)
    currency = window.reference.settings.currency
    year = asked.whole("year") if name == "tell" else None
    tax, trade = (asked.money(one, required=False, currency=currency) for one in ("tax", "trade"))
    if name == "tell" and tax is None and trade is None:
        asked.fault(
            "missing", "tax", "neither tax nor trade is told.",
            "Tell what is known; leave out what is not.", "税收与贸易额均未填写。",
        )  # fmt: skip
    asked.end()
    with turn(window, by, at) as now:
        row = now.get("project", reference)
        with now.book.as_system():
            row = {**row, "state": now.book.lock_project(id=row["id"])["state"]}
        now.need_own(row)
        state = now.step("project", name, row, reason)
        with now.book.as_system():
            if name == "tell":
                _tell(now, row, year, tax, trade, currency)
            else:
                now.book.decide_project(
                    state=state, reason=reason, by=now.actor.account, at=at, id=row["id"]
                )
        body = {"year": year} if year else {"reason": reason}
        now.note(row["reference"], f"project_{name}", body)
        return _document(now, now.get("project", reference))


def show_project(window: Window, reference: str, *, by: str, at: datetime) -> Document:
    """A project with its years and what may be done.

    Raises:
        MissingError: There is none for these eyes.
    """
    with turn(window, by, at) as now:
        return _document(now, now.get("project", reference))


def list_projects(window: Window, *, by: str, at: datetime) -> Document:
    """The projects somebody may see, and the zones with their roles; what waits comes first."""
    with turn(window, by, at) as now:
        rows = [_listed(row) for row in now.book.list_projects(most=MOST)]
    return {"projects": rows, "zones": zones_of(window, rows)}


def zones_of(window: Window, projects: Iterable[Mapping[str, Any]]) -> list[Document]:
    """The zones of the region with their roles, and the projects under each that may be seen.

    Zones whose roles are known come first. A sum is of what is known; how many are not known
    is told beside it.
    """
    roles = window.reference.table("zone_roles")
    told_of = {role.zone for role in roles}
    zones = sorted(window.reference.table("zones"), key=lambda zone: zone.id not in told_of)
    admitted = [one for one in projects if one["state"] == "admitted"]
    return [
        {
            **{name: getattr(zone, name) for name in ("id", "name", "name_zh", "kind", "area",
               "area_unit", "since", "figures", "source", "status")},
            "roles": [
                {**{name: getattr(role, name) for name in ("id", "name", "name_zh", "source",
                    "status")},
                 **_sums([one for one in admitted if one["role"] == role.id])}
                for role in roles if role.zone == zone.id
            ],
        }
        for zone in zones
    ]  # fmt: skip


def _sums(projects: list[Mapping[str, Any]]) -> Document:
    areas = [Decimal(one["area_ha"]) for one in projects if one["area_ha"] is not None]
    return {
        "projects": len(projects),
        "area_ha": say(sum(areas, Decimal(0))) if areas else None,
        "area_unknown": len(projects) - len(areas),
        **{name: _sum(projects, name) for name in ("tax", "trade")},
    }


def _sum(projects: list[Mapping[str, Any]], name: str) -> Document | None:
    """What the projects told for their latest year together; None where none told."""
    known = [money_of(one[name]) for one in projects if one[name] is not None]
    return money_document(total(known, known[0].currency)) if known else None


def _tell(
    now: Turn, row: Row, year: int | None, tax: Money | None, trade: Money | None, currency: str
) -> None:
    if year is None or not 1990 <= year <= now.on.year:
        raise InputError(
            Problem("bonded.year", "year", f"{year} is no year that has begun.",
                    "Give one from 1990 on.", message_zh="年份无效。")
        )  # fmt: skip
    now.book.tell_year(
        project_id=row["id"], year=year, tax=tax.amount if tax else None,
        trade=trade.amount if trade else None, currency=currency, by=now.actor.account, at=now.at,
    )  # fmt: skip


def _listed(row: Row) -> Document:
    plain = {name: say(value) for name, value in row.items()}
    return {**plain, "tax": _money(row, "tax"), "trade": _money(row, "trade")}


def _money(row: Row, name: str) -> Document | None:
    if row[name] is None:
        return None
    return money_document(Money(row[name], row["currency"]).rounded())


def _document(now: Turn, row: Row) -> Document:
    return {
        **told(row, *_HEAD),
        "years": [
            {**told(one, "year", "version", "told_by", "told_at"), "tax": _money(one, "tax"),
             "trade": _money(one, "trade")}
            for one in now.book.list_years(project_id=row["id"])
        ],
        "steps": now.steps("project", row),
    }  # fmt: skip
