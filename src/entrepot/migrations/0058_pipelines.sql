-- Pipelines: projects, their words for stages, append-only stage events, membership of the lists.
-- depends: 0052_programmes_alerts

create table pipeline (
    code text primary key check (length(code) between 1 and 80),
    name text not null check (name <> ''),
    made_by text not null,
    made_at timestamptz not null
);
comment on table pipeline is 'A kind of project with its own words for the stages of the ladder.';

create table pipeline_stage (
    pipeline text not null references pipeline (code),
    word text not null check (length(word) between 1 and 80),
    canonical text not null check (canonical in ('lead', 'contacted', 'visited', 'negotiating', 'signed', 'land_permit', 'construction', 'trial', 'operation', 'expanded', 'stalled', 'lost')),
    limit_days integer check (limit_days > 0),
    place integer not null,
    is_used boolean not null default true,
    primary key (pipeline, word)
);
comment on table pipeline_stage is 'A word of a pipeline, the canonical stage it means, and the days in it after which the alarm is raised.';

create table project (
    id bigint generated always as identity primary key,
    pipeline text not null references pipeline (code),
    code text not null check (length(code) between 1 and 80),
    name text not null default '',
    place text not null default '',
    chain text not null default '',
    enterprise text not null default '',
    owner text not null default '',
    campaign text not null default '',
    made_by text not null,
    made_at timestamptz not null,
    unique (pipeline, code)
);
comment on table project is 'A project of a pipeline, and what its last event that says so tells of it. Where it stands follows from its events.';
create index project_by_owner on project (owner) where owner <> '';

create table event_import (
    id bigint generated always as identity primary key,
    known_from timestamptz not null unique,
    first_seq bigint not null,
    last_seq bigint not null,
    file text not null,
    read integer not null check (read > 0),
    made_by text not null,
    check (last_seq >= first_seq)
);
comment on table event_import is 'A file of stage events and the instant from which they are known. Only ever added to.';
create index event_import_by_seq on event_import (last_seq);

create table stage_event (
    seq bigint primary key,
    root bigint not null,
    pipeline text not null,
    event text not null,
    project_id bigint not null,
    day date,
    stage text not null check (stage in ('lead', 'contacted', 'visited', 'negotiating', 'signed', 'land_permit', 'construction', 'trial', 'operation', 'expanded', 'stalled', 'lost', 'void')),
    promised numeric check (promised >= 0),
    landed numeric check (landed >= 0),
    currency text not null,
    reason text not null,
    source text not null,
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    corrects text not null,
    project_name text not null,
    place text not null,
    chain text not null,
    enterprise text not null,
    owner text not null,
    campaign text not null,
    constraint stage_event_once unique (pipeline, event),
    check (day is not null or stage = 'void'),
    check (stage <> 'void' or corrects <> ''),
    check (stage not in ('stalled', 'lost') or reason <> ''),
    check ((promised is null and landed is null) or currency <> ''),
    check (root <= seq and (root < seq) = (corrects <> ''))
);
comment on table stage_event is 'What happened to a project, in the order in which it became known; root is the event that it replaces in the end. Only ever added to: a mistake is corrected by a further event.';
create index stage_event_by_project on stage_event (project_id, seq);

create table project_list (
    project_id bigint not null,
    during daterange not null check (not lower_inf(during)),
    list text not null check (list in ('to_recruit', 'negotiating', 'ongoing', 'landed', 'lost')),
    standings text not null,
    constraint project_in_one_list exclude using gist (project_id with =, during with &&)
);
comment on table project_list is 'In which list a project is from day to day, and where it stood meanwhile; it follows from its events, and is written in their transaction. A project is in one list at a time; what no longer follows is left: its time is empty.';
create index project_list_by_day on project_list using gist (during);

create table promotion_scope (
    account text not null references account (id),
    place text not null default '',
    chain text not null default '',
    granted_by text not null,
    granted_at timestamptz not null,
    revoked_at timestamptz,
    primary key (account, place, chain)
);
comment on table promotion_scope is 'Which projects a promoter sees and tells of: those of a place and of a chain; an empty one is every one.';

