-- Notices by due date, addresses of mail, feeds of calendars.

-- name: list_due_cases(region, until, account)
-- Open cases, by what they are promised for; of one whose clock stands no day is due.
select case_id, kind, firm, steward, due_on, coalesce(told ->> 'subject', '') as subject
from steward_case
where region = :region and state <> 'closed' and due_on is not null
    and (cast(:until as date) is null or due_on <= :until) and (:account = '' or steward = :account)
order by due_on, case_id;

-- name: add_notices(region, day, at, kinds, items, accounts, due, texts, texts_zh, links)^
-- Who looks at the same time waits, and finds them told. What is nobody's account is told to none.
with told as (
    select * from unnest(cast(:kinds as text[]), cast(:items as text[]), cast(:accounts as text[]),
        cast(:due as date[]), cast(:texts as text[]), cast(:texts_zh as text[]), cast(:links as text[]))
        t (kind, item, account, due_on, text, text_zh, link)
), owned as (
    select t.* from told t join account a on a.id = t.account and not a.is_closed
), added as (
    insert into notice (region, kind, item, day, account, due_on, text, text_zh, link, made_at)
    select :region, kind, item, :day, account, due_on, text, text_zh, link, :at from owned
    on conflict (region, kind, item, day) do nothing returning 1
)
select (select count(*) from owned) as owned, (select count(*) from added) as made;

-- name: list_to_mail(region, since, until, most)
-- What waits to be mailed, what was refused before last; a later notice of an item takes its place.
select n.id
from notice n join mail_address m on m.account = n.account and m.email <> ''
    join account a on a.id = n.account and not a.is_closed
where n.region = :region and n.day between :since and :until and n.mailed_at is null and n.tries < :most
    and not exists (select from notice l where l.region = n.region and l.kind = n.kind and l.item = n.item
        and l.day > n.day and l.day <= :until)
order by n.tries, n.id;

-- name: lock_to_mail(id, most)^
-- One that waits still, and that nobody else is mailing.
select n.id, n.kind, n.item, n.day, n.due_on, n.text, n.text_zh, n.link, m.email
from notice n join mail_address m on m.account = n.account and m.email <> ''
where n.id = :id and n.mailed_at is null and n.tries < :most for update of n skip locked;

-- name: mark_mailed(id, at)!
update notice set mailed_at = :at, tries = tries + 1, fault = '' where id = :id;

-- name: mark_not_mailed(id, fault)!
update notice set tries = tries + 1, fault = :fault where id = :id;

-- name: count_to_mail(region, since, until, most)^
select count(*) filter (where m.email <> '' and n.tries < :most) as waiting,
    count(*) filter (where coalesce(m.email, '') = '') as no_address
from notice n left join mail_address m on m.account = n.account
where n.region = :region and n.day between :since and :until and n.mailed_at is null
    and not exists (select from notice l where l.region = n.region and l.kind = n.kind and l.item = n.item
        and l.day > n.day and l.day <= :until);

-- name: list_notices(account, before, most)
select id, kind, item, day, due_on, text, text_zh, link, made_at, read_at, mailed_at, fault
from notice where account = :account and id < :before order by id desc limit :most;

-- name: count_unread(account)$
select count(*) from notice where account = :account and read_at is null;

-- name: read_notices(account, id, at)$
-- One of who asks, or all of them; read before stays read when it was.
with seen as (update notice set read_at = :at
    where account = :account and (cast(:id as bigint) is null or id = :id) and read_at is null returning 1)
select count(*) from seen;

-- name: unread_notices(account, id, read_at)$
-- One of who asks, or those that were marked at one instant.
with back as (update notice set read_at = null
    where account = :account and read_at is not null and (id = :id or read_at = :read_at) returning 1)
select count(*) from back;

-- name: find_own_notice(account, id)^
select id from notice where account = :account and id = :id;

-- name: set_address(account, email, at)!
insert into mail_address (account, email, set_at) values (:account, :email, :at)
on conflict (account) do update set email = excluded.email, set_at = excluded.set_at;

-- name: find_address(account)^
select email from mail_address where account = :account;

-- name: lock_feed(account)!
-- Two who make an address at once: the second waits, and revokes that of the first.
select pg_advisory_xact_lock(hashtextextended('calendar ' || :account, 3));

-- name: add_feed(digest, account, at)!
insert into calendar_feed (digest, account, made_at) values (:digest, :account, :at);

-- name: revoke_feed(account, at)$
with gone as (update calendar_feed set revoked_at = :at where account = :account and revoked_at is null returning 1)
select count(*) from gone;

-- name: find_feed(digest)^
select account from calendar_feed where digest = :digest and revoked_at is null;

-- name: find_own_feed(account)^
select made_at from calendar_feed where account = :account and revoked_at is null;
