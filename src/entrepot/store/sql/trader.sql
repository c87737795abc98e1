-- What a firm or its broker asks of its own affairs; row security decides what that is.

-- name: list_owed(most)
-- Declarations on which something is still owed, the oldest first.
select d.reference, d.number, d.lrn, d.flow, d.state, d.revenue, d.owed, d.accepted_at, d.org_id,
    o.name, o.name_zh
from declaration d join organisation o on o.id = d.org_id
where d.owed > 0 and d.org_id = any (
        string_to_array(current_setting('app.org', true) || ',' || current_setting('app.principals', true), ','))
    and d.state not in ('CANCELLED', 'WITHDRAWN', 'EXPIRED', 'SEIZED')
order by d.id limit :most;

-- name: list_firms(ids)
select id, uscc, name, name_zh, customs_code, is_suspended, is_sandbox
from organisation where id = any (:ids) order by name, id;
