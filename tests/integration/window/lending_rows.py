"""Rows of loans, credit insurance and the fund for two firms, and who should see which."""

from collections.abc import Mapping
from typing import Any

from tests.integration.window.house import House

Row = Mapping[str, Any]
FIRMS = {"trader", "broker"}
OWN = ("loan_case", "insured_buyer", "fund_application")  # they tell their firm
PARTS = {
    "loan_move": ("loan_case", "loan_id"),
    "insured_shipment": ("insured_buyer", "buyer_id"),
    "fund_move": ("fund_application", "application_id"),
}
TABLES = {*OWN, *PARTS, "fund_call", "fund_vote", "green_channel", "green_turn"}
_FILL = (
    """with l as (insert into loan_case (org_id, lender_id, currency, asked, due_on, score, points,
        ceiling, granted, drawn, state, made_by, made_at, decided_by, decided_at)
        values (%(org)s, 'sandbox_bank', 'EUR', 5, %(on)s, '{}', 1, 9, 5, 5, 'granted', %(by)s,
            %(at)s, 'bank', %(at)s) returning id)
    insert into loan_move (loan_id, kind, amount, key, account, at)
    select id, 'draw', 5, 'k', 'bank', %(at)s from l""",
    """with b as (insert into insured_buyer (org_id, insurer_id, buyer, country, currency, asked,
        grade, country_grade, ceiling, exposure, state, made_by, made_at, decided_by, decided_at)
        values (%(org)s, 'sandbox_house', 'A buyer', 'DE', 'EUR', 5, 1, 1, 5, 2, 'granted', %(by)s,
            %(at)s, 'x', %(at)s) returning id)
    insert into insured_shipment (buyer_id, ref, value, insured, premium, shipped_on, terms_days,
        made_by, made_at) select id, 's', 3, 2, 1, %(on)s, 30, %(by)s, %(at)s from b""",
    """with c as (insert into fund_call (reference, org_id, title, currency, budget, opens_on,
        closes_on, quorum_pct, majority_pct, members, committed, made_by, made_at)
        values ('F000000000000' || %(no)s, 'sandbox_house', 't', 'EUR', 9, %(on)s, %(on)s, 50, 50,
            array['supervisor'], 4, 'x', %(at)s) returning id),
    a as (insert into fund_application (reference, call_id, org_id, title, asked, milestones, state,
        committed, made_by, made_at, decided_by, decided_at)
        select 'F111111111111' || %(no)s, id, %(org)s, 't', 4, '[]', 'committed', 4, %(by)s, %(at)s,
            'x', %(at)s from c returning id),
    v as (insert into fund_vote (application_id, account, vote, at)
        select id, 'supervisor', 'yes', %(at)s from a)
    insert into fund_move (application_id, kind, amount, key, account, at)
    select id, 'commit', 4, 'k', 'x', %(at)s from a""",
    """with g as (insert into green_channel (org_id, house, channel, keepers, valid, grounds,
        source, state, granted_by, granted_at, confirmed_by, confirmed_at) values (%(org)s,
        'sandbox_house', 'refund', '{tax_officer,tax_supervisor}', '[2026-01-01,2027-01-01)', 'g',
        's', 'live', 'refunds', %(at)s, 'supervisor', %(at)s) returning id)
    insert into green_turn (channel, queue, case_ref, org_id, house, keepers, eligibility_id,
        taken_on, taken_at, taken_by, draw, audit_bp)
    select 'refund', '', 'R' || %(no)s, %(org)s, 'sandbox_house', '{tax_officer,tax_supervisor}',
        id, %(on)s, %(at)s, 'refunds', 1, 1000 from g""",
)


def keep_lending(house: House, account: str) -> None:
    """A loan with money, an insured buyer with a shipment, a project of the fund."""
    values = {
        "org": f"sandbox_{account}", "by": account, "at": house.at, "on": house.at.date(),
        "no": "0" if account == "exporter" else "1",
    }  # fmt: skip
    with house.raw() as tx:
        for statement in _FILL:
            tx.execute(statement, values)


def sees_lending(house: House, eyes: Any, table: str, row: Row) -> bool:
    """Whether a row is for the eyes of an account."""
    if table in PARTS:
        parent, column = PARTS[table]
        (owner,) = house.rows(f"select * from {parent} where id = %s", row[column])
        return sees_lending(house, eyes, parent, owner)
    if table in ("green_channel", "green_turn"):  # a firm is not told that it was drawn
        keeps = bool(eyes.roles & set(row["keepers"])) and row["house"] == eyes.org
        own = bool(eyes.roles & FIRMS) and row["org_id"] == eyes.org
        return keeps or (own and table == "green_channel")
    if table == "fund_call":  # a call is for every firm to read
        return bool(eyes.roles & FIRMS)
    if table == "fund_vote":  # no member of a committee is among those who look
        return False
    lends = table == "loan_case" and "bank" in eyes.roles and row["lender_id"] == eyes.org
    return lends or (bool(eyes.roles & FIRMS) and row["org_id"] == eyes.org)
