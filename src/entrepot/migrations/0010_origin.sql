-- Determinations of origin, product rules and concordances that were imported.
-- depends: 0007_matrices

create table determination (
    id text primary key check (id ~ '^D[0-9A-HJKMNP-TV-Z]{13}$'),
    owner text references account (id),
    made_at timestamptz not null,
    engine text not null check (engine <> ''),
    agreement text not null,
    exporting_party text not null,
    importing_party text not null,
    legal_day date not null,
    hs_code text not null collate "C",
    verdict text not null
        check (verdict in ('originating', 'not_originating', 'undetermined')),
    asked json not null,
    rule_ids json not null,
    result json not null
);
comment on table determination is 'A determination of origin as it was made: what was asked, the rules it rests on, the answer with its trace. Its id is the hash of these, so that the same question twice is one row; nothing of it changes.';
create index determination_newest_first on determination (owner, made_at desc);

alter table determination enable row level security;
alter table determination force row level security;
create policy determination_read on determination for select using (
    owner is null or current_setting('app.scope', true) in ('system', 'audit')
    or owner = current_setting('app.account', true));
create policy determination_add on determination for insert with check (
    current_setting('app.scope', true) is distinct from 'audit'
    and (owner is null or owner = current_setting('app.account', true)));

create table origin_rule (
    id bigint generated always as identity primary key,
    agreement text not null check (agreement <> ''),
    edition text not null check (edition ~ '^HS[0-9]{4}$'),
    hs_from text not null collate "C" check (hs_from ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6})$'),
    hs_to text not null collate "C" check (length(hs_to) = length(hs_from) and hs_to >= hs_from),
    goods text not null default '',
    rule text not null default '',
    source_text text not null,
    reason text not null default '',
    valid daterange not null check (not isempty(valid)),
    vintage text not null default '',
    source text not null check (source <> ''),
    status text not null,
    asserted_at timestamptz not null,
    superseded_at timestamptz,
    check ((rule = '') = (reason <> '')),
    constraint origin_rule_one_at_a_time exclude using gist (
        agreement with =, edition with =, hs_from with =, hs_to with =, goods with =,
        valid with &&
    ) where (superseded_at is null)
);
comment on table origin_rule is 'A product rule of origin as a table of an agreement states it; `rule` is its canonical form, empty with a reason where a person must read it. A row is superseded, never edited.';
create index origin_rule_by_code on origin_rule (agreement, edition, hs_from)
    where superseded_at is null;

create table hs_concordance (
    id bigint generated always as identity primary key,
    edition text not null check (edition ~ '^HS[0-9]{4}$'),
    code text not null collate "C" check (code ~ '^[0-9]{6}$'),
    to_edition text not null check (to_edition ~ '^HS[0-9]{4}$' and to_edition <> edition),
    to_code text not null collate "C" check (to_code ~ '^[0-9]{6}$'),
    source text not null check (source <> ''),
    asserted_at timestamptz not null,
    superseded_at timestamptz
);
comment on table hs_concordance is 'A code of one edition of the HS and one of those it became in another. A row is superseded, never edited.';
create unique index hs_concordance_once on hs_concordance (edition, code, to_edition, to_code)
    where superseded_at is null;
