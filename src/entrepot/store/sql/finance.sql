-- Guarantees, refund cases and the calendar.

-- Guarantees: the rows of `cover`.

-- name: add_cover(org, kind, currency, ceiling, issuer, issuer_name, state, first_day, last_day, office, by, at)^
insert into cover (org_id, kind, currency, ceiling, issuer, issuer_name, state, first_day, last_day,
    office, made_by, made_at)
values (:org, :kind, :currency, :ceiling, :issuer, :issuer_name, :state, :first_day, :last_day, :office,
    :by, :at)
returning id, reference;

-- name: add_deposit(org, currency, ceiling, at)!
-- The deposit of a firm of the rehearsal; one that is there stays.
insert into cover (org_id, kind, currency, ceiling, made_by, made_at, activated_by, activated_at)
select :org, 'cash', :currency, :ceiling, 'system', :at, 'system', :at
where not exists (select from cover where org_id = :org and kind = 'cash');

-- name: find_cover(reference)^
select c.id, c.reference, c.org_id, c.kind, c.currency, c.ceiling, c.reserved, c.used, c.claimed,
    c.state, c.first_day, c.last_day, c.office, c.issuer, c.issuer_name, c.made_by, c.made_at,
    c.activated_by, c.activated_at, o.name as firm, o.name_zh as firm_zh
from cover c left join organisation o on o.id = c.org_id
where c.reference = :reference;

-- name: lock_cover(reference)^
select id, reference, org_id, kind, currency, ceiling, reserved, used, claimed, state, first_day, last_day,
    issuer
from cover where reference = :reference for update;

-- name: list_covers(most)
-- Those of who asks, the newest first; row security decides whose they are.
select c.id, c.reference, c.org_id, c.kind, c.currency, c.ceiling, c.reserved, c.used, c.claimed,
    c.state, c.first_day, c.last_day, c.office, c.issuer_name, o.name as firm, o.name_zh as firm_zh
from cover c left join organisation o on o.id = c.org_id
order by c.id desc limit :most;

-- name: list_covers_of(org)
select id, reference, kind, currency, ceiling, reserved, used, claimed, state, first_day, last_day
from cover where org_id = :org order by id;

-- name: lock_usable(org, currency, office, day)
-- What a firm may lean on that day at an office, in one order, so that two who want the same never wait across.
select id, reference, kind, currency, ceiling, reserved, used, claimed, state, first_day, last_day
from cover
where org_id = :org and currency = :currency and state = 'active' and (office is null or office = :office)
    and (first_day is null or first_day <= :day) and (last_day is null or last_day >= :day)
order by id for update;

-- name: lock_holding(declaration_id)
-- What a declaration leans on, in the same order.
select id, reference, kind, currency, ceiling, reserved, used, claimed, state, first_day, last_day
from cover where id in (select cover_id from cover_move where declaration_id = :declaration_id)
order by id for update;

-- name: list_held(declaration_id)
select cover_id, sum(case kind when 'reserve' then amount when 'claim' then 0 else -amount end) as reserved
from cover_move where declaration_id = :declaration_id group by cover_id order by cover_id;

-- name: list_standing(reference, refs)
-- What stands under each of these references; asked when the cover is locked.
select m.ref, max(m.declaration_id) as declaration_id,
    sum(case m.kind when 'reserve' then m.amount when 'claim' then 0 else -m.amount end) as reserved,
    sum(case m.kind when 'use' then m.amount when 'claim' then -m.amount else 0 end) as used
from cover c join cover_move m on m.cover_id = c.id
where c.reference = :reference and m.ref = any (:refs) group by m.ref;

-- name: list_answers(reference, keys)
-- What these keys were answered; asked when the cover is locked.
select a.key, a.kind, a.ref, a.amount, a.code from cover c join cover_answer a on a.cover_id = c.id
where c.reference = :reference and a.key = any (:keys);

-- name: set_accounts(reserved, used, claimed, id)!
update cover set reserved = :reserved, used = :used, claimed = :claimed where id = :id;

