-- Trade loans, credit insurance, and the records of a firm that a score rests on.

-- name: add_loan(org_id, lender_id, currency, asked, due_on, score, points, ceiling, by, at)$
insert into loan_case (org_id, lender_id, currency, asked, due_on, score, points, ceiling, made_by,
    made_at)
values (:org_id, :lender_id, :currency, :asked, :due_on, :score, :points, :ceiling, :by, :at)
returning reference;

-- name: find_loan(reference)^
select c.*, o.name as firm, o.name_zh as firm_zh, l.name as lender, l.name_zh as lender_zh,
    o.is_sandbox
from loan_case c join organisation o on o.id = c.org_id join organisation l on l.id = c.lender_id
where c.reference = :reference;

-- name: list_loans(most)
-- What is due first, first.
select c.*, o.name as firm, o.name_zh as firm_zh, l.name as lender, l.name_zh as lender_zh,
    o.is_sandbox
from loan_case c join organisation o on o.id = c.org_id join organisation l on l.id = c.lender_id
order by c.state = 'closed' or c.state = 'refused', c.due_on, c.id desc limit :most;

-- name: lock_loan(id)^
select * from loan_case where id = :id for update;

-- name: decide_loan(id, state, granted, reason, by, at)!
update loan_case set state = :state, granted = :granted, reason = :reason, decided_by = :by,
    decided_at = :at where id = :id;

-- name: save_loan(id, state, drawn, repaid, written_off)!
update loan_case set state = :state, drawn = :drawn, repaid = :repaid, written_off = :written_off
where id = :id;

-- name: find_loan_move(loan_id, key)^
select kind, amount from loan_move where loan_id = :loan_id and key = :key;

-- name: list_loan_moves(loan_id)
select kind, amount, key, account, at from loan_move where loan_id = :loan_id order by id;

-- name: add_loan_move(loan_id, kind, amount, key, by, at)!
insert into loan_move (loan_id, kind, amount, key, account, at)
values (:loan_id, :kind, :amount, :key, :by, :at);

-- name: find_house(uscc, kind)^
-- A bank or an insurer by its credit code.
select id from organisation where uscc = :uscc and kind = :kind;

-- name: count_exports(org_id, since, until, currency)^
-- What a firm exported between two months: value in one currency, months, and what is in others.
select sum(m.value) filter (where m.currency = :currency) as value,
    count(distinct m.period) as months,
    count(*) filter (where m.currency <> :currency) as others
from movement m join declaration d on d.id = m.declaration_id
where d.org_id = :org_id and m.flow = 'export' and m.period >= :since and m.period < :until;

-- name: count_corrections(org_id, since, until)^
-- Declarations released between two days, and those corrected afterwards.
select count(*) as released, count(*) filter (where exists (
    select 1 from amendment a where a.declaration_id = d.id and a.state = 'approved'
        and a.decided_at > d.released_at)) as corrected
from declaration d
where d.org_id = :org_id and d.released_at >= :since and d.released_at < :until;

-- name: find_refund_class(org_id)$
-- The class of the newest refund case that was accepted.
select class from refund_case where org_id = :org_id and accepted_at is not null
order by accepted_at desc, id desc limit 1;

-- name: count_insurance(org_id, since)^
-- Insured shipments since a day: their value, premiums, and what was paid for losses.
select sum(s.value) filter (where s.shipped_on >= :since) as value, sum(s.premium) as premiums,
    sum(s.indemnity) as indemnities
from insured_shipment s join insured_buyer b on b.id = s.buyer_id where b.org_id = :org_id;

-- name: add_buyer(org_id, insurer_id, buyer, country, currency, asked, paid_12m, by, at)$
insert into insured_buyer (org_id, insurer_id, buyer, country, currency, asked, paid_12m, made_by,
    made_at)
values (:org_id, :insurer_id, :buyer, :country, :currency, :asked, :paid_12m, :by, :at)
returning reference;

-- name: find_buyer(reference)^
select b.*, o.name as firm, o.name_zh as firm_zh, i.name as insurer, i.name_zh as insurer_zh,
    o.is_sandbox
from insured_buyer b join organisation o on o.id = b.org_id
    join organisation i on i.id = b.insurer_id
where b.reference = :reference;

-- name: list_buyers(most)
select b.*, o.name as firm, o.name_zh as firm_zh, i.name as insurer, i.name_zh as insurer_zh,
    o.is_sandbox
from insured_buyer b join organisation o on o.id = b.org_id
    join organisation i on i.id = b.insurer_id
order by b.id desc limit :most;

-- name: lock_buyer(id)^
select * from insured_buyer where id = :id for update;

-- name: decide_buyer(id, state, grade, country_grade, ceiling, reason, by, at)!
update insured_buyer set state = :state, grade = :grade, country_grade = :country_grade,
    ceiling = :ceiling, reason = :reason, decided_by = :by, decided_at = :at where id = :id;

-- name: save_exposure(id, exposure)!
update insured_buyer set exposure = :exposure where id = :id;

-- name: list_shipments(buyer_id)
select * from insured_shipment where buyer_id = :buyer_id order by id;

-- name: add_shipment(buyer_id, ref, value, insured, premium, shipped_on, terms_days, by, at)!
insert into insured_shipment (buyer_id, ref, value, insured, premium, shipped_on, terms_days,
    made_by, made_at)
values (:buyer_id, :ref, :value, :insured, :premium, :shipped_on, :terms_days, :by, :at);

-- name: move_shipment(id, state, claimed, indemnity, reason)!
update insured_shipment set state = :state, claimed = :claimed, indemnity = :indemnity,
    reason = :reason where id = :id;

-- name: find_same_buyer(org_id, insurer_id, buyer, country)$
-- The limit asked for or granted on the same buyer, whatever the case of its letters.
select reference from insured_buyer where org_id = :org_id and insurer_id = :insurer_id
    and country = :country and lower(buyer) = lower(:buyer) and state <> 'refused' limit 1;

-- name: find_shipment(buyer_id, ref)^
select * from insured_shipment where buyer_id = :buyer_id and ref = :ref;

-- name: is_overdue(buyer_id, on)$
-- Whether a buyer owes what is past due on a day, or what was paid for it as a loss.
select exists (
    select 1 from insured_shipment where buyer_id = :buyer_id and (state = 'indemnified'
        or (state in ('open', 'claimed') and shipped_on + terms_days < :on)));