create function refers_to_project() returns trigger language plpgsql as $$
begin
    if exists (select from added a where not exists (
        select from project p where p.id = a.project_id)) then
        raise exception 'there is no such project' using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
comment on function refers_to_project is 'A foreign key that is checked once for all rows of a statement.';
create trigger stage_event_of_project after insert on stage_event referencing new table as added
    for each statement execute function refers_to_project();
create trigger project_list_of_project after insert on project_list referencing new table as added
    for each statement execute function refers_to_project();
create trigger stage_event_stays before update or delete on stage_event for each row execute function refuse_change();
create trigger event_import_stays before update or delete on event_import for each row execute function refuse_change();

create function project_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (new.id, new.pipeline, new.code, new.made_by, new.made_at)
        is distinct from (old.id, old.pipeline, old.code, old.made_by, old.made_at) then
        raise exception 'a project stays under its name' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger project_stays before update or delete on project for each row execute function project_stays();

create function sees_all_projects() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['planner', 'statistician']
$$;
comment on function sees_all_projects is 'Whether who acts sees every project: planners, statistics analysts, auditors and the machine itself.';
create function is_promoter() returns boolean language sql stable parallel safe as $$
    select 'promoter' = any (string_to_array(coalesce(current_setting('app.roles', true), ''), ','))
$$;
comment on function is_promoter is 'Whether who acts recruits projects.';
create function is_of_promotion() returns boolean language sql stable parallel safe as $$
    select (select sees_all_projects())
        or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['promoter', 'steward']
$$;
comment on function is_of_promotion is 'Whether who acts has to do with projects at all.';

do $$
declare
    part text;
begin
    foreach part in array array['pipeline', 'pipeline_stage', 'project', 'event_import', 'stage_event', 'project_list', 'promotion_scope']
    loop
        execute format('alter table %I enable row level security', part);
        execute format('alter table %I force row level security', part);
        execute format('create policy %I on %I for insert with check (current_setting(''app.scope'', true) = ''system'')', part || '_add', part);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', part || '_not_emptied', part);
    end loop;
end $$;
create policy pipeline_read on pipeline for select using ((select is_of_promotion()));
create policy pipeline_change on pipeline for update using (current_setting('app.scope', true) = 'system');
create policy pipeline_stage_read on pipeline_stage for select using ((select is_of_promotion()));
create policy pipeline_stage_remove on pipeline_stage for delete using (current_setting('app.scope', true) = 'system');
create policy promotion_scope_read on promotion_scope for select using (
    (select sees_all_projects()) or account = current_setting('app.account', true)
    or 'administrator' = any (string_to_array(coalesce(current_setting('app.roles', true), ''), ',')));
create policy event_import_read on event_import for select using ((select is_of_promotion()));
-- Of a place and a chain, and those that who acts owns.
create policy project_read on project for select using (
    (select sees_all_projects())
    or ((select is_of_promotion()) and owner = (select nullif(current_setting('app.account', true), '')))
    or ((select is_promoter()) and exists (
        select from promotion_scope s where s.account = current_setting('app.account', true) and s.revoked_at is null
            and s.place in ('', project.place) and s.chain in ('', project.chain))));
create policy project_change on project for update using (current_setting('app.scope', true) = 'system');
create policy stage_event_read on stage_event for select using (
    (select sees_all_projects()) or exists (select from project p where p.id = project_id));
create policy project_list_read on project_list for select using (
    (select sees_all_projects()) or exists (select from project p where p.id = project_id));

create policy project_list_leave on project_list for update using (current_setting('app.scope', true) = 'system');
create policy pipeline_stage_change on pipeline_stage for update using (current_setting('app.scope', true) = 'system');
create policy promotion_scope_change on promotion_scope for update using (current_setting('app.scope', true) = 'system');

create function project_list_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or not isempty(new.during)
        or (new.project_id, new.list, new.standings) is distinct from (old.project_id, old.list, old.standings) then
        raise exception 'membership stays, or is left whole' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger project_list_stays before update or delete on project_list for each row execute function project_list_stays();
