-- Searches of portfolios that outlive who serves, and plans with the versions kept of them.
-- depends: 0052_programmes_alerts

create function plans_portfolios() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') <> 'audit'
        and (coalesce(current_setting('app.scope', true), '') = 'system'
            or string_to_array(coalesce(current_setting('app.roles', true), ''), ',') && array['planner', 'statistician'])
$$;
comment on function plans_portfolios is 'Whether who acts has portfolios searched and keeps plans: planners, statistics analysts and the machine itself.';

create table portfolio_run (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    ask text not null check (ask in ('plan', 'frontier', 'regret')),
    against text not null default '' check (length(against) <= 200),
    name text not null check (length(name) between 1 and 200),
    version text not null check (version <> ''),
    case_hash text not null check (case_hash ~ '^sha256:[0-9a-f]{64}$'),
    asked json not null,
    choices text[] not null,
    state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed', 'cancelled')),
    is_stopped boolean not null default false,
    attempts integer not null default 0 check (attempts >= 0),
    best double precision,
    bound double precision,
    starts json,
    document json,
    problems json,
    made_by text not null,
    made_at timestamptz not null,
    began_at timestamptz,
    told_at timestamptz,
    ended_at timestamptz,
    check ((ask = 'frontier') = (against <> '')),
    check ((best is null) = (starts is null)),
    check ((state in ('done', 'failed', 'cancelled')) = (ended_at is not null)),
    check ((state = 'done') = (document is not null)),
    check ((state = 'failed') = (problems is not null))
);
comment on table portfolio_run is 'A portfolio that was asked for: its id is the hash of case, question and program. Best value, bound and the plan behind the best are kept while it is searched, so that another process goes on from them.';
create index portfolio_run_newest on portfolio_run (made_at desc);
create index portfolio_run_unfinished on portfolio_run (made_at) where state in ('waiting', 'working');

create table plan (
    id bigint generated always as identity primary key,
    region text not null check (region <> ''),
    code text not null check (code ~ '^[a-z0-9][a-z0-9_-]{0,59}$'),
    made_by text not null,
    made_at timestamptz not null,
    constraint plan_once unique (region, code)
);
comment on table plan is 'A plan that has versions, each kept of a search.';

create table plan_version (
    plan_id bigint not null references plan (id),
    number integer not null check (number > 0),
    run_id text not null references portfolio_run (id),
    case_hash text not null check (case_hash ~ '^sha256:[0-9a-f]{64}$'),
    asked json not null,
    document json not null,
    hash text not null check (hash ~ '^sha256:[0-9a-f]{64}$'),
    note text not null default '' check (length(note) <= 1000),
    made_by text not null,
    made_at timestamptz not null,
    primary key (plan_id, number)
);
comment on table plan_version is 'What came out of a search, kept with its case as a version of a plan. Never changed; who wants another keeps another version.';

create trigger plan_stays before update or delete on plan for each row execute function refuse_change();
create trigger plan_not_emptied before truncate on plan for each statement execute function refuse_change();
create trigger plan_version_stays before update or delete on plan_version for each row execute function refuse_change();
create trigger plan_version_not_emptied before truncate on plan_version for each statement execute function refuse_change();

alter table portfolio_run enable row level security;
alter table portfolio_run force row level security;
create policy portfolio_run_seen on portfolio_run for select using (sees_plan(made_by));
create policy portfolio_run_added on portfolio_run for insert with check (plans_portfolios());
create policy portfolio_run_moved on portfolio_run for update using (plans_portfolios());
alter table plan enable row level security;
alter table plan force row level security;
create policy plan_seen on plan for select using (sees_plan(made_by));
create policy plan_added on plan for insert with check (plans_portfolios());
alter table plan_version enable row level security;
alter table plan_version force row level security;
create policy plan_version_seen on plan_version for select using (sees_plan(made_by));
create policy plan_version_added on plan_version for insert with check (plans_portfolios());
