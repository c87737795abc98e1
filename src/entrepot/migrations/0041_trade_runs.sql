-- Long runs of the models of trade: what was asked, how far it is, what came out.
-- depends: 0040_trade

create table trade_run (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    model text not null check (model in ('gravity', 'equilibrium')),
    name text not null default '' check (length(name) <= 200),
    version text not null check (version <> ''),
    asked json not null,
    state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed', 'cancelled')),
    done integer not null default 0 check (done >= 0),
    steps integer not null default 1 check (steps > 0),
    attempts integer not null default 0 check (attempts >= 0),
    document json,
    problems json,
    made_by text not null,
    made_at timestamptz not null,
    began_at timestamptz,
    ended_at timestamptz,
    check (done <= steps),
    check ((state in ('done', 'failed', 'cancelled')) = (ended_at is not null)),
    check ((state = 'done') = (document is not null)),
    check ((state = 'failed') = (problems is not null))
);
comment on table trade_run is 'A model of trade that was asked for; its id is the hash of model, data, parameters, closure and version, so that the same question is worked out once and answered at once afterwards.';
create index trade_run_newest on trade_run (made_at desc);
create index trade_run_unfinished on trade_run (made_at) where state in ('waiting', 'working');

alter table trade_run enable row level security;
alter table trade_run force row level security;
create policy trade_run_seen on trade_run using (reads_trade()) with check (reads_trade());
