create or replace function project_list_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or not isempty(new.during)
        or (new.project_id, new.list, new.standings) is distinct from (old.project_id, old.list, old.standings) then
        raise exception 'membership stays, or is left whole' using errcode = 'check_violation';
    end if;
    return new;
end $$;
alter table project_list disable trigger project_list_stays;
alter table project_list no force row level security;
update project_list set standings = '[' || replace(standings, chr(10), ',') || ']';
alter table project_list force row level security;
alter table project_list enable trigger project_list_stays;
alter table project_list drop column days;
comment on column project_list.standings is null;
drop index project_list_by_project;
alter table project_list drop constraint project_in_one_list;
alter table project_list add constraint project_in_one_list exclude using gist (project_id with =, during with &&);
create index project_list_by_day on project_list using gist (during);
