-- The Harmonized System by words, and rulings.

-- name: find_index(region)^
select id, key from hs_index where region = :region;

-- name: newest_import()$
select coalesce(max(id), 0) from tariff_import where state = 'applied';

-- name: list_line_texts()
-- English texts of national lines, by the last file of each market that named them.
select distinct on (market, hs_code) hs_code, text from tariff_line
where language = 'en' and length(hs_code) >= 6 and text <> ''
order by market, hs_code, import_id desc, row;

-- name: lock_index(region)!
select pg_advisory_xact_lock(hashtextextended(:region, 9));

-- name: drop_index(region)!
delete from hs_index where region = :region;

-- name: add_index(region, key, made_at)$
insert into hs_index (region, key, made_at) values (:region, :key, :made_at) returning id;

-- name: make_texts()!
create temporary table hs_text (
    hs_code text collate "C", field text, words text
) on commit drop;

-- name: make_tokens()!
create temporary table hs_token (
    lexeme text collate "C", hs_code text collate "C", field text, times integer, length integer
) on commit drop;

-- name: stem_texts()!
-- English words are stemmed as every question will be.
insert into hs_token
select lexeme, hs_code, field, cardinality(positions), length
from (
    select hs_code, field, v.stems, length(v.stems) as length
    from (
        select hs_code, field, to_tsvector('english', string_agg(words, ' ')) as stems
        from hs_text group by hs_code, field
    ) v
) each, unnest(each.stems);

-- name: post_tokens(index_id)!
insert into hs_posting (index_id, lexeme, many, places)
select :index_id, lexeme, count(*),
    json_agg(json_build_array(hs_code, field, times, length) order by hs_code, field)
from (
    select lexeme, hs_code, field, sum(times) as times, max(length) as length
    from hs_token group by lexeme, hs_code, field
) joined
group by lexeme;

-- name: gather_words(index_id)!
insert into hs_word (index_id, word)
select distinct cast(:index_id as bigint), word
from hs_text, regexp_split_to_table(lower(words), '[^a-z]+') word
where length(word) between 4 and 24;

-- name: stem(words)^
select coalesce(array_agg(lexeme order by lexeme), '{}') as lexemes
from unnest(to_tsvector('english', :words));

-- name: list_postings(index_id, lexemes, most)
-- The rarest words first, until they stand in more places than are looked at.
select lexeme, places from (
    select lexeme, places, sum(many) over (order by many, lexeme) - many as before
    from hs_posting where index_id = :index_id and lexeme = any(:lexemes)
) ordered
where before < :most;

-- name: list_names_beginning(index_id, script, folded, most)
select name, hs_code from hs_name
where index_id = :index_id and script = :script and folded like :folded || '%%'
order by length(folded), hs_code limit :most;

-- name: list_names_said(index_id, script, most, words)
-- Names all of whose words are said in the question.
select folded, name, hs_code from hs_name
where index_id = :index_id and script = :script and folded = any(:words)
order by hs_code limit :most;

-- name: known_words(index_id, words)
select word from hs_word where index_id = :index_id and word = any(:words);

-- name: like_words(index_id, word, most)
select word, similarity(word, :word) as likeness from hs_word
where index_id = :index_id and word %% :word
order by likeness desc, word limit :most;

-- name: like_names(index_id, script, folded, most)
select name, hs_code, similarity(folded, :folded) as likeness from hs_name
where index_id = :index_id and script = :script and folded %% :folded
order by likeness desc, hs_code limit :most;

-- name: add_ruling(reference, region, owner, is_public, goods, hs_code, reasons, candidates, law_day, made_at, replaces)$
insert into hs_ruling (reference, region, owner, is_public, goods, hs_code, reasons, candidates,
    law_day, made_at, replaces)
values (:reference, :region, :owner, :is_public, :goods, :hs_code, :reasons,
    cast(:candidates as json), :law_day, :made_at, :replaces)
returning id;

-- name: find_ruling(reference)^
select r.id, r.reference, r.region, r.owner, r.is_public, r.goods, r.hs_code, r.reasons,
    r.candidates, r.law_day, r.made_at, old.reference as replaces,
    (select n.reference from hs_ruling n where n.replaces = r.id) as replaced_by
from hs_ruling r left join hs_ruling old on old.id = r.replaces
where r.reference = :reference;

-- name: list_rulings(region, hs_code, most)
-- Those that stand, newest first; all codes that begin with the given one.
select r.reference, r.is_public, r.goods, r.hs_code, r.reasons, r.law_day, r.made_at
from hs_ruling r
where r.region = :region and r.hs_code like :hs_code || '%%'
    and not exists (select 1 from hs_ruling n where n.replaces = r.id)
order by r.id desc limit :most;
