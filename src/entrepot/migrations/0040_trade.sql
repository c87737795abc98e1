-- Trade statistics: batches of lines, each a revision. The lines lie as Parquet in the data folder.
-- depends: 0015_hub

create table trade_batch (
    id bigint generated always as identity primary key,
    batch text not null unique check (batch ~ '^B[0-9A-HJKMNP-TV-Z]{13}$'),
    revision bigint not null unique check (revision > 0),
    layout text not null check (layout <> ''),
    source_id text not null check (source_id <> ''),
    source text not null,
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    file text not null default '',
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    lines bigint not null check (lines >= 0),
    corrections bigint not null default 0 check (corrections >= 0),
    duplicates bigint not null default 0 check (duplicates >= 0),
    rejected json not null default '[]',
    months integer[] not null check (cardinality(months) > 0),
    made_by text not null,
    made_at timestamptz not null
);
comment on table trade_batch is 'A batch of lines of trade and the revision it made. Its lines lie in files that are never changed. Only ever added to.';
create index trade_batch_by_source on trade_batch (source_id, id);
create unique index trade_batch_once on trade_batch (source_id, sha256);

create table trade_cursor (
    name text primary key,
    last_id bigint not null check (last_id >= 0)
);
comment on table trade_cursor is 'Up to which movement of the window statistics have been told.';

create function reads_trade() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('app.scope', true), '') in ('system', 'audit')
        or 'statistician' = any (string_to_array(coalesce(current_setting('app.roles', true), ''), ','))
$$;
comment on function reads_trade is 'Whether who acts reads the lines of trade: the statistics analysts, the auditors and the window itself.';

alter table trade_batch enable row level security;
alter table trade_batch force row level security;
create policy trade_batch_seen on trade_batch for select using (reads_trade());
create policy trade_batch_added on trade_batch for insert with check (reads_trade());
alter table trade_cursor enable row level security;
alter table trade_cursor force row level security;
create policy trade_cursor_moved on trade_cursor using (coalesce(current_setting('app.scope', true), '') = 'system')
    with check (coalesce(current_setting('app.scope', true), '') = 'system');

create trigger trade_batch_stays before update or delete on trade_batch for each row execute function refuse_change();
create trigger trade_batch_not_emptied before truncate on trade_batch for each statement execute function refuse_change();