-- name: add_cover_move(cover_id, declaration_id, ref, kind, amount, by, at)!
insert into cover_move (cover_id, declaration_id, ref, kind, amount, made_by, at)
values (:cover_id, :declaration_id, :ref, :kind, :amount, :by, :at);

-- name: add_cover_moves(cover_id, by, at, rows)!
insert into cover_move (cover_id, declaration_id, ref, kind, amount, made_by, at)
select :cover_id, declaration_id, ref, kind, amount, :by, :at
from json_to_recordset((:rows)::json) as r(declaration_id bigint, ref text, kind text, amount numeric);

-- name: add_answers(cover_id, by, at, rows)!
insert into cover_answer (cover_id, key, kind, ref, amount, code, made_by, at)
select :cover_id, key, kind, ref, amount, code, :by, :at
from json_to_recordset((:rows)::json) as r(key text, kind text, ref text, amount numeric, code text);

-- name: add_claims(cover_id, by, at, rows)!
insert into cover_claim (cover_id, ref, amount, made_by, made_at, due_on)
select :cover_id, ref, amount, :by, :at, due_on
from json_to_recordset((:rows)::json) as r(ref text, amount numeric, due_on date);

-- name: activate_cover(by, at, id)!
update cover set state = 'active', activated_by = :by, activated_at = :at where id = :id;

-- name: lock_ended(day)
-- Those whose last day is over and whose end was not told yet; who does the same waits for the first.
select id, reference, kind, currency, ceiling, reserved, used, claimed, state, first_day, last_day
from cover where last_day < :day and ended_at is null order by id for update;

-- name: end_cover(at, id)!
update cover set ended_at = :at where id = :id;

-- name: list_moves(cover_id, most)
-- The newest first.
select id, ref, kind, amount, made_by, at from cover_move where cover_id = :cover_id
order by id desc limit :most;

-- name: list_holdings(cover_id)
-- What stands under each reference.
select ref, sum(case kind when 'reserve' then amount when 'claim' then 0 else -amount end) as reserved,
    sum(case kind when 'use' then amount when 'claim' then -amount else 0 end) as used,
    sum(case kind when 'claim' then amount else 0 end) as claimed
from cover_move where cover_id = :cover_id group by ref order by min(id);

-- name: sum_moves(cover_id)
select kind, sum(amount) as amount, count(*) as moves from cover_move where cover_id = :cover_id group by kind;

-- name: list_claims(cover_id)
select id, ref, amount, made_by, made_at, due_on, paid_by, paid_at from cover_claim
where cover_id = :cover_id order by id;

-- name: find_claim(id)^
select k.id, k.ref, k.amount, k.due_on, k.paid_at, c.reference, c.issuer, c.currency
from cover_claim k join cover c on c.id = k.cover_id where k.id = :id;

-- name: pay_claim(by, at, id)$
update cover_claim set paid_by = :by, paid_at = :at where id = :id and paid_at is null returning id;

-- The calendar.

-- name: find_calendar_version(country)$
select coalesce(max(version), 0) from calendar_version where country = :country;

-- name: list_calendar_versions(country)
select version, reason, years, proposed_by, approved_by, approved_at,
    (select count(*) from working_day d where d.country = v.country and d.version = v.version) as days
from calendar_version v where country = :country order by version desc;

-- name: list_changed_days(country)
-- Of each day the newest version.
select distinct on (day) day, is_working, source, version from working_day
where country = :country order by day, version desc;

-- name: add_calendar_version(country, version, reason, years, proposed_by, by, at)!
insert into calendar_version (country, version, reason, years, proposed_by, approved_by, approved_at)
values (:country, :version, :reason, :years, :proposed_by, :by, :at);

-- name: add_working_days(country, version, rows)!
insert into working_day (country, day, version, is_working, source)
select :country, day, :version, is_working, source
from json_to_recordset((:rows)::json) as r(day date, is_working boolean, source text);

-- Refunds.

