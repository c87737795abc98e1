-- Assessment: observations as they are known at an instant, schemes with dated versions, kept runs.
-- depends: 0048_shares_of_lists

create table indicator (
    code text primary key check (code ~ '^\S{1,80}$'),
    name text not null check (name <> ''),
    name_zh text not null default '',
    unit text not null check (unit <> ''),
    direction smallint not null default 1 check (direction in (-1, 1)),
    kind text not null default 'level' check (kind in ('level', 'growth', 'share', 'completion')),
    denominator text not null default '',
    owner text not null default '',
    revision_policy text not null default '',
    made_by text not null,
    made_at timestamptz not null
);
comment on table indicator is 'What is observed. Its unit stays; the rest is told anew by whoever knows better.';

create table observation (
    id bigint generated always as identity primary key,
    what text not null references indicator (code),
    geography text not null check (geography <> ''),
    period text not null check (period <> ''),
    step text not null check (step in ('year', 'half', 'quarter', 'month')),
    valid daterange not null check (not isempty(valid) and not lower_inf(valid) and not upper_inf(valid)),
    known tstzrange not null check (not isempty(known) and not lower_inf(known) and lower_inc(known)),
    value numeric,
    unit text not null check (unit <> ''),
    source text not null check (source <> ''),
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    note text not null default '',
    file text not null default '',
    file_row integer not null check (file_row > 0),
    made_by text not null,
    constraint observation_one_at_a_time exclude using gist
        (what with =, geography with =, step with =, valid with &&, known with &&)
);
comment on table observation is 'A value of a period as it was known from one instant to another; no value says that what was known was withdrawn. Only ever added to: a correction ends what was known and adds what is known now.';
create index observation_known_now on observation (what, geography, period) where upper_inf(known);

create table scheme_version (
    scheme text not null check (scheme ~ '^\S{1,60}$'),
    version integer not null check (version > 0),
    name text not null check (name <> ''),
    name_zh text not null default '',
    valid_from date not null,
    legal text not null default '',
    body json not null,
    hash text not null check (hash ~ '^sha256:[0-9a-f]{64}$'),
    made_by text not null,
    made_at timestamptz not null,
    primary key (scheme, version),
    unique (scheme, valid_from)
);
comment on table scheme_version is 'A published scheme from a day on: tree, steps, the units it is for, assumptions. It is never changed; who wants another makes a version.';

create table index_run (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    scheme text not null,
    version integer not null,
    periods text[] not null check (cardinality(periods) > 0),
    known_at timestamptz not null,
    program text not null check (program <> ''),
    hash text not null check (hash ~ '^sha256:[0-9a-f]{64}$'),
    document json not null,
    made_by text not null,
    made_at timestamptz not null,
    foreign key (scheme, version) references scheme_version (scheme, version)
);
comment on table index_run is 'An index worked out: its id is the hash of scheme, periods, the last instant at which something was learnt, and program; the same run is kept once. Only ever added to.';
create index index_run_newest on index_run (scheme, made_at desc);

create function reads_assessment() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['statistician', 'planner']
$$;
comment on function reads_assessment is 'Whether who acts reads observations and indices: analysts, planners, auditors and the machine itself.';
create function keeps_assessment() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') <> 'audit'
        and (coalesce(current_setting('app.scope', true), '') = 'system'
            or 'statistician' = any (string_to_array(coalesce(current_setting('app.roles', true), ''), ',')))
$$;
comment on function keeps_assessment is 'Whether who acts adds observations and publishes: analysts and the machine itself.';

create function indicator_stays() returns trigger language plpgsql as $$
begin
    if (new.code, new.unit) is distinct from (old.code, old.unit) then
        raise exception 'an indicator keeps its code and its unit' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger indicator_stays before update on indicator for each row execute function indicator_stays();

create function observation_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or not upper_inf(old.known) or upper_inf(new.known) or lower(new.known) <> lower(old.known)
        or (new.id, new.what, new.geography, new.period, new.step, new.valid, new.value, new.unit, new.source, new.status,
            new.note, new.file, new.file_row, new.made_by)
        is distinct from (old.id, old.what, old.geography, old.period, old.step, old.valid, old.value, old.unit,
            old.source, old.status, old.note, old.file, old.file_row, old.made_by) then
        raise exception 'an observation stays as it was known; only its being known ends, once'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger observation_stays before update or delete on observation
    for each row execute function observation_stays();
create trigger observation_not_emptied before truncate on observation for each statement execute function refuse_change();

create function observation_is_news() returns trigger language plpgsql as $$
begin
    if not upper_inf(new.known) or exists (
        select from observation o where o.what = new.what and o.geography = new.geography and o.step = new.step
            and o.valid && new.valid and coalesce(upper(o.known), lower(o.known)) > lower(new.known)) then
        raise exception 'an observation is known from now on; what was known before stays'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger observation_is_news before insert on observation for each row execute function observation_is_news();

create function scheme_version_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a published scheme is not changed; make a version' using errcode = 'check_violation';
end $$;
create trigger scheme_version_stays before update or delete on scheme_version
    for each row execute function scheme_version_stays();
create trigger scheme_version_not_emptied before truncate on scheme_version
    for each statement execute function refuse_change();
create trigger index_run_stays before update or delete on index_run for each row execute function refuse_change();
create trigger index_run_not_emptied before truncate on index_run for each statement execute function refuse_change();

alter table indicator enable row level security;
alter table indicator force row level security;
create policy indicator_seen on indicator for select using (reads_assessment());
create policy indicator_added on indicator for insert with check (keeps_assessment());
create policy indicator_told_anew on indicator for update using (keeps_assessment());
alter table observation enable row level security;
alter table observation force row level security;
create policy observation_seen on observation for select using (reads_assessment());
create policy observation_added on observation for insert with check (keeps_assessment());
create policy observation_ended on observation for update using (keeps_assessment());
alter table scheme_version enable row level security;
alter table scheme_version force row level security;
create policy scheme_version_seen on scheme_version for select using (reads_assessment());
create policy scheme_version_added on scheme_version for insert with check (keeps_assessment());
alter table index_run enable row level security;
alter table index_run force row level security;
create policy index_run_seen on index_run for select using (reads_assessment());
create policy index_run_added on index_run for insert with check (keeps_assessment());
