-- Pipelines, their projects, stage events as they became known, and membership of the lists.

-- name: lock_pipelines()!
-- Events become known one file after another; who reads waits for what is being written.
select pg_advisory_xact_lock(hashtextextended('pipelines', 58));

-- name: lock_to_read()!
select pg_advisory_xact_lock_shared(hashtextextended('pipelines', 58));

-- name: list_pipelines()
select p.code, p.name, p.made_by, p.made_at,
    coalesce((select json_agg(json_build_object('stage', s.word, 'canonical', s.canonical,
        'limit_days', s.limit_days) order by s.place) from pipeline_stage s where s.pipeline = p.code and s.is_used), '[]') as stages,
    exists (select from stage_event e where e.pipeline = p.code) as has_events
from pipeline p order by p.code;

-- name: save_pipeline(code, name, by, at)$
insert into pipeline (code, name, made_by, made_at) values (:code, :name, :by, :at)
on conflict (code) do update set name = excluded.name returning (xmax = 0) as is_new;

-- name: add_pipelines(codes, by, at)!
insert into pipeline (code, name, made_by, made_at)
select c, c, :by, :at from unnest(cast(:codes as text[])) c on conflict (code) do nothing;

-- name: drop_stages(pipeline)!
update pipeline_stage set is_used = false where pipeline = :pipeline;

-- name: add_stages(pipeline, words, canonicals, limits)!
insert into pipeline_stage (pipeline, word, canonical, limit_days, place)
select :pipeline, t.word, t.canonical, t.days, t.place
from unnest(cast(:words as text[]), cast(:canonicals as text[]), cast(:limits as integer[]))
    with ordinality t (word, canonical, days, place)
on conflict (pipeline, word) do update set canonical = excluded.canonical, limit_days = excluded.limit_days,
    place = excluded.place, is_used = true;

-- name: last_import()^
select last_seq, known_from from event_import order by id desc limit 1;

-- name: known_until(at)$
-- The last event that was known at an instant.
select coalesce(max(last_seq), 0) from event_import where known_from <= :at;

-- name: add_import(known_from, first_seq, last_seq, file, read, by)!
insert into event_import (known_from, first_seq, last_seq, file, read, made_by)
values (:known_from, :first_seq, :last_seq, :file, :read, :by);

-- name: find_events(pipelines, events)
-- Those of some names that there are already, with the project each is of.
select e.*, p.code as project from unnest(cast(:pipelines as text[]), cast(:events as text[])) w (pipeline, event)
join stage_event e on e.pipeline = w.pipeline and e.event = w.event
join project p on p.id = e.project_id;

-- name: find_projects(pipelines, codes)
select p.* from unnest(cast(:pipelines as text[]), cast(:codes as text[])) w (pipeline, code)
join project p on p.pipeline = w.pipeline and p.code = w.code;

-- name: add_projects(rows, by, at)
insert into project (pipeline, code, name, place, chain, enterprise, owner, campaign, made_by, made_at)
select r.*, :by, cast(:at as timestamptz)
from json_to_recordset((:rows)::json) as r(pipeline text, code text, project_name text, place text, chain text,
    enterprise text, owner text, campaign text)
returning id, pipeline, code;

-- name: tell_projects(rows)!
update project p set name = r.project_name, place = r.place, chain = r.chain, enterprise = r.enterprise,
    owner = r.owner, campaign = r.campaign
from json_to_recordset((:rows)::json) as r(id bigint, project_name text, place text, chain text,
    enterprise text, owner text, campaign text)
where p.id = r.id;

-- name: list_events(ids)
-- Events of some projects, as they became known.
select project_id, seq, root, event, day, stage, promised, landed, currency, reason, source, status
from stage_event where project_id = any (cast(:ids as bigint[])) order by project_id, seq;

-- name: list_known(last, pipeline)
-- Events of projects of which something became known later, as far as they were known.
select p.pipeline, p.code, e.* from stage_event e join project p on p.id = e.project_id
where e.seq <= :last
    and e.project_id in (select l.project_id from stage_event l where l.seq > :last)
    and cast(:pipeline as text) in ('', p.pipeline)
order by e.project_id, e.seq;

-- name: list_all_known(last, pipeline)
-- All events of a pipeline, as far as they were known.
select p.code, e.* from stage_event e join project p on p.id = e.project_id
where p.pipeline = :pipeline and e.seq <= :last order by e.project_id, e.seq;

-- name: list_spans(since, day, wanted, is_one, last, pipeline, chain, place)
-- Membership that touches the time between two days, of projects of which nothing became known later;
-- of its standings those of the days wanted, and the first unless but one day is wanted.
select p.pipeline, p.code, p.name, p.place, p.chain, p.enterprise, p.owner, p.campaign, l.list,
    lower(l.during) as first, upper(l.during) as ends,
    case when :is_one then split_part(l.standings, chr(10), greatest(width_bucket(cast(:day as date), l.days), 1))
    else (select string_agg(split_part(l.standings, chr(10), t.nth), chr(10) order by t.nth)
        from (select 1 as nth union
            select greatest(width_bucket(w, l.days), 1) from unnest(cast(:wanted as date[])) w) t)
    end as standings
from project_list l join project p on p.id = l.project_id
where l.during && daterange(:since, :day, '[]')
    and cast(:pipeline as text) in ('', p.pipeline)
    and cast(:chain as text) in ('', p.chain)
    and cast(:place as text) in ('', p.place)
    and (cast(:last as bigint) is null
        or not exists (select from stage_event e where e.project_id = p.id and e.seq > :last));

-- name: stage_events()!
create temporary table stage_event_staging on commit drop as select * from stage_event with no data;

-- name: keep_events()!
-- What a file does not say is an empty text.
insert into stage_event select seq, root, pipeline, event, project_id, day, stage, promised, landed,
    coalesce(currency, ''), coalesce(reason, ''), coalesce(source, ''), status, coalesce(corrects, ''),
    coalesce(project_name, ''), coalesce(place, ''), coalesce(chain, ''), coalesce(enterprise, ''),
    coalesce(owner, ''), coalesce(campaign, '')
from stage_event_staging;

-- name: stage_lists()!
create temporary table list_staging (project_id bigint, first date, ends date, list text, days date[], standings text)
on commit drop;

-- name: leave_lists(ids)!
-- Of some projects, what no longer follows from their events.
update project_list l set during = 'empty'
where l.project_id = any (cast(:ids as bigint[])) and not isempty(l.during)
    and not exists (select from list_staging s where s.project_id = l.project_id
        and daterange(s.first, s.ends) = l.during and s.list = l.list and s.standings = l.standings);

-- name: enter_lists(ids)!
-- What does not stand there already, of projects that were there before.
insert into project_list (project_id, during, list, days, standings)
select s.project_id, daterange(s.first, s.ends), s.list, s.days, s.standings from list_staging s
where not exists (select from project_list l where l.project_id = any (cast(:ids as bigint[]))
    and l.project_id = s.project_id and not isempty(l.during) and l.during = daterange(s.first, s.ends));

-- name: has_account(account)$
select exists (select from account where id = :account);

-- name: list_scopes(account)
select place, chain from promotion_scope where account = :account and revoked_at is null order by place, chain;

-- name: drop_scopes(account, at)!
update promotion_scope set revoked_at = :at where account = :account and revoked_at is null;

-- name: add_scope(account, place, chain, by, at)!
insert into promotion_scope (account, place, chain, granted_by, granted_at)
values (:account, :place, :chain, :by, :at)
on conflict (account, place, chain) do update set granted_by = excluded.granted_by,
    granted_at = excluded.granted_at, revoked_at = null;
