-- What messages of EDIFACT are written from.

-- name: list_moves(container)
-- The last time a box came in and the last time it went out, the newest first.
select distinct on (event) key, container, event, at, site, size_type, status, route, seal, gross_kg
from equipment_event where container = :container and event in ('gate_in', 'gate_out')
order by event, at desc, id desc;

-- name: find_outcome(reference)^
select d.reference, coalesce(d.number, '') as number, d.state, d.decl_office, o.uscc, d.released_at,
    coalesce(d.release_no, '') as release_no,
    (select coalesce(array_agg(e.container order by e.container), '{}') from equipment e
        where e.declaration_id = d.id and e.is_live and e.released_at is not null) as containers
from declaration d join organisation o on o.id = d.org_id
where d.reference = :reference or d.number = :reference or d.ucr = :reference
order by d.id desc limit 1;
