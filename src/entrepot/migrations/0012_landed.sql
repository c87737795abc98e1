-- Landed costs as they were told.
-- depends: 0010_origin

create table landed_quote (
    reference text primary key check (reference ~ '^L[0-9A-HJKMNP-TV-Z]{13}$'),
    made_at timestamptz not null,
    region text not null,
    pack_version text not null,
    question text not null check (question ~ '^[0-9a-f]{64}$'),
    request json not null,
    document json not null
);
comment on table landed_quote is 'A landed cost as it was told: json keeps every cent and the order of keys, and nothing of it changes. `question` is the hash of what was asked, by which the same question is found again.';
create index landed_quote_by_question on landed_quote (question, made_at desc);
