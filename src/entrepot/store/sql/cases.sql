-- Cases of firms and their events.

-- name: add_case(case_id, region, kind, firm, place, steward, opened_at, opened_on, promise, told, due_on, by, at)$
insert into steward_case (case_id, region, kind, firm, place, steward, opened_at, opened_on, promise, told, due_on, made_by, made_at)
values (coalesce(nullif(:case_id, ''), new_reference('K')), :region, :kind, :firm, :place, :steward,
    :opened_at, :opened_on, :promise, cast(:told as jsonb), :due_on, :by, :at)
on conflict (case_id) do nothing returning case_id;

-- name: add_case_event(case_id, kind, day, at, level, body, by)!
insert into case_event (case_id, kind, day, at, level, body, made_by)
values (:case_id, :kind, :day, :at, :level, cast(:body as jsonb), :by);

-- name: lock_case(region, case_id)^
select case_id from steward_case where region = :region and case_id = :case_id for update;

-- name: find_case(region, case_id)^
select c.*, coalesce((select jsonb_agg(to_jsonb(e) order by e.id) from case_event e where e.case_id = c.case_id), '[]') as events
from steward_case c where c.region = :region and c.case_id = :case_id;

-- name: list_cases(region, until, steward, is_closed, skip, most)
-- By due date, so that what is overdue comes first and what waits for a firm last.
select c.*, coalesce((select jsonb_agg(to_jsonb(e) order by e.id) from case_event e
    where e.case_id = c.case_id and e.kind = 'escalate'), '[]') as events
from (select * from steward_case
    where region = :region and (state = 'closed') = :is_closed
        and (cast(:until as date) is null or due_on <= :until) and (:steward = '' or steward = :steward)
    order by due_on nulls last, case_id limit :most offset :skip) c
order by c.due_on nulls last, c.case_id;

-- name: count_cases(region, day)^
-- Of a case whose clock stands no day is due, but where its promise was broken before.
select count(*) filter (where due_on < :day) as overdue, count(*) filter (where due_on = :day) as today,
    count(*) filter (where due_on > :day) as later, count(*) filter (where due_on is null) as paused
from steward_case where region = :region and state <> 'closed';

-- name: measure_kinds(region, day)
-- How cases are served by kind; an average of nothing is null.
select kind, count(*) as cases, count(*) filter (where closed_on is null) as open,
    count(*) filter (where closed_on is null and due_on < :day) as overdue,
    avg(case when due_on is null or closed_on <= due_on then 1.0 else 0.0 end) filter (where closed_on is not null)::float8 as in_time_share,
    percentile_cont(0.5) within group (order by extract(epoch from first_reply_at - opened_at)::float8 / 3600)
        filter (where first_reply_at is not null) as first_reply_median_h,
    avg(satisfaction)::float8 as satisfaction_mean
from steward_case where region = :region group by kind;

-- name: move_case(case_id, state, due_on, level, first_reply_at, satisfaction, closed_on)!
update steward_case set state = :state, due_on = :due_on, level = :level, first_reply_at = :first_reply_at,
    satisfaction = :satisfaction, closed_on = :closed_on
where case_id = :case_id;

-- name: lock_late(region, day, most)
-- Who comes second waits here, and sees what the first has told.
select case_id, due_on, promise, level from steward_case
where region = :region and state = 'open' and due_on < :day and level < :most order by case_id for update;

-- name: raise_case(case_id, level)!
update steward_case set level = :level where case_id = :case_id;
