-- Accounts, sign-in, sessions, roles and mandates.

-- name: lock_account(account)!
-- Who tries an account waits here for the one before, so that no try escapes the count.
select pg_advisory_xact_lock(hashtextextended(:account, 2));

-- name: list_wrong_tries(account, since)
-- Wrong tries since an instant, or since the last right one, the oldest first.
select at from sign_in_try
where account = :account and not was_right and at > greatest(:since, (
    select max(at) from sign_in_try where account = :account and was_right and at > :since))
order by at limit 100;

-- name: add_try(account, at, was_right)!
insert into sign_in_try (account, at, was_right) values (:account, :at, :was_right);

-- name: find_account(account)^
select id, name, name_zh, kind, secret_hash, is_closed from account where id = :account;

-- name: list_accounts()
select a.id as account, a.name, a.name_zh, a.kind, a.is_closed, a.secret_hash <> '' as has_secret,
    m.organisation, m.roles, m.offices, m.agency, m.granted_by, o.is_sandbox
from account a left join membership m on m.account = a.id left join organisation o on o.id = m.organisation
order by a.id, m.organisation;

-- name: list_sandbox_accounts()
-- Accounts of persons in a store that holds sandbox organisations and no other but the desk of
-- this machine's command line.
select a.id as account from account a
where a.kind = 'person' and not a.is_closed and a.secret_hash <> ''
    and exists (select from membership m where m.account = a.id)
    and not exists (select from organisation where not is_sandbox and id <> 'local')
order by a.made_at, a.id limit 40;

-- name: list_memberships(account)
select m.organisation, m.roles, m.offices, m.agency, m.granted_by,
    o.uscc, o.name, o.name_zh, o.kind, o.is_suspended, o.is_sandbox
from membership m join organisation o on o.id = m.organisation
where m.account = :account order by m.organisation;

-- name: set_secret(secret_hash, account)!
update account set secret_hash = :secret_hash where id = :account;

-- name: close_account(account)$
update account set is_closed = true where id = :account and not is_closed returning id;

-- name: set_roles(account, organisation, roles, offices, agency, granted_by)!
insert into membership (account, organisation, roles, offices, agency, granted_by)
values (:account, :organisation, :roles, :offices, :agency, :granted_by)
on conflict (account, organisation) do update set
    roles = excluded.roles, offices = excluded.offices, agency = excluded.agency,
    granted_by = excluded.granted_by;

-- Sessions.

-- name: add_session(token_hash, account, organisation, csrf, at)!
insert into session (token_hash, account, organisation, csrf, made_at, seen_at)
values (:token_hash, :account, :organisation, :csrf, :at, :at);

-- name: find_session(token_hash, kind, made_after, seen_after)^
select s.account, s.organisation, s.csrf, s.made_at, s.seen_at, a.name, a.name_zh
from session s join account a on a.id = s.account
where s.token_hash = :token_hash and s.ended_at is null and not a.is_closed and a.kind = :kind
    and s.made_at > :made_after and s.seen_at > :seen_after;

-- name: count_unread(account, most)$
-- Notices not read, counted no further than is shown.
select count(*) from (select from notice where account = :account and read_at is null limit :most) n;

-- name: touch_session(at, token_hash)!
update session set seen_at = :at where token_hash = :token_hash and seen_at < :at;

-- name: end_session(at, token_hash)!
update session set ended_at = :at where token_hash = :token_hash and ended_at is null;

-- name: end_sessions(at, account)!
update session set ended_at = :at where account = :account and ended_at is null;

-- name: switch_session(organisation, token_hash)$
-- Act for another organisation; only for one the account belongs to.
update session s set organisation = :organisation
from membership m
where s.token_hash = :token_hash and s.ended_at is null
    and m.account = s.account and m.organisation = :organisation
returning s.organisation;

-- Organisations.

-- name: list_organisations()
select id as organisation, uscc, name, name_zh, kind, credit_class, is_suspended, is_sandbox
from organisation order by id;

-- name: find_organisation_named(word)
-- An organisation by its id, its credit code, or an account that belongs to no other.
select id, uscc, name, name_zh, kind, is_suspended, is_sandbox from organisation
where id = :word or uscc = :word
    or id in (select m.organisation from membership m where m.account = :word)
order by id = :word desc, uscc = :word desc, id;

-- name: count_administrators()$
-- Administrators that are no rehearsal.
select count(*) from membership m
    join account a on a.id = m.account and not a.is_closed
    join organisation o on o.id = m.organisation and not o.is_sandbox
where 'administrator' = any (m.roles);

-- Proposals.

-- name: list_proposals(kinds, state)
select id, kind, subject, payload, proposed_by, proposed_at, state, decided_by, decided_at, reason
from approval where kind = any (:kinds) and (:state = '' or state = :state)
order by id desc limit 200;

-- name: find_proposal(id)^
select id, kind, subject, payload, proposed_by, proposed_at, state from approval where id = :id;

-- Mandates.

-- name: list_named_mandates(id)
select m.id, m.trader, t.name as trader_name, t.name_zh as trader_name_zh, t.uscc as trader_uscc,
    m.broker, b.name as broker_name, b.name_zh as broker_name_zh, b.uscc as broker_uscc,
    m.scope, lower(m.valid) as valid_from, upper(m.valid) as valid_to,
    m.granted_by, m.granted_at, m.revoked_by, m.revoked_at
from mandate m join organisation t on t.id = m.trader join organisation b on b.id = m.broker
where :id = 0 or m.id = :id
order by m.id desc limit 200;

-- name: list_live_mandates(trader, broker, on)
-- Mandates of a trader for a broker that hold on a day or will later.
select id from mandate
where trader = :trader and broker = :broker and revoked_at is null
    and (upper(valid) is null or upper(valid) > :on)
order by id;

-- name: count_mandates(trader, broker)$
select count(*) from mandate where trader = :trader and broker = :broker;

-- name: has_mandate(trader, broker, act, on)$
-- Whether a live mandate lets a broker do an act for a trader.
select exists (
    select from mandate
    where trader = :trader and broker = :broker and revoked_at is null and :on <@ valid
        and scope && array[:act, 'all']);
