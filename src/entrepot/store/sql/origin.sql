-- Determinations of origin, and imported product rules and concordances.

-- name: add_determination(id, owner, made_at, engine, agreement, exporting_party, importing_party, legal_day, hs_code, verdict, asked, rule_ids, result)!
insert into determination (id, owner, made_at, engine, agreement, exporting_party,
    importing_party, legal_day, hs_code, verdict, asked, rule_ids, result)
values (:id, :owner, :made_at, :engine, :agreement, :exporting_party,
    :importing_party, :legal_day, :hs_code, :verdict, :asked, :rule_ids, :result)
on conflict (id) do nothing;

-- name: find_determination(id)^
select id, owner, made_at, engine, agreement, exporting_party, importing_party, legal_day,
    hs_code, verdict, asked, rule_ids, result
from determination where id = :id;

-- name: list_determinations(owner, most)
select id, made_at, agreement, exporting_party, importing_party, legal_day, hs_code, verdict
from determination where owner = :owner order by made_at desc, id desc limit :most;

-- name: list_rules(agreement)
select id, agreement, edition, hs_from, hs_to, goods, rule, lower(valid) as valid_from,
    upper(valid) as valid_to, source, status, reason as note
from origin_rule
where superseded_at is null and (:agreement::text is null or agreement = :agreement)
order by agreement, edition, hs_from, hs_to, goods;

-- name: list_concordance()
select edition, code, to_edition, to_code from hs_concordance
where superseded_at is null order by edition, code, to_edition, to_code;

-- name: read_stamp()$
select concat_ws(' ',
    (select concat(count(*), '-', count(superseded_at)) from origin_rule),
    (select concat(count(*), '-', count(superseded_at)) from hs_concordance));

-- name: list_standing_rules(agreement, edition)
select id, hs_from, hs_to, goods, source_text, rule, reason, lower(valid) as valid_from,
    upper(valid) as valid_to, source, status, vintage
from origin_rule
where superseded_at is null and agreement = :agreement and edition = :edition
order by hs_from, hs_to, goods, lower(valid);

-- name: add_rules(agreement, edition, hs_from, hs_to, goods, rule, source_text, reason, valid_from, valid_to, vintage, source, status, at)*!
insert into origin_rule (agreement, edition, hs_from, hs_to, goods, rule, source_text, reason,
    valid, vintage, source, status, asserted_at)
values (:agreement, :edition, :hs_from, :hs_to, :goods, :rule, :source_text, :reason,
    daterange(:valid_from, :valid_to), :vintage, :source, :status, :at);

-- name: supersede_rules(ids, at)!
update origin_rule set superseded_at = :at where id = any(:ids) and superseded_at is null;

-- name: list_pair(edition, to_edition)
select id, code, to_code from hs_concordance
where superseded_at is null and edition = :edition and to_edition = :to_edition;

-- name: add_concordance(edition, code, to_edition, to_code, source, at)*!
insert into hs_concordance (edition, code, to_edition, to_code, source, asserted_at)
values (:edition, :code, :to_edition, :to_code, :source, :at);

-- name: supersede_concordance(ids, at)!
update hs_concordance set superseded_at = :at where id = any(:ids) and superseded_at is null;

-- name: lock_origin_tables()!
-- Two imports at once go one after the other.
select pg_advisory_xact_lock(hashtextextended('origin tables', 10));
