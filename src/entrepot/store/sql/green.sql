-- Green channels: eligibility, what waits in a queue, and the turns taken from it.

-- name: add_eligibility(org_id, house, channel, keepers, first, last, grounds, source, by, at)$
insert into green_channel (org_id, house, channel, keepers, valid, grounds, source, granted_by,
    granted_at)
values (:org_id, :house, :channel, :keepers, daterange(:first, :last, '[]'), :grounds, :source, :by, :at)
returning reference;

-- name: find_eligibility(reference)^
select g.*, lower(g.valid) as first, upper(g.valid) - 1 as last, o.name as firm, o.name_zh as firm_zh,
    o.credit_class, o.is_suspended, o.is_sandbox, h.name as house_name, h.name_zh as house_name_zh
from green_channel g join organisation o on o.id = g.org_id join organisation h on h.id = g.house
where g.reference = :reference;

-- name: lock_eligibility(id)!
select 1 from green_channel where id = :id for update;

-- name: list_eligibility(most)
-- What waits for a second person first, then the newest; row security decides whose they are.
select g.*, lower(g.valid) as first, upper(g.valid) - 1 as last, o.name as firm, o.name_zh as firm_zh,
    o.credit_class, o.is_suspended, o.is_sandbox, h.name as house_name, h.name_zh as house_name_zh
from green_channel g join organisation o on o.id = g.org_id join organisation h on h.id = g.house
order by g.state = 'proposed' desc, g.id desc limit :most;

-- name: confirm(id, by, at)!
update green_channel set state = 'live', confirmed_by = :by, confirmed_at = :at where id = :id;

-- name: revoke(id, by, at, reason)!
update green_channel set state = 'revoked', revoked_by = :by, revoked_at = :at,
    revoked_why = :reason where id = :id;

-- name: list_live(channel, queue, on)
-- Eligibility in force on a day of firms that are neither dishonest nor suspended. A queue of one
-- house knows the grants of that house alone; the queue of all knows those of all.
select g.id, g.org_id, g.reference, g.grounds, upper(g.valid) - 1 as last
from green_channel g join organisation o on o.id = g.org_id
where g.channel = :channel and g.state = 'live' and g.valid @> :on::date
    and (:queue = '' or g.house = :queue) and o.credit_class <> 'dishonest' and not o.is_suspended
order by g.id;

-- name: list_waiting_refunds(queue)
-- Refund cases that wait to be taken in, since they were submitted; there is one queue for all.
select c.reference, c.org_id, coalesce((select max(e.at) from event e
    where e.chain = 'refund:' || c.reference and e.kind = 'refund_submit'), c.made_at) as since
from refund_case c where c.state = 'submitted' and :queue = '' order by since, c.id;

-- name: list_waiting_loans(queue)
-- Loans that wait for a bank.
select reference, org_id, made_at as since from loan_case
where state = 'asked' and lender_id = :queue order by made_at, id;

-- name: list_waiting_buyers(queue)
-- Limits on buyers that wait for an insurer.
select reference, org_id, made_at as since from insured_buyer
where state = 'asked' and insurer_id = :queue order by made_at, id;

-- name: hold_queue(name)^
-- One case at a time is taken from a queue.
select true as held from (select pg_advisory_xact_lock(hashtextextended(:name, 31))) l;

-- name: count_row(channel, queue)$
-- Green cases taken since the last ordinary one.
select count(*) from green_turn where channel = :channel and queue = :queue
    and eligibility_id is not null and id > coalesce((select max(id) from green_turn
        where channel = :channel and queue = :queue and eligibility_id is null), 0);

-- name: add_turn(channel, queue, case_ref, org_id, house, keepers, eligibility_id, on, at, by, draw, audit_bp)!
insert into green_turn (channel, queue, case_ref, org_id, house, keepers, eligibility_id, taken_on,
    taken_at, taken_by, draw, audit_bp)
values (:channel, :queue, :case_ref, :org_id, :house, :keepers, :eligibility_id, :on, :at, :by,
    :draw, :audit_bp);

-- name: find_turn(channel, case_ref)^
select * from green_turn where channel = :channel and case_ref = :case_ref;

-- name: lock_turn(id)!
select 1 from green_turn where id = :id for update;

-- name: list_turns(channel, on)
-- The green cases of a day.
select * from green_turn where channel = :channel and taken_on = :on and eligibility_id is not null
order by id;

-- name: list_samples(channel)
-- Cases drawn for an audit, whose house asks.
select case_ref, draw, audit_bp, taken_on, examined_at, examined_by, finding from green_turn
where channel = :channel and draw < audit_bp order by id desc limit 500;

-- name: is_paid(case_ref)$
select state in ('paid', 'recovered') from refund_case where reference = :case_ref;

-- name: examine(id, by, at, finding)!
update green_turn set examined_by = :by, examined_at = :at, finding = :finding where id = :id;
