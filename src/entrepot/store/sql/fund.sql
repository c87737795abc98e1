-- Calls of the fund, applications, votes, money.

-- name: add_call(reference, org_id, title, title_zh, currency, budget, opens_on, closes_on, quorum_pct, majority_pct, members, by, at)!
insert into fund_call (reference, org_id, title, title_zh, currency, budget, opens_on, closes_on,
    quorum_pct, majority_pct, members, made_by, made_at)
values (:reference, :org_id, :title, :title_zh, :currency, :budget, :opens_on, :closes_on,
    :quorum_pct, :majority_pct, :members, :by, :at);

-- name: find_call(reference)^
select c.*, o.name as manager, o.name_zh as manager_zh, o.is_sandbox
from fund_call c join organisation o on o.id = c.org_id where c.reference = :reference;

-- name: list_calls(before, most)
-- The newest first.
select c.*, o.name as manager, o.name_zh as manager_zh, o.is_sandbox
from fund_call c join organisation o on o.id = c.org_id where c.id < :before
order by c.id desc limit :most;

-- name: lock_call(id)^
select * from fund_call where id = :id for update;

-- name: known_members(members)
-- Which accounts exist and hold the role of a member of a committee.
select account from membership where account = any (:members) and 'fund_member' = any (roles);

-- name: add_application(reference, call_id, org_id, title, title_zh, asked, milestones, by, at)!
insert into fund_application (reference, call_id, org_id, title, title_zh, asked, milestones,
    made_by, made_at)
values (:reference, :call_id, :org_id, :title, :title_zh, :asked, :milestones, :by, :at);

-- name: find_application(reference)^
select a.*, c.reference as call, c.org_id as manager_id, c.members, c.currency, c.quorum_pct,
    c.majority_pct, c.closes_on, o.name as firm, o.name_zh as firm_zh, o.is_sandbox
from fund_application a join fund_call c on c.id = a.call_id join organisation o on o.id = a.org_id
where a.reference = :reference;

-- name: list_applications(call_id)
select a.*, o.name as firm, o.name_zh as firm_zh
from fund_application a join organisation o on o.id = a.org_id
where a.call_id = :call_id order by a.id limit 500;

-- name: lock_application(id)^
select * from fund_application where id = :id for update;

-- name: list_votes(application_id)
select account, vote, reason, at from fund_vote where application_id = :application_id
order by at, account;

-- name: add_vote(application_id, account, vote, reason, at)!
insert into fund_vote (application_id, account, vote, reason, at)
values (:application_id, :account, :vote, :reason, :at);

-- name: decide(id, state, by, at)!
update fund_application set state = :state, decided_by = :by, decided_at = :at where id = :id;

-- name: reach(id, reached)!
update fund_application set reached = :reached where id = :id;

-- name: find_move(application_id, key)^
select kind, amount from fund_move where application_id = :application_id and key = :key;

-- name: list_moves(application_id)
select kind, amount, key, account, at from fund_move where application_id = :application_id
order by id;

-- name: add_move(application_id, kind, amount, key, by, at)!
insert into fund_move (application_id, kind, amount, key, account, at)
values (:application_id, :kind, :amount, :key, :by, :at);

-- name: save_application(id, state, committed, drawn, returned)!
update fund_application set state = :state, committed = :committed, drawn = :drawn,
    returned = :returned where id = :id;

-- name: save_call(id, committed, drawn, returned)!
update fund_call set committed = :committed, drawn = :drawn, returned = :returned where id = :id;
