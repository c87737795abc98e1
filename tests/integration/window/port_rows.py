"""Rows of the land port for two firms, and which of them somebody should see."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.integration.window.house import House, box, next_number

Row = Mapping[str, Any]
TABLES = frozenset(
    {"transport_call", "manifest", "port_equipment", "port_hold", "equipment_event",
     "gate_transaction", "yard_slot", "yard_stay", "truck_slot", "truck_appointment",
     "corridor_leg", "air_step", "cargo_interchange", "opening_item"}
)  # fmt: skip
MADE = {"equipment_event": ("direction", "teu")}  # columns the database makes itself
_FILL = (
    """with c as (insert into transport_call (site, mode, reference, route, planned_at, org_id,
        made_by, made_at) values (%(site)s, 'train', 'X' || %(no)s, 'r', %(at)s, %(org)s, 'x',
        %(at)s) returning id)
    insert into manifest (call_id, site, number, kind, org_id, containers, made_by, made_at)
    select id, %(site)s, 'M', 'master', %(org)s, array[%(box)s], 'x', %(at)s from c""",
    """insert into port_equipment (container, site, org_id, size_type, status, in_at, told_at)
    values (%(box)s, %(site)s, %(org)s, '22G1', 'full', %(at)s, %(at)s)""",
    """insert into port_hold (container, site, org_id, holder, reason, placed_by, placed_at)
    values (%(box)s, %(site)s, %(org)s, 'h', 'r', 'x', %(at)s)""",
    """insert into equipment_event (told_org, key, container, event, at, site, size_type, status,
        route, org_id, told_by, told_at)
    values ('sandbox_site', 'firm/' || %(no)s, %(box)s, 'gate_in', %(at)s, %(site)s, '22G1',
        'full', 'road', %(org)s, 'x', %(at)s),
        ('sandbox_site', 'undeclared/' || %(no)s, %(box)s, 'weigh', %(at)s, %(site)s, '22G1',
        'full', 'road', null, 'x', %(at)s)""",
    """insert into gate_transaction (site, container, reference, release_no, org_id, at, told_by)
    values (%(site)s, %(box)s, 'D', 'R', %(org)s, %(at)s, 'x')""",
    """with s as (insert into yard_slot (site, slot) values (%(site)s, 'A-1-1-' || %(no)s)
        returning site, slot)
    insert into yard_stay (site, slot, container, org_id, during)
    select site, slot, %(box)s, %(org)s, tstzrange(%(at)s, null) from s""",
    """with t as (insert into truck_slot (site, starts, ends, capacity, taken)
        values (%(site)s, %(from)s, %(to)s, 2, 1) returning site, starts)
    insert into truck_appointment (site, starts, org_id, container, vehicle, made_by, made_at)
    select site, starts, %(org)s, %(box)s, 'v', 'x', %(at)s from t""",
    """insert into corridor_leg (container, reference, org_id, origin, port, seal, left_at,
        expected_at, made_by)
    values (%(box)s, 'D', %(org)s, %(site)s, 'marenport', 's', %(at)s, %(to)s, 'x')""",
    """insert into air_step (org_id, site, reference, kind, centre, customs, at, told_by)
    values (%(org)s, %(site)s, 'A' || %(no)s, 'cargo', 'freight', 'held', %(at)s, 'x')""",
    """insert into cargo_interchange (told_org, sender, reference, digest, site, org_id, calls,
        told_by, told_at)
    values (%(org)s, 'S', 'R', '', %(site)s, %(org)s, '{}', 'x', %(at)s)""",
    """insert into opening_item (zone, kind, step, doer, state, since, evidence, made_by, made_at,
        changed_by, changed_at, confirmed_by, confirmed_at)
    values ('z', 'approval', 's' || %(no)s, 'd', 'done', %(at)s, 'e', 'x', %(at)s, 'x', %(at)s,
        nullif(%(no)s, '1') , case when %(no)s <> '1' then %(at)s end)""",
)


def keep_port(house: House, account: str) -> None:
    """A row of each table of the room, of the firm of an account, at a site nobody works at."""
    number = ("exporter", "rival").index(account)
    told = {
        "org": f"sandbox_{account}", "site": house.site, "no": str(number + 1),
        "box": box(next_number()), "at": house.at, "from": house.at + timedelta(hours=9 + number),
        "to": house.at + timedelta(hours=10 + number),
    }  # fmt: skip
    with house.raw() as tx:
        for query in _FILL:
            tx.execute(query, told)


def sees_port(house: House, eyes: Any, table: str, row: Row) -> bool:
    """Whether a row is for who looks; officers have no places here, where no service says so."""
    is_here = "port_operator" in eyes.roles and {
        row.get("site"), row.get("origin"), row.get("port"),
    } & set(eyes.member["offices"])  # fmt: skip
    is_firm = bool(eyes.roles & {"trader", "broker"})
    if table == "opening_item":
        return bool(eyes.is_office or eyes.member["agency"] or "port_operator" in eyes.roles)
    if is_here or (table == "truck_slot" and is_firm):
        return True
    org = row.get("org_id")
    if table == "equipment_event" and org is None:
        org = house.value(
            "select max(org_id) from port_equipment where container = %s", row["container"]
        )
    return is_firm and org is not None and org in {eyes.org, *eyes.principals}
