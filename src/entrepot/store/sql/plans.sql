-- Programmes and alerts: items with their evidence, alerts, and how likely goals were.

-- name: add_item(region, programme, kind, parent_id, title, title_zh, owner, due_on, agenda, decision, target, by, at)$
insert into plan_item (region, programme, kind, parent_id, title, title_zh, owner, planned_on, due_on,
    agenda, decision, target, made_by, made_at)
values (:region, :programme, :kind, :parent_id, :title, :title_zh, :owner, :due_on, :due_on, :agenda,
    :decision, :target, :by, :at)
returning reference;

-- name: find_item(region, reference)^
select i.*, p.reference as parent, coalesce(e.rows, '[]') as evidence
from plan_item i left join plan_item p on p.id = i.parent_id
    left join lateral (select json_agg(json_build_object('what', what, 'source', source,
        'added_by', added_by, 'added_at', added_at) order by id) as rows
        from plan_evidence where item_id = i.id) e on true
where i.region = :region and i.reference = :reference;

-- name: lock_item(id)!
select 1 from plan_item where id = :id for update;

-- name: list_items(region, programme)
-- Items that who acts may see, of one programme or, where it is empty, of all.
select i.*, p.reference as parent, coalesce(e.rows, '[]') as evidence
from plan_item i left join plan_item p on p.id = i.parent_id
    left join lateral (select json_agg(json_build_object('what', what, 'source', source,
        'added_by', added_by, 'added_at', added_at) order by id) as rows
        from plan_evidence where item_id = i.id) e on true
where i.region = :region and (:programme = '' or i.programme = :programme)
order by i.due_on, i.id;

-- name: add_evidence(item_id, what, source, by, at)!
insert into plan_evidence (item_id, what, source, added_by, added_at)
values (:item_id, :what, :source, :by, :at);

-- name: report_item(id, by, reached_on)!
update plan_item set state = 'reported', reported_by = :by, reached_on = :reached_on where id = :id;

-- name: close_item(id, state, by, at, closing)!
update plan_item set state = :state, closed_by = :by, closed_at = :at, closing = :closing where id = :id;

-- name: return_item(id)!
update plan_item set state = 'open', reached_on = null where id = :id;

-- name: move_item(id, owner, due_on, agenda, decision)!
update plan_item set owner = :owner, due_on = :due_on, agenda = :agenda, decision = :decision
where id = :id;

-- name: list_history(chain)
-- Events of a chain, the oldest first.
select at, kind, account, body from event where chain = :chain order by seq;

-- name: knows_account(account)$
select exists (select from account where id = :account and not is_closed);

-- name: find_watcher()$
-- Who answers for what nobody owns: a planner before an analyst, the longest here first.
select a.id from account a join membership m on m.account = a.id join organisation o on o.id = m.organisation
where a.kind = 'person' and not a.is_closed and not o.is_suspended and m.roles && array['planner', 'statistician']
order by not ('planner' = any (m.roles)), a.made_at, a.id limit 1;

-- name: add_alert(region, kind, subject, key, owner, due_on, facts, source, status, by, at)$
-- Nothing comes back where the same alert was raised before.
insert into alert (region, kind, subject, key, owner, due_on, facts, source, status, raised_by, raised_at)
values (:region, :kind, :subject, :key, :owner, :due_on, :facts, :source, :status, :by, :at)
on conflict (region, key) do nothing returning reference;

-- name: find_alert(region, reference)^
select * from alert where region = :region and reference = :reference;

-- name: lock_alert(id)!
select 1 from alert where id = :id for update;

-- name: list_alerts(region, is_open, most)
-- Open ones first, the nearest deadline before the others; row security decides whose.
select * from alert where region = :region and (not :is_open or state = 'open')
order by state = 'closed', due_on, id limit :most;

-- name: assign_alert(id, owner, due_on)!
update alert set owner = :owner, due_on = :due_on where id = :id;

-- name: close_alert(id, by, at, reason)!
update alert set state = 'closed', closed_by = :by, closed_at = :at, reason = :reason where id = :id;

-- name: find_outlook(region, target)^
-- How likely a goal was when it was last looked at.
select * from goal_outlook where region = :region and target = :target order by id desc limit 1;

-- name: add_outlook(region, target, known_until, digest, probability, source, status, at)!
insert into goal_outlook (region, target, known_until, digest, probability, source, status, seen_at)
values (:region, :target, :known_until, :digest, :probability, :source, :status, :at)
on conflict (region, target, digest) do nothing;

-- name: lock_decisions(target)!
-- One person decides on a target after the other.
select pg_advisory_xact_lock(hashtext('target_decision'), hashtext(:target));

-- name: add_decision(region, target, kind, choice, applies_from, reason, by, at)!
insert into target_decision (region, target, kind, choice, applies_from, reason, decided_by, decided_at)
values (:region, :target, :kind, :choice, :applies_from, :reason, :by, :at);

-- name: list_decisions(region, target)
-- All that was ever decided, the newest first; of one target or, where it is empty, of all.
select target, kind, choice, applies_from, reason, decided_by, decided_at from target_decision
where region = :region and (:target = '' or target = :target) order by id desc;

-- name: list_standing_decisions(region, on, known_at)
-- What stood on a day, as it was known at an instant: of each target and kind the last one.
select distinct on (target, kind) target, kind, choice, applies_from, reason, decided_by, decided_at
from target_decision
where region = :region and applies_from <= :on and decided_at <= :known_at
order by target, kind, id desc;
