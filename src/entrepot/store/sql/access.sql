-- Who acts: accounts, memberships, mandates, sessions.

-- name: enter(account, organisation, at, key)^
-- The first statement of each transaction of the window: says who acts, and lets row security
-- know. A closed or unknown account gives no row and sees nothing. Who repeats an idempotency
-- key waits here for the first.
with who as (
    select m.account, m.organisation, m.roles, m.offices, m.agency, o.uscc, o.name, o.name_zh,
        o.credit_class, o.is_suspended, o.is_sandbox
    from membership m
        join account a on a.id = m.account and not a.is_closed
        join organisation o on o.id = m.organisation
    where m.account = :account and (:organisation = '' or m.organisation = :organisation)
    order by m.organisation limit 1
)
select who.*, held.mandates,
    case when :key <> '' then pg_advisory_xact_lock(hashtextextended(:account || ' ' || :key, 0)) end,
    set_config('app.scope', case
        when 'auditor' = any (roles) then 'audit'
        when roles && '{document_officer,inspector,supervisor,coast_officer}' then 'office'
        when agency <> '' then 'agency'
        when 'port_operator' = any (roles) then 'site'
        when roles && '{trader,broker}' then 'org'
        when 'carrier' = any (roles) then 'carrier'
        else '' end, true) as scope,
    set_config('app.org', who.organisation, true),
    set_config('app.roles', array_to_string(roles, ','), true),
    set_config('app.offices', array_to_string(offices, ','), true),
    set_config('app.agency', agency, true),
    set_config('app.principals',
        (select coalesce(string_agg(key, ','), '') from jsonb_object_keys(held.mandates) key), true),
    set_config('app.account', who.account, true)
from who, lateral (select case when 'broker' = any (who.roles)
    then live_mandates(who.organisation, (:at)::timestamptz) else '{}' end as mandates) held;

-- name: become_system()!
-- The window itself acts: what an arrival or the clock sets going.
select set_config('app.scope', 'system', true);

-- name: find_organisation(uscc)^
select id, uscc, name, name_zh, customs_code, credit_class, is_suspended, is_sandbox
from organisation where uscc = :uscc;

-- name: get_organisation(id)^
select id, uscc, name, name_zh, kind, customs_code, credit_class, is_suspended, is_sandbox
from organisation where id = :id;

-- name: save_organisation(id, uscc, name, name_zh, kind, customs_code, credit_class, is_sandbox)!
insert into organisation (id, uscc, name, name_zh, kind, customs_code, credit_class, is_sandbox)
values (:id, :uscc, :name, :name_zh, :kind, :customs_code, :credit_class, :is_sandbox)
on conflict (id) do nothing;

-- name: save_account(id, name, name_zh, kind)!
insert into account (id, name, name_zh, kind) values (:id, :name, :name_zh, :kind)
on conflict (id) do nothing;

-- name: save_membership(account, organisation, roles, offices, agency, granted_by)!
insert into membership (account, organisation, roles, offices, agency, granted_by)
values (:account, :organisation, :roles, :offices, :agency, :granted_by)
on conflict (account, organisation) do nothing;

-- name: add_mandate(trader, broker, scope, start, stop, by, at)$
insert into mandate (trader, broker, scope, valid, granted_by, granted_at)
values (:trader, :broker, :scope, daterange(:start, :stop), :by, :at)
returning id;

-- name: list_mandates()
select id, trader, broker, scope, lower(valid) as valid_from, upper(valid) as valid_to,
    granted_by, granted_at, revoked_at
from mandate order by id desc limit 200;

-- name: revoke_mandate(at, by, id)$
update mandate set revoked_at = :at, revoked_by = :by
where id = :id and revoked_at is null
returning id;

-- name: suspend(is_suspended, id)!
update organisation set is_suspended = :is_suspended where id = :id;
