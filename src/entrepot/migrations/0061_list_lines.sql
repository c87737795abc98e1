-- Membership of the lists keeps the standing of each day on a line of its own, found by its day.
-- depends: 0058_pipelines

alter table project_list add column days date[] not null default '{}';

-- The same standings in another form: membership itself is as it was.
alter table project_list disable trigger project_list_stays;
alter table project_list no force row level security;
update project_list l set days = told.days, standings = told.lines
from (select s.ctid as at, array_agg(cast(one.value ->> 0 as date) order by one.nth) as days,
        string_agg(cast(one.value as text), chr(10) order by one.nth) as lines
    from project_list s, json_array_elements(cast(s.standings as json)) with ordinality one (value, nth)
    group by s.ctid) told
where l.ctid = told.at;
alter table project_list force row level security;
alter table project_list enable trigger project_list_stays;
comment on column project_list.days is 'Days of the standings, in their order.';
comment on column project_list.standings is 'Where the project stood, one line a day.';

-- What was left takes no room among what is guarded; rows of a project are found by an index of its own.
drop index project_list_by_day;
alter table project_list drop constraint project_in_one_list;
alter table project_list add constraint project_in_one_list
    exclude using gist (project_id with =, during with &&) where (not isempty(during));
create index project_list_by_project on project_list (project_id);

create or replace function project_list_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or not isempty(new.during)
        or (new.project_id, new.list, new.days, new.standings)
        is distinct from (old.project_id, old.list, old.days, old.standings) then
        raise exception 'membership stays, or is left whole' using errcode = 'check_violation';
    end if;
    return new;
end $$;
