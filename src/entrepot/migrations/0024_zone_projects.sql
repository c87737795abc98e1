-- Projects admitted to a zone by its roles, and what came of them year by year.
-- depends: 0018_bonded

create table zone_project (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^P[0-9A-HJKMNP-TV-Z]{13}$'),
    org_id text not null references organisation (id),
    office text not null check (office <> ''),
    zone text not null check (zone <> ''),
    role text not null check (role <> ''),
    name text not null check (name <> ''),
    area_ha numeric(12, 4) check (area_ha > 0),
    state text not null default 'proposed' check (state in ('proposed', 'admitted', 'refused')),
    reason text not null default '',
    made_by text not null references account (id),
    made_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    check ((state = 'proposed') = (decided_by is null)),
    check (decided_by <> made_by)
);
comment on table zone_project is 'A project of a firm in a zone, proposed under one of the roles of the zone and admitted or refused by its supervisor. An area that is not known is null.';
create index zone_project_newest_first on zone_project (org_id, id desc);

create table zone_project_year (
    project_id bigint not null references zone_project (id),
    year integer not null check (year between 1990 and 2199),
    version integer not null check (version > 0),
    tax numeric(18, 2) check (tax >= 0),
    trade numeric(18, 2) check (trade >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    told_by text not null references account (id),
    told_at timestamptz not null,
    primary key (project_id, year, version),
    check (tax is not null or trade is not null)
);
comment on table zone_project_year is 'Tax paid and goods traded by a project in a year, as its firm told; a later version stands in the place of an earlier one. What is not known is null. Only ever added to.';

alter table zone_project enable row level security;
alter table zone_project force row level security;
create policy zone_project_read on zone_project for select using (sees_bonded(org_id, office));
create policy zone_project_add on zone_project for insert with check (current_setting('app.scope', true) = 'system');
create policy zone_project_change on zone_project for update using (current_setting('app.scope', true) = 'system');

alter table zone_project_year enable row level security;
alter table zone_project_year force row level security;
create policy zone_project_year_read on zone_project_year for select using ((select true from zone_project p where p.id = project_id));
create policy zone_project_year_add on zone_project_year for insert with check (current_setting('app.scope', true) = 'system');

create trigger zone_project_year_stays before update or delete on zone_project_year for each row execute function refuse_change();
create trigger zone_project_year_not_emptied before truncate on zone_project_year for each statement execute function refuse_change();
