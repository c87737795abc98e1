-- Matrices worked out in the background.

-- name: add_run(id, region, asked, origins, destinations, at)!
-- One that failed is begun again; else the same question asked again changes nothing.
insert into matrix_run (id, region, asked, origins, destinations, made_at)
values (:id, :region, cast(:asked as json), :origins, :destinations, :at)
on conflict (id) do update set state = 'waiting', done = 0, problems = null, made_at = :at,
    began_at = null, ended_at = null
where matrix_run.state = 'failed';

-- name: find_run(id)^
select id, region, asked, state, done, origins, destinations, document, problems, made_at,
    began_at, ended_at
from matrix_run where id = :id;

-- name: list_runs(region, most)
select id, region, asked, state, done, origins, destinations, document, problems, made_at,
    began_at, ended_at
from matrix_run where region = :region order by made_at desc, id limit :most;

-- name: count_unfinished()$
select count(*) from matrix_run where state in ('waiting', 'working');

-- name: hold_the_work()$
-- Of all processes one works at a time; who dies lets go.
select pg_try_advisory_lock(7007);

-- name: take_run(region, at)^
-- The oldest that is not finished: one that a killed process had begun is begun again.
update matrix_run set state = 'working', began_at = coalesce(began_at, :at)
where id = (
    select id from matrix_run where region = :region and state in ('waiting', 'working')
    order by made_at, id limit 1
)
returning id, asked;

-- name: tell_run(id, done)!
update matrix_run set done = :done where id = :id and state = 'working';

-- name: end_run(id, document, at)!
update matrix_run set state = 'done', done = origins, document = cast(:document as json), ended_at = :at
where id = :id;

-- name: fail_run(id, problems, at)!
update matrix_run set state = 'failed', problems = cast(:problems as json), ended_at = :at where id = :id;

-- name: drop_old_runs(region, most)
-- The rows beyond the newest so many.
delete from matrix_run where id in (
    select id from matrix_run where region = :region and state in ('done', 'failed')
    order by made_at desc, id offset :most
)
returning id;
