"""Rows of the bonded room for two firms, and which of them somebody should see."""

from collections.abc import Mapping
from typing import Any

from tests.integration.window.house import House

Row = Mapping[str, Any]
TABLES = {  # how the firm of a row is found
    "account_book": "select org_id from account_book where id = %s",
    "book_item": "select org_id from account_book where id = %s",
    "book_bill": "select org_id from account_book where id = %s",
    "book_move": "select org_id from account_book where id = %s",
    "bonded_count": "select org_id from account_book where id = %s",
    "verification_list": "select org_id from verification_list where id = %s",
    "list_line": "select org_id from verification_list where id = %s",
    "gate_pass": "select org_id from gate_pass where id = %s",
    "gate_pass_list": "select org_id from verification_list where id = %s",
    "gate_pass_line": "select org_id from verification_list where id = %s",
    "bonded_transfer": "select from_org as org_id from bonded_transfer where id = %s",
    "repair": "select org_id from repair where id = %s",
    "repair_part": "select org_id from repair where id = %s",
    "bonded_case": "select org_id from repair where id = %s",
    "lease_contract": "select org_id from lease_contract where id = %s",
    "lease_instalment": "select org_id from lease_contract where id = %s",
    "zone_project": "select org_id from zone_project where id = %s",
    "zone_project_year": "select org_id from zone_project where id = %s",
    "handbook_settlement": "select org_id from account_book where id = %s",
}
_PARENT = ("book_id", "list_id", "pass_id", "repair_id", "lease_id", "project_id")
_FILL = """
with b as (insert into account_book (reference, org_id, kind, zone, office, name, valid_from,
        made_by, made_at)
    select 'B0000000000' || k, %(org)s, 'zone', 'z', %(office)s, 'n', %(on)s, %(by)s, %(at)s
    from unnest(array[%(one)s, %(two)s]::int[]) k returning id, org_id, office),
i as (insert into book_item (book_id, item, role, unit, statutory_unit, per_unit, opening)
    select id, item, role, 'kg', 'kg', 1, 10 from b, (values ('M', 'material'), ('P', 'product'))
        as x(item, role) returning book_id)
select id from b order by id
"""
_MORE = (
    """insert into book_bill (book_id, product, version, material, net, loss_pct, made_by, made_at)
    values (%(book)s, 'P', 1, 'M', 1, 0, %(by)s, %(at)s)""",
    """insert into bonded_count (book_id, item, counted_on, expected, counted, tolerance_pct,
    finding, taxed, counted_by, at)
    values (%(book)s, 'M', %(on)s, 10, 10, 0, 'equal', 0, %(by)s, %(at)s)""",
    """insert into handbook_settlement (book_id, statement, reported_by, reported_at)
    values (%(book)s, '[]', %(by)s, %(at)s)""",
    """insert into book_move (book_id, item, kind, stage, quantity, statutory_quantity, account,
    at) values (%(book)s, 'M', 'in', 'final', 1, 1, %(by)s, %(at)s)""",
    """with v as (insert into verification_list (reference, book_id, org_id, office, kind,
        own_reference, gross_mass_kg, made_by, made_at)
        values ('V000000000000' || %(no)s, %(book)s, %(org)s, %(office)s, 'in', 'v', 1, %(by)s,
            %(at)s) returning id),
    l as (insert into list_line (list_id, seq, item, quantity, statutory_quantity)
        select id, 1, 'M', 1, 1 from v),
    g as (insert into gate_pass (reference, org_id, office, direction, vehicle, declared_kg,
        made_by, made_at) values ('G000000000000' || %(no)s, %(org)s, %(office)s, 'in', 'c', 1,
            %(by)s, %(at)s) returning id),
    s as (insert into gate_pass_list (pass_id, list_id, gross_mass_kg)
        select g.id, v.id, 1 from g, v)
    insert into gate_pass_line (pass_id, list_id, item, quantity) select g.id, v.id, 'M', 1
    from g, v""",
    """insert into bonded_transfer (reference, from_book, to_book, from_reference, to_reference,
    from_org, to_org, from_office, to_office, from_item, to_item, quantity, own_reference, made_by,
    made_at) values ('T000000000000' || %(no)s, %(book)s, %(other)s, 'a', 'b', %(org)s, %(org)s,
    %(office)s, %(office)s, 'M', 'M', 1, 't', %(by)s, %(at)s)""",
    """with r as (insert into repair (reference, book_id, org_id, office, kind, in_item, out_item,
        quantity, return_by, made_by, made_at) values ('R000000000000' || %(no)s, %(book)s,
        %(org)s, %(office)s, 'repair', 'M', 'M', 1, %(on)s, %(by)s, %(at)s) returning id),
    p as (insert into repair_part (repair_id, seq, item, quantity, old)
        select id, 1, 'M', 1, 'destroy' from r)
    insert into bonded_case (repair_id, due_on, opened_at) select id, %(on)s, %(at)s from r""",
    """with p as (insert into zone_project (reference, org_id, office, zone, role, name, made_by,
        made_at) values ('P000000000000' || %(no)s, %(org)s, %(office)s, 'z', 'r', 'n', %(by)s,
        %(at)s) returning id)
    insert into zone_project_year (project_id, year, version, tax, currency, told_by, told_at)
    select id, 2025, 1, 1, 'EUR', %(by)s, %(at)s from p""",
    """with l as (insert into lease_contract (reference, org_id, office, asset, duty_pct, vat_pct,
        currency, end_kind, made_by, made_at) values ('L000000000000' || %(no)s, %(org)s,
        %(office)s, 'aircraft', 1, 13, 'EUR', 'return', %(by)s, %(at)s) returning id)
    insert into lease_instalment (lease_id, seq, due_on, base, duty, vat)
    select id, 1, %(on)s, 1, 0, 0 from l""",
)


def keep_bonded(house: House, account: str) -> None:
    """A row of each table of the room, of the firm of an account."""
    place = 1 if account == "exporter" else 3
    told: dict[str, Any] = {
        "org": f"sandbox_{account}", "by": account, "office": house.office, "at": house.at,
        "on": house.at.date(), "one": place, "two": place + 1, "no": str(place),
    }  # fmt: skip
    with house.raw() as tx:
        books = tx.execute(_FILL, told).fetchall()
        told |= {"book": books[0]["id"], "other": books[1]["id"]}
        for query in _MORE:
            tx.execute(query, told)


def sees_bonded(house: House, eyes: Any, table: str, row: Row) -> bool:
    """Whether a row is of the firm of who looks, which has a trader; nobody here supervises."""
    id = next((row[name] for name in _PARENT if row.get(name) and table != "repair"), None)
    owner = house.value(TABLES[table], row["id"] if table in _OWN else id)
    return "trader" in eyes.roles and owner == eyes.org


_OWN = {"account_book", "verification_list", "gate_pass", "bonded_transfer", "repair",
        "lease_contract", "zone_project"}  # fmt: skip
