-- Matrices that are worked out in the background: what was asked, how far it is, what came out.
-- depends: 0004_worklist_score

create table matrix_run (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    region text not null,
    asked json not null,
    state text not null default 'waiting' check (state in ('waiting', 'working', 'done', 'failed')),
    done integer not null default 0 check (done >= 0),
    origins integer not null check (origins > 0),
    destinations integer not null check (destinations > 0),
    document json,
    problems json,
    made_at timestamptz not null,
    began_at timestamptz,
    ended_at timestamptz,
    check (done <= origins),
    check ((state in ('done', 'failed')) = (ended_at is not null)),
    check ((state = 'done') = (document is not null)),
    check ((state = 'failed') = (problems is not null))
);
comment on table matrix_run is 'A matrix that was asked for; its id is the hash of what was asked, so that the same question is worked out once. The rows are a file in the data folder.';
create index matrix_run_by_region on matrix_run (region, made_at desc);
create index matrix_run_unfinished on matrix_run (made_at) where state in ('waiting', 'working');
