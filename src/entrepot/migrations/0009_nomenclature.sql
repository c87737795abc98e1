-- The Harmonized System by words: an index made from the texts of the day, and the names of goods.
-- depends: 0007_matrices

create extension if not exists pg_trgm;

create table hs_index (
    id bigint generated always as identity primary key,
    region text not null unique,
    key text not null check (key <> ''),
    made_at timestamptz not null
);
comment on table hs_index is 'What the words of a region are found by; the key is the hash of the texts it was made from, so that a change makes it anew.';

create table hs_posting (
    index_id bigint not null references hs_index (id) on delete cascade,
    lexeme text not null collate "C",
    many integer not null check (many > 0),
    places json not null,
    primary key (index_id, lexeme)
);
comment on table hs_posting is 'Where a word stands: of each code and field how often, and how many words that field has; one row a word, since a question reads all of it.';

create table hs_name (
    index_id bigint not null references hs_index (id) on delete cascade,
    folded text not null collate "C",
    name text not null,
    script text not null check (script in ('en', 'zh', 'pinyin')),
    hs_code text not null collate "C",
    primary key (index_id, script, folded, hs_code)
);
comment on table hs_name is 'What people call the goods of a code: in English, in Chinese, and how the Chinese is spelt.';
create index hs_name_like on hs_name using gin (folded gin_trgm_ops);

create table hs_word (
    index_id bigint not null references hs_index (id) on delete cascade,
    word text not null collate "C",
    primary key (index_id, word)
);
comment on table hs_word is 'The English words that stand anywhere, to repair the spelling of a question.';
create index hs_word_like on hs_word using gin (word gin_trgm_ops);

create table hs_ruling (
    id bigint generated always as identity primary key,
    reference text not null unique check (reference ~ '^H[0-9A-HJKMNP-TV-Z]{13}$'),
    region text not null,
    owner text not null references account (id),
    is_public boolean not null,
    goods text not null check (goods <> ''),
    hs_code text not null check (hs_code ~ '^[0-9]{6,12}$'),
    reasons text not null check (reasons <> ''),
    candidates json not null,
    law_day date not null,
    made_at timestamptz not null,
    replaces bigint unique references hs_ruling (id)
);
comment on table hs_ruling is 'A decision of a person on the code of goods, with his reasons and the candidates he saw. It never changes: a later one stands instead of it.';
create index hs_ruling_newest_first on hs_ruling (region, id desc);

alter table hs_ruling enable row level security;
alter table hs_ruling force row level security;
create policy hs_ruling_read on hs_ruling for select using (
    is_public or current_setting('app.scope', true) in ('system', 'audit')
    or owner = current_setting('app.account', true));
create policy hs_ruling_add on hs_ruling for insert with check (
    current_setting('app.scope', true) <> 'audit' and owner = current_setting('app.account', true));
