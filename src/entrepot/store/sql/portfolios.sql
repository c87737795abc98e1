-- Searches of portfolios, and plans with the versions kept of them.

-- name: add_run(id, ask, against, name, version, case_hash, asked, choices, by, at)!
-- One that failed, was cancelled or stopped is begun again from the best plan it had; else nothing changes.
insert into portfolio_run as r (id, ask, against, name, version, case_hash, asked, choices, made_by, made_at)
values (:id, :ask, :against, :name, :version, :case_hash, cast(:asked as json), cast(:choices as text[]), :by, :at)
on conflict (id) do update set state = 'waiting', is_stopped = false, attempts = 0, document = null,
    problems = null, made_at = excluded.made_at, began_at = null, told_at = null, ended_at = null
where r.state in ('failed', 'cancelled') or (r.state = 'done' and r.is_stopped);

-- name: find_run(id)^
select id, ask, against, name, version, case_hash, choices, state, is_stopped, attempts, best, bound, starts,
    cast(asked as text) as asked, document, problems, made_by, made_at, began_at, told_at, ended_at
from portfolio_run where id = :id;

-- name: list_runs(most)
-- Without what was asked and what came out, which may be long.
select id, ask, against, name, version, case_hash, choices, state, is_stopped, attempts, best, bound, problems,
    made_by, made_at, began_at, told_at, ended_at
from portfolio_run order by made_at desc, id limit :most;

-- name: is_known(id)$
-- Whether asking for it again makes no work.
select exists (select from portfolio_run
    where id = :id and (state in ('waiting', 'working') or (state = 'done' and not is_stopped)));

-- name: count_waiting()$
select count(*) from portfolio_run where state = 'waiting';

-- name: count_unfinished()$
select count(*) from portfolio_run where state in ('waiting', 'working');

-- name: hold_the_work()$
-- Of all processes one searches at a time; who dies lets go.
select pg_try_advisory_lock(7053);

-- name: take_run(at)^
-- The oldest that is not finished: one that a killed process had begun goes on from the best plan it had.
update portfolio_run set state = 'working', began_at = coalesce(began_at, :at), attempts = attempts + 1
where id = (
    select id from portfolio_run where state in ('waiting', 'working') order by made_at, id limit 1
    for update
)
returning id, ask, against, cast(asked as text) as asked, attempts, is_stopped, best, bound, starts;

-- name: find_turn(id, attempts)^
-- Whether a search was stopped; nothing where nobody waits for it, or another process goes on with it.
select is_stopped from portfolio_run where id = :id and state = 'working' and attempts = :attempts;

-- name: tell_run(id, attempts, best, bound, starts, at)^
-- Keep the better of two plans and the lower of two bounds.
update portfolio_run set told_at = :at, bound = least(bound, :bound),
    starts = case when best is null or :best > best then coalesce(cast(:starts as json), starts) else starts end,
    best = greatest(best, :best)
where id = :id and state = 'working' and attempts = :attempts
returning is_stopped;

-- name: end_run(id, attempts, best, bound, starts, document, at)!
update portfolio_run set state = 'done', best = coalesce(:best, best), bound = coalesce(:bound, bound),
    starts = coalesce(cast(:starts as json), starts), document = cast(:document as json), ended_at = :at
where id = :id and state = 'working' and attempts = :attempts;

-- name: fail_run(id, attempts, problems, at)!
update portfolio_run set state = 'failed', problems = cast(:problems as json), ended_at = :at
where id = :id and state = 'working' and attempts = :attempts;

-- name: stop_run(id)!
update portfolio_run set is_stopped = true where id = :id and state in ('waiting', 'working');

-- name: cancel_run(id, at)!
update portfolio_run set state = 'cancelled', ended_at = :at where id = :id and state in ('waiting', 'working');

-- name: lock_plan(region, code)!
-- Versions of a plan are kept one after another.
select pg_advisory_xact_lock(hashtextextended(cast(:region as text) || ' ' || cast(:code as text), 53));

-- name: add_plan(region, code, by, at)!
insert into plan (region, code, made_by, made_at) values (:region, :code, :by, :at)
on conflict (region, code) do nothing;

-- name: add_version(region, code, run_id, case_hash, asked, document, hash, note, by, at)$
insert into plan_version (plan_id, number, run_id, case_hash, asked, document, hash, note, made_by, made_at)
select p.id, 1 + coalesce((select max(number) from plan_version v where v.plan_id = p.id), 0), :run_id,
    :case_hash, cast(:asked as json), cast(:document as json), :hash, :note, :by, :at
from plan p where p.region = :region and p.code = :code
returning number;

-- name: find_version(region, code, number)^
-- A version by its number, or the newest where no number is given.
select p.code, v.number, v.run_id, v.case_hash, cast(v.asked as text) as asked, v.document, v.hash, v.note,
    v.made_by, v.made_at
from plan p join plan_version v on v.plan_id = p.id
where p.region = :region and p.code = :code
    and (cast(:number as integer) is null or v.number = :number)
order by v.number desc limit 1;

-- name: list_plans(region)
-- Each plan with its newest version.
select p.code, p.made_by, p.made_at, v.number, v.note, v.made_by as kept_by, v.made_at as kept_at, v.run_id,
    v.document ->> 'currency' as currency, cast(v.document ->> 'scale' as double precision) as scale,
    cast(v.document ->> 'objective' as double precision) as objective
from plan p join lateral (select * from plan_version where plan_id = p.id order by number desc limit 1) v on true
where p.region = :region order by p.code;

-- name: list_versions(region, code)
-- Newest first, without the cases.
select p.code, v.number, v.run_id, v.case_hash, v.hash, v.note, v.made_by, v.made_at, v.document
from plan p join plan_version v on v.plan_id = p.id
where p.region = :region and p.code = :code order by v.number desc;
