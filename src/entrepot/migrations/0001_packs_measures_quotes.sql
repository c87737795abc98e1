-- Packs as loaded, the tariff measures they hold, and the quotes made from them.
-- depends:

create extension if not exists btree_gist;

create table pack (
    id bigint generated always as identity primary key,
    region text not null check (region <> ''),
    version text not null check (version <> ''),
    texts json not null,
    loaded_at timestamptz not null default now(),
    is_current boolean not null default true,
    unique (region, version)
);
comment on table pack is 'A region pack as loaded: its texts by file name, and its version.';

create unique index pack_one_current_a_region on pack (region) where is_current;

create table measure (
    pack_id bigint not null references pack (id) on delete cascade,
    id text not null,
    market text not null,
    kind text not null,
    regime text not null,
    hs_code text not null collate "C" check (hs_code ~ '^[0-9]{1,12}$'),
    origins text not null,
    excluded_origins text not null,
    duty text not null,
    source_text text not null,
    valid daterange not null check (not isempty(valid)),
    vintage text not null,
    note text not null,
    source text not null,
    status text not null,
    primary key (pack_id, id),
    constraint measure_one_at_a_time exclude using gist (
        pack_id with =, market with =, kind with =, regime with =,
        hs_code with =, origins with =, valid with &&
    )
);
comment on table measure is 'A tariff measure of a pack; origins are sorted and joined by ";", empty is every origin.';

create index measure_by_code on measure (pack_id, market, hs_code);

create table quote (
    reference text primary key check (reference ~ '^Q[0-9A-HJKMNP-TV-Z]{13}$'),
    made_at timestamptz not null,
    region text not null,
    pack_version text not null,
    origin text,
    destination text,
    hs_code text,
    request json not null,
    document json not null
);
comment on table quote is 'A quote as it was given: json, not jsonb, keeps every cent and the order of keys; origin, destination and hs_code are taken out of the document, which is too large to be read for a list.';

-- Compressing a document would take as long as all else the server does to store it.
alter table quote alter column document set storage external;

create index quote_newest_first on quote (made_at desc, reference desc);
create index quote_by_region on quote (region, made_at desc, reference desc);
