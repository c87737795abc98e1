"""What a filing asks of the past: by an index, however long the past is."""

import psycopg
from tests.integration.window.house import House

MANY, COUNTED = 3000, 100
FILL = """
insert into declaration (reference, org_id, flow, type, lrn, ucr, decl_office, border_office,
    state, made_by, made_at, lodged_at)
select 'D' || lpad(n::text, 13, '0'), 'sandbox_exporter', 'export', 'FULL', n::text, n::text,
    'nowhere', 'nowhere', 'REJECTED', 'exporter', now(), now()
from generate_series(1, %s) n
"""
READ = """
select sum(pg_stat_get_xact_tuples_fetched(oid) + pg_stat_get_xact_tuples_returned(oid))
from pg_class where oid = 'declaration'::regclass or oid in
    (select indexrelid from pg_index where indrelid = 'declaration'::regclass)
"""


def test_the_history_of_a_firm_is_counted_without_reading_all_of_it(house: House) -> None:
    with psycopg.connect(house.superuser) as tx:
        tx.execute(FILL, [MANY])
        before = tx.execute(READ).fetchone()[0]
        told = tx.execute(
            "select history_of('sandbox_exporter', now() - interval '1 year')"
        ).fetchone()[0]
        read = tx.execute(READ).fetchone()[0] - before
        tx.rollback()

    assert told["declarations_12m"] == COUNTED
    assert COUNTED <= read <= 4 * COUNTED
