-- Scenarios that people keep, and what came of running them.
-- depends: 0005_bookings

create table scenario (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^S[0-9A-HJKMNP-TV-Z]{13}$'),
    owner text not null references account (id),
    region text not null,
    pack_version text not null,
    name text not null check (name <> ''),
    version integer not null check (version > 0),
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    edits json not null,
    made_at timestamptz not null,
    removed_at timestamptz,
    unique (owner, region, name, version)
);
comment on table scenario is 'A named scenario as its owner keeps it. Nothing of it changes once it is there: other edits are another version. Removed is a time stamp, which can be taken back.';
create index scenario_newest_first on scenario (owner, region, id desc);

create table scenario_run (
    id bigint generated always as identity primary key,
    scenario_id bigint not null references scenario (id),
    made_at timestamptz not null,
    od json not null,
    result json not null
);
comment on table scenario_run is 'What a scenario made of some pairs of places: asked and answered, word for word.';
create index scenario_run_newest_first on scenario_run (scenario_id, id desc);

alter table scenario enable row level security;
alter table scenario force row level security;
create policy scenario_read on scenario for select using (
    current_setting('app.scope', true) in ('system', 'audit')
    or owner = current_setting('app.account', true));
create policy scenario_add on scenario for insert with check (
    current_setting('app.scope', true) <> 'audit' and owner = current_setting('app.account', true));
create policy scenario_remove on scenario for update using (
    current_setting('app.scope', true) <> 'audit' and owner = current_setting('app.account', true));

alter table scenario_run enable row level security;
alter table scenario_run force row level security;
create policy scenario_run_read on scenario_run for select using (
    (select true from scenario s where s.id = scenario_id));
create policy scenario_run_add on scenario_run for insert with check (
    current_setting('app.scope', true) <> 'audit'
    and (select true from scenario s where s.id = scenario_id));