-- name: add_case(org, broker, kind, refund_class, currency, document, is_sandbox, by, at)^
insert into refund_case (org_id, broker, kind, class, currency, document, state, is_sandbox, made_by, made_at)
values (:org, :broker, :kind, :refund_class, :currency, :document, 'draft', :is_sandbox, :by, :at)
returning id, reference;

-- name: find_case(reference)^
select c.id, c.reference, c.org_id, c.office, c.kind, c.class, c.currency, c.document, c.result, c.refund,
    c.state, c.asked_from, c.approved_by, c.accepted_at, c.due_on, c.days, c.days_remaining,
    c.calendar_version, c.is_sandbox, c.made_by, c.made_at, c.version, o.name as firm, o.name_zh as firm_zh,
    b.name as broker, b.name_zh as broker_zh
from refund_case c join organisation o on o.id = c.org_id left join organisation b on b.id = c.broker
where c.reference = :reference;

-- name: lock_case(id)!
select 1 from refund_case where id = :id for update;

-- name: list_cases(most)
-- Those of who asks: the soonest due first, then the newest; row security decides whose they are.
select c.reference, c.kind, c.class, c.currency, c.refund, c.state, c.accepted_at, c.due_on, c.days,
    c.days_remaining, c.made_at, o.name as firm, o.name_zh as firm_zh
from refund_case c join organisation o on o.id = c.org_id
order by c.state in ('accepted', 'matching', 'query', 'review') desc, c.due_on, c.id desc limit :most;

-- name: list_open_cases()
-- Cases whose clock runs, or would run on.
select reference from refund_case where state in ('accepted', 'matching', 'query', 'review') order by id;

-- name: save_case(id, document, refund_class)!
update refund_case set document = :document, class = :refund_class, version = version + 1 where id = :id;

-- name: move_case(id, state, asked_from, approved_by, office, result, refund, accepted_at, due_on, days, days_remaining, calendar_version)!
update refund_case set state = :state, asked_from = :asked_from, approved_by = :approved_by,
    office = :office, result = :result, refund = :refund, accepted_at = :accepted_at, due_on = :due_on,
    days = :days, days_remaining = :days_remaining, calendar_version = :calendar_version,
    version = version + 1
where id = :id;

-- name: find_export(org, name)^
-- An export declaration of a firm by its reference, number or the firm's own reference.
select d.id, d.reference, d.number, d.state, d.cargo, d.flow,
    (select max(e.moved_at) from equipment e where e.declaration_id = d.id) as left_at, d.law_date
from declaration d
where d.org_id = :org and (d.reference = :name or d.number = :name or d.lrn = :name)
    and d.flow = 'export' and d.state <> 'DRAFT'
order by d.reference = :name desc, d.id limit 1;

-- name: list_exported_goods(declaration_id)
select i.hs, i.value, i.currency from item i join declaration d on d.id = i.declaration_id
where i.declaration_id = :declaration_id and i.version = d.version order by i.seq;

-- name: add_export(case_id, declaration_id)!
insert into refund_export (case_id, declaration_id) values (:case_id, :declaration_id);

-- name: add_invoice(case_id, number)!
insert into vat_invoice (case_id, number) values (:case_id, :number);

-- name: find_used_invoices(numbers)
select number from vat_invoice where number = any (:numbers) and is_live;

-- name: let_go_exports(case_id)!
update refund_export set is_live = false where case_id = :case_id;

-- name: let_go_invoices(case_id)!
update vat_invoice set is_live = false where case_id = :case_id;

-- name: list_paid_cases(since, until)
-- Cases whose refund was paid within some days, with when they were taken in.
select c.reference, c.accepted_at, c.is_sandbox, e.at as paid_at
from refund_case c join event e on e.chain = 'refund:' || c.reference and e.kind = 'refund_pay'
where e.at >= :since and e.at < :until and c.accepted_at is not null order by c.reference;

-- name: list_chain(chain)
select seq, at, kind, party, account, body from event where chain = :chain order by seq;
