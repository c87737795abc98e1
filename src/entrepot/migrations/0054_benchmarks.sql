-- Benchmarks: editions of scored trees, checklists, tables and surveys, kept as their files gave them.
-- depends: 0051_observations

create table benchmark_edition (
    id bigint generated always as identity primary key,
    benchmark text not null check (benchmark ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$'),
    edition text not null check (edition ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$'),
    revision integer not null check (revision > 0),
    name text not null check (name <> ''),
    name_zh text not null default '',
    form text not null check (form in ('tree', 'checklist', 'table', 'survey')),
    method text not null check (method <> ''),
    source text not null check (source <> ''),
    status text not null check (status in ('published', 'derived', 'modelled', 'unverified', 'synthetic')),
    file text not null check (file <> ''),
    content text not null,
    hash text not null check (hash ~ '^sha256:[0-9a-f]{64}$'),
    made_by text not null,
    made_at timestamptz not null,
    constraint benchmark_edition_once unique (benchmark, edition, revision)
);
comment on table benchmark_edition is 'An edition of a benchmark as its file gave it, with method, source and status. Only ever added to: what corrects it is another revision.';

create trigger benchmark_edition_stays before update or delete on benchmark_edition
    for each row execute function refuse_change();
create trigger benchmark_edition_not_emptied before truncate on benchmark_edition
    for each statement execute function refuse_change();
alter table benchmark_edition enable row level security;
alter table benchmark_edition force row level security;
create policy benchmark_edition_seen on benchmark_edition for select using (reads_assessment());
create policy benchmark_edition_added on benchmark_edition for insert with check (keeps_assessment());
