-- Long runs of the models of trade.

-- name: add_run(id, model, name, version, asked, by, at)!
-- One that failed or was cancelled is begun again; else only a new name changes something.
insert into trade_run (id, model, name, version, asked, made_by, made_at)
values (:id, :model, :name, :version, cast(:asked as json), :by, :at)
on conflict (id) do update set
    name = case when excluded.name = '' then trade_run.name else excluded.name end,
    state = case when trade_run.state in ('failed', 'cancelled') then 'waiting' else trade_run.state end,
    done = case when trade_run.state in ('failed', 'cancelled') then 0 else trade_run.done end,
    attempts = case when trade_run.state in ('failed', 'cancelled') then 0 else trade_run.attempts end,
    problems = case when trade_run.state = 'failed' then null else trade_run.problems end,
    made_at = case when trade_run.state in ('failed', 'cancelled') then excluded.made_at else trade_run.made_at end,
    began_at = case when trade_run.state in ('failed', 'cancelled') then null else trade_run.began_at end,
    ended_at = case when trade_run.state in ('failed', 'cancelled') then null else trade_run.ended_at end;

-- name: find_run(id)^
select id, model, name, version, state, done, steps, document, problems, made_by, made_at, began_at, ended_at
from trade_run where id = :id;

-- name: list_runs(name, most)
-- Without what came out, which may be long.
select id, model, name, version, state, done, steps, problems, made_by, made_at, began_at, ended_at
from trade_run where cast(:name as text) = '' or name = cast(:name as text) order by made_at desc, id limit :most;

-- name: is_known(id)$
-- Whether asking for it again makes no work.
select exists (select from trade_run where id = :id and state in ('waiting', 'working', 'done'));

-- name: count_unfinished()$
select count(*) from trade_run where state in ('waiting', 'working');

-- name: hold_the_work()$
-- Of all processes one works at a time; who dies lets go.
select pg_try_advisory_lock(7041);

-- name: take_run(at)^
-- The oldest that is not finished: one that a killed process had begun is begun again.
update trade_run set state = 'working', began_at = coalesce(began_at, :at), done = 0, attempts = attempts + 1
where id = (
    select id from trade_run where state in ('waiting', 'working') order by made_at, id limit 1
    for update
)
returning id, model, asked, attempts, made_by;

-- name: tell_run(id, done, steps)!
update trade_run set done = :done, steps = :steps where id = :id and state = 'working';

-- name: find_state(id)$
select state from trade_run where id = :id;

-- name: end_run(id, document, at)!
update trade_run set state = 'done', done = steps, document = cast(:document as json), ended_at = :at
where id = :id and state = 'working';

-- name: fail_run(id, problems, at)!
update trade_run set state = 'failed', problems = cast(:problems as json), ended_at = :at
where id = :id and state = 'working';

-- name: cancel_run(id, at)!
update trade_run set state = 'cancelled', ended_at = :at where id = :id and state in ('waiting', 'working');
