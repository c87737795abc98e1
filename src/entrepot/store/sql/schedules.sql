-- Schedules of tariffs: what was imported, the measures that stand and those that stood.

-- name: hold_imports()!
-- One import at a time; who dies lets go.
select pg_advisory_xact_lock(8008);

-- name: last_import(schedule, agreement)^
-- The last file that was applied.
select id, hash, edition, valid_from from tariff_import
where schedule = :schedule and agreement = :agreement and state = 'applied'
order by id desc limit 1;

-- name: add_import(schedule, agreement, market, edition, valid_from, hash, file_name, state, at, by, report)$
insert into tariff_import (schedule, agreement, market, edition, valid_from, hash, file_name, state,
    imported_at, imported_by, report)
values (:schedule, :agreement, :market, :edition, :valid_from, :hash, :file_name, :state, :at, :by,
    cast(:report as json))
returning id;

-- name: list_imports(most)
select id, schedule, agreement, market, edition, valid_from, file_name, state, imported_at, imported_by,
    report
from tariff_import order by id desc limit :most;

-- name: find_import(id)^
select id, schedule, agreement, market, edition, valid_from, file_name, state, imported_at, imported_by,
    report
from tariff_import where id = :id;

-- name: list_standing(schedule)
-- The measures of a schedule that are not superseded.
select id, market, kind, regime, hs_code, origins, additional_code, duty, source_text,
    lower(valid) as valid_from, upper(valid) as valid_to, vintage, note, source, status, conditions
from tariff_measure where schedule = :schedule and superseded_at is null
order by id;

-- name: supersede(ids, at, by)!
update tariff_measure set superseded_at = :at, superseded_by = :by where id = any(:ids);

-- name: list_measures(market, codes, code, above, on, at)
-- What stands on a code, on what it belongs to and on the lines below it, on a day or on any day,
-- now or as it was known at an instant. The code's index is read first, whatever the planner
-- knows: right after an import it knows nothing.
with near as materialized (
    select * from tariff_measure where market = :market and hs_code = any(:codes)
    union all
    select * from tariff_measure where market = :market and hs_code > :code and hs_code < :above
)
select id, market, kind, regime, hs_code, origins, additional_code, duty, source_text,
    lower(valid) as valid_from, upper(valid) as valid_to, vintage, note, source, status, conditions
from near
where kind not in ('vat_refund', 'vat_base')
    and (cast(:on as date) is null or valid @> cast(:on as date))
    and case when cast(:at as timestamptz) is null then superseded_at is null
        else asserted_at <= cast(:at as timestamptz)
            and (superseded_at is null or superseded_at > cast(:at as timestamptz)) end
order by hs_code, id;

-- name: list_refunds(market, codes, code, above)
-- Export refunds on a code, on what it belongs to and on the lines below it, with the rate of tax
-- of the same days.
with near as materialized (
    select * from tariff_measure where market = :market and hs_code = any(:codes)
    union all
    select * from tariff_measure where market = :market and hs_code > :code and hs_code < :above
)
select r.hs_code, r.duty as refund, coalesce(b.duty, '') as tax, lower(r.valid) as valid_from,
    upper(r.valid) as valid_to, r.vintage, r.note, r.source, r.status
from near r left join near b on b.kind = 'vat_base' and b.superseded_at is null
    and b.hs_code = r.hs_code and b.valid && r.valid
where r.kind = 'vat_refund' and r.superseded_at is null
order by r.hs_code, valid_from;

-- name: list_lines(market, code, above)
-- National lines at and below a code, by the last file that named them.
select distinct on (hs_code) hs_code, text, language, unit, depth
from tariff_line where market = :market and hs_code >= :code and hs_code < :above
order by hs_code, import_id desc, row;
